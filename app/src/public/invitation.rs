//! Accepting an invitation.

use hezong_contract::session::InvitationView;
use hezong_contract::{AppError, ErrorKind};
use hezong_domain::{Problems, Refusal};
use hezong_texts::auth;
use hezong_ui::{
    EmptyState, ErrorPanel, Field, Form, Hidden, KeyValue, KeyValues, PageHead, Skeleton,
    SubmitButton, Time, label, lang, tr,
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use leptos_router::{LazyRoute, lazy_route};

use super::api::{AcceptInvitation, invitation};
use crate::layout::PublicFrame;

/// The page behind the link of an invitation.
#[derive(Debug)]
pub struct InvitationPage;

#[lazy_route]
impl LazyRoute for InvitationPage {
    fn data() -> Self {
        Self
    }

    fn view(_this: Self) -> AnyView {
        let token =
            use_params_map().with_untracked(|params| params.get("token").unwrap_or_default());
        let asked = token.clone();
        let offer = Resource::new_blocking(|| (), move |()| invitation(asked.clone()));
        view! {
            <PublicFrame>
                <PageHead title=tr(auth::INVITATION_TITLE)/>
                <Suspense fallback=|| view! { <Skeleton/> }>
                    {move || {
                        let token = token.clone();
                        Suspend::new(async move {
                            match offer.await {
                                Ok(offer) => offer_view(offer, token),
                                Err(error) => gone_view(error),
                            }
                        })
                    }}
                </Suspense>
            </PublicFrame>
        }
        .into_any()
    }
}

fn gone_view(error: AppError) -> AnyView {
    match error.kind {
        ErrorKind::NotFound | ErrorKind::Refused(Refusal::InvitationGone) => view! {
            <EmptyState
                title=tr(auth::INVITATION_GONE_TITLE)
                body=tr(auth::INVITATION_GONE_BODY)
                icon="clock"
            />
        }
        .into_any(),
        _ => view! { <ErrorPanel error=error/> }.into_any(),
    }
}

fn check(input: &AcceptInvitation) -> Result<(), Problems> {
    input.form.check("")
}

fn offer_view(offer: InvitationView, token: String) -> AnyView {
    let action = ServerAction::<AcceptInvitation>::new();
    Effect::new(move |_| {
        if let Some(Ok(target)) = action.value().get() {
            let _ = window().location().set_href(&target);
        }
    });
    let facts = vec![
        KeyValue::new(tr(auth::INVITATION_SIGN_IN), view! { <code>{offer.sign_in}</code> }),
        KeyValue::new(tr(auth::INVITATION_KIND), label("account_kind", offer.kind.as_str())),
        KeyValue::new(tr(auth::INVITATION_EXPIRES), view! { <Time at=offer.expires_at/> }),
    ];
    view! {
        <p>{auth::invitation_lead(lang(), offer.account_display)}</p>
        <section class="card"><div class="card-body stack">
            <KeyValues items=facts/>
            <Form action=action id="accept" check=check>
                <Hidden name="token" value=token/>
                <Field name="display_name" label=tr(auth::YOUR_NAME) value=offer.display_name autocomplete="name" maxlength=64/>
                <Field
                    name="password"
                    label=tr(auth::NEW_PASSWORD)
                    hint=tr(auth::PASSWORD_RULES)
                    kind="password"
                    autocomplete="new-password"
                    maxlength=128
                />
                <Field name="repeat" label=tr(auth::REPEAT_PASSWORD) kind="password" autocomplete="new-password" maxlength=128/>
                <div class="form-actions"><SubmitButton>{tr(auth::ACCEPT)}</SubmitButton></div>
            </Form>
        </div></section>
    }
    .into_any()
}
