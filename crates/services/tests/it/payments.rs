//! A quarter's payment from asking to paid, through the pages' doors.

use std::collections::BTreeMap;

use hezong_contract::cases::{ActView, CaseForm, CaseView};
use hezong_domain::access::{Principal, Proof, Role, Scope};
use hezong_domain::accounts::AccountKind;
use hezong_domain::incentives::{PolicyStanding, sample_policy};
use hezong_domain::{CaseId, Day, Fen, Month, PartnerId, Quarter};
use hezong_services::benefits::{case, payments, sheet};
use hezong_services::{Context, Error, setup};
use hezong_storage::benefits::{CaseFilter, CaseOrder, CaseRow, PolicyRow};
use hezong_testing::{PASSWORD, World};
use hezong_texts::Lang;
use serde_json::{Value, json};

const BUYER: &str = "91330100MA7HXCLD33";
const SELLER: &str = "91330100799655058B";

/// A world with the sample policy and a partner whose third quarter is final.
pub(crate) struct Stage {
    pub(crate) world: World,
    pub(crate) partner: PartnerId,
    pub(crate) admin: Context,
    pub(crate) reviewer: Context,
    pub(crate) finance: Context,
}

pub(crate) async fn stage(amount: Fen) -> Stage {
    stage_on(World::sqlite().await, amount).await
}

pub(crate) async fn stage_on(world: World, amount: Fen) -> Stage {
    let partner = world.partner("lin").await;
    let mut tx = world.storage.write().await.unwrap();
    let from = Day::parse("2026-01-01").unwrap();
    let policy = PolicyRow {
        version: 1,
        standing: PolicyStanding::Sample,
        from_on: from,
        body: serde_json::to_string(&sample_policy(from)).unwrap(),
        published_by: "test".to_owned(),
        created_at: world.services.now(),
        ended: None,
    };
    tx.benefits().add_policy(&policy).await.unwrap();
    tx.commit().await.unwrap();
    let admin = world.person(&partner.account(), "", Role::PartnerAdmin).await;
    certify(&world, &partner).await;
    final_month(&world, &partner, "2026-07", amount).await;
    let reviewer = colleague(&world, "rev", Role::Operations).await;
    let finance = colleague(&world, "fin", Role::Finance).await;
    Stage { world, partner, admin, reviewer, finance }
}

/// Somebody of the vendor's.
pub(crate) async fn colleague(world: &World, name: &str, role: Role) -> Context {
    let vendor = world.system().await.principal().account_id().clone();
    let new = setup::NewOperator {
        sign_in: name.to_owned(),
        display_name: name.to_owned(),
        password: PASSWORD.to_owned(),
        role,
        vendor_name: "Vendor".to_owned(),
    };
    let user = setup::create_operator(&world.services, &new).await.unwrap();
    let (kind, proof) = (AccountKind::Vendor, Proof::Session);
    let sign_in = name.to_owned();
    let principal = Principal::authenticated(vendor, kind, user, sign_in, vec![role], proof);
    world.services.context(principal, world.facts())
}

fn a_row(
    world: &World,
    partner: &PartnerId,
    benefit: &str,
    subject: &str,
    data: &Value,
) -> CaseRow {
    let now = world.services.now();
    CaseRow {
        id: CaseId::new(format!("{benefit}-{}-{}", partner.as_str(), subject.replace('/', "-"))),
        benefit: benefit.to_owned(),
        partner_id: partner.clone(),
        subject: subject.to_owned(),
        title: subject.to_owned(),
        account: None,
        state: String::new(),
        turn: None,
        maker: None,
        version: 3,
        period: String::new(),
        amount: None,
        entered_on: Day::of(now),
        submitted_on: None,
        due_on: None,
        reminded_on: None,
        data: data.to_string(),
        created_at: now,
        changed_at: now,
    }
}

async fn store(world: &World, row: &CaseRow) {
    let mut tx = world.storage.write().await.unwrap();
    tx.benefits().add_case(row).await.unwrap();
    tx.commit().await.unwrap();
}

async fn certify(world: &World, partner: &PartnerId) {
    let info = json!({
        "company": "Lin Company", "credit_code": SELLER, "address": "1 Road", "signing_entity": "v",
        "taxpayer": "general", "tax_ppm": 60_000, "account_name": "Lin Company",
        "account_number": "6222000011112222", "bank": "Bank", "branch": "West", "currency": "CNY",
        "contact": ["Lin", "1", "lin@example.com"],
    });
    let data = json!({
        "entered": null, "verified": info, "accounts": [], "statement": null, "verification": null,
    });
    let row = a_row(world, partner, "certification", "info", &data);
    store(world, &CaseRow { state: "certified".to_owned(), ..row }).await;
}

pub(crate) async fn final_month(world: &World, partner: &PartnerId, month: &str, amount: Fen) {
    a_month(world, partner, month, amount, "finalised").await;
}

async fn a_month(world: &World, partner: &PartnerId, month: &str, amount: Fen, state: &str) {
    let data = json!({
        "scheme": "si_presales", "month": Month::parse(month).unwrap(), "policy": 1,
        "is_frozen": true,
        "lines": [{ "member_id": "m1", "name": "Wang", "grade": "", "project": "P1",
                    "amount": amount, "proof": "labour contract" }],
    });
    let row = a_row(world, partner, "claim", &format!("si_presales/{month}"), &data);
    let state = state.to_owned();
    store(world, &CaseRow { state, period: month.to_owned(), ..row }).await;
}

/// Makes a month of the stage final: its people are made up, so the clock would not.
async fn decide(stage: &Stage, month: &str) {
    let (scope, partner) = (&Scope::Platform, &stage.partner);
    let mut tx = stage.world.storage.write().await.unwrap();
    let subject = format!("si_presales/{month}");
    let found = tx.benefits().find_subject(scope, "claim", partner, &subject).await.unwrap();
    let row = CaseRow { state: "finalised".to_owned(), turn: None, ..found.unwrap() };
    let seen = row.version;
    tx.benefits().update_case(&row, seen).await.unwrap();
    tx.commit().await.unwrap();
}

pub(crate) async fn see(cx: &Context, id: &str) -> CaseView {
    case::view(cx, Lang::ZhCn, id).await.unwrap()
}

pub(crate) fn offer<'a>(view: &'a CaseView, event: &str) -> &'a ActView {
    view.acts.iter().find(|act| act.event == event).unwrap()
}

pub(crate) async fn go(
    cx: &Context,
    id: &str,
    event: &str,
    fields: &[(&str, &str)],
) -> Result<(), Error> {
    let version = see(cx, id).await.version;
    let fields: BTreeMap<_, _> = fields
        .iter()
        .map(|(name, value)| ((*name).to_owned(), vec![(*value).to_owned()]))
        .collect();
    let form = CaseForm {
        id: id.to_owned(),
        event: event.to_owned(),
        seen: version.to_string(),
        reason: "because".to_owned(),
        fields,
        ..CaseForm::default()
    };
    case::act(cx, &form).await
}

/// The keys of the checks a refusal names.
pub(crate) fn failed(found: Result<(), Error>) -> Vec<String> {
    match found {
        Err(Error::Case(refusal)) if !refusal.failed.is_empty() => {
            refusal.failed.into_iter().map(|check| check.key).collect()
        }
        Err(Error::Case(refusal)) => vec![refusal.key.to_owned()],
        other => vec![format!("{other:?}")],
    }
}

pub(crate) fn wrong(found: Result<(), Error>) -> Vec<String> {
    match found {
        Err(Error::Invalid(problems)) => {
            problems.iter().map(|one| format!("{} {}", one.field, one.what.key())).collect()
        }
        other => vec![format!("{other:?}")],
    }
}

pub(crate) fn invoice<'a>(number: &'a str, gross: [&'a str; 3]) -> Vec<(&'a str, &'a str)> {
    vec![
        ("invoice_kind", "special"),
        ("seller", SELLER),
        ("buyer", BUYER),
        ("rate", "60000"),
        ("invoice_number", number),
        ("issued_on", "2026-11-22"),
        ("net", gross[0]),
        ("tax", gross[1]),
        ("gross", gross[2]),
        ("courier_company", "SF"),
        ("courier_number", "SF1234567890"),
    ]
}

async fn payout(stage: &Stage) -> String {
    let filter = CaseFilter { benefits: vec!["payout".to_owned()], ..CaseFilter::default() };
    let mut tx = stage.world.storage.read().await.unwrap();
    let window = hezong_domain::Window::first(2);
    let page = tx.benefits().list_cases(&Scope::Platform, &filter, CaseOrder::Due, window).await;
    page.unwrap().rows[0].id.to_string()
}

/// A request that is approved.
pub(crate) async fn approved(stage: &Stage) -> String {
    let quarter = Quarter::parse("2026Q3").unwrap();
    let id = payments::begin(&stage.admin, quarter).await.unwrap().to_string();
    go(&stage.admin, &id, "request", &[]).await.unwrap();
    go(&stage.reviewer, &id, "approve", &[]).await.unwrap();
    id
}

pub(crate) const GROSS: [&str; 3] = ["10000", "600", "10600"];
pub(crate) const LARGE: [&str; 3] = ["100000", "6000", "106000"];

pub(crate) async fn accepted(stage: &Stage, gross: [&str; 3]) -> (String, String) {
    let id = approved(stage).await;
    let fields = invoice("26330000000012345678", gross);
    go(&stage.admin, &id, "send_invoice", &fields).await.unwrap();
    go(&stage.reviewer, &id, "accept_invoice", &[("received_on", "2026-11-22")]).await.unwrap();
    (id, payout(stage).await)
}

#[tokio::test]
async fn quarters_say_what_blocks_and_a_request_freezes_its_lines() {
    let stage = stage(Fen::yuan(10_600)).await;
    let cards = payments::quarters(&stage.admin, Lang::ZhCn).await.unwrap();
    let found: Vec<_> = cards
        .iter()
        .map(|c| (c.quarter.as_str(), c.can_ask, c.payable, c.blocked.is_some()))
        .collect();
    let none = Fen::ZERO;
    assert_eq!(
        found,
        [
            ("2026Q4", false, none, true),
            ("2026Q3", true, Fen::yuan(10_600), false),
            ("2026Q2", false, none, true),
            ("2026Q1", false, none, true),
        ]
    );
    let early = Quarter::parse("2027Q1").unwrap();
    assert!(payments::begin(&stage.admin, early).await.is_err());
    let id = approved(&stage).await;
    let again = Quarter::parse("2026Q3").unwrap();
    assert_eq!(payments::begin(&stage.admin, again).await.unwrap().to_string(), id);
    let view = see(&stage.admin, &id).await;
    assert_eq!(view.tables[0].rows.len(), 1);
    assert_eq!(view.links.len(), 1);
    let list = sheet::sheet(&stage.admin, &id).await.unwrap();
    assert_eq!(list.total().unwrap().gross, Fen::yuan(10_600));
    let cards = payments::quarters(&stage.admin, Lang::ZhCn).await.unwrap();
    assert!(cards[1].sheet.is_some() && !cards[1].can_ask && cards[1].blocked.is_none());
}

#[tokio::test]
async fn too_little_is_carried_and_paid_with_the_next_quarter() {
    let stage = stage(Fen::yuan(10_600)).await;
    final_month(&stage.world, &stage.partner, "2026-05", Fen::yuan(900)).await;
    let cards = payments::quarters(&stage.admin, Lang::ZhCn).await.unwrap();
    assert_eq!((cards[1].payable, cards[1].carried), (Fen::yuan(11_500), Fen::yuan(900)));
    assert!(!cards[2].can_ask);
    approved(&stage).await;
    let cards = payments::quarters(&stage.admin, Lang::ZhCn).await.unwrap();
    assert_eq!((cards[1].payable, cards[2].payable), (Fen::yuan(11_500), Fen::ZERO));
    // What is in a request is not carried once more.
    assert_eq!(cards[0].payable, Fen::ZERO);
}

#[tokio::test]
async fn asking_gives_up_what_is_open_and_a_rejected_request_is_asked_again() {
    let stage = stage(Fen::yuan(10_600)).await;
    a_month(&stage.world, &stage.partner, "2026-08", Fen::yuan(1), "generated").await;
    a_month(&stage.world, &stage.partner, "2026-09", Fen::yuan(5_000), "prelim_passed").await;
    let quarter = Quarter::parse("2026Q3").unwrap();
    let id = payments::begin(&stage.admin, quarter).await.unwrap().to_string();
    assert_eq!(failed(go(&stage.admin, &id, "request", &[]).await), ["in_review"]);
    decide(&stage, "2026-09").await;
    let view = see(&stage.admin, &id).await;
    assert_eq!(offer(&view, "request").fields[0].name, "give_up");
    assert_eq!(wrong(go(&stage.admin, &id, "request", &[]).await), ["give_up required"]);
    go(&stage.admin, &id, "request", &[("give_up", "on")]).await.unwrap();
    let months = payments::quarters(&stage.admin, Lang::ZhCn).await.unwrap().remove(1);
    assert_eq!(months.months[1].state.words, "失效");
    assert_eq!(months.payable, Fen::yuan(15_600));
    go(&stage.reviewer, &id, "reject", &[]).await.unwrap();
    go(&stage.admin, &id, "withdraw", &[]).await.unwrap();
    let view = see(&stage.admin, &id).await;
    assert!(
        offer(&view, "request").blocked.is_empty() && offer(&view, "request").fields.is_empty()
    );
    go(&stage.admin, &id, "request", &[]).await.unwrap();
    assert!(sheet::sheet(&stage.admin, &id).await.is_err(), "nothing is printed before approval");
}

#[tokio::test]
async fn wrong_invoices_are_told_apart() {
    let stage = stage(Fen::yuan(10_600)).await;
    let id = approved(&stage).await;
    let with = |number, gross, extra: &[(&'static str, &'static str)]| {
        let mut fields: Vec<_> = invoice(number, gross)
            .into_iter()
            .filter(|(name, _)| extra.iter().all(|(other, _)| other != name))
            .collect();
        fields.extend(extra.iter().copied());
        fields
    };
    let good = "26330000000012345678";
    for (fields, expected) in [
        (with("123", GROSS, &[]), vec!["invoice_number invoice_number_length"]),
        (with("12345678", GROSS, &[]), vec!["invoice_code invoice_code_length"]),
        (
            with(good, GROSS, &[("courier_number", "SF")]),
            vec!["courier_number tracking_number_length"],
        ),
        (
            with(good, GROSS, &[("net_2", "1")]),
            vec![
                "invoice_number_2 invoice_number_empty",
                "issued_on_2 required",
                "tax_2 required",
                "gross_2 required",
            ],
        ),
    ] {
        let found = wrong(go(&stage.admin, &id, "send_invoice", &fields).await);
        assert_eq!(found, expected);
    }
    for (fields, expected) in [
        (with(good, ["10000", "700", "10700"], &[]), vec!["tax", "total", "total_tax"]),
        (with(good, GROSS, &[("invoice_kind", "ordinary")]), vec!["kind"]),
        (with(good, GROSS, &[("issued_on", "2026-11-21")]), vec!["date"]),
        (with(good, GROSS, &[("courier_company", ""), ("courier_number", "")]), vec!["sent"]),
    ] {
        let found = failed(go(&stage.admin, &id, "send_invoice", &fields).await);
        assert_eq!(found, expected);
    }
}

#[tokio::test]
async fn an_invoice_number_belongs_to_one_request() {
    let stage = stage(Fen::yuan(10_600)).await;
    let id = approved(&stage).await;
    let other = stage.world.partner("other").await;
    let mut tx = stage.world.storage.write().await.unwrap();
    let numbers = ["26330000000012345678".to_owned()];
    let row = a_row(&stage.world, &other, "payment", "2026Q2", &json!({}));
    tx.benefits().add_case(&CaseRow { state: "approved".to_owned(), ..row.clone() }).await.unwrap();
    tx.benefits().put_numbers(&row.id, &other, &numbers).await.unwrap();
    tx.commit().await.unwrap();
    let fields = invoice("2633 0000 0000 1234 5678", GROSS);
    let found = go(&stage.admin, &id, "send_invoice", &fields).await;
    if let Err(Error::Case(refusal)) = &found {
        let whose = format!("{:?}", refusal.failed);
        assert!(!whose.contains(row.id.as_str()), "another partner's request is not named");
    }
    assert_eq!(failed(found), ["not_used"]);
    let fields = invoice("26330000000012345679", GROSS);
    go(&stage.admin, &id, "send_invoice", &fields).await.unwrap();
    // The desk sends it back and the same number is entered again.
    go(&stage.reviewer, &id, "reject_invoice", &[]).await.unwrap();
    go(&stage.admin, &id, "send_invoice", &fields).await.unwrap();
}
