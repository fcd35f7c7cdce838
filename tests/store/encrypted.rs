//! The encrypted way to PostgreSQL, each `sslmode` against a cluster that lets in nobody else, with a certificate
//! that is made for the test.

use rolo::customer::{Catalog, Customer};
use rolo::store::postgres::Address;
use rolo::store::{By, Order, Postgres, Store, StoreError};
use serde_json::json;

use super::cluster::Encrypted;

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
