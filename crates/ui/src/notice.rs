//! Notices: what happened, or what to know.

use leptos::prelude::*;

use crate::chart::Tone;
use crate::icon::Icon;

/// A box with an icon and words. Results are announced; facts that stand on the page are not.
#[component]
pub fn Notice(
    /// Colour and icon.
    #[prop(default = Tone::Info)]
    tone: Tone,
    /// Heading; none when left out.
    #[prop(optional, into)]
    title: String,
    /// Whether screen readers announce it when it appears.
    #[prop(default = false)]
    announced: bool,
    children: Children,
) -> impl IntoView {
    let role = match (announced, tone) {
        (false, _) => None,
        (true, Tone::Bad) => Some("alert"),
        (true, _) => Some("status"),
    };
    view! {
        <div class=format!("notice notice-{}", tone.class()) role=role>
            <Icon name=tone.icon()/>
            <div class="notice-body">
                {(!title.is_empty()).then(|| view! { <p class="notice-title">{title}</p> })}
                {children()}
            </div>
        </div>
    }
    .into_any()
}
