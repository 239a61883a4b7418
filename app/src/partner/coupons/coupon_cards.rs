//! The cards of a coupon's page.

use hezong_contract::coupons::{CouponDetail, MovementRow, RecordRow};
use hezong_domain::{Fen, Timestamp};
use hezong_texts::{Text, common, coupons_partner as texts, records as record_texts};
use hezong_ui::{
    Column, CouponStatusPill, DataTable, DayRange, KeyValue, KeyValues, Money, Time, Timeline,
    TimelineItem, Tone, label, lang, tr, yuan,
};
use leptos::prelude::*;

use super::quotas::quota_name;
use crate::partner::area::Area;
use crate::partner::flow::{Flow, FlowBar};
use crate::partner::parts::{customer_cell, outcome_cell};

/// Face value and what became of it.
pub(super) fn amounts(detail: &CouponDetail) -> AnyView {
    let row = &detail.row;
    let free = row.balance.checked_sub(row.locked).unwrap_or(Fen::ZERO);
    let returned = detail.reclaimed.checked_add(detail.expired).unwrap_or(detail.reclaimed);
    let words = texts::bar_words(
        lang(),
        row.face.grouped(),
        row.used.grouped(),
        row.locked.grouped(),
        free.grouped(),
        returned.grouped(),
    );
    let mut parts = vec![
        Flow::new(tr(texts::USED), row.used, Tone::Accent),
        Flow::new(tr(texts::LOCKED), row.locked, Tone::Warn),
        Flow::new(tr(texts::FREE), free, Tone::Plain),
    ];
    if returned.is_positive() {
        parts.push(Flow::new(tr(texts::RETURNED), returned, Tone::Info));
    }
    view! {
        <p class="figure"><span class="secondary">{tr(texts::FACE)}</span> <b>{yuan(row.face)}</b></p>
        <FlowBar whole=row.face parts=parts words=words/>
    }
    .into_any()
}

/// Who, when, from what.
pub(super) fn basics(area: Area, detail: &CouponDetail, now: Timestamp) -> AnyView {
    let row = &detail.row;
    let status = view! {
        <CouponStatusPill
            status=row.status
            is_frozen=row.is_frozen
            effective_at=row.effective_at
            expires_at=row.expires_at
            now=now
        />
    };
    let customer = view! {
        <a href=area.issued_where("customer", &row.customer_id)>
            {customer_cell(&row.customer_account, &row.customer_name)}
        </a>
    };
    let quota = view! { <a href=area.quota(&row.quota_id)>{quota_name(&detail.quota_name)}</a> };
    let batch = view! { <a href=area.batch(&detail.batch_id)>{detail.batch_id.clone()}</a> };
    let facts = vec![
        KeyValue::new(tr(texts::STATUS), status),
        KeyValue::new(tr(texts::CUSTOMER), customer),
        KeyValue::new(tr(texts::ASSOCIATION), label("association", detail.association.as_str())),
        KeyValue::new(
            tr(texts::EFFECTIVE),
            view! { <DayRange from=row.effective_at to=row.expires_at/> },
        ),
        KeyValue::new(tr(texts::QUOTA), quota),
        KeyValue::new(tr(texts::BATCH), batch),
        KeyValue::new(tr(texts::ISSUED_AT), view! { <Time at=row.created_at/> }),
    ];
    view! { <KeyValues items=facts/> }.into_any()
}

/// Quota, batch, then every use and return.
pub(super) fn lineage(area: Area, detail: &CouponDetail) -> AnyView {
    let row = &detail.row;
    let quota = quota_name(&detail.quota_name);
    let lang = lang();
    let mut items = vec![
        TimelineItem {
            at: row.created_at,
            title: texts::lineage_quota(lang, &quota),
            body: view! { <a href=area.quota(&row.quota_id)>{row.quota_id.clone()}</a> }.into_any(),
            tone: Tone::Plain,
        },
        TimelineItem {
            at: row.created_at,
            title: texts::lineage_batch(lang, &row.customer_name),
            body: view! {
                <a href=area.batch(&detail.batch_id)>{detail.batch_id.clone()}</a>
                " \u{b7} " {yuan(row.face)}
            }
            .into_any(),
            tone: Tone::Accent,
        },
    ];
    items.extend(detail.movements.iter().filter(|m| m.kind != "issue").map(movement_event));
    view! { <Timeline items=items/> }.into_any()
}

fn movement_event(movement: &MovementRow) -> TimelineItem {
    let (text, tone): (Text, Tone) = match movement.kind.as_str() {
        "refund" => (texts::LINEAGE_REFUND, Tone::Info),
        "lock" => (texts::LINEAGE_LOCK, Tone::Warn),
        "unlock" => (texts::LINEAGE_UNLOCK, Tone::Plain),
        "reclaim" => (texts::LINEAGE_RECLAIM, Tone::Info),
        "expire" => (texts::LINEAGE_EXPIRE, Tone::Plain),
        _ => (texts::LINEAGE_SPEND, Tone::Ok),
    };
    let reference = movement.reference.clone();
    let middle = if reference.is_empty() { "" } else { " \u{b7} " };
    TimelineItem {
        at: movement.at,
        title: tr(text).to_owned(),
        body: view! { {yuan(movement.amount)} {middle} {reference} }.into_any(),
        tone,
    }
}

const MOVEMENTS: &[Column<MovementRow>] = &[
    Column::new(texts::MOVEMENT_AT, |m: &MovementRow| view! { <Time at=m.at/> }.into_any())
        .primary(),
    Column::new(texts::MOVEMENT_KIND, |m: &MovementRow| label("movement", &m.kind).into_any()),
    Column::new(texts::MOVEMENT_AMOUNT, |m: &MovementRow| {
        view! { <Money amount=m.amount/> }.into_any()
    })
    .end(),
    Column::new(texts::MOVEMENT_BALANCE, |m: &MovementRow| {
        view! { <Money amount=m.balance_after/> }.into_any()
    })
    .end(),
    Column::new(texts::MOVEMENT_REFERENCE, |m: &MovementRow| {
        if m.reference.is_empty() {
            view! { <span class="muted">{tr(common::DASH)}</span> }.into_any()
        } else {
            m.reference.clone().into_any()
        }
    }),
];

/// Every change of the balance.
pub(super) fn movements(detail: &CouponDetail) -> AnyView {
    view! {
        <DataTable caption=tr(texts::MOVEMENTS_CAPTION) columns=MOVEMENTS rows=detail.movements.clone()/>
    }
    .into_any()
}

const RECORDS: &[Column<RecordRow>] = &[
    Column::new(record_texts::AT, |r: &RecordRow| view! { <Time at=r.at/> }.into_any()).primary(),
    Column::new(record_texts::OPERATION, |r: &RecordRow| {
        label("operation_type", r.operation.as_str()).into_any()
    }),
    Column::new(record_texts::RESULT, |r: &RecordRow| {
        outcome_cell(r.failure.as_ref(), tr(record_texts::DONE), tr(record_texts::FAILED))
    }),
    Column::new(record_texts::AMOUNT, |r: &RecordRow| {
        view! { <Money amount=r.amount/> }.into_any()
    })
    .end(),
    Column::new(record_texts::OPERATOR, |r: &RecordRow| r.operator.clone().into_any()),
];

/// Its lines of the operation records.
pub(super) fn records(detail: &CouponDetail) -> AnyView {
    view! {
        <DataTable caption=tr(texts::DETAIL_RECORDS) columns=RECORDS rows=detail.records.clone()/>
    }
    .into_any()
}
