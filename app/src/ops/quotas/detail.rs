//! A quota: what became of its value, adjusting it, changing its state.

use hezong_contract::coupons::QuotaDetail;
use hezong_contract::query;
use hezong_domain::access::Permission;
use hezong_texts::{nav, ops_quotas as t};
use hezong_ui::words::{limits_words, refusal_words, terms_words};
use hezong_ui::{
    Card, Crumb, DayRange, DisabledButton, DoneNotice, KeyValue, KeyValues, LinkButton, Notice,
    PageHead, QuotaStatusPill, Stat, Stats, Time, Tone, label, lang, tr, yuan,
};
use leptos::prelude::*;
use leptos_router::hooks::{use_location, use_params_map};
use leptos_router::{LazyRoute, lazy_route};

use super::api::{AdjustQuota, ChangeQuotaState, read_quota};
use super::parts::{ACTS, is_final, quota_name};
use super::plan::{Adjustment, adjust_card, confirm_adjust, confirm_state};
use crate::ops::parts::{close_after, flow, forget_errors};
use crate::partner::gate::load_page;
use crate::routes;
use crate::session::Allowed;

/// One quota.
#[derive(Debug)]
pub struct QuotaPage;

/// What can be done with a quota.
#[derive(Clone, Copy)]
pub(super) struct QuotaActs {
    pub(super) adjust: ServerAction<AdjustQuota>,
    pub(super) state: ServerAction<ChangeQuotaState>,
    search: Memo<String>,
}

impl QuotaActs {
    fn new(id: &str) -> Self {
        let location = use_location();
        let acts = Self {
            adjust: ServerAction::new(),
            state: ServerAction::new(),
            search: Memo::new(move |_| location.search.get()),
        };
        forget_errors(acts.search, acts.adjust);
        forget_errors(acts.search, acts.state);
        close_after(acts.adjust, routes::ops_quota(id));
        close_after(acts.state, routes::ops_quota(id));
        acts
    }

    /// What the address asks: an act and, for adjusting, by how much. Nothing once it was done.
    fn asked(self) -> (String, Adjustment) {
        self.search.with(|text| {
            let pairs = query::pairs(text);
            if !query::first(&pairs, "done").is_empty() {
                return (String::new(), Adjustment::default());
            }
            (query::first(&pairs, "act"), Adjustment::of(&pairs))
        })
    }
}

#[lazy_route]
impl LazyRoute for QuotaPage {
    fn data() -> Self {
        Self
    }

    fn view(_this: Self) -> AnyView {
        let id = use_params_map().with_untracked(|params| params.get("id").unwrap_or_default());
        let acts = QuotaActs::new(&id);
        let detail = Resource::new(
            move || (id.clone(), acts.adjust.version().get(), acts.state.version().get()),
            |(id, _, _)| read_quota(id),
        );
        view! {
            <DoneNotice action=acts.adjust words=tr(t::ADJUSTED)/>
            <DoneNotice action=acts.state words=tr(t::STATE_DONE)/>
            {load_page(detail, move |detail| shown(detail, acts))}
        }
        .into_any()
    }
}

fn shown(detail: QuotaDetail, acts: QuotaActs) -> AnyView {
    let row = &detail.row;
    let crumbs = vec![
        Crumb::link(tr(nav::OPERATIONS), routes::OPS),
        Crumb::link(tr(t::TITLE), routes::OPS_QUOTAS),
    ];
    let status = row.status;
    let pill = view! { <QuotaStatusPill status=status/> }.into_any();
    let refusal = row.issue_refusal.as_ref().map(|refusal| {
        let words = refusal_words(refusal);
        view! { <Notice tone=Tone::Warn title=tr(t::CANNOT_ISSUE)><p>{words}</p></Notice> }
    });
    let asked = detail.clone();
    let confirm = move || {
        let (act, adjustment) = acts.asked();
        if act == "adjust" {
            confirm_adjust(&asked, &adjustment, acts)
        } else {
            confirm_state(&asked, &act, acts)
        }
    };
    // Drawn again only when what is wrong changes: the fields hold what was typed, and the focus.
    let for_form = detail.clone();
    let id = row.id.clone();
    let problems = Memo::new(move |_| acts.asked().1.problems(&id));
    let adjust = move || adjust_card(&for_form, untrack(|| acts.asked().1), problems.get());
    view! {
        <PageHead title=quota_name(row) subtitle=row.partner_name.clone() crumbs=crumbs>{pill}</PageHead>
        {figures(&detail)}
        <div class="columns">
            <div class="stack">
                {refusal}
                {confirm}
                {became(&detail)}
                {adjust}
                {state_card(&detail)}
            </div>
            <aside class="stack">{facts(&detail)} {conditions(&detail)}</aside>
        </div>
    }
    .into_any()
}

fn figures(detail: &QuotaDetail) -> AnyView {
    let row = &detail.row;
    let items = vec![
        Stat::new(tr(t::VALUE), yuan(row.value), tr(t::VALUE_NOTE)),
        Stat::new(tr(t::BALANCE), yuan(row.balance), tr(t::BALANCE_NOTE)),
        Stat::new(tr(t::HELD), yuan(detail.held), t::issued_count(lang(), row.issued_count)),
        Stat::new(tr(t::CONSUMED), yuan(detail.consumed), tr(t::CONSUMED_NOTE)),
    ];
    view! { <Stats items=items/> }.into_any()
}

fn became(detail: &QuotaDetail) -> AnyView {
    let parts = [
        (t::CONSUMED, detail.consumed, Tone::Accent),
        (t::HELD, detail.held, Tone::Info),
        (t::BALANCE, detail.row.balance, Tone::Plain),
    ];
    let picture = flow(t::FIGURES_CAPTION, detail.row.value, &parts);
    let returned = t::returned_note(lang(), detail.reclaimed.grouped(), detail.expired.grouped());
    view! {
        <Card title=tr(t::FIGURES_TITLE)>
            {picture}
            <p class="secondary">{returned}</p>
        </Card>
    }
    .into_any()
}

fn state_card(detail: &QuotaDetail) -> AnyView {
    let row = &detail.row;
    let pill = view! { <QuotaStatusPill status=row.status/> }.into_any();
    let buttons: Vec<AnyView> = ACTS
        .iter()
        .filter(|act| row.status.after(act.event).is_ok())
        .map(|act| {
            let path = routes::ops_quota(&row.id);
            let href = routes::with_query(&path, &query::build([("act", act.event.as_str())]));
            view! { <LinkButton href=href>{tr(act.words)}</LinkButton> }.into_any()
        })
        .collect();
    let content = if is_final(row.status) {
        let words = t::final_state(lang(), label("quota_status", row.status.as_str()));
        view! { <DisabledButton reason=words>{tr(t::ACT_FREEZE)}</DisabledButton> }.into_any()
    } else {
        view! { <div class="form-actions">{buttons}</div> }.into_any()
    };
    let reason = is_final(row.status).then(|| {
        let words = t::final_state(lang(), label("quota_status", row.status.as_str()));
        view! { <p class="secondary">{words}</p> }
    });
    let lines = query::build([("q", row.id.as_str())]);
    let history = routes::with_query(routes::OPS_AUDIT, &lines);
    view! {
        <Card title=tr(t::ACTS_TITLE) note=pill>
            {content}
            {reason}
            <Allowed permission=Permission::OpsAudit>
                <p><a href=history.clone()>{tr(t::HISTORY)}</a></p>
            </Allowed>
        </Card>
    }
    .into_any()
}

fn facts(detail: &QuotaDetail) -> AnyView {
    let row = &detail.row;
    let (id, partner_href) = (row.id.clone(), routes::ops_partner(&row.partner_id));
    let partner = row.partner_name.clone();
    let items = vec![
        KeyValue::new(tr(t::ID), view! { <code class="id">{id}</code> }),
        KeyValue::new(tr(t::PARTNER), view! { <a href=partner_href>{partner}</a> }),
        KeyValue::new(tr(t::TYPE), label("quota_type", row.quota_type.as_str())),
        KeyValue::new(
            tr(t::VALIDITY),
            view! { <DayRange from=row.effective_at to=row.expires_at/> },
        ),
        KeyValue::new(tr(t::CREATED_AT), view! { <Time at=row.created_at/> }),
    ];
    view! { <Card title=tr(t::FACTS_TITLE)><KeyValues items=items/></Card> }.into_any()
}

fn phrases(words: Vec<String>) -> AnyView {
    let items = words.into_iter().map(|word| view! { <li class="tag">{word}</li> }).collect_view();
    view! { <ul class="tags">{items}</ul> }.into_any()
}

fn conditions(detail: &QuotaDetail) -> AnyView {
    let limits = phrases(limits_words(&detail.row.limits));
    let terms = terms_words(&detail.row.terms);
    let terms = if terms.is_empty() {
        view! { <p class="secondary">{tr(t::TERMS_NONE)}</p> }.into_any()
    } else {
        phrases(terms)
    };
    view! {
        <Card title=tr(t::LIMITS_TITLE)>{limits}</Card>
        <Card title=tr(t::TERMS_TITLE)>{terms}</Card>
    }
    .into_any()
}
