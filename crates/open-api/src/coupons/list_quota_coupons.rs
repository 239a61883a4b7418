//! `POST /v2/partners/coupon-quotas/query`, 查询优惠券额度.

use axum::response::Response;
use hezong_domain::coupons::{Quota, QuotaStatus, QuotaType};
use hezong_domain::{QuotaId, Timestamp};
use hezong_services::quotas::list_for_api;
use hezong_storage::quotas::QuotaFilter;
use serde::Serialize;

use super::{CURRENCY, ID_LENGTH, LIMIT_MAX, NO_ID, OFFSET_MAX, code, limits};
use crate::call::{Call, earlier_than, later_than, window, without_reseller};
use crate::decimal::YuanNumber;
use crate::error::Failure;
use crate::measure_units::YUAN;
use crate::params::{Act, BadParam, Body, Filter, Page, Problem, Rules};
use crate::text::Language;
use crate::time::UtcTime;

/// Quota states a caller may ask for.
const STATES: [i64; 4] = [0, 3, 4, 5];

/// What `list_quota_coupons` was asked. Times are ms since 1970 and exclusive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListQuotaCouponsRequest {
    /// At most 50 quota ids.
    pub quota_ids: Filter<Vec<String>>,
    /// States 0 normal, 3 invalid, 4 in adjustment, 5 frozen.
    pub quota_status_list: Filter<Vec<i64>>,
    /// 0 coupon quota, 1 cash coupon quota; 0 when not said.
    pub quota_type: i64,
    /// Created after.
    pub create_time_begin: Filter<i64>,
    /// Created before.
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
    /// Reseller whose quotas a distributor wants to see.
    pub indirect_partner_id: Option<String>,
}

impl ListQuotaCouponsRequest {
    /// Reads the body.
    ///
    /// # Errors
    /// [`BadParam`] for the first field that breaks its rule.
    pub fn parse(body: &Body) -> Result<Self, BadParam> {
        let lists = Rules::BODY.empty(Act::NoFilter);
        let time = |name| body.time(name, Rules::BODY.empty(Act::Reject));
        let quota_status_list = body.ints("quota_status_list", lists, 5, &(0..=i64::MAX))?;
        if let Filter::Is(states) = &quota_status_list
            && !states.iter().all(|state| STATES.contains(state))
        {
            return Err(BadParam::new("quota_status_list", Problem::NotOneOf("0, 3, 4, 5")));
        }
        Ok(Self {
            quota_ids: body.texts("quota_ids", lists, 50, ID_LENGTH)?,
            quota_status_list,
            quota_type: body.int("quota_type", Rules::BODY.empty(Act::Default), &(0..=1))?.or(0),
            create_time_begin: time("create_time_begin")?,
            create_time_end: time("create_time_end")?,
            effective_time_begin: time("effective_time_begin")?,
            effective_time_end: time("effective_time_end")?,
            expire_time_begin: time("expire_time_begin")?,
            expire_time_end: time("expire_time_end")?,
            page: body.page(Rules::BODY, OFFSET_MAX, LIMIT_MAX)?,
            indirect_partner_id: body
                .text("indirect_partner_id", Rules::BODY.empty(Act::NoFilter), ID_LENGTH)?
                .optional(),
        })
    }

    /// Whether a filter lets no row pass.
    pub fn matches_nothing(&self) -> bool {
        self.quota_ids.is_nothing() || self.quota_status_list.is_nothing()
    }
}

impl From<&ListQuotaCouponsRequest> for QuotaFilter {
    fn from(asked: &ListQuotaCouponsRequest) -> Self {
        let mut ids: Vec<String> = asked.quota_ids.value().cloned().unwrap_or_default();
        if asked.matches_nothing() {
            ids = vec![NO_ID.to_owned()];
        }
        let states = asked.quota_status_list.value().map(Vec::as_slice).unwrap_or_default();
        Self {
            ids: ids.into_iter().map(QuotaId::new).collect(),
            quota_type: QuotaType::from_code(asked.quota_type),
            statuses: states.iter().filter_map(|code| QuotaStatus::from_code(*code)).collect(),
            created_after: later_than(&asked.create_time_begin),
            created_before: earlier_than(&asked.create_time_end),
            effective_after: later_than(&asked.effective_time_begin),
            effective_before: earlier_than(&asked.effective_time_end),
            expires_after: later_than(&asked.expire_time_begin),
            expires_before: earlier_than(&asked.expire_time_end),
            ..Self::default()
        }
    }
}

/// Lists the caller's quotas. Permission: `BPC_ITEM_SUBCUSTSERV_030100`.
pub(crate) async fn handle(call: Call) -> Result<Response, Failure> {
    let asked = ListQuotaCouponsRequest::parse(&call.body()?)?;
    without_reseller(asked.indirect_partner_id.as_deref())?;
    let page = list_for_api(&call.cx, &QuotaFilter::from(&asked), window(asked.page)).await?;
    let row = |quota: &Quota| row(quota, call.language, call.cx.now());
    Ok(call.ok(&ListQuotaCouponsResponse {
        total_count: page.total,
        quotas: page.rows.iter().map(row).collect(),
    }))
}

fn row(quota: &Quota, language: Language, now: Timestamp) -> QuotaCoupon {
    QuotaCoupon {
        quota_id: quota.id.to_string(),
        quota_type: code(quota.quota_type.code()),
        create_time: UtcTime(quota.created_at.ms()),
        last_update_time: UtcTime(quota.updated_at.ms()),
        quota_value: YuanNumber(quota.value.get()),
        quota_status: code(quota.status_at(now).code()),
        balance: YuanNumber(quota.balance.get()),
        measure_id: YUAN,
        currency: CURRENCY,
        effective_time: UtcTime(quota.effective_at.ms()),
        expire_time: UtcTime(quota.expires_at.ms()),
        limit_infos: limits::of_quota(quota, language),
    }
}

/// Answer of `list_quota_coupons`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ListQuotaCouponsResponse {
    /// Rows in all.
    pub total_count: i64,
    /// Rows of the page.
    pub quotas: Vec<QuotaCoupon>,
}

/// One quota (SDK model `CouponQuotaV2`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct QuotaCoupon {
    /// Quota id.
    pub quota_id: String,
    /// 0 coupon quota, 1 cash coupon quota.
    pub quota_type: i32,
    /// When it was created.
    pub create_time: UtcTime,
    /// When it was last changed.
    pub last_update_time: UtcTime,
    /// Value at the beginning.
    pub quota_value: YuanNumber,
    /// 0 normal, 3 invalid, 4 in adjustment, 5 frozen.
    pub quota_status: i32,
    /// Value left.
    pub balance: YuanNumber,
    /// [`crate::measure_units::YUAN`].
    pub measure_id: i32,
    /// [`super::CURRENCY`].
    pub currency: &'static str,
    /// From when it may be issued from.
    pub effective_time: UtcTime,
    /// Until when it may be issued from.
    pub expire_time: UtcTime,
    /// Limits its coupons inherit.
    pub limit_infos: Vec<QuotaLimitInfo>,
}

/// One limit of a quota.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct QuotaLimitInfo {
    /// What is limited, such as `cloudServiceType` (open-api §6).
    pub limit_key: String,
    /// Allowed values.
    pub limit_values: Vec<LimitValue>,
}

/// One allowed value of a limit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LimitValue {
    /// First value, such as a code.
    pub value1: String,
    /// Second value, such as a name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value2: Option<String>,
}
