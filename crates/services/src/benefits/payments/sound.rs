//! What must hold of every payment request, for `hezong verify`: nothing is paid twice, and what is paid
//! is what the months say. Requests and months keep it in their JSON, which only services read.

use std::collections::{BTreeMap, BTreeSet};

use hezong_domain::access::Scope;
use hezong_domain::incentives::{Claim, ClaimState, Payment, total};
use hezong_domain::{CaseId, Fen, PartnerId};
use hezong_storage::UnitOfWork;
use hezong_storage::benefits::CaseFilter;
use hezong_storage::verify::Breach;

use super::super::engine::Loaded;
use super::super::people::list_all;
use crate::Result;

/// Most breaches told.
const TOLD_MAX: usize = 100;

/// A month as requests pay it.
struct Month {
    partner: PartnerId,
    is_final: bool,
    sum: Option<Fen>,
}

/// Requests that break a rule: a month in two of them, a month that is not final or another partner's,
/// lines that are not those of the month, a sum that is not that of the lines.
///
/// # Errors
/// When storage fails.
pub(crate) async fn breaches(tx: &mut dyn UnitOfWork) -> Result<Vec<Breach>> {
    let scope = Scope::Platform;
    let mut requests = list_all::<Payment>(tx, &scope, CaseFilter::default()).await?;
    // Those that were rejected or never asked for hold no month.
    requests.retain(|request| request.state.is_live());
    requests.sort_by(|one, other| one.row.id.cmp(&other.row.id));
    let claims = list_all::<Claim>(tx, &scope, CaseFilter::default()).await?;
    let months: BTreeMap<CaseId, Month> = claims.into_iter().map(month).collect();
    let mut holders: BTreeMap<CaseId, CaseId> = BTreeMap::new();
    let mut found = Vec::new();
    for request in &requests {
        let id = &request.row.id;
        for claim in held(request) {
            let holder = holders.entry(claim.clone()).or_insert_with(|| id.clone());
            if holder != id {
                let expected = format!("month {claim} in {holder} only");
                found.push(breach("payment.month_once", request, expected, format!("in {id} too")));
            }
            found.extend(differing(request, &claim, months.get(&claim)));
        }
        let sum = total(&request.data.lines);
        if sum != Some(request.data.total) || request.row.amount != Some(request.data.total) {
            let listed = words(request.row.amount);
            let stands = format!("{}, listed as {listed}", words(Some(request.data.total)));
            found.push(breach("payment.total", request, words(sum), stands));
        }
    }
    found.truncate(TOLD_MAX);
    Ok(found)
}

fn month(claim: Loaded<Claim>) -> (CaseId, Month) {
    let month = Month {
        is_final: claim.state == ClaimState::Finalised,
        sum: Fen::sum(claim.data.lines.iter().map(|line| line.amount)),
        partner: claim.row.partner_id,
    };
    (claim.row.id, month)
}

/// The months of a request: those it names, and those its lines come from.
fn held(request: &Loaded<Payment>) -> BTreeSet<CaseId> {
    let lines = request.data.lines.iter().map(|line| CaseId::new(line.claim_id.as_str()));
    request.data.claims.iter().cloned().chain(lines).collect()
}

/// What a request pays for a month that the month itself does not say.
fn differing(request: &Loaded<Payment>, claim: &CaseId, month: Option<&Month>) -> Option<Breach> {
    let own = month.filter(|month| month.partner == request.row.partner_id && month.is_final);
    let Some(own) = own else {
        let (expected, found) = ("a final month of the partner".to_owned(), claim.to_string());
        return Some(breach("payment.month", request, expected, found));
    };
    let lines = request.data.lines.iter().filter(|line| line.claim_id.as_str() == claim.as_str());
    let paid = Fen::sum(lines.map(|line| line.amount));
    let of = |sum| format!("{} for month {claim}", words(sum));
    (paid.is_none() || paid != own.sum)
        .then(|| breach("payment.month_sum", request, of(own.sum), of(paid)))
}

fn words(sum: Option<Fen>) -> String {
    sum.map_or_else(|| "none".to_owned(), |sum| sum.to_string())
}

fn breach(
    invariant: &'static str,
    request: &Loaded<Payment>,
    expected: String,
    found: String,
) -> Breach {
    Breach { invariant, row: request.row.id.to_string(), expected, found }
}
