//! Server functions around customers.

use hezong_contract::accounts::{InvitationRow, UserRow};
use hezong_contract::customers::{AssociateForm, CustomerForm, CustomerRow};
use hezong_contract::wire::{Act, Ask};
use hezong_contract::{AppError, Listing};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// A customer with its people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomerDetail {
    /// The list's facts.
    pub row: CustomerRow,
    /// Its people.
    pub users: Vec<UserRow>,
    /// Open invitations.
    pub invitations: Vec<InvitationRow>,
}

/// Customers of all partners; `query` is the page's query string.
///
/// Permission: `Permission::OpsCustomers`.
#[server(prefix = "/_fn", endpoint = "list_all_customers", protocol = Ask)]
pub async fn list_all_customers(query: String) -> Result<Listing<CustomerRow>, AppError> {
    use crate::server::{respond, server_context};
    respond(hezong_services::customers::list_all(&server_context().await?, &query).await)
}

/// A customer with its people.
///
/// Permission: `Permission::OpsCustomers`.
#[server(prefix = "/_fn", endpoint = "read_customer", protocol = Ask)]
pub async fn read_customer(id: String) -> Result<CustomerDetail, AppError> {
    use crate::server::{respond, server_context};
    let cx = server_context().await?;
    let (row, users, invitations) = respond(hezong_services::customers::detail(&cx, &id).await)?;
    Ok(CustomerDetail { row, users, invitations })
}

/// Creates a customer, associated at once when the form says so; answers the address of its page.
///
/// Permission: `Permission::OpsCustomers`.
#[server(prefix = "/_fn", endpoint = "create_customer", protocol = Act)]
pub async fn create_customer(form: CustomerForm) -> Result<String, AppError> {
    use crate::server::{checked, leave_for, respond, server_context};
    let cx = server_context().await?;
    let new = checked(form.check())?;
    let id = respond(hezong_services::customers::create(&cx, &new).await)?;
    Ok(leave_for(&crate::routes::ops_customer(id.as_str())))
}

/// Associates a customer with a partner.
///
/// Permission: `Permission::OpsCustomers`.
#[server(prefix = "/_fn", endpoint = "associate_customer", protocol = Act)]
pub async fn associate_customer(form: AssociateForm) -> Result<(), AppError> {
    use crate::server::{checked, respond, server_context};
    let cx = server_context().await?;
    let kind = checked(form.check())?;
    respond(
        hezong_services::customers::associate(&cx, &form.customer_id, &form.partner_id, kind).await,
    )
}
