//! R1–R6: each brought about, in order, each with its own words, cure and way out in both languages.

use std::collections::BTreeSet;

use hezong_contract::cases::{CheckView, Goal};
use hezong_domain::incentives::Scheme;
use hezong_domain::{CaseId, Day, Quarter};
use hezong_services::benefits::{balances, case, payments};
use hezong_testing::World;
use hezong_texts::Lang;

use crate::fh_stage::{
    Fh, act, certify, claim, failed, fh, go_to, hand_in, night, qualify, specialist,
};

/// The rules of a quarter that block, as its page shows them.
async fn blocking(fh: &Fh, id: &CaseId, lang: Lang) -> Vec<CheckView> {
    let view = case::view(&fh.admin, lang, id.as_str()).await.unwrap();
    let checks = view.checks.into_iter().flat_map(|part| part.checks);
    checks.filter(|check| !check.passed).collect()
}

/// The first rule that blocks: in both languages with words, cure and a way out, which is answered.
async fn first(fh: &Fh, id: &CaseId) -> [CheckView; 2] {
    let mut found = Vec::new();
    for lang in [Lang::ZhCn, Lang::En] {
        let check = blocking(fh, id, lang).await.remove(0);
        for words in [&check.label, &check.why, &check.cure] {
            assert!(!words.is_empty() && !words.contains('{'), "{check:?}");
        }
        assert!(check.link.is_some(), "{} leads nowhere", check.label);
        let link = check.link.clone().unwrap();
        assert_eq!(link.words, check.cure);
        found.push(check);
    }
    let [zh, en] = <[CheckView; 2]>::try_from(found).unwrap();
    assert_ne!((&zh.label, &zh.why, &zh.cure), (&en.label, &en.why, &en.cure));
    assert_eq!(zh.link.as_ref().map(|l| &l.goal), en.link.as_ref().map(|l| &l.goal));
    [zh, en]
}

fn goal(checks: &[CheckView; 2]) -> Goal {
    checks[1].link.as_ref().map(|link| link.goal.clone()).unwrap()
}

#[tokio::test]
#[expect(clippy::too_many_lines, reason = "one story in the order R1 to R6")]
async fn every_rule_has_its_own_words_its_cure_and_a_way_out() {
    for world in World::each().await {
        let fh = &fh(world).await;
        go_to(fh, "2026-11-23");
        qualify(fh, Scheme::SiPresales).await;
        specialist(fh, "zhao", "system_integration").await;
        let november = claim(fh, "2026-11").await.unwrap();
        let quarter = Quarter::parse("2026Q4").unwrap();
        let id = payments::begin(&fh.admin, quarter).await.unwrap();
        let mut told = Vec::new();

        // R1: months of the quarter can still be claimed.
        told.push(first(fh, &id).await);
        assert_eq!(goal(told.last().unwrap()), Goal::Claims);
        // R2: the quarter is over, one claim is in review.
        go_to(fh, "2027-01-04");
        told.push(first(fh, &id).await);
        assert_eq!(goal(told.last().unwrap()), Goal::Claims);
        // R3: it was not accepted, and nothing can be corrected any more.
        act(&fh.reviewer, &november, "fail", &[]).await.unwrap();
        go_to(fh, "2027-04-01");
        night(fh).await;
        told.push(first(fh, &id).await);
        assert_eq!(goal(told.last().unwrap()), Goal::Claims);

        // R4: another quarter is final, but the business information is not certified.
        qualify(fh, Scheme::SiPresales).await;
        let april = claim(fh, "2027-04").await.unwrap();
        act(&fh.reviewer, &april, "pass", &[]).await.unwrap();
        go_to(fh, "2027-07-02");
        night(fh).await;
        let quarter = Quarter::parse("2027Q2").unwrap();
        let id = payments::begin(&fh.admin, quarter).await.unwrap();
        told.push(first(fh, &id).await);
        assert_eq!(goal(told.last().unwrap()), Goal::Certification);
        let info = hand_in(fh).await;
        let reviewed = first(fh, &id).await;
        assert_ne!(reviewed[1].cure, told[3][1].cure, "one waits for the review");
        assert_eq!(goal(&reviewed), Goal::Certification);
        certify(fh, &info).await;

        // R5: a bill of the partner is overdue from the day after its last day.
        let bill = hezong_contract::balances::NewBill {
            number: "B-7".to_owned(),
            amount: hezong_domain::Fen::yuan(250),
            due_on: Day::parse("2027-07-02").unwrap(),
        };
        balances::record_bill(&fh.finance, fh.partner.as_str(), &bill).await.unwrap();
        assert!(blocking(fh, &id, Lang::En).await.is_empty(), "it can be paid on its last day");
        go_to(fh, "2027-07-03");
        told.push(first(fh, &id).await);
        assert_eq!(goal(told.last().unwrap()), Goal::Balance);
        assert!(told[4][1].cure.contains("250.00"), "{}", told[4][1].cure);
        assert_eq!(failed(act(&fh.admin, &id, "request", &[]).await), ["overdue"]);
        let own = balances::balance(&fh.admin, Lang::En, "").await.unwrap();
        assert_eq!(own.overdue, hezong_domain::Fen::yuan(250));
        let ops = balances::bills(&fh.reviewer, Lang::En, fh.partner.as_str(), "").await.unwrap();
        let form = hezong_contract::balances::SettleForm {
            bill: ops.bills.rows[0].handle(),
            settled_on: "2027-07-03".to_owned(),
            reference: "V-1".to_owned(),
            ..Default::default()
        };
        let settling = form.check().unwrap();
        balances::settle_bill(&fh.reviewer, &settling).await.unwrap();
        assert!(balances::settle_bill(&fh.reviewer, &settling).await.is_err(), "seen before");
        assert!(blocking(fh, &id, Lang::En).await.is_empty(), "it thaws by itself");

        // R6: a request exists; its case is where to go on.
        act(&fh.admin, &id, "request", &[("give_up", "on")]).await.unwrap();
        let cards = payments::quarters(&fh.admin, Lang::En).await.unwrap();
        assert!(cards.iter().all(|card| card.quarter != "2027Q2" || !card.can_ask));
        // R6: nothing is payable in a quarter that brought nothing.
        let empty = payments::begin(&fh.admin, Quarter::parse("2027Q1").unwrap()).await.unwrap();
        let all = blocking(fh, &empty, Lang::En).await;
        let nothing = all.iter().find(|check| check.label == "Amount payable").unwrap();
        assert_eq!(nothing.link.as_ref().map(|link| link.goal.clone()), Some(Goal::Payments));
        assert!(!nothing.cure.is_empty() && !nothing.why.is_empty());

        for side in [0, 1] {
            let of = |of: fn(&CheckView) -> &String| {
                told.iter().map(|both| of(&both[side]).clone()).collect::<BTreeSet<_>>().len()
            };
            let counts = (of(|c| &c.label), of(|c| &c.why), of(|c| &c.cure));
            assert_eq!(counts, (5, 5, 5), "R1 to R5 say different things");
        }
        fh.world.assert_sound().await;
    }
}

#[tokio::test]
async fn a_list_that_operations_can_still_make_keeps_the_quarter_open() {
    for world in World::each().await {
        let fh = &fh(world).await;
        go_to(fh, "2026-11-23");
        qualify(fh, Scheme::SvcExpert).await;
        let quarter = Quarter::parse("2026Q4").unwrap();
        let id = payments::begin(&fh.admin, quarter).await.unwrap();
        let [_, open] = first(fh, &id).await;
        assert_eq!(open.actual, "2026-10, 2026-11, 2026-12");
        assert_eq!(
            open.required, "all months decided; open ones can be given up from 2027-01-01",
            "figures say what they count"
        );
        let early = failed(act(&fh.admin, &id, "request", &[]).await);
        assert!(early.contains(&"months_open".to_owned()), "{early:?}");
        // Afterwards nothing of it stands in the way, and nothing is given up by asking.
        go_to(fh, "2027-01-04");
        let [_, over] = first(fh, &id).await;
        assert_ne!(over.label, open.label);
        let view = case::view(&fh.admin, Lang::En, id.as_str()).await.unwrap();
        let told = format!("{:?}", view.facts);
        assert!(!told.contains("2026-11"), "{told}");
    }
}
