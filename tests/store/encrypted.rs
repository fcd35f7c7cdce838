//! The encrypted way to PostgreSQL, each `sslmode` against a cluster that lets in nobody else, with a certificate
//! that is made for the test.

use std::process::Child;

use rolo::customer::{Catalog, Customer};
use rolo::store::postgres::Address;
use rolo::store::{By, Order, Postgres, Store, StoreError};
use serde_json::json;

use super::cluster::{run, skipped};

/// A cluster that speaks TLS alone, on a port of this machine: it ends with this.
pub struct Encrypted {
    child: Child,
    pub port: u16,
}

impl Encrypted {
    /// With a certificate and its key, as PEM. None where there is no PostgreSQL on this machine.
    pub fn start(certificate: &str, key: &str) -> Option<Encrypted> {
        let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let port = free.local_addr().unwrap().port();
        drop(free);
        match run(port, Some((certificate, key))) {
            Ok((_, child)) => Some(Encrypted { child, port }),
            Err(why) => {
                skipped(&why);
                None
            }
        }
    }
}

impl Drop for Encrypted {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        let _ = self.child.wait();
    }
}

async fn open(address: &str) -> Result<Postgres, StoreError> {
    let address = Address::read(address).unwrap()?;
    Postgres::open(address, Order::of(&Catalog::default())).await
}

#[tokio::test]
async fn each_mode_believes_whom_it_says_and_nobody_else() {
    let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    let other = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    let key = made.signing_key.serialize_pem();
    let Some(cluster) = Encrypted::start(&made.cert.pem(), &key) else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let root = |name: &str, pem: String| {
        let path = folder.path().join(name);
        std::fs::write(&path, pem).unwrap();
        format!("&sslrootcert={}", path.display())
    };
    let (root, wrong) = (
        root("root.pem", made.cert.pem()),
        root("wrong.pem", other.cert.pem()),
    );
    let port = cluster.port;
    for (host, mode, root, is_let_in) in [
        ("localhost", "require", "", true),
        ("127.0.0.1", "require", "", true),
        ("127.0.0.1", "verify-ca", root.as_str(), true),
        ("localhost", "verify-full", root.as_str(), true),
        // Another name than the certificate's, another authority, and no encryption at all.
        ("127.0.0.1", "verify-full", root.as_str(), false),
        ("localhost", "verify-full", wrong.as_str(), false),
        ("localhost", "verify-ca", wrong.as_str(), false),
        ("localhost", "disable", "", false),
    ] {
        let address =
            format!("postgres://rolo:hidden-word@{host}:{port}/postgres?sslmode={mode}{root}");
        let opened = open(&address).await;
        match (opened, is_let_in) {
            (Ok(_), true) => {}
            (Err(error), false) => {
                let said = format!("{error} {error:?}");
                assert!(!said.contains("hidden-word"), "{said}");
            }
            (Ok(_), false) => panic!("let in by {mode} at {host}"),
            (Err(error), true) => panic!("{mode} at {host}: {error}"),
        }
    }
    let address = format!("postgres://rolo@localhost:{port}/postgres?sslmode=verify-full{root}");
    let store = open(&address).await.unwrap();
    let record = Customer::from_value(json!({"customerName": "Behind TLS"})).unwrap();
    let made = store
        .insert(record, By::now(1, "test"), None)
        .await
        .unwrap();
    let kept = store.get(made.id().unwrap()).await.unwrap().unwrap();
    assert!(kept.contains("Behind TLS"), "{kept}");
}
