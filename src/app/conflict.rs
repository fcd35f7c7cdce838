//! Owns fields that two people changed: what each says, and which shall be. Nothing is chosen until a person
//! chooses.
//! Must not send anything.

use std::sync::Arc;

use super::measure;
use super::told;
use super::words;
use crate::customer::changeset::{Entry, Standing, Step};
use crate::customer::merge::{self, Conflict as Clash};
use crate::customer::text::one_line;
use crate::customer::{Catalog, Change, Customer, CustomerId, Fields, Part, both};

#[derive(Clone, Debug)]
pub struct Conflict {
    /// The set and the step of it that waits.
    pub set: String,
    pub step: usize,
    pub of: CustomerId,
    pub name: String,
    /// What the server has.
    pub current: Arc<Customer>,
    pub clashes: Vec<Clash>,
    /// For each clash what shall be, once that is decided.
    pub kept: Vec<Option<Keep>>,
    pub cursor: usize,
    /// Which clash comes first in sight.
    pub top: usize,
    /// All that was to be saved, the fields without a clash too.
    pub changes: Vec<Change>,
}

/// What shall be of a field.
#[derive(Clone, Debug, PartialEq)]
pub enum Keep {
    Mine,
    Theirs,
    /// Theirs, and mine below it.
    Both(Part),
    /// Neither: as a person wrote it.
    Hand(Part),
}

impl Conflict {
    /// What stands above the fields, in lines. `own`: who works here.
    pub fn question(&self, own: Option<&str>, columns: usize) -> Vec<String> {
        let who = told::changed_by(&self.current, own);
        let who = who.as_deref().unwrap_or(words::SOMEBODY_ELSE);
        let text = words::which_shall_it_be(who);
        measure::wrap(&text, columns.saturating_sub(2))
    }

    /// What a set waits to have decided; none where nobody can decide it field by field.
    pub fn of(entry: &Entry) -> Option<Conflict> {
        for (nth, step, standing) in entry.steps() {
            let (Step::Edit { id, name, changes }, Standing::Conflict { current, conflicts }) =
                (step, standing)
            else {
                continue;
            };
            if conflicts.is_empty() {
                continue;
            }
            return Some(Conflict {
                set: entry.set.id.clone(),
                step: nth,
                of: *id,
                name: one_line(name),
                current: Arc::new(Customer::clone(current)),
                kept: vec![None; conflicts.len()],
                clashes: conflicts.clone(),
                cursor: 0,
                top: 0,
                changes: changes.clone(),
            });
        }
        None
    }

    pub fn is_decided(&self) -> bool {
        self.kept.iter().all(Option::is_some)
    }

    pub fn clash(&self) -> Option<&Clash> {
        self.clashes.get(self.cursor)
    }

    pub fn step_by(&mut self, by: isize) {
        let last = self.clashes.len().saturating_sub(1);
        self.cursor = self.cursor.saturating_add_signed(by).min(last);
    }

    /// Keeps the clash under the cursor in sight where so many are.
    pub fn settle(&mut self, room: usize) {
        let room = room.max(1);
        self.top = self
            .top
            .min(self.cursor)
            .max((self.cursor + 1).saturating_sub(room));
    }

    /// Decides the clash under the cursor and goes on to the next.
    pub fn keep(&mut self, keep: Keep) {
        if let Some(kept) = self.kept.get_mut(self.cursor) {
            *kept = Some(keep);
        }
        self.step_by(1);
    }

    /// Theirs and mine one below the other, where the clash under the cursor is a text of several lines.
    pub fn both(&self, fields: &Fields, catalog: &Catalog) -> Option<Keep> {
        let clash = self.clash()?;
        let field = fields.find(&clash.field)?;
        both::both(field, clash, catalog).map(Keep::Both)
    }

    /// What is left to send, from what the server has now; nothing where all of theirs stands.
    pub fn resolved(&self, fields: &Fields) -> Vec<Change> {
        let clashing = |change: &&Change| self.clashes.iter().any(|c| c.field == change.field);
        let free: Vec<Change> = self
            .changes
            .iter()
            .filter(|change| !clashing(change))
            .cloned()
            .collect();
        let mut changes = merge::merge(&free, &self.current, fields).changes;
        for (clash, kept) in self.clashes.iter().zip(&self.kept) {
            let to = match kept {
                Some(Keep::Mine) => &clash.mine,
                Some(Keep::Both(part) | Keep::Hand(part)) => part,
                Some(Keep::Theirs) | None => continue,
            };
            changes.push(Change {
                field: clash.field.clone(),
                from: clash.theirs.clone(),
                to: to.clone(),
            });
        }
        changes.retain(|change| !change.is_nothing());
        changes
    }

    /// The record as it would be if the clash under the cursor were decided so far as it is, else by mine.
    pub fn draft(&self) -> Option<(Customer, String)> {
        let clash = self.clash()?;
        let to = match self.kept.get(self.cursor).and_then(Option::as_ref) {
            Some(Keep::Theirs) => &clash.theirs,
            Some(Keep::Both(part) | Keep::Hand(part)) => part,
            Some(Keep::Mine) | None => &clash.mine,
        };
        let mut record = Customer::clone(&self.current);
        record.apply(&Change {
            field: clash.field.clone(),
            from: clash.theirs.clone(),
            to: to.clone(),
        });
        Some((record, clash.field.clone()))
    }
}
