//! The shared SQL: one text, compiled by both engine crates and checked against both schemas.
//!
//! Files here use only `crate::Db` and `crate::dialect`, so that they mean the same in each crate. Static
//! statements go through `query!`; what filters make up goes through `QueryBuilder`, in one place per
//! repository. Rules of portable SQL: `migrations/README.md`.

mod accounts;
mod audit;
mod balance_changes;
mod balances;
mod benefits;
mod coupons;
mod credentials;
mod customers;
mod drafts;
mod identity;
mod imports;
mod ledger;
mod memberships;
mod notices;
mod operation;
mod organisation;
mod quotas;
mod support;
mod verify;

use async_trait::async_trait;
use hezong_storage::{Result, UnitOfWork};
use sqlx::{Database, Transaction};

use crate::Db;
use support::fail;

/// A connection of this engine.
pub(crate) type Conn = <Db as Database>::Connection;

/// One transaction and all repositories on it.
pub(crate) struct Work {
    transaction: Transaction<'static, Db>,
}

impl Work {
    /// Repositories on an open transaction.
    pub(crate) fn new(transaction: Transaction<'static, Db>) -> Self {
        Self { transaction }
    }

    fn conn(&mut self) -> &mut Conn {
        &mut self.transaction
    }
}

#[async_trait]
impl UnitOfWork for Work {
    fn accounts(&mut self) -> &mut dyn hezong_storage::accounts::AccountRepository {
        self
    }

    fn identity(&mut self) -> &mut dyn hezong_storage::identity::IdentityRepository {
        self
    }

    fn organisation(&mut self) -> &mut dyn hezong_storage::organisation::OrganisationRepository {
        self
    }

    fn memberships(&mut self) -> &mut dyn hezong_storage::memberships::MembershipRepository {
        self
    }

    fn credentials(&mut self) -> &mut dyn hezong_storage::identity::CredentialRepository {
        self
    }

    fn customers(&mut self) -> &mut dyn hezong_storage::customers::CustomerRepository {
        self
    }

    fn quotas(&mut self) -> &mut dyn hezong_storage::quotas::QuotaRepository {
        self
    }

    fn coupons(&mut self) -> &mut dyn hezong_storage::coupons::CouponRepository {
        self
    }

    fn ledger(&mut self) -> &mut dyn hezong_storage::ledger::LedgerRepository {
        self
    }

    fn benefits(&mut self) -> &mut dyn hezong_storage::benefits::BenefitRepository {
        self
    }

    fn balances(&mut self) -> &mut dyn hezong_storage::balances::BalanceRepository {
        self
    }

    fn imports(&mut self) -> &mut dyn hezong_storage::imports::ImportRepository {
        self
    }

    fn drafts(&mut self) -> &mut dyn hezong_storage::drafts::DraftRepository {
        self
    }

    fn runs(&mut self) -> &mut dyn hezong_storage::runs::RunRepository {
        self
    }

    fn audit(&mut self) -> &mut dyn hezong_storage::audit::AuditRepository {
        self
    }

    fn operation(&mut self) -> &mut dyn hezong_storage::operation::OperationRepository {
        self
    }

    fn notices(&mut self) -> &mut dyn hezong_storage::notices::NoticeRepository {
        self
    }

    fn verify(&mut self) -> &mut dyn hezong_storage::verify::VerifyRepository {
        self
    }

    async fn begin_part(&mut self) -> Result<()> {
        sqlx::raw_sql("SAVEPOINT part").execute(self.conn()).await.map(drop).map_err(fail)
    }

    async fn keep_part(&mut self) -> Result<()> {
        sqlx::raw_sql("RELEASE SAVEPOINT part").execute(self.conn()).await.map(drop).map_err(fail)
    }

    async fn undo_part(&mut self) -> Result<()> {
        sqlx::raw_sql("ROLLBACK TO SAVEPOINT part").execute(self.conn()).await.map_err(fail)?;
        self.keep_part().await
    }

    async fn commit(self: Box<Self>) -> Result<()> {
        self.transaction.commit().await.map_err(fail)
    }
}
