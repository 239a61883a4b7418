//! Assessment of experts: from the CV to the acceptance, and what it is good for.

use hezong_domain::access::Role;
use hezong_domain::incentives::{PartnerFacts, Scheme, Stage};
use hezong_domain::members::Path;
use hezong_domain::{CaseId, Month, Window};
use hezong_services::benefits::{assessments, case, claims, people, qualifications, queue};
use hezong_services::{Error, feed, messages, notices};
use hezong_testing::World;
use hezong_texts::Lang;

use crate::fh_stage::{Fh, act, failed, fh, go_to, night, qualify, row, see, specialist};
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
        // Nobody assesses a defence before it was heard.
        assert_eq!(wrong(act(&fh.eco, &id, "pass", &held).await), ["assessed_on before"]);
        let held = [&held[1..], &[("assessed_on", "2026-12-03")]].concat();
        act(&fh.eco, &id, "pass", &held).await.unwrap();

        let view = see(&fh.admin, &id).await;
        assert_eq!(view.state.words, "Accepted");
        assert!(view.turn.is_none() && view.acts.is_empty());
        let cells: Vec<&str> =
            view.tables[0].rows[0].iter().map(|cell| cell.text.as_str()).collect();
        assert_eq!(
            cells,
            ["Defence", "Passed", "No score", "good", "An, Bo", "2026-12-03", "film"]
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
    assert_eq!(failed(found), ["not_now"], "the assessment ended with the standing");
    // Presales specialists are not assessed: nothing is opened, nothing is offered.
    let presales = specialist(fh, "zhao", "system_integration").await;
    let offers = see(&fh.eco, &presales).await.acts;
    assert!(offers.iter().all(|offer| offer.event != "open_assessment"), "{offers:?}");
    let refused = act(&fh.eco, &presales, "open_assessment", &[]).await;
    assert_eq!(failed(refused), ["service_specialist"]);
}

/// What waits for the ecosystem manager, by id.
async fn todo(fh: &Fh) -> Vec<String> {
    let waits = queue::list(&fh.eco, Lang::En, "").await.unwrap();
    waits.rows.into_iter().map(|line| line.id).collect()
}

#[tokio::test]
async fn who_leaves_is_nobodys_task_and_who_comes_back_is_assessed_again() {
    for world in World::each().await {
        let fh = &fh(world).await;
        let person = specialist(fh, "wulan", "service").await;
        let id = assessment_of(fh).await;
        act(&fh.eco, &id, "begin", &[("materials", "CV")]).await.unwrap();
        act(&fh.eco, &id, "pass", RESULT).await.unwrap();
        assert_eq!(todo(fh).await, [id.to_string()]);
        // While the cancelling is under review the person still is one.
        act(&fh.admin, &person, "cancel", &[]).await.unwrap();
        assert_eq!(row(fh, &id).await.state, "maturity_assessment");
        act(&fh.reviewer, &person, "approve_cancel", &[]).await.unwrap();
        assert_eq!(row(fh, &id).await.state, "ended");
        act(&fh.admin, &person, "unlink", &[]).await.unwrap();
        assert!(todo(fh).await.is_empty());
        let view = see(&fh.eco, &id).await;
        assert!(view.acts.is_empty() && view.turn.is_none(), "{:?}", view.acts);
        assert_eq!((view.state.words.as_str(), view.steps[0].who.as_str()), ("Ended", "System"));

        people::invite(&fh.admin, "wulan", "wulan@example.com", "wulan").await.unwrap();
        act(&fh.reviewer, &person, "confirm_link", &[("evidence", "No. 8")]).await.unwrap();
        act(&fh.admin, &person, "apply", &[]).await.unwrap();
        assert!(todo(fh).await.is_empty(), "no specialist yet");
        act(&fh.reviewer, &person, "approve", &[]).await.unwrap();
        assert_eq!(todo(fh).await, [id.to_string()], "the same assessment, from its beginning");
        assert_eq!(row(fh, &id).await.state, "none");
        assert_eq!(see(&fh.eco, &id).await.tables[0].rows.len(), 1, "what was found is kept");
        fh.world.assert_sound().await;
    }
}

#[tokio::test]
async fn an_acceptance_outlasts_the_standing_until_it_is_withdrawn() {
    let fh = &fh(World::sqlite().await).await;
    let id = before_the_defence(fh).await;
    let today = [&[("defence_on", "2026-11-22")], &DEFENCE[1..]].concat();
    act(&fh.eco, &id, "schedule", &today).await.unwrap();
    let result = [("assessor", "An"), ("result", "good"), ("evidence", "film")];
    act(&fh.eco, &id, "pass", &result).await.unwrap();
    let person = CaseId::new(people::list(&fh.admin, Lang::En).await.unwrap()[0].case_id.clone());
    act(&fh.reviewer, &person, "disqualify", &[]).await.unwrap();
    assert_eq!(row(fh, &id).await.state, "accepted");
    act(&fh.eco, &id, "withdraw", &[]).await.unwrap();
    assert_eq!(row(fh, &id).await.state, "ended", "nobody assesses anew who is no specialist");
    assert!(todo(fh).await.is_empty());
}

#[tokio::test]
async fn specialists_of_before_are_assessed_once_their_partner_is_invited() {
    for world in World::each().await {
        let fh = &fh(world).await;
        let alone = PartnerFacts { invited: Vec::new(), ..joined() };
        qualifications::set_paths(&fh.reviewer, &fh.partner, &alone).await.unwrap();
        specialist(fh, "wulan", "service").await;
        specialist(fh, "zhao", "system_integration").await;
        assert!(todo(fh).await.is_empty(), "no scheme of the partner asks for experts");
        for _ in 0..2 {
            qualifications::set_paths(&fh.reviewer, &fh.partner, &joined()).await.unwrap();
            let waits = queue::list(&fh.eco, Lang::En, "").await.unwrap();
            let titles: Vec<_> = waits.rows.iter().map(|line| line.title.as_str()).collect();
            assert_eq!(titles, ["wulan"], "once, and not for presales");
        }
    }
}

/// On every path, invited into every scheme.
fn joined() -> PartnerFacts {
    PartnerFacts {
        paths: vec![
            (Path::SystemIntegration, Stage::Differentiation),
            (Path::Service, Stage::RoleValidation),
        ],
        invited: Scheme::ALL.to_vec(),
        ..PartnerFacts::default()
    }
}

#[tokio::test]
async fn the_day_of_a_defence_is_a_deadline() {
    for world in World::each().await {
        let fh = &fh(world).await;
        let id = before_the_defence(fh).await;
        specialist(fh, "anlan", "service").await;
        // Tuesday; the one without a day was there before in no order of its own.
        act(&fh.eco, &id, "schedule", DEFENCE).await.unwrap();
        let first = queue::list(&fh.eco, Lang::En, "").await.unwrap().rows.remove(0);
        let turn = first.turn.unwrap();
        assert_eq!((first.id, turn.until.as_str()), (id.to_string(), "2026-12-01"));
        assert_eq!((turn.days_left, turn.todo.as_str()), (Some(7), "Pass"));
        assert_eq!(turn.then, "Only a reminder is sent; nothing happens by itself");

        for reader in [&fh.eco, &fh.admin] {
            let made = notices::make_feed(reader).await.unwrap();
            let name = made.address.strip_prefix("/calendar/").unwrap();
            let secret = name.strip_suffix(".ics").unwrap();
            let origin = "https://portal.example.com";
            let text = feed::calendar(&fh.world.services, secret, origin).await.unwrap();
            assert!(text.contains("DTSTART;VALUE=DATE:20261201"), "{text}");
            assert_eq!(text.matches("BEGIN:VALARM").count(), 3, "{text}");
        }
        let mut told = Vec::new();
        for day in ["2026-11-23", "2026-11-24", "2026-11-26", "2026-11-27", "2026-12-01"] {
            go_to(fh, day);
            night(fh).await;
            night(fh).await;
            for reader in [&fh.eco, &fh.admin] {
                let page = messages::list(reader, Lang::En, Window::first(50)).await.unwrap();
                let is_it = |title: &str| {
                    title.contains(": defence in ") || title.ends_with(": defence today")
                };
                told.push(page.rows.iter().filter(|message| is_it(&message.title)).count());
            }
        }
        assert_eq!(told, [0, 0, 1, 1, 1, 1, 2, 2, 3, 3], "T-5, T-2, T-0, to both, once each");
        // A new day is a new deadline; a day that went by waits for its result.
        let later = [&[("defence_on", "2026-12-03")], &DEFENCE[1..]].concat();
        act(&fh.eco, &id, "schedule", &later).await.unwrap();
        assert_eq!(row(fh, &id).await.due_on.unwrap().to_string(), "2026-12-03");
        go_to(fh, "2026-12-04");
        night(fh).await;
        let view = see(&fh.eco, &id).await;
        assert_eq!(
            (view.state.words.as_str(), view.turn.unwrap().days_left),
            ("Defence scheduled", Some(-1))
        );
        act(
            &fh.eco,
            &id,
            "pass",
            &[
                ("assessor", "An"),
                ("assessed_on", "2026-12-03"),
                ("result", "good"),
                ("evidence", "film"),
            ],
        )
        .await
        .unwrap();
        assert_eq!(row(fh, &id).await.due_on, None);
    }
}
