//! Mails over a real connection, from the act that has something to say to the mail server.

use std::sync::Arc;

use hezong_contract::notices::NoticesForm;
use hezong_domain::access::Role;
use hezong_server::config::{MailConfig, MailTls};
use hezong_server::mail::SmtpSender;
use hezong_services::identity::codes;
use hezong_services::mail::job::{pause_ms, send_due};
use hezong_services::mail::{Mail, MailSender, Mailing, NotSent, upkeep};
use hezong_services::{Context, Services, notices};
use hezong_testing::{PASSWORD, World};
use hezong_texts::Lang;

use crate::smtp::Sink;

const ADDRESS: &str = "lin@example.com";

fn config(port: u16) -> MailConfig {
    MailConfig {
        host: "127.0.0.1".to_owned(),
        port,
        tls: MailTls::None,
        sign_in: None,
        from: "Hezong <portal@example.com>".parse().expect("a sender"),
        base_url: "https://portal.example.com".to_owned(),
    }
}

/// A system that sends its mail to a port, and somebody of it who wants mail.
async fn stage(world: &World, port: u16) -> (Services, Context) {
    let config = config(port);
    let sender = Arc::new(SmtpSender::new(&config).expect("settings that do"));
    let services = world.services.with_mail(Mailing::new(sender, &config.base_url));
    let partner = world.partner("shanhai").await;
    let person = world.person(&partner.account(), "", Role::PartnerAdmin).await;
    let reader = services.context(person.principal().clone(), world.facts());
    let form = NoticesForm {
        email: ADDRESS.to_owned(),
        also_by_mail: "on".to_owned(),
        lang: "zh-CN".to_owned(),
        current: PASSWORD.to_owned(),
    };
    notices::change(&reader, &form).await.expect("chosen");
    (services, reader)
}

/// Once the mail server has written its letter down.
async fn letters(sink: &Sink, count: usize) -> Vec<crate::smtp::Letter> {
    while sink.letters().len() < count {
        sink.next().await;
    }
    sink.letters()
}

#[tokio::test]
async fn a_mail_reaches_the_mail_server() {
    let (world, sink) = (World::sqlite().await, Sink::start().await);
    let (services, reader) = stage(&world, sink.address.port()).await;
    codes::send(&reader, "coupon.issue").await.expect("a code");
    let round = send_due(&services, "test").await.expect("a round");
    assert_eq!(round.sent, 1);
    let letters = letters(&sink, 1).await;
    let letter = letters.first().expect("one letter");
    assert_eq!(letter.from, "portal@example.com");
    assert_eq!(letter.to, [ADDRESS]);
    let (head, body) = letter.data.split_once("\n\n").expect("headers and a text");
    for line in [
        "Auto-Submitted: auto-generated",
        "Content-Language: zh-CN",
        "Content-Type: text/plain; charset=utf-8",
        "To: Somebody <lin@example.com>",
        "From: Hezong <portal@example.com>",
    ] {
        assert!(head.lines().any(|found| found == line), "{line}: {head}");
    }
    assert!(head.contains("Subject: =?utf-8?"), "an encoded word: {head}");
    assert!(head.is_ascii() && body.is_ascii(), "any mail server can carry it: {body}");
}

#[tokio::test]
async fn a_recipient_that_is_refused_for_now_is_tried_again_when_its_time_comes() {
    for world in World::each().await {
        let sink = Sink::start().await;
        let (services, reader) = stage(&world, sink.address.port()).await;
        sink.will_refuse(&["450 4.2.1 try later", "451 4.3.0 still not"]);
        codes::send(&reader, "coupon.issue").await.expect("a code");
        for attempt in 1..=2 {
            let round = send_due(&services, "test").await.expect("a round");
            assert_eq!((round.sent, round.later), (0, 1), "try {attempt}");
            world.clock.advance(pause_ms(attempt) - 1);
            let early = send_due(&services, "test").await.expect("a round");
            assert_eq!((early.sent, early.later), (0, 0), "before its time");
            world.clock.advance(1);
        }
        assert_eq!(send_due(&services, "test").await.expect("a round").sent, 1);
        let letters = letters(&sink, 3).await;
        let told: Vec<bool> = letters.iter().map(|letter| !letter.data.is_empty()).collect();
        assert_eq!(told, [false, false, true], "the text went over the wire once");
    }
}

#[tokio::test]
async fn a_recipient_that_is_refused_for_good_is_given_up_with_the_reason() {
    let (world, sink) = (World::sqlite().await, Sink::start().await);
    let (services, reader) = stage(&world, sink.address.port()).await;
    sink.will_refuse(&["550 5.1.1 no such mailbox"]);
    codes::send(&reader, "coupon.issue").await.expect("a code");
    assert_eq!(send_due(&services, "test").await.expect("a round").failed, 1);
    let outbox = upkeep::outbox(&world.system().await).await.expect("the outbox");
    let failed = outbox.failed.first().expect("one");
    assert!(failed.error.contains("no such mailbox"), "{}", failed.error);
    assert_eq!(failed.recipient, ADDRESS);
}

#[tokio::test]
async fn an_address_the_mail_server_has_no_letters_for_keeps_nobody_waiting() {
    let sink = Sink::start().await;
    let sender = SmtpSender::new(&config(sink.address.port())).expect("settings that do");
    let mail = Mail {
        id: "01M".to_owned(),
        to: "林@example.com".to_owned(),
        name: String::new(),
        lang: Lang::ZhCn,
        subject: "s".to_owned(),
        body: "b".to_owned(),
    };
    let answer = sender.send(&mail).await;
    assert!(matches!(answer, Err(NotSent::Refused(_))), "{answer:?}");
    let mail = Mail { to: ADDRESS.to_owned(), ..mail };
    assert_eq!(sender.send(&mail).await, Ok(()));
}

#[tokio::test]
async fn a_mail_server_that_is_not_there_is_away() {
    let world = World::sqlite().await;
    let port = Sink::start_and_stop().await;
    let (services, reader) = stage(&world, port).await;
    codes::send(&reader, "coupon.issue").await.expect("a code");
    let round = send_due(&services, "test").await.expect("a round");
    assert_eq!((round.is_away, round.later), (true, 1));
}
