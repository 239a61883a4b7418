//! How a server-rendered page finds its style sheet, its code and its lazy chunks.
//!
//! Lives on the server only: the document's `<head>` is not hydrated. It stands in for the parts of
//! the same purpose in leptos, which print the nonce as the value of `crossorigin` (so that browsers
//! may drop the preload and fetch twice) and read the names of hashed files from a file beside the
//! executable, which a single-file release does not have.

use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

use leptos::{PrefetchLazyFn, nonce::use_nonce, prelude::*};
use leptos_meta::Link;
use serde::Deserialize;

/// A file of the site: its address and what it must hash to.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
pub struct AssetName {
    /// Absolute path on this origin, with the content hash in it.
    pub path: String,
    /// Value for an `integrity` attribute (`sha384-…`).
    pub integrity: String,
}

/// What a page must name to come alive; written by the site builder, handed over by the server as
/// the context `Arc<AssetNames>`.
///
/// The default is the site that was not built: pages then carry no style and no code, and their
/// forms work all the same.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(default)]
pub struct AssetNames {
    /// The one style sheet.
    pub css: Option<AssetName>,
    /// The module that starts the application.
    pub js: Option<AssetName>,
    /// The main WebAssembly file.
    pub wasm: Option<AssetName>,
    /// The module that loads lazy chunks; missing when the site was built in one piece.
    pub loader: Option<AssetName>,
    /// Lazy function to the addresses of the chunks it needs.
    pub preloads: HashMap<String, Vec<String>>,
}

impl AssetNames {
    /// Addresses of all chunks that the given lazy functions need, each once, in a stable order.
    fn chunks<'names>(
        &'names self,
        functions: impl IntoIterator<Item = &'names str>,
    ) -> BTreeSet<&'names str> {
        functions
            .into_iter()
            .filter_map(|name| self.preloads.get(name))
            .flatten()
            .map(String::as_str)
            .collect()
    }
}

/// The names of the site's files, as the server provided them for this request.
fn names() -> Arc<AssetNames> {
    use_context::<Arc<AssetNames>>().unwrap_or_default()
}

/// The link to the style sheet, for the document's `<head>`.
#[component]
pub fn SiteStyle() -> impl IntoView {
    names().css.clone().map(|css| {
        view! { <link rel="stylesheet" href=css.path integrity=css.integrity/> }
    })
}

/// Everything that makes the page interactive, for the document's `<head>`: preloads of the code,
/// the script that hydrates, and preloads of the chunks that the matched route turns out to need.
///
/// Clean under `script-src 'self' 'nonce-…' 'wasm-unsafe-eval'`: one module script with the nonce.
#[component]
pub fn SiteScripts() -> impl IntoView {
    let names = names();
    let (js, wasm) = (names.js.clone()?, names.wasm.clone()?);
    preload_matched_chunks(Arc::clone(&names));
    // Debug formatting quotes as JavaScript does for these names: path characters and hex digits.
    let script = format!(
        "import start,{{hydrate}} from {:?};start({{module_or_path:{:?}}}).then(()=>hydrate());",
        js.path, wasm.path
    );
    let modules = [Some(js), names.loader.clone()].into_iter().flatten().map(|module| {
        view! { <link rel="modulepreload" href=module.path integrity=module.integrity/> }
    });
    Some(view! {
        {modules.collect_view()}
        <link
            rel="preload"
            href=wasm.path
            r#as="fetch"
            r#type="application/wasm"
            crossorigin="anonymous"
        />
        <script type="module" nonce=use_nonce()>
            {script}
        </script>
    })
}

/// Adds preload links for the chunks of the lazy functions that rendering this page has called.
///
/// Which those are is known only once the page is rendered; the head is sent after that (and after
/// everything deferred here), because `leptos_meta` still has to put titles and links into it.
fn preload_matched_chunks(names: Arc<AssetNames>) {
    let (Some(shared), Some(owner)) = (Owner::current_shared_context(), Owner::current()) else {
        return;
    };
    if names.preloads.is_empty() {
        return;
    }
    shared.defer_stream(Box::pin(async move {
        owner.with(|| {
            let Some(called) = use_context::<PrefetchLazyFn>() else {
                return;
            };
            let Some(called) = called.0.try_read_value() else {
                return;
            };
            for chunk in names.chunks(called.iter().copied()) {
                // Rendering a link of leptos_meta registers it for the head; the text is empty.
                let _ = view! {
                    <Link
                        rel="preload"
                        href=chunk.to_owned()
                        as_="fetch"
                        type_="application/wasm"
                        crossorigin="anonymous"
                    />
                }
                .to_html();
            }
        });
    }));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names() -> AssetNames {
        let chunks = |names: &[&str]| names.iter().map(ToString::to_string).collect();
        AssetNames {
            preloads: HashMap::from([
                ("list_1".to_owned(), chunks(&["/pkg/shared.a.wasm", "/pkg/list.b.wasm"])),
                ("detail_2".to_owned(), chunks(&["/pkg/shared.a.wasm", "/pkg/detail.c.wasm"])),
            ]),
            ..AssetNames::default()
        }
    }

    #[test]
    fn a_chunk_shared_by_two_functions_is_named_once() {
        let names = names();
        let chunks = names.chunks(["list_1", "detail_2"]).into_iter().collect::<Vec<_>>();
        assert_eq!(chunks, ["/pkg/detail.c.wasm", "/pkg/list.b.wasm", "/pkg/shared.a.wasm"]);
    }

    #[test]
    fn a_function_that_was_not_split_off_needs_nothing() {
        assert!(names().chunks(["elsewhere_3"]).is_empty());
    }

    #[test]
    fn a_page_without_a_built_site_names_no_files() {
        let owner = Owner::new();
        let html = owner.with(|| view! { <SiteStyle/><SiteScripts/> }.to_html());
        assert!(!html.contains("/pkg/"), "{html}");
    }

    #[test]
    fn the_script_names_the_hashed_files() {
        let name =
            |path: &str| AssetName { path: path.to_owned(), integrity: "sha384-x".to_owned() };
        let owner = Owner::new();
        let html = owner.with(|| {
            provide_context(Arc::new(AssetNames {
                js: Some(name("/pkg/hezong.a.js")),
                wasm: Some(name("/pkg/hezong.b.wasm")),
                ..AssetNames::default()
            }));
            view! { <SiteScripts/> }.to_html()
        });
        assert!(html.contains(r#"from "/pkg/hezong.a.js";"#), "{html}");
        assert!(html.contains(r#"module_or_path:"/pkg/hezong.b.wasm""#), "{html}");
    }
}
