//! What is written down comes back, in order, and old sets make room for new ones.

use serde_json::json;

use super::*;
use crate::customer::Draft;
use crate::customer::changeset::{Counts, Entry};
use crate::workspace::drafts::Drafts;
use crate::workspace::entries::{entry, find, newest, open};

fn edit(id: CustomerId) -> Planned {
    Planned::from(Step::Edit {
        id,
        name: format!("customer {id}"),
        changes: Vec::new(),
    })
}

fn create(name: &str) -> Planned {
    let record = Customer::from_value(json!({"customerName": name})).unwrap();
    Planned::from(Step::Create {
        record,
        request_id: name.to_owned(),
    })
}

fn write(drafts: &Drafts, plan: &[Planned]) -> ChangeSet {
    let set = new_set(Action::Bulk, plan, "ann", None);
    drafts.write(|db| insert(db, &set, plan)).unwrap();
    set
}

#[test]
fn sets_come_back_as_they_were_written_and_new_customers_go_below_nought() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("w.db");
    let drafts = Drafts::open(&path).unwrap();
    let first = write(&drafts, &[edit(3), create("A")]);
    let plan = [create("B"), edit(-2)];
    let second = new_set(Action::Bulk, &plan, "ann", None);
    let customers: Vec<_> = drafts.write(|db| insert(db, &second, &plan)).unwrap();
    assert_eq!(customers, [-3, -2]);
    drop(drafts);

    let drafts = Drafts::open(&path).unwrap();
    let db = drafts.db();
    let sets = |entries: Vec<Entry>| entries.into_iter().map(|e| e.set).collect::<Vec<_>>();
    assert_eq!(sets(open(&db).unwrap()), [first.clone(), second.clone()]);
    assert_eq!(sets(newest(&db, 1).unwrap()), [second]);
    let entry = open(&db).unwrap().remove(0);
    assert_eq!(entry.standing, vec![Standing::Waiting { why: None }; 2]);
    assert_eq!(find(&db, &first.id).unwrap().unwrap().set.id, first.id);
    // Ids made in one moment begin alike.
    assert!(find(&db, &first.id[..4]).unwrap().is_none());
    assert!(find(&db, "").unwrap().is_none());
}

#[test]
fn a_file_of_the_time_before_the_journal_keeps_what_it_holds() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("w.db");
    let old = Connection::open(&path).unwrap();
    old.execute_batch(include_str!("../../assets/schema/workspace.sql"))
        .unwrap();
    old.execute(
        "insert into draft (key, of, name, form) values ('k', 1, 'kept', '{}')",
        [],
    )
    .unwrap();
    drop(old);
    let drafts = Drafts::open(&path).unwrap();
    let kept: Vec<Draft> = drafts.all().unwrap().drafts;
    assert_eq!(kept[0].name, "kept");
    write(&drafts, &[edit(1)]);
}

#[test]
fn the_newest_sets_are_kept_and_those_that_are_not_over() {
    let folder = tempfile::tempdir().unwrap();
    let drafts = Drafts::open(&folder.path().join("w.db")).unwrap();
    let waits = write(&drafts, &[edit(1)]);
    let over = drafts
        .write(|db| -> rusqlite::Result<Vec<String>> {
            let mut over = Vec::new();
            for _ in 0..KEPT + 5 {
                let plan = [edit(2)];
                let set = new_set(Action::Edit, &plan, "ann", None);
                insert(db, &set, &plan)?;
                over.push(set.id);
            }
            let done = Standing::Done { id: 2, note: None };
            for row in 2..=db.query_row("select max(row) from step", [], |row| row.get(0))? {
                set_standing(db, row, &done)?;
                recount(db, row)?;
            }
            prune(db)?;
            Ok(over)
        })
        .unwrap();
    let db = drafts.db();
    assert!(find(&db, &waits.id).unwrap().is_some());
    assert!(find(&db, &over[0]).unwrap().is_none());
    assert!(find(&db, &over[10]).unwrap().is_some());
    assert!(newest(&db, 5_000).unwrap().len() > 1_000);
}

#[test]
fn customers_are_taken_away_only_after_their_fields_are_elsewhere() {
    let delete = || {
        Planned::from(Step::Delete {
            id: 9,
            name: String::new(),
        })
    };
    let folder = tempfile::tempdir().unwrap();
    let drafts = Drafts::open(&folder.path().join("w.db")).unwrap();
    let in_turn = |plan: &[Planned]| -> bool {
        write(&drafts, plan);
        let ask = "select in_turn from change_set order by place desc limit 1";
        drafts.db().query_row(ask, [], |row| row.get(0)).unwrap()
    };
    assert!(in_turn(&[edit(1), delete()]));
    assert!(!in_turn(&[delete(), edit(1)]));
    assert!(!in_turn(&[edit(1), create("A")]));
}

#[test]
fn of_a_large_set_those_that_wait_for_a_person_are_read_and_all_are_counted() {
    let folder = tempfile::tempdir().unwrap();
    let drafts = Drafts::open(&folder.path().join("w.db")).unwrap();
    let plan: Vec<Planned> = (1..=1_000).map(edit).collect();
    let set = write(&drafts, &plan);
    let done = Standing::Done { id: 2, note: None };
    let why = "no".to_owned();
    drafts
        .write(|db| {
            (1..=900).try_for_each(|row| set_standing(db, row, &done))?;
            set_standing(db, 700, &Standing::refused(why))?;
            set_standing(db, 701, &Standing::Dropped)
        })
        .unwrap();
    let db = drafts.db();
    let head = find(&db, &set.id).unwrap().unwrap();
    let read = entry(&db, head, 3).unwrap();
    let some: Vec<_> = read
        .steps()
        .map(|(nth, step, _)| (nth, step.of()))
        .collect();
    assert_eq!(some, [(699, Some(700)), (900, Some(901)), (901, Some(902))]);
    assert_eq!(read.of, [700, 901, 902]);
    assert_eq!((read.set.count(), read.set.more), (1_000, 997));
    let counts = read.counts;
    assert_eq!((counts.done, counts.refused), (898, 1));
    assert_eq!((counts.waiting, counts.dropped), (100, 1));
    let head = find(&db, &set.id).unwrap().unwrap();
    let whole = entry(&db, head, 1_000).unwrap();
    assert_eq!(whole.set, set);
    let mut counted = Counts::default();
    whole
        .standing
        .iter()
        .for_each(|standing| counted.add(standing));
    assert_eq!(counted, counts);
}
