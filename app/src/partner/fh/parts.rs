//! What the pages of dedicated-staff incentives share.

use hezong_contract::cases::CheckView;
use hezong_domain::access::Permission;
use hezong_domain::accounts::AccountKind;
use hezong_texts::{Text, cases as t, fh, nav};
use hezong_ui::{Button, Crumb, DisabledButton, LinkButton, PageHead, Tab, Tabs, tr};
use leptos::prelude::*;

use crate::cases::goal;
use crate::partner::gate::gate;
use crate::routes;

const TABS: &[(Text, &str)] = &[
    (fh::GUIDE, routes::FH),
    (fh::QUALIFICATION, routes::FH_QUALIFICATION),
    (fh::PEOPLE, routes::FH_PEOPLE),
    (fh::CLAIMS, routes::FH_CLAIMS),
    (fh::PAYMENTS, routes::FH_PAYMENTS),
];

/// A page of the area: heading, tabs, content; `may_manage` is handed to the content.
pub(super) fn fh_page(
    current: &'static str,
    body: impl Fn(bool) -> AnyView + Clone + Send + Sync + 'static,
) -> AnyView {
    goal::provide(AccountKind::Partner);
    gate(None, Permission::BenefitView, move |viewer| {
        let tabs = TABS
            .iter()
            .map(|(text, path)| Tab {
                words: tr(*text).to_owned(),
                href: (*path).to_owned(),
                count: None,
                is_current: *path == current,
            })
            .collect();
        let crumbs = vec![Crumb::group(tr(nav::BENEFITS))];
        view! {
            <PageHead title=tr(fh::TITLE) subtitle=tr(fh::LEAD) crumbs=crumbs/>
            <div class="area-tabs"><Tabs label=tr(fh::TABS) items=tabs/></div>
            {body(viewer.may(Permission::BenefitManage))}
        }
        .into_any()
    })
}

/// What can be done about a case: open it, begin it, or why it cannot begin.
pub(super) fn way_on(
    case_id: Option<&str>,
    can_begin: bool,
    blocked: Option<&CheckView>,
    what: String,
    words: Text,
) -> AnyView {
    if let Some(id) = case_id {
        return view! { <LinkButton href=routes::partner_case(id)>{tr(t::OPEN)}</LinkButton> }
            .into_any();
    }
    if can_begin {
        return view! {
            <Button kind="primary" name="form[what]" value=what>{tr(words)}</Button>
        }
        .into_any();
    }
    let reason = blocked.map_or_else(
        || tr(t::NO_PERMISSION).to_owned(),
        |check| if check.why.is_empty() { check.label.clone() } else { check.why.clone() },
    );
    view! { <DisabledButton reason=reason>{tr(words)}</DisabledButton> }.into_any()
}
