//! Server functions that read quotas, coupons and records.

use hezong_contract::coupons::{
    BatchResult, CouponDetail, CouponRow, IssuedStats, QuotaDetail, QuotaRow, RecordRow,
};
use hezong_contract::wire::Ask;
use hezong_contract::{AppError, Listing};
use hezong_domain::Timestamp;
use hezong_domain::coupons::QuotaType;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// The figures above the lists.
///
/// Permission: `Permission::IssuedView` on the own partner.
#[server(prefix = "/_fn", endpoint = "issued_figures", protocol = Ask)]
pub async fn issued_figures(quota_type: QuotaType) -> Result<IssuedStats, AppError> {
    use crate::server::{respond, server_context};
    respond(hezong_services::coupons::stats(&server_context().await?, quota_type).await)
}

/// The partner's quotas; `query` is the page's query string.
///
/// Permission: `Permission::QuotaView` on the own partner.
#[server(prefix = "/_fn", endpoint = "partner_quotas", protocol = Ask)]
pub async fn partner_quotas(
    quota_type: QuotaType,
    query: String,
) -> Result<Listing<QuotaRow>, AppError> {
    use crate::server::{respond, server_context};
    let cx = server_context().await?;
    respond(hezong_services::quotas::list(&cx, quota_type, &query).await)
}

/// One of the partner's quotas with what became of its value.
///
/// Permission: `Permission::QuotaView` on the own partner.
#[server(prefix = "/_fn", endpoint = "partner_quota", protocol = Ask)]
pub async fn partner_quota(id: String) -> Result<QuotaDetail, AppError> {
    use crate::server::{respond, server_context};
    respond(hezong_services::quotas::detail(&server_context().await?, &id).await)
}

/// The coupons the partner issued; `query` is the page's query string.
///
/// Permission: `Permission::IssuedView` on the own partner.
#[server(prefix = "/_fn", endpoint = "issued_coupons", protocol = Ask)]
pub async fn issued_coupons(
    quota_type: QuotaType,
    query: String,
) -> Result<Listing<CouponRow>, AppError> {
    use crate::server::{respond, server_context};
    let cx = server_context().await?;
    respond(hezong_services::coupons::list_issued(&cx, quota_type, &query).await)
}

/// One issued coupon with its history, and when it was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeenCoupon {
    /// The coupon.
    pub detail: CouponDetail,
    /// When it was read.
    pub as_of: Timestamp,
}

/// One issued coupon with its history.
///
/// Permission: `Permission::IssuedView` on the own partner.
#[server(prefix = "/_fn", endpoint = "issued_coupon", protocol = Ask)]
pub async fn issued_coupon(id: String) -> Result<SeenCoupon, AppError> {
    use crate::server::{respond, server_context};
    let cx = server_context().await?;
    let detail = respond(hezong_services::coupons::detail(&cx, &id).await)?;
    Ok(SeenCoupon { detail, as_of: cx.now() })
}

/// The operation records; `query` is the page's query string.
///
/// Permission: `Permission::RecordView` on the own partner.
#[server(prefix = "/_fn", endpoint = "coupon_records", protocol = Ask)]
pub async fn coupon_records(
    quota_type: QuotaType,
    query: String,
) -> Result<Listing<RecordRow>, AppError> {
    use crate::server::{respond, server_context};
    let cx = server_context().await?;
    respond(hezong_services::coupons::list_records(&cx, quota_type, &query).await)
}

/// The result of an act of issuing or reclaiming.
///
/// Permission: `Permission::RecordView` on the own partner.
#[server(prefix = "/_fn", endpoint = "coupon_batch", protocol = Ask)]
pub async fn coupon_batch(id: String) -> Result<BatchResult, AppError> {
    use crate::server::{respond, server_context};
    respond(hezong_services::coupons::batch(&server_context().await?, &id).await)
}
