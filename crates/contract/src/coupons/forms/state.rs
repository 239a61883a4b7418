//! Changing the state of a quota.

use hezong_domain::coupons::QuotaEvent;
use hezong_domain::text::{self, REASON_LENGTH_MAX};
use hezong_domain::{ProblemKind, Problems, QuotaId};
use serde::{Deserialize, Serialize};

/// Changing the state of a quota (operations).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct StateForm {
    /// Quota.
    pub id: String,
    /// The text of a [`QuotaEvent`].
    pub event: String,
    /// Why; some events need it.
    pub reason: String,
    /// The version the page showed.
    pub version: String,
}

/// A checked [`StateForm`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StateChange {
    /// Quota.
    pub id: QuotaId,
    /// What happens to it.
    pub event: QuotaEvent,
    /// Why; may be empty where the event needs no reason.
    pub reason: String,
    /// The version the page showed.
    pub version: i64,
}

impl StateForm {
    /// Checks the form.
    ///
    /// # Errors
    /// What is wrong, field by field.
    pub fn check(&self) -> Result<StateChange, Problems> {
        let mut problems = Problems::new();
        let id = QuotaId::parse(&self.id).ok();
        if id.is_none() {
            problems.add("id", ProblemKind::Unknown);
        }
        let event = QuotaEvent::parse(&self.event);
        if event.is_none() {
            problems.add("event", ProblemKind::NotAChoice);
        }
        let needed = event.is_some_and(QuotaEvent::needs_reason);
        let reason =
            text::bounded(&mut problems, "reason", &self.reason, needed, REASON_LENGTH_MAX);
        problems.into_result(StateChange {
            id: id.unwrap_or_else(|| QuotaId::new("")),
            event: event.unwrap_or(QuotaEvent::Unfreeze),
            reason,
            // No version fits none, so that an unreadable one reads as stale.
            version: self.version.parse().unwrap_or(-1),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(event: &str, reason: &str) -> StateForm {
        StateForm {
            id: "q0000000000000000000000000000001".to_owned(),
            event: event.to_owned(),
            reason: reason.to_owned(),
            version: "1".to_owned(),
        }
    }

    #[test]
    fn grave_changes_need_a_reason_and_others_do_not() {
        for event in QuotaEvent::ALL {
            let grave = matches!(event.as_str(), "freeze" | "invalidate");
            assert_eq!(form(event.as_str(), " ").check().is_err(), grave, "{}", event.as_str());
            let change = form(event.as_str(), " audit 7 ").check().expect("a reason");
            assert_eq!(change.reason, "audit 7");
        }
    }

    #[test]
    fn an_unreadable_version_is_stale_and_an_unknown_event_is_refused() {
        let mut asked = form("unfreeze", "");
        asked.version = String::new();
        assert_eq!(asked.check().expect("checked").version, -1);
        assert!(form("melt", "hot").check().is_err());
    }
}
