//! Where notices go, the outbox, calendar feeds.

use hezong_domain::{Day, MailId, UserId, Window};

use super::Fresh;
use super::make::{NOW, day, two_partners, user};
use crate::UnitOfWork;
use crate::notices::{CalendarFeed, MailState, NoticeSettings, OutboxMail};

async fn lin(work: &mut dyn UnitOfWork) -> UserId {
    two_partners(work).await;
    let lin = user("shanhai", "lin");
    assert!(work.identity().add_user(&lin, "hash").await.unwrap());
    lin.id
}

/// Without a choice: Chinese, by mail too; a choice replaces the one before, the address included.
pub async fn settings(fresh: Fresh) {
    let mut work = fresh.write().await;
    let lin = lin(&mut *work).await;
    let nobody = UserId::new("nobody");
    assert_eq!(work.notices().settings(&nobody).await.unwrap(), None);
    let first =
        NoticeSettings { email: String::new(), lang: "zh-CN".to_owned(), also_by_mail: true };
    assert_eq!(work.notices().settings(&lin).await.unwrap(), Some(first));
    for (email, lang, also_by_mail) in [("a@example.com", "en", false), ("", "zh-CN", true)] {
        let chosen =
            NoticeSettings { email: email.to_owned(), lang: lang.to_owned(), also_by_mail };
        work.notices().put_settings(&lin, &chosen).await.unwrap();
        assert_eq!(work.notices().settings(&lin).await.unwrap(), Some(chosen));
        assert_eq!(work.identity().find_user(&lin).await.unwrap().unwrap().email, email);
    }
    let (today, tomorrow) = (Day::of(NOW), Day::of(NOW).plus(1));
    for (on, changes) in [(today, 1), (today, 2), (tomorrow, 1)] {
        work.notices().note_address_change(&lin, on).await.unwrap();
        assert_eq!(work.notices().count_address_changes(&lin, on).await.unwrap(), changes);
    }
    assert_eq!(work.notices().count_address_changes(&lin, today).await.unwrap(), 0);
    assert_eq!(work.notices().count_address_changes(&nobody, today).await.unwrap(), 0);
    assert!(work.notices().note_address_change(&nobody, today).await.is_err());
    let chosen = work.notices().settings(&lin).await.unwrap().unwrap();
    assert!(work.notices().put_settings(&nobody, &chosen).await.is_err());
}

fn mail(id: &str, days: i64) -> OutboxMail {
    OutboxMail {
        id: MailId::new(id),
        kind: "case_moved".to_owned(),
        recipient: "lin@example.com".to_owned(),
        name: "Lin".to_owned(),
        lang: "en".to_owned(),
        sealed: Some(vec![1, 0, 255]),
        state: MailState::Waiting,
        attempts: 0,
        cut_off: 0,
        due_at: day(days),
        expires_at: day(days + 7),
        error: String::new(),
        created_at: day(days),
        ended_at: None,
    }
}

/// Mails come due in order, are taken by one, and by another when that one stays away too long.
pub async fn claims(fresh: Fresh) {
    let mut work = fresh.write().await;
    for (id, days) in [("later", 1), ("new", 0), ("old", -1)] {
        work.notices().add_mail(&mail(id, days)).await.unwrap();
    }
    let due = work.notices().due_mails(NOW, 9).await.unwrap();
    assert_eq!(due, [MailId::new("old"), MailId::new("new")]);
    assert_eq!(work.notices().due_mails(NOW, 1).await.unwrap(), [MailId::new("old")]);
    let (old, end) = (MailId::new("old"), NOW.plus_ms(1_000));
    let taken = work.notices().claim_mail(&old, "one", NOW, end).await.unwrap().unwrap();
    let wanted =
        OutboxMail { state: MailState::Sending, attempts: 1, due_at: end, ..mail("old", -1) };
    assert_eq!(taken, wanted);
    assert_eq!(work.notices().claim_mail(&old, "two", NOW, end).await.unwrap(), None);
    assert_eq!(work.notices().due_mails(NOW, 9).await.unwrap(), [MailId::new("new")]);
    let again = work.notices().claim_mail(&old, "two", end, day(1)).await.unwrap().unwrap();
    assert_eq!((again.attempts, again.cut_off), (2, 1), "nobody knows how the first try ended");
    let waiting = OutboxMail { state: MailState::Waiting, due_at: end, ..again };
    assert!(work.notices().settle_mail(&waiting, "two").await.unwrap());
    let again = work.notices().claim_mail(&old, "two", end, day(1)).await.unwrap().unwrap();
    assert_eq!((again.attempts, again.cut_off), (3, 1), "of the second try it is known");
    let sent = OutboxMail { state: MailState::Sent, sealed: None, ended_at: Some(end), ..again };
    assert!(!work.notices().settle_mail(&sent, "one").await.unwrap(), "it was taken over");
    assert!(work.notices().settle_mail(&sent, "two").await.unwrap());
    assert!(!work.notices().settle_mail(&sent, "two").await.unwrap(), "once");
    assert_eq!(work.notices().claim_mail(&old, "one", day(9), day(9)).await.unwrap(), None);
    let page = work.notices().list_mails(MailState::Sent, Window::default()).await.unwrap();
    assert_eq!((page.total, page.rows), (1, vec![sent]));
}

/// What was given up can wait again; what ended long ago is forgotten, each by its own measure.
pub async fn ended_mails(fresh: Fresh) {
    let mut work = fresh.write().await;
    for (id, state) in [("s", MailState::Sent), ("f", MailState::Failed), ("g", MailState::Failed)]
    {
        let ended = OutboxMail {
            state,
            attempts: 7,
            cut_off: 2,
            error: "no".to_owned(),
            ended_at: Some(NOW),
            ..mail(id, 0)
        };
        work.notices().add_mail(&ended).await.unwrap();
    }
    assert_eq!(
        work.notices().count_mails().await.unwrap(),
        [(MailState::Failed, 2), (MailState::Sent, 1)]
    );
    let page = work.notices().list_mails(MailState::Failed, Window::first(1)).await.unwrap();
    assert_eq!((page.total, page.rows[0].id.as_str(), page.rows[0].error.as_str()), (2, "g", "no"));
    assert!(work.notices().retry_mail(&MailId::new("f"), day(1)).await.unwrap());
    assert!(!work.notices().retry_mail(&MailId::new("f"), day(1)).await.unwrap());
    assert!(!work.notices().retry_mail(&MailId::new("s"), day(1)).await.unwrap());
    let page = work.notices().list_mails(MailState::Waiting, Window::default()).await.unwrap();
    let waiting = &page.rows[0];
    assert_eq!((waiting.attempts, waiting.due_at, waiting.ended_at), (0, day(1), None));
    assert_eq!(waiting.cut_off, 0);
    assert_eq!(work.notices().remove_stale_mails(NOW, NOW).await.unwrap(), 0);
    assert_eq!(work.notices().remove_stale_mails(day(1), NOW).await.unwrap(), 1);
    assert_eq!(work.notices().remove_stale_mails(day(1), day(1)).await.unwrap(), 1);
    assert_eq!(work.notices().count_mails().await.unwrap(), [(MailState::Waiting, 1)]);
}

/// A user has one feed; a new secret ends the old one.
pub async fn feeds(fresh: Fresh) {
    let mut work = fresh.write().await;
    let lin = lin(&mut *work).await;
    let feed = |hash: &str| CalendarFeed {
        user_id: lin.clone(),
        token_hash: hash.to_owned(),
        created_at: NOW,
        last_used_at: None,
    };
    assert_eq!(work.notices().feed(&lin).await.unwrap(), None);
    work.notices().put_feed(&feed("one")).await.unwrap();
    work.notices().touch_feed(&lin, day(1)).await.unwrap();
    let used = work.notices().feed(&lin).await.unwrap().unwrap();
    assert_eq!(used, CalendarFeed { last_used_at: Some(day(1)), ..feed("one") });
    work.notices().put_feed(&feed("two")).await.unwrap();
    assert_eq!(work.notices().find_feed_unscoped("one").await.unwrap(), None);
    assert_eq!(work.notices().find_feed_unscoped("two").await.unwrap(), Some(feed("two")));
    assert!(work.notices().remove_feed(&lin).await.unwrap());
    assert!(!work.notices().remove_feed(&lin).await.unwrap());
    assert_eq!(work.notices().find_feed_unscoped("two").await.unwrap(), None);
}
