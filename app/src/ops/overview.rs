//! The first page of operations: figures and what needs attention.

use hezong_contract::AppError;
use hezong_contract::coupons::QuotaRow;
use hezong_contract::overview::OpsOverview;
use hezong_contract::wire::Ask;
use hezong_domain::access::Permission;
use hezong_domain::accounts::AccountKind;
use hezong_texts::ops as t;
use hezong_ui::{Card, EmptyState, PageHead, QuotaStatusPill, Stat, Stats, lang, load, tr, yuan};
use leptos::prelude::*;
use leptos_router::components::Redirect;
use leptos_router::{LazyRoute, lazy_route};

use super::quotas::parts::quota_name;
use crate::partner::gate::gate;
use crate::routes;
use crate::session::with_viewer;

/// Figures and what needs attention.
///
/// Permission: `Permission::OpsPartners`.
#[server(prefix = "/_fn", endpoint = "read_ops_overview", protocol = Ask)]
pub async fn read_ops_overview() -> Result<OpsOverview, AppError> {
    use crate::server::{respond, server_context};
    respond(hezong_services::overview::operations(&server_context().await?).await)
}

/// The overview of operations.
#[derive(Debug)]
pub struct OpsOverviewPage;

#[lazy_route]
impl LazyRoute for OpsOverviewPage {
    fn data() -> Self {
        Self
    }

    fn view(_this: Self) -> AnyView {
        let overview = Resource::new(|| (), |()| read_ops_overview());
        with_viewer(move |viewer| {
            // The way back from every page of operations leads here, also of those who begin elsewhere.
            if viewer.kind == AccountKind::Vendor && viewer.home() != routes::OPS {
                return view! { <Redirect path=viewer.home()/> }.into_any();
            }
            gate(None, Permission::OpsPartners, move |_| {
                view! {
                    <PageHead title=tr(t::TITLE) subtitle=tr(t::LEAD)/>
                    {load(overview, shown)}
                }
                .into_any()
            })
        })
    }
}

fn shown(overview: OpsOverview) -> AnyView {
    let figures = figures(&overview);
    let attention = attention(&overview);
    view! {
        {figures}
        <div class="columns">
            <div class="stack">{attention}</div>
            <aside class="stack">{quick()}</aside>
        </div>
    }
    .into_any()
}

fn linked(href: &'static str, words: String) -> AnyView {
    view! { <a href=href>{words}</a> }.into_any()
}

fn figures(overview: &OpsOverview) -> AnyView {
    let lang = lang();
    let unbound = overview.customers_without_partner.len();
    let items = vec![
        Stat::new(
            tr(t::PARTNERS),
            linked(routes::OPS_PARTNERS, overview.partners.to_string()),
            t::partners_note(lang, overview.partners_disabled),
        ),
        Stat::new(
            tr(t::CUSTOMERS),
            linked(routes::OPS_CUSTOMERS, overview.customers.to_string()),
            t::customers_note(lang, unbound),
        ),
        Stat::new(
            tr(t::QUOTAS),
            linked(routes::OPS_QUOTAS, overview.quotas.to_string()),
            t::quotas_note(lang, overview.issuable_count),
        ),
        Stat::new(tr(t::ISSUABLE), yuan(overview.issuable), tr(t::ISSUABLE_NOTE)),
    ];
    view! { <Stats items=items/> }.into_any()
}

/// One thing to look at: what it is, more about it, where to act.
struct Matter {
    title: String,
    body: AnyView,
    href: String,
    act: &'static str,
}

fn matters(title: &'static str, body: &'static str, rows: Vec<Matter>) -> Option<AnyView> {
    if rows.is_empty() {
        return None;
    }
    let count = rows.len();
    let items = rows
        .into_iter()
        .map(|row| {
            let href = row.href.clone();
            view! {
                <li>
                    <div>
                        <a href=href>{row.title}</a>
                        <div class="secondary">{row.body}</div>
                    </div>
                    <a class="button button-small" href=row.href>{row.act}</a>
                </li>
            }
        })
        .collect_view();
    let note = view! { <span class="tab-count">{count}</span> }.into_any();
    Some(
        view! {
            <Card title=title note=note flush=true>
                <p class="card-lead secondary">{body}</p>
                <ul class="matters">{items}</ul>
            </Card>
        }
        .into_any(),
    )
}

fn ending_row(quota: &QuotaRow) -> Matter {
    let amount = quota.balance.grouped();
    let words = t::ending_row(lang(), amount, quota.expires_at.local_minute());
    let partner = quota.partner_name.clone();
    Matter {
        title: quota_name(quota),
        body: view! { {partner} " · " {words} }.into_any(),
        href: routes::ops_quota(&quota.id),
        act: tr(t::SEE),
    }
}

fn held_row(quota: &QuotaRow) -> Matter {
    let partner = quota.partner_name.clone();
    Matter {
        title: quota_name(quota),
        body: view! { {partner} " · " <QuotaStatusPill status=quota.status/> }.into_any(),
        href: routes::ops_quota(&quota.id),
        act: tr(t::SEE),
    }
}

fn attention(overview: &OpsOverview) -> AnyView {
    let lonely = overview.partners_without_people.iter().map(|row| Matter {
        title: row.display_name.clone(),
        body: row.account_name.clone().into_any(),
        href: routes::ops_partner(&row.id),
        act: tr(t::LONELY_ACT),
    });
    let unbound = overview.customers_without_partner.iter().map(|row| Matter {
        title: row.display_name.clone(),
        body: row.account_name.clone().into_any(),
        href: routes::ops_customer(&row.id),
        act: tr(t::UNBOUND_ACT),
    });
    let cards: Vec<AnyView> = [
        matters(tr(t::LONELY_TITLE), tr(t::LONELY_BODY), lonely.collect()),
        matters(
            tr(t::ENDING_TITLE),
            tr(t::ENDING_BODY),
            overview.quotas_ending.iter().map(ending_row).collect(),
        ),
        matters(
            tr(t::HELD_TITLE),
            tr(t::HELD_BODY),
            overview.quotas_held.iter().map(held_row).collect(),
        ),
        matters(tr(t::UNBOUND_TITLE), tr(t::UNBOUND_BODY), unbound.collect()),
    ]
    .into_iter()
    .flatten()
    .collect();
    if cards.is_empty() {
        return view! {
            <Card title=tr(t::ATTENTION_TITLE)>
                <EmptyState title=tr(t::ATTENTION_NONE) body=tr(t::ATTENTION_NONE_BODY) icon="check"/>
            </Card>
        }
        .into_any();
    }
    cards.into_any()
}

fn quick() -> AnyView {
    let items = [
        (routes::OPS_PARTNER_NEW, t::NEW_PARTNER, t::NEW_PARTNER_NOTE),
        (routes::OPS_CUSTOMER_NEW, t::NEW_CUSTOMER, t::NEW_CUSTOMER_NOTE),
        (routes::OPS_QUOTA_NEW, t::NEW_QUOTA, t::NEW_QUOTA_NOTE),
        (routes::OPS_AUDIT, t::AUDIT, t::AUDIT_NOTE),
    ];
    let items = items
        .map(|(href, title, body)| {
            view! { <li><a href=href>{tr(title)}</a> <p class="secondary">{tr(body)}</p></li> }
        })
        .collect_view();
    view! { <Card title=tr(t::QUICK_TITLE)><ul class="link-list">{items}</ul></Card> }.into_any()
}
