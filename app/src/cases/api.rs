//! Server functions around cases.

use hezong_contract::AppError;
use hezong_contract::cases::{CaseForm, CaseView};
use hezong_contract::wire::{Act, Ask};
use leptos::prelude::*;

/// A case with what the caller can do, in the caller's language.
///
/// Permission: `Permission::BenefitView` or, for the vendor's people, `Permission::OpsBenefits`.
#[server(prefix = "/_fn", endpoint = "read_case", protocol = Ask)]
pub async fn read_case(id: String) -> Result<CaseView, AppError> {
    use crate::server::{preferences, respond, server_context};
    let cx = server_context().await?;
    respond(hezong_services::benefits::case::view(&cx, preferences().lang, &id).await)
}

/// Does something with a case.
///
/// Permission: `Permission::BenefitView` or, for the vendor's people, `Permission::OpsBenefits`; the
/// case's own rules say who may do what in which state.
#[server(prefix = "/_fn", endpoint = "act_on_case", protocol = Act)]
pub async fn act_on_case(form: CaseForm) -> Result<(), AppError> {
    use crate::server::{respond, server_context};
    respond(hezong_services::benefits::case::act(&server_context().await?, &form).await)
}
