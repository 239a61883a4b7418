//! A coupon as its holder sees it in a list: a ticket.

use hezong_contract::coupons::WalletCoupon;
use hezong_domain::coupons::{CheckKey, CouponStatus, CouponType, Fact};
use hezong_domain::{Fen, Timestamp};
use hezong_texts::{coupon_status, wallet};
use hezong_ui::words::{actual_words, cure_words, limits_words, required_words};
use hezong_ui::{CouponStatusPill, Icon, StatusPill, Tone, UsageBar, label, lang, tr, yuan};
use leptos::prelude::*;

use crate::routes;

/// What a coupon is called: its name, or its type when the issuer gave none.
pub fn coupon_name(name: &str, coupon_type: CouponType) -> String {
    if name.is_empty() { label("coupon_type", coupon_type.as_str()) } else { name.to_owned() }
}

/// What a coupon can pay right now.
pub fn free(coupon: &WalletCoupon) -> Fen {
    coupon.balance.checked_sub(coupon.locked).unwrap_or(Fen::ZERO)
}

/// Why a coupon cannot be used at all right now, with numbers and what would help.
pub fn blocked_words(coupon: &WalletCoupon) -> Option<String> {
    let check = coupon.blocked.as_ref()?;
    let lang = lang();
    Some(match (check.key, &check.required) {
        (CheckKey::Begun, Fact::Time(at)) => wallet::blocked_begun(lang, at.local_minute()),
        (CheckKey::Frozen, _) => wallet::blocked_frozen(lang, &coupon.issuer),
        (CheckKey::Balance, _) if coupon.locked.is_positive() => {
            wallet::blocked_locked(lang, coupon.locked.grouped())
        }
        _ => wallet::blocked_other(
            lang,
            label("check_key", check.key.as_str()),
            required_words(check),
            actual_words(check),
            cure_words(check),
        ),
    })
}

/// Whether it may still be used some day: usable now or waiting.
fn is_alive(coupon: &WalletCoupon) -> bool {
    matches!(coupon.status, CouponStatus::Available | CouponStatus::NotActivated)
}

/// The status, as the holder should read it.
pub fn wallet_pill(coupon: &WalletCoupon, now: Timestamp) -> AnyView {
    let is_frozen = coupon.blocked.as_ref().is_some_and(|c| c.key == CheckKey::Frozen);
    if is_alive(coupon) && coupon.blocked.is_some() && !is_frozen {
        let hint = blocked_words(coupon).unwrap_or_default();
        return view! { <StatusPill tone=Tone::Warn icon="clock" word=tr(coupon_status::WAITING) hint=hint/> }
            .into_any();
    }
    view! {
        <CouponStatusPill
            status=coupon.status
            is_frozen=is_frozen
            effective_at=coupon.effective_at
            expires_at=coupon.expires_at
            now=now
        />
    }
    .into_any()
}

/// The limits of a coupon as short labels.
pub fn limit_tags(coupon: &WalletCoupon) -> AnyView {
    let tags = limits_words(&coupon.limits)
        .into_iter()
        .map(|words| view! { <li class="tag">{words}</li> })
        .collect_view();
    view! { <ul class="tags">{tags}</ul> }.into_any()
}

/// Used, locked and validity in one line.
fn history_words(coupon: &WalletCoupon) -> String {
    let lang = lang();
    let mut parts = Vec::new();
    if coupon.used.is_positive() {
        parts.push(wallet::used_amount(lang, coupon.used.grouped()));
    } else if is_alive(coupon) {
        parts.push(tr(wallet::UNUSED).to_owned());
    }
    if coupon.locked.is_positive() {
        parts.push(wallet::locked_amount(lang, coupon.locked.grouped()));
    }
    let end = coupon.expires_at.local_minute();
    parts.push(match coupon.status {
        CouponStatus::Expired => wallet::ended_at(lang, end),
        _ => wallet::valid_until(lang, end),
    });
    parts.join(" \u{b7} ")
}

/// A ticket. Usable ones stand out; others are grey and say why.
pub fn ticket(coupon: &WalletCoupon, now: Timestamp) -> AnyView {
    let href = routes::wallet_coupon(coupon.coupon_type, &coupon.id);
    let why_href = format!("{href}#why");
    let name = coupon_name(&coupon.name, coupon.coupon_type);
    let is_usable = is_alive(coupon) && coupon.blocked.is_none();
    let reason = if is_alive(coupon) { blocked_words(coupon) } else { None };
    let reason = reason.map(|words| {
        view! { <p class="ticket-reason"><Icon name="clock"/> <span>{words}</span></p> }
    });
    let why = is_alive(coupon).then(|| {
        let words = if is_usable { wallet::WHY_BUTTON } else { wallet::ALL_CHECKS };
        view! { <a href=why_href>{tr(words)}</a> }
    });
    let (amount_label, amount) = if is_usable && coupon.locked.is_positive() {
        (wallet::FREE, free(coupon))
    } else {
        (wallet::BALANCE, coupon.balance)
    };
    view! {
        <article class="ticket" class:ticket-off=!is_usable>
            <div class="ticket-amount">
                <span>{tr(amount_label)}</span>
                <strong>{yuan(amount)}</strong>
                <span>{wallet::face(lang(), coupon.face.grouped())}</span>
            </div>
            <div class="ticket-body">
                <h2><a href=href.clone()>{name}</a></h2>
                {limit_tags(coupon)}
                <UsageBar face=coupon.face used=coupon.used locked=coupon.locked left=coupon.balance/>
                {reason}
                <p class="secondary">{history_words(coupon)}</p>
            </div>
            <div class="ticket-side">
                {wallet_pill(coupon, now)}
                <a href=href>{tr(wallet::RECORDS)}</a>
                {why}
            </div>
        </article>
    }
    .into_any()
}
