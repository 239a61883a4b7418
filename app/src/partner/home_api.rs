//! The server function of the partner's home.

use hezong_contract::AppError;
use hezong_contract::coupons::{CouponRow, IssuedStats, QuotaRow};
use hezong_domain::Timestamp;
use hezong_domain::coupons::QuotaType;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use server_fn::codec::GetUrl;

/// What the partner sees first. What the caller may not see is left empty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartnerOverview {
    /// Figures of vouchers and, for partners of the subsidised type, of cash coupons.
    pub areas: Vec<(QuotaType, IssuedStats)>,
    /// Quotas that end soon with a balance, soonest first.
    pub quotas: Vec<QuotaRow>,
    /// Coupons that end within a week, soonest first, names masked.
    pub coupons: Vec<(QuotaType, CouponRow)>,
    /// When it was read.
    pub as_of: Timestamp,
}

/// What the partner sees first.
///
/// Permission: none; every part needs its own and is left out without it.
#[server(prefix = "/_fn", endpoint = "partner_home", input = GetUrl)]
pub async fn partner_home() -> Result<PartnerOverview, AppError> {
    use crate::server::{respond, server_context};
    respond(server::partner_home(&server_context().await?).await)
}

#[cfg(feature = "ssr")]
mod server {
    use hezong_contract::query;
    use hezong_domain::access::Permission;
    use hezong_domain::coupons::QuotaType;
    use hezong_services::{Context, Result, coupons, identity, quotas};

    use super::PartnerOverview;

    /// Days ahead in which a quota's end is shown.
    const QUOTA_DAYS: i64 = 30;
    /// Days ahead in which a coupon's end is shown.
    const COUPON_DAYS: i64 = 7;
    /// Rows of each list; the full lists are a click away.
    const SHOWN: usize = 6;

    pub(super) async fn partner_home(cx: &Context) -> Result<PartnerOverview> {
        let now = cx.now();
        let mut home = PartnerOverview {
            areas: Vec::new(),
            quotas: Vec::new(),
            coupons: Vec::new(),
            as_of: now,
        };
        let may = |permission| cx.principal().may(permission);
        if !may(Permission::IssuedView) || !may(Permission::QuotaView) {
            return Ok(home);
        }
        let viewer = identity::viewer(cx).await?;
        for quota_type in QuotaType::ALL.iter().copied() {
            if quota_type == QuotaType::CashCoupon && !viewer.is_subsidised {
                continue;
            }
            home.areas.push((quota_type, coupons::stats(cx, quota_type).await?));
            let page = quotas::list(cx, Some(quota_type), "status=normal&size=100").await?;
            home.quotas.extend(page.rows.into_iter().filter(|row| {
                row.issue_refusal.is_none() && row.expires_at.days_left(now) <= QUOTA_DAYS
            }));
            let until = now.plus_days(COUPON_DAYS).local_day();
            let text =
                query::build([("status", "available"), ("ends_to", &until), ("size", "100")]);
            let page = coupons::list_issued(cx, quota_type, &text).await?;
            home.coupons.extend(page.rows.into_iter().map(|row| (quota_type, row)));
        }
        home.quotas.sort_by_key(|row| row.expires_at);
        home.quotas.truncate(SHOWN);
        home.coupons.sort_by_key(|(_, row)| row.expires_at);
        home.coupons.truncate(SHOWN);
        Ok(home)
    }
}
