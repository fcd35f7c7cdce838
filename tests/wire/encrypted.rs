//! The server's own TLS, with certificates that are made for a test.

use std::sync::Arc;

use rolo::server::{Access, Service, Tls, serve};
use rolo::store::{Order, Sqlite};
use rustls::pki_types::{CertificateDer, ServerName};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use super::house::catalog;

struct Made {
    folder: tempfile::TempDir,
    certificate: CertificateDer<'static>,
}

impl Made {
    fn new() -> Made {
        let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("cert.pem"), made.cert.pem()).unwrap();
        std::fs::write(
            folder.path().join("key.pem"),
            made.signing_key.serialize_pem(),
        )
        .unwrap();
        Made {
            folder,
            certificate: made.cert.der().clone(),
        }
    }

    fn read(&self, certificate: &str, key: &str) -> Result<Tls, rolo::server::TlsError> {
        let folder = self.folder.path();
        Tls::read(&folder.join(certificate), &folder.join(key))
    }
}

async fn server(made: &Made) -> u16 {
    let order = Order::of(&rolo::customer::Catalog::parse(&catalog()));
    let store = Sqlite::open(&made.folder.path().join("store.db"), order).unwrap();
    let access = Access::Trusted {
        name: "tester".to_owned(),
    };
    let service = Service::new(Arc::new(store), &catalog(), access);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let tls = made.read("cert.pem", "key.pem").unwrap();
    tokio::spawn(async move {
        serve(listener, &service, Some(tls), std::future::pending())
            .await
            .unwrap();
    });
    port
}

#[tokio::test]
async fn a_client_that_trusts_the_certificate_is_answered() {
    let made = Made::new();
    let port = server(&made).await;
    let mut roots = rustls::RootCertStore::empty();
    roots.add(made.certificate.clone()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    // One that never agrees on anything holds up nobody.
    let _silent = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
    let socket = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
    let name = ServerName::try_from("localhost").unwrap();
    let connector = tokio_rustls::TlsConnector::from(Arc::new(config));
    let mut stream = connector.connect(name, socket).await.unwrap();
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
