//! Owns taking a file of customers in: looking at it, saying what it would do, and writing that down as one
//! set of changes. What was shown is what is done: it lies on the disk from the moment it was judged.
//! Must not ask anybody, and must not send: the journal does.

mod card;
mod csv_rows;
pub mod dates;
mod decode;
mod json;
mod json_rows;
pub mod judge;
pub mod keys;
pub mod ledger;
mod lines;
mod made;
pub mod mapping;
mod meant;
mod own;
mod parents;
mod prepare;
mod read;
mod refused;
mod rejects;
pub mod row;
pub mod sniff;
mod vcard_rows;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use thiserror::Error;

use super::steps::Steps;
use super::{Workspace, WorkspaceError};
use crate::customer::changeset::{Action, ChangeSet};
use crate::customer::text::fold;
use crate::customer::{Catalog, Fields, Step};

use dates::Days;
use judge::{Judge, Judged, Outcome};
use keys::{Index, Key};
use made::Made;
use mapping::{Mapping, Sayings, Slot};
use parents::Parents;
pub use prepare::Before;
use read::Reader;
pub use refused::Kept;
use rejects::Rejects;
use row::Rows;
use sniff::Shape;

/// What a person says about an import.
#[derive(Clone, Debug, Default)]
pub struct Told {
    /// What the file is called, where its path says nothing to anybody.
    pub called: Option<String>,
    pub shape: sniff::Told,
    /// Column and field.
    pub columns: Vec<(String, String)>,
    /// Field, value in the file, value that is meant.
    pub values: Vec<(String, String, String)>,
    pub keys: Vec<String>,
    /// How days are written.
    pub days: Option<String>,
    /// Cells are as they stand there, an apostrophe before a formula too.
    pub raw: bool,
    /// Every row is a new customer, also one with the id of a customer that is here.
    pub all_new: bool,
    /// Empty cells clear what a customer has, also where it was found by a key.
    pub clears: bool,
    /// The file is taken again although it has been before.
    pub again: bool,
}

/// Why a file was not taken.
#[derive(Debug, Error)]
pub enum ImportError {
    #[error("{name}: {why}")]
    File { name: String, why: String },
    #[error("{0}")]
    Usage(String),
    #[error("nothing was imported: what was to be done could not be kept on the disk ({})", nameless(.0))]
    Spool(std::io::Error),
    #[error("it was stopped; nothing was imported")]
    Stopped,
    #[error(transparent)]
    Workspace(#[from] WorkspaceError),
}

/// A file that has been looked at, and what its columns are taken for.
pub struct Import {
    workspace: Workspace,
    path: PathBuf,
    /// What the file is called.
    pub name: String,
    pub shape: Shape,
    pub columns: Vec<String>,
    /// Some values of each column.
    pub samples: Vec<Vec<String>>,
    pub mapping: Mapping,
    /// How columns write their days, by number.
    pub days: BTreeMap<usize, Days>,
    pub key: Key,
    /// The file was exported from here, and nobody had to say that its ids name the customers.
    pub is_own: bool,
    /// Why it cannot be judged as it is.
    pub trouble: Option<String>,
    /// How many rows the file has.
    pub rows: usize,
    told: Told,
    /// What is remembered when this is carried out.
    sayings: Sayings,
    catalog: Arc<Catalog>,
    fields: Arc<Fields>,
}

/// What rows have come to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub new: usize,
    pub changed: usize,
    pub same: usize,
    pub broken: usize,
}

impl Counts {
    pub fn rows(&self) -> usize {
        self.new + self.changed + self.same + self.broken
    }
}

/// A value that is in no list: the field, the value, and how many rows have it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownValue {
    pub field: String,
    pub value: String,
    pub rows: usize,
}

/// What an import would do, ready to be carried out.
pub struct Verdict {
    pub counts: Counts,
    pub unknown: Vec<UnknownValue>,
    /// How many rows carry the id of a customer that is here and would be taken as new.
    pub known_ids: usize,
    /// How many rows would be taken as new although their customer lies in the trash.
    pub trashed_ids: usize,

    steps: Steps,
    rejects: Rejects,
    made: Made,
}

/// More different values than this that are in no list are not told one by one.
const MOST_UNKNOWN: usize = 1_000;
/// How often a person is told how far it is.
const EVERY: usize = 250;

impl Import {
    /// The file that is read.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Judges every row; `each` is shown what it comes to, `progress` how many have been judged.
    pub async fn judge(
        self: &Arc<Self>,
        stop: Arc<AtomicBool>,
        each: impl FnMut(&Import, &Judged) + Send + 'static,
        progress: impl FnMut(usize) + Send + 'static,
    ) -> Result<Verdict, ImportError> {
        let import = self.clone();
        let work = move || import.judge_here(&stop, each, progress);
        tokio::task::spawn_blocking(work)
            .await
            .map_err(super::interrupted)?
    }

    fn judge_here(
        &self,
        stop: &AtomicBool,
        mut each: impl FnMut(&Import, &Judged),
        mut progress: impl FnMut(usize),
    ) -> Result<Verdict, ImportError> {
        let inner = &self.workspace.inner;
        let (mirror, folder) = (&inner.mirror, &inner.spec.folder);
        let index = match &self.key {
            Key::Fields(fields) => Index::read(mirror, fields)?,
            Key::None | Key::Id => Index::default(),
        };
        let mut judge = Judge::new(
            self.reader(),
            &self.mapping,
            &self.columns,
            &self.key,
            index,
        );
        judge.clears = self.told.clears;
        judge.parents = Parents::read(&self.mapping, &self.fields, mirror)?;
        judge.checks_text = !self.shape.exact;
        let mut verdict = Verdict {
            counts: Counts::default(),
            unknown: Vec::new(),
            known_ids: 0,
            trashed_ids: 0,
            steps: Steps::new(folder).map_err(ImportError::Spool)?,
            rejects: Rejects::new(&self.shape, folder).map_err(ImportError::Spool)?,
            made: Made::default(),
        };
        let mut rows =
            Rows::open(&self.path, &self.shape, self.told.raw).map_err(|e| self.file(e))?;
        let mut unknown: BTreeMap<(String, String), (String, usize)> = BTreeMap::new();
        loop {
            if stop.load(Ordering::Relaxed) {
                return Err(ImportError::Stopped);
            }
            // A few at a time: others must get at the connection, too.
            let mut batch = Vec::with_capacity(EVERY);
            while batch.len() < EVERY {
                match rows.read_row().map_err(|error| self.file(error))? {
                    Some(row) => batch.push(row),
                    None => break,
                }
            }
            if batch.is_empty() {
                break;
            }
            let judged: Vec<Judged> = mirror.with(|db| {
                let judged = batch.iter().map(|row| judge.judge(row, db));
                judged.collect()
            })?;
            for (row, judged) in batch.iter().zip(judged) {
                each(self, &judged);
                verdict.known_ids += usize::from(judged.known_id);
                verdict.trashed_ids += usize::from(judged.in_trash.is_some());
                if let Outcome::Broken(troubles) = &judged.outcome {
                    let reasons: Vec<&str> = troubles.iter().map(|t| t.reason.as_str()).collect();
                    verdict
                        .rejects
                        .add(&self.columns, row, &reasons.join("; "))
                        .map_err(ImportError::Spool)?;
                    for (field, value) in troubles.iter().flat_map(|t| t.unknown.clone()) {
                        // However it is written, it is one value: what it means is said once.
                        let named = (field, fold(&value));
                        if unknown.len() < MOST_UNKNOWN || unknown.contains_key(&named) {
                            unknown.entry(named).or_insert((value, 0)).1 += 1;
                        }
                    }
                }
                verdict.count(judged)?;
            }
            progress(verdict.counts.rows());
        }
        verdict.unknown = unknown
            .into_iter()
            .map(|((field, _), (value, rows))| UnknownValue { field, value, rows })
            .collect();
        self.is_still_the_same(stop)?;
        Ok(verdict)
    }

    fn reader(&self) -> Reader<'_> {
        Reader {
            fields: &self.fields,
            catalog: &self.catalog,
            days: self
                .days
                .iter()
                .map(|(at, days)| (*at, days.clone()))
                .collect(),
            values: prepare::meanings(&self.sayings),
        }
    }

    /// A file that is written to while it is read would be taken in part.
    fn is_still_the_same(&self, stop: &AtomicBool) -> Result<(), ImportError> {
        let now = decode::survey(&self.path, stop).map_err(|error| self.file(error))?;
        match now.fingerprint == self.shape.fingerprint {
            true => Ok(()),
            false => Err(self.file(std::io::Error::other(
                "it was changed while it was read; nothing was imported: try again",
            ))),
        }
    }

    /// Writes everything down as one set of changes, which is on the disk when this returns; its id. It is
    /// sent by `send_many`.
    pub async fn commit(&self, verdict: Verdict) -> Result<String, ImportError> {
        let (fact, sayings) = (self.fact(), self.to_remember());
        let (mapping, rows) = (self.mapped(), verdict.made.text());
        let remember = move |set: &ChangeSet| {
            let before = serde_json::json!({
                "set": set.id, "at": set.at, "mapping": mapping, "rows": rows,
            });
            let own = (fact, before.to_string());
            std::iter::once(own).chain(sayings).collect()
        };
        let steps = verdict.steps.read().map_err(ImportError::Spool)?;
        let set = self.workspace.commit_many(Action::Import, steps, remember);
        Ok(set.await?)
    }

    fn file(&self, error: std::io::Error) -> ImportError {
        unread(&self.name, &error)
    }

    /// Whether the rows need an answer: they have ids of customers that are here or in the trash, and nobody said
    /// whether those are meant.
    pub fn must_be_told(&self, verdict: &Verdict) -> bool {
        verdict.known_ids + verdict.trashed_ids > 0 && !self.told.all_new
    }

    /// What a column is taken for, as a person says it.
    pub fn slot(&self, column: usize) -> Option<&Slot> {
        self.mapping.slots.get(column)
    }

    pub fn catalog(&self) -> &Catalog {
        &self.catalog
    }

    pub fn fields(&self) -> &Fields {
        &self.fields
    }
}

fn unread(name: &str, error: &std::io::Error) -> ImportError {
    if error.kind() == std::io::ErrorKind::Interrupted {
        return ImportError::Stopped;
    }
    ImportError::File {
        name: name.to_owned(),
        why: error.to_string(),
    }
}

/// Without the name of a file that was to be there for a moment only: it says nothing to anybody.
pub fn nameless(error: &std::io::Error) -> String {
    match (error.raw_os_error(), error.kind()) {
        (Some(_), _) | (None, std::io::ErrorKind::Other) => error.to_string(),
        (None, kind) => kind.to_string(),
    }
}

impl Verdict {
    fn count(&mut self, judged: Judged) -> Result<(), ImportError> {
        let step = match judged.outcome {
            Outcome::New(record) => {
                self.counts.new += 1;
                Step::Create {
                    record: *record,
                    request_id: uuid::Uuid::now_v7().to_string(),
                }
            }
            Outcome::Changed { id, name, changes } => {
                self.counts.changed += 1;
                Step::Edit { id, name, changes }
            }
            Outcome::Same(_) => {
                self.counts.same += 1;
                return Ok(());
            }
            Outcome::Broken(_) => {
                self.counts.broken += 1;
                return Ok(());
            }
        };
        self.made.add(self.counts.rows() - 1);
        self.steps.add(&step).map_err(ImportError::Spool)
    }

    /// Whether there is anything to be done.
    pub fn does_something(&self) -> bool {
        self.counts.new + self.counts.changed > 0
    }

    /// Puts the rows that were not taken into a file. Whether there were any.
    pub fn write_rejects(&mut self, path: &Path) -> Result<bool, ImportError> {
        self.rejects
            .write_to(path)
            .map_err(|error| unread(&path.display().to_string(), &error))
    }
}
