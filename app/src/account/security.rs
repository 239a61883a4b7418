//! Password, second factor, sessions, verification codes.

use hezong_texts::security;
use hezong_ui::{PageHead, tr};
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};

use super::security_parts::{CodeSwitch, PasswordCard, SecondFactorCard, SessionsCard};

/// The page of security settings.
#[derive(Debug)]
pub struct SecurityPage;

#[lazy_route]
impl LazyRoute for SecurityPage {
    fn data() -> Self {
        Self
    }

    fn view(_this: Self) -> AnyView {
        view! {
            <PageHead title=tr(security::TITLE) subtitle=tr(security::LEAD)/>
            <div class="columns">
                <div class="stack">
                    <PasswordCard/>
                    <SessionsCard/>
                </div>
                <div class="stack">
                    <SecondFactorCard/>
                    <CodeSwitch/>
                </div>
            </div>
        }
        .into_any()
    }
}
