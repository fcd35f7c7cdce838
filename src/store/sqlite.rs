//! Owns the store in one SQLite file: one thread writes, each change in full or not at all with its audit;
//! reads run beside it on connections of their own.
//! Must not decide what a change does: that comes as an `Edit`.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::{Connection, OptionalExtension, Transaction, params};
use tokio::sync::{Semaphore, watch};

use crate::customer::changeset::Past;
use crate::customer::{Customer, CustomerId};

use super::pairs::{self, Gate};
use super::roll::Roll;
use super::writer::Writer;
use super::{
    Answer, Ask, By, Deleted, Edit, KeyPair, Moved, Order, Page, Paper, RequestId, Sheet, Since,
    Store, StoreError, backup, copies, customers, look, moved, recall, schema, shelf, stamp,
};

/// Reads that may run at the same time.
const READERS: usize = 4;

/// A store in a file. Clones share it; the writing thread ends with the last of them.
#[derive(Clone)]
pub struct Sqlite {
    writer: Writer,
    readers: Arc<Readers>,
    gate: Arc<Gate>,
    order: Arc<Mutex<Arc<Order>>>,
    roll: Option<Arc<Roll>>,
}

struct Readers {
    path: PathBuf,
    idle: Mutex<Vec<Connection>>,
    turns: Semaphore,
}

impl Sqlite {
    /// Opens (or makes) the file and brings its tables up to date.
    pub fn open(path: &Path, order: Order) -> Result<Sqlite, StoreError> {
        let mut conn = customers::open(path)?;
        schema::migrate(&mut conn, "server", &schema::SERVER)?;
        conn.pragma_update(None, "cache_size", schema::LARGE_CACHE)?;
        let writer = Writer::start(conn)?;
        Ok(Sqlite {
            writer,
            readers: Arc::new(Readers {
                path: path.to_owned(),
                idle: Mutex::new(Vec::new()),
                turns: Semaphore::new(READERS),
            }),
            gate: Arc::new(Gate::new(path)),
            order: Arc::new(Mutex::new(Arc::new(order))),
            roll: None,
        })
    }

    /// Keeps what is searched in memory too, for a server that is asked much: about 470 bytes a customer. It
    /// is read beside the first requests.
    pub fn by_heart(self) -> Result<Sqlite, StoreError> {
        let roll = recall::start(&self.readers.path)?;
        Ok(Sqlite {
            roll: Some(roll),
            ..self
        })
    }

    /// Whether searches are answered from memory now.
    pub fn knows_by_heart(&self) -> bool {
        let last = self.roll.as_ref().and_then(|roll| roll.last());
        last.is_some()
    }

    /// Fills a file that has no customers, and says whether it had none: of several programs that come at once
    /// one fills it.
    pub fn fill(&self, records: Vec<Customer>, by: By) -> Answer<'_, bool> {
        self.write(move |tx| {
            if customers::count(tx)? > 0 {
                return Ok(false);
            }
            for record in records {
                insert(tx, record, &by)?;
            }
            Ok(true)
        })
    }

    /// Runs `work` on the writing thread, in full or not at all; it is durable when this returns.
    fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, StoreError> + Send + 'static,
    ) -> Answer<'_, T> {
        self.writer.write(work)
    }

    /// Runs `work` on a reading connection, beside the event loop.
    fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Answer<'_, T> {
        let readers = self.readers.clone();
        Box::pin(async move {
            let _turn = readers.turns.acquire().await.map_err(|_| stopped())?;
            let own = readers.clone();
            let run = move || own.with(work);
            tokio::task::spawn_blocking(run)
                .await
                .map_err(|_| stopped())?
        })
    }
}

impl Readers {
    fn with<T>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let idle = || self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = idle().pop();
        let conn = match kept {
            Some(conn) => conn,
            None => schema::open_read_only(&self.path)?,
        };
        let result = work(&conn);
        idle().push(conn);
        result
    }
}

pub(super) fn stopped() -> StoreError {
    StoreError::Database("the store has stopped".to_owned())
}

impl Store for Sqlite {
    fn get(&self, id: CustomerId) -> Answer<'_, Option<String>> {
        self.read(move |conn| customers::body(conn, id))
    }

    fn get_many(&self, ids: Vec<CustomerId>) -> Answer<'_, Vec<String>> {
        self.read(move |conn| bodies(conn, &ids))
    }

    fn page(&self, ask: Ask) -> Answer<'_, Page> {
        let order = self.order.lock().unwrap_or_else(PoisonError::into_inner);
        let order = order.clone();
        let roll = self.roll.clone();
        self.read(move |conn| {
            if let Some(roll) = roll
                && let Some(page) = recall::page(conn, &roll, &ask, &order)?
            {
                return Ok(page);
            }
            // The ids and their records are of one moment.
            let moment = conn.unchecked_transaction()?;
            look::page(&moment, &ask, &order)
        })
    }

    fn insert(&self, record: Customer, by: By, request: Option<RequestId>) -> Answer<'_, Customer> {
        self.write(move |tx| {
            if let Some(request) = &request
                && let Some(first) = requested(tx, request)?
            {
                return Ok(first);
            }
            let record = insert(tx, record, &by)?;
            if let (Some(request), Some(id)) = (request, record.id()) {
                tx.execute(
                    "INSERT INTO requests (id, customer, at, content) VALUES (?1, ?2, ?3, ?4)",
                    params![request.id, id, by.at, request.content],
                )?;
            }
            Ok(record)
        })
    }

    fn insert_many(&self, records: Vec<Customer>, by: By) -> Answer<'_, Vec<CustomerId>> {
        self.write(move |tx| {
            let mut ids = Vec::with_capacity(records.len());
            for record in records {
                ids.extend(insert(tx, record, &by)?.id());
            }
            Ok(ids)
        })
    }

    fn update(
        &self,
        id: CustomerId,
        if_version: Option<i64>,
        edit: Edit,
        by: By,
    ) -> Answer<'_, Customer> {
        self.write(move |tx| update(tx, id, if_version, &edit, &by))
    }

    fn delete(&self, id: CustomerId, if_version: Option<i64>, by: By) -> Answer<'_, ()> {
        self.write(move |tx| {
            if let Some(version) = if_version {
                let before = customers::get(tx, id)?.ok_or(StoreError::NotFound(id))?;
                if before.version() != Some(version) {
                    return Err(StoreError::Moved(Box::new(before)));
                }
            }
            if !customers::mark_deleted(tx, id, true)? {
                return Err(StoreError::NotFound(id));
            }
            note(tx, id, &by, "delete", None, (None, None))
        })
    }

    fn restore(&self, id: CustomerId, by: By) -> Answer<'_, Customer> {
        self.write(move |tx| {
            if !customers::mark_deleted(tx, id, false)? {
                return Err(StoreError::NotFound(id));
            }
            note(tx, id, &by, "restore", None, (None, None))?;
            let mut record = customers::get(tx, id)?.ok_or(StoreError::NotFound(id))?;
            stamp::changed(&mut record, &by);
            customers::put(tx, &record)?;
            Ok(record)
        })
    }

    fn since(&self, since: Since, count: usize) -> Answer<'_, Moved> {
        self.read(move |conn| {
            let moment = conn.unchecked_transaction()?;
            moved::since(&moment, &since, count)
        })
    }

    fn trash(
        &self,
        words: Vec<String>,
        start: usize,
        count: usize,
    ) -> Answer<'_, (Vec<Deleted>, usize)> {
        self.read(move |conn| {
            let moment = conn.unchecked_transaction()?;
            moved::trash(&moment, &words, start, count)
        })
    }

    fn history(&self, id: CustomerId) -> Answer<'_, Vec<Past>> {
        self.read(move |conn| {
            let mut find = conn.prepare_cached(
                "SELECT at, who, action, field, was, now FROM audit WHERE customer = ?1 ORDER BY id",
            )?;
            let lines = find.query_map([id], |row| {
                Ok(Past {
                    at: row.get(0)?,
                    who: row.get(1)?,
                    action: row.get(2)?,
                    field: row.get(3)?,
                    was: row.get(4)?,
                    now: row.get(5)?,
                })
            })?;
            Ok(lines.collect::<Result<_, _>>()?)
        })
    }

    fn count(&self) -> Answer<'_, usize> {
        self.read(customers::count)
    }

    fn keys(&self) -> Answer<'_, Arc<[KeyPair]>> {
        // A look at shared memory: not worth a thread.
        let pairs = self.gate.pairs();
        Box::pin(std::future::ready(pairs))
    }

    fn add_key(&self, pair: KeyPair, by: By) -> Answer<'_, ()> {
        self.write(move |tx| pairs::add(tx, &pair, &by))
    }

    fn remove_key(&self, name: String, by: By) -> Answer<'_, bool> {
        self.write(move |tx| pairs::remove(tx, &name, &by))
    }

    fn key_used(&self, id: i64, at: String) -> Answer<'_, ()> {
        self.write(move |tx| pairs::used(tx, id, &at))
    }

    fn rehash_key(&self, id: i64, access: Vec<u8>) -> Answer<'_, ()> {
        self.write(move |tx| pairs::rehash(tx, id, &access))
    }

    fn paper(&self, kind: &'static str, key: String) -> Answer<'_, Option<Paper>> {
        self.read(move |conn| shelf::one(conn, kind, &key))
    }

    fn papers(
        &self,
        kind: &'static str,
        about: Option<CustomerId>,
        start: usize,
        count: usize,
    ) -> Answer<'_, (Vec<Paper>, usize)> {
        self.read(move |conn| {
            let moment = conn.unchecked_transaction()?;
            shelf::many(&moment, kind, about, start, count)
        })
    }

    fn keep_paper(&self, sheet: Sheet, if_version: Option<i64>, by: By) -> Answer<'_, Paper> {
        self.write(move |tx| shelf::keep(tx, sheet, if_version, &by, || next(tx, "paper")))
    }

    fn drop_paper(&self, kind: &'static str, key: String, by: By) -> Answer<'_, bool> {
        self.write(move |tx| shelf::remove(tx, kind, &key, &by))
    }

    fn back_up(&self, mut take: backup::Taker) -> Answer<'_, backup::Counted> {
        self.read(move |conn| copies::give(conn, &mut take))
    }

    fn take_back(&self, lines: backup::Giver) -> Answer<'_, backup::Counted> {
        self.write(move |tx| copies::take(tx, lines))
    }

    fn learn(&self, order: Order) {
        *self.order.lock().unwrap_or_else(PoisonError::into_inner) = Arc::new(order);
    }

    fn bell(&self) -> watch::Receiver<u64> {
        self.writer.bell()
    }
}

fn bodies(conn: &Connection, ids: &[CustomerId]) -> Result<Vec<String>, StoreError> {
    let mut out = Vec::with_capacity(ids.len());
    for id in ids {
        out.extend(customers::body(conn, *id)?);
    }
    Ok(out)
}

/// The record that an earlier save with this request id made, if it sent the same.
fn requested(tx: &Transaction<'_>, request: &RequestId) -> Result<Option<Customer>, StoreError> {
    let found: Option<(String, Option<Vec<u8>>)> = tx
        .query_row(
            "SELECT body, content FROM requests JOIN customers ON customers.id = customer WHERE requests.id = ?1",
            [&request.id],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .optional()?;
    let Some((body, content)) = found else {
        return Ok(None);
    };
    let first = customers::read(&body)?;
    // A request of the time before contents were kept may have been any.
    if content.is_some_and(|content| content != request.content) {
        return Err(StoreError::RequestUsed(Box::new(first)));
    }
    Ok(Some(first))
}

fn insert(tx: &Transaction<'_>, mut record: Customer, by: &By) -> Result<Customer, StoreError> {
    let id = next(tx, "customer")?;
    stamp::born(&mut record, id, by);
    if stamp::wants_number(&record) {
        let number = free_number(tx)?;
        record.set("customerNumber", serde_json::Value::String(number));
    }
    stamp::name_elements(&mut record, || next(tx, "element"))?;
    customers::put(tx, &record)?;
    note(tx, id, by, "create", None, (None, None))?;
    Ok(record)
}

fn update(
    tx: &Transaction<'_>,
    id: CustomerId,
    if_version: Option<i64>,
    edit: &Edit,
    by: &By,
) -> Result<Customer, StoreError> {
    let before = customers::get(tx, id)?.ok_or(StoreError::NotFound(id))?;
    if if_version.is_some_and(|version| before.version() != Some(version)) {
        return Err(StoreError::Moved(Box::new(before)));
    }
    let mut after = before.clone();
    edit(&mut after).map_err(StoreError::Refused)?;
    stamp::name_elements(&mut after, || next(tx, "element"))?;
    if after == before {
        return Ok(before);
    }
    for (field, was, now) in stamp::differences(&before, &after) {
        note(tx, id, by, "update", Some(&field), (was, now))?;
    }
    stamp::changed(&mut after, by);
    customers::put(tx, &after)?;
    Ok(after)
}

fn note(
    tx: &Transaction<'_>,
    id: CustomerId,
    by: &By,
    action: &str,
    field: Option<&str>,
    (was, now): (Option<String>, Option<String>),
) -> Result<(), StoreError> {
    tx.prepare_cached(
        "INSERT INTO audit (customer, at, who, action, field, was, now) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?
    .execute(params![id, by.at, by.name, action, field, was, now])?;
    Ok(())
}

/// The next number of a counter. Ids are never used twice, also not those of the trash.
fn next(tx: &Transaction<'_>, counter: &str) -> Result<i64, StoreError> {
    let mut step = tx.prepare_cached(
        "INSERT INTO counters (name, last) VALUES (?1, coalesce((SELECT max(id) FROM customers WHERE ?1 = 'customer'), 0) + 1)
         ON CONFLICT (name) DO UPDATE SET last = last + 1 RETURNING last",
    )?;
    Ok(step.query_row([counter], |row| row.get(0))?)
}

/// The next customer number that no record has, also none that was typed by hand.
fn free_number(tx: &Transaction<'_>) -> Result<String, StoreError> {
    let mut taken =
        tx.prepare_cached("SELECT EXISTS (SELECT 1 FROM customers WHERE number = ?1)")?;
    loop {
        let number = next(tx, "number")?.to_string();
        let taken: bool = taken.query_row([&number], |row| row.get(0))?;
        if !taken {
            return Ok(number);
        }
    }
}

#[cfg(test)]
#[path = "sqlite_tests.rs"]
mod tests;
