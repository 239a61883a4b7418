//! Exports: asked for on a page, written by a job, downloaded as a file that holds what was asked.

use std::io::Cursor;

use calamine::{Data, DataType, Reader};
use hezong_domain::Fen;
use hezong_domain::access::Role;
use hezong_domain::accounts::AssociationKind;
use hezong_services::{coupons, jobs};
use hezong_testing::PASSWORD;

use crate::test_server::{Browser, TestServer};

/// Asks for an export on the page, lets the job write it, downloads it.
async fn exported(
    server: &TestServer,
    browser: &mut Browser<'_>,
    fields: &[(&str, &str)],
) -> (String, Vec<u8>) {
    // The newest stands first.
    server.world.clock.advance(1_000);
    let asked = browser.post("/_fn/request_export", fields).await;
    assert_eq!(asked.header("location"), "/exports", "{asked:?}");
    jobs::run_due(&server.world.services, "test").await.expect("written");
    let page = browser.get("/exports").await.text;
    let mut links = page.split("href=\"").filter_map(|rest| rest.split('"').next());
    let path = links.find(|path| path.starts_with("/exports/")).expect("a link");
    let file = browser.get(path).await;
    (file.header("content-type").to_owned(), file.bytes)
}

#[tokio::test]
async fn a_downloaded_file_holds_what_was_asked() {
    let server = TestServer::start().await;
    let world = &server.world;
    let partner = world.partner("subshan").await;
    let admin = world.person(&partner.account(), "", Role::PartnerAdmin).await;
    let mut ids = Vec::new();
    let quota = world.quota(&world.a_grant(&partner, Fen::yuan(1_000))).await;
    for (name, yuan) in [("acme", 11), ("tanghu", 22)] {
        let customer = world.customer(name, &partner, AssociationKind::Resale).await;
        let issue = world.an_issue(&quota, &[&customer], Fen::yuan(yuan));
        let result = coupons::issue(&admin, &issue).await.expect("issued");
        ids.push((customer, result.rows.first().expect("one row").coupon_id.clone()));
    }
    let [(acme, of_acme), (_, of_tanghu)] = ids.as_slice() else { panic!("two coupons") };
    let mut browser = server.browser();
    browser.sign_in("subshan", PASSWORD).await;
    let filter = format!("customer={acme}");
    let mut fields = [
        ("form[kind]", "issued"),
        ("form[quota_type]", "voucher"),
        ("form[query]", filter.as_str()),
        ("form[range]", "filtered"),
        ("form[format]", "csv"),
        ("form[lang]", "en"),
    ];

    let (kind, bytes) = exported(&server, &mut browser, &fields).await;
    assert!(kind.starts_with("text/csv"), "{kind}");
    let text = String::from_utf8(bytes).expect("UTF-8");
    assert!(text.starts_with('\u{feff}'), "spreadsheets read Chinese by the mark");
    assert_eq!(text.lines().count(), 2, "headings and the one row of the filter: {text}");
    assert!(text.contains(of_acme.as_str()) && text.contains("11.00"), "{text}");
    assert!(!text.contains(of_tanghu.as_str()), "{text}");

    fields[3].1 = "all";
    fields[4].1 = "xlsx";
    let (kind, bytes) = exported(&server, &mut browser, &fields).await;
    assert!(kind.contains("spreadsheetml"), "{kind}");
    let mut book = calamine::Xlsx::new(Cursor::new(bytes)).expect("a workbook");
    let sheet = book.worksheet_range_at(0).expect("a sheet").expect("readable");
    let cells: Vec<&Data> = sheet.rows().flatten().collect();
    for part in [of_acme.as_str(), of_tanghu.as_str()] {
        assert!(cells.contains(&&Data::String(part.to_owned())), "{part}: {cells:?}");
    }
    let sum: f64 = cells.iter().filter_map(|cell| cell.get_float()).filter(|n| *n > 0.0).sum();
    assert!((sum - 66.0).abs() < 0.001, "faces and balances are numbers that add up: {sum}");
}
