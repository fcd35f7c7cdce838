//! Owns where the tests keep customers: a store in a file, or one in a database, and the few words that
//! all of them use.

use std::future::Future;
use std::sync::Arc;

use rolo::customer::{Catalog, Customer};
use rolo::store::{By, Edit, Order, Sqlite, Store};
use serde_json::Value;

use super::cluster::database;

pub type Promised = Arc<dyn Store>;

pub async fn on_sqlite<F: Future<Output = ()>>(test: impl Fn(Promised) -> F) {
    let dir = tempfile::tempdir().unwrap();
    let order = Order::of(&Catalog::default());
    let store = Sqlite::open(&dir.path().join("store.db"), order).unwrap();
    test(Arc::new(store)).await;
}

/// A file whose store keeps the searched texts in memory too: it must answer the same.
pub async fn by_heart_on_sqlite<F: Future<Output = ()>>(test: impl Fn(Promised) -> F) {
    let dir = tempfile::tempdir().unwrap();
    let order = Order::of(&Catalog::default());
    let store = Sqlite::open(&dir.path().join("store.db"), order).unwrap();
    test(Arc::new(store.by_heart().unwrap())).await;
}

pub async fn by_heart_on_postgres<F: Future<Output = ()>>(test: impl Fn(Promised) -> F) {
    let Some(database) = database().await else {
        return;
    };
    test(Arc::new(database.open().await.by_heart())).await;
    database.remove().await;
}

pub async fn on_postgres<F: Future<Output = ()>>(test: impl Fn(Promised) -> F) {
    let Some(database) = database().await else {
        return;
    };
    test(Arc::new(database.open().await)).await;
    database.remove().await;
}

/// Each test on both, as a server keeps them too.
macro_rules! on_both {
    ($($room:ident :: $name:ident),* $(,)?) => {
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                $crate::houses::on_sqlite($crate::$room::$name).await;
            })*
        }
        mod postgres {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                $crate::houses::on_postgres($crate::$room::$name).await;
            })*
        }
        mod sqlite_by_heart {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                $crate::houses::by_heart_on_sqlite($crate::$room::$name).await;
            })*
        }
        mod postgres_by_heart {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                $crate::houses::by_heart_on_postgres($crate::$room::$name).await;
            })*
        }
    };
}
pub(crate) use on_both;

pub fn by(name: &str) -> By {
    at(name, "2024-02-29 10:00:00")
}

pub fn at(name: &str, at: &str) -> By {
    By {
        id: 7,
        name: name.to_owned(),
        at: at.to_owned(),
    }
}

pub fn customer(value: Value) -> Customer {
    Customer::from_value(value).unwrap()
}

pub fn read(body: &str) -> Customer {
    Customer::from_json(body).unwrap()
}

pub fn set(key: &'static str, value: Value) -> Edit {
    Box::new(move |record| {
        record.set(key, value.clone());
        Ok(())
    })
}
