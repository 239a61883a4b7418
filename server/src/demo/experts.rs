//! The other partner: not certified, in the CCoE programme, with an expert who awaits the defence and a
//! bill that is overdue. Walked through by the people themselves.

use hezong_contract::balances::{NewBill, SettleForm};
use hezong_domain::incentives::Scheme;
use hezong_domain::{CaseId, Day, Fen};
use hezong_services::benefits::{balances, people, qualifications};
use hezong_services::{Context, Error};
use hezong_texts::Lang;

use super::benefits::{Fields, act, vendor};
use super::people::Cast;
use super::{BEIDOU, SHANHAI, World};

/// The expert: name and account.
const EXPERT: (&str, &str) = ("乌兰", "wulan");
/// Days from now to the defence.
const DEFENCE_IN: i64 = 8;

/// Lives through the last weeks of the programme.
pub(super) async fn live_through(world: &World, cast: &Cast) -> Result<(), Error> {
    let (ops, eco) = (vendor(world, "ops").await?, vendor(world, "eco").await?);
    let beidou = world.as_person(&cast.beidou);
    world.go_to(-38, 0);
    let person = specialist(world, &beidou, &ops).await?;
    assess(world, &beidou, &eco, &person).await?;
    world.go_to(0, 0);
    let id = qualifications::begin(&beidou, Scheme::SvcCcoe).await?;
    act(&beidou, &id, "submit", "", &[("agreement", "yes"), ("name", "冯斗")]).await?;
    act(&ops, &id, "approve", "", &[]).await?;
    bills(world).await
}

/// An employee who becomes a specialist of the service path.
async fn specialist(world: &World, beidou: &Context, ops: &Context) -> Result<CaseId, Error> {
    let (name, account) = EXPERT;
    let email = format!("{account}@beidou.example.com");
    let id = people::invite(beidou, name, &email, account).await?.id;
    act(ops, &id, "confirm_link", "", &[("evidence", "员工签字的绑定同意书")]).await?;
    let since = Day::of(world.now).plus_months(-40).to_string();
    let employment = [
        ("path", "service"),
        ("post", "service_expert"),
        ("cloud_since", since.as_str()),
        ("base_location", "西安"),
        ("hired_on", since.as_str()),
        ("employment_proof", "劳动合同与社保缴纳证明"),
        ("project", "PJ-101"),
    ];
    act(beidou, &id, "edit", "", &employment).await?;
    act(beidou, &id, "apply", "", &[]).await?;
    world.go_to(-36, 0);
    let ops2 = vendor(world, "ops2").await?;
    act(&ops2, &id, "approve", "", &[]).await?;
    Ok(id)
}

/// Capability check and maturity assessment are passed, the defence is scheduled.
async fn assess(
    world: &World,
    beidou: &Context,
    eco: &Context,
    person: &CaseId,
) -> Result<(), Error> {
    let cards = people::list(beidou, Lang::ZhCn).await?;
    let card = cards.into_iter().find(|card| card.case_id == person.as_str());
    let expert = card.and_then(|card| card.expert).ok_or(Error::NotFound("assessment"))?;
    let id = CaseId::new(expert.case_id);
    world.go_to(-30, 0);
    act(eco, &id, "begin", "", &[("materials", "个人简历、近两年项目清单、认证证书")]).await?;
    world.go_to(-24, 0);
    let on = Day::of(world.now).plus(-24).to_string();
    let capability: Fields<'_> = &[
        ("assessor", "沈乔"),
        ("assessed_on", &on),
        ("score", "86"),
        ("result", "方案设计与迁移经验充分，可进入成熟度评估。"),
        ("evidence", "能力考察表 CC-2026-041"),
    ];
    act(eco, &id, "pass", "", capability).await?;
    world.go_to(-12, 0);
    let on = Day::of(world.now).plus(-12).to_string();
    let maturity: Fields<'_> = &[
        ("assessor", "沈乔"),
        ("assessed_on", &on),
        ("score_architecture", "88"),
        ("score_delivery", "82"),
        ("score_operation", "74"),
        ("score_industry", "70"),
        ("score_enablement", "79"),
        ("result", "各维度达标，运维与行业理解可继续加强。"),
        ("evidence", "成熟度评估表 MA-2026-017"),
    ];
    act(eco, &id, "pass", "", maturity).await?;
    world.go_to(-3, 0);
    let on = Day::of(world.now).plus(DEFENCE_IN).to_string();
    let defence: Fields<'_> = &[
        ("defence_on", &on),
        ("defence_time", "14:00–15:00"),
        ("defence_place", "https://meeting.example.com/ccoe-017"),
        ("jury", "沈乔\n许衡\n林知远"),
    ];
    act(eco, &id, "schedule", "", defence).await
}

/// One bill that was paid, and one that is overdue.
async fn bills(world: &World) -> Result<(), Error> {
    let today = Day::of(world.now);
    let finance = vendor(world, "finance").await?;
    let bill = |number: &str, yuan, due_on| NewBill {
        number: number.to_owned(),
        amount: Fen::yuan(yuan),
        due_on,
    };
    balances::record_bill(&finance, SHANHAI, &bill("ZD-0917", 1_280, today.plus(-20))).await?;
    balances::record_bill(&finance, BEIDOU, &bill("ZD-0931", 3_200, today.plus(-5))).await?;
    let open = balances::bills(&finance, Lang::ZhCn, SHANHAI, "").await?;
    let Some(paid) = open.bills.rows.first() else { return Ok(()) };
    let settled_on = today.plus(-21).to_string();
    let form = SettleForm {
        bill: paid.handle(),
        reference: format!("HD{}-0917", settled_on.replace('-', "")),
        settled_on,
        ..SettleForm::default()
    };
    let settling = form.check().map_err(Error::from)?;
    // Not by finance, which could pay the partner nothing that was asked for before.
    balances::settle_bill(&vendor(world, "eco").await?, &settling).await
}
