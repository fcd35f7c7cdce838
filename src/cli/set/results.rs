//! Owns telling a program what becomes of each customer of a bulk edit, in the format it asked for: rows as they
//! come, and the counts at the end. A person is told otherwise.
//! Must not decide what is told.

use std::io::{BufWriter, Stdout, Write};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde_json::{Value, json};

use crate::cli::args::Format;
use crate::cli::problem::Problem;
use crate::customer::Standing;
use crate::customer::bulk::{Outcome, Row};
use crate::workspace::Given;

/// Cheap to clone; all clones are one.
#[derive(Clone)]
pub struct Results {
    inner: Arc<Mutex<Inner>>,
}

struct Inner {
    out: BufWriter<Stdout>,
    format: Format,
    told: usize,
}

impl Results {
    pub fn new(format: Format) -> Results {
        let inner = Inner {
            out: BufWriter::new(std::io::stdout()),
            format,
            told: 0,
        };
        Results {
            inner: Arc::new(Mutex::new(inner)),
        }
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What a customer would come to.
    pub fn planned(&self, row: &Row) -> Result<(), Problem> {
        let mut told = json!({"id": row.id, "name": row.name});
        match &row.outcome {
            Outcome::Changed(changes) => {
                told["outcome"] = json!("changed");
                told["changes"] = json!(changes);
            }
            Outcome::Same => told["outcome"] = json!("same"),
            Outcome::Refused(why) => {
                told["outcome"] = json!("refused");
                told["reason"] = json!(why);
            }
        }
        self.inner()
            .tell(&told, matches!(row.outcome, Outcome::Changed(_)))
    }

    /// What a customer has come to.
    pub fn given(&self, given: &Given) -> Result<(), Problem> {
        let (outcome, reason) = match &given.standing {
            Standing::Done { note, .. } => ("changed", note.clone()),
            Standing::Waiting { why } => ("waiting", why.clone()),
            Standing::Sending => ("waiting", None),
            Standing::Unknown { why, .. } => ("unknown", Some(why.clone())),
            Standing::Conflict { .. } => {
                let why = "somebody changed the same fields".to_owned();
                ("conflict", Some(why))
            }
            Standing::Refused { why, .. } => ("refused", Some(why.clone())),
            Standing::Dropped => ("dropped", None),
        };
        let mut told = json!({"id": given.id, "outcome": outcome});
        if let Some(reason) = reason {
            told["reason"] = json!(reason);
        }
        self.inner().tell(&told, outcome == "changed")
    }

    /// The counts, and the end.
    pub fn end(&self, counts: &Value) -> Result<(), Problem> {
        self.inner().end(counts)
    }
}

impl Inner {
    fn end(&mut self, counts: &Value) -> Result<(), Problem> {
        match self.format {
            Format::Json => {
                let head = if self.told == 0 { "{\"rows\":[" } else { "" };
                let counts = counts.to_string();
                // The counts stand beside the rows, in one document.
                let counts = counts.strip_prefix('{').unwrap_or(&counts);
                writeln!(self.out, "{head}],{counts}")?;
            }
            Format::Jsonl => writeln!(self.out, "{counts}")?,
            Format::Table | Format::Csv | Format::Ids => {}
        }
        Ok(self.out.flush()?)
    }

    fn tell(&mut self, told: &Value, changes: bool) -> Result<(), Problem> {
        match self.format {
            Format::Table => return Ok(()),
            Format::Json => {
                let before = if self.told == 0 { "{\"rows\":[" } else { "," };
                write!(self.out, "{before}{told}")?;
            }
            Format::Jsonl => writeln!(self.out, "{told}")?,
            Format::Ids if changes => writeln!(self.out, "{}", told["id"])?,
            Format::Ids => {}
            Format::Csv => self.csv(told)?,
        }
        self.told += 1;
        Ok(())
    }

    fn csv(&mut self, told: &Value) -> Result<(), Problem> {
        let text = |key: &str| match told.get(key) {
            Some(Value::String(text)) => text.clone(),
            Some(other) => other.to_string(),
            None => String::new(),
        };
        let mut out = csv::Writer::from_writer(&mut self.out);
        let failed = |error: csv::Error| Problem::failed(error.to_string());
        if self.told == 0 {
            out.write_record(COLUMNS).map_err(failed)?;
        }
        out.write_record(COLUMNS.map(text)).map_err(failed)?;
        Ok(out.flush()?)
    }
}

const COLUMNS: [&str; 3] = ["id", "outcome", "reason"];
