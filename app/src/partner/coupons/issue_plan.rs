//! The plan of an issue: balances before and after on both sides, customer by customer, then the
//! confirmation.

use hezong_contract::coupons::{IssueForm, IssuePlanView, PlanRow, RecentIssue};
use hezong_domain::{Fen, Problems};
use hezong_texts::{common, coupons_partner, issue as texts};
use hezong_ui::words::{limits_words, refusal_words};
use hezong_ui::{
    BeforeAfter, Card, Column, ConfirmCard, DataTable, DayRange, DisabledButton, KeyValue,
    KeyValues, LinkButton, Money, Notice, Tone, label, lang, tr,
};
use leptos::prelude::*;

use super::plan_api::{IssueCoupons, SendCode};
use super::quotas::quota_name;
use crate::partner::area::Area;
use crate::partner::confirm::{Confirmation, confirm_view};
use crate::partner::parts::{long_text, outcome_cell, phrases};

/// The verification code's purpose.
const PURPOSE: &str = "coupon.issue";

struct Line {
    row: PlanRow,
    face: Fen,
}

const COLUMNS: &[Column<Line>] = &[
    Column::new(texts::CUSTOMERS, |l: &Line| {
        let row = &l.row;
        let words = if row.display_name.is_empty() {
            tr(texts::UNKNOWN_CUSTOMER).to_owned()
        } else {
            row.display_name.clone()
        };
        let id = row.customer_id.clone();
        view! { {long_text(words)} <span class="secondary id-line long-text">{id}</span> }
            .into_any()
    })
    .primary(),
    Column::new(texts::ACCOUNT, |l: &Line| l.row.account_name.clone().into_any()),
    Column::new(texts::ASSOCIATION, |l: &Line| {
        l.row.association.map(|kind| label("association", kind.as_str())).into_any()
    }),
    Column::new(texts::PLAN_GETS, |l: &Line| {
        if l.row.refusal.is_some() {
            return view! { <span class="muted">{tr(common::DASH)}</span> }.into_any();
        }
        view! { <Money amount=l.face/> }.into_any()
    })
    .end(),
    Column::new(texts::OUTCOME, |l: &Line| {
        outcome_cell(l.row.refusal.as_ref(), tr(texts::PLAN_OK), tr(texts::PLAN_NOT))
    })
    .wide(),
];

fn check(input: &IssueCoupons) -> Result<(), Problems> {
    input.form.check()
}

/// The plan and the way to confirm it.
pub(super) fn plan_view(
    area: Area,
    form: &IssueForm,
    plan: IssuePlanView,
    held: Fen,
    confirm: ServerAction<IssueCoupons>,
    send: ServerAction<SendCode>,
) -> AnyView {
    let back = area.issue_with(&form.to_query(""));
    let refused = plan.rows.iter().filter(|row| row.refusal.is_some()).count();
    let notice = notice_view(&plan, refused);
    let again = plan.just_issued.as_ref().map(|recent| again_view(area, recent));
    let foot = if plan.refusal.is_some() || plan.count == 0 {
        let reason =
            plan.refusal.as_ref().map_or_else(|| tr(texts::PLAN_NONE).to_owned(), refusal_words);
        view! {
            <div class="form-actions">
                <DisabledButton reason=reason kind="primary">{texts::confirm(lang(), plan.count)}</DisabledButton>
                <LinkButton href=back>{tr(texts::CHANGE)}</LinkButton>
            </div>
        }
        .into_any()
    } else {
        let act = Confirmation {
            query: form.to_query("plan"),
            key: plan.key.clone(),
            purpose: plan.needs_code.then_some(PURPOSE),
            words: texts::confirm(lang(), plan.count),
            back,
            back_words: tr(texts::CHANGE),
        };
        confirm_view(confirm, send, check, act)
    };
    let figures = figures(area, &plan, held);
    let face = plan.face;
    let lines: Vec<Line> = plan.rows.into_iter().map(|row| Line { row, face }).collect();
    let caption = tr(texts::PLAN_CUSTOMERS);
    view! {
        <div class="stack">
            {again}
            {notice}
            <Card title=caption flush=true>
                <DataTable caption=caption columns=COLUMNS rows=lines/>
            </Card>
            <ConfirmCard title=tr(texts::PLAN_TITLE) plan=figures>{foot}</ConfirmCard>
        </div>
    }
    .into_any()
}

fn notice_view(plan: &IssuePlanView, refused: usize) -> AnyView {
    if let Some(refusal) = &plan.refusal {
        let words = refusal_words(refusal);
        return view! {
            <Notice tone=Tone::Bad title=tr(texts::PLAN_REFUSED) announced=true>
                <p>{words}</p>
            </Notice>
        }
        .into_any();
    }
    let words = match (plan.count, refused) {
        (0, _) => tr(texts::PLAN_NONE).to_owned(),
        (_, 0) => return ().into_any(),
        (_, refused) => texts::plan_some(lang(), refused),
    };
    view! { <Notice tone=Tone::Warn announced=true><p>{words}</p></Notice> }.into_any()
}

/// The very same was issued a moment ago: perhaps this is the way back, not a second act.
fn again_view(area: Area, recent: &RecentIssue) -> AnyView {
    let words = texts::again_words(lang(), recent.at.local_minute());
    let href = area.batch(&recent.batch_id);
    view! {
        <Notice tone=Tone::Warn title=tr(texts::AGAIN_TITLE) announced=true>
            <p>{words} " " <a href=href>{tr(texts::AGAIN_SEE)}</a></p>
        </Notice>
    }
    .into_any()
}

fn figures(area: Area, plan: &IssuePlanView, held: Fen) -> AnyView {
    let lang = lang();
    let after = held.checked_add(plan.total).unwrap_or(held);
    let total =
        texts::plan_total_words(lang, plan.count, plan.face.grouped(), plan.total.grouped());
    let quota = view! { <a href=area.quota(&plan.quota.id)>{quota_name(&plan.quota.name)}</a> };
    let facts = vec![
        KeyValue::new(tr(texts::QUOTA), quota),
        KeyValue::new(tr(texts::PLAN_TOTAL), view! { <b>{total}</b> }),
        KeyValue::new(
            tr(coupons_partner::VALIDITY),
            view! { <DayRange from=plan.effective_at to=plan.expires_at/> },
        ),
        KeyValue::new(tr(texts::PLAN_LIMITS), phrases(limits_words(&plan.limits))),
    ];
    let sides = (plan.count > 0).then(|| {
        view! {
            <div class="sides">
                <div class="plan-side">
                    <p class="secondary">{tr(texts::PLAN_QUOTA_SIDE)}</p>
                    <BeforeAfter label=tr(texts::PLAN_BALANCE) before=plan.balance_before after=plan.balance_after/>
                </div>
                <div class="plan-side">
                    <p class="secondary">{tr(texts::PLAN_CUSTOMER_SIDE)}</p>
                    <BeforeAfter label=tr(texts::PLAN_HELD) before=held after=after/>
                </div>
            </div>
        }
    });
    view! {
        <KeyValues items=facts/>
        {sides}
        <p class="secondary">{tr(texts::PLAN_IRREVERSIBLE)}</p>
    }
    .into_any()
}
