//! Server functions around dedicated-staff incentives.

use hezong_contract::AppError;
use hezong_contract::fh::{
    BeginForm, ClaimRow, GuideView, InviteMemberForm, PersonCard, QuarterCard, SchemeCard,
};
use hezong_contract::membership::MemberInvited;
use hezong_contract::wire::{Act, Ask};
use leptos::prelude::*;

/// The steps, and where the partner stands.
///
/// Permission: `Permission::BenefitView`.
#[server(prefix = "/_fn", endpoint = "fh_guide", protocol = Ask)]
pub async fn fh_guide() -> Result<GuideView, AppError> {
    use crate::server::{preferences, respond, server_context};
    let cx = server_context().await?;
    respond(hezong_services::benefits::overview::guide(&cx, preferences().lang).await)
}

/// The schemes, and where the partner stands on each.
///
/// Permission: `Permission::BenefitView`.
#[server(prefix = "/_fn", endpoint = "fh_schemes", protocol = Ask)]
pub async fn fh_schemes() -> Result<Vec<SchemeCard>, AppError> {
    use crate::server::{preferences, respond, server_context};
    let cx = server_context().await?;
    respond(hezong_services::benefits::qualifications::list(&cx, preferences().lang).await)
}

/// The partner's people.
///
/// Permission: `Permission::BenefitView`.
#[server(prefix = "/_fn", endpoint = "fh_people", protocol = Ask)]
pub async fn fh_people() -> Result<Vec<PersonCard>, AppError> {
    use crate::server::{preferences, respond, server_context};
    let cx = server_context().await?;
    respond(hezong_services::benefits::people::list(&cx, preferences().lang).await)
}

/// The months that were claimed or can be.
///
/// Permission: `Permission::BenefitView`.
#[server(prefix = "/_fn", endpoint = "fh_months", protocol = Ask)]
pub async fn fh_months() -> Result<Vec<ClaimRow>, AppError> {
    use crate::server::{preferences, respond, server_context};
    let cx = server_context().await?;
    respond(hezong_services::benefits::claims::months(&cx, preferences().lang).await)
}

/// The quarters that were paid or can be.
///
/// Permission: `Permission::BenefitView`.
#[server(prefix = "/_fn", endpoint = "fh_quarters", protocol = Ask)]
pub async fn fh_quarters() -> Result<Vec<QuarterCard>, AppError> {
    use crate::server::{preferences, respond, server_context};
    let cx = server_context().await?;
    respond(hezong_services::benefits::payments::quarters(&cx, preferences().lang).await)
}

/// The address of the case that certifies the partner's business information, once it was begun.
///
/// Permission: `Permission::BenefitView`.
#[server(prefix = "/_fn", endpoint = "own_certification", protocol = Ask)]
pub async fn own_certification() -> Result<Option<String>, AppError> {
    use crate::server::{respond, server_context};
    let cx = server_context().await?;
    let id = respond(hezong_services::benefits::certification::own(&cx).await)?;
    Ok(id.map(|id| crate::routes::partner_case(id.as_str())))
}

/// Begins an application, a claim, a payment or the certification; answers the address of its case.
///
/// Permission: `Permission::BenefitManage`.
#[server(prefix = "/_fn", endpoint = "begin_case", protocol = Act)]
pub async fn begin_case(form: BeginForm) -> Result<String, AppError> {
    use crate::server::{leave_for, respond, server_context};
    let cx = server_context().await?;
    let id = respond(hezong_services::benefits::begin::begin(&cx, &form.what).await)?;
    Ok(leave_for(&crate::routes::partner_case(id.as_str())))
}

/// Under which name the link of a new invitation is handed over without WASM.
pub const INVITED: &str = "member-invited";
/// How long it can be read then.
#[cfg(feature = "ssr")]
const INVITED_S: i64 = 60;

/// Invites an employee. The answer holds the link's whole address and is the only time it leaves the
/// server.
///
/// Permission: `Permission::BenefitManage`.
#[server(prefix = "/_fn", endpoint = "invite_member", protocol = Act)]
pub async fn invite_member(form: InviteMemberForm) -> Result<MemberInvited, AppError> {
    use crate::server::{hand_over, origin, respond, server_context};
    let cx = server_context().await?;
    let InviteMemberForm { name, email, account } = &form;
    let made = hezong_services::benefits::people::invite(&cx, name, email, account).await;
    let made = respond(made)?;
    let invited = MemberInvited {
        case_id: made.id.to_string(),
        path: format!("{}{}", origin(), made.path),
        name: name.trim().to_owned(),
        expires_at: made.expires_at,
    };
    hand_over(INVITED, &invited, INVITED_S);
    Ok(invited)
}
