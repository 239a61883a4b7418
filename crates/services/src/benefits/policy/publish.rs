//! From a copy over a draft to a version in force, and back before it begins.

use hezong_contract::policies::{Changed, PolicyReview, PolicyStep};
use hezong_domain::access::Permission;
use hezong_domain::incentives::{Policy, PolicyError, PolicyStanding};
use hezong_domain::{ProblemKind, Problems, Refusal};
use hezong_storage::benefits::{PolicyEnd, PolicyRow};
use hezong_texts::{Lang, fill, find_on_server};

use super::super::frame::Frame;
use super::super::{fields, redate, words};
use super::show::{changes, title};
use super::{Version, counts, draft_of, stored, version, versions, with};
use crate::act::{Act, Deed, perform};
use crate::context::Context;
use crate::{Error, Result};

/// Begins the next version as a copy of another; answers its number. There is one draft at a time: while
/// there is one, that one is answered.
///
/// # Errors
/// Without [`Permission::OpsPolicies`]; [`Error::NotFound`].
pub async fn copy(cx: &Context, step: &PolicyStep) -> Result<i64> {
    let deed = Deed::new(Permission::OpsPolicies, "policy.copy", "policy");
    perform(cx, deed, |mut act| async move {
        let all = versions(&mut *act.tx).await?;
        if let Some(draft) = draft_of(&all) {
            return act.done(draft, draft.to_string(), "was there");
        }
        let copied = all.iter().find(|version| version.row.version.to_string() == step.version);
        let copied = copied.ok_or(Error::NotFound("policy"))?;
        let last = all.iter().map(|version| version.row.version).max().unwrap_or_default();
        let frame = Frame::read(&mut *act.tx, act.now).await?;
        let draft = copied.policy.copied(last.saturating_add(1), frame.today);
        let row = stored(&act, &draft)?;
        act.tx.benefits().add_policy(&row).await?;
        let detail = format!("of {}", copied.row.version);
        act.done(draft.version, draft.version.to_string(), detail)
    })
    .await
}

/// The version of a step as it was seen.
///
/// # Errors
/// [`Error::NotFound`]; [`Refusal::Stale`] when it changed since.
pub(super) async fn seen(act: &mut Act, number: &str, seen: &str) -> Result<Version> {
    let found = version(&mut *act.tx, number).await?;
    if found.seen() == seen { Ok(found) } else { Err(Refusal::Stale.into()) }
}

/// Writes a version in place of how it was found.
pub(super) async fn put(act: &mut Act, found: &Version, policy: &Policy) -> Result<()> {
    let row = stored(act, policy)?;
    Ok(act.tx.benefits().update_policy(&row, &found.row.body).await?)
}

/// What a policy is worth once it is published: figures of the sample stay marked.
pub(super) fn worth(frame: &Frame, policy: &Policy) -> PolicyStanding {
    let is_sample = |other: &&Policy| other.standing == PolicyStanding::Sample;
    let samples = frame.policies.versions().iter().filter(is_sample);
    if samples.into_iter().any(|sample| sample.pays_like(policy)) {
        PolicyStanding::Sample
    } else {
        PolicyStanding::Published
    }
}

/// A draft beside what would be in force without it: what changes, what is wrong, which last days move.
///
/// # Errors
/// Without [`Permission::OpsPolicies`]; [`Error::NotFound`] when it is no draft.
pub async fn review(cx: &Context, lang: Lang, number: &str) -> Result<PolicyReview> {
    let (mut tx, _) = cx.read(Permission::OpsPolicies).await?;
    let found = version(&mut *tx, number).await?;
    if found.row.standing != PolicyStanding::Draft {
        return Err(Error::NotFound("draft"));
    }
    let frame = Frame::read(&mut *tx, cx.now()).await?;
    let draft = &found.policy;
    let beside = frame.policies.on(draft.from);
    let errors = frame.policies.may_publish(draft, frame.today).err().unwrap_or_default();
    let standing = worth(&frame, draft);
    let after = with(&frame, &Policy { standing, ..draft.clone() });
    Ok(PolicyReview {
        version: draft.version,
        seen: found.seen(),
        from: draft.from.to_string(),
        beside: beside.map(|policy| policy.version),
        changes: changes(lang, beside, draft),
        errors: errors.iter().map(|error| told(lang, error)).collect(),
        redated: redate::preview(&mut *tx, lang, &after).await?,
        stays_sample: standing == PolicyStanding::Sample,
    })
}

/// An error as the section it is mended in and a sentence.
pub(super) fn told(lang: Lang, error: &PolicyError) -> (String, String) {
    use PolicyError as E;
    let of = |scheme: &hezong_domain::incentives::Scheme| scheme.as_str();
    let (section, key, args) = match error {
        E::EndBeforeBegin => ("general", "end_before_begin", Vec::new()),
        E::OldVersion { newest } => {
            ("general", "old_version", vec![("newest", newest.to_string())])
        }
        E::InThePast { earliest } => {
            ("general", "in_the_past", vec![("earliest", earliest.to_string())])
        }
        E::MidMonth => ("general", "mid_month", Vec::new()),
        E::SchemeTwice { scheme } => (of(scheme), "scheme_twice", Vec::new()),
        E::GradeTwice { scheme, grade } => {
            (of(scheme), "grade_twice", vec![("grade", grade.clone())])
        }
        E::BadFigure { scheme, field } => {
            let section = match field.as_str() {
                "windows" => "windows",
                "maturity" => "maturity",
                _ => "general",
            };
            let field = words::word(lang, "policy_edit", field);
            (scheme.as_ref().map_or(section, of), "bad_figure", vec![("field", field)])
        }
    };
    let text = find_on_server("policy_edit", &format!("error_{key}"));
    let sentence = text.map_or_else(String::new, |text| fill(text, lang, &args));
    (section.to_owned(), format!("{} \u{b7} {sentence}", title(lang, section)))
}

/// What is wrong, under the fields that mend it.
fn problems(errors: &[PolicyError]) -> Problems {
    use PolicyError as E;
    let mut problems = Problems::new();
    for error in errors {
        match error {
            E::EndBeforeBegin => problems.add("to", ProblemKind::EndBeforeBegin),
            E::InThePast { earliest } => {
                let earliest = earliest.to_string();
                problems.add("from", ProblemKind::FirstOfMonth { earliest });
            }
            E::MidMonth => problems.add("from", ProblemKind::BadDay),
            E::OldVersion { .. } => problems.add("version", ProblemKind::Outdated),
            E::SchemeTwice { scheme } | E::GradeTwice { scheme, .. } => {
                problems.add(scheme.as_str(), ProblemKind::Taken);
            }
            E::BadFigure { field, .. } => problems.add(field.as_str(), ProblemKind::NotAChoice),
        }
    }
    problems
}

/// Publishes a draft that was reviewed as `step` says, and dates the open cases anew.
///
/// # Errors
/// Without [`Permission::OpsPolicies`]; [`Error::NotFound`]; [`Refusal::Stale`]; [`Error::Invalid`] with
/// everything that stands in the way.
pub async fn publish_draft(cx: &Context, step: &PolicyStep) -> Result<Changed> {
    let deed = Deed::new(Permission::OpsPolicies, "policy.publish", step.version.as_str());
    perform(cx, deed, |mut act| async move {
        let found = seen(&mut act, &step.version, &step.seen).await?;
        if found.row.standing != PolicyStanding::Draft {
            return Err(Refusal::Stale.into());
        }
        let frame = Frame::read(&mut *act.tx, act.now).await?;
        if let Err(errors) = frame.policies.may_publish(&found.policy, frame.today) {
            return Err(problems(&errors).into());
        }
        let standing = worth(&frame, &found.policy);
        let published = Policy { standing, ..found.policy.clone() };
        put(&mut act, &found, &published).await?;
        let redated = redate::carry_out(&mut act, &with(&frame, &published)).await?;
        let detail = format!("{} from {}, {redated} redated", standing.as_str(), published.from);
        act.done(Changed { redated }, step.version.as_str(), detail)
    })
    .await
}

/// Publishes a version that was made elsewhere, as an import does.
///
/// # Errors
/// Without [`Permission::OpsPolicies`]; [`Error::Invalid`] with everything that stands in the way.
pub async fn publish(cx: &Context, policy: &Policy) -> Result<()> {
    let deed = Deed::new(Permission::OpsPolicies, "policy.publish", policy.version.to_string());
    perform(cx, deed, |mut act| async move {
        let frame = Frame::read(&mut *act.tx, act.now).await?;
        if let Err(errors) = frame.policies.may_publish(policy, frame.today) {
            return Err(problems(&errors).into());
        }
        let published = Policy { standing: worth(&frame, policy), ..policy.clone() };
        let row = stored(&act, &published)?;
        act.tx.benefits().add_policy(&row).await?;
        redate::carry_out(&mut act, &with(&frame, &published)).await?;
        act.done((), policy.version.to_string(), policy.from.to_string())
    })
    .await
}

/// Ends a version for a reason. Who published it, and when, stays; answers what it is then.
async fn end(act: &mut Act, found: &Version, reason: &str) -> Result<Policy> {
    let reason = fields::reason(reason, true)?;
    let policy = Policy { standing: PolicyStanding::Withdrawn, ..found.policy.clone() };
    let ended = PolicyEnd {
        was: found.row.standing,
        by: act.cx.principal().sign_in().to_owned(),
        at: act.now,
        reason,
    };
    let row = PolicyRow {
        standing: policy.standing,
        body: serde_json::to_string(&policy)?,
        ended: Some(ended),
        ..found.row.clone()
    };
    act.tx.benefits().update_policy(&row, &found.row.body).await?;
    Ok(policy)
}

/// Takes back a published version whose first month has not begun.
///
/// # Errors
/// Without [`Permission::OpsPolicies`]; [`Error::NotFound`]; [`Refusal::Stale`] when it changed or began
/// since; [`Error::Invalid`] without a reason.
pub async fn withdraw(cx: &Context, step: &PolicyStep) -> Result<Changed> {
    let deed = Deed::new(Permission::OpsPolicies, "policy.withdraw", step.version.as_str());
    perform(cx, deed, |mut act| async move {
        let found = seen(&mut act, &step.version, &step.seen).await?;
        let frame = Frame::read(&mut *act.tx, act.now).await?;
        if !counts(found.row.standing) || found.policy.from <= frame.today {
            return Err(Refusal::Stale.into());
        }
        let withdrawn = end(&mut act, &found, &step.reason).await?;
        let redated = redate::carry_out(&mut act, &with(&frame, &withdrawn)).await?;
        let detail = format!("{redated} redated; {}", step.reason.trim());
        act.done(Changed { redated }, step.version.as_str(), detail)
    })
    .await
}

/// Throws a draft away; its number is not given again.
///
/// # Errors
/// Without [`Permission::OpsPolicies`]; [`Error::NotFound`]; [`Refusal::Stale`] when it changed since;
/// [`Error::Invalid`] without a reason.
pub async fn discard(cx: &Context, step: &PolicyStep) -> Result<()> {
    let deed = Deed::new(Permission::OpsPolicies, "policy.discard", step.version.as_str());
    perform(cx, deed, |mut act| async move {
        let found = seen(&mut act, &step.version, &step.seen).await?;
        if found.row.standing != PolicyStanding::Draft {
            return Err(Refusal::Stale.into());
        }
        end(&mut act, &found, &step.reason).await?;
        act.done((), step.version.as_str(), step.reason.trim())
    })
    .await
}
