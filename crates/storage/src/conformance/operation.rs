//! Kept answers, messages, exports, leases, marks.

use hezong_domain::{AccountId, ExportId, MessageId, UserId, Window};

use super::Fresh;
use super::make::{NOW, day, two_partners, user};
use crate::StorageError;
use crate::operation::{Export, ExportState, KeptAnswer, Message};

/// An answer is kept once per account and key, and forgotten after its time.
pub async fn answers(fresh: Fresh) {
    let mut work = fresh.write().await;
    two_partners(&mut *work).await;
    let account = AccountId::new("id-shanhai");
    let answer = KeptAnswer {
        account_id: account.clone(),
        key: "coupon.issue:1".to_owned(),
        request_hash: "hash".to_owned(),
        answer: "{}".to_owned(),
        created_at: NOW,
        expires_at: day(1),
    };
    work.operation().keep_answer(&answer).await.unwrap();
    let found = work.operation().find_answer(&account, &answer.key).await.unwrap().unwrap();
    assert_eq!((found.request_hash.as_str(), found.answer.as_str()), ("hash", "{}"));
    assert_eq!((found.created_at, found.expires_at), (NOW, day(1)));
    let other = AccountId::new("id-xinghe");
    assert!(work.operation().find_answer(&other, &answer.key).await.unwrap().is_none());
    assert_eq!(work.operation().remove_stale_answers(day(1)).await.unwrap(), 0);
    let again = work.operation().keep_answer(&answer).await;
    assert!(matches!(again, Err(StorageError::Conflict)), "{again:?}");
    let later = day(1).plus_ms(1);
    assert_eq!(work.operation().remove_stale_answers(later).await.unwrap(), 1);
    assert!(work.operation().find_answer(&account, &answer.key).await.unwrap().is_none());
}

/// A user's messages, newest first; reading marks the unread ones only.
pub async fn messages(fresh: Fresh) {
    let mut work = fresh.write().await;
    two_partners(&mut *work).await;
    let (lin, wu) = (user("shanhai", "lin"), user("xinghe", "wu"));
    for person in [&lin, &wu] {
        assert!(work.identity().add_user(person, "hash").await.unwrap());
    }
    for (id, person, days) in [("m1", &lin, -2), ("m2", &lin, -1), ("w1", &wu, 0)] {
        let message = Message {
            id: MessageId::new(id),
            user_id: person.id.clone(),
            kind: "coupon.issued".to_owned(),
            args: "{\"n\":1}".to_owned(),
            created_at: day(days),
            read_at: None,
        };
        work.operation().add_message(&message).await.unwrap();
    }
    let page = work.operation().list_messages(&lin.id, Window::first(1)).await.unwrap();
    assert_eq!((page.total, page.rows.len(), page.rows[0].id.as_str()), (2, 1, "m2"));
    assert_eq!(page.rows[0].args, "{\"n\":1}");
    assert_eq!(work.operation().unread_messages(&lin.id).await.unwrap(), 2);
    work.operation().read_messages(&lin.id, NOW).await.unwrap();
    work.operation().read_messages(&lin.id, day(1)).await.unwrap();
    assert_eq!(work.operation().unread_messages(&lin.id).await.unwrap(), 0);
    assert_eq!(work.operation().unread_messages(&wu.id).await.unwrap(), 1);
    let page = work.operation().list_messages(&lin.id, Window::default()).await.unwrap();
    assert!(page.rows.iter().all(|message| message.read_at == Some(NOW)));
}

fn export(id: &str, user: &UserId, days: i64) -> Export {
    Export {
        id: ExportId::new(id),
        account_id: AccountId::new("id-shanhai"),
        user_id: user.clone(),
        kind: "issued".to_owned(),
        quota_type: "voucher".to_owned(),
        format: "csv".to_owned(),
        query: "status=2".to_owned(),
        lang: "zh-CN".to_owned(),
        state: ExportState::Waiting,
        rows_done: 0,
        rows_total: 0,
        attempts: 0,
        file: None,
        size_bytes: 0,
        created_at: day(days),
        expires_at: day(days + 7),
    }
}

/// The oldest waiting export is taken by one holder; another takes it over when the lease has ended.
pub async fn exports(fresh: Fresh) {
    let mut work = fresh.write().await;
    two_partners(&mut *work).await;
    let (lin, wu) = (user("shanhai", "lin"), user("shanhai", "wu"));
    for person in [&lin, &wu] {
        assert!(work.identity().add_user(person, "hash").await.unwrap());
    }
    work.operation().add_export(&export("new", &lin.id, 0)).await.unwrap();
    work.operation().add_export(&export("old", &lin.id, -1)).await.unwrap();
    let end = NOW.plus_ms(1000);
    let taken = work.operation().lease_export("one", NOW, end).await.unwrap().unwrap();
    assert_eq!((taken.id.as_str(), taken.state, taken.attempts), ("old", ExportState::Running, 1));
    let next = work.operation().lease_export("two", NOW, end).await.unwrap().unwrap();
    assert_eq!(next.id.as_str(), "new");
    assert!(work.operation().lease_export("two", NOW, end).await.unwrap().is_none());
    let again = work.operation().lease_export("two", end, day(1)).await.unwrap().unwrap();
    assert_eq!((again.id.as_str(), again.attempts), ("old", 2));

    let done = Export {
        state: ExportState::Done,
        rows_done: 9,
        rows_total: 9,
        file: Some(vec![1, 0, 255]),
        size_bytes: 3,
        expires_at: day(3),
        ..again
    };
    work.operation().update_export(&done).await.unwrap();
    let lost = Export { id: ExportId::new("lost"), ..done.clone() };
    assert!(work.operation().update_export(&lost).await.is_err());
    let found = work.operation().find_export(&lin.id, &done.id).await.unwrap().unwrap();
    assert_eq!(format!("{found:?}"), format!("{done:?}"));
    assert!(work.operation().find_export(&wu.id, &done.id).await.unwrap().is_none());
    let page = work.operation().list_exports(&lin.id, Window::default()).await.unwrap();
    let ids: Vec<&str> = page.rows.iter().map(|e| e.id.as_str()).collect();
    assert_eq!((ids, page.total), (vec!["new", "old"], 2));
    assert!(page.rows[1].file.is_none(), "lists do not carry files");
    assert_eq!(page.rows[1].size_bytes, 3);
    assert_eq!(work.operation().list_exports(&wu.id, Window::default()).await.unwrap().total, 0);
}

/// A file goes when its time is over; what is not done keeps its state.
pub async fn lapsed_exports(fresh: Fresh) {
    let mut work = fresh.write().await;
    two_partners(&mut *work).await;
    let lin = user("shanhai", "lin");
    assert!(work.identity().add_user(&lin, "hash").await.unwrap());
    for (id, state) in [("done", ExportState::Done), ("failed", ExportState::Failed)] {
        let export = Export { state, file: Some(vec![1]), ..export(id, &lin.id, 0) };
        work.operation().add_export(&export).await.unwrap();
    }
    assert_eq!(work.operation().lapse_exports(day(7).plus_ms(-1)).await.unwrap(), 0);
    assert_eq!(work.operation().lapse_exports(day(7)).await.unwrap(), 1);
    assert_eq!(work.operation().lapse_exports(day(7)).await.unwrap(), 0);
    let done = work.operation().find_export(&lin.id, &ExportId::new("done")).await;
    let done = done.unwrap().unwrap();
    assert_eq!((done.state, done.file), (ExportState::Lapsed, None));
}

/// A lease is held by one; its holder may prolong it; the next one gets it when it has ended.
pub async fn leases(fresh: Fresh) {
    let (one, two) = ("one", "two");
    let mut work = fresh.write().await;
    assert!(work.operation().lease("expiry", one, NOW, day(1)).await.unwrap());
    assert!(!work.operation().lease("expiry", two, NOW, day(1)).await.unwrap());
    assert!(work.operation().lease("expiry", one, NOW, day(2)).await.unwrap());
    work.commit().await.unwrap();
    let mut work = fresh.write().await;
    assert!(!work.operation().lease("expiry", two, day(1), day(3)).await.unwrap());
    assert!(work.operation().lease("expiry", two, day(2), day(3)).await.unwrap());
    assert!(!work.operation().lease("expiry", one, day(2), day(3)).await.unwrap());
    assert!(work.operation().lease("other", one, day(2), day(3)).await.unwrap());
}

/// A mark is set and set again.
pub async fn marks(fresh: Fresh) {
    let mut work = fresh.write().await;
    assert_eq!(work.operation().mark("demo").await.unwrap(), None);
    work.operation().set_mark("demo", "1").await.unwrap();
    work.operation().set_mark("demo", "2").await.unwrap();
    assert_eq!(work.operation().mark("demo").await.unwrap().as_deref(), Some("2"));
}
