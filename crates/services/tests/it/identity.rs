//! Signing in, lock-out, sessions, invitations, second factor, codes.

use hezong_contract::session::{AcceptForm, PasswordForm, SignInForm};
use hezong_domain::access::Role;
use hezong_domain::time::{HOUR_MS, MINUTE_MS};
use hezong_domain::{ProblemKind, Refusal, Window};
use hezong_services::{Error, account, coupons, identity, messages, partners};
use hezong_testing::{PASSWORD, World};
use hezong_texts::Lang;

use crate::coupons::stage;

fn form(sign_in: &str, password: &str) -> SignInForm {
    SignInForm {
        sign_in: sign_in.to_owned(),
        password: password.to_owned(),
        ..SignInForm::default()
    }
}

#[tokio::test]
async fn unknown_users_and_wrong_passwords_answer_alike() {
    let world = World::sqlite().await;
    world.system().await;
    for form in [form("nobody", PASSWORD), form("ops", "wrong password 1")] {
        let answer = identity::sign_in(&world.services, &world.facts(), &form).await;
        assert!(matches!(answer, Err(Error::WrongSignIn)), "{answer:?}");
    }
}

#[tokio::test]
async fn five_failures_lock_and_time_unlocks() {
    for world in World::each().await {
        world.system().await;
        let facts = world.facts();
        for _ in 0..4 {
            let answer = identity::sign_in(&world.services, &facts, &form("ops", "bad")).await;
            assert!(matches!(answer, Err(Error::WrongSignIn)));
        }
        let fifth = identity::sign_in(&world.services, &facts, &form("ops", "bad")).await;
        assert!(matches!(fifth, Err(Error::SignInLocked(_))));
        let good = identity::sign_in(&world.services, &facts, &form("ops", PASSWORD)).await;
        assert!(matches!(good, Err(Error::SignInLocked(_))), "locked even with the password");
        world.clock.advance(MINUTE_MS + 1);
        assert!(identity::sign_in(&world.services, &facts, &form("OPS ", PASSWORD)).await.is_ok());
        world.assert_sound().await;
    }
}

#[tokio::test]
async fn sessions_end_when_idle_when_old_and_when_ended() {
    let world = World::sqlite().await;
    world.system().await;
    let facts = world.facts();
    let form = form("ops", PASSWORD);
    let sign = |_| identity::sign_in(&world.services, &facts, &form);
    let first = sign(1).await.unwrap();
    world.clock.advance(31 * MINUTE_MS);
    let seen = identity::authenticate(&world.services, &facts, &first.secret).await.unwrap();
    assert!(seen.is_none(), "idle for half an hour");

    let second = sign(2).await.unwrap();
    for _ in 0..25 {
        world.clock.advance(29 * MINUTE_MS);
        let _ = identity::authenticate(&world.services, &facts, &second.secret).await.unwrap();
    }
    const { assert!(25 * 29 * MINUTE_MS > 12 * HOUR_MS) };
    let seen = identity::authenticate(&world.services, &facts, &second.secret).await.unwrap();
    assert!(seen.is_none(), "twelve hours are the end");

    let (third, fourth) = (sign(3).await.unwrap(), sign(4).await.unwrap());
    assert_ne!(third.secret, fourth.secret);
    let principal =
        identity::authenticate(&world.services, &facts, &third.secret).await.unwrap().unwrap();
    let cx = world.services.context(principal, facts.clone());
    identity::end_other_sessions(&cx, &third.secret).await.unwrap();
    let gone = identity::authenticate(&world.services, &facts, &fourth.secret).await.unwrap();
    assert!(gone.is_none());
    assert_eq!(identity::sessions(&cx, &third.secret).await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_sixth_sign_in_ends_the_session_seen_longest_ago() {
    for world in World::each().await {
        world.system().await;
        let facts = world.facts();
        let form = form("ops", PASSWORD);
        let is_alive = async |secret: &str| {
            identity::authenticate(&world.services, &facts, secret).await.unwrap().is_some()
        };
        let mut secrets = Vec::new();
        for _ in 0..5 {
            secrets.push(identity::sign_in(&world.services, &facts, &form).await.unwrap().secret);
            world.clock.advance(2 * MINUTE_MS);
        }
        assert!(is_alive(&secrets[0]).await, "five are allowed, and the first was used just now");
        let sixth = identity::sign_in(&world.services, &facts, &form).await.unwrap().secret;
        assert!(!is_alive(&secrets[1]).await, "not used since it was opened");
        for secret in [&secrets[0], &secrets[2], &secrets[3], &secrets[4], &sixth] {
            assert!(is_alive(secret).await);
        }
        world.assert_sound().await;
    }
}

#[tokio::test]
async fn switching_codes_off_asks_for_the_password() {
    let world = World::sqlite().await;
    let partner = world.partner("shanhai").await;
    let cx = world.person(&partner.account(), "", Role::PartnerAdmin).await;
    let operator = world.person(&partner.account(), "he", Role::CouponOperator).await;
    account::set_asks_code(&cx, true, "").await.unwrap();
    for (given, what) in
        [("", ProblemKind::Required), ("not it at all", ProblemKind::WrongPassword)]
    {
        let answer = account::set_asks_code(&cx, false, given).await;
        let Err(Error::Invalid(problems)) = answer else { panic!("{answer:?}") };
        assert_eq!(problems.of("current"), Some(&what));
    }
    assert!(identity::codes::is_needed(&cx).await.unwrap());
    let other = account::set_asks_code(&operator, false, PASSWORD).await;
    assert!(matches!(other, Err(Error::Forbidden { .. })), "{other:?}");
    account::set_asks_code(&cx, false, PASSWORD).await.unwrap();
    assert!(!identity::codes::is_needed(&cx).await.unwrap());
}

#[tokio::test]
async fn an_invitation_works_once_and_lapses() {
    for world in World::each().await {
        let partner = world.partner("shanhai").await;
        world.person(&partner.account(), "", Role::PartnerAdmin).await;
        let system = world.system().await;
        let ask = |member: &str| hezong_contract::accounts::InviteForm {
            account_id: partner.to_string(),
            member: member.to_owned(),
            display_name: "He".to_owned(),
            email: String::new(),
            role: "coupon_operator".to_owned(),
        };
        let made = partners::invite(&system, &ask("he")).await.unwrap();
        assert_eq!(made.sign_in, "shanhai/he");
        let accept = AcceptForm {
            token: made.path.rsplit('/').next().unwrap().to_owned(),
            display_name: "He".to_owned(),
            password: PASSWORD.to_owned(),
            repeat: PASSWORD.to_owned(),
        };
        identity::accept(&world.services, &world.facts(), &accept).await.unwrap();
        let again = identity::accept(&world.services, &world.facts(), &accept).await;
        assert!(matches!(again, Err(Error::Refused(Refusal::InvitationGone))));
        let late = partners::invite(&system, &ask("lin")).await.unwrap();
        world.clock.advance(8 * 24 * HOUR_MS);
        let token = late.path.rsplit('/').next().unwrap();
        let seen = identity::invitation(&world.services, token).await;
        assert!(matches!(seen, Err(Error::Refused(Refusal::InvitationGone))));
        let first = partners::invite(&system, &ask("")).await;
        assert!(matches!(first, Err(Error::Refused(Refusal::AlreadyHasUsers))));
    }
}

#[tokio::test]
async fn a_new_password_must_be_long_and_the_old_one_right() {
    let world = World::sqlite().await;
    let partner = world.partner("shanhai").await;
    let cx = world.person(&partner.account(), "", Role::PartnerAdmin).await;
    let ask = |current: &str, password: &str| PasswordForm {
        current: current.to_owned(),
        password: password.to_owned(),
        repeat: password.to_owned(),
    };
    let short = identity::change_password(&cx, "s", &ask(PASSWORD, "short")).await;
    assert!(matches!(short, Err(Error::Invalid(_))));
    let wrong =
        identity::change_password(&cx, "s", &ask("not it at all", "a new password 1")).await;
    let Err(Error::Invalid(problems)) = wrong else { panic!("{wrong:?}") };
    assert_eq!(problems.of("current"), Some(&ProblemKind::WrongPassword));
    identity::change_password(&cx, "s", &ask(PASSWORD, "a new password 1")).await.unwrap();
    let old = identity::sign_in(&world.services, &world.facts(), &form("shanhai", PASSWORD)).await;
    assert!(matches!(old, Err(Error::WrongSignIn)));
}

/// The code a message tells.
fn code_in(title: &str) -> String {
    title.chars().filter(char::is_ascii_digit).collect()
}

#[tokio::test]
async fn with_the_switch_on_issuing_asks_for_a_code_and_counts_wrong_ones() {
    let world = World::sqlite().await;
    let stage = stage(&world, hezong_domain::Fen::yuan(100)).await;
    account::set_asks_code(&stage.admin, true, "").await.unwrap();
    let mut issue = world.an_issue(&stage.quota, &[&stage.resale], hezong_domain::Fen::yuan(10));
    let without = coupons::issue(&stage.admin, &issue).await;
    assert!(matches!(without, Err(Error::CodeNeeded)));
    identity::codes::send(&stage.admin, "coupon.issue").await.unwrap();
    let inbox = messages::list(&stage.admin, Lang::En, Window::first(1)).await.unwrap();
    let code = code_in(&inbox.rows[0].title);
    let wrong = if code == "000000" { "000001" } else { "000000" };
    wrong.clone_into(&mut issue.code);
    for _ in 0..3 {
        let answer = coupons::issue(&stage.admin, &issue).await;
        assert!(matches!(answer, Err(Error::Invalid(_))), "{answer:?}");
    }
    issue.code.clone_from(&code);
    let dead = coupons::issue(&stage.admin, &issue).await;
    assert!(matches!(dead, Err(Error::Invalid(_))), "three wrong tries kill a code");
    world.clock.advance(1_000);
    identity::codes::send(&stage.admin, "coupon.issue").await.unwrap();
    let inbox = messages::list(&stage.admin, Lang::En, Window::first(1)).await.unwrap();
    issue.code = code_in(&inbox.rows[0].title);
    assert_eq!(coupons::issue(&stage.admin, &issue).await.unwrap().done, 1);
    let reused = coupons::issue(&stage.admin, &issue).await;
    assert!(matches!(reused, Err(Error::Invalid(_))), "a code is good for one act");
}

#[tokio::test]
async fn a_second_factor_is_asked_for_and_a_code_works_once() {
    let world = World::sqlite().await;
    let partner = world.partner("shanhai").await;
    let cx = world.person(&partner.account(), "", Role::PartnerAdmin).await;
    let setup = identity::begin_second_factor(&cx).await.unwrap();
    let code = |offset: i64| {
        let secret = totp_rs::Secret::try_from_base32(&setup.secret).unwrap();
        let totp = totp_rs::Builder::new().with_secret(secret).build().unwrap();
        let seconds = u64::try_from(world.services.now().ms() / 1000 + offset).unwrap();
        totp.generate(seconds).to_string()
    };
    assert!(identity::confirm_second_factor(&cx, "000000").await.is_err());
    identity::confirm_second_factor(&cx, &code(0)).await.unwrap();
    let facts = world.facts();
    let plain = form("shanhai", PASSWORD);
    let without = identity::sign_in(&world.services, &facts, &plain).await;
    assert!(matches!(without, Err(Error::SecondFactorNeeded)));
    let replay = SignInForm { code: code(0), ..plain.clone() };
    let replayed = identity::sign_in(&world.services, &facts, &replay).await;
    assert!(matches!(replayed, Err(Error::SecondFactorNeeded)), "used while confirming");
    world.clock.advance(60_000);
    let fresh = SignInForm { code: code(0), ..plain };
    assert!(identity::sign_in(&world.services, &facts, &fresh).await.is_ok());
    assert!(identity::sign_in(&world.services, &facts, &fresh).await.is_err(), "single use");
}
