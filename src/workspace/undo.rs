//! Owns taking a set of changes back, and doing it again: a set of its own that leads from what was left to
//! what was before, and goes the same way as every other change. So newer work is met in the merge.
//! Must not send anything.

use rusqlite::{Connection, OptionalExtension, Row, Transaction};

use crate::apptivo::ApiError;
use crate::customer::changeset::{Action, ChangeSet, Step};
use crate::customer::{Change, Customer, CustomerId};

use super::carry::joined;
use super::drafts::Drafts;
use super::entries::{self, Head};
use super::fate::Did;
use super::journal::{self, Planned};
use super::open::user_name;
use super::{Workspace, WorkspaceError, standing};

/// How many sets are looked at for the newest one that can be taken back.
const LOOK: usize = 500;

impl Workspace {
    /// Takes a set back; none: the newest that has not been taken back. What comes back is the set that
    /// does it (`undoes` names the other), or the set itself where the server has none of it: that is
    /// dropped.
    pub async fn undo(&self, set: Option<&str>) -> Result<ChangeSet, WorkspaceError> {
        let head = self.undone(set).await?;
        self.take_back(head, set.is_none()).await
    }

    /// The id of the set that `undo` would take back; an error where it would refuse.
    pub async fn would_undo(&self, set: Option<&str>) -> Result<String, WorkspaceError> {
        let head = self.undone(set).await?;
        self.would_take_back(head).await
    }

    async fn undone(&self, set: Option<&str>) -> Result<Head, WorkspaceError> {
        let nothing = || WorkspaceError::NotNow("there is nothing to undo".to_owned());
        match set {
            Some(set) => self.head(set).await,
            None => self.newest(undone_next, true).await?.ok_or_else(nothing),
        }
    }

    /// Does again what was taken back last, unless something else was done since.
    pub async fn redo(&self) -> Result<ChangeSet, WorkspaceError> {
        match self.redone().await? {
            Redone::Unsent(head) => self.do_anew(head).await,
            Redone::Undo(head) => self.take_back(head, false).await,
        }
    }

    /// The id of the set that `redo` would do again, or of the one that took it back; an error where it would refuse.
    pub async fn would_redo(&self) -> Result<String, WorkspaceError> {
        match self.redone().await? {
            Redone::Unsent(head) => Ok(head.set.id),
            Redone::Undo(head) => self.would_take_back(head).await,
        }
    }

    async fn redone(&self) -> Result<Redone, WorkspaceError> {
        let head = self.newest(redone_next, false).await?;
        let least = head.as_ref().map_or(0, |head| head.place);
        let unsent = self
            .on_drafts(move |drafts| entries::taken_back(&drafts.db(), least))
            .await?;
        let nothing = || WorkspaceError::NotNow("there is nothing to redo".to_owned());
        match unsent {
            Some(unsent) => Ok(Redone::Unsent(unsent)),
            None => Ok(Redone::Undo(head.ok_or_else(nothing)?)),
        }
    }

    async fn would_take_back(&self, head: Head) -> Result<String, WorkspaceError> {
        let checked = move |drafts: &Drafts| Ok(check(&drafts.db(), &head).map(|()| head.set.id));
        self.on_drafts(checked).await?
    }

    /// Writes down again what was taken back before it was sent.
    async fn do_anew(&self, head: Head) -> Result<ChangeSet, WorkspaceError> {
        self.write_down(None, move |db| {
            let set = journal::new_set(Action::Redo, &[], &user_name(), None);
            let mut find =
                db.prepare_cached("select step from step where place = ?1 order by nth")?;
            let steps = find.query_and_then([head.place], |row| {
                Ok::<_, WorkspaceError>(Planned::from(journal::parsed::<Step>(row, 0)?))
            })?;
            let customers = journal::insert_each(db, &set, steps)?;
            journal::stands_again(db, head.place, &customers)?;
            Ok((entries::brief(db, &set)?, customers))
        })
        .await
    }

    async fn head(&self, set: &str) -> Result<Head, WorkspaceError> {
        let wanted = set.to_owned();
        let found = self
            .on_drafts(move |drafts| entries::find(&drafts.db(), &wanted))
            .await?;
        found.ok_or_else(|| WorkspaceError::NoSet(set.to_owned()))
    }

    /// The newest set that is looked for. `settled`: one that waits for a person is passed over; the outbox
    /// asks about it.
    async fn newest(
        &self,
        choose: fn(&Head, bool) -> Choice,
        settled: bool,
    ) -> Result<Option<Head>, WorkspaceError> {
        self.on_drafts(move |drafts| {
            let db = drafts.db();
            for head in entries::newest_heads(&db, LOOK)? {
                if settled && journal::needs_a_person(&db, head.place)? {
                    continue;
                }
                let has_effect = journal::has_effect(&db, head.place)?;
                match choose(&head, has_effect) {
                    Choice::This => return Ok(Some(head)),
                    Choice::Older => {}
                    Choice::None => break,
                }
            }
            Ok(None)
        })
        .await
    }

    /// `newest`: the person did not say which one, and is told where that is not what was done last.
    async fn take_back(&self, head: Head, newest: bool) -> Result<ChangeSet, WorkspaceError> {
        let restores = self.can_restore().await?;
        self.write_down(None, move |db| {
            let passed = if newest { notes_passed(db)? } else { None };
            take_back(db, &head, restores, passed)
        })
        .await
    }

    /// Whether the server has a trash that customers come back from.
    async fn can_restore(&self) -> Result<bool, WorkspaceError> {
        match self.is_ours().await {
            // It has never answered, so nothing was deleted on it either.
            Err(WorkspaceError::Api(ApiError::Offline(_))) => Ok(true),
            known => known,
        }
    }
}

/// What is done again: a set that was taken back before it was sent, or one by taking its undoing back.
enum Redone {
    Unsent(Head),
    Undo(Head),
}

/// Whether a set is the one that is looked for.
enum Choice {
    This,
    Older,
    None,
}

fn undone_next(head: &Head, has_effect: bool) -> Choice {
    // A note that was written stays written, and one that waits is given up in the outbox.
    let is_passed_over = matches!(head.set.action, Action::Undo | Action::Note);
    match !is_passed_over && head.undone_by.is_none() && has_effect {
        true => Choice::This,
        false => Choice::Older,
    }
}

/// What was done since an undo ends what can be done again.
fn redone_next(head: &Head, has_effect: bool) -> Choice {
    match head.set.action {
        Action::Undo if head.undone_by.is_none() && has_effect => Choice::This,
        // A note leaves every field as it was.
        Action::Undo | Action::Redo | Action::Note => Choice::Older,
        _ if head.undone_by.is_some() || !has_effect => Choice::Older,
        _ => Choice::None,
    }
}

/// Says why a set cannot be taken back.
fn check(db: &Connection, head: &Head) -> Result<(), WorkspaceError> {
    let refused = |why: &str| Err(WorkspaceError::NotNow(why.to_owned()));
    if head.undone_by.is_some() {
        return refused("this change has been taken back already");
    }
    if journal::is_in_doubt(db, head.place)? {
        return refused("it is not known yet whether the server has this change; see the outbox");
    }
    if journal::has_effect(db, head.place)? {
        return Ok(());
    }
    match head.set.action {
        Action::Note => refused("a note cannot be taken back: the server has it"),
        _ => refused("this change did nothing that could be taken back"),
    }
}

/// Gives up what was not sent, and writes down what leads back from the rest: the set that does it, or the set
/// itself where the server has none of it. Step by step: a set may be larger than the memory.
fn take_back(
    db: &Transaction,
    head: &Head,
    restores: bool,
    mut passed: Option<String>,
) -> Result<(ChangeSet, Vec<CustomerId>), WorkspaceError> {
    check(db, head)?;
    let mut customers = standing::drop_rest(db, head.place)?;
    if !journal::has_effect(db, head.place)? {
        journal::take_back(db, head.place)?;
        return Ok((entries::brief(db, &head.set)?, customers));
    }
    let action = match head.set.action {
        Action::Undo => Action::Redo,
        _ => Action::Undo,
    };
    let set = journal::new_set(action, &[], &user_name(), Some(head.set.id.clone()));
    // Said once, where customers come back.
    let mut said = notes_that_stay(db, head.place)?;
    let mut done = db.prepare_cached(DONE)?;
    let back = done.query_and_then([head.place], |row| {
        let (id, step, did) = deed(row)?;
        let is_gone = matches!(did, Did::Delete(_));
        let mut planned = back(id, step, did, restores);
        let stays = if is_gone { said.take() } else { None };
        planned.note = joined(joined(planned.note, stays), passed.take());
        Ok::<_, WorkspaceError>(planned)
    })?;
    customers.extend(journal::insert_each(db, &set, back)?);
    Ok((entries::brief(db, &set)?, customers))
}

/// What is to be said where the last that was done is a note: what is taken back is what was done before it.
fn notes_passed(db: &Connection) -> rusqlite::Result<Option<String>> {
    let mut count = db.prepare_cached(
        "select count(*) from change_set join step using (place)
         where action = '\"note\"' and standing like '{\"done\"%'
           and place > (select coalesce(max(place), 0) from change_set where action <> '\"note\"')",
    )?;
    let many: i64 = count.query_row([], |row| row.get(0))?;
    Ok(match many {
        0 => None,
        1 => Some("the note written since stays: a note cannot be taken back".to_owned()),
        many => Some(format!(
            "the {many} notes written since stay: a note cannot be taken back"
        )),
    })
}

/// What is to be said of the notes that a merge has put to the customer that stayed.
fn notes_that_stay(db: &Connection, place: i64) -> rusqlite::Result<Option<String>> {
    let mut count = db.prepare_cached(
        "select count(*) from step where place = ?1 and step like '{\"note\"%' and standing like '{\"done\"%'",
    )?;
    let many: i64 = count.query_row([place], |row| row.get(0))?;
    Ok(match many {
        0 => None,
        1 => {
            Some("1 note stays where the merge has put it: a note cannot be taken back".to_owned())
        }
        many => Some(format!(
            "{many} notes stay where the merge has put them: a note cannot be taken back"
        )),
    })
}

/// What a set did, the last first.
const DONE: &str =
    "select customer, step, did from step where place = ?1 and did is not null order by nth desc";

/// A customer, what was to be done to it, and what was done.
pub(super) type Deed = (CustomerId, Step, Did);

fn deed(row: &Row) -> rusqlite::Result<Deed> {
    Ok((
        row.get(0)?,
        journal::parsed(row, 1)?,
        journal::parsed(row, 2)?,
    ))
}

/// The only thing that a set did; none where it did more than one, or nothing.
pub(super) fn only_deed(db: &Connection, place: i64) -> rusqlite::Result<Option<Deed>> {
    let mut find = db.prepare_cached(&format!("{DONE} limit 2"))?;
    let mut done = find
        .query_map([place], deed)?
        .collect::<Result<Vec<_>, _>>()?;
    let first = done.pop();
    Ok(first.filter(|_| done.is_empty()))
}

/// What one step of a set did; none where it did nothing.
pub(super) fn deed_of(db: &Connection, place: i64, nth: usize) -> rusqlite::Result<Option<Deed>> {
    db.prepare_cached(
        "select customer, step, did from step where place = ?1 and nth = ?2 and did is not null",
    )?
    .query_row((place, journal::number(nth)), deed)
    .optional()
}

/// The step that leads back from what one did.
fn back(id: CustomerId, step: Step, did: Did, restores: bool) -> Planned {
    match did {
        Did::Edit(changes) => Planned::from(Step::Edit {
            id,
            name: step.name().to_owned(),
            changes: changes.into_iter().map(turned).collect(),
        }),
        Did::Create(record) | Did::Restore(record) => Planned {
            step: Step::Delete {
                id,
                name: record.name().to_owned(),
            },
            seen: Some(record),
            note: None,
        },
        Did::Delete(record) if restores => Planned::from(Step::Restore {
            id,
            name: record.name().to_owned(),
        }),
        Did::Delete(record) => Planned {
            step: Step::Create {
                record: as_new(&record),
                request_id: uuid::Uuid::now_v7().to_string(),
            },
            seen: None,
            note: Some(format!(
                "made again under a new id: customer {id} lies in the server's trash, and only its own pages take it out of there"
            )),
        },
    }
}

fn turned(change: Change) -> Change {
    Change {
        field: change.field,
        from: change.to,
        to: change.from,
    }
}

/// A customer without what a server gives by itself.
fn as_new(record: &Customer) -> Customer {
    let mut new = record.clone();
    let kept = record
        .values()
        .keys()
        .filter(|key| crate::store::is_kept(key));
    for key in kept {
        new.remove(key);
    }
    new
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_customer_that_is_made_again_keeps_all_but_what_the_server_gives() {
        let record = Customer::from_value(
            json!({"customerId": 5, "id": "5", "version": 3, "zUnknown": {"b": 1},
            "creationDate": "x", "customerName": "A", "customerNumber": "17"}),
        )
        .unwrap();
        let new = as_new(&record);
        assert_eq!(
            new.to_json(),
            r#"{"zUnknown":{"b":1},"customerName":"A","customerNumber":"17"}"#
        );
    }

    #[test]
    fn a_way_back_turned_again_is_the_way_there() {
        let part = |text: &str| crate::customer::Part::from_iter([("website".into(), json!(text))]);
        let change = Change {
            field: "website".into(),
            from: part("a"),
            to: part("b"),
        };
        assert_eq!(turned(turned(change.clone())), change);
    }

    #[test]
    fn where_customers_cannot_be_restored_they_are_made_again_and_that_is_said() {
        let record = Customer::from_value(json!({"customerId": 5, "customerName": "A"})).unwrap();
        let step = || Step::Delete {
            id: 5,
            name: "A".into(),
        };
        let there = back(5, step(), Did::Delete(record.clone()), true);
        assert!(matches!(there.step, Step::Restore { id: 5, .. }) && there.note.is_none());
        let anew = back(5, step(), Did::Delete(record), false);
        assert!(matches!(anew.step, Step::Create { .. }));
        assert!(anew.note.unwrap().contains("customer 5"));
    }

    #[test]
    fn only_what_was_undone_last_is_redone() {
        let head = |action, undone: bool| Head {
            place: 1,
            set: ChangeSet {
                id: String::new(),
                at: String::new(),
                who: String::new(),
                action,
                steps: Vec::new(),
                more: 0,
                undoes: None,
                deed: None,
            },
            undone_by: undone.then(String::new),
            tries: 0,
            next_try: None,
        };
        let redone = |action, undone, effect| redone_next(&head(action, undone), effect);
        assert!(matches!(redone(Action::Undo, false, true), Choice::This));
        assert!(matches!(redone(Action::Undo, true, true), Choice::Older));
        assert!(matches!(redone(Action::Edit, true, true), Choice::Older));
        assert!(matches!(redone(Action::Edit, false, false), Choice::Older));
        assert!(matches!(redone(Action::Edit, false, true), Choice::None));
    }
}

#[cfg(test)]
#[path = "undo_tests.rs"]
mod more_tests;
