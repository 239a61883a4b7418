//! Corrections of a partner's balance: asked for by one, decided on by another above an amount.

use hezong_contract::AppError;
use hezong_contract::balances::{BillsView, ChangeForm, ChangeLine, DecideForm};
use hezong_contract::wire::Act;
use hezong_domain::Problems;
use hezong_texts::balance_changes as t;
use hezong_ui::form::{error_of, successes};
use hezong_ui::{
    AmountField, Card, Column, DataTable, DoneNotice, EmptyState, Field, Form, Hidden, KeyField,
    Money, SelectField, SubmitButton, TextArea, Time, lang, tr, yuan,
};
use leptos::prelude::*;

use crate::cases::parts::state_pill;

/// Corrects a balance, or asks for it.
///
/// Permission: `Permission::OpsPay`.
#[server(prefix = "/_fn", endpoint = "correct_balance", protocol = Act)]
pub async fn correct_balance(form: ChangeForm) -> Result<(), AppError> {
    use crate::server::{checked, respond, server_context};
    use hezong_services::benefits::corrections;
    let cx = server_context().await?;
    let new = checked(form.check())?;
    respond(corrections::correct(&cx, &form.partner_id, &new, &form.key).await)
}

/// Decides on a correction that somebody else asked for.
///
/// Permission: `Permission::OpsPay`.
#[server(prefix = "/_fn", endpoint = "decide_correction", protocol = Act)]
pub async fn decide_correction(form: DecideForm) -> Result<(), AppError> {
    use crate::server::{checked, respond, server_context};
    let cx = server_context().await?;
    let asked = checked(form.check())?;
    respond(hezong_services::benefits::corrections::decide(&cx, &asked).await)
}

fn check_change(input: &CorrectBalance) -> Result<(), Problems> {
    input.form.check().map(|_| ())
}

fn check_decision(input: &DecideCorrection) -> Result<(), Problems> {
    input.form.check().map(|_| ())
}

/// What can be done about a balance.
#[derive(Clone, Copy)]
pub(super) struct Corrections {
    correct: ServerAction<CorrectBalance>,
    decide: ServerAction<DecideCorrection>,
    /// How often each of them succeeded.
    done: (RwSignal<u32>, RwSignal<u32>),
}

const COLUMNS: &[Column<ChangeLine>] = &[
    Column::new(t::COLUMN_AT, |row: &ChangeLine| view! { <Time at=row.at/> }.into_any()).primary(),
    Column::new(t::COLUMN_AMOUNT, |row: &ChangeLine| {
        view! { <Money amount=row.amount/> }.into_any()
    })
    .end(),
    Column::new(t::COLUMN_WHY, why_cell).wide(),
    Column::new(t::COLUMN_WHO, who_cell),
    Column::new(t::COLUMN_STATE, |row: &ChangeLine| state_pill(&row.state)),
];

fn why_cell(row: &ChangeLine) -> AnyView {
    let answer = (!row.answer.is_empty())
        .then(|| view! { <div class="secondary">{row.answer.clone()}</div> });
    view! {
        <div>{row.reason.clone()}</div>
        <div class="secondary"><code>{row.reference.clone()}</code></div>
        {answer}
    }
    .into_any()
}

fn who_cell(row: &ChangeLine) -> AnyView {
    let decided = (!row.decided_by.is_empty())
        .then(|| view! { <div class="secondary">{row.decided_by.clone()}</div> });
    view! { <div>{row.made_by.clone()}</div> {decided} }.into_any()
}

impl Corrections {
    pub(super) fn begin() -> Self {
        let (correct, decide) = (ServerAction::new(), ServerAction::new());
        Self { correct, decide, done: (successes(correct), successes(decide)) }
    }

    /// How often something was done: the list is read anew then.
    pub(super) fn version(self) -> (u32, u32) {
        (self.done.0.get(), self.done.1.get())
    }

    pub(super) fn notices(self) -> AnyView {
        view! {
            <DoneNotice action=self.correct words=tr(t::SUBMITTED)/>
            <DoneNotice action=self.decide words=tr(t::DECIDED)/>
        }
        .into_any()
    }

    /// The corrections there are.
    pub(super) fn list(bills: &BillsView) -> AnyView {
        let rows = bills.changes.clone();
        let table = if rows.is_empty() {
            view! { <EmptyState title=tr(t::EMPTY) body=tr(t::EMPTY_BODY)/> }.into_any()
        } else {
            view! { <DataTable caption=tr(t::LIST) columns=COLUMNS rows=rows/> }.into_any()
        };
        view! { <Card title=tr(t::LIST) flush=true>{table}</Card> }.into_any()
    }

    /// Asking for one, and deciding on those of others.
    pub(super) fn forms(self, bills: &BillsView) -> AnyView {
        let pending: Vec<_> = bills.changes.iter().filter(|change| change.is_pending).collect();
        let of_others: Vec<_> = pending
            .iter()
            .filter(|change| !change.is_own)
            .map(|change| {
                let words = format!("{} \u{b7} {}", yuan(change.amount), change.reference);
                (change.handle(), words)
            })
            .collect();
        let decide = if !of_others.is_empty() {
            Some(self.decide_card(of_others))
        } else if !pending.is_empty() {
            let words = tr(t::ONLY_OWN);
            let card = view! { <Card title=tr(t::DECIDE)><p class="secondary">{words}</p></Card> };
            Some(card.into_any())
        } else {
            None
        };
        view! { {decide} {self.correct_card(bills)} }.into_any()
    }

    fn decide_card(self, pending: Vec<(String, String)>) -> AnyView {
        let decisions = [("approve", t::APPROVE), ("refuse", t::REFUSE)];
        let decisions = decisions.map(|(key, words)| (key.to_owned(), tr(words).to_owned()));
        view! {
            <Card title=tr(t::DECIDE)>
                <Form action=self.decide id="decide-correction" check=check_decision>
                    <SelectField name="change" label=tr(t::CHANGE) options=pending/>
                    <SelectField name="decision" label=tr(t::DECISION) options=decisions.to_vec()/>
                    <TextArea name="answer" label=tr(t::ANSWER) hint=tr(t::ANSWER_HINT) maxlength=500 required=false/>
                    <div class="form-actions"><SubmitButton>{tr(t::DECIDE_SUBMIT)}</SubmitButton></div>
                </Form>
            </Card>
        }
        .into_any()
    }

    fn correct_card(self, bills: &BillsView) -> AnyView {
        let directions = [("debit", t::DEBIT), ("credit", t::CREDIT)];
        let directions = directions.map(|(key, words)| (key.to_owned(), tr(words).to_owned()));
        let rule = match bills.alone_up_to {
            Some(amount) => t::alone(lang(), yuan(amount)),
            None => tr(t::ALWAYS_TWO).to_owned(),
        };
        let id = bills.partner_id.clone();
        let is_open = error_of(self.correct).get_untracked().is_some();
        view! {
            <details class="card act-hard" open=is_open>
                <summary>{tr(t::TITLE)}</summary>
                <div class="card-body">
                    <p class="secondary">{tr(t::LEAD)}</p>
                    <p class="secondary">{rule}</p>
                    <Form action=self.correct id="correct-balance" check=check_change>
                        <KeyField/>
                        <Hidden name="partner_id" value=id/>
                        <SelectField name="direction" label=tr(t::DIRECTION) options=directions.to_vec()/>
                        <AmountField name="amount" label=tr(t::AMOUNT)/>
                        <Field name="reference" label=tr(t::REFERENCE) hint=tr(t::REFERENCE_HINT) maxlength=64/>
                        <TextArea name="reason" label=tr(t::REASON) maxlength=500/>
                        <div class="form-actions"><SubmitButton kind="danger">{tr(t::SUBMIT)}</SubmitButton></div>
                    </Form>
                </div>
            </details>
        }
        .into_any()
    }
}
