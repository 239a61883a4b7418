//! Seals secrets that must be read again (secret keys verify an HMAC, TOTP secrets make codes) with a
//! key-encryption key that never lies in the database.

use aes_gcm::aead::{Aead, KeyInit};
use aes_gcm::{Aes256Gcm, Key, Nonce};

use crate::entropy::{Entropy, Make};
use crate::{Error, Result};

/// Bytes of the nonce in front of a sealed secret.
const NONCE_BYTES: usize = 12;

/// The key-encryption key.
#[derive(Clone)]
pub struct Vault {
    cipher: Aes256Gcm,
}

impl Vault {
    /// A vault with a 256-bit key.
    pub fn new(key: &[u8; 32]) -> Self {
        Self { cipher: Aes256Gcm::new(&Key::<Aes256Gcm>::from(*key)) }
    }

    /// Seals a secret.
    ///
    /// # Errors
    /// [`Error::Internal`] if the cipher fails, which it does not.
    pub fn seal(&self, entropy: &dyn Entropy, secret: &[u8]) -> Result<Vec<u8>> {
        let nonce = entropy.bytes::<NONCE_BYTES>();
        let sealed = self
            .cipher
            .encrypt(&Nonce::from(nonce), secret)
            .map_err(|_| Error::Internal("sealing failed".to_owned()))?;
        Ok([nonce.as_slice(), &sealed].concat())
    }

    /// Opens a sealed secret.
    ///
    /// # Errors
    /// [`Error::Internal`] when it was sealed with another key or changed.
    pub fn open(&self, sealed: &[u8]) -> Result<Vec<u8>> {
        let failed =
            || Error::Internal("a sealed secret does not open: wrong key file?".to_owned());
        let (nonce, body) = sealed.split_at_checked(NONCE_BYTES).ok_or_else(failed)?;
        let nonce: [u8; NONCE_BYTES] = nonce.try_into().map_err(|_| failed())?;
        self.cipher.decrypt(&Nonce::from(nonce), body).map_err(|_| failed())
    }
}
