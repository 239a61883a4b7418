//! P11: what the browser loads first, as brotli.

use std::path::Path;

use serde_json::Value;

/// The page of the budget, as the manifest names its code: the customer's coupons.
const PAGE: &str = "__coupons_page_view";
/// The built site, in the tree that is measured.
const SITE: &str = "target/site";

fn bytes(path: &str) -> u64 {
    let path = Path::new(SITE).join(format!("{}.br", path.trim_start_matches('/')));
    std::fs::metadata(&path).map_or(0, |m| m.len())
}

/// Sums what the manifest says is loaded with a page, and names the pages that load most.
pub(crate) fn bench() {
    let manifest = std::fs::read_to_string(Path::new(SITE).join("manifest.json"));
    let manifest: Value = serde_json::from_str(&manifest.expect("a built site")).expect("JSON");
    let of = |key: &str| manifest[key]["path"].as_str().map_or(0, bytes);
    let main = of("js") + of("wasm") + of("loader");
    let mut pages: Vec<(u64, &str)> = manifest["preloads"]
        .as_object()
        .into_iter()
        .flatten()
        .map(|(page, files)| {
            let files = files.as_array().into_iter().flatten().filter_map(Value::as_str);
            (files.map(bytes).sum(), page.as_str())
        })
        .collect();
    pages.sort_unstable();
    let wallet = pages.iter().find(|(_, page)| page.starts_with(PAGE)).map_or(0, |(size, _)| *size);
    let kb = |bytes: u64| bytes / 1024;
    println!(
        "| P11 first load of the wallet, brotli | {} kB: {} kB for all pages, {} kB its own (CSS {} kB) | 230 kB | budget |",
        kb(main + wallet),
        kb(main),
        kb(wallet),
        kb(of("css")),
    );
    for (size, page) in pages.iter().rev().take(3) {
        let name = page.trim_start_matches('_').split("_view").next().unwrap_or(page);
        println!("| P11 own code of `{name}` | {} kB | 45 kB | budget |", kb(*size));
    }
}
