//! Creating a customer, associated at once when a partner is chosen.

use hezong_contract::accounts::PartnerRow;
use hezong_domain::Problems;
use hezong_domain::access::Permission;
use hezong_domain::accounts::AssociationKind;
use hezong_texts::{common, nav, ops_customers as t};
use hezong_ui::{
    Card, Crumb, Field, Form, LinkButton, PageHead, SelectField, SubmitButton, load, tr,
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use leptos_router::{LazyRoute, lazy_route};

use super::api::CreateCustomer;
use crate::ops::partners::api::partner_options;
use crate::ops::parts::{partner_choices, words_of};
use crate::partner::gate::gate;
use crate::partner::parts::follow;
use crate::routes;

/// The form of a new customer.
#[derive(Debug)]
pub struct NewCustomerPage;

fn check(input: &CreateCustomer) -> Result<(), Problems> {
    input.form.check().map(|_| ())
}

#[lazy_route]
impl LazyRoute for NewCustomerPage {
    fn data() -> Self {
        Self
    }

    fn view(_this: Self) -> AnyView {
        let action = ServerAction::<CreateCustomer>::new();
        follow(action);
        let chosen =
            use_query_map().with_untracked(|query| query.get("partner").unwrap_or_default());
        let asked = chosen.clone();
        let partners = Resource::new(move || asked.clone(), partner_options);
        gate(None, Permission::OpsCustomers, move |_| {
            let chosen = chosen.clone();
            let form = load(partners, move |partners| form_view(action, &partners, chosen.clone()));
            let crumbs = vec![
                Crumb::link(tr(nav::OPERATIONS), routes::OPS),
                Crumb::link(tr(t::TITLE), routes::OPS_CUSTOMERS),
            ];
            view! {
                <PageHead title=tr(t::NEW_TITLE) subtitle=tr(t::NEW_LEAD) crumbs=crumbs/>
                {form}
            }
            .into_any()
        })
    }
}

fn form_view(
    action: ServerAction<CreateCustomer>,
    partners: &[PartnerRow],
    chosen: String,
) -> AnyView {
    let partners = partner_choices(partners, &chosen);
    let kinds = words_of("association", AssociationKind::ALL.iter().map(|v| v.as_str()));
    view! {
        <Card>
            <Form action=action id="customer" check=check class="form form-wide">
                <fieldset class="section">
                    <legend>{tr(t::ACCOUNT_SECTION)}</legend>
                    <div class="form-row">
                        <Field name="display_name" label=tr(t::COMPANY) hint=tr(t::COMPANY_HINT) maxlength=128/>
                        <Field name="account_name" label=tr(t::ACCOUNT_NAME) hint=tr(t::ACCOUNT_NAME_HINT) maxlength=32/>
                    </div>
                    <div class="form-row">
                        <Field name="email" label=tr(t::EMAIL) kind="email" inputmode="email" required=false maxlength=128/>
                        <Field name="mobile" label=tr(t::MOBILE) kind="tel" inputmode="tel" required=false maxlength=24/>
                    </div>
                </fieldset>
                <fieldset class="section">
                    <legend>{tr(t::ASSOCIATION_SECTION)}</legend>
                    <p class="secondary">{tr(t::ASSOCIATION_LEAD)}</p>
                    <div class="form-row">
                        <SelectField name="partner_id" label=tr(t::PARTNER) options=partners value=chosen empty=tr(t::NO_PARTNER) required=false/>
                        <SelectField name="association" label=tr(t::ASSOCIATION) hint=tr(t::ASSOCIATION_HINT) options=kinds empty=tr(t::ASSOCIATION_CHOOSE) required=false/>
                    </div>
                </fieldset>
                <div class="form-actions">
                    <SubmitButton>{tr(t::CREATE)}</SubmitButton>
                    <LinkButton href=routes::OPS_CUSTOMERS>{tr(common::CANCEL)}</LinkButton>
                </div>
            </Form>
        </Card>
    }
    .into_any()
}
