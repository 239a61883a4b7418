//! What every engine must do, as tests that each engine crate runs: `conformance! { … }`.
//!
//! A test gets a database of its own. The last test counts: a trait method that no test calls fails it.

// Tests may fail loudly; the functions are public only for the macro.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::missing_panics_doc,
    clippy::assigning_clones,
    reason = "these are tests"
)]

pub mod accounts;
pub mod audit;
pub mod balances;
pub mod benefits;
pub mod completeness;
pub mod coupon_lists;
pub mod coupons;
pub mod customers;
pub mod drafts;
pub mod engine;
pub mod identity;
pub mod imports;
pub mod ledger;
mod make;
pub mod memberships;
pub mod notices;
pub mod operation;
pub mod organisation;
pub mod quotas;
pub mod runs;
pub mod verify;
pub mod wallet;

use std::sync::Arc;

use async_trait::async_trait;

use crate::{Result, Storage, UnitOfWork};

/// A database made for one test: migrated and empty.
pub struct Fresh {
    /// The storage under test.
    pub storage: Arc<dyn Storage>,
    /// What tests need beside it.
    pub raw: Box<dyn Raw>,
}

/// What a test does behind the storage's back.
#[async_trait]
pub trait Raw: Send + Sync {
    /// Runs a statement as it stands, with the engine's own checks switched off: plants what must not be.
    async fn plant(&self, sql: &str);

    /// Every column as `table.column`, with ` null` when it may be empty; sorted; without the migrator's.
    async fn columns(&self) -> Vec<String>;

    /// Opens the same database once more.
    async fn open_again(&self) -> Result<Arc<dyn Storage>>;
}

impl Fresh {
    /// A unit of work that writes.
    async fn write(&self) -> Box<dyn UnitOfWork> {
        self.storage.write().await.unwrap()
    }

    /// A unit of work that reads.
    async fn read(&self) -> Box<dyn UnitOfWork> {
        self.storage.read().await.unwrap()
    }
}

/// Makes the tests. Give it the function that makes a database, or `None` when the engine is not at hand.
#[macro_export]
macro_rules! conformance {
    (async fn fresh() -> $answer:ty $body:block) => {
        async fn fresh() -> $answer $body

        $crate::conformance_tests! {
            accounts: accounts_are_added_found_and_changed, partners_are_listed_with_figures;
            identity: users_and_secrets, sessions, invitations, codes, keys, tokens;
            organisation: roles_of_a_partner, people_change;
            memberships: personal_accounts, links_of_invitations, consents;
            customers: associations, customers_by_scope, customer_filters, allowlists;
            quotas: quotas_by_scope_and_version, quota_filters, quota_states_at_now, quota_figures;
            coupons: coupons_by_scope, updates_are_guarded, due_coupons, movements, records,
                record_filters, issued_figures;
            coupon_lists: filters, states_at_now, bounds_are_exclusive, search, order_and_pages,
                orders_paid, totals_without_filter;
            wallet: tabs_and_counts, ending_by_month;
            ledger: entries_and_balances;
            audit: chains, filters_of_the_log;
            benefits: cases_by_scope, case_updates_are_guarded, case_lists, case_history, files,
                case_files,
                policies_and_calendars, invoice_numbers;
            balances: bills, credits, changes;
            runs: months, partners_of_lists, runs_are_leased, run_items;
            imports: imports_and_their_rows, plans_are_removed;
            operation: answers, messages, exports, lapsed_exports, leases, marks;
            drafts: drafts_last_their_time;
            notices: settings, claims, ended_mails, feeds;
            verify: a_sound_database_passes, planted_cases, planted_ledger, planted_quotas, planted_coupons,
                planted_records, planted_live_rows;
            engine: dropped_work_leaves_nothing, parts_are_undone_alone, readers_see_one_moment,
                issuers_share_one_quota, racing_reclaims, schema_is_the_agreed_one, a_newer_schema_is_refused,
                impossible_rows_are_refused, migrating_again_does_nothing, closing;
            completeness: every_method_is_tested;
        }
    };
}

/// One `#[tokio::test]` per name. Used by [`conformance!`] only.
#[doc(hidden)]
#[macro_export]
macro_rules! conformance_tests {
    ($($area:ident: $($name:ident),+;)+) => {$(
        mod $area {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $name() {
                    if let Some(fresh) = super::fresh().await {
                        $crate::conformance::$area::$name(fresh).await;
                    }
                }
            )+
        }
    )+};
}
