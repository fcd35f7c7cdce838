//! Owns who may ask: finding the pair or the session of a request among those of the store, how often it may
//! ask, and noting that it was let in.
//! Must not print a key, and must not decide what a role may do.

use std::collections::HashMap;
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use subtle::ConstantTimeEq;

use crate::apptivo::response::{Code, Refusal};
use crate::store::{By, KeyPair, Role, Store, StoreError};

use super::actions::{failed, refuse};
use super::keys::{compare, digest};
use super::parameters::Parameters;
use super::proofs::{Door, Found, Proofs};
use super::sessions::{self, Session};

/// Requests a second that a key has when nothing else is said: more than any synchronisation makes.
const RATE: NonZeroU32 = match NonZeroU32::new(1000) {
    Some(rate) => rate,
    None => NonZeroU32::MIN,
};
/// What the two keys are called; one real client says `api_key`.
pub const API_NAMES: &[&str] = &["apiKey", "api_key"];
pub const ACCESS_NAMES: &[&str] = &["accessKey", "accesKey", "access_key"];
/// When a key was used is noted as often as this.
const NOTED: Duration = Duration::from_secs(60);

/// Who is asking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    pub id: i64,
    pub name: String,
    pub role: Role,
}

impl User {
    pub fn by(&self) -> By {
        By::now(self.id, &self.name)
    }
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
pub struct KeyRing {
    own: Option<KeyPair>,
    proofs: Box<Proofs>,
    rate: Option<Box<DefaultKeyedRateLimiter<i64>>>,
    noted: Mutex<HashMap<i64, Instant>>,
}

impl Default for KeyRing {
    fn default() -> KeyRing {
        KeyRing {
            own: None,
            proofs: Box::default(),
            rate: None,
            noted: Mutex::default(),
        }
        .at_most(Some(RATE))
    }
}

impl std::fmt::Debug for KeyRing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("KeyRing").finish_non_exhaustive()
    }
}

impl KeyRing {
    /// The store's pairs, and one more that may do everything.
    pub fn with_pair(name: &str, api_key: &str, access_key: &str) -> KeyRing {
        let own = KeyPair {
            id: 0,
            name: name.to_owned(),
            role: Role::Admin,
            api: digest(api_key),
            // Never at rest: the quick hash does.
            access: digest(access_key),
            made: String::new(),
            used: None,
        };
        KeyRing {
            own: Some(own),
            ..KeyRing::default()
        }
    }

    /// How many requests a second each key may make, and twice as many at once; none: without end.
    pub fn at_most(self, rate: Option<NonZeroU32>) -> KeyRing {
        let quota = |rate: NonZeroU32| {
            Quota::per_second(rate)
                .allow_burst(rate.saturating_mul(NonZeroU32::MIN.saturating_add(1)))
        };
        KeyRing {
            rate: rate.map(|rate| Box::new(RateLimiter::keyed(quota(rate)))),
            ..self
        }
    }

    async fn pairs(&self, store: &dyn Store) -> Result<Vec<KeyPair>, StoreError> {
        let kept = store.keys().await?;
        Ok(self.own.iter().chain(kept.iter()).cloned().collect())
    }

    /// Whether `access` is the second key of this pair; never of none.
    async fn proves(
        &self,
        store: &dyn Store,
        door: Door,
        pair: Option<&KeyPair>,
        access: &str,
    ) -> Result<bool, Refusal> {
        match self.proofs.check(store, door, pair, access).await {
            Ok(Found::Right) => Ok(true),
            Ok(Found::Wrong) => Ok(false),
            Ok(Found::Later) => Err(refuse(
                Code::Busy,
                "too many wrong keys were tried here; wait a second",
            )),
            Err(error) => Err(failed(error)),
        }
    }

    /// The pair of this name, if `access` is its second key: a login.
    pub async fn log_in(
        &self,
        store: &dyn Store,
        name: &str,
        access: &str,
    ) -> Result<Option<KeyPair>, Refusal> {
        let pairs = self.pairs(store).await.map_err(failed)?;
        let pair = pairs
            .into_iter()
            .find(|pair| pair.name.eq_ignore_ascii_case(name));
        // A name that there is not is looked at as long as one that there is.
        let door = Door::named(name);
        let is_right = self.proves(store, door, pair.as_ref(), access).await?;
        Ok(pair.filter(|_| is_right))
    }

    /// The session of a key, with the pair that it stands for.
    pub async fn of_session(
        &self,
        store: &dyn Store,
        key: &str,
    ) -> Result<Option<Session>, Refusal> {
        let pairs = self.pairs(store).await.map_err(failed)?;
        sessions::find(store, key, &pairs).await.map_err(failed)
    }

    async fn of_keys(
        &self,
        store: &dyn Store,
        api: &str,
        access: &str,
    ) -> Result<Option<KeyPair>, Refusal> {
        let kept = store.keys().await.map_err(failed)?;
        let Some(pair) = self.with_api(api, &kept) else {
            return Ok(None);
        };
        // The pair of the environment is compared at once; those at rest are slow on purpose.
        let is_right = match pair.id {
            0 => compare(access, &pair.access) != super::keys::Verdict::Wrong,
            _ => {
                let door = Door::Keys(pair.id);
                self.proves(store, door, Some(pair), access).await?
            }
        };
        Ok(is_right.then(|| pair.clone()))
    }

    /// The pair of an API key.
    fn with_api<'a>(&'a self, api: &str, kept: &'a [KeyPair]) -> Option<&'a KeyPair> {
        let api = digest(api);
        let mut found = None;
        // Every pair is looked at: the time taken tells nothing.
        for pair in self.own.iter().chain(kept) {
            if bool::from(pair.api.ct_eq(&api)) {
                found = Some(pair);
            }
        }
        found
    }

    /// Who has these keys if nothing has happened to the pairs since they were read, where that needs neither a
    /// question nor a slow comparison.
    pub fn as_seen(&self, api: &str, access: &str, kept: &[KeyPair]) -> Option<KeyPair> {
        let pair = self.with_api(api, kept)?;
        let is_right = match pair.id {
            0 => compare(access, &pair.access) != super::keys::Verdict::Wrong,
            _ => self.proofs.knows(pair, access),
        };
        is_right.then(|| pair.clone())
    }

    /// Counts a request of a pair, and now and then notes that it was used.
    pub fn count(&self, store: &Arc<dyn Store>, pair: &KeyPair) -> Result<(), Refusal> {
        if let Some(rate) = &self.rate
            && rate.check_key(&pair.id).is_err()
        {
            return Err(refuse(
                Code::Busy,
                "too many requests with this key; ask again in a second",
            ));
        }
        if pair.id != 0 && self.is_news(pair.id) {
            let (store, by) = (store.clone(), By::now(pair.id, &pair.name));
            tokio::spawn(async move {
                let noted = store.key_used(by.id, by.at).await;
                // A replica's keys are noted by those who may write.
                if let Err(error) = noted
                    && !matches!(error, StoreError::Replica)
                {
                    tracing::warn!(%error, "it could not be noted that a key was used");
                }
            });
        }
        Ok(())
    }

    fn is_news(&self, id: i64) -> bool {
        let mut noted = self.noted.lock().unwrap_or_else(PoisonError::into_inner);
        let is_news = noted.get(&id).is_none_or(|last| last.elapsed() >= NOTED);
        if is_news {
            noted.insert(id, Instant::now());
        }
        is_news
    }
}

impl Access {
    /// Who is asking, or the refusal that clients know bad keys by: the word `Key` in its reason.
    pub async fn admit(
        &self,
        parameters: &Parameters,
        store: &Arc<dyn Store>,
    ) -> Result<User, Refusal> {
        let ring = match self {
            Access::Trusted { name } => return Ok(trusted(name)),
            Access::Keys(ring) => ring,
        };
        // No key of ours is anything but text: what is not is just another wrong one.
        let given = |names: &[&str]| parameters.first(names).map_err(|_| wrong());
        let api = given(API_NAMES)?;
        let access = given(ACCESS_NAMES)?;
        let session = given(&["sessionKey"])?;
        let session = match (api, access, session) {
            (Some(api), Some(access), _) => return self.of_pair(api, access, store).await,
            (None, None, Some(session)) => session,
            _ => {
                return Err(refuse(Code::Keys, "API Key and Access Key are both needed"));
            }
        };
        let found = ring.of_session(&**store, session).await?;
        let found = found.ok_or_else(|| refuse(Code::Keys, "the Session Key has ended; log in"))?;
        let pair = found.pair;
        ring.count(store, &pair)?;
        Ok(user(pair))
    }

    /// Who has this pair of keys.
    pub async fn of_pair(
        &self,
        api: &str,
        access: &str,
        store: &Arc<dyn Store>,
    ) -> Result<User, Refusal> {
        let ring = match self {
            Access::Trusted { name } => return Ok(trusted(name)),
            Access::Keys(ring) => ring,
        };
        let found = ring.of_keys(&**store, api, access).await?;
        let pair = found.ok_or_else(wrong)?;
        ring.count(store, &pair)?;
        Ok(user(pair))
    }
}

fn trusted(name: &str) -> User {
    User {
        id: 1,
        name: name.to_owned(),
        role: Role::Admin,
    }
}

fn user(pair: KeyPair) -> User {
    User {
        id: pair.id,
        name: pair.name,
        role: pair.role,
    }
}

fn wrong() -> Refusal {
    refuse(Code::Keys, "Invalid API Key or Access Key")
}
