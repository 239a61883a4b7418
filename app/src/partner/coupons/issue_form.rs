//! The form of issuing: quota, customers, the coupon, advanced settings.

use hezong_contract::coupons::{CUSTOMERS_MAX, IssueForm, QuotaOption, QuotaRow};
use hezong_contract::customers::CustomerRow;
use hezong_contract::query;
use hezong_texts::issue as texts;
use hezong_ui::words::{limits_words, terms_words};
use hezong_ui::{
    Button, Card, Checkboxes, EmptyState, Field, Hidden, LinkButton, QueryForm, TextArea, label,
    lang, tr, yuan,
};
use leptos::prelude::*;

use super::issue_fields::{advanced_fields, coupon_fields};
use super::issue_preview::{PreviewBar, typed_form};
use super::plan_api::IssueView;
use super::quotas::quota_name;
use crate::partner::area::Area;
use crate::partner::parts::phrases;

/// Quotas as links: the first step when several could be issued from.
pub(super) fn choose_quota(area: Area, form: &IssueForm, quotas: &[QuotaOption]) -> AnyView {
    if quotas.is_empty() {
        return view! {
            <Card>
                <EmptyState title=tr(texts::QUOTA_NONE_TITLE) body=tr(texts::QUOTA_NONE_BODY)>
                    <LinkButton href=area.quotas()>{tr(texts::QUOTA_SEE)}</LinkButton>
                </EmptyState>
            </Card>
        }
        .into_any();
    }
    let items = quotas
        .iter()
        .map(|quota| {
            let with = IssueForm { quota: quota.id.clone(), ..form.clone() };
            view! {
                <li>
                    <a class="choice-card" href=area.issue_with(&with.to_query(""))>
                        <span class="choice-name">{quota_name(&quota.name)}</span>
                        <span class="choice-figure">{yuan(quota.balance)}</span>
                        <span class="secondary">{texts::quota_until(lang(), quota.expires_at.local_day())}</span>
                        <span class="secondary">{quota.id.clone()}</span>
                    </a>
                </li>
            }
        })
        .collect_view();
    view! {
        <Card title=tr(texts::QUOTA_CHOOSE)>
            <p class="secondary">{tr(texts::QUOTA_CHOOSE_LEAD)}</p>
            <ul class="choice-cards">{items}</ul>
        </Card>
    }
    .into_any()
}

/// The whole form for a chosen quota. Cards are built inside of the form's context: their fields find
/// their errors there.
pub(super) fn form_view(
    area: Area,
    form: IssueForm,
    search: &str,
    quota: QuotaRow,
    data: IssueView,
) -> AnyView {
    let typed = RwSignal::new(form.clone());
    let watch = move |event| {
        if let Some(form) = typed_form(&event) {
            typed.set(form);
        }
    };
    let has_other = data.quotas.iter().any(|option| option.id != quota.id);
    let find = query::first(&query::pairs(search), "find");
    let balance = quota.balance;
    let id = quota.id.clone();
    let problems = data.problems.clone();
    view! {
        <QueryForm id="issue" path=area.issue() problems=problems>
            // What Enter in a field does: go on, not search.
            <button type="submit" class="visually-hidden" name="step" value="plan" tabindex="-1" aria-hidden="true">
                {tr(texts::NEXT)}
            </button>
            <Hidden name="quota" value=id/>
            <div class="stack" on:input=watch>
                {quota_card(area, &form, &quota, has_other)}
                {customers_card(&form, &find, &data)}
                {coupon_card(area, form, quota)}
            </div>
            <div class="act-bar">
                <PreviewBar typed=typed balance=balance/>
                <Button kind="primary" name="step" value="plan">{tr(texts::NEXT)}</Button>
            </div>
        </QueryForm>
    }
    .into_any()
}

fn quota_card(area: Area, form: &IssueForm, quota: &QuotaRow, has_other: bool) -> AnyView {
    let other = IssueForm { quota: String::new(), ..form.clone() };
    let change = has_other.then(|| {
        view! { <a href=area.issue_with(&other.to_query("find"))>{tr(texts::QUOTA_CHANGE)}</a> }
    });
    let mut words = limits_words(&quota.limits);
    words.extend(terms_words(&quota.terms));
    let href = area.quota(&quota.id);
    let name = quota_name(&quota.name);
    let balance = texts::quota_balance(lang(), quota.balance.grouped());
    let until = texts::quota_until(lang(), quota.expires_at.local_day());
    view! {
        <Card title=tr(texts::QUOTA) note=change.into_any()>
            <p class="quota-line">
                <a href=href>{name}</a>
                <b>{balance}</b>
                <span class="secondary">{until}</span>
            </p>
            {phrases(words)}
        </Card>
    }
    .into_any()
}

fn coupon_card(area: Area, form: IssueForm, quota: QuotaRow) -> AnyView {
    view! {
        <Card title=tr(texts::COUPON)>
            {coupon_fields(&form, &quota)}
            {advanced_fields(area, &form, &quota)}
        </Card>
    }
    .into_any()
}

fn is_chosen(form: &IssueForm, row: &CustomerRow) -> bool {
    form.customers
        .iter()
        .any(|text| *text == row.id || text.eq_ignore_ascii_case(&row.account_name))
}

fn customers_card(form: &IssueForm, find: &str, data: &IssueView) -> AnyView {
    let rows = &data.customers;
    let options: Vec<(String, String)> = rows
        .iter()
        .map(|row| {
            let kind = row.association.map(|kind| label("association", kind.as_str()));
            let words =
                [row.display_name.clone(), row.account_name.clone(), kind.unwrap_or_default()];
            (row.id.clone(), words.join(" \u{b7} "))
        })
        .collect();
    let chosen: Vec<String> =
        rows.iter().filter(|row| is_chosen(form, row)).map(|row| row.id.clone()).collect();
    let shown: Vec<&CustomerRow> = rows.iter().filter(|row| is_chosen(form, row)).collect();
    let elsewhere: Vec<&str> = form
        .customers
        .iter()
        .map(String::as_str)
        .filter(|text| {
            !shown.iter().any(|row| *text == row.id || text.eq_ignore_ascii_case(&row.account_name))
        })
        .collect();
    let note = if rows.is_empty() && find.is_empty() {
        tr(texts::CUSTOMERS_EMPTY).to_owned()
    } else if rows.is_empty() {
        texts::customers_none(lang(), find)
    } else if data.customers_total > i64::try_from(rows.len()).unwrap_or(i64::MAX) {
        texts::customers_shown(lang(), rows.len(), data.customers_total)
    } else {
        String::new()
    };
    let find = find.to_owned();
    let elsewhere = elsewhere.join("\n");
    view! {
        <Card title=tr(texts::CUSTOMERS)>
            <p class="secondary">{texts::customers_lead(lang(), CUSTOMERS_MAX)}</p>
            <div class="find-row">
                <Field
                    name="find"
                    label=tr(texts::CUSTOMERS_FIND)
                    value=find
                    kind="search"
                    required=false
                    maxlength=64
                />
                <Button name="step" value="find" icon="search">{tr(texts::CUSTOMERS_FIND_BUTTON)}</Button>
            </div>
            <div class="customer-checks">
                <Checkboxes
                    name="customers"
                    label=tr(texts::CUSTOMERS_LIST)
                    options=options
                    chosen=chosen
                    hint=note
                    required=true
                />
            </div>
            <TextArea
                name="more"
                label=tr(texts::CUSTOMERS_MORE)
                value=elsewhere
                hint=tr(texts::CUSTOMERS_MORE_HINT)
                rows=2
                required=false
            />
        </Card>
    }
    .into_any()
}
