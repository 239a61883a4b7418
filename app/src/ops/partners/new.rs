//! Creating a partner.

use hezong_contract::accounts::NEW_PARTNER_TYPES;
use hezong_domain::Problems;
use hezong_domain::access::Permission;
use hezong_texts::{common, nav, ops_partners as t};
use hezong_ui::{
    Card, Checkbox, Crumb, Field, Form, LinkButton, PageHead, SelectField, SubmitButton, tr,
};
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};

use super::api::CreatePartner;
use crate::ops::parts::words_of;
use crate::partner::gate::gate;
use crate::partner::parts::follow;
use crate::routes;

/// The form of a new partner.
#[derive(Debug)]
pub struct NewPartnerPage;

fn check(input: &CreatePartner) -> Result<(), Problems> {
    input.form.check().map(|_| ())
}

#[lazy_route]
impl LazyRoute for NewPartnerPage {
    fn data() -> Self {
        Self
    }

    fn view(_this: Self) -> AnyView {
        let action = ServerAction::<CreatePartner>::new();
        follow(action);
        gate(None, Permission::OpsPartners, move |_| {
            let types = words_of("partner_type", NEW_PARTNER_TYPES.iter().map(|v| v.as_str()));
            let crumbs = vec![
                Crumb::link(tr(nav::OPERATIONS), routes::OPS),
                Crumb::link(tr(t::TITLE), routes::OPS_PARTNERS),
            ];
            view! {
                <PageHead title=tr(t::NEW_TITLE) subtitle=tr(t::NEW_LEAD) crumbs=crumbs/>
                <div class="columns">
                    <Card>
                        <Form action=action id="partner" check=check>
                            <Field name="display_name" label=tr(t::COMPANY) hint=tr(t::COMPANY_HINT) maxlength=128/>
                            <Field name="account_name" label=tr(t::ACCOUNT_NAME) hint=tr(t::ACCOUNT_NAME_HINT) maxlength=32/>
                            <SelectField name="partner_type" label=tr(t::TYPE) hint=tr(t::TYPE_HINT) options=types/>
                            <Checkbox name="is_subsidised" label=tr(t::SUBSIDISED_LABEL) hint=tr(t::SUBSIDISED_HINT)/>
                            <div class="form-row">
                                <Field name="email" label=tr(t::EMAIL) kind="email" inputmode="email" required=false maxlength=128/>
                                <Field name="mobile" label=tr(t::MOBILE) kind="tel" inputmode="tel" required=false maxlength=24/>
                            </div>
                            <div class="form-actions">
                                <SubmitButton>{tr(t::CREATE)}</SubmitButton>
                                <LinkButton href=routes::OPS_PARTNERS>{tr(common::CANCEL)}</LinkButton>
                            </div>
                        </Form>
                    </Card>
                    <aside>
                        <Card title=tr(t::WHAT_NEXT_TITLE)>
                            <ol class="steps-list">
                                <li>{tr(t::WHAT_NEXT_1)}</li>
                                <li>{tr(t::WHAT_NEXT_2)}</li>
                                <li>{tr(t::WHAT_NEXT_3)}</li>
                            </ol>
                        </Card>
                    </aside>
                </div>
            }
            .into_any()
        })
    }
}
