//! What stands at addresses that lead nowhere.

use hezong_texts::common;
use hezong_ui::{EmptyState, LinkButton, PageHead, tr};
use leptos::prelude::*;

use crate::layout::PublicFrame;
use crate::routes;
use crate::status::set_status;

/// The 404 page; the status is set too.
#[component]
pub fn NotFound() -> impl IntoView {
    set_status(404);
    view! {
        <PublicFrame>
            <PageHead title=tr(common::NOT_FOUND_TITLE)/>
            <EmptyState title=tr(common::NOT_FOUND_BODY) icon="search">
                <LinkButton href=routes::HOME kind="primary">{tr(common::GO_HOME)}</LinkButton>
            </EmptyState>
        </PublicFrame>
    }
    .into_any()
}
