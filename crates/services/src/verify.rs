//! `hezong verify`: reads the whole database and names every row that breaks an invariant (quality §1).

use hezong_storage::verify::Breach;

use crate::benefits::payments;
use crate::context::Services;
use crate::{Result, audit};

/// What a verification found.
pub struct Verdict {
    /// Checks made.
    pub checks: Vec<(&'static str, usize)>,
    /// Every breach.
    pub breaches: Vec<Breach>,
    /// Ledger entries read.
    pub ledger_entries: i64,
}

/// Checks everything.
///
/// # Errors
/// When storage fails; breaches are no errors.
pub async fn verify(services: &Services) -> Result<Verdict> {
    let mut tx = services.storage().read().await?;
    let mut verdict = Verdict { checks: Vec::new(), breaches: Vec::new(), ledger_entries: 0 };
    macro_rules! check {
        ($($method:ident = $name:literal),*) => {$(
            let found = tx.verify().$method().await?;
            verdict.checks.push(($name, found.len()));
            verdict.breaches.extend(found);
        )*};
    }
    check!(
        ledger_entries = "ledger entries sum to zero",
        quota_values = "quota value = balance + held + consumed",
        quota_counters = "quota counters = its coupons",
        quota_ledger = "quota balance = its ledger account",
        coupon_amounts = "coupon face = balance + used - refunded + reclaimed + expired",
        coupon_ledger = "coupon balance = its ledger account",
        coupon_movements = "coupon balance = its last movement",
        coupon_records = "one record per issue and return",
        single_live_rows = "one live association and allow-list",
        incentives_owed = "incentives owed = final months - payouts",
        partner_balances = "partner balance = its entries = its ledger account",
        case_histories = "cases stand where their history led"
    );
    let requests = payments::breaches(&mut *tx).await?;
    verdict.checks.push(("a month in one payment request, sums as the months say", requests.len()));
    verdict.breaches.extend(requests);
    let chains = audit::breaches(&mut *tx).await?;
    verdict.checks.push(("audit chains unbroken", chains.len()));
    verdict.breaches.extend(chains);
    verdict.ledger_entries = tx.ledger().count().await?;
    Ok(verdict)
}
