//! Customers, their associations, and allow-lists for cash coupons.

use async_trait::async_trait;
use hezong_domain::access::Scope;
use hezong_domain::accounts::{Association, AssociationKind, Customer};
use hezong_domain::{AllowlistId, CustomerId, Page, PartnerId, Timestamp, Window};

use crate::Result;

/// Which customers are wanted. Empty fields do not filter.
#[derive(Debug, Clone, Default)]
pub struct CustomerFilter {
    /// Part of the account name or company, folded.
    pub search: String,
    /// Part of the account name, as given (open API `account_name`), folded.
    pub account_name: String,
    /// Part of the company (open API `customer`), folded.
    pub display_name: String,
    /// Part of the label, case-sensitive (open API).
    pub label: String,
    /// One customer.
    pub id: Option<CustomerId>,
    /// Of this partner (operations only; a partner's scope says it already).
    pub partner_id: Option<PartnerId>,
    /// How it trades.
    pub association: Option<AssociationKind>,
    /// Associated later than (exclusive).
    pub associated_after: Option<Timestamp>,
    /// Associated earlier than (exclusive).
    pub associated_before: Option<Timestamp>,
    /// Only the ones that stand on this allow-list.
    pub allowlist: Option<AllowlistId>,
}

/// One version of a partner's cash-coupon allow-list (partner-sales §3.2).
#[derive(Debug, Clone)]
pub struct Allowlist {
    /// Id.
    pub id: AllowlistId,
    /// Whose.
    pub partner_id: PartnerId,
    /// 1, 2, 3 … per partner.
    pub number: i64,
    /// Whether it is the one in force; at most one is.
    pub is_valid: bool,
    /// Note, may be empty.
    pub note: String,
    /// Who made it: sign-in name.
    pub created_by: String,
    /// When.
    pub created_at: Timestamp,
    /// How many customers it names.
    pub entries: i64,
}

/// Customers.
#[async_trait]
pub trait CustomerRepository: Send {
    /// Adds a live association; `false` when the customer has one already.
    async fn associate(&mut self, association: &Association) -> Result<bool>;
    /// Ends the live association of a customer; `false` when there is none.
    async fn dissociate(&mut self, customer: &CustomerId, at: Timestamp) -> Result<bool>;
    /// Whether the customer was ever associated.
    async fn was_associated(&mut self, customer: &CustomerId) -> Result<bool>;
    /// Writes the label a partner gives its customer.
    async fn set_label(&mut self, customer: &CustomerId, label: &str) -> Result<()>;

    /// Finds a customer the scope may see: a partner its live customers, a customer itself.
    async fn find(&mut self, scope: &Scope, id: &CustomerId) -> Result<Option<Customer>>;
    /// Several customers the scope may see; others are left out.
    async fn find_many(&mut self, scope: &Scope, ids: &[CustomerId]) -> Result<Vec<Customer>>;
    /// Lists customers the scope may see, latest association (then creation) first.
    async fn list(
        &mut self,
        scope: &Scope,
        filter: &CustomerFilter,
        window: Window,
    ) -> Result<Page<Customer>>;
    /// The ids among `ids` that have a user who can sign in.
    async fn with_users(&mut self, ids: &[CustomerId]) -> Result<Vec<CustomerId>>;

    /// Adds a version of an allow-list with its customers; earlier versions become invalid.
    async fn add_allowlist(&mut self, list: &Allowlist, customers: &[CustomerId]) -> Result<()>;
    /// Switches a version; making one valid makes the others invalid. `false` when it is not theirs.
    async fn set_allowlist_valid(
        &mut self,
        partner: &PartnerId,
        id: &AllowlistId,
        is_valid: bool,
    ) -> Result<bool>;
    /// All versions of a partner, newest first.
    async fn list_allowlists(&mut self, partner: &PartnerId) -> Result<Vec<Allowlist>>;
    /// The version in force.
    async fn valid_allowlist(&mut self, partner: &PartnerId) -> Result<Option<Allowlist>>;
    /// The customers among `ids` that a version names.
    async fn allowlisted(
        &mut self,
        id: &AllowlistId,
        ids: &[CustomerId],
    ) -> Result<Vec<CustomerId>>;
}
