//! Interrupted imports, plans that hold, large files.

use hezong_domain::Window;
use hezong_domain::accounts::Activity;
use hezong_services::imports::{self, Asked, Kind, Stage, Verdict};
use hezong_services::partners;
use hezong_storage::audit::AuditFilter;
use hezong_testing::World;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use super::{HEAD, apply, asked, file, finish, partners_file, preview, reasons, state, verdicts};

#[tokio::test]
async fn an_interrupted_import_ends_as_an_undisturbed_one() {
    let text = partners_file(350);
    let undisturbed = World::sqlite().await;
    let cx = undisturbed.system().await;
    let whole = apply(&cx, Kind::Partners, &text).await;
    let expected = state(&cx).await;
    assert_eq!((whole.stage, expected.len()), (Stage::Through, 350));
    for stop in 0..4 {
        for world in World::each().await {
            let cx = world.system().await;
            let part = Asked { batches_max: Some(stop), ..asked() };
            let bytes = file(text.as_bytes());
            let stopped = imports::apply(&cx, Kind::Partners, &bytes, &part).await.unwrap();
            assert_eq!(stopped.stage, Stage::Stopped);
            assert_eq!(state(&cx).await.len(), stop * 100, "whole batches and nothing else");
            // Another process goes on.
            let other = world.second_server().await;
            let cx = other.system(cx.principal().account_id().clone(), "import");
            let resumed = imports::apply(&cx, Kind::Partners, &bytes, &asked()).await.unwrap();
            assert_eq!((resumed.stage, resumed.resumed), (Stage::Through, stop * 100));
            assert_eq!(verdicts(&resumed), verdicts(&whole));
            let links =
                |rows: &[imports::RowOutcome]| rows.iter().filter(|r| !r.link.is_empty()).count();
            assert_eq!(links(&resumed.rows), links(&whole.rows), "no link is lost");
            finish(&cx, Kind::Partners, &resumed).await.unwrap();
            assert_eq!(state(&cx).await, expected);
            assert_eq!(apply(&cx, Kind::Partners, &text).await.count("unchanged"), 350);
        }
    }
}

#[tokio::test]
async fn what_moved_while_an_import_was_interrupted_is_refused() {
    let world = World::sqlite().await;
    let cx = world.system().await;
    let text = partners_file(150);
    let part = Asked { batches_max: Some(1), ..asked() };
    let bytes = file(text.as_bytes());
    imports::apply(&cx, Kind::Partners, &bytes, &part).await.unwrap();
    apply(&cx, Kind::Partners, &format!("{HEAD}\np00120,Another,distributor,,,,\n")).await;
    let resumed = imports::apply(&cx, Kind::Partners, &bytes, &asked()).await.unwrap();
    assert_eq!((resumed.stage, reasons(&resumed).len()), (Stage::Refused, 1));
    let skipping = Asked { skip_bad_rows: true, ..asked() };
    let done = imports::apply(&cx, Kind::Partners, &bytes, &skipping).await.unwrap();
    assert_eq!((done.stage, done.count("refused"), done.count("new")), (Stage::Through, 1, 149));
    assert_eq!(state(&cx).await.len(), 150);
}

#[tokio::test]
async fn twenty_thousand_rows_are_weighed() {
    let world = World::sqlite().await;
    let cx = world.system().await;
    let mut text = partners_file(20_000);
    text.push_str("p20001,Last,nonsense,,,,\n");
    let outcome = preview(&cx, Kind::Partners, &text).await;
    assert_eq!((outcome.count("new"), outcome.count("refused")), (20_000, 1));
    assert!(reasons(&outcome)[0].starts_with("20002 "));
}

/// A file of a few partners, some of them twice, some changed, some wrong.
fn files() -> impl Strategy<Value = Vec<String>> {
    let name = prop::sample::select(vec!["aa", "bb", "cc", "dd", "e e", ""]);
    let company = prop::sample::select(vec!["One", "Two", "\u{4e09}", ""]);
    let kind = prop::sample::select(vec!["distributor", "solution_provider", "x"]);
    let admin = prop::sample::select(vec!["", "Lin"]);
    let row = (name, company, kind, admin)
        .prop_map(|(name, company, kind, admin)| format!("{name},{company},{kind},,,{admin},"));
    let file = prop::collection::vec(row, 1..6).prop_map(|r| format!("{HEAD}\n{}\n", r.join("\n")));
    prop::collection::vec(file, 1..4)
}

/// A plan made before and one made while writing say the same; what is written is there afterwards.
#[test]
fn what_is_planned_is_what_is_done() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let mut runner = TestRunner::new(Config { cases: 24, ..Config::default() });
    let check = |files: Vec<String>| {
        runtime.block_on(async {
            let world = World::sqlite().await;
            let cx = world.system().await;
            let skipping = Asked { skip_bad_rows: true, ..asked() };
            for text in &files {
                let bytes = file(text.as_bytes());
                let shown = imports::preview(&cx, Kind::Partners, &bytes, &skipping).await.unwrap();
                let done = imports::apply(&cx, Kind::Partners, &bytes, &skipping).await.unwrap();
                assert_eq!(verdicts(&done), verdicts(&shown));
                finish(&cx, Kind::Partners, &done).await.unwrap();
                let again = imports::preview(&cx, Kind::Partners, &bytes, &skipping).await.unwrap();
                for (row, before) in again.rows.iter().zip(&shown.rows) {
                    let was_refused = matches!(before.verdict, Verdict::Refused(_));
                    assert_eq!(was_refused, matches!(row.verdict, Verdict::Refused(_)));
                    assert!(was_refused || row.verdict == Verdict::Unchanged, "{row:?}");
                }
            }
            world.assert_sound().await;
        });
        Ok(())
    };
    runner.run(&files(), check).unwrap();
}

#[tokio::test]
async fn every_third_row_refused_while_it_is_written_costs_only_itself() {
    const ROWS: usize = 240;
    for world in World::each().await {
        let cx = world.system().await;
        for name in ["shanhai", "closed"] {
            let partner = world.partner(name).await;
            if name == "closed" {
                partners::set_activity(&cx, partner.as_str(), Activity::Disabled).await.unwrap();
            }
        }
        // A customer of a partner that is switched off is refused when its account stands already.
        let line = |n: usize| {
            let partner = if n.is_multiple_of(3) { "closed" } else { "shanhai" };
            format!("c{n:05},Customer {n},c{n}@example.com,{partner},resale")
        };
        let lines: Vec<String> = (1..=ROWS).map(line).collect();
        let head = "account_name,display_name,email,partner,association";
        let text = format!("{head}\n{}\n", lines.join("\n"));
        let skip = Asked { skip_bad_rows: true, ..asked() };
        let bytes = file(text.as_bytes());
        let done = imports::apply(&cx, Kind::Customers, &bytes, &skip).await.unwrap();
        finish(&cx, Kind::Customers, &done).await.unwrap();
        assert_eq!(done.stage, Stage::Through);
        assert_eq!((done.count("new"), done.count("refused")), (ROWS / 3 * 2, ROWS / 3));
        for (row, n) in done.rows.iter().zip(1..) {
            let is_refused = matches!(row.verdict, Verdict::Refused(_));
            assert_eq!((is_refused, row.target.is_empty()), (n % 3 == 0, n % 3 == 0), "{row:?}");
        }
        let mut tx = world.storage.read().await.unwrap();
        for n in 1..=ROWS {
            let found = tx.accounts().find_by_name(&format!("c{n:05}")).await.unwrap();
            assert_eq!(found.is_some(), !n.is_multiple_of(3), "nothing is left of a refused row");
        }
        let filter = AuditFilter { action: "customer.create".to_owned(), ..AuditFilter::default() };
        let acts = tx.audit().list(&filter, Window::first(1)).await.unwrap().total;
        assert_eq!(usize::try_from(acts).unwrap(), ROWS / 3 * 2, "nor in the log");
        drop(tx);
        let again = imports::apply(&cx, Kind::Customers, &bytes, &skip).await.unwrap();
        assert_eq!((again.count("unchanged"), again.count("refused")), (ROWS / 3 * 2, ROWS / 3));
        world.assert_sound().await;
    }
}
