//! Exports: written by a job, masked, kept three days, only for who asked.

use hezong_domain::access::Role;
use hezong_domain::coupons::QuotaType;
use hezong_domain::time::DAY_MS;
use hezong_domain::{Fen, Window};
use hezong_services::exports::{self, NewExport};
use hezong_services::{Error, jobs};
use hezong_testing::World;

use crate::coupons::stage;

fn ask(kind: &str, format: &str, query: &str) -> NewExport {
    NewExport {
        kind: kind.to_owned(),
        quota_type: QuotaType::Voucher,
        format: format.to_owned(),
        query: query.to_owned(),
        lang: "en".to_owned(),
    }
}

#[tokio::test]
async fn a_file_holds_the_filtered_rows_with_masked_names_for_three_days() {
    for world in World::each().await {
        let stage = stage(&world, Fen::yuan(1_000)).await;
        let id = world.coupon(&stage.admin, &stage.quota, &stage.resale, Fen::yuan(10)).await;
        world.coupon(&stage.admin, &stage.quota, &stage.referral, Fen::yuan(20)).await;
        let query = format!("customer={}&reveal=1", stage.resale);
        let csv = exports::request(&stage.admin, &ask("issued", "csv", &query)).await.unwrap();
        let xlsx = exports::request(&stage.admin, &ask("records", "xlsx", "")).await.unwrap();
        let early = exports::download(&stage.admin, csv.as_str()).await;
        assert!(matches!(early, Err(Error::NotFound(_))), "not written yet");
        assert_eq!(jobs::run_due(&world.services, "w1").await.unwrap().exports, 2);
        let file = exports::download(&stage.admin, csv.as_str()).await.unwrap();
        let text = String::from_utf8(file.bytes).unwrap();
        assert_eq!(text.lines().count(), 2, "{text}");
        assert!(text.contains(id.as_str()) && text.contains("10.00"));
        assert!(!text.contains("acme"), "names are masked in files: {text}");
        let book = exports::download(&stage.admin, xlsx.as_str()).await.unwrap();
        assert!(book.bytes.starts_with(b"PK"));

        let he = world.person(&stage.partner.account(), "he", Role::CouponOperator).await;
        let foreign = exports::download(&he, csv.as_str()).await;
        assert!(matches!(foreign, Err(Error::NotFound(_))), "only who asked may download");

        world.clock.advance(3 * DAY_MS);
        let late = exports::download(&stage.admin, csv.as_str()).await;
        assert!(matches!(late, Err(Error::NotFound(_))));
        jobs::run_due(&world.services, "w1").await.unwrap();
        let rows = exports::list(&stage.admin, Window::first(10)).await.unwrap().rows;
        assert!(rows.iter().all(|r| r.state == "lapsed"), "{rows:?}");
        world.assert_sound().await;
    }
}

#[tokio::test]
async fn an_account_manager_exports_no_coupons() {
    let world = World::sqlite().await;
    let stage = stage(&world, Fen::yuan(1_000)).await;
    let lin = world.person(&stage.partner.account(), "lin", Role::AccountManager).await;
    let answer = exports::request(&lin, &ask("issued", "csv", "")).await;
    assert!(matches!(answer, Err(Error::Forbidden { .. })));
}
