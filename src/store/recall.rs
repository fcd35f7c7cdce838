//! Owns what the store in a file asks the roll, and what it brings the roll: changes, in the order of their
//! numbers. A page is of one moment: where a record was changed since it was picked, it is picked again.
//! Must not search.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Weak};
use std::time::Duration;

use rusqlite::{Connection, OptionalExtension};

use crate::customer::CustomerId;

use super::roll::{Called, Calling, Entry, Known, Last, Picked, Roll, STEP, STEPS, Wanted};
use super::sort::Sorter;
use super::{Ask, Filter, Order, Page, StoreError, customers, look, moved, schema};

/// Records that are tested or put in order one by one.
pub(super) const FEW: usize = 2000;
/// How often a page is picked, or something learnt for it, before the store is asked without the roll.
pub(super) const TRIES: usize = 8;

/// A page by the roll; none where the store has to answer by itself.
pub(super) fn page(
    conn: &Connection,
    roll: &Roll,
    ask: &Ask,
    order: &Order,
) -> Result<Option<Page>, StoreError> {
    let Some(wanted) = Wanted::of(ask, order) else {
        return Ok(None);
    };
    for _ in 0..TRIES {
        if !catch_up(conn, roll)? {
            return Ok(None);
        }
        if wanted.is_exact && wanted.way.is_some() {
            let Some(picked) = roll.pick(&wanted) else {
                return Ok(None);
            };
            if let Some(page) = picked_page(conn, &picked)? {
                return Ok(Some(page));
            }
            continue;
        }
        if !wanted.words.is_empty() {
            let Some(all) = roll.pick(&wanted.all()) else {
                return Ok(None);
            };
            if all.total <= FEW {
                let Some(records) = bodies(conn, &all.ids, all.seq)? else {
                    continue;
                };
                return choose(&all.ids, records, ask, order, wanted.is_exact).map(Some);
            }
        }
        if wanted.way.is_none() {
            return Ok(None);
        }
        match roll.known(&wanted) {
            Known::All(picked) => {
                if let Some(page) = picked_page(conn, &picked)? {
                    return Ok(Some(page));
                }
            }
            Known::But(ids, mark) if ids.len() <= FEW => {
                if let Some(records) = bodies(conn, &ids, mark.seq)? {
                    let met = met(&ids, &records, &ask.filter)?;
                    roll.learn(&wanted, &met, mark);
                }
            }
            Known::But(..) | Known::Nothing => {
                let moment = conn.unchecked_transaction()?;
                let last = customers::last_seq(&moment)?;
                let is_there = catch_up(&moment, roll)?;
                let mark = roll.mark();
                // Else somebody has brought it what is not to be seen at this moment.
                if is_there && mark.seq == last {
                    let met = look::matching(&moment, &ask.filter, order)?;
                    roll.learn(&wanted, &met, mark);
                }
            }
        }
    }
    Ok(None)
}

fn picked_page(conn: &Connection, picked: &Picked) -> Result<Option<Page>, StoreError> {
    let records = bodies(conn, &picked.ids, picked.seq)?;
    Ok(records.map(|records| Page {
        records,
        total: picked.total,
    }))
}

/// Brings the roll what has changed. False where that is too much, or there is no roll.
fn catch_up(conn: &Connection, roll: &Roll) -> Result<bool, StoreError> {
    for _ in 0..STEPS {
        let Some(mine) = roll.last() else {
            return Ok(false);
        };
        let (now, entries) = since(conn, mine.seq)?;
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

/// Some of what changed behind `seq`, and how far the store is, asked before.
fn since(conn: &Connection, seq: i64) -> Result<(Last, Vec<Entry>), StoreError> {
    let now = Last {
        identity: moved::identity(conn)?,
        seq: customers::last_seq(conn)?,
    };
    let mut find = conn.prepare_cached(
        "SELECT id, seq, deleted, name_key, CASE deleted WHEN 0 THEN search ELSE '' END
         FROM customers WHERE seq > ?1 ORDER BY seq LIMIT ?2",
    )?;
    let limit = i64::try_from(STEP).unwrap_or(i64::MAX);
    let rows = find.query_map([seq, limit], |row| {
        Ok(Entry {
            id: row.get(0)?,
            seq: row.get(1)?,
            deleted: row.get(2)?,
            name: row.get(3)?,
            text: row.get(4)?,
        })
    })?;
    Ok((now, rows.collect::<Result<_, _>>()?))
}

/// The records as they were at a change's number; none where one was changed since.
fn bodies(
    conn: &Connection,
    ids: &[CustomerId],
    seq: i64,
) -> Result<Option<Vec<String>>, StoreError> {
    // What is read here is of a later moment than the roll, and shows whatever has changed since.
    let moment = conn.unchecked_transaction()?;
    let mut find = moment
        .prepare_cached("SELECT body FROM customers WHERE id = ?1 AND seq <= ?2 AND deleted = 0")?;
    let mut out = Vec::with_capacity(ids.len());
    for id in ids {
        let body: Option<String> = find.query_row([*id, seq], |row| row.get(0)).optional()?;
        match body {
            Some(body) => out.push(body),
            None => return Ok(None),
        }
    }
    Ok(Some(out))
}

/// Those of these customers that meet a filter.
pub(super) fn met(
    ids: &[CustomerId],
    records: &[String],
    filter: &Filter,
) -> Result<Vec<CustomerId>, StoreError> {
    let mut out = Vec::new();
    for (id, body) in ids.iter().zip(records) {
        if filter.matches(&customers::read(body)?) {
            out.push(*id);
        }
    }
    Ok(out)
}

/// Of what words have found, the page of those that are met by the rest of the question.
pub(super) fn choose(
    ids: &[CustomerId],
    records: Vec<String>,
    ask: &Ask,
    order: &Order,
    is_exact: bool,
) -> Result<Page, StoreError> {
    let mut sorter = Sorter::new(&ask.sort, order);
    let mut met = std::collections::HashMap::new();
    for (id, body) in ids.iter().zip(records) {
        if is_exact || ask.filter.matches(&customers::read(&body)?) {
            sorter.add(*id, &body);
            met.insert(*id, body);
        }
    }
    let ids = sorter.ids();
    let total = ids.len();
    let page = ids.into_iter().skip(ask.start).take(ask.count);
    Ok(Page {
        records: page.filter_map(|id| met.remove(&id)).collect(),
        total,
    })
}

/// Calls the roll on a thread of its own, now and whenever it is asked for, as long as somebody keeps it.
pub(super) fn start(path: &Path) -> Result<Arc<Roll>, StoreError> {
    let (roll, called) = Roll::new();
    let (path, kept) = (path.to_owned(), Arc::downgrade(&roll));
    std::thread::Builder::new()
        .name("store-roll".to_owned())
        .spawn(move || stand_by(path, kept, called))
        .map_err(|error| StoreError::Database(error.to_string()))?;
    Ok(roll)
}

/// How long to wait after so many failures in a row: a second, then twice as long each time, a minute at most.
pub(super) fn pause(failed: u32) -> Duration {
    let doubled = 1u64 << failed.saturating_sub(1).min(6);
    Duration::from_secs(doubled.min(60))
}

fn stand_by(path: PathBuf, kept: Weak<Roll>, mut called: Called) {
    let mut failed = 0;
    while failed > 0 || called.blocking_recv().is_some() {
        match call(&path, &kept) {
            Ok(Some(calling)) => {
                failed = 0;
                if let Some(roll) = kept.upgrade() {
                    roll.replace(calling);
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
                std::thread::sleep(pause(failed));
                if kept.strong_count() == 0 {
                    return;
                }
            }
        }
    }
}

/// Everyone there is; none where they are too many, or nobody keeps the roll any more.
fn call(path: &Path, kept: &Weak<Roll>) -> Result<Option<Calling>, StoreError> {
    let conn = schema::open_read_only(path)?;
    let mut calling = Calling::begin();
    loop {
        let (now, entries) = since(&conn, calling.last().seq)?;
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
