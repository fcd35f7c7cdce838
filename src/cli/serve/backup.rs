//! Owns a backup as a file: JSON lines that only their owner can read, there when they are whole and not before.
//! Must not know what a line holds.

use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::mpsc;

use serde_json::json;
use tempfile::NamedTempFile;

use crate::store::backup::{Counted, Giver, Line};
use crate::store::{Store, StoreError};

use super::super::args::Globals;
use super::super::output;
use super::super::problem::Problem;

/// A line holds one record, and no record is larger than what the server takes.
const MOST_LINE: u64 = 256 << 20;

/// Writes everything of a store into a new file. The store may be served meanwhile.
pub async fn back_up(globals: &Globals, store: &dyn Store, file: &Path) -> Result<(), Problem> {
    if file.exists() {
        return Err(Problem::usage(format!(
            "{} exists already; choose another name for the backup",
            file.display()
        )));
    }
    if globals.dry_run {
        let count = store.count().await?;
        let would = format!(
            "would be written to {}: {count} customers, the trash, the history, notes, lists and keys",
            file.display()
        );
        let answer = json!({"file": file.display().to_string(), "customers": count});
        return output::told(globals, would, answer);
    }
    let unwritten = |error: io::Error| {
        Problem::failed(format!(
            "the backup could not be written to {}: {error}; nothing was left there",
            file.display()
        ))
    };
    let folder = match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    // Readable by its owner alone, and gone by itself where it does not become whole.
    let part = NamedTempFile::new_in(folder).map_err(unwritten)?;
    let mut out = BufWriter::new(part.reopen().map_err(unwritten)?);
    let (hand_over, written) = mpsc::channel();
    let taker = Box::new(move |line: &Line| {
        let wrote = write(&mut out, line).and_then(|()| match line {
            Line::End { .. } => out.flush(),
            _ => Ok(()),
        });
        wrote.map_err(|error| {
            let why = StoreError::Refused(format!("the backup could not be written: {error}"));
            // Who asked for the backup may be gone.
            let _ = hand_over.send(error);
            why
        })
    });
    let counted = match (store.back_up(taker).await, written.try_recv()) {
        (_, Ok(error)) => return Err(unwritten(error)),
        (Err(error), Err(_)) => return Err(error.into()),
        (Ok(counted), Err(_)) => counted,
    };
    part.as_file().sync_all().map_err(unwritten)?;
    part.persist_noclobber(file)
        .map_err(|error| unwritten(error.error))?;
    File::open(folder)
        .and_then(|folder| folder.sync_all())
        .map_err(unwritten)?;
    told(globals, "written to", file, counted)
}

fn write(out: &mut impl Write, line: &Line) -> io::Result<()> {
    serde_json::to_writer(&mut *out, line)?;
    out.write_all(b"\n")
}

/// Puts a backup into an empty store.
pub async fn restore(globals: &Globals, store: &dyn Store, file: &Path) -> Result<(), Problem> {
    let opened = File::open(file).map_err(|error| {
        Problem::failed(format!(
            "{} cannot be read: {error}; nothing was restored",
            file.display()
        ))
    })?;
    let lines = lines(opened, file.to_owned());
    if globals.dry_run {
        let counted = crate::store::backup::checked(lines, |_| Ok(()))?;
        return told(globals, "would be restored from", file, counted);
    }
    let counted = store.take_back(lines).await?;
    told(globals, "restored from", file, counted)
}

fn lines(file: File, path: PathBuf) -> Giver {
    let mut input = BufReader::new(file);
    let mut number = 0u64;
    Box::new(std::iter::from_fn(move || {
        number += 1;
        let mut text = Vec::new();
        let read = io::Read::take(&mut input, MOST_LINE).read_until(b'\n', &mut text);
        match read {
            Ok(0) => None,
            Ok(_) => Some(serde_json::from_slice(&text).map_err(|_| {
                // Not what is wrong with it: that would show what stands there.
                StoreError::Refused(format!(
                    "line {number} of {} cannot be read; nothing was restored",
                    path.display()
                ))
            })),
            Err(error) => Some(Err(StoreError::Refused(format!(
                "{} cannot be read: {error}; nothing was restored",
                path.display()
            )))),
        }
    }))
}

fn told(globals: &Globals, done: &str, file: &Path, counted: Counted) -> Result<(), Problem> {
    let said = format!(
        "{done} {}: {} customers, {} in the trash, {} lines in all",
        file.display(),
        counted.customers,
        counted.trash,
        counted.lines
    );
    let answer = json!({
        "file": file.display().to_string(),
        "customers": counted.customers,
        "trash": counted.trash,
        "lines": counted.lines,
    });
    output::told(globals, said, answer)
}
