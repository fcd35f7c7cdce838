//! Owns what must hold at the end of every run, told by the server's own audit.

use std::collections::{BTreeMap, BTreeSet};

use rolo::customer::changeset::Action;
use rolo::customer::changeset::Past as Line;
use rolo::customer::{CustomerId, Entry, Standing, Step};
use rolo::store::{Ask, Store};
use serde_json::{Value, json};

use super::world::{Person, World, by_id};

/// All that the server has ever been told.
struct Past {
    lines: BTreeMap<CustomerId, Vec<Line>>,
    /// The names of all customers that were ever made, the trash too.
    names: Vec<String>,
}

impl Past {
    async fn of(world: &World) -> Past {
        let mut all = world.on_the_server().await;
        let trash = Ask {
            count: usize::MAX,
            trash: true,
            ..Ask::default()
        };
        all.extend(by_id(world.store.page(trash).await.unwrap().records));
        let mut past = Past {
            lines: BTreeMap::new(),
            names: Vec::new(),
        };
        for (id, text) in all {
            let record: Value = serde_json::from_str(&text).unwrap();
            past.names
                .push(record["customerName"].as_str().unwrap().to_owned());
            past.lines
                .insert(id, world.store.history(id).await.unwrap());
        }
        past
    }

    /// The lines in which a field got a value.
    fn written(&self, id: CustomerId, field: &str, value: &Value) -> Vec<&Line> {
        let text = value.to_string();
        let lines = self.lines.get(&id).into_iter().flatten();
        lines
            .filter(|line| line.field.as_deref() == Some(field) && line.now.as_ref() == Some(&text))
            .collect()
    }

    fn count(&self, id: CustomerId, action: &str) -> usize {
        let lines = self.lines.get(&id).into_iter().flatten();
        lines.filter(|line| line.action == action).count()
    }
}

/// Checks everything; a failure says which run it was.
pub async fn check(world: &World, run: &str) {
    let server = world.on_the_server().await;
    let past = Past::of(world).await;
    let mut deletes: BTreeMap<CustomerId, usize> = BTreeMap::new();
    let mut created: BTreeSet<String> = BTreeSet::new();
    for person in &world.people {
        let who = person.name;
        let sees = person.sees().await;
        let sees = by_id(sees.iter().map(|record| record.to_json()).collect());
        assert_eq!(
            sees, server,
            "{run}: {who}'s mirror is not as the server is"
        );
        for set in &person.sets {
            let entry = person.workspace.entry(set).await.unwrap();
            let entry = entry.unwrap_or_else(|| panic!("{run}: {who}'s set {set} is not there"));
            assert!(entry.is_over(), "{run}: {who}: {entry:?}");
            check_set(person, &entry, &past, run);
            for (step, standing) in entry.set.steps.iter().zip(&entry.standing) {
                match (step, standing) {
                    (Step::Delete { .. }, Standing::Done { id, .. }) => {
                        *deletes.entry(*id).or_default() += 1;
                    }
                    (Step::Create { record, .. }, _) => {
                        created.insert(record.name().to_owned());
                    }
                    _ => {}
                }
            }
        }
    }
    for (id, lines) in &past.lines {
        let done = deletes.get(id).copied().unwrap_or(0);
        let deleted = past.count(*id, "delete");
        assert!(
            deleted <= done,
            "{run}: {id} was deleted {deleted} times for {done}: {lines:?}"
        );
    }
    let mut names = past.names.clone();
    names.sort_unstable();
    let all = names.len();
    names.dedup();
    assert_eq!(
        names.len(),
        all,
        "{run}: a customer was made twice: {:?}",
        past.names
    );
    let strange = names
        .iter()
        .filter(|name| !name.starts_with("Old ") && !created.contains(*name));
    assert_eq!(
        strange.count(),
        0,
        "{run}: a customer was made by nobody: {names:?}"
    );
}

/// What was acknowledged is on the server, once; nothing was overwritten that the person had not seen.
fn check_set(person: &Person, entry: &Entry, past: &Past, run: &str) {
    let who = person.name;
    let is_new = matches!(
        entry.set.action,
        Action::Edit | Action::Create | Action::Delete
    );
    let is_settled = person.settled.contains(&entry.set.id);
    for (step, standing) in entry.set.steps.iter().zip(&entry.standing) {
        let what = || format!("{run}: {who}: {step:?} is {standing:?}");
        let Standing::Done { id, .. } = standing else {
            // Given up by the person, by the answer to a conflict, or by taking it back before it was sent.
            let undone = entry.undone_by.is_some() || entry.set.undoes.is_some();
            let known = is_settled || undone || person.dropped.contains(&entry.set.id);
            assert!(known, "{}", what());
            continue;
        };
        match step {
            Step::Create { record, .. } => {
                let made = past.names.iter().filter(|name| *name == record.name());
                assert_eq!(made.count(), 1, "{}", what());
            }
            Step::Delete { .. } => assert!(past.count(*id, "delete") > 0, "{}", what()),
            Step::Restore { .. } => assert!(past.count(*id, "restore") > 0, "{}", what()),
            Step::Edit { changes, .. } if is_new && !is_settled => {
                for change in changes {
                    let value = change.to.get(&change.field).cloned().unwrap_or_default();
                    let written = past.written(*id, &change.field, &value);
                    assert!(!written.is_empty(), "{}: lost", what());
                    let text = |value: Option<&Value>| match value {
                        Some(Value::String(text)) => text.clone(),
                        _ => String::new(),
                    };
                    let was = written[0].was.as_deref();
                    let was: Value =
                        was.map_or(json!(""), |was| serde_json::from_str(was).unwrap());
                    assert_eq!(
                        text(Some(&was)),
                        text(change.from.get(&change.field)),
                        "{}: another value was overwritten unseen",
                        what()
                    );
                }
            }
            Step::Edit { .. } | Step::Note { .. } => {}
        }
    }
}
