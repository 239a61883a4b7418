//! Policies from a copy over a draft to a version in force.

use hezong_contract::policies::{PolicyForm, PolicyStep, SectionView};
use hezong_domain::access::Role;
use hezong_domain::incentives::{PartnerFacts, Scheme};
use hezong_domain::{Day, ProblemKind, Refusal};
use hezong_services::benefits::{policy, qualifications};
use hezong_services::{Context, Error};
use hezong_testing::World;
use hezong_texts::Lang;

use crate::fh_stage::{act, fh, go_to, member};
use crate::payments::colleague;

async fn section(cx: &Context, version: i64, name: &str) -> SectionView {
    let form = policy::form(cx, Lang::En, &version.to_string()).await.unwrap();
    form.sections.into_iter().find(|section| section.section == name).unwrap()
}

/// What a browser sends for a section as it stands, with other answers in some fields.
fn sent(version: i64, section: &SectionView, answers: &[(&str, &str)]) -> PolicyForm {
    let mut fields: std::collections::BTreeMap<String, Vec<String>> =
        section.fields.iter().map(|field| (field.name.clone(), field.values.clone())).collect();
    for (name, value) in answers {
        fields.insert((*name).to_owned(), vec![(*value).to_owned()]);
    }
    PolicyForm {
        version: version.to_string(),
        seen: section.seen.clone(),
        section: section.section.clone(),
        fields,
    }
}

async fn step(cx: &Context, version: i64) -> PolicyStep {
    let view = policy::view(cx, Lang::En, &version.to_string()).await.unwrap();
    PolicyStep { version: version.to_string(), seen: view.seen, reason: "a slip".to_owned() }
}

fn stale<T>(answer: &Result<T, Error>) -> bool {
    matches!(answer, Err(Error::Refused(Refusal::Stale)))
}

#[tokio::test]
async fn a_copy_becomes_a_draft_and_the_draft_a_version() {
    for world in World::each().await {
        let fh = fh(world).await;
        let ops = &fh.reviewer;
        let first = step(ops, 1).await;
        let draft = policy::copy(ops, &first).await.unwrap();
        assert_eq!((draft, policy::copy(ops, &first).await.unwrap()), (2, 2));

        // Two people on one section: the second learns that somebody was faster; on two sections not.
        let windows = section(ops, draft, "windows").await;
        let general = section(&fh.reviewer2, draft, "general").await;
        let asked = [("count_confirm_list", "21"), ("count_ask_payment", "30")];
        let longer = sent(draft, &windows, &asked);
        policy::save(ops, Lang::En, &longer).await.unwrap();
        assert!(stale(&policy::save(&fh.reviewer2, Lang::En, &longer).await));
        let reminders = sent(draft, &general, &[("reminders", "0, 3")]);
        let saved = policy::save(&fh.reviewer2, Lang::En, &reminders).await.unwrap();
        let shown = saved.fields.iter().find(|field| field.name == "reminders").unwrap();
        assert_eq!(shown.values, ["3, 0"]);

        let review = policy::review(ops, Lang::En, "2").await.unwrap();
        let changes: Vec<_> = review
            .changes
            .iter()
            .map(|change| (change.before.as_str(), change.after.as_str()))
            .collect();
        assert!(changes.contains(&("14 working days", "21 working days")), "{changes:?}");
        assert!(changes.contains(&("no deadline", "30 working days")), "{changes:?}");
        assert!(changes.contains(&("2026-01-01", "2026-12-01")), "{changes:?}");
        assert_eq!((review.errors.len(), review.redated.count), (0, 0));
        assert!(review.stays_sample);

        assert!(stale(
            &policy::publish_draft(ops, &PolicyStep { seen: "x".into(), ..first }).await
        ));
        let draft_step = step(ops, draft).await;
        policy::publish_draft(ops, &draft_step).await.unwrap();
        assert!(stale(&policy::publish_draft(ops, &draft_step).await));
        let list = policy::list(ops, Lang::En).await.unwrap().versions;
        let standings: Vec<_> = list
            .iter()
            .map(|line| (line.version, line.standing.words.as_str(), line.is_in_force))
            .collect();
        assert_eq!(standings, [(2, "Sample", false), (1, "Sample", true)]);
        go_to(&fh, "2026-12-01");
        assert!(policy::list(ops, Lang::En).await.unwrap().versions[0].is_in_force);
        // What has begun is not taken back.
        assert!(stale(&policy::withdraw(ops, &step(ops, 2).await).await));
    }
}

#[tokio::test]
async fn another_amount_is_no_sample_and_what_has_not_begun_is_taken_back() {
    for world in World::each().await {
        let fh = fh(world).await;
        let ops = &fh.reviewer;
        let draft = policy::copy(ops, &step(ops, 1).await).await.unwrap();
        let presales = section(ops, draft, "si_presales").await;
        let spare = presales.fields.iter().filter(|field| field.name.starts_with("grade_")).count();
        assert_eq!(spare, 3, "one grade and two blank rows");
        let dearer = sent(draft, &presales, &[("grade_2", "senior"), ("amount_2", "12000.5")]);
        policy::save(ops, Lang::En, &dearer).await.unwrap();
        let gone = sent(draft, &section(ops, draft, "svc_ccoe").await, &[("offered", "")]);
        policy::save(ops, Lang::En, &gone).await.unwrap();
        let review = policy::review(ops, Lang::En, "2").await.unwrap();
        assert!(review.stays_sample, "one scheme still pays as in the sample");
        let gone = sent(draft, &section(ops, draft, "svc_expert").await, &[("offered", "")]);
        policy::save(ops, Lang::En, &gone).await.unwrap();
        let review = policy::review(ops, Lang::En, "2").await.unwrap();
        assert!(!review.stays_sample);
        let added = review.changes.iter().find(|change| change.after == "¥12,000.50").unwrap();
        assert_eq!(added.before, "");
        assert!(
            review
                .changes
                .iter()
                .any(|change| change.before == "¥15,000.00" && change.after.is_empty())
        );
        policy::publish_draft(ops, &step(ops, draft).await).await.unwrap();
        let line = policy::view(ops, Lang::En, "2").await.unwrap();
        assert_eq!(line.line.standing.words, "Published");
        assert!(line.can_withdraw);
        policy::withdraw(ops, &step(ops, 2).await).await.unwrap();
        go_to(&fh, "2026-12-02");
        assert!(policy::list(ops, Lang::En).await.unwrap().versions[1].is_in_force);
        let next = policy::copy(ops, &step(ops, 2).await).await.unwrap();
        assert_eq!(next, 3);
        policy::discard(ops, &step(ops, 3).await).await.unwrap();
        assert_eq!(policy::copy(ops, &step(ops, 1).await).await.unwrap(), 4);
    }
}

#[tokio::test]
async fn everything_wrong_is_told_field_by_field_and_nothing_is_taken() {
    let fh = fh(World::sqlite().await).await;
    let ops = &fh.reviewer;
    let draft = policy::copy(ops, &step(ops, 1).await).await.unwrap();
    let before = policy::view(ops, Lang::En, "2").await.unwrap().seen;
    for (name, answers, wrong) in [
        (
            "general",
            vec![
                ("from", "2026-11-01"),
                ("to", "2026-10-01"),
                ("agreement", ""),
                ("reminders", "5, 99"),
            ],
            vec!["from", "to", "agreement", "reminders"],
        ),
        (
            "general",
            vec![("from", "2026-12-02"), ("payout_min", "ten")],
            vec!["from", "payout_min"],
        ),
        (
            "windows",
            vec![("count_pay", "-1"), ("span_confirm_list", "weeks")],
            vec!["span_confirm_list", "count_pay"],
        ),
        (
            "svc_expert",
            vec![
                ("path", "nowhere"),
                ("people_max", "0"),
                ("amount_1", "0"),
                ("grade_2", ""),
                ("amount_2", "5"),
            ],
            vec!["path", "people_max", "amount_1", "grade_2"],
        ),
        (
            "svc_expert",
            vec![("amount_1", ""), ("grade_2", "lead"), ("amount_2", "")],
            vec!["amount_2"],
        ),
        ("si_presales", vec![("amount_1", "")], vec!["amount_1"]),
    ] {
        let form = sent(draft, &section(ops, draft, name).await, &answers);
        let refused = policy::save(ops, Lang::En, &form).await;
        let Err(Error::Invalid(problems)) = refused else { panic!("{answers:?}: {refused:?}") };
        let found: std::collections::BTreeSet<_> =
            problems.iter().map(|problem| problem.field.as_str()).collect();
        assert_eq!(found, wrong.into_iter().collect(), "{answers:?}");
    }
    let form = sent(draft, &section(ops, draft, "general").await, &[("from", "2026-11-01")]);
    let Err(Error::Invalid(problems)) = policy::save(ops, Lang::En, &form).await else { panic!() };
    let earliest = "2026-12-01".to_owned();
    assert_eq!(problems.of("from"), Some(&ProblemKind::FirstOfMonth { earliest }));
    assert_eq!(policy::view(ops, Lang::En, "2").await.unwrap().seen, before);

    // A draft that lay until its month began says so and is not published.
    go_to(&fh, "2026-12-03");
    let review = policy::review(ops, Lang::En, "2").await.unwrap();
    assert_eq!(review.errors.len(), 1);
    let refused = policy::publish_draft(ops, &step(ops, 2).await).await;
    let Err(Error::Invalid(problems)) = refused else { panic!("{refused:?}") };
    assert!(problems.of("from").is_some());
}

#[tokio::test]
async fn bars_of_experts_are_edited_compared_and_published() {
    for world in World::each().await {
        let fh = fh(world).await;
        let ops = &fh.reviewer;
        let bars = |policy: &hezong_contract::policies::PolicyView| -> Vec<(String, String)> {
            let of_experts = |s: &&hezong_contract::policies::FactsView| {
                s.title == "Maturity assessment of experts"
            };
            let section = policy.sections.iter().find(of_experts).unwrap();
            let fact =
                |fact: &hezong_contract::cases::FactView| (fact.label.clone(), fact.value.clone());
            section.facts.iter().map(fact).collect()
        };
        let first = policy::view(ops, Lang::En, "1").await.unwrap();
        assert_eq!(bars(&first).len(), 5);
        assert!(bars(&first).iter().all(|(_, value)| value == "60 of 100 or more"));

        let draft = policy::copy(ops, &step(ops, 1).await).await.unwrap();
        let general = section(ops, draft, "general").await;
        let maturity = section(ops, draft, "maturity").await;
        let wrong = [("bar_architecture", "101"), ("bar_delivery", "-1"), ("bar_industry", "half")];
        let refused = policy::save(ops, Lang::En, &sent(draft, &maturity, &wrong)).await;
        let Err(Error::Invalid(problems)) = refused else { panic!("{refused:?}") };
        for (name, _) in wrong {
            let kind = ProblemKind::BadNumber { min: 0, max: 100 };
            assert_eq!(problems.of(name), Some(&kind), "{name}");
        }
        let higher = sent(draft, &maturity, &[("bar_delivery", "75"), ("bar_enablement", "")]);
        let saved = policy::save(ops, Lang::En, &higher).await.unwrap();
        let values: Vec<_> = saved.fields.iter().map(|field| field.values.join("")).collect();
        assert_eq!(values, ["60", "75", "60", "60", ""]);
        assert!(stale(&policy::save(&fh.reviewer2, Lang::En, &higher).await));
        // Who wrote the general section meanwhile is not disturbed.
        let reminders = sent(draft, &general, &[("reminders", "4")]);
        policy::save(&fh.reviewer2, Lang::En, &reminders).await.unwrap();

        let review = policy::review(ops, Lang::En, "2").await.unwrap();
        let of_experts: Vec<_> = review
            .changes
            .iter()
            .filter_map(|change| {
                let label = change.label.strip_prefix("Maturity assessment of experts \u{b7} ")?;
                Some((label, change.before.as_str(), change.after.as_str()))
            })
            .collect();
        assert_eq!(
            of_experts,
            [
                ("Deployment and migration", "60 of 100 or more", "75 of 100 or more"),
                ("Passing knowledge on", "60 of 100 or more", "no bar"),
            ]
        );
        policy::publish_draft(ops, &step(ops, draft).await).await.unwrap();
        let published = policy::view(ops, Lang::En, "2").await.unwrap();
        assert!(!published.line.is_draft);
        assert_eq!(bars(&published)[1].1, "75 of 100 or more");
        assert_eq!(bars(&published)[4].1, "no bar");
        let chinese = policy::view(ops, Lang::ZhCn, "2").await.unwrap();
        let chinese = &chinese.sections.last().unwrap();
        assert_eq!(chinese.title, "专家成熟度评估");
        assert_eq!(chinese.facts[1].value, "不低于 75 分（满分 100 分）");
    }
}

#[tokio::test]
async fn who_may_not_edit_may_not() {
    let fh = fh(World::sqlite().await).await;
    let first = step(&fh.reviewer, 1).await;
    for cx in [&fh.finance, &fh.eco, &fh.admin] {
        assert!(matches!(policy::copy(cx, &first).await, Err(Error::Forbidden { .. })));
        assert!(matches!(policy::form(cx, Lang::En, "1").await, Err(Error::Forbidden { .. })));
    }
    assert!(matches!(policy::view(&fh.admin, Lang::En, "1").await, Err(Error::Forbidden { .. })));
    assert!(matches!(policy::review(&fh.reviewer, Lang::En, "1").await, Err(Error::NotFound(_))));
    assert!(matches!(policy::view(&fh.reviewer, Lang::En, "9").await, Err(Error::NotFound(_))));
}

#[tokio::test]
async fn a_path_that_was_lost_during_the_review_stops_the_approval() {
    for world in World::each().await {
        let fh = fh(world).await;
        let ops = &fh.reviewer;
        let id = qualifications::begin(&fh.admin, Scheme::SiPresales).await.unwrap();
        act(&fh.admin, &id, "submit", &[("agreement", "on"), ("name", "Lin")]).await.unwrap();
        let person = member(&fh, "zhou", "system_integration").await;
        act(&fh.admin, &person, "apply", &[]).await.unwrap();

        let form = policy::paths_form(ops, Lang::En, fh.partner.as_str()).await.unwrap().form;
        let before = form.check().unwrap();
        let none = PartnerFacts::default();
        let partner = fh.partner.as_str();
        policy::enter_paths(ops, partner, &none, &form.seen).await.unwrap();
        // The form that was drawn before does not write over it.
        let late = policy::enter_paths(&fh.reviewer2, partner, &before, &form.seen).await;
        assert!(matches!(late, Err(Error::Refused(Refusal::Stale))), "{late:?}");

        assert_eq!(
            crate::claims::refused(act(ops, &id, "approve", &[]).await),
            ("guarded".to_owned(), vec!["still_eligible".to_owned()])
        );
        assert_eq!(
            crate::claims::refused(act(ops, &person, "approve", &[]).await),
            ("guarded".to_owned(), vec!["path_kept".to_owned()])
        );
        qualifications::set_paths(ops, &fh.partner, &before).await.unwrap();
        act(ops, &id, "approve", &[]).await.unwrap();
        act(ops, &person, "approve", &[]).await.unwrap();
    }
}

#[tokio::test]
async fn an_end_is_told_beside_who_published_and_leaves_room_for_the_sample() {
    for world in World::each().await {
        let ops = &colleague(&world, "rev", Role::Operations).await;
        let other = &colleague(&world, "rev2", Role::Operations).await;
        let from = Day::parse("2026-12-01").unwrap();
        assert!(policy::list(ops, Lang::En).await.unwrap().can_install);
        policy::install_sample(ops, from).await.unwrap();
        policy::install_sample(ops, from).await.unwrap();
        let published = policy::list(ops, Lang::En).await.unwrap().versions;
        assert_eq!(published.len(), 1, "once");
        world.clock.advance(60_000);

        let silent = PolicyStep { reason: " ".to_owned(), ..step(other, 1).await };
        let refused = policy::withdraw(other, &silent).await;
        let Err(Error::Invalid(problems)) = refused else { panic!("{refused:?}") };
        assert_eq!(problems.iter().next().unwrap().field, "reason");
        policy::withdraw(other, &step(other, 1).await).await.unwrap();
        let line = policy::view(ops, Lang::En, "1").await.unwrap().line;
        assert_eq!((&line.by, line.at), (&published[0].by, published[0].at), "as it was published");
        assert_eq!(line.standing.words, "Withdrawn");
        let ended = line.ended.unwrap();
        assert_eq!((ended.by.as_str(), ended.reason.as_str()), ("rev2", "a slip"));
        assert!(ended.at > line.at);

        // A draft stands in the way of the sample, a discarded one does not.
        assert_eq!(policy::copy(ops, &step(ops, 1).await).await.unwrap(), 2);
        assert!(!policy::list(ops, Lang::En).await.unwrap().can_install);
        assert!(stale(&policy::install_sample(ops, from).await));
        let bare = PolicyStep { reason: String::new(), ..step(ops, 2).await };
        assert!(matches!(policy::discard(ops, &bare).await, Err(Error::Invalid(_))));
        policy::discard(ops, &step(ops, 2).await).await.unwrap();
        let view = policy::list(ops, Lang::En).await.unwrap();
        assert!(view.can_install);
        assert_eq!(view.versions[0].standing.words, "Discarded");
        assert_eq!(view.versions[0].ended.as_ref().unwrap().by, "rev");
        policy::install_sample(ops, Day::parse("2026-11-01").unwrap()).await.unwrap();
        let view = policy::list(ops, Lang::En).await.unwrap();
        assert_eq!((view.versions[0].version, view.versions[0].is_in_force), (3, true));
        assert!(!view.can_install && view.versions[0].ended.is_none());
    }
}
