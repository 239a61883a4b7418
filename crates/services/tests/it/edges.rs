//! The last moment of a deadline and the first one after it, as the clock of UTC+8 has it: ends of months,
//! quarters and years, and working days over holidays.

use hezong_domain::incentives::Scheme;
use hezong_domain::{CaseId, Day, Month, Quarter, Window};
use hezong_services::benefits::{claims, payments};
use hezong_testing::World;

use crate::fh_stage::{
    Fh, act, certify, claim, failed, fh, go_to, hand_in, night, qualify, row, specialist,
};

/// Moves the clock to the last millisecond of a day.
fn to_the_end_of(fh: &Fh, day: &str) {
    let end = Day::parse(day).unwrap().plus(1).start();
    fh.world.clock.advance(end.ms() - 1 - fh.world.services.now().ms());
}

/// One millisecond more.
fn tick(fh: &Fh) {
    fh.world.clock.advance(1);
}

/// A list of operations for a month, made at this moment.
async fn list(fh: &Fh, month: &str) -> CaseId {
    let month = Month::parse(month).unwrap();
    let list = claims::begin_list(&fh.reviewer, &fh.partner, Scheme::SvcExpert, month);
    let list = list.await.unwrap();
    act(&fh.reviewer, &list, "generate", &[]).await.unwrap();
    list
}

async fn state(fh: &Fh, id: &CaseId) -> String {
    row(fh, id).await.state
}

#[tokio::test]
async fn a_month_can_be_claimed_until_its_quarter_is_over() {
    for world in World::each().await {
        let fh = &fh(world).await;
        qualify(fh, Scheme::SiPresales).await;
        specialist(fh, "zhao", "system_integration").await;
        let december = Month::parse("2026-12").unwrap();
        let early = claims::begin(&fh.admin, Scheme::SiPresales, december).await.map(|_| ());
        assert_eq!(failed(early), ["month_open"], "it has not begun");
        to_the_end_of(fh, "2026-12-31");
        let november = claim(fh, "2026-11").await.unwrap();
        let open = claims::begin(&fh.admin, Scheme::SiPresales, december).await.unwrap();
        tick(fh);
        let proof = [("proof", "contract")];
        assert_eq!(failed(act(&fh.admin, &open, "submit", &proof).await), ["month_open"]);
        // What came in with the last moment was submitted in December: in January it is not corrected.
        act(&fh.reviewer, &november, "fail", &[]).await.unwrap();
        let late = failed(act(&fh.admin, &november, "resubmit", &proof).await);
        assert_eq!(late, ["submission_month"]);
        night(fh).await;
        assert_eq!(state(fh, &november).await, "closed_failed");
        assert_eq!(state(fh, &open).await, "lapsed");
    }
}

#[tokio::test]
async fn a_rejected_month_can_be_corrected_until_its_month_is_over() {
    for (submitted, last) in [
        ("2026-11-30", "2026-11-30"),
        ("2026-12-01", "2026-12-31"),
        // A short month, and its last day is a working Saturday.
        ("2027-02-01", "2027-02-28"),
    ] {
        for is_late in [false, true] {
            let fh = &fh(World::sqlite().await).await;
            go_to(fh, submitted);
            qualify(fh, Scheme::SiPresales).await;
            specialist(fh, "zhao", "system_integration").await;
            let month = Day::parse(submitted).unwrap().month().to_string();
            let id = claim(fh, &month).await.unwrap();
            act(&fh.reviewer, &id, "fail", &[]).await.unwrap();
            to_the_end_of(fh, last);
            night(fh).await;
            assert_eq!(state(fh, &id).await, "prelim_failed", "the last day still counts");
            if is_late {
                tick(fh);
            }
            let again = act(&fh.admin, &id, "resubmit", &[("proof", "all of it")]).await;
            let expected = if is_late { "submission_month" } else { "Ok(())" };
            assert_eq!(failed(again), [expected], "{submitted}");
        }
    }
}

#[tokio::test]
async fn a_list_lapses_after_fourteen_working_days_over_every_holiday() {
    for (made, month, last) in [
        // Golden Week and Spring Festival with the days worked instead, the turn of the year, plain weeks.
        ("2026-10-01", "2026-10", "2026-10-26"),
        ("2026-02-02", "2026-02", "2026-02-27"),
        ("2027-02-01", "2027-02", "2027-02-23"),
        ("2026-12-24", "2026-12", "2027-01-14"),
        ("2026-11-23", "2026-11", "2026-12-11"),
    ] {
        let fh = &fh(World::sqlite().await).await;
        go_to(fh, made);
        qualify(fh, Scheme::SvcExpert).await;
        specialist(fh, "wu", "service").await;
        let id = list(fh, month).await;
        let due = row(fh, &id).await.due_on.unwrap();
        assert_eq!(due.to_string(), last, "made on {made}");
        to_the_end_of(fh, last);
        night(fh).await;
        assert_eq!(state(fh, &id).await, "generated", "{made}: the last day still counts");
        tick(fh);
        night(fh).await;
        assert_eq!(state(fh, &id).await, "lapsed", "{made}");
        let late = failed(act(&fh.admin, &id, "confirm", &[("proof", "list")]).await);
        assert_eq!(late, ["not_now"], "{made}");
    }
}

#[tokio::test]
async fn a_list_of_december_is_confirmed_in_january_until_its_last_moment() {
    for world in World::each().await {
        let fh = &fh(world).await;
        go_to(fh, "2026-12-24");
        qualify(fh, Scheme::SvcExpert).await;
        specialist(fh, "wu", "service").await;
        let id = list(fh, "2026-12").await;
        to_the_end_of(fh, "2027-01-14");
        act(&fh.admin, &id, "confirm", &[("proof", "list")]).await.unwrap();
        act(&fh.reviewer2, &id, "pass", &[]).await.unwrap();
        // The month has long been over: the next night makes it final.
        night(fh).await;
        assert_eq!(state(fh, &id).await, "finalised");
        fh.world.assert_sound().await;
    }
}

#[tokio::test]
async fn months_are_given_up_from_the_first_moment_of_the_next_quarter() {
    for world in World::each().await {
        let fh = &fh(world).await;
        qualify(fh, Scheme::SiPresales).await;
        specialist(fh, "zhao", "system_integration").await;
        let november = claim(fh, "2026-11").await.unwrap();
        act(&fh.reviewer, &november, "pass", &[]).await.unwrap();
        let info = hand_in(fh).await;
        certify(fh, &info).await;
        go_to(fh, "2026-12-01");
        night(fh).await;
        assert_eq!(state(fh, &november).await, "finalised");
        let quarter = Quarter::parse("2026Q4").unwrap();
        let id = payments::begin(&fh.admin, quarter).await.unwrap();
        to_the_end_of(fh, "2026-12-31");
        let early = failed(act(&fh.admin, &id, "request", &[("give_up", "on")]).await);
        assert_eq!(early, ["months_open"]);
        tick(fh);
        act(&fh.admin, &id, "request", &[("give_up", "on")]).await.unwrap();
        assert_eq!(state(fh, &id).await, "reviewing");
        fh.world.assert_sound().await;
    }
}

/// Messages of a person about a day that comes near.
async fn told(fh: &Fh) -> usize {
    let user = fh.admin.principal().user_id().unwrap();
    let mut tx = fh.world.storage.read().await.unwrap();
    let page = tx.operation().list_messages(user, Window::first(200)).await.unwrap();
    let kinds = ["case_reminder", "case_due_today"];
    page.rows.iter().filter(|message| kinds.contains(&message.kind.as_str())).count()
}

#[tokio::test]
async fn people_are_reminded_five_two_and_no_working_days_before_over_golden_week() {
    for world in World::each().await {
        let fh = &fh(world).await;
        go_to(fh, "2026-09-15");
        qualify(fh, Scheme::SvcExpert).await;
        specialist(fh, "wu", "service").await;
        let id = list(fh, "2026-09").await;
        let due = row(fh, &id).await.due_on.unwrap();
        assert_eq!(due.to_string(), "2026-10-10", "a Saturday that is worked");
        let (mut days, mut before) = (Vec::new(), told(fh).await);
        let mut day = Day::parse("2026-09-16").unwrap();
        while day <= due {
            go_to(fh, &day.to_string());
            // However often the jobs run in a day.
            night(fh).await;
            night(fh).await;
            let now = told(fh).await;
            assert!(now <= before + 1, "{day}: told {} times", now - before);
            if now > before {
                days.push(day.to_string());
            }
            (before, day) = (now, day.plus(1));
        }
        assert_eq!(days, ["2026-09-28", "2026-10-08", "2026-10-10"]);
    }
}
