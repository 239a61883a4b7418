//! Lists that operations make, and making months final.

use hezong_contract::fh_lists::{FinaliseForm, ListRow, ListsForm};
use hezong_domain::incentives::Scheme;
use hezong_domain::{CaseId, Fen, Refusal};
use hezong_services::Error;
use hezong_services::benefits::claims;
use hezong_testing::World;
use hezong_texts::Lang;

use crate::fh_stage::{
    Fh, act, claim, fh, go_to, member, night, qualify, row, see, shown_lists, specialist,
};

const QUERY: &str = "month=2026-11&scheme=svc_expert";

async fn lin(fh: &Fh) -> ListRow {
    let (lists, total) = claims::lists(&fh.reviewer, Lang::En, QUERY).await.unwrap();
    assert_eq!(total, 1);
    lists.rows.into_iter().next().unwrap()
}

fn asked(what: String) -> ListsForm {
    let (month, scheme) = ("2026-11".to_owned(), "svc_expert".to_owned());
    ListsForm { month, scheme, what, seen: String::new() }
}

/// All that are not made, as the page shows them.
async fn all(fh: &Fh) -> ListsForm {
    let seen = shown_lists(fh, "2026-11", Scheme::SvcExpert).await;
    ListsForm { seen, ..asked("all".to_owned()) }
}

#[tokio::test]
async fn a_list_is_seen_made_made_again_and_confirmed() {
    for world in World::each().await {
        let fh = fh(world).await;
        qualify(&fh, Scheme::SvcExpert).await;
        specialist(&fh, "wu", "service").await;
        member(&fh, "tan", "service").await;
        // Before: who would be on it, and what the other lacks.
        let before = lin(&fh).await;
        assert!(before.can_make && !before.is_again && before.case_id.is_none());
        assert_eq!(before.total, Fen::yuan(12_000));
        let tan = before.people.iter().find(|person| person.name == "tan").unwrap();
        assert!(tan.amount.is_none() && tan.missing.is_some());

        let first = asked(format!("{}/{}", before.partner_id, before.seen));
        claims::make(&fh.reviewer, Lang::En, &first).await.unwrap();
        let again = claims::make(&fh.reviewer2, Lang::En, &first).await;
        assert!(matches!(again, Err(Error::Refused(Refusal::Stale))), "{again:?}");
        let made = lin(&fh).await;
        let id = CaseId::new(made.case_id.clone().unwrap());
        assert!(made.is_again && made.people.len() == 1);
        let told = row(&fh, &id).await.due_on;

        // Somebody joins before the partner confirms: the list is made again, its time anew.
        specialist(&fh, "qi", "service").await;
        go_to(&fh, "2026-11-25");
        let second = asked(format!("{}/{}", made.partner_id, made.seen));
        claims::make(&fh.reviewer, Lang::En, &second).await.unwrap();
        let remade = lin(&fh).await;
        assert_eq!((remade.people.len(), remade.total), (2, Fen::yuan(24_000)));
        assert!(row(&fh, &id).await.due_on > told);

        // The partner finds it on its page and confirms it there.
        let months = claims::months(&fh.admin, Lang::En).await.unwrap();
        let line = months.iter().find(|row| row.case_id.as_deref() == Some(id.as_str())).unwrap();
        assert!(line.turn.as_ref().unwrap().is_mine);
        act(&fh.admin, &id, "confirm", &[("proof", "wu: list 7, qi: list 8")]).await.unwrap();
        let (lists, _) = claims::lists(&fh.reviewer, Lang::En, QUERY).await.unwrap();
        assert_eq!((lists.open, lists.made, lists.confirmed), (0, 1, 1));
        let late = asked(format!("{}/{}", remade.partner_id, lin(&fh).await.seen));
        let late = claims::make(&fh.reviewer, Lang::En, &late).await;
        assert!(matches!(late, Err(Error::Case(_))), "{late:?}");
        let run = claims::make(&fh.reviewer, Lang::En, &all(&fh).await).await.unwrap();
        assert_eq!((run.done, run.left.len()), (0, 0));
    }
}

#[tokio::test]
async fn a_run_leaves_what_can_not_be_made_and_says_why() {
    let fh = fh(World::sqlite().await).await;
    qualify(&fh, Scheme::SvcExpert).await;
    let run = claims::make(&fh.reviewer, Lang::En, &all(&fh).await).await.unwrap();
    assert_eq!((run.done, run.left.len()), (0, 1));
    assert_eq!(run.left[0].0, "lin Company");
    assert!(!run.left[0].1.is_empty());
    for cx in [&fh.admin, &fh.finance] {
        let refused = claims::make(cx, Lang::En, &asked("all".to_owned())).await;
        assert!(matches!(refused, Err(Error::Forbidden { .. })), "{refused:?}");
    }
    let (none, total) = claims::lists(&fh.reviewer, Lang::En, "month=2025-11").await.unwrap();
    assert_eq!((none.schemes.len(), total), (0, 0), "no policy held");
}

#[tokio::test]
async fn a_month_is_made_final_by_hand_with_a_reason() {
    for world in World::each().await {
        let fh = fh(world).await;
        qualify(&fh, Scheme::SiPresales).await;
        specialist(&fh, "zhou", "system_integration").await;
        let id = claim(&fh, "2026-11").await.unwrap();
        let open = claims::final_run(&fh.reviewer, Lang::En, "month=2026-11").await.unwrap();
        assert_eq!((open.ready.count, open.open.count, open.is_over), (0, 1, false));
        assert_eq!(open.open.rows[0].why, "Under review");
        act(&fh.reviewer, &id, "pass", &[]).await.unwrap();

        let form =
            FinaliseForm { month: "2026-11".into(), reason: " ".into(), seen: String::new() };
        let bare = claims::finalise(&fh.reviewer, Lang::En, &form).await;
        assert!(matches!(bare, Err(Error::Invalid(_))), "{bare:?}");
        let seen = claims::final_run(&fh.reviewer, Lang::En, "month=2026-11").await.unwrap().seen;
        let form = FinaliseForm { reason: "Books close today".into(), seen, ..form };
        let early = claims::finalise(&fh.reviewer, Lang::En, &form).await.unwrap();
        assert_eq!((early.done, early.left.len()), (0, 1), "the month is not over");

        go_to(&fh, "2026-12-01");
        let ready = claims::final_run(&fh.reviewer, Lang::En, "").await.unwrap();
        assert_eq!((ready.month.as_str(), ready.ready.count), ("2026-11", 1));
        assert_eq!(ready.ready.amount, Fen::yuan(10_000));
        let run = claims::finalise(&fh.reviewer, Lang::En, &form).await.unwrap();
        assert_eq!((run.done, run.left.len()), (1, 0), "{run:?}");
        let done = claims::final_run(&fh.reviewer, Lang::En, "month=2026-11").await.unwrap();
        assert_eq!((done.ready.count, done.done.count), (0, 1));
        let page = see(&fh.admin, &id).await;
        assert!(page.facts.iter().any(|fact| fact.label == "Final"), "{:?}", page.facts);
        // The clock finds nothing left to do.
        night(&fh).await;
        assert_eq!(row(&fh, &id).await.state, "finalised");
        fh.world.assert_sound().await;
    }
}
