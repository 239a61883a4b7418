//! Leaves out the parts of a WebAssembly file that only tools read.

use anyhow::{Context, Result, ensure};

const HEADER: usize = 8;
const CUSTOM: u8 = 0;

/// The module without its custom sections (names of functions, producers, target features): a
/// browser ignores them, and the names alone can be a third of the file.
pub(crate) fn without_custom(module: &[u8]) -> Result<Vec<u8>> {
    ensure!(module.starts_with(b"\0asm"), "not a WebAssembly module");
    let (header, mut rest) = module.split_at_checked(HEADER).context("a truncated header")?;
    let mut kept = header.to_vec();
    while let Some((&kind, after)) = rest.split_first() {
        let (size, width) = leb128(after).context("a section without a size")?;
        let whole = rest.get(..1 + width + size).context("a section longer than the file")?;
        if kind != CUSTOM {
            kept.extend_from_slice(whole);
        }
        rest = &rest[whole.len()..];
    }
    Ok(kept)
}

/// An unsigned number in the format's variable-length coding, and how many bytes it took.
fn leb128(bytes: &[u8]) -> Option<(usize, usize)> {
    let mut value = 0_usize;
    for (index, byte) in bytes.iter().take(5).enumerate() {
        value |= usize::from(byte & 0x7f) << (7 * index);
        if byte & 0x80 == 0 {
            return Some((value, index + 1));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    const EMPTY: &[u8] = b"\0asm\x01\0\0\0";

    #[test]
    fn custom_sections_go_and_others_stay() {
        let types = [1, 4, 1, 0x60, 0, 0];
        let names = [0, 6, 4, b'n', b'a', b'm', b'e', 0];
        let module = [EMPTY, &names, &types, &names].concat();
        assert_eq!(without_custom(&module).expect("well formed"), [EMPTY, &types].concat());
    }

    #[test]
    fn sizes_of_several_bytes_are_understood() {
        let mut names = vec![0, 0x80 | 0x48, 1];
        names.extend([7; 200]);
        let module = [EMPTY, &names].concat();
        assert_eq!(without_custom(&module).expect("well formed"), EMPTY);
    }

    #[test]
    fn a_truncated_file_is_an_error() {
        assert!(without_custom(&[EMPTY, &[1, 9, 0]].concat()).is_err());
        assert!(without_custom(b"not wasm").is_err());
    }
}
