//! 项目专员: a partner's people. Who is invited, what is known of them, who is missing what this month.

pub mod accept;
mod desk;
pub(crate) mod entry;
mod forms;
mod invite;
pub mod membership;
mod notice;
mod proofs;
mod upkeep;

use hezong_contract::cases::{CheckView, Goal, Link as Leads};
use hezong_contract::fh::PersonCard;
use hezong_domain::access::{Permission, Scope};
use hezong_domain::benefits::{Actor, Check, Cure};
use hezong_domain::incentives::{
    Claim, ClaimState, PastClaim, PersonCheck, Record, Scheme, Terms, evaluate_specialist,
};
use hezong_domain::members::{Link, LinkFacts, Path, Specialist, is_same_project};
use hezong_domain::{CaseId, CertificateId, ClaimId, Day, Month, PartnerId, ProjectId, Window};
use hezong_storage::UnitOfWork;
use hezong_storage::benefits::{CaseFilter, CaseOrder};
use hezong_texts::Lang;

use super::case::Looking;
use super::engine::{Benefit, Loaded};
use super::frame::Frame;
use super::{assessments, claims, hats, paths, words};
use crate::context::Context;
use crate::{Error, Result};

pub use invite::{Invited, invite};
pub(crate) use notice::{remind_member, tell_member};

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
    let mut cases = list_all::<Link>(tx, &Scope::Partner(partner.clone()), filter).await?;
    let assessments = assessments::of_partner(tx, partner).await?;
    for case in &mut cases {
        let person = &mut case.data.person;
        assessments::into_person(person, assessments.get(&person.id));
    }
    Ok(cases)
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
    today: Day,
) -> Record {
    let mut record = Record { today: Some(today), ..Record::default() };
    let project = person.project.as_ref().map(ProjectId::as_str);
    for claim in claims {
        if !claim.state.counts() || Some(&claim.row.id) == except {
            continue;
        }
        for line in &claim.data.lines {
            if line.member_id == person.id {
                let (month, scheme) = (claim.data.month, claim.data.scheme);
                record.claims.push(PastClaim { month, scheme });
            } else if project.is_some_and(|own| is_same_project(own, &line.project)) {
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
async fn facts(
    tx: &mut dyn UnitOfWork,
    case: &Loaded<Link>,
    claims: &[Loaded<Claim>],
) -> Result<LinkFacts> {
    use ClaimState as S;
    let person = &case.data.person;
    let is_open = |claim: &&Loaded<Claim>| {
        matches!(claim.state, S::Generated | S::Reviewing | S::PrelimFailed | S::PrelimPassed)
            && claim.data.lines.iter().any(|line| line.member_id == person.id)
    };
    let partner = &case.row.partner_id;
    Ok(LinkFacts {
        path_lost: paths::lost(tx, partner, person.path).await?,
        base_location: person.employment.base_location.clone(),
        has_proof: person.employment.has_proof,
        open_claims: claims
            .iter()
            .filter(is_open)
            .map(|c| ClaimId::new(c.row.id.as_str()))
            .collect(),
    })
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
    let assessments = assessments::of_partner(&mut *tx, &partner).await?;
    let (scope, user) = (Scope::Partner(partner.clone()), cx.principal().user_id());
    let payer = cx.services().payer();
    let look = Looking { scope: &scope, frame: &frame, lang, hats: &hats, user, payer };
    let card = |case: &Loaded<Link>| {
        let expert = assessments.get(&case.data.person.id).map(|one| assessments::mark(&look, one));
        PersonCard { expert, ..card(lang, &frame, &hats, &qualified, &past, case) }
    };
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
        expert: None,
    };
    if !case.state.shares_data() {
        return card;
    }
    let post = person.employment.post;
    card.post = post.map_or_else(String::new, |post| words::word(lang, "post", post.as_str()));
    card.grade.clone_from(&person.grade);
    let counts = person.certificates.iter().filter(|c| upkeep::counts(c, month));
    card.certificates = counts.map(|certificate| certificate.code.clone()).collect();
    let record = record_for(past, &person, month, frame.today);
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
        // Nobody can be claimed for, however complete, while the partner is not qualified this year.
        if failed.is_empty() && person.link.is_specialist() && !qualified.contains(&scheme) {
            card.missing = 1;
            card.first = Some(claims::not_qualified(lang));
        }
    }
    card
}

/// The record of a person as a month's checks see it: being claimed for that month is no lack of it.
fn record_for(claims: &[Loaded<Claim>], person: &Specialist, month: Month, today: Day) -> Record {
    let own = claims.iter().find(|claim| {
        claim.data.month == month && claim.data.lines.iter().any(|line| line.member_id == person.id)
    });
    record(claims, person, own.map(|claim| &claim.row.id), today)
}

/// A failed check with a link to the person's case, where most of them are cured.
pub(crate) fn to_case(lang: Lang, check: &Check<PersonCheck>, id: &CaseId) -> CheckView {
    let mut view = words::check(lang, "person_check", check);
    if matches!(
        check.cure,
        Cure::FillIn { .. }
            | Cure::Correct { .. }
            | Cure::AddCertificate { .. }
            | Cure::OperationsSet { .. }
    ) {
        view.link = Some(Leads { words: view.cure.clone(), goal: Goal::Case(id.to_string()) });
    }
    view
}
