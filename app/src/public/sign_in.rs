//! Signing in.

use hezong_contract::{ErrorKind, query};
use hezong_domain::Problems;
use hezong_texts::auth;
use hezong_ui::form::error_of;
use hezong_ui::{Field, Form, Hidden, Notice, PageHead, SubmitButton, Tone, lang, tr};
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use leptos_router::{LazyRoute, lazy_route};

use super::DemoHint;
use super::api::{SignIn, demo_sign_ins, filled};
use crate::layout::PublicFrame;
use crate::routes;

/// The sign-in page.
#[derive(Debug)]
pub struct SignInPage;

#[lazy_route]
impl LazyRoute for SignInPage {
    fn data() -> Self {
        Self
    }

    fn view(_this: Self) -> AnyView {
        let action = ServerAction::<SignIn>::new();
        let hint = Resource::new_blocking(|| (), |()| demo_sign_ins());
        let pairs = query::pairs(&use_location().search.get_untracked());
        let next = query::first(&pairs, "next");
        let as_whom = query::first(&pairs, "as");
        // Everything of the page changes with the person: load the next one as a document.
        Effect::new(move |_| {
            if let Some(Ok(target)) = action.value().get() {
                let _ = window().location().set_href(&target);
            }
        });
        let note = if !query::first(&pairs, "out").is_empty() {
            Some(auth::SIGNED_OUT)
        } else if !next.is_empty() {
            Some(auth::SIGNED_IN_NEEDED)
        } else {
            None
        };
        view! {
            <PublicFrame>
                <PageHead title=tr(auth::SIGN_IN_TITLE) subtitle=tr(auth::SIGN_IN_LEAD)/>
                {note.map(|note| view! { <Notice><p>{tr(note)}</p></Notice> })}
                <section class="card"><div class="card-body">
                    <SignInFields action=action next=next.clone() sign_in=as_whom/>
                </div></section>
                <Suspense>
                    {move || {
                        let next = next.clone();
                        Suspend::new(async move {
                            hint.await.ok().flatten().map(|hint| demo_view(hint, &next)).into_any()
                        })
                    }}
                </Suspense>
            </PublicFrame>
        }
        .into_any()
    }
}

fn check(input: &SignIn) -> Result<(), Problems> {
    filled(&input.form)
}

#[component]
fn SignInFields(action: ServerAction<SignIn>, next: String, sign_in: String) -> impl IntoView {
    let error = error_of(action);
    let needs_code = Memo::new(move |seen: Option<&bool>| {
        // Once asked for, the code stays asked for: a wrong one is answered with a wrong sign-in.
        seen.copied().unwrap_or(false)
            || error.with(|e| e.as_ref().is_some_and(|e| e.kind == ErrorKind::SecondFactorNeeded))
    });
    view! {
        <Form action=action id="sign-in" check=check>
            <Hidden name="next" value=next/>
            <Field
                name="sign_in"
                label=tr(auth::SIGN_IN_NAME)
                hint=tr(auth::SIGN_IN_NAME_HINT)
                value=sign_in
                autocomplete="username"
                maxlength=80
            />
            <Field name="password" label=tr(auth::PASSWORD) kind="password" autocomplete="current-password" maxlength=128/>
            {move || {
                needs_code.get().then(|| {
                    view! {
                        <Notice title=tr(auth::SECOND_FACTOR_TITLE)>
                            <p>{tr(auth::SECOND_FACTOR_BODY)}</p>
                        </Notice>
                        <Field
                            name="code"
                            label=tr(auth::CODE)
                            hint=tr(auth::CODE_HINT)
                            autocomplete="one-time-code"
                            inputmode="numeric"
                            maxlength=6
                        />
                    }
                })
            }}
            <div class="form-actions"><SubmitButton>{tr(auth::SIGN_IN)}</SubmitButton></div>
        </Form>
    }
    .into_any()
}

fn demo_view(hint: DemoHint, next: &str) -> AnyView {
    let rows = hint
        .sign_ins
        .into_iter()
        .map(|(sign_in, who)| {
            let query = query::build([("as", sign_in.as_str()), ("next", next)]);
            view! {
                <li>
                    <code>{sign_in}</code>
                    <span>{who}</span>
                    <a class="button button-small" href=routes::with_query(routes::SIGN_IN, &query) rel="external">
                        {tr(auth::DEMO_USE)}
                    </a>
                </li>
            }
        })
        .collect_view();
    view! {
        <Notice tone=Tone::Warn title=tr(auth::DEMO_TITLE)>
            <p>{auth::demo_lead(lang(), hint.password)}</p>
            <ul class="demo-sign-ins">{rows}</ul>
        </Notice>
    }
    .into_any()
}
