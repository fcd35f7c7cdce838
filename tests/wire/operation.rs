//! What who looks after the server asks: whether it lives, whether it is ready, what it has done, and that it
//! ends in good order.

use base64::Engine;
use rolo::server::add_pair;
use rolo::store::Role;
use secrecy::ExposeSecret;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::house::{Answer, House, KEYS, Wire};

async fn ask(house: &House, path: &str, headers: &str) -> Answer {
    let mut wire = house.connect().await;
    wire.send(format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n{headers}\r\n").as_bytes())
        .await;
    wire.answer().await
}

fn basic(api: &str, access: &str) -> String {
    let coded = base64::engine::general_purpose::STANDARD.encode(format!("{api}:{access}"));
    format!("X-Forwarded-For: 192.0.2.7\r\nAuthorization: Basic {coded}\r\n")
}

#[tokio::test]
async fn it_says_that_it_lives_and_is_ready_to_whoever_asks() {
    let house = House::open().await;
    for path in ["/healthz", "/readyz"] {
        let answer = ask(&house, path, "").await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.body);
    }
    let mut wire = house.connect().await;
    wire.send(b"POST /healthz HTTP/1.1\r\nContent-Length: 0\r\n\r\n")
        .await;
    assert_eq!(wire.answer().await.status, 405);
}

#[tokio::test]
async fn metrics_count_requests_and_hold_nothing_of_them() {
    let house = House::open().await;
    house
        .made(serde_json::json!({"customerName": "Secret Acme"}))
        .await;
    house
        .get(&format!(
            "a=getAllBySearchText&searchText=hushed-words{KEYS}"
        ))
        .await;
    house.get(&format!("a=somebodys-name{KEYS}")).await;
    house.get("a=getAll&apiKey=wrong&accessKey=wrong").await;
    let text = ask(&house, "/metrics", "").await.body;
    for line in [
        "rolo_requests_total{app=\"customers\",action=\"save\",result=\"OK\"} 1",
        "rolo_requests_total{app=\"customers\",action=\"getAllBySearchText\",result=\"OK\"} 1",
        "rolo_requests_total{app=\"customers\",action=\"unknown\",result=\"INVALID\"} 1",
        "rolo_requests_total{app=\"customers\",action=\"getAll\",result=\"KEYS\"} 1",
        "rolo_request_seconds_count{app=\"customers\",action=\"save\"} 1",
    ] {
        assert!(text.lines().any(|found| found == line), "{line} in\n{text}");
    }
    for hidden in ["Acme", "hushed", "somebody", "wrong", "of-tests"] {
        assert!(!text.contains(hidden), "{hidden} in\n{text}");
    }
}

#[tokio::test]
async fn metrics_are_for_this_machine_and_for_admins() {
    let house = House::open().await;
    assert_eq!(ask(&house, "/metrics", "").await.status, 200);
    for header in ["X-Forwarded-For: 192.0.2.7\r\n", "Via: 1.1 proxy\r\n"] {
        let answer = ask(&house, "/metrics", header).await;
        assert_eq!(answer.status, 401);
        assert!(
            answer
                .head
                .to_ascii_lowercase()
                .contains("www-authenticate: basic")
        );
        assert!(!answer.body.contains("rolo_requests"));
    }
    let reader = add_pair(&house.store, "reader", Role::Read).await.unwrap();
    let admin = add_pair(&house.store, "boss", Role::Admin).await.unwrap();
    let of = |pair: &rolo::server::NewPair| {
        basic(
            pair.api_key.expose_secret(),
            pair.access_key.expose_secret(),
        )
    };
    assert_eq!(ask(&house, "/metrics", &of(&admin)).await.status, 200);
    assert_eq!(ask(&house, "/metrics", &of(&reader)).await.status, 403);
    let wrong = basic(admin.api_key.expose_secret(), "wrong");
    assert_eq!(ask(&house, "/metrics", &wrong).await.status, 401);
}

async fn until(wire: &mut Wire, words: &[u8]) {
    let mut read = Vec::new();
    while !read.ends_with(words) {
        read.push(wire.socket.read_u8().await.unwrap());
    }
}

#[tokio::test]
async fn a_request_under_way_is_finished_and_what_is_idle_is_let_go() {
    let house = House::open().await;
    let store = house.store.clone();
    let mut idle = house.connect().await;
    idle.send(b"GET /healthz HTTP/1.1\r\n\r\n").await;
    assert_eq!(idle.answer().await.status, 200);
    let mut busy = house.connect().await;
    let body = format!("customerData={{\"customerName\":\"Late\"}}{KEYS}");
    let head = format!(
        "POST /app/dao/v6/customers?a=save HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    busy.send(head.as_bytes()).await;
    // The server waits for the body: the request is under way.
    until(&mut busy, b"100 Continue\r\n\r\n").await;
    let closing = tokio::spawn(house.close());
    let mut rest = Vec::new();
    idle.socket.read_to_end(&mut rest).await.unwrap();
    assert!(rest.is_empty());
    busy.socket.write_all(body.as_bytes()).await.unwrap();
    let answer = busy.answer().await;
    assert_eq!(answer.json()["customer"]["customerName"], "Late");
    closing.await.unwrap();
    assert_eq!(rolo::store::Store::count(&store).await.unwrap(), 1);
}
