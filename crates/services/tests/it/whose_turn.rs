//! Every row and every page of incentives says what has to be done, whose turn it is, until when, and what
//! happens then.

use hezong_contract::cases::TurnView;
use hezong_domain::incentives::Scheme;
use hezong_services::benefits::{assessments, claims, payments, people, qualifications, queue};
use hezong_testing::World;
use hezong_texts::Lang;

use crate::fh_stage::{act, claim, fh, go_to, hand_in, qualify, see, specialist};

/// What is said of a turn: whose, what to do, what happens then. None of them may be left out.
fn said(turn: Option<TurnView>, what: &str) -> (String, String, String) {
    let turn = turn.unwrap_or_else(|| unreachable!("{what}: nobody's turn"));
    assert!(!turn.whose.is_empty() && !turn.then.is_empty(), "{what}: {turn:?}");
    assert!(!turn.todo.is_empty(), "{what}: {turn:?}");
    assert_eq!(turn.until.is_empty(), turn.days_left.is_none(), "{what}: {turn:?}");
    (turn.whose, turn.todo, turn.until)
}

fn three(whose: &str, todo: &str, until: &str) -> (String, String, String) {
    (whose.to_owned(), todo.to_owned(), until.to_owned())
}

#[tokio::test]
async fn rows_and_pages_say_whose_turn_it_is_and_what_happens_then() {
    for world in World::each().await {
        let fh = &fh(world).await;
        let lang = Lang::En;
        qualify(fh, Scheme::SiPresales).await;
        qualify(fh, Scheme::SvcCcoe).await;
        specialist(fh, "zhao", "system_integration").await;
        specialist(fh, "wulan", "service").await;
        let certification = hand_in(fh).await;
        let passed = claim(fh, "2026-11").await.unwrap();

        let schemes = qualifications::list(&fh.admin, lang).await.unwrap();
        for card in schemes {
            if card.scheme == "svc_expert" {
                assert_eq!(said(card.turn, &card.title), three("Partner", "Submit", ""));
            } else {
                assert_eq!(card.turn, None, "{}: approved", card.title);
            }
        }
        for row in claims::months(&fh.admin, lang).await.unwrap() {
            let what = format!("{} {}", row.scheme, row.month);
            match (row.scheme.as_str(), row.month.as_str()) {
                ("si_presales", "2026-11") => {
                    assert_eq!(said(row.turn, &what).0, "Reviewer");
                }
                // Operations make the list; the partner cannot be the one that is waited for.
                ("svc_ccoe", "2026-11" | "2026-10") => {
                    let wanted = three("Service operations", "Generate list", "2026-12-31");
                    assert_eq!(said(row.turn, &what), wanted);
                }
                (_, "2026-10") => {
                    assert_eq!(
                        said(row.turn, &what),
                        three("Partner", "Submit claim", "2026-12-31")
                    );
                }
                _ => assert!(row.turn.is_none(), "{what}: over, or not begun"),
            }
        }
        for row in queue::list(&fh.reviewer, lang, "turn=any").await.unwrap().rows {
            said(row.turn, &row.id);
        }
        for row in assessments::experts(&fh.eco, lang, "").await.unwrap().list.rows {
            assert_eq!(said(row.mark.turn, &row.name).1, "Begin");
        }
        for card in people::list(&fh.admin, lang).await.unwrap() {
            assert!(card.turn.is_none(), "{}: a specialist", card.name);
            assert!(card.missing == 0 || card.first.is_some());
        }
        said(see(&fh.admin, &certification).await.turn, "certification");

        // What passed waits for the clock, and says so.
        act(&fh.reviewer2, &passed, "pass", &[]).await.unwrap();
        let turn = see(&fh.admin, &passed).await.turn.unwrap();
        assert_eq!((turn.until.as_str(), turn.is_mine), ("2026-11-30", false));
        assert!(turn.then.contains("Make final"), "{}", turn.then);
        go_to(fh, "2027-01-04");
        crate::fh_stage::night(fh).await;
        let cards = payments::quarters(&fh.admin, lang).await.unwrap();
        let last = cards.into_iter().find(|card| card.quarter == "2026Q4").unwrap();
        assert_eq!(said(last.turn.clone(), "quarter").1, "Request payment");
        let quarter = hezong_domain::Quarter::parse("2026Q4").unwrap();
        let request = payments::begin(&fh.admin, quarter).await.unwrap();
        assert_eq!(see(&fh.admin, &request).await.turn, last.turn, "page and card say the same");
    }
}
