//! Owns the trash as it is looked through: what was typed to narrow it, what is marked, where the cursor is.
//! Must not restore anything: `update/trash.rs` asks for that.

use std::collections::BTreeSet;

use super::cursor::Cursor;
use super::line::Line;
use super::sets::head;
use super::words;
use crate::customer::CustomerId;
use crate::customer::changeset::Trashed;
use crate::customer::text::fold;

#[derive(Clone, Debug, Default)]
pub struct Trash {
    /// What has been typed to narrow it.
    pub line: Line,
    /// The newest first, once it was read.
    all: Option<Vec<Trashed>>,
    /// What each says to a search, folded.
    words: Vec<String>,
    /// Why it is not the server's word but only what was deleted from here.
    pub unread: Option<String>,
    /// The server has not answered yet.
    pub asking: bool,
    pub marked: BTreeSet<CustomerId>,
    pub cursor: Cursor,
}

impl Trash {
    pub fn is_known(&self) -> bool {
        self.all.is_some()
    }

    /// What stands above the lines: that it is not, or not yet, the server's word.
    pub fn head(&self) -> Option<String> {
        head(
            &self.unread,
            self.asking && self.is_known(),
            words::HERE_DELETED,
        )
    }

    pub fn len(&self) -> usize {
        self.all.as_ref().map_or(0, Vec::len)
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    pub fn take(&mut self, all: Vec<Trashed>, unread: Option<String>, asking: bool) {
        (self.unread, self.asking) = (unread, asking);
        let words = |one: &Trashed| {
            let record = &one.record;
            let city = record.text("city");
            let all = [record.name(), record.number(), city, &one.who, &one.at];
            fold(&all.join(" "))
        };
        self.words = all.iter().map(words).collect();
        let ids: BTreeSet<CustomerId> = all.iter().filter_map(|one| one.record.id()).collect();
        self.marked.retain(|id| ids.contains(id));
        self.all = Some(all);
    }

    /// Those in which every word that was typed stands.
    pub fn matching(&self) -> Vec<&Trashed> {
        let typed = fold(self.line.text());
        let wanted: Vec<&str> = typed.split_whitespace().collect();
        let all = self.all.iter().flatten().zip(&self.words);
        all.filter(|(_, said)| wanted.iter().all(|word| said.contains(word)))
            .map(|(one, _)| one)
            .collect()
    }

    pub fn current(&self) -> Option<&Trashed> {
        self.matching().get(self.cursor.at).copied()
    }

    /// The marked ones, or else the one under the cursor: id and name.
    pub fn chosen(&self) -> Vec<(CustomerId, String)> {
        let pair = |one: &Trashed| Some((one.record.id()?, one.record.name().to_owned()));
        if self.marked.is_empty() {
            return self.current().and_then(pair).into_iter().collect();
        }
        let all = self.all.iter().flatten().filter_map(pair);
        all.filter(|(id, _)| self.marked.contains(id)).collect()
    }

    pub fn mark(&mut self) {
        if let Some(id) = self.current().and_then(|one| one.record.id()) {
            if !self.marked.remove(&id) {
                self.marked.insert(id);
            }
            let count = self.matching().len();
            self.cursor.step(1, count);
        }
    }
}
