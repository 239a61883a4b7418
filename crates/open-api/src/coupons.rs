//! Coupons and quotas on the wire: what each operation reads and answers (open-api §8).
//!
//! Requests are parsed once into checked values; answers serialise to exactly the names and types
//! the SDK's models have, misspellings included. A field without a value is left out, which the SDK
//! reads as `None`.

pub(crate) mod create_partner_coupons;
mod limits;
pub(crate) mod list_issued_partner_coupons;
pub(crate) mod list_partner_coupons_record;
pub(crate) mod list_quota_coupons;
pub(crate) mod list_sub_customer_coupons;
pub(crate) mod reclaim_partner_coupons;

use serde::Serialize;

use crate::params::Length;

pub use create_partner_coupons::{
    CouponSimpleInfo, CreatePartnerCouponsRequest, CreatePartnerCouponsResponse,
};
pub use list_issued_partner_coupons::{
    IssuedCoupon, ListIssuedPartnerCouponsRequest, ListIssuedPartnerCouponsResponse,
};
pub use list_partner_coupons_record::{
    CouponRecord, ListPartnerCouponsRecordRequest, ListPartnerCouponsRecordResponse, RecordResult,
};
pub use list_quota_coupons::{
    LimitValue, ListQuotaCouponsRequest, ListQuotaCouponsResponse, QuotaCoupon, QuotaLimitInfo,
};
pub use list_sub_customer_coupons::{
    ListSubCustomerCouponsRequest, ListSubCustomerCouponsResponse, SubCustomerCoupon,
};
pub use reclaim_partner_coupons::ReclaimPartnerCouponsRequest;

/// The only currency.
pub const CURRENCY: &str = "CNY";

/// Largest `offset` of the coupon lists.
const OFFSET_MAX: i64 = 2_147_483_646;
/// Largest `limit` of the coupon lists.
const LIMIT_MAX: i64 = 100;
/// Ids in queries have no documented length; no id is longer than this.
const ID_LENGTH: Length = Length::up_to(64);

/// An id that nothing has: the filter of a list that is known to be empty, so that even that list
/// goes through authorisation.
const NO_ID: &str = "";
/// `media_type` of all our coupons.
const ELECTRONIC: i32 = 1;
/// `fetch_method` of all our coupons.
const ISSUED_ONLINE: i32 = 3;

/// A code of the domain as the SDK's models type it; all are below ten.
fn code(code: i64) -> i32 {
    i32::try_from(code).unwrap_or_default()
}

/// A text unless it is empty.
fn given(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

/// Where a coupon may be used (SDK model `ICouponUseLimitInfoV2`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CouponUseLimit {
    /// Id of the limit; the name on the wire is misspelled and must stay so.
    #[serde(rename = "use_limiti_info_id")]
    pub use_limit_info_id: String,
    /// What is limited, such as `cloudServiceType` (open-api §6).
    pub limit_key: String,
    /// First value, such as a service type code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value1: Option<String>,
    /// Second value, such as a region's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value2: Option<String>,
    /// Unit of the values.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value_unit: Option<String>,
    /// Kind of the limit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit_type: Option<String>,
    /// Plan the limit belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub promotion_plan_id: Option<String>,
}

#[cfg(test)]
mod tests;
