//! The open API: where it answers, access keys, a first call, the caller's permission items.

use hezong_contract::AppError;
use hezong_contract::session::Viewer;
use hezong_domain::access::{Permission, Role};
use hezong_domain::accounts::AccountKind;
use hezong_texts::{nav, open_api_page as texts};
use hezong_ui::words::{join, role_names};
use hezong_ui::{
    Card, Column, Crumb, DataTable, KeyValue, KeyValues, PageHead, SecretOnce, StatusPill, Tone,
    label, lang, load, tr,
};
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};

use super::gate::gate;
use crate::keys::Keys;
use crate::keys::api::api_endpoint;

/// What installs the official SDK.
const INSTALL: &str = "pip install huaweicloudsdkbss==3.1.219";

/// The page of the open API.
#[derive(Debug)]
pub struct OpenApiPage;

#[lazy_route]
impl LazyRoute for OpenApiPage {
    fn data() -> Self {
        Self
    }

    fn view(_this: Self) -> AnyView {
        let keys = Keys::new();
        let endpoint = Resource::new(|| (), |()| api_endpoint());
        // Customers may manage keys too, on their own page; this one is a partner's.
        gate(None, Permission::CustomerView, move |_| {
            gate(None, Permission::AccessKeyManage, move |viewer| {
                page_view(&viewer, keys, endpoint)
            })
        })
    }
}

fn page_view(viewer: &Viewer, keys: Keys, endpoint: Resource<Result<String, AppError>>) -> AnyView {
    let account_id = viewer.account_id.clone();
    let connection = load(endpoint, move |endpoint| connection_view(&endpoint, &account_id));
    view! {
        <PageHead
            title=tr(texts::TITLE)
            subtitle=tr(texts::LEAD)
            crumbs=vec![Crumb::group(tr(nav::SUPPORT))]
        />
        <div class="stack">
            {keys.card()}
            {connection}
            {permissions_view(viewer)}
        </div>
    }
    .into_any()
}

/// A program that lists the quotas; code, the same in every language.
fn example(endpoint: &str, account_id: &str) -> String {
    format!(
        r#"from huaweicloudsdkcore.auth.credentials import GlobalCredentials
from huaweicloudsdkbss.v2 import BssClient, ListQuotaCouponsRequest, QueryCouponQuotasReqExt

credentials = GlobalCredentials("<AK>", "<SK>", "{account_id}")
client = (
    BssClient.new_builder()
    .with_credentials(credentials)
    .with_endpoint("{endpoint}")
    .build()
)
request = ListQuotaCouponsRequest(body=QueryCouponQuotasReqExt(quota_type=0))
print(client.list_quota_coupons(request))"#
    )
}

fn connection_view(endpoint: &str, account_id: &str) -> AnyView {
    let (address, account) = (endpoint.to_owned(), account_id.to_owned());
    let facts = vec![
        KeyValue::new(tr(texts::SIGNING), tr(texts::SIGNING_VALUE)),
        KeyValue::new(tr(texts::LIMIT), tr(texts::LIMIT_VALUE)),
    ];
    let example = example(endpoint, account_id);
    view! {
        <Card title=tr(texts::CONNECT)>
            <div class="form-row">
                <SecretOnce label=tr(texts::ENDPOINT) value=address warns=false/>
                <SecretOnce label=tr(texts::ACCOUNT_ID) value=account warns=false/>
            </div>
            <KeyValues items=facts/>
        </Card>
        <Card title=tr(texts::EXAMPLE)>
            <p class="secondary">{tr(texts::EXAMPLE_LEAD)}</p>
            <pre class="code-block" tabindex="0"><code>{INSTALL}</code></pre>
            <pre class="code-block" tabindex="0"><code>{example}</code></pre>
        </Card>
    }
    .into_any()
}

struct Item {
    permission: Permission,
    is_granted: bool,
}

const COLUMNS: &[Column<Item>] = &[
    Column::new(texts::PERMISSION, |i: &Item| {
        label("permissions", i.permission.as_str()).into_any()
    })
    .primary(),
    Column::new(texts::PERMISSION_CODE, |i: &Item| {
        view! { <code>{i.permission.as_str()}</code> }.into_any()
    }),
    Column::new(texts::GRANTED, |i: &Item| {
        let (tone, text) = if i.is_granted {
            (Tone::Ok, texts::GRANTED_YES)
        } else {
            (Tone::Plain, texts::GRANTED_NO)
        };
        view! { <StatusPill tone=tone word=tr(text)/> }.into_any()
    }),
];

/// Every item a partner's people may have, and which of them the caller has.
fn permissions_view(viewer: &Viewer) -> AnyView {
    let of_partners = |permission: Permission| {
        Role::ALL.iter().any(|role| {
            role.account_kind() == AccountKind::Partner && role.permissions().contains(&permission)
        })
    };
    let items: Vec<Item> = Permission::ALL
        .iter()
        .copied()
        .filter(|permission| of_partners(*permission))
        .map(|permission| Item { permission, is_granted: viewer.may(permission) })
        .collect();
    let roles = role_names(&viewer.roles, &viewer.custom_roles);
    let note =
        view! { <span class="secondary">{texts::roles(lang(), join(&roles))}</span> }.into_any();
    let title = tr(texts::PERMISSIONS);
    view! {
        <Card title=title note=note flush=true>
            <div class="card-lead"><p class="secondary">{tr(texts::PERMISSIONS_LEAD)}</p></div>
            <DataTable caption=title columns=COLUMNS rows=items/>
        </Card>
    }
    .into_any()
}
