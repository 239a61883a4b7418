//! `GET /v2/promotions/benefits/partner-coupons`, 查询已发放的优惠券.

use axum::response::Response;
use hezong_domain::accounts::AssociationKind;
use hezong_domain::coupons::{Coupon, CouponStatus, CouponType};
use hezong_domain::{CouponId, CustomerId, Timestamp};
use hezong_services::coupons::issued_for_api;
use hezong_storage::coupons::CouponFilter;
use serde::Serialize;

use super::{
    CouponUseLimit, ELECTRONIC, ID_LENGTH, ISSUED_ONLINE, LIMIT_MAX, NO_ID, OFFSET_MAX, code,
    given, limits,
};
use crate::call::{Call, earlier_than, later_than, window, without_reseller};
use crate::decimal::YuanNumber;
use crate::error::Failure;
use crate::measure_units::YUAN;
use crate::params::{Act, BadParam, Filter, Page, Query, Rules};
use crate::text::Language;
use crate::time::UtcTime;

/// Coupons that ended longer ago are not listed (two years, open-api §8).
const ENDED_SHOWN_DAYS: i64 = 730;

/// What `list_issued_partner_coupons` was asked. Times are ms since 1970 and exclusive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListIssuedPartnerCouponsRequest {
    /// One coupon.
    pub coupon_id: Filter<String>,
    /// Coupons of one customer.
    pub customer_id: Filter<String>,
    /// Coupons used by one order.
    pub order_id: Filter<String>,
    /// 1 coupon, 2 discount, 3 product, 4 cash.
    pub coupon_type: Filter<i64>,
    /// 1 to 5 (open-api §6).
    pub status: Filter<i64>,
    /// Issued after.
    pub create_time_begin: Filter<i64>,
    /// Issued before.
    pub create_time_end: Filter<i64>,
    /// Effective after.
    pub effective_time_begin: Filter<i64>,
    /// Effective before.
    pub effective_time_end: Filter<i64>,
    /// Expires after.
    pub expire_time_begin: Filter<i64>,
    /// Expires before.
    pub expire_time_end: Filter<i64>,
    /// Rows to answer.
    pub page: Page,
    /// Reseller whose coupons a distributor wants to see.
    pub indirect_partner_id: Option<String>,
}

impl ListIssuedPartnerCouponsRequest {
    /// Reads the query.
    ///
    /// # Errors
    /// [`BadParam`] for the first parameter that breaks its rule.
    pub fn parse(query: &Query) -> Result<Self, BadParam> {
        let ids = Rules::QUERY.null(Act::Filter).empty(Act::Reject);
        let id = |name| query.text(name, ids, ID_LENGTH);
        let number = |name, max| query.int(name, Rules::QUERY.null(Act::NoFilter), &(1..=max));
        let time = |name| query.time(name, Rules::QUERY);
        Ok(Self {
            coupon_id: id("coupon_id")?,
            customer_id: id("customer_id")?,
            order_id: id("order_id")?,
            coupon_type: number("coupon_type", 4)?,
            status: number("status", 5)?,
            create_time_begin: time("create_time_begin")?,
            create_time_end: time("create_time_end")?,
            effective_time_begin: time("effective_time_begin")?,
            effective_time_end: time("effective_time_end")?,
            expire_time_begin: time("expire_time_begin")?,
            expire_time_end: time("expire_time_end")?,
            page: query.page(Rules::QUERY, OFFSET_MAX, LIMIT_MAX)?,
            indirect_partner_id: query
                .text("indirect_partner_id", Rules::QUERY, ID_LENGTH)?
                .optional(),
        })
    }

    /// Whether a filter lets no row pass.
    pub fn matches_nothing(&self) -> bool {
        self.coupon_id.is_nothing() || self.customer_id.is_nothing() || self.order_id.is_nothing()
    }
}

/// The coupons to look for at `now`: of resale customers only, as documented.
fn filter(asked: &ListIssuedPartnerCouponsRequest, now: Timestamp) -> CouponFilter {
    let coupon_type = asked.coupon_type.value().map(|code| CouponType::from_code(*code));
    let mut ids: Vec<String> = asked.coupon_id.value().cloned().into_iter().collect();
    // There are no discount and product coupons.
    if asked.matches_nothing() || coupon_type == Some(None) {
        ids = vec![NO_ID.to_owned()];
    }
    let status = asked.status.value().and_then(|code| CouponStatus::from_code(*code));
    CouponFilter {
        ids: ids.into_iter().map(CouponId::new).collect(),
        customer_id: asked.customer_id.value().map(CustomerId::new),
        coupon_type: coupon_type.flatten(),
        statuses: status.into_iter().collect(),
        association: Some(AssociationKind::Resale),
        order_id: asked.order_id.value().cloned().unwrap_or_default(),
        created_after: later_than(&asked.create_time_begin),
        created_before: earlier_than(&asked.create_time_end),
        effective_after: later_than(&asked.effective_time_begin),
        effective_before: earlier_than(&asked.effective_time_end),
        expires_after: later_than(&asked.expire_time_begin)
            .max(Some(now.plus_days(-ENDED_SHOWN_DAYS))),
        expires_before: earlier_than(&asked.expire_time_end),
        ..CouponFilter::default()
    }
}

/// Lists the coupons the caller issued. Permission: `BPC_ITEM_SUBCUSTSERV_030200`.
pub(crate) async fn handle(call: Call) -> Result<Response, Failure> {
    let asked = ListIssuedPartnerCouponsRequest::parse(&call.query()?)?;
    without_reseller(asked.indirect_partner_id.as_deref())?;
    let now = call.cx.now();
    let page = issued_for_api(&call.cx, &filter(&asked, now), window(asked.page)).await?;
    let row = |coupon: &Coupon| row(coupon, call.language, now);
    Ok(call.ok(&ListIssuedPartnerCouponsResponse {
        total_count: page.total,
        user_coupons: page.rows.iter().map(row).collect(),
    }))
}

fn row(coupon: &Coupon, language: Language, now: Timestamp) -> IssuedCoupon {
    IssuedCoupon {
        coupon_id: coupon.id.to_string(),
        status: code(coupon.status_at(now).code()),
        customer_id: coupon.customer_id.to_string(),
        coupon_type: code(coupon.coupon_type.code()),
        measure_id: YUAN,
        face_value: YuanNumber(coupon.face.get()),
        effective_time: UtcTime(coupon.effective_at.ms()),
        expire_time: UtcTime(coupon.expires_at.ms()),
        order_id: given(&coupon.last_order_id),
        promotion_plan_id: None,
        promotion_plan_name: given(&coupon.name),
        promotion_plan_desc: None,
        media_type: ELECTRONIC,
        fetch_method: ISSUED_ONLINE,
        use_limits: limits::of_coupon(coupon, language),
        active_time: Some(UtcTime(coupon.created_at.ms())),
        last_used_time: coupon.last_used_at.map(|at| UtcTime(at.ms())),
        promotion_id: None,
        create_time: UtcTime(coupon.created_at.ms()),
        balance: YuanNumber(coupon.balance.get()),
        lock_order_id: None,
        is_frozen: if coupon.is_frozen { "1" } else { "0" },
    }
}

/// Answer of `list_issued_partner_coupons`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ListIssuedPartnerCouponsResponse {
    /// Rows in all.
    pub total_count: i64,
    /// Rows of the page.
    pub user_coupons: Vec<IssuedCoupon>,
}

/// One issued coupon (SDK model `IQueryUserPartnerCouponsResultV2`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct IssuedCoupon {
    /// Coupon id.
    pub coupon_id: String,
    /// 2 usable, 3 used, 4 expired, 5 reclaimed.
    pub status: i32,
    /// Owner.
    pub customer_id: String,
    /// 1 coupon, 4 cash coupon.
    pub coupon_type: i32,
    /// [`crate::measure_units::YUAN`].
    pub measure_id: i32,
    /// Value at the beginning.
    pub face_value: YuanNumber,
    /// From when it may be used.
    pub effective_time: UtcTime,
    /// Until when it may be used.
    pub expire_time: UtcTime,
    /// Order that used it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub order_id: Option<String>,
    /// Plan it was issued under.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub promotion_plan_id: Option<String>,
    /// Name of the plan.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub promotion_plan_name: Option<String>,
    /// Description of the plan.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub promotion_plan_desc: Option<String>,
    /// 1 electronic, 2 paper.
    pub media_type: i32,
    /// How it was obtained; 3 issued online (open-api §8).
    pub fetch_method: i32,
    /// Where it may be used.
    pub use_limits: Vec<CouponUseLimit>,
    /// When it became usable by its owner.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub active_time: Option<UtcTime>,
    /// When it was last used.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_used_time: Option<UtcTime>,
    /// Promotion it belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub promotion_id: Option<String>,
    /// When it was issued.
    pub create_time: UtcTime,
    /// Value left.
    pub balance: YuanNumber,
    /// Order that holds it at the moment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lock_order_id: Option<String>,
    /// `"0"` no, `"1"` yes.
    pub is_frozen: &'static str,
}
