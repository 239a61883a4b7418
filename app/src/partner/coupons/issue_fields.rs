//! The fields of the coupon itself, limited to what its quota allows.

use hezong_contract::coupons::{IssueForm, QuotaRow};
use hezong_domain::coupons::{CLOUD_SERVICES, LIMIT_VALUES_MAX, OrderKind};
use hezong_domain::text::MEMO_LENGTH_MAX;
use hezong_texts::issue as texts;
use hezong_ui::words::{percent, service_name};
use hezong_ui::{AmountField, Checkboxes, DayField, Field, TextArea, label, lang, tr};
use leptos::prelude::*;

use crate::partner::area::Area;

fn face_hint(quota: &QuotaRow) -> String {
    let lang = lang();
    match (quota.terms.min_face, quota.terms.max_face) {
        (Some(min), Some(max)) => texts::face_hint_range(lang, min.grouped(), max.grouped()),
        (Some(min), None) => texts::face_hint_min(lang, min.grouped()),
        (None, Some(max)) => texts::face_hint_max(lang, max.grouped()),
        (None, None) => String::new(),
    }
}

/// Face value, validity, smallest order, name, memo.
pub(super) fn coupon_fields(form: &IssueForm, quota: &QuotaRow) -> AnyView {
    let (from, to) = (quota.effective_at.local_day(), quota.expires_at.local_day());
    let min_order_hint = match quota.limits.min_order {
        Some(min) => texts::min_order_hint_quota(lang(), min.grouped()),
        None => tr(texts::MIN_ORDER_HINT).to_owned(),
    };
    let memo_max = u32::try_from(MEMO_LENGTH_MAX).unwrap_or(0);
    view! {
        <div class="form-row">
            <AmountField name="face" label=tr(texts::FACE) value=form.face.clone() hint=face_hint(quota)/>
            <AmountField
                name="min_order"
                label=tr(texts::MIN_ORDER)
                value=form.min_order.clone()
                hint=min_order_hint
                required=false
            />
        </div>
        <div class="form-row">
            <DayField
                name="from"
                label=tr(texts::FROM)
                value=form.from.clone()
                hint=texts::from_hint(lang(), &from)
                min=from.clone()
                max=to.clone()
                required=false
            />
            <DayField
                name="to"
                label=tr(texts::TO)
                value=form.to.clone()
                hint=texts::to_hint(lang(), &to)
                min=from.clone()
                max=to.clone()
                required=false
            />
        </div>
        <Field
            name="name"
            label=tr(texts::NAME)
            value=form.name.clone()
            hint=tr(texts::NAME_HINT)
            required=false
            maxlength=64
        />
        <TextArea
            name="memo"
            label=tr(texts::MEMO)
            value=form.memo.clone()
            hint=tr(texts::MEMO_HINT)
            rows=2
            maxlength=memo_max
            required=false
        />
    }
    .into_any()
}

fn service_options(quota: &QuotaRow) -> Vec<(String, String)> {
    let limits = &quota.limits;
    let allowed: Vec<String> = if limits.services.is_empty() {
        CLOUD_SERVICES.iter().map(|(code, _)| (*code).to_owned()).collect()
    } else {
        limits.services.clone()
    };
    allowed
        .into_iter()
        .filter(|code| !limits.excluded_services.contains(code))
        .map(|code| {
            let name = service_name(&code);
            (code, name)
        })
        .collect()
}

fn kind_options(quota: &QuotaRow) -> Vec<(String, String)> {
    let own = &quota.limits.order_kinds;
    let allowed = if own.is_empty() { OrderKind::ALL } else { own.as_slice() };
    allowed
        .iter()
        .map(|kind| (kind.as_str().to_owned(), label("order_kind", kind.as_str())))
        .collect()
}

fn product_field(form: &IssueForm, quota: &QuotaRow) -> AnyView {
    let hint = texts::products_hint(lang(), LIMIT_VALUES_MAX);
    if quota.limits.products.is_empty() {
        return view! {
            <Field
                name="products"
                label=tr(texts::PRODUCTS)
                value=form.products.join(", ")
                hint=hint
                required=false
                maxlength=700
            />
        }
        .into_any();
    }
    let options = quota.limits.products.iter().map(|code| (code.clone(), code.clone())).collect();
    view! {
        <Checkboxes name="products" label=tr(texts::PRODUCTS) options=options chosen=form.products.clone()/>
    }
    .into_any()
}

fn share_field(form: &IssueForm, quota: &QuotaRow) -> AnyView {
    let hint = match quota.limits.max_deduction_ppm {
        Some(max) => texts::share_hint_quota(lang(), percent(max)),
        None => tr(texts::SHARE_HINT).to_owned(),
    };
    view! {
        <Field
            name="share"
            label=tr(texts::SHARE)
            value=form.share.clone()
            hint=hint
            required=false
            inputmode="decimal"
            maxlength=6
        />
    }
    .into_any()
}

/// What narrows the use further than the quota does. Open when something is set.
pub(super) fn advanced_fields(area: Area, form: &IssueForm, quota: &QuotaRow) -> AnyView {
    let is_open = !form.services.is_empty()
        || !form.products.is_empty()
        || !form.kinds.is_empty()
        || !form.share.is_empty();
    let share = (area == Area::CashCoupons).then(|| share_field(form, quota));
    view! {
        <details class="more" open=is_open>
            <summary>{tr(texts::ADVANCED)}</summary>
            <p class="secondary">{tr(texts::ADVANCED_LEAD)}</p>
            {share}
            <Checkboxes
                name="kinds"
                label=tr(texts::KINDS)
                options=kind_options(quota)
                chosen=form.kinds.clone()
            />
            <Checkboxes
                name="services"
                label=tr(texts::SERVICES)
                options=service_options(quota)
                chosen=form.services.clone()
                hint=texts::services_hint(lang(), LIMIT_VALUES_MAX)
            />
            {product_field(form, quota)}
        </details>
    }
    .into_any()
}
