//! Assessment of experts: from the CV to the acceptance, and what it is good for.

use hezong_domain::access::Role;
use hezong_domain::incentives::Scheme;
use hezong_domain::{CaseId, Month, Window};
use hezong_services::benefits::{assessments, case, claims, people, queue};
use hezong_services::{Error, messages};
use hezong_testing::World;
use hezong_texts::Lang;

use crate::fh_stage::{Fh, act, failed, fh, go_to, qualify, row, see, specialist};
use crate::payments::wrong;

/// The assessment a person's page leads to.
async fn assessment_of(fh: &Fh) -> CaseId {
    let cards = people::list(&fh.admin, Lang::En).await.unwrap();
    let card = cards.into_iter().find_map(|card| card.expert).unwrap();
    CaseId::new(card.case_id)
}

const RESULT: &[(&str, &str)] = &[
    ("assessor", "Qiao Shen"),
    ("assessed_on", "2026-11-22"),
    ("score", "85"),
    ("evidence", "Sheet 12"),
];

const SCORES: &[(&str, &str)] = &[
    ("assessor", "Qiao Shen"),
    ("assessed_on", "2026-11-22"),
    ("score_architecture", "80"),
    ("score_delivery", "70"),
    ("score_operation", "60"),
    ("score_industry", "90"),
    ("score_enablement", "75"),
    ("evidence", "Sheet 13"),
];

const DEFENCE: &[(&str, &str)] =
    &[("defence_on", "2026-12-01"), ("defence_place", "Room 3"), ("jury", "An\nBo")];

/// An expert whose maturity was found good enough.
async fn before_the_defence(fh: &Fh) -> CaseId {
    specialist(fh, "wulan", "service").await;
    let id = assessment_of(fh).await;
    act(&fh.eco, &id, "begin", &[("materials", "CV")]).await.unwrap();
    act(&fh.eco, &id, "pass", RESULT).await.unwrap();
    act(&fh.eco, &id, "pass", SCORES).await.unwrap();
    id
}

async fn titles(fh: &Fh) -> Vec<String> {
    let page = messages::list(&fh.admin, Lang::En, Window::first(50)).await.unwrap();
    page.rows.into_iter().map(|message| message.title).collect()
}

#[tokio::test]
async fn an_expert_goes_from_the_cv_to_the_acceptance() {
    for world in World::each().await {
        let fh = &fh(world).await;
        specialist(fh, "wulan", "service").await;
        let id = assessment_of(fh).await;
        // It waits for the ecosystem manager from the moment the person is a specialist.
        let waits = queue::list(&fh.eco, Lang::En, "").await.unwrap();
        assert!(waits.rows.iter().any(|line| line.id == id.to_string()));
        assert_eq!(
            failed(act(&fh.reviewer, &id, "begin", &[("materials", "CV")]).await),
            ["not_yours"]
        );
        assert_eq!(
            failed(act(&fh.admin, &id, "begin", &[("materials", "CV")]).await),
            ["not_yours"]
        );
        assert_eq!(wrong(act(&fh.eco, &id, "begin", &[]).await), ["materials required"]);
        act(&fh.eco, &id, "begin", &[("materials", "CV of Wu Lan")]).await.unwrap();

        let bare = wrong(act(&fh.eco, &id, "pass", &[]).await);
        assert_eq!(bare, ["assessor required", "result required", "evidence required"]);
        let late =
            [&RESULT[..1], &[("assessed_on", "2026-11-23"), ("score", "101"), ("evidence", "s")]];
        let found = wrong(act(&fh.eco, &id, "pass", &late.concat()).await);
        assert_eq!(found, ["assessed_on in_the_future", "score bad_number"]);
        act(&fh.eco, &id, "pass", RESULT).await.unwrap();

        let low: Vec<_> = SCORES
            .iter()
            .map(|(name, value)| (*name, if *name == "score_industry" { "59" } else { *value }))
            .collect();
        let refused = act(&fh.eco, &id, "pass", &low).await;
        assert_eq!(failed(refused), ["bars_reached"]);
        assert_eq!(row(fh, &id).await.state, "maturity_assessment", "nothing moved");
        act(&fh.eco, &id, "pass", SCORES).await.unwrap();

        let past = [&[("defence_on", "2026-11-21")], &DEFENCE[1..]].concat();
        assert_eq!(failed(act(&fh.eco, &id, "schedule", &past).await), ["day_to_come"]);
        act(&fh.eco, &id, "schedule", DEFENCE).await.unwrap();
        assert!(titles(fh).await.iter().any(|title| title == "wulan: defence on 2026-12-01"));
        let other = [&[("defence_on", "2026-12-03")], &DEFENCE[1..]].concat();
        act(&fh.eco, &id, "schedule", &other).await.unwrap();
        let held = [
            ("assessed_on", "2026-11-22"),
            ("assessor", "An, Bo"),
            ("result", "good"),
            ("evidence", "film"),
        ];
        assert_eq!(failed(act(&fh.eco, &id, "pass", &held).await), ["defence_held"]);
        go_to(fh, "2026-12-03");
        act(&fh.eco, &id, "pass", &held).await.unwrap();

        let view = see(&fh.admin, &id).await;
        assert_eq!(view.state.words, "Accepted");
        assert!(view.turn.is_none() && view.acts.is_empty());
        let cells: Vec<&str> =
            view.tables[0].rows[0].iter().map(|cell| cell.text.as_str()).collect();
        assert_eq!(
            cells,
            ["Defence", "Passed", "No score", "good", "An, Bo", "2026-11-22", "film"]
        );
        assert_eq!(view.tables[0].rows.len(), 3);
        let events: Vec<_> = view.steps.iter().rev().map(|step| step.what.as_str()).collect();
        assert_eq!(events.len(), 6, "{events:?}");
        let experts = assessments::experts(&fh.eco, Lang::En, "step=accepted").await.unwrap();
        assert_eq!((experts.list.total, experts.list.rows[0].name.as_str()), (1, "wulan"));
        let accepted = experts.steps.iter().find(|step| step.key == "accepted").unwrap();
        assert_eq!(accepted.count, 1);
        // An accepted expert is nobody's task.
        assert_eq!(queue::list(&fh.eco, Lang::En, "").await.unwrap().total, 0);
        fh.world.assert_sound().await;
    }
}

#[tokio::test]
async fn a_failure_goes_back_one_step_and_an_acceptance_can_be_withdrawn() {
    let fh = &fh(World::sqlite().await).await;
    let id = before_the_defence(fh).await;
    act(&fh.eco, &id, "schedule", DEFENCE).await.unwrap();
    go_to(fh, "2026-12-01");
    let result = [("assessor", "An"), ("result", "weak"), ("evidence", "film")];
    act(&fh.eco, &id, "fail", &result).await.unwrap();
    assert_eq!(row(fh, &id).await.state, "maturity_assessment");
    assert!(titles(fh).await.iter().any(|title| title.starts_with("wulan: Maturity")));
    let again: Vec<_> = SCORES.iter().filter(|(name, _)| *name != "assessed_on").copied().collect();
    act(&fh.eco, &id, "fail", &again).await.unwrap();
    assert_eq!(row(fh, &id).await.state, "capability_check");
    act(&fh.eco, &id, "fail", &result).await.unwrap();
    assert_eq!(row(fh, &id).await.state, "none");
    let view = see(&fh.admin, &id).await;
    assert!(view.steps.iter().take(3).all(|step| step.reason == "because"), "each says why");
    act(&fh.eco, &id, "begin", &[("materials", "CV")]).await.unwrap();
    act(&fh.eco, &id, "pass", &result).await.unwrap();
    act(&fh.eco, &id, "pass", &again).await.unwrap();
    act(&fh.eco, &id, "schedule", DEFENCE).await.unwrap();
    act(&fh.eco, &id, "pass", &result).await.unwrap();
    act(&fh.eco, &id, "withdraw", &[]).await.unwrap();
    assert_eq!(row(fh, &id).await.state, "none");
    assert_eq!(see(&fh.eco, &id).await.tables[0].rows.len(), 8, "every result is kept");
}

#[tokio::test]
async fn only_an_accepted_expert_can_be_claimed_where_the_scheme_asks_for_it() {
    let fh = &fh(World::sqlite().await).await;
    qualify(fh, Scheme::SvcCcoe).await;
    let id = before_the_defence(fh).await;
    let month = Month::parse("2026-11").unwrap();
    let list = claims::begin_list(&fh.reviewer, &fh.partner, Scheme::SvcCcoe, month).await.unwrap();
    let member = member_of(fh, &id).await;
    let people = [("people", member.as_str())];
    let early = act(&fh.reviewer, &list, "generate", &people).await;
    assert_eq!(wrong(early), ["people not_a_choice"], "the list has no place for the expert yet");
    let card = people::list(&fh.admin, Lang::En).await.unwrap().remove(0);
    assert_eq!(card.first.unwrap().label, "Expert assessment");
    act(&fh.eco, &id, "schedule", &[&[("defence_on", "2026-11-22")], &DEFENCE[1..]].concat())
        .await
        .unwrap();
    let result = [("assessor", "An"), ("result", "good"), ("evidence", "film")];
    act(&fh.eco, &id, "pass", &result).await.unwrap();
    let card = people::list(&fh.admin, Lang::En).await.unwrap().remove(0);
    assert_eq!((card.missing, card.expert.unwrap().state.words.as_str()), (0, "Accepted"));
    act(&fh.reviewer, &list, "generate", &people).await.unwrap();
    // Withdrawn meanwhile: the next month's list has no place for the expert.
    act(&fh.eco, &id, "withdraw", &[]).await.unwrap();
    assert_eq!(people::list(&fh.admin, Lang::En).await.unwrap().remove(0).missing, 1);
}

async fn member_of(fh: &Fh, id: &CaseId) -> String {
    row(fh, id).await.subject
}

#[tokio::test]
async fn others_see_nothing_and_nobody_is_assessed_who_is_no_specialist() {
    let fh = &fh(World::sqlite().await).await;
    let person = specialist(fh, "wulan", "service").await;
    let id = assessment_of(fh).await;
    let other = fh.world.partner("other").await;
    let stranger = fh.world.person(&other.account(), "", Role::PartnerAdmin).await;
    let found = case::view(&stranger, Lang::En, id.as_str()).await;
    assert!(matches!(found, Err(Error::NotFound(_))), "{found:?}");
    assert!(assessments::experts(&fh.admin, Lang::En, "").await.is_err());
    // The person lost the standing before anything began.
    act(&fh.reviewer, &person, "disqualify", &[]).await.unwrap();
    let found = act(&fh.eco, &id, "begin", &[("materials", "CV")]).await;
    assert_eq!(failed(found), ["service_specialist"]);
    // Presales specialists are not assessed: nothing is opened, nothing is offered.
    let presales = specialist(fh, "zhao", "system_integration").await;
    let offers = see(&fh.eco, &presales).await.acts;
    assert!(offers.iter().all(|offer| offer.event != "open_assessment"), "{offers:?}");
    let refused = act(&fh.eco, &presales, "open_assessment", &[]).await;
    assert_eq!(failed(refused), ["service_specialist"]);
}
