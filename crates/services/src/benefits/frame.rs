//! What every case leans on: policies, working days, today.

use hezong_domain::calendar::{Calendar, REMINDER_WORKING_DAYS, Reminder};
use hezong_domain::incentives::{Policies, Policy, Scheme, Terms};
use hezong_domain::{Day, Month, Timestamp};
use hezong_storage::UnitOfWork;

use crate::{Error, Result};

/// The name of the calendar in force.
pub(crate) const CALENDAR: &str = "cn";

/// Policies, calendar and day, read once for each act or page.
#[derive(Debug, Clone)]
pub(crate) struct Frame {
    pub(crate) policies: Policies,
    pub(crate) calendar: Calendar,
    pub(crate) today: Day,
}

impl Frame {
    /// Reads the frame of a moment. Without a stored calendar the one shipped with the product holds.
    pub(crate) async fn read(tx: &mut dyn UnitOfWork, now: Timestamp) -> Result<Self> {
        let rows = tx.benefits().list_policies().await?;
        let policies = rows.iter().map(|row| Ok(serde_json::from_str(&row.body)?));
        let policies = policies.collect::<Result<Vec<Policy>>>()?;
        let calendar = match tx.benefits().find_calendar(CALENDAR).await? {
            Some(body) => serde_json::from_str(&body)?,
            None => Calendar::sample(),
        };
        Ok(Self { policies: Policies::new(policies), calendar, today: Day::of(now) })
    }

    /// When to remind of a last day, as the policy in force says.
    pub(crate) fn reminders(&self, due: Day, since: Day) -> Vec<Reminder> {
        let policy = self.policies.on(self.today);
        let before = policy.map_or(REMINDER_WORKING_DAYS.as_slice(), |policy| &policy.reminders);
        self.calendar.reminders(before, due, since)
    }

    /// The policy of a month.
    ///
    /// # Errors
    /// [`Error::NotFound`] when none holds.
    pub(crate) fn policy(&self, month: Month) -> Result<&Policy> {
        self.policies.of_month(month).ok_or(Error::NotFound("policy"))
    }

    /// What a scheme asks and pays in a month.
    ///
    /// # Errors
    /// [`Error::NotFound`] when no policy or no such scheme holds.
    pub(crate) fn terms(&self, scheme: Scheme, month: Month) -> Result<&Terms> {
        self.policy(month)?.terms(scheme).ok_or(Error::NotFound("scheme"))
    }
}
