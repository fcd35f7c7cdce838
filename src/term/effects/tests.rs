//! Owns what is promised of orders to keep the views: they are carried out as they were given, and none
//! is lost on the way. Must not look at anything else that is carried out.

use super::*;
use crate::workspace::Spec;

async fn open(folder: &std::path::Path) -> Workspace {
    let spec = Spec {
        name: "test".to_owned(),
        folder: folder.join("test"),
        remote: Remote::Local { sample: false },
    };
    Workspace::open(spec).await.unwrap()
}

fn views(names: &[&str]) -> Vec<View> {
    let view = |name: &&str| View {
        name: (*name).to_owned(),
        ..View::default()
    };
    names.iter().map(view).collect()
}

fn order(generation: u64, before: &[&str], now: &[&str]) -> Cmd {
    let slot = Slot::KeepViews;
    Cmd::KeepViews {
        ticket: Ticket { slot, generation },
        before: views(before),
        views: views(now),
    }
}

/// What the order of this generation came to.
async fn outcome(effects: &mut Effects, generation: u64) -> Outcome {
    loop {
        if let Some(Msg::Done { ticket, outcome }) = effects.next().await
            && (ticket.slot, ticket.generation) == (Slot::KeepViews, generation)
        {
            return outcome;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn orders_in_quick_succession_are_all_carried_out_in_turn() {
    let folder = tempfile::tempdir().unwrap();
    let workspace = open(folder.path()).await;
    let mut effects = Effects::new(workspace.clone());
    let names: Vec<String> = (0..20).map(|nth| format!("V{nth:02}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    for (nth, generation) in (1..=names.len()).zip(1..) {
        effects.perform(order(generation, &names[..nth - 1], &names[..nth]));
    }
    effects.perform(order(21, &names, &names[1..]));
    effects.perform(order(22, &names[1..], &names));
    assert_eq!(outcome(&mut effects, 22).await, Outcome::Kept);
    assert_eq!(workspace.views().await.unwrap(), views(&names));
}

#[tokio::test]
async fn what_an_order_could_not_keep_goes_with_the_next() {
    let folder = tempfile::tempdir().unwrap();
    let workspace = open(folder.path()).await;
    let rename = |from: &str, to: &str| {
        let db = rusqlite::Connection::open(folder.path().join("test/workspace.db")).unwrap();
        db.execute_batch(&format!("alter table {from} rename to {to}"))
            .unwrap();
    };
    let mut effects = Effects::new(workspace.clone());
    rename("view", "away");
    effects.perform(order(1, &[], &["A"]));
    let failed = outcome(&mut effects, 1).await;
    assert!(matches!(failed, Outcome::Failed(_)), "{failed:?}");
    rename("away", "view");
    effects.perform(order(2, &["A"], &["A", "B"]));
    assert_eq!(outcome(&mut effects, 2).await, Outcome::Kept);
    assert_eq!(workspace.views().await.unwrap(), views(&["A", "B"]));
}

/// So many customers, with nothing but their ids.
fn fill(folder: &std::path::Path, count: usize) {
    let db = rusqlite::Connection::open(folder.join("test/customers.db")).unwrap();
    db.execute_batch(&format!(
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count})
         INSERT INTO customers (id, seq, version, number, name_key, search, created, updated, deleted, body)
         SELECT i, i, 1, '', 'a', 'a', '', '', 0, '{{\"customerId\":' || i || '}}' FROM n"
    ))
    .unwrap();
}

/// The next answer to a question.
async fn next_outcome(effects: &mut Effects) -> Outcome {
    loop {
        if let Some(Msg::Done { outcome, .. }) = effects.next().await {
            return outcome;
        }
    }
}

fn count(outcome: &Outcome) -> Option<usize> {
    match outcome {
        Outcome::Found { ids, .. } => Some(ids.len()),
        _ => None,
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_frame_waits_for_the_first_rows_and_not_for_all_of_them() {
    let folder = tempfile::tempdir().unwrap();
    let workspace = open(folder.path()).await;
    fill(folder.path(), 600);
    let mut effects = Effects::new(workspace);
    let ticket = |slot| Ticket {
        slot,
        generation: 1,
    };
    effects.perform(Cmd::Find {
        ticket: ticket(Slot::List),
        search: Search::default(),
    });
    assert!(effects.reading());
    assert_eq!(count(&next_outcome(&mut effects).await), Some(500));
    assert!(!effects.reading());
    effects.perform(Cmd::Rows {
        ticket: ticket(Slot::Rows),
        ids: (1..=40).collect(),
    });
    assert!(effects.reading());
    // The rows and the rest come in either order.
    let (mut rows, mut all) = (Vec::new(), None);
    while rows.is_empty() || all.is_none() {
        match next_outcome(&mut effects).await {
            Outcome::Rows(read) => rows = read,
            outcome => all = count(&outcome).or(all),
        }
    }
    let ids: Vec<_> = rows.iter().filter_map(|row| row.id()).collect();
    assert_eq!(ids, Vec::from_iter(1..=40));
    assert_eq!(all, Some(600));
    assert!(!effects.reading());
}
