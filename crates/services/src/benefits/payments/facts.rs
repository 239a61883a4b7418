//! What a quarter's payment is asked for with: its months, what they pay, what stands in the way.

use std::collections::BTreeSet;

use hezong_domain::access::Scope;
use hezong_domain::benefits::{Check, Figure, all_passed};
use hezong_domain::certification::BusinessInfo;
use hezong_domain::incentives::{
    Claim, ClaimState, Payment, PaymentLine, Policy, QualificationState, QuarterFacts, QuarterRule,
    evaluate_quarter, total,
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

/// Quarters looked back for what was too little to be paid. What is older has been asked for, or could
/// have been together with a later one.
const CARRIED_QUARTERS: i64 = 3;
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
        // Partners have no bills of their own in this system, so nothing of theirs can be overdue.
        overdue: None,
        request: newest.map(|case| (PaymentRequestId::new(case.row.id.as_str()), case.state)),
        is_qualified,
        payable: total(&lines).unwrap_or_default(),
        payout_min: policy.and_then(|policy| policy.payout_min),
        ask_until: policy.and_then(|policy| ask_until(frame, policy, quarter)),
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
/// paid. Claims in another request that is not rejected are left out.
async fn payable(
    tx: &mut dyn UnitOfWork,
    frame: &Frame,
    partner: &PartnerId,
    quarter: Quarter,
    requests: &[Loaded<Payment>],
) -> Result<(Vec<PaymentLine>, Fen)> {
    let live = requests.iter().filter(|case| case.state.is_live() && case.data.quarter != quarter);
    let taken: BTreeSet<CaseId> = live.flat_map(|case| case.data.claims.iter().cloned()).collect();
    let mut lines: Vec<PaymentLine> = Vec::new();
    for back in (1..=CARRIED_QUARTERS).rev() {
        let earlier = quarter.plus(-back);
        let found = claims::of_quarter(tx, partner, earlier).await?;
        let undecided = found
            .iter()
            .any(|case| matches!(case.state, ClaimState::Reviewing | ClaimState::PrelimPassed));
        lines.extend(lines_of(&found, &taken));
        let min = policy(frame, earlier).and_then(|policy| policy.payout_min).unwrap_or_default();
        // What that quarter can be asked for by itself stays there.
        if undecided || total(&lines).is_none_or(|sum| sum >= min) {
            lines.clear();
        }
    }
    let carried = total(&lines).unwrap_or_default();
    let found = claims::of_quarter(tx, partner, quarter).await?;
    lines.extend(lines_of(&found, &taken));
    Ok((lines, carried))
}

fn lines_of(found: &[Loaded<Claim>], taken: &BTreeSet<CaseId>) -> Vec<PaymentLine> {
    let free = |case: &&Loaded<Claim>| {
        case.state == ClaimState::Finalised && !taken.contains(&case.row.id)
    };
    let mut lines = Vec::new();
    for case in found.iter().filter(free) {
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

/// The last day to ask for a quarter, where the policy has one.
fn ask_until(frame: &Frame, policy: &Policy, quarter: Quarter) -> Option<Day> {
    let window = policy.windows.get(&Figure::AskPayment)?;
    Some(frame.calendar.window_end(quarter.last(), window.span, window.count))
}
