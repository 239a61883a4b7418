//! 合作伙伴成员: the partners a person is linked with, what they see, accepting and leaving.

pub mod api;
mod card;

use hezong_contract::membership::MembershipsPage as Memberships;
use hezong_contract::query;
use hezong_domain::access::Permission;
use hezong_texts::{member as t, nav};
use hezong_ui::{Card, Crumb, DoneNotice, EmptyState, Notice, PageHead, Tone, load, tr};
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use leptos_router::{LazyRoute, lazy_route};

use crate::partner::gate::gate;
use crate::public::membership::api::AcceptMembership;
use api::{LeavePartner, list_memberships};
use card::Acts;

/// The partners the person is linked with.
#[derive(Debug)]
pub struct MembershipsPage;

#[lazy_route]
impl LazyRoute for MembershipsPage {
    fn data() -> Self {
        Self
    }

    fn view(_this: Self) -> AnyView {
        let acts = Acts {
            accept: ServerAction::<AcceptMembership>::new(),
            leave: ServerAction::<LeavePartner>::new(),
        };
        let versions = move || (acts.accept.version().get(), acts.leave.version().get());
        let page = Resource::new(versions, |_| list_memberships());
        let search = use_location().search;
        let asked = Memo::new(move |_| query::first(&query::pairs(&search.get()), "invitation"));
        let pairs = query::pairs(&search.get_untracked());
        let has_accepted = query::first(&pairs, "done") == "accepted";
        gate(None, Permission::MembershipManage, move |_| {
            let accepted = has_accepted.then(|| {
                view! { <Notice tone=Tone::Ok announced=true><p>{tr(t::ACCEPTED)}</p></Notice> }
            });
            view! {
                <PageHead
                    title=tr(t::TITLE)
                    subtitle=tr(t::LEAD)
                    crumbs=vec![Crumb::group(tr(nav::ACCOUNT))]
                />
                <div class="stack">
                    {accepted}
                    <DoneNotice action=acts.leave words=tr(t::LEFT)/>
                    {load(page, move |page| shown(page, &asked.get(), acts))}
                </div>
            }
            .into_any()
        })
    }
}

fn shown(page: Memberships, asked: &str, acts: Acts) -> AnyView {
    if !page.is_personal {
        let (title, body) = (tr(t::NOT_PERSONAL_TITLE), tr(t::NOT_PERSONAL_BODY));
        return view! { <Card><EmptyState title=title body=body icon="user"/></Card> }.into_any();
    }
    if page.cards.is_empty() {
        let (title, body) = (tr(t::EMPTY_TITLE), tr(t::EMPTY_BODY));
        return view! { <Card><EmptyState title=title body=body icon="user"/></Card> }.into_any();
    }
    let mut open = page.cards.iter().filter(|card| card.is_open);
    let first = open.clone().next();
    let chosen = open.find(|card| card.case_id == asked).or(first);
    let chosen = chosen.map(|card| card.case_id.clone()).unwrap_or_default();
    page.cards.into_iter().map(|one| card::view(&one, &chosen, acts)).collect_view().into_any()
}
