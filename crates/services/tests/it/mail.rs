//! Mails: who gets which, when they are tried again, and that nobody gets one twice.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use hezong_contract::accounts::InviteForm;
use hezong_contract::notices::NoticesForm;
use hezong_domain::access::Role;
use hezong_domain::time::{DAY_MS, MINUTE_MS};
use hezong_domain::{CaseId, Day, Window};
use hezong_services::benefits::{certification, deadlines};
use hezong_services::identity::codes;
use hezong_services::mail::job::{TRIES_MAX, pause_ms, send_due};
use hezong_services::mail::{Mail, MailSender, Mailing, NotSent, upkeep};
use hezong_services::{Context, Error, Services, messages, notices, partners};
use hezong_storage::notices::MailState;
use hezong_testing::{PASSWORD, World};
use hezong_texts::Lang;

/// Keeps what it is given; answers what it was told to, and takes everything after.
#[derive(Default)]
struct Recorder {
    mails: Mutex<Vec<Mail>>,
    answers: Mutex<VecDeque<NotSent>>,
}

impl Recorder {
    fn taken(&self) -> Vec<Mail> {
        std::mem::take(&mut *self.mails.lock().unwrap())
    }

    fn will_say(&self, answer: &NotSent, times: usize) {
        self.answers.lock().unwrap().extend(std::iter::repeat_n(answer.clone(), times));
    }
}

#[async_trait]
impl MailSender for Recorder {
    async fn send(&self, mail: &Mail) -> Result<(), NotSent> {
        // Others get their turn in the middle of sending.
        tokio::task::yield_now().await;
        if let Some(answer) = self.answers.lock().unwrap().pop_front() {
            return Err(answer);
        }
        self.mails.lock().unwrap().push(mail.clone());
        Ok(())
    }
}

pub(crate) struct Post {
    recorder: Arc<Recorder>,
    services: Services,
}

impl Post {
    pub(crate) fn on(services: &Services) -> Self {
        let recorder = Arc::new(Recorder::default());
        let sender = Arc::clone(&recorder) as Arc<dyn MailSender>;
        let services = services.with_mail(Mailing::new(sender, "https://portal.example.com/"));
        Self { recorder, services }
    }

    /// The same person on a system that sends mail.
    pub(crate) fn with(&self, person: &Context) -> Context {
        self.services.context(person.principal().clone(), person.request().clone())
    }

    async fn deliver(&self) -> Vec<Mail> {
        send_due(&self.services, "test").await.unwrap();
        self.recorder.taken()
    }
}

pub(crate) fn chosen(email: &str, by_mail: bool, lang: &str) -> NoticesForm {
    NoticesForm {
        email: email.to_owned(),
        also_by_mail: if by_mail { "on" } else { "" }.to_owned(),
        lang: lang.to_owned(),
        current: PASSWORD.to_owned(),
    }
}

pub(crate) async fn admin(world: &World) -> Context {
    let partner = world.partner("shanhai").await;
    world.person(&partner.account(), "", Role::PartnerAdmin).await
}

#[tokio::test]
async fn a_message_goes_out_in_its_readers_language_with_a_way_to_stop_it() {
    for world in World::each().await {
        let post = Post::on(&world.services);
        let reader = post.with(&admin(&world).await);
        codes::send(&reader, "coupon.issue").await.unwrap();
        assert!(post.deliver().await.is_empty(), "nobody has an address yet");

        notices::change(&reader, &chosen("lin@example.com", true, "en")).await.unwrap();
        codes::send(&reader, "coupon.issue").await.unwrap();
        let mails = post.deliver().await;
        let [mail] = mails.as_slice() else { panic!("one mail: {mails:?}") };
        assert_eq!((mail.to.as_str(), mail.lang), ("lin@example.com", Lang::En));
        assert!(mail.subject.starts_with("Verification code "), "{}", mail.subject);
        let page = messages::list(&reader, Lang::En, Window::first(1)).await.unwrap();
        let text = &page.rows.first().unwrap().body;
        assert!(mail.body.contains(text.as_str()), "the same text: {}", mail.body);
        let footer = mail.body.split_once("-- \n").unwrap().1;
        assert!(footer.contains("shanhai"), "{footer}");
        assert!(footer.contains("https://portal.example.com/account/notices"), "{footer}");

        notices::remember_language(&reader, Lang::ZhCn).await.unwrap();
        codes::send(&reader, "coupon.issue").await.unwrap();
        let mails = post.deliver().await;
        assert!(mails.first().unwrap().subject.starts_with("验证码"), "{mails:?}");

        notices::change(&reader, &chosen("lin@example.com", false, "zh-CN")).await.unwrap();
        codes::send(&reader, "coupon.issue").await.unwrap();
        assert!(post.deliver().await.is_empty(), "switched off");
        world.assert_sound().await;
    }
}

#[tokio::test]
async fn without_a_sender_nothing_piles_up() {
    let world = World::sqlite().await;
    let reader = admin(&world).await;
    notices::change(&reader, &chosen("lin@example.com", true, "en")).await.unwrap();
    codes::send(&reader, "coupon.issue").await.unwrap();
    let mut tx = world.storage.read().await.unwrap();
    assert!(tx.notices().count_mails().await.unwrap().is_empty());
    assert!(!notices::read(&reader).await.unwrap().is_mail_sent);
}

/// Gives a case a last day, as a policy with a window would.
pub(crate) async fn due_on(world: &World, cx: &Context, id: &CaseId, day: &str) {
    let scope = cx.principal().scope();
    let mut tx = world.storage.write().await.unwrap();
    let mut row = tx.benefits().find_case(&scope, id).await.unwrap().unwrap();
    let seen = row.version;
    row.version += 1;
    row.due_on = Some(Day::parse(day).unwrap());
    tx.benefits().update_case(&row, seen).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn a_reminder_leads_to_its_case() {
    let world = World::sqlite().await;
    let post = Post::on(&world.services);
    let reader = post.with(&admin(&world).await);
    notices::change(&reader, &chosen("lin@example.com", true, "en")).await.unwrap();
    let case = certification::begin(&reader).await.unwrap();
    due_on(&world, &reader, &case, "2026-11-27").await;
    world.clock.advance(3 * DAY_MS);
    let vendor = world.system().await.principal().account_id().clone();
    let fired = deadlines::run_due(&post.services.system(vendor, "cases")).await.unwrap();
    assert_eq!(fired.reminded.len(), 1);
    let mails = post.deliver().await;
    let mail = mails.first().unwrap();
    assert!(mail.subject.contains("2 working days left"), "{}", mail.subject);
    let link = format!("https://portal.example.com/partner/cases/{case}\n");
    assert!(mail.body.contains(&link), "{}", mail.body);
}

#[tokio::test]
async fn what_is_not_taken_is_tried_again_ever_later_and_given_up_in_the_end() {
    for world in World::each().await {
        let post = Post::on(&world.services);
        let reader = post.with(&admin(&world).await);
        notices::change(&reader, &chosen("lin@example.com", true, "en")).await.unwrap();
        // The message of the new address to the old one is worth three days.
        notices::change(&reader, &chosen("wu@example.com", true, "en")).await.unwrap();
        let tries = usize::try_from(TRIES_MAX).unwrap();
        post.recorder.will_say(&NotSent::Later("450 busy".to_owned()), tries);
        for attempt in 1..=TRIES_MAX {
            let round = send_due(&post.services, "test").await.unwrap();
            let is_last = attempt == TRIES_MAX;
            assert_eq!((round.later, round.failed), (i64::from(!is_last), i64::from(is_last)));
            let early = send_due(&post.services, "test").await.unwrap();
            assert_eq!(early.later + early.failed + early.sent, 0, "not before its time");
            world.clock.advance(pause_ms(attempt));
        }
        assert!(post.deliver().await.is_empty(), "given up");
        let system = world.system().await;
        let outbox = upkeep::outbox(&system).await.unwrap();
        assert_eq!(outbox.counts, [("failed", 1)]);
        let failed = outbox.failed.first().unwrap();
        assert_eq!((failed.recipient.as_str(), failed.attempts), ("lin@example.com", TRIES_MAX));
        assert!(failed.error.contains("450 busy"), "{}", failed.error);

        let forbidden = upkeep::retry(&reader, &failed.id).await;
        assert!(matches!(forbidden, Err(Error::Forbidden { .. })), "{forbidden:?}");
        upkeep::retry(&system, &failed.id).await.unwrap();
        assert_eq!(post.deliver().await.len(), 1);
        let again = upkeep::retry(&system, &failed.id).await;
        assert!(matches!(again, Err(Error::NotFound(_))), "{again:?}");
        let mut tx = world.storage.read().await.unwrap();
        let sent = tx.notices().list_mails(MailState::Sent, Window::default()).await.unwrap();
        assert!(sent.rows.iter().all(|mail| mail.sealed.is_none()), "what was sent is not kept");
    }
}

#[tokio::test]
async fn what_is_refused_for_good_is_not_tried_again_and_a_code_is_not_sent_late() {
    let world = World::sqlite().await;
    let post = Post::on(&world.services);
    let reader = post.with(&admin(&world).await);
    notices::change(&reader, &chosen("lin@example.com", true, "en")).await.unwrap();
    codes::send(&reader, "coupon.issue").await.unwrap();
    post.recorder.will_say(&NotSent::Refused("550 no such box".to_owned()), 1);
    assert_eq!(send_due(&post.services, "test").await.unwrap().failed, 1);

    codes::send(&reader, "coupon.issue").await.unwrap();
    world.clock.advance(11 * MINUTE_MS);
    let round = send_due(&post.services, "test").await.unwrap();
    assert_eq!((round.failed, round.sent), (1, 0), "the code is no good any more");
    assert!(post.recorder.taken().is_empty());
}

#[tokio::test]
async fn while_the_mail_server_is_away_nothing_else_is_tried() {
    let world = World::sqlite().await;
    let post = Post::on(&world.services);
    let reader = post.with(&admin(&world).await);
    notices::change(&reader, &chosen("lin@example.com", true, "en")).await.unwrap();
    for _ in 0..3 {
        codes::send(&reader, "coupon.issue").await.unwrap();
    }
    post.recorder.will_say(&NotSent::Away("connection refused".to_owned()), 1);
    let round = send_due(&post.services, "test").await.unwrap();
    assert_eq!((round.is_away, round.later, round.sent), (true, 1, 0));
    assert_eq!(
        send_due(&post.services, "test").await.unwrap().sent,
        2,
        "those that were not tried"
    );
}

#[tokio::test]
async fn two_servers_send_every_mail_once() {
    for world in World::each().await {
        let post = Post::on(&world.services);
        let reader = post.with(&admin(&world).await);
        notices::change(&reader, &chosen("lin@example.com", true, "en")).await.unwrap();
        for _ in 0..12 {
            codes::send(&reader, "coupon.issue").await.unwrap();
        }
        let sender = Arc::clone(&post.recorder) as Arc<dyn MailSender>;
        let other =
            world.second_server().await.with_mail(Mailing::new(sender, "https://x.example"));
        for _ in 0..12 {
            let both = tokio::join!(send_due(&post.services, "one"), send_due(&other, "two"));
            both.0.unwrap();
            both.1.unwrap();
        }
        let mut ids: Vec<String> = post.recorder.taken().into_iter().map(|mail| mail.id).collect();
        assert_eq!(ids.len(), 12);
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len(), 12, "none of them twice");
    }
}

#[tokio::test]
async fn an_invitation_is_mailed_and_line_breaks_begin_no_header() {
    let world = World::sqlite().await;
    let post = Post::on(&world.services);
    let partner = world.partner("shanhai").await;
    let system = post.with(&world.system().await);
    let form = InviteForm {
        account_id: partner.to_string(),
        display_name: "Lin\r\nBcc: all@example.com".to_owned(),
        email: "lin@example.com".to_owned(),
        ..InviteForm::default()
    };
    let made = partners::invite(&system, &form).await.unwrap();
    assert_eq!(made.mailed_to, "lin@example.com");
    let mails = post.deliver().await;
    let mail = mails.first().unwrap();
    for header in [&mail.name, &mail.subject, &mail.to] {
        assert!(!header.chars().any(char::is_control), "{header:?}");
    }
    let link = format!("https://portal.example.com{}\n", made.path);
    assert_eq!(mail.body.matches(&link).count(), 2, "in both languages: {}", mail.body);
    assert!(mail.subject.contains("shanhai Company"), "{}", mail.subject);

    let silent = InviteForm { email: String::new(), ..form };
    assert_eq!(partners::invite(&system, &silent).await.unwrap().mailed_to, "");
}

#[tokio::test]
async fn the_old_address_is_told_of_the_new_one_even_when_mail_is_off() {
    let world = World::sqlite().await;
    let post = Post::on(&world.services);
    let reader = post.with(&admin(&world).await);
    notices::change(&reader, &chosen("old@example.com", false, "en")).await.unwrap();
    notices::change(&reader, &chosen("new@example.com", true, "en")).await.unwrap();
    let mails = post.deliver().await;
    let [mail] = mails.as_slice() else { panic!("one mail: {mails:?}") };
    assert_eq!(mail.to, "old@example.com");
    assert!(mail.body.contains("new@example.com"), "{}", mail.body);
    for (form, field) in [(chosen("nobody", true, "en"), "email"), (chosen("", true, "fr"), "lang")]
    {
        match notices::change(&reader, &form).await {
            Err(Error::Invalid(problems)) => assert!(problems.of(field).is_some()),
            other => panic!("{field}: {other:?}"),
        }
    }
    assert_eq!(notices::read(&reader).await.unwrap().email, "new@example.com");
}

#[tokio::test]
async fn a_mail_whose_sending_was_cut_off_is_handed_over_once_more_under_its_name() {
    for world in World::each().await {
        let post = Post::on(&world.services);
        let reader = post.with(&admin(&world).await);
        notices::change(&reader, &chosen("old@example.com", true, "en")).await.unwrap();
        // The mail to the old address is worth three days.
        notices::change(&reader, &chosen("new@example.com", true, "en")).await.unwrap();
        // Somebody takes the mail, sends it perhaps, and dies.
        let dies = async || {
            let now = world.services.wall_now();
            let mut tx = world.storage.write().await.unwrap();
            let due = tx.notices().due_mails(now, 9).await.unwrap();
            let id = due.first().unwrap().clone();
            let until = now.plus_ms(5 * MINUTE_MS);
            tx.notices().claim_mail(&id, "dead", now, until).await.unwrap().unwrap();
            tx.commit().await.unwrap();
            id
        };
        let id = dies().await;
        assert!(post.deliver().await.is_empty(), "it is not known yet that it is dead");
        world.clock.advance(5 * MINUTE_MS);
        post.recorder.will_say(&NotSent::Later("450 busy".to_owned()), 1);
        assert!(post.deliver().await.is_empty());
        world.clock.advance(pause_ms(2));
        let mails = post.deliver().await;
        let [mail] = mails.as_slice() else { panic!("one mail: {mails:?}") };
        assert_eq!(mail.id, id.to_string(), "the name tells the double");

        notices::change(&reader, &chosen("more@example.com", true, "en")).await.unwrap();
        for _ in 0..2 {
            dies().await;
            world.clock.advance(5 * MINUTE_MS);
        }
        assert!(post.deliver().await.is_empty(), "not a third time");
        let system = world.system().await;
        let failed = upkeep::outbox(&system).await.unwrap().failed;
        assert!(failed[0].error.contains("cut off twice"), "{}", failed[0].error);
        upkeep::retry(&system, &failed[0].id).await.unwrap();
        assert_eq!(post.deliver().await.len(), 1, "whoever runs the system may say so");
    }
}
