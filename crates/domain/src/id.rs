//! Newtype ids. A `CouponId` can never be passed where a `QuotaId` is meant.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Longest id accepted from outside, in bytes (open-api §8: ids are 1–64 characters).
pub const ID_LENGTH_MAX: usize = 64;

/// The text is not an id: empty, too long, or with characters ids never have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotAnId;

impl fmt::Display for NotAnId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not an id")
    }
}

impl std::error::Error for NotAnId {}

fn is_id(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= ID_LENGTH_MAX
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// Wraps an id that was made by us or read from our own storage.
            pub fn new(id: impl Into<String>) -> Self {
                Self(id.into())
            }

            /// Reads an id that came from outside.
            ///
            /// # Errors
            /// [`NotAnId`] when it cannot be one: 1–64 of `A–Z a–z 0–9 - _`.
            pub fn parse(text: &str) -> Result<Self, NotAnId> {
                let text = text.trim();
                if is_id(text) { Ok(Self(text.to_owned())) } else { Err(NotAnId) }
            }

            /// The id as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.0
            }
        }
    )*};
}

ids! {
    /// An account of any kind; 32 hex characters. Known as `domain_id` in the open API.
    AccountId;
    /// The account of a partner.
    PartnerId;
    /// The account of a customer; `customer_id` in the open API.
    CustomerId;
    /// A person who signs in.
    UserId;
    /// A quota the vendor granted to a partner.
    QuotaId;
    /// One coupon (voucher or cash coupon) of one customer.
    CouponId;
    /// One act of issuing or reclaiming, for its result page.
    BatchId;
    /// A line of the coupon operation records.
    RecordId;
    /// A ledger transaction.
    TransactionId;
    /// A line of the audit log.
    AuditId;
    /// An export request.
    ExportId;
    /// A background job.
    JobId;
    /// A message in somebody's message box.
    MessageId;
    /// An invitation to become a user of an account.
    InvitationId;
    /// One version of a cash-coupon allow-list.
    AllowlistId;
    /// One request to this system, as shown to the caller.
    RequestId;
    /// A person linked to a partner: its member, perhaps its specialist.
    MemberId;
    /// A certificate of a member.
    CertificateId;
    /// A project a member works on.
    ProjectId;
    /// One month's claim for dedicated staff.
    ClaimId;
    /// A quarterly payment request.
    PaymentRequestId;
    /// An invoice a partner issued to the vendor.
    InvoiceId;
    /// A case of a benefit, whatever the benefit.
    CaseId;
    /// A file somebody uploaded.
    FileId;
    /// One import of a file of rows.
    ImportId;
    /// A mail on its way.
    MailId;
    /// A role a partner made itself.
    CustomRoleId;
    /// A bill of a partner's own.
    BillId;
    /// A change of a partner's balance by hand.
    ChangeId;
}

macro_rules! account_views {
    ($($name:ident),*) => {$(
        impl $name {
            /// The same id seen as a plain account.
            pub fn account(&self) -> AccountId {
                AccountId::new(self.0.clone())
            }
        }

        impl From<AccountId> for $name {
            fn from(id: AccountId) -> Self {
                Self(id.0)
            }
        }
    )*};
}

account_views!(PartnerId, CustomerId);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_from_outside_are_bounded_and_plain() {
        assert!(QuotaId::parse("2020010206413502").is_ok());
        assert!(QuotaId::parse("").is_err());
        assert!(QuotaId::parse("a b").is_err());
        assert!(QuotaId::parse("a'--").is_err());
        assert!(QuotaId::parse(&"x".repeat(65)).is_err());
    }
}
