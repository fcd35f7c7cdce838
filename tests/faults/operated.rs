//! The real server as who looks after it meets it: its store fails, an answer takes too long, it is ended and
//! started again, its certificate is renewed.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use rolo::store::Store;
use rusqlite::Connection;
use rustix::process::Signal;
use rustls::pki_types::{CertificateDer, ServerName};

use super::home::Home;
use super::program::{KEYS, Server, filled};
use super::world::folder;

/// More than any of these waits takes on a machine that does other things too.
const PATIENCE: Duration = Duration::from_secs(60);

fn connect(port: u16) -> TcpStream {
    let socket = TcpStream::connect(("127.0.0.1", port)).unwrap();
    socket.set_read_timeout(Some(PATIENCE)).unwrap();
    socket
}

/// Asks on a connection of its own: the status and the whole answer.
fn ask(port: u16, request: &str) -> (u16, String) {
    let mut socket = connect(port);
    socket.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    socket.read_to_string(&mut answer).unwrap();
    let status = answer.split(' ').nth(1).unwrap().parse().unwrap();
    (status, answer)
}

fn get(port: u16, path: &str) -> (u16, String) {
    let request = format!("GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    ask(port, &request)
}

fn keys() -> String {
    let [(_, api), (_, access)] = KEYS;
    format!("apiKey={api}&accessKey={access}")
}

/// The names of the customers that are there.
fn names(port: u16) -> (u16, String) {
    get(port, &format!("/app/dao/v6/customers?a=getAll&{}", keys()))
}

fn save(name: &str) -> (String, String) {
    let body = format!("customerData={{\"customerName\":\"{name}\"}}&{}", keys());
    let head = format!(
        "POST /app/dao/v6/customers?a=save&requestId=once HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\
         Content-Length: {}\r\n",
        body.len()
    );
    (head, body)
}

fn until(mut is: impl FnMut() -> bool, what: &str) {
    let start = Instant::now();
    while !is() {
        assert!(start.elapsed() < PATIENCE, "{what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

#[tokio::test]
async fn a_server_whose_store_fails_is_not_ready_until_it_is_back() {
    let (folder, home) = (folder(), Home::new());
    let path = folder.path().join("server.db");
    drop(filled(&path, 3).await);
    let server = Server::start(&home, &path);
    assert_eq!(get(server.port, "/readyz").0, 200);
    let other = Connection::open(&path).unwrap();
    other
        .execute_batch("alter table customers rename to hidden")
        .unwrap();
    let (status, answer) = get(server.port, "/readyz");
    assert_eq!(status, 503, "{answer}");
    assert!(answer.contains("the store does not answer"), "{answer}");
    assert_eq!(get(server.port, "/healthz").0, 200, "the process lives");
    let (_, answer) = names(server.port);
    assert!(answer.contains("\"code\":\"FAILED\""), "{answer}");
    other
        .execute_batch("alter table hidden rename to customers")
        .unwrap();
    assert_eq!(get(server.port, "/readyz").0, 200);
    let (_, answer) = names(server.port);
    assert!(answer.contains("\"countOfRecords\":3"), "{answer}");
}

#[tokio::test]
async fn an_answer_that_takes_too_long_is_given_up_and_asked_for_again() {
    let (folder, home) = (folder(), Home::new());
    let path = folder.path().join("server.db");
    drop(filled(&path, 0).await);
    let server = Server::start_at(&home, &path, 0, &["--answer-time", "1"]);
    let other = Connection::open(&path).unwrap();
    other.execute_batch("begin immediate").unwrap();
    let (head, body) = save("Patient");
    let request = format!("{head}\r\n{body}");
    let (status, answer) = ask(server.port, &request);
    assert_eq!(status, 504, "{answer}");
    assert!(answer.contains("took too long"), "{answer}");
    assert_eq!(get(server.port, "/readyz").0, 200, "others are answered");
    other.execute_batch("rollback").unwrap();
    let (status, answer) = ask(server.port, &request);
    assert!(status == 200 && answer.contains("\"Patient\""), "{answer}");
    let (_, answer) = names(server.port);
    assert!(answer.contains("\"countOfRecords\":1"), "{answer}");
}

#[tokio::test]
async fn a_server_that_is_ended_finishes_what_is_under_way_and_the_next_goes_on_from_there() {
    let (folder, home) = (folder(), Home::new());
    let path = folder.path().join("server.db");
    let store = filled(&path, 0).await;
    let mut server = Server::start(&home, &path);
    let mut busy = connect(server.port);
    let (head, body) = save("Late");
    let head = format!("{head}Expect: 100-continue\r\n\r\n");
    busy.write_all(head.as_bytes()).unwrap();
    let mut begun = Vec::new();
    while !begun.ends_with(b"100 Continue\r\n\r\n") {
        let mut byte = [0];
        busy.read_exact(&mut byte).unwrap();
        begun.extend(byte);
    }
    server.signal(Signal::TERM);
    until(
        || TcpStream::connect(("127.0.0.1", server.port)).is_err(),
        "it takes connections still",
    );
    assert_eq!(store.count().await.unwrap(), 0);
    busy.write_all(body.as_bytes()).unwrap();
    let mut answer = String::new();
    busy.read_to_string(&mut answer).unwrap();
    assert!(answer.contains("\"Late\""), "{answer}");
    assert_eq!(server.code(), Some(0), "{}", server.said());

    let next = Server::start_at(&home, &path, server.port, &[]);
    let (_, answer) = names(next.port);
    assert!(answer.contains("\"Late\""), "{answer}");
    assert!(answer.contains("\"countOfRecords\":1"), "{answer}");
}

/// Writes a new certificate and its key.
fn renew(folder: &Path) -> CertificateDer<'static> {
    let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    std::fs::write(folder.join("cert.pem"), made.cert.pem()).unwrap();
    std::fs::write(folder.join("key.pem"), made.signing_key.serialize_pem()).unwrap();
    made.cert.der().clone()
}

/// Whether the server shows this certificate, and answers behind it.
fn shows(port: u16, certificate: &CertificateDer<'static>) -> bool {
    let mut roots = rustls::RootCertStore::empty();
    roots.add(certificate.clone()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = ServerName::try_from("localhost").unwrap();
    let client = rustls::ClientConnection::new(Arc::new(config), name).unwrap();
    let mut stream = rustls::StreamOwned::new(client, connect(port));
    let asked = stream.write_all(b"GET /healthz HTTP/1.1\r\nConnection: close\r\n\r\n");
    let mut answer = [0; 15];
    asked.is_ok() && stream.read_exact(&mut answer).is_ok() && answer.ends_with(b"200 OK")
}

#[tokio::test]
async fn a_renewed_certificate_is_taken_up_at_a_signal_and_a_bad_one_is_not() {
    let (folder, home) = (folder(), Home::new());
    let path = folder.path().join("server.db");
    drop(filled(&path, 0).await);
    let first = renew(folder.path());
    let [certificate, key] = ["cert.pem", "key.pem"].map(|name| folder.path().join(name));
    let files = [certificate.to_string_lossy(), key.to_string_lossy()];
    let more = ["--tls-cert", &files[0], "--tls-key", &files[1]];
    let mut server = Server::start_at(&home, &path, 0, &more);
    assert!(shows(server.port, &first));

    std::fs::write(&certificate, "not a certificate").unwrap();
    server.signal(Signal::HUP);
    until(|| !server.said().is_empty(), "nothing was said");
    let said = server.said();
    assert!(
        said.contains("cert.pem") && said.contains("the certificate in use stays"),
        "{said}"
    );
    assert!(shows(server.port, &first));

    let second = renew(folder.path());
    server.signal(Signal::HUP);
    until(|| shows(server.port, &second), "the old one is shown still");
    assert!(!shows(server.port, &first));
    server.signal(Signal::TERM);
    assert_eq!(server.code(), Some(0), "{}", server.said());
}
