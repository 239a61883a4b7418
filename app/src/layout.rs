//! The frame around pages: top bar, side navigation, demo banner, the narrow frame of public pages.

pub mod nav;
mod side;
mod top_bar;

use hezong_texts::{Text, common};
use hezong_ui::{ErrorPanel, Icon, tr};
use leptos::prelude::*;
use leptos_router::components::{Outlet, Redirect};
use leptos_router::hooks::use_location;

use crate::preferences::{LanguageSwitch, ThemeSwitch};
use crate::routes;
use crate::session::{use_session, with_viewer};
use side::SideNav;
use top_bar::TopBar;

/// The frame of the three consoles. Whoever is not signed in is led to the sign-in page and back.
#[component]
pub fn Console() -> impl IntoView {
    view! {
        <SkipLink/>
        {with_viewer(|viewer| {
            let words = match (viewer.is_demo, viewer.is_sandbox) {
                (true, _) => Some(common::DEMO_BANNER),
                (_, true) => Some(common::SANDBOX_BANNER),
                _ => None,
            };
            words.map(|words| view! { <DemoBanner words=words/> }).into_any()
        })}
        <TopBar/>
        <div class="frame">
            <SideNav/>
            <main id="content" class="page">
                <Guard/>
                <Outlet/>
            </main>
        </div>
    }
    .into_any()
}

/// Leads anonymous visitors to the sign-in page.
#[component]
fn Guard() -> impl IntoView {
    let session = use_session();
    let location = use_location();
    view! {
        <Suspense>
            {move || Suspend::new(async move {
                let Some(session) = session else { return ().into_any() };
                match session.viewer().await {
                    Ok(Some(_)) => ().into_any(),
                    Ok(None) => {
                        let path = location.pathname.get_untracked();
                        let here = routes::with_query(&path, &location.search.get_untracked());
                        view! { <Redirect path=routes::sign_in(&here)/> }.into_any()
                    }
                    Err(error) => view! { <ErrorPanel error=error/> }.into_any(),
                }
            })}
        </Suspense>
    }
    .into_any()
}

/// The way past the navigation for people who use the keyboard.
#[component]
fn SkipLink() -> impl IntoView {
    view! { <a class="skip-link" href="#content" rel="external">{tr(common::SKIP_TO_CONTENT)}</a> }
}

/// Loud on every page of a server that is not for real work.
#[component]
fn DemoBanner(
    /// What it says.
    words: Text,
) -> impl IntoView {
    view! {
        <div class="demo-banner" role="note">
            <Icon name="alert"/>
            <span>{tr(words)}</span>
        </div>
    }
    .into_any()
}

/// Name and mark of the product.
#[component]
pub(crate) fn Brand(
    /// Where it leads.
    href: &'static str,
) -> impl IntoView {
    view! {
        <a class="brand" href=href>
            <span class="brand-mark" aria-hidden="true">{tr(common::MARK)}</span>
            {tr(common::PRODUCT)}
        </a>
    }
    .into_any()
}

/// The frame of pages for people who are not signed in.
#[component]
pub fn PublicFrame(children: Children) -> impl IntoView {
    view! {
        <SkipLink/>
        <div class="lone-frame">
            <header class="lone-head">
                <Brand href=routes::HOME/>
                <span class="secondary">{tr(common::PRODUCT_TAGLINE)}</span>
            </header>
            <main id="content" class="lone">{children()}</main>
            <footer class="lone-foot">
                <LanguageSwitch/>
                <ThemeSwitch/>
            </footer>
        </div>
    }
    .into_any()
}
