//! Uploading a version: pasted lines, or a CSV file read in the browser.

use hezong_contract::coupons::ALLOWLIST_MAX;
use hezong_domain::Problems;
use hezong_texts::allowlist as texts;
use hezong_ui::form::FormState;
use hezong_ui::words::problem_words;
use hezong_ui::{Card, Field, Form, SubmitButton, TextArea, lang, tr};
use leptos::prelude::*;

use super::api::ReplaceAllowlist;
use crate::text_file::{FileWords, TextFilePicker};

/// Id of the form; the text box is `allowlist-lines`.
const FORM: &str = "allowlist";
/// Id of the text box.
const BOX: &str = "allowlist-lines";
/// Largest file that is read, in bytes.
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
                <TextFilePicker
                    id="allowlist-file"
                    fills=BOX
                    accept=".csv,.txt,text/csv,text/plain"
                    most=FILE_MAX
                    words=FILE_WORDS
                />
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

const FILE_WORDS: FileWords = FileWords {
    label: texts::FILE,
    hint: texts::FILE_HINT,
    too_large: texts::FILE_TOO_LARGE,
    not_text: texts::FILE_NOT_TEXT,
    read: texts::FILE_READ,
};
