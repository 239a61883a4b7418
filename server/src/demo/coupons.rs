//! What happened since: coupons issued, used, locked, refunded, reclaimed, lapsed.

use hezong_contract::coupons::AllowlistForm;
use hezong_domain::access::Principal;
use hezong_domain::coupons::{Door, IssueRequest, LimitRequest, OrderKind};
use hezong_domain::{CouponId, CustomerId, Fen, QuotaId};
use hezong_services::coupons::{self, Issue, Reclaim};
use hezong_services::{Error, allowlists};

use super::people::Cast;
use super::quotas::Quotas;
use super::{ACME, NANSHAN, QINGMU, TANGHU, World};

fn request(quota: &QuotaId, customers: &[&str], face: Fen, name: &str) -> IssueRequest {
    IssueRequest {
        quota_id: quota.clone(),
        customer_ids: customers.iter().map(|id| CustomerId::new(*id)).collect(),
        face,
        effective_at: None,
        expires_at: None,
        limits: LimitRequest::default(),
        name: name.to_owned(),
        memo: String::new(),
    }
}

async fn issue(
    world: &World,
    who: &Principal,
    request: IssueRequest,
) -> Result<Vec<CouponId>, Error> {
    let issue = Issue { request, door: Door::Console, key: String::new(), code: String::new() };
    let result = coupons::issue(&world.as_person(who), &issue).await?;
    let made = result.rows.into_iter().filter(|row| !row.coupon_id.is_empty());
    Ok(made.map(|row| CouponId::new(row.coupon_id)).collect())
}

fn first(ids: &[CouponId]) -> Result<&CouponId, Error> {
    ids.first().ok_or(Error::NotFound("coupon"))
}

/// Lives through the demo's history up to now.
pub(super) async fn live_through(world: &World, cast: &Cast, quotas: &Quotas) -> Result<(), Error> {
    long_ago(world, cast, quotas).await?;
    lately(world, cast, quotas).await?;
    cash_coupons(world, cast, quotas).await
}

async fn long_ago(world: &World, cast: &Cast, quotas: &Quotas) -> Result<(), Error> {
    let system = &world.system();
    world.go_to(-62, 2);
    let autumn = request(&quotas.autumn, &[TANGHU, ACME], Fen::yuan(200), "秋季上云券");
    let autumn = issue(world, &cast.shanhai, autumn).await?;
    world.go_to(-48, 3);
    coupons::spend(system, first(&autumn)?, Fen::new(12_650), "CS2610050017").await?;
    world.go_to(-45, 1);
    let used = request(&quotas.annual, &[TANGHU], Fen::yuan(200), "新客户体验券");
    let used = issue(world, &cast.he, used).await?;
    world.go_to(-33, 0);
    coupons::spend(system, first(&used)?, Fen::yuan(80), "CS2610200044").await?;
    world.go_to(-31, 5);
    coupons::spend(system, first(&used)?, Fen::yuan(120), "CS2610220003").await?;
    let year_end = IssueRequest {
        memo: "年框客户，按合同约定发放".to_owned(),
        ..request(&quotas.annual, &[ACME, TANGHU, NANSHAN], Fen::yuan(1_000), "年终代金券")
    };
    world.go_to(-25, 1);
    let year_end = issue(world, &cast.he, year_end).await?;
    world.go_to(-9, 0);
    coupons::expire_due(system).await?;
    world.go_to(-8, 4);
    coupons::spend(system, first(&year_end)?, Fen::yuan(400), "CS2611140021").await?;
    world.go_to(-6, 2);
    coupons::refund(system, first(&year_end)?, Fen::yuan(100), "CS2611140021").await?;
    world.go_to(-1, 2);
    coupons::lock(system, first(&year_end)?, Fen::yuan(60), "CS2611210042").await?;
    Ok(())
}

async fn lately(world: &World, cast: &Cast, quotas: &Quotas) -> Result<(), Error> {
    world.go_to(-12, 1);
    let mistaken = request(&quotas.annual, &[ACME], Fen::new(10_010), "");
    let mistaken = issue(world, &cast.he, mistaken).await?;
    world.go_to(-12, 2);
    let back = Reclaim {
        coupon_ids: mistaken,
        door: Door::Console,
        key: String::new(),
        code: String::new(),
    };
    coupons::reclaim(&world.as_person(&cast.he), &back).await?;

    world.go_to(-5, 3);
    let ending = IssueRequest {
        limits: LimitRequest {
            order_kinds: vec![OrderKind::New],
            min_order: Some(Fen::yuan(1_000)),
            ..LimitRequest::default()
        },
        ..request(&quotas.ending, &[ACME, QINGMU], Fen::yuan(300), "上云启动券")
    };
    issue(world, &cast.shanhai, ending).await?;

    world.go_to(-3, 1);
    let limited = request(&quotas.limited, &[ACME, TANGHU], Fen::yuan(500), "计算存储专项券");
    issue(world, &cast.shanhai, limited).await?;

    world.go_to(-2, 1);
    let later = IssueRequest {
        effective_at: Some(world.day(7)),
        expires_at: Some(world.day_end(67)),
        ..request(&quotas.annual, &[ACME], Fen::yuan(800), "双十二预热券")
    };
    issue(world, &cast.he, later).await?;

    world.go_to(-2, 2);
    let beidou = request(&quotas.beidou, &[NANSHAN], Fen::yuan(600), "老客户回馈券");
    issue(world, &cast.beidou, beidou).await?;
    Ok(())
}

async fn cash_coupons(world: &World, cast: &Cast, quotas: &Quotas) -> Result<(), Error> {
    world.go_to(-1, 3);
    let form =
        AllowlistForm { lines: "acme\ntanghu".to_owned(), note: "首批补贴企业".to_owned() };
    let new = form.check()?;
    allowlists::replace(&world.as_person(&cast.shanhai), &new).await?;
    world.go_to(-1, 4);
    let cash = request(&quotas.cash, &[ACME, TANGHU], Fen::yuan(2_000), "产业补贴券");
    let cash = issue(world, &cast.he, cash).await?;
    world.go_to(0, -2);
    coupons::spend(&world.system(), first(&cash)?, Fen::new(35_520), "CS2611220007").await?;
    world.go_to(0, 0);
    Ok(())
}
