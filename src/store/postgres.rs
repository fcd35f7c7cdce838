//! Owns the store in a PostgreSQL database, which any number of processes share: nothing of it is kept here.
//! Reads are one question each; changes go through `writer`, in turns with the other processes.
//! Must not decide what a change does: that comes as an `Edit`.

mod address;
mod change;
mod listen;
mod load;
mod moved;
mod narrow;
mod page;
mod pool;
mod put;
mod row;
mod schema;
mod steps;
mod tls;
mod trouble;
mod writer;

use std::sync::Arc;

use tokio::sync::watch;
use tokio_postgres::types::Type;

use crate::customer::changeset::Past;
use crate::customer::{Customer, CustomerId};

use super::{
    Answer, Ask, By, Deleted, Edit, KeyPair, Moved, Order, Page, RequestId, Role, Since, Store,
    StoreError,
};

pub use address::Address;

use change::{Change, Done};
use listen::Listener;
use pool::Connections;
use row::clean;
use trouble::Trouble;
use writer::Writer;

/// A store in a database. Clones share its connections; they end with the last of them.
#[derive(Clone)]
pub struct Postgres {
    connections: Connections,
    writer: Writer,
    order: Arc<Order>,
    bell: watch::Sender<u64>,
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
        let mut conn = connections.get().await.map_err(told)?;
        schema::migrate(&mut conn).await.map_err(told)?;
        drop(conn);
        let (bell, _) = watch::channel(0);
        Ok(Postgres {
            writer: Writer::start(connections.clone(), bell.clone()),
            _listener: Arc::new(listen::start(address, bell.clone())),
            connections,
            order: Arc::new(order),
            bell,
        })
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
            let subject = (ask, self.order.clone());
            self.connections
                .read(&subject, |conn, (ask, order)| {
                    Box::pin(page::page(conn, ask, order))
                })
                .await
        })
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

    fn keys(&self) -> Answer<'_, Vec<KeyPair>> {
        Box::pin(async move {
            let read = self.connections.read(&(), |conn, ()| {
                Box::pin(async move {
                    let all = "SELECT id, name, role, api, access FROM keys ORDER BY id";
                    let rows = conn.query_typed(all, &[]).await?;
                    rows.iter().map(pair).collect()
                })
            });
            read.await
        })
    }

    fn add_key(&self, pair: KeyPair, at: String) -> Answer<'_, ()> {
        Box::pin(async move {
            let (name, role) = (clean(&pair.name), pair.role.word());
            let values = [
                (&name as _, Type::TEXT),
                (&role as _, Type::TEXT),
                (&pair.api as _, Type::BYTEA),
                (&pair.access as _, Type::BYTEA),
                (&at as _, Type::TEXT),
            ];
            let add =
                "INSERT INTO keys (name, role, api, access, created) VALUES ($1, $2, $3, $4, $5)
                 ON CONFLICT DO NOTHING RETURNING id";
            let added = async {
                let conn = self.connections.get().await?;
                Ok(conn.query_typed(add, &values).await?)
            };
            match added
                .await
                .map_err(|t: Trouble| t.told(self.connections.address()))?
                .is_empty()
            {
                true => Err(StoreError::Refused(format!(
                    "there is a pair called {} already",
                    pair.name
                ))),
                false => Ok(()),
            }
        })
    }

    fn remove_key(&self, name: String) -> Answer<'_, bool> {
        Box::pin(async move {
            let name = clean(&name);
            let removed = async {
                let conn = self.connections.get().await?;
                let remove = "DELETE FROM keys WHERE name = $1 RETURNING id";
                Ok(conn
                    .query_typed(remove, &[(&name as _, Type::TEXT)])
                    .await?)
            };
            let removed = removed.await;
            let removed = removed.map_err(|t: Trouble| t.told(self.connections.address()))?;
            Ok(!removed.is_empty())
        })
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

fn pair(row: &tokio_postgres::Row) -> Result<KeyPair, Trouble> {
    let role: &str = row.try_get(2)?;
    Ok(KeyPair {
        id: row.try_get(0)?,
        name: row.try_get(1)?,
        // A role that this rolo does not know gives the least.
        role: Role::from_word(role).unwrap_or(Role::Read),
        api: row.try_get(3)?,
        access: row.try_get(4)?,
    })
}
