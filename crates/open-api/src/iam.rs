//! The IAM calls the SDK and its users need: who an access key belongs to, and tokens (open-api
//! §3.2, §3.3).

pub(crate) mod create_token;
pub(crate) mod list_domains;
mod token_request;
