//! The card of the calendar feed.

use hezong_contract::notices::{FeedMade, FeedView};
use hezong_texts::feed as t;
use hezong_ui::{
    Card, DoneNotice, Form, KeyValue, KeyValues, SecretOnce, StatusPill, SubmitButton, Time, Tone,
    tr,
};
use leptos::prelude::*;

use super::notices::{MADE, MakeFeed, RemoveFeed};
use crate::once::{handed_view, use_handed};

/// What can be done with the feed. Made once for each page.
#[derive(Clone, Copy)]
pub(super) struct FeedActs {
    make: ServerAction<MakeFeed>,
    remove: ServerAction<RemoveFeed>,
    handed: Resource<Option<FeedMade>>,
}

impl FeedActs {
    /// Begins; call it in a page's `view`, not inside of a `Suspend`.
    pub(super) fn begin() -> Self {
        Self { make: ServerAction::new(), remove: ServerAction::new(), handed: use_handed(MADE) }
    }

    /// Changes whenever an act has been done.
    pub(super) fn version(self) -> (usize, usize) {
        (self.make.version().get(), self.remove.version().get())
    }

    /// The address just made, shown once.
    pub(super) fn made(self) -> AnyView {
        view! {
            <DoneNotice action=self.remove words=tr(t::REMOVED)/>
            {handed_view(self.make, self.handed, made_card)}
        }
        .into_any()
    }

    /// What the feed is for, whether it is on, and what can be done.
    pub(super) fn card(self, feed: &FeedView) -> AnyView {
        let pill = match feed.created_at {
            Some(_) => view! { <StatusPill tone=Tone::Ok word=tr(t::ON)/> },
            None => view! { <StatusPill tone=Tone::Plain word=tr(t::OFF)/> },
        };
        let acts = match feed.created_at {
            Some(_) => self.acts_on().into_any(),
            None => self.make_form("primary", tr(t::MAKE)),
        };
        // Made outside: what stands in the card outlives the borrow.
        let facts = facts(feed);
        view! {
            <Card title=tr(t::CARD) note=pill.into_any()>
                <p class="secondary">{tr(t::CARD_LEAD)}</p>
                {facts}
                {acts}
            </Card>
        }
        .into_any()
    }

    fn make_form(self, kind: &'static str, words: &'static str) -> AnyView {
        view! {
            <Form action=self.make id="make-feed">
                <div class="form-actions"><SubmitButton kind=kind>{words}</SubmitButton></div>
            </Form>
        }
        .into_any()
    }

    fn acts_on(self) -> AnyView {
        view! {
            <p class="secondary">{tr(t::RENEW_LEAD)}</p>
            {self.make_form("", tr(t::RENEW))}
            <Form action=self.remove id="remove-feed">
                <div class="form-actions">
                    <SubmitButton kind="danger">{tr(t::REMOVE)}</SubmitButton>
                </div>
            </Form>
        }
        .into_any()
    }
}

fn facts(feed: &FeedView) -> Option<AnyView> {
    let since = feed.created_at?;
    let used = match feed.last_used_at {
        Some(at) => view! { <Time at=at/> }.into_any(),
        None => view! { <span class="muted">{tr(t::NEVER)}</span> }.into_any(),
    };
    let items = vec![
        KeyValue::new(tr(t::SINCE), view! { <Time at=since/> }),
        KeyValue::new(tr(t::USED), used),
    ];
    Some(view! { <KeyValues items=items/> }.into_any())
}

fn made_card(made: FeedMade) -> AnyView {
    view! {
        <section role="status">
            <Card title=tr(t::MADE)>
                <SecretOnce label=tr(t::ADDRESS) value=made.address/>
                <p class="secondary">{tr(t::HOW)}</p>
            </Card>
        </section>
    }
    .into_any()
}
