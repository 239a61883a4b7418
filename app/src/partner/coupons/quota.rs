//! One quota: what became of its value, what it may be used for, who may get how much.

use hezong_contract::coupons::QuotaDetail;
use hezong_domain::Fen;
use hezong_domain::access::Permission;
use hezong_texts::quotas as texts;
use hezong_ui::words::{limits_words, refusal_words, terms_words};
use hezong_ui::{
    Card, DayRange, DisabledButton, KeyValue, KeyValues, LinkButton, Notice, PageHead,
    QuotaStatusPill, Time, Tone, lang, tr, yuan,
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use leptos_router::{LazyRoute, lazy_route};

use super::api::partner_quota;
use super::quotas::quota_name;
use crate::partner::area::Area;
use crate::partner::flow::{Flow, FlowBar};
use crate::partner::gate::{gate, load_page};
use crate::partner::parts::phrases;

/// The page of one quota.
#[derive(Debug)]
pub struct QuotaPage;

#[lazy_route]
impl LazyRoute for QuotaPage {
    fn data() -> Self {
        Self
    }

    fn view(_this: Self) -> AnyView {
        let area = Area::here();
        let params = use_params_map();
        let detail =
            Resource::new(move || params.read().get("id").unwrap_or_default(), partner_quota);
        gate(Some(area), Permission::QuotaView, move |viewer| {
            let may_issue = viewer.may(Permission::CouponIssue);
            load_page(detail, move |detail| detail_view(area, &detail, may_issue))
        })
    }
}

fn detail_view(area: Area, detail: &QuotaDetail, may_issue: bool) -> AnyView {
    let row = &detail.row;
    let issue = match &row.issue_refusal {
        _ if !may_issue => ().into_any(),
        None => {
            let query = hezong_contract::query::build([("quota", &row.id)]);
            view! { <LinkButton href=area.issue_with(&query) kind="primary">{tr(texts::ISSUE_BUTTON)}</LinkButton> }
                .into_any()
        }
        Some(refusal) => view! {
            <DisabledButton reason=refusal_words(refusal) kind="primary">{tr(texts::ISSUE_BUTTON)}</DisabledButton>
        }
        .into_any(),
    };
    let refused = row.issue_refusal.as_ref().map(|refusal| {
        let words = refusal_words(refusal);
        view! {
            <Notice tone=Tone::Warn title=tr(texts::CANNOT_ISSUE)><p>{words}</p></Notice>
        }
    });
    let mut terms = terms_words(&row.terms);
    if terms.is_empty() {
        terms.push(tr(texts::DETAIL_TERMS_NONE).to_owned());
    }
    let (flow, limits, basics) =
        (flow(detail), phrases(limits_words(&row.limits)), basics(area, detail));
    let records = area.records_where("quota", &row.id);
    view! {
        <PageHead
            title=quota_name(&row.name)
            subtitle=row.id.clone()
            crumbs=area.crumbs_below(area.quotas_title(), area.quotas())
        >
            <LinkButton href=records>{tr(texts::RECORDS_BUTTON)}</LinkButton>
            {issue}
        </PageHead>
        {refused}
        <div class="columns">
            <div class="stack">
                <Card title=tr(texts::DETAIL_FLOW)>{flow}</Card>
                <Card title=tr(texts::DETAIL_LIMITS)>
                    <p class="secondary">{tr(texts::DETAIL_LIMITS_LEAD)}</p>
                    {limits}
                </Card>
                <Card title=tr(texts::DETAIL_TERMS)>{phrases(terms)}</Card>
            </div>
            <div class="stack"><Card title=tr(texts::DETAIL_BASIC)>{basics}</Card></div>
        </div>
    }
    .into_any()
}

/// What became of the value: used, held, left.
fn flow(detail: &QuotaDetail) -> AnyView {
    let row = &detail.row;
    let parts = vec![
        Flow::new(tr(texts::FLOW_CONSUMED), detail.consumed, Tone::Accent),
        Flow::new(tr(texts::FLOW_HELD), detail.held, Tone::Info),
        Flow::new(tr(texts::FLOW_BALANCE), row.balance, Tone::Plain),
    ];
    let words = texts::flow_words(
        lang(),
        row.value.grouped(),
        detail.consumed.grouped(),
        detail.held.grouped(),
        row.balance.grouped(),
    );
    let came_back = detail.reclaimed > Fen::ZERO || detail.expired > Fen::ZERO;
    let back = came_back.then(|| {
        let words = texts::flow_back(lang(), detail.reclaimed.grouped(), detail.expired.grouped());
        view! { <p class="secondary">{words}</p> }
    });
    view! {
        <FlowBar whole=row.value parts=parts words=words/>
        {back}
    }
    .into_any()
}

fn basics(area: Area, detail: &QuotaDetail) -> AnyView {
    let row = &detail.row;
    let issued = view! {
        <a href=area.issued_where("quota", &row.id)>{texts::count(lang(), row.issued_count)}</a>
    };
    let facts = vec![
        KeyValue::new(tr(texts::STATUS), view! { <QuotaStatusPill status=row.status/> }),
        KeyValue::new(tr(texts::VALUE), yuan(row.value)),
        KeyValue::new(tr(texts::BALANCE), yuan(row.balance)),
        KeyValue::new(
            tr(texts::VALIDITY),
            view! { <DayRange from=row.effective_at to=row.expires_at/> },
        ),
        KeyValue::new(tr(texts::ISSUED_COUNT), issued),
        KeyValue::new(tr(texts::GRANTED_AT), view! { <Time at=row.created_at/> }),
    ];
    view! { <KeyValues items=facts/> }.into_any()
}
