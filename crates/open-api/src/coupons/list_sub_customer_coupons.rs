//! `GET /v2/promotions/benefits/coupons`, 查询优惠券列表.

use axum::response::Response;
use hezong_domain::coupons::{Coupon, CouponStatus, CouponType};
use hezong_domain::{CouponId, PartnerId, Timestamp};
use hezong_services::coupons::wallet_for_api;
use hezong_storage::coupons::CouponFilter;
use serde::Serialize;

use super::{
    CURRENCY, CouponUseLimit, ELECTRONIC, ID_LENGTH, ISSUED_ONLINE, LIMIT_MAX, NO_ID, code, given,
    limits,
};
use crate::call::{Call, earlier_than, later_than, window, without_reseller};
use crate::decimal::YuanNumber;
use crate::error::Failure;
use crate::measure_units::YUAN;
use crate::params::{Act, BadParam, Filter, Page, Query, Rules};
use crate::text::Language;
use crate::time::UtcTime;

/// Coupons that ended longer ago are not listed (one year, open-api §8).
const ENDED_SHOWN_DAYS: i64 = 365;
/// `coupon_version`: usable until the balance is 0.
const UNTIL_USED_UP: i32 = 2;

/// One more than in the other coupon lists, as documented.
const OFFSET_MAX: i64 = 2_147_483_647;

/// What `list_sub_customer_coupons` was asked. Times are ms since 1970 and exclusive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListSubCustomerCouponsRequest {
    /// One coupon.
    pub coupon_id: Filter<String>,
    /// Coupons used by one order.
    pub order_id: Filter<String>,
    /// Coupons of one plan.
    pub promotion_plan_id: Filter<String>,
    /// 1 coupon, 2 discount, 3 product, 4 cash.
    pub coupon_type: Filter<i64>,
    /// 1 to 5 (open-api §6).
    pub status: Filter<i64>,
    /// Became usable after.
    pub active_start_time: Filter<i64>,
    /// Became usable before.
    pub active_end_time: Filter<i64>,
    /// Rows to answer.
    pub page: Page,
    /// Coupons issued by one partner.
    pub source_id: Filter<String>,
    /// Reseller whose coupons a distributor wants to see.
    pub indirect_partner_id: Option<String>,
}

impl ListSubCustomerCouponsRequest {
    /// Reads the query.
    ///
    /// # Errors
    /// [`BadParam`] for the first parameter that breaks its rule.
    pub fn parse(query: &Query) -> Result<Self, BadParam> {
        let id = |name| query.text(name, Rules::QUERY, ID_LENGTH);
        let times = Rules::QUERY.null(Act::Reject).empty(Act::Reject);
        let types = Rules::QUERY.null(Act::NoFilter).empty(Act::Reject);
        let sources = Rules::QUERY.null(Act::NoFilter).empty(Act::Filter);
        Ok(Self {
            coupon_id: id("coupon_id")?,
            order_id: id("order_id")?,
            promotion_plan_id: id("promotion_plan_id")?,
            coupon_type: query.int("coupon_type", types, &(1..=4))?,
            status: query.int("status", Rules::QUERY, &(1..=5))?,
            active_start_time: query.time("active_start_time", times)?,
            active_end_time: query.time("active_end_time", times)?,
            page: query.page(Rules::QUERY, OFFSET_MAX, LIMIT_MAX)?,
            source_id: query.text("source_id", sources, ID_LENGTH)?,
            indirect_partner_id: id("indirect_partner_id")?.optional(),
        })
    }

    /// Whether a filter lets no row pass.
    pub fn matches_nothing(&self) -> bool {
        self.source_id.is_nothing()
    }
}

/// The coupons to look for at `now`. There are no promotion plans, so none matches one.
fn filter(asked: &ListSubCustomerCouponsRequest, now: Timestamp) -> CouponFilter {
    let coupon_type = asked.coupon_type.value().map(|code| CouponType::from_code(*code));
    let mut ids: Vec<String> = asked.coupon_id.value().cloned().into_iter().collect();
    let has_plan = asked.promotion_plan_id.value().is_some();
    if asked.matches_nothing() || coupon_type == Some(None) || has_plan {
        ids = vec![NO_ID.to_owned()];
    }
    let status = asked.status.value().and_then(|code| CouponStatus::from_code(*code));
    CouponFilter {
        ids: ids.into_iter().map(CouponId::new).collect(),
        partner_id: asked.source_id.value().map(PartnerId::new),
        coupon_type: coupon_type.flatten(),
        statuses: status.into_iter().collect(),
        order_id: asked.order_id.value().cloned().unwrap_or_default(),
        // Coupons that partners issue need no activation: they are usable from their issue.
        created_after: later_than(&asked.active_start_time),
        created_before: earlier_than(&asked.active_end_time),
        expires_after: Some(now.plus_days(-ENDED_SHOWN_DAYS)),
        ..CouponFilter::default()
    }
}

/// Lists the caller's own coupons. Permission of customers: `billing:coupon:view`.
pub(crate) async fn handle(call: Call) -> Result<Response, Failure> {
    let asked = ListSubCustomerCouponsRequest::parse(&call.query()?)?;
    without_reseller(asked.indirect_partner_id.as_deref())?;
    let now = call.cx.now();
    let page = wallet_for_api(&call.cx, &filter(&asked, now), window(asked.page)).await?;
    let row = |coupon: &Coupon| row(coupon, call.language, now);
    Ok(call.ok(&ListSubCustomerCouponsResponse {
        count: page.total,
        user_coupons: page.rows.iter().map(row).collect(),
    }))
}

fn row(coupon: &Coupon, language: Language, now: Timestamp) -> SubCustomerCoupon {
    SubCustomerCoupon {
        coupon_id: coupon.id.to_string(),
        coupon_code: None,
        status: code(coupon.status_at(now).code()),
        customer_id: coupon.customer_id.to_string(),
        coupon_type: code(coupon.coupon_type.code()),
        measure_id: YUAN,
        face_value: YuanNumber(coupon.face.get()),
        valid_time: UtcTime(coupon.effective_at.ms()),
        expire_time: UtcTime(coupon.expires_at.ms()),
        order_id: given(&coupon.last_order_id),
        promotion_plan_id: None,
        plan_name: given(&coupon.name),
        plan_desc: None,
        media_type: ELECTRONIC,
        fetch_method: ISSUED_ONLINE,
        use_limits: limits::of_coupon(coupon, language),
        active_time: Some(UtcTime(coupon.created_at.ms())),
        reserve_time: coupon.last_used_at.map(|at| UtcTime(at.ms())),
        promotion_id: None,
        create_time: UtcTime(coupon.created_at.ms()),
        coupon_version: UNTIL_USED_UP,
        balance: YuanNumber(coupon.balance.get()),
        lock_order_id: None,
        coupon_usage: None,
        is_frozen: if coupon.is_frozen { "1" } else { "0" },
        currency: CURRENCY,
        extend_param1: None,
        source_id: Some(coupon.partner_id.to_string()),
    }
}

/// Answer of `list_sub_customer_coupons`; the total is called `count` here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ListSubCustomerCouponsResponse {
    /// Rows in all.
    pub count: i64,
    /// Rows of the page.
    pub user_coupons: Vec<SubCustomerCoupon>,
}

/// One coupon of the caller (SDK model `IQueryUserCouponsResultV2`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SubCustomerCoupon {
    /// Coupon id.
    pub coupon_id: String,
    /// Code printed on the coupon.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub coupon_code: Option<String>,
    /// 2 usable, 3 used, 4 expired, 5 reclaimed.
    pub status: i32,
    /// Owner.
    pub customer_id: String,
    /// 1 coupon, 2 discount, 4 cash.
    pub coupon_type: i32,
    /// [`crate::measure_units::YUAN`].
    pub measure_id: i32,
    /// Value at the beginning.
    pub face_value: YuanNumber,
    /// From when it may be used.
    pub valid_time: UtcTime,
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
    pub plan_name: Option<String>,
    /// Description of the plan.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub plan_desc: Option<String>,
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
    pub reserve_time: Option<UtcTime>,
    /// Promotion it belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub promotion_id: Option<String>,
    /// When it was issued.
    pub create_time: UtcTime,
    /// 1 single use, 2 usable until the balance is 0.
    pub coupon_version: i32,
    /// Value left.
    pub balance: YuanNumber,
    /// Order that holds it at the moment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lock_order_id: Option<String>,
    /// What it is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub coupon_usage: Option<String>,
    /// `"0"` no, `"1"` yes.
    pub is_frozen: &'static str,
    /// [`super::CURRENCY`].
    pub currency: &'static str,
    /// Free for extensions.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub extend_param1: Option<String>,
    /// Partner that issued it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source_id: Option<String>,
}
