//! Owns putting everything in its place after a message: cursors stay in sight, and what is missing there is
//! asked for.
//! Must not decide what a key does.

use std::sync::Arc;

use super::cmd::Cmd;
use super::layer::Layer;
use super::model::Model;
use super::msg::{Msg, Outcome};
use super::sets::Sets;
use super::space;
use super::ticket::Slot;
use super::told;
use crate::customer::Customer;

impl Model {
    /// After every message: everything that has to be in sight is, and what is missing is asked for.
    pub fn settle(&mut self) -> Option<Cmd> {
        let page = self.list_page();
        self.list.settle(page);
        let width = usize::from(self.list_area().width);
        self.list.explain(page, width, &self.fields);
        let current = self.list.current();
        if self.detail.of != current {
            self.detail.of = current;
            self.detail.top = 0;
        }
        if self.detail.top > 0 {
            let most = self.sheet().len().saturating_sub(self.detail_page());
            self.detail.top = self.detail.top.min(most);
        }
        let body = self.body();
        let twins = self.form().map_or(0, |form| form.twins.all().len());
        let below = self.form().map_or(0, |form| form.twins.below(body));
        let mut layers = std::mem::take(&mut self.layers);
        for layer in &mut layers {
            match layer {
                Layer::Edit(form) => {
                    let (area, _) = space::form(form.room(body), form.differences().len());
                    form.settle(usize::from(area.width), usize::from(area.height));
                }
                Layer::Picker(picker) => {
                    let (_, page) = space::picker(body, picker.items.len());
                    picker.step(0);
                    picker.settle(page);
                }
                Layer::Views(shelf) => {
                    let count = self.views.saved.len() + 1;
                    let (_, page) = space::shelf(body, count);
                    shelf.cursor.settle(count, page);
                }
                Layer::Breakdown(breakdown) => {
                    let count = breakdown.len();
                    let (_, page) = space::breakdown(body, count);
                    breakdown.cursor.settle(count, page);
                }
                Layer::Drafts(shelf) => {
                    shelf.settle(self.drafts.len(), usize::from(body.height));
                }
                Layer::Sets(sets) => self.settle_sets(sets),
                Layer::History(history) => {
                    let count = history.lines(&self.fields).len();
                    let said = usize::from(history.head().is_some());
                    let page = usize::from(body.height).saturating_sub(said);
                    history.cursor.settle(count, page);
                }
                Layer::Plain(text) => text.settle(self.width, self.height),
                Layer::Trash(trash) => {
                    let count = trash.matching().len();
                    let said = usize::from(trash.head().is_some());
                    let page = space::under_a_line(body).saturating_sub(said);
                    trash.cursor.settle(count, page);
                }
                Layer::Bulk(bulk) => {
                    let page = usize::from(space::bulk(body).height);
                    let most = bulk.records.len().saturating_sub(page);
                    bulk.cursor.at = bulk.cursor.at.min(most);
                }
                Layer::Intake(intake) => {
                    let count = intake.count();
                    intake.cursor.settle(count, space::intake_page(body));
                }
                Layer::Twins(list) => {
                    let page = space::twin_page(space::twins(body, below).0);
                    list.cursor.settle(twins, page);
                }
                Layer::Pairs(pairs) => {
                    let why = pairs.why(usize::from(body.width)).len();
                    let lines = why + pairs.compared(&self.catalog, &self.fields).len();
                    let page = space::pair_page(body);
                    pairs.top = pairs.top.min(lines.saturating_sub(page));
                }
                Layer::Unify(unify) => unify.settle(body),
                Layer::Conflict(conflict) => conflict.settle(space::clashes(body)),
                _ => {}
            }
        }
        self.layers = layers;
        let (slot, ids) = self.list.wanted(page)?;
        if slot == Slot::Rows {
            // What is on its way for rows around others is no longer asked for.
            self.tickets.ask(Slot::Ahead);
        }
        Some(Cmd::Rows {
            ticket: self.tickets.ask(slot),
            ids,
        })
    }

    /// Whether a message brings nothing but records around those in sight, so that nothing looks other than before.
    pub fn is_out_of_sight(&self, msg: &Msg) -> bool {
        let Msg::Done { ticket, outcome } = msg else {
            return false;
        };
        let Outcome::Rows(records) = outcome else {
            return false;
        };
        let page = self.list_page();
        let is_seen =
            |record: &Arc<Customer>| record.id().is_none_or(|id| self.list.sees(id, page));
        ticket.slot == Slot::Ahead && !records.iter().any(is_seen)
    }

    fn settle_sets(&self, sets: &mut Sets) {
        let (list, whole) = space::sets(self.body(), sets.whole);
        let count = sets.entries(self).len();
        sets.cursor.settle(count, usize::from(list.height).max(1));
        let lines = sets.current(self).map_or(0, |entry| {
            told::lines(entry, &self.fields, usize::from(whole.width)).len()
        });
        sets.top = sets
            .top
            .min(lines.saturating_sub(usize::from(whole.height)));
    }
}
