//! Owns editing many customers at once: saying what that would do, and writing it down as one set of changes.
//! What was shown is what is done: it lies on the disk from the moment it was planned.
//! Must not ask anybody, and must not send: `send_many` does, and tells how far it is.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::customer::bulk::{self, Counts, Edit, Outcome, Row};
use crate::customer::changeset::Action;
use crate::customer::{CustomerId, Step};
use crate::store::customers;

use super::steps::Steps;
use super::{Workspace, WorkspaceError, interrupted};

/// What a bulk edit would do, ready to be carried out.
pub struct BulkPlan {
    pub counts: Counts,
    /// The first that change, to be looked at.
    pub changed: Vec<Row>,
    /// The first that are refused.
    pub refused: Vec<Row>,
    /// So many of the ids are no customer's any more.
    pub gone: usize,
    steps: Steps,
}

/// So many rows of each kind are kept to be looked at.
const LOOKED_AT: usize = 500;
/// So many are read at a time: others must get at the connection, too.
const READ: usize = 250;

impl BulkPlan {
    pub fn does_something(&self) -> bool {
        self.counts.changed > 0
    }

    fn add(&mut self, row: Row) -> io::Result<()> {
        self.counts.count(&row.outcome);
        match &row.outcome {
            Outcome::Same => {}
            Outcome::Refused(_) if self.refused.len() < LOOKED_AT => self.refused.push(row),
            Outcome::Refused(_) => {}
            Outcome::Changed(changes) => {
                self.steps.add(&Step::Edit {
                    id: row.id,
                    name: row.name.clone(),
                    changes: changes.clone(),
                })?;
                if self.changed.len() < LOOKED_AT {
                    self.changed.push(row);
                }
            }
        }
        Ok(())
    }
}

impl Workspace {
    /// Tries the edits on every customer, and changes nothing. `each` is shown every row and how many there
    /// were with it; `stop` ends it early, with nothing done.
    pub async fn plan_bulk(
        &self,
        ids: Vec<CustomerId>,
        edits: Vec<Edit>,
        stop: Arc<AtomicBool>,
        mut each: impl FnMut(&Row, usize) + Send + 'static,
    ) -> Result<BulkPlan, WorkspaceError> {
        let (inner, catalog) = (self.inner.clone(), self.catalog().await?);
        let mut parents = self.parents();
        let kept = |error: io::Error| WorkspaceError::NotWritten(error.to_string());
        let work = move || {
            let mut plan = BulkPlan {
                counts: Counts::default(),
                changed: Vec::new(),
                refused: Vec::new(),
                gone: 0,
                steps: Steps::new(&inner.spec.folder).map_err(kept)?,
            };
            for some in ids.chunks(READ) {
                if stop.load(Ordering::Relaxed) {
                    return Err(stopped());
                }
                let records = inner.mirror.with(|db| Ok(customers::get_many(db, some)?))?;
                plan.gone += some.len() - records.len();
                for record in records {
                    let mut row = bulk::row(&record, &edits, &catalog);
                    if let Outcome::Changed(changes) = &mut row.outcome {
                        parents.tell_changes(row.id, changes)?;
                    }
                    each(&row, plan.counts.all() + 1);
                    plan.add(row).map_err(kept)?;
                }
            }
            Ok(plan)
        };
        tokio::task::spawn_blocking(work)
            .await
            .map_err(interrupted)?
    }

    /// Writes everything down as one set of changes, which is on the disk when this returns; its id.
    pub async fn commit_bulk(&self, plan: BulkPlan) -> Result<String, WorkspaceError> {
        let steps = plan.steps.read();
        let steps = steps.map_err(|error| WorkspaceError::NotWritten(error.to_string()))?;
        self.commit_many(Action::Bulk, steps, |_| Vec::new()).await
    }
}

fn stopped() -> WorkspaceError {
    WorkspaceError::NotNow("it was stopped; nothing was changed".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::Search;
    use crate::workspace::{Remote, Spec};

    async fn sample(folder: &std::path::Path) -> Workspace {
        let spec = Spec {
            name: "w".into(),
            folder: folder.join("w"),
            remote: Remote::Local { sample: true },
        };
        Workspace::open(spec).await.unwrap()
    }

    async fn plan(workspace: &Workspace, edits: &[&str]) -> Result<BulkPlan, WorkspaceError> {
        let ids = workspace.select(Search::default()).await.unwrap();
        let fields = workspace.fields().await.unwrap();
        let edits = edits.iter().map(|edit| bulk::parse(edit, &fields).unwrap());
        let stop = Arc::new(AtomicBool::new(false));
        workspace
            .plan_bulk(ids, edits.collect(), stop, |_, _| ())
            .await
    }

    #[tokio::test]
    async fn what_was_planned_is_done_and_taken_back_as_one() {
        let folder = tempfile::tempdir().unwrap();
        let workspace = sample(folder.path()).await;
        let all = workspace.find(Search::default()).await.unwrap();
        let before = workspace.rows(all.ids.to_vec()).await.unwrap();
        let planned = plan(&workspace, &["skype~=s/^$/none/", "description+=Seen."])
            .await
            .unwrap();
        assert_eq!(planned.counts.changed, all.total);
        assert_eq!(planned.changed.len(), all.total.min(LOOKED_AT));
        let set = workspace.commit_bulk(planned).await.unwrap();
        let stop = AtomicBool::new(false);
        let tally = workspace.send_many(&set, &stop, |_| ()).await.unwrap();
        assert_eq!((tally.done, tally.all()), (all.total, all.total));
        let now = workspace.rows(all.ids.to_vec()).await.unwrap();
        assert!(now.iter().all(|r| r.text("description").ends_with("Seen.")));
        let mut results = Vec::new();
        workspace
            .results(&set, |result| results.push(result))
            .await
            .unwrap();
        assert_eq!(results.len(), all.total);
        assert!(results.iter().all(|result| result.standing.is_over()));

        let undo = workspace.undo(None).await.unwrap();
        workspace.verdict(&undo.id).await.unwrap();
        let after = workspace.rows(all.ids.to_vec()).await.unwrap();
        for (was, is) in before.iter().zip(&after) {
            for wire in ["skypeName", "description"] {
                assert_eq!(was.text(wire), is.text(wire));
            }
        }
        let again = plan(&workspace, &["skype="]).await.unwrap();
        assert!(!again.does_something(), "{:?}", again.counts);
    }

    #[tokio::test]
    async fn a_plan_that_is_stopped_changes_nothing_and_one_that_is_dropped_neither() {
        let folder = tempfile::tempdir().unwrap();
        let workspace = sample(folder.path()).await;
        let fields = workspace.fields().await.unwrap();
        let edits = vec![bulk::parse("skype=x", &fields).unwrap()];
        let stop = Arc::new(AtomicBool::new(true));
        let ids = workspace.select(Search::default()).await.unwrap();
        let planned = workspace.plan_bulk(ids, edits, stop, |_, _| ()).await;
        assert!(matches!(planned, Err(WorkspaceError::NotNow(_))));
        drop(plan(&workspace, &["skype=x"]).await.unwrap());
        assert!(workspace.log(1).await.unwrap().is_empty());
    }

    #[tokio::test]
    async fn refused_rows_are_counted_with_their_reason_and_the_others_go_on() {
        let folder = tempfile::tempdir().unwrap();
        let workspace = sample(folder.path()).await;
        // Only the names with an A in them are left with nothing.
        let planned = plan(&workspace, &["name~=s/.*a.*//"]).await.unwrap();
        assert!(planned.counts.refused > 0 && planned.counts.same > 0);
        let first = planned.refused.first().map(|row| row.outcome.clone());
        assert_eq!(first, Some(Outcome::Refused("Name: is needed".to_owned())));
    }
}
