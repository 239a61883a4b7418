//! Access keys and tokens.

use hezong_domain::Refusal;
use hezong_domain::access::Role;
use hezong_domain::accounts::Activity;
use hezong_domain::time::DAY_MS;
use hezong_services::tokens::{self, TokenRequest, TokenState};
use hezong_services::{Error, keys};
use hezong_testing::{PASSWORD, World};

#[tokio::test]
async fn a_key_is_shown_once_sealed_and_dies_when_disabled() {
    for world in World::each().await {
        let partner = world.partner("shanhai").await;
        let cx = world.person(&partner.account(), "", Role::PartnerAdmin).await;
        let made = keys::create(&cx, "integration").await.unwrap();
        let listed = format!("{:?}", keys::list(&cx).await.unwrap());
        assert!(listed.contains(&made.access_key) && !listed.contains(&made.secret));
        let found = keys::find_for_verification(&world.services, &made.access_key).await.unwrap();
        let found = found.expect("active key");
        assert_eq!(found.secret, made.secret.as_bytes());
        assert_eq!(found.principal.account_id(), &partner.account());
        let active = keys::delete(&cx, &made.access_key).await;
        assert!(matches!(active, Err(Error::Refused(Refusal::KeyStillActive))));
        keys::set_activity(&cx, &made.access_key, Activity::Disabled).await.unwrap();
        let gone = keys::find_for_verification(&world.services, &made.access_key).await.unwrap();
        assert!(gone.is_none());
        keys::delete(&cx, &made.access_key).await.unwrap();
        assert!(keys::list(&cx).await.unwrap().is_empty());
        world.assert_sound().await;
    }
}

#[tokio::test]
async fn another_account_cannot_touch_a_key_and_ten_are_enough() {
    let world = World::sqlite().await;
    let (shanhai, beidou) = (world.partner("shanhai").await, world.partner("beidou").await);
    let own = world.person(&shanhai.account(), "", Role::PartnerAdmin).await;
    let other = world.person(&beidou.account(), "", Role::PartnerAdmin).await;
    let made = keys::create(&own, "").await.unwrap();
    for answer in [
        keys::set_activity(&other, &made.access_key, Activity::Disabled).await,
        keys::delete(&other, &made.access_key).await,
    ] {
        assert!(matches!(answer, Err(Error::NotFound(_))), "{answer:?}");
    }
    for _ in 0..9 {
        keys::create(&own, "").await.unwrap();
    }
    let eleventh = keys::create(&own, "").await;
    assert!(matches!(eleventh, Err(Error::Refused(Refusal::TooManyKeys { max: 10 }))));
}

#[tokio::test]
async fn a_token_lives_a_day() {
    let world = World::sqlite().await;
    let partner = world.partner("shanhai").await;
    world.person(&partner.account(), "", Role::PartnerAdmin).await;
    let ask = TokenRequest {
        domain_name: "shanhai".to_owned(),
        user_name: "shanhai".to_owned(),
        password: PASSWORD.to_owned(),
    };
    let issued = tokens::issue(&world.services, &world.facts(), &ask).await.unwrap();
    let state = tokens::authenticate(&world.services, &issued.token).await.unwrap();
    assert!(matches!(state, TokenState::Good(p) if p.account_id() == &partner.account()));
    world.clock.advance(DAY_MS);
    let state = tokens::authenticate(&world.services, &issued.token).await.unwrap();
    assert!(matches!(state, TokenState::Ended(_)));
    let state = tokens::authenticate(&world.services, "made up").await.unwrap();
    assert!(matches!(state, TokenState::Unknown));
    let foreign = TokenRequest { domain_name: "beidou".to_owned(), ..ask };
    let answer = tokens::issue(&world.services, &world.facts(), &foreign).await;
    assert!(matches!(answer, Err(Error::WrongSignIn)));
}
