//! Issuing, reclaiming, expiring, spending.

use hezong_contract::coupons::{IssueForm, OutcomeRow};
use hezong_domain::access::Role;
use hezong_domain::accounts::AssociationKind;
use hezong_domain::coupons::{CouponStatus, CouponType, Door, QuotaType};
use hezong_domain::{CouponId, CustomerId, Fen, PartnerId, QuotaId, Refusal};
use hezong_services::coupons::{self, Reclaim};
use hezong_services::{Context, Error, quotas};
use hezong_testing::World;

pub(crate) struct Stage {
    pub(crate) partner: PartnerId,
    pub(crate) admin: Context,
    pub(crate) resale: CustomerId,
    pub(crate) referral: CustomerId,
    pub(crate) quota: QuotaId,
}

pub(crate) async fn stage(world: &World, value: Fen) -> Stage {
    let partner = world.partner("shanhai").await;
    let admin = world.person(&partner.account(), "", Role::PartnerAdmin).await;
    let resale = world.customer("acme", &partner, AssociationKind::Resale).await;
    let referral = world.customer("qingmu", &partner, AssociationKind::Referral).await;
    let quota = world.quota(&world.a_grant(&partner, value)).await;
    Stage { partner, admin, resale, referral, quota }
}

fn back(ids: &[&CouponId], door: Door) -> Reclaim {
    Reclaim {
        coupon_ids: ids.iter().map(|id| (*id).clone()).collect(),
        door,
        key: String::new(),
        code: String::new(),
    }
}

async fn balance(stage: &Stage) -> Fen {
    quotas::detail(&stage.admin, stage.quota.as_str()).await.unwrap().row.balance
}

#[tokio::test]
async fn a_batch_issues_the_good_and_names_the_rest() {
    for world in World::each().await {
        let stage = stage(&world, Fen::yuan(250)).await;
        let stranger = CustomerId::new("0c0000000000000000000000000000ff");
        let third = world.customer("tanghu", &stage.partner, AssociationKind::Resale).await;
        let issue = world.an_issue(
            &stage.quota,
            &[&stage.resale, &stranger, &stage.referral, &third],
            Fen::yuan(100),
        );
        let result = coupons::issue(&stage.admin, &issue).await.unwrap();
        assert_eq!((result.done, result.failed, result.total), (2, 2, Fen::yuan(200)));
        assert_eq!(result.rows[1].refusal, Some(Refusal::NotYourCustomer));
        assert_eq!(
            result.rows[3].refusal,
            Some(Refusal::QuotaInsufficient { needed: Fen::yuan(100), balance: Fen::yuan(50) })
        );
        assert_eq!(balance(&stage).await, Fen::yuan(50));
        let read_back = coupons::batch(&stage.admin, &result.batch_id).await.unwrap();
        assert_eq!((read_back.done, read_back.failed, read_back.total), (2, 2, Fen::yuan(200)));
        let order = |rows: &[OutcomeRow]| -> Vec<String> {
            rows.iter().map(|row| row.customer_id.clone()).collect()
        };
        assert_eq!(order(&read_back.rows), order(&result.rows));
        world.assert_sound().await;
    }
}

#[tokio::test]
async fn the_plan_says_what_the_commit_does() {
    let world = World::sqlite().await;
    let stage = stage(&world, Fen::yuan(150)).await;
    let query = format!("quota={}&customers=acme,qingmu,nobody&face=100", stage.quota);
    let plan = coupons::plan(&stage.admin, &IssueForm::from_query(&query)).await.unwrap();
    let issue = hezong_services::coupons::Issue {
        request: IssueForm::from_query(&query).check().unwrap(),
        door: Door::Console,
        key: plan.key.clone(),
        code: String::new(),
    };
    let result = coupons::issue(&stage.admin, &issue).await.unwrap();
    let planned: Vec<_> = plan.rows.iter().map(|r| r.refusal.clone()).collect();
    let done: Vec<_> = result.rows.iter().map(|r| r.refusal.clone()).collect();
    assert_eq!(planned, done);
    assert_eq!(plan.balance_after, balance(&stage).await);
    assert_eq!(plan.count, result.done);
}

#[tokio::test]
async fn a_plan_of_what_was_just_issued_says_so() {
    for world in World::each().await {
        let stage = stage(&world, Fen::yuan(1_000)).await;
        let query = |customers: &str, face: &str| {
            let text = format!("quota={}&customers={customers}&face={face}", stage.quota);
            IssueForm::from_query(&text)
        };
        let just_issued =
            async |form: &IssueForm| coupons::plan(&stage.admin, form).await.unwrap().just_issued;
        let both = query("acme,qingmu", "100");
        assert_eq!(just_issued(&both).await, None);
        let issue = world.an_issue(&stage.quota, &[&stage.referral, &stage.resale], Fen::yuan(100));
        let result = coupons::issue(&stage.admin, &issue).await.unwrap();

        let recent = just_issued(&both).await.expect("the order of the customers does not matter");
        assert_eq!((recent.batch_id, recent.at), (result.batch_id, result.at));
        assert_eq!(just_issued(&query("acme", "100")).await, None, "fewer customers");
        assert_eq!(just_issued(&query("acme,qingmu,nobody", "100")).await, None, "one more");
        assert_eq!(just_issued(&query("acme,qingmu", "100.01")).await, None, "another face");
        let he = world.person(&stage.partner.account(), "he", Role::CouponOperator).await;
        assert_eq!(coupons::plan(&he, &both).await.unwrap().just_issued, None, "somebody else");
        world.clock.advance(10 * hezong_domain::time::MINUTE_MS);
        assert_eq!(just_issued(&both).await, None, "ten minutes later");
    }
}

#[tokio::test]
async fn the_same_key_issues_once_and_another_request_under_it_is_refused() {
    for world in World::each().await {
        let stage = stage(&world, Fen::yuan(1_000)).await;
        let mut issue = world.an_issue(&stage.quota, &[&stage.resale], Fen::yuan(100));
        "form-1".clone_into(&mut issue.key);
        let first = coupons::issue(&stage.admin, &issue).await.unwrap();
        let second = coupons::issue(&stage.admin, &issue).await.unwrap();
        assert_eq!(first, second);
        assert_eq!(balance(&stage).await, Fen::yuan(900));
        issue.request.face = Fen::yuan(1);
        let other = coupons::issue(&stage.admin, &issue).await;
        assert!(matches!(other, Err(Error::Refused(Refusal::KeyReused))), "{other:?}");
        world.assert_sound().await;
    }
}

#[tokio::test]
async fn reclaiming_returns_the_rest_to_the_quota_and_hides_the_coupon() {
    for world in World::each().await {
        let stage = stage(&world, Fen::yuan(1_000)).await;
        let customer = world.person(&stage.resale.account(), "", Role::CustomerOwner).await;
        let id = world.coupon(&stage.admin, &stage.quota, &stage.resale, Fen::yuan(300)).await;
        let wallet = coupons::wallet(&customer, CouponType::Voucher, "").await.unwrap();
        assert_eq!(wallet.rows.len(), 1);
        coupons::spend(&world.system().await, &id, Fen::yuan(120), "CS1").await.unwrap();

        let result = coupons::reclaim(&stage.admin, &back(&[&id], Door::Console)).await.unwrap();
        assert_eq!(result.total, Fen::yuan(180));
        assert_eq!(balance(&stage).await, Fen::yuan(880));
        let wallet = coupons::wallet(&customer, CouponType::Voucher, "").await.unwrap();
        assert_eq!((wallet.rows.len(), wallet.counts), (0, [0, 0, 0, 0]));
        assert!(matches!(
            coupons::wallet_coupon(&customer, id.as_str()).await,
            Err(Error::NotFound(_))
        ));
        let issued = coupons::detail(&stage.admin, id.as_str()).await.unwrap();
        assert_eq!(issued.row.status, CouponStatus::Reclaimed);

        let again = coupons::reclaim(&stage.admin, &back(&[&id], Door::Console)).await;
        assert!(matches!(again, Err(Error::Refused(Refusal::CouponGone { .. }))), "{again:?}");
        world.assert_sound().await;
    }
}

#[tokio::test]
async fn the_open_api_issues_to_resale_customers_only() {
    let world = World::sqlite().await;
    let stage = stage(&world, Fen::yuan(1_000)).await;
    let mut issue = world.an_issue(&stage.quota, &[&stage.resale, &stage.referral], Fen::yuan(10));
    issue.door = Door::OpenApi;
    let result = coupons::issue(&stage.admin, &issue).await.unwrap();
    assert_eq!(result.done, 1);
    assert_eq!(
        result.rows[1].refusal,
        Some(Refusal::WrongAssociation { kind: AssociationKind::Referral })
    );
    let id = world.coupon(&stage.admin, &stage.quota, &stage.referral, Fen::yuan(10)).await;
    let refused = coupons::reclaim(&stage.admin, &back(&[&id], Door::OpenApi)).await;
    assert!(matches!(refused, Err(Error::Refused(Refusal::ReferralCoupon))));
}

#[tokio::test]
async fn at_its_end_a_coupon_returns_its_rest_once() {
    for world in World::each().await {
        let stage = stage(&world, Fen::yuan(1_000)).await;
        let id = world.coupon(&stage.admin, &stage.quota, &stage.resale, Fen::yuan(300)).await;
        let system = world.system().await;
        assert_eq!(coupons::expire_due(&system).await.unwrap(), 0);
        world.clock.advance(366 * hezong_domain::time::DAY_MS);
        let seen = coupons::detail(&stage.admin, id.as_str()).await.unwrap();
        assert_eq!(seen.row.status, CouponStatus::Expired, "judged before the job has run");
        assert_eq!(coupons::expire_due(&system).await.unwrap(), 1);
        assert_eq!(coupons::expire_due(&system).await.unwrap(), 0);
        assert_eq!(balance(&stage).await, Fen::yuan(1_000));
        let records =
            coupons::list_records(&stage.admin, QuotaType::Voucher, "type=expiry_reclaim")
                .await
                .unwrap();
        assert_eq!(records.total, 1);
        world.assert_sound().await;
    }
}

#[tokio::test]
async fn a_locked_coupon_is_not_reclaimed_until_the_order_lets_go() {
    let world = World::sqlite().await;
    let stage = stage(&world, Fen::yuan(1_000)).await;
    let id = world.coupon(&stage.admin, &stage.quota, &stage.resale, Fen::yuan(100)).await;
    let system = world.system().await;
    coupons::lock(&system, &id, Fen::yuan(20), "CS1").await.unwrap();
    let refused = coupons::reclaim(&stage.admin, &back(&[&id], Door::Console)).await;
    assert!(
        matches!(refused, Err(Error::Refused(Refusal::CouponLocked { locked })) if locked == Fen::yuan(20))
    );
    coupons::unlock(&system, &id, Fen::yuan(20), "CS1").await.unwrap();
    coupons::reclaim(&stage.admin, &back(&[&id], Door::Console)).await.unwrap();
    world.assert_sound().await;
}

#[tokio::test]
async fn the_customer_never_sees_the_memo() {
    let world = World::sqlite().await;
    let stage = stage(&world, Fen::yuan(1_000)).await;
    let customer = world.person(&stage.resale.account(), "", Role::CustomerOwner).await;
    let id = world.coupon(&stage.admin, &stage.quota, &stage.resale, Fen::yuan(1)).await;
    let detail = coupons::wallet_coupon(&customer, id.as_str()).await.unwrap();
    assert!(!format!("{detail:?}").contains("a memo"));
    let issuer = coupons::detail(&stage.admin, id.as_str()).await.unwrap();
    assert_eq!(issuer.memo, "a memo");
}
