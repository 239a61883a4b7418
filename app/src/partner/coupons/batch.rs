//! The result of an act of issuing or reclaiming: row by row, printable, downloadable.

use hezong_contract::coupons::{BatchResult, OutcomeRow};
use hezong_contract::query;
use hezong_domain::access::Permission;
use hezong_domain::coupons::OperationType;
use hezong_texts::{common, coupons_partner as texts};
use hezong_ui::words::refusal_words;
use hezong_ui::{
    Card, Column, DataTable, LinkButton, Money, Notice, PageHead, ResultCard, Tone, lang, tr,
};
use leptos::prelude::*;
use leptos_router::hooks::{use_location, use_params_map};
use leptos_router::{LazyRoute, lazy_route};

use super::api::coupon_batch;
use crate::csv;
use crate::partner::area::Area;
use crate::partner::gate::{gate, load_page};
use crate::partner::parts::{id_link, long_text, outcome_cell};
use crate::partner::print::PrintButton;

/// The page of a result.
#[derive(Debug)]
pub struct BatchPage;

#[lazy_route]
impl LazyRoute for BatchPage {
    fn data() -> Self {
        Self
    }

    fn view(_this: Self) -> AnyView {
        let area = Area::here();
        let params = use_params_map();
        let search = use_location().search;
        let result =
            Resource::new(move || params.read().get("id").unwrap_or_default(), coupon_batch);
        gate(Some(area), Permission::RecordView, move |viewer| {
            let may_issue = viewer.may(Permission::CouponIssue);
            load_page(result, move |result| {
                let skipped = query::all(&query::pairs(&search.get_untracked()), "skipped");
                result_view(area, result, &skipped, may_issue)
            })
        })
    }
}

struct Line {
    row: OutcomeRow,
    area: Area,
}

const COLUMNS: &[Column<Line>] = &[
    Column::new(texts::CUSTOMER, |l: &Line| {
        let name = &l.row.customer_name;
        let words = if name.is_empty() { tr(texts::BATCH_STRANGER) } else { name };
        view! {
            {long_text(words)}
            <span class="secondary id-line long-text">{l.row.customer_id.clone()}</span>
        }
        .into_any()
    })
    .primary(),
    Column::new(texts::BATCH_OUTCOME, |l: &Line| {
        outcome_cell(l.row.refusal.as_ref(), tr(texts::BATCH_DONE), tr(texts::BATCH_FAILED))
    })
    .wide(),
    Column::new(texts::ID, |l: &Line| id_link(&l.row.coupon_id, l.area.coupon(&l.row.coupon_id))),
    Column::new(texts::BATCH_AMOUNT, |l: &Line| {
        if l.row.refusal.is_some() {
            return view! { <span class="muted">{tr(common::DASH)}</span> }.into_any();
        }
        view! { <Money amount=l.row.amount/> }.into_any()
    })
    .end(),
];

fn result_view(area: Area, result: BatchResult, skipped: &[String], may_issue: bool) -> AnyView {
    let lang = lang();
    let is_issue = result.operation == OperationType::Issue;
    let total = result.total.grouped();
    let title = match (is_issue, result.done) {
        (true, 0) => tr(texts::BATCH_NONE).to_owned(),
        (true, done) => texts::batch_issued(lang, done, total),
        (false, done) => texts::batch_reclaimed(lang, done, total),
    };
    let body = match (result.failed, is_issue) {
        (0, true) => tr(texts::BATCH_ALL_DONE).to_owned(),
        (0, false) => tr(texts::BATCH_RECLAIMED_BODY).to_owned(),
        (failed, _) => texts::batch_some_failed(lang, failed),
    };
    let tone = match (result.done, result.failed) {
        (0, _) => Tone::Bad,
        (_, 0) => Tone::Ok,
        _ => Tone::Warn,
    };
    let file = csv::link(&file_lines(&result));
    let name = format!("hezong-{}.csv", result.batch_id);
    let lead = texts::batch_lead(lang, &result.operator, result.at.local_minute());
    let more = (is_issue && may_issue).then(|| {
        let quota = result.quota_ids.first().cloned().unwrap_or_default();
        let query = query::build([("quota", quota)]);
        view! { <LinkButton href=area.issue_with(&query)>{tr(texts::BATCH_MORE)}</LinkButton> }
    });
    let caption = tr(texts::BATCH_CAPTION);
    let rows: Vec<Line> = result.rows.into_iter().map(|row| Line { row, area }).collect();
    view! {
        <PageHead
            title=texts::batch_title(lang, &result.batch_id)
            subtitle=lead
            crumbs=area.crumbs_below(area.records_title(), area.records())
        >
            <PrintButton/>
            <a class="button" href=file download=name rel="external">{tr(texts::BATCH_DOWNLOAD)}</a>
        </PageHead>
        <ResultCard tone=tone title=title body=body>
            {more}
            <LinkButton href=area.issued() kind="primary">{tr(texts::BATCH_LIST)}</LinkButton>
        </ResultCard>
        {skipped_view(area, skipped)}
        <Card title=caption flush=true>
            <DataTable caption=caption columns=COLUMNS rows=rows/>
        </Card>
    }
    .into_any()
}

/// Coupons that somebody else changed between plan and confirmation.
fn skipped_view(area: Area, skipped: &[String]) -> AnyView {
    if skipped.is_empty() {
        return ().into_any();
    }
    let items =
        skipped.iter().map(|id| view! { <li>{id_link(id, area.coupon(id))}</li> }).collect_view();
    view! {
        <Notice tone=Tone::Warn>
            <p>{tr(texts::BATCH_SKIPPED)}</p>
            <ul>{items}</ul>
        </Notice>
    }
    .into_any()
}

fn file_lines(result: &BatchResult) -> Vec<Vec<String>> {
    let head = [
        texts::CUSTOMER,
        hezong_texts::exports::CUSTOMER_ID,
        texts::BATCH_OUTCOME,
        texts::ID,
        texts::BATCH_AMOUNT,
        texts::BATCH_REASON,
    ];
    let mut lines = vec![head.map(|text| tr(text).to_owned()).to_vec()];
    lines.extend(result.rows.iter().map(|row| {
        let outcome = if row.refusal.is_some() { texts::BATCH_FAILED } else { texts::BATCH_DONE };
        vec![
            row.customer_name.clone(),
            row.customer_id.clone(),
            tr(outcome).to_owned(),
            row.coupon_id.clone(),
            row.amount.to_string(),
            row.refusal.as_ref().map(refusal_words).unwrap_or_default(),
        ]
    }));
    lines
}
