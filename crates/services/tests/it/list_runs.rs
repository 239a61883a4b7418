//! Runs over more partners than one slice: noted first, worked off slice by slice, nothing twice.

use hezong_contract::fh_lists::{FinaliseForm, ListsForm, RunResult};
use hezong_domain::access::Scope;
use hezong_domain::incentives::{Origin, Scheme, sample_policy};
use hezong_domain::members::{AssessmentState, Employment, LinkState, Path, Post, Specialist};
use hezong_domain::time::MINUTE_MS;
use hezong_domain::{CaseId, Day, Fen, MemberId, PartnerId, ProjectId, UserId, Window};
use hezong_services::benefits::claims::{self, SLICE};
use hezong_services::{Error, jobs, messages};
use hezong_storage::benefits::{CaseFilter, CaseOrder, CaseRow};
use hezong_testing::World;
use hezong_texts::Lang;
use serde_json::{Value, json};

use crate::fh_stage::{Fh, fh, go_to, shown_lists};

const MONTH: &str = "2026-11";
const QUERY: &str = "month=2026-11&scheme=svc_expert";
/// Of these partners nobody can be on a list.
const EMPTY: usize = 2;

fn total() -> usize {
    usize::try_from(SLICE).unwrap() + 13
}

fn a_row(
    fh: &Fh,
    partner: &PartnerId,
    benefit: &str,
    (subject, period, state): (&str, &str, &str),
    data: &Value,
) -> CaseRow {
    let now = fh.world.services.now();
    CaseRow {
        id: CaseId::new(format!("{benefit}-{partner}-{}", subject.replace('/', "-"))),
        benefit: benefit.to_owned(),
        partner_id: partner.clone(),
        subject: subject.to_owned(),
        title: subject.to_owned(),
        account: None,
        state: state.to_owned(),
        turn: None,
        maker: Some(UserId::new("somebody")),
        version: 3,
        period: period.to_owned(),
        amount: None,
        entered_on: Day::of(now),
        submitted_on: Some(Day::of(now)),
        due_on: None,
        reminded_on: None,
        data: data.to_string(),
        created_at: now,
        changed_at: now,
    }
}

async fn put(fh: &Fh, rows: &[CaseRow]) {
    let mut tx = fh.world.storage.write().await.unwrap();
    for row in rows {
        tx.benefits().add_case(row).await.unwrap();
    }
    tx.commit().await.unwrap();
}

/// A person who can be claimed as a service expert.
fn expert(fh: &Fh, partner: &PartnerId) -> CaseRow {
    let today = Day::of(fh.world.services.now());
    let id = format!("{partner}-wu");
    let person = Specialist {
        id: MemberId::new(&id),
        name: "Wu".to_owned(),
        link: LinkState::Specialist,
        path: Path::Service,
        grade: String::new(),
        employment: Employment {
            post: Some(Post::ServiceExpert),
            cloud_since: Some(today.plus_months(-30)),
            hired_on: None,
            left_on: None,
            base_location: "Hangzhou".to_owned(),
            has_proof: true,
        },
        certificates: Vec::new(),
        assessment: AssessmentState::None,
        accepted_on: None,
        specialist_since: None,
        project: Some(ProjectId::new(&id)),
    };
    let data = json!({
        "person": person, "account": id, "email": "wu@example.com", "proof": "contract",
        "proofs": {},
    });
    a_row(fh, partner, "member_link", (&id, "", "specialist"), &data)
}

async fn partners(fh: &Fh, count: usize) -> Vec<PartnerId> {
    let mut made = Vec::new();
    for index in 0..count {
        made.push(fh.world.partner(&format!("p{index:03}")).await);
    }
    made
}

/// Partners that are qualified for lists; of the first of them nobody can be on one.
async fn qualified(fh: &Fh, count: usize) -> Vec<PartnerId> {
    let all = partners(fh, count).await;
    for (index, partner) in all.iter().enumerate() {
        let data = json!({ "scheme": "svc_expert", "year": 2026, "signature": null });
        let of = ("svc_expert/2026", "2026", "approved");
        let mut rows = vec![a_row(fh, partner, "qualification", of, &data)];
        if index >= EMPTY {
            rows.push(expert(fh, partner));
        }
        put(fh, &rows).await;
    }
    all
}

async fn make_all(fh: &Fh) -> Result<RunResult, Error> {
    let seen = shown_lists(fh, MONTH, Scheme::SvcExpert).await;
    make_seen(fh, seen).await
}

async fn make_seen(fh: &Fh, seen: String) -> Result<RunResult, Error> {
    let (month, scheme) = (MONTH.to_owned(), "svc_expert".to_owned());
    let form = ListsForm { month, scheme, what: "all".to_owned(), seen };
    claims::make(&fh.reviewer, Lang::En, &form).await
}

/// The claims of the month.
async fn claims_of(fh: &Fh) -> Vec<CaseRow> {
    let filter = CaseFilter {
        benefits: vec!["claim".to_owned()],
        period_from: MONTH.to_owned(),
        period_to: MONTH.to_owned(),
        ..CaseFilter::default()
    };
    let mut tx = fh.world.storage.read().await.unwrap();
    let window = Window::first(500);
    tx.benefits().list_cases(&Scope::Platform, &filter, CaseOrder::Due, window).await.unwrap().rows
}

/// A worker that takes the run and is never heard of again.
async fn die(fh: &Fh) {
    let now = fh.world.services.now();
    let mut tx = fh.world.storage.write().await.unwrap();
    let taken = tx.runs().lease_run("dead", now, now.plus_ms(MINUTE_MS)).await.unwrap();
    assert!(taken.is_some());
    tx.commit().await.unwrap();
}

async fn round(fh: &Fh) -> i64 {
    jobs::run_due(&fh.world.services, "w1").await.unwrap().runs
}

fn checks(refused: Result<RunResult, Error>) -> Vec<String> {
    match refused {
        Err(Error::Case(refusal)) => {
            assert_eq!(refusal.key, "run_changed");
            refusal.failed.into_iter().map(|check| check.key).collect()
        }
        other => unreachable!("{other:?}"),
    }
}

#[tokio::test]
async fn more_partners_than_a_slice_are_worked_off_by_the_job_and_nothing_twice() {
    for world in World::each().await {
        let fh = fh(world).await;
        let all = qualified(&fh, total()).await;
        let count = i64::try_from(all.len()).unwrap();
        let begun = make_all(&fh).await.unwrap();
        assert_eq!((begun.total, begun.through, begun.is_running), (count, SLICE, true));
        assert_eq!(begun.done, SLICE - i64::try_from(EMPTY).unwrap());
        assert_eq!(begun.left.len(), EMPTY);

        // Who asks again is told how far it is; the page says so too, and what is not made yet.
        let again = make_all(&fh).await.unwrap();
        assert_eq!((again.total, again.through, again.is_running), (count, SLICE, true));
        let (lists, rows) = claims::lists(&fh.reviewer2, Lang::En, QUERY).await.unwrap();
        assert_eq!((rows, lists.rows.len()), (count, 20));
        assert_eq!((lists.made, lists.open), (begun.done, count - begun.done));
        let run = lists.run.unwrap();
        assert!(run.is_running && run.by == "rev" && run.through == SLICE, "{run:?}");

        // One worker dies, and somebody makes one of the lists by hand meanwhile.
        die(&fh).await;
        assert_eq!(round(&fh).await, 0, "somebody seems to work on it");
        let (lists, _) =
            claims::lists(&fh.reviewer, Lang::En, &format!("{QUERY}&page=3")).await.unwrap();
        let row = lists.rows.iter().find(|row| row.can_make).unwrap();
        let what = format!("{}/{}", row.partner_id, row.seen);
        let (month, scheme) = (MONTH.to_owned(), "svc_expert".to_owned());
        let single = ListsForm { month, scheme, what, seen: String::new() };
        claims::make(&fh.reviewer2, Lang::En, &single).await.unwrap();

        fh.world.clock.advance(MINUTE_MS);
        assert_eq!(round(&fh).await, count - SLICE, "the next worker goes on where it ended");
        assert_eq!(round(&fh).await, 0);
        let made = claims_of(&fh).await;
        assert_eq!(made.len(), all.len() - EMPTY);
        assert!(made.iter().all(|row| row.state == "generated" && row.version == 1), "once each");
        let (lists, _) = claims::lists(&fh.reviewer, Lang::En, QUERY).await.unwrap();
        let run = lists.run.unwrap();
        let empty = i64::try_from(EMPTY).unwrap();
        assert_eq!((run.through, run.done, run.met), (count, count - empty - 1, 1));
        assert!(!run.is_running && run.left.len() == EMPTY, "{run:?}");
        assert!(run.left.iter().all(|(whose, why)| whose.ends_with("Company") && !why.is_empty()));
        let inbox = messages::list(&fh.reviewer, Lang::En, Window::first(9)).await.unwrap();
        assert!(inbox.rows.iter().any(|m| m.title.contains("2026-11")), "{:?}", inbox.rows);

        // What was left is all a second run finds; it is small, so it answers at once.
        let rest = make_all(&fh).await.unwrap();
        assert_eq!(
            (rest.total, rest.done, rest.left.len(), rest.is_running),
            (empty, 0, EMPTY, false)
        );
        fh.world.assert_sound().await;
    }
}

#[tokio::test]
async fn a_run_does_what_was_shown_or_says_what_changed() {
    let fh = fh(World::sqlite().await).await;
    let all = qualified(&fh, EMPTY + 2).await;
    let seen = shown_lists(&fh, MONTH, Scheme::SvcExpert).await;
    let more = fh.world.partner("more").await;
    let data = json!({ "scheme": "svc_expert", "year": 2026, "signature": null });
    let of = ("svc_expert/2026", "2026", "approved");
    put(&fh, &[a_row(&fh, &more, "qualification", of, &data)]).await;
    assert_eq!(checks(make_seen(&fh, seen).await), ["count"]);
    assert_eq!(checks(make_seen(&fh, String::new()).await), ["count"], "nothing was shown");
    assert!(claims_of(&fh).await.is_empty(), "nothing was done");
    // One list that was looked at: somebody joins its people, so it is not the list that was seen.
    let lists = || async { claims::lists(&fh.reviewer, Lang::En, QUERY).await.unwrap().0.rows };
    let row = lists().await.into_iter().find(|row| row.can_make).unwrap();
    let partner = all.iter().find(|id| id.as_str() == row.partner_id).unwrap();
    let second = expert(&fh, partner);
    let data = second.data.replace("-wu", "-qi").replace("\"Wu\"", "\"Qi\"");
    let second =
        CaseRow { id: CaseId::new("qi"), subject: format!("{partner}-qi"), data, ..second };
    put(&fh, &[second]).await;
    let (month, scheme) = (MONTH.to_owned(), "svc_expert".to_owned());
    let what = format!("{}/{}", row.partner_id, row.seen);
    let single = ListsForm { month, scheme, what, seen: String::new() };
    let stale = claims::make(&fh.reviewer, Lang::En, &single).await;
    assert!(matches!(stale, Err(Error::Refused(hezong_domain::Refusal::Stale))), "{stale:?}");
    let row = lists().await.into_iter().find(|new| new.partner_id == row.partner_id).unwrap();
    let single = ListsForm { what: format!("{}/{}", row.partner_id, row.seen), ..single };
    claims::make(&fh.reviewer, Lang::En, &single).await.unwrap();
    assert_eq!(make_all(&fh).await.unwrap().done, 1, "the other one");
}

#[tokio::test]
async fn a_large_month_is_made_final_in_slices_and_listed_in_pages() {
    for world in World::each().await {
        let fh = fh(world).await;
        let count = i64::try_from(total()).unwrap();
        for partner in partners(&fh, total()).await {
            let line = json!({
                "member_id": format!("{partner}-wu"), "name": "Wu", "grade": "",
                "project": format!("{partner}-wu"), "amount": Fen::yuan(100), "proof": "contract",
            });
            let data = json!({
                "scheme": "svc_expert", "month": MONTH, "policy": 1, "is_frozen": false,
                "lines": [line],
            });
            let of = ("svc_expert/2026-11", MONTH, "prelim_passed");
            let row = a_row(&fh, &partner, "claim", of, &data);
            put(&fh, &[CaseRow { amount: Some(Fen::yuan(100)), ..row }, expert(&fh, &partner)])
                .await;
        }
        go_to(&fh, "2026-12-01");
        let page = claims::final_run(&fh.reviewer, Lang::En, "").await.unwrap();
        assert_eq!((page.ready.count, page.ready.amount), (count, Fen::yuan(100 * count)));
        assert_eq!((page.ready.rows.len(), page.done.count), (20, 0), "the beginning of each");
        let last = claims::final_run(&fh.reviewer, Lang::En, "group=ready&page=3").await.unwrap();
        assert_eq!((last.ready.rows.len(), last.group.as_str()), (total() - 40, "ready"));
        assert!(last.ready.rows.is_sorted_by_key(|row| row.partner.clone()));

        let form = FinaliseForm {
            month: MONTH.to_owned(),
            reason: "Books close".to_owned(),
            seen: page.seen.clone(),
        };
        let begun = claims::finalise(&fh.reviewer, Lang::En, &form).await.unwrap();
        assert_eq!((begun.done, begun.total, begun.is_running), (SLICE, count, true), "{begun:?}");
        die(&fh).await;
        fh.world.clock.advance(MINUTE_MS);
        // The run, and the clock beside it: whoever comes first, each claim becomes final once.
        round(&fh).await;
        let page = claims::final_run(&fh.reviewer, Lang::En, "").await.unwrap();
        let amount = Fen::yuan(100 * count);
        assert_eq!((page.ready.count, page.done.count, page.done.amount), (0, count, amount));
        assert!(page.run.is_some_and(|run| !run.is_running && run.done + run.met == count));
        assert!(claims_of(&fh).await.iter().all(|row| row.version == 4), "once each");
        let late = claims::finalise(&fh.reviewer, Lang::En, &form).await;
        assert_eq!(checks(late), ["count", "amount"]);
        fh.world.assert_sound().await;
    }
}

/// Lists are operations' only where the policy says so; the tests above lean on it.
#[test]
fn experts_lists_are_made_by_operations() {
    let policy = sample_policy(Day::parse("2026-01-01").unwrap());
    let terms = policy.terms(Scheme::SvcExpert).unwrap();
    assert_eq!(terms.origin, Origin::Operations);
}
