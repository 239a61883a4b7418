//! The server function of the partner's home.

use hezong_contract::AppError;
use hezong_contract::overview::PartnerOverview;
use hezong_contract::wire::Ask;
use leptos::prelude::*;

/// What the partner sees first.
///
/// Permission: `Permission::CustomerView`, which every role of a partner has; figures of coupons need
/// `Permission::IssuedView` and `Permission::QuotaView` and are left out without them.
#[server(prefix = "/_fn", endpoint = "partner_home", protocol = Ask)]
pub async fn partner_home() -> Result<PartnerOverview, AppError> {
    use crate::server::{preferences, respond, server_context};
    let cx = server_context().await?;
    respond(hezong_services::overview::partner(&cx, preferences().lang).await)
}
