//! Money and time as people read them.

use hezong_domain::{Fen, Timestamp};
use hezong_texts::common;
use leptos::prelude::*;

use crate::words::{lang, yuan};

/// An amount: `¥1,234.50`.
#[component]
pub fn Money(
    /// The amount.
    amount: Fen,
) -> impl IntoView {
    let class = if amount < Fen::ZERO { "money money-minus" } else { "money" };
    view! { <span class=class>{yuan(amount)}</span> }
}

/// An instant: `2026-11-22 09:30 (UTC+8)`, with the UTC time as tooltip.
#[component]
pub fn Time(
    /// The instant.
    at: Timestamp,
) -> impl IntoView {
    let utc = at.utc_second();
    let title = common::utc(lang(), utc.trim_end_matches('Z').replace('T', " "));
    view! {
        <time datetime=utc title=title>
            {at.local_minute()} " (UTC+8)"
        </time>
    }
}

/// A day at UTC+8, with the full instant as tooltip.
#[component]
pub fn Day(
    /// Any instant of the day.
    at: Timestamp,
) -> impl IntoView {
    view! {
        <time datetime=at.utc_second() title=format!("{} (UTC+8)", at.local_second())>
            {at.local_day()}
        </time>
    }
}

/// A validity: first and last day.
#[component]
pub fn DayRange(
    /// First instant.
    from: Timestamp,
    /// Last instant.
    to: Timestamp,
) -> impl IntoView {
    let title = format!("{} \u{2013} {} (UTC+8)", from.local_second(), to.local_second());
    view! {
        <span class="day-range" title=title>
            {common::range(lang(), from.local_day(), to.local_day())}
        </span>
    }
}
