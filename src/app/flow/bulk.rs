//! Owns what is asked for while many customers are edited, and where the answers go. Must not know keys.

use std::sync::Arc;

use crate::app::behind::Behind;
use crate::app::bulk::{Bulk, Pick, Stage};
use crate::app::cmd::Cmd;
use crate::app::intake::Going;
use crate::app::layer::Layer;
use crate::app::model::Model;
use crate::app::msg::Outcome;
use crate::app::ticket::Slot;
use crate::customer::CustomerId;

/// Opens the screen on what is marked, else on the whole result.
pub fn open_bulk(model: &mut Model) -> Vec<Cmd> {
    if super::is_occupied(model) {
        return Vec::new();
    }
    let marked = !model.list.marked.is_empty();
    let ids: Arc<[CustomerId]> = match marked {
        true => model.list.chosen().into(),
        // What matches only nearly was not asked for.
        false => model
            .list
            .ids
            .iter()
            .take(model.list.ids.len() - model.list.near)
            .copied()
            .collect(),
    };
    if ids.is_empty() {
        return Vec::new();
    }
    let first: Vec<CustomerId> = ids.iter().take(LOOKED_AT).copied().collect();
    model
        .layers
        .push(Layer::Bulk(Box::new(Bulk::new(ids, marked))));
    vec![Cmd::Rows {
        ticket: model.tickets.ask(Slot::BulkRows),
        ids: first,
    }]
}

/// The edit on the screen, or the one that goes on behind it.
pub fn bulk_mut(model: &mut Model) -> Option<&mut Bulk> {
    let shown = model.layers.iter_mut().find_map(|layer| match layer {
        Layer::Bulk(bulk) => Some(bulk.as_mut()),
        _ => None,
    });
    shown.or_else(|| model.behind.as_mut().and_then(Behind::bulk_mut))
}

/// Takes what was chosen from a list.
pub fn take_bulk(model: &mut Model, pick: Pick) -> Vec<Cmd> {
    let fields = model.fields.clone();
    if let Some(bulk) = bulk_mut(model) {
        bulk.take(pick, &fields);
    }
    plan_bulk(model)
}

/// Tries the edit as it is now on all of them. A newer question stops the older one.
pub fn plan_bulk(model: &mut Model) -> Vec<Cmd> {
    let Some(bulk) = bulk_mut(model) else {
        return Vec::new();
    };
    bulk.counts = None;
    let Ok(edits) = bulk.edits() else {
        bulk.counting = false;
        return vec![Cmd::Abort(Slot::Bulk)];
    };
    bulk.counting = true;
    let ids = bulk.ids.clone();
    vec![Cmd::PlanBulk {
        ticket: model.tickets.ask(Slot::Bulk),
        ids,
        edits,
    }]
}

/// Does what was planned.
pub fn go_bulk(model: &mut Model) -> Vec<Cmd> {
    let Some(bulk) = bulk_mut(model).filter(|bulk| bulk.can_go()) else {
        return Vec::new();
    };
    bulk.stage = Stage::Going;
    bulk.stopping = false;
    bulk.going = Going {
        of: bulk.counts.map_or(0, |counts| counts.changed),
        ..Going::default()
    };
    model.views.passed();
    vec![Cmd::EditMany {
        ticket: model.tickets.ask(Slot::EditMany),
    }]
}

/// An answer about the edit.
pub fn answer_bulk(model: &mut Model, outcome: Outcome) -> Vec<Cmd> {
    let Some(bulk) = bulk_mut(model) else {
        return Vec::new();
    };
    match outcome {
        Outcome::Planned(counts) => {
            bulk.counts = Some(counts);
            bulk.counting = false;
        }
        Outcome::Editing(going) => bulk.going = going,
        Outcome::EditedMany(edited) => {
            bulk.stage = Stage::Done;
            bulk.edited = Some(*edited);
            super::tell_behind(model);
            model.list.stale = true;
            return vec![model.find()];
        }
        _ => {}
    }
    Vec::new()
}

/// Nothing goes on: the edit is as it was said. What was not done is tried anew, to be looked at.
pub fn fail_bulk(model: &mut Model, slot: Slot) -> Vec<Cmd> {
    if let Some(bulk) = bulk_mut(model) {
        bulk.stage = Stage::Edit;
        bulk.counting = false;
        bulk.counts = None;
    }
    match slot {
        Slot::EditMany => plan_bulk(model),
        _ => Vec::new(),
    }
}

/// So many are shown, old and new.
const LOOKED_AT: usize = 100;
