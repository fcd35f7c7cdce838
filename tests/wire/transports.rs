//! The client says the same over a socket and straight into the router.

use rolo::apptivo::{ApiError, Client, Keys};
use rolo::customer::change::between;
use rolo::customer::{Customer, Fields};
use rolo::query::Sort;
use rolo::server::{Access, KeyRing, Service, add_pair};
use rolo::store::Role;
use secrecy::ExposeSecret;
use serde_json::json;

use super::house::{House, answered_catalog, catalog, own_catalog};

fn customer(value: serde_json::Value) -> Customer {
    Customer::from_value(value).unwrap()
}

/// One life of a customer, as a client sees it; both transports must tell it alike.
async fn life(client: &Client, config: &serde_json::Value) -> Vec<String> {
    let fields = Fields::standard();
    assert_eq!(client.config().await.unwrap(), *config);
    let sent = customer(
        json!({"customerName": "Ä & Co", "statusName": "Odd", "statusId": "7", "own": 1.50,
        "phoneNumbers": [{"phoneNumber": "+1 2"}, {"phoneNumber": "3"}]}),
    );
    let first = client.save(&sent, Some("request-1")).await.unwrap();
    let again = client.save(&sent, Some("request-1")).await.unwrap();
    assert_eq!(first, again, "one request id makes one customer");
    let id = first.id().unwrap();

    let mut mine = first.clone();
    mine.set("website", json!("a.example"));
    let mut phones = first.list("phoneNumbers").to_vec();
    phones.remove(0);
    mine.set("phoneNumbers", json!(phones));
    let changes = between(&first, &mine, &fields);
    let second = client
        .update(id, &mine, &changes, first.version())
        .await
        .unwrap();
    assert_eq!(second.list("phoneNumbers").len(), 1);
    assert_eq!(second.text("website"), "a.example");
    let moved = client
        .update(id, &mine, &changes, first.version())
        .await
        .unwrap_err();
    assert!(matches!(moved, ApiError::Moved(current) if *current == second));

    assert_eq!(client.get(id).await.unwrap(), second);
    let sort = Sort::default();
    let page = client.page(0, 10, Some(&sort)).await.unwrap();
    assert_eq!(
        (page.customers, page.total),
        (vec![second.clone()], Some(1))
    );
    assert_eq!(
        client.search_text("co ä", 0, 1).await.unwrap().total,
        Some(1)
    );
    let lists = json!({"statusIds": [7]});
    assert_eq!(
        client
            .search(&json!({"website": "EXAMPLE"}), &lists, 0, 5, None)
            .await
            .unwrap()
            .total,
        Some(1)
    );
    assert_eq!(client.page(5, 10, None).await.unwrap().customers, []);

    client.delete(id).await.unwrap();
    assert!(matches!(client.get(id).await, Err(ApiError::NotFound(gone)) if gone == id));
    assert!(matches!(
        client.delete(id).await,
        Err(ApiError::NotFound(_))
    ));
    let mut back = client.restore(id).await.unwrap();
    assert_eq!(back.version(), second.version().map(|version| version + 1));
    for stamp in ["version", "lastUpdateDate"] {
        back.set(stamp, second.get(stamp).cloned().unwrap());
    }
    assert_eq!(back, second);
    let refused = client
        .save(&customer(json!({"customerName": 5})), None)
        .await
        .unwrap_err();
    assert!(matches!(refused, ApiError::Invalid(_)));
    let keys = second.values().keys();
    let told: Vec<String> = keys
        .map(|key| format!("{key}:{}", second.get(key).is_some()))
        .collect();
    [
        told,
        vec![refused.to_string(), second.text("statusName").to_owned()],
    ]
    .concat()
}

#[tokio::test]
async fn both_transports_tell_the_same() {
    let over_http = life(&House::open().await.over_http(), &answered_catalog()).await;
    let inside = life(&House::open().await.inside(), &own_catalog()).await;
    assert_eq!(over_http, inside);
}

#[tokio::test]
async fn who_did_it_is_kept() {
    let house = House::open().await;
    let sent = customer(json!({"customerName": "A"}));
    let local = house.inside().save(&sent, None).await.unwrap();
    assert_eq!(local.text("createdByName"), "local");
    let remote = house.over_http().save(&sent, None).await.unwrap();
    assert_eq!(remote.text("createdByName"), "tester");
}

#[tokio::test]
async fn a_pair_may_do_what_its_role_says() {
    let house = House::open().await;
    let sent = customer(json!({"customerName": "A"}));
    for (role, may_write) in [(Role::Read, false), (Role::Write, true)] {
        let pair = add_pair(&house.store, role.word(), role).await.unwrap();
        // A ring of its own: the other may have looked a moment ago.
        let ring = Access::Keys(KeyRing::default());
        let service = Service::new(std::sync::Arc::new(house.store.clone()), &catalog(), ring);
        let keys = Keys::new(
            pair.api_key.expose_secret(),
            pair.access_key.expose_secret(),
        );
        let transport = rolo::apptivo::InProcess::new(service.router());
        let client = Client::with_transport(transport, Some(keys));
        assert!(client.page(0, 1, None).await.is_ok());
        let saved = client.save(&sent, None).await;
        assert_eq!(saved.is_ok(), may_write);
        if let Err(error) = saved {
            assert!(matches!(error, ApiError::Forbidden(_)), "{error}");
        }
    }
    assert!(
        add_pair(&house.store, "read", Role::Read).await.is_err(),
        "a name is used once"
    );
}

#[tokio::test]
async fn wrong_keys_are_refused_and_not_repeated() {
    let house = House::open().await;
    let url = format!("http://127.0.0.1:{}/app/dao/v6/customers", house.port);
    let keys = Keys::new("wrong-api", "wrong-access");
    let client = Client::http(url.parse().unwrap(), keys).unwrap();
    let error = client.config().await.unwrap_err();
    assert!(matches!(error, ApiError::KeysRefused(_)));
    let printed = format!("{error} {error:?} {client:?}");
    assert!(!printed.contains("wrong-"), "{printed}");
    house.close().await;
}
