//! The way to the case that certifies the partner's business information: it leads there once it was
//! begun, and says before that what it is about. Looking makes nothing; beginning is an act.

use hezong_domain::access::Permission;
use hezong_texts::{certification_page as t, nav};
use hezong_ui::{Card, Crumb, Form, Hidden, Notice, PageHead, SubmitButton, tr};
use leptos::prelude::*;
use leptos_router::components::Redirect;
use leptos_router::{LazyRoute, lazy_route};

use super::api::{BeginCase, own_certification};
use crate::partner::gate::{gate, load_page};
use crate::partner::parts::follow;

/// Leads to the case, or begins it.
#[derive(Debug)]
pub struct CertificationPage;

#[lazy_route]
impl LazyRoute for CertificationPage {
    fn data() -> Self {
        Self
    }

    fn view(_this: Self) -> AnyView {
        let begin = ServerAction::<BeginCase>::new();
        follow(begin);
        let case = Resource::new(|| (), |()| own_certification());
        gate(None, Permission::BenefitView, move |viewer| {
            let may_begin = viewer.may(Permission::BenefitManage);
            load_page(case, move |path| match path {
                Some(path) => view! { <Redirect path=path/> }.into_any(),
                None => introduction(may_begin, begin),
            })
        })
    }
}

fn introduction(may_begin: bool, begin: ServerAction<BeginCase>) -> AnyView {
    let crumbs = vec![Crumb::group(tr(nav::BENEFITS))];
    let act = if may_begin {
        view! {
            <Form action=begin id="begin-certification">
                <Hidden name="what" value="certification"/>
                <div class="form-actions"><SubmitButton kind="primary">{tr(t::BEGIN)}</SubmitButton></div>
            </Form>
        }
        .into_any()
    } else {
        view! { <Notice><p>{tr(t::NO_PERMISSION)}</p></Notice> }.into_any()
    };
    view! {
        <PageHead title=tr(nav::CERTIFICATION) crumbs=crumbs/>
        <Card>
            <p>{tr(t::INTRO)}</p>
            <p class="secondary">{tr(t::BEGIN_STEPS)}</p>
            {act}
        </Card>
    }
    .into_any()
}
