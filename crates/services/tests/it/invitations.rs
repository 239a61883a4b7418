//! Limits of invitations: a hundred a day for an administrator, three partners a year for a person.

use hezong_domain::Day;
use hezong_domain::access::Role;
use hezong_domain::members::{INVITATIONS_PER_DAY, PARTNERS_PER_YEAR};
use hezong_services::benefits::people;
use hezong_services::{Context, Error};
use hezong_testing::World;

use crate::fh_stage::{Fh, act, failed, fh, go_to, night};

async fn invited(cx: &Context, name: &str) -> Result<(), Error> {
    people::invite(cx, name, &format!("{name}@example.com"), name).await.map(|_| ())
}

#[tokio::test]
async fn an_administrator_invites_a_hundred_people_a_day() {
    for world in World::each().await {
        let fh = &fh(world).await;
        let colleague = fh.world.person(&fh.partner.account(), "li", Role::PartnerAdmin).await;
        for number in 0..INVITATIONS_PER_DAY {
            invited(&fh.admin, &format!("person{number}")).await.unwrap();
        }
        assert_eq!(failed(invited(&fh.admin, "onemore").await), ["daily_limit"]);
        // Each administrator has a hundred, and the day is the one of UTC+8.
        invited(&colleague, "theirs").await.unwrap();
        let midnight = Day::of(fh.world.services.now()).plus(1).start();
        fh.world.clock.advance(midnight.ms() - 1 - fh.world.services.now().ms());
        assert_eq!(failed(invited(&fh.admin, "onemore").await), ["daily_limit"]);
        fh.world.clock.advance(1);
        invited(&fh.admin, "onemore").await.unwrap();
    }
}

/// Links a person with a new partner by a consent on paper, and ends it again.
async fn joined_and_left(fh: &Fh, partner: &str) {
    let partner = fh.world.partner(partner).await;
    let admin = fh.world.person(&partner.account(), "", Role::PartnerAdmin).await;
    let id = people::invite(&admin, "Zhao", "zhao@example.com", "zhaozhao").await.unwrap().id;
    act(&fh.reviewer, &id, "confirm_link", &[("evidence", "No. 1")]).await.unwrap();
    act(&admin, &id, "unlink", &[]).await.unwrap();
}

#[tokio::test]
async fn a_person_is_linked_with_three_partners_a_year() {
    for world in World::each().await {
        let fh = &fh(world).await;
        for (number, day) in (1..).zip(["2026-11-23", "2027-01-10", "2027-03-01"]) {
            go_to(fh, day);
            joined_and_left(fh, &format!("partner{number}")).await;
            if number == PARTNERS_PER_YEAR - 1 {
                invited(&fh.admin, "zhaozhao").await.unwrap();
            }
        }
        assert_eq!(failed(invited(&fh.admin, "zhaozhao").await), ["partners_in_year"]);
        assert_eq!(failed(invited(&fh.admin, "qianqian").await), ["Ok(())"], "others may be");
        go_to(fh, "2027-11-22");
        assert_eq!(failed(invited(&fh.admin, "zhaozhao").await), ["partners_in_year"]);
        // A year after the first link there are only two.
        go_to(fh, "2027-11-23");
        night(fh).await;
        invited(&fh.admin, "zhaozhao").await.unwrap();
    }
}
