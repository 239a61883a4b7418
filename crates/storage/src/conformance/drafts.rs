//! Drafts of forms: kept up to a number, found until their time, removed after it.

use super::Fresh;
use super::make::NOW;
use crate::drafts::FormDraft;

fn draft(id: &str, minutes: i64) -> FormDraft {
    FormDraft {
        id: id.to_owned(),
        sealed: vec![0, 255, 7],
        expires_at: NOW.plus_ms(minutes * 60_000),
    }
}

/// A draft is found by its id until its time; nothing is kept beyond the number allowed.
pub async fn drafts_last_their_time(fresh: Fresh) {
    let mut work = fresh.write().await;
    assert!(work.drafts().keep_draft(&draft("a", 15), 2).await.unwrap());
    assert!(work.drafts().keep_draft(&draft("b", 30), 2).await.unwrap());
    assert!(!work.drafts().keep_draft(&draft("c", 30), 2).await.unwrap());
    assert_eq!(work.drafts().find_draft("a", NOW).await.unwrap(), Some(vec![0, 255, 7]));
    assert_eq!(work.drafts().find_draft("c", NOW).await.unwrap(), None);
    let later = NOW.plus_ms(15 * 60_000);
    assert_eq!(work.drafts().find_draft("a", later).await.unwrap(), None);
    assert_eq!(work.drafts().remove_stale_drafts(later).await.unwrap(), 1);
    assert_eq!(work.drafts().remove_stale_drafts(later).await.unwrap(), 0);
    assert!(work.drafts().find_draft("b", later).await.unwrap().is_some());
    assert!(work.drafts().keep_draft(&draft("c", 30), 2).await.unwrap());
}
