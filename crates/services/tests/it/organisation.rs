//! People and roles of a partner: given, taken, in effect at once, never more than the giver holds.

use hezong_contract::organisation::{RoleForm, StaffForm};
use hezong_contract::session::AcceptForm;
use hezong_domain::access::{Permission, Role};
use hezong_domain::accounts::Activity;
use hezong_domain::{ProblemKind, Refusal};
use hezong_services::{Context, Error, identity, organisation, tokens};
use hezong_testing::{PASSWORD, World};
use tokio::task::JoinSet;

/// A partner with its administrator.
struct Stage {
    world: World,
    admin: Context,
}

async fn stages() -> Vec<Stage> {
    let mut stages = Vec::new();
    for world in World::each().await {
        let partner = world.partner("shanhai").await;
        let admin = world.person(&partner.account(), "", Role::PartnerAdmin).await;
        stages.push(Stage { world, admin });
    }
    stages
}

fn role(name: &str, permissions: &[&str]) -> RoleForm {
    RoleForm {
        name: name.to_owned(),
        permissions: permissions.iter().map(|item| (*item).to_owned()).collect(),
        ..RoleForm::default()
    }
}

fn staff(member: &str, roles: &[&str]) -> StaffForm {
    StaffForm {
        member: member.to_owned(),
        display_name: "Wen".to_owned(),
        email: String::new(),
        roles: roles.iter().map(|role| (*role).to_owned()).collect(),
    }
}

fn problem<T>(answer: Result<T, Error>, field: &str) -> ProblemKind {
    match answer {
        Err(Error::Invalid(problems)) => problems.of(field).cloned().unwrap(),
        Err(other) => unreachable!("{other:?}"),
        Ok(_) => unreachable!("it was done"),
    }
}

fn refusal<T>(answer: Result<T, Error>) -> Refusal {
    match answer {
        Err(Error::Refused(refusal)) => refusal,
        Err(other) => unreachable!("{other:?}"),
        Ok(_) => unreachable!("it was done"),
    }
}

impl Stage {
    /// Invites somebody, who accepts; answers the secret of the session.
    async fn hire(&self, member: &str, roles: &[&str]) -> String {
        let made = organisation::invite(&self.admin, &staff(member, roles)).await.unwrap();
        let form = AcceptForm {
            token: made.path.rsplit('/').next().unwrap().to_owned(),
            display_name: "Wen".to_owned(),
            password: PASSWORD.to_owned(),
            repeat: PASSWORD.to_owned(),
        };
        let facts = self.world.facts();
        identity::accept(&self.world.services, &facts, &form).await.unwrap().secret
    }

    /// Whoever a session stands for now.
    async fn caller(&self, secret: &str) -> Option<Context> {
        let facts = self.world.facts();
        let found = identity::authenticate(&self.world.services, &facts, secret).await.unwrap();
        found.map(|principal| self.world.services.context(principal, facts))
    }

    async fn id(&self, sign_in: &str) -> String {
        let page = organisation::staff(&self.admin).await.unwrap();
        page.people.into_iter().find(|row| row.sign_in == sign_in).unwrap().id
    }
}

#[tokio::test]
async fn a_role_of_ones_own_works_in_sessions_and_tokens_and_changes_at_once() {
    for stage in stages().await {
        let made = role("Desk", &["BPC_ITEM_SUBCUSTSERV_030103"]);
        let id = organisation::create_role(&stage.admin, &made).await.unwrap();
        let secret = stage.hire("wen", &[id.as_str()]).await;
        let wen = stage.caller(&secret).await.unwrap();
        let may = |cx: &Context, item| cx.principal().may(item);
        assert!(may(&wen, Permission::CouponIssue) && may(&wen, Permission::QuotaView));
        assert!(!may(&wen, Permission::CouponReclaim) && !may(&wen, Permission::MembersManage));
        assert_eq!(wen.principal().custom_roles(), ["Desk"]);
        let viewer = identity::viewer(&wen).await.unwrap();
        assert!(viewer.may(Permission::CouponIssue) && viewer.custom_roles == ["Desk"]);
        let ask = tokens::TokenRequest {
            domain_name: "shanhai".to_owned(),
            user_name: "wen".to_owned(),
            password: PASSWORD.to_owned(),
        };
        let facts = stage.world.facts();
        let token = tokens::issue(&stage.world.services, &facts, &ask).await.unwrap().token;

        let changed = RoleForm {
            id: id.to_string(),
            version: "1".to_owned(),
            ..role("Desk", &["BPC_ITEM_SUBCUSTSERV_030201"])
        };
        organisation::change_role(&stage.admin, &changed).await.unwrap();
        assert_eq!(
            refusal(organisation::change_role(&stage.admin, &changed).await),
            Refusal::Stale
        );
        let wen = stage.caller(&secret).await.unwrap();
        assert!(may(&wen, Permission::CouponReclaim) && !may(&wen, Permission::CouponIssue));
        let state = tokens::authenticate(&stage.world.services, &token).await.unwrap();
        let tokens::TokenState::Good(principal) = state else { unreachable!("the token is good") };
        assert!(principal.may(Permission::CouponReclaim));
        assert!(!principal.may(Permission::CouponIssue));

        // In use, it stays; free, it goes.
        let in_use = organisation::remove_role(&stage.admin, id.as_str()).await;
        assert_eq!(refusal(in_use), Refusal::RoleInUse { people: 1 });
        let wen = stage.id("shanhai/wen").await;
        let other = ["account_manager".to_owned()];
        organisation::set_roles(&stage.admin, &wen, &other).await.unwrap();
        organisation::invite(&stage.admin, &staff("next", &[id.as_str()])).await.unwrap();
        let invited = organisation::remove_role(&stage.admin, id.as_str()).await;
        assert_eq!(refusal(invited), Refusal::RoleInUse { people: 1 });
        let open = organisation::staff(&stage.admin).await.unwrap().invitations;
        organisation::withdraw_invitation(&stage.admin, &open[0].id).await.unwrap();
        organisation::remove_role(&stage.admin, id.as_str()).await.unwrap();
    }
}

#[tokio::test]
async fn nobody_gets_more_than_the_rules_allow() {
    for stage in stages().await {
        let admin = &stage.admin;
        for item in
            ["HZ_ITEM_MEMBERS", "HZ_ITEM_ACCESS_KEYS", "HZ_OPS_PAY", "billing:coupon:view", "x"]
        {
            let made = organisation::create_role(admin, &role("Bad", &[item])).await;
            assert_eq!(problem(made, "permissions"), ProblemKind::NotAChoice, "{item}");
        }
        for (roles, what) in [
            (&["partner_admin", "coupon_operator"][..], ProblemKind::AdminAlone),
            (&["operations"][..], ProblemKind::NotAChoice),
            (&["customer_owner"][..], ProblemKind::NotAChoice),
            (&["CR260101AAAAAAAAAA"][..], ProblemKind::NotAChoice),
            (&[][..], ProblemKind::NothingChosen),
        ] {
            let invited = organisation::invite(admin, &staff("bad", roles)).await.map(|_| ());
            assert_eq!(problem(invited, "roles"), what, "{roles:?}");
        }
        // Only the administrator gets here at all.
        for preset in ["coupon_operator", "account_manager", "benefit_operator"] {
            let secret = stage.hire(&format!("m-{preset}"), &[preset]).await;
            let cx = stage.caller(&secret).await.unwrap();
            let own = stage.id(&format!("shanhai/m-{preset}")).await;
            let tried = organisation::set_roles(&cx, &own, &["partner_admin".to_owned()]).await;
            assert!(matches!(tried, Err(Error::Forbidden { .. })), "{tried:?}");
            let tried = organisation::create_role(&cx, &role("X", &["HZ_ITEM_BENEFITS"])).await;
            assert!(matches!(tried, Err(Error::Forbidden { .. })), "{tried:?}");
        }
        for number in 0..10 {
            let made = role(&format!("Role {number}"), &["HZ_ITEM_BENEFITS"]);
            organisation::create_role(admin, &made).await.unwrap();
        }
        let eleventh = organisation::create_role(admin, &role("More", &["HZ_ITEM_BENEFITS"])).await;
        assert_eq!(refusal(eleventh), Refusal::TooManyRoles { max: 10 });
    }
}

#[tokio::test]
async fn the_last_administrator_stays_and_whoever_is_removed_is_out() {
    for stage in stages().await {
        let admin = &stage.admin;
        let own = stage.id("shanhai").await;
        let other = ["coupon_operator".to_owned()];
        assert_eq!(refusal(organisation::remove(admin, &own).await), Refusal::LastAdministrator);
        let demoted = organisation::set_roles(admin, &own, &other).await;
        assert_eq!(refusal(demoted), Refusal::LastAdministrator);
        let off = organisation::set_activity(admin, &own, Activity::Disabled).await;
        assert_eq!(refusal(off), Refusal::LastAdministrator);

        let secret = stage.hire("second", &["partner_admin"]).await;
        let second = stage.id("shanhai/second").await;
        organisation::set_activity(admin, &second, Activity::Disabled).await.unwrap();
        assert!(stage.caller(&secret).await.is_none());
        // Somebody who is switched off can not stand in.
        assert_eq!(refusal(organisation::remove(admin, &own).await), Refusal::LastAdministrator);
        organisation::set_activity(admin, &second, Activity::Active).await.unwrap();

        // Of two who take it from each other one stays.
        let mut tasks: JoinSet<Result<(), Error>> = JoinSet::new();
        for id in [own.clone(), second.clone()] {
            let (cx, other) = (admin.clone(), other.clone());
            tasks.spawn(async move { organisation::set_roles(&cx, &id, &other).await });
        }
        let answers = tasks.join_all().await;
        assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1, "{answers:?}");
    }
}

#[tokio::test]
async fn a_name_is_never_given_again_and_other_partners_see_nothing() {
    for stage in stages().await {
        let admin = &stage.admin;
        let secret = stage.hire("wen", &["coupon_operator"]).await;
        let wen = stage.id("shanhai/wen").await;
        let desk = organisation::create_role(admin, &role("Desk", &["HZ_ITEM_BENEFITS"])).await;
        let desk = desk.unwrap();
        let beidou = stage.world.partner("beidou").await;
        let stranger = stage.world.person(&beidou.account(), "", Role::PartnerAdmin).await;
        let nothing = [
            organisation::person(&stranger, &wen).await.map(|_| ()),
            organisation::remove(&stranger, &wen).await,
            organisation::set_roles(&stranger, &wen, &["account_manager".to_owned()]).await,
            organisation::set_activity(&stranger, &wen, Activity::Disabled).await,
            organisation::role(&stranger, desk.as_str()).await.map(|_| ()),
            organisation::remove_role(&stranger, desk.as_str()).await,
        ];
        for answer in nothing {
            assert!(matches!(answer, Err(Error::NotFound(_))), "{answer:?}");
        }
        let borrowed = organisation::invite(&stranger, &staff("bad", &[desk.as_str()])).await;
        assert_eq!(problem(borrowed, "roles"), ProblemKind::NotAChoice);
        let made = organisation::invite(admin, &staff("open", &["account_manager"])).await;
        made.unwrap();
        let open = organisation::staff(admin).await.unwrap().invitations;
        let withdrawn = organisation::withdraw_invitation(&stranger, &open[0].id).await;
        assert!(matches!(withdrawn, Err(Error::NotFound(_))), "{withdrawn:?}");

        organisation::remove(admin, &wen).await.unwrap();
        assert!(stage.caller(&secret).await.is_none());
        let again = organisation::invite(admin, &staff("wen", &["coupon_operator"])).await;
        assert_eq!(problem(again, "member"), ProblemKind::Taken);
        let people = organisation::staff(admin).await.unwrap().people;
        assert!(people.iter().all(|row| row.sign_in != "shanhai/wen"));
        stage.world.assert_sound().await;
    }
}
