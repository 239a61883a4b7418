//! Passwords: Argon2id, m = 19 MiB, t = 2, p = 1 (OWASP), two at a time.

use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};

use crate::context::Services;
use crate::{Error, Result};

/// A hash of nothing anybody knows: unknown users cost as much time as wrong passwords.
const DECOY: &str = "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

fn argon2() -> Result<Argon2<'static>> {
    let params = Params::new(19_456, 2, 1, None)
        .map_err(|e| Error::Internal(format!("argon2 parameters: {e}")))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

/// Hashes a new password.
pub(crate) async fn hash(services: &Services, password: &str) -> Result<String> {
    let password = password.to_owned();
    blocking(services, move || {
        argon2()?
            .hash_password(password.as_bytes())
            .map(|hash| hash.to_string())
            .map_err(|e| Error::Internal(format!("argon2: {e}")))
    })
    .await
}

/// Whether a password fits a hash; `None` takes the time of one that does not.
pub(crate) async fn verify(
    services: &Services,
    password: &str,
    hash: Option<&str>,
) -> Result<bool> {
    let password = password.to_owned();
    let known = hash.is_some();
    let hash = hash.unwrap_or(DECOY).to_owned();
    blocking(services, move || {
        let parsed =
            PasswordHash::new(&hash).map_err(|e| Error::Internal(format!("stored hash: {e}")))?;
        Ok(argon2()?.verify_password(password.as_bytes(), &parsed).is_ok() && known)
    })
    .await
}

async fn blocking<T: Send + 'static>(
    services: &Services,
    work: impl FnOnce() -> Result<T> + Send + 'static,
) -> Result<T> {
    let _permit = services
        .hashing()
        .acquire()
        .await
        .map_err(|_| Error::Internal("password hashing is shut down".to_owned()))?;
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|e| Error::Internal(format!("password hashing: {e}")))?
}
