//! Cases of benefits, their history, files, policies, the calendar, invoice numbers.

use hezong_domain::access::Scope;
use hezong_domain::benefits::{Actor, Comment};
use hezong_domain::incentives::PolicyStanding;
use hezong_domain::{CaseId, CustomerId, Day, Fen, FileId, PartnerId, UserId, Window};

use super::Fresh;
use super::make::{NOW, two_partners, user};
use crate::benefits::{
    CaseFile, CaseFilter, CaseOrder, CaseRow, CaseStep, NumberUse, PolicyEnd, PolicyRow, StoredFile,
};
use crate::{StorageError, UnitOfWork};

fn on(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn shanhai() -> PartnerId {
    PartnerId::new("id-shanhai")
}

pub(super) fn case(id: &str, partner: &str, subject: &str) -> CaseRow {
    CaseRow {
        id: CaseId::new(id),
        benefit: "claim".to_owned(),
        partner_id: PartnerId::new(partner),
        subject: subject.to_owned(),
        title: format!("Claim {subject}"),
        account: None,
        state: "reviewing".to_owned(),
        turn: Some(Actor::Reviewer),
        maker: None,
        version: 1,
        period: "2026-09".to_owned(),
        amount: Some(Fen::yuan(10)),
        entered_on: on("2026-09-03"),
        submitted_on: Some(on("2026-09-03")),
        due_on: None,
        reminded_on: None,
        data: "{\"n\":1}".to_owned(),
        created_at: NOW,
        changed_at: NOW,
    }
}

async fn add(work: &mut dyn UnitOfWork, cases: &[CaseRow]) {
    for case in cases {
        work.benefits().add_case(case).await.unwrap();
    }
}

/// A case is found by its partner and the vendor, and by nobody else; a subject exists once.
pub async fn cases_by_scope(fresh: Fresh) {
    let mut work = fresh.write().await;
    two_partners(&mut *work).await;
    let mine = case("c1", "id-shanhai", "si/2026-09");
    add(&mut *work, &[mine.clone(), case("c2", "id-xinghe", "si/2026-09")]).await;
    let twice = work.benefits().add_case(&case("c3", "id-shanhai", "si/2026-09")).await;
    assert!(matches!(twice, Err(StorageError::Conflict)), "{twice:?}");
    let others = PartnerId::new("id-xinghe");
    for (scope, seen) in [
        (Scope::Platform, true),
        (Scope::Partner(shanhai()), true),
        (Scope::Partner(others), false),
        (Scope::Customer(CustomerId::new("id-shanhai")), false),
    ] {
        let found = work.benefits().find_case(&scope, &mine.id).await.unwrap();
        assert_eq!(found.as_ref() == Some(&mine), seen, "{scope:?}");
        let subject = &mine.subject;
        let found =
            work.benefits().find_subject(&scope, "claim", &shanhai(), subject).await.unwrap();
        assert_eq!(found.as_ref() == Some(&mine), seen, "{scope:?}");
    }
    let all = Scope::Platform;
    let found = work.benefits().find_subject(&all, "payment", &shanhai(), "si/2026-09").await;
    assert_eq!(found.unwrap(), None);
}

/// A case is written by whoever saw its newest version; reminders do not count as a change.
pub async fn case_updates_are_guarded(fresh: Fresh) {
    let mut work = fresh.write().await;
    two_partners(&mut *work).await;
    let person = user("shanhai", "lin");
    assert!(work.identity().add_user(&person, "hash").await.unwrap());
    let before = case("c1", "id-shanhai", "si/2026-09");
    add(&mut *work, std::slice::from_ref(&before)).await;
    let after = CaseRow {
        title: "Other".to_owned(),
        account: Some("lin".to_owned()),
        state: "prelim_failed".to_owned(),
        turn: None,
        maker: Some(person.id.clone()),
        version: 2,
        period: "2026-10".to_owned(),
        amount: None,
        entered_on: on("2026-10-08"),
        submitted_on: None,
        due_on: Some(on("2026-10-31")),
        reminded_on: Some(on("2026-10-20")),
        data: "{}".to_owned(),
        ..before
    };
    work.benefits().update_case(&after, 1).await.unwrap();
    let stale = work.benefits().update_case(&after, 1).await;
    assert!(matches!(stale, Err(StorageError::Conflict)), "{stale:?}");
    work.benefits().mark_reminded(&after.id, on("2026-10-29")).await.unwrap();
    let found = work.benefits().find_case(&Scope::Platform, &after.id).await.unwrap();
    assert_eq!(found, Some(CaseRow { reminded_on: Some(on("2026-10-29")), ..after.clone() }));
    let late = work.benefits().set_due(&after.id, 1, None).await;
    assert!(matches!(late, Err(StorageError::Conflict)), "{late:?}");
    for due_on in [None, Some(on("2026-11-04"))] {
        work.benefits().set_due(&after.id, 2, due_on).await.unwrap();
        let found = work.benefits().find_case(&Scope::Platform, &after.id).await.unwrap();
        assert_eq!(found, Some(CaseRow { due_on, reminded_on: None, ..after.clone() }));
    }
}

/// What each filter and order of a list means, and whose turn it is how often.
pub async fn case_lists(fresh: Fresh) {
    let mut work = fresh.write().await;
    two_partners(&mut *work).await;
    let base = case("c1", "id-shanhai", "a");
    let cases = [
        CaseRow { due_on: Some(on("2026-10-12")), ..base.clone() },
        CaseRow { due_on: Some(on("2026-10-09")), ..case("c2", "id-shanhai", "b") },
        CaseRow {
            benefit: "payment".to_owned(),
            period: "2026Q3".to_owned(),
            turn: Some(Actor::Partner),
            state: "rejected".to_owned(),
            title: "林 100%".to_owned(),
            ..case("c3", "id-shanhai", "c")
        },
        CaseRow { period: "2026-08".to_owned(), ..case("c4", "id-xinghe", "a") },
        CaseRow {
            turn: None,
            period: "2026-07".to_owned(),
            account: Some("lin_wei".to_owned()),
            ..case("c5", "id-xinghe", "b")
        },
    ];
    add(&mut *work, &cases).await;
    let text = str::to_owned;
    let all = CaseFilter::default();
    for (filter, expected) in [
        (all.clone(), &["c2", "c1", "c3", "c4", "c5"][..]),
        (CaseFilter { benefits: vec![text("payment")], ..all.clone() }, &["c3"]),
        (CaseFilter { states: vec![text("rejected")], ..all.clone() }, &["c3"]),
        (CaseFilter { turns: vec![Actor::Partner], ..all.clone() }, &["c3"]),
        (CaseFilter { partner_id: Some(shanhai()), ..all.clone() }, &["c2", "c1", "c3"]),
        (CaseFilter { period_from: text("2026-08"), ..all.clone() }, &["c2", "c1", "c3", "c4"]),
        (CaseFilter { period_to: text("2026-08"), ..all.clone() }, &["c4", "c5"]),
        (CaseFilter { title: text("100%"), ..all.clone() }, &["c3"]),
        (CaseFilter { account: Some(text("lin_wei")), ..all.clone() }, &["c5"]),
        (CaseFilter { account: Some(text("lin")), ..all.clone() }, &[]),
        (CaseFilter { account: Some(text("Lin_wei")), ..all.clone() }, &[]),
        (CaseFilter { account: Some(text("lin%")), ..all.clone() }, &[]),
        (CaseFilter { due_from: Some(on("2026-10-10")), ..all.clone() }, &["c1"]),
        (CaseFilter { due_until: Some(on("2026-10-09")), ..all.clone() }, &["c2"]),
    ] {
        let window = Window::first(10);
        let page = work
            .benefits()
            .list_cases(&Scope::Platform, &filter, CaseOrder::Due, window)
            .await
            .unwrap();
        let ids: Vec<_> = page.rows.iter().map(|row| row.id.as_str()).collect();
        let count = i64::try_from(expected.len()).unwrap();
        assert_eq!((ids.as_slice(), page.total), (expected, count), "{filter:?}");
    }
    let mine = Scope::Partner(shanhai());
    let page = work.benefits().list_cases(&mine, &all, CaseOrder::Period, Window::first(2)).await;
    let page = page.unwrap();
    let ids: Vec<_> = page.rows.iter().map(|row| row.id.as_str()).collect();
    assert_eq!((ids, page.total), (vec!["c3", "c1"], 3));
    let turns = work.benefits().count_turns(&Scope::Platform).await.unwrap();
    assert_eq!(turns, [(Actor::Partner, 1), (Actor::Reviewer, 3)]);
    assert_eq!(work.benefits().count_turns(&mine).await.unwrap().len(), 2);
}

/// A case's history comes back as it was written.
pub async fn case_history(fresh: Fresh) {
    let mut work = fresh.write().await;
    two_partners(&mut *work).await;
    let base = case("c1", "id-shanhai", "a");
    add(&mut *work, std::slice::from_ref(&base)).await;
    let step = |number: i64, who: Option<&str>| CaseStep {
        case_id: base.id.clone(),
        number,
        at: NOW,
        actor_id: who.map(UserId::new),
        actor_name: who.unwrap_or("system").to_owned(),
        event: "fail".to_owned(),
        from: "reviewing".to_owned(),
        to: "prelim_failed".to_owned(),
        reason: "𠮷".to_owned(),
        comments: vec![Comment { field: "proof".to_owned(), text: "blurred".to_owned() }],
    };
    for number in [2, 1] {
        work.benefits().add_step(&step(number, (number == 1).then_some("u1"))).await.unwrap();
    }
    let found = work.benefits().list_steps_unscoped(&base.id).await.unwrap();
    assert_eq!(found, [step(1, Some("u1")), step(2, None)]);
}

fn file(id: &str, by: &UserId) -> StoredFile {
    StoredFile {
        id: FileId::new(id),
        partner_id: shanhai(),
        name: "证明.pdf".to_owned(),
        media_type: "application/pdf".to_owned(),
        digest: "00ff".to_owned(),
        content: vec![0, 255, 37],
        size_bytes: 3,
        uploaded_by: by.clone(),
        created_at: NOW,
    }
}

/// A file comes back whole, for its partner and the vendor only.
pub async fn files(fresh: Fresh) {
    let mut work = fresh.write().await;
    two_partners(&mut *work).await;
    let person = user("shanhai", "lin");
    assert!(work.identity().add_user(&person, "hash").await.unwrap());
    let file = file("f1", &person.id);
    work.benefits().add_file(&file).await.unwrap();
    for (scope, seen) in [
        (Scope::Platform, true),
        (Scope::Partner(shanhai()), true),
        (Scope::Partner(PartnerId::new("id-xinghe")), false),
    ] {
        let found = work.benefits().find_file(&scope, &file.id).await.unwrap();
        assert_eq!(found.as_ref() == Some(&file), seen, "{scope:?}");
    }
}

/// Files stand with one case, in the order they came, for those who see their partner; one is taken away
/// once and stays in the list.
pub async fn case_files(fresh: Fresh) {
    let mut work = fresh.write().await;
    two_partners(&mut *work).await;
    let person = user("shanhai", "lin");
    assert!(work.identity().add_user(&person, "hash").await.unwrap());
    add(&mut *work, &[case("c1", "id-shanhai", "a"), case("c2", "id-shanhai", "b")]).await;
    let paper = |id: &str, case: &str, minute: i64| CaseFile {
        file_id: FileId::new(id),
        case_id: CaseId::new(case),
        purpose: "certificate_proof".to_owned(),
        item: "CT1".to_owned(),
        label: "𠮷".to_owned(),
        added_name: "lin".to_owned(),
        added_at: NOW.plus_ms(minute),
        removed_at: None,
        name: "证明.pdf".to_owned(),
        media_type: "application/pdf".to_owned(),
        digest: "00ff".to_owned(),
        size_bytes: 3,
    };
    let all = [paper("f2", "c1", 1), paper("f1", "c1", 2), paper("f3", "c2", 0)];
    for one in &all {
        work.benefits().add_file(&file(one.file_id.as_str(), &person.id)).await.unwrap();
        work.benefits().add_case_file(one).await.unwrap();
    }
    let first = CaseId::new("c1");
    let found = work.benefits().list_case_files_unscoped(&first).await.unwrap();
    assert_eq!(found, all[..2]);
    for (scope, seen) in [
        (Scope::Platform, true),
        (Scope::Partner(shanhai()), true),
        (Scope::Partner(PartnerId::new("id-xinghe")), false),
        (Scope::Customer(CustomerId::new("id-shanhai")), false),
    ] {
        let found = work.benefits().find_case_file(&scope, &all[0].file_id).await.unwrap();
        assert_eq!(found.as_ref() == Some(&all[0]), seen, "{scope:?}");
    }
    work.benefits().remove_case_file(&all[0].file_id, NOW.plus_ms(9)).await.unwrap();
    let again = work.benefits().remove_case_file(&all[0].file_id, NOW.plus_ms(10)).await;
    assert!(matches!(again, Err(StorageError::Conflict)), "{again:?}");
    let removed = CaseFile { removed_at: Some(NOW.plus_ms(9)), ..all[0].clone() };
    let found = work.benefits().list_case_files_unscoped(&first).await.unwrap();
    assert_eq!(found, [removed, all[1].clone()]);
    let twice = work.benefits().add_case_file(&paper("f3", "c1", 3)).await;
    assert!(twice.is_err(), "a file stands with one case");
}

/// Policies are kept in order; one is written over only by whoever saw it last. A calendar is always.
pub async fn policies_and_calendars(fresh: Fresh) {
    let mut work = fresh.write().await;
    let policy = |version| PolicyRow {
        version,
        standing: PolicyStanding::Published,
        from_on: on("2026-10-01"),
        body: "{}".to_owned(),
        published_by: "ops".to_owned(),
        created_at: NOW,
        ended: None,
    };
    for version in [2, 1] {
        work.benefits().add_policy(&policy(version)).await.unwrap();
    }
    let again = work.benefits().add_policy(&policy(2)).await;
    assert!(matches!(again, Err(StorageError::Conflict)), "{again:?}");
    assert_eq!(work.benefits().list_policies().await.unwrap(), [policy(1), policy(2)]);
    let edited = PolicyRow {
        standing: PolicyStanding::Withdrawn,
        from_on: on("2026-11-01"),
        body: "[]".to_owned(),
        published_by: "other".to_owned(),
        created_at: NOW.plus_ms(1),
        ..policy(2)
    };
    work.benefits().update_policy(&edited, "{}").await.unwrap();
    let late = work.benefits().update_policy(&edited, "{}").await;
    assert!(matches!(late, Err(StorageError::Conflict)), "{late:?}");
    let end = PolicyEnd {
        was: PolicyStanding::Sample,
        by: "boss".to_owned(),
        at: NOW.plus_ms(2),
        reason: "a slip".to_owned(),
    };
    let ended = PolicyRow { ended: Some(end), ..edited };
    work.benefits().update_policy(&ended, "[]").await.unwrap();
    assert_eq!(work.benefits().list_policies().await.unwrap(), [policy(1), ended]);
    assert_eq!(work.benefits().find_calendar("cn").await.unwrap(), None);
    for body in ["a", "b"] {
        work.benefits().put_calendar("cn", body, "ops", NOW).await.unwrap();
    }
    assert_eq!(work.benefits().find_calendar("cn").await.unwrap().as_deref(), Some("b"));
}

/// An invoice number stands in one request, whoever the partner is.
pub async fn invoice_numbers(fresh: Fresh) {
    let mut work = fresh.write().await;
    two_partners(&mut *work).await;
    add(&mut *work, &[case("c1", "id-shanhai", "a"), case("c2", "id-xinghe", "a")]).await;
    let (mine, theirs) = (CaseId::new("c1"), CaseId::new("c2"));
    let other = PartnerId::new("id-xinghe");
    let numbers = |list: &[&str]| list.iter().map(|n| (*n).to_owned()).collect::<Vec<_>>();
    work.benefits().put_numbers(&mine, &shanhai(), &numbers(&["1", "2"])).await.unwrap();
    work.benefits().put_numbers(&mine, &shanhai(), &numbers(&["2", "3"])).await.unwrap();
    work.benefits().put_numbers(&theirs, &other, &numbers(&["1"])).await.unwrap();
    let found = work.benefits().list_numbers_unscoped(&numbers(&["1", "2", "9"])).await.unwrap();
    let number = |number: &str, case_id: &CaseId, partner_id: &PartnerId| NumberUse {
        number: number.to_owned(),
        case_id: case_id.clone(),
        partner_id: partner_id.clone(),
    };
    assert_eq!(found, [number("1", &theirs, &other), number("2", &mine, &shanhai())]);
    assert_eq!(work.benefits().list_numbers_unscoped(&[]).await.unwrap(), []);
    let taken = work.benefits().put_numbers(&theirs, &other, &numbers(&["3"])).await;
    assert!(matches!(taken, Err(StorageError::Conflict)), "{taken:?}");
}
