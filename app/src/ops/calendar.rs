//! The calendar of working days: a year as a table of months, its draft, imports.

pub mod api;
mod forms;
mod table;

use hezong_contract::policies::CalendarView;
use hezong_domain::access::Permission;
use hezong_domain::accounts::AccountKind;
use hezong_texts::{calendar_edit as t, nav, policies};
use hezong_ui::{Card, Crumb, DoneNotice, LinkButton, PageHead, Tab, Tabs, lang, tr};
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use leptos_router::{LazyRoute, lazy_route};

use api::{DiscardCalendar, ImportDays, MarkYear, PublishCalendar, SetDays, read_calendar};

use super::policies::review::{changes_card, redated_card};
use super::policies::{done_notice, told};
use crate::cases::goal;
use crate::cases::parts::state_pill;
use crate::partner::gate::{gate, load_page};
use crate::partner::parts::follow;
use crate::routes;

/// The page of the calendar.
#[derive(Debug)]
pub struct CalendarPage;

/// What can be done with the calendar.
#[derive(Clone, Copy)]
pub(super) struct Acts {
    set: ServerAction<SetDays>,
    mark: ServerAction<MarkYear>,
    import: ServerAction<ImportDays>,
    publish: ServerAction<PublishCalendar>,
    discard: ServerAction<DiscardCalendar>,
    /// How often something succeeded: the calendar is read anew then, and only then.
    done: RwSignal<u32>,
}

impl Acts {
    fn begin() -> Self {
        let acts = Self {
            set: ServerAction::new(),
            mark: ServerAction::new(),
            import: ServerAction::new(),
            publish: ServerAction::new(),
            discard: ServerAction::new(),
            done: RwSignal::new(0),
        };
        follow(acts.publish);
        let values = [acts.set.value(), acts.mark.value(), acts.import.value()];
        let discarded = acts.discard.value();
        for value in values.into_iter().chain([discarded]) {
            Effect::new(move |_| {
                if value.with(|value| matches!(value, Some(Ok(())))) {
                    acts.done.update(|count| *count += 1);
                }
            });
        }
        let published = acts.publish.value();
        Effect::new(move |_| {
            if published.with(|value| matches!(value, Some(Ok(_)))) {
                acts.done.update(|count| *count += 1);
            }
        });
        acts
    }
}

#[lazy_route]
impl LazyRoute for CalendarPage {
    fn data() -> Self {
        Self
    }

    fn view(_this: Self) -> AnyView {
        goal::provide(AccountKind::Vendor);
        let acts = Acts::begin();
        let search = use_location().search;
        let calendar = Resource::new(
            move || (search.get(), acts.done.get()),
            |(query, _)| read_calendar(query),
        );
        gate(None, Permission::OpsBenefits, move |viewer| {
            let may_edit = viewer.may(Permission::OpsPolicies);
            let crumbs = vec![
                Crumb::link(tr(nav::OPERATIONS), routes::OPS),
                Crumb::link(tr(policies::TITLE), routes::OPS_POLICIES),
            ];
            view! {
                <PageHead title=tr(t::TITLE) subtitle=tr(t::LEAD) crumbs=crumbs/>
                {notices(acts)}
                {load_page(calendar, move |calendar| shown(&calendar, may_edit, acts))}
            }
            .into_any()
        })
    }
}

/// What was just done.
fn notices(acts: Acts) -> AnyView {
    let published = told("published", |count| {
        if count == 0 { tr(t::PUBLISHED).to_owned() } else { t::published_redated(lang(), count) }
    });
    view! {
        {published.map(done_notice)}
        <DoneNotice action=acts.set words=tr(t::DAY_SAVED)/>
        <DoneNotice action=acts.mark words=tr(t::DAY_SAVED)/>
        <DoneNotice action=acts.import words=tr(t::IMPORT_DONE)/>
        <DoneNotice action=acts.discard words=tr(t::DISCARDED)/>
    }
    .into_any()
}

fn shown(calendar: &CalendarView, may_edit: bool, acts: Acts) -> AnyView {
    let years = calendar
        .years
        .iter()
        .map(|year| Tab {
            words: t::year_title(lang(), year.to_string()),
            href: routes::ops_calendar_year(*year),
            count: None,
            is_current: *year == calendar.year,
        })
        .collect();
    let edit = may_edit.then(|| forms::edit_cards(calendar, acts));
    let draft = calendar.has_draft.then(|| {
        let (moved, publish) = (
            redated_card(&calendar.redated),
            may_edit.then(|| forms::publish_card(calendar, acts)),
        );
        view! { {moved} {publish} }
    });
    let heads = [t::COLUMN_DAY, t::COLUMN_BEFORE, t::COLUMN_AFTER];
    let (title, none) = (tr(t::DRAFT_TITLE).to_owned(), tr(t::DRAFT_NONE));
    let changes = changes_card(title, tr(t::CHANGE_CAPTION), heads, &calendar.changes, none);
    let history = may_edit.then(|| {
        let href = routes::ops_audit_of("calendar.publish");
        view! { <LinkButton href=href>{tr(t::HISTORY)}</LinkButton> }
    });
    let year = t::year_title(lang(), calendar.year.to_string());
    let (certainty, months) = (
        state_pill(&calendar.certainty),
        table::months(&calendar.months, may_edit, &calendar.form.day),
    );
    let text = calendar.text.clone();
    view! {
        <div class="area-tabs"><Tabs label=tr(t::YEARS) items=years/></div>
        <div class="stack">
            <Card title=year note=certainty>
                <p class="secondary">{tr(t::LEGEND)}</p>
                {months}
            </Card>
            {changes}
            {draft}
            {edit}
            <Card title=tr(t::TEXT_TITLE)>
                <pre class="calendar-text" tabindex="0">{text}</pre>
                {history}
            </Card>
        </div>
    }
    .into_any()
}
