//! Owns the list's state: which customers match, where the cursor is, which are marked, and a window of
//! loaded records around what is in sight. Far ones are forgotten, so the size of the list costs nothing.
//! Must not know how a row is drawn.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use super::column::{Column, Columns, Fitting};
use super::highlight::Sought;
use super::measure;
use super::msg::Problem;
use super::prompt::Prompt;
use super::reason::{self, Reason};
use super::ticket::Slot;
use crate::customer::{Customer, CustomerId, Fields};
use crate::query::Search;

/// Where the cursor goes when the next answer comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stay {
    /// With its customer, or where it is when that one is gone.
    Here,
    /// To the top.
    Top,
    /// To a customer.
    At(CustomerId),
}

#[derive(Clone, Debug)]
pub struct List {
    pub search: Search,
    pub columns: Columns,
    /// The search line's editor.
    pub prompt: Prompt,
    /// The search that the rows are of: the last that could be read.
    pub answered: String,
    /// Why the search cannot be read; the rows are still those of the last that could.
    pub problem: Option<Problem>,
    /// What the rows were found by.
    pub sought: Sought,
    /// Whether the best matches stand first.
    pub is_ranked: bool,
    /// For rows in sight what they were found by that no column shows.
    pub reasons: HashMap<CustomerId, Vec<Reason>>,
    /// How wide the list was when that was looked up.
    explained: usize,
    /// So many at the end match only nearly.
    pub near: usize,
    pub ids: Arc<[CustomerId]>,
    pub total: usize,
    /// Whether a first answer has come.
    pub known: bool,
    pub cursor: usize,
    pub top: usize,
    pub rows: HashMap<CustomerId, Arc<Customer>>,
    pub marked: BTreeSet<CustomerId>,
    pub stay: Stay,
    /// The customer under the cursor before a search was begun.
    pub before_search: Option<CustomerId>,
    /// A question which customers match is on its way.
    pub asking: bool,
    /// What is shown may be old: ask for all of it once more.
    pub stale: bool,
    asked: HashSet<CustomerId>,
    /// Asked for and not answered: gone meanwhile, or not to be read.
    absent: HashSet<CustomerId>,
    /// Records that are of no use any more. Taking one apart takes long enough to be seen, if there are many.
    gone: Vec<Arc<Customer>>,
}

impl Default for List {
    fn default() -> List {
        List {
            search: Search::default(),
            columns: Columns::default(),
            prompt: Prompt::default(),
            answered: String::new(),
            problem: None,
            sought: Sought::default(),
            is_ranked: false,
            reasons: HashMap::new(),
            explained: 0,
            near: 0,
            ids: Arc::from([]),
            total: 0,
            known: false,
            cursor: 0,
            top: 0,
            rows: HashMap::new(),
            marked: BTreeSet::new(),
            stay: Stay::Top,
            before_search: None,
            asking: false,
            stale: false,
            asked: HashSet::new(),
            absent: HashSet::new(),
            gone: Vec::new(),
        }
    }
}

/// So many pages of records are kept at most, and so many around what is in sight when some have to go.
const KEPT: usize = 8;
const AROUND: usize = 2;
/// So many useless records are worth being taken apart elsewhere.
const MANY: usize = 32;

impl List {
    pub fn current(&self) -> Option<CustomerId> {
        self.ids.get(self.cursor).copied()
    }

    pub fn row(&self, id: CustomerId) -> Option<&Arc<Customer>> {
        self.rows.get(&id)
    }

    /// The marked customers, or else the one under the cursor.
    pub fn chosen(&self) -> Vec<CustomerId> {
        if self.marked.is_empty() {
            self.current().into_iter().collect()
        } else {
            self.marked.iter().copied().collect()
        }
    }

    pub fn step(&mut self, by: isize) {
        let last = self.ids.len().saturating_sub(1);
        self.cursor = self.cursor.saturating_add_signed(by).min(last);
    }

    /// Whether the customer at a place in the list matches only nearly.
    pub fn is_near(&self, place: usize) -> bool {
        place < self.ids.len() && place >= self.ids.len().saturating_sub(self.near)
    }

    /// The search cannot be read: what is shown stays.
    pub fn not_read(&mut self, problem: Problem) {
        self.problem = Some(problem);
        self.asking = false;
    }

    /// Takes an answer in and puts the cursor where it belongs.
    pub fn found(&mut self, ids: Arc<[CustomerId]>, total: usize, near: usize) {
        let place = |id: CustomerId| ids.iter().position(|other| *other == id);
        let cursor = match self.stay {
            Stay::Top => Some(0),
            Stay::At(id) => place(id).or_else(|| self.current().and_then(place)),
            Stay::Here => self.current().and_then(place),
        };
        let above = self.cursor.saturating_sub(self.top);
        if let Some(cursor) = cursor {
            self.top = cursor.saturating_sub(above);
            self.cursor = cursor;
        }
        self.near = near.min(ids.len());
        self.ids = ids;
        self.total = total;
        self.answered.clone_from(&self.search.text);
        self.problem = None;
        self.reasons.clear();
        self.known = true;
        self.asking = false;
        self.stay = Stay::Here;
        match self.search.text.is_empty() {
            true => self.columns.forget_widths(),
            false => self.columns.hold_widths(),
        }
        self.asked.clear();
        self.absent.clear();
        // Ids come in the order of the list, so marks are looked up in a set.
        if !self.marked.is_empty() && self.search.text.is_empty() {
            let all: HashSet<CustomerId> = self.ids.iter().copied().collect();
            self.marked.retain(|id| all.contains(id));
        }
        self.step(0);
    }

    /// Takes records in and forgets those that are far from what is in sight.
    pub fn loaded(&mut self, records: Vec<Arc<Customer>>, page: usize) {
        for record in records {
            if let Some(id) = record.id() {
                self.asked.remove(&id);
                self.reasons.remove(&id);
                self.gone.extend(self.rows.insert(id, record));
            }
        }
        self.not_loaded();
        if self.rows.len() > page.max(10) * KEPT {
            let near: HashSet<CustomerId> = self.window(page, AROUND).iter().copied().collect();
            // A marked customer is named before anything happens to it, wherever it stands.
            let marked = &self.marked;
            let far = |id: &CustomerId| !(near.contains(id) || marked.contains(id));
            let far = self.rows.extract_if(|id, _| far(id));
            self.gone.extend(far.map(|(_, record)| record));
            self.reasons.retain(|id, _| near.contains(id));
        }
    }

    /// The records that are of no use any more, for whoever has the time to take them apart; a few may wait for
    /// more.
    pub fn take_gone(&mut self) -> Option<Vec<Arc<Customer>>> {
        (self.gone.len() >= MANY).then(|| std::mem::take(&mut self.gone))
    }

    /// Whether a customer's row is in sight.
    pub fn sees(&self, id: CustomerId, page: usize) -> bool {
        in_sight(&self.ids, self.top, page).contains(&id)
    }

    /// Sets the widths of the columns, once the records in sight are here.
    fn measure(&mut self, page: usize) {
        let sight = in_sight(&self.ids, self.top, page);
        if sight
            .iter()
            .all(|id| self.rows.contains_key(id) || self.absent.contains(id))
        {
            let rows = &self.rows;
            let records = sight.iter().filter_map(|id| rows.get(id));
            self.columns.measure(records.map(Arc::as_ref));
        }
    }

    /// Looks for what customers were found by where no column in sight shows it.
    pub fn explain(&mut self, page: usize, width: usize, fields: &Fields) {
        if self.sought.is_empty() {
            return;
        }
        // Another width shows other columns.
        if std::mem::replace(&mut self.explained, width) != width {
            self.reasons.clear();
        }
        let fitting = self.fitting(width).shown;
        let columns: Vec<&Column> = fitting.into_iter().map(|(column, _)| column).collect();
        let mut found = Vec::new();
        for (place, id) in in_sight(&self.ids, self.top, page).iter().enumerate() {
            if let (Some(record), false) = (self.rows.get(id), self.reasons.contains_key(id)) {
                let near = self.is_near(self.top + place);
                let reasons = reason::hidden(record, &columns, fields, &self.sought, near);
                found.push((*id, reasons));
            }
        }
        self.reasons.extend(found);
    }

    /// The columns that fit into a width, with the signs of the order.
    pub fn fitting(&self, width: usize) -> Fitting<'_> {
        let sign = |column: &Column| {
            self.sign(&column.name)
                .map_or(0, |sign| measure::width(&sign))
        };
        self.columns.fitting(width, sign)
    }

    /// Moves the columns sideways in a width.
    pub fn go_sideways(&mut self, by: isize, width: usize) {
        if let Some(steps) = self.fitting(width).further(by) {
            self.columns.steps = steps;
            // Other columns are in sight.
            self.reasons.clear();
        }
    }

    /// Takes one customer out at once; the next answer confirms it.
    pub fn remove(&mut self, id: CustomerId) {
        let place = self.ids.iter().position(|other| *other == id);
        if place.is_some_and(|place| self.is_near(place)) {
            self.near -= 1;
        }
        self.ids = self
            .ids
            .iter()
            .copied()
            .filter(|other| *other != id)
            .collect();
        self.rows.remove(&id);
        self.marked.remove(&id);
        self.total = self.total.saturating_sub(1);
        self.step(0);
    }

    /// Keeps the cursor in sight.
    pub fn settle(&mut self, page: usize) {
        let page = page.max(1);
        if self.cursor < self.top {
            self.top = self.cursor;
        }
        if self.cursor >= self.top + page {
            self.top = self.cursor + 1 - page;
        }
        self.top = self.top.min(self.ids.len().saturating_sub(page));
        self.measure(page);
    }

    /// What has to be read: first the rows in sight alone, so that a frame waits for nothing else; once they
    /// are here, those around them, ahead of scrolling.
    pub fn wanted(&mut self, page: usize) -> Option<(Slot, Vec<CustomerId>)> {
        let sight: Vec<CustomerId> = in_sight(&self.ids, self.top, page).to_vec();
        if std::mem::take(&mut self.stale) {
            // What is in sight stays until its new state is here; the rest is read anew when it comes near.
            let marked = &self.marked;
            let far = |id: &CustomerId| !(marked.contains(id) || sight.contains(id));
            let far = self.rows.extract_if(|id, _| far(id));
            self.gone.extend(far.map(|(_, record)| record));
            self.asked.clear();
            return self.ask(Slot::Rows, sight);
        }
        let short = self.missing(&sight);
        if !short.is_empty() {
            return self.ask(Slot::Rows, short);
        }
        let short = self.missing(self.window(page / 2, 1));
        if short.is_empty() {
            return None;
        }
        let around = self.missing(self.window(page, 1));
        self.ask(Slot::Ahead, around)
    }

    fn missing(&self, ids: &[CustomerId]) -> Vec<CustomerId> {
        let is_missing =
            |id: &&CustomerId| !(self.rows.contains_key(*id) || self.absent.contains(*id));
        ids.iter().filter(is_missing).copied().collect()
    }

    /// Notes what is asked for; nothing where all of it is on its way.
    fn ask(&mut self, slot: Slot, ids: Vec<CustomerId>) -> Option<(Slot, Vec<CustomerId>)> {
        if ids.iter().all(|id| self.asked.contains(id)) {
            return None;
        }
        self.asked = ids.iter().copied().collect();
        Some((slot, ids))
    }

    /// What was asked for did not come: it is not asked for again until the list itself was.
    pub fn not_loaded(&mut self) {
        self.absent.extend(self.asked.drain());
    }

    /// The ids in sight and so many times `margin` around them.
    fn window(&self, margin: usize, times: usize) -> &[CustomerId] {
        let around = margin.max(1) * times;
        let from = self.top.saturating_sub(around).min(self.ids.len());
        let to = (self.top + margin.max(1) * 2 + around).min(self.ids.len());
        &self.ids[from..to]
    }
}

fn in_sight(ids: &[CustomerId], top: usize, page: usize) -> &[CustomerId] {
    let from = top.min(ids.len());
    let to = (top + page).min(ids.len());
    &ids[from..to]
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn list(count: i64) -> List {
        let mut list = List::default();
        list.found((1..=count).collect(), 0, 0);
        list
    }

    fn records(ids: &[CustomerId]) -> Vec<Arc<Customer>> {
        let record = |id| Customer::from_value(json!({"customerId": id})).unwrap();
        ids.iter().map(|id| Arc::new(record(id))).collect()
    }

    #[test]
    fn a_hundred_thousand_rows_keep_a_few_records_in_memory() {
        let mut list = list(100_000);
        for _ in 0..2_000 {
            list.step(37);
            list.settle(20);
            while let Some((_, wanted)) = list.wanted(20) {
                assert!(wanted.len() <= 80);
                list.loaded(records(&wanted), 20);
            }
            assert!(list.rows.contains_key(&list.current().unwrap()));
        }
        assert!(list.rows.len() <= 160, "{}", list.rows.len());
    }

    #[test]
    fn records_that_are_of_no_use_are_handed_over_and_none_is_kept_twice() {
        let mut list = list(10_000);
        let (mut read, mut handed) = (0, 0);
        for _ in 0..200 {
            list.step(37);
            list.settle(20);
            while let Some((_, wanted)) = list.wanted(20) {
                read += wanted.len();
                list.loaded(records(&wanted), 20);
            }
            handed += list.take_gone().map_or(0, |gone| gone.len());
            assert!(list.gone.len() < MANY);
        }
        assert_eq!(read, list.rows.len() + list.gone.len() + handed);
        assert!(handed > read / 2);
    }

    #[test]
    fn nothing_is_asked_twice_while_it_is_on_its_way() {
        let mut list = list(1_000);
        let (first, sight) = list.wanted(20).unwrap();
        assert_eq!(
            (first, sight.len()),
            (Slot::Rows, 20),
            "what is in sight comes first"
        );
        assert_eq!(list.wanted(20), None);
        list.loaded(records(&sight), 20);
        let (then, around) = list.wanted(20).unwrap();
        assert_eq!(then, Slot::Ahead);
        assert!(around.len() >= 40 && around.iter().all(|id| !sight.contains(id)));
        assert_eq!(list.wanted(20), None);
        list.loaded(records(&around), 20);
        list.step(1);
        list.settle(20);
        assert_eq!(list.wanted(20), None);
    }

    #[test]
    fn a_new_state_is_read_for_what_is_in_sight_while_the_old_one_stays() {
        let mut list = list(1_000);
        while let Some((_, wanted)) = list.wanted(20) {
            list.loaded(records(&wanted), 20);
        }
        list.stale = true;
        let (slot, wanted) = list.wanted(20).unwrap();
        assert_eq!((slot, wanted.len(), list.rows.len()), (Slot::Rows, 20, 20));
    }

    #[test]
    fn the_cursor_stays_with_its_customer() {
        let mut list = list(100);
        list.step(50);
        list.settle(10);
        list.found((40..=100).rev().collect(), 0, 0);
        assert_eq!(list.current(), Some(51));
        list.found(Arc::from([1, 2]), 0, 0);
        assert_eq!(list.current(), Some(2), "near where it was");
        list.found(Arc::from([]), 0, 0);
        assert_eq!((list.current(), list.cursor), (None, 0));
    }
}
