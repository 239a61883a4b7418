//! P11: what the browser loads first, as brotli.

use std::path::Path;

/// Sums what the manifest says is loaded with the first page, and names the largest chunk.
pub(crate) fn bench() {
    let site = Path::new("target/site");
    let bytes = |name: &str| {
        let path = site.join(format!("{}.br", name.trim_start_matches('/')));
        std::fs::metadata(path).map_or(0, |m| m.len())
    };
    let manifest = std::fs::read_to_string(site.join("manifest.json")).unwrap_or_default();
    let manifest: serde_json::Value = serde_json::from_str(&manifest).unwrap_or_default();
    let main: u64 = ["js", "wasm"].iter().filter_map(|key| manifest[key].as_str()).map(bytes).sum();
    let css = manifest["css"].as_str().map_or(0, bytes);
    let mut chunks: Vec<(u64, String)> = std::fs::read_dir(site.join("pkg"))
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| {
            let name = entry.file_name().to_string_lossy().into_owned();
            let size = entry.metadata().ok()?.len();
            let is_chunk = name.ends_with(".wasm.br")
                && !manifest["wasm"].to_string().contains(name.trim_end_matches(".br"));
            is_chunk.then_some((size, name))
        })
        .collect();
    chunks.sort_unstable();
    let kb = |bytes: u64| bytes / 1024;
    println!(
        "| P11 main JS + WASM, brotli | {} kB (CSS {} kB) | 230 kB with its chunk | budget |",
        kb(main),
        kb(css)
    );
    for (size, name) in chunks.iter().rev().take(3) {
        println!("| P11 chunk `{name}` | {} kB | 45 kB | budget |", kb(*size));
    }
}
