//! Owns what is promised of orders: those to keep the views are carried out as they were given; a change is told
//! as soon as it is on disk, and again when it is answered. Must not look at what the screen makes of it.

use serde_json::json;

use super::*;
use crate::customer::changeset::{Action, Standing, Step};
use crate::customer::{Change, Customer, Part};
use crate::query::Search;
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

/// A customer in the workspace, and an edit of his website.
async fn an_edit(workspace: &Workspace) -> (CustomerId, Step) {
    let record = Customer::from_value(json!({"customerName": "Acme", "website": "a"})).unwrap();
    let made = workspace.create(&record, "request").await.unwrap().record;
    let part = |text: &str| Part::from_iter([("website".to_owned(), json!(text))]);
    let id = made.id().unwrap();
    let step = Step::Edit {
        id,
        name: "Acme".to_owned(),
        changes: vec![Change {
            field: "website".to_owned(),
            from: part("a"),
            to: part("b"),
        }],
    };
    (id, step)
}

fn commit(step: Step, draft: Option<&str>) -> (Ticket, Cmd) {
    let ticket = Ticket {
        slot: Slot::Write(7),
        generation: 1,
    };
    let cmd = Cmd::Commit {
        ticket,
        action: Action::Edit,
        steps: vec![step],
        draft: draft.map(str::to_owned),
        replaces: None,
    };
    (ticket, cmd)
}

/// What is answered to a change, in turn.
async fn told(effects: &mut Effects, ticket: Ticket) -> Outcome {
    loop {
        if let Some(Msg::Done {
            ticket: of,
            outcome,
        }) = effects.next().await
            && of == ticket
        {
            return outcome;
        }
    }
}

#[tokio::test]
async fn a_change_is_told_when_it_is_on_disk_and_again_when_it_is_answered() {
    let folder = tempfile::tempdir().unwrap();
    let workspace = open(folder.path()).await;
    let (id, step) = an_edit(&workspace).await;
    let draft = Draft {
        key: "form".to_owned(),
        of: Some(id),
        name: "Acme".to_owned(),
        form: json!({}),
    };
    workspace.keep_draft(draft).await.unwrap();
    let mut effects = Effects::new(workspace.clone());
    let (ticket, cmd) = commit(step, Some("form"));
    effects.perform(cmd);
    assert!(!effects.settled(), "leaving now would lose it");
    let Outcome::Journalled(set) = told(&mut effects, ticket).await else {
        panic!("it was not written down first")
    };
    assert!(workspace.drafts().await.unwrap().is_empty());
    let Outcome::Verdict(entry) = told(&mut effects, ticket).await else {
        panic!("it was not answered")
    };
    assert_eq!(entry.set.id, set.id);
    assert_eq!(entry.standing, [Standing::Done { id, note: None }]);
    assert!(effects.settled());
    assert_eq!(
        workspace.read(id).await.unwrap().unwrap().text("website"),
        "b"
    );
}

#[tokio::test]
async fn what_another_program_does_is_told_without_being_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let mut effects = Effects::new(open(folder.path()).await);
    let other = open(folder.path()).await;
    let (_, step) = an_edit(&other).await;
    other.commit(Action::Edit, vec![step], None).await.unwrap();
    let told = async { while effects.next().await != Some(Msg::Changed) {} };
    let patience = Duration::from_secs(20);
    assert!(tokio::time::timeout(patience, told).await.is_ok());
}

#[tokio::test]
async fn what_is_given_up_for_a_form_is_a_draft_before() {
    let folder = tempfile::tempdir().unwrap();
    let workspace = open(folder.path()).await;
    let (id, step) = an_edit(&workspace).await;
    let set = workspace
        .commit(Action::Edit, vec![step], None)
        .await
        .unwrap();
    let draft = Draft {
        key: "form".to_owned(),
        of: Some(id),
        name: "Acme".to_owned(),
        form: json!({"typed": 1}),
    };
    let mut effects = Effects::new(workspace.clone());
    let ticket = Ticket {
        slot: Slot::Write(7),
        generation: 1,
    };
    effects.perform(Cmd::DropSet {
        ticket,
        set: set.id,
        keep: Some(draft.clone()),
    });
    told(&mut effects, ticket).await;
    assert_eq!(workspace.drafts().await.unwrap(), [draft]);
}

#[tokio::test(start_paused = true)]
async fn leaving_waits_for_the_disk_and_only_a_moment_for_an_answer() {
    let (tell, mut reports) = unbounded_channel();
    let mut under_way = UnderWay::default();
    let (ticket, _) = commit(
        Step::Delete {
            id: 1,
            name: String::new(),
        },
        None,
    );
    under_way.begin(ticket);
    under_way.hurry(&tell);
    assert!(matches!(reports.recv().await, Some(Report::Waited)));
    under_way.waited();
    assert!(!under_way.is_settled(), "it is not on disk");
    under_way.written(ticket);
    assert!(under_way.is_settled());
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

/// What looking at a path comes to: a failure's text, or nothing.
async fn looked_at(effects: &mut Effects, path: &std::path::Path) -> String {
    let slot = Slot::Look;
    effects.perform(Cmd::Look {
        ticket: Ticket {
            slot,
            generation: 1,
        },
        path: path.display().to_string(),
        said: Box::default(),
    });
    loop {
        if let Some(Msg::Done { ticket, outcome }) = effects.next().await
            && ticket.slot == slot
        {
            return match outcome {
                Outcome::Failed(failure) => failure.text,
                Outcome::Looked(_) => String::new(),
                other => panic!("{other:?}"),
            };
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_path_that_leads_to_nothing_to_be_read_is_refused_with_the_reason() {
    let folder = tempfile::tempdir().unwrap();
    let workspace = open(folder.path()).await;
    let mut effects = Effects::new(workspace);
    let file = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    };
    let link = folder.path().join("link.csv");
    std::os::unix::fs::symlink("/no/such/file", &link).unwrap();
    let good = file("good.csv", b"name\nAcme\n");
    for (path, why) in [
        (folder.path().join("none.csv"), "There is no file"),
        (link, "There is no file"),
        (good.join("x.csv"), "There is no file"),
        (folder.path().to_owned(), "is a folder"),
        ("/dev/null".into(), "is no ordinary file"),
        (file("empty.csv", b""), "there is nothing in it"),
        (file("blank.csv", b"\n\n\n"), "there is nothing in it"),
        (file("zeros.csv", &[0; 4_000]), "this is no text"),
    ] {
        let said = looked_at(&mut effects, &path).await;
        assert!(said.contains(why), "{}: {said}", path.display());
        assert!(said.contains(&path.display().to_string()), "{said}");
    }
    assert_eq!(looked_at(&mut effects, &good).await, "");
}

/// A file that is there and cannot be read, whoever asks.
#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_that_cannot_be_read_says_why() {
    let folder = tempfile::tempdir().unwrap();
    let mut effects = Effects::new(open(folder.path()).await);
    let said = looked_at(&mut effects, std::path::Path::new("/proc/self/mem")).await;
    assert!(said.starts_with("Not read: /proc/self/mem: "), "{said}");
}
