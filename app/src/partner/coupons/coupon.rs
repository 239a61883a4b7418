//! One issued coupon: amounts, limits, where it came from and went, and why it cannot be used.

use hezong_contract::coupons::CouponDetail;
use hezong_domain::access::Permission;
use hezong_texts::coupons_partner as texts;
use hezong_ui::words::{limits_words, refusal_words};
use hezong_ui::{Card, DisabledButton, LinkButton, Notice, PageHead, Tone, tr};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use leptos_router::{LazyRoute, lazy_route};

use super::api::{SeenCoupon, issued_coupon};
use super::coupon_cards::{amounts, basics, lineage, movements, records};
use crate::customer::why::Why;
use crate::partner::area::Area;
use crate::partner::gate::{gate, load_page};
use crate::partner::parts::phrases;

/// The page of one coupon.
#[derive(Debug)]
pub struct CouponPage;

#[lazy_route]
impl LazyRoute for CouponPage {
    fn data() -> Self {
        Self
    }

    fn view(_this: Self) -> AnyView {
        let area = Area::here();
        let params = use_params_map();
        let id = Memo::new(move |_| params.read().get("id").unwrap_or_default());
        let detail = Resource::new(move || id.get(), issued_coupon);
        let why = Why::of(id.get_untracked());
        gate(Some(area), Permission::IssuedView, move |viewer| {
            let may_reclaim = viewer.may(Permission::CouponReclaim);
            load_page(detail, move |seen| detail_view(area, &seen, may_reclaim, why))
        })
    }
}

fn reclaim_button(area: Area, detail: &CouponDetail, may_reclaim: bool) -> AnyView {
    match &detail.row.reclaim_refusal {
        _ if !may_reclaim => ().into_any(),
        None => view! {
            <LinkButton href=area.reclaim_of(&detail.row.id) icon="return">{tr(texts::RECLAIM)}</LinkButton>
        }
        .into_any(),
        Some(refusal) => view! {
            <DisabledButton reason=refusal_words(refusal)>{tr(texts::RECLAIM)}</DisabledButton>
        }
        .into_any(),
    }
}

fn detail_view(area: Area, seen: &SeenCoupon, may_reclaim: bool, why: Why) -> AnyView {
    let SeenCoupon { detail, as_of } = seen;
    let row = &detail.row;
    let title = if row.name.is_empty() { row.id.clone() } else { row.name.clone() };
    let frozen = row.is_frozen.then(|| {
        view! { <Notice tone=Tone::Warn><p>{tr(texts::FROZEN_NOTE)}</p></Notice> }
    });
    let refused = row.reclaim_refusal.as_ref().map(|refusal| {
        let words = refusal_words(refusal);
        view! {
            <Notice tone=Tone::Info title=tr(texts::CANNOT_RECLAIM)><p>{words}</p></Notice>
        }
    });
    let memo = (!detail.memo.is_empty()).then(|| {
        let note = view! { <span class="secondary">{tr(texts::MEMO_HINT)}</span> }.into_any();
        let words = detail.memo.clone();
        view! { <Card title=tr(texts::MEMO) note=note><p>{words}</p></Card> }
    });
    let reclaim = reclaim_button(area, detail, may_reclaim);
    let limits = phrases(limits_words(&row.limits));
    let basics = basics(area, detail, *as_of);
    let lineage = lineage(area, detail);
    let (amounts, movements, records) = (amounts(detail), movements(detail), records(detail));
    view! {
        <PageHead
            title=title
            subtitle=row.id.clone()
            crumbs=area.crumbs_below(area.issued_title(), area.issued())
        >
            {reclaim}
        </PageHead>
        {frozen} {refused}
        <div class="columns">
            <div class="stack">
                <Card title=tr(texts::DETAIL_AMOUNTS)>{amounts}</Card>
                <Card title=tr(texts::DETAIL_LIMITS)>{limits}</Card>
                <Card title=tr(texts::DETAIL_MOVEMENTS) flush=true>{movements}</Card>
                <Card title=tr(texts::DETAIL_RECORDS) flush=true>{records}</Card>
            </div>
            <div class="stack">
                <Card title=tr(texts::DETAIL_BASIC)>{basics}</Card>
                {memo}
                <Card title=tr(texts::DETAIL_LINEAGE)>{lineage}</Card>
            </div>
        </div>
        {why.card(area.coupon(&row.id))}
    }
    .into_any()
}
