//! Versions of the policy: drafts and published ones, from rows and from JSON.

use hezong_domain::Day;
use hezong_domain::incentives::{Policy, PolicyStanding, sample_policy};
use hezong_services::Context;
use hezong_services::imports::{self, Asked, Failed, Kind, Outcome};
use hezong_testing::World;

use super::{apply, asked, file, finish, preview, reasons};

const ROWS: &str = "version,scheme,setting,grade,value
2,,from,,2027-01-01
2,,agreement,,2027-1
2,,payout_min,,1000
2,,two_people_above,,50000
2,,reminders,,5;2;0
2,,window.confirm_list,,14 working_days
2,si_presales,path,,system_integration
2,si_presales,origin,,partner
2,si_presales,stages,,differentiation
2,si_presales,posts,,solution_architect
2,si_presales,all_of,,Huawei Cloud Business Professional
2,si_presales,one_of,,HCCDP-SA;HCCDE-SA
2,si_presales,months_on_cloud_over,,6
2,si_presales,further_years,,yes
2,si_presales,needs,,project
2,si_presales,rate,,10000
2,si_presales,rate,senior,12000.50
2,si_presales,people_max,,20
2,,maturity.delivery,,75
2,,maturity.architecture,,70
";

async fn publish(cx: &Context, text: &str) -> Outcome {
    let asked = Asked { publish: true, ..asked() };
    let outcome = imports::apply(cx, Kind::Policies, &file(text.as_bytes()), &asked).await.unwrap();
    finish(cx, Kind::Policies, &outcome).await.unwrap();
    outcome
}

async fn stored(world: &World) -> Vec<Policy> {
    let mut tx = world.storage.read().await.unwrap();
    let rows = tx.benefits().list_policies().await.unwrap();
    rows.iter().map(|row| serde_json::from_str(&row.body).unwrap()).collect()
}

#[tokio::test]
async fn a_sheet_of_settings_becomes_a_draft_and_is_published() {
    for world in World::each().await {
        let cx = world.system().await;
        assert_eq!(apply(&cx, Kind::Policies, ROWS).await.count("new"), 1);
        let draft = stored(&world).await.remove(0);
        assert_eq!((draft.version, draft.standing), (2, PolicyStanding::Draft));
        let terms = &draft.schemes[0];
        let rates: Vec<_> =
            terms.rates.iter().map(|r| (r.grade.as_str(), r.amount.get())).collect();
        assert_eq!(rates, [("", 1_000_000), ("senior", 1_200_050)]);
        assert_eq!(terms.certificates.one_of, ["HCCDP-SA", "HCCDE-SA"]);
        let bars: Vec<_> =
            draft.maturity.iter().map(|bar| (bar.dimension.as_str(), bar.min)).collect();
        assert_eq!(bars, [("architecture", 70), ("delivery", 75)]);
        assert_eq!(apply(&cx, Kind::Policies, ROWS).await.count("unchanged"), 1);
        let other = ROWS.replace("14 working_days", "21 working_days");
        let changed = apply(&cx, Kind::Policies, &other).await;
        assert_eq!(changed.count("changed"), 1, "{changed:?}");
        assert_eq!(publish(&cx, &other).await.count("changed"), 1);
        let published = stored(&world).await.remove(0);
        assert_eq!(published.standing, PolicyStanding::Published);
        assert_eq!(publish(&cx, &other).await.count("unchanged"), 1);
        let told = reasons(&apply(&cx, Kind::Policies, ROWS).await);
        assert!(told[0].contains("Version 2 is there already"), "{told:?}");
    }
}

#[tokio::test]
async fn what_is_wrong_with_settings_is_told_row_by_row() {
    let world = World::sqlite().await;
    let cx = world.system().await;
    let bad = ROWS
        .replace("2027-01-01", "next year")
        .replace("14 working_days", "two weeks")
        .replace("people_max,,20", "people_min,,20")
        .replace("senior,12000.50", ",12000")
        .replace("delivery,,75", "delivery,,101")
        .replace("origin,,partner", "origin,,nobody");
    let told = reasons(&preview(&cx, Kind::Policies, &bad).await);
    let expected = [
        "2 | Value | next year | Not a date",
        "7 | Value | two weeks | This value can not be taken | Write it like: 14 working_days",
        "9 | Value | nobody | This value can not be taken | Write it like: partner, operations",
        "18 | Setting | rate | The same as row 17",
        "19 | Setting | people_min | There is no such setting | Use one of: path,",
        "20 | Value | 101 | This value can not be taken | Write it like: 0 – 100",
    ];
    assert_eq!(told.len(), expected.len(), "{told:#?}");
    for (told, expected) in told.iter().zip(expected) {
        assert!(told.starts_with(expected), "{told}\n{expected}");
    }
    let missing = "version,setting,value\n2,payout_min,1\n";
    let told = reasons(&preview(&cx, Kind::Policies, missing).await);
    assert_eq!(told.len(), 4, "{told:#?}");
    assert!(told[0].contains("The setting from is missing"), "{told:#?}");
    assert!(told[3].contains("pays for no scheme | Add rows"), "{told:#?}");
}

#[tokio::test]
async fn json_is_the_same_policy_and_the_rules_of_publishing_hold() {
    for world in World::each().await {
        let cx = world.system().await;
        let mut policy = sample_policy(Day::parse("2027-01-01").unwrap());
        policy.version = 3;
        let text = serde_json::to_string(&policy).unwrap();
        assert_eq!(apply(&cx, Kind::Policies, &text).await.count("new"), 1);
        assert_eq!(stored(&world).await[0].standing, PolicyStanding::Draft);
        // There is one draft at a time, and nothing begins in a month that has begun.
        policy.version = 4;
        let text = serde_json::to_string(&[&policy]).unwrap();
        let told = reasons(&apply(&cx, Kind::Policies, &text).await);
        assert!(told[0].contains("Version 3 is a draft already"), "{told:?}");
        policy.from = Day::parse("2026-11-01").unwrap();
        let text = serde_json::to_string(&policy).unwrap();
        let told = reasons(&publish(&cx, &text).await);
        assert_eq!(told.len(), 1, "{told:?}");
        let broken =
            imports::preview(&cx, Kind::Policies, &file(b"{\"version\": 1}"), &asked()).await;
        let Err(Failed::File(told)) = broken else { unreachable!("{broken:?}") };
        assert!(told[0].contains("is no policy"), "{told:?}");
    }
}
