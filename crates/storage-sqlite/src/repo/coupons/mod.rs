//! Coupons, their movements, the operation records.

mod figures;
mod list;
mod movements;
mod records;
mod row;
mod search;
mod wallet;
mod write;

use async_trait::async_trait;
use hezong_domain::access::Scope;
use hezong_domain::coupons::{Coupon, CouponStatus, CouponType};
use hezong_domain::{CouponId, CustomerId, Fen, Page, PartnerId, Timestamp, Window};
use hezong_storage::Result;
use hezong_storage::coupons::{
    CouponFilter, CouponRepository, IssuedTotals, Movement, OperationRecord, RecordFilter,
    WalletCounts, WalletTab,
};

use super::Work;

/// Whether a scope sees a coupon at all; lists say the same in SQL.
fn sees(scope: &Scope, coupon: &Coupon) -> bool {
    match scope {
        Scope::Platform => true,
        Scope::Partner(partner) => coupon.partner_id == *partner,
        Scope::Customer(customer) => {
            coupon.customer_id == *customer && coupon.status != CouponStatus::Reclaimed
        }
    }
}

#[async_trait]
impl CouponRepository for Work {
    async fn add(&mut self, coupon: &Coupon) -> Result<()> {
        write::add(self.conn(), coupon).await
    }

    async fn find(&mut self, scope: &Scope, id: &CouponId) -> Result<Option<Coupon>> {
        let coupon = row::find(self.conn(), id).await?;
        Ok(coupon.filter(|coupon| sees(scope, coupon)))
    }

    async fn list(
        &mut self,
        scope: &Scope,
        filter: &CouponFilter,
        window: Window,
        now: Timestamp,
    ) -> Result<Page<Coupon>> {
        list::page(self.conn(), scope, filter, window, now).await
    }

    async fn update(&mut self, coupon: &Coupon) -> Result<bool> {
        write::update(self.conn(), coupon).await
    }

    async fn due(&mut self, now: Timestamp, limit: i64) -> Result<Vec<Coupon>> {
        row::due(self.conn(), now, limit).await
    }

    async fn issued_totals(
        &mut self,
        partner: &PartnerId,
        coupon_type: CouponType,
        now: Timestamp,
    ) -> Result<IssuedTotals> {
        figures::issued_totals(self.conn(), partner, coupon_type, now).await
    }

    async fn wallet_counts(
        &mut self,
        customer: &CustomerId,
        coupon_type: CouponType,
        now: Timestamp,
        expired_since: Timestamp,
    ) -> Result<WalletCounts> {
        wallet::counts(self.conn(), customer, coupon_type, now, expired_since).await
    }

    async fn wallet(
        &mut self,
        customer: &CustomerId,
        coupon_type: CouponType,
        tab: WalletTab,
        window: Window,
        now: Timestamp,
        expired_since: Timestamp,
    ) -> Result<Page<Coupon>> {
        let wanted = wallet::Wanted { customer, coupon_type, tab, now, expired_since };
        wallet::page(self.conn(), &wanted, window).await
    }

    async fn ending_by_month(
        &mut self,
        customer: &CustomerId,
        coupon_type: CouponType,
        now: Timestamp,
        months: i64,
    ) -> Result<Vec<(Timestamp, Fen)>> {
        wallet::ending_by_month(self.conn(), customer, coupon_type, now, months).await
    }

    async fn add_movement(&mut self, movement: &Movement) -> Result<()> {
        movements::add(self.conn(), movement).await
    }

    async fn movements(&mut self, id: &CouponId) -> Result<Vec<Movement>> {
        movements::of(self.conn(), id).await
    }

    async fn add_record(&mut self, record: &OperationRecord) -> Result<()> {
        records::add(self.conn(), record).await
    }

    async fn list_records(
        &mut self,
        scope: &Scope,
        filter: &RecordFilter,
        window: Window,
    ) -> Result<Page<OperationRecord>> {
        records::page(self.conn(), scope, filter, window).await
    }
}
