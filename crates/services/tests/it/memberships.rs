//! A person's own account: linked by accepting, seen by the person, left again.

use hezong_contract::membership::{AcceptMembershipForm, JoinForm, LeaveForm, MembershipCard};
use hezong_contract::session::SignInForm;
use hezong_domain::access::Role;
use hezong_domain::accounts::{Activity, AssociationKind};
use hezong_domain::incentives::Scheme;
use hezong_domain::members::{LinkStanding, STATEMENT_VERSION};
use hezong_domain::{CaseId, Window};
use hezong_services::benefits::people::{self, Invited, accept, membership};
use hezong_services::benefits::{claims, deadlines};
use hezong_services::{Context, Error, identity, partners};
use hezong_testing::{PASSWORD, World};
use hezong_texts::Lang;
use tokio::task::JoinSet;

use crate::claims::{Stage, act, month, refused, shown, stage_on};

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

async fn stages() -> Vec<Stage> {
    let mut stages = Vec::new();
    for world in World::each().await {
        stages.push(stage_on(world).await);
    }
    stages
}

fn token(invited: &Invited) -> String {
    invited.path.rsplit('/').next().unwrap().to_owned()
}

fn join_form(invited: &Invited, account: &str, name: &str) -> JoinForm {
    JoinForm {
        token: token(invited),
        account_name: account.to_owned(),
        display_name: name.to_owned(),
        email: String::new(),
        password: PASSWORD.to_owned(),
        repeat: PASSWORD.to_owned(),
        statement: STATEMENT_VERSION.to_owned(),
        agreed: "on".to_owned(),
    }
}

fn by_link(invited: &Invited) -> AcceptMembershipForm {
    AcceptMembershipForm {
        token: token(invited),
        case: String::new(),
        statement: STATEMENT_VERSION.to_owned(),
        agreed: "on".to_owned(),
    }
}

async fn invite(cx: &Context, name: &str, account: &str) -> Invited {
    let email = format!("{account}@example.com");
    people::invite(cx, name, &email, account).await.unwrap()
}

async fn caller(world: &World, secret: &str) -> Context {
    let facts = world.facts();
    let found = identity::authenticate(&world.services, &facts, secret).await.unwrap();
    world.services.context(found.unwrap(), facts)
}

/// Makes an own account by a link and accepts with it.
async fn join(world: &World, invited: &Invited, account: &str, name: &str) -> Context {
    let form = join_form(invited, account, name);
    let signed = accept::join(&world.services, &world.facts(), &form).await.unwrap();
    assert_eq!(signed.home, "/cost");
    caller(world, &signed.secret).await
}

async fn cards(cx: &Context) -> Vec<MembershipCard> {
    membership::memberships(cx, Lang::En).await.unwrap().cards
}

async fn standing(world: &World, invited: &Invited) -> LinkStanding {
    let offer = accept::offer(&world.services, None, &token(invited), Lang::En).await;
    offer.unwrap().standing
}

fn leave_form(id: &CaseId, seen: i64) -> LeaveForm {
    LeaveForm { case: id.to_string(), seen: seen.to_string(), reason: "A new employer".to_owned() }
}

fn key<T: std::fmt::Debug>(answer: Result<T, Error>) -> String {
    refused(answer.map(|_| ())).0
}

/// Whether a message of this kind is in the person's box.
async fn is_told(world: &World, person: &Context, kind: &str) -> bool {
    let user = person.principal().user_id().unwrap();
    let mut tx = world.storage.read().await.unwrap();
    let told = tx.operation().list_messages(user, Window::first(10)).await.unwrap().rows;
    told.iter().any(|message| message.kind == kind)
}

/// Whether nobody of that name can sign in.
async fn is_unknown(world: &World, name: &str) -> bool {
    let sign_in = SignInForm {
        sign_in: name.to_owned(),
        password: PASSWORD.to_owned(),
        ..SignInForm::default()
    };
    let there = identity::sign_in(&world.services, &world.facts(), &sign_in).await;
    matches!(there, Err(Error::WrongSignIn))
}

#[tokio::test]
async fn somebody_joins_sees_what_is_shared_and_leaves() {
    for stage in stages().await {
        let (world, admin) = (&stage.world, &stage.admin);
        let invited = invite(admin, "Zhao Yun", "zhaoyun").await;
        let offer = accept::offer(&world.services, None, &token(&invited), Lang::En).await.unwrap();
        assert_eq!((offer.partner.as_str(), offer.name.as_str()), ("shanhai Company", "Zhao Yun"));
        let unread =
            JoinForm { agreed: String::new(), ..join_form(&invited, "zhaoyun", "Zhao Yun") };
        let answer = accept::join(&world.services, &world.facts(), &unread).await.map(|_| ());
        assert!(
            matches!(&answer, Err(Error::Invalid(p)) if p.of("agreed").is_some()),
            "{answer:?}"
        );
        let old = JoinForm {
            statement: "2020-01".to_owned(),
            ..join_form(&invited, "zhaoyun", "Zhao Yun")
        };
        let answer = accept::join(&world.services, &world.facts(), &old).await.map(|_| ());
        assert!(
            matches!(&answer, Err(Error::Invalid(p)) if p.of("agreed").is_some()),
            "{answer:?}"
        );
        // Somebody else with the link is not the person: nothing is left of the attempt.
        let thief = join_form(&invited, "thief", "Qian Duo");
        let answer = accept::join(&world.services, &world.facts(), &thief).await.map(|_| ());
        assert_eq!(refused(answer).1, ["real_name"]);
        assert!(is_unknown(world, "thief").await);

        let zhao = join(world, &invited, "zhaoyun", "Zhao  yun").await;
        assert!(identity::viewer(&zhao).await.unwrap().is_personal);
        assert_eq!(standing(world, &invited).await, LinkStanding::Used);
        assert_eq!(key(accept::accept(&zhao, &by_link(&invited)).await), "invitation_used");
        let view = shown(admin, &invited.id).await;
        assert_eq!(view.steps.first().map(|step| step.who.as_str()), Some("zhaoyun"));
        let card = cards(&zhao).await.remove(0);
        assert!(card.is_linked && !card.is_specialist && card.kept_by.is_empty());
        assert_eq!(card.statement, STATEMENT_VERSION);
        assert!(card.shared.iter().any(|(_, value)| value == "zhaoyun@example.com"));

        // Nobody else leaves for the person, and only for a reason.
        let other = invite(admin, "Sun", "sunsun").await;
        let other = join(world, &other, "sunsun", "Sun").await;
        let form = leave_form(&invited.id, card.version);
        assert!(matches!(membership::leave(&other, &form).await, Err(Error::NotFound(_))));
        assert!(matches!(membership::leave(admin, &form).await, Err(Error::Forbidden { .. })));
        let silent = LeaveForm { reason: " ".to_owned(), ..form.clone() };
        assert!(matches!(membership::leave(&zhao, &silent).await, Err(Error::Invalid(_))));
        membership::leave(&zhao, &form).await.unwrap();
        let card = cards(&zhao).await.remove(0);
        assert!(!card.is_linked && card.until.is_some() && card.shared.is_empty());
        assert!(shown(admin, &invited.id).await.facts.iter().all(|f| !f.value.contains('@')));

        // Invited again, the person answers on the own page, having been told.
        let again = invite(admin, "Zhao Yun", "zhaoyun").await;
        assert!(is_told(world, &zhao, "member_moved").await);
        // The clock reminds the person, whose turn it is.
        for _ in 0..7 {
            world.clock.advance(DAY_MS);
            deadlines::run_due(&world.system().await).await.unwrap();
        }
        assert!(is_told(world, &zhao, "member_due").await);
        let open = cards(&zhao).await.remove(0);
        assert!(open.is_open);
        let form = AcceptMembershipForm {
            token: String::new(),
            case: open.case_id.clone(),
            ..by_link(&again)
        };
        let stranger = accept::accept(&other, &form).await;
        assert!(matches!(stranger, Err(Error::NotFound(_))), "{stranger:?}");
        accept::accept(&zhao, &form).await.unwrap();
        assert_eq!(cards(&zhao).await.len(), 2);
        world.assert_sound().await;
    }
}

#[tokio::test]
async fn a_link_lapses_by_the_clock_and_can_be_taken_back() {
    for stage in stages().await {
        let (world, admin) = (&stage.world, &stage.admin);
        let invited = invite(admin, "Zhao", "zhaozhao").await;
        // As the case does: with the end of its last day.
        let left = invited.expires_at.ms() - world.services.now().ms();
        assert!(left > 7 * DAY_MS && left <= 8 * DAY_MS, "{left}");
        world.clock.advance(left - 1);
        assert_eq!(standing(world, &invited).await, LinkStanding::Open);
        // Nobody joins a partner that is switched off.
        let (system, partner) = (world.system().await, stage.partner.as_str());
        partners::set_activity(&system, partner, Activity::Disabled).await.unwrap();
        assert_eq!(standing(world, &invited).await, LinkStanding::Withdrawn);
        partners::set_activity(&system, partner, Activity::Active).await.unwrap();
        world.clock.advance(1);
        assert_eq!(standing(world, &invited).await, LinkStanding::Expired);
        let late = join_form(&invited, "zhaozhao", "Zhao");
        let late = accept::join(&world.services, &world.facts(), &late).await.map(|_| ());
        assert_eq!(key(late), "invitation_expired");
        world.clock.advance(2 * DAY_MS);
        deadlines::run_due(&world.system().await).await.unwrap();

        let invited = invite(admin, "Zhao", "zhaozhao").await;
        act(admin, &invited.id, "withdraw", &[]).await.unwrap();
        assert_eq!(standing(world, &invited).await, LinkStanding::Withdrawn);
        let gone = join_form(&invited, "zhaozhao", "Zhao");
        let gone = accept::join(&world.services, &world.facts(), &gone).await.map(|_| ());
        assert_eq!(key(gone), "invitation_withdrawn");

        // A consent on paper makes the link useless.
        let invited = invite(admin, "Zhao", "zhaozhao").await;
        let paper: &[(&str, &[&str])] = &[("evidence", &["No. 7"])];
        act(&stage.reviewer, &invited.id, "confirm_link", paper).await.unwrap();
        assert_eq!(standing(world, &invited).await, LinkStanding::Used);
        let unknown = accept::offer(&world.services, None, "nothing", Lang::En).await;
        assert!(matches!(unknown, Err(Error::NotFound(_))));
    }
}

#[tokio::test]
async fn who_can_not_accept_is_told_why() {
    for stage in stages().await {
        let (world, admin) = (&stage.world, &stage.admin);
        let invited = invite(admin, "Zhao", "zhaozhao").await;
        let failed = |answer: Result<CaseId, Error>| refused(answer.map(|_| ())).1;
        let by_partner = failed(accept::accept(admin, &by_link(&invited)).await);
        assert!(by_partner.contains(&"not_partner".to_owned()), "{by_partner:?}");
        let kind = AssociationKind::Resale;
        let acme = world.customer("acme", &stage.partner, kind).await;
        let acme = world.person(&acme.account(), "", Role::CustomerOwner).await;
        let by_company = failed(accept::accept(&acme, &by_link(&invited)).await);
        assert!(by_company.contains(&"not_enterprise".to_owned()), "{by_company:?}");
        assert!(!membership::memberships(&acme, Lang::En).await.unwrap().is_personal);

        let other = world.partner("beidou").await;
        let other = world.person(&other.account(), "", Role::PartnerAdmin).await;
        let elsewhere = invite(&other, "Zhao", "zhaoyi").await;
        let both = invite(admin, "Zhao", "zhaoyi").await;
        let zhao = join(world, &elsewhere, "zhaoyi", "Zhao").await;
        let paper: &[(&str, &[&str])] = &[("evidence", &["No. 7"])];
        let on_paper = act(&stage.reviewer, &both.id, "confirm_link", paper).await;
        assert_eq!(refused(on_paper).1, ["not_linked"]);
        assert_eq!(failed(accept::accept(&zhao, &by_link(&invited)).await), ["not_linked"]);
        let offer = accept::offer(&world.services, Some(&zhao), &token(&invited), Lang::En).await;
        assert_eq!(offer.unwrap().caller.unwrap().failed.len(), 1);

        // Having left, the person may; the first partner sees nothing of it.
        let card = cards(&zhao).await.remove(0);
        membership::leave(&zhao, &leave_form(&elsewhere.id, card.version)).await.unwrap();
        accept::accept(&zhao, &by_link(&invited)).await.unwrap();
        // Nor is anybody linked twice within one partner.
        let on_paper = act(&stage.reviewer, &both.id, "confirm_link", paper).await;
        assert_eq!(refused(on_paper).1, ["not_linked"]);
        let again = people::invite(admin, "Zhao", "z@example.com", "zhaoyi").await;
        assert_eq!(key(again), "already_linked");
        let all = people::list(&other, Lang::En).await.unwrap();
        assert_eq!(all.len(), 1);
        let taken = people::invite(&other, "Zhao", "z@example.com", "zhaoyi").await.map(|_| ());
        assert_eq!(refused(taken).1, ["not_linked"]);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_two_who_take_up_one_link_one_is_linked() {
    for stage in stages().await {
        let world = &stage.world;
        let invited = invite(&stage.admin, "Zhao", "zhaozhao").await;
        let mut tasks = JoinSet::new();
        for account in ["zhaoyi", "zhaoer"] {
            let (services, facts) = (world.services.clone(), world.facts());
            let form = join_form(&invited, account, "Zhao");
            tasks.spawn(async move { accept::join(&services, &facts, &form).await.map(|_| ()) });
        }
        let answers = tasks.join_all().await;
        let (done, lost): (Vec<_>, Vec<_>) = answers.into_iter().partition(Result::is_ok);
        assert_eq!((done.len(), lost.len()), (1, 1), "{lost:?}");
        assert_eq!(key(lost.into_iter().next().unwrap()), "invitation_used");
    }
}

#[tokio::test]
async fn a_claim_under_review_and_a_specialists_status_keep_a_person() {
    for stage in stages().await {
        let (world, admin) = (&stage.world, &stage.admin);
        let invited = invite(admin, "Zhao", "zhaozhao").await;
        let zhao = join(world, &invited, "zhaozhao", "Zhao").await;

        // A claim about somebody else is made the person's, as one from an earlier link would be.
        let claim = claims::begin(admin, Scheme::SiPresales, month("2026-11")).await.unwrap();
        let chosen = [("people", &["m1"][..]), ("proof", &["Chen: contract"][..])];
        act(admin, &claim, "submit", &chosen).await.unwrap();
        let mut tx = world.storage.write().await.unwrap();
        let scope = admin.principal().scope();
        let link = tx.benefits().find_case(&scope, &invited.id).await.unwrap().unwrap();
        let mut row = tx.benefits().find_case(&scope, &claim).await.unwrap().unwrap();
        row.data = row.data.replace("\"m1\"", &format!("\"{}\"", link.subject));
        tx.benefits().update_case(&row, row.version).await.unwrap();
        tx.commit().await.unwrap();
        let card = cards(&zhao).await.remove(0);
        assert!(card.kept_by.iter().any(|words| words.contains(claim.as_str())), "{card:?}");
        let kept = membership::leave(&zhao, &leave_form(&invited.id, card.version)).await;
        assert_eq!(refused(kept).1, ["no_open_claim"]);
        assert!(cards(&zhao).await[0].is_linked);

        // Decided, it keeps nobody; a specialist asks the partner first.
        let mut tx = stage.world.storage.write().await.unwrap();
        let mut row = tx.benefits().find_case(&scope, &claim).await.unwrap().unwrap();
        row.data = row.data.replace(&format!("\"{}\"", link.subject), "\"m1\"");
        tx.benefits().update_case(&row, row.version).await.unwrap();
        tx.commit().await.unwrap();
        act(&stage.reviewer, &claim, "pass", &[]).await.unwrap();
        let employment: &[(&str, &[&str])] =
            &[("base_location", &["Hangzhou"]), ("employment_proof", &["Contract 17"])];
        act(admin, &invited.id, "edit", employment).await.unwrap();
        act(admin, &invited.id, "apply", &[]).await.unwrap();
        act(&stage.reviewer, &invited.id, "approve", &[]).await.unwrap();
        let card = cards(&zhao).await.remove(0);
        assert!(card.is_specialist && card.kept_by.len() == 1, "{card:?}");
        let kept = membership::leave(&zhao, &leave_form(&invited.id, card.version)).await;
        assert_eq!(refused(kept).0, "not_now");
    }
}
