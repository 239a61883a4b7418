//! The first pages: what operations and a customer should see before anything else.

use std::collections::HashSet;

use hezong_contract::accounts::PartnerRow;
use hezong_contract::coupons::QuotaRow;
use hezong_contract::customers::CustomerRow;
use hezong_contract::overview::{CostOverview, CouponMovement, OpsOverview, PartnerOverview};
use hezong_contract::query;
use hezong_domain::access::{Permission, Scope};
use hezong_domain::accounts::Activity;
use hezong_domain::coupons::{Coupon, CouponStatus, CouponType, QuotaStatus, QuotaType};
use hezong_domain::{Fen, PartnerId, Window};
use hezong_storage::UnitOfWork;
use hezong_storage::accounts::PartnerFilter;
use hezong_storage::coupons::{CouponFilter, CouponOrder};
use hezong_storage::customers::CustomerFilter;
use hezong_storage::quotas::QuotaFilter;
use hezong_texts::Lang;

use crate::context::Context;
use crate::names::Names;
use crate::{Result, benefits, coupons, customers, identity, partners, quotas};

/// Days before its end from which a quota needs attention: time enough to issue what is left.
const QUOTA_ENDING_DAYS: i64 = 14;
/// Days before its end from which a coupon needs attention.
const COUPON_ENDING_DAYS: i64 = 7;
/// Days before its end from which a quota is shown to its partner, who has to find customers for it.
const OWN_QUOTA_ENDING_DAYS: i64 = 30;
/// Rows of each list of a partner's first page; the full lists are a click away.
const ENDING_SHOWN: usize = 6;
/// Rows looked through for what needs attention.
const LOOKED_AT: i64 = 100;
/// Changes shown on a customer's first page.
const MOVEMENTS_SHOWN: usize = 8;
/// Coupons whose changes are looked at for that.
const COUPONS_LOOKED_AT: i64 = 20;

/// Figures and what needs attention, for operations. What the caller may not see is left empty.
///
/// # Errors
/// Without [`Permission::OpsPartners`].
pub async fn operations(cx: &Context) -> Result<OpsOverview> {
    let (mut tx, scope) = cx.read(Permission::OpsPartners).await?;
    let now = cx.now();
    let tx = &mut *tx;
    let (partners, partners_without_people) = lonely_partners(cx, tx).await?;
    let disabled = PartnerFilter { activity: Some(Activity::Disabled), ..PartnerFilter::default() };
    let partners_disabled = tx.accounts().list_partners(&disabled, Window::first(1), now).await?;
    let (customers, customers_without_partner) = unbound_customers(tx, &scope).await?;
    let all = tx.quotas().list(&scope, &QuotaFilter::default(), Window::first(1), now).await?;
    let issuable = QuotaFilter { issuable_only: true, ..QuotaFilter::default() };
    let issuable = tx.quotas().list(&scope, &issuable, Window::first(LOOKED_AT), now).await?;
    let ending = QuotaFilter {
        issuable_only: true,
        expires_before: Some(now.plus_days(QUOTA_ENDING_DAYS)),
        ..QuotaFilter::default()
    };
    let mut quotas_ending = quota_rows(cx, tx, &scope, &ending).await?;
    quotas_ending.sort_by_key(|quota| quota.expires_at);
    let held = QuotaFilter {
        statuses: vec![QuotaStatus::Adjusting, QuotaStatus::Frozen],
        ..QuotaFilter::default()
    };
    let quotas_held = quota_rows(cx, tx, &scope, &held).await?;
    Ok(OpsOverview {
        partners,
        partners_disabled: partners_disabled.total,
        customers,
        quotas: all.total,
        issuable_count: issuable.total,
        issuable: Fen::sum(issuable.rows.iter().map(|quota| quota.balance)).unwrap_or(Fen::ZERO),
        partners_without_people,
        customers_without_partner,
        quotas_ending,
        quotas_held,
        as_of: now,
    })
}

/// How many partners there are, and those nobody can sign in for.
async fn lonely_partners(cx: &Context, tx: &mut dyn UnitOfWork) -> Result<(i64, Vec<PartnerRow>)> {
    let filter = PartnerFilter::default();
    let page = tx.accounts().list_partners(&filter, Window::first(LOOKED_AT), cx.now()).await?;
    let mut lonely = Vec::new();
    for summary in page.rows {
        if tx.identity().list_users(&summary.partner.account.id).await?.is_empty() {
            lonely.push(partners::row(summary));
        }
    }
    Ok((page.total, lonely))
}

/// How many customers there are, and those without a partner.
async fn unbound_customers(
    tx: &mut dyn UnitOfWork,
    scope: &Scope,
) -> Result<(i64, Vec<CustomerRow>)> {
    let filter = CustomerFilter::default();
    let page = tx.customers().list(scope, &filter, Window::first(LOOKED_AT)).await?;
    let unbound = page.rows.into_iter().filter(|c| c.association.is_none()).collect();
    Ok((page.total, customers::rows(tx, unbound, true).await?))
}

async fn quota_rows(
    cx: &Context,
    tx: &mut dyn UnitOfWork,
    scope: &Scope,
    filter: &QuotaFilter,
) -> Result<Vec<QuotaRow>> {
    let page = tx.quotas().list(scope, filter, Window::first(LOOKED_AT), cx.now()).await?;
    let ids: HashSet<PartnerId> = page.rows.iter().map(|q| q.partner_id.clone()).collect();
    let names = Names::of(tx, ids.iter().map(PartnerId::account).collect()).await?;
    let rows = page.rows.iter();
    Ok(rows.map(|q| quotas::row(q, names.display(&q.partner_id.account()), cx.now())).collect())
}

/// What a partner sees first: figures, what ends soon, what to do next for incentives. What the caller may
/// not see is left out.
///
/// # Errors
/// Without [`Permission::CustomerView`], which every role of a partner has.
pub async fn partner(cx: &Context, lang: Lang) -> Result<PartnerOverview> {
    cx.authorize(Permission::CustomerView)?;
    let now = cx.now();
    let may = |permission| cx.principal().may(permission);
    let incentive = if may(Permission::BenefitView) {
        benefits::overview::guide(cx, lang).await?.steps.into_iter().find(|step| step.is_current)
    } else {
        None
    };
    let mut home = PartnerOverview {
        areas: Vec::new(),
        quotas: Vec::new(),
        coupons: Vec::new(),
        incentive,
        as_of: now,
    };
    if !may(Permission::IssuedView) || !may(Permission::QuotaView) {
        return Ok(home);
    }
    let viewer = identity::viewer(cx).await?;
    for quota_type in QuotaType::ALL.iter().copied() {
        if quota_type == QuotaType::CashCoupon && !viewer.is_subsidised {
            continue;
        }
        home.areas.push((quota_type, coupons::stats(cx, quota_type).await?));
        let page = quotas::list(cx, quota_type, "status=normal&size=100").await?;
        home.quotas.extend(page.rows.into_iter().filter(|row| {
            row.issue_refusal.is_none() && row.expires_at.days_left(now) <= OWN_QUOTA_ENDING_DAYS
        }));
        let until = now.plus_days(COUPON_ENDING_DAYS).local_day();
        let text = query::build([("status", "available"), ("ends_to", &until), ("size", "100")]);
        let page = coupons::list_issued(cx, quota_type, &text).await?;
        home.coupons.extend(page.rows.into_iter().map(|row| (quota_type, row)));
    }
    home.quotas.sort_by_key(|row| row.expires_at);
    home.quotas.truncate(ENDING_SHOWN);
    home.coupons.sort_by_key(|(_, row)| row.expires_at);
    home.coupons.truncate(ENDING_SHOWN);
    Ok(home)
}

/// A customer's coupons at a glance: what is usable, what ends soon, what changed last.
///
/// # Errors
/// Without [`Permission::CouponView`].
pub async fn customer(cx: &Context) -> Result<CostOverview> {
    let vouchers = coupons::wallet(cx, CouponType::Voucher, "").await?;
    let cash = coupons::wallet(cx, CouponType::CashCoupon, "").await?;
    let (mut tx, scope) = cx.read(Permission::CouponView).await?;
    let now = cx.now();
    let ending = CouponFilter {
        statuses: vec![CouponStatus::Available],
        effective_before: Some(now.plus_ms(1)),
        expires_before: Some(now.plus_days(COUPON_ENDING_DAYS)),
        order: CouponOrder::EndingFirst,
        ..CouponFilter::default()
    };
    let ending = tx.coupons().list(&scope, &ending, Window::first(LOOKED_AT), now).await?;
    let ending: Vec<Fen> = ending
        .rows
        .iter()
        .filter(|coupon| !coupon.is_frozen && coupon.free().is_positive())
        .map(Coupon::free)
        .collect();
    let newest = CouponFilter::default();
    let newest = tx.coupons().list(&scope, &newest, Window::first(COUPONS_LOOKED_AT), now).await?;
    let movements = latest_movements(&mut *tx, &newest.rows).await?;
    Ok(CostOverview {
        vouchers,
        cash,
        ending_count: i64::try_from(ending.len()).unwrap_or(i64::MAX),
        ending: Fen::sum(ending).unwrap_or(Fen::ZERO),
        movements,
    })
}

async fn latest_movements(
    tx: &mut dyn UnitOfWork,
    coupons: &[Coupon],
) -> Result<Vec<CouponMovement>> {
    let mut all = Vec::new();
    for coupon in coupons {
        for movement in tx.coupons().movements(&coupon.id).await? {
            all.push(CouponMovement {
                coupon_id: coupon.id.to_string(),
                coupon_name: coupon.name.clone(),
                is_cash: coupon.coupon_type == CouponType::CashCoupon,
                movement: coupons::holder_movement(movement),
            });
        }
    }
    all.sort_by_key(|line| std::cmp::Reverse(line.movement.at));
    all.truncate(MOVEMENTS_SHOWN);
    Ok(all)
}
