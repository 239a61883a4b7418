//! Uploading a version: pasted lines, or a CSV file read in the browser.

use hezong_contract::coupons::ALLOWLIST_MAX;
use hezong_domain::Problems;
use hezong_texts::{Lang, allowlist as texts};
use hezong_ui::form::FormState;
use hezong_ui::words::problem_words;
use hezong_ui::{Card, Field, Form, SubmitButton, TextArea, lang, tr};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

use super::api::ReplaceAllowlist;
use crate::csv;

/// Id of the form; the text box is `allowlist-lines`.
const FORM: &str = "allowlist";
/// Id of the text box.
const BOX: &str = "allowlist-lines";
/// Largest file that is read, in bytes; browsers give sizes as floats.
const FILE_MAX: f64 = 2_097_152.0;

fn check(input: &ReplaceAllowlist) -> Result<(), Problems> {
    input.form.check().map(|_| ())
}

/// The card of a new version.
pub(super) fn upload_card(action: ServerAction<ReplaceAllowlist>) -> AnyView {
    view! {
        <Card title=tr(texts::NEW_TITLE)>
            <Form action=action id=FORM check=check>
                <TextArea
                    name="lines"
                    label=tr(texts::LINES)
                    hint=texts::lines_hint(lang(), ALLOWLIST_MAX)
                    rows=8
                />
                <LineProblems/>
                <FilePicker/>
                <Field
                    name="note"
                    label=tr(texts::NOTE_FIELD)
                    hint=tr(texts::NOTE_HINT)
                    required=false
                    maxlength=200
                />
                <div class="form-actions"><SubmitButton>{tr(texts::SUBMIT)}</SubmitButton></div>
            </Form>
        </Card>
    }
    .into_any()
}

/// What is wrong, line by line.
#[component]
fn LineProblems() -> impl IntoView {
    let Some(state) = use_context::<FormState>() else {
        return ().into_any();
    };
    let lang = lang();
    let lines = move || {
        let error = state.error.get()?;
        let words: Vec<String> = error
            .problems()?
            .iter()
            .filter_map(|problem| {
                let line = problem.field.strip_prefix("lines.")?;
                Some(texts::line_problem(lang, line, problem_words(&problem.what)))
            })
            .collect();
        (!words.is_empty()).then(|| {
            let items = words.into_iter().map(|words| view! { <li>{words}</li> }).collect_view();
            view! {
                <div class="line-problems">
                    <ul>{items}</ul>
                    <p>{tr(texts::LINES_PROBLEMS_MORE)}</p>
                </div>
            }
        })
    };
    view! { {lines} }.into_any()
}

/// Chooses a file and puts its text into the box, to be reviewed before it is sent.
///
/// Without WASM it does not appear; a file's text can be pasted.
#[component]
fn FilePicker() -> impl IntoView {
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
                    <label class="field-label" for="allowlist-file">{texts::FILE.get(lang)}</label>
                    <input
                        type="file"
                        id="allowlist-file"
                        accept=".csv,.txt,text/csv,text/plain"
                        aria-describedby="allowlist-file-hint"
                        on:change=read
                    />
                    <p class="field-hint" id="allowlist-file-hint">{texts::FILE_HINT.get(lang)}</p>
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
        said.set(texts::FILE_TOO_LARGE.get(lang).to_owned());
        return Some(());
    }
    let reader = web_sys::FileReader::new().ok()?;
    let done = reader.clone();
    let fill = Closure::once_into_js(move || {
        let text = done.result().ok().and_then(|text| text.as_string()).unwrap_or_default();
        let text = text.trim_start_matches('\u{feff}');
        if csv::is_garbled(text) {
            said.set(texts::FILE_NOT_TEXT.get(lang).to_owned());
            return;
        }
        let target = document().get_element_by_id(BOX);
        if let Some(target) = target.and_then(|t| t.dyn_into::<web_sys::HtmlTextAreaElement>().ok())
        {
            target.set_value(text);
            said.set(texts::file_read(
                lang,
                text.lines().filter(|line| !line.trim().is_empty()).count(),
            ));
        }
    });
    reader.set_onload(Some(fill.unchecked_ref()));
    reader.read_as_text(&file).ok()
}
