//! The list of the audit log.

use hezong_contract::audit::{AUDIT_FILTERS, AuditRow};
use hezong_contract::wire::Ask;
use hezong_contract::{AppError, ListState, Listing, query};
use hezong_domain::access::Permission;
use hezong_texts::{common, nav, ops_audit as t};
use hezong_ui::{
    Card, Chip, Column, Crumb, DataTable, FilterBar, FilterDay, FilterSelect, FilterText,
    ListEmpty, PageHead, Pager, StatusPill, Time, Tone, lang, load, tr, use_list,
};
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};

use super::words::{
    GROUPS, OUTCOMES, action_words, choices, detail_words, group_words, outcome_words, proof_words,
};
use crate::partner::gate::gate;
use crate::partner::parts::dropped_notice;
use crate::routes;

/// Lines of the audit log, newest first; `query` is the page's query string.
///
/// Permission: `Permission::OpsAudit`.
#[server(prefix = "/_fn", endpoint = "list_audit", protocol = Ask)]
pub async fn list_audit(query: String) -> Result<Listing<AuditRow>, AppError> {
    use crate::server::{respond, server_context};
    respond(hezong_services::audit::list(&server_context().await?, &query).await)
}

/// The audit log.
#[derive(Debug)]
pub struct AuditPage;

#[lazy_route]
impl LazyRoute for AuditPage {
    fn data() -> Self {
        Self
    }

    fn view(_this: Self) -> AnyView {
        let list = use_list(AUDIT_FILTERS);
        let rows = Resource::new(move || list.get().to_query(), list_audit);
        gate(None, Permission::OpsAudit, move |_| {
            let crumbs = vec![Crumb::link(tr(nav::OPERATIONS), routes::OPS)];
            view! {
                <PageHead title=tr(t::TITLE) subtitle=tr(t::LEAD) crumbs=crumbs/>
                <Card flush=true>{load(rows, move |page| list_view(page, list.get_untracked()))}</Card>
            }
            .into_any()
        })
    }
}

const COLUMNS: &[Column<AuditRow>] = &[
    Column::new(t::TIME, time_cell).primary(),
    Column::new(t::WHO, who_cell),
    Column::new(t::ACTION, action_cell),
    Column::new(t::OUTCOME, outcome_cell),
    Column::new(t::TARGET, target_cell).wide(),
    Column::new(t::TRACE, trace_cell),
];

fn time_cell(row: &AuditRow) -> AnyView {
    view! {
        <div>
            <Time at=row.at/>
            <span class="under">{t::position(lang(), row.seq)}</span>
        </div>
    }
    .into_any()
}

fn who_cell(row: &AuditRow) -> AnyView {
    let account = if row.account_display.is_empty() {
        row.account_id.clone()
    } else {
        row.account_display.clone()
    };
    let only = query::build([("account", row.account_id.as_str())]);
    let href = routes::with_query(routes::OPS_AUDIT, &only);
    let how = proof_words(&row.proof);
    view! {
        <div>
            <strong>{row.actor.clone()}</strong> <span class="secondary">" · " {how}</span>
            <a class="under" href=href title=tr(t::ONLY_ACCOUNT)>{account}</a>
        </div>
    }
    .into_any()
}

fn action_cell(row: &AuditRow) -> AnyView {
    view! {
        <div>
            <span>{action_words(&row.action)}</span>
            <code class="under">{row.action.clone()}</code>
        </div>
    }
    .into_any()
}

fn outcome_cell(row: &AuditRow) -> AnyView {
    let tone = match row.outcome.as_str() {
        "done" => Tone::Ok,
        "refused" => Tone::Warn,
        _ => Tone::Bad,
    };
    view! { <StatusPill tone=tone word=outcome_words(&row.outcome)/> }.into_any()
}

fn target_cell(row: &AuditRow) -> AnyView {
    let target = (!row.target.is_empty())
        .then(|| view! { <code class="breakable">{row.target.clone()}</code> });
    let words = detail_words(row);
    let detail =
        (!words.is_empty()).then(|| view! { <span class="under breakable">{words}</span> });
    if target.is_none() && detail.is_none() {
        return tr(common::DASH).into_any();
    }
    view! { <div>{target} {detail}</div> }.into_any()
}

fn trace_cell(row: &AuditRow) -> AnyView {
    let lang = lang();
    let ip = (!row.ip.is_empty()).then(|| t::ip(lang, &row.ip));
    let of_request = query::build([("q", row.request_id.as_str())]);
    let href = routes::with_query(routes::OPS_AUDIT, &of_request);
    view! {
        <div>
            <a class="trace" href=href>{t::request(lang, &row.request_id)}</a>
            <span class="under">{t::hash(lang, &row.hash)}</span>
            <span class="under">{ip}</span>
        </div>
    }
    .into_any()
}

fn list_view(page: Listing<AuditRow>, list: ListState) -> AnyView {
    let chips = [
        Chip::of(&list, "q", tr(t::SEARCH), str::to_owned),
        Chip::of(&list, "account", tr(t::ACCOUNT), str::to_owned),
        Chip::of(&list, "action", tr(t::ACTION), group_words),
        Chip::of(&list, "outcome", tr(t::OUTCOME), outcome_words),
        Chip::of(&list, "from", tr(common::FROM_DAY), str::to_owned),
        Chip::of(&list, "to", tr(common::TO_DAY), str::to_owned),
    ];
    let chips = chips.into_iter().flatten().collect();
    let state = list.clone();
    let table = if page.rows.is_empty() {
        view! {
            <ListEmpty path=routes::OPS_AUDIT list=list.clone() title=tr(t::EMPTY) body=tr(t::EMPTY_BODY)/>
        }
        .into_any()
    } else {
        view! { <DataTable caption=tr(t::CAPTION) columns=COLUMNS rows=page.rows/> }.into_any()
    };
    view! {
        <FilterBar path=routes::OPS_AUDIT list=list.clone() chips=chips as_of=page.as_of>
            <FilterText list=state.clone() name="q" label=tr(t::SEARCH)/>
            <FilterText list=state.clone() name="account" label=tr(t::ACCOUNT)/>
            <FilterSelect list=state.clone() name="action" label=tr(t::ACTION) options=choices(GROUPS)/>
            <FilterSelect list=state.clone() name="outcome" label=tr(t::OUTCOME) options=choices(OUTCOMES)/>
            <FilterDay list=state.clone() name="from" label=tr(common::FROM_DAY)/>
            <FilterDay list=state.clone() name="to" label=tr(common::TO_DAY)/>
        </FilterBar>
        {dropped_notice(&page.dropped)}
        {table}
        <Pager path=routes::OPS_AUDIT list=list total=page.total/>
    }
    .into_any()
}
