//! Who may see a page of the Partner Center, and what stands there for everybody else.

use hezong_contract::session::Viewer;
use hezong_contract::{AppError, ErrorKind};
use hezong_domain::access::{Permission, Role};
use hezong_domain::accounts::AccountKind;
use hezong_texts::{common, denied, partner as texts};
use hezong_ui::words::role_names;
use hezong_ui::{
    Card, EmptyState, ErrorPanel, KeyValue, KeyValues, LinkButton, PageHead, label, lang, load_or,
    tr,
};
use leptos::prelude::*;

use super::area::Area;
use crate::routes;
use crate::session::with_viewer;
use crate::status::set_status;

/// Shows a page to those who may see it. To others it says which permission is missing, which roles they
/// have and who can grant it; a partner without cash coupons learns that these are not available.
///
/// Resources belong outside, in the page's `view`: their order must not depend on who is looking.
pub fn gate(
    area: Option<Area>,
    permission: Permission,
    page: impl Fn(Viewer) -> AnyView + Clone + Send + Sync + 'static,
) -> AnyView {
    with_viewer(move |viewer| {
        if !viewer.may(permission) {
            return view! { <Denied permission=permission roles=viewer.roles custom_roles=viewer.custom_roles/> }.into_any();
        }
        if area == Some(Area::CashCoupons) && !viewer.is_subsidised {
            return view! { <NoCashCoupons/> }.into_any();
        }
        page(viewer)
    })
}

fn role_words(roles: &[Role], custom_roles: &[String]) -> String {
    let words = role_names(roles, custom_roles);
    if words.is_empty() { tr(common::NONE).to_owned() } else { hezong_ui::words::join(&words) }
}

/// What stands where the caller's roles do not suffice.
#[component]
pub fn Denied(
    /// What is missing.
    permission: Permission,
    /// What the caller has.
    roles: Vec<Role>,
    /// And of those the partner made itself.
    custom_roles: Vec<String>,
) -> impl IntoView {
    set_status(403);
    let of_partner = (!custom_roles.is_empty()).then_some(AccountKind::Partner);
    let kind = roles.first().map(|role| role.account_kind()).or(of_partner);
    let holders: Vec<Role> = Role::ALL
        .iter()
        .copied()
        .filter(|role| role.permissions().contains(&permission))
        .filter(|role| kind.is_none_or(|kind| role.account_kind() == kind))
        .collect();
    if holders.is_empty() {
        return other_console(permission);
    }
    let missing = view! {
        {label("permissions", permission.as_str())} " " <code class="secondary">{permission.as_str()}</code>
    };
    let facts = vec![
        KeyValue::new(tr(texts::DENIED_MISSING), missing),
        KeyValue::new(tr(texts::DENIED_ROLES), role_words(&roles, &custom_roles)),
        KeyValue::new(tr(texts::DENIED_HOLDERS), role_words(&holders, &[])),
        KeyValue::new(tr(texts::DENIED_WHO), tr(texts::DENIED_WHO_WORDS)),
    ];
    view! {
        <PageHead title=tr(texts::DENIED_TITLE) subtitle=tr(texts::DENIED_LEAD)>
            <LinkButton href=routes::HOME>{tr(texts::DENIED_HOME)}</LinkButton>
        </PageHead>
        <Card><KeyValues items=facts/></Card>
    }
    .into_any()
}

/// What stands on a page that is for another kind of account: no role of one's own would help.
fn other_console(permission: Permission) -> AnyView {
    let holder = Role::ALL.iter().find(|role| role.permissions().contains(&permission));
    let kind = holder.map(|role| label("account_kind", role.account_kind().as_str()));
    let body = denied::other_kind(lang(), kind.unwrap_or_default());
    view! {
        <PageHead title=tr(texts::DENIED_TITLE)/>
        <Card>
            <EmptyState title=body body=tr(denied::OTHER_KIND_BODY) icon="lock">
                <LinkButton href=routes::HOME kind="primary">{tr(texts::DENIED_HOME)}</LinkButton>
            </EmptyState>
        </Card>
    }
    .into_any()
}

#[component]
fn NoCashCoupons() -> impl IntoView {
    set_status(403);
    view! {
        <PageHead title=tr(texts::NOT_SUBSIDISED_TITLE)/>
        <Card>
            <EmptyState title=tr(texts::NOT_SUBSIDISED_TITLE) body=tr(texts::NOT_SUBSIDISED_BODY) icon="lock">
                <LinkButton href=Area::Vouchers.issued() kind="primary">
                    {tr(texts::NOT_SUBSIDISED_VOUCHERS)}
                </LinkButton>
            </EmptyState>
        </Card>
    }
    .into_any()
}

/// What stands where a whole page failed: with a heading of its own.
fn failed(error: AppError) -> AnyView {
    match error.kind {
        ErrorKind::Forbidden { permission, roles, custom_roles } => {
            view! { <Denied permission=permission roles=roles custom_roles=custom_roles/> }
                .into_any()
        }
        ErrorKind::NotFound => view! {
            <PageHead title=tr(common::NOT_FOUND_TITLE)/>
            <Card>
                <EmptyState title=tr(common::NOT_FOUND_BODY) icon="search">
                    <LinkButton href=routes::HOME kind="primary">{tr(common::GO_HOME)}</LinkButton>
                </EmptyState>
            </Card>
        }
        .into_any(),
        _ => view! { <ErrorPanel error=error/> }.into_any(),
    }
}

/// Shows a page whose heading comes with its data. As [`hezong_ui::load`], but what fails gets a heading.
pub fn load_page<T>(
    resource: Resource<Result<T, AppError>>,
    show: impl Fn(T) -> AnyView + Send + Sync + 'static,
) -> AnyView
where
    T: Clone + Send + Sync + 'static,
{
    load_or(resource, show, failed)
}
