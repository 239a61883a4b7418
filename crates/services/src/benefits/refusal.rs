//! Why a case does not move, in a form any language can print.

use hezong_domain::benefits::{Actor, Check, Cure, Fact, Refused, Workflow};
use hezong_domain::text::Keyed;
use hezong_storage::benefits::CaseStep;

/// A failed check with the key of its words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FailedCheck {
    /// The namespace of its words, e.g. `claim_guard`.
    pub space: String,
    /// Its key there.
    pub key: String,
    /// What is asked for.
    pub required: Fact,
    /// What is there.
    pub actual: Fact,
    /// What would help.
    pub cure: Cure,
}

impl FailedCheck {
    /// A check under the namespace of its words.
    pub fn of<K: Keyed>(space: &str, check: &Check<K>) -> Self {
        Self {
            space: space.to_owned(),
            key: check.key.text().to_owned(),
            required: check.required.clone(),
            actual: check.actual.clone(),
            cure: check.cure.clone(),
        }
    }
}

/// Why a case does not move.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseRefusal {
    /// The workflow.
    pub benefit: &'static str,
    /// A key of `benefit_refused`.
    pub key: &'static str,
    /// The state it is in, when that is the reason.
    pub state: Option<&'static str>,
    /// Whose turn it is, when that is the reason.
    pub turn: Option<Actor>,
    /// What stands in the way.
    pub failed: Vec<FailedCheck>,
    /// What happened since the caller looked, when that is the reason.
    pub change: Option<Box<CaseStep>>,
}

impl CaseRefusal {
    /// A refusal that only a key explains.
    pub fn plain<W: Workflow>(key: &'static str) -> Self {
        Self { benefit: W::NAME, key, state: None, turn: None, failed: Vec::new(), change: None }
    }

    /// What the engine answered.
    pub fn of<W: Workflow>(refused: &Refused<W>) -> Self {
        let mut refusal = Self::plain::<W>(refused.key());
        match refused {
            Refused::Stale { state } | Refused::NotNow { state, .. } => {
                refusal.state = Some(state.text());
            }
            Refused::NotYours { turn } => refusal.turn = Some(*turn),
            Refused::Guarded { failed } => {
                let space = format!("{}_guard", space_of(W::NAME));
                refusal.failed =
                    failed.iter().map(|check| FailedCheck::of(&space, check)).collect();
            }
            Refused::OwnCase | Refused::MakerUnknown | Refused::ReasonMissing => {}
        }
        refusal
    }
}

/// The first part of the namespaces of a workflow's words: `link` for `member_link`.
pub fn space_of(benefit: &str) -> &str {
    benefit.strip_prefix("member_").unwrap_or(benefit)
}
