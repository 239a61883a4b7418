//! What the form comes to while it is being filled in. Without WASM the plan says it, and the bar says so.

use hezong_contract::coupons::IssueForm;
use hezong_domain::Fen;
use hezong_texts::{Lang, issue as texts};
use hezong_ui::lang;
use leptos::prelude::*;
use leptos::web_sys;
use leptos::web_sys::wasm_bindgen::JsCast;

/// The form as it stands in the browser now.
pub(super) fn typed_form(event: &web_sys::Event) -> Option<IssueForm> {
    let target: web_sys::Element = event.target()?.dyn_into().ok()?;
    let form: web_sys::HtmlFormElement = target.closest("form").ok()??.dyn_into().ok()?;
    let data = web_sys::FormData::new_with_form(&form).ok()?;
    let params = web_sys::UrlSearchParams::new_with_str_sequence_sequence(&data).ok()?;
    Some(IssueForm::from_query(&String::from(params.to_string())))
}

struct Preview {
    words: String,
    rest: String,
    is_short: bool,
}

fn preview(lang: Lang, form: &IssueForm, balance: Fen) -> Preview {
    let face = Fen::parse_positive(&form.face).ok();
    let count = i64::try_from(form.customers.len()).unwrap_or(i64::MAX);
    let total = face.and_then(|face| face.checked_mul(count));
    let (Some(face), Some(total), true) = (face, total, count > 0) else {
        let words = texts::PREVIEW_EMPTY.get(lang).to_owned();
        return Preview { words, rest: String::new(), is_short: false };
    };
    let words = texts::preview(lang, count, face.grouped(), total.grouped());
    match balance.checked_sub(total) {
        Some(rest) if rest >= Fen::ZERO => {
            Preview { words, rest: texts::preview_rest(lang, rest.grouped()), is_short: false }
        }
        rest => {
            let short = rest.map_or(total, Fen::negated);
            Preview { words, rest: texts::preview_short(lang, short.grouped()), is_short: true }
        }
    }
}

/// Customers, face value, total, and what stays in the quota.
#[component]
pub(super) fn PreviewBar(
    /// The form as typed.
    typed: RwSignal<IssueForm>,
    /// The quota's balance.
    balance: Fen,
) -> impl IntoView {
    let lang = lang();
    let is_alive = RwSignal::new(false);
    Effect::new(move |_| is_alive.set(true));
    let now = Memo::new(move |_| {
        if !is_alive.get() {
            return (texts::PREVIEW_PRESS.get(lang).to_owned(), String::new(), false);
        }
        typed.with(|form| {
            let preview = preview(lang, form, balance);
            (preview.words, preview.rest, preview.is_short)
        })
    });
    view! {
        <p class="act-preview" role="status" class:act-short=move || now.with(|n| n.2)>
            <span>{move || now.with(|n| n.0.clone())}</span>
            <span class="secondary">{move || now.with(|n| n.1.clone())}</span>
        </p>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_preview_adds_up_and_warns() {
        let form = IssueForm {
            customers: vec!["a".into(), "b".into(), "c".into()],
            face: "100.10".into(),
            ..IssueForm::default()
        };
        let fits = preview(Lang::En, &form, Fen::yuan(1_000));
        assert!(fits.words.contains("300.30") && fits.rest.contains("699.70") && !fits.is_short);
        let short = preview(Lang::En, &form, Fen::yuan(300));
        assert!(short.rest.contains("0.30") && short.is_short);
        assert!(preview(Lang::En, &IssueForm::default(), Fen::ZERO).rest.is_empty());
    }
}
