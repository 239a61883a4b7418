//! Server functions of the Cost Center.

use hezong_contract::AppError;
use hezong_contract::coupons::{WalletCoupon, WalletDetail, WalletView};
use hezong_contract::overview::CostOverview;
use hezong_contract::wire::Ask;
use hezong_domain::coupons::CouponType;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// The wallet page: one tab, and beside the usable coupons the ones that are not usable now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WalletPage {
    /// The tab that was asked for.
    pub view: WalletView,
    /// What is not usable now; filled on the first tab only.
    pub waiting: Vec<WalletCoupon>,
}

/// What the customer sees first.
///
/// Permission: `Permission::CouponView` on the own account.
#[server(prefix = "/_fn", endpoint = "read_cost_overview", protocol = Ask)]
pub async fn read_cost_overview() -> Result<CostOverview, AppError> {
    use crate::server::{respond, server_context};
    respond(hezong_services::overview::customer(&server_context().await?).await)
}

/// One tab of the wallet.
///
/// Permission: `Permission::CouponView` on the own account.
#[server(prefix = "/_fn", endpoint = "read_wallet", protocol = Ask)]
pub async fn read_wallet(coupon_type: CouponType, query: String) -> Result<WalletPage, AppError> {
    use crate::server::{respond, server_context};
    let cx = server_context().await?;
    let read = |query| hezong_services::coupons::wallet(&cx, coupon_type, query);
    let view = respond(read(&query).await)?;
    let is_first_tab = hezong_contract::ListState::parse(&query, &["tab"]).get("tab").is_empty();
    let waiting = if is_first_tab && view.counts[1] > 0 {
        respond(read("tab=waiting").await)?.rows
    } else {
        Vec::new()
    };
    Ok(WalletPage { view, waiting })
}

/// One coupon of the wallet.
///
/// Permission: `Permission::CouponView` on the own account.
#[server(prefix = "/_fn", endpoint = "read_wallet_coupon", protocol = Ask)]
pub async fn read_wallet_coupon(id: String) -> Result<WalletDetail, AppError> {
    use crate::server::{respond, server_context};
    respond(hezong_services::coupons::wallet_coupon(&server_context().await?, &id).await)
}
