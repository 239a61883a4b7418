//! Accounts and partners.

use async_trait::async_trait;
use hezong_domain::accounts::{Account, AccountKind, Activity, Partner, PartnerType};
use hezong_domain::{AccountId, Fen, Page, PartnerId, Timestamp, Window};

use crate::Result;

/// Which partners are wanted. Empty fields do not filter.
#[derive(Debug, Clone, Default)]
pub struct PartnerFilter {
    /// One partner.
    pub id: Option<PartnerId>,
    /// Part of the account name or company, folded (see `domain::text::fold`).
    pub search: String,
    /// Programme.
    pub partner_type: Option<PartnerType>,
    /// Whether it may be used.
    pub activity: Option<Activity>,
}

/// A partner with the figures of the operations list.
#[derive(Debug, Clone)]
pub struct PartnerSummary {
    /// The partner.
    pub partner: Partner,
    /// Live customers.
    pub customers: i64,
    /// Balance of its quotas that may be issued from.
    pub quota_balance: Fen,
}

/// An account's names.
#[derive(Debug, Clone)]
pub struct AccountNames {
    /// Id.
    pub id: AccountId,
    /// Sign-in name.
    pub name: String,
    /// Company.
    pub display_name: String,
}

/// Accounts and partners. Not tenant-scoped: callers are authenticators and operations.
#[async_trait]
pub trait AccountRepository: Send {
    /// Adds an account; `false` when the name (or id) is taken.
    async fn add(&mut self, account: &Account) -> Result<bool>;
    /// Finds an account.
    async fn find(&mut self, id: &AccountId) -> Result<Option<Account>>;
    /// Finds an account by its sign-in name (lower case).
    async fn find_by_name(&mut self, name: &str) -> Result<Option<Account>>;
    /// Writes contact, activity, display name and code switch of an account.
    async fn update(&mut self, account: &Account) -> Result<()>;
    /// How many accounts of a kind exist.
    async fn count(&mut self, kind: AccountKind) -> Result<i64>;
    /// The vendor's account, once made.
    async fn vendor(&mut self) -> Result<Option<Account>>;
    /// Names of several accounts; unknown ids are left out.
    async fn names(&mut self, ids: &[AccountId]) -> Result<Vec<AccountNames>>;

    /// Adds what makes an (already added) account a partner.
    async fn add_partner(&mut self, partner: &Partner) -> Result<()>;
    /// Finds a partner.
    async fn find_partner(&mut self, id: &PartnerId) -> Result<Option<Partner>>;
    /// Lists partners by company name with their figures at `now`.
    async fn list_partners(
        &mut self,
        filter: &PartnerFilter,
        window: Window,
        now: Timestamp,
    ) -> Result<Page<PartnerSummary>>;
}
