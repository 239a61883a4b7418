//! 激励申请: the months of a partner. What a month's guards look at, how a month begins, and what the
//! quarter's payment reads and closes.

mod checks;
mod desk;
mod final_run;
mod lists;
mod make;
mod months;
mod open;
mod proofs;
mod runs;

use std::collections::BTreeMap;

use hezong_domain::access::{Permission, Scope};
use hezong_domain::benefits::{Actor, Check};
use hezong_domain::incentives::{
    Claim, ClaimEvent, ClaimFacts, ClaimGuard, ClaimPlan, ClaimState, MonthStanding, Origin,
    Payment, Record, Scheme, Terms, claim_check, plan_claim,
};
use hezong_domain::members::Specialist;
use hezong_domain::{CaseId, ClaimId, Day, MemberId, Month, PartnerId, PaymentRequestId, Quarter};
use hezong_storage::UnitOfWork;
use hezong_storage::benefits::CaseFilter;

use super::data::ClaimData;
use super::engine::{self, Loaded, Move, Subject};
use super::frame::Frame;
use super::refusal::FailedCheck;
use super::{CaseRefusal, people, qualifications};
use crate::act::{Act, Deed, perform};
use crate::context::Context;
use crate::{Error, Result};

pub(crate) use checks::final_event;
pub use final_run::{final_run, finalise};
pub use lists::lists;
pub use make::make;
pub(crate) use months::begins;
pub use months::months;
pub(crate) use open::{
    OpenMonth, by_scheme, lapsed_months, not_qualified, open_lists, open_months,
};
pub(crate) use runs::forget;
pub use runs::{SLICE, work_runs};

/// Guards a month must pass before there is a form to fill in.
const BEGIN: &[ClaimGuard] = &[
    ClaimGuard::PartnerClaims,
    ClaimGuard::Qualified,
    ClaimGuard::MonthOpen,
    ClaimGuard::NoQuarterRequest,
];
/// The same for a list that operations make.
const BEGIN_LIST: &[ClaimGuard] = &[
    ClaimGuard::OperationsClaim,
    ClaimGuard::Qualified,
    ClaimGuard::MonthOpen,
    ClaimGuard::NoQuarterRequest,
];

/// The subject of a month's case.
fn subject(scheme: Scheme, month: Month) -> String {
    format!("{}/{month}", scheme.as_str())
}

/// Every claim of a partner.
pub(crate) async fn all_of(
    tx: &mut dyn UnitOfWork,
    partner: &PartnerId,
) -> Result<Vec<Loaded<Claim>>> {
    let filter = CaseFilter { partner_id: Some(partner.clone()), ..CaseFilter::default() };
    people::list_all(tx, &Scope::Partner(partner.clone()), filter).await
}

/// A partner's claims for the months of a quarter, earliest month first.
pub(crate) async fn of_quarter(
    tx: &mut dyn UnitOfWork,
    partner: &PartnerId,
    quarter: Quarter,
) -> Result<Vec<Loaded<Claim>>> {
    let [first, _, last] = quarter.months();
    let filter = CaseFilter {
        partner_id: Some(partner.clone()),
        period_from: first.to_string(),
        period_to: last.to_string(),
        ..CaseFilter::default()
    };
    let mut claims: Vec<Loaded<Claim>> =
        people::list_all(tx, &Scope::Partner(partner.clone()), filter).await?;
    claims.sort_by_key(|claim| (claim.data.month, claim.data.scheme));
    Ok(claims)
}

/// The schemes a partner is qualified for in a programme year.
pub(crate) async fn qualified(
    tx: &mut dyn UnitOfWork,
    partner: &PartnerId,
    year: i64,
) -> Result<Vec<Scheme>> {
    let mut qualified = Vec::new();
    for scheme in Scheme::ALL.iter().copied() {
        if qualifications::is_qualified(tx, partner, scheme, year).await? {
            qualified.push(scheme);
        }
    }
    Ok(qualified)
}

/// Where the months of a quarter stand: of every scheme the partner is qualified for or has claimed. A
/// month nobody has touched is claimable: by the partner, or in a list that operations can still make
/// until the quarter is over.
pub(crate) async fn month_standings(
    tx: &mut dyn UnitOfWork,
    frame: &Frame,
    partner: &PartnerId,
    quarter: Quarter,
) -> Result<Vec<MonthStanding>> {
    let claims = of_quarter(tx, partner, quarter).await?;
    let qualified = qualified(tx, partner, quarter.first().year()).await?;
    let mut standings = BTreeMap::new();
    for scheme in qualified {
        for month in quarter.months() {
            let Ok(terms) = frame.terms(scheme, month) else { continue };
            // After the quarter a list that was never made is nothing the partner gives up by asking.
            if terms.origin == Origin::Operations && frame.today > quarter.last() {
                continue;
            }
            let state = ClaimState::Claimable;
            standings.insert((month, scheme), MonthStanding { month, state, submitted: None });
        }
    }
    for claim in claims {
        let (month, state, submitted) = (claim.data.month, claim.state, claim.row.submitted_on);
        standings.insert((month, claim.data.scheme), MonthStanding { month, state, submitted });
    }
    Ok(standings.into_values().collect())
}

/// Gives up what is open in a quarter when its payment is asked for: lists and untouched claims lapse,
/// failed ones are closed. The system does it, whoever asked.
pub(crate) async fn close_open(
    act: &mut Act,
    frame: &Frame,
    partner: &PartnerId,
    quarter: Quarter,
) -> Result<()> {
    for mut claim in of_quarter(&mut *act.tx, partner, quarter).await? {
        let event = match claim.state {
            ClaimState::Claimable | ClaimState::Generated => ClaimEvent::Lapse,
            ClaimState::PrelimFailed => ClaimEvent::Close,
            _ => continue,
        };
        let asked = Move::plain(event, claim.row.version);
        let hats = vec![Actor::System];
        engine::step_as(act, frame, &mut claim, hats, asked, Check::pass).await?;
    }
    Ok(())
}

/// Which month of which partner is looked at.
struct About<'a> {
    partner: &'a PartnerId,
    scheme: Scheme,
    month: Month,
    /// Its case, once there is one.
    own: Option<&'a CaseId>,
    /// The day of its first submission.
    submitted: Option<Day>,
    /// The version of the policy it was worked out with.
    policy: Option<i64>,
}

impl<'a> About<'a> {
    /// A month without a case.
    fn untouched(partner: &'a PartnerId, scheme: Scheme, month: Month) -> Self {
        Self { partner, scheme, month, own: None, submitted: None, policy: None }
    }

    fn of(case: &'a Loaded<Claim>) -> Self {
        Self {
            partner: &case.row.partner_id,
            scheme: case.data.scheme,
            month: case.data.month,
            own: Some(&case.row.id),
            submitted: case.row.submitted_on,
            policy: Some(case.data.policy),
        }
    }

    /// The terms that hold and the version they are of. A claim whose policy was withdrawn since keeps
    /// those it was worked out with.
    fn terms<'f>(&self, frame: &'f Frame) -> Result<(&'f Terms, i64)> {
        let all = frame.policies.versions();
        let kept = || all.iter().find(|policy| Some(policy.version) == self.policy);
        let policy = frame.policies.of_month(self.month).or_else(kept);
        let policy = policy.ok_or(Error::NotFound("policy"))?;
        let terms = policy.terms(self.scheme).ok_or(Error::NotFound("scheme"))?;
        Ok((terms, policy.version))
    }
}

/// Everything a month's claim is decided on, read in one transaction.
struct Ground {
    /// The partner's people with what the other claims say of them.
    people: Vec<(Specialist, Record)>,
    /// Their cases.
    cases: BTreeMap<MemberId, CaseId>,
    /// The facts of the guards; nobody is chosen in them.
    facts: ClaimFacts,
    terms: Terms,
    /// The version of the policy.
    policy: i64,
}

impl Ground {
    async fn read(tx: &mut dyn UnitOfWork, frame: &Frame, about: &About<'_>) -> Result<Self> {
        let claims = all_of(tx, about.partner).await?;
        let specialists = people::specialists(tx, about.partner).await?;
        let cases = specialists.iter().map(|(id, person)| (person.id.clone(), id.clone()));
        let cases = cases.collect();
        let people = specialists.into_iter().map(|(_, person)| {
            let record = people::record(&claims, &person, about.own, frame.today);
            (person, record)
        });
        let is_other = |claim: &&Loaded<Claim>| {
            claim.data.scheme == about.scheme
                && claim.data.month == about.month
                && Some(&claim.row.id) != about.own
        };
        let other = claims.iter().find(is_other);
        let (terms, policy) = about.terms(frame)?;
        let year = about.month.year();
        let scheme = about.scheme;
        let facts = ClaimFacts {
            today: frame.today,
            month: about.month,
            origin: terms.origin,
            is_qualified: qualifications::is_qualified(tx, about.partner, scheme, year).await?,
            other: other.map(|claim| ClaimId::new(claim.row.id.as_str())),
            failing: Vec::new(),
            people: 0,
            without_proof: Vec::new(),
            submitted: about.submitted,
            request: live_request(tx, about.partner, about.month.quarter()).await?,
        };
        Ok(Self { people: people.collect(), cases, facts, terms: terms.clone(), policy })
    }

    /// The plan for people chosen, in their order: the same for the page and for the act.
    fn plan(&self, chosen: &[MemberId]) -> ClaimPlan {
        let chosen: Vec<_> = chosen
            .iter()
            .filter_map(|id| self.people.iter().find(|(person, _)| person.id == *id))
            .cloned()
            .collect();
        plan_claim(&chosen, self.facts.month, &self.terms)
    }

    /// The plan for one person alone.
    fn plan_one(&self, person: &(Specialist, Record)) -> ClaimPlan {
        plan_claim(std::slice::from_ref(person), self.facts.month, &self.terms)
    }

    /// Everybody who can be claimed, as far as the caps reach.
    fn eligible(&self) -> (Vec<MemberId>, ClaimPlan) {
        let fit = self.people.iter().filter(|person| self.plan_one(person).is_clear());
        let all: Vec<MemberId> = fit.map(|(person, _)| person.id.clone()).collect();
        let plan = self.plan(&all);
        let paid = plan.people.iter().filter(|person| person.amount.is_some());
        (paid.map(|person| person.member_id.clone()).collect(), plan)
    }

    /// The facts with the people of a plan in them.
    fn facts_of(&self, plan: &ClaimPlan) -> ClaimFacts {
        let out = plan.people.iter().filter(|person| person.amount.is_none());
        let failing = out.map(|person| self.name(&person.member_id)).collect();
        let people = i64::try_from(plan.people.len()).unwrap_or(i64::MAX);
        ClaimFacts { failing, people, ..self.facts.clone() }
    }

    /// The facts as a page shows them before anybody is chosen: whether anybody can be.
    fn facts_before(&self) -> ClaimFacts {
        let (_, plan) = self.eligible();
        ClaimFacts { people: plan.count, ..self.facts.clone() }
    }

    fn name(&self, id: &MemberId) -> String {
        let found = self.people.iter().find(|(person, _)| person.id == *id);
        found.map_or_else(String::new, |(person, _)| person.name.clone())
    }
}

/// The payment request of a quarter, once there is one that is not rejected.
async fn live_request(
    tx: &mut dyn UnitOfWork,
    partner: &PartnerId,
    quarter: Quarter,
) -> Result<Option<PaymentRequestId>> {
    let scope = Scope::Partner(partner.clone());
    let found = engine::find_subject::<Payment>(tx, &scope, partner, &quarter.to_string()).await?;
    let live = found.filter(|case| case.state.is_live());
    Ok(live.map(|case| PaymentRequestId::new(case.row.id.as_str())))
}

/// Begins a month of a scheme whose claims the partner makes; answers the case there is already when the
/// month was begun before.
///
/// # Errors
/// Without [`Permission::BenefitManage`]; [`Error::NotFound`] when no policy knows the scheme;
/// [`Error::Case`] when the month can not be claimed.
pub async fn begin(cx: &Context, scheme: Scheme, month: Month) -> Result<CaseId> {
    let partner = cx.principal().partner_id();
    kept(cx, Permission::BenefitManage, partner, (scheme, month), BEGIN).await
}

/// Begins a month of a scheme whose lists operations make.
///
/// # Errors
/// Without [`Permission::OpsReview`]; as [`begin`].
pub async fn begin_list(
    cx: &Context,
    partner: &PartnerId,
    scheme: Scheme,
    month: Month,
) -> Result<CaseId> {
    kept(cx, Permission::OpsReview, Some(partner.clone()), (scheme, month), BEGIN_LIST).await
}

async fn kept(
    cx: &Context,
    permission: Permission,
    partner: Option<PartnerId>,
    (scheme, month): (Scheme, Month),
    guards: &[ClaimGuard],
) -> Result<CaseId> {
    cx.authorize(permission)?;
    let partner = &partner.ok_or(Error::NotFound("partner"))?;
    let subject = &subject(scheme, month);
    let deed = Deed::new(permission, "claim.begin", subject.as_str()).in_turn(partner.as_str());
    perform(cx, deed, |mut act| async move {
        let scope = act.cx.principal().scope();
        let found = engine::find_subject::<Claim>(&mut *act.tx, &scope, partner, subject).await?;
        if let Some(case) = found {
            return act.done(case.row.id.clone(), case.row.id.as_str(), "was there");
        }
        if act.tx.accounts().find_partner(partner).await?.is_none() {
            return Err(Error::NotFound("partner"));
        }
        let frame = Frame::read(&mut *act.tx, act.now).await?;
        let case = begun(&mut act, &frame, partner, (scheme, month), guards).await?;
        let id = case.row.id.clone();
        act.done(id.clone(), id.as_str(), subject.as_str())
    })
    .await
}

/// A month's case where there is none, once the guards hold.
async fn begun(
    act: &mut Act,
    frame: &Frame,
    partner: &PartnerId,
    (scheme, month): (Scheme, Month),
    guards: &[ClaimGuard],
) -> Result<Loaded<Claim>> {
    let about = About::untouched(partner, scheme, month);
    let ground = Ground::read(&mut *act.tx, frame, &about).await?;
    refuse_unless(guards, &ground.facts)?;
    let about = Subject {
        partner: partner.clone(),
        key: subject(scheme, month),
        title: format!("@scheme_short.{}", scheme.as_str()),
        period: month.to_string(),
    };
    let policy = ground.policy;
    let (lines, is_frozen, is_filed) = (Vec::new(), false, false);
    let data = ClaimData { scheme, month, lines, policy, is_frozen, is_filed };
    let mut case = Loaded::<Claim>::begin(act, about, data);
    engine::keep_new(act, frame, &mut case).await?;
    Ok(case)
}

/// Refuses with every guard that does not hold.
fn refuse_unless(guards: &[ClaimGuard], facts: &ClaimFacts) -> Result<()> {
    let checks = guards.iter().map(|guard| claim_check(*guard, facts));
    let failed: Vec<_> = checks
        .filter(|check| !check.passed)
        .map(|check| FailedCheck::of("claim_guard", &check))
        .collect();
    if failed.is_empty() {
        return Ok(());
    }
    Err(Error::Case(CaseRefusal { failed, ..CaseRefusal::plain::<Claim>("guarded") }))
}
