//! A new key: shown once, to be copied or saved as a file.

use hezong_contract::keys::KeyMade;
use hezong_texts::keys as texts;
use hezong_ui::{Card, SecretOnce, tr};
use leptos::prelude::*;

use crate::csv;

/// The pair, with a file of it.
#[component]
pub(super) fn MadeCard(
    /// The new key.
    made: KeyMade,
) -> impl IntoView {
    let lines = [
        vec![tr(texts::ACCESS_KEY).to_owned(), tr(texts::SECRET).to_owned()],
        vec![made.access_key.clone(), made.secret.clone()],
    ];
    let file = csv::link(&lines);
    let name = format!("{}.csv", made.access_key);
    view! {
        <section class="key-made" role="status">
            <Card title=tr(texts::CREATED_TITLE)>
                <SecretOnce label=tr(texts::ACCESS_KEY) value=made.access_key warns=false/>
                <SecretOnce label=tr(texts::SECRET) value=made.secret/>
                <p><a class="button" href=file download=name rel="external">{tr(texts::SAVE_FILE)}</a></p>
            </Card>
        </section>
    }
    .into_any()
}
