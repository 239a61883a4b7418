//! `GET /v2/promotions/benefits/partner-coupons/records/query`, 查询优惠券的发放回收记录.

use axum::response::Response;
use hezong_domain::coupons::{OperationType, QuotaType};
use hezong_domain::{CouponId, CustomerId, QuotaId};
use hezong_services::coupons::records_for_api;
use hezong_storage::coupons::{OperationRecord, RecordFilter};
use serde::Serialize;

use super::{ID_LENGTH, LIMIT_MAX, NO_ID, OFFSET_MAX, code, given};
use crate::call::{Call, earlier_than, later_than, window, without_reseller};
use crate::decimal::YuanNumber;
use crate::error::Failure;
use crate::params::{Act, BadParam, Filter, Length, Page, Query, Rules};
use crate::time::UtcTime;

/// Values one repeated key may have; a URL holds no more of them.
const VALUES_MAX: usize = 200;

/// What `list_partner_coupons_record` was asked. Times are ms since 1970 and exclusive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListPartnerCouponsRecordRequest {
    /// Operations 1 to 9 (open-api §6).
    pub operation_types: Filter<Vec<i64>>,
    /// Records of one quota.
    pub quota_id: Filter<String>,
    /// 0 coupon quota, 1 cash coupon quota.
    pub quota_type: Filter<i64>,
    /// Records of these coupons.
    pub coupon_ids: Filter<Vec<String>>,
    /// Records of one customer.
    pub customer_id: Filter<String>,
    /// Done after.
    pub operation_time_begin: Filter<i64>,
    /// Done before.
    pub operation_time_end: Filter<i64>,
    /// How it ended.
    pub result: Filter<RecordResult>,
    /// Rows to answer.
    pub page: Page,
    /// Reseller whose records a distributor wants to see.
    pub indirect_partner_id: Option<String>,
}

/// How an operation ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RecordResult {
    /// `0`
    Succeeded,
    /// `-1`, anything but 0.
    Failed,
}

impl ListPartnerCouponsRecordRequest {
    /// Reads the query.
    ///
    /// # Errors
    /// [`BadParam`] for the first parameter that breaks its rule.
    pub fn parse(query: &Query) -> Result<Self, BadParam> {
        let filters = Rules::QUERY.null(Act::Filter).empty(Act::Filter);
        let times = Rules::QUERY.null(Act::Reject).empty(Act::Reject);
        let numbers = Rules::QUERY.null(Act::NoFilter).empty(Act::Reject);
        let operation_types =
            query.texts("operation_types", filters, VALUES_MAX, Length::up_to(64))?;
        Ok(Self {
            operation_types: known_operations(operation_types),
            quota_id: query.text("quota_id", filters, ID_LENGTH)?,
            quota_type: query.int("quota_type", numbers, &(0..=1))?,
            coupon_ids: query.texts("coupon_ids", filters, VALUES_MAX, ID_LENGTH)?,
            customer_id: query.text("customer_id", filters, ID_LENGTH)?,
            operation_time_begin: query.time("operation_time_begin", times)?,
            operation_time_end: query.time("operation_time_end", times)?,
            result: result(&query.text("result", Rules::QUERY, Length::up_to(64))?),
            page: query.page(numbers, OFFSET_MAX, LIMIT_MAX)?,
            indirect_partner_id: query
                .text("indirect_partner_id", Rules::QUERY, ID_LENGTH)?
                .optional(),
        })
    }

    /// Whether a filter lets no row pass.
    pub fn matches_nothing(&self) -> bool {
        self.operation_types.is_nothing()
            || self.quota_id.is_nothing()
            || self.coupon_ids.is_nothing()
            || self.customer_id.is_nothing()
    }
}

/// Keeps the operations that exist; if none of those asked for exists, nothing matches.
fn known_operations(given: Filter<Vec<String>>) -> Filter<Vec<i64>> {
    let Filter::Is(given) = given else {
        return given.map(|_| Vec::new());
    };
    let known: Vec<i64> = (1..=9).filter(|number| given.contains(&number.to_string())).collect();
    if known.is_empty() { Filter::Nothing } else { Filter::Is(known) }
}

/// A value that is neither 0 nor -1 does not filter.
fn result(given: &Filter<String>) -> Filter<RecordResult> {
    match given.value().map(String::as_str) {
        Some("0") => Filter::Is(RecordResult::Succeeded),
        Some("-1") => Filter::Is(RecordResult::Failed),
        _ => Filter::Any,
    }
}

impl From<&ListPartnerCouponsRecordRequest> for RecordFilter {
    fn from(asked: &ListPartnerCouponsRecordRequest) -> Self {
        let mut ids: Vec<String> = asked.coupon_ids.value().cloned().unwrap_or_default();
        if asked.matches_nothing() {
            ids = vec![NO_ID.to_owned()];
        }
        let codes = asked.operation_types.value().map(Vec::as_slice).unwrap_or_default();
        Self {
            operations: codes.iter().filter_map(|code| OperationType::from_code(*code)).collect(),
            quota_id: asked.quota_id.value().map(QuotaId::new),
            quota_type: asked.quota_type.value().and_then(|code| QuotaType::from_code(*code)),
            coupon_ids: ids.into_iter().map(CouponId::new).collect(),
            customer_id: asked.customer_id.value().map(CustomerId::new),
            is_done: asked.result.value().map(|result| *result == RecordResult::Succeeded),
            after: later_than(&asked.operation_time_begin),
            before: earlier_than(&asked.operation_time_end),
            ..Self::default()
        }
    }
}

/// Lists what the caller issued and reclaimed. No item is documented; the console's is asked for:
/// `BPC_ITEM_SUBCUSTSERV_030102`.
pub(crate) async fn handle(call: Call) -> Result<Response, Failure> {
    let asked = ListPartnerCouponsRecordRequest::parse(&call.query()?)?;
    without_reseller(asked.indirect_partner_id.as_deref())?;
    let page = records_for_api(&call.cx, &RecordFilter::from(&asked), window(asked.page)).await?;
    Ok(call.ok(&ListPartnerCouponsRecordResponse {
        total_count: page.total,
        records: page.rows.into_iter().map(CouponRecord::from).collect(),
    }))
}

impl From<OperationRecord> for CouponRecord {
    fn from(record: OperationRecord) -> Self {
        let result = if record.failure.is_empty() { "0" } else { "-1" };
        Self {
            id: record.id.to_string(),
            operation_type: record.operation.code().to_string(),
            quota_id: record.quota_id.to_string(),
            quota_type: code(record.quota_type.code()),
            coupon_id: record.coupon_id.map(String::from),
            customer_id: record.customer_id.to_string(),
            operation_amount: YuanNumber(record.amount.get()),
            operation_time: UtcTime(record.at.ms()),
            result: result.to_owned(),
            remark: given(&record.remark),
        }
    }
}

/// Answer of `list_partner_coupons_record`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ListPartnerCouponsRecordResponse {
    /// Rows in all.
    pub total_count: i64,
    /// Rows of the page.
    pub records: Vec<CouponRecord>,
}

/// One record (SDK model `CouponRecordV2`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CouponRecord {
    /// Record id.
    pub id: String,
    /// 1 to 9 as text (open-api §6).
    pub operation_type: String,
    /// Quota of the coupon.
    pub quota_id: String,
    /// 0 coupon quota, 1 cash coupon quota.
    pub quota_type: i32,
    /// Coupon; none when issuing failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub coupon_id: Option<String>,
    /// Customer.
    pub customer_id: String,
    /// Face value when issued, value recovered when reclaimed.
    pub operation_amount: YuanNumber,
    /// When it was done.
    pub operation_time: UtcTime,
    /// `"0"` success, `"-1"` failure.
    pub result: String,
    /// Remark.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remark: Option<String>,
}
