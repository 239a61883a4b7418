//! The way to the case that certifies the partner's business information.

use hezong_domain::access::Permission;
use leptos::prelude::*;
use leptos_router::components::Redirect;
use leptos_router::{LazyRoute, lazy_route};

use super::api::own_certification;
use crate::partner::gate::{gate, load_page};

/// Leads to the case.
#[derive(Debug)]
pub struct CertificationPage;

#[lazy_route]
impl LazyRoute for CertificationPage {
    fn data() -> Self {
        Self
    }

    fn view(_this: Self) -> AnyView {
        let case = Resource::new(|| (), |()| own_certification());
        gate(None, Permission::BenefitView, move |_| {
            load_page(case, |path| view! { <Redirect path=path/> }.into_any())
        })
    }
}
