//! A partner of incentives with everybody who deals with it, made by the acts people use.

use std::collections::BTreeMap;

use hezong_contract::cases::{ActView, CaseForm, CaseView, FieldKind};
use hezong_domain::access::{Role, Scope};
use hezong_domain::incentives::{PartnerFacts, Scheme, Stage};
use hezong_domain::members::Path;
use hezong_domain::{CaseId, Day, Month, PartnerId};
use hezong_services::benefits::{case, certification, claims, people, policy, qualifications};
use hezong_services::{Context, Error};
use hezong_storage::benefits::CaseRow;
use hezong_testing::World;
use hezong_texts::Lang;

use crate::payments::colleague;

pub(crate) struct Fh {
    pub(crate) world: World,
    pub(crate) partner: PartnerId,
    pub(crate) admin: Context,
    pub(crate) reviewer: Context,
    pub(crate) reviewer2: Context,
    pub(crate) eco: Context,
    pub(crate) finance: Context,
    pub(crate) finance2: Context,
}

/// A world of one engine with the sample policy and a partner on every path, invited into every scheme.
pub(crate) async fn fh(world: World) -> Fh {
    let partner = world.partner("lin").await;
    let admin = world.person(&partner.account(), "", Role::PartnerAdmin).await;
    let reviewer = colleague(&world, "rev", Role::Operations).await;
    let reviewer2 = colleague(&world, "rev2", Role::Operations).await;
    let eco = colleague(&world, "eco", Role::EcosystemManager).await;
    let finance = colleague(&world, "fin", Role::Finance).await;
    let finance2 = colleague(&world, "fin2", Role::Finance).await;
    let from = Day::parse("2026-01-01").unwrap();
    policy::install_sample(&reviewer, from).await.unwrap();
    let facts = PartnerFacts {
        paths: vec![
            (Path::SystemIntegration, Stage::Differentiation),
            (Path::Service, Stage::RoleValidation),
        ],
        invited: Scheme::ALL.to_vec(),
        ..PartnerFacts::default()
    };
    qualifications::set_paths(&reviewer, &partner, &facts).await.unwrap();
    Fh { world, partner, admin, reviewer, reviewer2, eco, finance, finance2 }
}

pub(crate) async fn see(cx: &Context, id: &CaseId) -> CaseView {
    case::view(cx, Lang::En, id.as_str()).await.unwrap()
}

pub(crate) async fn row(fh: &Fh, id: &CaseId) -> CaseRow {
    let mut tx = fh.world.storage.read().await.unwrap();
    tx.benefits().find_case(&Scope::Platform, id).await.unwrap().unwrap()
}

/// What stands in a form, and the first choice where nothing does.
pub(crate) fn offered(act: &ActView) -> BTreeMap<String, Vec<String>> {
    let value = |kind: &FieldKind| match kind {
        FieldKind::One(options) | FieldKind::Many(options) => {
            options.iter().find(|option| option.is_open).map(|option| option.value.clone())
        }
        FieldKind::Yes(_) => Some("on".to_owned()),
        _ => None,
    };
    let answer = |field: &hezong_contract::cases::FieldView| {
        if field.values.is_empty() {
            value(&field.kind).into_iter().collect()
        } else {
            field.values.clone()
        }
    };
    act.fields.iter().map(|field| (field.name.clone(), answer(field))).collect()
}

/// Does something on the page as it is: what the form offers stands unless other answers are given.
pub(crate) async fn act(
    cx: &Context,
    id: &CaseId,
    event: &str,
    answers: &[(&str, &str)],
) -> Result<(), Error> {
    let view = see(cx, id).await;
    let form = view.acts.iter().find(|act| act.event == event);
    let mut fields = form.map(offered).unwrap_or_default();
    for (name, value) in answers {
        fields.insert((*name).to_owned(), vec![(*value).to_owned()]);
    }
    let form = CaseForm {
        id: id.to_string(),
        event: event.to_owned(),
        seen: view.version.to_string(),
        reason: "because".to_owned(),
        fields,
        remarks: BTreeMap::new(),
    };
    case::act(cx, &form).await
}

/// Somebody who is linked and whose data is complete.
pub(crate) async fn member(fh: &Fh, name: &str, path: &str) -> CaseId {
    let email = format!("{name}@example.com");
    let id = people::invite(&fh.admin, name, &email, name).await.unwrap().id;
    act(&fh.reviewer, &id, "confirm_link", &[("evidence", "No. 7")]).await.unwrap();
    let employment = [
        ("path", path),
        ("post", if path == "service" { "service_expert" } else { "solution_architect" }),
        ("cloud_since", "2024-01-05"),
        ("base_location", "Hangzhou"),
        ("employment_proof", "Contract 17"),
        ("project", name),
    ];
    act(&fh.admin, &id, "edit", &employment).await.unwrap();
    if path != "service" {
        for code in ["HCCDP-SA", "Huawei Cloud Business Professional"] {
            let certificate = [
                ("certificate_code", code),
                ("certificate_from", "2026-01-01"),
                ("certificate_proof", "No. 1"),
            ];
            act(&fh.admin, &id, "add_certificate", &certificate).await.unwrap();
        }
    }
    id
}

/// A specialist of a path.
pub(crate) async fn specialist(fh: &Fh, name: &str, path: &str) -> CaseId {
    let id = member(fh, name, path).await;
    act(&fh.admin, &id, "apply", &[]).await.unwrap();
    act(&fh.reviewer, &id, "approve", &[]).await.unwrap();
    id
}

/// The partner's business information, as far as it is handed in.
pub(crate) async fn hand_in(fh: &Fh) -> CaseId {
    let id = certification::begin(&fh.admin).await.unwrap();
    act(&fh.admin, &id, "submit", INFO).await.unwrap();
    id
}

pub(crate) const INFO: &[(&str, &str)] = &[
    ("company", "lin Company"),
    ("credit_code", "91330100799655058B"),
    ("address", "1 Road"),
    ("signing_entity", "vendor"),
    ("taxpayer", "general"),
    ("tax_ppm", "60000"),
    ("account_name", "lin Company"),
    ("account_number", "6222000011112222"),
    ("bank", "Bank"),
    ("branch", "West"),
    ("currency", "CNY"),
    ("contact_name", "Lin"),
    ("contact_phone", "13800138000"),
    ("contact_email", "lin@example.com"),
    ("statement", "on"),
];

/// Certifies what was handed in.
pub(crate) async fn certify(fh: &Fh, id: &CaseId) {
    act(&fh.reviewer, id, "send_amount", &[]).await.unwrap();
    let seen = see(&fh.reviewer, id).await;
    let amount = seen.facts.iter().find_map(|fact| fact.value.strip_prefix("¥0."));
    let amount = format!("0.{}", amount.unwrap());
    act(&fh.admin, id, "confirm", &[("amount", &amount)]).await.unwrap();
}

/// Qualifies for a scheme in this year.
pub(crate) async fn qualify(fh: &Fh, scheme: Scheme) -> CaseId {
    let id = qualifications::begin(&fh.admin, scheme).await.unwrap();
    act(&fh.admin, &id, "submit", &[("agreement", "on"), ("name", "Lin")]).await.unwrap();
    act(&fh.reviewer, &id, "approve", &[]).await.unwrap();
    id
}

/// A month of presales handed in for everybody who can be claimed.
pub(crate) async fn claim(fh: &Fh, month: &str) -> Result<CaseId, Error> {
    let month = Month::parse(month).unwrap();
    let id = claims::begin(&fh.admin, Scheme::SiPresales, month).await?;
    act(&fh.admin, &id, "submit", &[("proof", "contract")]).await?;
    Ok(id)
}

/// What the page of lists shows as still to be made.
pub(crate) async fn shown_lists(fh: &Fh, month: &str, scheme: Scheme) -> String {
    let query = format!("month={month}&scheme={}", scheme.as_str());
    claims::lists(&fh.reviewer, Lang::En, &query).await.unwrap().0.seen
}

/// The words of what a refusal is about.
pub(crate) fn failed(found: Result<(), Error>) -> Vec<String> {
    crate::payments::failed(found)
}

/// Moves the clock to the morning of a day.
pub(crate) fn go_to(fh: &Fh, day: &str) {
    let now = Day::of(fh.world.services.now());
    let days = now.until(Day::parse(day).unwrap());
    fh.world.clock.advance(days * 24 * 60 * 60 * 1000);
}

/// What the jobs do in a night.
pub(crate) async fn night(fh: &Fh) {
    let system = fh.world.system().await;
    hezong_services::benefits::deadlines::run_due(&system).await.unwrap();
}
