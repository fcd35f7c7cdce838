//! Owns who may ask: key pairs, their comparison in constant time, and making new ones. Pairs are kept as
//! hashes; a pair in the clear exists here only while it is compared or made.
//! Must not print a key, and must not decide what a role may do.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use secrecy::SecretString;
use sha2::{Digest, Sha256};
use subtle::{Choice, ConstantTimeEq};

use crate::apptivo::response::{Code, Refusal};
use crate::store::{By, KeyPair, Role, Store, StoreError};

use super::actions::{failed, refuse};
use super::parameters::Parameters;

/// How long a pair that another process has removed may still be taken.
const FRESH: Duration = Duration::from_secs(1);

/// Who is asking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    pub id: i64,
    pub name: String,
    pub role: Role,
}

/// How it is known who is asking.
#[derive(Debug)]
pub enum Access {
    /// The caller is this process: no keys, one user.
    Trusted {
        name: String,
    },
    Keys(KeyRing),
}

/// The pairs that are let in: those of the store, and one given to this process.
#[derive(Default)]
pub struct KeyRing {
    own: Option<KeyPair>,
    kept: Mutex<Option<(Instant, Arc<[KeyPair]>)>>,
}

impl std::fmt::Debug for KeyRing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("KeyRing").finish_non_exhaustive()
    }
}

/// A new pair, in the clear this once.
#[derive(Debug)]
pub struct NewPair {
    pub api_key: SecretString,
    pub access_key: SecretString,
}

/// Makes a pair and keeps its hashes.
pub async fn add_pair(store: &dyn Store, name: &str, role: Role) -> Result<NewPair, StoreError> {
    let mut random = [0u8; 16];
    getrandom::fill(&mut random).map_err(|error| StoreError::Refused(error.to_string()))?;
    let access: String = random.iter().map(|byte| format!("{byte:02x}")).collect();
    let api = format!("rolo-{}-{}", role.word(), uuid::Uuid::new_v4());
    let by = By::now(0, "local");
    store.add_key(pair(name, role, &api, &access), by).await?;
    Ok(NewPair {
        api_key: SecretString::from(api),
        access_key: SecretString::from(access),
    })
}

fn pair(name: &str, role: Role, api: &str, access: &str) -> KeyPair {
    KeyPair {
        id: 0,
        name: name.to_owned(),
        role,
        api: hash(api),
        access: hash(access),
        made: String::new(),
        used: None,
    }
}

fn hash(key: &str) -> Vec<u8> {
    Sha256::digest(key.as_bytes()).to_vec()
}

impl KeyRing {
    /// The store's pairs, and one more that may do everything.
    pub fn with_pair(name: &str, api_key: &str, access_key: &str) -> KeyRing {
        KeyRing {
            own: Some(pair(name, Role::Admin, api_key, access_key)),
            kept: Mutex::new(None),
        }
    }

    async fn find(
        &self,
        store: &dyn Store,
        api: &str,
        access: &str,
    ) -> Result<Option<User>, StoreError> {
        let kept = match self.fresh() {
            Some(kept) => kept,
            None => {
                let kept = store.keys().await?;
                *self.lock() = Some((Instant::now(), kept.clone()));
                kept
            }
        };
        let (api, access) = (hash(api), hash(access));
        let mut found = None;
        // Every pair is looked at, both keys of it: the time taken tells nothing.
        for pair in self.own.iter().chain(kept.iter()) {
            let same: Choice = pair.api.ct_eq(&api) & pair.access.ct_eq(&access);
            if bool::from(same) {
                found = Some(User {
                    id: pair.id,
                    name: pair.name.clone(),
                    role: pair.role,
                });
            }
        }
        Ok(found)
    }

    fn fresh(&self) -> Option<Arc<[KeyPair]>> {
        let kept = self.lock();
        kept.as_ref()
            .filter(|(at, _)| at.elapsed() < FRESH)
            .map(|(_, pairs)| pairs.clone())
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Option<(Instant, Arc<[KeyPair]>)>> {
        self.kept
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

impl Access {
    /// Who is asking, or the refusal that clients know bad keys by: the word `Key` in its reason.
    pub async fn admit(&self, parameters: &Parameters, store: &dyn Store) -> Result<User, Refusal> {
        let ring = match self {
            Access::Trusted { name } => {
                return Ok(User {
                    id: 1,
                    name: name.clone(),
                    role: Role::Admin,
                });
            }
            Access::Keys(ring) => ring,
        };
        // No pair of ours is anything but text: what is not is just another wrong one.
        let wrong = |_| refuse(Code::Keys, "Invalid API Key or Access Key");
        let api = parameters.get("apiKey").map_err(wrong)?;
        let access = parameters.first(&["accessKey", "accesKey"]);
        let access = access.map_err(wrong)?;
        let (Some(api), Some(access)) = (api, access) else {
            return Err(refuse(Code::Keys, "API Key and Access Key are both needed"));
        };
        let user = ring.find(store, api, access).await.map_err(failed)?;
        user.ok_or_else(|| refuse(Code::Keys, "Invalid API Key or Access Key"))
    }
}
