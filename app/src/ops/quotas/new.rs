//! Granting a quota.

use hezong_contract::accounts::PartnerRow;
use hezong_domain::Problems;
use hezong_domain::access::Permission;
use hezong_domain::accounts::AssociationKind;
use hezong_domain::coupons::{
    BillingMode, CLOUD_SERVICES, InvoiceSubject, OrderKind, QuotaType, REGIONS,
};
use hezong_texts::{Text, common, nav, ops_quotas as t};
use hezong_ui::words::{region_name, service_name};
use hezong_ui::{
    AmountField, Card, Checkbox, Checkboxes, Crumb, DayField, Field, Form, KeyField, LinkButton,
    PageHead, SelectField, SubmitButton, TextArea, browser_now, load, tr,
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use leptos_router::{LazyRoute, lazy_route};

use super::api::GrantQuota;
use crate::ops::partners::api::partner_options;
use crate::ops::parts::{partner_choices, words_of};
use crate::partner::gate::gate;
use crate::partner::parts::follow;
use crate::routes;

/// The form that grants a quota.
#[derive(Debug)]
pub struct GrantPage;

/// By the browser's clock; the server checks again by its own.
fn check(input: &GrantQuota) -> Result<(), Problems> {
    input.form.check(browser_now()).map(|_| ())
}

#[lazy_route]
impl LazyRoute for GrantPage {
    fn data() -> Self {
        Self
    }

    fn view(_this: Self) -> AnyView {
        let action = ServerAction::<GrantQuota>::new();
        follow(action);
        let chosen =
            use_query_map().with_untracked(|query| query.get("partner").unwrap_or_default());
        let asked = chosen.clone();
        let partners = Resource::new(move || asked.clone(), partner_options);
        gate(None, Permission::OpsQuotas, move |_| {
            let chosen = chosen.clone();
            let form = load(partners, move |partners| form_view(action, &partners, chosen.clone()));
            let crumbs = vec![
                Crumb::link(tr(nav::OPERATIONS), routes::OPS),
                Crumb::link(tr(t::TITLE), routes::OPS_QUOTAS),
            ];
            view! {
                <PageHead title=tr(t::NEW_TITLE) subtitle=tr(t::NEW_LEAD) crumbs=crumbs/>
                {form}
            }
            .into_any()
        })
    }
}

fn form_view(action: ServerAction<GrantQuota>, partners: &[PartnerRow], chosen: String) -> AnyView {
    let partners = partner_choices(partners, &chosen);
    view! {
        <Card>
            <Form action=action id="grant" check=check class="form form-wide">
                <KeyField/>
                <BasicSection partners=partners chosen=chosen/>
                <LimitsSection/>
                <TermsSection/>
                <CashSection/>
                <div class="form-actions">
                    <SubmitButton>{tr(t::GRANT)}</SubmitButton>
                    <LinkButton href=routes::OPS_QUOTAS>{tr(common::CANCEL)}</LinkButton>
                </div>
            </Form>
        </Card>
    }
    .into_any()
}

#[component]
fn BasicSection(partners: Vec<(String, String)>, chosen: String) -> impl IntoView {
    let types = words_of("quota_type", QuotaType::ALL.iter().map(|v| v.as_str()));
    view! {
        <fieldset class="section">
            <legend>{tr(t::BASIC_SECTION)}</legend>
            <div class="form-row">
                <SelectField name="partner_id" label=tr(t::PARTNER) hint=tr(t::PARTNER_HINT) options=partners value=chosen/>
                <SelectField name="quota_type" label=tr(t::TYPE) hint=tr(t::TYPE_HINT) options=types value="voucher"/>
                <Field name="name" label=tr(t::NAME_LABEL) hint=tr(t::NAME_HINT) required=false maxlength=128/>
            </div>
            <div class="form-row">
                <AmountField name="value" label=tr(t::AMOUNT) hint=tr(t::AMOUNT_HINT)/>
                <DayField name="from" label=tr(t::FROM) hint=tr(t::FROM_HINT)/>
                <DayField name="to" label=tr(t::TO) hint=tr(t::TO_HINT)/>
            </div>
        </fieldset>
    }
    .into_any()
}

fn services() -> Vec<(String, String)> {
    CLOUD_SERVICES.iter().map(|(code, _)| ((*code).to_owned(), service_name(code))).collect()
}

/// What goes into every coupon.
#[component]
fn LimitsSection() -> impl IntoView {
    let modes = words_of("billing_mode", BillingMode::ALL.iter().map(|v| v.as_str()));
    let kinds = words_of("order_kind", OrderKind::ALL.iter().map(|v| v.as_str()));
    view! {
        <fieldset class="section">
            <legend>{tr(t::LIMITS_SECTION)}</legend>
            <p class="secondary">{tr(t::LIMITS_LEAD)}</p>
            <Checkboxes name="services" label=tr(t::SERVICES) hint=tr(t::SERVICES_HINT) options=services()/>
            <Checkboxes name="billing_modes" label=tr(t::BILLING_MODES) hint=tr(t::BILLING_MODES_HINT) options=modes/>
            <div class="form-row">
                <Checkboxes name="order_kinds" label=tr(t::ORDER_KINDS) hint=tr(t::ORDER_KINDS_HINT) options=kinds/>
                <AmountField name="min_order" label=tr(t::MIN_ORDER) hint=tr(t::MIN_ORDER_HINT) required=false/>
                <AmountField name="max_order" label=tr(t::MAX_ORDER) hint=tr(t::MAX_ORDER_HINT) required=false/>
            </div>
            <MoreLimits/>
        </fieldset>
    }
    .into_any()
}

#[component]
fn MoreLimits() -> impl IntoView {
    let regions = REGIONS.iter().map(|code| ((*code).to_owned(), region_name(code))).collect();
    view! {
        <details class="more">
            <summary>{tr(t::MORE_LIMITS)}</summary>
            <Checkboxes name="excluded_services" label=tr(t::EXCLUDED_SERVICES) hint=tr(t::EXCLUDED_SERVICES_HINT) options=services()/>
            <div class="form-row">
                <TextArea name="products" label=tr(t::PRODUCTS) hint=tr(t::PRODUCTS_HINT) rows=2 required=false/>
                <TextArea name="excluded_products" label=tr(t::EXCLUDED_PRODUCTS) hint=tr(t::PRODUCTS_HINT) rows=2 required=false/>
            </div>
            <Checkboxes name="regions" label=tr(t::REGIONS) options=regions/>
            <TextArea name="enterprise_projects" label=tr(t::ENTERPRISE_PROJECTS) hint=tr(t::ENTERPRISE_PROJECTS_HINT) rows=2 required=false/>
            <div class="form-row">
                <Field name="usage_times" label=tr(t::USAGE_TIMES) hint=tr(t::USAGE_TIMES_HINT) inputmode="numeric" required=false maxlength=4/>
                <Field name="min_discount" label=tr(t::MIN_DISCOUNT) hint=tr(t::MIN_DISCOUNT_HINT) inputmode="decimal" required=false maxlength=6/>
            </div>
            {ticks(t::FLAGS, &[
                ("first_order_in_service", t::FIRST_ORDER_IN_SERVICE),
                ("curated_mall_only", t::CURATED_MALL_ONLY),
            ])}
            {ticks(t::DISCOUNTS_SECTION, &[
                ("with_promotion_discount", t::WITH_PROMOTION),
                ("with_partner_discount", t::WITH_PARTNER),
                ("with_contract_discount", t::WITH_CONTRACT),
            ])}
            <p class="secondary">{tr(t::DISCOUNTS_LEAD)}</p>
        </details>
    }
    .into_any()
}

/// Several yes-or-no choices under one heading.
fn ticks(title: Text, choices: &[(&'static str, Text)]) -> AnyView {
    let boxes = choices
        .iter()
        .map(|(name, words)| view! { <Checkbox name=*name label=tr(*words)/> })
        .collect_view();
    view! {
        <fieldset class="field ticks">
            <legend class="field-label">{tr(title)}</legend>
            {boxes}
        </fieldset>
    }
    .into_any()
}

/// What binds the partner when issuing.
#[component]
fn TermsSection() -> impl IntoView {
    let kinds = words_of("association", AssociationKind::ALL.iter().map(|v| v.as_str()));
    view! {
        <fieldset class="section">
            <legend>{tr(t::TERMS_SECTION)}</legend>
            <p class="secondary">{tr(t::TERMS_LEAD)}</p>
            <div class="form-row">
                <AmountField name="min_face" label=tr(t::MIN_FACE) required=false/>
                <AmountField name="max_face" label=tr(t::MAX_FACE) required=false/>
            </div>
            <details class="more">
                <summary>{tr(t::MORE_TERMS)}</summary>
                <div class="form-row">
                    <Field name="max_count" label=tr(t::MAX_COUNT) inputmode="numeric" required=false maxlength=8/>
                    <AmountField name="max_total" label=tr(t::MAX_TOTAL) hint=tr(t::MAX_TOTAL_HINT) required=false/>
                </div>
                <Checkboxes name="associations" label=tr(t::ASSOCIATIONS) hint=tr(t::ASSOCIATIONS_HINT) options=kinds/>
                <Checkbox name="first_associated_only" label=tr(t::FIRST_ASSOCIATED_ONLY)/>
                <TextArea name="customers" label=tr(t::CUSTOMERS) hint=tr(t::CUSTOMERS_HINT) required=false/>
            </details>
        </fieldset>
    }
    .into_any()
}

/// What only matters for cash coupons.
#[component]
fn CashSection() -> impl IntoView {
    let subjects = words_of("invoice_subject", InvoiceSubject::ALL.iter().map(|v| v.as_str()));
    view! {
        <fieldset class="section">
            <legend>{tr(t::CASH_SECTION)}</legend>
            <div class="form-row">
                <Field name="share" label=tr(t::SHARE) hint=tr(t::SHARE_HINT) inputmode="decimal" required=false maxlength=6/>
                <SelectField
                    name="invoice_subject"
                    label=tr(t::INVOICE_SUBJECT)
                    hint=tr(t::INVOICE_SUBJECT_HINT)
                    options=subjects
                    empty=tr(t::INVOICE_NONE)
                    required=false
                />
            </div>
            <Checkbox name="counts_for_incentive" label=tr(t::COUNTS_FOR_INCENTIVE)/>
        </fieldset>
    }
    .into_any()
}
