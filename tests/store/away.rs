//! A database that goes away and comes back, and one that takes no changes.

use std::path::PathBuf;
use std::process::Child;
use std::time::{Duration, Instant};

use rolo::customer::Catalog;
use rolo::store::postgres::Address;
use rolo::store::{Order, Postgres, Store, StoreError};
use serde_json::json;
use tokio_postgres::NoTls;

use super::cluster::{self, database};
use super::houses::{by, customer, set};

const PORT: u16 = 5432;

/// A cluster that can be made unreachable: who connects finds no socket, and who is connected is thrown out.
struct Doors {
    dir: PathBuf,
    child: Child,
}

impl Doors {
    fn open() -> Option<Doors> {
        match cluster::run(PORT, None) {
            Ok((dir, child)) => Some(Doors { dir, child }),
            Err(why) => {
                cluster::skipped(&why);
                None
            }
        }
    }

    fn socket(&self) -> PathBuf {
        self.dir.join(format!(".s.PGSQL.{PORT}"))
    }

    fn aside(&self) -> PathBuf {
        self.dir.join("aside")
    }

    async fn store(&self) -> Postgres {
        let host = self.dir.display().to_string().replace('/', "%2F");
        let address = format!("postgres://rolo@{host}:{PORT}/postgres");
        let address = Address::read(&address).unwrap().unwrap();
        let order = Order::of(&Catalog::default());
        Postgres::open(address, order).await.unwrap()
    }

    async fn close(&self) {
        let address = format!("host={} user=rolo dbname=postgres", self.dir.display());
        let (client, connection) = tokio_postgres::connect(&address, NoTls).await.unwrap();
        let connection = tokio::spawn(connection);
        std::fs::rename(self.socket(), self.aside()).unwrap();
        client
            .batch_execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                 WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()",
            )
            .await
            .unwrap();
        drop(client);
        connection.await.unwrap().unwrap();
    }

    fn reopen(&self) {
        std::fs::rename(self.aside(), self.socket()).unwrap();
    }
}

impl Drop for Doors {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        let _ = self.child.wait();
    }
}

fn is_away<T>(done: Result<T, StoreError>) -> bool {
    matches!(done, Err(StoreError::Unreachable { .. }))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_is_away_is_waited_for_once_and_found_again() {
    let Some(doors) = Doors::open() else { return };
    let store = doors.store().await;
    let one = customer(json!({"customerName": "A"}));
    store.insert(one.clone(), by("ann"), None).await.unwrap();
    doors.close().await;
    assert!(is_away(store.get(1).await));
    // It was waited for: nobody else waits, whoever reads or writes.
    let begun = Instant::now();
    for _ in 0..20 {
        assert!(is_away(store.get(1).await));
        assert!(is_away(store.insert(one.clone(), by("ann"), None).await));
        assert!(is_away(store.keys().await));
    }
    let took = begun.elapsed();
    assert!(took < Duration::from_secs(4), "{took:?}");
    doors.reopen();
    let until = Instant::now() + Duration::from_secs(20);
    while is_away(store.get(1).await) {
        assert!(Instant::now() < until, "it was not found again");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    store.insert(one, by("ann"), None).await.unwrap();
    assert_eq!(store.count().await.unwrap(), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_takes_no_changes_is_read_and_says_so() {
    let Some(database) = database().await else {
        return;
    };
    let one = customer(json!({"customerName": "A"}));
    let store = database.open().await;
    store.insert(one.clone(), by("ann"), None).await.unwrap();
    drop(store);
    database
        .run(&format!(
            "ALTER DATABASE {} SET default_transaction_read_only = on",
            database.name
        ))
        .await;
    let store = database.open().await;
    assert_eq!(store.count().await.unwrap(), 1);
    assert!(store.get(1).await.unwrap().is_some());
    let edit = set("website", json!("w.example"));
    for done in [
        store.insert(one, by("ann"), None).await.map(drop),
        store.update(1, None, edit, by("ann")).await.map(drop),
        store.delete(1, None, by("ann")).await,
        store.remove_key("x".to_owned(), by("ann")).await.map(drop),
    ] {
        assert!(matches!(done, Err(StoreError::Replica)), "{done:?}");
    }
    drop(store);
    database.remove().await;
}
