//! Months nobody has begun: reminders, calendar, queue and the sandbox's clock know of them; what was claimed
//! stays to be seen, and the guide says what is still to be done.

use std::sync::Arc;

use hezong_domain::incentives::Scheme;
use hezong_domain::{Day, Month, ProblemKind, Window};
use hezong_services::benefits::{claims, overview, people, queue};
use hezong_services::clock::SandboxClock;
use hezong_services::vault::Vault;
use hezong_services::{Context, Error, Services, ServicesParts, feed, notices, sandbox};
use hezong_testing::{SeededEntropy, World};
use hezong_texts::Lang;

use crate::fh_stage::{Fh, act, claim, fh, go_to, night, qualify, specialist};

/// A partner with somebody to claim for, qualified for a scheme it claims and for one of lists.
async fn stage(world: World) -> Fh {
    let fh = fh(world).await;
    go_to(&fh, "2026-11-23");
    qualify(&fh, Scheme::SiPresales).await;
    qualify(&fh, Scheme::SvcCcoe).await;
    specialist(&fh, "zhao", "system_integration").await;
    fh
}

/// Messages of somebody about months and lists nobody has begun.
async fn told(fh: &Fh, cx: &Context) -> Vec<(String, String)> {
    let user = cx.principal().user_id().unwrap();
    let mut tx = fh.world.storage.read().await.unwrap();
    let page = tx.operation().list_messages(user, Window::first(200)).await.unwrap();
    let about = |kind: &str| kind.starts_with("months_") || kind.starts_with("lists_");
    page.rows.into_iter().filter(|m| about(&m.kind)).map(|m| (m.kind, m.args)).collect()
}

#[tokio::test]
async fn people_are_reminded_of_months_nobody_has_begun_and_told_when_they_lapsed() {
    for world in World::each().await {
        let fh = &stage(world).await;
        claim(fh, "2026-11").await.unwrap();
        let (mut days, mut lists) = (Vec::new(), Vec::new());
        let mut day = Day::parse("2026-12-20").unwrap();
        while day < Day::parse("2027-01-04").unwrap() {
            go_to(fh, &day.to_string());
            let before = (told(fh, &fh.admin).await.len(), told(fh, &fh.reviewer).await.len());
            // However often the jobs run in a day.
            night(fh).await;
            night(fh).await;
            let after = (told(fh, &fh.admin).await.len(), told(fh, &fh.reviewer).await.len());
            days.extend((after.0 > before.0).then(|| (day.to_string(), after.0 - before.0)));
            lists.extend((after.1 > before.1).then(|| day.to_string()));
            day = day.plus(1);
        }
        let once = |day: &str| (day.to_owned(), 1);
        let reminded = ["2026-12-24", "2026-12-29", "2026-12-31"];
        let all = [reminded.as_slice(), &["2027-01-01"]].concat();
        assert_eq!(days, all.into_iter().map(once).collect::<Vec<_>>());
        assert_eq!(lists, reminded);
        for (kind, args) in told(fh, &fh.admin).await {
            assert!(args.contains("2026-10, 2026-12\""), "{kind} {args}");
        }
        let rows = hezong_services::messages::list(&fh.admin, Lang::En, Window::first(50)).await;
        let rows = rows.unwrap().rows;
        let last = rows.iter().find(|row| row.title.ends_with(": due today")).unwrap();
        assert!(!last.title.contains('@') && !last.body.contains('{'), "{last:?}");
        assert!(rows.iter().any(|row| row.href == "/partner/fh/claims"), "{rows:?}");
        fh.world.assert_sound().await;
    }
}

/// The feed of somebody, its lines unfolded.
async fn calendar(fh: &Fh, cx: &Context) -> String {
    let made = notices::make_feed(cx).await.unwrap().address;
    let secret = made.strip_prefix("/calendar/").and_then(|name| name.strip_suffix(".ics"));
    let text = feed::calendar(&fh.world.services, secret.unwrap(), "https://x.example").await;
    text.unwrap().replace("\r\n ", "")
}

#[tokio::test]
async fn calendars_and_the_queue_hold_what_nobody_has_begun() {
    for world in World::each().await {
        let fh = &stage(world).await;
        let own = calendar(fh, &fh.admin).await;
        let uid = |month: &str| format!("UID:{}.si_presales.{month}@hezong", fh.partner);
        assert!(own.contains(&uid("2026-10")) && own.contains(&uid("2026-11")), "{own}");
        assert!(!own.contains(&uid("2026-12")), "not begun: {own}");
        assert!(own.contains("DTSTART;VALUE=DATE:20261231"), "{own}");
        assert!(own.contains("URL:https://x.example/partner/fh/claims"), "{own}");
        let november = Month::parse("2026-11").unwrap();
        claims::begin(&fh.admin, Scheme::SiPresales, november).await.unwrap();
        assert!(!calendar(fh, &fh.admin).await.contains(&uid("2026-11")), "its case is there now");

        let theirs = calendar(fh, &fh.reviewer).await;
        assert!(theirs.contains("UID:lists.svc_ccoe.2026-11@hezong"), "{theirs}");
        let rows = queue::list(&fh.reviewer, Lang::En, "").await.unwrap().rows;
        let lists: Vec<_> =
            rows.into_iter().filter_map(|row| Some((row.lists?, row.turn))).collect();
        assert_eq!(lists.len(), 2, "{lists:?}");
        for ((month, scheme), turn) in lists {
            assert_eq!(scheme, "svc_ccoe", "{month}");
            assert_eq!(turn.unwrap().until, "2026-12-31");
        }
        let reviews = queue::list(&fh.reviewer, Lang::En, "turn=reviewer").await.unwrap().rows;
        assert!(reviews.iter().all(|row| row.lists.is_none()));
        let others = queue::list(&fh.finance, Lang::En, "").await.unwrap().rows;
        assert!(others.iter().all(|row| row.lists.is_none()));
    }
}

/// The same world with a clock that can be moved.
fn sandbox_on(world: &World) -> Services {
    let wall = Arc::clone(&world.clock) as Arc<dyn hezong_services::Clock>;
    let clock = Arc::new(SandboxClock::over(Arc::clone(&wall)));
    Services::new(ServicesParts {
        storage: Arc::clone(&world.storage),
        wall,
        clock: Arc::clone(&clock) as Arc<dyn hezong_services::Clock>,
        sandbox: Some(clock),
        entropy: Arc::new(SeededEntropy::new(7)),
        vault: Vault::new(&[7; 32]),
        is_demo: false,
        payer: None,
    })
}

#[tokio::test]
async fn the_next_event_is_what_fires_next_and_every_thing_fired_is_named() {
    for world in World::each().await {
        let fh = &stage(world).await;
        let november = claim(fh, "2026-11").await.unwrap();
        act(&fh.reviewer, &november, "pass", &[]).await.unwrap();
        let services = sandbox_on(&fh.world);
        let vendor = fh.world.system().await.principal().account_id().clone();
        let cx = services.system(vendor, "clock");
        assert_eq!(sandbox::read(&cx, Lang::En).await.unwrap().moved, None);
        let (mut days, mut lines) = (Vec::new(), Vec::new());
        while days.len() < 5 {
            let next = sandbox::next_event(&cx).await.unwrap();
            let passed = sandbox::advance(&cx, next).await.unwrap();
            assert_eq!(passed.len(), 1, "{next}: one day on which something fired: {passed:?}");
            assert_eq!(passed[0].day, Some(next), "it is the day it stopped at");
            lines.extend(sandbox::lines(Lang::En, &passed[0]));
            days.push(next.to_string());
        }
        let expected = ["2026-12-01", "2026-12-24", "2026-12-29", "2026-12-31", "2027-01-01"];
        assert_eq!(days, expected, "{lines:#?}");
        let has = |parts: &[&str]| lines.iter().any(|line| parts.iter().all(|p| line.contains(p)));
        assert!(has(&["2026-12-01", "2026-11 is over"]), "{lines:#?}");
        assert!(has(&["2026-12-01", november.as_str(), "2026-11", "Made final"]), "{lines:#?}");
        assert!(has(&["2026-12-24", "2026-10, 2026-12", "reminder sent"]), "{lines:#?}");
        assert!(has(&["2027-01-01", "2026-10, 2026-12", "Lapsed"]), "{lines:#?}");
        assert!(has(&["2027-01-01", "2026Q4 is over"]), "{lines:#?}");
        assert!(lines.iter().all(|line| !line.contains('@') && !line.contains('{')), "{lines:#?}");

        // A quiet day is told as one, and a day that does not do by the days that do.
        let quiet = Day::parse("2027-01-02").unwrap();
        sandbox::advance(&cx, quiet).await.unwrap();
        let view = sandbox::read(&cx, Lang::En).await.unwrap();
        assert_eq!(view.moved, Some(("2027-01-01".to_owned(), "2027-01-02".to_owned())));
        assert!(view.fired.is_empty(), "{view:?}");
        for wrong in ["2027-01-02", "2026-01-01", "2030-01-01"] {
            let answer = sandbox::advance(&cx, Day::parse(wrong).unwrap()).await;
            let Err(Error::Invalid(problems)) = answer else { panic!("{wrong}: {answer:?}") };
            let (from, to) = ("2027-01-03".to_owned(), "2028-02-06".to_owned());
            assert_eq!(problems.of("day"), Some(&ProblemKind::DayOutside { from, to }), "{wrong}");
        }
    }
}

#[tokio::test]
async fn past_claims_stay_to_be_seen_and_the_guide_is_about_this_year() {
    for world in World::each().await {
        let fh = &stage(world).await;
        let steps = |view: hezong_contract::fh::GuideView| {
            let all = view.steps.into_iter();
            all.map(|step| (step.state.words, step.is_current)).collect::<Vec<_>>()
        };
        let guide = async || steps(overview::guide(&fh.admin, Lang::En).await.unwrap());
        let now = guide().await;
        assert_eq!(now[0], ("Done".to_owned(), false));
        assert_eq!(now[2], ("2 months to do".to_owned(), true), "{now:?}");
        let november = claim(fh, "2026-11").await.unwrap();
        act(&fh.reviewer, &november, "pass", &[]).await.unwrap();
        let now = guide().await;
        assert_eq!(now[2], ("1 month to do".to_owned(), true), "one is through, one is open");

        go_to(fh, "2027-06-01");
        night(fh).await;
        let rows = claims::months(&fh.admin, Lang::En).await.unwrap();
        let ids: Vec<_> = rows.iter().map(|row| (row.month.as_str(), &row.case_id)).collect();
        assert_eq!(ids, [("2026-11", &Some(november.to_string()))], "without a qualification");
        let now = guide().await;
        assert_eq!(now[0], ("Not applied for 2027".to_owned(), true), "{now:?}");
        assert!(now[2..].iter().all(|(words, _)| words != "Done"), "{now:?}");
        let card = people::list(&fh.admin, Lang::En).await.unwrap().remove(0);
        assert!(card.missing > 0 && card.first.is_some(), "nobody can be claimed for: {card:?}");
    }
}
