//! All doors behind one port: pages and their functions, files of the site, exports, the open API, health.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::http::request::Parts;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::get;
use hezong_app::draft_layer::keep_drafts;
use hezong_app::public::DemoHint;
use hezong_app::server::{CookiePolicy, provide_request};
use hezong_app::{App, shell};
use hezong_open_api::ApiSettings;
use hezong_print::FontList;
use hezong_services::Services;
use leptos::nonce::Nonce;
use leptos::prelude::{LeptosOptions, provide_context, use_context};
use leptos_axum::{
    ErrorHandler, LeptosRoutes, generate_route_list_with_exclusions_and_ssg_and_context,
};
use tower_http::limit::RequestBodyLimitLayer;

use crate::Config;
use crate::http::assets::{Assets, serve_assets};
use crate::http::body::{self, BROWSER_MB, refuse_large};
use crate::http::csrf::same_site_only;
use crate::http::facts::ScriptNonce;
use crate::http::functions::tell_status;
use crate::http::headers::{HeaderPolicy, secure};
use crate::http::observe::{Watch, observe};
use crate::http::shield::shield;
use crate::http::throttle::{Attempts, throttle, throttle_feeds};
use crate::http::{exports, feed, files, health, papers};

/// No request may take longer. Storage gives up much earlier.
const TIME_MAX: Duration = Duration::from_secs(30);

/// How the doors behave where deployments differ.
#[derive(Debug, Clone)]
pub struct RouterSettings {
    /// Whether cookies are for TLS only.
    pub cookies: CookiePolicy,
    /// The origin people type, when it is known.
    pub own_origin: Option<Arc<str>>,
    /// Whether `X-Forwarded-For` is believed.
    pub trusted_proxy: bool,
    /// Whether calls and attempts to sign in are counted and limited.
    pub rate_limit: bool,
    /// Whether the API answers some errors with status 200, exactly as documented.
    pub faithful_200: bool,
    /// What papers are printed with.
    pub fonts: FontList,
    /// Demo sign-ins that the sign-in page names.
    pub demo: Option<DemoHint>,
}

impl RouterSettings {
    /// What a configuration asks for.
    pub fn new(config: &Config, demo: Option<DemoHint>) -> Self {
        Self {
            cookies: CookiePolicy { secure: config.is_https() },
            own_origin: config.public_url.as_ref().map(|url| url.origin.as_str().into()),
            trusted_proxy: config.trusted_proxy,
            rate_limit: config.rate_limit,
            faithful_200: config.faithful_200,
            fonts: config.print_fonts.clone(),
            demo,
        }
    }
}

/// Everything that is served.
pub fn router(services: &Services, settings: &RouterSettings) -> Router {
    let watch = Watch {
        services: services.clone(),
        cookies: settings.cookies,
        trusted_proxy: settings.trusted_proxy,
    };
    let api = ApiSettings { faithful_200: settings.faithful_200, rate_limit: settings.rate_limit };
    Router::new()
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready).with_state(services.clone()))
        .merge(browser(services, settings))
        .merge(hezong_open_api::router(services.clone(), api))
        .layer(from_fn(serve_assets))
        .layer(from_fn_with_state(TIME_MAX, shield))
        .layer(from_fn_with_state(HeaderPolicy::new(settings.cookies), secure))
        .layer(from_fn_with_state(Arc::new(watch), observe))
}

/// Every page's path as the router knows it, with `{id}` for what varies: the access matrix must name
/// them all.
pub fn page_paths(services: &Services, settings: &RouterSettings) -> Vec<String> {
    let provide = context(services, settings);
    let (routes, _) = generate_route_list_with_exclusions_and_ssg_and_context(App, None, provide);
    let mut paths: Vec<String> = routes.iter().map(|route| route.path().to_owned()).collect();
    paths.sort();
    paths.dedup();
    paths
}

/// What browsers with cookies use.
fn browser(services: &Services, settings: &RouterSettings) -> Router {
    let options = LeptosOptions::builder().output_name("hezong").build();
    let provide = context(services, settings);
    let (routes, _) =
        generate_route_list_with_exclusions_and_ssg_and_context(App, None, provide.clone());
    let feed = feed::Feed {
        services: services.clone(),
        own_origin: settings.own_origin.clone(),
        is_https: settings.cookies.secure,
    };
    let not_found = ErrorHandler::new_with_context(provide.clone(), |_| shell(), options.clone());
    let mut router = Router::new()
        .leptos_routes_with_context(&options, routes, provide, shell)
        .route("/exports/{id}/file", get(exports::file).with_state(services.clone()))
        .route("/calendar/{name}", get(feed::calendar).with_state(feed))
        .merge(papers::doors(services, &settings.fonts))
        .fallback_service(not_found)
        .with_state(options)
        .layer(from_fn_with_state(services.clone(), keep_drafts))
        .layer(from_fn(tell_status))
        .layer(RequestBodyLimitLayer::new(body::bytes(BROWSER_MB)))
        .layer(from_fn_with_state(BROWSER_MB, refuse_large))
        .merge(files::doors(services));
    if settings.rate_limit {
        router = router
            .layer(from_fn_with_state(Arc::new(Attempts::default()), throttle))
            .layer(from_fn_with_state(Arc::new(Attempts::of_feeds()), throttle_feeds));
    }
    router.layer(from_fn_with_state(settings.own_origin.clone(), same_site_only))
}

/// What pages and server functions find in their context.
fn context(
    services: &Services,
    settings: &RouterSettings,
) -> impl Fn() + Clone + Send + Sync + 'static {
    let (services, settings) = (services.clone(), settings.clone());
    let names = Assets::load().names();
    move || {
        provide_request(&services, settings.cookies, settings.demo.as_ref());
        provide_context(Arc::clone(&names));
        let nonce =
            use_context::<Parts>().and_then(|parts| parts.extensions.get::<ScriptNonce>().cloned());
        if let Some(nonce) = nonce {
            // Takes the place of the one leptos made: ours is the one in the header.
            provide_context(Nonce::from_value(nonce.0));
        }
    }
}
