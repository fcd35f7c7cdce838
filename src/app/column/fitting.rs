//! Owns which columns go when room is short, and which stand there when the list is moved sideways: the number and the
//! name stay.
//! Must not know what a column shows.

use super::{Column, Columns, GAP, GUTTER};

/// Below this width the name stands alone.
const SHARED: usize = 30;

/// The columns that have room, each with its width, and how many have none.
pub struct Fitting<'a> {
    pub shown: Vec<(&'a Column, usize)>,
    /// Those on the right.
    pub hidden: usize,
    /// Those on the left, which the list was moved past.
    pub passed: usize,
    /// So many steps to the right led here.
    steps: usize,
}

impl Fitting<'_> {
    /// How many steps to the right there are from here, if it goes so many further: none past the last column.
    pub fn further(&self, by: isize) -> Option<usize> {
        let stays = by > 0 && self.hidden == 0;
        let steps = self.steps.saturating_add_signed(by);
        (!stays && steps != self.steps).then_some(steps)
    }
}

impl Columns {
    /// The columns that fit into `width`, each with its own; the last go first, the name never. `sign`: how
    /// wide the sign behind a column's label is. It goes no further to the right than it takes to see the last.
    pub fn fitting(&self, width: usize, sign: impl Fn(&Column) -> usize) -> Fitting<'_> {
        let mut fitting = self.fitting_past(0, width, &sign);
        let stands_there = |fitting: &Fitting| fitting.shown.iter().any(|(c, _)| self.is_moved(c));
        let first = usize::from(stands_there(&fitting));
        for step in 1..=self.steps {
            if fitting.hidden == 0 || width < SHARED {
                break;
            }
            let passed = step - 1 + first;
            fitting = self.fitting_past(passed, width, &sign);
            if !stands_there(&fitting)
                && let Some(squeezed) = self.beside_the_name(passed, width)
            {
                fitting = squeezed;
            }
            fitting.steps = step;
        }
        fitting
    }

    fn fitting_past(
        &self,
        passed: usize,
        width: usize,
        sign: &impl Fn(&Column) -> usize,
    ) -> Fitting<'_> {
        let wishes = |column: &Column| column.wishes(sign(column));
        let past: Vec<&str> = self.moving().take(passed).map(|c| &*c.name).collect();
        let left = |column: &&Column| !past.contains(&&*column.name);
        let stand = self.known.iter().filter(left);
        let mut columns: Vec<(&Column, usize)> = stand.map(|c| (c, wishes(c).1)).collect();
        let used = |columns: &[(&Column, usize)]| {
            GUTTER + columns.iter().map(|(_, width)| width + GAP).sum::<usize>()
        };
        let count = columns.len();
        while columns.len() > 1 && used(&columns) > width {
            let last = columns.iter().rposition(|(column, _)| !column.is_name());
            columns.remove(last.unwrap_or(0));
        }
        let hidden = count - columns.len();
        let mut rest = width.saturating_sub(used(&columns));
        let by_name_first = |(column, _): &&mut (&Column, usize)| !column.is_name();
        let mut hungry: Vec<&mut (&Column, usize)> = columns.iter_mut().collect();
        hungry.sort_by_key(by_name_first);
        for (column, width) in hungry {
            let more = wishes(column).0.saturating_sub(*width).min(rest);
            *width += more;
            rest -= more;
        }
        if let [(_, only)] = columns.as_mut_slice() {
            *only = (*only).min(width.saturating_sub(GUTTER + GAP));
        }
        Fitting {
            shown: columns,
            hidden,
            passed,
            steps: 0,
        }
    }

    /// The name and one column that nothing else leaves room for.
    fn beside_the_name(&self, passed: usize, width: usize) -> Option<Fitting<'_>> {
        let mut others = self.moving().skip(passed);
        let (name, other) = (self.known.iter().find(|c| c.is_name())?, others.next()?);
        let room = width.checked_sub(GUTTER + GAP + GAP)?;
        let left = room.saturating_sub(other.wishes(0).1).max(room / 2);
        let wide = name.wishes(0).0.min(left);
        let stayed = self.known.len() - self.moving().count();
        Some(Fitting {
            shown: vec![(name, wide), (other, other.wishes(0).0.min(room - wide))],
            hidden: others.count(),
            passed: passed + stayed - 1,
            steps: 0,
        })
    }

    fn is_moved(&self, column: &Column) -> bool {
        self.moving().any(|moved| moved.name == column.name)
    }

    /// The columns that are moved sideways: all but the name, and the number where it stands beside it.
    fn moving(&self) -> impl Iterator<Item = &Column> {
        let first = self.known.iter().position(|c| !c.stays());
        let first = first.unwrap_or(self.known.len());
        let others = self.known.iter().enumerate();
        others
            .filter(move |(at, column)| *at >= first && !column.is_name())
            .map(|(_, column)| column)
    }
}

#[cfg(test)]
mod tests {
    use super::super::DEFAULT;
    use super::super::tests::{measured, record};
    use super::*;

    /// What stands at each step to the right, up to the last.
    fn ways(columns: &mut Columns, width: usize) -> Vec<(usize, Vec<String>, usize)> {
        let mut ways = Vec::new();
        loop {
            let fitting = columns.fitting(width, |_| 0);
            let labels = fitting.shown.iter().map(|(c, _)| c.label.clone()).collect();
            let used: usize = fitting.shown.iter().map(|(_, width)| width + GAP).sum();
            assert!(used + GUTTER <= width, "{used} of {width}");
            ways.push((fitting.passed, labels, fitting.hidden));
            match fitting.further(1) {
                Some(steps) => columns.steps = steps,
                None => return ways,
            }
        }
    }

    #[test]
    fn every_column_is_reached_sideways_while_number_and_name_stay() {
        let row = record("Volkswagen Aktiengesellschaft", "Strategic", "+49 5361 9-0");
        let mut columns = measured(&[row]);
        let ways = ways(&mut columns, 70);
        assert!(ways.len() > 1, "{ways:?}");
        let (first, last) = (&ways[0], &ways[ways.len() - 1]);
        assert_eq!((first.0, last.2), (0, 0));
        for (passed, labels, hidden) in &ways {
            assert_eq!(labels[..2], ["Number", "Name"]);
            assert_eq!(passed + labels.len() + hidden, DEFAULT.len());
        }
        assert_eq!(last.1.last().map(String::as_str), Some("Assignee"));
        columns.steps = usize::MAX;
        let end = columns.fitting(70, |_| 0);
        assert_eq!((end.passed, end.further(1)), (last.0, None));
        let end = columns.fitting(400, |_| 0);
        assert_eq!((end.passed, end.hidden), (0, 0), "there is room for all");
    }

    #[test]
    fn where_only_the_name_has_room_the_others_stand_beside_it_one_by_one() {
        let row = record("Volkswagen Aktiengesellschaft", "Strategic", "+49 5361 9-0");
        let mut columns = measured(&[row]);
        let ways = ways(&mut columns, 40);
        let seen: Vec<&str> = ways.iter().skip(1).map(|way| way.1[1].as_str()).collect();
        let wanted = ["Status", "Category", "City", "Phone", "Assignee"];
        assert_eq!(seen, wanted);
        assert!(ways.iter().skip(1).all(|way| way.1[0] == "Name"));
    }
}
