//! Another address for notices: the password is asked for, and it changes seldom.

use hezong_contract::notices::NoticesForm;
use hezong_domain::ProblemKind;
use hezong_domain::time::DAY_MS;
use hezong_services::{Error, notices};
use hezong_testing::{PASSWORD, World};

use crate::mail::{Post, admin, chosen};

#[tokio::test]
async fn another_address_asks_for_the_password_and_comes_ten_times_a_day_at_most() {
    for world in World::each().await {
        let post = Post::on(&world.services);
        let reader = post.with(&admin(&world).await);
        let problem =
            async |form: NoticesForm, field: &str| match notices::change(&reader, &form).await {
                Err(Error::Invalid(problems)) => problems.of(field).cloned(),
                other => panic!("{field}: {other:?}"),
            };
        let without = |current: &str| NoticesForm {
            current: current.to_owned(),
            ..chosen("lin@example.com", true, "en")
        };
        assert_eq!(problem(without(""), "current").await, Some(ProblemKind::Required));
        let wrong = problem(without("Wrong-pass-1"), "current").await;
        assert_eq!(wrong, Some(ProblemKind::WrongPassword));
        assert_eq!(notices::read(&reader).await.unwrap().email, "");

        for n in 1..=10 {
            let form = chosen(&format!("lin{n}@example.com"), true, "en");
            notices::change(&reader, &form).await.unwrap();
        }
        // What leaves the address alone asks for nothing and is not counted.
        let same =
            NoticesForm { current: String::new(), ..chosen("lin10@example.com", true, "zh-CN") };
        notices::change(&reader, &same).await.unwrap();
        let until = world.services.wall_now().local_midnight().plus_days(1);
        let more = chosen("lin11@example.com", true, "en");
        let told = problem(more.clone(), "email").await;
        assert_eq!(told, Some(ProblemKind::TooOften { max: 10, until }));
        assert_eq!(notices::read(&reader).await.unwrap().email, "lin10@example.com");

        world.clock.advance(DAY_MS);
        notices::change(&reader, &more).await.unwrap();
        world.assert_sound().await;
    }
}

#[tokio::test]
async fn guesses_at_an_open_browser_lock_the_door() {
    let world = World::sqlite().await;
    let reader = admin(&world).await;
    let guess =
        NoticesForm { current: "Wrong-pass-1".to_owned(), ..chosen("lin@example.com", true, "en") };
    for _ in 0..5 {
        notices::change(&reader, &guess).await.unwrap_err();
    }
    let right = NoticesForm { current: PASSWORD.to_owned(), ..guess };
    let locked = notices::change(&reader, &right).await;
    assert!(matches!(locked, Err(Error::SignInLocked(_))), "{locked:?}");
}
