//! Whom a partner may invite (incentives-invoices §6.2; every rule documented, P1, P3, P5).

use serde::{Deserialize, Serialize};

use crate::accounts::text_enum;
use crate::benefits::{Check, Cure, Fact};
use crate::time::{Day, Timestamp};

/// How long the link of an invitation can be used (P1).
pub const INVITATION_DAYS: i64 = 7;
/// Invitations of one administrator on one day (P1).
pub const INVITATIONS_PER_DAY: i64 = 100;
/// Partners one person may be linked with within a year (P3).
pub const PARTNERS_PER_YEAR: i64 = 3;

text_enum! {
    /// What is checked before somebody is invited.
    InviteCheck {
        /// The administrator has invitations left today.
        DailyLimit = "daily_limit",
        /// The account is not verified as an enterprise.
        NotEnterprise = "not_enterprise",
        /// The account is not a partner's.
        NotPartner = "not_partner",
        /// The account is not linked with another partner.
        NotLinked = "not_linked",
        /// Fewer than three partners in the past year.
        PartnersInYear = "partners_in_year",
        /// The person's real name is verified (CN).
        RealName = "real_name",
    }
}

/// What is known of the account somebody wants to invite.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invitee {
    /// Verified as an enterprise, or a partner's own account.
    pub kind: InviteeKind,
    /// Linked with another partner now.
    pub is_linked_elsewhere: bool,
    /// Whether the real name is verified.
    pub is_real_name: bool,
    /// The day each link with another partner began, in the past.
    pub linked_on: Vec<Day>,
}

text_enum! {
    /// What kind of account somebody wants to invite.
    InviteeKind {
        /// A person's.
        Person = "person",
        /// Verified as an enterprise.
        Enterprise = "enterprise",
        /// A partner's.
        Partner = "partner",
    }
}

text_enum! {
    /// Where the link of an invitation stands.
    LinkStanding {
        /// It can be used.
        Open = "open",
        /// Seven days are over.
        Expired = "expired",
        /// Somebody accepted by it.
        Used = "used",
        /// The partner took it back.
        Withdrawn = "withdrawn",
    }
}

impl LinkStanding {
    /// Where a link stands now: how it was closed counts before its time.
    pub fn of(closed: Option<Self>, expires_at: Timestamp, now: Timestamp) -> Self {
        match closed {
            Some(ended) => ended,
            None if now >= expires_at => Self::Expired,
            None => Self::Open,
        }
    }
}

/// The version of the statement a person agrees to when being linked (§6.3). Raised whenever its words
/// change, so that a consent says what was read.
pub const STATEMENT_VERSION: &str = "2026-11";

/// Every check before an invitation is sent.
pub fn may_invite(invitee: &Invitee, sent_today: i64, today: Day) -> Vec<Check<InviteCheck>> {
    use InviteCheck as K;
    let year_ago = today.plus_months(-12);
    let partners = invitee.linked_on.iter().filter(|day| **day > year_ago).count();
    let partners = i64::try_from(partners).unwrap_or(i64::MAX);
    // The oldest link that counts leaves the year first and makes room.
    let mut counted: Vec<Day> =
        invitee.linked_on.iter().copied().filter(|day| *day > year_ago).collect();
    counted.sort_unstable();
    let index = counted.len().saturating_sub(usize::try_from(PARTNERS_PER_YEAR).unwrap_or(0));
    let room = counted.get(index).map_or(today, |day| day.plus_months(12));
    let plain = |key, passed, cure| Check::new(key, passed, Fact::None, Fact::None, cure);
    vec![
        Check::new(
            K::DailyLimit,
            sent_today < INVITATIONS_PER_DAY,
            Fact::Count(INVITATIONS_PER_DAY),
            Fact::Count(sent_today),
            Cure::WaitUntil { day: today.plus(1) },
        ),
        plain(K::NotEnterprise, invitee.kind != InviteeKind::Enterprise, Cure::AnotherPerson),
        plain(K::NotPartner, invitee.kind != InviteeKind::Partner, Cure::AnotherPerson),
        plain(K::NotLinked, !invitee.is_linked_elsewhere, Cure::AnotherPerson),
        Check::new(
            K::PartnersInYear,
            partners < PARTNERS_PER_YEAR,
            Fact::Count(PARTNERS_PER_YEAR),
            Fact::Count(partners),
            Cure::WaitUntil { day: room },
        ),
        plain(
            K::RealName,
            invitee.is_real_name,
            Cure::FillIn { field: "real_name".to_owned(), by: None },
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_can_be_used_until_its_last_instant_and_once() {
        let (last, end) = (Timestamp::from_ms(6), Timestamp::from_ms(7));
        assert_eq!(LinkStanding::of(None, end, last), LinkStanding::Open);
        assert_eq!(LinkStanding::of(None, end, end), LinkStanding::Expired);
        for closed in [LinkStanding::Used, LinkStanding::Withdrawn] {
            assert_eq!(LinkStanding::of(Some(closed), end, last), closed);
            assert_eq!(LinkStanding::of(Some(closed), end, end), closed);
        }
    }

    #[test]
    fn every_reason_not_to_invite() {
        let day = |text: &str| Day::parse(text).unwrap();
        let today = day("2026-11-22");
        let good = Invitee {
            kind: InviteeKind::Person,
            is_linked_elsewhere: false,
            is_real_name: true,
            linked_on: Vec::new(),
        };
        let links = |days: &[&str]| Invitee {
            linked_on: days.iter().map(|text| day(text)).collect(),
            ..good.clone()
        };
        let wait = |text: &str| Cure::WaitUntil { day: day(text) };
        for (invitee, sent, expected) in [
            (good.clone(), 99, None),
            (good.clone(), 100, Some((InviteCheck::DailyLimit, wait("2026-11-23")))),
            (
                Invitee { kind: InviteeKind::Enterprise, ..good.clone() },
                0,
                Some((InviteCheck::NotEnterprise, Cure::AnotherPerson)),
            ),
            (
                Invitee { kind: InviteeKind::Partner, ..good.clone() },
                0,
                Some((InviteCheck::NotPartner, Cure::AnotherPerson)),
            ),
            (
                Invitee { is_linked_elsewhere: true, ..good.clone() },
                0,
                Some((InviteCheck::NotLinked, Cure::AnotherPerson)),
            ),
            (links(&["2026-01-05", "2026-03-01"]), 0, None),
            (links(&["2025-11-22", "2026-01-05", "2026-03-01"]), 0, None),
            (
                links(&["2026-03-01", "2026-01-05", "2025-11-23"]),
                0,
                Some((InviteCheck::PartnersInYear, wait("2026-11-23"))),
            ),
            (
                Invitee { is_real_name: false, ..good.clone() },
                0,
                Some((
                    InviteCheck::RealName,
                    Cure::FillIn { field: "real_name".to_owned(), by: None },
                )),
            ),
        ] {
            let checks = may_invite(&invitee, sent, today);
            let failed: Vec<_> = checks.into_iter().filter(|check| !check.passed).collect();
            let found = failed.first().map(|check| (check.key, check.cure.clone()));
            assert_eq!(found, expected);
            assert!(failed.len() <= 1);
        }
    }
}
