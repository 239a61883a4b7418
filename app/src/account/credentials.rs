//! A customer's ids and access keys.

use hezong_contract::session::Viewer;
use hezong_domain::access::Permission;
use hezong_texts::credentials as t;
use hezong_ui::{Card, EmptyState, KeyValue, KeyValues, PageHead, SecretOnce, lang, tr};
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};

use crate::keys::Keys;
use crate::session::with_viewer;

/// "My credentials".
#[derive(Debug)]
pub struct CredentialsPage;

#[lazy_route]
impl LazyRoute for CredentialsPage {
    fn data() -> Self {
        Self
    }

    fn view(_this: Self) -> AnyView {
        let keys = Keys::new();
        view! {
            <PageHead title=tr(t::TITLE) subtitle=tr(t::LEAD)/>
            <div class="stack">
                {with_viewer(|viewer| ids(&viewer))}
                {keys.card()}
                {with_viewer(|viewer| no_keys(&viewer))}
            </div>
        }
        .into_any()
    }
}

/// The account's identifiers, each with what it is for.
fn ids(viewer: &Viewer) -> AnyView {
    let (id, name) = (viewer.account_id.clone(), viewer.account_name.clone());
    let name_hint = t::account_name_hint(lang(), &name);
    let items = vec![
        KeyValue::new(
            tr(t::ACCOUNT_NAME),
            view! {
                <code>{name}</code>
                <p class="secondary">{name_hint}</p>
            },
        ),
        KeyValue::new(tr(t::COMPANY), viewer.account_display.clone()),
        KeyValue::new(tr(t::SIGN_IN), viewer.sign_in.clone()),
    ];
    view! {
        <Card title=tr(t::IDS_TITLE)>
            <SecretOnce label=tr(t::ACCOUNT_ID) value=id warns=false/>
            <p class="secondary">{tr(t::ACCOUNT_ID_HINT)}</p>
            <KeyValues items=items/>
        </Card>
    }
    .into_any()
}

/// What stands in place of the keys for those who may not manage them.
fn no_keys(viewer: &Viewer) -> AnyView {
    if viewer.may(Permission::AccessKeyManage) {
        return ().into_any();
    }
    view! {
        <Card>
            <EmptyState title=tr(t::KEYS_FORBIDDEN_TITLE) body=tr(t::KEYS_FORBIDDEN_BODY) icon="key"/>
        </Card>
    }
    .into_any()
}
