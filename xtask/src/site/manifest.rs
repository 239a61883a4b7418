//! The list of everything in the site, for the server and for budgets.

use std::{collections::BTreeMap, fmt::Write, fs, path::Path};

use anyhow::{Context, Result};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha384};

use super::wasm::LOADER;

/// What `manifest.json` says.
#[derive(Debug, Default, Deserialize, Serialize)]
pub(crate) struct Manifest {
    /// The hash of everything that went into the site.
    pub(crate) inputs: String,
    css: Option<Named>,
    js: Option<Named>,
    wasm: Option<Named>,
    loader: Option<Named>,
    /// Lazy function to the packs of chunks it needs.
    pub(crate) preloads: BTreeMap<String, Vec<String>>,
    files: BTreeMap<String, File>,
}

#[derive(Debug, Deserialize, Serialize)]
struct Named {
    path: String,
    integrity: String,
}

/// One file: what it hashes to and how large it is, plain and compressed.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct File {
    integrity: String,
    size: usize,
    br: Option<usize>,
    gz: Option<usize>,
}

impl File {
    /// Describes a file with this content and these sizes of its brotli and gzip copies.
    pub(crate) fn new(bytes: &[u8], [br, gz]: [Option<usize>; 2]) -> Self {
        let integrity = format!("sha384-{}", STANDARD.encode(Sha384::digest(bytes)));
        Self { integrity, size: bytes.len(), br, gz }
    }

    fn transfer(&self) -> usize {
        self.br.unwrap_or(self.size)
    }
}

impl Manifest {
    /// Reads the list of a finished site.
    pub(crate) fn read(path: &Path) -> Result<Self> {
        Ok(serde_json::from_slice(&fs::read(path)?)?)
    }

    /// Writes the list.
    pub(crate) fn write(&self, path: &Path) -> Result<()> {
        let text = serde_json::to_string_pretty(self)? + "\n";
        fs::write(path, text).with_context(|| format!("writing {}", path.display()))
    }

    /// Adds a file under its final address.
    pub(crate) fn add(&mut self, file: File, path: &str) {
        self.files.insert(path.to_owned(), file);
    }

    /// Notes that this file (by its name before hashing) is one that pages name.
    pub(crate) fn name_role(&mut self, name: &str, path: &str, output_name: &str) {
        let Some(file) = self.files.get(path) else {
            return;
        };
        let named = Named { path: path.to_owned(), integrity: file.integrity.clone() };
        let role = match name.strip_prefix(output_name) {
            Some(".css") => &mut self.css,
            Some(".js") => &mut self.js,
            Some(".wasm") => &mut self.wasm,
            _ if name == LOADER => &mut self.loader,
            _ => return,
        };
        *role = Some(named);
    }

    /// Sizes for the terminal: what a first visit loads, and the lazy rest.
    pub(crate) fn summary(&self) -> String {
        let mut text = String::new();
        let line = |text: &mut String, what: &str, files: &[&File]| {
            let raw = files.iter().map(|file| file.size).sum::<usize>();
            let sent = files.iter().map(|file| file.transfer()).sum::<usize>();
            let _ = writeln!(text, "    {what:<24} {raw:>9} bytes, {sent:>8} with brotli");
        };
        let named = [("style", &self.css), ("module", &self.js), ("loader", &self.loader)];
        for (what, name) in named.into_iter().chain([("main code", &self.wasm)]) {
            let file = name.as_ref().and_then(|name| self.files.get(&name.path));
            line(&mut text, what, file.as_slice());
        }
        let main = self.wasm.as_ref().map(|name| name.path.as_str());
        let lazy =
            self.files.iter().filter(|(path, _)| is_wasm(path) && Some(path.as_str()) != main);
        let lazy = lazy.map(|(_, file)| file).collect::<Vec<_>>();
        line(&mut text, &format!("{} lazy packs", lazy.len()), &lazy);
        text.truncate(text.trim_end().len());
        text
    }
}

fn is_wasm(path: &str) -> bool {
    Path::new(path).extension().is_some_and(|extension| extension == "wasm")
}
