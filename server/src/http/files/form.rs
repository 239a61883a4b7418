//! A form with a file, read piece by piece: never more in memory than a file may have.

use std::sync::Arc;

use axum::extract::Multipart;
use axum::extract::multipart::{Field, MultipartError};
use axum::http::StatusCode;
use hezong_domain::files::{FileProblem, SIZE_MAX};
use hezong_services::benefits::papers::NewPaper;

use super::About;

/// Most of a text beside the file, in bytes.
const TEXT_MAX: usize = 2 * 1024;

/// What a form said.
#[derive(Default)]
pub(super) struct Read {
    /// Which files it is about.
    pub(super) about: About,
    /// The file with everything beside it; the case is not in the form.
    pub(super) new: NewPaper,
    /// Why the form itself is refused.
    pub(super) refused: Option<FileProblem>,
}

/// Reads a form to its end.
pub(super) async fn read(mut form: Multipart) -> Read {
    let mut read = Read::default();
    let outcome = fields(&mut form, &mut read).await;
    if let Err(error) = outcome {
        let is_long = error.status() == StatusCode::PAYLOAD_TOO_LARGE;
        let what = if is_long { FileProblem::TooLarge } else { FileProblem::Missing };
        read.refused = Some(what);
    }
    read.about = About { purpose: read.new.purpose.clone(), item: read.new.item.clone() };
    read
}

async fn fields(form: &mut Multipart, read: &mut Read) -> Result<(), MultipartError> {
    while let Some(field) = form.next_field().await? {
        let name = field.name().unwrap_or_default().to_owned();
        let new = &mut read.new;
        match name.as_str() {
            "file" => {
                field.file_name().unwrap_or_default().clone_into(&mut new.name);
                match content(field).await? {
                    Some(content) => new.content = Arc::from(content),
                    None => read.refused = Some(FileProblem::TooLarge),
                }
            }
            "purpose" => new.purpose = text(field).await?,
            "item" => new.item = text(field).await?,
            "replaces" => new.replaces = text(field).await?,
            "label" => new.label = text(field).await?,
            _ => drop(text(field).await?),
        }
    }
    Ok(())
}

/// The content of a file; `None` when it is too large, after it was read to its end.
async fn content(mut field: Field<'_>) -> Result<Option<Vec<u8>>, MultipartError> {
    let mut content = Some(Vec::new());
    while let Some(piece) = field.chunk().await? {
        content = content.filter(|so_far: &Vec<u8>| so_far.len() + piece.len() <= SIZE_MAX);
        if let Some(content) = &mut content {
            content.extend_from_slice(&piece);
        }
    }
    Ok(content)
}

/// The beginning of a text.
async fn text(mut field: Field<'_>) -> Result<String, MultipartError> {
    let mut bytes = Vec::new();
    while let Some(piece) = field.chunk().await? {
        let room = TEXT_MAX.saturating_sub(bytes.len()).min(piece.len());
        bytes.extend_from_slice(piece.get(..room).unwrap_or_default());
    }
    Ok(String::from_utf8_lossy(&bytes).trim().to_owned())
}
