//! Policies and the calendar: published by operations, kept for ever, in force by date.

use hezong_domain::access::Permission;
use hezong_domain::calendar::Calendar;
use hezong_domain::incentives::{Policy, PolicyStanding, sample_policy};
use hezong_domain::Day;
use hezong_storage::benefits::PolicyRow;

use super::frame::{CALENDAR, Frame};
use crate::act::{Act, Deed, perform};
use crate::context::Context;
use crate::{Error, Result};

async fn add(act: &mut Act, policy: &Policy) -> Result<()> {
    let row = PolicyRow {
        version: policy.version,
        standing: policy.standing,
        from_on: policy.from,
        body: serde_json::to_string(policy)?,
        published_by: act.cx.principal().sign_in().to_owned(),
        created_at: act.now,
    };
    Ok(act.tx.benefits().add_policy(&row).await?)
}

/// Puts the sample policy in force from a day, once, where there is no policy at all: it is shipped to
/// try the product out and says so on every page.
///
/// # Errors
/// Without [`Permission::OpsPolicies`].
pub async fn install_sample(cx: &Context, from: Day) -> Result<()> {
    let deed = Deed::new(Permission::OpsPolicies, "policy.install_sample", "policy");
    perform(cx, deed, |mut act| async move {
        if act.tx.benefits().list_policies().await?.is_empty() {
            add(&mut act, &sample_policy(from)).await?;
        }
        act.done((), "policy", "sample")
    })
    .await
}

/// Publishes a version of the policy.
///
/// # Errors
/// Without [`Permission::OpsPolicies`]; [`Error::Internal`] never; wrong figures as
/// [`Error::Invalid`] on the field `policy`.
pub async fn publish(cx: &Context, policy: &Policy) -> Result<()> {
    let deed = Deed::new(Permission::OpsPolicies, "policy.publish", policy.version.to_string());
    perform(cx, deed, |mut act| async move {
        let frame = Frame::read(&mut *act.tx, act.now).await?;
        if frame.policies.may_publish(policy, frame.today).is_err() {
            return Err(Error::field("policy", hezong_domain::ProblemKind::NotAChoice));
        }
        let published = Policy { standing: PolicyStanding::Published, ..policy.clone() };
        add(&mut act, &published).await?;
        act.done((), policy.version.to_string(), policy.from.to_string())
    })
    .await
}

/// Takes the years of an imported calendar in place of those in force.
///
/// # Errors
/// Without [`Permission::OpsPolicies`].
pub async fn import_calendar(cx: &Context, imported: &Calendar) -> Result<()> {
    let deed = Deed::new(Permission::OpsPolicies, "calendar.import", CALENDAR);
    perform(cx, deed, |mut act| async move {
        let frame = Frame::read(&mut *act.tx, act.now).await?;
        let body = serde_json::to_string(&frame.calendar.with_years_of(imported))?;
        let by = act.cx.principal().sign_in().to_owned();
        act.tx.benefits().put_calendar(CALENDAR, &body, &by, act.now).await?;
        act.done((), CALENDAR, "")
    })
    .await
}
