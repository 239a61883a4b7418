//! Reclaiming: the plan, coupon by coupon, then the confirmation.

use hezong_contract::coupons::{ReclaimForm, ReclaimRow};
use hezong_domain::access::Permission;
use hezong_domain::{Fen, Problems, Timestamp};
use hezong_texts::{common, coupons_partner, reclaim as texts};
use hezong_ui::{
    BeforeAfter, Card, Column, ConfirmCard, CouponStatusPill, DataTable, DayRange, DisabledButton,
    EmptyState, LinkButton, Money, Notice, PageHead, Tone, lang, tr,
};
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use leptos_router::{LazyRoute, lazy_route};

use super::plan_api::{ReclaimCoupons, ReclaimView, SendCode, reclaim_page};
use crate::partner::area::Area;
use crate::partner::confirm::{Confirmation, confirm_view};
use crate::partner::gate::{gate, load_page};
use crate::partner::parts::{customer_cell, follow, id_link, outcome_cell, plan_again};

/// The verification code's purpose.
const PURPOSE: &str = "coupon.reclaim";

/// The page that reclaims.
#[derive(Debug)]
pub struct ReclaimPage;

#[lazy_route]
impl LazyRoute for ReclaimPage {
    fn data() -> Self {
        Self
    }

    fn view(_this: Self) -> AnyView {
        let area = Area::here();
        let search = use_location().search;
        let data = Resource::new(
            move || search.get(),
            move |query| reclaim_page(area.quota_type(), query),
        );
        let confirm = ServerAction::<ReclaimCoupons>::new();
        let send = ServerAction::<SendCode>::new();
        follow(confirm);
        plan_again(confirm, data);
        gate(Some(area), Permission::CouponReclaim, move |_| {
            load_page(data, move |data| page_view(area, data, confirm, send))
        })
    }
}

struct Line {
    row: ReclaimRow,
    area: Area,
    now: Timestamp,
}

const COLUMNS: &[Column<Line>] = &[
    Column::new(coupons_partner::ID, |l: &Line| {
        id_link(&l.row.coupon.id, l.area.coupon(&l.row.coupon.id))
    })
    .primary(),
    Column::new(coupons_partner::CUSTOMER, |l: &Line| {
        customer_cell(&l.row.coupon.customer_account, &l.row.coupon.customer_name)
    }),
    Column::new(coupons_partner::STATUS, |l: &Line| {
        let coupon = &l.row.coupon;
        view! {
            <CouponStatusPill
                status=coupon.status
                is_frozen=coupon.is_frozen
                effective_at=coupon.effective_at
                expires_at=coupon.expires_at
                now=l.now
            />
        }
        .into_any()
    }),
    Column::new(coupons_partner::VALIDITY, |l: &Line| {
        view! { <DayRange from=l.row.coupon.effective_at to=l.row.coupon.expires_at/> }.into_any()
    }),
    Column::new(coupons_partner::FACE, |l: &Line| {
        view! { <Money amount=l.row.coupon.face/> }.into_any()
    })
    .end(),
    Column::new(texts::COMES_BACK, |l: &Line| {
        if l.row.refusal.is_some() {
            return view! { <span class="muted">{tr(common::DASH)}</span> }.into_any();
        }
        view! { <Money amount=l.row.amount/> }.into_any()
    })
    .end(),
    Column::new(texts::OUTCOME, |l: &Line| {
        outcome_cell(l.row.refusal.as_ref(), tr(texts::WILL), tr(texts::WILL_NOT))
    })
    .wide(),
];

fn check(input: &ReclaimCoupons) -> Result<(), Problems> {
    input.form.check()
}

fn page_view(
    area: Area,
    data: ReclaimView,
    confirm: ServerAction<ReclaimCoupons>,
    send: ServerAction<SendCode>,
) -> AnyView {
    let body = if data.plan.rows.is_empty() {
        view! {
            <Card>
                <EmptyState title=tr(texts::NONE_TITLE) body=tr(texts::NONE_BODY) icon="return">
                    <LinkButton href=area.issued() kind="primary">{tr(texts::TO_LIST)}</LinkButton>
                </EmptyState>
            </Card>
        }
        .into_any()
    } else {
        plan_view(area, data, confirm, send)
    };
    view! {
        <PageHead
            title=area.reclaim_title()
            subtitle=tr(texts::LEAD)
            crumbs=area.crumbs_below(area.issued_title(), area.issued())
        />
        {body}
    }
    .into_any()
}

fn notices(data: &ReclaimView, refused: usize) -> AnyView {
    let missing = data.asked.saturating_sub(data.plan.rows.len());
    let lost = (missing > 0).then(|| {
        view! { <Notice tone=Tone::Warn><p>{texts::missing(lang(), missing)}</p></Notice> }
    });
    let words = match (data.plan.count, refused) {
        (_, 0) => None,
        (0, _) => Some(tr(texts::NONE_POSSIBLE).to_owned()),
        (_, refused) => Some(texts::some_refused(lang(), refused)),
    };
    let refused = words.map(|words| {
        view! { <Notice tone=Tone::Warn announced=true><p>{words}</p></Notice> }
    });
    view! { {lost} {refused} }.into_any()
}

fn plan_view(
    area: Area,
    data: ReclaimView,
    confirm: ServerAction<ReclaimCoupons>,
    send: ServerAction<SendCode>,
) -> AnyView {
    let refused = data.plan.rows.iter().filter(|row| row.refusal.is_some()).count();
    let notices = notices(&data, refused);
    let figures = figures(&data);
    let ReclaimView { plan, as_of: now, .. } = data;
    let foot = if plan.count == 0 {
        view! {
            <div class="form-actions">
                <DisabledButton reason=tr(texts::NONE_POSSIBLE) kind="primary">
                    {texts::confirm(lang(), plan.count)}
                </DisabledButton>
                <LinkButton href=area.issued()>{tr(texts::TO_LIST)}</LinkButton>
            </div>
        }
        .into_any()
    } else {
        let possible = plan.rows.iter().filter(|row| row.refusal.is_none());
        let coupons = possible.map(|row| row.coupon.id.clone()).collect();
        let act = Confirmation {
            query: ReclaimForm { coupons }.to_query(),
            key: plan.key.clone(),
            purpose: plan.needs_code.then_some(PURPOSE),
            words: texts::confirm(lang(), plan.count),
            back: area.issued(),
            back_words: tr(texts::TO_LIST),
        };
        confirm_view(confirm, send, check, act)
    };
    let lines: Vec<Line> = plan.rows.into_iter().map(|row| Line { row, area, now }).collect();
    let caption = tr(texts::CAPTION);
    view! {
        <div class="stack">
            {notices}
            <Card title=caption flush=true>
                <DataTable caption=caption columns=COLUMNS rows=lines/>
            </Card>
            <ConfirmCard plan=figures>{foot}</ConfirmCard>
        </div>
    }
    .into_any()
}

fn figures(data: &ReclaimView) -> AnyView {
    let plan = &data.plan;
    let after = data.held.checked_sub(plan.total).unwrap_or(Fen::ZERO);
    let quotas = plan
        .quotas
        .iter()
        .map(|(id, before, after)| {
            view! {
                <div class="plan-side">
                    <p class="secondary">{texts::quota_side(lang(), id)}</p>
                    <BeforeAfter label=tr(texts::BALANCE) before=*before after=*after/>
                </div>
            }
        })
        .collect_view();
    let sides = (plan.count > 0).then(|| {
        view! {
            <div class="sides">
                {quotas}
                <div class="plan-side">
                    <p class="secondary">{tr(texts::CUSTOMER_SIDE)}</p>
                    <BeforeAfter label=tr(texts::HELD) before=data.held after=after/>
                </div>
            </div>
        }
    });
    view! {
        <p><b>{texts::total(lang(), plan.total.grouped())}</b></p>
        {sides}
        <p class="secondary">{tr(texts::IRREVERSIBLE)}</p>
    }
    .into_any()
}
