//! Pictures drawn on the server as SVG, with the figures behind them for screen readers.
//!
//! Whole numbers only, and widths as SVG attributes: the content security policy forbids style
//! attributes.

use hezong_domain::{Fen, Timestamp};
use hezong_texts::{Lang, common};
use leptos::prelude::*;

use crate::words::{lang, tr, yuan};

/// A colour with a meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Neither good nor bad.
    Plain,
    /// The brand's own.
    Accent,
    /// Good.
    Ok,
    /// Look here.
    Warn,
    /// Wrong.
    Bad,
    /// To know.
    Info,
}

impl Tone {
    /// The last part of CSS classes.
    pub const fn class(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Accent => "accent",
            Self::Ok => "ok",
            Self::Warn => "warn",
            Self::Bad => "bad",
            Self::Info => "info",
        }
    }

    /// The icon that goes with it.
    pub const fn icon(self) -> &'static str {
        match self {
            Self::Plain | Self::Accent => "dot",
            Self::Ok => "check",
            Self::Warn => "alert",
            Self::Bad => "cross",
            Self::Info => "info",
        }
    }
}

/// How much of an amount is used and locked: one bar.
#[component]
pub fn UsageBar(
    /// The whole.
    face: Fen,
    /// Used.
    used: Fen,
    /// Held by open orders.
    #[prop(default = Fen::ZERO)]
    locked: Fen,
    /// Left, locked part included.
    left: Fen,
) -> impl IntoView {
    let used_percent = used.percent_of(face);
    let locked_percent = locked.percent_of(face).min(100 - used_percent);
    let words = common::usage_words(
        lang(),
        face.grouped(),
        used.grouped(),
        locked.grouped(),
        left.grouped(),
    );
    let label = words.clone();
    view! {
        <svg class="usage-bar" viewBox="0 0 100 6" preserveAspectRatio="none" role="img" aria-label=label>
            <title>{words}</title>
            <rect class="usage-whole" width="100" height="6"></rect>
            <rect class="usage-used" width=used_percent.to_string() height="6"></rect>
            <rect
                class="usage-locked"
                x=used_percent.to_string()
                width=locked_percent.to_string()
                height="6"
            ></rect>
        </svg>
    }
    .into_any()
}

/// One bar of a [`BarChart`].
pub struct Bar {
    /// What it stands for.
    pub label: String,
    /// How much.
    pub amount: Fen,
    /// Its colour.
    pub tone: Tone,
}

const BAR_WIDTH: usize = 40;
const BAR_STEP: usize = 88;
const BAR_HEIGHT: i64 = 84;

fn bar_view(index: usize, bar: &Bar, most: Fen) -> AnyView {
    let height = i64::from(bar.amount.percent_of(most)) * BAR_HEIGHT / 100;
    let height = if bar.amount.is_positive() { height.max(2) } else { 0 };
    let top = 20 + BAR_HEIGHT - height;
    let left = index * BAR_STEP + (BAR_STEP - BAR_WIDTH) / 2;
    let middle = (left + BAR_WIDTH / 2).to_string();
    view! {
        <rect
            class=format!("bar-{}", bar.tone.class())
            x=left.to_string()
            y=top.to_string()
            width=BAR_WIDTH.to_string()
            height=height.to_string()
            rx="3"
        ></rect>
        <text x=middle.clone() y=(top - 6).to_string()>
            {short_yuan(bar.amount)}
        </text>
        <text x=middle y=(20 + BAR_HEIGHT + 16).to_string()>
            {bar.label.clone()}
        </text>
    }
    .into_any()
}

/// Whole yuan for labels in pictures: `¥1,234`.
fn short_yuan(amount: Fen) -> String {
    let words = yuan(amount);
    words.split_once('.').map(|(whole, _)| whole.to_owned()).unwrap_or(words)
}

/// Amounts as bars, with a table of the same figures for screen readers.
#[component]
pub fn BarChart(
    /// What the picture shows.
    #[prop(into)]
    caption: String,
    /// The bars, at most a dozen.
    bars: Vec<Bar>,
) -> impl IntoView {
    let most = bars.iter().map(|bar| bar.amount).max().unwrap_or(Fen::ZERO);
    let width = bars.len().max(1) * BAR_STEP;
    let drawn: Vec<AnyView> =
        bars.iter().enumerate().map(|(index, bar)| bar_view(index, bar, most)).collect();
    let rows = bars
        .iter()
        .map(|bar| view! { <tr><th scope="row">{bar.label.clone()}</th><td>{yuan(bar.amount)}</td></tr> })
        .collect_view();
    view! {
        <figure class="bar-chart">
            <svg viewBox=format!("0 0 {width} 124") aria-hidden="true" focusable="false">
                <rect class="bar-base" y=(20 + BAR_HEIGHT).to_string() width=width.to_string() height="1"></rect>
                {drawn}
            </svg>
            <div class="visually-hidden">
                <table>
                    <caption>{caption}</caption>
                    <thead>
                        <tr>
                            <th scope="col">{tr(common::PERIOD)}</th>
                            <th scope="col">{tr(common::AMOUNT)}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </figure>
    }
    .into_any()
}

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// A month in a few characters.
pub fn month_words(at: Timestamp) -> String {
    let month = at.local().month;
    match lang() {
        Lang::ZhCn => common::month_short(Lang::ZhCn, month),
        Lang::En => {
            let index = usize::try_from(month - 1).unwrap_or(0);
            MONTHS.get(index).copied().unwrap_or_default().to_owned()
        }
    }
}

/// What ends when: one bar for each month ahead; the running month stands out.
#[component]
pub fn ExpiryCalendar(
    /// What the picture shows.
    #[prop(into)]
    caption: String,
    /// First instant of each month and what ends in it.
    months: Vec<(Timestamp, Fen)>,
) -> impl IntoView {
    let bars = months
        .into_iter()
        .enumerate()
        .map(|(index, (at, amount))| Bar {
            label: month_words(at),
            amount,
            tone: if index == 0 { Tone::Warn } else { Tone::Accent },
        })
        .collect();
    view! { <BarChart caption=caption bars=bars/> }.into_any()
}
