//! Owns a place in a list and what of the list is in sight.
//! Must not know what the list holds.

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cursor {
    pub at: usize,
    /// The first line in sight.
    pub top: usize,
}

impl Cursor {
    pub fn on(at: usize) -> Cursor {
        Cursor { at, top: 0 }
    }

    /// Moves by so many lines in a list of `count`.
    pub fn step(&mut self, by: isize, count: usize) {
        let last = count.saturating_sub(1);
        self.at = self.at.saturating_add_signed(by).min(last);
    }

    /// Keeps itself in a list of `count`, and in sight where `page` lines are.
    pub fn settle(&mut self, count: usize, page: usize) {
        let page = page.max(1);
        self.step(0, count);
        self.top = self
            .top
            .min(self.at)
            .max((self.at + 1).saturating_sub(page));
        self.top = self.top.min(count.saturating_sub(page));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn it_is_always_in_the_list_and_in_sight(
            steps in proptest::collection::vec((-30_isize..30, 0_usize..40, 0_usize..12), 1..20),
        ) {
            let mut cursor = Cursor::default();
            for (by, count, page) in steps {
                cursor.step(by, count);
                cursor.settle(count, page);
                prop_assert!(cursor.at < count.max(1));
                prop_assert!(cursor.top <= cursor.at && cursor.at < cursor.top + page.max(1));
            }
        }
    }
}
