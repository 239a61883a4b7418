//! The form of a draft: section by section, so that a slip in one loses nothing of the others.

use hezong_contract::policies::{PolicyEdit, PolicyForm, SectionView};
use hezong_domain::access::Permission;
use hezong_domain::benefits::Windows;
use hezong_domain::incentives::{Policy, PolicyStanding, Scheme};
use hezong_domain::{Day, ProblemKind, Refusal};
use hezong_texts::Lang;

use super::super::fields::Answers;
use super::fields;
use super::publish::put;
use super::show::{sections, title};
use super::{token, version};
use crate::act::{Deed, perform};
use crate::context::Context;
use crate::{Error, Result};

/// The form of a draft with what stands in it.
///
/// # Errors
/// Without [`Permission::OpsPolicies`]; [`Error::NotFound`] when it is no draft.
pub async fn form(cx: &Context, lang: Lang, number: &str) -> Result<PolicyEdit> {
    let (mut tx, _) = cx.read(Permission::OpsPolicies).await?;
    let found = version(&mut *tx, number).await?;
    if found.row.standing != PolicyStanding::Draft {
        return Err(Error::NotFound("draft"));
    }
    let all = sections();
    let drawn = all.into_iter().map(|section| drawn(lang, &found.policy, section));
    Ok(PolicyEdit { version: found.policy.version, sections: drawn.collect::<Result<_>>()? })
}

/// A section with what stands in it.
fn drawn(lang: Lang, policy: &Policy, section: &str) -> Result<SectionView> {
    Ok(SectionView {
        section: section.to_owned(),
        title: title(lang, section),
        seen: seen_of(policy, section)?,
        fields: match section {
            "general" => fields::general(lang, policy),
            "windows" => fields::windows(lang, policy),
            "maturity" => fields::maturity(lang, policy),
            scheme => fields::scheme(lang, scheme, policy),
        },
    })
}

/// What a section was drawn from.
fn seen_of(policy: &Policy, section: &str) -> Result<String> {
    let content = match section {
        "general" => {
            let (schemes, windows) = (Vec::new(), Windows::new());
            let rest = Policy { schemes, windows, maturity: Vec::new(), ..policy.clone() };
            serde_json::to_string(&rest)?
        }
        "windows" => serde_json::to_string(&policy.windows)?,
        "maturity" => serde_json::to_string(&policy.maturity)?,
        scheme => {
            let terms = policy.schemes.iter().find(|terms| terms.scheme.as_str() == scheme);
            serde_json::to_string(&terms)?
        }
    };
    Ok(token(&[policy.standing.as_str(), &content]))
}

/// Saves one section of a draft that was seen as the form says; answers it as it stands now.
///
/// # Errors
/// Without [`Permission::OpsPolicies`]; [`Error::NotFound`]; [`Refusal::Stale`] when somebody else changed
/// the section since, or published the draft; [`Error::Invalid`] with everything that is wrong, field by
/// field.
pub async fn save(cx: &Context, lang: Lang, form: &PolicyForm) -> Result<SectionView> {
    let deed = Deed::new(Permission::OpsPolicies, "policy.edit", form.version.as_str());
    perform(cx, deed, |mut act| async move {
        let found = version(&mut *act.tx, &form.version).await?;
        if !sections().contains(&form.section.as_str()) {
            return Err(Error::field("section", ProblemKind::NotAChoice));
        }
        let is_same = seen_of(&found.policy, &form.section)? == form.seen;
        if found.row.standing != PolicyStanding::Draft || !is_same {
            return Err(Refusal::Stale.into());
        }
        let answers = Answers(form.fields.clone());
        let edited = read(&found.policy, &form.section, &answers, Day::of(act.now))?;
        put(&mut act, &found, &edited).await?;
        let section = drawn(lang, &edited, &form.section)?;
        act.done(section, form.version.as_str(), form.section.as_str())
    })
    .await
}

/// A draft with one section read anew.
fn read(policy: &Policy, section: &str, answers: &Answers, today: Day) -> Result<Policy> {
    match section {
        "general" => fields::read_general(policy, answers, today),
        "windows" => fields::read_windows(policy, answers),
        "maturity" => fields::read_maturity(policy, answers),
        scheme => {
            let scheme = Scheme::parse(scheme)
                .ok_or_else(|| Error::field("section", ProblemKind::NotAChoice))?;
            fields::read_scheme(policy, scheme, answers)
        }
    }
}
