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
/// Comparisons at a time: each takes a processor and 19 MiB.
const AT_ONCE: usize = 2;
/// So many wrong tries are nobody's guessing; from there on one a second is looked at.
const SLIPS: u32 = 10;
const PAUSE: Duration = Duration::from_secs(1);

/// What was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    Right,
    Wrong,
    /// There were too many wrong tries with this pair; this one was not looked at.
    Later,
}

pub struct Proofs {
    /// Makes the hashes of this process mean nothing elsewhere.
    salt: Option<[u8; 32]>,
    right: Mutex<HashMap<[u8; 32], Instant>>,
    wrong: Mutex<HashMap<i64, (u32, Instant)>>,
    turns: Semaphore,
}

impl Default for Proofs {
    fn default() -> Proofs {
        Proofs {
            // Without chance nothing is remembered, and every comparison is the slow one.
            salt: keys::random().ok(),
            right: Mutex::default(),
            wrong: Mutex::default(),
            turns: Semaphore::new(AT_ONCE),
        }
    }
}

impl Proofs {
    /// Whether `access` is the second key of a pair.
    pub async fn check(
        &self,
        store: &dyn Store,
        pair: &KeyPair,
        access: &str,
    ) -> Result<Found, StoreError> {
        let mark = self.mark(pair, access);
        if self.is_known(mark) {
            return Ok(Found::Right);
        }
        if self.is_guessed(pair.id) {
            return Ok(Found::Later);
        }
        let _turn = self.turns.acquire().await;
        // Of many that came at once the first has found it out.
        if self.is_known(mark) {
            return Ok(Found::Right);
        }
        let (key, kept) = (access.to_owned(), pair.access.clone());
        let compared = tokio::task::spawn_blocking(move || keys::compare(&key, &kept));
        let verdict = compared
            .await
            .map_err(|error| StoreError::Database(error.to_string()))?;
        if verdict == Verdict::Wrong {
            let mut wrong = lock(&self.wrong);
            let slips = wrong.get(&pair.id).map_or(0, |(slips, _)| *slips);
            wrong.insert(pair.id, (slips.saturating_add(1), Instant::now()));
            return Ok(Found::Wrong);
        }
        lock(&self.wrong).remove(&pair.id);
        self.remember(mark);
        if verdict == Verdict::Old {
            renew(store, pair, access).await;
        }
        Ok(Found::Right)
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

    fn is_known(&self, mark: Option<[u8; 32]>) -> bool {
        let right = lock(&self.right);
        mark.and_then(|mark| right.get(&mark).copied())
            .is_some_and(|until| Instant::now() < until)
    }

    fn remember(&self, mark: Option<[u8; 32]>) {
        let now = Instant::now();
        let mut right = lock(&self.right);
        right.retain(|_, until| now < *until);
        right.extend(mark.map(|mark| (mark, now + GOOD_FOR)));
    }

    fn is_guessed(&self, id: i64) -> bool {
        let wrong = lock(&self.wrong);
        wrong
            .get(&id)
            .is_some_and(|(slips, last)| *slips >= SLIPS && last.elapsed() < PAUSE)
    }
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
