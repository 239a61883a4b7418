//! The customer's wallet (ui.md §4). Never the memo, never a reclaimed coupon.

use hezong_contract::ListState;
use hezong_contract::coupons::{
    MovementRow, WALLET_FILTERS, WalletCoupon, WalletDetail, WalletView,
};
use hezong_domain::access::Permission;
use hezong_domain::coupons::{
    BillingMode, Channel, CheckKey, Coupon, CouponType, OrderKind, Purchase, evaluate,
};
use hezong_domain::{CouponId, CustomerId, Page, Timestamp, Window};
use hezong_storage::coupons::{CouponFilter, Movement, WalletTab};

use super::views::{movement_row, net_used};
use crate::context::Context;
use crate::names::Names;
use crate::{Error, Result};

/// Expired coupons are shown for this long (customer-cost-center §1.2: rows are kept, 12 months shown).
const EXPIRED_SHOWN_DAYS: i64 = 365;
/// Months of the expiry calendar.
const CALENDAR_MONTHS: i64 = 3;

fn own_customer(cx: &Context) -> Result<CustomerId> {
    cx.authorize(Permission::CouponView)?;
    cx.principal()
        .customer_id()
        .ok_or_else(|| Error::forbidden(cx.principal(), Permission::CouponView))
}

/// The first check of the coupon itself that fails, whatever is bought.
fn blocked(coupon: &Coupon, now: Timestamp) -> Option<hezong_domain::coupons::Check> {
    let own = [
        CheckKey::State,
        CheckKey::Frozen,
        CheckKey::Begun,
        CheckKey::NotEnded,
        CheckKey::Balance,
        CheckKey::UsageTimes,
    ];
    let nothing = Purchase {
        lines: Vec::new(),
        region: String::new(),
        billing_mode: BillingMode::YearlyMonthly,
        order_kind: OrderKind::New,
        channel: Channel::Own,
        enterprise_project: String::new(),
        is_first_in_service: true,
        promotion_discount: false,
        partner_discount: false,
        contract_discount: false,
        discount_coupon: false,
        pays_arrears: false,
        paid_by_partner: false,
        coupon_amount: None,
    };
    evaluate(coupon, &nothing, now).into_iter().find(|c| !c.passed && own.contains(&c.key))
}

fn wallet_row(coupon: &Coupon, names: &Names, now: Timestamp) -> WalletCoupon {
    WalletCoupon {
        id: coupon.id.to_string(),
        name: coupon.name.clone(),
        coupon_type: coupon.coupon_type,
        status: coupon.status_at(now),
        face: coupon.face,
        balance: coupon.balance,
        locked: coupon.locked,
        used: net_used(coupon),
        effective_at: coupon.effective_at,
        expires_at: coupon.expires_at,
        limits: coupon.limits.clone(),
        issuer: names.display(&coupon.partner_id.account()),
        blocked: blocked(coupon, now),
    }
}

fn tab_of(text: &str) -> Option<WalletTab> {
    match text {
        "usable" => Some(WalletTab::Usable),
        "waiting" => Some(WalletTab::Waiting),
        "used" => Some(WalletTab::Used),
        "expired" => Some(WalletTab::Expired),
        _ => None,
    }
}

/// One type of the caller's coupons: a tab of rows, the counts of all tabs, what ends when.
///
/// # Errors
/// Without [`Permission::CouponView`].
pub async fn wallet(cx: &Context, coupon_type: CouponType, query: &str) -> Result<WalletView> {
    let customer = own_customer(cx)?;
    let now = cx.now();
    let since = now.plus_days(-EXPIRED_SHOWN_DAYS);
    let mut state = ListState::parse(query, WALLET_FILTERS);
    let tab = state.read("tab", tab_of).unwrap_or(WalletTab::Usable);
    let other = match coupon_type {
        CouponType::Voucher => CouponType::CashCoupon,
        CouponType::CashCoupon => CouponType::Voucher,
    };
    let mut tx = cx.services().storage().read().await?;
    let page = tx.coupons().wallet(&customer, coupon_type, tab, state.window(), now, since).await?;
    let counts = tx.coupons().wallet_counts(&customer, coupon_type, now, since).await?;
    let others = tx.coupons().wallet_counts(&customer, other, now, since).await?;
    let ending = tx.coupons().ending_by_month(&customer, coupon_type, now, CALENDAR_MONTHS).await?;
    let filter =
        CouponFilter { coupon_type: Some(CouponType::CashCoupon), ..CouponFilter::default() };
    let scope = cx.principal().scope();
    let cash = tx.coupons().list(&scope, &filter, Window::first(1), now).await?;
    let ids = page.rows.iter().map(|c| c.partner_id.account()).collect();
    let names = Names::of(&mut *tx, ids).await?;
    Ok(WalletView {
        rows: page.rows.iter().map(|c| wallet_row(c, &names, now)).collect(),
        total: page.total,
        counts: [counts.usable, counts.waiting, counts.used, counts.expired],
        usable: counts.usable_total,
        other_usable: others.usable_total,
        has_cash_coupons: cash.total > 0,
        ending,
        as_of: now,
    })
}

/// One of the caller's coupons with its history.
///
/// # Errors
/// Without [`Permission::CouponView`]; [`Error::NotFound`].
pub async fn wallet_coupon(cx: &Context, id: &str) -> Result<WalletDetail> {
    own_customer(cx)?;
    let mut tx = cx.services().storage().read().await?;
    let id = CouponId::parse(id).map_err(|_| Error::NotFound("coupon"))?;
    let coupon = tx.coupons().find(&cx.principal().scope(), &id).await?;
    let coupon = coupon.ok_or(Error::NotFound("coupon"))?;
    let names = Names::of(&mut *tx, vec![coupon.partner_id.account()]).await?;
    let history = tx.coupons().movements(&id).await?;
    let movements = history.into_iter().rev().map(holder_movement).collect();
    Ok(WalletDetail {
        coupon: wallet_row(&coupon, &names, cx.now()),
        movements,
        refunded: coupon.refunded,
        created_at: coupon.created_at,
        as_of: cx.now(),
    })
}

/// A change as the holder sees it: the act that issued it is the issuer's business.
pub(crate) fn holder_movement(movement: Movement) -> MovementRow {
    let mut row = movement_row(movement);
    if row.kind == "issue" {
        row.reference.clear();
    }
    row
}

/// The caller's coupons as the open API lists them: a customer's own; a partner holds none itself, so its
/// list is empty (open-api §8, list_sub_customer_coupons).
///
/// # Errors
/// When storage fails.
pub async fn wallet_for_api(
    cx: &Context,
    filter: &CouponFilter,
    window: Window,
) -> Result<Page<Coupon>> {
    if cx.principal().customer_id().is_none() {
        return Ok(Page { rows: Vec::new(), total: 0 });
    }
    let (mut tx, scope) = cx.read(Permission::CouponView).await?;
    Ok(tx.coupons().list(&scope, filter, window, cx.now()).await?)
}
