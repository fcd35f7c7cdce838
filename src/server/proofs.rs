//! Owns knowing that a pair is right without the slow comparison each time, and slowing down who guesses.
//! What it remembers are keyed hashes, in this process alone and for a while.
//! Must not decide who may do what, and must not outlive a pair: it is asked about pairs that exist.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use sha2::{Digest, Sha256};
use tokio::sync::Semaphore;

use crate::store::{KeyPair, Store, StoreError};

use super::keys::{self, Verdict};

/// How long a pair that was right is taken for right.
const GOOD_FOR: Duration = Duration::from_secs(600);
/// Comparisons at a time by each door: each takes a processor and 19 MiB.
const AT_ONCE: usize = 2;
/// So many wrong tries are nobody's guessing; from there on one a second is looked at.
const SLIPS: u32 = 10;
const PAUSE: Duration = Duration::from_secs(1);
/// What nobody gets wrong for so long is not counted any more.
const FORGOTTEN: Duration = Duration::from_secs(600);
/// A hash that no key has, as slow as those of `keys`.
const NOBODYS: &[u8] =
    b"$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5cyBzYWx0IQ$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// What was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    Right,
    Wrong,
    /// There were too many wrong tries here; this one was not looked at.
    Later,
}

/// How somebody comes to a pair. Names are known to many, so who guesses by a name stands in the way of
/// nobody who comes with an API key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Door {
    /// A name in any spelling, whether anybody has it or not; its hash, as what is typed may be long.
    Name([u8; 32]),
    /// The API key of the pair with this id.
    Keys(i64),
}

impl Door {
    pub fn named(name: &str) -> Door {
        Door::Name(Sha256::digest(name.to_ascii_lowercase()).into())
    }
}

pub struct Proofs {
    /// Makes the hashes of this process mean nothing elsewhere.
    salt: Option<[u8; 32]>,
    right: Mutex<HashMap<[u8; 32], Instant>>,
    wrong: Mutex<HashMap<Door, (u32, Instant)>>,
    turns_by_name: Semaphore,
    turns_by_keys: Semaphore,
}

impl Default for Proofs {
    fn default() -> Proofs {
        Proofs {
            // Without chance nothing is remembered, and every comparison is the slow one.
            salt: keys::random().ok(),
            right: Mutex::default(),
            wrong: Mutex::default(),
            turns_by_name: Semaphore::new(AT_ONCE),
            turns_by_keys: Semaphore::new(AT_ONCE),
        }
    }
}

impl Proofs {
    /// Whether `access` is the second key of a pair. Without a pair it takes as long and is wrong.
    pub async fn check(
        &self,
        store: &dyn Store,
        door: Door,
        pair: Option<&KeyPair>,
        access: &str,
    ) -> Result<Found, StoreError> {
        let mark = pair.and_then(|pair| self.mark(pair, access));
        if self.is_known(mark) {
            return Ok(Found::Right);
        }
        if self.is_guessed(door) {
            return Ok(Found::Later);
        }
        let turns = match door {
            Door::Name(_) => &self.turns_by_name,
            Door::Keys(_) => &self.turns_by_keys,
        };
        let _turn = turns.acquire().await;
        // Of many that came at once the first has found it out, or used up the tries.
        if self.is_known(mark) {
            return Ok(Found::Right);
        }
        if self.is_guessed(door) {
            return Ok(Found::Later);
        }
        let (key, kept) = (access.to_owned(), pair.map(|pair| pair.access.clone()));
        let compared = tokio::task::spawn_blocking(move || compare(&key, kept.as_deref()));
        let verdict = compared
            .await
            .map_err(|error| StoreError::Database(error.to_string()))?;
        let Some(pair) = pair.filter(|_| verdict != Verdict::Wrong) else {
            self.slipped(door);
            return Ok(Found::Wrong);
        };
        lock(&self.wrong).remove(&door);
        self.remember(mark);
        if verdict == Verdict::Old {
            renew(store, pair, access).await;
        }
        Ok(Found::Right)
    }

    /// Whether it is known already that `access` is the second key of this pair.
    pub fn knows(&self, pair: &KeyPair, access: &str) -> bool {
        self.is_known(self.mark(pair, access))
    }

    /// Says nothing about the keys to who reads the memory of another process.
    fn mark(&self, pair: &KeyPair, access: &str) -> Option<[u8; 32]> {
        let hash = Sha256::new()
            .chain_update(self.salt?)
            .chain_update(Sha256::digest(&pair.api))
            .chain_update(Sha256::digest(&pair.access))
            .chain_update(access);
        Some(hash.finalize().into())
    }

    /// Whether it was right a while ago. Who goes on asking goes on being known: guesses by others never
    /// come between.
    fn is_known(&self, mark: Option<[u8; 32]>) -> bool {
        let now = Instant::now();
        let mut right = lock(&self.right);
        let until = mark.and_then(|mark| right.get_mut(&mark));
        let Some(until) = until.filter(|until| now < **until) else {
            return false;
        };
        *until = now + GOOD_FOR;
        true
    }

    fn remember(&self, mark: Option<[u8; 32]>) {
        let now = Instant::now();
        let mut right = lock(&self.right);
        right.retain(|_, until| now < *until);
        right.extend(mark.map(|mark| (mark, now + GOOD_FOR)));
    }

    fn slipped(&self, door: Door) {
        let mut wrong = lock(&self.wrong);
        wrong.retain(|_, (_, last)| last.elapsed() < FORGOTTEN);
        let (slips, last) = wrong.entry(door).or_insert((0, Instant::now()));
        (*slips, *last) = (slips.saturating_add(1), Instant::now());
    }

    fn is_guessed(&self, door: Door) -> bool {
        let wrong = lock(&self.wrong);
        wrong
            .get(&door)
            .is_some_and(|(slips, last)| *slips >= SLIPS && last.elapsed() < PAUSE)
    }
}

/// A wrong key takes the slow comparison always: how long it took says nothing of what is kept.
fn compare(key: &str, kept: Option<&[u8]>) -> Verdict {
    let slow = |kept: &[u8]| kept.starts_with(b"$argon2");
    let verdict = kept.map_or(Verdict::Wrong, |kept| keys::compare(key, kept));
    if verdict == Verdict::Wrong && !kept.is_some_and(slow) {
        keys::compare(key, NOBODYS);
    }
    verdict
}

/// Keeps the slow hash in the place of a quick one.
async fn renew(store: &dyn Store, pair: &KeyPair, access: &str) {
    // The pair of the environment is at rest nowhere.
    if pair.id == 0 {
        return;
    }
    let key = access.to_owned();
    let hash = tokio::task::spawn_blocking(move || keys::slow_hash(&key)).await;
    let kept = match hash {
        Ok(Ok(hash)) => store.rehash_key(pair.id, hash).await,
        Ok(Err(error)) => Err(error),
        Err(error) => Err(StoreError::Database(error.to_string())),
    };
    if let Err(error) = kept {
        tracing::warn!(%error, "a key could not be hashed anew; it is let in as before");
    }
}

fn lock<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobodys_hash_is_read_and_is_as_slow_as_any() {
        use argon2::password_hash::PasswordHash;
        let slow = keys::slow_hash("open sesame").unwrap();
        let slow = PasswordHash::new(std::str::from_utf8(&slow).unwrap()).unwrap();
        let nobodys = PasswordHash::new(std::str::from_utf8(NOBODYS).unwrap()).unwrap();
        assert_eq!(
            (nobodys.algorithm, nobodys.version, &nobodys.params),
            (slow.algorithm, slow.version, &slow.params)
        );
        let length = |hash: &PasswordHash<'_>| hash.hash.map(|hash| hash.len());
        assert_eq!(length(&nobodys), length(&slow));
        assert_eq!(compare("", None), Verdict::Wrong);
    }

    #[test]
    fn who_goes_on_asking_goes_on_being_known() {
        let proofs = Proofs::default();
        let mark = Some([7; 32]);
        assert!(!proofs.is_known(mark));
        let soon = Instant::now() + Duration::from_secs(60);
        lock(&proofs.right).insert([7; 32], soon);
        assert!(proofs.is_known(mark));
        assert!(lock(&proofs.right)[&[7; 32]] > soon);
        lock(&proofs.right).insert([7; 32], Instant::now());
        assert!(!proofs.is_known(mark));
    }
}
