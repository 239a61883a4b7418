//! Reads request bodies within the limit of the API.

use std::future::poll_fn;
use std::pin::Pin;

use axum::body::{Body, HttpBody};

use crate::error::Failure;
use crate::params::{BadParam, Problem};

/// Largest body of a signed request, in bytes (open-api §2).
pub(crate) const BODY_MAX: usize = 12 * 1024 * 1024;

/// A body that is too large is read and thrown away up to here, because a client that is still
/// sending when the connection closes does not see the answer.
const DRAIN_MAX: usize = 4 * BODY_MAX;

/// The whole body.
///
/// # Errors
/// [`Failure::BodyTooLarge`]; a parameter error when the connection broke.
pub(crate) async fn read(mut body: Body) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    let mut total = 0_usize;
    while let Some(frame) = poll_fn(|cx| Pin::new(&mut body).poll_frame(cx)).await {
        let frame = frame.map_err(|_| BadParam::new("body", Problem::BodyNotJson))?;
        let Ok(data) = frame.into_data() else {
            continue;
        };
        total = total.saturating_add(data.len());
        if total > DRAIN_MAX {
            break;
        }
        if total > BODY_MAX {
            bytes = Vec::new();
        } else {
            bytes.extend_from_slice(&data);
        }
    }
    if total > BODY_MAX { Err(Failure::BodyTooLarge) } else { Ok(bytes) }
}
