//! What became of an amount: one stacked bar with its legend.

use hezong_domain::Fen;
use hezong_ui::{Tone, yuan};
use leptos::prelude::*;

/// One part of the whole.
pub struct Flow {
    words: &'static str,
    amount: Fen,
    tone: Tone,
}

impl Flow {
    /// A part.
    pub const fn new(words: &'static str, amount: Fen, tone: Tone) -> Self {
        Self { words, amount, tone }
    }
}

/// Thousandths of the whole; whole numbers only.
fn share(amount: Fen, whole: Fen) -> i64 {
    if whole.is_positive() && amount.is_positive() {
        let share = i128::from(amount.get()) * 1_000 / i128::from(whole.get());
        i64::try_from(share.clamp(1, 1_000)).unwrap_or(0)
    } else {
        0
    }
}

/// A stacked bar of the parts of an amount, with a legend that says each in figures.
#[component]
pub fn FlowBar(
    /// The whole.
    whole: Fen,
    /// Its parts, first at the start.
    parts: Vec<Flow>,
    /// The same in one sentence, for screen readers.
    #[prop(into)]
    words: String,
) -> impl IntoView {
    let mut at = 0;
    let drawn = parts
        .iter()
        .map(|part| {
            let width = share(part.amount, whole).min(1_000 - at);
            let left = at;
            at += width;
            view! {
                <rect class=format!("flow-{}", part.tone.class()) x=left.to_string() width=width.to_string() height="10"></rect>
            }
        })
        .collect_view();
    let legend = parts
        .iter()
        .map(|part| {
            view! {
                <div>
                    <dt>
                        <svg class="flow-key" viewBox="0 0 8 8" aria-hidden="true">
                            <rect class=format!("flow-{}", part.tone.class()) width="8" height="8" rx="2"></rect>
                        </svg>
                        {part.words}
                    </dt>
                    <dd>{yuan(part.amount)}</dd>
                </div>
            }
        })
        .collect_view();
    view! {
        <figure class="flow">
            <svg class="flow-bar" viewBox="0 0 1000 10" preserveAspectRatio="none" role="img" aria-label=words>
                <rect class="flow-whole" width="1000" height="10"></rect>
                {drawn}
            </svg>
            <dl class="flow-legend">{legend}</dl>
        </figure>
    }
    .into_any()
}
