//! Accepting a partner's invitation with an account of one's own.

pub mod api;

use hezong_contract::membership::{JoinForm, OfferCaller, OfferView};
use hezong_contract::{AppError, ErrorKind};
use hezong_domain::Problems;
use hezong_domain::members::LinkStanding;
use hezong_texts::member as t;
use hezong_ui::{
    Card, Checkbox, EmptyState, ErrorPanel, Field, Form, Hidden, KeyValue, KeyValues, LinkButton,
    Notice, PageHead, Skeleton, SubmitButton, Time, Tone, case_checks, lang, tr,
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use leptos_router::{LazyRoute, lazy_route};

use crate::layout::PublicFrame;
use crate::routes;
use crate::status::set_status;
use api::{AcceptMembership, JoinMembership, membership_offer};

/// The page behind the link of an invitation.
#[derive(Debug)]
pub struct MembershipPage;

#[lazy_route]
impl LazyRoute for MembershipPage {
    fn data() -> Self {
        Self
    }

    fn view(_this: Self) -> AnyView {
        let token =
            use_params_map().with_untracked(|params| params.get("token").unwrap_or_default());
        let asked = token.clone();
        let offer = Resource::new_blocking(|| (), move |()| membership_offer(asked.clone()));
        view! {
            <PublicFrame>
                <PageHead title=tr(t::OFFER_TITLE)/>
                <Suspense fallback=|| view! { <Skeleton/> }>
                    {move || {
                        let token = token.clone();
                        Suspend::new(async move {
                            match offer.await {
                                Ok(offer) if offer.standing == LinkStanding::Open => {
                                    open_view(&offer, &token)
                                }
                                Ok(offer) => gone_view(&offer),
                                Err(error) => failed_view(error),
                            }
                        })
                    }}
                </Suspense>
            </PublicFrame>
        }
        .into_any()
    }
}

fn failed_view(error: AppError) -> AnyView {
    if error.kind != ErrorKind::NotFound {
        return view! { <ErrorPanel error=error/> }.into_any();
    }
    let (title, body) = (tr(t::OFFER_GONE_UNKNOWN), tr(t::OFFER_GONE_UNKNOWN_BODY));
    view! { <EmptyState title=title body=body icon="search"/> }.into_any()
}

/// Why the link can not be used, and what to do about it.
fn gone_view(offer: &OfferView) -> AnyView {
    set_status(410);
    let partner = &offer.partner;
    let (title, body) = match offer.standing {
        LinkStanding::Used => (t::OFFER_GONE_USED, t::offer_gone_used_body(lang(), partner)),
        LinkStanding::Withdrawn => {
            (t::OFFER_GONE_WITHDRAWN, t::offer_gone_withdrawn_body(lang(), partner))
        }
        LinkStanding::Open | LinkStanding::Expired => {
            (t::OFFER_GONE_EXPIRED, t::offer_gone_expired_body(lang(), partner))
        }
    };
    view! {
        <EmptyState title=tr(title) body=body icon="clock">
            <LinkButton href=routes::MEMBERSHIPS>{tr(t::TITLE)}</LinkButton>
        </EmptyState>
    }
    .into_any()
}

fn open_view(offer: &OfferView, token: &str) -> AnyView {
    let lead = t::offer_lead(lang(), &offer.partner, &offer.inviter, &offer.name);
    let expires_at = offer.expires_at;
    let facts = vec![
        KeyValue::new(tr(t::FACT_PARTNER), offer.partner.clone()),
        KeyValue::new(tr(t::FACT_INVITER), offer.inviter.clone()),
        KeyValue::new(tr(t::FACT_NAME), offer.name.clone()),
        KeyValue::new(tr(t::FACT_EXPIRES), view! { <Time at=expires_at/> }),
    ];
    let way = match &offer.caller {
        Some(caller) => caller_view(offer, caller, token),
        None => stranger_view(offer, token),
    };
    let told = statement(&offer.statement);
    view! {
        <p>{lead}</p>
        <div class="stack">
            <Card><KeyValues items=facts/></Card>
            {told}
            {way}
        </div>
    }
    .into_any()
}

/// The statement, with its version.
pub fn statement(version: &str) -> AnyView {
    let note = view! { <span class="secondary">{t::statement_version(lang(), version)}</span> };
    view! {
        <Card title=tr(t::STATEMENT_TITLE) note=note.into_any()>
            <ul class="statement">
                <li>{tr(t::STATEMENT_PURPOSE)}</li>
                <li>{tr(t::STATEMENT_SHARED)}</li>
                <li>{tr(t::STATEMENT_NOT_SHARED)}</li>
                <li>{tr(t::STATEMENT_END)}</li>
            </ul>
        </Card>
    }
    .into_any()
}

/// Goes to where an act leads, as a document: who is signed in may have changed.
fn go_after<S>(action: ServerAction<S>)
where
    S: server_fn::ServerFn<Error = AppError, Output = String> + Clone + Send + Sync + 'static,
{
    let value = action.value();
    Effect::new(move |_| {
        if let Some(Ok(target)) = value.get() {
            let _ = window().location().set_href(&target);
        }
    });
}

fn check_accept(input: &AcceptMembership) -> Result<(), Problems> {
    input.form.check()
}

/// Somebody is signed in: accept, or see why not.
fn caller_view(offer: &OfferView, caller: &OfferCaller, token: &str) -> AnyView {
    let again = routes::sign_in(&routes::membership(token));
    let who = t::signed_in_as(lang(), &caller.sign_in);
    if !caller.failed.is_empty() {
        let checks = case_checks(&caller.failed, tr(t::REFUSED_CAPTION));
        return view! {
            <Notice tone=Tone::Warn title=tr(t::REFUSED_TITLE)><p>{who}</p></Notice>
            <Card flush=true>{checks}</Card>
            <div class="form-actions">
                <LinkButton href=again kind="primary" external=true>{tr(t::OTHER_ACCOUNT)}</LinkButton>
            </div>
        }
        .into_any();
    }
    let action = ServerAction::<AcceptMembership>::new();
    go_after(action);
    let (token, version) = (token.to_owned(), offer.statement.clone());
    view! {
        <Card title=tr(t::ACCEPT_TITLE)>
            <p>{who}</p>
            <Form action=action id="accept-membership" check=check_accept>
                <Hidden name="token" value=token/>
                <Hidden name="statement" value=version/>
                <Checkbox name="agreed" label=tr(t::AGREE)/>
                <div class="form-actions">
                    <SubmitButton>{tr(t::ACCEPT)}</SubmitButton>
                    <LinkButton href=again external=true>{tr(t::OTHER_ACCOUNT)}</LinkButton>
                </div>
            </Form>
        </Card>
    }
    .into_any()
}

fn check_join(input: &JoinMembership) -> Result<(), Problems> {
    JoinForm::check(&input.form)
}

/// Nobody is signed in: sign in with an account of one's own, or make one.
fn stranger_view(offer: &OfferView, token: &str) -> AnyView {
    let action = ServerAction::<JoinMembership>::new();
    go_after(action);
    let sign_in = routes::sign_in(&routes::membership(token));
    let hint = t::real_name_hint(lang(), &offer.name);
    let (token, version) = (token.to_owned(), offer.statement.clone());
    let (account, name, email) = (offer.account.clone(), offer.name.clone(), offer.email.clone());
    view! {
        <Card title=tr(t::OWN_TITLE)>
            <p class="secondary">{tr(t::OWN_BODY)}</p>
            <LinkButton href=sign_in kind="primary" external=true>{tr(t::OWN_SIGN_IN)}</LinkButton>
        </Card>
        <Card title=tr(t::JOIN_TITLE)>
            <p class="secondary">{tr(t::JOIN_BODY)}</p>
            <Form action=action id="join-membership" check=check_join>
                <Hidden name="token" value=token/>
                <Hidden name="statement" value=version/>
                <Field
                    name="account_name"
                    label=tr(t::ACCOUNT_NAME)
                    hint=tr(t::ACCOUNT_NAME_HINT)
                    value=account
                    autocomplete="username"
                    maxlength=32
                />
                <Field name="display_name" label=tr(t::REAL_NAME) hint=hint value=name autocomplete="name" maxlength=64/>
                <Field
                    name="email"
                    label=tr(t::EMAIL)
                    value=email
                    kind="email"
                    inputmode="email"
                    autocomplete="email"
                    required=false
                    maxlength=128
                />
                <Field
                    name="password"
                    label=tr(t::PASSWORD)
                    hint=tr(t::PASSWORD_HINT)
                    kind="password"
                    autocomplete="new-password"
                    maxlength=128
                />
                <Field name="repeat" label=tr(t::REPEAT) kind="password" autocomplete="new-password" maxlength=128/>
                <Checkbox name="agreed" label=tr(t::AGREE)/>
                <div class="form-actions"><SubmitButton>{tr(t::JOIN)}</SubmitButton></div>
            </Form>
        </Card>
    }
    .into_any()
}
