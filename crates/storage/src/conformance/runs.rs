//! Runs over the cases of a month: what they mean, who works on them, what became of each case.

use hezong_domain::{CaseId, Fen, JobId, PartnerId, Timestamp, UserId, Window};

use super::Fresh;
use super::benefits::case;
use super::make::{NOW, day, two_partners};
use crate::benefits::CaseRow;
use crate::runs::{ListKey, Run, RunItem, RunKind, RunOutcome, RunState};
use crate::{StorageError, UnitOfWork};

const MONTH: &str = "2026-09";

fn key() -> ListKey {
    ListKey {
        period: MONTH.to_owned(),
        subject: "svc_expert/2026-09".to_owned(),
        year: "2026".to_owned(),
        qualification: "svc_expert/2026".to_owned(),
    }
}

fn run(id: &str, kind: RunKind) -> Run {
    Run {
        id: JobId::new(id),
        kind,
        period: MONTH.to_owned(),
        scheme: "svc_expert".to_owned(),
        reason: "Books close".to_owned(),
        state: RunState::Running,
        items: 0,
        is_long: false,
        attempts: 0,
        started_by: Some(UserId::new("user-rev")),
        started_name: "rev".to_owned(),
        leased_by: Some("w1".to_owned()),
        leased_until: Some(day(1)),
        created_at: NOW,
        changed_at: NOW,
    }
}

fn qualified(id: &str, partner: &str, state: &str) -> CaseRow {
    CaseRow {
        benefit: "qualification".to_owned(),
        state: state.to_owned(),
        period: "2026".to_owned(),
        amount: None,
        ..case(id, partner, "svc_expert/2026")
    }
}

fn claim(id: &str, partner: &str, subject: &str, state: &str) -> CaseRow {
    CaseRow { state: state.to_owned(), ..case(id, partner, subject) }
}

async fn add(work: &mut dyn UnitOfWork, cases: &[CaseRow]) {
    for case in cases {
        work.benefits().add_case(case).await.unwrap();
    }
}

fn ids(rows: &[CaseRow]) -> Vec<&str> {
    rows.iter().map(|row| row.id.as_str()).collect()
}

/// The claims of a month are summed by state and listed by the partner's name.
pub async fn months(fresh: Fresh) {
    let mut work = fresh.write().await;
    two_partners(&mut *work).await;
    let subject = "svc_expert/2026-09";
    let later = CaseRow { changed_at: day(2), ..claim("c3", "id-xinghe", subject, "reviewing") };
    let other = CaseRow { period: "2026-10".to_owned(), ..case("c4", "id-xinghe", "si/2026-10") };
    let passed = claim("c1", "id-shanhai", "si/2026-09", "prelim_passed");
    let nothing = CaseRow { amount: None, ..claim("c2", "id-shanhai", subject, "reviewing") };
    let payment = CaseRow { benefit: "payment".to_owned(), ..case("c5", "id-xinghe", subject) };
    add(&mut *work, &[passed, nothing, later, other, payment]).await;

    let sums = work.runs().sum_month(MONTH, None).await.unwrap();
    let told: Vec<_> =
        sums.iter().map(|s| (s.state.as_str(), s.count, s.amount, s.changed_at)).collect();
    let ten = Fen::yuan(10);
    assert_eq!(told, vec![("prelim_passed", 1, ten, NOW), ("reviewing", 2, ten, day(2))]);
    let sums = work.runs().sum_month(MONTH, Some("si/2026-09")).await.unwrap();
    assert_eq!((sums.len(), sums[0].count), (1, 1));
    assert!(work.runs().sum_month("2026-08", None).await.unwrap().is_empty());

    let reviewing = ["reviewing"];
    let all = work.runs().list_month(MONTH, &reviewing, Window::first(9)).await.unwrap();
    assert_eq!(all.len(), 2);
    let second = Window { offset: 1, limit: 9 };
    let rest = work.runs().list_month(MONTH, &reviewing, second).await.unwrap();
    assert_eq!(ids(&rest), &ids(&all)[1..]);
    let both = ["reviewing", "prelim_passed"];
    assert_eq!(work.runs().list_month(MONTH, &both, Window::first(9)).await.unwrap().len(), 3);
}

/// Partners of lists: the qualified ones and those with a claim, once each, by name.
pub async fn partners_of_lists(fresh: Fresh) {
    let mut work = fresh.write().await;
    two_partners(&mut *work).await;
    assert_eq!(work.runs().count_unmade(&key()).await.unwrap(), (0, Timestamp::from_ms(0)));
    let wrong_year =
        CaseRow { period: "2025".to_owned(), ..qualified("q3", "id-shanhai", "approved") };
    let wrong_year = CaseRow { subject: "svc_expert/2025".to_owned(), ..wrong_year };
    let open = CaseRow { changed_at: day(3), ..qualified("q2", "id-xinghe", "approved") };
    add(&mut *work, &[qualified("q1", "id-shanhai", "rejected"), open, wrong_year]).await;
    let page = work.runs().list_partners(&key(), Window::first(9)).await.unwrap();
    assert_eq!((page.total, page.rows[0].0.as_str()), (1, "id-xinghe"));
    assert_eq!(work.runs().count_unmade(&key()).await.unwrap(), (1, day(3)));

    // Begun and not made: still to do, counted once. Made: not any more, though no longer qualified.
    let begun = claim("c1", "id-xinghe", "svc_expert/2026-09", "claimable");
    let made = claim("c2", "id-shanhai", "svc_expert/2026-09", "generated");
    add(&mut *work, &[begun, made]).await;
    assert_eq!(work.runs().count_unmade(&key()).await.unwrap(), (1, day(3)));
    let page = work.runs().list_partners(&key(), Window::first(9)).await.unwrap();
    let xinghe = work.accounts().find_partner(&PartnerId::new("id-xinghe")).await.unwrap().unwrap();
    assert_eq!(page.total, 2);
    let named = (xinghe.account.id.into(), xinghe.account.display_name);
    assert!(page.rows.contains(&named), "{:?}", page.rows);
    assert!(page.rows.is_sorted_by_key(|(_, name)| name.clone()));
    let second = Window { offset: 1, limit: 1 };
    let rest = work.runs().list_partners(&key(), second).await.unwrap();
    assert_eq!((rest.total, &rest.rows[..]), (2, &page.rows[1..]));

    work.runs().add_run(&run("r1", RunKind::Lists)).await.unwrap();
    assert_eq!(work.runs().plan_lists(&JobId::new("r1"), &key()).await.unwrap(), 1);
    let items = work.runs().open_items(&JobId::new("r1"), 9).await.unwrap();
    let meant = RunItem {
        position: 1,
        partner_id: PartnerId::new("id-xinghe"),
        case_id: None,
        subject: "svc_expert/2026-09".to_owned(),
        seen: 0,
        why: String::new(),
    };
    assert_eq!(items, vec![meant]);
}

/// A run over the same cases exists once; who holds it writes it; who died loses it.
pub async fn runs_are_leased(fresh: Fresh) {
    let mut work = fresh.write().await;
    let first = run("r1", RunKind::Final);
    work.runs().add_run(&first).await.unwrap();
    let twice = work.runs().add_run(&run("r2", RunKind::Final)).await;
    assert!(matches!(twice, Err(StorageError::Conflict)), "{twice:?}");
    let kind = RunKind::Final;
    let found = work.runs().latest_run(kind, MONTH, "svc_expert").await.unwrap();
    assert_eq!(found, Some(first.clone()));
    assert_eq!(work.runs().latest_run(kind, MONTH, "").await.unwrap(), None);
    assert_eq!(work.runs().latest_run(RunKind::Lists, MONTH, "svc_expert").await.unwrap(), None);

    assert_eq!(work.runs().lease_run("w2", NOW, day(2)).await.unwrap(), None, "w1 holds it");
    let taken = work.runs().lease_run("w2", day(1), day(2)).await.unwrap().unwrap();
    assert_eq!((taken.leased_by.as_deref(), taken.leased_until), (Some("w2"), Some(day(2))));
    let late = work.runs().update_run(&first, "w1").await;
    assert!(matches!(late, Err(StorageError::Conflict)), "{late:?}");
    let free = Run {
        leased_by: None,
        leased_until: None,
        items: 7,
        is_long: true,
        attempts: 2,
        changed_at: day(1),
        ..taken
    };
    work.runs().update_run(&free, "w2").await.unwrap();
    let found = work.runs().latest_run(kind, MONTH, "svc_expert").await.unwrap();
    assert_eq!(found, Some(free.clone()));
    let again = work.runs().lease_run("w3", NOW, day(2)).await.unwrap().unwrap();
    let done = Run { state: RunState::Done, ..again };
    work.runs().update_run(&done, "w3").await.unwrap();
    assert_eq!(work.runs().lease_run("w4", day(9), day(10)).await.unwrap(), None);

    // One that is through makes room for the next; the system begins runs too.
    let next = Run { started_by: None, created_at: day(3), ..run("r2", RunKind::Final) };
    work.runs().add_run(&next).await.unwrap();
    let found = work.runs().latest_run(kind, MONTH, "svc_expert").await.unwrap();
    assert_eq!(found, Some(next));
    assert_eq!(work.runs().remove_runs(day(1)).await.unwrap(), 0);
    assert_eq!(work.runs().remove_runs(day(8)).await.unwrap(), 1, "what runs stays");
}

/// What a run means is noted with the versions seen; what became of a case is noted once.
pub async fn run_items(fresh: Fresh) {
    use RunOutcome as O;
    let mut work = fresh.write().await;
    two_partners(&mut *work).await;
    let passed = |id: &str, partner: &str| claim(id, partner, "si/2026-09", "prelim_passed");
    let open = claim("c3", "id-xinghe", "svc_expert/2026-09", "reviewing");
    let seen = CaseRow { version: 4, ..passed("c2", "id-xinghe") };
    add(&mut *work, &[passed("c1", "id-shanhai"), seen, open]).await;
    let id = JobId::new("r1");
    work.runs().add_run(&run("r1", RunKind::Final)).await.unwrap();
    assert_eq!(work.runs().plan_final(&id, MONTH).await.unwrap(), 2);
    let items = work.runs().open_items(&id, 9).await.unwrap();
    assert_eq!(items.iter().map(|item| item.position).collect::<Vec<_>>(), vec![1, 2]);
    let second = items.iter().find(|item| item.case_id == Some(CaseId::new("c2"))).unwrap();
    assert_eq!((second.seen, second.subject.as_str()), (4, "si/2026-09"));
    assert_eq!(work.runs().open_items(&id, 1).await.unwrap(), &items[..1]);

    assert!(work.runs().settle_item(&id, 1, O::Open, O::Done, "").await.unwrap());
    assert!(!work.runs().settle_item(&id, 1, O::Open, O::Left, "x").await.unwrap(), "once");
    assert!(work.runs().settle_item(&id, 1, O::Done, O::Met, "").await.unwrap());
    assert!(work.runs().settle_item(&id, 2, O::Open, O::Left, "{}").await.unwrap());
    assert!(!work.runs().settle_item(&id, 3, O::Open, O::Left, "").await.unwrap(), "no such case");
    assert!(work.runs().open_items(&id, 9).await.unwrap().is_empty());
    let mut counts = work.runs().count_items(&id).await.unwrap();
    counts.sort_unstable();
    assert_eq!(counts, vec![(O::Met, 1), (O::Left, 1)]);
    let left = work.runs().list_left(&id, 9).await.unwrap();
    assert_eq!((left.len(), left[0].position, left[0].why.as_str()), (1, 2, "{}"));
    assert!(work.runs().list_left(&JobId::new("r9"), 9).await.unwrap().is_empty());
}
