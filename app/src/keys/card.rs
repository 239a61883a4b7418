//! The card of access keys.

use hezong_contract::AppError;
use hezong_contract::keys::{KeyMade, KeyRow};
use hezong_domain::accounts::Activity;
use hezong_texts::keys as texts;
use hezong_ui::{
    ActivityPill, Card, Column, DataTable, DisabledButton, DoneNotice, EmptyState, Field, Form,
    SubmitButton, Time, lang, load, tr,
};
use leptos::prelude::*;

use super::api::{CreateKey, DeleteKey, DisableKey, EnableKey, MADE, access_keys};
use super::made::MadeCard;
use crate::once::use_handed;

/// The keys of the caller's account and what can be done with them.
#[derive(Clone, Copy)]
pub struct Keys {
    rows: Resource<Result<Option<Vec<KeyRow>>, AppError>>,
    handed: Resource<Option<KeyMade>>,
    create: ServerAction<CreateKey>,
    disable: ServerAction<DisableKey>,
    enable: ServerAction<EnableKey>,
    delete: ServerAction<DeleteKey>,
}

impl Default for Keys {
    fn default() -> Self {
        Self::new()
    }
}

impl Keys {
    /// Loads the keys. Call it in a page's `view`, not inside of a `Suspend`.
    pub fn new() -> Self {
        let create = ServerAction::<CreateKey>::new();
        let disable = ServerAction::<DisableKey>::new();
        let enable = ServerAction::<EnableKey>::new();
        let delete = ServerAction::<DeleteKey>::new();
        let versions = move || {
            (
                create.version().get(),
                disable.version().get(),
                enable.version().get(),
                delete.version().get(),
            )
        };
        let rows = Resource::new(versions, |_| access_keys());
        Self { rows, handed: use_handed(MADE), create, disable, enable, delete }
    }

    /// The card; nothing for those who may not manage keys.
    ///
    /// Without WASM everything works; a new key's secret is shown on the page the form comes back to.
    pub fn card(self) -> AnyView {
        let Self { rows, handed, create, disable, enable, delete } = self;
        let made = move || create.value().get().and_then(Result::ok);
        let list = load(rows, move |rows| match rows {
            Some(rows) => self.list_view(rows),
            None => ().into_any(),
        });
        view! {
            <Suspense>
                {move || {
                    let made = made();
                    Suspend::new(async move {
                        let made = made.or(handed.await);
                        made.map(|made| view! { <MadeCard made=made/> })
                    })
                }}
            </Suspense>
            <DoneNotice action=disable words=tr(texts::SWITCHED)/>
            <DoneNotice action=enable words=tr(texts::SWITCHED)/>
            <DoneNotice action=delete words=tr(texts::DELETED)/>
            {list}
        }
        .into_any()
    }

    fn list_view(self, rows: Vec<KeyRow>) -> AnyView {
        let Self { create, disable, enable, delete, .. } = self;
        let caption = tr(texts::TITLE);
        let list = if rows.is_empty() {
            view! { <EmptyState title=tr(texts::EMPTY_TITLE) body=tr(texts::EMPTY_BODY) icon="key"/> }
                .into_any()
        } else {
            view! { <DataTable caption=caption columns=COLUMNS rows=rows/> }.into_any()
        };
        view! {
            <Card title=caption flush=true>
                <div class="card-lead"><p class="secondary">{tr(texts::LEAD)}</p></div>
                // The buttons of the rows belong to these forms.
                <Form action=disable id="disable-key" class="bare-form">{()}</Form>
                <Form action=enable id="enable-key" class="bare-form">{()}</Form>
                <Form action=delete id="delete-key" class="bare-form">{()}</Form>
                {list}
                <div class="card-lead">
                    <Form action=create id="create-key" class="form key-form">
                        <Field
                            name="description"
                            label=tr(texts::DESCRIPTION)
                            hint=tr(texts::DESCRIPTION_HINT)
                            required=false
                            maxlength=64
                        />
                        <SubmitButton>{tr(texts::CREATE)}</SubmitButton>
                    </Form>
                </div>
            </Card>
        }
        .into_any()
    }
}

const COLUMNS: &[Column<KeyRow>] = &[
    Column::new(texts::ACCESS_KEY, |k: &KeyRow| {
        view! { <code>{k.access_key.clone()}</code> }.into_any()
    })
    .primary(),
    Column::new(texts::DESCRIPTION, |k: &KeyRow| k.description.clone().into_any()).wide(),
    Column::new(texts::OWNER, |k: &KeyRow| k.sign_in.clone().into_any()),
    Column::new(texts::STATUS, |k: &KeyRow| {
        view! { <ActivityPill activity=k.activity/> }.into_any()
    }),
    Column::new(texts::CREATED_AT, |k: &KeyRow| view! { <Time at=k.created_at/> }.into_any()),
    Column::new(texts::LAST_USED, |k: &KeyRow| match k.last_used_at {
        Some(at) => view! { <Time at=at/> }.into_any(),
        None => view! { <span class="muted">{tr(texts::NEVER)}</span> }.into_any(),
    }),
    Column::new(texts::ACTIONS, actions_cell),
];

fn row_button(form: &'static str, key: &KeyRow, words: &'static str, spoken: String) -> AnyView {
    view! {
        <button
            type="submit"
            class="button button-small"
            form=form
            name="form[access_key]"
            value=key.access_key.clone()
            aria-label=spoken
        >
            {words}
        </button>
    }
    .into_any()
}

fn actions_cell(key: &KeyRow) -> AnyView {
    let id = &key.access_key;
    let buttons = match key.activity {
        Activity::Active => view! {
            {row_button("disable-key", key, tr(texts::DISABLE), texts::disable_of(lang(), id))}
            <DisabledButton reason=tr(texts::DELETE_FIRST_DISABLE) kind="small">{tr(texts::DELETE)}</DisabledButton>
        }
        .into_any(),
        Activity::Disabled => view! {
            {row_button("enable-key", key, tr(texts::ENABLE), texts::enable_of(lang(), id))}
            <details class="sure">
                <summary class="button button-small" aria-label=texts::delete_of(lang(), id)>
                    {tr(texts::DELETE)}
                </summary>
                <div class="sure-panel">
                    <p>{tr(texts::DELETE_CONFIRM)}</p>
                    <button
                        type="submit"
                        class="button button-small button-danger"
                        form="delete-key"
                        name="form[access_key]"
                        value=id.clone()
                    >
                        {tr(texts::DELETE_SURE)}
                    </button>
                </div>
            </details>
        }
        .into_any(),
    };
    view! { <span class="row-actions">{buttons}</span> }.into_any()
}
