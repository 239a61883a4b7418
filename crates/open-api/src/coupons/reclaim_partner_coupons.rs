//! `POST /v2/promotions/benefits/partner-coupons/reclaim`, 回收优惠券. Success is 204 without a body.

use axum::response::Response;
use hezong_domain::CouponId;
use hezong_domain::coupons::Door;
use hezong_services::Error;
use hezong_services::coupons::{Reclaim, reclaim};
use http::StatusCode;

use crate::call::{Call, without_reseller};
use crate::error::{ApiError, Code, Failure};
use crate::params::{Act, BadParam, Body, Length, Rules};

/// What `reclaim_partner_coupons` was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReclaimPartnerCouponsRequest {
    /// Coupon to take back.
    pub coupon_id: String,
    /// Reseller of the customer, when a distributor reclaims for one.
    pub indirect_partner_id: Option<String>,
}

impl ReclaimPartnerCouponsRequest {
    /// Reads the body.
    ///
    /// # Errors
    /// [`BadParam`] for the first field that breaks its rule.
    pub fn parse(body: &Body) -> Result<Self, BadParam> {
        Ok(Self {
            coupon_id: body.required_text("coupon_id", Length::between(1, 64))?,
            indirect_partner_id: body
                .text(
                    "indirect_partner_id",
                    Rules::BODY.empty(Act::Reject),
                    Length::between(1, 100),
                )?
                .optional(),
        })
    }
}

/// Takes a coupon back. Permission: `BPC_ITEM_SUBCUSTSERV_030201`.
pub(crate) async fn handle(call: Call) -> Result<Response, Failure> {
    let asked = ReclaimPartnerCouponsRequest::parse(&call.body()?)?;
    without_reseller(asked.indirect_partner_id.as_deref())?;
    let wanted = Reclaim {
        coupon_ids: vec![CouponId::new(asked.coupon_id)],
        door: Door::OpenApi,
        key: call.idempotency_key()?,
        code: String::new(),
    };
    match reclaim(&call.cx, &wanted).await {
        Ok(_) => Ok(call.no_content()),
        Err(Error::Refused(refusal)) if call.settings.faithful_200 => {
            let error = ApiError::refused(&refusal, call.language);
            let documented_200 = Code::of_refusal(&refusal) == Code::CouponExpiredOrReclaimed;
            let status = if documented_200 { StatusCode::OK } else { error.status };
            Ok(call.failed(&error.with_status(status)))
        }
        Err(error) => Err(error.into()),
    }
}
