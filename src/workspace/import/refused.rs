//! Owns the rows that the server alone refused: they join the rows that were broken from the beginning, with
//! the server's reason, and leave the outbox, so that the mended file makes none of them twice.
//! Must not send anything.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use super::made::Made;
use super::prepare::Before;
use super::rejects::Rejects;
use super::row::Rows;
use super::{Import, ImportError, Verdict, unread};
use crate::customer::Standing;
use crate::workspace::interrupted;

/// What is needed to give rows back after the import was sent.
pub struct Kept {
    rejects: Rejects,
    made: Made,
}

impl Verdict {
    /// To be taken out before it is carried out.
    pub fn keep(&mut self) -> Result<Kept, ImportError> {
        let rejects = self.rejects.taken().map_err(ImportError::Spool)?;
        Ok(Kept {
            rejects,
            made: self.made.clone(),
        })
    }
}

impl Import {
    /// The same for an import that was cut off: what was broken then is so still.
    pub async fn keep_again(
        self: &Arc<Self>,
        before: &Before,
        stop: &Arc<AtomicBool>,
    ) -> Result<Kept, ImportError> {
        let judged = self.judge(stop.clone(), |_, _| (), |_| ());
        let mut kept = judged.await?.keep()?;
        kept.made = Made::read(&before.rows);
        Ok(kept)
    }

    /// Puts the rows that were broken, and those that the server refused, into a file. How many it refused.
    pub async fn give_back(
        self: &Arc<Self>,
        set: &str,
        kept: Kept,
        path: &Path,
    ) -> Result<usize, ImportError> {
        let (mut step, mut refused) = (0, BTreeMap::new());
        let made = &kept.made;
        let each = |given: crate::workspace::Given| {
            if let (Standing::Refused { why, .. }, Some(row)) = (given.standing, made.row(step)) {
                refused.insert(row, why);
            }
            step += 1;
        };
        self.workspace.results(set, each).await?;
        let count = refused.len();
        let (import, path) = (self.clone(), path.to_owned());
        let work = move || import.write(kept.rejects, &refused, &path);
        tokio::task::spawn_blocking(work)
            .await
            .map_err(interrupted)??;
        if count > 0 {
            self.workspace.drop_refused(set).await?;
        }
        Ok(count)
    }

    fn write(
        &self,
        mut rejects: Rejects,
        refused: &BTreeMap<usize, String>,
        path: &Path,
    ) -> Result<(), ImportError> {
        if let Some((last, _)) = refused.last_key_value() {
            let mut rows =
                Rows::open(&self.path, &self.shape, self.told.raw).map_err(|e| self.file(e))?;
            for at in 0..=*last {
                let Some(row) = rows.read_row().map_err(|error| self.file(error))? else {
                    break;
                };
                if let Some(why) = refused.get(&at) {
                    rejects
                        .add(&self.columns, &row, why)
                        .map_err(ImportError::Spool)?;
                }
            }
        }
        let written = rejects.write_to(path);
        written.map_err(|error| unread(&path.display().to_string(), &error))?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::customer::Step;
    use crate::customer::changeset::Action;
    use crate::workspace::import::Told;
    use crate::workspace::{Remote, Spec, Workspace};

    async fn local(folder: &Path) -> Workspace {
        let spec = Spec {
            name: "w".into(),
            folder: folder.join("w"),
            remote: Remote::Local { sample: true },
        };
        Workspace::open(spec).await.unwrap()
    }

    #[tokio::test]
    async fn what_the_server_alone_refuses_joins_the_broken_rows_and_leaves_the_outbox() {
        let folder = tempfile::tempdir().unwrap();
        let workspace = local(folder.path()).await;
        let path = folder.path().join("edit.csv");
        let rows = "customerId,name,email,skype\n1,One,,x\n2,Two,nobody,x\n3,Three,,x\n4,Four,,x\n";
        std::fs::write(&path, rows).unwrap();
        let told = Told {
            keys: vec!["id".into()],
            ..Told::default()
        };
        let stop = Arc::new(AtomicBool::new(false));
        let import = Import::prepare(&workspace, &path, told, &stop).await;
        let import = Arc::new(import.unwrap());
        let judged = import.judge(stop.clone(), |_, _| (), |_| ());
        let mut verdict = judged.await.unwrap();
        assert_eq!((verdict.counts.changed, verdict.counts.broken), (3, 1));

        // Somebody else deletes one before it is sent.
        let gone = Step::Delete {
            id: 3,
            name: String::new(),
        };
        let gone = workspace.commit(Action::Delete, vec![gone], None).await;
        workspace.verdict(&gone.unwrap().id).await.unwrap();

        let kept = verdict.keep().unwrap();
        let set = import.commit(verdict).await.unwrap();
        let tally = workspace.send_many(&set, &stop, |_| ()).await.unwrap();
        assert_eq!((tally.done, tally.asks), (2, 1));
        let rejects = folder.path().join("rejects.csv");
        assert_eq!(
            import.give_back(&set, kept, &rejects).await.unwrap(),
            1,
            "one was refused"
        );
        let text = std::fs::read_to_string(&rejects).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), 3, "{text}");
        assert!(
            lines[1].contains("2,Two,nobody") && lines[2].contains("3,Three,,x"),
            "{text}"
        );
        assert_eq!(workspace.tally(&set).await.unwrap().asks, 0);
        assert!(workspace.outbox().await.unwrap().is_empty());

        // An import that was cut off writes the same file when it is gone on with.
        let before = import.before().await.unwrap().unwrap();
        assert!(import.is_mapped_as(&before));
        let kept = import.keep_again(&before, &stop).await.unwrap();
        assert_eq!(kept.made.row(1), Some(2));
    }
}
