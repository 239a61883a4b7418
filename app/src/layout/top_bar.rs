//! The bar on top: product, console, messages, language, account.

use hezong_contract::session::Viewer;
use hezong_texts::{common, nav as words};
use hezong_ui::words::role_names;
use hezong_ui::{Icon, PostForm, lang, tr};
use leptos::prelude::*;

use super::side::MenuButton;
use super::{Brand, nav};
use crate::preferences::{LanguageSwitch, ThemeSwitch};
use crate::public::api::SignOut;
use crate::routes;
use crate::session::with_viewer;

/// Id of the account menu; its button names it.
const MENU: &str = "account-menu";

/// The top bar.
#[component]
pub(super) fn TopBar() -> impl IntoView {
    view! {
        <header class="top">
            <MenuButton/>
            <Brand href=routes::HOME/>
            {with_viewer(|viewer| {
                let name = tr(nav::console_name(viewer.kind));
                view! { <a class="console-name" href=viewer.home()>{name}</a> }.into_any()
            })}
            <div class="top-end">
                {with_viewer(|viewer| messages_view(viewer.unread))}
                <LanguageSwitch/>
                {with_viewer(account_view)}
            </div>
        </header>
    }
    .into_any()
}

fn messages_view(unread: i64) -> AnyView {
    let count = (unread > 0).then(|| {
        view! {
            <span class="badge" aria-hidden="true">{unread}</span>
            <span class="visually-hidden">{words::unread(lang(), unread)}</span>
        }
    });
    view! {
        <a class="top-link" href=routes::MESSAGES>
            <Icon name="bell"/>
            <span class="top-word">{tr(words::MESSAGES)}</span>
            {count}
        </a>
    }
    .into_any()
}

fn account_view(viewer: Viewer) -> AnyView {
    let initial: String = viewer.display_name.chars().take(1).collect();
    let roles = role_names(&viewer.roles, &viewer.custom_roles);
    let sign_out = ServerAction::<SignOut>::new();
    view! {
        <button type="button" class="avatar" popovertarget=MENU aria-label=tr(common::ACCOUNT_MENU)>
            {initial}
        </button>
        <div id=MENU class="account-menu" popover="auto">
            <p class="account-name">{viewer.display_name}</p>
            <p class="secondary">{viewer.account_display}</p>
            <p class="secondary"><code>{viewer.sign_in}</code> " · " {hezong_ui::words::join(&roles)}</p>
            <a class="account-link" href=routes::SECURITY>
                <Icon name="shield"/>
                {tr(words::SECURITY)}
            </a>
            <ThemeSwitch/>
            <PostForm action=sign_out id="sign-out" class="account-sign-out">
                <button type="submit" class="account-link">
                    <Icon name="exit"/>
                    {tr(words::SIGN_OUT)}
                </button>
            </PostForm>
        </div>
    }
    .into_any()
}
