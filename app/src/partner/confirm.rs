//! Confirming a plan: what it was, its key, and a verification code when the account asks for one.

use hezong_contract::AppError;
use hezong_domain::Problems;
use hezong_texts::{common, issue as texts};
use hezong_ui::{Button, DoneNotice, Field, Form, Hidden, LinkButton, SubmitButton, tr};
use leptos::prelude::*;
use serde::de::DeserializeOwned;
use server_fn::ServerFn;

use super::coupons::plan_api::SendCode;
use crate::routes;

/// What a confirmation carries.
#[derive(Clone)]
pub struct Confirmation {
    /// The query string of the plan.
    pub query: String,
    /// The plan's idempotency key.
    pub key: String,
    /// The verification code's purpose, when a code is asked for.
    pub purpose: Option<&'static str>,
    /// Words of the button.
    pub words: String,
    /// Where "back" leads.
    pub back: String,
    /// Words of "back".
    pub back_words: &'static str,
}

/// The confirming form, with the form that sends a code beside it.
pub fn confirm_view<S>(
    action: ServerAction<S>,
    send: ServerAction<SendCode>,
    check: fn(&S) -> Result<(), Problems>,
    act: Confirmation,
) -> AnyView
where
    S: ServerFn<Error = AppError> + DeserializeOwned + Clone + Send + Sync + 'static,
    S::Output: Clone + Send + Sync + 'static,
{
    let asks_code = act.purpose.is_some();
    let asks = if asks_code { "on" } else { "" };
    let sender = act.purpose.map(|purpose| code_sender(send, purpose));
    view! {
        {sender}
        <Form action=action id="confirm" check=check>
            <Hidden name="query" value=act.query/>
            <Hidden name="key" value=act.key/>
            <Hidden name="asks_code" value=asks/>
            // Made inside: a field asks the form around it for its error.
            {asks_code.then(code_field)}
            <div class="form-actions">
                <SubmitButton>{act.words}</SubmitButton>
                <LinkButton href=act.back>{act.back_words}</LinkButton>
            </div>
        </Form>
    }
    .into_any()
}

fn code_field() -> AnyView {
    view! {
        <div class="code-field">
            <Field
                name="code"
                label=tr(common::CODE_FIELD)
                hint=tr(common::CODE_HINT)
                autocomplete="one-time-code"
                inputmode="numeric"
                maxlength=6
            />
            <Button form="send-code">{tr(texts::SEND_CODE)}</Button>
        </div>
    }
    .into_any()
}

/// A form of its own: forms do not nest, so the button in the confirming form names it.
fn code_sender(send: ServerAction<SendCode>, purpose: &'static str) -> AnyView {
    view! {
        <DoneNotice action=send words=tr(texts::CODE_SENT)/>
        <Form action=send id="send-code" class="code-sender">
            <Hidden name="purpose" value=purpose/>
            <a href=routes::MESSAGES target="_blank" rel="external">{tr(texts::READ_MESSAGES)}</a>
        </Form>
    }
    .into_any()
}
