//! Where notices go: the own address and language, the calendar feed.

use hezong_contract::AppError;
use hezong_contract::notices::{FeedMade, NoticesForm, NoticesView};
use hezong_contract::wire::{Act, Ask};
use hezong_domain::Problems;
use hezong_texts::{Lang, common, mail as t, security};
use hezong_ui::{
    Card, Checkbox, DoneNotice, Field, Form, Notice, PageHead, SelectField, SubmitButton, Tone,
    load, tr,
};
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};

use super::feed::FeedActs;

/// Under which name a new address of the feed is handed over without WASM.
pub const MADE: &str = "feed-made";
/// How long it can be read then.
#[cfg(feature = "ssr")]
const MADE_S: i64 = 60;

/// Where the caller's notices go.
///
/// Permission: none; the own notices.
#[server(prefix = "/_fn", endpoint = "read_notices", protocol = Ask)]
pub async fn read_notices() -> Result<NoticesView, AppError> {
    use crate::server::{respond, server_context};
    let cx = server_context().await?;
    respond(hezong_services::notices::read(&cx).await)
}

/// Chooses where the caller's notices go.
///
/// Permission: none; the own notices.
#[server(prefix = "/_fn", endpoint = "change_notices", protocol = Act)]
pub async fn change_notices(form: NoticesForm) -> Result<(), AppError> {
    use crate::server::{respond, server_context};
    let cx = server_context().await?;
    respond(hezong_services::notices::change(&cx, &form).await)
}

/// Makes the caller's calendar feed or gives it another address: the only time it leaves the server.
///
/// Permission: whatever makes deadlines somebody's, decided by the service.
#[server(prefix = "/_fn", endpoint = "make_feed", protocol = Act)]
pub async fn make_feed() -> Result<FeedMade, AppError> {
    use crate::server::{hand_over, origin, respond, server_context};
    let cx = server_context().await?;
    let mut made = respond(hezong_services::notices::make_feed(&cx).await)?;
    made.address = format!("{}{}", origin(), made.address);
    hand_over(MADE, &made, MADE_S);
    Ok(made)
}

/// Switches the caller's calendar feed off.
///
/// Permission: none; the own feed.
#[server(prefix = "/_fn", endpoint = "remove_feed", protocol = Act)]
pub async fn remove_feed() -> Result<(), AppError> {
    use crate::server::{respond, server_context};
    let cx = server_context().await?;
    respond(hezong_services::notices::remove_feed(&cx).await)
}

/// The page of notices.
#[derive(Debug)]
pub struct NoticesPage;

#[lazy_route]
impl LazyRoute for NoticesPage {
    fn data() -> Self {
        Self
    }

    fn view(_this: Self) -> AnyView {
        let change = ServerAction::<ChangeNotices>::new();
        let feed = FeedActs::begin();
        let view =
            Resource::new(move || (change.version().get(), feed.version()), |_| read_notices());
        view! {
            <PageHead title=tr(t::TITLE) subtitle=tr(t::LEAD)/>
            {feed.made()}
            {load(view, move |view| shown(view, change, feed))}
        }
        .into_any()
    }
}

fn shown(view: NoticesView, change: ServerAction<ChangeNotices>, feed: FeedActs) -> AnyView {
    let card = view.feed.clone().map(|found| feed.card(&found));
    view! {
        <div class="columns">
            <div class="stack">{mail_card(view, change)}</div>
            <div class="stack">{card}</div>
        </div>
    }
    .into_any()
}

fn check(input: &ChangeNotices) -> Result<(), Problems> {
    input.form.check()
}

/// Both languages, each named in itself.
fn languages() -> Vec<(String, String)> {
    [(Lang::ZhCn, common::LANGUAGE_ZH), (Lang::En, common::LANGUAGE_EN)]
        .map(|(lang, words)| (lang.tag().to_owned(), words.get(lang).to_owned()))
        .to_vec()
}

fn mail_card(view: NoticesView, action: ServerAction<ChangeNotices>) -> AnyView {
    let not_here = (!view.is_mail_sent)
        .then(|| view! { <Notice tone=Tone::Info><p>{tr(t::NOT_SENT_HERE)}</p></Notice> });
    view! {
        <Card title=tr(t::CARD)>
            <p class="secondary">{tr(t::CARD_LEAD)}</p>
            {not_here}
            <DoneNotice action=action words=tr(t::SAVED)/>
            <Form action=action id="notices" check=check>
                <Field
                    name="email"
                    label=tr(t::EMAIL)
                    hint=tr(t::EMAIL_HINT)
                    value=view.email
                    kind="email"
                    inputmode="email"
                    autocomplete="email"
                    required=false
                    maxlength=254
                />
                <Field
                    name="current"
                    label=tr(security::CURRENT_PASSWORD)
                    hint=tr(t::PASSWORD_HINT)
                    kind="password"
                    autocomplete="current-password"
                    required=false
                    maxlength=128
                />
                <Checkbox
                    name="also_by_mail"
                    label=tr(t::ALSO_BY_MAIL)
                    hint=tr(t::ALSO_BY_MAIL_HINT)
                    checked=view.also_by_mail
                />
                <SelectField
                    name="lang"
                    label=tr(t::LANG)
                    hint=tr(t::LANG_HINT)
                    options=languages()
                    value=view.lang
                />
                <div class="form-actions"><SubmitButton>{tr(t::SAVE)}</SubmitButton></div>
            </Form>
        </Card>
    }
    .into_any()
}
