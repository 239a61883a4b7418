//! Lazy code in one file per page.
//!
//! The splitter makes one chunk for each set of pages that share code: hundreds of small modules, of
//! which a page needs a hundred or more. Each is far too small to be a file of its own: here they are
//! put into packs, so that a page asks for two files, and its chunks are compressed together.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use anyhow::{Context, Result};

use super::naming::Piece;

/// The pack of what most pages need, so that it is not loaded again with each of them.
const COMMON: &str = "lazy_common";
/// Chunks that at least three of four pages need are common: what a page gets for nothing by that is
/// little, what the next page saves is more.
const COMMON_SHARE: (usize, usize) = (3, 4);
/// Name of the sections in a pack that hold a chunk.
pub(crate) const SECTION: &str = "chunk";

/// The packs and who needs them.
#[derive(Debug, Default)]
pub(crate) struct Packs {
    /// The packs; each is a WebAssembly module in form, so that it can be loaded like one.
    pub(crate) pieces: Vec<Piece>,
    /// Lazy function to the stems of its packs.
    pub(crate) needs: BTreeMap<String, Vec<String>>,
}

/// Packs chunks (by stem) for the lazy functions that need them.
pub(crate) fn pack(
    chunks: &BTreeMap<String, Vec<u8>>,
    needs: &HashMap<String, Vec<String>>,
) -> Result<Packs> {
    let mut users = BTreeMap::<&str, usize>::new();
    for stem in needs.values().flatten() {
        *users.entry(stem).or_default() += 1;
    }
    let (share, whole) = COMMON_SHARE;
    let common = users.iter().filter(|(_, count)| **count > 1);
    let common = common.filter(|(_, count)| **count * whole >= needs.len() * share);
    let common = common.map(|(stem, _)| *stem).collect::<BTreeSet<_>>();

    let mut packs = Packs::default();
    if !common.is_empty() {
        packs.pieces.push(pack_of(COMMON, &common, chunks)?);
    }
    for (function, stems) in needs.iter().collect::<BTreeMap<_, _>>() {
        let stems = stems.iter().map(String::as_str).collect::<BTreeSet<_>>();
        let mut needed = Vec::new();
        if !common.is_disjoint(&stems) {
            needed.push(COMMON.to_owned());
        }
        let own = stems.difference(&common).copied().collect::<BTreeSet<_>>();
        if !own.is_empty() {
            let name = format!("lazy{function}");
            packs.pieces.push(pack_of(&name, &own, chunks)?);
            needed.push(name);
        }
        packs.needs.insert(function.clone(), needed);
    }
    Ok(packs)
}

/// An empty module whose custom sections are chunks, each after its number.
fn pack_of(
    name: &str,
    stems: &BTreeSet<&str>,
    chunks: &BTreeMap<String, Vec<u8>>,
) -> Result<Piece> {
    let mut bytes = b"\0asm\x01\0\0\0".to_vec();
    for (number, (stem, chunk)) in chunks.iter().enumerate() {
        if stems.contains(stem.as_str()) {
            let number = u16::try_from(number).context("more chunks than numbers")?;
            let mut section = Vec::with_capacity(chunk.len() + 8);
            push_size(&mut section, SECTION.len());
            section.extend_from_slice(SECTION.as_bytes());
            section.extend_from_slice(&number.to_le_bytes());
            section.extend_from_slice(chunk);
            bytes.push(0);
            push_size(&mut bytes, section.len());
            bytes.extend_from_slice(&section);
        }
    }
    Ok(Piece { name: format!("{name}.wasm"), bytes })
}

/// An unsigned number in the format's variable-length coding.
fn push_size(bytes: &mut Vec<u8>, mut size: usize) {
    while size >= 0x80 {
        bytes.push(0x80 | u8::try_from(size & 0x7f).unwrap_or_default());
        size >>= 7;
    }
    bytes.push(u8::try_from(size).unwrap_or_default());
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packed() -> Packs {
        let stems = ["all", "both", "one", "two", "three"];
        let chunks = stems.map(|stem| (stem.to_owned(), vec![b'.'; 300])).into();
        let needs = [
            ("_a", vec!["all", "both", "one"]),
            ("_b", vec!["all", "two"]),
            ("_c", vec!["all", "both", "three"]),
            ("_d", vec!["all"]),
        ];
        let owned = needs.map(|(function, stems)| {
            (function.to_owned(), stems.into_iter().map(str::to_owned).collect())
        });
        pack(&chunks, &owned.into()).expect("few chunks")
    }

    fn count(packs: &Packs, name: &str) -> usize {
        let piece = packs.pieces.iter().find(|piece| piece.name == name).expect("there is one");
        piece.bytes.windows(SECTION.len()).filter(|part| *part == SECTION.as_bytes()).count()
    }

    #[test]
    fn every_page_needs_what_is_common_and_its_own() {
        let packs = packed();
        assert_eq!(packs.needs["_a"], ["lazy_common", "lazy_a"]);
        assert_eq!(packs.needs["_d"], ["lazy_common"]);
        assert_eq!(count(&packs, "lazy_common.wasm"), 1);
        assert_eq!(count(&packs, "lazy_a.wasm"), 2, "shared by half of the pages only");
    }

    #[test]
    fn packs_are_well_formed_modules() {
        for piece in packed().pieces {
            let rest = super::super::sections::without_custom(&piece.bytes).expect("well formed");
            assert_eq!(rest, b"\0asm\x01\0\0\0");
        }
    }
}
