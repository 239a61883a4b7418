//! Vouchers and cash coupons: one set of pages, two areas. Addresses and headings of each.

use hezong_domain::coupons::QuotaType;
use hezong_texts::coupons_partner as texts;
use hezong_ui::{Crumb, tr};
use leptos::prelude::GetUntracked;
use leptos_router::hooks::use_location;

use crate::routes::{self, with_query};

/// One of the two areas of coupons.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Area {
    /// Vouchers, under `/partner/coupons`.
    Vouchers,
    /// Cash coupons, under `/partner/cash-coupons`; for partners of the subsidised type.
    CashCoupons,
}

impl Area {
    /// The area the page's address belongs to.
    pub fn here() -> Self {
        let path = use_location().pathname.get_untracked();
        if path.starts_with(routes::CASH_COUPONS) { Self::CashCoupons } else { Self::Vouchers }
    }

    /// The area of a quota type.
    pub const fn of(quota_type: QuotaType) -> Self {
        match quota_type {
            QuotaType::Voucher => Self::Vouchers,
            QuotaType::CashCoupon => Self::CashCoupons,
        }
    }

    /// The type of quotas here.
    pub const fn quota_type(self) -> QuotaType {
        match self {
            Self::Vouchers => QuotaType::Voucher,
            Self::CashCoupons => QuotaType::CashCoupon,
        }
    }

    const fn base(self) -> &'static str {
        match self {
            Self::Vouchers => routes::VOUCHERS,
            Self::CashCoupons => routes::CASH_COUPONS,
        }
    }

    fn under(self, path: &str) -> String {
        format!("{}/{path}", self.base())
    }

    /// The list of quotas.
    pub fn quotas(self) -> String {
        self.under("quotas")
    }

    /// One quota.
    pub fn quota(self, id: &str) -> String {
        self.under(&format!("quotas/{id}"))
    }

    /// The issued list.
    pub fn issued(self) -> String {
        self.under("issued")
    }

    /// The issued list with one filter.
    pub fn issued_where(self, name: &str, value: &str) -> String {
        with_query(&self.issued(), &hezong_contract::query::build([(name, value)]))
    }

    /// One coupon.
    pub fn coupon(self, id: &str) -> String {
        self.under(&format!("issued/{id}"))
    }

    /// The operation records.
    pub fn records(self) -> String {
        self.under("records")
    }

    /// The operation records with one filter.
    pub fn records_where(self, name: &str, value: &str) -> String {
        with_query(&self.records(), &hezong_contract::query::build([(name, value)]))
    }

    /// Issuing.
    pub fn issue(self) -> String {
        self.under("issue")
    }

    /// Issuing with some of the form filled in.
    pub fn issue_with(self, query: &str) -> String {
        with_query(&self.issue(), query)
    }

    /// Reclaiming.
    pub fn reclaim(self) -> String {
        self.under("reclaim")
    }

    /// Reclaiming these coupons.
    pub fn reclaim_of(self, coupons: &str) -> String {
        with_query(&self.reclaim(), &hezong_contract::query::build([("coupons", coupons)]))
    }

    /// The result of an act.
    pub fn batch(self, id: &str) -> String {
        self.under(&format!("batches/{id}"))
    }

    /// The allow-list of cash coupons.
    pub fn allowlist(self) -> String {
        self.under("allowlist")
    }

    const fn pick<T: Copy>(self, voucher: T, cash: T) -> T {
        match self {
            Self::Vouchers => voucher,
            Self::CashCoupons => cash,
        }
    }

    /// The heading of the area.
    pub fn title(self) -> &'static str {
        tr(self.pick(texts::VOUCHER_TITLE, texts::CASH_TITLE))
    }

    /// What the area is for.
    pub fn lead(self) -> &'static str {
        tr(self.pick(texts::VOUCHER_LEAD, texts::CASH_LEAD))
    }

    /// The heading of the quotas.
    pub fn quotas_title(self) -> &'static str {
        tr(self.pick(texts::VOUCHER_QUOTAS, texts::CASH_QUOTAS))
    }

    /// The heading of the issued list.
    pub fn issued_title(self) -> &'static str {
        tr(self.pick(texts::VOUCHER_ISSUED, texts::CASH_ISSUED))
    }

    /// The heading of the operation records.
    pub fn records_title(self) -> &'static str {
        tr(texts::RECORDS_TAB)
    }

    /// The heading of issuing.
    pub fn issue_title(self) -> &'static str {
        tr(self.pick(texts::VOUCHER_ISSUE, texts::CASH_ISSUE))
    }

    /// The heading of reclaiming.
    pub fn reclaim_title(self) -> &'static str {
        tr(self.pick(texts::VOUCHER_RECLAIM, texts::CASH_RECLAIM))
    }

    /// The way to a page of the area's sections.
    pub fn crumbs(self) -> Vec<Crumb> {
        vec![Crumb::group(tr(hezong_texts::nav::SALES)), Crumb::group(tr(texts::SECTIONS))]
    }

    /// The way to a page below a section.
    pub fn crumbs_below(self, words: &str, href: String) -> Vec<Crumb> {
        let mut crumbs = self.crumbs();
        crumbs.push(Crumb::link(words, href));
        crumbs
    }
}
