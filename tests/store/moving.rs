//! What moved since a place, and the trash: on every store.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rolo::store::{Place, Since};
use serde_json::json;

use super::houses::{Promised, at, by, customer, read, set};

const FIRST: Since = Since::Place(Place {
    seq: 0,
    store: None,
});

async fn fill(store: &Promised, count: usize) {
    let many = (1..=count).map(|n| customer(json!({"customerName": format!("N{n}")})));
    store.insert_many(many.collect(), by("ann")).await.unwrap();
}

pub async fn what_moved_comes_once_in_order_with_deletions(store: Promised) {
    fill(&store, 5).await;
    let all = store.since(FIRST, 3).await.unwrap();
    assert_eq!(
        (all.records.len(), all.left, all.more, all.anew),
        (3, 5, true, false)
    );
    let rest = store.since(Since::Place(all.next), 3).await.unwrap();
    assert_eq!((rest.records.len(), rest.left, rest.more), (2, 2, false));
    let still = store.since(Since::Place(rest.next), 3).await.unwrap();
    assert_eq!(
        (still.records.len(), still.left, still.next),
        (0, 0, rest.next)
    );

    store.delete(2, None, by("ann")).await.unwrap();
    store
        .update(1, None, set("website", json!("x")), by("ann"))
        .await
        .unwrap();
    store.delete(3, None, by("ann")).await.unwrap();
    store.restore(3, by("ann")).await.unwrap();
    let moved = store.since(Since::Place(rest.next), 9).await.unwrap();
    let ids: Vec<_> = moved
        .records
        .iter()
        .map(|body| read(body).id().unwrap())
        .collect();
    assert_eq!((ids, moved.gone, moved.left), (vec![1, 3], vec![2], 3));
    assert_eq!(moved.next.to_string().parse(), Ok(moved.next));
}

pub async fn a_place_of_another_store_begins_anew(store: Promised) {
    fill(&store, 2).await;
    let here = store.since(FIRST, 9).await.unwrap().next;
    let strangers = [
        Place {
            store: here.store.map(|store| store ^ 1),
            ..here
        },
        Place {
            seq: here.seq + 1,
            ..here
        },
    ];
    for place in strangers {
        let moved = store.since(Since::Place(place), 9).await.unwrap();
        assert_eq!((moved.anew, moved.records.len()), (true, 2), "{place}");
    }
    let before = Place {
        seq: -5,
        store: None,
    };
    let moved = store.since(Since::Place(before), 9).await.unwrap();
    assert_eq!((moved.anew, moved.records.len()), (false, 2));
}

pub async fn a_moment_brings_what_moved_since(store: Promised) {
    for (nth, day) in ["01", "02", "03"].into_iter().enumerate() {
        let one = customer(json!({"customerName": format!("N{nth}")}));
        let when = format!("2024-01-{day} 10:00:00");
        store.insert(one, at("ann", &when), None).await.unwrap();
    }
    let since = |moment: &str| store.since(Since::Moment(moment.to_owned()), 9);
    assert_eq!(since("2024-01-02 10:00:00").await.unwrap().records.len(), 2);
    assert_eq!(since("2024-01-04 00:00:00").await.unwrap().records.len(), 0);
    store
        .delete(1, None, at("ann", "2024-01-05 10:00:00"))
        .await
        .unwrap();
    let moved = since("2024-01-04 00:00:00").await.unwrap();
    assert_eq!((moved.records.len(), moved.gone), (0, vec![1]));
}

pub async fn the_trash_is_searched_and_paged(store: Promised) {
    fill(&store, 12).await;
    for id in [3, 11, 1, 12] {
        store
            .delete(id, None, at(&format!("who{id}"), "2024-03-01 00:00:00"))
            .await
            .unwrap();
    }
    let names = |found: &[rolo::store::Deleted]| -> Vec<_> {
        found
            .iter()
            .map(|item| (read(&item.record).id().unwrap(), item.who.clone()))
            .collect()
    };
    let (page, total) = store.trash(vec![], 1, 2).await.unwrap();
    assert_eq!(
        names(&page),
        [(1, "who1".to_owned()), (11, "who11".to_owned())]
    );
    assert_eq!((total, page[0].at.as_str()), (4, "2024-03-01 00:00:00"));
    let (page, total) = store.trash(vec!["n1".into()], 0, 9).await.unwrap();
    assert_eq!((page.len(), total), (3, 3));
    let (page, total) = store.trash(vec![], 9, 9).await.unwrap();
    assert_eq!((page.len(), total), (0, 4));
    assert_eq!(store.count().await.unwrap(), 8);
}

/// Changes that are numbered before they are committed come late to whoever has seen a later one already.
pub async fn a_reader_beside_writers_passes_nothing_over(store: Promised) {
    passes_nothing_over(&store, std::slice::from_ref(&store)).await;
}

pub async fn passes_nothing_over(reader: &Promised, writers: &[Promised]) {
    let is_done = Arc::new(AtomicBool::new(false));
    let (reader, done) = (reader.clone(), is_done.clone());
    let reading = tokio::spawn(async move {
        let (mut seen, mut place) = (BTreeSet::new(), FIRST);
        loop {
            let is_last = done.load(Ordering::SeqCst);
            let moved = reader.since(place, 7).await.unwrap();
            assert!(!moved.anew);
            for body in &moved.records {
                let record = read(body);
                seen.insert((record.id().unwrap(), record.version().unwrap()));
            }
            place = Since::Place(moved.next);
            if is_last && !moved.more {
                return seen;
            }
        }
    });
    let mut tasks = tokio::task::JoinSet::new();
    for nth in 0..24 {
        let store = writers[nth % writers.len()].clone();
        tasks.spawn(async move {
            let mut made = Vec::new();
            for _ in 0..5 {
                let one = customer(json!({"customerName": "A"}));
                let id = store
                    .insert(one, by("ann"), None)
                    .await
                    .unwrap()
                    .id()
                    .unwrap();
                let after = store
                    .update(id, None, set("website", json!(nth)), by("ann"))
                    .await
                    .unwrap();
                made.push((id, after.version().unwrap()));
            }
            made
        });
    }
    let made: BTreeSet<_> = tasks.join_all().await.into_iter().flatten().collect();
    is_done.store(true, Ordering::SeqCst);
    let seen = reading.await.unwrap();
    let missed: Vec<_> = made.difference(&seen).collect();
    assert_eq!(made.len(), 120);
    assert!(missed.is_empty(), "{missed:?}");
}
