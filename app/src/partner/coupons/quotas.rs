//! The quotas a partner may issue from, and those it no longer can.

use hezong_contract::coupons::{QUOTA_FILTERS, QuotaRow};
use hezong_contract::{ListState, Listing};
use hezong_domain::Timestamp;
use hezong_domain::access::Permission;
use hezong_domain::coupons::QuotaStatus;
use hezong_texts::quotas as texts;
use hezong_ui::status::ENDING_DAYS;
use hezong_ui::{
    Chip, Column, DataTable, DayRange, FilterBar, FilterSelect, FilterText, ListEmpty, Money,
    Pager, QuotaStatusPill, StatusPill, Tone, UsageBar, label, lang, load, tr, use_list,
};
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};

use super::api::{issued_figures, partner_quotas};
use super::parts::{Section, section_page};
use crate::partner::area::Area;
use crate::partner::gate::gate;
use crate::partner::parts::{dropped_notice, limits_cell, refused_action};

/// The page of quotas.
#[derive(Debug)]
pub struct QuotasPage;

#[lazy_route]
impl LazyRoute for QuotasPage {
    fn data() -> Self {
        Self
    }

    fn view(_this: Self) -> AnyView {
        let area = Area::here();
        let list = use_list(QUOTA_FILTERS);
        let stats = Resource::new(|| (), move |()| issued_figures(area.quota_type()));
        let rows = Resource::new(
            move || list.get().to_query(),
            move |query| partner_quotas(area.quota_type(), query),
        );
        gate(Some(area), Permission::QuotaView, move |viewer| {
            let may_issue = viewer.may(Permission::CouponIssue);
            let body =
                load(rows, move |page| list_view(area, page, list.get_untracked(), may_issue));
            section_page(area, Section::Quotas, stats, ().into_any(), body)
        })
    }
}

/// The words for a quota: its name, or that it has none.
pub fn quota_name(name: &str) -> String {
    if name.is_empty() { tr(texts::UNNAMED).to_owned() } else { name.to_owned() }
}

/// When a quota ends or begins, when that is near.
pub fn quota_hint(row: &QuotaRow, now: Timestamp) -> AnyView {
    if row.status != QuotaStatus::Normal {
        return ().into_any();
    }
    if row.effective_at > now {
        let words = texts::not_begun(lang(), row.effective_at.local_day());
        return view! { <StatusPill tone=Tone::Info icon="clock" word=words/> }.into_any();
    }
    match row.expires_at.days_left(now) {
        days if days > ENDING_DAYS => ().into_any(),
        days if days <= 1 => {
            view! { <StatusPill tone=Tone::Warn icon="clock" word=tr(texts::ENDS_TODAY)/> }
                .into_any()
        }
        days => {
            let words = texts::ends_in(lang(), days);
            view! { <StatusPill tone=Tone::Warn icon="clock" word=words/> }.into_any()
        }
    }
}

#[derive(Clone)]
struct Line {
    row: QuotaRow,
    area: Area,
    now: Timestamp,
    may_issue: bool,
}

const COLUMNS: &[Column<Line>] = &[
    Column::new(texts::NAME, name_cell).primary().wide(),
    Column::new(texts::STATUS, |l: &Line| {
        view! { <span class="pills"><QuotaStatusPill status=l.row.status/> {quota_hint(&l.row, l.now)}</span> }
            .into_any()
    }),
    Column::new(texts::VALUE, |l: &Line| view! { <Money amount=l.row.value/> }.into_any()).end(),
    Column::new(texts::BALANCE, |l: &Line| view! { <Money amount=l.row.balance/> }.into_any())
        .end(),
    Column::new(texts::USAGE, usage_cell),
    Column::new(texts::ISSUED_COUNT, |l: &Line| {
        texts::count(lang(), l.row.issued_count).into_any()
    })
    .end(),
    Column::new(texts::VALIDITY, |l: &Line| {
        view! { <DayRange from=l.row.effective_at to=l.row.expires_at/> }.into_any()
    }),
    Column::new(texts::LIMITS, |l: &Line| limits_cell(&l.row.limits)),
    Column::new(texts::ACTIONS, actions_cell),
];

fn name_cell(line: &Line) -> AnyView {
    view! {
        <a href=line.area.quota(&line.row.id)>{quota_name(&line.row.name)}</a>
        <span class="secondary id-line">{line.row.id.clone()}</span>
    }
    .into_any()
}

fn usage_cell(line: &Line) -> AnyView {
    let row = &line.row;
    let used = row.value.checked_sub(row.balance).unwrap_or(hezong_domain::Fen::ZERO);
    view! { <UsageBar face=row.value used=used left=row.balance/> }.into_any()
}

fn actions_cell(line: &Line) -> AnyView {
    let (row, area) = (&line.row, line.area);
    let name = quota_name(&row.name);
    let issue = match &row.issue_refusal {
        _ if !line.may_issue => ().into_any(),
        None => {
            let query = hezong_contract::query::build([("quota", &row.id)]);
            view! {
                <a href=area.issue_with(&query) aria-label=texts::issue_from(lang(), &name)>{tr(texts::ISSUE)}</a>
            }
            .into_any()
        }
        Some(refusal) => refused_action(tr(texts::ISSUE), refusal),
    };
    view! {
        <span class="row-actions">
            {issue}
            <a href=area.records_where("quota", &row.id) aria-label=texts::records_of(lang(), &name)>
                {tr(texts::RECORDS)}
            </a>
        </span>
    }
    .into_any()
}

fn status_words(key: &str) -> String {
    label("quota_status", key)
}

fn list_view(area: Area, page: Listing<QuotaRow>, list: ListState, may_issue: bool) -> AnyView {
    let options =
        [QuotaStatus::Normal, QuotaStatus::Frozen, QuotaStatus::Adjusting, QuotaStatus::Invalid]
            .map(|status| (status.as_str().to_owned(), status_words(status.as_str())));
    let chips: Vec<Chip> = [
        Chip::of(&list, "q", tr(texts::CHIP_SEARCH), str::to_owned),
        Chip::of(&list, "status", tr(texts::FILTER_STATUS), status_words),
    ]
    .into_iter()
    .flatten()
    .collect();
    let (fields, bar) = (list.clone(), list.clone());
    let filters = view! {
        <FilterBar
            path=area.quotas()
            list=bar
            chips=chips
            as_of=page.as_of
        >
            <FilterText list=fields.clone() name="q" label=tr(texts::FILTER_SEARCH)/>
            <FilterSelect list=fields name="status" label=tr(texts::FILTER_STATUS) options=options.to_vec()/>
        </FilterBar>
        {dropped_notice(&page.dropped)}
    };
    if page.rows.is_empty() {
        return view! {
            {filters}
            <ListEmpty path=area.quotas() list=list title=tr(texts::EMPTY_TITLE) body=tr(texts::EMPTY_BODY)/>
        }
        .into_any();
    }
    let now = page.as_of;
    let lines: Vec<Line> =
        page.rows.into_iter().map(|row| Line { row, area, now, may_issue }).collect();
    view! {
        {filters}
        <DataTable caption=area.quotas_title() columns=COLUMNS rows=lines/>
        <Pager path=area.quotas() list=list total=page.total/>
    }
    .into_any()
}
