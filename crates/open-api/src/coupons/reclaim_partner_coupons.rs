//! `POST /v2/promotions/benefits/partner-coupons/reclaim`, 回收优惠券. Success is 204 without a body.

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
