//! Versions entered from a file: as a draft, or published. The rules are those of the editor.

use hezong_domain::incentives::{Policy, PolicyStanding};
use hezong_storage::UnitOfWork;
use hezong_texts::{Lang, imports as texts};

use super::super::frame::Frame;
use super::super::{redate, words};
use super::publish::{put, told, worth};
use super::show::changes;
use super::{Version, draft_of, stored, versions, with};
use crate::Result;
use crate::act::Act;

/// A version beside what is stored under its number.
pub(crate) struct Entering {
    found: Option<Version>,
    /// What changes of a draft that is there: what it is about, what it was, what it will be.
    pub(crate) changes: Vec<(String, String, String)>,
}

impl Entering {
    /// Whether there is no version of that number.
    pub(crate) const fn is_new(&self) -> bool {
        self.found.is_none()
    }
}

/// What would become of a version; `Err` with every reason why it can not be entered, and its cure.
pub(crate) async fn weigh(
    tx: &mut dyn UnitOfWork,
    frame: &Frame,
    lang: Lang,
    policy: &Policy,
    publish: bool,
) -> Result<std::result::Result<Entering, Vec<(String, String)>>> {
    let all = versions(tx).await?;
    let number = policy.version.to_string();
    let cure = |text: hezong_texts::Text| text.get(lang).to_owned();
    let draft = draft_of(&all);
    let found = all.into_iter().find(|version| version.row.version == policy.version);
    if let Some(found) = &found {
        let is_draft = found.row.standing == PolicyStanding::Draft;
        let is_same = content(&found.policy, policy);
        if is_same && is_draft != publish && found.row.standing != PolicyStanding::Withdrawn {
            let same = Version { row: found.row.clone(), policy: found.policy.clone() };
            return Ok(Ok(Entering { found: Some(same), changes: Vec::new() }));
        }
        if !is_draft {
            let what = texts::version_taken(lang, number);
            return Ok(Err(vec![(what, cure(texts::CURE_VERSION))]));
        }
    }
    if let Some(other) = draft.filter(|other| *other != policy.version && !publish) {
        return Ok(Err(vec![(texts::other_draft(lang, other), cure(texts::CURE_DRAFT))]));
    }
    let errors = if publish {
        frame.policies.may_publish(policy, frame.today).err().unwrap_or_default()
    } else {
        policy.errors()
    };
    if !errors.is_empty() {
        let told = errors.iter().map(|error| {
            let (what, own) = parted(&told(lang, error).1);
            (what, if own.is_empty() { cure(texts::CURE_SETTING) } else { own })
        });
        return Ok(Err(told.collect()));
    }
    let mut changed = match &found {
        None => Vec::new(),
        Some(found) => changes(lang, Some(&found.policy), policy)
            .into_iter()
            .map(|change| (change.label, change.before, change.after))
            .collect(),
    };
    if publish && found.is_some() {
        let word =
            |standing: PolicyStanding| words::word(lang, "policy_standing", standing.as_str());
        let standing = (word(PolicyStanding::Draft), word(worth(frame, policy)));
        changed.push((texts::STANDING.get(lang).to_owned(), standing.0, standing.1));
    }
    Ok(Ok(Entering { found, changes: changed }))
}

/// A text's first sentence and what follows it, both without their last stop: the report sets its own.
fn parted(text: &str) -> (String, String) {
    const STOPS: [char; 2] = ['.', '\u{3002}'];
    let is_end = |(at, stop): &(usize, &str)| {
        let rest = text.get(at + stop.len()..).unwrap_or_default();
        *stop != "." || rest.is_empty() || rest.starts_with(' ')
    };
    let (what, rest) = text
        .match_indices(STOPS)
        .find(is_end)
        .and_then(|(at, stop)| Some((text.get(..at)?, text.get(at + stop.len()..)?)))
        .unwrap_or((text, ""));
    (what.trim().to_owned(), rest.trim().trim_end_matches(STOPS).to_owned())
}

/// Whether two versions say the same, whatever they are worth.
fn content(one: &Policy, other: &Policy) -> bool {
    Policy { standing: other.standing, ..one.clone() } == *other
}

/// Enters a version; answers how many last days of open cases moved.
///
/// # Errors
/// When storage fails. What [`weigh`] refuses must not come here.
pub(crate) async fn enter(
    act: &mut Act,
    frame: &Frame,
    policy: &Policy,
    publish: bool,
) -> Result<i64> {
    let all = versions(&mut *act.tx).await?;
    let found = all.into_iter().find(|version| version.row.version == policy.version);
    let standing = if publish { worth(frame, policy) } else { PolicyStanding::Draft };
    let entered = Policy { standing, ..policy.clone() };
    if let Some(found) = &found {
        put(act, found, &entered).await?;
    } else {
        let row = stored(act, &entered)?;
        act.tx.benefits().add_policy(&row).await?;
    }
    if publish { redate::carry_out(act, &with(frame, &entered)).await } else { Ok(0) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_parted_after_its_first_sentence() {
        for (text, what, rest) in [
            ("It is missing. Complete it.", "It is missing", "Complete it"),
            ("It ends at 1.5.", "It ends at 1.5", ""),
            ("\u{4e0d}\u{3002}\u{6539}\u{3002}", "\u{4e0d}", "\u{6539}"),
            ("plain", "plain", ""),
        ] {
            assert_eq!(parted(text), (what.to_owned(), rest.to_owned()), "{text}");
        }
    }
}
