//! Owns the deck that is kept in memory while records are typed, and keeping it true: what has moved since
//! it was dealt is compared one by one, until there is so much of it that the deck is dealt anew.
//! Must not weigh.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::Connection;

use crate::customer::{Customer, CustomerId};
use crate::store::{customers, peek};

use super::super::WorkspaceError;
use super::deck::{Dealer, Deck};
use super::score::{Verdict, weigh};
use super::traits::{self, KEYS, Kind, Trait};

/// So many customers that have moved are compared one by one.
const MOVED: usize = 500;

/// What is kept.
#[derive(Default)]
pub struct Beside {
    kept: Mutex<Option<Kept>>,
}

#[derive(Clone)]
struct Kept {
    deck: Arc<Deck>,
    /// The mirror's change number up to which `moved` goes.
    seq: i64,
    /// Customers that were written since the deck was dealt; none where one is in the trash.
    moved: Arc<HashMap<CustomerId, Option<Vec<Trait>>>>,
}

impl Beside {
    /// Who is like a record with at least this score, the likeliest first.
    pub fn twins(
        &self,
        db: &Connection,
        record: &Customer,
        lean: f32,
        least: f64,
    ) -> Result<Vec<(CustomerId, Verdict)>, WorkspaceError> {
        let traits = traits::read(record);
        if !traits.iter().any(|one| says_who(one.kind)) {
            return Ok(Vec::new());
        }
        let kept = self.now(db)?;
        let texts = kept.deck.weighed(&traits);
        let mut found = kept.deck.twins(&texts, lean, least);
        found.retain(|(id, _)| !kept.moved.contains_key(id));
        for (id, other) in kept.moved.iter() {
            let Some(other) = other else { continue };
            let verdict = weigh(&texts, &kept.deck.weighed(other), kept.deck.len(), lean);
            if verdict.score() >= least {
                found.push((*id, verdict));
            }
        }
        found.retain(|(id, _)| Some(*id) != record.id());
        found.sort_by(|(a, x), (b, y)| y.weight.total_cmp(&x.weight).then(a.cmp(b)));
        Ok(found)
    }

    /// The deck, with what has moved up to this moment.
    fn now(&self, db: &Connection) -> Result<Kept, WorkspaceError> {
        // Held while a deck is dealt: whoever asks meanwhile waits for it, instead of dealing another.
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let seq = customers::last_seq(db)?;
        let now = match kept.take() {
            Some(before) if before.seq == seq => before,
            Some(before) => catch_up(db, before, seq)?,
            None => deal(db, seq)?,
        };
        *kept = Some(now.clone());
        Ok(now)
    }
}

fn catch_up(db: &Connection, before: Kept, seq: i64) -> Result<Kept, WorkspaceError> {
    let mut moved = HashMap::clone(&before.moved);
    customers::each_moved(db, before.seq, |id, body| {
        if moved.len() <= MOVED {
            let traits = body.map(|body| traits::read(&peek::record(body, &KEYS)));
            moved.insert(id, traits);
        }
        Ok(())
    })?;
    if moved.len() > MOVED {
        return deal(db, seq);
    }
    Ok(Kept {
        moved: Arc::new(moved),
        seq,
        ..before
    })
}

fn deal(db: &Connection, seq: i64) -> Result<Kept, WorkspaceError> {
    Ok(Kept {
        deck: Arc::new(read(db)?),
        seq,
        moved: Arc::default(),
    })
}

/// All customers of a mirror.
pub fn read(db: &Connection) -> Result<Deck, WorkspaceError> {
    let mut dealer = Dealer::default();
    customers::each_body(db, |id, body| {
        dealer.add(id, &peek::record(body, &KEYS));
        Ok(())
    })?;
    Ok(dealer.deal())
}

/// A town or a country alone is no beginning of a customer.
fn says_who(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Word | Kind::Phone | Kind::Email | Kind::Host | Kind::Other
    )
}
