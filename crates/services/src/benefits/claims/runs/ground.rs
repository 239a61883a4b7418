//! What a run would do: shown on the page, compared before it begins, noted when it does.

use hezong_domain::benefits::{Cure, Fact};
use hezong_domain::incentives::{Claim, ClaimState, Scheme};
use hezong_domain::{Fen, JobId, Month, Timestamp};
use hezong_storage::UnitOfWork;
use hezong_storage::runs::{ListKey, RunKind, StateSum};

use super::super::super::refusal::FailedCheck;
use super::super::super::{CaseRefusal, qualifications};
use super::super::subject;
use crate::{Error, Result};

/// A run somebody wants.
pub(in super::super) struct Plan<'a> {
    pub(in super::super) kind: RunKind,
    pub(in super::super) month: Month,
    /// The scheme of lists; `None` for every scheme.
    pub(in super::super) scheme: Option<Scheme>,
    pub(in super::super) reason: &'a str,
    /// What was shown to whoever wants it: [`Promise::print`].
    pub(in super::super) seen: &'a str,
}

/// Which lists are meant.
pub(in super::super) fn list_key(scheme: Scheme, month: Month) -> ListKey {
    ListKey {
        period: month.to_string(),
        subject: subject(scheme, month),
        year: month.year().to_string(),
        qualification: qualifications::subject(scheme, month.year()),
    }
}

/// What a run would do, as a page shows it. Whatever joins, leaves or changes among the cases makes
/// another one of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) struct Promise {
    pub(in super::super) count: i64,
    pub(in super::super) amount: Fen,
    changed_at: Timestamp,
}

impl Promise {
    const NONE: Self = Self { count: 0, amount: Fen::ZERO, changed_at: Timestamp::from_ms(0) };

    /// Lists that would be made.
    pub(in super::super) async fn of_lists(
        tx: &mut dyn UnitOfWork,
        scheme: Scheme,
        month: Month,
    ) -> Result<Self> {
        let (count, changed_at) = tx.runs().count_unmade(&list_key(scheme, month)).await?;
        Ok(Self { count, amount: Fen::ZERO, changed_at })
    }

    /// Claims of a month that would become final.
    pub(in super::super) fn of_month(sums: &[StateSum]) -> Self {
        let ready = sums.iter().find(|sum| sum.state == ClaimState::PrelimPassed.as_str());
        ready.map_or(Self::NONE, |sum| Self {
            count: sum.count,
            amount: sum.amount,
            changed_at: sum.changed_at,
        })
    }

    /// The promise in one word that the page sends back; empty when there is nothing to do.
    pub(in super::super) fn print(&self) -> String {
        if self.count == 0 {
            return String::new();
        }
        format!("{}-{}-{}", self.count, self.amount.get(), self.changed_at.ms())
    }

    /// The promise of a word; nothing for one that is none.
    fn parse(text: &str) -> Self {
        let mut parts = text.splitn(3, '-').map(str::parse::<i64>);
        let mut next = || parts.next().and_then(std::result::Result::ok);
        match (next(), next(), next()) {
            (Some(count), Some(fen), Some(ms)) => {
                Self { count, amount: Fen::new(fen), changed_at: Timestamp::from_ms(ms) }
            }
            _ => Self::NONE,
        }
    }
}

impl Plan<'_> {
    /// The scheme as it is stored.
    pub(super) fn scheme_text(&self) -> &'static str {
        self.scheme.map_or("", Scheme::as_str)
    }

    /// What audit lines call it.
    pub(super) const fn action(&self) -> &'static str {
        match self.kind {
            RunKind::Lists => "claim.make_lists",
            RunKind::Final => "claim.finalise_month",
        }
    }

    /// What audit lines say it is about.
    pub(super) fn target(&self) -> String {
        self.scheme.map_or_else(|| self.month.to_string(), |scheme| subject(scheme, self.month))
    }

    /// Whether there is something to do, when it is what was shown.
    ///
    /// # Errors
    /// [`Error::Case`] when it is not.
    pub(super) async fn holds(&self, tx: &mut dyn UnitOfWork) -> Result<bool> {
        let now = match self.scheme {
            Some(scheme) if self.kind == RunKind::Lists => {
                Promise::of_lists(tx, scheme, self.month).await?
            }
            _ => Promise::of_month(&tx.runs().sum_month(&self.month.to_string(), None).await?),
        };
        if now.print() == self.seen {
            return Ok(now.count > 0);
        }
        Err(Error::Case(CaseRefusal {
            failed: moved(&Promise::parse(self.seen), &now),
            ..CaseRefusal::plain::<Claim>("run_changed")
        }))
    }

    /// Notes every case; answers how many.
    pub(super) async fn note(&self, tx: &mut dyn UnitOfWork, run: &JobId) -> Result<i64> {
        Ok(match self.scheme {
            Some(scheme) if self.kind == RunKind::Lists => {
                tx.runs().plan_lists(run, &list_key(scheme, self.month)).await?
            }
            _ => tx.runs().plan_final(run, &self.month.to_string()).await?,
        })
    }
}

/// What is not as it was shown.
fn moved(shown: &Promise, now: &Promise) -> Vec<FailedCheck> {
    let one = |key: &str, required, actual| FailedCheck {
        space: "run_check".to_owned(),
        key: key.to_owned(),
        required,
        actual,
        cure: Cure::Nothing,
    };
    let mut failed = Vec::new();
    if shown.count != now.count {
        failed.push(one("count", Fact::Count(shown.count), Fact::Count(now.count)));
    }
    if shown.amount != now.amount {
        failed.push(one("amount", Fact::Amount(shown.amount), Fact::Amount(now.amount)));
    }
    if failed.is_empty() {
        failed.push(one("cases", Fact::None, Fact::None));
    }
    failed
}

#[cfg(test)]
mod tests {
    use super::*;

    fn promise(count: i64, fen: i64, ms: i64) -> Promise {
        Promise { count, amount: Fen::new(fen), changed_at: Timestamp::from_ms(ms) }
    }

    #[test]
    fn a_promise_comes_back_as_it_was_sent() {
        let promise = promise(12, 3_400, 1_795_311_000_000);
        assert_eq!(Promise::parse(&promise.print()), promise);
        assert_eq!(Promise::NONE.print(), "");
        for nonsense in ["", "12", "12-x-1", "all"] {
            assert_eq!(Promise::parse(nonsense), Promise::NONE, "{nonsense}");
        }
    }

    #[test]
    fn what_moved_is_named() {
        let keys = |now| {
            let failed = moved(&promise(2, 100, 1), &now);
            failed.into_iter().map(|check| check.key).collect::<Vec<_>>()
        };
        assert_eq!(keys(promise(3, 200, 2)), ["count", "amount"]);
        assert_eq!(keys(promise(2, 300, 2)), ["amount"]);
        assert_eq!(keys(promise(2, 100, 2)), ["cases"], "one was exchanged for another");
    }
}
