//! What we make of the module that loads lazy chunks.
//!
//! With the splitter's own loader: it loads packs of chunks, not each chunk by itself. And a page that was opened before a new release asks for chunks that
//! are gone. The loader would report the failure to code that can only give up; so it loads the page
//! anew instead, with the code of the new release.
//!
//! In one piece, lazy functions stay where the compiler put them. The compiler leaves calls of lazy functions as imports from a module that does not exist; the
//! splitter would replace them. Without it, this stand-in for the loader of chunks answers them: it
//! has nothing to load, and passes each call on to the function of the same name in the one file.

use std::{collections::BTreeMap, fmt::Write};

use anyhow::{Context, Result, ensure};

use super::{naming::Piece, packs, wasm::LOADER};

/// The module that calls of lazy functions are imported from.
const PLACEHOLDER: &str = "__wasm_split_placeholder__";

const STAND_IN: &str = r#"import { initSync } from "./MAIN";

const exported = (name) => initSync(undefined, undefined)[name];
const loaded = async (callback, data) => {
  await undefined;
  exported("__indirect_function_table").get(callback)(data, true);
};

export const whole = new Proxy({}, {
  get(_, name) {
    if (name.startsWith("__wasm_split_load_")) return loaded;
    return (...values) => exported(name.replace("00_import_", "00_export_"))(...values);
  },
});
"#;

/// Where the splitter's loader begins to know about chunks; what stands before stays.
const CHUNKS: &str = "function makeLoad(";

/// Loads packs and makes the chunks in them parts of the program, each once.
const PACKS: &str = r#"const files = new Map();
const chunks = new Map();

// A failure is not remembered: the next call tries again.
function once(known, key, make) {
  if (!known.has(key)) {
    const made = make();
    made.catch(() => known.delete(key));
    known.set(key, made);
  }
  return known.get(key);
}

async function open(url) {
  const pack = await once(files, url.href, () => WebAssembly.compileStreaming(fetch(url)));
  return WebAssembly.Module.customSections(pack, "SECTION");
}

function load(...urls) {
  return wrapAsyncCb(async () => {
    const packs = await Promise.all(urls.map(open));
    const imports = getSharedImports();
    await Promise.all(packs.flat().map((section) => {
      const number = new DataView(section).getUint16(0, true);
      const chunk = new Uint8Array(section, 2);
      return once(chunks, number, () => WebAssembly.instantiate(chunk, imports));
    }));
  });
}
"#;

/// How the splitter's loader takes note of a failure.
const FAILURE: &str = "success = false;";
/// Reloads, but not again and again when that does not help.
const RELOAD: &str = r#"
function reloadOnce() {
  try {
    const key = "reloaded-for-chunks";
    if (Date.now() - Number(sessionStorage.getItem(key)) < 30000) return false;
    sessionStorage.setItem(key, String(Date.now()));
  } catch {
    return false;
  }
  location.reload();
  return true;
}
"#;

/// Makes the splitter's loader load packs instead of single chunks.
pub(crate) fn load_packs(loader: &mut Piece, needs: &BTreeMap<String, Vec<String>>) -> Result<()> {
    let text = String::from_utf8(loader.bytes.clone())?;
    let (head, tail) = text.split_once(CHUNKS).context("the loader of chunks has no chunks")?;
    let loaders = tail.matches("export const __wasm_split_load_").count();
    ensure!(loaders == needs.len(), "the loader of chunks has an unknown form");
    let mut text = head.to_owned() + &PACKS.replace("SECTION", packs::SECTION);
    for (function, packs) in needs {
        let urls = packs.iter().map(|pack| format!("new URL(\"./{pack}.wasm\", import.meta.url)"));
        let urls = urls.collect::<Vec<_>>().join(", ");
        writeln!(text, "export const __wasm_split_load_{function} = load({urls});")?;
    }
    loader.bytes = text.into_bytes();
    Ok(())
}

/// Makes the splitter's loader reload the page when a chunk cannot be loaded.
pub(crate) fn reload_when_outdated(loader: &mut Piece) -> Result<()> {
    let text = String::from_utf8(loader.bytes.clone())?;
    ensure!(text.matches(FAILURE).count() == 1, "the loader of chunks has an unknown form");
    // The promise that never ends keeps the waiting code from hearing of the failure.
    let handled =
        format!("if (reloadOnce()) await new Promise(() => {{}});\n            {FAILURE}");
    loader.bytes = (text.replace(FAILURE, &handled) + RELOAD).into_bytes();
    Ok(())
}

/// Leads the imports of the main module to a stand-in for the loader, which is the answer; nothing
/// when there are no lazy functions.
pub(crate) fn join(main: &mut Piece) -> Result<Option<Piece>> {
    let text = String::from_utf8(main.bytes.clone())?;
    if !text.contains(PLACEHOLDER) {
        return Ok(None);
    }
    let text = text.lines().map(redirect).map(|line| line + "\n").collect::<String>();
    ensure!(
        !text.contains(&format!("from \"{PLACEHOLDER}\"")),
        "an import of lazy functions has an unknown form"
    );
    main.bytes = text.into_bytes();
    Ok(Some(Piece {
        name: LOADER.to_owned(),
        bytes: STAND_IN.replace("MAIN", &main.name).into_bytes(),
    }))
}

/// `import * as import1 from "…placeholder…"` asks for the stand-in instead; other lines stay.
fn redirect(line: &str) -> String {
    let local = line
        .strip_prefix("import * as ")
        .and_then(|rest| rest.split_once(" from "))
        .filter(|(_, from)| from.contains(PLACEHOLDER))
        .map(|(local, _)| local);
    match local {
        Some(local) => format!("import {{ whole as {local} }} from \"./{LOADER}\";"),
        None => line.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn main_module(text: &str) -> Piece {
        Piece { name: "app.js".to_owned(), bytes: text.as_bytes().to_vec() }
    }

    #[test]
    fn imports_of_lazy_functions_lead_to_the_stand_in() {
        let mut main = main_module(
            "import * as import1 from \"__wasm_split_placeholder__\"\n\
             const imports = { \"__wasm_split_placeholder__\": import1 };\n",
        );
        let loader = join(&mut main).expect("text").expect("there are lazy functions");
        let text = String::from_utf8(main.bytes).expect("text");
        assert!(text.starts_with("import { whole as import1 } from \"./__wasm_split.js\";\n"));
        assert!(text.contains("{ \"__wasm_split_placeholder__\": import1 }"));
        let loader = String::from_utf8(loader.bytes).expect("text");
        assert!(loader.contains("from \"./app.js\""), "{loader}");
    }

    #[test]
    fn a_failed_chunk_reloads_before_anything_else() {
        let mut loader = main_module("try { } catch (e) {\n  success = false;\n}\n");
        reload_when_outdated(&mut loader).expect("the form is known");
        let text = String::from_utf8(loader.bytes).expect("text");
        let (reload, failure) = (text.find("if (reloadOnce())"), text.find(FAILURE));
        assert!(reload < failure && text.contains("function reloadOnce()"), "{text}");
        assert!(reload_when_outdated(&mut main_module("other")).is_err());
    }

    #[test]
    fn packs_are_loaded_instead_of_chunks() {
        let mut loader = main_module(
            "function wrapAsyncCb(callee) { }\nfunction makeLoad(fetcher, deps) { }\n\
             const __chunk_1 = makeLoad(() => {});\n\
             export const __wasm_split_load__a = wrapAsyncCb(makeLoad(() => {}, [__chunk_1]));\n",
        );
        let needs = |name: &str| [(name.to_owned(), vec!["lazy_a".to_owned()])].into();
        load_packs(&mut loader, &needs("_a")).expect("the form is known");
        let text = String::from_utf8(loader.bytes).expect("text");
        assert!(text.starts_with("function wrapAsyncCb"), "{text}");
        assert!(!text.contains("__chunk_1"), "{text}");
        let export = "export const __wasm_split_load__a = load(new URL(\"./lazy_a.wasm\", import.meta.url));";
        assert!(text.contains(export), "{text}");
        assert!(load_packs(&mut main_module("other"), &needs("_a")).is_err());
    }

    #[test]
    fn code_without_lazy_functions_stays_as_it_is() {
        let mut main = main_module("import { a } from \"./b.js\"\n");
        assert_eq!(join(&mut main).expect("text"), None);
        assert_eq!(main, main_module("import { a } from \"./b.js\"\n"));
    }
}
