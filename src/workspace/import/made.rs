//! Owns which rows of a file became steps of a set: a few words for any number of rows, because rows that are
//! taken mostly follow one another.
//! Must not read rows.

/// Rows by their place in the file, from 0, in the order of the steps.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Made {
    /// First and last of rows that follow one another.
    runs: Vec<(usize, usize)>,
}

impl Made {
    pub fn add(&mut self, row: usize) {
        match self.runs.last_mut() {
            Some((_, last)) if *last + 1 == row => *last = row,
            _ => self.runs.push((row, row)),
        }
    }

    /// The row that became a step.
    pub fn row(&self, mut step: usize) -> Option<usize> {
        for (first, last) in &self.runs {
            let count = last - first + 1;
            if step < count {
                return Some(first + step);
            }
            step -= count;
        }
        None
    }

    pub fn text(&self) -> String {
        let runs = self.runs.iter().map(|(first, last)| match first == last {
            true => first.to_string(),
            false => format!("{first}-{last}"),
        });
        runs.collect::<Vec<_>>().join(",")
    }

    /// What `text` says; what is no such text says nothing.
    pub fn read(text: &str) -> Made {
        let run = |run: &str| {
            let (first, last) = run.split_once('-').unwrap_or((run, run));
            let (first, last) = (first.parse().ok()?, last.parse().ok()?);
            (first <= last).then_some((first, last))
        };
        Made {
            runs: text.split(',').filter_map(run).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_step_finds_its_row_again(takes in proptest::collection::vec(any::<bool>(), 0..60)) {
            let rows: Vec<usize> = (0..takes.len()).filter(|row| takes[*row]).collect();
            let mut made = Made::default();
            rows.iter().for_each(|row| made.add(*row));
            let made = Made::read(&made.text());
            for (step, row) in rows.iter().enumerate() {
                prop_assert_eq!(made.row(step), Some(*row));
            }
            prop_assert_eq!(made.row(rows.len()), None);
        }

        #[test]
        fn what_is_no_such_text_is_survived(text in "\\PC{0,20}|[0-9,-]{0,20}") {
            let _ = Made::read(&text).row(3);
        }
    }
}
