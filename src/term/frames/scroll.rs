//! Owns seeing that rows have only moved up or down. Whether moving them pays is not decided here.
//! Must not write.

use std::collections::HashMap;

use super::grid::{Grid, Slot};

/// A band of whole rows that moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scroll {
    pub top: u16,
    /// The band's last row.
    pub bottom: u16,
    /// How many rows up; less than nothing: down.
    pub by: i32,
}

/// With fewer rows that have moved it is not worth a thought.
pub const FEW: usize = 3;

impl Scroll {
    /// The move that brings most rows to where they belong.
    pub fn find(shown: &Grid, wanted: &Grid) -> Option<Scroll> {
        let (before, after) = (shown.marks(), wanted.marks());
        let mut places: HashMap<u64, Vec<i32>> = HashMap::new();
        for (y, mark) in (0..).zip(&before) {
            if let Some(mark) = mark {
                places.entry(*mark).or_default().push(y);
            }
        }
        let mut votes: HashMap<i32, Vec<i32>> = HashMap::new();
        for (y, mark) in (0..).zip(&after) {
            let stood = mark.and_then(|mark| places.get(&mark));
            // What stands where it belongs does not ask to be moved.
            for from in stood
                .into_iter()
                .flatten()
                .filter(|_| before.get(y as usize) != after.get(y as usize))
            {
                votes.entry(from - y).or_default().push(y);
            }
        }
        let (by, rows) = votes
            .into_iter()
            .max_by_key(|(by, rows)| (rows.len(), -by.abs(), *by))
            .filter(|(_, rows)| rows.len() >= FEW)?;
        let (first, last) = (*rows.first()?, *rows.last()?);
        let mut band = (first.min(first + by), last.max(last + by));
        let height = i32::from(wanted.size().1);
        let similar = |y: i32| is_similar(row(shown, y + by), row(wanted, y));
        // Rows that have moved and look a little different belong to the band too.
        while band.0 > 0 && similar((band.0 - 1).max(band.0 - 1 - by)) {
            band.0 -= 1;
        }
        while band.1 + 1 < height && similar((band.1 + 1).min(band.1 + 1 - by)) {
            band.1 += 1;
        }
        Some(Scroll {
            top: u16::try_from(band.0).ok()?,
            bottom: u16::try_from(band.1).ok()?,
            by,
        })
    }

    /// Which row stands here once the band was moved; none where a bare one came in.
    pub fn origin(&self, y: u16) -> Option<u16> {
        let band = self.top..=self.bottom;
        if !band.contains(&y) {
            return Some(y);
        }
        let from = u16::try_from(i32::from(y) + self.by).ok()?;
        band.contains(&from).then_some(from)
    }
}

fn row(grid: &Grid, y: i32) -> &[Slot] {
    u16::try_from(y).map_or(&[], |y| match y < grid.size().1 {
        true => grid.row(y),
        false => &[],
    })
}

/// Whether most of what stands in one row stands in the other, however it looks.
fn is_similar(one: &[Slot], other: &[Slot]) -> bool {
    let pairs = || {
        one.iter()
            .zip(other)
            .filter(|(a, b)| !(a.is_bare() && b.is_bare()))
    };
    let same = pairs().filter(|(a, b)| a.text() == b.text()).count();
    same > 0 && same * 2 > pairs().count()
}
