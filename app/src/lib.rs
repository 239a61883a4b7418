//! The web application: pages, server functions, the document around them. No rule, no SQL.
//!
//! How to add a page: `docs/adding-a-page.md`.
#![recursion_limit = "512"]
#![expect(
    missing_docs,
    unreachable_pub,
    reason = "the macros of server functions and components write public items without docs"
)]
#![expect(clippy::needless_pass_by_value, reason = "components own their props")]
#![expect(
    clippy::used_underscore_binding,
    clippy::unused_unit,
    reason = "what the macros of lazy routes and views write"
)]
#![cfg_attr(
    feature = "ssr",
    expect(clippy::unused_async, reason = "server functions are async even when short")
)]

pub mod account;
pub mod cases;
pub mod csv;
pub mod customer;
#[cfg(feature = "ssr")]
pub mod draft_layer;
pub mod exports;
#[cfg(feature = "ssr")]
pub mod hydration;
pub mod keys;
pub mod layout;
mod look_again;
pub mod messages;
pub mod once;
pub mod ops;
pub mod partner;
pub mod preferences;
pub mod public;
pub mod routes;
#[cfg(feature = "ssr")]
pub mod server;
pub mod session;
pub mod status;
mod text_file;

use hezong_texts::common;
use hezong_ui::{PageFocus, SentForm, provide_sent, tr};
use leptos::prelude::*;
use leptos_meta::{Title, provide_meta_context};
use leptos_router::components::{ParentRoute, Route, Router, Routes};
use leptos_router::hooks::use_location;
use leptos_router::{Lazy, SsrMode, path};

use crate::account::AccountRoutes;
use crate::customer::CustomerRoutes;
use crate::exports::page::ExportsPage;
use crate::layout::Console;
use crate::messages::page::MessagesPage;
use crate::ops::OpsRoutes;
use crate::partner::PartnerRoutes;
use crate::public::home::HomePage;
use crate::public::invitation::InvitationPage;
use crate::public::membership::MembershipPage;
use crate::public::not_found::NotFound;
use crate::public::sign_in::SignInPage;

#[cfg(feature = "ssr")]
mod shell;
#[cfg(feature = "ssr")]
pub use shell::shell;

/// The application, on the server and in the browser.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    // First of all that is shared with the browser, so that both know it under the same number.
    provide_sent(SharedValue::new(sent_form).into_inner());
    let preferences = preferences::current();
    provide_context(preferences);
    provide_context(preferences.lang);
    let product = tr(common::PRODUCT);
    let formatter = move |title: String| format!("{title} \u{b7} {product}");
    view! {
        <Title formatter=formatter text=product/>
        <Router>
            <Start/>
            <Routes fallback=|| view! { <NotFound/> }>
                <Route path=path!("/") view=HomePage ssr=SsrMode::Async/>
                <Route path=path!("/sign-in") view={Lazy::<SignInPage>::new()} ssr=SsrMode::Async/>
                <Route
                    path=path!("/invitations/:token")
                    view={Lazy::<InvitationPage>::new()}
                    ssr=SsrMode::Async
                />
                <Route
                    path=path!("/membership/:token")
                    view={Lazy::<MembershipPage>::new()}
                    ssr=SsrMode::Async
                />
                <ParentRoute path=path!("") view=Console ssr=SsrMode::Async>
                    <Route
                        path=path!("/messages")
                        view={Lazy::<MessagesPage>::new()}
                        ssr=SsrMode::Async
                    />
                    <Route
                        path=path!("/exports")
                        view={Lazy::<ExportsPage>::new()}
                        ssr=SsrMode::Async
                    />
                    <AccountRoutes/>
                    <PartnerRoutes/>
                    <CustomerRoutes/>
                    <OpsRoutes/>
                </ParentRoute>
            </Routes>
        </Router>
    }
}

/// What the form held that was refused on the way here.
#[cfg(feature = "ssr")]
fn sent_form() -> SentForm {
    server::sent_form()
}

#[cfg(not(feature = "ssr"))]
fn sent_form() -> SentForm {
    SentForm::default()
}

/// What every page shares and needs the router for.
#[component]
fn Start() -> impl IntoView {
    provide_context(PageFocus::new(use_location().pathname.get_untracked()));
    session::provide();
}
