//! The server's own TLS, with certificates that are made for a test.

use std::path::Path;
use std::sync::Arc;

use rolo::server::{Access, Service, Tls, serve};
use rolo::store::{Order, Sqlite};
use rustls::pki_types::{CertificateDer, ServerName};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::client::TlsStream;

use super::house::catalog;

struct Made {
    folder: tempfile::TempDir,
    certificate: CertificateDer<'static>,
}

impl Made {
    fn new() -> Made {
        let folder = tempfile::tempdir().unwrap();
        let certificate = written(folder.path());
        Made {
            folder,
            certificate,
        }
    }

    fn read(&self, certificate: &str, key: &str) -> Result<Tls, rolo::server::TlsError> {
        let folder = self.folder.path();
        Tls::read(&folder.join(certificate), &folder.join(key))
    }
}

/// Writes a new certificate and its key into a folder.
fn written(folder: &Path) -> CertificateDer<'static> {
    let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    std::fs::write(folder.join("cert.pem"), made.cert.pem()).unwrap();
    std::fs::write(folder.join("key.pem"), made.signing_key.serialize_pem()).unwrap();
    made.cert.der().clone()
}

async fn server(made: &Made) -> u16 {
    serving(made, made.read("cert.pem", "key.pem").unwrap()).await
}

async fn serving(made: &Made, tls: Tls) -> u16 {
    let order = Order::of(&rolo::customer::Catalog::parse(&catalog()));
    let store = Sqlite::open(&made.folder.path().join("store.db"), order).unwrap();
    let access = Access::Trusted {
        name: "tester".to_owned(),
    };
    let service = Service::new(Arc::new(store), &catalog(), access);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        serve(listener, &service, Some(tls), std::future::pending())
            .await
            .unwrap();
    });
    port
}

/// A client's greeting: it works out where the server shows this certificate and no other.
async fn greeted(
    port: u16,
    trusted: &CertificateDer<'static>,
) -> std::io::Result<TlsStream<TcpStream>> {
    let mut roots = rustls::RootCertStore::empty();
    roots.add(trusted.clone()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let socket = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
    let name = ServerName::try_from("localhost").unwrap();
    let connector = tokio_rustls::TlsConnector::from(Arc::new(config));
    connector.connect(name, socket).await
}

/// Asks on a connection that stays.
async fn is_answered(stream: &mut TlsStream<TcpStream>) -> bool {
    let ask = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n";
    stream.write_all(ask).await.unwrap();
    let mut answer = [0; 15];
    stream.read_exact(&mut answer).await.unwrap();
    let mut rest = vec![0; 4096];
    let _ = stream.read(&mut rest).await.unwrap();
    answer.ends_with(b"200 OK")
}

#[tokio::test]
async fn a_client_that_trusts_the_certificate_is_answered() {
    let made = Made::new();
    let port = server(&made).await;
    // One that never agrees on anything holds up nobody.
    let _silent = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
    let mut stream = greeted(port, &made.certificate).await.unwrap();
    // A raw quote in the address: lines are mended behind TLS too.
    stream
        .write_all(
            b"GET /app/dao/v6/customers?a=getAll&x=\"y\" HTTP/1.1\r\nConnection: close\r\n\r\n",
        )
        .await
        .unwrap();
    let mut answer = String::new();
    // Some clients see the end without a farewell.
    let _ = stream.read_to_string(&mut answer).await;
    assert!(answer.contains("\"countOfRecords\""), "{answer}");
}

#[tokio::test]
async fn a_renewed_certificate_is_shown_from_then_on_and_old_connections_stay() {
    let made = Made::new();
    let tls = made.read("cert.pem", "key.pem").unwrap();
    let port = serving(&made, tls.clone()).await;
    let mut early = greeted(port, &made.certificate).await.unwrap();
    assert!(!tls.renew_if_changed().unwrap(), "nothing has changed");
    let renewed = written(made.folder.path());
    assert!(tls.renew_if_changed().unwrap());
    assert!(!tls.renew_if_changed().unwrap(), "it was read already");
    assert!(greeted(port, &renewed).await.is_ok());
    assert!(greeted(port, &made.certificate).await.is_err());
    assert!(is_answered(&mut early).await);
}

#[tokio::test]
async fn a_bad_new_certificate_is_refused_once_and_the_old_one_stays() {
    let made = Made::new();
    let folder = made.folder.path();
    let tls = made.read("cert.pem", "key.pem").unwrap();
    let port = serving(&made, tls.clone()).await;
    let other = Made::new();
    let bad: [&dyn Fn(); 3] = [
        &|| std::fs::write(folder.join("cert.pem"), "cut o").unwrap(),
        // Half of a renewal: the new certificate with the old key.
        &|| {
            let new = other.folder.path().join("cert.pem");
            std::fs::copy(new, folder.join("cert.pem")).unwrap();
        },
        &|| std::fs::remove_file(folder.join("key.pem")).unwrap(),
    ];
    for spoil in bad {
        spoil();
        let said = tls.renew_if_changed().unwrap_err().to_string();
        assert!(!said.contains("PRIVATE"), "{said}");
        assert!(!tls.renew_if_changed().unwrap(), "it is said once");
        assert!(tls.renew().is_err(), "who asks for it is told again");
        assert!(greeted(port, &made.certificate).await.is_ok());
    }
    let renewed = written(folder);
    assert!(tls.renew_if_changed().unwrap());
    assert!(greeted(port, &renewed).await.is_ok());
}

#[tokio::test]
async fn plain_http_gets_no_answer_where_tls_is_spoken() {
    let made = Made::new();
    let port = server(&made).await;
    let mut socket = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
    socket
        .write_all(b"GET /healthz HTTP/1.1\r\n\r\n")
        .await
        .unwrap();
    let mut answer = Vec::new();
    let _ = socket.read_to_end(&mut answer).await;
    assert!(!answer.starts_with(b"HTTP/"));
}

#[test]
fn files_that_do_not_fit_are_refused_without_showing_them() {
    let made = Made::new();
    let folder = made.folder.path();
    let other = Made::new();
    std::fs::copy(
        other.folder.path().join("key.pem"),
        folder.join("other-key.pem"),
    )
    .unwrap();
    std::fs::write(folder.join("junk.pem"), "hidden-words").unwrap();
    for (certificate, key, word) in [
        ("missing.pem", "key.pem", "missing.pem"),
        ("cert.pem", "missing.pem", "missing.pem"),
        ("junk.pem", "key.pem", "junk.pem"),
        ("cert.pem", "junk.pem", "junk.pem"),
        ("key.pem", "cert.pem", "key.pem"),
        ("cert.pem", "other-key.pem", "together"),
    ] {
        let said = made.read(certificate, key).unwrap_err().to_string();
        assert!(
            said.contains(word) && !said.contains("hidden") && !said.contains("PRIVATE"),
            "{said}"
        );
    }
}
