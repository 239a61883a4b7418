//! Months that nobody has begun. They have no case, and yet they wait for somebody until the quarter is
//! over: the page, reminders, the calendar and the sandbox's clock ask here.

use std::collections::BTreeMap;

use hezong_contract::cases::CheckView;
use hezong_domain::benefits::{Actor, Anchors, Check, Cure, Fact, Turn, turn};
use hezong_domain::incentives::{Claim, ClaimGuard, ClaimState, Origin, Scheme};
use hezong_domain::{Day, Month, PartnerId, Quarter};
use hezong_storage::UnitOfWork;
use hezong_texts::Lang;

use super::super::frame::Frame;
use super::super::words;
use super::lists::schemes;
use super::runs::Promise;
use super::{live_request, of_quarter, qualified};
use crate::Result;

/// A month of a scheme without a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct OpenMonth {
    pub(crate) scheme: Scheme,
    pub(crate) month: Month,
    /// Who begins it: the partner, or operations where they make the list.
    pub(crate) actor: Actor,
    /// The last day to begin it.
    pub(crate) until: Day,
}

/// Whose turn a month is that nobody has touched: the partner's, or that of operations where they make the
/// list. `None` where nobody is waited for.
///
/// # Errors
/// [`crate::Error::NotFound`] when no policy holds in the month.
pub(super) fn first_turn(
    frame: &Frame,
    scheme: Scheme,
    month: Month,
) -> Result<Option<Turn<Claim>>> {
    let today = frame.today;
    let anchors = Anchors { entered: today, submitted: today, month, appointed: None };
    let policy = frame.policy(month)?;
    let found = turn::<Claim>(ClaimState::Claimable, anchors, &policy.windows, &frame.calendar);
    let is_listed = policy.terms(scheme).is_some_and(|terms| terms.origin == Origin::Operations);
    Ok(found.map(|found| Turn {
        actor: if is_listed { Actor::ServiceOperations } else { found.actor },
        ..found
    }))
}

/// That the partner is not qualified for a scheme, for pages about its people.
pub(crate) fn not_qualified(lang: Lang) -> CheckView {
    let key = ClaimGuard::Qualified;
    let cure = Cure::FillIn { field: "qualification".to_owned(), by: None };
    words::check(lang, "claim_guard", &Check::new(key, false, Fact::None, Fact::None, cure))
}

/// The months of a partner that wait to be begun today, the earliest first. None once the quarter's payment
/// is asked for: that gave them up.
pub(crate) async fn open_months(
    tx: &mut dyn UnitOfWork,
    frame: &Frame,
    partner: &PartnerId,
) -> Result<Vec<OpenMonth>> {
    let mut open = untouched(tx, frame, partner, frame.today.month().quarter()).await?;
    open.retain(|one| one.month.first() <= frame.today);
    Ok(open)
}

/// The months of a quarter that are over without anybody having begun them.
pub(crate) async fn lapsed_months(
    tx: &mut dyn UnitOfWork,
    frame: &Frame,
    partner: &PartnerId,
    quarter: Quarter,
) -> Result<Vec<OpenMonth>> {
    let mut lapsed = untouched(tx, frame, partner, quarter).await?;
    lapsed.retain(|one| one.until < frame.today);
    Ok(lapsed)
}

async fn untouched(
    tx: &mut dyn UnitOfWork,
    frame: &Frame,
    partner: &PartnerId,
    quarter: Quarter,
) -> Result<Vec<OpenMonth>> {
    let schemes = qualified(tx, partner, quarter.first().year()).await?;
    if schemes.is_empty() || live_request(tx, partner, quarter).await?.is_some() {
        return Ok(Vec::new());
    }
    let claims = of_quarter(tx, partner, quarter).await?;
    let mut open = Vec::new();
    for month in quarter.months() {
        for scheme in schemes.iter().copied() {
            let is_begun = claims.iter().any(|c| (c.data.month, c.data.scheme) == (month, scheme));
            // A month without a policy, or a policy without the scheme, asks nothing of anybody.
            if is_begun || frame.terms(scheme, month).is_err() {
                continue;
            }
            let Some(found) = first_turn(frame, scheme, month)? else { continue };
            let Some(until) = found.until else { continue };
            open.push(OpenMonth { scheme, month, actor: found.actor, until });
        }
    }
    Ok(open)
}

/// Lists of a scheme and month that operations can make and have not, whichever partner's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct OpenLists {
    pub(crate) scheme: Scheme,
    pub(crate) month: Month,
    pub(crate) count: i64,
    /// The last day to make them.
    pub(crate) until: Day,
}

/// The lists that wait to be made today, the earliest month first.
pub(crate) async fn open_lists(tx: &mut dyn UnitOfWork, frame: &Frame) -> Result<Vec<OpenLists>> {
    let quarter = frame.today.month().quarter();
    let mut open = Vec::new();
    for month in quarter.months().into_iter().filter(|month| month.first() <= frame.today) {
        for scheme in schemes(frame, month) {
            let count = Promise::of_lists(tx, scheme, month).await?.count;
            if count > 0 {
                open.push(OpenLists { scheme, month, count, until: quarter.last() });
            }
        }
    }
    Ok(open)
}

/// Months by scheme, as messages name them: `@scheme_short.si_presales · 2026-10, 2026-11`.
pub(crate) fn by_scheme(open: impl Iterator<Item = (Scheme, Month)>) -> Vec<(Scheme, String)> {
    let mut found: BTreeMap<Scheme, Vec<String>> = BTreeMap::new();
    for (scheme, month) in open {
        found.entry(scheme).or_default().push(month.to_string());
    }
    let worded = |(scheme, months): (Scheme, Vec<String>)| {
        (scheme, format!("@scheme_short.{} · {}", scheme.as_str(), months.join(", ")))
    };
    found.into_iter().map(worded).collect()
}
