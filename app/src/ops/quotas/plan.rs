//! Plans before a quota changes: what it would do, asked in the address, confirmed by a post.

use hezong_contract::coupons::{AdjustForm, QuotaDetail};
use hezong_contract::query;
use hezong_domain::{Fen, Problems};
use hezong_texts::{ops, ops_quotas as t};
use hezong_ui::{
    AmountField, BeforeAfter, Button, Card, ConfirmCard, DisabledButton, Field, Form, Hidden,
    KeyField, LinkButton, Notice, QueryForm, SubmitButton, Tone, label, lang, tr, yuan,
};
use leptos::prelude::*;

use super::api::ChangeQuotaState;
use super::detail::QuotaActs;
use super::parts::{act_of, is_final};
use crate::routes;

/// An adjustment as the address asks it, with what the page showed when it was typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Adjustment {
    is_asked: bool,
    difference: String,
    reason: String,
    version: String,
    value: String,
    balance: String,
}

impl Adjustment {
    /// Reads it from the pairs of an address.
    pub(super) fn of(pairs: &[(String, String)]) -> Self {
        let one = |name: &str| query::first(pairs, name).trim().to_owned();
        Self {
            is_asked: query::first(pairs, "act") == "adjust",
            difference: one("difference"),
            reason: one("reason"),
            version: one("version"),
            value: one("value"),
            balance: one("balance"),
        }
    }

    fn form(&self, quota_id: &str) -> AdjustForm {
        AdjustForm {
            quota_id: quota_id.to_owned(),
            difference: self.difference.clone(),
            reason: self.reason.clone(),
            ..AdjustForm::default()
        }
    }

    /// What is wrong with it; nothing while it is not asked.
    pub(super) fn problems(&self, quota_id: &str) -> Problems {
        if self.is_asked {
            self.form(quota_id).planned().err().unwrap_or_default()
        } else {
            Problems::new()
        }
    }
}

/// The form that asks for a plan.
pub(super) fn adjust_card(detail: &QuotaDetail, asked: Adjustment, problems: Problems) -> AnyView {
    let row = &detail.row;
    if is_final(row.status) {
        let words = t::final_state(lang(), label("quota_status", row.status.as_str()));
        return view! {
            <Card title=tr(t::ADJUST_TITLE)>
                <DisabledButton reason=words>{tr(t::ADJUST_PLAN)}</DisabledButton>
            </Card>
        }
        .into_any();
    }
    let hint = t::difference_hint(lang(), row.balance.grouped());
    let path = routes::ops_quota(&row.id);
    let seen = [
        ("act", "adjust".to_owned()),
        ("version", detail.version.to_string()),
        ("value", row.value.to_string()),
        ("balance", row.balance.to_string()),
    ];
    let seen = seen
        .map(|(name, value)| view! { <Hidden name=name value=value/> })
        .into_iter()
        .collect_view();
    view! {
        <Card title=tr(t::ADJUST_TITLE)>
            <p class="secondary">{tr(t::ADJUST_LEAD)}</p>
            <QueryForm id="adjust-plan" path=path problems=problems>
                {seen}
                <div class="form-row">
                    <AmountField name="difference" label=tr(t::DIFFERENCE) hint=hint value=asked.difference/>
                    <Field name="reason" label=tr(t::REASON) hint=tr(t::REASON_HINT) value=asked.reason maxlength=256/>
                </div>
                <div class="form-actions"><Button>{tr(t::ADJUST_PLAN)}</Button></div>
            </QueryForm>
        </Card>
    }
    .into_any()
}

/// What changed between typing and now.
fn moved(detail: &QuotaDetail, asked: &Adjustment) -> Option<AnyView> {
    if asked.version.is_empty() || asked.version == detail.version.to_string() {
        return None;
    }
    let lang = lang();
    let change = |before: &str, now: Fen| {
        let before = Fen::parse(before).ok().filter(|before| *before != now)?;
        Some((before.grouped(), now.grouped()))
    };
    let value = change(&asked.value, detail.row.value);
    let balance = change(&asked.balance, detail.row.balance);
    let mut lines: Vec<String> = Vec::new();
    lines.extend(value.map(|(before, now)| t::moved_value(lang, before, now)));
    lines.extend(balance.map(|(before, now)| t::moved_balance(lang, before, now)));
    if lines.is_empty() {
        lines.push(tr(t::MOVED_OTHER).to_owned());
    }
    let lines = lines.into_iter().map(|line| view! { <li>{line}</li> }).collect_view();
    let view = view! {
        <Notice tone=Tone::Warn title=tr(t::MOVED_TITLE)>
            <ul>{lines}</ul>
            <p>{tr(t::MOVED_HINT)}</p>
        </Notice>
    };
    Some(view.into_any())
}

/// The plan of an adjustment; nothing while it is not asked or makes no sense.
pub(super) fn confirm_adjust(
    detail: &QuotaDetail,
    asked: &Adjustment,
    acts: QuotaActs,
) -> Option<AnyView> {
    let row = &detail.row;
    let (_, difference, reason) = asked.form(&row.id).planned().ok()?;
    if is_final(row.status) {
        return None;
    }
    let value_after = row.value.checked_add(difference)?;
    let balance_after = row.balance.checked_add(difference)?;
    if balance_after < Fen::ZERO {
        let words = t::too_low(lang(), row.balance.grouped(), difference.negated().grouped());
        return Some(view! { <Notice tone=Tone::Bad><p>{words}</p></Notice> }.into_any());
    }
    let plan = view! {
        {moved(detail, asked)}
        <BeforeAfter label=tr(t::PLAN_VALUE) before=row.value after=value_after/>
        <BeforeAfter label=tr(t::PLAN_BALANCE) before=row.balance after=balance_after/>
        <p>{t::plan_reason(lang(), &reason)}</p>
    }
    .into_any();
    let (id, version) = (row.id.clone(), detail.version.to_string());
    let back = routes::ops_quota(&row.id);
    let amount = difference.to_string();
    let sign = if difference.is_positive() { "+" } else { "" };
    let words = format!("{} {sign}{}", tr(t::ADJUST_CONFIRM), yuan(difference));
    let view = view! {
        <ConfirmCard title=tr(t::PLAN_TITLE) plan=plan>
            <Form action=acts.adjust id="adjust" class="inline-form">
                <Hidden name="quota_id" value=id/>
                <Hidden name="difference" value=amount/>
                <Hidden name="reason" value=reason/>
                <Hidden name="version" value=version/>
                <KeyField/>
                <SubmitButton>{words}</SubmitButton>
                <LinkButton href=back>{tr(ops::CANCEL)}</LinkButton>
            </Form>
        </ConfirmCard>
    };
    Some(view.into_any())
}

/// The question before a change of state; nothing while it is not asked or not possible.
pub(super) fn confirm_state(detail: &QuotaDetail, asked: &str, acts: QuotaActs) -> Option<AnyView> {
    let row = &detail.row;
    let act = act_of(asked)?;
    row.status.after(act.event).ok()?;
    let plan = view! { <p>{tr(act.effect)}</p> }.into_any();
    let (id, version) = (row.id.clone(), detail.version.to_string());
    let back = routes::ops_quota(&row.id);
    let is_grave = act.event.needs_reason();
    let kind = if is_grave { "danger" } else { "primary" };
    let words = t::confirm_act(lang(), tr(act.words));
    let check = |input: &ChangeQuotaState| input.form.check().map(|_| ());
    let view = view! {
        <ConfirmCard title=tr(act.title) plan=plan>
            <Form action=acts.state id="change-state" check=check>
                <Hidden name="id" value=id/>
                <Hidden name="event" value=act.event.as_str()/>
                <Hidden name="version" value=version/>
                <Field name="reason" label=tr(t::REASON) hint=tr(t::REASON_HINT) required=is_grave maxlength=256/>
                <div class="form-actions">
                    <SubmitButton kind=kind>{words}</SubmitButton>
                    <LinkButton href=back>{tr(ops::CANCEL)}</LinkButton>
                </div>
            </Form>
        </ConfirmCard>
    };
    Some(view.into_any())
}
