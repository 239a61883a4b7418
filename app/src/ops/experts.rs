//! Experts under assessment, by step.

use hezong_contract::accounts::PartnerRow;
use hezong_contract::fh::{EXPERT_FILTERS, ExpertRow, ExpertsView};
use hezong_contract::wire::Ask;
use hezong_contract::{AppError, ListState};
use hezong_domain::access::Permission;
use hezong_texts::{common, nav, ops_experts as t};
use hezong_ui::{
    Card, Chip, Column, Crumb, DataTable, FilterBar, FilterSelect, FilterText, ListEmpty, PageHead,
    Pager, Tab, Tabs, load, tr, use_list,
};
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};

use crate::cases::parts::{state_pill, turn_cell};
use crate::ops::parts::{chosen_partner, name_of, partner_choices};
use crate::ops::queue::queue_partners;
use crate::partner::gate::gate;
use crate::partner::parts::dropped_notice;
use crate::routes;

/// Experts under assessment; `query` is the page's query string.
///
/// Permission: `Permission::OpsBenefits`.
#[server(prefix = "/_fn", endpoint = "list_experts", protocol = Ask)]
pub async fn list_experts(query: String) -> Result<ExpertsView, AppError> {
    use crate::server::{preferences, respond, server_context};
    let cx = server_context().await?;
    respond(hezong_services::benefits::assessments::experts(&cx, preferences().lang, &query).await)
}

/// The experts.
#[derive(Debug)]
pub struct ExpertsPage;

#[lazy_route]
impl LazyRoute for ExpertsPage {
    fn data() -> Self {
        Self
    }

    fn view(_this: Self) -> AnyView {
        let list = use_list(EXPERT_FILTERS);
        let rows = Resource::new(move || list.get().to_query(), read);
        gate(None, Permission::OpsBenefits, move |_| {
            let crumbs = vec![Crumb::link(tr(nav::OPERATIONS), routes::OPS)];
            let rows = load(rows, move |(experts, partners)| {
                shown(experts, &partners, list.get_untracked())
            });
            view! {
                <PageHead title=tr(t::TITLE) subtitle=tr(t::LEAD) crumbs=crumbs/>
                {rows}
            }
            .into_any()
        })
    }
}

/// The experts, and the partners to filter by.
async fn read(query: String) -> Result<(ExpertsView, Vec<PartnerRow>), AppError> {
    let chosen = chosen_partner(&query);
    Ok((list_experts(query).await?, queue_partners(chosen).await?))
}

const COLUMNS: &[Column<ExpertRow>] = &[
    Column::new(t::EXPERT, name_cell).primary(),
    Column::new(t::PARTNER, |row: &ExpertRow| row.partner.clone().into_any()).wide(),
    Column::new(t::STEP, |row: &ExpertRow| state_pill(&row.mark.state)),
    Column::new(t::NEXT_DAY, |row: &ExpertRow| or_dash(&row.mark.next_day)),
    Column::new(t::TURN, |row: &ExpertRow| turn_cell(row.mark.turn.as_ref())),
    Column::new(t::LAST, |row: &ExpertRow| or_dash(&row.last)).wide(),
];

fn or_dash(words: &str) -> AnyView {
    if words.is_empty() {
        return view! { <span class="muted">{tr(common::DASH)}</span> }.into_any();
    }
    words.to_owned().into_any()
}

fn name_cell(row: &ExpertRow) -> AnyView {
    let href = routes::ops_case(&row.mark.case_id);
    view! { <a href=href>{row.name.clone()}</a> }.into_any()
}

/// The address of a step with the other filters as they are.
fn step_href(list: &ListState, step: &str) -> String {
    let others = list.filters().iter().filter(|(name, _)| name != "step");
    let mut pairs: Vec<(&str, &str)> =
        others.map(|(name, value)| (name.as_str(), value.as_str())).collect();
    if !step.is_empty() {
        pairs.push(("step", step));
    }
    routes::with_query(routes::OPS_EXPERTS, &hezong_contract::query::build(pairs))
}

/// Every step with how many stand there.
fn tabs(experts: &ExpertsView, list: &ListState) -> Vec<Tab> {
    let current = list.get("step");
    let tab = |key: &str, words: String, count: i64| Tab {
        words,
        href: step_href(list, key),
        count: Some(count),
        is_current: key == current,
    };
    let all = experts.steps.iter().map(|step| step.count).sum();
    let first = tab("", tr(t::ALL).to_owned(), all);
    let steps = experts.steps.iter().map(|step| tab(&step.key, step.words.clone(), step.count));
    std::iter::once(first).chain(steps).collect()
}

fn shown(experts: ExpertsView, partners: &[PartnerRow], list: ListState) -> AnyView {
    let tabs = tabs(&experts, &list);
    let page = experts.list;
    let chips = [
        Chip::of(&list, "q", tr(t::SEARCH), str::to_owned),
        Chip::of(&list, "partner", tr(t::PARTNER), |id| name_of(partners, id)),
    ];
    let chips = chips.into_iter().flatten().collect();
    let choices = partner_choices(partners, list.get("partner"));
    let (state, partner_list) = (list.clone(), list.clone());
    let by_partner = (!choices.is_empty()).then(move || {
        view! {
            <FilterSelect list=partner_list name="partner" label=tr(t::PARTNER) options=choices/>
        }
    });
    let table = if page.rows.is_empty() {
        let (title, body) = (tr(t::EMPTY), tr(t::EMPTY_BODY));
        view! { <ListEmpty path=routes::OPS_EXPERTS list=list.clone() title=title body=body>{()}</ListEmpty> }
            .into_any()
    } else {
        view! { <DataTable caption=tr(t::CAPTION) columns=COLUMNS rows=page.rows/> }.into_any()
    };
    view! {
        <div class="area-tabs"><Tabs label=tr(t::STEPS) items=tabs/></div>
        <Card flush=true>
            <FilterBar path=routes::OPS_EXPERTS list=list.clone() chips=chips as_of=page.as_of>
                <FilterText list=state name="q" label=tr(t::SEARCH)/>
                {by_partner}
            </FilterBar>
            {dropped_notice(&page.dropped)}
            {table}
            <Pager path=routes::OPS_EXPERTS list=list total=page.total/>
        </Card>
    }
    .into_any()
}
