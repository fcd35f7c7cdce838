//! Owns the numbered results of a search, and which page of them was read out last.
//! Must not search.

use std::ops::Range;
use std::sync::Arc;

use crate::app::column::Column;
use crate::app::words::{counted, plain as words};
use crate::customer::show::grouped;
use crate::customer::{Customer, CustomerId, Fields};
use crate::workspace::Found;

/// As many as one likes to hear at a time.
pub const PAGE: usize = 10;
/// What is said of a customer in a list.
const SAID: [&str; 3] = ["customerName", "statusName", "city"];

#[derive(Clone, Debug, Default)]
pub struct Results {
    pub text: String,
    pub ids: Arc<[CustomerId]>,
    /// So many at the end match only nearly.
    near: usize,
    total: usize,
    top: usize,
}

impl Results {
    pub fn new(text: &str, found: Found) -> Results {
        Results {
            text: text.to_owned(),
            ids: found.ids,
            near: found.near,
            total: found.total,
            top: 0,
        }
    }

    /// The places of the page.
    pub fn page(&self) -> Range<usize> {
        self.top..(self.top + PAGE).min(self.ids.len())
    }

    /// Whether the customer of a number matches only nearly.
    pub fn is_near(&self, number: usize) -> bool {
        number > self.ids.len().saturating_sub(self.near)
    }

    /// Goes to the next or the previous page; `false` where there is none.
    pub fn turn(&mut self, forward: bool) -> bool {
        let there = match forward {
            true => self.top + PAGE,
            false if self.top == 0 => return false,
            false => self.top.saturating_sub(PAGE),
        };
        let is_there = there < self.ids.len();
        if is_there {
            self.top = there;
        }
        is_there
    }

    /// The customer beside this one.
    pub fn beside(&self, id: CustomerId, by: isize) -> Option<CustomerId> {
        let at = self.ids.iter().position(|other| *other == id)?;
        self.ids.get(at.checked_add_signed(by)?).copied()
    }

    /// How many there are, in a sentence.
    pub fn counted(&self) -> String {
        let exact = self.ids.len() - self.near.min(self.ids.len());
        let (text, total) = (self.text.trim(), counted::customers(self.total));
        match (text.is_empty(), exact, self.near) {
            (true, 0, _) => words::NO_CUSTOMERS.to_owned(),
            (true, ..) => words::all_of_them(counted::customers(exact)),
            (false, 0, 0) => words::no_match(text, total),
            (false, 0, near) => words::no_exact_match(text, words::only_similar(near)),
            (false, some, 0) => words::found(text, grouped(&some.to_string()), total),
            (false, some, near) => words::found_near(
                text,
                grouped(&some.to_string()),
                total,
                grouped(&near.to_string()),
            ),
        }
    }

    /// Where the page stands among all, and how one goes on; none where it is all there is.
    pub fn place(&self) -> Option<String> {
        let page = self.page();
        let more = page.end < self.ids.len();
        let (from, to) = (page.start + 1, page.end);
        let all = grouped(&self.ids.len().to_string());
        match (page.start > 0, more) {
            (false, false) => None,
            (false, true) => Some(words::first_page(from, to, all)),
            (true, false) => Some(words::last_page(from, to, all)),
            (true, true) => Some(words::page(from, to, all)),
        }
    }
}

/// A customer in one line of a list.
pub fn line(number: usize, record: &Customer, fields: &Fields) -> String {
    let columns = SAID.iter().filter_map(|name| Column::find(name, fields));
    let said: Vec<String> = columns
        .map(|column| column.text(record))
        .filter(|text| !text.is_empty())
        .collect();
    format!("{number}. {}", said.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn results(text: &str, many: usize, near: usize) -> Results {
        let ids: Vec<CustomerId> = (1..).take(many).collect();
        let found = Found {
            ids: ids.into(),
            total: 1534,
            near,
            problem: None,
        };
        Results::new(text, found)
    }

    #[test]
    fn pages_turn_both_ways_and_end() {
        let mut all = results("", 25, 0);
        assert_eq!(all.place().unwrap(), "1 to 10 of 25; n for more.");
        assert!(!all.turn(false));
        assert!(all.turn(true) && all.turn(true) && !all.turn(true));
        assert_eq!(all.page(), 20..25);
        assert_eq!(all.place().unwrap(), "21 to 25 of 25; p goes back.");
        assert!(results("", 10, 0).place().is_none());
        assert_eq!(results("", 0, 0).page(), 0..0);
    }

    #[test]
    fn the_neighbour_of_the_last_is_nobody() {
        let all = results("", 3, 0);
        assert_eq!(all.beside(2, 1), Some(3));
        assert_eq!(all.beside(3, 1), None);
        assert_eq!(all.beside(1, -1), None);
        assert_eq!(all.beside(9, 1), None);
    }

    #[test]
    fn what_was_found_is_counted_in_words() {
        for (text, many, near, said) in [
            ("", 1, 0, "1 customer."),
            ("acme", 2, 0, "“acme” finds 2 of 1,534 customers."),
            (
                "acme",
                3,
                1,
                "“acme” finds 2 of 1,534 customers, and 1 similar.",
            ),
            (
                "acme",
                1,
                1,
                "Nothing matches “acme” exactly; 1 is similar.",
            ),
        ] {
            assert_eq!(results(text, many, near).counted(), said);
        }
    }
}
