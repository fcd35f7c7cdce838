//! Many steps at once, and two programs at once.

use std::time::Instant;

use serde_json::json;

use crate::customer::changeset::{Action, Standing, Step};
use crate::customer::{Change, Part};
use crate::workspace::house::*;
use crate::workspace::{Remote, Spec, Workspace};

async fn local(folder: &std::path::Path) -> Workspace {
    let spec = Spec {
        name: "w".into(),
        folder: folder.join("w"),
        remote: Remote::Local { sample: false },
    };
    Workspace::open(spec).await.unwrap()
}

fn website(id: i64) -> Step {
    Step::Edit {
        id,
        name: String::new(),
        changes: vec![Change {
            field: "website".into(),
            from: Part::new(),
            to: Part::from_iter([("website".into(), json!(format!("{id}.example")))]),
        }],
    }
}

/// Makes, changes and takes back so many customers; how long each took.
async fn in_bulk(many: i64) {
    let folder = tempfile::tempdir().unwrap();
    let workspace = local(folder.path()).await;
    let mut clock = Instant::now();
    let mut lap = |what: &str| {
        let took = clock.elapsed();
        clock = Instant::now();
        eprintln!("{what} {many}: {took:?}");
    };
    let steps = (0..many)
        .map(|n| create(&format!("Customer {n}")))
        .collect();
    let set = workspace.commit(Action::Import, steps, None).await.unwrap();
    lap("written down");
    let entry = workspace.verdict(&set.id).await.unwrap();
    assert!(done(&entry));
    lap("made");
    let ids = entry.standing.iter().map(|standing| match standing {
        Standing::Done { id, .. } => *id,
        other => panic!("{other:?}"),
    });
    let steps = ids.map(website).collect();
    let (_, entry) = does(&workspace, Action::Bulk, steps).await;
    assert!(done(&entry));
    lap("changed");
    let found = workspace.find(Default::default()).await.unwrap();
    assert_eq!(found.total, usize::try_from(many).unwrap());
    let undo = workspace.undo(None).await.unwrap();
    assert!(done(&workspace.verdict(&undo.id).await.unwrap()));
    lap("taken back");
    let all = workspace.rows(found.ids.to_vec()).await.unwrap();
    assert!(all.iter().all(|record| record.text("website").is_empty()));
}

#[tokio::test]
async fn a_large_set_goes_out_in_batches_and_is_taken_back_as_one() {
    in_bulk(1_500).await;
}

/// Measures; run by hand.
#[tokio::test]
#[ignore = "takes a minute; prints how long fifty thousand steps take"]
async fn fifty_thousand_steps() {
    in_bulk(50_000).await;
}

#[tokio::test]
async fn two_programs_on_one_workspace_send_each_step_once() {
    let house = House::new(true);
    let (one, two) = (house.open("w").await, house.open("w").await);
    let mut sets = Vec::new();
    for n in 0..20 {
        let (at, other) = match n % 2 {
            0 => (&one, &two),
            _ => (&two, &one),
        };
        let step = create(&format!("Customer {n:02}"));
        let set = at.commit(Action::Create, vec![step], None).await.unwrap();
        // The other program may be the one that sends it.
        sets.push((other.clone(), set.id));
    }
    let verdicts = sets
        .into_iter()
        .map(|(workspace, id)| async move { workspace.verdict(&id).await.unwrap() });
    let entries = futures_util::future::join_all(verdicts).await;
    assert!(entries.iter().all(done));
    let there = house.there().await;
    assert_eq!(there.len(), 20, "{there:?}");
    let saves = house.faults.lock().unwrap().asked.clone();
    assert_eq!(saves.iter().filter(|asked| *asked == "save").count(), 20);
    let anew = house.open("w").await;
    let found = anew.find(Default::default()).await.unwrap();
    assert_eq!(found.ids.len(), 20);
    assert!(found.ids.iter().all(|id| *id > 0), "{:?}", found.ids);
}
