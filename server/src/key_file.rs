//! The key-encryption key: 32 bytes as hex in a file outside the database.
//!
//! Access keys and second factors are sealed with it. A lost key cannot be replaced, so a new one is made
//! only for a database that holds nothing and has never seen a key; and because two servers may start at
//! the same time, the database remembers a fingerprint of its key and every start compares.

use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::Path;

use hezong_domain::accounts::AccountKind;
use hezong_services::entropy::{Make, SystemEntropy};
use hezong_storage::{Storage, StorageError};
use sha2::{Digest, Sha256};

use crate::{Config, Failure};

/// Bytes of the key.
pub const KEY_BYTES: usize = 32;
/// Where the database remembers the fingerprint.
const MARK: &str = "key_fingerprint";
/// Sets the fingerprint apart from any other hash of the key.
const PURPOSE: &[u8] = b"hezong key fingerprint 1";

/// The key; never printed.
pub struct KeyEncryptionKey([u8; KEY_BYTES]);

impl KeyEncryptionKey {
    /// The bytes, for the vault.
    pub fn bytes(&self) -> &[u8; KEY_BYTES] {
        &self.0
    }

    fn fingerprint(&self) -> String {
        let hash = Sha256::new().chain_update(PURPOSE).chain_update(self.0).finalize();
        hex::encode(hash).chars().take(32).collect()
    }
}

/// Reads the key, or makes it where that is allowed; then checks that it is this database's.
///
/// # Errors
/// [`Failure::Config`] when the file is wrong, missing or another database's; [`Failure::Start`] when it
/// cannot be read or written.
pub async fn obtain(config: &Config, storage: &dyn Storage) -> Result<KeyEncryptionKey, Failure> {
    let path = config.key_path();
    let key = if let Some(key) = read(&path)? {
        key
    } else {
        refuse_to_replace(config, &path, storage).await?;
        make(&path)?
    };
    check_fingerprint(&key, &path, storage).await?;
    Ok(key)
}

/// Reads a key file; `None` when there is none.
fn read(path: &Path) -> Result<Option<KeyEncryptionKey>, Failure> {
    let shown = path.display();
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => {
            return Err(Failure::Start(format!("key file {shown} cannot be read: {error}")));
        }
    };
    let mut key = [0; KEY_BYTES];
    hex::decode_to_slice(text.trim(), &mut key).map_err(|_| {
        Failure::Config(format!(
            "key file {shown} is not a key: it must hold exactly 64 hex digits; restore it from your backup"
        ))
    })?;
    warn_of_readers(path);
    Ok(Some(KeyEncryptionKey(key)))
}

/// A key that others on the machine can read is a mistake, but not one to stop the business for.
fn warn_of_readers(path: &Path) {
    let mode = fs::metadata(path).map_or(0, |m| m.permissions().mode());
    if mode & 0o077 != 0 {
        tracing::warn!("key file {} can be read by others: chmod 600 it", path.display());
    }
}

async fn refuse_to_replace(
    config: &Config,
    path: &Path,
    storage: &dyn Storage,
) -> Result<(), Failure> {
    let shown = path.display();
    if !is_untouched(storage).await? {
        return Err(Failure::Config(format!(
            "key file {shown} is missing, and the database needs it to read its secrets: restore it from your \
             backup or copy it from the server that made it, and name it with HEZONG_KEY_FILE"
        )));
    }
    if config.key_file.is_some() {
        return Err(Failure::Config(format!(
            "key file {shown} does not exist: make one with `openssl rand -hex 32 > {shown}` and chmod 600 it, \
             or leave HEZONG_KEY_FILE unset to have one made in the data folder"
        )));
    }
    Ok(())
}

/// Whether the database holds nothing and has never seen a key.
async fn is_untouched(storage: &dyn Storage) -> Result<bool, StorageError> {
    let mut tx = storage.read().await?;
    if tx.operation().mark(MARK).await?.is_some() {
        return Ok(false);
    }
    for kind in AccountKind::ALL {
        if tx.accounts().count(*kind).await? > 0 {
            return Ok(false);
        }
    }
    Ok(true)
}

fn make(path: &Path) -> Result<KeyEncryptionKey, Failure> {
    let key = KeyEncryptionKey(SystemEntropy.bytes());
    let shown = path.display();
    let fail = |error: std::io::Error| {
        Failure::Start(format!(
            "key file {shown} cannot be written ({error}): make its folder writable"
        ))
    };
    let mut file =
        OpenOptions::new().write(true).create_new(true).mode(0o600).open(path).map_err(fail)?;
    file.write_all(hex::encode(key.0).as_bytes()).map_err(fail)?;
    file.write_all(b"\n").map_err(fail)?;
    // What is sealed tomorrow must open after a power cut tonight.
    file.sync_all().map_err(fail)?;
    tracing::info!("made the key file {shown}: back it up apart from the database");
    Ok(key)
}

async fn check_fingerprint(
    key: &KeyEncryptionKey,
    path: &Path,
    storage: &dyn Storage,
) -> Result<(), Failure> {
    let fingerprint = key.fingerprint();
    let known = {
        let mut tx = storage.read().await?;
        tx.operation().mark(MARK).await?
    };
    let known = match known {
        Some(known) => known,
        None => remember(&fingerprint, storage).await?,
    };
    if known == fingerprint {
        return Ok(());
    }
    Err(Failure::Config(format!(
        "key file {} belongs to another database: name the right one with HEZONG_KEY_FILE",
        path.display()
    )))
}

/// Writes the fingerprint unless another server was faster; answers the one that stands.
async fn remember(fingerprint: &str, storage: &dyn Storage) -> Result<String, StorageError> {
    let mut tx = storage.write().await?;
    if let Some(known) = tx.operation().mark(MARK).await? {
        return Ok(known);
    }
    tx.operation().set_mark(MARK, fingerprint).await?;
    tx.commit().await?;
    Ok(fingerprint.to_owned())
}
