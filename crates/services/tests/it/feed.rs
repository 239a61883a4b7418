//! The calendar feed: what it says, to whom, and when it ends.

use hezong_contract::notices::NoticesForm;
use hezong_domain::access::Role;
use hezong_domain::accounts::{Activity, AssociationKind};
use hezong_services::benefits::certification;
use hezong_services::{Context, Error, feed, notices, organisation, partners};
use hezong_testing::World;
use hezong_texts::Lang;

use crate::mail::due_on;

const ORIGIN: &str = "https://portal.example.com";

/// The secret of a new feed.
async fn secret(cx: &Context) -> String {
    let made = notices::make_feed(cx).await.unwrap();
    let name = made.address.strip_prefix("/calendar/").unwrap();
    name.strip_suffix(".ics").unwrap().to_owned()
}

async fn is_gone(world: &World, secret: &str) -> bool {
    let answer = feed::calendar(&world.services, secret, ORIGIN).await;
    matches!(answer, Err(Error::NotFound(_)))
}

#[tokio::test]
async fn a_feed_holds_what_waits_for_its_person() {
    for world in World::each().await {
        let partner = world.partner("shanhai").await;
        let admin = world.person(&partner.account(), "", Role::PartnerAdmin).await;
        let case = certification::begin(&admin).await.unwrap();
        due_on(&world, &admin, &case, "2026-11-30").await;
        notices::remember_language(&admin, Lang::En).await.unwrap();
        let secret = secret(&admin).await;
        let text = feed::calendar(&world.services, &secret, ORIGIN).await.unwrap();
        let whole = text.replace("\r\n ", "");
        let lines: Vec<&str> = whole.split_terminator("\r\n").collect();
        for line in [
            "METHOD:PUBLISH",
            "NAME:Hezong · my deadlines",
            &format!("UID:{case}.partner@hezong"),
            "DTSTAMP:20261122T013000Z",
            "DTSTART;VALUE=DATE:20261130",
            "DTEND;VALUE=DATE:20261201",
            &format!("URL:{ORIGIN}/partner/cases/{case}"),
            "TRIGGER:-P6DT15H",
            "TRIGGER:-P3DT15H",
            "TRIGGER:PT9H",
        ] {
            assert_eq!(lines.iter().filter(|l| **l == line).count(), 1, "{line}: {text}");
        }
        let about = lines.iter().find(|line| line.starts_with("DESCRIPTION:State: ")).unwrap();
        assert!(about.contains("\\nLast day: 2026-11-30"), "{about}");
        assert_eq!(feed::calendar(&world.services, &secret, ORIGIN).await.unwrap(), text);
        let seen = notices::read(&admin).await.unwrap().feed.unwrap();
        assert_eq!(seen.last_used_at, Some(world.services.now()));

        notices::remember_language(&admin, Lang::ZhCn).await.unwrap();
        let chinese = feed::calendar(&world.services, &secret, ORIGIN).await.unwrap();
        assert!(chinese.replace("\r\n ", "").contains("最后办理日：2026-11-30"), "{chinese}");

        let other = world.partner("beidou").await;
        let stranger = world.person(&other.account(), "", Role::PartnerAdmin).await;
        let theirs = self::secret(&stranger).await;
        let theirs = feed::calendar(&world.services, &theirs, ORIGIN).await.unwrap();
        assert!(!theirs.contains("VEVENT"), "nothing of another partner: {theirs}");
        world.assert_sound().await;
    }
}

#[tokio::test]
async fn a_feed_ends_when_renewed_switched_off_or_its_partner_disabled() {
    for world in World::each().await {
        let partner = world.partner("shanhai").await;
        let admin = world.person(&partner.account(), "", Role::PartnerAdmin).await;
        let first = secret(&admin).await;
        assert!(!is_gone(&world, &first).await);
        let second = secret(&admin).await;
        assert!(is_gone(&world, &first).await, "renewed");
        for wrong in ["", "0", &"0".repeat(64), &format!("{second}0"), &second.to_uppercase()] {
            assert!(is_gone(&world, wrong).await, "{wrong}");
        }
        notices::remove_feed(&admin).await.unwrap();
        assert!(is_gone(&world, &second).await, "switched off");
        let again = notices::remove_feed(&admin).await;
        assert!(matches!(again, Err(Error::NotFound(_))), "{again:?}");

        let third = secret(&admin).await;
        let system = world.system().await;
        partners::set_activity(&system, partner.as_str(), Activity::Disabled).await.unwrap();
        assert!(is_gone(&world, &third).await, "nobody of a disabled partner");
        partners::set_activity(&system, partner.as_str(), Activity::Active).await.unwrap();
        assert!(!is_gone(&world, &third).await);

        // Of a person switched off it ends for good.
        let lin = world.person(&partner.account(), "lin", Role::PartnerAdmin).await;
        let fourth = secret(&lin).await;
        let id = lin.principal().user_id().unwrap().as_str();
        organisation::set_activity(&admin, id, Activity::Disabled).await.unwrap();
        organisation::set_activity(&admin, id, Activity::Active).await.unwrap();
        assert!(is_gone(&world, &fourth).await, "switched on again, the old address stays dead");
    }
}

#[tokio::test]
async fn only_those_with_deadlines_get_one() {
    let world = World::sqlite().await;
    let partner = world.partner("shanhai").await;
    world.person(&partner.account(), "", Role::PartnerAdmin).await;
    let customer = world.customer("acme", &partner, AssociationKind::Resale).await;
    for (account, member, role) in [
        (partner.account(), "lin", Role::AccountManager),
        (customer.account(), "", Role::CustomerOwner),
    ] {
        let person = world.person(&account, member, role).await;
        assert_eq!(notices::read(&person).await.unwrap().feed, None);
        let answer = notices::make_feed(&person).await;
        assert!(matches!(answer, Err(Error::Forbidden { .. })), "{answer:?}");
        let form = NoticesForm { lang: "en".to_owned(), ..NoticesForm::default() };
        notices::change(&person, &form).await.unwrap();
    }
}
