//! The operation records: every issue and every return, done or refused.

use hezong_contract::coupons::{RECORD_FILTERS, RecordRow};
use hezong_contract::{ListState, Listing};
use hezong_domain::Timestamp;
use hezong_domain::access::Permission;
use hezong_domain::coupons::OperationType;
use hezong_texts::{common, records as texts};
use hezong_ui::{
    Chip, Column, DataTable, FilterBar, FilterDay, FilterSelect, FilterText, ListEmpty, Money,
    Pager, Reveal, Time, label, load, tr, use_list,
};
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};

use super::api::{coupon_records, issued_figures};
use super::parts::{Section, section_page};
use crate::exports::menu::ExportMenu;
use crate::partner::area::Area;
use crate::partner::gate::gate;
use crate::partner::parts::{dropped_notice, id_link, outcome_cell};

/// The page of operation records.
#[derive(Debug)]
pub struct RecordsPage;

#[lazy_route]
impl LazyRoute for RecordsPage {
    fn data() -> Self {
        Self
    }

    fn view(_this: Self) -> AnyView {
        let area = Area::here();
        let list = use_list(RECORD_FILTERS);
        let stats = Resource::new(|| (), move |()| issued_figures(area.quota_type()));
        let rows = Resource::new(
            move || list.get().to_query(),
            move |query| coupon_records(area.quota_type(), query),
        );
        gate(Some(area), Permission::RecordView, move |_| {
            let export =
                view! { <ExportMenu kind="records" quota_type=area.quota_type() list=list/> };
            let body = load(rows, move |page| list_view(area, page, list.get_untracked()));
            section_page(area, Section::Records, stats, export.into_any(), body)
        })
    }
}

struct Line {
    row: RecordRow,
    area: Area,
}

const COLUMNS: &[Column<Line>] = &[
    Column::new(texts::AT, |l: &Line| view! { <Time at=l.row.at/> }.into_any()).primary(),
    Column::new(texts::OPERATION, |l: &Line| {
        label("operation_type", l.row.operation.as_str()).into_any()
    }),
    Column::new(texts::RESULT, |l: &Line| {
        outcome_cell(l.row.failure.as_ref(), tr(texts::DONE), tr(texts::FAILED))
    })
    .wide(),
    Column::new(texts::AMOUNT, |l: &Line| view! { <Money amount=l.row.amount/> }.into_any()).end(),
    Column::new(texts::CUSTOMER, |l: &Line| {
        if l.row.customer_name.is_empty() {
            let id = l.row.customer_id.clone();
            return view! { <span class="secondary long-text long-text-narrow">{id}</span> }
                .into_any();
        }
        let name = l.row.customer_name.clone();
        view! { <span class="long-text long-text-narrow">{name}</span> }.into_any()
    })
    .revealable(),
    Column::new(texts::COUPON_AND_QUOTA, |l: &Line| {
        let (row, area) = (&l.row, l.area);
        view! {
            <div>
                {id_link(&row.coupon_id, area.coupon(&row.coupon_id))}
                <span class="id-line">{id_link(&row.quota_id, area.quota(&row.quota_id))}</span>
            </div>
        }
        .into_any()
    }),
    Column::new(texts::OPERATOR_AND_BATCH, |l: &Line| {
        let operator = match l.row.operator.as_str() {
            "system" => tr(texts::SYSTEM).to_owned(),
            operator => operator.to_owned(),
        };
        view! {
            <div>
                <span>{operator}</span>
                <span class="id-line">{id_link(&l.row.batch_id, l.area.batch(&l.row.batch_id))}</span>
            </div>
        }
        .into_any()
    }),
    Column::new(texts::REMARK, |l: &Line| {
        if l.row.remark.is_empty() {
            return view! { <span class="muted">{tr(common::DASH)}</span> }.into_any();
        }
        l.row.remark.clone().into_any()
    })
    .wide(),
];

fn list_view(area: Area, page: Listing<RecordRow>, list: ListState) -> AnyView {
    let filters = filters(area, &list, page.as_of);
    let dropped = dropped_notice(&page.dropped);
    if page.rows.is_empty() {
        return view! {
            {filters} {dropped}
            <ListEmpty path=area.records() list=list title=tr(texts::EMPTY_TITLE) body=tr(texts::EMPTY_BODY)/>
        }
        .into_any();
    }
    let reveal = Reveal::of(&area.records(), &list, page.revealed);
    let lines: Vec<Line> = page.rows.into_iter().map(|row| Line { row, area }).collect();
    view! {
        {filters} {dropped}
        <DataTable caption=tr(texts::CAPTION) columns=COLUMNS rows=lines reveal=reveal/>
        <p class="table-note secondary">{tr(texts::NOTE)}</p>
        <Pager path=area.records() list=list total=page.total/>
    }
    .into_any()
}

/// Operations that happen here; the others of the API belong to functions this product does not have yet.
const OPERATIONS: &[OperationType] =
    &[OperationType::Issue, OperationType::ManualReclaim, OperationType::ExpiryReclaim];

fn operation_words(key: &str) -> String {
    label("operation_type", key)
}

fn result_words(key: &str) -> String {
    tr(if key == "failed" { texts::FAILED } else { texts::DONE }).to_owned()
}

fn filters(area: Area, list: &ListState, as_of: Timestamp) -> AnyView {
    let operations = OPERATIONS
        .iter()
        .map(|kind| (kind.as_str().to_owned(), operation_words(kind.as_str())))
        .collect();
    let results = ["done", "failed"].map(|key| (key.to_owned(), result_words(key)));
    let same = str::to_owned;
    let chips: Vec<Chip> = [
        Chip::of(list, "type", tr(texts::FILTER_TYPE), operation_words),
        Chip::of(list, "result", tr(texts::FILTER_RESULT), result_words),
        Chip::of(list, "quota", tr(texts::FILTER_QUOTA), same),
        Chip::of(list, "coupon", tr(texts::FILTER_COUPON), same),
        Chip::of(list, "customer", tr(texts::CUSTOMER), same),
        Chip::of(list, "operator", tr(texts::FILTER_OPERATOR), same),
        Chip::of(list, "from", tr(texts::CHIP_FROM), same),
        Chip::of(list, "to", tr(texts::CHIP_TO), same),
    ]
    .into_iter()
    .flatten()
    .collect();
    let customer = list.get("customer").to_owned();
    let kept = (!customer.is_empty())
        .then(|| view! { <input type="hidden" name="customer" value=customer/> });
    let (list, bar) = (list.clone(), list.clone());
    view! {
        <FilterBar
            path=area.records()
            list=bar
            chips=chips
            as_of=as_of
        >
            <FilterSelect list=list.clone() name="type" label=tr(texts::FILTER_TYPE) options=operations/>
            <FilterSelect list=list.clone() name="result" label=tr(texts::FILTER_RESULT) options=results.to_vec()/>
            <FilterText list=list.clone() name="coupon" label=tr(texts::FILTER_COUPON)/>
            <FilterText list=list.clone() name="quota" label=tr(texts::FILTER_QUOTA)/>
            <FilterText list=list.clone() name="operator" label=tr(texts::FILTER_OPERATOR)/>
            <FilterDay list=list.clone() name="from" label=tr(texts::FILTER_FROM)/>
            <FilterDay list=list.clone() name="to" label=tr(texts::FILTER_TO)/>
            {kept}
        </FilterBar>
    }
    .into_any()
}
