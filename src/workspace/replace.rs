//! Owns a change that takes the place of one which waits, or of one step of it: the old one is given up in the moment
//! in which the new one is written down, so that never both go out and never neither.
//! Must not send anything.

use rusqlite::{Connection, Transaction};

use crate::customer::changeset::{Action, ChangeSet, Replaced, Standing, Step};
use crate::customer::{Change, CustomerId, Fields};

use super::compare::typed_since;
use super::fate::Did;
use super::journal::{self, Planned};
use super::open::user_name;
use super::undo::Deed;
use super::{Workspace, WorkspaceError, entries, queue, standing, undo};

impl Workspace {
    /// Writes down what a person did in the place of what waits. Where that has arrived meanwhile, it goes on from
    /// there; while nobody knows whether it has, nothing is written down. One step that is put right stays in its
    /// set, at its place.
    pub async fn replace(
        &self,
        replaced: Replaced,
        action: Action,
        steps: Vec<Step>,
        draft: Option<String>,
    ) -> Result<ChangeSet, WorkspaceError> {
        // Where the server has never answered, nothing has arrived on it either.
        let fields = match self.known().await {
            Ok(known) => known.fields.clone(),
            Err(WorkspaceError::Api(_)) => Fields::standard().into(),
            Err(error) => return Err(error),
        };
        self.write_down(draft, move |db| {
            let (dropped, done) = match replaced.step {
                None => clear(db, &replaced.set)?,
                Some(nth) => match put_right(db, &replaced.set, nth, &steps)? {
                    Met::Right(set, customers) => return Ok((set, customers)),
                    Met::Over(dropped, done) => (dropped, done),
                },
            };
            let steps = steps
                .into_iter()
                .map(|step| onto(step, done.as_ref(), &fields));
            let plan: Vec<Planned> = steps.map(Planned::from).collect();
            let action = match plan.first().map(|planned| &planned.step) {
                Some(Step::Edit { .. }) if action == Action::Create => Action::Edit,
                _ => action,
            };
            let set = journal::new_set(action, &plan, &user_name(), None);
            let mut customers = journal::insert(db, &set, &plan)?;
            customers.extend(dropped);
            Ok((set, customers))
        })
        .await
    }
}

/// What became of a step that was to be put right.
enum Met {
    /// It says now what was typed: its set, with this step alone.
    Right(ChangeSet, Vec<CustomerId>),
    /// It is over, or given up now: a set of its own takes its place.
    Over(Vec<CustomerId>, Option<Deed>),
}

/// Puts a step right where it stands. What is not the same kind of step any more gives it up instead.
fn put_right(
    db: &Connection,
    set: &str,
    nth: usize,
    steps: &[Step],
) -> Result<Met, WorkspaceError> {
    let Some(head) = entries::find(db, set)? else {
        return Ok(Met::Over(Vec::new(), None));
    };
    let Some((_, _, met, stands)) = queue::row_of(db, head.place, nth)? else {
        return Ok(Met::Over(Vec::new(), None));
    };
    match (stands, steps) {
        (Standing::Sending | Standing::Unknown { .. }, _) => Err(on_its_way()),
        (Standing::Done { .. }, _) => Ok(Met::Over(
            Vec::new(),
            match head.undone_by {
                Some(_) => None,
                None => undo::deed_of(db, head.place, nth)?,
            },
        )),
        (Standing::Dropped, _) => Ok(Met::Over(Vec::new(), None)),
        (_, [step]) if std::mem::discriminant(step) == std::mem::discriminant(&met) => {
            let customers = standing::correct(db, head.place, nth, step.clone())?;
            let set = entries::brief(db, &head.set)?;
            let more = set.count().saturating_sub(1);
            let steps = vec![step.clone()];
            Ok(Met::Right(ChangeSet { steps, more, ..set }, customers))
        }
        _ => Ok(Met::Over(standing::drop_one(db, head.place, nth)?, None)),
    }
}

fn on_its_way() -> WorkspaceError {
    WorkspaceError::NotNow(
        "what it takes the place of is on its way at this moment; save again when the outbox (o) says what became of that"
            .to_owned(),
    )
}

/// Gives up what of a set has not gone out; what it has done already is told.
fn clear(db: &Transaction, set: &str) -> Result<(Vec<CustomerId>, Option<Deed>), WorkspaceError> {
    let Some(head) = entries::find(db, set)? else {
        return Ok(Default::default());
    };
    if journal::is_in_doubt(db, head.place)? {
        return Err(on_its_way());
    }
    let dropped = standing::drop_rest(db, head.place)?;
    let done = match head.undone_by {
        Some(_) => None,
        None => undo::only_deed(db, head.place)?,
    };
    Ok((dropped, done))
}

/// A step that was typed over something else, put onto what that has done.
fn onto(step: Step, done: Option<&Deed>, fields: &Fields) -> Step {
    match (step, done) {
        (Step::Create { record, .. }, Some((id, _, Did::Create(made)))) => Step::Edit {
            id: *id,
            name: record.name().to_owned(),
            changes: typed_since(made, &record, fields),
        },
        (Step::Edit { id, name, changes }, Some((of, _, Did::Edit(arrived)))) if id == *of => {
            Step::Edit {
                id,
                name,
                changes: over(changes, arrived),
            }
        }
        (step, _) => step,
    }
}

/// Changes that were typed over what stood before others arrived.
fn over(mut changes: Vec<Change>, arrived: &[Change]) -> Vec<Change> {
    for there in arrived {
        match changes.iter_mut().find(|mine| mine.field == there.field) {
            Some(mine) => mine.from = there.to.clone(),
            // It was typed back to what it was.
            None => changes.push(Change {
                field: there.field.clone(),
                from: there.to.clone(),
                to: there.from.clone(),
            }),
        }
    }
    changes.retain(|change| change.from != change.to);
    changes
}

#[cfg(test)]
#[path = "replace_tests.rs"]
mod tests;
