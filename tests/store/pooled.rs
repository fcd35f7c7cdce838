//! A pool before the database that lends its connections from one question to the next.

use rolo::customer::Catalog;
use rolo::store::postgres::Address;
use rolo::store::{Order, Postgres, StoreError};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream, UnixStream};
use url::Url;

use super::cluster::database;

trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}

async fn reach(address: &Url) -> Box<dyn Stream> {
    let host = address.host_str().unwrap().replace("%2F", "/");
    let port = address.port().unwrap_or(5432);
    match host.starts_with('/') {
        true => {
            let socket = format!("{host}/.s.PGSQL.{port}");
            Box::new(UnixStream::connect(socket).await.unwrap())
        }
        false => Box::new(TcpStream::connect((host, port)).await.unwrap()),
    }
}

/// What one side says next, with its kind.
async fn message(from: &mut (impl AsyncRead + Unpin), has_kind: bool) -> Option<(u8, Vec<u8>)> {
    let mut all = Vec::new();
    if has_kind {
        all.push(from.read_u8().await.ok()?);
    }
    let len = from.read_u32().await.ok()?;
    all.extend_from_slice(&len.to_be_bytes());
    let begin = all.len();
    all.resize(begin + len as usize - 4, 0);
    from.read_exact(&mut all[begin..]).await.ok()?;
    Some((all[0], all))
}

/// Relays until the database is ready for the next question.
async fn answer(from: &mut Box<dyn Stream>, to: Option<&mut TcpStream>) -> Option<()> {
    let mut told = Vec::new();
    loop {
        let (kind, said) = message(from, true).await?;
        told.extend_from_slice(&said);
        if kind == b'Z' {
            break;
        }
    }
    match to {
        Some(to) => to.write_all(&told).await.ok(),
        None => Some(()),
    }
}

/// One client: its questions go to two sessions of the database in turn.
async fn lend(mut client: TcpStream, address: Url) -> Option<()> {
    let (_, hello) = message(&mut client, false).await?;
    let mut sessions = [reach(&address).await, reach(&address).await];
    for (nth, session) in sessions.iter_mut().enumerate() {
        session.write_all(&hello).await.ok()?;
        answer(session, (nth == 0).then_some(&mut client)).await?;
    }
    for nth in 0.. {
        let session = &mut sessions[nth % 2];
        loop {
            let (kind, said) = message(&mut client, true).await?;
            session.write_all(&said).await.ok()?;
            if matches!(kind, b'S' | b'Q') {
                break;
            }
        }
        answer(session, Some(&mut client)).await?;
    }
    Some(())
}

#[tokio::test]
async fn a_pool_that_lends_from_question_to_question_is_told_at_the_start() {
    let Some(database) = database().await else {
        return;
    };
    let behind: Url = database.address().parse().unwrap();
    let door = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = door.local_addr().unwrap().port();
    let user = behind.username().to_owned();
    let pool = tokio::spawn(async move {
        while let Ok((client, _)) = door.accept().await {
            tokio::spawn(lend(client, behind.clone()));
        }
    });
    let address = format!(
        "postgres://{user}@127.0.0.1:{port}/{}?sslmode=disable",
        database.name
    );
    let address = Address::read(&address).unwrap().unwrap();
    let opened = Postgres::open(address, Order::of(&Catalog::default())).await;
    match opened.err() {
        Some(StoreError::Refused(why)) => assert!(why.contains("pool_mode = session"), "{why}"),
        other => panic!("{other:?}"),
    }
    let tables = "SELECT count(*)::text FROM pg_tables WHERE schemaname = 'public'";
    assert_eq!(database.ask(tables).await, "0", "nothing was made");
    pool.abort();
    database.remove().await;
}
