//! Owns what the store in a database asks the roll of this process, and what it brings the roll: changes of
//! whichever process, in the order of their numbers, before each answer. A page is of one moment: where a
//! record was changed since it was picked, it is picked again.
//! Must not search, and must not write.

use std::sync::{Arc, Weak};

use deadpool_postgres::Object;
use tokio_postgres::Row;

use crate::customer::CustomerId;
use crate::store::recall::{FEW, TRIES, choose, met, pause};
use crate::store::roll::{Called, Calling, Entry, Known, Last, Picked, Roll, STEP, STEPS, Wanted};
use crate::store::{Ask, Order, Page, StoreError};

use super::page;
use super::pool::Connections;
use super::row::clean;
use super::trouble::Trouble;

/// How far the pairs and the changes are, and some records beside them, in any order: one question, so of one moment.
const MOMENT: &str =
    "SELECT 0::bigint, last, name FROM counters WHERE name IN ('identity', 'change', 'pairs')
    UNION ALL SELECT w.nth, 0, (SELECT r.body FROM records r WHERE r.id = w.id)
    FROM unnest($1::bigint[]) WITH ORDINALITY AS w (id, nth)";

/// One question, so that all of it is of one moment.
const SINCE: &str = "SELECT s.identity, s.last, c.id, c.seq, c.deleted, c.name_key, c.search
    FROM (SELECT (SELECT last FROM counters WHERE name = 'identity') AS identity,
                 (SELECT last FROM counters WHERE name = 'change') AS last) s
    LEFT JOIN LATERAL (
        SELECT id, seq, deleted, name_key, CASE WHEN deleted THEN '' ELSE search END AS search
        FROM customers WHERE seq > $1 ORDER BY seq LIMIT $2) c ON true
    ORDER BY c.seq";

const BODIES: &str = "SELECT r.body FROM unnest($1::bigint[]) WITH ORDINALITY AS w (id, nth)
    JOIN customers c ON c.id = w.id AND NOT c.deleted AND c.seq <= $2 JOIN records r ON r.id = w.id
    ORDER BY w.nth";

/// A question as the roll sees it; none where it is of no use.
pub(super) fn wanted(ask: &Ask, order: &Order) -> Option<Wanted> {
    let mut wanted = Wanted::of(ask, order)?;
    for word in &mut wanted.words {
        *word = clean(word);
    }
    Some(wanted)
}

/// A page by the roll; none where the database has to answer.
pub(super) async fn asked(
    conn: &mut Object,
    roll: &Arc<Roll>,
    wanted: Wanted,
    ask: &Ask,
    order: &Order,
) -> Result<Option<Page>, Trouble> {
    for _ in 0..TRIES {
        if !catch_up(conn, roll).await? {
            return Ok(None);
        }
        if wanted.is_exact && wanted.way.is_some() {
            let Some(picked) = pick(roll, wanted.clone()).await? else {
                return Ok(None);
            };
            if let Some(page) = picked_page(conn, picked).await? {
                return Ok(Some(page));
            }
            continue;
        }
        if !wanted.words.is_empty() {
            let Some(all) = pick(roll, wanted.all()).await? else {
                return Ok(None);
            };
            if all.total <= FEW {
                let Some(records) = bodies(conn, &all.ids, all.seq).await? else {
                    continue;
                };
                let page = choose(&all.ids, records, ask, order, wanted.is_exact)?;
                return Ok(Some(page));
            }
        }
        if wanted.way.is_none() {
            return Ok(None);
        }
        match roll.known(&wanted) {
            Known::All(picked) => {
                if let Some(page) = picked_page(conn, picked).await? {
                    return Ok(Some(page));
                }
            }
            Known::But(ids, mark) if ids.len() <= FEW => {
                if let Some(records) = bodies(conn, &ids, mark.seq).await? {
                    roll.learn(&wanted, &met(&ids, &records, &ask.filter)?, mark);
                }
            }
            Known::But(..) | Known::Nothing => {
                let mark = roll.mark();
                let (met, seq) = page::matching(conn, ask, order).await?;
                // Written to since: what was read is not what the roll has at the mark.
                if mark.seq == seq {
                    roll.learn(&wanted, &met, mark);
                }
            }
        }
    }
    Ok(None)
}

/// What the database said at a moment.
pub(super) struct Moment {
    /// How far the pairs were.
    pub pairs: i64,
    /// None where something has changed since the roll knew.
    pub page: Option<Page>,
}

/// The page of what the roll has now, which is good if nothing has changed: whether it has is asked with the records,
/// in one question. None where the roll cannot say at once what to ask for.
pub(super) async fn at_once(
    conn: &Object,
    roll: &Roll,
    wanted: &Wanted,
) -> Result<Option<Moment>, Trouble> {
    if !wanted.is_exact || wanted.way.is_none() {
        return Ok(None);
    }
    let (Some(mine), Some(picked)) = (roll.last(), roll.pick_at_once(wanted)) else {
        return Ok(None);
    };
    let statement = conn.prepare_cached(MOMENT).await?;
    let rows = conn.query(&statement, &[&picked.ids]).await?;
    let (mut identity, mut change, mut pairs) = (None, None, None);
    let mut records = vec![String::new(); picked.ids.len()];
    let mut there = 0;
    for row in &rows {
        let (nth, last): (i64, i64) = (row.try_get(0)?, row.try_get(1)?);
        let text: Option<&str> = row.try_get(2)?;
        let place = usize::try_from(nth - 1).ok();
        match (place.and_then(|place| records.get_mut(place)), text) {
            (Some(record), Some(text)) => {
                *record = text.to_owned();
                there += 1;
            }
            (None, Some("identity")) => identity = Some(last),
            (None, Some("change")) => change = Some(last),
            (None, Some("pairs")) => pairs = Some(last),
            _ => {}
        }
    }
    let (Some(identity), Some(seq), Some(pairs)) = (identity, change, pairs) else {
        return Err(StoreError::Database("its counters are gone".to_owned()).into());
    };
    let is_so_still = seq == picked.seq
        && seq == mine.seq
        && mine.leads_to(Last { identity, seq })
        && there == picked.ids.len();
    Ok(Some(Moment {
        pairs,
        page: is_so_still.then_some(Page {
            records,
            total: picked.total,
        }),
    }))
}

async fn picked_page(conn: &Object, picked: Picked) -> Result<Option<Page>, Trouble> {
    let records = bodies(conn, &picked.ids, picked.seq).await?;
    Ok(records.map(|records| Page {
        records,
        total: picked.total,
    }))
}

/// A long look is not for the threads that answer.
async fn pick(roll: &Arc<Roll>, wanted: Wanted) -> Result<Option<Picked>, Trouble> {
    if let Some(picked) = roll.pick_at_once(&wanted) {
        return Ok(Some(picked));
    }
    let roll = roll.clone();
    let picked = tokio::task::spawn_blocking(move || roll.pick(&wanted)).await;
    let ended = |_| StoreError::Database("a search ended in a panic".to_owned());
    Ok(picked.map_err(ended)?)
}

async fn catch_up(conn: &Object, roll: &Roll) -> Result<bool, Trouble> {
    for _ in 0..STEPS {
        let Some(mine) = roll.last() else {
            return Ok(false);
        };
        let (now, entries) = since(conn, mine.seq).await?;
        if !mine.leads_to(now) {
            break;
        }
        let is_all = entries.len() < STEP;
        if !entries.is_empty() {
            roll.take(entries);
        }
        if is_all {
            return Ok(true);
        }
    }
    roll.fall_behind();
    Ok(false)
}

/// Some of what changed behind `seq`, and how far the database is.
async fn since(conn: &Object, seq: i64) -> Result<(Last, Vec<Entry>), Trouble> {
    let statement = conn.prepare_cached(SINCE).await?;
    let limit = i64::try_from(STEP).unwrap_or(i64::MAX);
    let rows = conn.query(&statement, &[&seq, &limit]).await?;
    let Some(first) = rows.first() else {
        return Err(StoreError::Database("its counters are gone".to_owned()).into());
    };
    let now = Last {
        identity: first.try_get(0)?,
        seq: first.try_get(1)?,
    };
    let entries = rows.iter().filter_map(|row| entry(row).transpose());
    Ok((now, entries.collect::<Result<_, _>>()?))
}

/// None where nothing has changed.
fn entry(row: &Row) -> Result<Option<Entry>, Trouble> {
    let Some(id) = row.try_get(2)? else {
        return Ok(None);
    };
    Ok(Some(Entry {
        id,
        seq: row.try_get(3)?,
        deleted: row.try_get(4)?,
        name: row.try_get(5)?,
        text: row.try_get(6)?,
    }))
}

/// The records as they were at a change's number; none where one was changed since.
async fn bodies(
    conn: &Object,
    ids: &[CustomerId],
    seq: i64,
) -> Result<Option<Vec<String>>, Trouble> {
    if ids.is_empty() {
        return Ok(Some(Vec::new()));
    }
    let statement = conn.prepare_cached(BODIES).await?;
    let rows = conn.query(&statement, &[&ids, &seq]).await?;
    if rows.len() < ids.len() {
        return Ok(None);
    }
    let texts = rows.iter().map(|row| row.try_get(0));
    Ok(Some(texts.collect::<Result<_, _>>()?))
}

/// Calls the roll beside the requests, now and whenever it is asked for, as long as somebody keeps it.
pub(super) fn start(connections: Connections) -> Arc<Roll> {
    let (roll, called) = Roll::new();
    tokio::spawn(stand_by(connections, Arc::downgrade(&roll), called));
    roll
}

async fn stand_by(connections: Connections, kept: Weak<Roll>, mut called: Called) {
    let mut failed = 0;
    while failed > 0 || called.recv().await.is_some() {
        let read = connections.read(&kept, |conn, kept| Box::pin(call(conn, kept)));
        match read.await {
            Ok(Some(calling)) => {
                failed = 0;
                let Some(roll) = kept.upgrade() else {
                    return;
                };
                let settled = tokio::task::spawn_blocking(move || roll.replace(calling));
                if settled.await.is_err() {
                    return;
                }
            }
            Ok(None) => {
                if let Some(roll) = kept.upgrade() {
                    roll.give_up();
                }
                return;
            }
            Err(error) => {
                failed += 1;
                if failed == 1 {
                    tracing::warn!(%error, "the customers could not be read for searching in memory; they are read again later");
                }
                tokio::time::sleep(pause(failed)).await;
                if kept.strong_count() == 0 {
                    return;
                }
            }
        }
    }
}

/// Everyone there is; none where they are too many, or nobody keeps the roll any more.
async fn call(conn: &Object, kept: &Weak<Roll>) -> Result<Option<Calling>, Trouble> {
    let mut calling = Calling::begin();
    loop {
        let (now, entries) = since(conn, calling.last().seq).await?;
        if !calling.come_to(now) {
            continue;
        }
        let is_all = entries.len() < STEP;
        if !calling.take(entries) || kept.strong_count() == 0 {
            return Ok(None);
        }
        if is_all {
            return Ok(Some(calling));
        }
    }
}
