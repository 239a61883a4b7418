//! Names that carry a hash of the content, and the references rewritten to match.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

/// Hex digits of the hash in a name: 64 bits are plenty to tell builds apart.
const HASH_DIGITS: usize = 16;
/// JavaScript that crates bring along; the files in it may import each other by relative paths.
const SNIPPETS: &str = "snippets/";

/// One file of the site, named relative to the folder of hashed files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Piece {
    /// Its name, with forward slashes.
    pub(crate) name: String,
    /// Its content.
    pub(crate) bytes: Vec<u8>,
}

/// Gives every file its final name and content; the keys of the answer are the names before.
///
/// `leaves` refer to no other file. `modules` are JavaScript: they refer to leaves, and to each
/// other even in a circle (the main module imports the loader of chunks, which imports the main
/// module), so that no order exists in which each could be hashed after those it names. They
/// therefore share one hash, over the content of all of them with the leaves' final names in it.
pub(crate) fn name_all(leaves: Vec<Piece>, modules: Vec<Piece>) -> Result<BTreeMap<String, Piece>> {
    let mut named = BTreeMap::new();
    for piece in leaves {
        let name = hashed_name(&piece.name, &short_hash([piece.bytes.as_slice()]));
        named.insert(piece.name, Piece { name, bytes: piece.bytes });
    }
    let mut texts = BTreeMap::new();
    for piece in modules {
        let text = String::from_utf8(piece.bytes);
        let text = text.with_context(|| format!("{} is not UTF-8", piece.name))?;
        texts.insert(piece.name, refer_to_leaves(text, &named));
    }
    let shared =
        short_hash(texts.iter().flat_map(|(name, text)| [name.as_bytes(), text.as_bytes()]));
    for (name, text) in &texts {
        let text = texts.keys().fold(text.clone(), |text, other| {
            refer_to_module(&text, other, &module_name(other, &shared))
        });
        let piece = Piece { name: module_name(name, &shared), bytes: text.into_bytes() };
        named.insert(name.clone(), piece);
    }
    Ok(named)
}

/// Leaves are named by quoted relative addresses, wherever those stand.
fn refer_to_leaves(text: String, leaves: &BTreeMap<String, Piece>) -> String {
    leaves.iter().fold(text, |text, (old, piece)| {
        ['"', '\''].into_iter().fold(text, |text, quote| {
            text.replace(
                &format!("{quote}./{old}{quote}"),
                &format!("{quote}./{}{quote}", piece.name),
            )
        })
    })
}

/// Modules are named in imports only: the same text as a key of the import object is the name that
/// the WebAssembly file knows, and stays.
fn refer_to_module(text: &str, old: &str, new: &str) -> String {
    let mut text = text.to_owned();
    for before in ["from ", "import ", "import("] {
        for quote in ['"', '\''] {
            text = text.replace(
                &format!("{before}{quote}./{old}{quote}"),
                &format!("{before}{quote}./{new}{quote}"),
            );
        }
    }
    text
}

/// The final name of a module: snippets carry the hash in their folder, so that relative imports
/// among them go on working.
fn module_name(name: &str, hash: &str) -> String {
    match name.strip_prefix(SNIPPETS) {
        Some(rest) => format!("snippets.{hash}/{rest}"),
        None => hashed_name(name, hash),
    }
}

fn hashed_name(name: &str, hash: &str) -> String {
    match name.rsplit_once('.') {
        Some((stem, extension)) => format!("{stem}.{hash}.{extension}"),
        None => format!("{name}.{hash}"),
    }
}

fn short_hash<'bytes>(parts: impl IntoIterator<Item = &'bytes [u8]>) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part.len().to_le_bytes());
        hash.update(part);
    }
    let mut digits = hex::encode(hash.finalize());
    digits.truncate(HASH_DIGITS);
    digits
}

#[cfg(test)]
mod tests {
    use super::*;

    fn piece(name: &str, text: &str) -> Piece {
        Piece { name: name.to_owned(), bytes: text.as_bytes().to_vec() }
    }

    fn site(chunk: &str) -> BTreeMap<String, Piece> {
        let main = "import * as import1 from './split.js';\nimport { x } from './snippets/a/inline0.js';\n\
                    const imports = { \"./split.js\": import1 };";
        let split = "import { initSync } from \"./app.js\";\nfetch(new URL(\"./chunk_0.wasm\", import.meta.url));";
        let snippet = "export { y as x } from '../b/inline0.js';";
        let modules = [
            piece("app.js", main),
            piece("split.js", split),
            piece("snippets/a/inline0.js", snippet),
        ];
        name_all(vec![piece("chunk_0.wasm", chunk)], modules.to_vec()).expect("all is UTF-8")
    }

    fn text<'site>(site: &'site BTreeMap<String, Piece>, name: &str) -> &'site str {
        std::str::from_utf8(&site[name].bytes).expect("modules are text")
    }

    #[test]
    fn names_carry_the_hash_before_the_extension() {
        let site = site("one");
        let name = &site["chunk_0.wasm"].name;
        let hash = name.strip_prefix("chunk_0.").and_then(|rest| rest.strip_suffix(".wasm"));
        assert_eq!(hash.expect("stem and extension stay").len(), HASH_DIGITS);
    }

    #[test]
    fn every_reference_leads_to_a_file_of_that_name() {
        let site = site("one");
        assert!(text(&site, "app.js").contains(&format!("from './{}'", site["split.js"].name)));
        assert!(text(&site, "split.js").contains(&format!("from \"./{}\"", site["app.js"].name)));
        assert!(text(&site, "split.js").contains(&format!("\"./{}\"", site["chunk_0.wasm"].name)));
        let snippet = &site["snippets/a/inline0.js"];
        assert!(text(&site, "app.js").contains(&format!("from './{}'", snippet.name)));
        assert!(snippet.name.ends_with("/a/inline0.js"), "its neighbours are found as before");
    }

    #[test]
    fn keys_of_the_import_object_stay() {
        assert!(text(&site("one"), "app.js").contains("{ \"./split.js\": import1 }"));
    }

    #[test]
    fn a_changed_leaf_changes_the_modules_that_lead_to_it() {
        let (one, two) = (site("one"), site("two"));
        for name in ["chunk_0.wasm", "split.js", "app.js"] {
            assert_ne!(one[name].name, two[name].name, "{name}");
        }
    }

    #[test]
    fn the_same_content_gets_the_same_names() {
        assert_eq!(site("one"), site("one"));
    }
}
