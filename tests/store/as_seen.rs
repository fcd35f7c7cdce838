//! A page and the keys that it is for in one question: nobody is let in by what was true a moment ago.

use std::sync::Arc;

use rolo::server::{Access, KeyRing, NewPair, Service, add_pair, serve};
use rolo::store::{Ask, Page, Postgres, Role, Store};
use secrecy::ExposeSecret;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use super::cluster::{Database, database};
use super::houses::{by, customer};
use super::shelf::pair;

async fn by_heart(database: &Database) -> Postgres {
    let store = database.open().await.by_heart();
    while !store.knows_by_heart() {
        tokio::task::yield_now().await;
    }
    store
}

async fn make(store: &Postgres, name: &str) {
    let new = customer(json!({"customerName": name}));
    store.insert(new, by("ann"), None).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_is_for_pairs_that_are_so_still() {
    let Some(database) = database().await else {
        return;
    };
    let there = database.open().await;
    there.add_key(pair("a"), by("root")).await.unwrap();
    make(&there, "All A").await;
    let ask = Ask {
        count: 10,
        ..Ask::default()
    };
    let names = |page: Option<Page>| page.map(|page| (page.records.len(), page.total));
    // From memory, and from the database alone.
    for here in [by_heart(&database).await, database.open().await] {
        assert!(here.pairs_seen().is_none(), "nothing was read yet");
        here.keys().await.unwrap();
        let seen = here.pairs_seen().unwrap();
        let before = there.count().await.unwrap();
        let page = here.page_if(ask.clone(), seen.version).await.unwrap();
        assert_eq!(names(page), Some((before, before)));
        make(&there, "All B").await;
        let page = here.page_if(ask.clone(), seen.version).await.unwrap();
        assert_eq!(names(page), Some((before + 1, before + 1)), "never older");
        there.key_used(1, "now".into()).await.unwrap();
        let page = here.page_if(ask.clone(), seen.version).await.unwrap();
        assert_eq!(names(page), None, "the pairs have moved");
        here.keys().await.unwrap();
        let seen = here.pairs_seen().unwrap();
        assert_eq!(seen.all[0].used.as_deref(), Some("now"));
        let page = here.page_if(ask.clone(), seen.version).await.unwrap();
        assert_eq!(names(page), Some((before + 1, before + 1)));
    }
    drop(there);
    database.remove().await;
}

/// Asks a server for a page of a search.
async fn found(port: u16, keys: &NewPair, word: &str) -> String {
    let mut wire = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
    let request = format!(
        "GET /app/dao/v6/customers?a=getAllBySearchText&searchText={word}&apiKey={}&accessKey={} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
        keys.api_key.expose_secret(),
        keys.access_key.expose_secret()
    );
    wire.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    wire.read_to_string(&mut answer).await.unwrap();
    answer
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_key_that_another_process_has_removed_opens_nothing_more() {
    let Some(database) = database().await else {
        return;
    };
    let (here, there) = (by_heart(&database).await, database.open().await);
    make(&there, "Alma").await;
    let here: Arc<dyn Store> = Arc::new(here);
    let access = Access::Keys(KeyRing::default());
    let service = Service::new(here.clone(), &json!({}), access);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let running = tokio::spawn(async move {
        serve(listener, &service, None, std::future::pending())
            .await
            .unwrap();
    });
    for nth in 0..5 {
        let name = format!("p{nth}");
        let keys = add_pair(&there, &name, Role::Read).await.unwrap();
        for _ in 0..4 {
            let answer = found(port, &keys, "alma").await;
            assert!(answer.contains("Alma"), "{answer}");
        }
        assert_eq!(here.pairs_seen().unwrap().all.len(), 1);
        assert!(there.remove_key(name, by("root")).await.unwrap());
        let answer = found(port, &keys, "alma").await;
        assert!(answer.contains("Key"), "{answer}");
        assert!(!answer.contains("Alma"), "{answer}");
    }
    running.abort();
    drop((running.await, here, there));
    database.remove().await;
}
