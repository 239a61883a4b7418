//! The allow-list of cash coupons: its versions, whom each names, and uploading a new one.

pub mod api;
mod upload;

use hezong_contract::coupons::AllowlistRow;
use hezong_contract::customers::CustomerRow;
use hezong_contract::query;
use hezong_domain::access::Permission;
use hezong_texts::{allowlist as texts, common};
use hezong_ui::{
    Card, Column, ConfirmCard, DataTable, DoneNotice, EmptyState, Form, Hidden, LinkButton,
    StatusPill, SubmitButton, Time, Tone, label, lang, load, tr,
};
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use leptos_router::{LazyRoute, lazy_route};

use super::area::Area;
use super::coupons::api::issued_figures;
use super::coupons::parts::{Section, section_page};
use super::gate::gate;
use super::parts::long_text;
use crate::ops::parts::{asked, close_after, forget_errors};
use crate::routes::with_query;
use api::{DisableAllowlist, EnableAllowlist, ReplaceAllowlist, allowlist_entries, allowlists};
use upload::upload_card;

/// The page of the allow-list.
#[derive(Debug)]
pub struct AllowlistPage;

const AREA: Area = Area::CashCoupons;

#[lazy_route]
impl LazyRoute for AllowlistPage {
    fn data() -> Self {
        Self
    }

    fn view(_this: Self) -> AnyView {
        let search = use_location().search;
        let shown =
            Memo::new(move |_| search.with(|text| query::first(&query::pairs(text), "version")));
        let replace = ServerAction::<ReplaceAllowlist>::new();
        let enable = ServerAction::<EnableAllowlist>::new();
        let disable = ServerAction::<DisableAllowlist>::new();
        let asked = asked("disable", "disable_allowlist");
        forget_errors(asked, disable);
        close_after(disable, AREA.allowlist());
        let stats = Resource::new(|| (), |()| issued_figures(AREA.quota_type()));
        let versions = Resource::new(
            move || (replace.version().get(), enable.version().get(), disable.version().get()),
            |_| allowlists(),
        );
        let entries = Resource::new(
            move || shown.get(),
            |version| async move {
                if version.is_empty() {
                    Ok(None)
                } else {
                    allowlist_entries(version).await.map(Some)
                }
            },
        );
        gate(Some(AREA), Permission::AllowlistManage, move |_| {
            let list = load(versions, move |rows| versions_view(rows, asked, disable));
            let named =
                load(entries, |rows: Option<Vec<CustomerRow>>| rows.map(entries_view).into_any());
            let body = view! {
                <div class="card-lead"><p class="secondary">{tr(texts::LEAD)}</p></div>
                <DoneNotice action=replace words=tr(texts::DONE)/>
                <DoneNotice action=enable words=tr(texts::ENABLED)/>
                <DoneNotice action=disable words=tr(texts::ENABLED)/>
                // The buttons of the rows belong to this form.
                <Form action=enable id="enable-list" class="bare-form">{()}</Form>
                {list}
            };
            view! {
                {section_page(AREA, Section::Allowlist, stats, ().into_any(), body.into_any())}
                {named}
                {upload_card(replace)}
            }
            .into_any()
        })
    }
}

const COLUMNS: &[Column<AllowlistRow>] = &[
    Column::new(texts::NUMBER, |v: &AllowlistRow| texts::number_value(lang(), v.number).into_any())
        .primary(),
    Column::new(texts::STATUS, |v: &AllowlistRow| {
        let (tone, text) =
            if v.is_valid { (Tone::Ok, texts::VALID) } else { (Tone::Plain, texts::INVALID) };
        view! { <StatusPill tone=tone word=tr(text)/> }.into_any()
    }),
    Column::new(texts::ENTRIES, |v: &AllowlistRow| v.entries.into_any()).end(),
    Column::new(texts::NOTE, |v: &AllowlistRow| v.note.clone().into_any()).wide(),
    Column::new(texts::CREATED_BY, |v: &AllowlistRow| v.created_by.clone().into_any()),
    Column::new(texts::CREATED_AT, |v: &AllowlistRow| view! { <Time at=v.created_at/> }.into_any()),
    Column::new(texts::ACTIONS, actions_cell),
];

fn actions_cell(row: &AllowlistRow) -> AnyView {
    let see = with_query(&AREA.allowlist(), &query::build([("version", &row.id)]));
    let switch = if row.is_valid {
        let ask = with_query(&AREA.allowlist(), &query::build([("disable", &row.id)]));
        view! { <LinkButton href=ask kind="small">{tr(texts::DISABLE)}</LinkButton> }.into_any()
    } else {
        view! {
            <button type="submit" class="button button-small" form="enable-list" name="form[id]" value=row.id.clone()>
                {tr(texts::ENABLE)}
            </button>
        }
        .into_any()
    };
    view! {
        <span class="row-actions">
            <a href=see aria-label=texts::see_of(lang(), row.number)>{tr(texts::SEE)}</a>
            {switch}
        </span>
    }
    .into_any()
}

fn versions_view(
    rows: Vec<AllowlistRow>,
    asked: Memo<String>,
    disable: ServerAction<DisableAllowlist>,
) -> AnyView {
    if rows.is_empty() {
        return view! { <EmptyState title=tr(texts::EMPTY_TITLE) body=tr(texts::EMPTY_BODY)/> }
            .into_any();
    }
    let valid = rows.iter().find(|row| row.is_valid).map(|row| (row.id.clone(), row.number));
    let confirm = move || {
        let (id, number) = valid.clone()?;
        (asked.get() == id).then(|| confirm_disable(id, number, disable))
    };
    view! {
        {confirm}
        <DataTable caption=tr(texts::VERSIONS) columns=COLUMNS rows=rows/>
    }
    .into_any()
}

/// The question before the version in force goes out of it: nothing can be issued any more then.
fn confirm_disable(id: String, number: i64, action: ServerAction<DisableAllowlist>) -> AnyView {
    let plan = view! { <p>{tr(texts::DISABLE_EFFECT)}</p> }.into_any();
    view! {
        <div class="card-lead">
            <ConfirmCard title=texts::disable_title(lang(), number) plan=plan>
                <Form action=action id="disable-list">
                    <Hidden name="id" value=id/>
                    <div class="form-actions">
                        <SubmitButton kind="danger">{tr(texts::DISABLE_CONFIRM)}</SubmitButton>
                        <LinkButton href=AREA.allowlist()>{tr(common::CANCEL)}</LinkButton>
                    </div>
                </Form>
            </ConfirmCard>
        </div>
    }
    .into_any()
}

const ENTRIES: &[Column<CustomerRow>] = &[
    Column::new(texts::COMPANY, |c: &CustomerRow| long_text(&c.display_name)).primary(),
    Column::new(texts::ACCOUNT, |c: &CustomerRow| c.account_name.clone().into_any()),
    Column::new(hezong_texts::customers_partner::ACCOUNT_ID, |c: &CustomerRow| {
        view! { <code>{c.id.clone()}</code> }.into_any()
    }),
    Column::new(texts::ASSOCIATION, |c: &CustomerRow| match c.association {
        Some(kind) => label("association", kind.as_str()).into_any(),
        None => tr(common::DASH).into_any(),
    }),
];

fn entries_view(rows: Vec<CustomerRow>) -> AnyView {
    let note = view! {
        <span class="secondary">{texts::entries_shown(lang(), rows.len())}</span>
        " " <a href=AREA.allowlist()>{tr(texts::BACK)}</a>
    };
    let title = tr(texts::ENTRIES_CAPTION);
    view! {
        <Card title=title note=note.into_any() flush=true>
            <DataTable caption=title columns=ENTRIES rows=rows/>
        </Card>
    }
    .into_any()
}
