//! Owns the store in a PostgreSQL database, which any number of processes share: nothing of it is kept here.
//! Reads are one question each; changes go through `writer`, in turns with the other processes.
//! Must not decide what a change does: that comes as an `Edit`.

mod address;
mod backup;
mod change;
mod listen;
mod load;
mod moved;
mod narrow;
mod page;
mod pairs;
mod pool;
mod put;
mod reach;
mod recall;
mod restore;
mod row;
mod schema;
mod shelf;
mod steady;
mod steps;
mod tls;
mod trouble;
mod writer;

use std::sync::{Arc, Mutex, PoisonError};

use deadpool_postgres::{Object, Transaction};
use futures_util::future::BoxFuture;
use tokio::sync::watch;
use tokio_postgres::types::Type;

use crate::customer::changeset::Past;
use crate::customer::{Customer, CustomerId};

use super::backup::{Counted, Giver, Taker};
use super::roll::Roll;
use super::{
    Answer, Ask, By, Deleted, Edit, KeyPair, Moved, Order, Page, Pairs, Paper, RequestId, Sheet,
    Since, Store, StoreError,
};

pub use address::Address;

use change::{Change, Done};
use listen::Listener;
use pairs::Gate;
use pool::Connections;
use trouble::Trouble;
use writer::Writer;

/// A store in a database. Clones share its connections; they end with the last of them.
#[derive(Clone)]
pub struct Postgres {
    connections: Connections,
    writer: Writer,
    gate: Arc<Gate>,
    order: Arc<Mutex<Arc<Order>>>,
    bell: watch::Sender<u64>,
    roll: Option<Arc<Roll>>,
    _listener: Arc<Listener>,
}

impl Postgres {
    /// Connects, and brings the tables up to date. Must be called where tasks can be spawned.
    pub async fn open(address: Address, order: Order) -> Result<Postgres, StoreError> {
        let connections = Connections::new(&address)?;
        let told = |trouble: Trouble| match trouble.told(connections.address()) {
            StoreError::Database(why) => {
                StoreError::Database(format!("{}: {why}", connections.address()))
            }
            other => other,
        };
        steady::check(&connections).await.map_err(told)?;
        let mut conn = connections.get().await.map_err(told)?;
        schema::migrate(&mut conn).await.map_err(told)?;
        drop(conn);
        let (bell, _) = watch::channel(0);
        Ok(Postgres {
            writer: Writer::start(connections.clone(), bell.clone()),
            _listener: Arc::new(listen::start(address, bell.clone())),
            connections,
            gate: Arc::default(),
            order: Arc::new(Mutex::new(Arc::new(order))),
            bell,
            roll: None,
        })
    }

    /// Keeps what is searched in memory too, for a server that is asked much: about 470 bytes a customer. It
    /// is read beside the first requests. Nothing in it is believed that another process has changed since.
    pub fn by_heart(self) -> Postgres {
        Postgres {
            roll: Some(recall::start(self.connections.clone())),
            ..self
        }
    }

    /// Whether searches are answered from memory now.
    pub fn knows_by_heart(&self) -> bool {
        let last = self.roll.as_ref().and_then(|roll| roll.last());
        last.is_some()
    }

    /// What changes no customer, in a transaction of its own: it waits for no turn.
    fn written<S: Send + Sync + 'static, T: Send + 'static>(
        &self,
        subject: S,
        work: impl for<'a> Fn(&'a Transaction<'a>, &'a S) -> BoxFuture<'a, Result<T, Trouble>>
        + Send
        + Sync
        + 'static,
    ) -> Answer<'_, T> {
        Box::pin(async move { self.connections.write(&subject, work).await })
    }

    fn told(&self, trouble: Trouble) -> StoreError {
        trouble.told(self.connections.address())
    }

    fn order(&self) -> Arc<Order> {
        let order = self.order.lock().unwrap_or_else(PoisonError::into_inner);
        order.clone()
    }

    /// A page; none where the pairs are others than those that it is for.
    async fn page_for(&self, ask: Ask, pairs: Option<i64>) -> Result<Option<Page>, StoreError> {
        let order = self.order();
        let known = self.roll.clone();
        let known = known.and_then(|roll| Some((roll, recall::wanted(&ask, &order)?)));
        let subject = (ask, order, known, self.gate.as_ref());
        let read = self
            .connections
            .read(&subject, |conn, (ask, order, known, gate)| {
                Box::pin(async move {
                    let first = match known {
                        Some((roll, wanted)) => recall::at_once(conn, roll, wanted).await?,
                        None => None,
                    };
                    if let Some(pairs) = pairs {
                        let now = match &first {
                            Some(moment) => moment.pairs,
                            None => gate.read(conn).await?.version,
                        };
                        if now != pairs {
                            return Ok(None);
                        }
                    }
                    if let Some(page) = first.and_then(|moment| moment.page) {
                        return Ok(Some(page));
                    }
                    if let Some((roll, wanted)) = known {
                        let asked = recall::asked(conn, roll, wanted.clone(), ask, order);
                        if let Some(page) = asked.await? {
                            return Ok(Some(page));
                        }
                    }
                    page::page(conn, ask, order).await.map(Some)
                })
            });
        read.await
    }

    fn changed(&self, change: Change) -> Answer<'_, Customer> {
        let done = self.writer.write(change);
        Box::pin(async move {
            match done.await? {
                Done::Record(record) => Ok(*record),
                other => Err(unexpected(&other)),
            }
        })
    }
}

/// What is open on a connection whose work failed ends with it.
fn ended<T>(conn: Object, done: Result<T, Trouble>) -> Result<T, Trouble> {
    if done.is_err() {
        drop(Object::take(conn));
    }
    done
}

fn unexpected(done: &Done) -> StoreError {
    StoreError::Database(format!("the change came to something else: {done:?}"))
}

impl Store for Postgres {
    fn get(&self, id: CustomerId) -> Answer<'_, Option<String>> {
        Box::pin(async move { Ok(self.get_many(vec![id]).await?.pop()) })
    }

    fn get_many(&self, ids: Vec<CustomerId>) -> Answer<'_, Vec<String>> {
        Box::pin(async move {
            self.connections
                .read(&ids, |conn, ids| Box::pin(page::live(conn, ids)))
                .await
        })
    }

    fn page(&self, ask: Ask) -> Answer<'_, Page> {
        Box::pin(async move {
            let page = self.page_for(ask, None).await?;
            page.ok_or_else(|| StoreError::Database("a page came to nothing".to_owned()))
        })
    }

    fn page_if(&self, ask: Ask, pairs: i64) -> Answer<'_, Option<Page>> {
        Box::pin(self.page_for(ask, Some(pairs)))
    }

    fn insert(&self, record: Customer, by: By, request: Option<RequestId>) -> Answer<'_, Customer> {
        self.changed(Change::Insert {
            record,
            by,
            request,
        })
    }

    fn insert_many(&self, records: Vec<Customer>, by: By) -> Answer<'_, Vec<CustomerId>> {
        let done = self.writer.write(Change::InsertMany { records, by });
        Box::pin(async move {
            match done.await? {
                Done::Ids(ids) => Ok(ids),
                other => Err(unexpected(&other)),
            }
        })
    }

    fn update(
        &self,
        id: CustomerId,
        if_version: Option<i64>,
        edit: Edit,
        by: By,
    ) -> Answer<'_, Customer> {
        self.changed(Change::Update {
            id,
            if_version,
            edit,
            by,
        })
    }

    fn delete(&self, id: CustomerId, if_version: Option<i64>, by: By) -> Answer<'_, ()> {
        let done = self.writer.write(Change::Delete { id, if_version, by });
        Box::pin(async move { done.await.map(drop) })
    }

    fn restore(&self, id: CustomerId, by: By) -> Answer<'_, Customer> {
        self.changed(Change::Restore { id, by })
    }

    fn since(&self, since: Since, count: usize) -> Answer<'_, Moved> {
        Box::pin(async move {
            self.connections
                .read(&since, |conn, since| {
                    Box::pin(moved::since(conn, since, count))
                })
                .await
        })
    }

    fn trash(
        &self,
        words: Vec<String>,
        start: usize,
        count: usize,
    ) -> Answer<'_, (Vec<Deleted>, usize)> {
        Box::pin(async move {
            self.connections
                .read(&words, |conn, words| {
                    Box::pin(moved::trash(conn, words, start, count))
                })
                .await
        })
    }

    fn history(&self, id: CustomerId) -> Answer<'_, Vec<Past>> {
        Box::pin(async move {
            let read = self.connections.read(&(), |conn, ()| {
                Box::pin(async move {
                    let rows = conn
                        .query_typed(
                            "SELECT at, who, action, field, was, now FROM audit WHERE customer = $1 ORDER BY id",
                            &[(&id, Type::INT8)],
                        )
                        .await?;
                    rows.iter().map(past).collect()
                })
            });
            read.await
        })
    }

    fn count(&self) -> Answer<'_, usize> {
        Box::pin(async move {
            let read = self.connections.read(&(), |conn, ()| {
                Box::pin(async move {
                    let sum = "SELECT coalesce(sum(held), 0)::bigint FROM steps WHERE line = 'id'";
                    let row = conn.query_typed_one(sum, &[]).await?;
                    Ok(usize::try_from(row.try_get::<_, i64>(0)?).unwrap_or(0))
                })
            });
            read.await
        })
    }

    fn keys(&self) -> Answer<'_, Arc<[KeyPair]>> {
        Box::pin(async move {
            let read = self.connections.read(self.gate.as_ref(), |conn, gate| {
                Box::pin(async move { gate.pairs(conn).await })
            });
            read.await
        })
    }

    fn pairs_seen(&self) -> Option<Pairs> {
        self.gate.seen()
    }

    fn add_key(&self, pair: KeyPair, by: By) -> Answer<'_, ()> {
        self.written((pair, by), |tx, (pair, by)| {
            Box::pin(pairs::add(tx, pair, by))
        })
    }

    fn remove_key(&self, name: String, by: By) -> Answer<'_, bool> {
        self.written((name, by), |tx, (name, by)| {
            Box::pin(pairs::remove(tx, name, by))
        })
    }

    fn key_used(&self, id: i64, at: String) -> Answer<'_, ()> {
        self.written((id, at), |tx, (id, at)| Box::pin(pairs::used(tx, *id, at)))
    }

    fn rehash_key(&self, id: i64, access: Vec<u8>) -> Answer<'_, ()> {
        self.written((id, access), |tx, (id, access)| {
            Box::pin(pairs::rehash(tx, *id, access))
        })
    }

    fn paper(&self, kind: &'static str, key: String) -> Answer<'_, Option<Paper>> {
        Box::pin(async move {
            let read = self
                .connections
                .read(&key, |conn, key| Box::pin(shelf::one(conn, kind, key)));
            read.await
        })
    }

    fn papers(
        &self,
        kind: &'static str,
        about: Option<CustomerId>,
        start: usize,
        count: usize,
    ) -> Answer<'_, (Vec<Paper>, usize)> {
        Box::pin(async move {
            let read = self.connections.read(&(), |conn, ()| {
                Box::pin(shelf::many(conn, kind, about, start, count))
            });
            read.await
        })
    }

    fn keep_paper(&self, sheet: Sheet, if_version: Option<i64>, by: By) -> Answer<'_, Paper> {
        self.written((sheet, by), move |tx, (sheet, by)| {
            Box::pin(shelf::keep(tx, sheet, if_version, by))
        })
    }

    fn drop_paper(&self, kind: &'static str, key: String, by: By) -> Answer<'_, bool> {
        self.written((key, by), move |tx, (key, by)| {
            Box::pin(shelf::remove(tx, kind, key, by))
        })
    }

    fn back_up(&self, take: Taker) -> Answer<'_, Counted> {
        Box::pin(async move {
            let given = async {
                let conn = self.connections.get().await?;
                let given = backup::give(&conn, take).await;
                ended(conn, given)
            };
            given.await.map_err(|trouble| self.told(trouble))
        })
    }

    fn take_back(&self, lines: Giver) -> Answer<'_, Counted> {
        Box::pin(async move {
            let taken = async {
                let conn = self.connections.get().await?;
                let taken = restore::take(&conn, lines).await;
                ended(conn, taken)
            };
            taken.await.map_err(|trouble| self.told(trouble))
        })
    }

    fn learn(&self, order: Order) {
        *self.order.lock().unwrap_or_else(PoisonError::into_inner) = Arc::new(order);
    }

    fn bell(&self) -> watch::Receiver<u64> {
        self.bell.subscribe()
    }
}

fn past(row: &tokio_postgres::Row) -> Result<Past, Trouble> {
    Ok(Past {
        at: row.try_get(0)?,
        who: row.try_get(1)?,
        action: row.try_get(2)?,
        field: row.try_get(3)?,
        was: row.try_get(4)?,
        now: row.try_get(5)?,
    })
}
