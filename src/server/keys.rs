//! Owns making key pairs, and the hashes that are kept of them. A pair in the clear exists here only while it
//! is made or compared.
//! Must not print a key, and must not know who asks for what.

use argon2::Argon2;
use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use secrecy::SecretString;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::store::{By, KeyPair, Role, Store, StoreError};

/// A new pair, in the clear this once.
#[derive(Debug)]
pub struct NewPair {
    pub api_key: SecretString,
    pub access_key: SecretString,
}

/// Who works at the machine of the store itself.
pub const LOCAL: &str = "local";

/// What a comparison has found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    Wrong,
    Right,
    /// Right, and kept in the way of earlier times: it should be hashed anew.
    Old,
}

/// Makes a pair and keeps its hashes.
pub async fn add_pair(store: &dyn Store, name: &str, role: Role) -> Result<NewPair, StoreError> {
    let access = secret()?;
    let api = format!("rolo-{}-{}", role.word(), uuid::Uuid::new_v4());
    let made = KeyPair {
        id: 0,
        name: name.to_owned(),
        role,
        api: digest(&api),
        access: slow_hash(&access)?,
        made: String::new(),
        used: None,
    };
    store.add_key(made, By::now(0, LOCAL)).await?;
    Ok(NewPair {
        api_key: SecretString::from(api),
        access_key: SecretString::from(access),
    })
}

/// 128 bits by chance, as hexadecimal digits.
pub fn secret() -> Result<String, StoreError> {
    Ok(hex(&random::<16>()?))
}

pub fn random<const N: usize>() -> Result<[u8; N], StoreError> {
    let mut random = [0u8; N];
    getrandom::fill(&mut random).map_err(|error| StoreError::Refused(error.to_string()))?;
    Ok(random)
}

pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A quick hash, for what nobody could guess: by it a pair or a session is found.
pub fn digest(key: &str) -> Vec<u8> {
    Sha256::digest(key.as_bytes()).to_vec()
}

/// A hash that is slow to guess by.
pub fn slow_hash(key: &str) -> Result<Vec<u8>, StoreError> {
    let failed = |error: argon2::password_hash::Error| StoreError::Refused(error.to_string());
    let salt = SaltString::encode_b64(&random::<16>()?).map_err(failed)?;
    let hash = Argon2::default()
        .hash_password(key.as_bytes(), &salt)
        .map_err(failed)?;
    Ok(hash.to_string().into_bytes())
}

/// Compares a key with a hash of either kind, in constant time.
pub fn compare(key: &str, kept: &[u8]) -> Verdict {
    if kept.starts_with(b"$argon2") {
        let parsed = std::str::from_utf8(kept).ok();
        let parsed = parsed.and_then(|text| PasswordHash::new(text).ok());
        let is_right = parsed.is_some_and(|hash| {
            Argon2::default()
                .verify_password(key.as_bytes(), &hash)
                .is_ok()
        });
        return match is_right {
            true => Verdict::Right,
            false => Verdict::Wrong,
        };
    }
    match bool::from(digest(key).ct_eq(kept)) {
        true => Verdict::Old,
        false => Verdict::Wrong,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_kinds_of_hash_know_their_key_and_no_other() {
        let slow = slow_hash("open sesame").unwrap();
        assert!(slow.starts_with(b"$argon2id$"));
        assert_ne!(slow, slow_hash("open sesame").unwrap(), "salted");
        for (kept, verdict) in [
            (slow, Verdict::Right),
            (digest("open sesame"), Verdict::Old),
        ] {
            assert_eq!(compare("open sesame", &kept), verdict);
            assert_eq!(compare("open sesamE", &kept), Verdict::Wrong);
            assert_eq!(compare("", &kept), Verdict::Wrong);
        }
        for odd in [&b""[..], b"$argon2", b"$argon2id$v=19$m=1", b"\xff"] {
            assert_eq!(compare("open sesame", odd), Verdict::Wrong);
        }
    }
}
