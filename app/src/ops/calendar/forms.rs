//! The forms that change the draft of the calendar and put it in force.

use hezong_contract::policies::CalendarView;
use hezong_texts::calendar_edit as t;
use hezong_ui::{Card, DayField, Form, Hidden, SelectField, SubmitButton, TextArea, tr};
use leptos::prelude::*;

use super::Acts;
use crate::text_file::{FileWords, TextFilePicker};

/// Id of the form that imports.
const BOX_FORM: &str = "calendar-import";
/// Id of its text box.
const BOX: &str = "calendar-import-lines";
/// Largest file that is read, in bytes.
const FILE_MAX: f64 = 200_000.0;
const FILE_WORDS: FileWords = FileWords {
    label: t::FILE,
    hint: t::FILE_HINT,
    too_large: t::FILE_TOO_LARGE,
    not_text: t::FILE_NOT_TEXT,
    read: t::FILE_READ,
};

/// The forms of days, of the year's mark, and of an import.
pub(super) fn edit_cards(calendar: &CalendarView, acts: Acts) -> AnyView {
    view! {
        {day_card(calendar, acts)}
        {mark_card(calendar, acts)}
        {import_card(calendar, acts)}
    }
    .into_any()
}

fn day_card(calendar: &CalendarView, acts: Acts) -> AnyView {
    let form = calendar.form.clone();
    let (kinds, names) = (calendar.kinds.clone(), calendar.names.clone());
    let fields = move || {
        view! {
            <Hidden name="seen" value=form.seen.clone()/>
            <div class="form-row">
                <DayField name="day" label=tr(t::DAY) value=form.day.clone()/>
                <DayField name="until" label=tr(t::UNTIL) hint=tr(t::UNTIL_HINT) required=false/>
            </div>
            <div class="form-row">
                <SelectField
                    name="kind"
                    label=tr(t::KIND)
                    hint=tr(t::KIND_HINT)
                    options=kinds.clone()
                    value=form.kind.clone()
                    empty=tr(t::PLAIN)
                    required=false
                />
                <SelectField
                    name="name"
                    label=tr(t::NAME)
                    options=names.clone()
                    value=form.name.clone()
                    empty=tr(t::NAME_NONE)
                    required=false
                />
            </div>
        }
        .into_any()
    };
    view! {
        <div id="day">
            <Card title=tr(t::DAY_TITLE)>
                <Form action=acts.set id="calendar-day" class="form form-wide">
                    {fields()}
                    <div class="form-actions"><SubmitButton>{tr(t::SAVE_DAY)}</SubmitButton></div>
                </Form>
            </Card>
        </div>
    }
    .into_any()
}

fn mark_card(calendar: &CalendarView, acts: Acts) -> AnyView {
    let (seen, year) = (calendar.seen.clone(), calendar.year.to_string());
    let (marks, mark) = (calendar.marks.clone(), calendar.mark.clone());
    let mark = if marks.iter().any(|(value, _)| *value == mark) { mark } else { String::new() };
    view! {
        <Card title=tr(t::MARK_TITLE)>
            <Form action=acts.mark id="calendar-mark">
                <Hidden name="seen" value=seen/>
                <Hidden name="year" value=year/>
                <SelectField name="mark" label=tr(t::MARK) hint=tr(t::MARK_HINT) options=marks value=mark/>
                <div class="form-actions"><SubmitButton>{tr(t::SAVE_MARK)}</SubmitButton></div>
            </Form>
        </Card>
    }
    .into_any()
}

fn import_card(calendar: &CalendarView, acts: Acts) -> AnyView {
    let seen = calendar.seen.clone();
    view! {
        <Card title=tr(t::IMPORT_TITLE)>
            <p class="secondary">{tr(t::IMPORT_LEAD)}</p>
            <Form action=acts.import id=BOX_FORM>
                <Hidden name="seen" value=seen/>
                <TextArea name="lines" label=tr(t::LINES) hint=tr(t::LINES_HINT) rows=8/>
                <TextFilePicker
                    id="calendar-file"
                    fills=BOX
                    accept=".csv,.txt,.ics,text/csv,text/plain,text/calendar"
                    most=FILE_MAX
                    words=FILE_WORDS
                />
                <div class="form-actions"><SubmitButton>{tr(t::IMPORT)}</SubmitButton></div>
            </Form>
        </Card>
    }
    .into_any()
}

/// Putting the draft in force, or throwing it away.
pub(super) fn publish_card(calendar: &CalendarView, acts: Acts) -> AnyView {
    let (publish_seen, discard_seen) = (calendar.seen.clone(), calendar.seen.clone());
    view! {
        <Card title=tr(t::PUBLISH)>
            <div class="row-actions">
                <Form action=acts.publish id="calendar-publish" class="bare-form">
                    <Hidden name="seen" value=publish_seen/>
                    <SubmitButton>{tr(t::PUBLISH)}</SubmitButton>
                </Form>
                <Form action=acts.discard id="calendar-discard" class="bare-form">
                    <Hidden name="seen" value=discard_seen/>
                    <SubmitButton kind="danger">{tr(t::DISCARD)}</SubmitButton>
                </Form>
            </div>
        </Card>
    }
    .into_any()
}
