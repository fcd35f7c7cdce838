//! What every store promises of papers and key pairs.

use rolo::customer::CustomerId;
use rolo::customer::changeset::Past;
use rolo::store::shelf::NOBODY;
use rolo::store::{KeyPair, Role, Sheet, Store, StoreError};
use serde_json::json;

use super::houses::{Promised, by};

fn sheet(kind: &'static str, key: Option<&str>, about: Option<i64>, body: &str) -> Sheet {
    Sheet {
        kind,
        key: key.map(str::to_owned),
        about,
        body: body.to_owned(),
    }
}

async fn customer(store: &dyn Store) -> CustomerId {
    let record = super::houses::customer(json!({"customerName": "A"}));
    let record = store.insert(record, by("ann"), None).await.unwrap();
    record.id().unwrap()
}

pub async fn a_paper_has_a_version_and_one_number_is_one_papers(store: Promised) {
    let keep = |key, body, version| store.keep_paper(sheet("a", key, None, body), version, by("x"));
    let first = keep(Some("k"), "1", Some(0)).await.unwrap();
    assert_eq!((first.version, first.who.as_str()), (1, "x"));
    for wrong in [Some(0), Some(2)] {
        let refused = keep(Some("k"), "2", wrong).await.unwrap_err();
        assert!(matches!(refused, StoreError::PaperMoved { found: 1 }));
    }
    let second = store.keep_paper(sheet("a", Some("k"), None, "2"), Some(1), by("y"));
    let second = second.await.unwrap();
    assert_eq!(
        (second.version, second.body.as_str(), second.who.as_str()),
        (2, "2", "x")
    );
    assert_eq!(
        keep(Some("k"), "2", None).await.unwrap(),
        second,
        "no change"
    );
    assert_eq!(
        store.paper("a", "k".into()).await.unwrap(),
        Some(second.clone())
    );
    assert_eq!(store.paper("b", "k".into()).await.unwrap(), None);
    let numbered = keep(None, "n", None).await.unwrap();
    assert!(
        store
            .drop_paper("a", numbered.key.clone(), by("x"))
            .await
            .unwrap()
    );
    assert!(
        !store
            .drop_paper("a", numbered.key.clone(), by("x"))
            .await
            .unwrap()
    );
    let next = keep(None, "n", None).await.unwrap();
    assert_ne!(next.key, numbered.key, "a number is given once");
    assert!(next.key.parse::<i64>().is_ok());
    let gone = keep(Some("gone"), "1", Some(3)).await.unwrap_err();
    assert!(matches!(gone, StoreError::PaperMoved { found: 0 }));
}

pub async fn a_paper_is_changed_by_one_of_many(store: Promised) {
    store
        .keep_paper(sheet("a", Some("k"), None, "0"), None, by("x"))
        .await
        .unwrap();
    let tries = (0..20).map(|nth| {
        let store = store.clone();
        tokio::spawn(async move {
            let body = format!("{}", nth + 1);
            store
                .keep_paper(sheet("a", Some("k"), None, &body), Some(1), by("x"))
                .await
                .is_ok()
        })
    });
    let mut done = 0;
    for one in tries.collect::<Vec<_>>() {
        done += usize::from(one.await.unwrap());
    }
    assert_eq!(done, 1);
    let now = store.paper("a", "k".into()).await.unwrap().unwrap();
    assert_eq!(now.version, 2);
}

pub async fn papers_are_listed_by_kind_and_customer(store: Promised) {
    let (one, two) = (customer(&*store).await, customer(&*store).await);
    for (kind, about, body) in [
        ("note", Some(one), "1"),
        ("note", Some(two), "2"),
        ("view", None, "3"),
        ("note", Some(one), "4"),
        ("note", Some(one), "5"),
    ] {
        let kept = store.keep_paper(sheet(kind, None, about, body), None, by("x"));
        assert_eq!(kept.await.unwrap().about, about);
    }
    let bodies = async |kind, about, start, count| {
        let (found, total) = store.papers(kind, about, start, count).await.unwrap();
        let bodies: Vec<String> = found.into_iter().map(|paper| paper.body).collect();
        (bodies.join(""), total)
    };
    assert_eq!(bodies("note", None, 0, 9).await, ("5421".into(), 4));
    assert_eq!(bodies("note", Some(one), 0, 2).await, ("54".into(), 3));
    assert_eq!(
        bodies("note", Some(one), 2, usize::MAX).await,
        ("1".into(), 3)
    );
    assert_eq!(bodies("note", Some(one), 9, 9).await, (String::new(), 3));
    assert_eq!(bodies("view", None, 0, 9).await, ("3".into(), 1));
    assert_eq!(bodies("other", None, 0, 9).await, (String::new(), 0));
    let nobody = store.keep_paper(sheet("note", None, Some(999), "x"), None, by("x"));
    assert!(matches!(nobody.await, Err(StoreError::NotFound(999))));
    store.delete(one, None, by("x")).await.unwrap();
    let gone = store.keep_paper(sheet("note", None, Some(one), "x"), None, by("x"));
    assert!(matches!(gone.await, Err(StoreError::NotFound(_))));
    assert_eq!(bodies("note", Some(one), 0, 9).await.1, 3, "they stay");
}

pub async fn papers_are_audited(store: Promised) {
    let id = customer(&*store).await;
    for (about, body) in [(Some(id), "\"a\""), (Some(id), "\"b\""), (None, "1")] {
        let key = about.map_or("firm", |_| "k");
        let kept = store.keep_paper(sheet("note", Some(key), about, body), None, by("ann"));
        kept.await.unwrap();
    }
    store
        .drop_paper("note", "k".into(), by("bob"))
        .await
        .unwrap();
    let refused = store.keep_paper(sheet("note", Some("firm"), None, "2"), Some(9), by("eve"));
    refused.await.unwrap_err();
    let told = async |of| {
        let lines = store.history(of).await.unwrap();
        let lines = lines.into_iter().filter(|line| line.field.is_some());
        let side = |side: Option<String>| side.unwrap_or_else(|| "-".to_owned());
        let line = |past: Past| {
            [
                past.who,
                past.action,
                past.field.unwrap_or_default(),
                side(past.was),
                side(past.now),
            ]
            .join(" ")
        };
        lines.map(line).collect::<Vec<_>>()
    };
    assert_eq!(
        told(id).await,
        [
            "ann keep note - \"a\"",
            "ann keep note \"a\" \"b\"",
            "bob drop note \"b\" -"
        ]
    );
    assert_eq!(told(NOBODY).await, ["ann keep note - 1"]);
}

pub async fn a_pair_is_known_until_it_is_removed(store: Promised) {
    assert!(store.keys().await.unwrap().is_empty());
    store.add_key(pair("a"), by("root")).await.unwrap();
    store.add_key(pair("b"), by("root")).await.unwrap();
    assert!(store.add_key(pair("a"), by("root")).await.is_err());
    let kept = store.keys().await.unwrap();
    assert_eq!(kept.len(), 2);
    assert_eq!(
        (kept[0].made.as_str(), &kept[0].used),
        (by("x").at.as_str(), &None)
    );
    store
        .key_used(kept[0].id, "2025-01-01 00:00:00".into())
        .await
        .unwrap();
    store.rehash_key(kept[0].id, vec![2, 3]).await.unwrap();
    let kept = store.keys().await.unwrap();
    assert_eq!(kept[0].used.as_deref(), Some("2025-01-01 00:00:00"));
    assert_eq!((&kept[0].access, &kept[1].access), (&vec![2, 3], &vec![1]));
    assert!(store.remove_key("a".into(), by("root")).await.unwrap());
    assert!(!store.remove_key("a".into(), by("root")).await.unwrap());
    let names: Vec<String> = store
        .keys()
        .await
        .unwrap()
        .iter()
        .map(|pair| pair.name.clone())
        .collect();
    assert_eq!(names, ["b"]);
    let told: Vec<String> = store
        .history(NOBODY)
        .await
        .unwrap()
        .into_iter()
        .map(|past| past.action)
        .collect();
    assert_eq!(told, ["add", "add", "revoke"]);
}

pub async fn who_comes_back_under_a_name_has_the_number_of_before(store: Promised) {
    let number = async |name: &str| {
        let kept = store.keys().await.unwrap();
        kept.iter().find(|pair| pair.name == name).unwrap().id
    };
    let gone = async |name: &str| {
        let name = name.to_owned();
        assert!(store.remove_key(name, by("root")).await.unwrap());
    };
    for name in ["ann", "Bob"] {
        store.add_key(pair(name), by("root")).await.unwrap();
    }
    let (ann, bob) = (number("ann").await, number("Bob").await);
    gone("Bob").await;
    store.add_key(pair("carol"), by("root")).await.unwrap();
    let carol = number("carol").await;
    assert!(carol > ann && carol > bob, "a number was given again");
    // Twice, and without the capitals.
    for name in ["Bob", "bob"] {
        store.add_key(pair(name), by("root")).await.unwrap();
        assert_eq!(number(name).await, bob);
        gone(name).await;
    }
    // All the same where everybody has gone in between.
    gone("carol").await;
    gone("ann").await;
    for (name, before) in [("ann", ann), ("BOB", bob), ("carol", carol)] {
        store.add_key(pair(name), by("root")).await.unwrap();
        assert_eq!(number(name).await, before, "{name}");
    }
}

pub fn pair(name: &str) -> KeyPair {
    KeyPair {
        id: 0,
        name: name.to_owned(),
        role: Role::Write,
        api: name.as_bytes().to_vec(),
        access: vec![1],
        made: String::new(),
        used: None,
    }
}

pub async fn a_paper_may_have_any_key(store: Promised) {
    for key in ["long ".repeat(3_000), "it's 100%_\\\u{1f4c7}".to_owned()] {
        let kept = store.keep_paper(sheet("a", Some(&key), None, "1"), Some(0), by("x"));
        let kept = kept.await.unwrap();
        assert_eq!(kept.key, key);
        assert_eq!(store.paper("a", key.clone()).await.unwrap(), Some(kept));
        let other = format!("{key}.");
        assert_eq!(store.paper("a", other).await.unwrap(), None);
        assert!(store.drop_paper("a", key, by("x")).await.unwrap());
    }
    assert_eq!(store.paper("a", "\0".into()).await.unwrap(), None);
}
