//! The server among many that say nothing or little: others are answered about as soon as before; and whatever a
//! parameter holds, nothing changes by it.

use std::time::{Duration, Instant};

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use serde_json::json;

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

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn others_wait_no_longer_while_many_say_nothing_or_little() {
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

    let ratio = |with: Duration| with.as_secs_f64() / quiet.as_secs_f64();
    println!(
        "median: quiet {quiet:?}; {IDLE} idle and {SLOW} slow {crowded:?} ({:.2})",
        ratio(crowded),
    );
    assert!(crowded <= quiet * 2 + NOISE, "{crowded:?} after {quiet:?}");
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
