//! Owns taking a file of customers in, as the screen knows it: which file, what its columns are taken for, what that
//! would do, and how far it is. What a person said about the file is here and nowhere else.
//! Must not read files: `term/effects/intake.rs` does.

mod pick;
mod told;

use std::collections::BTreeMap;

use super::action::Action;
use super::cursor::Cursor;
use super::line::Line;
use super::measure;
use super::space::Area;

pub use pick::Pick;
pub use told::ID as ID_COLUMN;
pub use told::{
    Column, Counts, FileName, Going, Looked, RowKind, RowView, Said, Taken, Unknown, Weighed,
};

/// Where a person is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Stage {
    /// Naming the file.
    #[default]
    Path,
    /// What its columns are.
    Mapping,
    /// The rows are being judged.
    Judging,
    /// What it would do.
    Review,
    /// It is being done.
    Going,
    /// It is done.
    Done,
}

/// Which list of the dry run is in sight.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tab {
    #[default]
    Changed,
    New,
    Broken,
    Values,
}

#[derive(Clone, Debug, Default)]
pub struct Intake {
    pub stage: Stage,
    /// The path as it is typed.
    pub line: Line,
    /// What could be meant by it.
    pub files: Vec<FileName>,
    /// Which of them is chosen, if any is.
    pub file: Option<usize>,
    /// Names are on their way,
    pub listing: bool,
    /// and what waits for them.
    pub pending: Option<Action>,
    /// Why what was named last cannot be taken in.
    pub refused: Option<String>,
    /// The file is being looked at.
    pub looking: bool,
    pub said: Said,
    pub looked: Option<Looked>,
    pub cursor: Cursor,
    pub tab: Tab,
    pub weighed: Option<Weighed>,
    /// Rows of the list in sight, by their place in it.
    pub rows: BTreeMap<usize, RowView>,
    /// Which rows are being read, from and how many.
    pub asked: Option<(RowKind, usize, usize)>,
    pub going: Going,
    /// It was asked to stop.
    pub stopping: bool,
    pub taken: Option<Taken>,
}

impl Intake {
    /// The path that is meant: what was chosen, or what was typed.
    pub fn path(&self) -> &str {
        let chosen = self.file.and_then(|at| self.files.get(at));
        // What only one file can be meant by means that file.
        let only = match self.files.as_slice() {
            [one] if !one.is_folder => Some(one),
            _ => None,
        };
        chosen.or(only).map_or(self.line.text(), |file| &file.path)
    }

    /// Why the last one cannot be taken in, in lines.
    pub fn refusal(&self, body: Area) -> Vec<String> {
        let room = usize::from(body.width.saturating_sub(4));
        match self.refused.as_deref().unwrap_or_default() {
            "" => Vec::new(),
            why => measure::wrap(&format!("✗ {why}"), room),
        }
    }

    /// How many lines stand above the names of files, and which of these is the first in sight.
    pub fn files_at(&self, body: Area) -> (usize, usize) {
        let head = self.refusal(body).len() + 2;
        let page = usize::from(body.height).saturating_sub(head).max(1);
        let top = self.file.map_or(0, |at| (at + 1).saturating_sub(page));
        (head, top)
    }

    pub fn column(&self) -> Option<&Column> {
        self.looked.as_ref()?.columns.get(self.cursor.at)
    }

    pub fn unknown(&self) -> Option<&Unknown> {
        let weighed = self.weighed.as_ref()?;
        weighed
            .unknown
            .get(self.cursor.at)
            .filter(|_| self.tab == Tab::Values)
    }

    /// How many lines the list in sight has.
    pub fn count(&self) -> usize {
        match (self.stage, &self.looked, &self.weighed) {
            (Stage::Mapping, Some(looked), _) => looked.columns.len(),
            (Stage::Review, _, Some(weighed)) => match self.tab {
                Tab::Changed => weighed.counts.changed,
                Tab::New => weighed.counts.new,
                Tab::Broken => weighed.counts.broken,
                Tab::Values => weighed.unknown.len(),
            },
            _ => 0,
        }
    }

    pub fn kind(&self) -> Option<RowKind> {
        match self.tab {
            Tab::Changed => Some(RowKind::Changed),
            Tab::New => Some(RowKind::New),
            Tab::Broken => Some(RowKind::Broken),
            Tab::Values => None,
        }
    }

    /// The rows that are in sight and not read, from and how many.
    pub fn wanted(&self, page: usize) -> Option<(RowKind, usize, usize)> {
        let kind = self.kind().filter(|_| self.stage == Stage::Review)?;
        let count = self.count();
        let from = self.cursor.top;
        let to = (from + page + 1).min(count);
        let missing = (from..to).find(|at| !self.rows.contains_key(at))?;
        Some((kind, missing, PAGE.min(count - missing)))
    }

    /// Shows another list of the dry run.
    pub fn show(&mut self, tab: Tab) {
        if self.tab != tab {
            self.tab = tab;
            self.cursor = Cursor::default();
            self.rows.clear();
            self.asked = None;
        }
    }

    /// The lists of the dry run that have something in them.
    pub fn tabs(&self) -> Vec<(Tab, usize)> {
        let Some(weighed) = &self.weighed else {
            return Vec::new();
        };
        let counts = weighed.counts;
        let all = [
            (Tab::New, counts.new),
            (Tab::Changed, counts.changed),
            (Tab::Broken, counts.broken),
            (Tab::Values, weighed.unknown.len()),
        ];
        all.into_iter().filter(|(_, count)| *count > 0).collect()
    }

    pub fn step_tab(&mut self, by: isize) {
        let tabs = self.tabs();
        let many = isize::try_from(tabs.len()).unwrap_or(1).max(1);
        let at = tabs
            .iter()
            .position(|(tab, _)| *tab == self.tab)
            .unwrap_or(0);
        let at = (isize::try_from(at).unwrap_or(0) + by).rem_euclid(many);
        if let Some((tab, _)) = usize::try_from(at).ok().and_then(|at| tabs.get(at)) {
            self.show(*tab);
        }
    }

    /// What the rows come to; the list that needs a person most is in sight first.
    pub fn weigh(&mut self, weighed: Weighed) {
        self.weighed = Some(weighed);
        self.stage = Stage::Review;
        self.rows.clear();
        self.asked = None;
        self.cursor = Cursor::default();
        let tabs = self.tabs();
        let has = |tab: Tab| tabs.iter().any(|(other, _)| *other == tab);
        self.tab = match tabs.first() {
            _ if has(Tab::Values) => Tab::Values,
            // What is here already is looked at more closely than what is new.
            _ if has(Tab::Changed) => Tab::Changed,
            first => first.map_or(Tab::Changed, |(tab, _)| *tab),
        };
    }

    /// Whether it could be done as it was judged.
    pub fn can_go(&self) -> bool {
        self.weighed.as_ref().is_some_and(|weighed| {
            weighed.asks.is_none() && weighed.counts.new + weighed.counts.changed > 0
        })
    }
}

/// So many rows are read at once.
const PAGE: usize = 60;
