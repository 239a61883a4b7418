//! The message box: codes, results, reminders.

use hezong_contract::Listing;
use hezong_contract::messages::MessageRow;
use hezong_texts::inbox;
use hezong_ui::{
    Card, DisabledButton, DoneNotice, EmptyState, Form, PageHead, Pager, StatusPill, SubmitButton,
    Time, Tone, load, tr, use_list,
};
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};

use super::api::{ReadMessages, messages};
use crate::routes;
use crate::session::{use_session, with_viewer};

/// The page of the message box.
#[derive(Debug)]
pub struct MessagesPage;

#[lazy_route]
impl LazyRoute for MessagesPage {
    fn data() -> Self {
        Self
    }

    fn view(_this: Self) -> AnyView {
        let list = use_list(&[]);
        let read = ServerAction::<ReadMessages>::new();
        let session = use_session();
        let rows = Resource::new(
            move || (list.get().to_query(), read.version().get()),
            |(query, _)| messages(query),
        );
        Effect::new(move |_| {
            if read.version().get() > 0
                && let Some(session) = session
            {
                session.reload();
            }
        });
        view! {
            <PageHead title=tr(inbox::TITLE) subtitle=tr(inbox::LEAD)>
                {with_viewer(move |viewer| read_button(viewer.unread, read))}
            </PageHead>
            <DoneNotice action=read words=tr(inbox::ALL_READ)/>
            <Card flush=true>{load(rows, move |rows| list_view(rows, list.get_untracked()))}</Card>
        }
        .into_any()
    }
}

fn read_button(unread: i64, action: ServerAction<ReadMessages>) -> AnyView {
    if unread == 0 {
        return view! {
            <DisabledButton reason=tr(inbox::NOTHING_UNREAD)>{tr(inbox::MARK_ALL_READ)}</DisabledButton>
        }
        .into_any();
    }
    view! {
        <Form action=action id="read-all" class="inline-form">
            <SubmitButton kind="">{tr(inbox::MARK_ALL_READ)}</SubmitButton>
        </Form>
    }
    .into_any()
}

fn list_view(page: Listing<MessageRow>, list: hezong_contract::ListState) -> AnyView {
    if page.total == 0 {
        return view! {
            <EmptyState title=tr(inbox::EMPTY_TITLE) body=tr(inbox::EMPTY_BODY) icon="bell"/>
        }
        .into_any();
    }
    let items = page.rows.iter().map(message_view).collect_view();
    view! {
        <ul class="messages">{items}</ul>
        <Pager path=routes::MESSAGES list=list total=page.total/>
    }
    .into_any()
}

fn message_view(row: &MessageRow) -> AnyView {
    let mark =
        (!row.is_read).then(|| view! { <StatusPill tone=Tone::Info word=tr(inbox::UNREAD)/> });
    let title = row.title.clone();
    let title = if row.href.is_empty() {
        title.into_any()
    } else {
        view! { <a href=row.href.clone()>{title}</a> }.into_any()
    };
    view! {
        <li class:is-unread=!row.is_read>
            <h2>{title} " " {mark}</h2>
            <p>{row.body.clone()}</p>
            <Time at=row.created_at/>
        </li>
    }
    .into_any()
}
