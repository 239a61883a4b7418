//! The document around the application.

use leptos::prelude::*;
use leptos_meta::MetaTags;

use crate::App;
use crate::hydration::{SiteScripts, SiteStyle};
use crate::preferences;

/// The whole document for one request.
pub fn shell() -> impl IntoView {
    let preferences = preferences::current();
    view! {
        <!DOCTYPE html>
        <html lang=preferences.lang.tag() data-theme=preferences.theme.attribute()>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content="light dark"/>
                <meta name="theme-color" media="(prefers-color-scheme: light)" content="#ffffff"/>
                <meta name="theme-color" media="(prefers-color-scheme: dark)" content="#161a1f"/>
                <link rel="icon" href="/favicon.svg" type="image/svg+xml"/>
                <SiteStyle/>
                <SiteScripts/>
                <MetaTags/>
            </head>
            <body>
                <App/>
            </body>
        </html>
    }
}
