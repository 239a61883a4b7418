//! One bad cell after the other: row, column, value, what is wrong, cure.

use hezong_services::imports::{self, Failed, Kind};
use hezong_testing::World;
use hezong_texts::Lang;

use super::{HEAD, asked, file, preview, reasons};

/// A row of partners with one value replaced.
fn row(place: usize, value: &str) -> String {
    let mut cells = [
        "shanhai",
        "Shanhai",
        "distributor",
        "a@example.com",
        "13800138000",
        "Lin",
        "l@example.com",
    ];
    cells[place] = value;
    format!("{HEAD}\n{}\n", cells.join(","))
}

#[tokio::test]
async fn every_bad_cell_is_named_with_its_cure() {
    let world = World::sqlite().await;
    let cx = world.system().await;
    let long = "x".repeat(129);
    let cases: &[(String, &str)] = &[
        (row(0, ""), "2 | Account name |  | Nothing stands here | Fill in this field"),
        (row(0, "9abc"), "2 | Account name | 9abc | Not an account name | Use 2–32 lower-case"),
        (row(0, "9.13E+17"), "2 | Account name | 9.13E+17 | A spreadsheet has dropped digits"),
        (row(1, ""), "2 | Company name |  | Nothing stands here"),
        (row(1, &long), "| Longer than 128 characters | Use at most 128"),
        (row(1, "a\u{7}b"), "| Has invisible control characters |"),
        (
            row(2, "reseller"),
            "2 | Partner type | reseller | Not one of the choices | Enter one of: Solution provider, Distributor",
        ),
        (row(3, "nowhere"), "2 | E-mail | nowhere | Not an e-mail address | It should look like"),
        (row(4, "12"), "2 | Mobile | 12 | Not a mobile number | Use 5–20 digits"),
        (
            row(4, "1.38E+10"),
            "| A spreadsheet has dropped digits of this number | Format the column as text",
        ),
        (row(5, ""), "2 | Administrator |  | Nothing stands here"),
        (row(6, "x@y"), "2 | Administrator e-mail | x@y | Not an e-mail address"),
        (
            row(6, "l@example.com,stray"),
            "2 | Column 8 | stray | A value stands where no heading is",
        ),
    ];
    for (text, expected) in cases {
        let told = reasons(&preview(&cx, Kind::Partners, text).await);
        assert_eq!(told.len(), 1, "{text}: {told:?}");
        assert!(told[0].contains(expected), "{text}:\n{}\n{expected}", told[0]);
    }
}

#[tokio::test]
async fn all_that_is_wrong_is_told_at_once_in_both_languages() {
    let world = World::sqlite().await;
    let cx = world.system().await;
    let text = format!(
        "{HEAD}\nA B,,x,y,1,,\nfine,Fine,distributor,,,,\nfine,Twice,distributor,,,,\nops,Taken,distributor,,,,\n"
    );
    let told = reasons(&preview(&cx, Kind::Partners, &text).await);
    assert_eq!(told.len(), 7, "{told:#?}");
    assert!(told[5].contains("The same as row 3"), "{told:#?}");
    assert!(told[6].contains("5 | Account name | ops | In use already"), "{told:#?}");
    let zh = imports::Asked { lang: Lang::ZhCn, ..asked() };
    let zh = imports::preview(&cx, Kind::Partners, &file(text.as_bytes()), &zh).await.unwrap();
    let zh = reasons(&zh);
    assert_eq!(zh.len(), told.len());
    assert!(zh[0].starts_with("2 | 账号名 | A B | 不是有效的账号名 | "), "{zh:#?}");
}

#[tokio::test]
async fn headings_that_do_not_fit_are_named_with_the_nearest() {
    let world = World::sqlite().await;
    let cx = world.system().await;
    let text = "acount name,公司名称,Typ\nx1,X,distributor\n";
    let failed = imports::preview(&cx, Kind::Partners, &file(text.as_bytes()), &asked()).await;
    let Err(Failed::File(told)) = failed else { unreachable!("{failed:?}") };
    assert!(
        told[0].contains("“acount name” is not known. The nearest is “Account name”"),
        "{told:?}"
    );
    assert!(told[1].contains("“Typ” is not known. The nearest is “Partner type”"), "{told:?}");
    assert!(told[2].contains("“Account name” (account_name) is missing"), "{told:?}");
    assert_eq!(told.len(), 4, "{told:?}");
}

#[tokio::test]
async fn headings_of_both_languages_in_any_order_mean_the_same() {
    let world = World::sqlite().await;
    let cx = world.system().await;
    for text in [
        "account_name,display_name,partner_type\nshanhai,Shanhai,distributor\n",
        "类型;登录名;公司\n总经销商;ＳＨＡＮＨＡＩ;Shanhai\n",
        "\u{feff}Partner Type\tCompany\tAccount Name\r\nDistributor\t Shanhai\u{3000}\tshanhai\r\n",
    ] {
        let outcome = preview(&cx, Kind::Partners, text).await;
        assert_eq!(outcome.count("new"), 1, "{:?}", reasons(&outcome));
        assert_eq!(outcome.rows[0].subject, "shanhai");
    }
}
