//! Owns looking at a file before anything is judged: what columns it has, how they write their days, what is
//! remembered of files like it, and whether it was taken before.
//! Must not judge a row.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::dates::{Days, Guess};
use super::decode::go_on;
use super::keys::Key;
use super::mapping::{self, Mapping, REASON, Sayings, Slot};
use super::meant;
use super::own::Marked;
use super::read::value_key;
use super::row::{Cell, Rows};
use super::sniff::{self, Shape};
use super::{Import, ImportError, Told, unread};
use crate::customer::date::DateFormat;
use crate::customer::field::{CustomKind, Kind};
use crate::customer::text::fold;
use crate::customer::{Catalog, Fields};
use crate::workspace::export::target::Target;
use crate::workspace::{Workspace, WorkspaceError, interrupted};

/// How many values of a column are shown.
const SAMPLES: usize = 3;

/// An import that was carried out here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Before {
    pub set: String,
    /// RFC 3339.
    pub at: String,
    /// What its columns were taken for, in a form that only comparing can use.
    #[serde(default)]
    pub mapping: String,
    /// Which rows became steps of the set.
    #[serde(default)]
    pub rows: String,
}

/// What one reading of a file brings to light.
#[derive(Clone)]
struct Looked {
    shape: Shape,
    columns: Vec<String>,
    samples: Vec<Vec<String>>,
    days: Vec<Guess>,
    rows: usize,
}

impl Import {
    /// Looks at a file, and finds out what its columns are.
    pub async fn prepare(
        workspace: &Workspace,
        path: &Path,
        told: Told,
        stop: &Arc<AtomicBool>,
    ) -> Result<Import, ImportError> {
        let import = Import::sketch(workspace, path, told, stop).await?;
        match import.trouble {
            Some(why) => Err(ImportError::Usage(why)),
            None => Ok(import),
        }
    }

    /// The same, of a file whose columns may not be told apart yet: `trouble` says what is missing.
    pub async fn sketch(
        workspace: &Workspace,
        path: &Path,
        told: Told,
        stop: &Arc<AtomicBool>,
    ) -> Result<Import, ImportError> {
        let (catalog, fields) = (workspace.catalog().await?, workspace.fields().await?);
        let (own, firm) = (path.to_owned(), catalog.date_format.clone());
        let (shape_told, raw) = (told.shape.clone(), told.raw);
        let called = told.called.clone();
        let name = called.unwrap_or_else(|| path.display().to_string());
        let own_name = name.clone();
        let stop = stop.clone();
        let look = move || {
            let looked = look(&own, &shape_told, raw, &firm, &stop);
            looked.map_err(|error| unread(&own_name, &error))
        };
        let looked = tokio::task::spawn_blocking(look)
            .await
            .map_err(interrupted)??;
        if looked.columns.is_empty() && looked.rows == 0 {
            return Err(unread(
                &name,
                &std::io::Error::other("there is nothing in it"),
            ));
        }
        let remembered = workspace.sayings(&looked.columns).await?;
        let mapping = mapping::sketch(
            &looked.columns,
            looked.shape.format,
            &told,
            &remembered,
            &fields,
        )?;
        let mut trouble = mapping::check(&mapping, &looked.columns).err();
        let mut key = key(&told, &mapping, &fields).unwrap_or_else(|error| {
            trouble.get_or_insert(error);
            Key::None
        });
        let asks =
            key == Key::None && !told.all_new && Marked::is_marked(&mapping, &looked.columns);
        let is_own = asks && {
            let (mirror, own, name) = (workspace.inner.mirror.clone(), path.to_owned(), &name);
            let (catalog, looked, mapping) = (catalog.clone(), looked.clone(), mapping.clone());
            let look = move || {
                let marked = Marked {
                    path: &own,
                    shape: &looked.shape,
                    raw,
                    columns: &looked.columns,
                    mapping: &mapping,
                };
                marked.is_own(&mirror, &catalog)
            };
            let looked = tokio::task::spawn_blocking(look).await;
            looked
                .map_err(interrupted)?
                .map_err(|e| unread(name, &e))??
        };
        if is_own {
            key = Key::Id;
        } else if !looked.columns.is_empty()
            && let Err(error) = mapping::check_name(&mapping, &looked.columns, &told)
        {
            // Without any column every row is broken for a reason of its own.
            trouble.get_or_insert(error);
        }
        let days = days(&looked, &mapping, &told, &remembered).unwrap_or_else(|error| {
            trouble.get_or_insert(error);
            BTreeMap::new()
        });
        let written = days.iter().filter_map(|(at, days)| {
            let column = looked.columns.get(*at)?;
            Some((column.clone(), days.format.pattern().to_owned()))
        });
        let said = Sayings {
            columns: told.columns.clone(),
            values: checked_values(&told.values, &fields, &catalog)?,
            days: written.collect(),
        };
        Ok(Import {
            workspace: workspace.clone(),
            path: path.to_owned(),
            name,
            trouble: trouble.map(|error| error.to_string()),
            key,
            is_own,
            days,
            shape: looked.shape,
            columns: looked.columns,
            samples: looked.samples,
            rows: looked.rows,
            mapping,
            sayings: said.over(&remembered),
            told,
            catalog,
            fields,
        })
    }

    /// The set that took these very bytes in, if that was done here.
    pub async fn before(&self) -> Result<Option<Before>, ImportError> {
        let fact = self.workspace.import_fact(&self.fact()).await?;
        Ok(fact.and_then(|text| serde_json::from_str(&text).ok()))
    }

    /// Whether the file would be taken a second time, and nobody said that it should.
    pub fn may_come_again(&self) -> bool {
        self.told.again || self.key != Key::None
    }

    /// Whether an earlier import of the same bytes took its columns for the same.
    pub fn is_mapped_as(&self, before: &Before) -> bool {
        // Imports of earlier days did not say.
        before.mapping.is_empty() || before.mapping == self.mapped()
    }

    pub(super) fn mapped(&self) -> String {
        let targets = self.mapping.slots.iter().map(|slot| match slot {
            Slot::Into(target) => target.name(&self.fields),
            Slot::Left(_) => String::new(),
        });
        let days = self.days.iter();
        let days = days.map(|(at, days)| (*at, days.format.pattern().to_owned()));
        let all = (
            targets.collect::<Vec<_>>(),
            days.collect::<Vec<_>>(),
            &self.sayings.values,
            (self.told.raw, self.told.clears),
        );
        hex(&serde_json::to_vec(&all).unwrap_or_default())
    }

    pub(super) fn fact(&self) -> String {
        format!("import/{}", self.shape.fingerprint)
    }

    /// What is to be remembered for files with the same columns: a name for those, and what was said.
    pub(super) fn to_remember(&self) -> Option<(String, String)> {
        let says = self.sayings != Sayings::default();
        let text = serde_json::to_string(&self.sayings).ok().filter(|_| says)?;
        Some((named(&self.columns), text))
    }
}

impl Workspace {
    /// What was said about a file with these columns.
    async fn sayings(&self, columns: &[String]) -> Result<Sayings, WorkspaceError> {
        let fact = self.import_fact(&named(columns)).await?;
        let sayings = fact.and_then(|text| serde_json::from_str(&text).ok());
        Ok(sayings.unwrap_or_default())
    }

    async fn import_fact(&self, name: &str) -> Result<Option<String>, WorkspaceError> {
        let name = name.to_owned();
        self.on_drafts(move |drafts| drafts.fact(&name)).await
    }
}

/// Columns are known by their names, in any order.
fn named(columns: &[String]) -> String {
    let mut names: Vec<String> = columns
        .iter()
        .map(|column| column.trim().to_lowercase())
        .filter(|column| column != REASON)
        .collect();
    names.sort_unstable();
    format!("import-columns/{}", hex(names.join("\u{1f}").as_bytes()))
}

fn hex(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Reads the file once.
fn look(
    path: &Path,
    told: &sniff::Told,
    raw: bool,
    firm: &DateFormat,
    stop: &AtomicBool,
) -> std::io::Result<Looked> {
    let shape = sniff::sniff(path, told, stop)?;
    let mut rows = Rows::open(path, &shape, raw)?;
    let mut samples: Vec<Vec<String>> = Vec::new();
    let mut guesses: Vec<Guess> = Vec::new();
    let mut count = 0;
    while let Some(row) = rows.read_row()? {
        count += 1;
        go_on(stop)?;
        for (column, cell) in row.cells.iter().flatten() {
            while samples.len() <= *column {
                samples.push(Vec::new());
                guesses.push(Guess::new(firm));
            }
            let says = !cell.is_empty();
            if says && samples[*column].len() < SAMPLES {
                samples[*column].push(cell.shown());
            }
            if let (Cell::Text(text), true) = (cell, guesses[*column].is_open()) {
                guesses[*column].see(text);
            }
        }
    }
    let columns = rows.columns().to_vec();
    samples.resize(columns.len(), Vec::new());
    guesses.resize(columns.len(), Guess::new(firm));
    Ok(Looked {
        shape,
        columns,
        samples,
        days: guesses,
        rows: count,
    })
}

fn days(
    looked: &Looked,
    mapping: &Mapping,
    told: &Told,
    remembered: &Sayings,
) -> Result<BTreeMap<usize, Days>, ImportError> {
    let asked = match &told.days {
        None => None,
        Some(pattern) => Some(DateFormat::new(pattern).ok_or_else(|| {
            ImportError::Usage(format!(
                "“{pattern}” is no way to write a day; it is made of dd, MM and yyyy, as dd.MM.yyyy"
            ))
        })?),
    };
    let is_day = |target: &Target| {
        let kind = target.field().map(|field| field.kind);
        matches!(kind, Some(Kind::Date | Kind::Custom(CustomKind::Date)))
    };
    let columns = mapping.targets().filter(|(_, target)| is_day(target));
    let found = columns.filter_map(|(column, _)| {
        let days = match &asked {
            Some(format) => Some(Days {
                format: format.clone(),
                or: None,
            }),
            None => guessed(looked, column, remembered),
        };
        Some((column, days?))
    });
    Ok(found.collect())
}

/// How a column seems to write its days, or as it did last time where that still fits.
fn guessed(looked: &Looked, column: usize, remembered: &Sayings) -> Option<Days> {
    let (name, guess) = (looked.columns.get(column)?, looked.days.get(column)?);
    match remembered.days_of(name).and_then(DateFormat::new) {
        Some(before) => guess.settled_as(&before, looked.samples.get(column)?),
        None => guess.settled(),
    }
}

fn key(told: &Told, mapping: &Mapping, fields: &Fields) -> Result<Key, ImportError> {
    let mut key = Vec::new();
    for name in &told.keys {
        let usage = |why: &str| Err(ImportError::Usage(format!("--key {name}: {why}")));
        match Target::find(name, fields) {
            Some(Target::Id) if told.keys.len() == 1 => {
                return match mapping.has(&Target::Id) {
                    true => Ok(Key::Id),
                    false => usage("no column is taken for the customer id"),
                };
            }
            Some(Target::Id) => return usage("an id needs no other key beside it"),
            Some(target) => match target.field() {
                Some(field) => {
                    let has = mapping.targets().any(|(_, other)| {
                        other.field().is_some_and(|other| other.wire == field.wire)
                    });
                    if !has {
                        return usage("no column is taken for this field");
                    }
                    key.push(field.clone());
                }
                None => return usage("this is no field to find a customer by"),
            },
            None => return usage("there is no such field"),
        }
    }
    Ok(match key.is_empty() {
        true => Key::None,
        false => Key::Fields(key),
    })
}

/// The columns' values by the name they are kept under; what they are to be read as must be in the field's list.
fn checked_values(
    values: &[(String, String, String)],
    fields: &Fields,
    catalog: &Catalog,
) -> Result<Vec<(String, String, String)>, ImportError> {
    let one = |(name, from, to): &(String, String, String)| {
        let target = Target::find(name, fields);
        match target.filter(|target| target.field().is_some()) {
            Some(target) => match meant::check(&target, to, catalog) {
                Ok(()) => Ok((value_key(&target), from.clone(), to.clone())),
                Err(why) => Err(ImportError::Usage(format!(
                    "--map-value {name}:{from}={to}: {why}"
                ))),
            },
            None => Err(ImportError::Usage(format!(
                "--map-value {name}:{from}={to}: there is no field “{name}”"
            ))),
        }
    };
    values.iter().map(one).collect()
}

/// What values of the file mean, for the reader.
pub fn meanings(sayings: &Sayings) -> HashMap<(String, String), String> {
    let all = sayings.values.iter();
    all.map(|(field, from, to)| ((field.clone(), fold(from)), to.clone()))
        .collect()
}
