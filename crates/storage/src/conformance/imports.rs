//! Imports: open once per file, guarded progress, rows noted once, secrets forgotten.

use hezong_domain::ImportId;

use super::Fresh;
use super::make::{NOW, day};
use crate::StorageError;
use crate::imports::{Import, ImportRow, ImportState};

fn import(id: &str, digest: &str) -> Import {
    Import {
        id: ImportId::new(id),
        kind: "partners".to_owned(),
        digest: digest.to_owned(),
        state: ImportState::Planned,
        plan: "[\"a\"]".to_owned(),
        rows_total: 3,
        rows_done: 0,
        started_by: "ops".to_owned(),
        created_at: NOW,
        changed_at: NOW,
    }
}

fn row(number: i64, sealed: Option<Vec<u8>>) -> ImportRow {
    ImportRow {
        import_id: ImportId::new("i1"),
        number,
        outcome: "new".to_owned(),
        target: "shanhai".to_owned(),
        detail: "[]".to_owned(),
        sealed,
    }
}

/// A file has one open import; progress is guarded; a row is noted once; a secret can be forgotten.
pub async fn imports_and_their_rows(fresh: Fresh) {
    let mut work = fresh.write().await;
    let one = import("i1", "d1");
    work.imports().add_import(&one).await.unwrap();
    assert_eq!(work.imports().find_import("partners", "d1").await.unwrap(), Some(one.clone()));
    assert_eq!(work.imports().find_import("staff", "d1").await.unwrap(), None);
    assert_eq!(work.imports().find_import("partners", "d2").await.unwrap(), None);
    let twice = work.imports().add_import(&import("i2", "d1")).await;
    assert!(matches!(twice, Err(StorageError::Conflict)), "{twice:?}");

    let running = Import { state: ImportState::Running, rows_done: 2, changed_at: day(1), ..one };
    work.imports().update_import(&running, 0).await.unwrap();
    let slower = work.imports().update_import(&running, 0).await;
    assert!(matches!(slower, Err(StorageError::Conflict)), "{slower:?}");
    assert_eq!(work.imports().find_import("partners", "d1").await.unwrap(), Some(running.clone()));

    let (second, first) = (row(10, None), row(9, Some(vec![0, 255])));
    work.imports().add_import_row(&second).await.unwrap();
    work.imports().add_import_row(&first).await.unwrap();
    let again = work.imports().add_import_row(&row(9, None)).await;
    assert!(matches!(again, Err(StorageError::Conflict)), "{again:?}");
    let rows = work.imports().list_import_rows(&running.id).await.unwrap();
    assert_eq!(rows, vec![first.clone(), second.clone()]);
    assert_eq!(work.imports().forget_sealed(&running.id).await.unwrap(), 1);
    assert_eq!(work.imports().forget_sealed(&running.id).await.unwrap(), 0);
    let rows = work.imports().list_import_rows(&running.id).await.unwrap();
    assert_eq!(rows, vec![ImportRow { sealed: None, ..first }, second]);

    // A file that is through may be imported again.
    let done = Import { state: ImportState::Done, rows_done: 3, ..running };
    work.imports().update_import(&done, 2).await.unwrap();
    assert_eq!(work.imports().find_import("partners", "d1").await.unwrap(), None);
    work.imports().add_import(&import("i2", "d1")).await.unwrap();
}

/// Old plans go; what is under way stays.
pub async fn plans_are_removed(fresh: Fresh) {
    let mut work = fresh.write().await;
    let running = Import { state: ImportState::Running, ..import("i1", "d1") };
    work.imports().add_import(&running).await.unwrap();
    work.imports().add_import(&import("i2", "d2")).await.unwrap();
    assert_eq!(work.imports().remove_plans(NOW).await.unwrap(), 0);
    assert_eq!(work.imports().remove_plans(NOW.plus_ms(1)).await.unwrap(), 1);
    assert!(work.imports().find_import("partners", "d1").await.unwrap().is_some());
    assert!(work.imports().find_import("partners", "d2").await.unwrap().is_none());
}
