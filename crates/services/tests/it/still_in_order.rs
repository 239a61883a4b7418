//! What was in order once is looked at again: edits of specialists, reviews, months becoming final.

use hezong_contract::cases::CaseView;
use hezong_domain::CaseId;
use hezong_domain::incentives::Scheme;
use hezong_domain::members::Path;
use hezong_domain::text::Keyed;
use hezong_services::Error;
use hezong_services::benefits::{claims, deadlines, people};
use hezong_testing::World;
use hezong_texts::Lang;

use crate::claims::{Stage, act, month, offered, options, refused, shown, stage, stage_on};
use crate::fh_stage;

const CHEN: &[(&str, &[&str])] = &[("people", &["m1"]), ("proof", &["Chen: contract, project p1"])];

/// The employment of the stage's Chen, with other answers in their place.
fn employment<'a>(others: &'a [(&'a str, &'a [&'a str])]) -> Vec<(&'a str, &'a [&'a str])> {
    let mut all: Vec<(&str, &[&str])> = vec![
        ("post", &["solution_architect"]),
        ("cloud_since", &["2025-06-01"]),
        ("base_location", &["Hangzhou"]),
        ("hired_on", &["2024-01-01"]),
        ("employment_proof", &["Contract 7"]),
        ("project", &["p1"]),
    ];
    all.retain(|(name, _)| !others.iter().any(|(other, _)| other == name));
    all.extend(others);
    all
}

fn chen() -> CaseId {
    CaseId::new("X-member_link-m1")
}

async fn state(stage: &Stage, id: &CaseId) -> String {
    let scope = stage.reviewer.principal().scope();
    let mut tx = stage.world.storage.read().await.unwrap();
    tx.benefits().find_case(&scope, id).await.unwrap().unwrap().state
}

/// The latest line of a case's history: what was done, and what was said of which field.
fn last(view: &CaseView) -> (String, Vec<(String, String)>) {
    let step = view.steps.first().unwrap();
    (step.what.clone(), step.remarks.clone())
}

/// A month of Chen in review.
async fn claimed(stage: &Stage, of: &str) -> CaseId {
    let id = claims::begin(&stage.admin, Scheme::SiPresales, month(of)).await.unwrap();
    act(&stage.admin, &id, "submit", CHEN).await.unwrap();
    id
}

#[tokio::test]
async fn a_day_behind_a_rule_about_money_is_reviewed_again() {
    for world in World::each().await {
        let stage = &stage_on(world).await;
        let Stage { admin, reviewer, .. } = stage;
        // What pays nobody more is entered at once, and stands in the history.
        let moved = employment(&[("base_location", &["Wuhan"])]);
        act(admin, &chen(), "edit", &moved).await.unwrap();
        assert_eq!(state(stage, &chen()).await, "specialist");
        let place = "Base location (place of social insurance)".to_owned();
        let (what, said) = last(&shown(reviewer, &chen()).await);
        assert_eq!(what, "Updated employment");
        assert!(said.contains(&(place, "Hangzhou → Wuhan".to_owned())), "{said:?}");

        let moved = employment(&[("cloud_since", &["2025-12-01"]), ("post", &["other"])]);
        act(admin, &chen(), "edit", &moved).await.unwrap();
        let view = shown(reviewer, &chen()).await;
        let (what, said) = last(&view);
        assert_eq!(what, "Changed employment; to be reviewed again");
        let since = ("Working on the cloud since", "2025-06-01 → 2025-12-01");
        let post = ("Post", "Solution architect");
        assert!(said.iter().any(|(field, text)| (field.as_str(), text.as_str()) == since));
        assert!(said.iter().any(|(field, text)| field == post.0 && text.starts_with(post.1)));
        assert_eq!(view.steps[0].who, admin.principal().sign_in());
        assert_eq!(state(stage, &chen()).await, "specialist_review");
        // Until then the person can not be claimed, and nobody reviews what was changed meanwhile.
        let id = claims::begin(admin, Scheme::SiPresales, month("2026-11")).await.unwrap();
        let answer = refused(act(admin, &id, "submit", CHEN).await);
        assert_eq!(answer.1, ["people_in_order"]);
        assert_eq!(refused(act(admin, &chen(), "edit", &moved).await).0, "not_now");
        // Nobody begins the review without a change.
        let plain = act(admin, &chen(), "change", &[]).await;
        assert!(plain.is_err(), "{plain:?}");

        act(reviewer, &chen(), "approve", &[]).await.unwrap();
        let view = shown(admin, &chen()).await;
        assert!(view.acts.iter().all(|act| act.event != "change"), "{:?}", view.acts);
        // Leaving pays nobody more; staying longer than was known does.
        let leaves = [("cloud_since", &["2025-12-01"][..]), ("left_on", &["2026-12-10"])];
        act(admin, &chen(), "edit", &employment(&leaves)).await.unwrap();
        assert_eq!(state(stage, &chen()).await, "specialist_review", "the post went back");
        act(reviewer, &chen(), "approve", &[]).await.unwrap();
        let sooner = [("cloud_since", &["2025-12-01"][..]), ("left_on", &["2026-12-09"])];
        act(admin, &chen(), "edit", &employment(&sooner)).await.unwrap();
        assert_eq!(state(stage, &chen()).await, "specialist");
        let stays = [("cloud_since", &["2025-12-01"][..])];
        act(admin, &chen(), "edit", &employment(&stays)).await.unwrap();
        assert_eq!(state(stage, &chen()).await, "specialist_review");
    }
}

#[tokio::test]
async fn nobody_begins_on_the_cloud_in_the_future() {
    let stage = &stage().await;
    let later = employment(&[("cloud_since", &["9999-12-31"])]);
    let answer = act(&stage.admin, &chen(), "edit", &later).await;
    let Err(Error::Invalid(problems)) = &answer else { panic!("{answer:?}") };
    assert!(problems.of("cloud_since").is_some());
    assert_eq!(state(stage, &chen()).await, "specialist");
}

#[tokio::test]
async fn a_claim_that_is_not_in_order_is_not_passed() {
    for world in World::each().await {
        let stage = &stage_on(world).await;
        let Stage { admin, reviewer, .. } = stage;
        let id = claimed(stage, "2026-11").await;
        let gone: &[(&str, &[&str])] = &[("certificates", &["m1-HCCDP-SA"])];
        act(admin, &chen(), "remove_certificate", gone).await.unwrap();
        assert_eq!(last(&shown(admin, &chen()).await).0, "Removed a certificate");
        let view = shown(reviewer, &id).await;
        let blocked: Vec<_> =
            offered(&view, "pass").blocked.iter().map(|check| check.label.as_str()).collect();
        assert_eq!(
            blocked,
            ["Everybody still meets the conditions", "Chen · One of several certificates"]
        );
        let answer = refused(act(reviewer, &id, "pass", &[]).await);
        assert_eq!(answer, ("guarded".to_owned(), vec!["people_still_in_order".to_owned()]));
        assert_eq!(state(stage, &id).await, "reviewing");

        // Put right, it passes.
        let again: &[(&str, &[&str])] = &[
            ("certificate_code", &["HCCDP-SA"]),
            ("certificate_from", &["2026-01-01"]),
            ("certificate_proof", &["No. 1"]),
        ];
        act(admin, &chen(), "add_certificate", again).await.unwrap();
        assert!(offered(&shown(reviewer, &id).await, "pass").blocked.is_empty());
        act(reviewer, &id, "pass", &[]).await.unwrap();
    }
}

#[tokio::test]
async fn a_month_that_is_not_in_order_any_more_goes_back_instead_of_becoming_final() {
    for world in World::each().await {
        let stage = &stage_on(world).await;
        let Stage { admin, reviewer, .. } = stage;
        let id = claimed(stage, "2026-11").await;
        act(reviewer, &id, "pass", &[]).await.unwrap();
        act(admin, &chen(), "edit", &employment(&[("left_on", &["2026-11-25"])])).await.unwrap();
        stage.go_to("2026-12-01");
        let by_hand = refused(act(reviewer, &id, "finalise_by_hand", &[]).await);
        assert_eq!(by_hand.1, ["people_still_in_order"]);
        let system = stage.world.system().await;
        for round in [1, 0] {
            let fired = deadlines::run_due(&system).await.unwrap();
            assert_eq!(fired.finalised.len(), round, "{fired:?}");
        }
        assert_eq!(state(stage, &id).await, "reviewing");
        assert_eq!(stage.owed().await, hezong_domain::Fen::ZERO);
        let view = shown(admin, &id).await;
        let said = "Chen: The person is not employed by you on the last day of the month.";
        assert_eq!(last(&view).1, [("People".to_owned(), said.to_owned())]);
        assert_eq!(view.steps[0].reason, "Somebody in the claim no longer meets the conditions.");
        assert_eq!(view.steps[0].who, "System");
        let first = hezong_domain::Window::first(20);
        let told = hezong_services::messages::list(admin, Lang::En, first).await.unwrap();
        let title = "failed the check before becoming final";
        assert!(format!("{told:?}").contains(title), "{told:?}");

        // The partner puts it right, which is reviewed; then the month passes and is final.
        act(admin, &chen(), "edit", &employment(&[])).await.unwrap();
        act(reviewer, &chen(), "approve", &[]).await.unwrap();
        act(reviewer, &id, "pass", &[]).await.unwrap();
        deadlines::run_due(&system).await.unwrap();
        assert_eq!(state(stage, &id).await, "finalised");
        stage.world.assert_sound().await;
    }
}

#[tokio::test]
async fn somebody_who_is_gone_does_not_cost_the_others_their_month() {
    let stage = &stage().await;
    let Stage { admin, reviewer, .. } = stage;
    stage.specialist("m4", "Zhou", Path::SystemIntegration, "p4").await;
    let id = claims::begin(admin, Scheme::SiPresales, month("2026-11")).await.unwrap();
    let both = [("people", &["m1", "m4"][..]), ("proof", &["Chen p1, Zhou p4"])];
    act(admin, &id, "submit", &both).await.unwrap();
    act(reviewer, &id, "pass", &[]).await.unwrap();
    // What passed keeps its people: nobody is cancelled from under it.
    let cancelled = refused(act(admin, &chen(), "cancel", &[]).await);
    assert_eq!(cancelled.1, ["no_open_claim"]);

    act(admin, &chen(), "edit", &employment(&[("left_on", &["2026-11-25"])])).await.unwrap();
    stage.go_to("2026-12-01");
    let system = stage.world.system().await;
    deadlines::run_due(&system).await.unwrap();
    assert_eq!(state(stage, &id).await, "reviewing");
    act(reviewer, &id, "fail", &[]).await.unwrap();
    // The month of the first submission is over; the correction gets its own.
    deadlines::run_due(&system).await.unwrap();
    assert_eq!(state(stage, &id).await, "prelim_failed");
    let rest = [("people", &["m4"][..]), ("proof", &["Zhou p4"])];
    act(admin, &id, "resubmit", &rest).await.unwrap();
    act(reviewer, &id, "pass", &[]).await.unwrap();
    deadlines::run_due(&system).await.unwrap();
    assert_eq!(state(stage, &id).await, "finalised");
    stage.world.assert_sound().await;
}

#[tokio::test]
async fn a_project_is_one_however_it_is_spelt() {
    let stage = &stage().await;
    claimed(stage, "2026-11").await;
    let lin = CaseId::new("X-member_link-m2");
    act(&stage.admin, &lin, "edit", &employment(&[("project", &["P1."])])).await.unwrap();
    let id = claims::begin(&stage.admin, Scheme::SiPresales, month("2026-10")).await.unwrap();
    let view = shown(&stage.admin, &id).await;
    let lin = options(offered(&view, "submit")).into_iter().find(|one| one.words == "Lin");
    let lin = lin.unwrap();
    assert!(!lin.is_open && lin.note.starts_with("Own project"), "{lin:?}");
}

#[tokio::test]
async fn months_before_a_person_was_a_specialist_are_not_paid() {
    for world in World::each().await {
        let fh = &fh_stage::fh(world).await;
        fh_stage::qualify(fh, Scheme::SiPresales).await;
        fh_stage::specialist(fh, "chen", "system_integration").await;
        let id = claims::begin(&fh.admin, Scheme::SiPresales, month("2026-10")).await.unwrap();
        let view = shown(&fh.admin, &id).await;
        let chen = options(offered(&view, "submit")).remove(0);
        assert!(!chen.is_open, "{chen:?}");
        assert!(chen.note.contains("from 2026-11 on"), "{chen:?}");
        let november = claims::begin(&fh.admin, Scheme::SiPresales, month("2026-11")).await;
        let view = shown(&fh.admin, &november.unwrap()).await;
        assert!(options(offered(&view, "submit")).remove(0).is_open);
    }
}

#[tokio::test]
async fn an_invitation_to_somebody_linked_says_where_to_go_on() {
    let stage = &stage().await;
    let again = people::invite(&stage.admin, "Chen", "c@example.com", "chen").await.map(|_| ());
    assert_eq!(refused(again).0, "already_linked");
    let state = hezong_domain::members::LinkState::Specialist.text();
    assert_eq!(self::state(stage, &chen()).await, state, "nothing was done");
}
