//! Compressed copies, made once here so that the server never compresses.

use std::{
    io::Write,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use brotli::enc::BrotliEncoderParams;
use flate2::{Compression, write::GzEncoder};

/// Formats that are not compressed already.
const EXTENSIONS: [&str; 9] =
    ["css", "html", "ico", "js", "json", "svg", "txt", "wasm", "webmanifest"];
/// Below this a copy saves less than one packet and its headers.
const SIZE_MIN: usize = 256;

/// Whether compressed copies of this file could help.
pub(crate) fn is_worth_it(path: &str, size: usize) -> bool {
    let extension = path.rsplit('.').next().unwrap_or_default();
    size >= SIZE_MIN && EXTENSIONS.contains(&extension)
}

/// A way to compress, each at its strongest setting.
#[derive(Clone, Copy)]
pub(crate) enum Coding {
    /// Brotli, what every current browser takes.
    Brotli,
    /// Gzip, for everything else.
    Gzip,
}

impl Coding {
    /// Both, the better one first.
    pub(crate) const ALL: [Self; 2] = [Self::Brotli, Self::Gzip];

    /// The name of the compressed copy.
    pub(crate) fn beside(self, file: &Path) -> PathBuf {
        let mut name = file.as_os_str().to_owned();
        name.push(match self {
            Self::Brotli => ".br",
            Self::Gzip => ".gz",
        });
        name.into()
    }

    /// Compresses.
    pub(crate) fn pack(self, bytes: &[u8]) -> Result<Vec<u8>> {
        let mut packed = Vec::new();
        match self {
            Self::Brotli => {
                let size_hint = bytes.len();
                let params =
                    BrotliEncoderParams { quality: 11, lgwin: 22, size_hint, ..Default::default() };
                brotli::BrotliCompress(&mut &bytes[..], &mut packed, &params)
                    .context("compressing with brotli")?;
            }
            Self::Gzip => {
                let mut encoder = GzEncoder::new(&mut packed, Compression::best());
                encoder.write_all(bytes)?;
                encoder.finish()?;
            }
        }
        Ok(packed)
    }
}
