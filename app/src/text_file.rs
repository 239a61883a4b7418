//! Choosing a file whose text is put into a text box, to be reviewed before it is sent. Without WASM the
//! picker does not appear; a file's text can be pasted.

use std::fmt::Display;

use hezong_texts::{Lang, Text};
use hezong_ui::lang;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

use crate::csv;

/// What a picker says.
#[derive(Clone, Copy)]
pub struct FileWords {
    /// Its label.
    pub label: Text,
    /// What may be chosen and what happens with it.
    pub hint: Text,
    /// The file is larger than allowed.
    pub too_large: Text,
    /// The file is no UTF-8 text.
    pub not_text: Text,
    /// It was read: how many lines it has (`count`).
    pub read: Text,
}

/// Chooses a file.
#[component]
pub fn TextFilePicker(
    /// Id of the picker.
    id: &'static str,
    /// Id of the text box that takes the text.
    fills: &'static str,
    /// What may be chosen, as the attribute of the same name says it.
    accept: &'static str,
    /// Largest file that is read, in bytes; browsers give sizes as floats.
    most: f64,
    /// What it says.
    words: FileWords,
) -> impl IntoView {
    let lang = lang();
    let is_alive = RwSignal::new(false);
    let said = RwSignal::new(String::new());
    Effect::new(move |_| is_alive.set(true));
    let read = move |event| {
        if read_file(&event, fills, most, words, lang, said).is_none() {
            said.set(String::new());
        }
    };
    move || {
        is_alive.get().then(|| {
            let hint_id = format!("{id}-hint");
            view! {
                <div class="field">
                    <label class="field-label" for=id>{words.label.get(lang)}</label>
                    <input
                        type="file"
                        id=id
                        accept=accept
                        aria-describedby=hint_id.clone()
                        on:change=read
                    />
                    <p class="field-hint" id=hint_id>{words.hint.get(lang)}</p>
                    <p class="field-hint" role="status">{move || said.get()}</p>
                </div>
            }
        })
    }
}

/// Begins to read the chosen file; `None` when there is nothing to read.
fn read_file(
    event: &web_sys::Event,
    fills: &'static str,
    most: f64,
    words: FileWords,
    lang: Lang,
    said: RwSignal<String>,
) -> Option<()> {
    let input: web_sys::HtmlInputElement = event.target()?.dyn_into().ok()?;
    let file = input.files()?.get(0)?;
    if file.size() > most {
        said.set(words.too_large.get(lang).to_owned());
        return Some(());
    }
    let reader = web_sys::FileReader::new().ok()?;
    let done = reader.clone();
    let fill = Closure::once_into_js(move || {
        let text = done.result().ok().and_then(|text| text.as_string()).unwrap_or_default();
        let text = text.trim_start_matches('\u{feff}');
        if csv::is_garbled(text) {
            said.set(words.not_text.get(lang).to_owned());
            return;
        }
        let target = document().get_element_by_id(fills);
        if let Some(target) = target.and_then(|t| t.dyn_into::<web_sys::HtmlTextAreaElement>().ok())
        {
            target.set_value(text);
            let count = text.lines().filter(|line| !line.trim().is_empty()).count();
            said.set(words.read.with(lang, &[("count", &count as &dyn Display)]));
        }
    });
    reader.set_onload(Some(fill.unchecked_ref()));
    reader.read_as_text(&file).ok()
}
