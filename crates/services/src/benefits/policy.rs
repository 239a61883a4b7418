//! Policies: written as a draft, looked at beside what is in force, published, kept for ever, in force by
//! date. A month that has begun keeps the version it began with (ADR 16).

mod edit;
pub(crate) mod enter;
mod fields;
mod publish;
mod show;

use hezong_contract::cases::{CellView, Mood, StateWords, TableView};
use hezong_contract::policies::{PoliciesView, PolicyEnded, PolicyLine};
use hezong_contract::programme::{PathsForm, PathsView};
use hezong_domain::access::Permission;
use hezong_domain::calendar::Calendar;
use hezong_domain::incentives::{
    PartnerFacts, Policies, Policy, PolicyStanding, Scheme, Stage, sample_policy,
};
use hezong_domain::members::Path;
use hezong_domain::{Day, Month, PartnerId, Refusal};
use hezong_storage::UnitOfWork;
use hezong_storage::benefits::PolicyRow;
use hezong_texts::{Lang, Text, policies as texts, policy_edit};
use sha2::{Digest, Sha256};

use super::frame::{CALENDAR, Frame};
use super::tables::head;
use super::{paths, qualifications, redate, words};
use crate::act::{Act, Deed, perform};
use crate::context::Context;
use crate::names::Names;
use crate::{Error, Result};

pub use edit::{form, save};
pub use publish::{copy, discard, publish, publish_draft, review, withdraw};
pub use show::view;

/// A version as it is stored, with its content.
pub(crate) struct Version {
    row: PolicyRow,
    policy: Policy,
}

impl Version {
    /// What a page of it was drawn from.
    fn seen(&self) -> String {
        token(&[self.row.standing.as_str(), &self.row.body])
    }
}

/// Every version, oldest first.
async fn versions(tx: &mut dyn UnitOfWork) -> Result<Vec<Version>> {
    let rows = tx.benefits().list_policies().await?;
    let read = |row: PolicyRow| Ok(Version { policy: serde_json::from_str(&row.body)?, row });
    rows.into_iter().map(read).collect()
}

/// The version with a number as people write it.
async fn version(tx: &mut dyn UnitOfWork, number: &str) -> Result<Version> {
    let all = versions(tx).await?;
    let found = all.into_iter().find(|version| version.row.version.to_string() == number);
    found.ok_or(Error::NotFound("policy"))
}

fn draft_of(all: &[Version]) -> Option<i64> {
    let is_draft = |version: &&Version| version.row.standing == PolicyStanding::Draft;
    all.iter().find(is_draft).map(|version| version.row.version)
}

/// A policy as it is stored by who does something with it now.
fn stored(act: &Act, policy: &Policy) -> Result<PolicyRow> {
    Ok(PolicyRow {
        version: policy.version,
        standing: policy.standing,
        from_on: policy.from,
        body: serde_json::to_string(policy)?,
        published_by: act.cx.principal().sign_in().to_owned(),
        created_at: act.now,
        ended: None,
    })
}

/// What is in force once `policy` stands as it does.
fn with(frame: &Frame, policy: &Policy) -> Frame {
    let others = frame.policies.versions().iter().filter(|other| other.version != policy.version);
    let all = others.cloned().chain([policy.clone()]).collect();
    Frame { policies: Policies::new(all), ..frame.clone() }
}

/// Whether a version of that standing is in force on its days.
const fn counts(standing: PolicyStanding) -> bool {
    matches!(standing, PolicyStanding::Published | PolicyStanding::Sample)
}

/// Whether no version is in force, will be or may come to be.
fn is_bare(all: &[Version]) -> bool {
    all.iter().all(|version| version.row.standing == PolicyStanding::Withdrawn)
}

/// Puts the sample policy in force from a day, once, where there is no policy at all: it is shipped to
/// try the product out and says so on every page. Versions that were withdrawn or discarded are none; their
/// numbers are not given again.
///
/// # Errors
/// Without [`Permission::OpsPolicies`]; [`Refusal::Stale`] beside a draft, which it would make too old to
/// be published.
pub async fn install_sample(cx: &Context, from: Day) -> Result<()> {
    let deed = Deed::new(Permission::OpsPolicies, "policy.install_sample", "policy");
    perform(cx, deed, |mut act| async move {
        let all = versions(&mut *act.tx).await?;
        let frame = Frame::read(&mut *act.tx, act.now).await?;
        if is_bare(&all) {
            let last = all.iter().map(|version| version.row.version).max().unwrap_or_default();
            let sample = Policy { version: last.saturating_add(1), ..sample_policy(from) };
            let row = stored(&act, &sample)?;
            act.tx.benefits().add_policy(&row).await?;
            redate::carry_out(&mut act, &with(&frame, &sample)).await?;
        } else if all.iter().all(|version| !counts(version.row.standing)) {
            return Err(Refusal::Stale.into());
        }
        act.done((), "policy", "sample")
    })
    .await
}

/// Puts the sample policy in force from the first day of this year; see [`install_sample`].
///
/// # Errors
/// Without [`Permission::OpsPolicies`].
pub async fn install_sample_this_year(cx: &Context) -> Result<()> {
    let today = Day::of(cx.now());
    let january = Month::new(today.year(), 1).map_or(today, Month::first);
    install_sample(cx, january).await
}

/// Enters a partner's paths by its id as text, from a form that was drawn from `seen`; see
/// [`qualifications::set_paths_seen`].
///
/// # Errors
/// Without [`Permission::OpsPartners`]; [`Error::NotFound`]; [`hezong_domain::Refusal::Stale`].
pub async fn enter_paths(
    cx: &Context,
    partner: &str,
    facts: &PartnerFacts,
    seen: &str,
) -> Result<()> {
    let id = PartnerId::parse(partner).map_err(|_| Error::NotFound("partner"))?;
    qualifications::set_paths_seen(cx, &id, facts, Some(seen)).await
}

/// What a form was drawn from, in a few characters: two forms of the same content have the same.
pub(crate) fn token(parts: &[&str]) -> String {
    let mut digest = Sha256::new();
    for part in parts {
        digest.update(part.as_bytes());
        digest.update([0]);
    }
    hex::encode(digest.finalize()).chars().take(16).collect()
}

/// Takes the years of an imported calendar in place of those in force.
///
/// # Errors
/// Without [`Permission::OpsPolicies`].
pub async fn import_calendar(cx: &Context, imported: &Calendar) -> Result<()> {
    let deed = Deed::new(Permission::OpsPolicies, "calendar.import", CALENDAR);
    perform(cx, deed, |mut act| async move {
        let frame = Frame::read(&mut *act.tx, act.now).await?;
        let calendar = frame.calendar.clone().with_years_of(imported);
        let body = serde_json::to_string(&calendar)?;
        let by = act.cx.principal().sign_in().to_owned();
        act.tx.benefits().put_calendar(CALENDAR, &body, &by, act.now).await?;
        redate::carry_out(&mut act, &Frame { calendar, ..frame }).await?;
        act.done((), CALENDAR, "")
    })
    .await
}

/// Every version of the policy, the latest first.
///
/// # Errors
/// Without [`Permission::OpsBenefits`].
pub async fn list(cx: &Context, lang: Lang) -> Result<PoliciesView> {
    let (mut tx, _) = cx.read(Permission::OpsBenefits).await?;
    let all = versions(&mut *tx).await?;
    let in_force = in_force(&all, Day::of(cx.now()));
    let line = |version: &Version| line(lang, version, in_force);
    let can_install = is_bare(&all);
    Ok(PoliciesView { versions: all.iter().rev().map(line).collect(), can_install })
}

fn in_force(all: &[Version], today: Day) -> Option<i64> {
    let policies = Policies::new(all.iter().map(|version| version.policy.clone()).collect());
    policies.on(today).map(|policy| policy.version)
}

fn line(lang: Lang, version: &Version, in_force: Option<i64>) -> PolicyLine {
    let Version { row, policy } = version;
    let is_in_force = in_force == Some(row.version);
    let mood = match row.standing {
        _ if is_in_force => Mood::Ok,
        PolicyStanding::Draft => Mood::Warn,
        _ => Mood::Plain,
    };
    let is_discarded = row.ended.as_ref().is_some_and(|end| end.was == PolicyStanding::Draft);
    let standing = if is_discarded {
        policy_edit::STANDING_DISCARDED.get(lang).to_owned()
    } else {
        words::word(lang, "policy_standing", row.standing.as_str())
    };
    let ended = row.ended.as_ref().map(|end| PolicyEnded {
        by: end.by.clone(),
        at: end.at,
        reason: end.reason.clone(),
    });
    let until = policy.to.map_or_else(|| texts::OPEN_END.get(lang).to_owned(), |d| d.to_string());
    PolicyLine {
        version: row.version,
        standing: StateWords { words: standing, mood },
        is_in_force,
        is_draft: row.standing == PolicyStanding::Draft,
        from: policy.from.to_string(),
        to: until,
        by: row.published_by.clone(),
        at: row.created_at,
        ended,
    }
}

/// A table of words only.
pub(crate) fn table(
    title: &str,
    heads: &[Text],
    lang: Lang,
    rows: Vec<Vec<CellView>>,
) -> TableView {
    TableView {
        title: title.to_owned(),
        heads: heads.iter().map(|text| head(text.get(lang), false)).collect(),
        rows,
        total: Vec::new(),
    }
}

/// The form of a partner's paths, with what is offered.
///
/// # Errors
/// Without [`Permission::OpsPartners`]; [`Error::NotFound`].
pub async fn paths_form(cx: &Context, lang: Lang, partner: &str) -> Result<PathsView> {
    let (mut tx, _) = cx.read(Permission::OpsPartners).await?;
    let id = PartnerId::parse(partner).map_err(|_| Error::NotFound("partner"))?;
    if tx.accounts().find_partner(&id).await?.is_none() {
        return Err(Error::NotFound("partner"));
    }
    let names = Names::of(&mut *tx, vec![id.account()]).await?;
    let seen = paths::version(&mut *tx, &id).await?;
    let facts = qualifications::paths(cx, &id).await?;
    let offered = |space: &str, keys: Vec<&'static str>| {
        keys.into_iter().map(|key| (key.to_owned(), words::word(lang, space, key))).collect()
    };
    Ok(PathsView {
        partner: names.display(&id.account()),
        form: PathsForm { seen, ..PathsForm::of(id.as_str(), &facts) },
        stages: offered("stage", Stage::ALL.iter().map(|stage| stage.as_str()).collect()),
        schemes: offered("scheme", Scheme::ALL.iter().map(|scheme| scheme.as_str()).collect()),
        paths: Path::ALL.iter().map(|path| words::word(lang, "path", path.as_str())).collect(),
    })
}
