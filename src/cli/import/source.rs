//! Owns where the rows come from: a file, or something that can be read only once and is written down first,
//! because an import reads it more than once.
//! Must not know what stands in it.

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::cli::interrupt;
use crate::cli::problem::Problem;
use crate::workspace::import::{ImportError, nameless};

/// What gives more than this has no end, and would fill the disk.
const MOST: u64 = 2 << 30;
const PIECE: usize = 64 * 1024;

pub enum Source {
    Named(PathBuf),
    Spooled(tempfile::NamedTempFile),
}

impl Source {
    /// What it is called before people.
    pub fn called(path: &Path) -> String {
        match is_stdin(path) {
            true => "standard input".to_owned(),
            false => path.display().to_string(),
        }
    }

    /// Ends early when somebody asks to stop, even where nothing comes out of a pipe.
    pub async fn of(path: &Path, stop: &Arc<AtomicBool>) -> Result<Source, Problem> {
        // What is not there, and a folder, is told by whoever opens it.
        let is_odd = path
            .metadata()
            .is_ok_and(|known| !known.is_file() && !known.is_dir());
        if !is_stdin(path) && !is_odd {
            return Ok(Source::Named(path.to_owned()));
        }
        let called = Source::called(path);
        let kept = |error: io::Error| {
            let why = nameless(&error);
            Problem::failed(format!(
                "{called} could not be kept: {why}; nothing was imported"
            ))
        };
        let file = tempfile::NamedTempFile::new().map_err(kept)?;
        let (into, from) = (file.reopen().map_err(kept)?, path.to_owned());
        let stops = stop.clone();
        let copying = tokio::task::spawn_blocking(move || match is_stdin(&from) {
            true => copy(io::stdin().lock(), into, &stops),
            false => copy(File::open(&from)?, into, &stops),
        });
        let copied = tokio::select! {
            copied = copying => copied.map_err(|error| kept(io::Error::other(error)))?,
            () = interrupt::stopped(stop) => return Err(ImportError::Stopped.into()),
        };
        copied.map_err(kept)?;
        if stop.load(Ordering::Relaxed) {
            return Err(ImportError::Stopped.into());
        }
        Ok(Source::Spooled(file))
    }

    pub fn path(&self) -> &Path {
        match self {
            Source::Named(path) => path,
            Source::Spooled(file) => file.path(),
        }
    }
}

fn is_stdin(path: &Path) -> bool {
    path.as_os_str() == "-"
}

fn copy(from: impl Read, mut into: impl Write, stop: &AtomicBool) -> io::Result<()> {
    let mut from = from.take(MOST + 1);
    let mut piece = vec![0; PIECE];
    let mut length = 0;
    while !stop.load(Ordering::Relaxed) {
        let count = match from.read(&mut piece) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            read => read?,
        };
        if count == 0 {
            break;
        }
        length += count as u64;
        if length > MOST {
            return Err(io::Error::other(
                "it gives more than 2 GiB; save it as a file and import that",
            ));
        }
        into.write_all(&piece[..count])?;
    }
    into.flush()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_is_whole_and_what_has_no_end_is_stopped() {
        let go = AtomicBool::new(false);
        let mut into = Vec::new();
        copy(&b"name\nAcme\n"[..], &mut into, &go).unwrap();
        assert_eq!(into, b"name\nAcme\n");
        let stop = AtomicBool::new(true);
        copy(io::repeat(0), io::sink(), &stop).unwrap();
        let error = copy(io::repeat(0), io::sink(), &go).unwrap_err();
        assert!(error.to_string().contains("2 GiB"), "{error}");
    }
}
