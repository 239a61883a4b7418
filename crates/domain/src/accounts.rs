//! Accounts, users, associations: who exists and how customers belong to partners.

use serde::{Deserialize, Serialize};

use crate::access::Roles;
use crate::id::{AccountId, CustomerId, PartnerId, UserId};
use crate::time::Timestamp;

/// Makes an enum that is stored and sent as a short text, with `as_str` and `parse`.
macro_rules! text_enum {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $text:literal,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($(#[$vdoc])* #[serde(rename = $text)] $variant,)* }

        impl $name {
            /// Every value, in order.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The stable text of the value.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text,)* }
            }

            /// The value of a stable text.
            pub fn parse(text: &str) -> Option<Self> {
                match text { $($text => Some(Self::$variant),)* _ => None }
            }
        }

        impl $crate::text::Keyed for $name {
            const VALUES: &'static [Self] = Self::ALL;

            fn text(self) -> &'static str {
                self.as_str()
            }
        }
    };
}
pub(crate) use text_enum;

text_enum! {
    /// What an account is.
    AccountKind {
        /// The cloud vendor who runs this system.
        Vendor = "vendor",
        /// A partner (solution provider, distributor, reseller …).
        Partner = "partner",
        /// A customer.
        Customer = "customer",
    }
}

text_enum! {
    /// The programme a partner is in (partner-sales §1.1).
    PartnerType {
        /// Direct partner: gets coupon quota from the vendor.
        SolutionProvider = "solution_provider",
        /// First tier: may hand funds and quota to resellers.
        Distributor = "distributor",
        /// Second tier: gets everything from its distributor.
        Reseller = "reseller",
    }
}

text_enum! {
    /// Who uses the value of a partner's coupons (partner-sales §2.1).
    CouponMode {
        /// The partner issues to customers.
        Issuer = "issuer",
        /// The partner itself is the user and may not issue (CBC.50000010).
        User = "user",
    }
}

text_enum! {
    /// Whether an account, user or key may be used.
    Activity {
        /// In use.
        Active = "active",
        /// Switched off.
        Disabled = "disabled",
    }
}

text_enum! {
    /// How a customer trades through a partner (partner-sales §6.1).
    AssociationKind {
        /// 顾问销售: the customer trades with the vendor.
        Referral = "referral",
        /// 代售: the customer spends what the partner allocates.
        Resale = "resale",
    }
}

impl AssociationKind {
    /// The code the open API uses: 1 referral, 2 resale.
    pub const fn code(self) -> i64 {
        match self {
            Self::Referral => 1,
            Self::Resale => 2,
        }
    }
}

/// An account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// 32 hex characters.
    pub id: AccountId,
    /// What it is.
    pub kind: AccountKind,
    /// The name it signs in with; unique, lower case.
    pub name: String,
    /// The real name of the company.
    pub display_name: String,
    /// Contact, may be empty.
    pub mobile: String,
    /// Contact, may be empty.
    pub email: String,
    /// Whether it may be used.
    pub activity: Activity,
    /// Whether sensitive acts ask for a verification code (partner-sales §1.4).
    pub asks_code: bool,
    /// When it was made.
    pub created_at: Timestamp,
}

/// What makes an account a partner.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Partner {
    /// Its account.
    pub account: Account,
    /// Its programme.
    pub partner_type: PartnerType,
    /// Whether it is of the subsidised type too: cash coupons with an allow-list (partner-sales §3.2).
    pub is_subsidised: bool,
    /// Who uses its coupons.
    pub coupon_mode: CouponMode,
}

impl Partner {
    /// The partner's id.
    pub fn id(&self) -> PartnerId {
        PartnerId::from(self.account.id.clone())
    }
}

/// A customer's belonging to a partner.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Association {
    /// The partner.
    pub partner_id: PartnerId,
    /// The customer.
    pub customer_id: CustomerId,
    /// How the customer trades.
    pub kind: AssociationKind,
    /// Whether the customer was never associated with any partner before.
    pub is_first: bool,
    /// Since when.
    pub associated_at: Timestamp,
    /// Until when, once it has ended.
    pub ended_at: Option<Timestamp>,
}

/// A customer as its partner (or operations) sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Customer {
    /// Its account.
    pub account: Account,
    /// Its live association, if any.
    pub association: Option<Association>,
    /// A label the partner's sales people use, may be empty.
    pub label: String,
}

impl Customer {
    /// The customer's id.
    pub fn id(&self) -> CustomerId {
        CustomerId::from(self.account.id.clone())
    }
}

/// A person who signs in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct User {
    /// Id.
    pub id: UserId,
    /// Whose user it is.
    pub account_id: AccountId,
    /// What is typed at sign-in: `shanhai` or `shanhai/lin`; unique, lower case.
    pub sign_in: String,
    /// The person's name.
    pub display_name: String,
    /// E-mail, may be empty.
    pub email: String,
    /// Whether the user may sign in.
    pub activity: Activity,
    /// The user's roles, 1–3.
    pub roles: Roles,
    /// When it was made.
    pub created_at: Timestamp,
}
