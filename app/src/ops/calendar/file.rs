//! Choosing a file whose text is put into the box of an import, to be checked before it is read. Without
//! WASM it does not appear; a file's text can be pasted.

use hezong_texts::{Lang, calendar_edit as t};
use hezong_ui::lang;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

use crate::csv;

/// Id of the form.
pub(super) const BOX_FORM: &str = "calendar-import";
/// Id of its text box.
const BOX: &str = "calendar-import-lines";
/// Largest file that is read, in bytes; browsers give sizes as floats.
const FILE_MAX: f64 = 200_000.0;

/// Chooses a file.
#[component]
pub(super) fn FilePicker() -> impl IntoView {
    let lang = lang();
    let is_alive = RwSignal::new(false);
    let said = RwSignal::new(String::new());
    Effect::new(move |_| is_alive.set(true));
    let read = move |event| {
        if read_file(&event, lang, said).is_none() {
            said.set(String::new());
        }
    };
    move || {
        is_alive.get().then(|| {
            view! {
                <div class="field">
                    <label class="field-label" for="calendar-file">{t::FILE.get(lang)}</label>
                    <input
                        type="file"
                        id="calendar-file"
                        accept=".csv,.txt,.ics,text/csv,text/plain,text/calendar"
                        aria-describedby="calendar-file-hint"
                        on:change=read
                    />
                    <p class="field-hint" id="calendar-file-hint">{t::FILE_HINT.get(lang)}</p>
                    <p class="field-hint" role="status">{move || said.get()}</p>
                </div>
            }
        })
    }
}

/// Begins to read the chosen file; `None` when there is nothing to read.
fn read_file(event: &web_sys::Event, lang: Lang, said: RwSignal<String>) -> Option<()> {
    let input: web_sys::HtmlInputElement = event.target()?.dyn_into().ok()?;
    let file = input.files()?.get(0)?;
    if file.size() > FILE_MAX {
        said.set(t::FILE_TOO_LARGE.get(lang).to_owned());
        return Some(());
    }
    let reader = web_sys::FileReader::new().ok()?;
    let done = reader.clone();
    let fill = Closure::once_into_js(move || {
        let text = done.result().ok().and_then(|text| text.as_string()).unwrap_or_default();
        let text = text.trim_start_matches('\u{feff}');
        if csv::is_garbled(text) {
            said.set(t::FILE_NOT_TEXT.get(lang).to_owned());
            return;
        }
        let target = document().get_element_by_id(BOX);
        if let Some(target) = target.and_then(|t| t.dyn_into::<web_sys::HtmlTextAreaElement>().ok())
        {
            target.set_value(text);
            said.set(t::file_read(lang, text.lines().count()));
        }
    });
    reader.set_onload(Some(fill.unchecked_ref()));
    reader.read_as_text(&file).ok()
}
