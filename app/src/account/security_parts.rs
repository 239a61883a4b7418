//! The cards of the security page.

use hezong_contract::session::{SecondFactorSetup, SessionRow, Viewer};
use hezong_domain::Problems;
use hezong_domain::access::Permission;
use hezong_texts::{auth, security};
use hezong_ui::{
    Button, Card, Column, DataTable, DisabledButton, DoneNotice, Field, Form, Hidden, SecretOnce,
    StatusPill, SubmitButton, Time, Tone, lang, load, tr,
};
use leptos::prelude::*;

use super::api::{
    BeginSecondFactor, ChangePassword, ConfirmSecondFactor, EndOtherSessions, EndSession,
    RemoveSecondFactor, SETUP, SwitchCodes, sessions,
};
use crate::once::use_handed;
use crate::session::{use_session, with_viewer};

fn check_password(input: &ChangePassword) -> Result<(), Problems> {
    input.form.check("")
}

/// Changing the password.
#[component]
pub(super) fn PasswordCard() -> impl IntoView {
    let action = ServerAction::<ChangePassword>::new();
    view! {
        <Card title=tr(security::PASSWORD_TITLE)>
            <p class="secondary">{tr(security::PASSWORD_LEAD)}</p>
            <DoneNotice action=action words=tr(security::PASSWORD_CHANGED)/>
            <Form action=action id="password" check=check_password>
                <Field name="current" label=tr(security::CURRENT_PASSWORD) kind="password" autocomplete="current-password" maxlength=128/>
                <Field
                    name="password"
                    label=tr(auth::NEW_PASSWORD)
                    hint=tr(auth::PASSWORD_RULES)
                    kind="password"
                    autocomplete="new-password"
                    maxlength=128
                />
                <Field name="repeat" label=tr(auth::REPEAT_PASSWORD) kind="password" autocomplete="new-password" maxlength=128/>
                <div class="form-actions"><SubmitButton>{tr(security::CHANGE_PASSWORD)}</SubmitButton></div>
            </Form>
        </Card>
    }
    .into_any()
}

fn on_off(is_on: bool) -> AnyView {
    let (tone, word) = if is_on {
        (Tone::Ok, security::SECOND_FACTOR_ON)
    } else {
        (Tone::Plain, security::SECOND_FACTOR_OFF)
    };
    view! { <StatusPill tone=tone word=tr(word)/> }.into_any()
}

/// Setting up and removing the second factor.
#[component]
pub(super) fn SecondFactorCard() -> impl IntoView {
    let begin = ServerAction::<BeginSecondFactor>::new();
    let confirm = ServerAction::<ConfirmSecondFactor>::new();
    let remove = ServerAction::<RemoveSecondFactor>::new();
    reload_after(Signal::derive(move || {
        let ended = matches!(confirm.value().get(), Some(Ok(())));
        ended || matches!(remove.value().get(), Some(Ok(())))
    }));
    Effect::new(move |_| {
        if matches!(remove.value().get(), Some(Ok(()))) {
            begin.value().set(None);
            confirm.value().set(None);
        }
    });
    let pill = with_viewer(|viewer| on_off(viewer.has_second_factor));
    view! {
        <Card title=tr(security::SECOND_FACTOR_TITLE) note=pill>
            <p class="secondary">{tr(security::SECOND_FACTOR_LEAD)}</p>
            {with_viewer(move |viewer| {
                if viewer.has_second_factor {
                    view! {
                        <DoneNotice action=confirm words=tr(security::SECOND_FACTOR_CONFIRMED)/>
                        <RemoveFactor action=remove/>
                    }
                    .into_any()
                } else {
                    view! {
                        <DoneNotice action=remove words=tr(security::SECOND_FACTOR_REMOVED)/>
                        <SetUpFactor begin=begin confirm=confirm/>
                    }
                    .into_any()
                }
            })}
        </Card>
    }
    .into_any()
}

#[component]
fn SetUpFactor(
    begin: ServerAction<BeginSecondFactor>,
    confirm: ServerAction<ConfirmSecondFactor>,
) -> impl IntoView {
    let handed = use_handed::<SecondFactorSetup>(SETUP);
    view! {
        <Suspense>
            {move || {
                let begun = begin.value().get().and_then(Result::ok);
                Suspend::new(async move {
                    match begun.or(handed.await) {
                        Some(setup) => view! { <ConfirmFactor action=confirm setup=setup/> }.into_any(),
                        None => view! {
                            <Form action=begin id="begin-factor">
                                <div class="form-actions">
                                    <SubmitButton>{tr(security::BEGIN_SECOND_FACTOR)}</SubmitButton>
                                </div>
                            </Form>
                        }
                        .into_any(),
                    }
                })
            }}
        </Suspense>
    }
    .into_any()
}

#[component]
fn ConfirmFactor(
    action: ServerAction<ConfirmSecondFactor>,
    setup: SecondFactorSetup,
) -> impl IntoView {
    view! {
        <p>{tr(security::SET_UP_STEPS)}</p>
        <SecretOnce label=tr(security::SECRET_LABEL) value=setup.secret warns=false/>
        <p><a class="button" href=setup.address rel="external">{tr(security::OPEN_AUTHENTICATOR)}</a></p>
        <Form action=action id="confirm-factor">
            <Field
                name="code"
                label=tr(auth::CODE)
                hint=tr(auth::CODE_HINT)
                autocomplete="one-time-code"
                inputmode="numeric"
                maxlength=6
            />
            <div class="form-actions"><SubmitButton>{tr(security::CONFIRM_SECOND_FACTOR)}</SubmitButton></div>
        </Form>
    }
    .into_any()
}

#[component]
fn RemoveFactor(action: ServerAction<RemoveSecondFactor>) -> impl IntoView {
    view! {
        <p class="secondary">{tr(security::REMOVE_SECOND_FACTOR_LEAD)}</p>
        <Form action=action id="remove-factor">
            <Field name="password" label=tr(auth::PASSWORD) kind="password" autocomplete="current-password" maxlength=128/>
            <div class="form-actions">
                <SubmitButton kind="danger">{tr(security::REMOVE_SECOND_FACTOR)}</SubmitButton>
            </div>
        </Form>
    }
    .into_any()
}

/// Loads the viewer again whenever an act that changes it has succeeded.
fn reload_after(is_done: Signal<bool>) {
    let session = use_session();
    Effect::new(move |_| {
        if is_done.get()
            && let Some(session) = session
        {
            session.reload();
        }
    });
}

fn device_cell(row: &SessionRow) -> AnyView {
    let device = device_words(&row.user_agent);
    let current = row
        .is_current
        .then(|| view! { " " <StatusPill tone=Tone::Ok word=tr(security::SESSION_CURRENT)/> });
    view! { <span title=row.user_agent.clone()>{device}</span> {current} }.into_any()
}

/// Browser and system in a few words.
fn device_words(agent: &str) -> String {
    let first = |names: &[(&str, &'static str)]| {
        names.iter().find(|(mark, _)| agent.contains(mark)).map(|(_, name)| *name)
    };
    let browser = first(&[
        ("Edg/", "Edge"),
        ("Firefox/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
        ("curl/", "curl"),
    ]);
    let system = first(&[
        ("Windows", "Windows"),
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Mac OS X", "macOS"),
        ("Linux", "Linux"),
    ]);
    match (browser, system) {
        (Some(browser), Some(system)) => format!("{browser} \u{b7} {system}"),
        (Some(one), None) | (None, Some(one)) => one.to_owned(),
        (None, None) => tr(security::UNKNOWN_DEVICE).to_owned(),
    }
}

fn end_cell(row: &SessionRow) -> AnyView {
    if row.is_current {
        return ().into_any();
    }
    view! { <EndButton row=row.clone()/> }.into_any()
}

/// The action of the list, so that cells, which are plain functions, find it.
#[derive(Clone, Copy)]
struct Ending(ServerAction<EndSession>);

#[component]
fn EndButton(row: SessionRow) -> impl IntoView {
    let Some(Ending(action)) = use_context::<Ending>() else {
        return ().into_any();
    };
    let words = security::end_session_of(lang(), device_words(&row.user_agent));
    view! {
        <Form action=action id="end-session" class="inline-form">
            <Hidden name="handle" value=row.handle/>
            <Button kind="small" aria_label=words>{tr(security::END_SESSION)}</Button>
        </Form>
    }
    .into_any()
}

const COLUMNS: &[Column<SessionRow>] = &[
    Column::new(security::SESSION_DEVICE, device_cell).primary(),
    Column::new(security::SESSION_IP, |row| row.ip.clone().into_any()),
    Column::new(security::SESSION_SEEN, |row| view! { <Time at=row.last_seen_at/> }.into_any()),
    Column::new(security::SESSION_SINCE, |row| view! { <Time at=row.created_at/> }.into_any()),
    Column::new(hezong_texts::common::ACTIONS, end_cell),
];

/// The sessions, each of which can be ended.
#[component]
pub(super) fn SessionsCard() -> impl IntoView {
    let end = ServerAction::<EndSession>::new();
    let end_others = ServerAction::<EndOtherSessions>::new();
    provide_context(Ending(end));
    let rows =
        Resource::new(move || (end.version().get(), end_others.version().get()), |_| sessions());
    view! {
        <Card title=tr(security::SESSIONS_TITLE)>
            <p class="secondary">{tr(security::SESSIONS_LEAD)}</p>
            <DoneNotice action=end words=tr(security::SESSION_ENDED)/>
            <DoneNotice action=end_others words=tr(security::OTHER_SESSIONS_ENDED)/>
            {load(rows, move |rows| {
                let has_others = rows.iter().any(|row| !row.is_current);
                let others = if has_others {
                    view! {
                        <Form action=end_others id="end-others">
                            <SubmitButton kind="">{tr(security::END_OTHER_SESSIONS)}</SubmitButton>
                        </Form>
                    }
                    .into_any()
                } else {
                    view! {
                        <DisabledButton reason=tr(security::NO_OTHER_SESSIONS)>
                            {tr(security::END_OTHER_SESSIONS)}
                        </DisabledButton>
                    }
                    .into_any()
                };
                view! {
                    <DataTable caption=tr(security::SESSIONS_TITLE) columns=COLUMNS rows=rows/>
                    <div class="form-actions">{others}</div>
                }
                .into_any()
            })}
        </Card>
    }
    .into_any()
}

/// The account's switch of verification codes.
#[component]
pub(super) fn CodeSwitch() -> impl IntoView {
    let action = ServerAction::<SwitchCodes>::new();
    let version = action.version();
    reload_after(Signal::derive(move || {
        version.get() > 0 && matches!(action.value().get(), Some(Ok(())))
    }));
    let pill = with_viewer(|viewer| on_off(viewer.asks_code));
    view! {
        <Card title=tr(security::CODE_TITLE) note=pill>
            <p class="secondary">{tr(security::CODE_LEAD)}</p>
            {with_viewer(move |viewer| code_form(&viewer, action))}
        </Card>
    }
    .into_any()
}

fn check_switch(input: &SwitchCodes) -> Result<(), Problems> {
    input.form.check()
}

fn password_before_off() -> AnyView {
    view! {
        <p class="secondary">{tr(security::CODE_TURN_OFF_LEAD)}</p>
        <Field name="current" label=tr(security::CURRENT_PASSWORD) kind="password" autocomplete="current-password" maxlength=128/>
    }
    .into_any()
}

fn code_form(viewer: &Viewer, action: ServerAction<SwitchCodes>) -> AnyView {
    let is_on = viewer.asks_code;
    let (done, act, next) = if is_on {
        (security::CODE_ON_DONE, security::CODE_TURN_OFF, "off")
    } else {
        (security::CODE_OFF_DONE, security::CODE_TURN_ON, "on")
    };
    if !viewer.may(Permission::AccountSettings) {
        return view! {
            <DisabledButton reason=tr(security::CODE_NOT_ALLOWED)>{tr(act)}</DisabledButton>
        }
        .into_any();
    }
    view! {
        <DoneNotice action=action words=tr(done)/>
        <Form action=action id="codes" check=check_switch>
            <Hidden name="on" value=next/>
            // Made inside: a field asks the form around it for its error.
            {is_on.then(password_before_off)}
            <div class="form-actions"><SubmitButton kind="">{tr(act)}</SubmitButton></div>
        </Form>
    }
    .into_any()
}
