//! Owns what `rolo import` is told on the command line, and asking whether it shall be done. Must not read the
//! file.

use std::path::PathBuf;
use std::sync::atomic::AtomicBool;

use clap_complete::engine::ArgValueCompleter;

use crate::workspace::import::{Told, Verdict, sniff};

use super::source::Source;
use crate::cli::complete;
use crate::cli::export::Form;
use crate::cli::interrupt;
use crate::cli::problem::Problem;

#[derive(Clone, Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  rolo import customers.csv --dry-run\n  rolo import customers.csv --map 'Firma=name' --map 'Ort=city' --rejects rejects.csv\n  rolo import entities.csv --map lei=number --key number --yes\n  rolo export status:active > edit.csv; rolo import edit.csv --key id\n  rolo import contacts.vcf --yes\n\nA column goes into the field of its name or label; --map says it otherwise, and is remembered for the next file with these columns. What the file would do is counted first. The whole import is one change for `rolo undo`. Run again after it was cut off, the same file goes on where it was."
)]
pub struct Args {
    /// A CSV, a file of JSON lines or of vCards; `-` is stdin
    file: PathBuf,
    /// Take a column for a field; without a field the column is left out
    #[arg(long = "map", value_name = "COLUMN=FIELD", add = ArgValueCompleter::new(complete::mapped))]
    maps: Vec<String>,
    /// Take a value of a field for another; without another it is left empty
    #[arg(long = "map-value", value_name = "FIELD:VALUE=OTHER")]
    values: Vec<String>,
    /// Change the customer that has the same value here, instead of making a new one; several must all be the
    /// same
    #[arg(long = "key", value_name = "FIELD", add = ArgValueCompleter::new(complete::fields))]
    keys: Vec<String>,
    /// Where rows go that are broken, each with its reason
    #[arg(long, value_name = "FILE")]
    pub rejects: Option<PathBuf>,
    /// What the file is; by itself as its name or its beginning says
    #[arg(long, value_name = "FORMAT", value_enum)]
    from: Option<Form>,
    /// How characters are written: utf-8, utf-16le, windows-1252 …; by itself what fits
    #[arg(long, value_name = "NAME")]
    encoding: Option<String>,
    /// What stands between cells; by itself what fits
    #[arg(long, value_name = "CHARACTER")]
    delimiter: Option<String>,
    /// What stands around cells
    #[arg(long, value_name = "CHARACTER")]
    quote: Option<String>,
    /// How days are written, as dd.MM.yyyy; by itself what fits the whole column
    #[arg(long, value_name = "PATTERN")]
    date_format: Option<String>,
    /// Take cells as they are, with the apostrophe that an export puts before a formula
    #[arg(long)]
    raw: bool,
    /// An empty cell clears what the customer has, also where it was found by another key than its id
    #[arg(long)]
    clear: bool,
    /// Make a new customer of every row, also of one with the id of a customer that is here
    #[arg(long, conflicts_with = "keys")]
    new: bool,
    /// Take the file although it was imported before
    #[arg(long)]
    again: bool,
}

impl Args {
    /// What was said, in the workspace's words.
    pub fn told(&self) -> Result<Told, Problem> {
        let encoding = match &self.encoding {
            None => None,
            Some(name) => Some(
                encoding_rs::Encoding::for_label(name.as_bytes()).ok_or_else(|| {
                    Problem::usage(format!(
                        "there is no encoding “{name}”; nothing was imported"
                    ))
                })?,
            ),
        };
        Ok(Told {
            called: Some(Source::called(&self.file)),
            shape: sniff::Told {
                format: self.from.map(Into::into),
                encoding,
                delimiter: one_byte("--delimiter", self.delimiter.as_deref())?,
                quote: one_byte("--quote", self.quote.as_deref())?,
            },
            columns: self
                .maps
                .iter()
                .map(|map| pair(map))
                .collect::<Result<_, _>>()?,
            values: self
                .values
                .iter()
                .map(|map| value(map))
                .collect::<Result<_, _>>()?,
            keys: self.keys.clone(),
            days: self.date_format.clone(),
            raw: self.raw,
            all_new: self.new,
            clears: self.clear,
            again: self.again,
        })
    }

    /// The file that was named.
    pub fn file(&self) -> &std::path::Path {
        &self.file
    }
}

/// A column's name may hold `=`, a field's does not.
fn pair(text: &str) -> Result<(String, String), Problem> {
    let (column, field) = text.rsplit_once('=').ok_or_else(|| {
        Problem::usage(format!("“{text}” is no COLUMN=FIELD; nothing was imported"))
    })?;
    Ok((column.to_owned(), field.trim().to_owned()))
}

fn value(text: &str) -> Result<(String, String, String), Problem> {
    let parts = text.split_once(':').and_then(|(field, rest)| {
        let (from, to) = rest.split_once('=')?;
        Some((
            field.trim().to_owned(),
            from.trim().to_owned(),
            to.trim().to_owned(),
        ))
    });
    parts.ok_or_else(|| {
        Problem::usage(format!(
            "“{text}” is no FIELD:VALUE=OTHER; nothing was imported"
        ))
    })
}

fn one_byte(option: &str, text: Option<&str>) -> Result<Option<u8>, Problem> {
    match text {
        None => Ok(None),
        Some("\\t" | "tab") => Ok(Some(b'\t')),
        Some(text) if text.len() == 1 && text != "\n" => Ok(text.bytes().next()),
        Some(text) => Err(Problem::usage(format!(
            "{option} is one character, not “{text}”; nothing was imported"
        ))),
    }
}

/// Asks whether it shall be done.
pub async fn confirmed(verdict: &Verdict, stop: &AtomicBool) -> Result<bool, Problem> {
    let (new, changed) = (verdict.counts.new, verdict.counts.changed);
    let question = format!("Make {new} and change {changed} customers?");
    interrupt::confirmed(&question, "nothing was imported", stop).await
}
