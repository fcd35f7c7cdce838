//! Owns the marks that an exported row carries of its own cells. By them an import knows which cells were
//! edited since, also when the customer itself has moved on meanwhile.
//! Must not keep values: a mark can be compared and nothing else.

use std::collections::HashSet;

use sha2::{Digest, Sha256};

/// The letters of a mark, 6 bits each.
const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
/// 30 bits: of a thousand million edits one would be taken for none.
const LENGTH: usize = 5;
/// A cell beginning with this is no formula and no number to a spreadsheet.
const HEAD: char = 'v';

/// The mark of one cell. It is bound to its column, so that columns may be moved and taken out.
fn mark(column: &str, cell: &str) -> String {
    let mut hash = Sha256::new();
    hash.update(column.as_bytes());
    hash.update([0]);
    hash.update(cell.as_bytes());
    let hash = hash.finalize();
    let letter = |byte: &u8| LETTERS[usize::from(byte & 63)] as char;
    hash.iter().take(LENGTH).map(letter).collect()
}

/// The cell that carries the marks of all others of its row.
pub fn write<'a>(cells: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    let mut out = String::from(HEAD);
    for (column, cell) in cells {
        out.push_str(&mark(column, cell));
    }
    out
}

/// The marks of a row.
pub struct Checks {
    marks: HashSet<String>,
}

impl Checks {
    /// None where the cell holds no marks.
    pub fn read(cell: &str) -> Option<Checks> {
        let text = cell.trim().strip_prefix(HEAD)?;
        let fits = text.is_ascii() && !text.is_empty() && text.len().is_multiple_of(LENGTH);
        if !fits {
            return None;
        }
        let marks = text.as_bytes().chunks(LENGTH);
        let marks = marks.map(|mark| String::from_utf8_lossy(mark).into_owned());
        Some(Checks {
            marks: marks.collect(),
        })
    }

    /// Whether this is what the cell said when it was exported.
    pub fn knows(&self, column: &str, cell: &str) -> bool {
        self.marks.contains(&mark(column, cell))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_edited_cell_is_told_from_one_that_was_left_alone() {
        let cells = [
            ("customerName", "Acme"),
            ("website", ""),
            ("statusName", "Active"),
        ];
        let checks = Checks::read(&write(cells.into_iter())).unwrap();
        for (column, cell) in cells {
            assert!(checks.knows(column, cell));
        }
        for (column, cell) in [
            ("customerName", "Acme "),
            ("website", "Active"),
            ("statusName", ""),
        ] {
            assert!(!checks.knows(column, cell), "{column}: {cell}");
        }
        for text in ["", "v", "7", "vabc", "x12345", "vééééé"] {
            assert!(Checks::read(text).is_none(), "{text}");
        }
    }
}
