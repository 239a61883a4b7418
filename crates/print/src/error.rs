//! What keeps a paper from being made.

/// Why there is no paper.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PrintError {
    /// None of the fonts can write Chinese; with what was tried, for the log.
    #[error("no font with Chinese characters among: {0}")]
    NoChineseFont(String),
    /// The PDF could not be put together: a defect, or a font that is broken.
    #[error("the PDF could not be written: {0}")]
    Pdf(String),
}
