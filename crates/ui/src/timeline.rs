//! What happened, in order.

use hezong_domain::Timestamp;
use leptos::prelude::*;

use crate::chart::Tone;
use crate::money::Time;

/// One event.
pub struct TimelineItem {
    /// When.
    pub at: Timestamp,
    /// What, in a few words.
    pub title: String,
    /// More about it.
    pub body: AnyView,
    /// Colour of its dot.
    pub tone: Tone,
}

/// Events as an ordered list, in the order given.
#[component]
pub fn Timeline(
    /// The events.
    items: Vec<TimelineItem>,
) -> impl IntoView {
    let items = items
        .into_iter()
        .map(|item| {
            view! {
                <li class=format!("timeline-{}", item.tone.class())>
                    <p class="timeline-title">{item.title}</p>
                    <div class="timeline-body">{item.body}</div>
                    <Time at=item.at/>
                </li>
            }
        })
        .collect_view();
    view! { <ol class="timeline">{items}</ol> }.into_any()
}
