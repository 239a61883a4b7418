//! The calendar's draft, and dating open cases anew when it takes effect.

use hezong_contract::fh_lists::ListsForm;
use hezong_contract::policies::{CalendarStep, CalendarView, DayForm, ImportForm, MarkForm};
use hezong_domain::access::Scope;
use hezong_domain::incentives::Scheme;
use hezong_domain::{CaseId, ProblemKind, Refusal, Window};
use hezong_services::benefits::{calendar, claims};
use hezong_services::{Context, Error};
use hezong_storage::benefits::{CaseFilter, CaseOrder};
use hezong_testing::World;
use hezong_texts::Lang;

use crate::fh_stage::{Fh, fh, go_to, night, qualify, row, see, shown_lists, specialist};

async fn view(cx: &Context, query: &str) -> CalendarView {
    calendar::view(cx, Lang::En, query).await.unwrap()
}

/// Makes a run of days holidays (or plain days when `kind` is empty) in the draft.
async fn set(cx: &Context, day: &str, until: &str, kind: &str) -> Result<(), Error> {
    let form = DayForm {
        seen: view(cx, "").await.seen,
        day: day.to_owned(),
        until: until.to_owned(),
        kind: kind.to_owned(),
        name: String::new(),
    };
    calendar::set_days(cx, &form).await
}

/// Puts the draft in force; how many last days moved, as the preview and the answer say.
async fn publish(cx: &Context) -> (i64, i64) {
    let seen = view(cx, "").await;
    let done = calendar::publish(cx, &CalendarStep { seen: seen.seen }).await.unwrap();
    (seen.redated.count, done.redated)
}

/// A list of a month that waits for the partner's confirmation.
async fn list(fh: &Fh, month: &str) -> CaseId {
    let form = ListsForm {
        month: month.to_owned(),
        scheme: Scheme::SvcExpert.as_str().to_owned(),
        what: "all".to_owned(),
        seen: shown_lists(fh, month, Scheme::SvcExpert).await,
    };
    let made = claims::make(&fh.reviewer, Lang::En, &form).await.unwrap();
    assert_eq!((made.done, made.left.len()), (1, 0), "{made:?}");
    let filter = CaseFilter {
        benefits: vec!["claim".to_owned()],
        period_from: month.to_owned(),
        period_to: month.to_owned(),
        ..CaseFilter::default()
    };
    let mut tx = fh.world.storage.read().await.unwrap();
    let page = tx
        .benefits()
        .list_cases(&Scope::Platform, &filter, CaseOrder::Due, Window::first(5))
        .await
        .unwrap();
    page.rows[0].id.clone()
}

async fn due(fh: &Fh, id: &CaseId) -> String {
    row(fh, id).await.due_on.map_or_else(String::new, |day| day.to_string())
}

/// A partner of services with one expert.
async fn experts(world: World) -> Fh {
    let fh = fh(world).await;
    qualify(&fh, Scheme::SvcExpert).await;
    specialist(&fh, "wu", "service").await;
    fh
}

/// Fourteen working days from the day a list is made, over month, quarter, year and holiday edges, before
/// and after a holiday is put in the way and taken out of it again.
#[tokio::test]
async fn a_changed_calendar_moves_open_deadlines() {
    for (made_on, month, told, (from, to), moved) in [
        // Over a month's end.
        ("2026-11-24", "2026-11", "2026-12-14", ("2026-12-01", ""), "2026-12-15"),
        // A weekend day changes nothing.
        ("2026-11-24", "2026-11", "2026-12-14", ("2026-12-05", ""), "2026-12-14"),
        // The last day itself, before a weekend.
        ("2026-11-30", "2026-11", "2026-12-18", ("2026-12-18", ""), "2026-12-21"),
        // Over the quarter's and the year's end, New Year in between.
        ("2026-12-28", "2026-12", "2027-01-18", ("2027-01-04", "2027-01-06"), "2027-01-21"),
        // Up to the year's last day and past it.
        ("2026-12-11", "2026-12", "2026-12-31", ("2026-12-31", ""), "2027-01-04"),
    ] {
        for world in World::each().await {
            let fh = experts(world).await;
            go_to(&fh, made_on);
            let id = list(&fh, month).await;
            assert_eq!(due(&fh, &id).await, told, "{made_on}");
            set(&fh.reviewer, from, to, "holiday").await.unwrap();
            assert_eq!(due(&fh, &id).await, told, "a draft moves nothing");
            let count = i64::from(told != moved);
            assert_eq!(publish(&fh.reviewer).await, (count, count), "{made_on} {from}");
            assert_eq!(due(&fh, &id).await, moved, "{made_on} {from}");
            let turn = see(&fh.admin, &id).await.turn.unwrap();
            assert_eq!(turn.until, moved, "the page says what the list says");
            set(&fh.reviewer, from, to, "").await.unwrap();
            assert_eq!(publish(&fh.reviewer).await, (count, count));
            assert_eq!(due(&fh, &id).await, told);
        }
    }
}

#[tokio::test]
async fn nothing_lapses_because_of_the_change_itself() {
    for world in World::each().await {
        let fh = experts(world).await;
        go_to(&fh, "2026-11-30");
        let id = list(&fh, "2026-11").await;
        set(&fh.reviewer, "2026-12-16", "2026-12-18", "holiday").await.unwrap();
        publish(&fh.reviewer).await;
        assert_eq!(due(&fh, &id).await, "2026-12-23");
        // The holidays are taken back when the old last day is over already.
        go_to(&fh, "2026-12-21");
        set(&fh.reviewer, "2026-12-16", "2026-12-18", "").await.unwrap();
        let seen = view(&fh.reviewer, "").await.redated;
        assert_eq!((seen.count, seen.earlier, seen.held), (1, 1, 1));
        publish(&fh.reviewer).await;
        assert_eq!(due(&fh, &id).await, "2026-12-22");
        for day in ["2026-12-21", "2026-12-22"] {
            go_to(&fh, day);
            night(&fh).await;
            assert_eq!(row(&fh, &id).await.state, "generated", "{day}");
        }
        go_to(&fh, "2026-12-23");
        night(&fh).await;
        assert_eq!(row(&fh, &id).await.state, "lapsed");
        // The partner was told of both moves.
        let user = fh.admin.principal().user_id().unwrap();
        let mut tx = fh.world.storage.read().await.unwrap();
        let box_ = tx.operation().list_messages(user, Window::first(50)).await.unwrap();
        let told = box_.rows.iter().filter(|message| message.kind == "case_redated").count();
        assert_eq!(told, 2);
    }
}

#[tokio::test]
async fn a_draft_is_read_from_text_and_wrong_rows_are_named() {
    for world in World::each().await {
        let fh = fh(world).await;
        let ops = &fh.reviewer;
        let seen = view(ops, "year=2027").await;
        assert_eq!((seen.has_draft, seen.mark.as_str()), (false, "provisional"));
        let read =
            |lines: &str, seen: &str| ImportForm { seen: seen.to_owned(), lines: lines.to_owned() };
        let wrong = read("2027,announced\n2027-13-01,holiday,\n2027-01-04,workday,", &seen.seen);
        let Err(Error::Invalid(problems)) = calendar::read_text(ops, &wrong).await else {
            panic!()
        };
        let rows: Vec<_> = problems
            .iter()
            .map(|problem| match &problem.what {
                ProblemKind::CalendarRow { row, value, .. } => (*row, value.as_str()),
                other => panic!("{other:?}"),
            })
            .collect();
        assert_eq!(rows, [(2, "2027-13-01"), (3, "2027-01-04")]);
        assert!(!view(ops, "").await.has_draft);

        let right =
            read("2027,announced\n2027-01-01,holiday,new_year\n2027-01-02,workday,", &seen.seen);
        calendar::read_text(ops, &right).await.unwrap();
        // Whoever looked before is told that it changed.
        let late = calendar::read_text(&fh.reviewer2, &right).await;
        assert!(matches!(late, Err(Error::Refused(Refusal::Stale))), "{late:?}");
        let seen = view(ops, "year=2027").await;
        assert!(seen.has_draft && seen.mark == "announced");
        assert!(
            seen.changes
                .iter()
                .any(|change| change.before == "Provisional" && change.after == "Announced")
        );
        let january = &seen.months[0];
        assert_eq!((january.working, january.weeks[0][4].day.as_str()), (21, "2027-01-01"));
        assert!(january.weeks[0][5].is_working && january.weeks[0][5].is_changed);

        let mark = MarkForm { seen: seen.seen, year: "2027".into(), mark: "provisional".into() };
        calendar::mark_year(ops, &mark).await.unwrap();
        publish(ops).await;
        let seen = view(ops, "day=2027-01-02").await;
        assert!(!seen.has_draft && seen.changes.is_empty());
        assert_eq!((seen.year, seen.form.kind.as_str()), (2027, "workday"));

        set(ops, "2027-01-02", "", "").await.unwrap();
        let seen = view(ops, "").await.seen;
        calendar::discard(ops, &CalendarStep { seen }).await.unwrap();
        assert!(!view(ops, "").await.has_draft);
    }
}

#[tokio::test]
async fn slips_of_days_are_told_beside_their_fields() {
    let fh = fh(World::sqlite().await).await;
    let ops = &fh.reviewer;
    for (day, until, kind, field) in [
        ("", "", "holiday", "day"),
        ("2026-02-30", "", "holiday", "day"),
        ("2026-12-01", "2026-11-01", "holiday", "until"),
        ("2026-12-01", "2027-03-01", "holiday", "until"),
        ("2026-12-01", "", "party", "kind"),
        ("2026-12-01", "", "workday", "day"),
        ("2026-12-05", "2026-12-07", "workday", "until"),
    ] {
        let refused = set(ops, day, until, kind).await;
        let Err(Error::Invalid(problems)) = refused else { panic!("{day} {until}: {refused:?}") };
        assert!(problems.of(field).is_some(), "{day} {until} {kind}: {problems:?}");
    }
    assert!(!view(ops, "").await.has_draft);
    let late = calendar::publish(ops, &CalendarStep { seen: view(ops, "").await.seen }).await;
    assert!(matches!(late, Err(Error::Refused(Refusal::Stale))), "no draft: {late:?}");
    for cx in [&fh.finance, &fh.admin] {
        let form = DayForm { day: "2026-12-01".into(), ..DayForm::default() };
        assert!(matches!(calendar::set_days(cx, &form).await, Err(Error::Forbidden { .. })));
    }
}
