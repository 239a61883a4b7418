//! Server functions of the partner's customers.

use hezong_contract::customers::CustomerRow;
use hezong_contract::wire::Ask;
use hezong_contract::{AppError, Listing};
use leptos::prelude::*;

/// The partner's own customers, masked unless revealed; `query` is the page's query string.
///
/// Permission: `Permission::CustomerView` on the own partner.
#[server(prefix = "/_fn", endpoint = "partner_customers", protocol = Ask)]
pub async fn partner_customers(query: String) -> Result<Listing<CustomerRow>, AppError> {
    use crate::server::{respond, server_context};
    respond(hezong_services::customers::list_own(&server_context().await?, &query).await)
}
