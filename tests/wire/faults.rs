//! A server that fails in every way, and what the client makes of it.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use rolo::apptivo::{ApiError, Client, Keys};
use rolo::customer::Customer;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

/// Answers each request with the next of these texts (the last one for ever) and closes.
struct Faulty {
    client: Client,
    asked: Arc<AtomicUsize>,
}

async fn faulty(answers: Vec<String>) -> Faulty {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let asked = Arc::new(AtomicUsize::new(0));
    let count = asked.clone();
    tokio::spawn(async move {
        while let Ok((mut socket, _)) = listener.accept().await {
            let nth = count.fetch_add(1, Ordering::SeqCst);
            let mut request = Vec::new();
            let mut chunk = [0; 4096];
            while !request.ends_with(b"accessKey=hidden-access") {
                match socket.read(&mut chunk).await {
                    Ok(len) if len > 0 => request.extend_from_slice(&chunk[..len]),
                    _ => break,
                }
            }
            let answer = answers.get(nth).or(answers.last()).unwrap();
            // The client may have gone away.
            let _ = socket.write_all(answer.as_bytes()).await;
        }
    });
    let keys = Keys::new("hidden-api", "hidden-access");
    Faulty {
        client: Client::http(url.parse().unwrap(), keys).unwrap(),
        asked,
    }
}

fn http(status: &str, headers: &str, body: &str) -> String {
    format!(
        "HTTP/1.1 {status}\r\n{headers}Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    )
}

async fn save(faulty: &Faulty) -> ApiError {
    let record = Customer::from_value(json!({"customerName": "A"})).unwrap();
    let error = faulty.client.save(&record, None).await.unwrap_err();
    let printed = format!("{error} {error:?}");
    assert!(
        !printed.contains("hidden-") && !printed.contains("http://"),
        "{printed}"
    );
    error
}

#[tokio::test]
async fn a_write_is_sent_once_whatever_comes_back() {
    let page = "<html><body>hidden-api</body></html>";
    type Is = fn(&ApiError) -> bool;
    let cases: [(String, Is); 7] = [
        (String::new(), |e| matches!(e, ApiError::Unknown(_))),
        (
            "HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{\"cust".to_owned(),
            |e| matches!(e, ApiError::Unknown(_)),
        ),
        (http("500 Oops", "", page), |e| {
            matches!(e, ApiError::Unknown(_))
        }),
        (http("200 OK", "", page), |e| {
            matches!(e, ApiError::Garbled(_))
        }),
        (
            http("302 Found", "Location: http://x/?hidden-api\r\n", ""),
            |e| matches!(e, ApiError::Garbled(_)),
        ),
        (
            http("429 Slow", "Retry-After: 7\r\n", ""),
            |e| matches!(e, ApiError::RateLimited { retry_after: Some(after) } if after.as_secs() == 7),
        ),
        (
            http(
                "200 OK",
                "",
                r#"{"status":"FAILURE","reason":"no hidden-api"}"#,
            ),
            |e| matches!(e, ApiError::Invalid(_)),
        ),
    ];
    for (answer, is) in cases {
        let faulty = faulty(vec![answer.clone()]).await;
        let error = save(&faulty).await;
        assert!(is(&error), "{answer:?}: {error:?}");
        assert_eq!(faulty.asked.load(Ordering::SeqCst), 1, "{answer:?}");
    }
}

#[tokio::test]
async fn a_read_is_tried_again_until_it_is_answered() {
    let good = http("200 OK", "", r#"{"id":"5","customerName":"A"}"#);
    for bad in [
        String::new(),
        http("500 Oops", "", "<html>"),
        http("200 OK", "", ""),
        http("200 OK", "", "{\"id\":"),
    ] {
        let faulty = faulty(vec![bad, good.clone()]).await;
        assert_eq!(faulty.client.get(5).await.unwrap().name(), "A");
        assert_eq!(faulty.asked.load(Ordering::SeqCst), 2);
    }
}

#[tokio::test]
async fn a_read_waits_as_long_as_it_is_asked_to() {
    let slow = http("429 Slow", "Retry-After: 1\r\n", "");
    let good = http("200 OK", "", r#"{"data":[],"countOfRecords":"0"}"#);
    let faulty = faulty(vec![slow, good]).await;
    let start = Instant::now();
    assert_eq!(faulty.client.page(0, 1, None).await.unwrap().total, 0);
    assert!(start.elapsed() >= Duration::from_secs(1));
}

#[tokio::test]
async fn a_long_wait_is_told_and_refusals_are_not_repeated() {
    let faulty_server = faulty(vec![http("429 Slow", "Retry-After: 3600\r\n", "")]).await;
    let error = faulty_server.client.get(1).await.unwrap_err();
    assert!(
        matches!(error, ApiError::RateLimited { retry_after: Some(after) } if after.as_secs() == 3600)
    );
    assert_eq!(faulty_server.asked.load(Ordering::SeqCst), 1);
    let keys = http(
        "200 OK",
        "",
        r#"{"status":"FAILURE","reason":"Invalid Key"}"#,
    );
    let refusing = faulty(vec![keys]).await;
    assert!(matches!(
        refusing.client.config().await,
        Err(ApiError::KeysRefused(_))
    ));
    assert_eq!(refusing.asked.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn nobody_there_is_offline_for_reads_and_writes() {
    // Bound and let go: nobody listens on this port.
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let client = Client::http(url.parse().unwrap(), Keys::new("a-key", "b-key")).unwrap();
    let record = Customer::from_value(json!({"customerName": "A"})).unwrap();
    assert!(matches!(
        client.save(&record, None).await,
        Err(ApiError::Offline(_))
    ));
    assert!(matches!(client.get(1).await, Err(ApiError::Offline(_))));
}
