//! Language and appearance: chosen per browser, kept in cookies, applied to the document by the server.
//!
//! Switching is a plain form and loads the page anew: every text of it changes.

use hezong_contract::AppError;
use hezong_contract::wire::Act;
use hezong_texts::{Lang, common};
use hezong_ui::{PostForm, lang, tr};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// Name of the language's cookie.
pub const LANG_COOKIE: &str = "lang";
/// Name of the appearance's cookie.
pub const THEME_COOKIE: &str = "theme";

/// How the site looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Theme {
    /// As the system says.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl Theme {
    /// The stable text.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// The value of a stable text.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::System, Self::Light, Self::Dark].into_iter().find(|t| t.as_str() == text)
    }

    /// The document's `data-theme`; none when the system decides.
    pub const fn attribute(self) -> Option<&'static str> {
        match self {
            Self::System => None,
            Self::Light => Some("light"),
            Self::Dark => Some("dark"),
        }
    }
}

/// Language and appearance of this document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Preferences {
    /// Language.
    pub lang: Lang,
    /// Appearance.
    pub theme: Theme,
}

/// The preferences of this request.
#[cfg(feature = "ssr")]
pub fn current() -> Preferences {
    crate::server::preferences()
}

/// The preferences the server put into this document.
#[cfg(not(feature = "ssr"))]
pub fn current() -> Preferences {
    let root = document().document_element();
    let attribute = |name: &str| root.as_ref().and_then(|root| root.get_attribute(name));
    Preferences {
        lang: attribute("lang").and_then(|tag| Lang::parse(&tag)).unwrap_or_default(),
        theme: attribute("data-theme").and_then(|text| Theme::parse(&text)).unwrap_or_default(),
    }
}

/// A choice of language or appearance.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ChoiceForm {
    /// `zh-CN`, `en`; `system`, `light`, `dark`.
    pub choice: String,
}

/// Remembers the language of this browser and, of somebody who is signed in, for what is sent.
///
/// Permission: none; anybody.
#[server(prefix = "/_fn", endpoint = "set_language", protocol = Act)]
pub async fn set_language(form: ChoiceForm) -> Result<(), AppError> {
    use crate::server::{remember, respond, signed_in_context};
    let lang = Lang::parse(&form.choice);
    remember(LANG_COOKIE, lang.map(Lang::tag));
    if let (Some(lang), Some(cx)) = (lang, signed_in_context().await?) {
        respond(hezong_services::notices::remember_language(&cx, lang).await)?;
    }
    Ok(())
}

/// Remembers the appearance of this browser.
///
/// Permission: none; anybody.
#[server(prefix = "/_fn", endpoint = "set_theme", protocol = Act)]
pub async fn set_theme(form: ChoiceForm) -> Result<(), AppError> {
    crate::server::remember(THEME_COOKIE, Theme::parse(&form.choice).map(Theme::as_str));
    Ok(())
}

fn choice(
    value: &'static str,
    words: &'static str,
    is_current: bool,
    lang: Option<&'static str>,
) -> AnyView {
    view! {
        <button type="submit" name="form[choice]" value=value aria-pressed=if is_current { "true" } else { "false" } lang=lang>
            {words}
        </button>
    }
    .into_any()
}

/// The switch between languages; each is named in itself.
#[component]
pub fn LanguageSwitch() -> impl IntoView {
    let action = ServerAction::<SetLanguage>::new();
    let current = lang();
    let choices = [(Lang::ZhCn, common::LANGUAGE_ZH), (Lang::En, common::LANGUAGE_EN)].map(
        |(lang, words)| choice(lang.tag(), words.get(lang), lang == current, Some(lang.tag())),
    );
    view! {
        <PostForm action=action id="language" class="switch">
            <fieldset>
                <legend class="visually-hidden">{tr(common::LANGUAGE)}</legend>
                {choices.into_iter().collect_view()}
            </fieldset>
        </PostForm>
    }
    .into_any()
}

/// The switch between light, dark and whatever the system says.
#[component]
pub fn ThemeSwitch() -> impl IntoView {
    let action = ServerAction::<SetTheme>::new();
    let current = use_context::<Preferences>().unwrap_or_default().theme;
    let choices = [
        (Theme::System, common::THEME_SYSTEM),
        (Theme::Light, common::THEME_LIGHT),
        (Theme::Dark, common::THEME_DARK),
    ]
    .map(|(theme, words)| choice(theme.as_str(), tr(words), theme == current, None));
    view! {
        <PostForm action=action id="theme" class="switch">
            <fieldset>
                <legend class="visually-hidden">{tr(common::THEME)}</legend>
                {choices.into_iter().collect_view()}
            </fieldset>
        </PostForm>
    }
    .into_any()
}
