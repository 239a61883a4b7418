//! Repository traits: what storage can do, whatever the engine.
//!
//! No SQL here. The statements live once, in `storage-sqlite/src/repo`, and are compiled by both engine
//! crates. Two doors lead in: [`Storage::read`] never takes the write lock, [`Storage::write`] does.
//! Every list and find that serves a caller takes a [`Scope`](hezong_domain::access::Scope); what does not
//! ends in `_unscoped`.
//!
//! How to add a repository: 1. a trait with documented methods in a file named after its area, 2. an
//! accessor in [`UnitOfWork`], 3. the statements in `storage-sqlite/src/repo/<area>.rs`, 4. tables in both
//! `migrations/` folders under one number, 5. a conformance test per method, 6. `cargo xtask db prepare`.

pub mod accounts;
pub mod audit;
pub mod balances;
pub mod benefits;
pub mod coupons;
pub mod customers;
pub mod drafts;
pub mod identity;
pub mod imports;
pub mod ledger;
pub mod memberships;
pub mod notices;
pub mod operation;
pub mod organisation;
pub mod quotas;
pub mod runs;
pub mod verify;

#[cfg(feature = "conformance")]
pub mod conformance;

use async_trait::async_trait;

/// Why storage did not do something.
#[derive(Debug, thiserror::Error)]
pub enum StorageError {
    /// Somebody else was faster; the same work may be tried again from its beginning.
    #[error("concurrent change, try again")]
    Conflict,
    /// The database cannot be reached or is overloaded.
    #[error("database unavailable: {0}")]
    Unavailable(String),
    /// A stored row cannot be what it must be.
    #[error("inconsistent row in {table}.{column}: {id}")]
    Inconsistent {
        /// Table.
        table: &'static str,
        /// Column.
        column: &'static str,
        /// Key of the row.
        id: String,
    },
    /// The schema is newer than this program, or a migration failed.
    #[error("migration: {0}")]
    Migration(String),
    /// Anything else the database said.
    #[error("database: {0}")]
    Database(String),
}

/// What every call answers.
pub type Result<T> = std::result::Result<T, StorageError>;

/// Which engine is behind a [`Storage`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// One file.
    Sqlite,
    /// A server.
    Postgres,
}

/// A database.
#[async_trait]
pub trait Storage: Send + Sync {
    /// Opens a unit of work that only reads: a stable snapshot, no write lock.
    async fn read(&self) -> Result<Box<dyn UnitOfWork>>;

    /// Opens a unit of work that writes: serialised against all other writers of the same rows.
    async fn write(&self) -> Result<Box<dyn UnitOfWork>>;

    /// Brings the schema up to date.
    async fn migrate(&self) -> Result<()>;

    /// Whether the database answers.
    async fn ping(&self) -> Result<()>;

    /// Which engine it is.
    fn engine(&self) -> Engine;

    /// Closes all connections after their current work.
    async fn close(&self);
}

/// One transaction. Dropping it rolls back.
#[async_trait]
pub trait UnitOfWork: Send {
    /// Accounts and partners.
    fn accounts(&mut self) -> &mut dyn accounts::AccountRepository;
    /// Users, sessions, invitations, verification codes.
    fn identity(&mut self) -> &mut dyn identity::IdentityRepository;
    /// Roles of partners' own, and what changes people.
    fn organisation(&mut self) -> &mut dyn organisation::OrganisationRepository;
    /// Personal accounts, and what links them with partners.
    fn memberships(&mut self) -> &mut dyn memberships::MembershipRepository;
    /// Access keys and API tokens.
    fn credentials(&mut self) -> &mut dyn identity::CredentialRepository;
    /// Customers, associations, allow-lists.
    fn customers(&mut self) -> &mut dyn customers::CustomerRepository;
    /// Coupon quotas.
    fn quotas(&mut self) -> &mut dyn quotas::QuotaRepository;
    /// Coupons, their movements and the operation records.
    fn coupons(&mut self) -> &mut dyn coupons::CouponRepository;
    /// The double-entry ledger.
    fn ledger(&mut self) -> &mut dyn ledger::LedgerRepository;
    /// Cases of benefits, files, policies, the calendar.
    fn benefits(&mut self) -> &mut dyn benefits::BenefitRepository;
    /// Partners' bills and balances.
    fn balances(&mut self) -> &mut dyn balances::BalanceRepository;
    /// Imports of files by operations.
    fn imports(&mut self) -> &mut dyn imports::ImportRepository;
    /// Runs over the cases of a month.
    fn runs(&mut self) -> &mut dyn runs::RunRepository;
    /// The audit log.
    fn audit(&mut self) -> &mut dyn audit::AuditRepository;
    /// Idempotency, messages, exports, leases, marks.
    fn operation(&mut self) -> &mut dyn operation::OperationRepository;
    /// Drafts of refused forms.
    fn drafts(&mut self) -> &mut dyn drafts::DraftRepository;
    /// Where notices go, mails on their way, calendar feeds.
    fn notices(&mut self) -> &mut dyn notices::NoticeRepository;
    /// Whole-database checks.
    fn verify(&mut self) -> &mut dyn verify::VerifyRepository;

    /// Begins a part that can be undone alone. Parts do not nest; each ends by
    /// [`keep_part`](Self::keep_part) or [`undo_part`](Self::undo_part).
    async fn begin_part(&mut self) -> Result<()>;
    /// Ends the part; what it did stays.
    async fn keep_part(&mut self) -> Result<()>;
    /// Ends the part as if it had never begun.
    async fn undo_part(&mut self) -> Result<()>;

    /// Makes everything done so far permanent.
    async fn commit(self: Box<Self>) -> Result<()>;
}
