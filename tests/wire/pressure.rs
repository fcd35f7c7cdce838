//! The server while somebody does their worst: others are answered about as soon as before, and nothing changes.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::house::{House, KEYS, Wire, post};

const IDLE: usize = 1000;
const SLOW: usize = 50;
/// Where an answer takes less than this, a machine that does other things too decides the ratio.
const NOISE: Duration = Duration::from_millis(5);

/// A thousand connections have two ends in this process.
fn allow_many_files() {
    let limit = getrlimit(Resource::Nofile);
    let raised = Rlimit {
        current: limit.maximum,
        ..limit
    };
    setrlimit(Resource::Nofile, raised).unwrap();
}

/// The median time of a search on a connection that stays.
async fn median(wire: &mut Wire) -> Duration {
    let mut times = Vec::new();
    for _ in 0..60 {
        let start = Instant::now();
        let ask = format!(
            "GET /app/dao/v6/customers?a=getAllBySearchText&searchText=customer{KEYS} HTTP/1.1\r\n\r\n"
        );
        wire.send(ask.as_bytes()).await;
        assert_eq!(wire.answer().await.json()["countOfRecords"], 300);
        times.push(start.elapsed());
    }
    times.sort();
    times[times.len() / 2]
}

/// Sends the same again and again until it is told to stop, whatever comes back.
async fn hammer(port: u16, request: Arc<Vec<u8>>, stop: Arc<AtomicBool>, sent: Arc<AtomicUsize>) {
    while !stop.load(Ordering::Relaxed) {
        let Ok(mut socket) = TcpStream::connect(("127.0.0.1", port)).await else {
            continue;
        };
        if socket.write_all(&request).await.is_ok() {
            let mut answer = [0; 4096];
            let _ = socket.read(&mut answer).await;
            sent.fetch_add(1, Ordering::Relaxed);
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn others_wait_no_longer_while_somebody_does_their_worst() {
    allow_many_files();
    let house = House::open().await;
    let records = (0..300).map(|nth| {
        rolo::customer::Customer::from_value(json!({"customerName": format!("Customer {nth}")}))
            .unwrap()
    });
    let by = rolo::store::By::now(1, "before");
    rolo::store::Store::insert_many(&house.store, records.collect(), by)
        .await
        .unwrap();
    let mut wire = house.connect().await;
    median(&mut wire).await;
    let quiet = median(&mut wire).await;

    let mut silent = Vec::new();
    for _ in 0..IDLE {
        silent.push(house.connect().await);
    }
    for nth in 0..SLOW {
        let mut slow = house.connect().await;
        let begun: &[u8] = match nth % 2 {
            0 => b"GET /app/dao/v6/customers?a=getAll&apiKey=",
            _ => b"POST /app/dao/v6/customers HTTP/1.1\r\nContent-Length: 1000000\r\n\r\ncustomer",
        };
        slow.send(begun).await;
        silent.push(slow);
    }
    let crowded = median(&mut wire).await;

    let (stop, sent) = (
        Arc::new(AtomicBool::new(false)),
        Arc::new(AtomicUsize::new(0)),
    );
    let list = format!("[{}1]", "1,".repeat(1 << 20));
    let deep = format!("{}1{}", "[".repeat(1 << 20), "]".repeat(1 << 20));
    let mut attacks = Vec::new();
    for body in [
        format!("customerData={{\"customerName\":\"A\",\"x\":{list}}}"),
        format!("customerData={{\"customerName\":\"A\",\"x\":{deep}}}{KEYS}"),
        ":{".repeat(1 << 20),
        "x".repeat(20 << 20),
    ] {
        let request = Arc::new(post("a=save", &body).into_bytes());
        attacks.push(tokio::spawn(hammer(
            house.port,
            request,
            stop.clone(),
            sent.clone(),
        )));
    }
    while sent.load(Ordering::Relaxed) < attacks.len() {
        tokio::task::yield_now().await;
    }
    let attacked = median(&mut wire).await;
    stop.store(true, Ordering::Relaxed);
    for attack in attacks {
        attack.await.unwrap();
    }
    let ratio = |with: Duration| with.as_secs_f64() / quiet.as_secs_f64();
    println!(
        "median: quiet {quiet:?}; {IDLE} idle and {SLOW} slow {crowded:?} ({:.2}); attacked {attacked:?} ({:.2}), {} large requests",
        ratio(crowded),
        ratio(attacked),
        sent.load(Ordering::Relaxed),
    );
    assert!(crowded <= quiet * 2 + NOISE, "{crowded:?} after {quiet:?}");
    // The attackers are in this process too, and take as much of the processors as the server does.
    assert!(
        attacked <= quiet * 4 + NOISE * 4,
        "{attacked:?} after {quiet:?}"
    );
    assert_eq!(house.count().await, 300);
}

const ODD: [&str; 12] = [
    "' OR '1'='1",
    "'; DROP TABLE customers; --",
    "%",
    "_%_",
    "\\",
    "\"",
    "*) MATCH (*",
    "${jndi:x}",
    "-1",
    "9223372036854775808",
    "null",
    "\u{0}\u{1}\u{202e}",
];

const PARAMETERS: [&str; 25] = [
    "customerId",
    "id",
    "startIndex",
    "numRecords",
    "sortColumn",
    "sortDir",
    "searchText",
    "searchData",
    "multiSelectData",
    "customerData",
    "attributeName",
    "ifVersion",
    "asItWas",
    "requestId",
    "updatedSince",
    "objectId",
    "emailId",
    "password",
    "sessionKey",
    "noteText",
    "noteData",
    "customerName",
    "viewCode",
    "listData",
    "columns",
];

#[tokio::test]
async fn no_parameter_reaches_the_database_as_anything_but_text() {
    let house = House::open().await;
    let id = house.made(json!({"customerName": "Acme"})).await;
    let before = house.stored(id).await;
    let mut wire = house.connect().await;
    let actions = rolo::apptivo::request::Action::ALL;
    for action in actions.map(rolo::apptivo::request::Action::wire) {
        for name in PARAMETERS {
            for odd in ODD {
                let mut form = form_urlencoded::Serializer::new(String::new());
                form.append_pair("a", action).append_pair(name, odd);
                let body = format!("{}{KEYS}", form.finish());
                wire.send(post("", &body).as_bytes()).await;
                let answer = wire.answer().await;
                assert!(
                    answer.status == 200 || answer.status == 429,
                    "{action} {name}={odd:?}: {}",
                    answer.head
                );
                let said = &answer.body;
                assert!(
                    !said.contains("\"FAILED\""),
                    "{action} {name}={odd:?}: {said}"
                );
            }
        }
    }
    assert_eq!(house.stored(id).await, before);
    assert_eq!(house.count().await, 1);
}
