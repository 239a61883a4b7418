//! Statuses: icon, word and colour, with a tooltip that says what they mean.

use hezong_domain::Timestamp;
use hezong_domain::accounts::Activity;
use hezong_domain::coupons::{CouponStatus, QuotaStatus};
use hezong_texts::{coupon_status, find};
use leptos::prelude::*;

use crate::chart::Tone;
use crate::icon::Icon;
use crate::words::{label, lang, tr};

/// Days before its end from which a coupon or quota is shown as ending.
pub const ENDING_DAYS: i64 = 7;

/// A status.
#[component]
pub fn StatusPill(
    /// Colour.
    tone: Tone,
    /// Icon; the tone's own when left out.
    #[prop(default = "")]
    icon: &'static str,
    /// The word.
    #[prop(into)]
    word: String,
    /// What it means, whose turn it is, until when, what happens then.
    #[prop(optional, into)]
    hint: String,
) -> impl IntoView {
    let icon = if icon.is_empty() { tone.icon() } else { icon };
    view! {
        <span class=format!("pill pill-{}", tone.class()) title=hint>
            <Icon name=icon/>
            {word}
        </span>
    }
    .into_any()
}

fn hint_of(namespace: &str, key: &str) -> String {
    find(namespace, &format!("{key}_hint")).map(|t| tr(t).to_owned()).unwrap_or_default()
}

/// The status of a coupon; one that has not begun or that ends within a week says so.
#[component]
pub fn CouponStatusPill(
    /// Its status now.
    status: CouponStatus,
    /// Whether it is frozen.
    #[prop(default = false)]
    is_frozen: bool,
    /// Its first instant.
    effective_at: Timestamp,
    /// Its last instant.
    expires_at: Timestamp,
    /// The list's "as of" time.
    now: Timestamp,
) -> impl IntoView {
    let is_waiting = status == CouponStatus::Available && !is_frozen && effective_at > now;
    let hint = if is_waiting {
        tr(coupon_status::WAITING_HINT).to_owned()
    } else {
        hint_of("coupon_status", status.as_str())
    };
    let left = expires_at.days_left(now);
    let (tone, icon, word) = match status {
        CouponStatus::Available if is_frozen => {
            (Tone::Warn, "lock", tr(coupon_status::FROZEN).to_owned())
        }
        CouponStatus::Available if is_waiting => {
            (Tone::Warn, "clock", coupon_status::waiting_until(lang(), effective_at.local_day()))
        }
        CouponStatus::Available if left <= ENDING_DAYS => {
            (Tone::Warn, "clock", coupon_status::ending(lang(), left))
        }
        CouponStatus::Available => (Tone::Ok, "check", label("coupon_status", "available")),
        CouponStatus::NotActivated => {
            (Tone::Info, "clock", label("coupon_status", status.as_str()))
        }
        CouponStatus::Used => (Tone::Plain, "dot", label("coupon_status", status.as_str())),
        CouponStatus::Expired => (Tone::Plain, "minus", label("coupon_status", status.as_str())),
        CouponStatus::Reclaimed => (Tone::Info, "return", label("coupon_status", status.as_str())),
    };
    view! { <StatusPill tone=tone icon=icon word=word hint=hint/> }.into_any()
}

/// The status of a quota.
#[component]
pub fn QuotaStatusPill(
    /// Its status now.
    status: QuotaStatus,
) -> impl IntoView {
    let (tone, icon) = match status {
        QuotaStatus::Normal => (Tone::Ok, "check"),
        QuotaStatus::Invalid => (Tone::Plain, "minus"),
        QuotaStatus::Adjusting => (Tone::Info, "clock"),
        QuotaStatus::Frozen => (Tone::Warn, "lock"),
        QuotaStatus::Reclaimed => (Tone::Info, "return"),
    };
    let word = label("quota_status", status.as_str());
    let hint = hint_of("quota_status", status.as_str());
    view! { <StatusPill tone=tone icon=icon word=word hint=hint/> }.into_any()
}

/// Whether an account, user or key may be used.
#[component]
pub fn ActivityPill(
    /// The state.
    activity: Activity,
) -> impl IntoView {
    let (tone, icon) = match activity {
        Activity::Active => (Tone::Ok, "check"),
        Activity::Disabled => (Tone::Plain, "minus"),
    };
    let word = label("activity", activity.as_str());
    view! { <StatusPill tone=tone icon=icon word=word/> }.into_any()
}
