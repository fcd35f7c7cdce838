//! Who is let in, for how long and how often: keys, sessions, the rate.

use std::num::NonZeroU32;
use std::sync::Arc;

use rolo::server::{Access, KeyRing, NewPair, Service, add_pair};
use rolo::store::{By, Role, Sqlite, Store};
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use tower::ServiceExt;

use crate::house::{House, assert_refused, catalog};

/// A server of its own over the same store: another process, as far as anybody can tell.
pub fn server(store: &Sqlite, ring: KeyRing) -> axum::Router {
    Service::new(Arc::new(store.clone()), &catalog(), Access::Keys(ring)).router()
}

pub async fn ask(
    router: &axum::Router,
    path: &str,
    form: &[(&str, &str)],
) -> (u16, Option<String>, Value) {
    let mut body = form_urlencoded::Serializer::new(String::new());
    body.extend_pairs(form);
    let request = axum::http::Request::post(path)
        .header("content-type", "application/x-www-form-urlencoded")
        .body(axum::body::Body::from(body.finish()))
        .unwrap();
    let response = router.clone().oneshot(request).await.unwrap();
    let status = response.status().as_u16();
    let after = response.headers().get("retry-after");
    let after = after.map(|after| after.to_str().unwrap().to_owned());
    let body = http_body_util::BodyExt::collect(response.into_body())
        .await
        .unwrap();
    (
        status,
        after,
        serde_json::from_slice(&body.to_bytes()).unwrap(),
    )
}

pub const CUSTOMERS: &str = "/app/dao/v6/customers";

pub async fn with_keys(router: &axum::Router, pair: &NewPair, more: &[(&str, &str)]) -> Value {
    let mut form = vec![
        ("apiKey", pair.api_key.expose_secret()),
        ("accessKey", pair.access_key.expose_secret()),
    ];
    form.extend(more);
    ask(router, CUSTOMERS, &form).await.2
}

async fn log_in(router: &axum::Router, name: &str, pair: &NewPair, more: &[(&str, &str)]) -> Value {
    let mut form = vec![
        ("emailId", name),
        ("password", pair.access_key.expose_secret()),
        ("firmId", "1"),
    ];
    form.extend(more);
    let path = "/app/login?a=login&generateSessionkey=true&getSessionToken=true";
    ask(router, path, &form).await.2
}

async fn with_session(router: &axum::Router, key: &Value, action: &str) -> Value {
    let form = [
        ("a", action),
        ("sessionKey", key.as_str().unwrap_or_default()),
    ];
    ask(router, CUSTOMERS, &form).await.2
}

#[tokio::test]
async fn keys_at_rest_are_slow_hashes_and_their_use_is_noted() {
    let house = House::open().await;
    let pair = add_pair(&house.store, "ann", Role::Write).await.unwrap();
    let kept = house.store.keys().await.unwrap()[0].clone();
    assert!(kept.access.starts_with(b"$argon2id$") && kept.used.is_none());
    let router = server(&house.store, KeyRing::default());
    assert_eq!(
        with_keys(&router, &pair, &[("a", "getAll")]).await["countOfRecords"],
        0
    );
    // It is noted beside the answer.
    let noted = async {
        while house.store.keys().await.unwrap()[0].used.is_none() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(20), noted)
        .await
        .unwrap();
}

#[tokio::test]
async fn a_pair_of_earlier_times_is_let_in_and_hashed_anew() {
    use sha2::{Digest, Sha256};
    let house = House::open().await;
    let hash = |key: &str| Sha256::digest(key).to_vec();
    let old = rolo::store::KeyPair {
        id: 0,
        name: "old".into(),
        role: Role::Read,
        api: hash("api"),
        access: hash("access"),
        made: String::new(),
        used: None,
    };
    house.store.add_key(old, By::now(0, "local")).await.unwrap();
    let router = server(&house.store, KeyRing::default());
    let form = |access| [("a", "getAll"), ("apiKey", "api"), ("accessKey", access)];
    assert_refused(&ask(&router, CUSTOMERS, &form("wrong")).await.2, "Key");
    for _ in 0..2 {
        assert_eq!(
            ask(&router, CUSTOMERS, &form("access")).await.2["countOfRecords"],
            0
        );
    }
    assert!(
        house.store.keys().await.unwrap()[0]
            .access
            .starts_with(b"$argon2id$")
    );
    assert_refused(&ask(&router, CUSTOMERS, &form("wrong")).await.2, "Key");
}

#[tokio::test]
async fn a_revoked_key_is_refused_at_once_everywhere_and_its_sessions_with_it() {
    let house = House::open().await;
    let pair = add_pair(&house.store, "ann@firm.example", Role::Write)
        .await
        .unwrap();
    let (one, two) = (
        server(&house.store, KeyRing::default()),
        server(&house.store, KeyRing::default()),
    );
    let session = log_in(&one, "Ann@firm.example", &pair, &[]).await;
    let key = &session["responseObject"]["authenticationKey"];
    for router in [&one, &two] {
        assert_eq!(
            with_keys(router, &pair, &[("a", "getAll")]).await["countOfRecords"],
            0
        );
        assert_eq!(
            with_session(router, key, "getAll").await["countOfRecords"],
            0,
            "{session}"
        );
    }
    let by = By::now(0, "local");
    assert!(
        house
            .store
            .remove_key("ann@firm.example".into(), by)
            .await
            .unwrap()
    );
    for router in [&one, &two] {
        assert_refused(&with_keys(router, &pair, &[("a", "getAll")]).await, "Key");
        assert_refused(&with_session(router, key, "getAll").await, "Key");
    }
    // A new pair of the old name does not bring them back.
    add_pair(&house.store, "ann@firm.example", Role::Write)
        .await
        .unwrap();
    assert_refused(&with_session(&two, key, "getAll").await, "Key");
    assert_refused(&with_keys(&two, &pair, &[("a", "getAll")]).await, "Key");
}

#[tokio::test]
async fn who_logs_in_does_it_in_the_name_of_the_key() {
    let house = House::open().await;
    let pair = add_pair(&house.store, "ann", Role::Write).await.unwrap();
    let router = server(&house.store, KeyRing::default());
    let token = log_in(&router, "ann", &pair, &[]).await["responseObject"]["sessionToken"].clone();
    let exchanged = [
        ("a", "login"),
        ("generateSessionkey", "true"),
        ("isExpire", "false"),
        ("sessionType", "mobile"),
        ("v", "1"),
        ("sessionToken", token.as_str().unwrap()),
    ];
    let (_, _, exchanged) = ask(&router, "/app/login", &exchanged).await;
    let key = exchanged["responseObject"]["authenticationKey"]
        .as_str()
        .unwrap();
    let data = json!({"customerName": "A"}).to_string();
    let form = [("a", "save"), ("sessionKey", key), ("customerData", &data)];
    let made = ask(&router, CUSTOMERS, &form).await.2;
    assert_eq!(made["customer"]["createdByName"], "ann", "{made}");
    let servlet = [
        ("a", "login"),
        ("emailId", "ann"),
        ("password", pair.access_key.expose_secret()),
        ("isWebLogin", "true"),
    ];
    assert_eq!(
        ask(&router, "/app/loginservlet", &servlet).await.2["responseCode"],
        0
    );
    for (name, password) in [
        ("ann", "wrong"),
        ("bob", pair.access_key.expose_secret()),
        ("ann", ""),
        ("", ""),
    ] {
        let form = [("a", "login"), ("emailId", name), ("password", password)];
        assert_refused(&ask(&router, "/app/login", &form).await.2, "Key");
        let (_, _, answer) = ask(&router, "/app/loginservlet", &form).await;
        assert_ne!(answer["responseCode"], 0);
    }
    let out = [("a", "logout"), ("sessionKey", key)];
    ask(&router, "/app/login", &out).await;
    assert_refused(&with_session(&router, &json!(key), "getAll").await, "Key");
    // Nothing of a session lies in the store in the clear.
    let (papers, _) = house.store.papers("session", None, 0, 9).await.unwrap();
    assert!(!papers.is_empty());
    for paper in papers {
        assert!(!format!("{paper:?}").contains(token.as_str().unwrap()));
    }
}

#[tokio::test]
async fn a_key_that_asks_too_often_is_told_to_wait_and_others_are_not() {
    let house = House::open().await;
    let (fast, calm) = (
        add_pair(&house.store, "fast", Role::Read).await.unwrap(),
        add_pair(&house.store, "calm", Role::Read).await.unwrap(),
    );
    let router = server(&house.store, KeyRing::default().at_most(NonZeroU32::new(1)));
    let mut told = None;
    for _ in 0..50 {
        let form = [
            ("a", "getAll"),
            ("apiKey", fast.api_key.expose_secret()),
            ("accessKey", fast.access_key.expose_secret()),
        ];
        let (status, after, answer) = ask(&router, CUSTOMERS, &form).await;
        if status == 429 {
            assert_refused(&answer, "too many");
            told = after;
            break;
        }
        assert_eq!(answer["countOfRecords"], 0);
    }
    assert_eq!(told.as_deref(), Some("1"));
    assert_eq!(
        with_keys(&router, &calm, &[("a", "getAll")]).await["countOfRecords"],
        0
    );
}

#[tokio::test]
async fn who_guesses_is_slowed_down_and_the_owner_goes_on() {
    let house = House::open().await;
    let pair = add_pair(&house.store, "ann", Role::Read).await.unwrap();
    let router = server(&house.store, KeyRing::default());
    assert_eq!(
        with_keys(&router, &pair, &[("a", "getAll")]).await["countOfRecords"],
        0
    );
    let mut slowed = false;
    for nth in 0..40 {
        let guess = format!("guess{nth}");
        let form = [
            ("a", "getAll"),
            ("apiKey", pair.api_key.expose_secret()),
            ("accessKey", guess.as_str()),
        ];
        let (status, _, answer) = ask(&router, CUSTOMERS, &form).await;
        assert_eq!(answer["status"], "FAILURE");
        slowed |= status == 429;
    }
    assert!(slowed);
    assert_eq!(
        with_keys(&router, &pair, &[("a", "getAll")]).await["countOfRecords"],
        0
    );
}

#[tokio::test]
async fn who_guesses_by_a_name_locks_nobody_out_and_learns_no_name() {
    let house = House::open().await;
    let pair = add_pair(&house.store, "ann", Role::Read).await.unwrap();
    let router = server(&house.store, KeyRing::default());
    let mut told = Vec::new();
    for name in ["nobody", "ann"] {
        let mut statuses = Vec::new();
        for nth in 0..11 {
            // One name in any spelling.
            let name = match nth % 2 {
                0 => name.to_owned(),
                _ => name.to_uppercase(),
            };
            let form = [
                ("a", "login"),
                ("emailId", name.as_str()),
                ("password", "guess"),
            ];
            let (status, _, answer) = ask(&router, "/app/login", &form).await;
            assert_eq!(answer["status"], "FAILURE");
            statuses.push(status);
        }
        assert_eq!(statuses[..10], [200; 10], "{name}");
        told.push(statuses[10]);
    }
    assert_eq!(told[0], told[1]);
    // The pair itself was never shown before.
    assert_eq!(
        with_keys(&router, &pair, &[("a", "getAll")]).await["countOfRecords"],
        0
    );
}

#[tokio::test]
async fn a_session_got_for_a_session_ends_a_month_after_the_login() {
    let house = House::open().await;
    let pair = add_pair(&house.store, "ann", Role::Read).await.unwrap();
    let router = server(&house.store, KeyRing::default());
    let month = [("isExpire", "false")];
    let token =
        log_in(&router, "ann", &pair, &month).await["responseObject"]["sessionToken"].clone();
    let (papers, _) = house.store.papers("session", None, 0, 9).await.unwrap();
    let paper = &papers[0];
    let mut body: Value = serde_json::from_str(&paper.body).unwrap();
    let long_ago = body["loggedIn"].as_i64().unwrap() - 29 * 86_400;
    body["loggedIn"] = json!(long_ago);
    let sheet = rolo::store::Sheet {
        kind: "session",
        key: Some(paper.key.clone()),
        about: None,
        body: body.to_string(),
    };
    let by = By::now(0, "test");
    house.store.keep_paper(sheet, None, by).await.unwrap();
    let form = [
        ("a", "login"),
        ("isExpire", "false"),
        ("sessionToken", token.as_str().unwrap()),
    ];
    let (_, _, answer) = ask(&router, "/app/login", &form).await;
    let key = &answer["responseObject"]["authenticationKey"];
    assert_eq!(
        with_session(&router, key, "getAll").await["countOfRecords"],
        0
    );
    let (papers, _) = house.store.papers("session", None, 0, 9).await.unwrap();
    let new = papers.iter().find(|other| other.key != paper.key).unwrap();
    let new: Value = serde_json::from_str(&new.body).unwrap();
    assert_eq!(new["until"], json!(long_ago + 30 * 86_400));
    assert_eq!(new["loggedIn"], json!(long_ago));
}

#[tokio::test]
async fn each_key_is_told_its_own_name_and_works_in_it() {
    let house = House::open().await;
    let router = server(&house.store, KeyRing::default());
    for name in ["ann", "bob"] {
        let pair = add_pair(&house.store, name, Role::Write).await.unwrap();
        let config = with_keys(&router, &pair, &[("a", "getConfigData")]).await;
        let catalog = rolo::customer::Catalog::parse(&config);
        assert_eq!(catalog.me.as_ref().unwrap().name, name);
        let new = rolo::customer::blank::blank(&catalog);
        let mut new: Value = serde_json::from_str(&new.to_json()).unwrap();
        new["customerName"] = json!("A");
        let data = new.to_string();
        let made = with_keys(&router, &pair, &[("a", "save"), ("customerData", &data)]).await;
        let made = &made["customer"];
        assert_eq!(made["assigneeObjectRefName"], name, "{made}");
        assert_eq!(made["createdByName"], name, "{made}");
        let form = [
            ("a", "getUserData"),
            ("apiKey", pair.api_key.expose_secret()),
            ("accessKey", pair.access_key.expose_secret()),
        ];
        let (_, _, user) = ask(&router, "/app/commonservlet", &form).await;
        assert_eq!(made["assigneeObjectRefId"], user["employeeId"]);
    }
}
