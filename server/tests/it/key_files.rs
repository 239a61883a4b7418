//! The key-encryption key: made once, never replaced, never mixed up.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use hezong_server::{Config, key_file};
use hezong_testing::World;

use crate::test_server::{Folder, folder};

fn config(folder: &Folder, key: Option<&Path>) -> Config {
    let mut pairs = vec![("HEZONG_DATA_DIR".to_owned(), folder.path().display().to_string())];
    if let Some(key) = key {
        pairs.push(("HEZONG_KEY_FILE".to_owned(), key.display().to_string()));
    }
    Config::load(None, pairs).expect("right")
}

async fn refusal(config: &Config, world: &World) -> String {
    let outcome = key_file::obtain(config, &*world.storage).await;
    let error = outcome.err().expect("the key must be refused").to_string();
    assert!(!error.contains('\n'), "one line: {error}");
    error
}

#[tokio::test]
async fn an_empty_database_gets_a_key_that_only_its_owner_can_read() {
    for world in World::each().await {
        let folder = folder();
        let config = config(&folder, None);
        let made = key_file::obtain(&config, &*world.storage).await.expect("made");
        let mode = std::fs::metadata(config.key_path()).expect("there").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        let text = std::fs::read_to_string(config.key_path()).expect("readable");
        assert_eq!(text.trim().len(), 64);
        let again = key_file::obtain(&config, &*world.storage).await.expect("read");
        assert_eq!(made.bytes(), again.bytes());
    }
}

#[tokio::test]
async fn a_lost_key_is_never_replaced() {
    for world in World::each().await {
        let folder = folder();
        let config = config(&folder, None);
        world.partner("acme").await;
        let error = refusal(&config, &world).await;
        assert!(error.contains("missing") && error.contains("backup"), "{error}");
        assert!(!config.key_path().exists(), "nothing was made");
    }
}

#[tokio::test]
async fn a_key_that_was_ever_used_is_asked_for_even_when_nothing_is_stored() {
    let world = World::sqlite().await;
    let folder = folder();
    let config = config(&folder, None);
    key_file::obtain(&config, &*world.storage).await.expect("made");
    std::fs::remove_file(config.key_path()).expect("removed");
    assert!(refusal(&config, &world).await.contains("missing"));
}

#[tokio::test]
async fn the_key_of_another_database_is_refused() {
    let (one, other) = (World::sqlite().await, World::sqlite().await);
    let (here, there) = (folder(), folder());
    let (here, there) = (config(&here, None), config(&there, None));
    key_file::obtain(&here, &*one.storage).await.expect("made");
    key_file::obtain(&there, &*other.storage).await.expect("made");
    std::fs::copy(there.key_path(), here.key_path()).expect("copied");
    assert!(refusal(&here, &one).await.contains("another database"));
}

#[tokio::test]
async fn a_named_key_must_exist_and_be_one() {
    let world = World::sqlite().await;
    let folder = folder();
    let path = folder.path().join("named");
    let config = config(&folder, Some(&path));
    assert!(refusal(&config, &world).await.contains("openssl rand -hex 32"));
    for wrong in ["", "abc", &"g".repeat(64), &"0".repeat(62), &"0".repeat(66)] {
        std::fs::write(&path, wrong).expect("written");
        let error = refusal(&config, &world).await;
        assert!(error.contains("64 hex digits"), "{wrong}: {error}");
        assert!(wrong.is_empty() || !error.contains(wrong), "the content is not printed");
    }
    std::fs::write(&path, format!("{}\n", "0a".repeat(32))).expect("written");
    let key = key_file::obtain(&config, &*world.storage).await.expect("read");
    assert_eq!(key.bytes(), &[10; 32]);
}
