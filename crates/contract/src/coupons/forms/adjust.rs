//! Changing a quota's value, and the key that every form about money carries.

use hezong_domain::text::{self, REASON_LENGTH_MAX};
use hezong_domain::{Fen, ProblemKind, Problems, QuotaId};
use serde::{Deserialize, Serialize};

/// Checks that a browser's form about money carries an idempotency key: without one, a double click
/// would act twice. Callers of the open API may leave theirs out.
///
/// # Errors
/// The missing key.
pub fn needs_key(key: &str) -> Result<(), Problems> {
    let mut problems = Problems::new();
    if key.trim().is_empty() {
        problems.add("key", ProblemKind::Outdated);
    }
    problems.into_result(())
}

/// Changing a quota's value (operations).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AdjustForm {
    /// Quota.
    pub quota_id: String,
    /// Difference in yuan; a minus sign lowers.
    pub difference: String,
    /// Why.
    pub reason: String,
    /// The version the page showed.
    pub version: String,
    /// Idempotency key.
    pub key: String,
}

impl AdjustForm {
    /// Checks what is asked for before a plan is shown: everything but the version, which the plan adds.
    ///
    /// # Errors
    /// What is wrong, field by field.
    pub fn planned(&self) -> Result<(QuotaId, Fen, String), Problems> {
        let mut problems = Problems::new();
        let asked = self.read(&mut problems);
        problems.into_result(asked)
    }

    /// Checks the form. Without a version nobody could tell whether the quota changed since it was shown.
    ///
    /// # Errors
    /// What is wrong, field by field.
    pub fn check(&self) -> Result<(QuotaId, Fen, String, i64), Problems> {
        let mut problems = Problems::new();
        let (quota_id, difference, reason) = self.read(&mut problems);
        let version = self.version.parse().ok().filter(|version| *version > 0);
        if version.is_none() {
            problems.add("version", ProblemKind::Outdated);
        }
        problems.into_result((quota_id, difference, reason, version.unwrap_or_default()))
    }

    fn read(&self, problems: &mut Problems) -> (QuotaId, Fen, String) {
        let quota_id = QuotaId::parse(&self.quota_id).ok();
        if quota_id.is_none() {
            problems.add("quota_id", ProblemKind::Unknown);
        }
        let difference = problems.take("difference", Fen::parse(&self.difference));
        if difference == Some(Fen::ZERO) {
            problems.add("difference", ProblemKind::AmountZero);
        }
        let reason = text::bounded(problems, "reason", &self.reason, true, REASON_LENGTH_MAX);
        let quota_id = quota_id.unwrap_or_else(|| QuotaId::new(""));
        (quota_id, difference.unwrap_or(Fen::ZERO), reason)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(version: &str) -> AdjustForm {
        AdjustForm {
            quota_id: "202609104846644139".to_owned(),
            difference: "-10.50".to_owned(),
            reason: "audit 7".to_owned(),
            version: version.to_owned(),
            key: String::new(),
        }
    }

    #[test]
    fn an_adjustment_names_the_version_it_was_shown() {
        assert_eq!(form("7").check().expect("checked").3, 7);
        for version in ["", " ", "zzz", "0", "-1", "1.5"] {
            let problems = form(version).check().expect_err("no version");
            assert_eq!(problems.of("version"), Some(&ProblemKind::Outdated), "{version:?}");
            assert!(form(version).planned().is_ok(), "the plan adds the version");
        }
    }

    #[test]
    fn a_form_about_money_needs_a_key() {
        assert!(needs_key("k").is_ok());
        for key in ["", " "] {
            let problems = needs_key(key).expect_err("no key");
            assert_eq!(problems.of("key"), Some(&ProblemKind::Outdated));
        }
    }

    #[test]
    fn nothing_is_not_a_difference() {
        let nothing = AdjustForm { difference: "0.00".to_owned(), ..form("3") };
        let problems = nothing.check().unwrap_err();
        let kinds: Vec<_> = problems.iter().map(|p| p.what.clone()).collect();
        assert_eq!(kinds, [ProblemKind::AmountZero]);
    }
}
