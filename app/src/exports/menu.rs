//! The export button of a list: what to export and in which format.

use hezong_contract::ListState;
use hezong_domain::coupons::QuotaType;
use hezong_texts::coupons_partner as texts;
use hezong_ui::{Form, Hidden, lang, tr};
use leptos::prelude::*;

use super::api::RequestExport;
use crate::partner::parts::follow;
use crate::routes;

/// A menu that asks for an export of the list as it is filtered now, or of everything.
///
/// Without WASM: a disclosure with a plain form.
#[component]
pub fn ExportMenu(
    /// `issued` or `records`.
    kind: &'static str,
    /// Vouchers or cash coupons.
    quota_type: QuotaType,
    /// State of the list.
    list: Memo<ListState>,
) -> impl IntoView {
    let action = ServerAction::<RequestExport>::new();
    follow(action);
    let is_filtered = move || list.with(|list| list.filters().iter().any(|(n, _)| n != "reveal"));
    view! {
        <details class="menu export-menu">
            <summary class="button">{tr(texts::EXPORT)}</summary>
            <div class="menu-panel">
                <Form action=action id="export">
                    <Hidden name="kind" value=kind/>
                    <Hidden name="quota_type" value=quota_type.as_str()/>
                    <Hidden name="lang" value=lang().tag()/>
                    <input type="hidden" name="form[query]" value=move || list.get().to_query()/>
                    <fieldset class="field">
                        <legend class="field-label">{tr(texts::EXPORT_WHAT)}</legend>
                        <div class="checks">
                            <label class="check">
                                <input type="radio" name="form[range]" value="filtered" checked=is_filtered/>
                                <span>{tr(texts::EXPORT_FILTERED)}</span>
                            </label>
                            <label class="check">
                                <input
                                    type="radio"
                                    name="form[range]"
                                    value="all"
                                    checked=move || !is_filtered()
                                />
                                <span>{tr(texts::EXPORT_ALL)}</span>
                            </label>
                        </div>
                    </fieldset>
                    <p class="secondary">{tr(texts::EXPORT_NOTE)}</p>
                    <div class="form-actions">
                        <button type="submit" class="button button-primary" name="form[format]" value="xlsx">
                            {tr(texts::EXPORT_XLSX)}
                        </button>
                        <button type="submit" class="button" name="form[format]" value="csv">
                            {tr(texts::EXPORT_CSV)}
                        </button>
                    </div>
                    <a href=routes::EXPORTS>{tr(texts::EXPORT_LOG)}</a>
                </Form>
            </div>
        </details>
    }
    .into_any()
}
