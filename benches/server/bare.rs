//! Owns the bare SQL that the server is compared with: the same answers out of the same database, by as many
//! connections, without a server between. Must not know the server.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use tokio::task::JoinSet;
use tokio_postgres::{Client, NoTls};

use super::Trouble;
use super::client::Measured;

/// Fifty customers from a place on, in the order of their ids: nothing is quicker. It counts nothing.
const PAGE: &str = "SELECT (SELECT body FROM records WHERE records.id = p.id) FROM (
        SELECT id FROM customers WHERE deleted = false AND id > $1 ORDER BY id LIMIT 50) p
    ORDER BY id";

/// Fifty customers with a word, by name, and how many have it.
const SEARCH: &str = "WITH found AS MATERIALIZED (
        SELECT name_key, id FROM customers WHERE NOT deleted AND search LIKE $1)
    SELECT (SELECT count(*) FROM found), ARRAY(
        SELECT (SELECT body FROM records WHERE records.id = p.id)
        FROM (SELECT name_key, id FROM found ORDER BY name_key = '', name_key, id LIMIT 50) p
        ORDER BY name_key = '', name_key, id)";

#[derive(Clone)]
pub enum Ask {
    /// Behind places up to this one.
    Page(i64),
    Search(Arc<Vec<String>>),
}

pub async fn connect(address: &str) -> Result<Client, Trouble> {
    let (client, connection) = tokio_postgres::connect(address, NoTls).await?;
    tokio::spawn(async move {
        if let Err(error) = connection.await {
            eprintln!("a connection to the database broke: {error}");
        }
    });
    client.batch_execute("SET jit = off").await?;
    Ok(client)
}

pub async fn load(
    address: &str,
    connections: usize,
    time: Duration,
    ask: Ask,
) -> Result<Measured, Trouble> {
    let next = Arc::new(AtomicUsize::new(0));
    let mut clients = Vec::new();
    for _ in 0..connections {
        clients.push(connect(address).await?);
    }
    let begin = Instant::now();
    let mut all = JoinSet::new();
    for client in clients {
        let (next, ask) = (next.clone(), ask.clone());
        all.spawn(async move { one(&client, begin, time, &next, &ask).await });
    }
    let mut measured = Measured::default();
    while let Some(done) = all.join_next().await {
        measured.times.extend(done??);
    }
    measured.took = begin.elapsed();
    Ok(measured)
}

async fn one(
    client: &Client,
    begin: Instant,
    time: Duration,
    next: &AtomicUsize,
    ask: &Ask,
) -> Result<Vec<Duration>, Trouble> {
    let statement = client
        .prepare(match ask {
            Ask::Page(_) => PAGE,
            Ask::Search(_) => SEARCH,
        })
        .await?;
    let mut times = Vec::new();
    while begin.elapsed() < time {
        let nth = next.fetch_add(1, Ordering::Relaxed);
        let asked = Instant::now();
        match ask {
            Ask::Page(last) => {
                let from = i64::try_from(nth)?.wrapping_mul(7919) % last;
                client.query(&statement, &[&from]).await?;
            }
            Ask::Search(words) => {
                let pattern = format!("%{}%", words[nth % words.len()]);
                let row = client.query_one(&statement, &[&pattern]).await?;
                let _records: Vec<String> = row.try_get(1)?;
            }
        }
        times.push(asked.elapsed());
    }
    Ok(times)
}
