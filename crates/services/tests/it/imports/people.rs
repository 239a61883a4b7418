//! Staff and certificates: the rules of the pages.

use hezong_domain::access::Role;
use hezong_services::benefits::people;
use hezong_services::imports::{Kind, Stage, Verdict};
use hezong_testing::World;
use hezong_texts::Lang;

use super::{apply, preview, reasons, verdicts};

const STAFF: &str = "partner,account,name,person_email,consent,path,post,cloud_since,base_location,hired_on,left_on,employment_proof,project";
const CERTIFICATES: &str =
    "account,certificate_code,certificate_from,certificate_to,certificate_proof";

fn staff(rows: &[&str]) -> String {
    format!("{STAFF}\n{}\n", rows.join("\n"))
}

fn certificates(rows: &[&str]) -> String {
    format!("{CERTIFICATES}\n{}\n", rows.join("\n"))
}

const ZHAO: &str = "shanhai,zhaoming,Zhao Ming,z@example.com,Consent 17,system_integration,SA,2025-06-01,Hangzhou,2024-03-01,,Contract 112,PRJ-8";

#[tokio::test]
async fn people_are_linked_with_their_employment_and_certificates() {
    for world in World::each().await {
        let cx = world.system().await;
        let partner = world.partner("shanhai").await;
        let admin = world.person(&partner.account(), "", Role::PartnerAdmin).await;
        let file = staff(&[ZHAO]);
        let shown = preview(&cx, Kind::Staff, &file).await;
        let done = apply(&cx, Kind::Staff, &file).await;
        assert_eq!((verdicts(&done), done.count("new")), (verdicts(&shown), 1));
        assert_eq!(apply(&cx, Kind::Staff, &file).await.count("unchanged"), 1);
        let cards = people::list(&admin, Lang::En).await.unwrap();
        assert_eq!((cards.len(), cards[0].name.as_str()), (1, "Zhao Ming"));
        assert!(cards[0].post.contains("(SA)"), "{:?}", cards[0]);

        let file = certificates(&[
            "zhaoming,HCCDP-SA,2026-03-01,,HC-1",
            "zhaoming,HCIP-CSSA,2025-01-01,2028-01-01,HC-2",
        ]);
        assert_eq!(apply(&cx, Kind::Certificates, &file).await.count("new"), 2);
        assert_eq!(apply(&cx, Kind::Certificates, &file).await.count("unchanged"), 2);
        let card = people::list(&admin, Lang::En).await.unwrap().remove(0);
        assert_eq!(card.certificates.len(), 2, "{card:?}");

        // Changes field by field; empty cells leave what is there.
        let moved = "shanhai,zhaoming,Zhao Ming,z@example.com,,,,,Shanghai,,2026-12-31,,";
        let shown = preview(&cx, Kind::Staff, &staff(&[moved])).await;
        let Verdict::Changed(changes) = &shown.rows[0].verdict else { unreachable!("{shown:?}") };
        let told: Vec<_> =
            changes.iter().map(|c| format!("{} {} {}", c.column, c.old, c.new)).collect();
        assert_eq!(told, ["Base location Hangzhou Shanghai", "Left on  2026-12-31"]);
        apply(&cx, Kind::Staff, &staff(&[moved])).await;
        let longer = certificates(&["zhaoming,HCCDP-SA,2026-03-01,2029-02-28,"]);
        let shown = apply(&cx, Kind::Certificates, &longer).await;
        assert_eq!(shown.count("changed"), 1, "{shown:?}");
        let card = people::list(&admin, Lang::En).await.unwrap().remove(0);
        assert_eq!(card.certificates.len(), 2, "replaced, not added: {card:?}");
        world.assert_sound().await;
    }
}

#[tokio::test]
async fn the_rules_of_linking_hold_for_files_too() {
    for world in World::each().await {
        let cx = world.system().await;
        world.partner("shanhai").await;
        world.partner("beidou").await;
        apply(&cx, Kind::Staff, &staff(&[ZHAO])).await;
        let bad = staff(&[
            "nobody,p1,P,p@example.com,C,,,,,,,,",
            "beidou,zhaoming,Zhao Ming,z@example.com,C,,,,,,,,",
            "beidou,shanhai,Shan,s@example.com,C,,,,,,,,",
            "beidou,qianqian,Qian,q@example.com,,,,,,,,,",
            "beidou,sunsun,Sun,s@example.com,C,,,,,2026-02-01,2026-01-01,,",
            "beidou,lili,Li,l@example.com,C,,boss,31.12.2025,,,,,",
        ]);
        let outcome = apply(&cx, Kind::Staff, &bad).await;
        assert_eq!(outcome.stage, Stage::Refused);
        let told = reasons(&outcome);
        for (index, part) in [
            "2 | Partner account | nobody | Not known here",
            "3 |  |  | ",
            "4 |  |  | ",
            "5 | Consent |  | Nothing stands here",
            "6 | Left on | 2026-01-01 | Ends before it begins",
            "7 | Post | boss | Not one of the choices | Enter one of: Solution architect (SA)",
            "7 | On the cloud since | 31.12.2025 | Not a date | Enter a date as YYYY-MM-DD",
        ]
        .iter()
        .enumerate()
        {
            assert!(told[index].starts_with(part), "{part}\n{told:#?}");
        }
        let unknown =
            certificates(&["ghost,HCCDP-SA,2026-03-01,,", "zhaoming,X,2026-03-01,2026-01-01,"]);
        let told = reasons(&preview(&cx, Kind::Certificates, &unknown).await);
        assert!(told[0].starts_with("2 | Person account | ghost | Not known here"), "{told:#?}");
        assert!(told[1].contains("Ends before it begins"), "{told:#?}");
    }
}
