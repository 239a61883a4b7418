//! 项目专员: a partner's people. Who is invited, what is known of them, who is missing what this month.

mod desk;
mod upkeep;

use hezong_contract::cases::{CheckView, Goal, Link as Leads};
use hezong_contract::fh::PersonCard;
use hezong_domain::access::{Permission, Proof, Scope};
use hezong_domain::accounts::AccountKind;
use hezong_domain::benefits::{Actor, Check, Cure};
use hezong_domain::incentives::{
    Claim, ClaimState, PastClaim, PersonCheck, Record, Scheme, Terms, evaluate_specialist,
};
use hezong_domain::members::{
    AssessmentState, Employment, Invitee, InviteeKind, Link, LinkEvent, LinkFacts, LinkState, Path,
    Specialist, link_check, may_invite,
};
use hezong_domain::text::{self, NAME_LENGTH_MAX};
use hezong_domain::{
    CaseId, CertificateId, ClaimId, Day, MemberId, Month, PartnerId, Problems, ProjectId, Window,
};
use hezong_storage::UnitOfWork;
use hezong_storage::benefits::{CaseFilter, CaseOrder};
use hezong_texts::Lang;

use super::data::MemberData;
use super::engine::{self, Benefit, Loaded, Move, Subject};
use super::frame::Frame;
use super::refusal::FailedCheck;
use super::{CaseRefusal, claims, hats, words};
use crate::act::{Act, Deed, perform};
use crate::context::Context;
use crate::entropy::Make;
use crate::{Error, Result};

/// Cases read in one go.
const BATCH: i64 = 200;

/// Every case of a workflow that a filter lets through.
pub(crate) async fn list_all<W: Benefit>(
    tx: &mut dyn UnitOfWork,
    scope: &Scope,
    filter: CaseFilter,
) -> Result<Vec<Loaded<W>>> {
    let filter = CaseFilter { benefits: vec![W::NAME.to_owned()], ..filter };
    let mut cases = Vec::new();
    loop {
        let offset = i64::try_from(cases.len()).unwrap_or(i64::MAX);
        let window = Window { offset, limit: BATCH };
        let page = tx.benefits().list_cases(scope, &filter, CaseOrder::Period, window).await?;
        let is_last = i64::try_from(page.rows.len()).unwrap_or(i64::MAX) < BATCH;
        for row in page.rows {
            cases.push(Loaded::of(row)?);
        }
        if is_last {
            return Ok(cases);
        }
    }
}

async fn members(tx: &mut dyn UnitOfWork, partner: &PartnerId) -> Result<Vec<Loaded<Link>>> {
    let filter = CaseFilter { partner_id: Some(partner.clone()), ..CaseFilter::default() };
    list_all(tx, &Scope::Partner(partner.clone()), filter).await
}

/// The person of a case, with the link as it stands.
pub(crate) fn person(case: &Loaded<Link>) -> Specialist {
    Specialist { link: case.state, ..case.data.person.clone() }
}

/// The people whose data a partner sees, each with its case.
pub(crate) async fn specialists(
    tx: &mut dyn UnitOfWork,
    partner: &PartnerId,
) -> Result<Vec<(CaseId, Specialist)>> {
    let cases = members(tx, partner).await?;
    let shared = cases.iter().filter(|case| case.state.shares_data());
    Ok(shared.map(|case| (case.row.id.clone(), person(case))).collect())
}

/// What the partner's claims say of a person; the claim being made is left out of it.
pub(crate) fn record(
    claims: &[Loaded<Claim>],
    person: &Specialist,
    except: Option<&CaseId>,
) -> Record {
    let mut record = Record::default();
    let project = person.project.as_ref().map(ProjectId::as_str);
    for claim in claims {
        if !claim.state.counts() || Some(&claim.row.id) == except {
            continue;
        }
        for line in &claim.data.lines {
            if line.member_id == person.id {
                let (month, scheme) = (claim.data.month, claim.data.scheme);
                record.claims.push(PastClaim { month, scheme });
            } else if project == Some(line.project.as_str()) {
                record.project_holder.get_or_insert_with(|| line.name.clone());
            }
        }
    }
    record
}

/// The ids of the certificates of a person that count for a month.
pub(crate) fn certificates(person: &Specialist, month: Month) -> Vec<CertificateId> {
    let counting = person.certificates.iter().filter(|c| upkeep::counts(c, month));
    counting.map(|certificate| certificate.id.clone()).collect()
}

/// What the guards of a person's link look at.
fn facts(case: &Loaded<Link>, claims: &[Loaded<Claim>]) -> LinkFacts {
    use ClaimState as S;
    let person = &case.data.person;
    let is_open = |claim: &&Loaded<Claim>| {
        matches!(claim.state, S::Generated | S::Reviewing | S::PrelimFailed)
            && claim.data.lines.iter().any(|line| line.member_id == person.id)
    };
    LinkFacts {
        base_location: person.employment.base_location.clone(),
        has_proof: person.employment.has_proof,
        open_claims: claims
            .iter()
            .filter(is_open)
            .map(|c| ClaimId::new(c.row.id.as_str()))
            .collect(),
    }
}

/// The terms a person is measured by in a month: of the person's path, those of schemes the partner is
/// qualified for; all of the path's when it is qualified for none yet.
fn terms_of<'a>(
    frame: &'a Frame,
    month: Month,
    path: Path,
    qualified: &[Scheme],
) -> Vec<&'a Terms> {
    let all: Vec<&Terms> = frame
        .policies
        .of_month(month)
        .map(|policy| policy.schemes.iter().filter(|terms| terms.path == path).collect())
        .unwrap_or_default();
    let open: Vec<&Terms> =
        all.iter().copied().filter(|terms| qualified.contains(&terms.scheme)).collect();
    if open.is_empty() { all } else { open }
}

/// The people of the caller's partner, by name.
///
/// # Errors
/// Without [`Permission::BenefitView`]; [`Error::NotFound`] for callers who are no partner.
pub async fn list(cx: &Context, lang: Lang) -> Result<Vec<PersonCard>> {
    let (mut tx, _) = cx.read(Permission::BenefitView).await?;
    let partner = cx.principal().partner_id().ok_or(Error::NotFound("partner"))?;
    let frame = Frame::read(&mut *tx, cx.now()).await?;
    let qualified = claims::qualified(&mut *tx, &partner, frame.today.year()).await?;
    let past = claims::all_of(&mut *tx, &partner).await?;
    let mut cases = members(&mut *tx, &partner).await?;
    cases.sort_by(|one, other| one.row.title.cmp(&other.row.title));
    let hats = hats::of(cx.principal());
    let card = |case| card(lang, &frame, &hats, &qualified, &past, case);
    Ok(cases.iter().map(card).collect())
}

fn card(
    lang: Lang,
    frame: &Frame,
    hats: &[Actor],
    qualified: &[Scheme],
    past: &[Loaded<Claim>],
    case: &Loaded<Link>,
) -> PersonCard {
    let month = frame.today.month();
    let person = person(case);
    let mut card = PersonCard {
        case_id: case.row.id.to_string(),
        name: person.name.clone(),
        state: words::state(lang, "member_link", &case.row.state, case.row.turn),
        turn: words::turn_of(lang, case, frame, hats),
        post: String::new(),
        grade: String::new(),
        certificates: Vec::new(),
        month: month.to_string(),
        scheme: String::new(),
        missing: 0,
        first: None,
    };
    if !case.state.shares_data() {
        return card;
    }
    let post = person.employment.post;
    card.post = post.map_or_else(String::new, |post| words::word(lang, "post", post.as_str()));
    card.grade.clone_from(&person.grade);
    let counts = person.certificates.iter().filter(|c| upkeep::counts(c, month));
    card.certificates = counts.map(|certificate| certificate.code.clone()).collect();
    let record = record_for(past, &person, month);
    let failed = |terms| {
        let checks = evaluate_specialist(&person, &record, month, terms);
        checks.into_iter().filter(|check| !check.passed).collect::<Vec<_>>()
    };
    // Of several schemes the one the person is nearest to.
    let found = terms_of(frame, month, person.path, qualified)
        .into_iter()
        .map(|terms| (terms.scheme, failed(terms)))
        .min_by_key(|(_, failed)| failed.len());
    if let Some((scheme, failed)) = found {
        card.scheme = words::word(lang, "scheme_short", scheme.as_str());
        card.missing = i64::try_from(failed.len()).unwrap_or(i64::MAX);
        card.first = failed.first().map(|check| to_case(lang, check, &case.row.id));
    }
    card
}

/// The record of a person as a month's checks see it: being claimed for that month is no lack of it.
fn record_for(claims: &[Loaded<Claim>], person: &Specialist, month: Month) -> Record {
    let own = claims.iter().find(|claim| {
        claim.data.month == month && claim.data.lines.iter().any(|line| line.member_id == person.id)
    });
    record(claims, person, own.map(|claim| &claim.row.id))
}

/// A failed check with a link to the person's case, where most of them are cured.
pub(super) fn to_case(lang: Lang, check: &Check<PersonCheck>, id: &CaseId) -> CheckView {
    let mut view = words::check(lang, "person_check", check);
    if matches!(
        check.cure,
        Cure::FillIn { .. } | Cure::Correct { .. } | Cure::AddCertificate { .. }
    ) {
        view.link = Some(Leads { words: view.cure.clone(), goal: Goal::Case(id.to_string()) });
    }
    view
}

/// Invites an employee by the own account, or invites again somebody who did not answer or left.
///
/// # Errors
/// Without [`Permission::BenefitManage`]; [`Error::Invalid`]; [`Error::Case`] when somebody may not be
/// invited.
pub async fn invite(cx: &Context, name: &str, email: &str, account: &str) -> Result<CaseId> {
    let mut problems = Problems::new();
    let name = text::bounded(&mut problems, "name", name, true, NAME_LENGTH_MAX);
    let email = text::email(&mut problems, "email", email, true);
    let account = text::account_name(&mut problems, "account", account);
    problems.into_result(())?;
    let turn = cx.principal().account_id().to_string();
    let deed =
        Deed::new(Permission::BenefitManage, "member.invite", account.as_str()).in_turn(turn);
    let (name, email, account) = (&name, &email, &account);
    perform(cx, deed, |mut act| async move {
        let partner = act.cx.principal().partner_id().ok_or(Error::NotFound("partner"))?;
        let frame = Frame::read(&mut *act.tx, act.now).await?;
        let own = invitable(&mut act, &frame, &partner, account).await?;
        let mut case = own.unwrap_or_else(|| beginning(&act, partner));
        case.data.person.name.clone_from(name);
        case.data.email.clone_from(email);
        case.data.account.clone_from(account);
        case.row.title = format!("{name} ({account})");
        let asked = Move::plain(LinkEvent::Invite, case.row.version);
        let facts = LinkFacts::default();
        engine::step(&mut act, &frame, &mut case, asked, |guard| link_check(guard, &facts)).await?;
        let id = case.row.id.clone();
        act.done(id.clone(), id.as_str(), account.as_str())
    })
    .await
}

/// A person nobody has invited yet.
fn beginning(act: &Act, partner: PartnerId) -> Loaded<Link> {
    let id = MemberId::new(act.cx.services().entropy().dated("M", act.now));
    let person = Specialist {
        id: id.clone(),
        name: String::new(),
        link: LinkState::None,
        path: Path::SystemIntegration,
        grade: String::new(),
        employment: Employment::default(),
        certificates: Vec::new(),
        assessment: AssessmentState::None,
        project: None,
    };
    let data = MemberData {
        person,
        account: String::new(),
        email: String::new(),
        proof: String::new(),
        proofs: std::collections::BTreeMap::new(),
    };
    let (subject, title, period) = (id.to_string(), String::new(), String::new());
    Loaded::begin(act, Subject { partner, key: subject, title, period }, data)
}

/// Whether an account may be invited; the partner's own case of it, if there is one.
async fn invitable(
    act: &mut Act,
    frame: &Frame,
    partner: &PartnerId,
    account: &str,
) -> Result<Option<Loaded<Link>>> {
    // Being linked elsewhere is looked for across all partners: only whether, never where, is answered.
    // The account stands in the title, which finds its cases.
    let filter = CaseFilter { title: text::fold(account), ..CaseFilter::default() };
    let mut known = list_all::<Link>(&mut *act.tx, &Scope::Platform, filter).await?;
    known.retain(|case| case.data.account == account);
    let (mut own, others): (Vec<_>, Vec<_>) =
        known.into_iter().partition(|case| case.row.partner_id == *partner);
    let mut linked_on = Vec::new();
    for other in &others {
        let steps = act.tx.benefits().list_steps_unscoped(&other.row.id).await?;
        let accepted = steps.iter().filter(|step| step.event == LinkEvent::Accept.as_str());
        linked_on.extend(accepted.map(|step| Day::of(step.at)));
    }
    let kind = match act.tx.accounts().find_by_name(account).await?.map(|found| found.kind) {
        None => InviteeKind::Person,
        Some(AccountKind::Partner) => InviteeKind::Partner,
        Some(AccountKind::Customer | AccountKind::Vendor) => InviteeKind::Enterprise,
    };
    // A real name is proven when the person accepts: only its owner can show the account's.
    let is_linked_elsewhere = others.iter().any(|case| case.state.shares_data());
    let invitee = Invitee { kind, is_linked_elsewhere, is_real_name: true, linked_on };
    let today = frame.today;
    let sent = members(&mut *act.tx, partner).await?.into_iter().filter(|case| {
        Day::of(case.row.created_at) == today
            || (case.state == LinkState::Invited && case.row.entered_on == today)
    });
    let sent = i64::try_from(sent.count()).unwrap_or(i64::MAX);
    let failed: Vec<_> =
        may_invite(&invitee, sent, today).into_iter().filter(|check| !check.passed).collect();
    if failed.is_empty() {
        return Ok(own.pop());
    }
    let mut refusal = CaseRefusal::plain::<Link>("guarded");
    refusal.failed = failed.iter().map(|check| FailedCheck::of("invite_check", check)).collect();
    Err(Error::Case(refusal))
}

/// Takes an invitation up in the person's place: for demo data and imports of links that exist already.
/// Only the operator of this server can.
///
/// # Errors
/// [`Error::NotFound`] for everybody but the system.
pub async fn accept_for_demo(cx: &Context, id: &CaseId) -> Result<()> {
    if cx.principal().proof() != Proof::System {
        return Err(Error::NotFound("case"));
    }
    perform(cx, Deed::own("member.accept", id.as_str()), |mut act| async move {
        let frame = Frame::read(&mut *act.tx, act.now).await?;
        let mut case = engine::find::<Link>(&mut *act.tx, &Scope::Platform, id).await?;
        let asked = Move::plain(LinkEvent::Accept, case.row.version);
        let facts = LinkFacts::default();
        let check = |guard| link_check(guard, &facts);
        engine::step_as(&mut act, &frame, &mut case, vec![Actor::Member], asked, check).await?;
        act.done((), id.as_str(), "accept")
    })
    .await
}
