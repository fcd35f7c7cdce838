//! Owns sessions: keys of a while that stand for a pair, kept as hashes where every process finds them.
//! Must not know who may have one.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::customer::record::whole;
use crate::store::{By, KeyPair, Sheet, Store, StoreError};

use super::keys::{digest, hex, secret};

const KIND: &str = "session";
/// A working day, and what a client gets that asks for one that does not expire.
const DAY: SignedDuration = SignedDuration::from_hours(10);
const MONTH: SignedDuration = SignedDuration::from_hours(30 * 24);
/// A pair has so many at most; the oldest go first.
const MOST: usize = 200;

/// How long a session lasts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lasting {
    Day,
    Month,
}

/// A session that has not ended.
pub struct Session {
    pub pair: KeyPair,
    /// When somebody logged in with a name and a key; a session got for a session keeps it.
    logged_in: i64,
}

impl Session {
    /// That of somebody who has just shown the pair.
    pub fn new(pair: KeyPair) -> Session {
        Session {
            pair,
            logged_in: Timestamp::now().as_second(),
        }
    }
}

/// Begins a session, which ends a month after the login at the latest; its key in the clear this once.
pub async fn begin(
    store: &dyn Store,
    Session { pair, logged_in }: &Session,
    lasting: Lasting,
) -> Result<String, StoreError> {
    let by = By::now(pair.id, &pair.name);
    sweep(store, pair, &by).await?;
    let span = match lasting {
        Lasting::Day => DAY,
        Lasting::Month => MONTH,
    };
    let until = Timestamp::now().as_second() + span.as_secs();
    let until = until.min(logged_in.saturating_add(MONTH.as_secs()));
    let key = format!("rolo-session-{}{}", secret()?, secret()?);
    let sheet = Sheet {
        kind: KIND,
        key: Some(at_rest(&key)),
        about: None,
        body: json!({
            "pair": mark(pair), "name": pair.name, "until": until, "loggedIn": logged_in,
        })
        .to_string(),
    };
    store.keep_paper(sheet, Some(0), by).await?;
    Ok(key)
}

/// The session of a key, and which of the pairs it stands for; none where it has ended, or its pair is gone.
pub async fn find(
    store: &dyn Store,
    key: &str,
    pairs: &[KeyPair],
) -> Result<Option<Session>, StoreError> {
    let Some(paper) = store.paper(KIND, at_rest(key)).await? else {
        return Ok(None);
    };
    let Kept {
        of,
        until,
        logged_in,
    } = read(&paper.body);
    if until <= Timestamp::now().as_second() {
        return Ok(None);
    }
    let pair = pairs.iter().find(|pair| mark(pair) == of).cloned();
    Ok(pair.map(|pair| Session { pair, logged_in }))
}

/// Whether there was such a session.
pub async fn end(store: &dyn Store, key: &str, by: By) -> Result<bool, StoreError> {
    store.drop_paper(KIND, at_rest(key), by).await
}

/// What has ended goes, and what one pair has too many of.
async fn sweep(store: &dyn Store, pair: &KeyPair, by: &By) -> Result<(), StoreError> {
    let (all, _) = store.papers(KIND, None, 0, usize::MAX).await?;
    let (now, own) = (Timestamp::now().as_second(), mark(pair));
    let mut kept = 0;
    for paper in all {
        let Kept { of, until, .. } = read(&paper.body);
        kept += usize::from(of == own);
        if until <= now || (of == own && kept >= MOST) {
            store.drop_paper(KIND, paper.key, by.clone()).await?;
        }
    }
    Ok(())
}

/// What is kept of a session.
struct Kept {
    /// The mark of its pair.
    of: String,
    until: i64,
    logged_in: i64,
}

fn read(body: &str) -> Kept {
    let body: Value = serde_json::from_str(body).unwrap_or_default();
    let of = body.get("pair").and_then(Value::as_str).unwrap_or_default();
    let until = body.get("until").and_then(whole).unwrap_or(0);
    // Of a session of earlier times it is not known, and such a one is not made longer.
    let logged_in = body.get("loggedIn").and_then(whole);
    Kept {
        of: of.to_owned(),
        until,
        logged_in: logged_in.unwrap_or(until.saturating_sub(MONTH.as_secs())),
    }
}

/// Names a pair and no later one of the same name. The pair of the environment may get another second key
/// while the first one stays.
fn mark(pair: &KeyPair) -> String {
    match pair.id {
        0 => hex(&[pair.api.as_slice(), pair.access.as_slice()].concat()),
        _ => hex(&pair.api),
    }
}

fn at_rest(key: &str) -> String {
    hex(&digest(key))
}
