//! Beginning a case by what it is about, as the buttons of pages name it.

use hezong_domain::incentives::Scheme;
use hezong_domain::{CaseId, Month, ProblemKind, Quarter};

use super::{certification, claims, payments, qualifications};
use crate::context::Context;
use crate::{Error, Result};

/// Begins what is asked, or answers the case there already is: `qualification/<scheme>`,
/// `claim/<scheme>/<month>`, `payment/<quarter>` or `certification`.
///
/// # Errors
/// Without [`Permission::BenefitManage`](hezong_domain::access::Permission::BenefitManage);
/// [`Error::Invalid`] when it makes no sense; [`Error::Case`] when it may not begin.
pub async fn begin(cx: &Context, what: &str) -> Result<CaseId> {
    let nonsense = || Error::field("what", ProblemKind::NotAChoice);
    let parts: Vec<&str> = what.split('/').collect();
    match parts.as_slice() {
        ["qualification", scheme] => {
            qualifications::begin(cx, Scheme::parse(scheme).ok_or_else(nonsense)?).await
        }
        ["claim", scheme, month] => {
            let scheme = Scheme::parse(scheme).ok_or_else(nonsense)?;
            claims::begin(cx, scheme, Month::parse(month).ok_or_else(nonsense)?).await
        }
        ["certification"] => certification::begin(cx).await,
        ["payment", quarter] => {
            payments::begin(cx, Quarter::parse(quarter).ok_or_else(nonsense)?).await
        }
        _ => Err(nonsense()),
    }
}
