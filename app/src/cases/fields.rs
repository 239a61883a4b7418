//! The fields of an act's form, as the workflow asks for them.

use hezong_contract::cases::{FIELDS, FieldKind, FieldView, OptionView};
use hezong_texts::{case_page, cases as t};
use hezong_ui::{
    AmountField, Choice, DayField, Field, FormState, Group, Question, TextArea, any_of, lang,
    one_of,
};
use leptos::context::Provider;
use leptos::prelude::*;

/// Longest line and longest text the services take.
const LINE_MAX: u32 = 200;
const TEXT_MAX: u32 = 1_000;

/// The name of a field as the code knows it.
fn known(name: &str) -> Option<&'static str> {
    FIELDS.iter().copied().find(|known| *known == name)
}

/// Fields that are sent under a group's name.
fn grouped(group: Group, fields: impl FnOnce() -> AnyView + Send + 'static) -> AnyView {
    let Some(state) = use_context::<FormState>() else { return fields() };
    view! { <Provider value=state.grouped(group)>{fields()}</Provider> }.into_any()
}

/// What the form asks. The fields of a further invoice stand together under its number.
pub(super) fn answers(fields: Vec<FieldView>) -> AnyView {
    grouped(Group::Lists("fields"), move || {
        let mut shown: Vec<AnyView> = Vec::new();
        let mut fields = fields.into_iter().peekable();
        while let Some(field) = fields.next() {
            let Some(nth) = further(&field.name) else {
                shown.push(field_view(field));
                continue;
            };
            let mut part = vec![part_of(field)];
            while let Some(field) = fields.next_if(|field| further(&field.name) == Some(nth)) {
                part.push(part_of(field));
            }
            let legend = t::further_invoice(lang(), nth);
            shown.push(
                view! { <fieldset class="form-part"><legend>{legend}</legend>{part}</fieldset> }
                    .into_any(),
            );
        }
        shown.into_any()
    })
}

/// Which further invoice a field is of.
fn further(name: &str) -> Option<&'static str> {
    ["2", "3"]
        .into_iter()
        .find(|nth| name.strip_suffix(nth).is_some_and(|rest| rest.ends_with('_')))
}

/// A field of a further invoice: that all of them may stay empty is said once, above.
fn part_of(mut field: FieldView) -> AnyView {
    field.hint.clear();
    field_view(field)
}

/// A remark on each field that may have one.
pub(super) fn remarks(remarkable: Vec<(String, String)>) -> AnyView {
    grouped(Group::Remarks("remarks"), move || {
        let fields: Vec<AnyView> = remarkable
            .into_iter()
            .filter_map(|(name, label)| {
                let name = known(&name)?;
                let label = case_page::comment_on(lang(), label);
                let field = view! {
                    <TextArea name=name label=label rows=2 maxlength=TEXT_MAX required=false/>
                };
                Some(field.into_any())
            })
            .collect();
        fields.into_any()
    })
}

fn choices(options: Vec<OptionView>) -> Vec<Choice> {
    let choice = |option: OptionView| Choice {
        value: option.value,
        words: option.words,
        note: option.note,
        is_open: option.is_open,
    };
    options.into_iter().map(choice).collect()
}

/// A field with what the reviewer said about it last time.
fn field_view(field: FieldView) -> AnyView {
    let remark = field.remark.clone();
    let Some(control) = known(&field.name).map(|name| control(name, field)) else {
        return ().into_any();
    };
    if remark.is_empty() {
        return control;
    }
    view! {
        <div class="remarked">
            {control}
            <p class="remark">{t::remark(lang(), remark)}</p>
        </div>
    }
    .into_any()
}

/// The control of a field under the name the code knows it by.
pub(crate) fn control(name: &'static str, field: FieldView) -> AnyView {
    let FieldView { label, hint, kind, values, is_required, .. } = field;
    let value = values.first().cloned().unwrap_or_default();
    let question = |label, hint| Question { name, label, hint, is_required };
    match kind {
        FieldKind::Text => view! {
            <Field name=name label=label value=value hint=hint required=is_required maxlength=LINE_MAX/>
        }
        .into_any(),
        FieldKind::Lines => view! {
            <TextArea name=name label=label value=value hint=hint required=is_required rows=4/>
        }
        .into_any(),
        FieldKind::Day => view! {
            <DayField name=name label=label value=value hint=hint required=is_required/>
        }
        .into_any(),
        FieldKind::Amount => view! {
            <AmountField name=name label=label value=value hint=hint required=is_required/>
        }
        .into_any(),
        FieldKind::One(options) => {
            one_of(question(label, hint), choices(options), value, String::new())
        }
        FieldKind::Many(options) => any_of(question(label, hint), choices(options), &values),
        FieldKind::Yes(sentence) => {
            let yes =
                Choice { value: "on".to_owned(), words: sentence, note: String::new(), is_open: true };
            any_of(question(label, hint), vec![yes], &values)
        }
    }
}
