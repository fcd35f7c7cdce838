//! Owns the judged rows of a dry run, to be browsed: they lie in a file without a name, and of each only its place
//! is in memory. Must not judge.

use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Seek, SeekFrom, Write};
use std::path::Path;

use super::judge::{Judged, Outcome};

/// What a row has come to, in a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    New,
    Changed,
    Broken,
}

#[derive(Debug)]
pub struct Ledger {
    out: BufWriter<File>,
    end: u64,
    new: Vec<u64>,
    changed: Vec<u64>,
    broken: Vec<u64>,
    /// Why not all rows are in it.
    failed: Option<io::Error>,
}

impl Ledger {
    /// In the folder of the workspace: what the system has for such files may lie in memory.
    pub fn new(folder: &Path) -> io::Result<Ledger> {
        Ok(Ledger {
            out: BufWriter::new(tempfile::tempfile_in(folder)?),
            end: 0,
            new: Vec::new(),
            changed: Vec::new(),
            broken: Vec::new(),
            failed: None,
        })
    }

    /// Takes a row in; of one that says the same there is nothing to see.
    pub fn add(&mut self, judged: &Judged) {
        let list = match judged.outcome {
            Outcome::New(_) => &mut self.new,
            Outcome::Changed { .. } => &mut self.changed,
            Outcome::Broken(_) => &mut self.broken,
            Outcome::Same(_) => return,
        };
        if self.failed.is_some() {
            return;
        }
        let line = serde_json::to_vec(judged).map_err(io::Error::from);
        let written = line.and_then(|mut line| {
            line.push(b'\n');
            self.out.write_all(&line).map(|()| line.len())
        });
        match written {
            Ok(length) => {
                list.push(self.end);
                self.end += length as u64;
            }
            Err(error) => self.failed = Some(error),
        }
    }

    pub fn count(&self, kind: Kind) -> usize {
        self.list(kind).len()
    }

    fn list(&self, kind: Kind) -> &[u64] {
        match kind {
            Kind::New => &self.new,
            Kind::Changed => &self.changed,
            Kind::Broken => &self.broken,
        }
    }

    /// So many rows of a kind from the `from`th on.
    pub fn rows(&mut self, kind: Kind, from: usize, count: usize) -> io::Result<Vec<Judged>> {
        self.out.flush()?;
        let places: Vec<u64> = self
            .list(kind)
            .iter()
            .skip(from)
            .take(count)
            .copied()
            .collect();
        let mut file = BufReader::new(self.out.get_ref());
        let mut rows = Vec::with_capacity(places.len());
        for place in places {
            file.seek(SeekFrom::Start(place))?;
            let mut line = String::new();
            file.read_line(&mut line)?;
            rows.push(serde_json::from_str(&line).map_err(io::Error::from)?);
        }
        drop(file);
        // The next row that is taken in goes behind all others.
        self.out.get_mut().seek(SeekFrom::Start(self.end))?;
        Ok(rows)
    }
}

#[cfg(test)]
mod tests {
    use super::super::read::Trouble;
    use super::*;

    fn broken(line: u64) -> Judged {
        let trouble = Trouble {
            reason: format!("no {line}\nof many"),
            unknown: Vec::new(),
        };
        Judged {
            line,
            outcome: Outcome::Broken(vec![trouble]),
            known_id: false,
            in_trash: None,
        }
    }

    #[test]
    fn any_page_is_read_as_it_was_taken_in_and_more_can_follow() {
        let folder = tempfile::tempdir().unwrap();
        let mut ledger = Ledger::new(folder.path()).unwrap();
        for line in 0..50 {
            ledger.add(&broken(line));
            ledger.add(&Judged {
                outcome: Outcome::Same(1),
                ..broken(line)
            });
        }
        assert_eq!(ledger.count(Kind::Broken), 50);
        assert_eq!(
            ledger.rows(Kind::Broken, 20, 2).unwrap(),
            [broken(20), broken(21)]
        );
        ledger.add(&broken(50));
        assert_eq!(
            ledger.rows(Kind::Broken, 49, 9).unwrap(),
            [broken(49), broken(50)]
        );
        assert!(ledger.rows(Kind::New, 0, 9).unwrap().is_empty());
    }
}
