//! Dedicated-staff incentives of the last two quarters: a qualified partner with three specialists, one
//! quarter paid, one with a month that is final, one rejected and one in review. Walked through day by
//! day by the people themselves, as the pages do it.

use std::collections::BTreeMap;

use hezong_contract::cases::{ActView, CaseForm, FieldKind, Goal};
use hezong_contract::session::SignInForm;
use hezong_domain::incentives::{PartnerFacts, Scheme, Stage};
use hezong_domain::members::Path;
use hezong_domain::{AccountId, CaseId, Day, Month, PartnerId, Quarter};
use hezong_services::benefits::{
    case, certification, claims, deadlines, payments, people, policy, qualifications,
};
use hezong_services::{Context, Error, identity};
use hezong_texts::Lang;

use super::people::Cast;
use super::{BEIDOU, PASSWORD, SHANHAI, World, facts};

/// The scheme the demo's partner is qualified for.
const SCHEME: Scheme = Scheme::SiPresales;

/// A person of the demo's staff: name, account, months on the cloud before the first quarter, months its
/// second certificate is still valid from now on.
const STAFF: [(&str, &str, i64, i64); 3] =
    [("程澈", "chengche", 30, 24), ("𠮷野 遥", "yoshino", 20, 1), ("苏未", "suwei", -4, 24)];

/// Answers of a form by the name of their field.
pub(super) type Fields<'a> = &'a [(&'a str, &'a str)];

/// The vendor's people who take part.
struct Desk {
    ops: Context,
    ops2: Context,
    finance: Context,
    finance2: Context,
}

/// Lives through the last two quarters.
pub(super) async fn live_through(world: &World, cast: &Cast) -> Result<(), Error> {
    let today = Day::of(world.now);
    let last = today.month().quarter().plus(-1);
    let paid = last.plus(-1);
    go_to(world, paid.first().plus(-20));
    let desk = Desk {
        ops: vendor(world, "ops").await?,
        ops2: vendor(world, "ops2").await?,
        finance: vendor(world, "finance").await?,
        finance2: vendor(world, "finance2").await?,
    };
    let shanhai = world.as_person(&cast.shanhai);
    programme(&desk, paid).await?;
    certify(&shanhai, &desk).await?;
    let staff = hire(world, &shanhai, &desk, paid, false).await?;
    let mut years = Vec::new();
    for month in paid.months().into_iter().chain(last.months()).chain([today.month()]) {
        if !years.contains(&month.first().year()) {
            years.push(month.first().year());
            go_to(world, month.first().plus(1).min(today));
            qualify(&shanhai, &desk).await?;
        }
    }
    let [first, ..] = paid.months();
    claim(world, &shanhai, &desk, first, &staff[0], Some(true)).await?;
    close_months(world, paid).await?;
    pay(world, &shanhai, &desk, paid).await?;
    let [first, second, third] = last.months();
    claim(world, &shanhai, &desk, first, &staff[0], Some(true)).await?;
    // The third has only now begun on the cloud.
    go_to(world, second.first().plus(2));
    hire(world, &shanhai, &desk, paid, true).await?;
    claim(world, &shanhai, &desk, second, &staff[1], Some(false)).await?;
    go_to(world, third.first());
    night(world).await?;
    claim(world, &shanhai, &desk, third, &staff[1], None).await?;
    close_months(world, last).await
}

fn go_to(world: &World, day: Day) {
    world.go_to(Day::of(world.now).until(day), 0);
}

/// What the jobs do in a night.
async fn night(world: &World) -> Result<(), Error> {
    deadlines::run_due(&world.system()).await.map(drop)
}

/// Goes through the nights after each month of a quarter.
async fn close_months(world: &World, quarter: Quarter) -> Result<(), Error> {
    for month in quarter.months() {
        go_to(world, month.plus(1).first());
        night(world).await?;
    }
    Ok(())
}

pub(super) async fn vendor(world: &World, name: &str) -> Result<Context, Error> {
    let form = SignInForm {
        sign_in: name.to_owned(),
        password: PASSWORD.to_owned(),
        ..SignInForm::default()
    };
    let signed_in = identity::sign_in(&world.services, &facts(), &form).await?;
    let principal = identity::authenticate(&world.services, &facts(), &signed_in.secret).await?;
    let cx = world.as_person(&principal.ok_or(Error::Unauthenticated)?);
    identity::sign_out(&cx, &signed_in.secret).await?;
    Ok(cx)
}

/// Policy and paths: what operations enter before anybody applies.
async fn programme(desk: &Desk, paid: Quarter) -> Result<(), Error> {
    let year = Month::new(paid.first().year() - 1, 1).map_or(paid.first(), Month::first);
    policy::install_sample(&desk.ops, year).await?;
    let facts = |paths, invited| PartnerFacts { paths, invited, ..PartnerFacts::default() };
    let shanhai = facts(vec![(Path::SystemIntegration, Stage::Differentiation)], Vec::new());
    let beidou = facts(vec![(Path::Service, Stage::RoleValidation)], vec![Scheme::SvcCcoe]);
    for (id, facts) in [(SHANHAI, shanhai), (BEIDOU, beidou)] {
        let partner = PartnerId::from(AccountId::new(id));
        qualifications::set_paths(&desk.ops, &partner, &facts).await?;
    }
    Ok(())
}

/// Does something with a case: answers that the form offers stand unless others are given.
pub(super) async fn act(
    cx: &Context,
    id: &CaseId,
    event: &str,
    reason: &str,
    fields: Fields<'_>,
) -> Result<(), Error> {
    let view = case::view(cx, Lang::ZhCn, id.as_str()).await?;
    let offered = view.acts.iter().find(|act| act.event == event);
    let mut answers = offered.map(offered_answers).unwrap_or_default();
    for (name, value) in fields {
        answers.insert((*name).to_owned(), vec![(*value).to_owned()]);
    }
    let form = CaseForm {
        id: id.to_string(),
        event: event.to_owned(),
        seen: view.version.to_string(),
        reason: reason.to_owned(),
        fields: answers,
        remarks: BTreeMap::new(),
    };
    case::act(cx, &form).await
}

fn offered_answers(act: &ActView) -> BTreeMap<String, Vec<String>> {
    act.fields.iter().map(|field| (field.name.clone(), field.values.clone())).collect()
}

async fn certify(shanhai: &Context, desk: &Desk) -> Result<(), Error> {
    let id = certification::begin(shanhai).await?;
    let info = [
        ("company", "山海云科技"),
        ("credit_code", "91350100M000100Y43"),
        ("address", "杭州市滨江区江南大道 100 号"),
        ("signing_entity", "云图计算有限公司"),
        ("taxpayer", "general"),
        ("tax_ppm", "60000"),
        ("account_name", "山海云科技"),
        ("account_number", "6222021234567890"),
        ("bank", "招商银行"),
        ("branch", "杭州滨江支行"),
        ("currency", "CNY"),
        ("contact_name", "何青"),
        ("contact_phone", "13800138000"),
        ("contact_email", "finance@shanhai.example.com"),
        ("statement", "yes"),
    ];
    act(shanhai, &id, "submit", "", &info).await?;
    act(&desk.ops, &id, "send_amount", "", &[]).await?;
    // The transfer arrives: what the vendor sent is what the partner reads on its statement.
    let seen = case::view(&desk.ops, Lang::ZhCn, id.as_str()).await?;
    let amount = seen.facts.iter().find_map(|fact| fact.value.strip_prefix("¥0."));
    let amount = format!("0.{}", amount.unwrap_or_default());
    act(shanhai, &id, "confirm", "", &[("amount", &amount)]).await
}

async fn qualify(shanhai: &Context, desk: &Desk) -> Result<(), Error> {
    let id = qualifications::begin(shanhai, SCHEME).await?;
    act(shanhai, &id, "submit", "", &[("agreement", "yes"), ("name", "沈山")]).await?;
    act(&desk.ops, &id, "approve", "", &[]).await
}

/// Invites the staff of before the first quarter or those who came later, who accept; fills in their data;
/// makes them specialists.
async fn hire(
    world: &World,
    shanhai: &Context,
    desk: &Desk,
    paid: Quarter,
    is_late: bool,
) -> Result<Vec<String>, Error> {
    let mut staff = Vec::new();
    let today = Day::of(world.now);
    let chosen =
        STAFF.into_iter().enumerate().filter(|(_, (.., months, _))| (*months < 0) == is_late);
    for (index, (name, account, months, valid)) in chosen {
        let email = format!("{account}@shanhai.example.com");
        let invited = people::invite(shanhai, name, &email, account).await?;
        let id = invited.id.clone();
        if index == 0 {
            // The first has an account of her own; the others' consent is on paper.
            super::members::join(world, &invited, name, account).await?;
        } else {
            let consent = [("evidence", "员工签字的绑定同意书")];
            act(&desk.ops, &id, "confirm_link", "", &consent).await?;
        }
        let since = paid.first().plus_months(-months).to_string();
        let project = format!("PJ-{:03}", index + 1);
        let hired = paid.first().plus_months(-36).to_string();
        let employment = [
            ("path", "system_integration"),
            ("post", "solution_architect"),
            ("cloud_since", since.as_str()),
            ("base_location", "杭州"),
            ("hired_on", hired.as_str()),
            ("employment_proof", "劳动合同与社保缴纳证明"),
            ("project", project.as_str()),
        ];
        act(shanhai, &id, "edit", "", &employment).await?;
        let end = today.plus_months(valid).to_string();
        let from = paid.first().plus_months(-6).to_string();
        for (code, to) in [("Huawei Cloud Business Professional", ""), ("HCCDP-SA", end.as_str())] {
            let certificate = [
                ("certificate_code", code),
                ("certificate_from", from.as_str()),
                ("certificate_to", to),
                ("certificate_proof", "证书扫描件"),
            ];
            act(shanhai, &id, "add_certificate", "", &certificate).await?;
        }
        act(shanhai, &id, "apply", "", &[]).await?;
        act(&desk.ops2, &id, "approve", "", &[]).await?;
        staff.push(name.to_owned());
    }
    Ok(staff)
}

/// Claims a month for one person; `passes` says what the review finds, nothing when it is still open.
async fn claim(
    world: &World,
    shanhai: &Context,
    desk: &Desk,
    month: Month,
    person: &str,
    passes: Option<bool>,
) -> Result<(), Error> {
    go_to(world, month.first().plus(19));
    let id = claims::begin(shanhai, SCHEME, month).await?;
    let view = case::view(shanhai, Lang::ZhCn, id.as_str()).await?;
    let options = view.acts.iter().flat_map(|act| &act.fields).filter(|f| f.name == "people");
    let member = options
        .filter_map(|field| match &field.kind {
            FieldKind::Many(options) => options.iter().find(|option| option.words == person),
            _ => None,
        })
        .map(|option| option.value.clone())
        .next()
        .unwrap_or_default();
    let proof = format!("{person}：劳动关系证明与项目方案各一份");
    act(shanhai, &id, "submit", "", &[("people", &member), ("proof", &proof)]).await?;
    go_to(world, month.first().plus(24));
    match passes {
        Some(true) => act(&desk.ops, &id, "pass", "", &[]).await,
        Some(false) => act(&desk.ops, &id, "fail", "项目材料缺少客户签字页", &[]).await,
        None => Ok(()),
    }
}

/// The payout that the page of a payment request leads to.
async fn payout_of(cx: &Context, request: &CaseId) -> Result<CaseId, Error> {
    let view = case::view(cx, Lang::ZhCn, request.as_str()).await?;
    let links = view.links.into_iter().map(|link| link.goal);
    let goals = links.chain(view.facts.into_iter().filter_map(|fact| fact.goal));
    let found = goals.filter_map(|goal| match goal {
        Goal::Case(id) if id != request.as_str() => Some(CaseId::new(id)),
        _ => None,
    });
    found.into_iter().next().ok_or(Error::NotFound("payout"))
}

/// Asks for a quarter's payment and follows it until the money is there.
async fn pay(world: &World, shanhai: &Context, desk: &Desk, quarter: Quarter) -> Result<(), Error> {
    let day = |n: i64| quarter.plus(1).first().plus(n);
    go_to(world, day(2));
    let id = payments::begin(shanhai, quarter).await?;
    act(shanhai, &id, "request", "", &[("give_up", "yes")]).await?;
    go_to(world, day(4));
    act(&desk.ops, &id, "approve", "", &[]).await?;
    go_to(world, day(8));
    let issued_on = day(8).to_string();
    let number = format!("{:02}117000000012345678", day(8).year() % 100);
    let papers = [
        ("invoice_number", number.as_str()),
        ("issued_on", issued_on.as_str()),
        ("courier_company", "顺丰速运"),
        ("courier_number", "SF1234567890123"),
    ];
    act(shanhai, &id, "send_invoice", "", &papers).await?;
    go_to(world, day(11));
    let received_on = day(11).to_string();
    act(&desk.finance, &id, "accept_invoice", "", &[("received_on", &received_on)]).await?;
    let payout = payout_of(&desk.finance, &id).await?;
    act(&desk.finance, &payout, "submit", "", &[("way", "bank_transfer")]).await?;
    go_to(world, day(12));
    act(&desk.finance2, &payout, "approve", "", &[]).await?;
    let paid_on = day(12).to_string();
    let reference = format!("CMB-{}-0001", paid_on.replace('-', ""));
    let particulars = [("paid_on", paid_on.as_str()), ("bank_reference", reference.as_str())];
    act(&desk.finance2, &payout, "pay", "", &particulars).await
}
