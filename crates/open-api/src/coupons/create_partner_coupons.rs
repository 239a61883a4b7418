//! `POST /v2/promotions/benefits/partner-coupons`, 发放优惠券.

use axum::response::Response;
use hezong_domain::coupons::{Door, IssueRequest, LimitRequest};
use hezong_domain::{CustomerId, Fen, QuotaId, Timestamp};
use hezong_services::coupons::{Issue, issue};
use serde::Serialize;

use crate::call::{Call, without_reseller};
use crate::decimal::AMOUNT_RANGE_FEN;
use crate::error::{Code, ErrorDetail, Failure};
use crate::params::{Act, BadParam, Body, Length, Rules};

/// Customers one call may serve.
const CUSTOMERS_MAX: usize = 100;
/// Services or products one call may name.
const LIMITS_MAX: usize = 10;

/// What `create_partner_coupons` was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CreatePartnerCouponsRequest {
    /// Quota to issue from.
    pub quota_id: String,
    /// 1 to 100 customers; each gets one coupon.
    pub customer_ids: Vec<String>,
    /// Face value of each coupon, in fen, above zero.
    pub face_value_fen: i64,
    /// Effective from, in ms since 1970; from the quota when not said.
    pub valid_time_ms: Option<i64>,
    /// Expires at, in ms since 1970; from the quota when not said.
    pub expire_time_ms: Option<i64>,
    /// At most 10 service type codes; the quota's limits when empty.
    pub cloud_service_types: Vec<String>,
    /// At most 10 product ids; the quota's limits when empty.
    pub product_ids: Vec<String>,
    /// Remark; an empty one is stored as such.
    pub memo: Option<String>,
    /// Reseller of the customers, when a distributor issues for one.
    pub indirect_partner_id: Option<String>,
}

impl CreatePartnerCouponsRequest {
    /// Reads the body.
    ///
    /// # Errors
    /// [`BadParam`] for the first field that breaks its rule.
    pub fn parse(body: &Body) -> Result<Self, BadParam> {
        let id = Length::between(1, 64);
        let limits = |name| {
            let rules = Rules::BODY.empty(Act::NoFilter);
            Ok(body.texts(name, rules, LIMITS_MAX, id)?.or(Vec::new()))
        };
        Ok(Self {
            quota_id: body.required_text("quota_id", id)?,
            customer_ids: body.required_texts("customer_ids", CUSTOMERS_MAX, id)?,
            face_value_fen: body.required_fen("face_value", &AMOUNT_RANGE_FEN)?,
            valid_time_ms: body.time("valid_time", Rules::BODY)?.optional(),
            expire_time_ms: body.time("expire_time", Rules::BODY)?.optional(),
            cloud_service_types: limits("cloud_service_types")?,
            product_ids: limits("product_ids")?,
            memo: body.text("memo", Rules::BODY, Length::up_to(512))?.optional(),
            indirect_partner_id: body
                .text("indirect_partner_id", Rules::BODY.empty(Act::NoFilter), Length::up_to(64))?
                .optional(),
        })
    }
}

impl From<CreatePartnerCouponsRequest> for IssueRequest {
    fn from(asked: CreatePartnerCouponsRequest) -> Self {
        Self {
            quota_id: QuotaId::new(asked.quota_id),
            customer_ids: asked.customer_ids.into_iter().map(CustomerId::new).collect(),
            face: Fen::new(asked.face_value_fen),
            effective_at: asked.valid_time_ms.map(Timestamp::from_ms),
            expires_at: asked.expire_time_ms.map(Timestamp::from_ms),
            limits: LimitRequest {
                services: asked.cloud_service_types,
                products: asked.product_ids,
                ..LimitRequest::default()
            },
            name: String::new(),
            memo: asked.memo.unwrap_or_default(),
        }
    }
}

/// Issues coupons. Permission: `BPC_ITEM_SUBCUSTSERV_030103`.
///
/// The optional header `Idempotency-Key` makes a repetition answer what the first call answered.
pub(crate) async fn handle(call: Call) -> Result<Response, Failure> {
    let asked = CreatePartnerCouponsRequest::parse(&call.body()?)?;
    without_reseller(asked.indirect_partner_id.as_deref())?;
    let key = call.idempotency_key()?;
    let wanted = Issue { request: asked.into(), door: Door::OpenApi, key, code: String::new() };
    let result = issue(&call.cx, &wanted).await?;

    let mut answer = CreatePartnerCouponsResponse::default();
    let mut whole = None;
    for row in result.rows {
        let Some(refusal) = row.refusal else {
            let info = CouponSimpleInfo { id: row.customer_id, coupon_id: row.coupon_id };
            answer.coupon_infos.push(info);
            continue;
        };
        let detail = ErrorDetail::refused(&refusal, call.language, row.customer_id);
        answer.error_details.push(detail);
        if Code::of_refusal(&refusal).fails_the_whole_call() {
            whole.get_or_insert((0, refusal)).0 += 1;
        }
    }
    match whole {
        Some((count, refusal))
            if answer.coupon_infos.is_empty() && count == answer.error_details.len() =>
        {
            Err(Failure::Refused(refusal))
        }
        _ => Ok(call.ok(&answer)),
    }
}

/// Answer of `create_partner_coupons`: each customer is in one of the two lists.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct CreatePartnerCouponsResponse {
    /// Customers that got none, with the reason.
    pub error_details: Vec<ErrorDetail>,
    /// Customers that got a coupon.
    pub coupon_infos: Vec<CouponSimpleInfo>,
}

/// A customer and its new coupon.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CouponSimpleInfo {
    /// Customer id.
    pub id: String,
    /// Coupon id.
    pub coupon_id: String,
}
