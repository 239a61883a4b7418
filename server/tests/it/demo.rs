//! The demo's incentives as the issue asks for them, on whatever day it is begun.

use hezong_contract::session::SignInForm;
use hezong_domain::incentives::{Scheme, Stage};
use hezong_domain::members::Path;
use hezong_domain::{Day, Fen, PartnerId};
use hezong_server::demo::{PASSWORD, seed};
use hezong_services::benefits::{assessments, certification, claims, payments, people};
use hezong_services::benefits::{policy, qualifications};
use hezong_services::{Context, identity};
use hezong_testing::World;
use hezong_texts::{Lang, find_on_server};

/// A demo begun on the morning of a day.
async fn begun_on(day: &str) -> World {
    let world = World::sqlite().await;
    let today = Day::of(world.services.now());
    let days = today.until(Day::parse(day).expect("a day"));
    world.clock.advance(days * 24 * 60 * 60 * 1000);
    Box::pin(seed(&world.services))
        .await
        .unwrap_or_else(|error| panic!("begun on {day}: {error:?}"));
    world
}

async fn person(world: &World, sign_in: &str) -> Context {
    let form = SignInForm {
        sign_in: sign_in.to_owned(),
        password: PASSWORD.to_owned(),
        ..SignInForm::default()
    };
    let facts = world.facts();
    let signed = identity::sign_in(&world.services, &facts, &form).await.expect(sign_in);
    let found = identity::authenticate(&world.services, &facts, &signed.secret).await;
    world.services.context(found.expect("a session").expect(sign_in), facts)
}

fn word(space: &str, key: &str) -> &'static str {
    find_on_server(space, key).expect(key).get(Lang::ZhCn)
}

fn partner(cx: &Context) -> PartnerId {
    cx.principal().partner_id().expect("a partner")
}

/// Three specialists: one complete, one whose certificate expires, one with too little time on the cloud.
async fn three_specialists(shanhai: &Context, today: Day) {
    let cards = people::list(shanhai, Lang::ZhCn).await.expect("people");
    let of = |name: &str| cards.iter().find(|card| card.name == name).expect(name);
    let specialists = cards.iter().filter(|card| card.state.words == "项目专员").count();
    assert_eq!(specialists, 3, "{today}: {cards:?}");
    let [complete, expiring, fresh] = ["程澈", "𠮷野 遥", "苏未"].map(of);
    assert_eq!((complete.missing, &complete.first), (0, &None), "{today}");
    let why = fresh.first.as_ref().expect("something is missing");
    assert_eq!(
        (fresh.missing, why.label.as_str()),
        (1, word("person_check", "time_on_cloud")),
        "{today}: {why:?}"
    );
    // Claimed twice in the funding year or not: her certificate is valid today and not for long.
    let view = hezong_services::benefits::case::view(shanhai, Lang::ZhCn, &expiring.case_id);
    let view = view.await.expect("a person");
    let cells = view.tables.iter().flat_map(|table| &table.rows).flatten();
    let ends = cells.filter_map(|cell| Day::parse(&cell.text)).filter(|day| *day > today);
    let end =
        ends.min().unwrap_or_else(|| panic!("{today}: no end of a certificate: {:?}", view.tables));
    assert!(today.until(end) <= 31, "{today}: {end}");
}

/// The last quarter: one month final, one rejected, one in review. The quarter before: paid.
async fn two_quarters(shanhai: &Context, finance: &Context, today: Day) {
    let quarters = payments::quarters(shanhai, Lang::ZhCn).await.expect("quarters");
    let [_, last, paid, ..] = quarters.as_slice() else { panic!("{today}: {quarters:?}") };
    let present = today.month().quarter();
    assert_eq!(last.quarter, present.plus(-1).to_string());
    assert_eq!(paid.quarter, present.plus(-2).to_string());
    let states: Vec<_> = last.months.iter().map(|month| month.state.words.as_str()).collect();
    assert_eq!(states[0], "定稿", "{today}: {states:?}");
    assert!(states[1].contains("审核不通过"), "{today}: {states:?}");
    assert_eq!(states[2], "激励审核中", "{today}: {states:?}");
    let blocked = last.blocked.as_ref().expect("R2");
    assert_eq!(blocked.label, word("quarter_rule", "in_review"), "{today}: {blocked:?}");
    assert_eq!(paid.state.words, "已付款", "{today}");
    assert_eq!(paid.payable, Fen::yuan(10_000), "{today}");
    let months = claims::months(shanhai, Lang::ZhCn).await.expect("months");
    let rejected = months.iter().find(|row| row.month == last.months[1].month).expect("a month");
    let case = rejected.case_id.as_deref().expect("a case");
    let view =
        hezong_services::benefits::case::view(finance, Lang::ZhCn, case).await.expect("seen");
    let why = view.steps.iter().any(|step| step.reason.contains("缺少客户签字页"));
    assert!(why, "{today}: {:?}", view.steps);
}

/// The other partner: not certified, in the programme, with an expert who awaits the defence.
async fn beidou(world: &World, eco: &Context, today: Day) {
    let beidou = person(world, "beidou").await;
    let own = certification::own(&beidou).await.expect("read");
    assert_eq!(own, None, "{today}: not even begun");
    let ops = person(world, "ops").await;
    let paths = policy::paths_form(&ops, Lang::ZhCn, partner(&beidou).as_str()).await;
    let facts = paths.expect("paths").form.check().expect("in order");
    assert_eq!(facts.paths, [(Path::Service, Stage::RoleValidation)]);
    assert_eq!(facts.invited, [Scheme::SvcCcoe]);
    let cards = qualifications::list(&beidou, Lang::ZhCn).await.expect("schemes");
    let ccoe = cards.iter().find(|card| card.scheme == Scheme::SvcCcoe.as_str()).expect("CCoE");
    assert!(ccoe.case_id.is_some(), "{today}: {ccoe:?}");
    let experts = assessments::experts(eco, Lang::ZhCn, "step=defence_scheduled").await;
    let experts = experts.expect("experts").list;
    assert_eq!(experts.total, 1, "{today}: {experts:?}");
    let expert = &experts.rows[0];
    assert_eq!((expert.name.as_str(), expert.partner.as_str()), ("乌兰", "北斗数科"));
    let day = Day::parse(&expert.mark.next_day).expect("the day of the defence");
    assert!(day > today, "{today}: {day}");
}

async fn is_as_asked(day: &str) {
    let world = begun_on(day).await;
    let today = Day::of(world.services.now());
    assert_eq!(today.to_string(), day);
    let shanhai = person(&world, "shanhai").await;
    let (eco, finance) = (person(&world, "eco").await, person(&world, "finance").await);
    person(&world, "finance2").await;
    let cards = qualifications::list(&shanhai, Lang::ZhCn).await.expect("schemes");
    let presales = cards.iter().find(|card| card.scheme == "si_presales").expect("presales");
    assert_eq!(presales.state.words, "资格申请审核通过", "{day}: {presales:?}");
    three_specialists(&shanhai, today).await;
    two_quarters(&shanhai, &finance, today).await;
    beidou(&world, &eco, today).await;
    world.assert_sound().await;
    // A second start finds everything there.
    Box::pin(seed(&world.services)).await.expect("a second start");
}

#[tokio::test]
async fn on_a_day_within_a_quarter() {
    is_as_asked("2026-11-22").await;
}

#[tokio::test]
async fn on_the_first_day_of_a_year() {
    is_as_asked("2027-01-01").await;
}

#[tokio::test]
async fn on_the_last_day_of_a_year() {
    is_as_asked("2026-12-31").await;
}

#[tokio::test]
async fn on_the_first_day_of_a_quarter_in_golden_week() {
    is_as_asked("2027-10-01").await;
}

#[tokio::test]
async fn on_the_last_day_of_a_leap_february() {
    is_as_asked("2028-02-29").await;
}
