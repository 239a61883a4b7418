//! What waits for operations, the most urgent first.

use hezong_contract::accounts::PartnerRow;
use hezong_contract::cases::{CaseLine, QUEUE_FILTERS};
use hezong_contract::wire::Ask;
use hezong_contract::{AppError, ListState, Listing, query};
use hezong_domain::access::Permission;
use hezong_texts::{Text, actor, benefit, case_page, cases as t, nav};
use hezong_ui::{
    Card, Chip, Column, Crumb, DataTable, FilterBar, FilterSelect, FilterText, ListEmpty, PageHead,
    Pager, load, tr, use_list,
};
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};

use crate::cases::parts::{amount_cell, state_pill, turn_cell};
use crate::ops::parts::{chosen_partner, name_of, partner_choices};
use crate::partner::gate::gate;
use crate::partner::parts::dropped_notice;
use crate::routes;

/// Cases that wait; `query` is the page's query string.
///
/// Permission: `Permission::OpsBenefits`.
#[server(prefix = "/_fn", endpoint = "list_queue", protocol = Ask)]
pub async fn list_queue(query: String) -> Result<Listing<CaseLine>, AppError> {
    use crate::server::{preferences, respond, server_context};
    let cx = server_context().await?;
    respond(hezong_services::benefits::queue::list(&cx, preferences().lang, &query).await)
}

/// The partners to filter the queue by; none for those who may not see partners.
///
/// Permission: `Permission::OpsPartners` for an answer that is not empty.
#[server(prefix = "/_fn", endpoint = "queue_partners", protocol = Ask)]
pub async fn queue_partners(chosen: String) -> Result<Vec<PartnerRow>, AppError> {
    use crate::server::{respond, server_context};
    let cx = server_context().await?;
    if !cx.principal().may(Permission::OpsPartners) {
        return Ok(Vec::new());
    }
    respond(hezong_services::partners::options(&cx, &chosen).await)
}

/// The work queue.
#[derive(Debug)]
pub struct QueuePage;

#[lazy_route]
impl LazyRoute for QueuePage {
    fn data() -> Self {
        Self
    }

    fn view(_this: Self) -> AnyView {
        let list = use_list(QUEUE_FILTERS);
        let rows = Resource::new(move || list.get().to_query(), read);
        gate(None, Permission::OpsBenefits, move |_| {
            let crumbs = vec![Crumb::link(tr(nav::OPERATIONS), routes::OPS)];
            let rows = load(rows, move |(page, partners)| {
                list_view(page, &partners, list.get_untracked())
            });
            view! {
                <PageHead
                    title=tr(case_page::QUEUE_TITLE)
                    subtitle=tr(case_page::QUEUE_LEAD)
                    crumbs=crumbs
                />
                <Card flush=true>{rows}</Card>
            }
            .into_any()
        })
    }
}

/// The rows, and the partners to filter by.
async fn read(query: String) -> Result<(Listing<CaseLine>, Vec<PartnerRow>), AppError> {
    let chosen = chosen_partner(&query);
    Ok((list_queue(query).await?, queue_partners(chosen).await?))
}

const COLUMNS: &[Column<CaseLine>] = &[
    Column::new(case_page::SUBJECT, title_cell).primary().wide(),
    Column::new(t::COLUMN_KIND, |row: &CaseLine| row.benefit.clone().into_any()),
    Column::new(case_page::PARTNER, |row: &CaseLine| row.partner.clone().into_any()).wide(),
    Column::new(case_page::STATE, |row: &CaseLine| state_pill(&row.state)),
    Column::new(case_page::AMOUNT, |row: &CaseLine| amount_cell(row.amount)).end(),
    Column::new(t::COLUMN_TURN, |row: &CaseLine| turn_cell(row.turn.as_ref())),
];

fn title_cell(row: &CaseLine) -> AnyView {
    let href = match &row.lists {
        Some((month, scheme)) => {
            let query = query::build([("month", month.as_str()), ("scheme", scheme.as_str())]);
            format!("{}?{query}", routes::OPS_LISTS)
        }
        None => routes::ops_case(&row.id),
    };
    let words = if row.title.is_empty() { row.benefit.clone() } else { row.title.clone() };
    view! { <a href=href>{words}</a> }.into_any()
}

const BENEFITS: &[(&str, Text)] = &[
    ("qualification", benefit::QUALIFICATION),
    ("member_link", benefit::MEMBER_LINK),
    ("assessment", benefit::ASSESSMENT),
    ("claim", benefit::CLAIM),
    ("payment", benefit::PAYMENT),
    ("payout", benefit::PAYOUT),
    ("certification", benefit::CERTIFICATION),
];

const TURNS: &[(&str, Text)] = &[
    ("any", t::QUEUE_ANY),
    ("reviewer", actor::REVIEWER),
    ("ecosystem_manager", actor::ECOSYSTEM_MANAGER),
    ("service_operations", actor::SERVICE_OPERATIONS),
    ("invoice_desk", actor::INVOICE_DESK),
    ("finance", actor::FINANCE),
];

fn options(all: &[(&str, Text)]) -> Vec<(String, String)> {
    all.iter().map(|(value, text)| ((*value).to_owned(), tr(*text).to_owned())).collect()
}

fn words_in(all: &[(&str, Text)], key: &str) -> String {
    let found = all.iter().find(|(value, _)| *value == key);
    found.map_or_else(|| key.to_owned(), |(_, text)| tr(*text).to_owned())
}

fn list_view(page: Listing<CaseLine>, partners: &[PartnerRow], list: ListState) -> AnyView {
    let chips = [
        Chip::of(&list, "q", tr(t::QUEUE_SEARCH), str::to_owned),
        Chip::of(&list, "benefit", tr(t::COLUMN_KIND), |key| words_in(BENEFITS, key)),
        Chip::of(&list, "turn", tr(t::COLUMN_TURN), |key| words_in(TURNS, key)),
        Chip::of(&list, "partner", tr(case_page::PARTNER), |id| name_of(partners, id)),
    ];
    let chips = chips.into_iter().flatten().collect();
    let state = list.clone();
    let choices = partner_choices(partners, list.get("partner"));
    let partner_list = list.clone();
    let by_partner = (!choices.is_empty()).then(move || {
        view! {
            <FilterSelect list=partner_list name="partner" label=tr(case_page::PARTNER) options=choices/>
        }
    });
    let table = if page.rows.is_empty() {
        let (title, body) = (tr(case_page::QUEUE_EMPTY), tr(case_page::QUEUE_EMPTY_BODY));
        view! {
            <ListEmpty path=routes::OPS_QUEUE list=list.clone() title=title body=body>
                <a class="button" href=routes::ops_queue_all()>{tr(t::QUEUE_ANY)}</a>
            </ListEmpty>
        }
        .into_any()
    } else {
        view! { <DataTable caption=tr(t::QUEUE_CAPTION) columns=COLUMNS rows=page.rows/> }
            .into_any()
    };
    view! {
        <FilterBar path=routes::OPS_QUEUE list=list.clone() chips=chips as_of=page.as_of>
            <FilterText list=state.clone() name="q" label=tr(t::QUEUE_SEARCH)/>
            <FilterSelect
                list=state.clone()
                name="benefit"
                label=tr(t::COLUMN_KIND)
                options=options(BENEFITS)
            />
            <FilterSelect
                list=state
                name="turn"
                label=tr(t::COLUMN_TURN)
                options=options(TURNS)
                empty=tr(t::QUEUE_MINE)
            />
            {by_partner}
        </FilterBar>
        {dropped_notice(&page.dropped)}
        {table}
        <Pager path=routes::OPS_QUEUE list=list total=page.total/>
    }
    .into_any()
}
