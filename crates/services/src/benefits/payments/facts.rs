//! What a quarter's payment is asked for with: its months, what they pay, what stands in the way.

use std::collections::BTreeSet;

use hezong_domain::access::Scope;
use hezong_domain::benefits::{Check, Figure, all_passed};
use hezong_domain::certification::BusinessInfo;
use hezong_domain::incentives::{
    Claim, ClaimState, EarlierQuarter, Payment, PaymentLine, Policy, QualificationState,
    QuarterFacts, QuarterRule, carry, evaluate_quarter, total,
};
use hezong_domain::{
    CaseId, ClaimId, Day, Fen, Month, PartnerId, PaymentRequestId, Quarter, Window,
};
use hezong_storage::UnitOfWork;
use hezong_storage::benefits::{CaseFilter, CaseOrder};

use super::super::engine::Loaded;
use super::super::frame::Frame;
use super::super::{certification, claims};
use crate::Result;

/// Requests of one partner that are looked through: decades of quarters.
const REQUESTS_MAX: i64 = 500;

/// Everything about a quarter that is not asked for yet.
#[derive(Debug)]
pub(crate) struct Reckoned {
    pub(crate) facts: QuarterFacts,
    pub(crate) checks: Vec<Check<QuarterRule>>,
    pub(crate) lines: Vec<PaymentLine>,
    /// What earlier quarters left below the smallest sum.
    pub(crate) carried: Fen,
    /// The business information that is verified.
    pub(crate) info: Option<BusinessInfo>,
}

impl Reckoned {
    /// Whether the payment can be asked for.
    pub(crate) fn is_clear(&self) -> bool {
        all_passed(&self.checks)
    }

    /// The claims that would be paid.
    pub(crate) fn claims(&self) -> Vec<CaseId> {
        let ids: BTreeSet<_> = self.lines.iter().map(|line| line.claim_id.as_str()).collect();
        ids.into_iter().map(CaseId::new).collect()
    }

    /// The months that asking gives up.
    pub(crate) fn forgone(&self) -> Vec<Month> {
        let open = |state| matches!(state, ClaimState::Claimable | ClaimState::Generated);
        let months = self.facts.months.iter().filter(|month| open(month.state));
        months.map(|month| month.month).collect::<BTreeSet<_>>().into_iter().collect()
    }
}

/// Works out where a quarter stands, from what is stored at this moment.
pub(crate) async fn reckon(
    tx: &mut dyn UnitOfWork,
    frame: &Frame,
    partner: &PartnerId,
    quarter: Quarter,
) -> Result<Reckoned> {
    let requests = requests(tx, partner).await?;
    let months = claims::month_standings(tx, frame, partner, quarter).await?;
    let (certification, info) = certification::standing(tx, partner).await?;
    let (lines, carried) = payable(tx, frame, partner, quarter, &requests).await?;
    let newest = requests.iter().find(|request| request.data.quarter == quarter);
    let decided = months.iter().any(|month| month.state.counts());
    let is_qualified = decided || was_qualified(tx, partner).await?;
    let policy = policy(frame, quarter);
    let facts = QuarterFacts {
        quarter,
        today: frame.today,
        months,
        certification,
        overdue: tx.balances().overdue(partner, frame.today).await?,
        request: newest.map(|case| (PaymentRequestId::new(case.row.id.as_str()), case.state)),
        is_qualified,
        payable: total(&lines).unwrap_or_default(),
        payout_min: policy.and_then(|policy| policy.payout_min),
        ask_until: match policy {
            Some(policy) => ask_until(tx, frame, policy, partner, quarter).await?,
            None => None,
        },
    };
    let checks = evaluate_quarter(&facts);
    Ok(Reckoned { facts, checks, lines, carried, info })
}

/// Every payment request of a partner.
async fn requests(tx: &mut dyn UnitOfWork, partner: &PartnerId) -> Result<Vec<Loaded<Payment>>> {
    let filter = CaseFilter {
        benefits: vec!["payment".to_owned()],
        partner_id: Some(partner.clone()),
        ..CaseFilter::default()
    };
    let (order, window) = (CaseOrder::Period, Window::first(REQUESTS_MAX));
    let page = tx.benefits().list_cases(&Scope::Platform, &filter, order, window).await?;
    page.rows.into_iter().map(Loaded::of).collect()
}

/// The lines a quarter pays: its final claims, and those of earlier quarters that were too little to be
/// paid, however long ago. Claims in another request that is not rejected are left out.
async fn payable(
    tx: &mut dyn UnitOfWork,
    frame: &Frame,
    partner: &PartnerId,
    quarter: Quarter,
    requests: &[Loaded<Payment>],
) -> Result<(Vec<PaymentLine>, Fen)> {
    let taken = taken(requests, Some(quarter));
    let claims = claims::all_of(tx, partner).await?;
    let mut lines = carry(earlier(frame, &claims, quarter, requests, &taken)).left;
    let carried = total(&lines).unwrap_or_default();
    lines.extend(lines_of(in_quarter(&claims, quarter), &taken));
    Ok((lines, carried))
}

/// The claims that requests hold, but for the request of one quarter.
fn taken(requests: &[Loaded<Payment>], except: Option<Quarter>) -> BTreeSet<CaseId> {
    let live = |case: &&Loaded<Payment>| case.state.is_live() && Some(case.data.quarter) != except;
    requests.iter().filter(live).flat_map(|case| case.data.claims.iter().cloned()).collect()
}

fn in_quarter(claims: &[Loaded<Claim>], quarter: Quarter) -> impl Iterator<Item = &Loaded<Claim>> {
    claims.iter().filter(move |claim| claim.data.month.quarter() == quarter)
}

/// Every quarter with claims before one, as the carry sees it.
fn earlier(
    frame: &Frame,
    claims: &[Loaded<Claim>],
    before: Quarter,
    requests: &[Loaded<Payment>],
    taken: &BTreeSet<CaseId>,
) -> Vec<EarlierQuarter> {
    let quarters: BTreeSet<Quarter> = claims
        .iter()
        .map(|claim| claim.data.month.quarter())
        .filter(|quarter| *quarter < before)
        .collect();
    let has_request = |quarter: Quarter| {
        requests.iter().any(|case| case.data.quarter == quarter && case.state.is_live())
    };
    let one = |quarter: Quarter| {
        let lines = lines_of(in_quarter(claims, quarter), taken);
        EarlierQuarter {
            quarter,
            is_undecided: in_quarter(claims, quarter)
                .any(|case| matches!(case.state, ClaimState::Reviewing | ClaimState::PrelimPassed)),
            is_askable: !lines.is_empty() && !has_request(quarter),
            lines,
            min: policy(frame, quarter).and_then(|policy| policy.payout_min).unwrap_or_default(),
        }
    };
    quarters.into_iter().map(one).collect()
}

/// Quarters before one that pay something by themselves and were never asked for: they stay open, or
/// what was earned in them could never be paid.
pub(super) async fn left_open(
    tx: &mut dyn UnitOfWork,
    frame: &Frame,
    partner: &PartnerId,
    before: Quarter,
) -> Result<Vec<Quarter>> {
    let requests = requests(tx, partner).await?;
    let taken = taken(&requests, None);
    let claims = claims::all_of(tx, partner).await?;
    let own = carry(earlier(frame, &claims, before, &requests, &taken)).own;
    Ok(own.into_iter().map(|(quarter, _)| quarter).collect())
}

fn lines_of<'a>(
    found: impl Iterator<Item = &'a Loaded<Claim>>,
    taken: &BTreeSet<CaseId>,
) -> Vec<PaymentLine> {
    let free = |case: &&'a Loaded<Claim>| {
        case.state == ClaimState::Finalised && !taken.contains(&case.row.id)
    };
    let mut lines = Vec::new();
    for case in found.filter(free) {
        lines.extend(case.data.lines.iter().map(|line| PaymentLine {
            claim_id: ClaimId::new(case.row.id.as_str()),
            month: case.data.month,
            member_id: line.member_id.clone(),
            name: line.name.clone(),
            amount: line.amount,
            policy: case.data.policy,
        }));
    }
    lines.sort_by(|one, other| (one.month, &one.name).cmp(&(other.month, &other.name)));
    lines
}

/// Whether the partner is or was qualified for any scheme: what was earned before stays earned.
async fn was_qualified(tx: &mut dyn UnitOfWork, partner: &PartnerId) -> Result<bool> {
    let states = [QualificationState::Approved, QualificationState::Expired];
    let filter = CaseFilter {
        benefits: vec!["qualification".to_owned()],
        states: states.map(|state| state.as_str().to_owned()).to_vec(),
        partner_id: Some(partner.clone()),
        ..CaseFilter::default()
    };
    let (order, window) = (CaseOrder::Period, Window::first(1));
    let page = tx.benefits().list_cases(&Scope::Platform, &filter, order, window).await?;
    Ok(!page.rows.is_empty())
}

/// The policy of a quarter: that of its last month.
fn policy(frame: &Frame, quarter: Quarter) -> Option<&Policy> {
    frame.policies.of_month(quarter.last().month()).or_else(|| frame.policies.on(frame.today))
}

/// The last day to ask for a quarter, where the policy has one: counted from its end, or from the day its
/// last claim was decided when that came later.
async fn ask_until(
    tx: &mut dyn UnitOfWork,
    frame: &Frame,
    policy: &Policy,
    partner: &PartnerId,
    quarter: Quarter,
) -> Result<Option<Day>> {
    let Some(window) = policy.windows.get(&Figure::AskPayment) else { return Ok(None) };
    let claims = claims::of_quarter(tx, partner, quarter).await?;
    let finals = claims.iter().filter(|claim| claim.state == ClaimState::Finalised);
    let decided = finals.map(|claim| claim.row.entered_on).max();
    let from = decided.map_or(quarter.last(), |day| day.max(quarter.last()));
    Ok(Some(frame.calendar.window_end(from, window.span, window.count)))
}
