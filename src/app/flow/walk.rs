//! Owns how the screens of duplicates begin: the walk through pairs, and making one of several. Must not know keys.

use std::sync::Arc;

use crate::app::cmd::Cmd;
use crate::app::layer::Layer;
use crate::app::model::{Model, Write, Wrote};
use crate::app::pairs::{Fate, Pairs};
use crate::app::ticket::Slot;
use crate::app::unify::Unify;
use crate::app::words;
use crate::customer::changeset::Action;
use crate::customer::unite::Kin;
use crate::customer::{Customer, CustomerId};

/// Begins to look for pairs.
pub fn open_pairs(model: &mut Model) -> Vec<Cmd> {
    model.layers.push(Layer::Pairs(Box::default()));
    vec![Cmd::Duplicates {
        ticket: model.tickets.ask(Slot::Duplicates),
    }]
}

pub fn pairs_mut(model: &mut Model) -> Option<&mut Pairs> {
    model.layers.iter_mut().find_map(|layer| match layer {
        Layer::Pairs(pairs) => Some(pairs.as_mut()),
        _ => None,
    })
}

/// The pairs could not be found: there is nothing to walk through.
pub fn close_pairs(model: &mut Model) {
    let is_pairs = |layer: &Layer| matches!(layer, Layer::Pairs(_));
    if let Some(at) = model.layers.iter().position(is_pairs) {
        model.layers.truncate(at);
    }
}

/// Asks for the records of the pair in sight and of the next ones, where they are not there.
pub fn read_pairs(model: &mut Model) -> Option<Cmd> {
    let pairs = pairs_mut(model)?;
    let ids = pairs.wanted();
    if ids.is_empty() || ids == pairs.asked {
        return None;
    }
    pairs.ask(&ids);
    Some(Cmd::Rows {
        ticket: model.tickets.ask(Slot::PairRows),
        ids,
    })
}

/// Shows what would become of the marked customers as one; their records are read first.
pub fn merge_marked(model: &mut Model) -> Vec<Cmd> {
    let mut ids = model.list.chosen();
    if ids.len() > MOST {
        model.fail(words::too_many_to_merge(ids.len(), MOST));
        return Vec::new();
    }
    // The one under the cursor stays, as long as nobody says otherwise.
    if let Some(at) = model
        .list
        .current()
        .and_then(|id| ids.iter().position(|other| *other == id))
    {
        ids[..=at].rotate_right(1);
    }
    model.unifying.clone_from(&ids);
    vec![Cmd::Rows {
        ticket: model.tickets.ask(Slot::Unify),
        ids,
    }]
}

/// Shows what would become of the pair in sight as one.
pub fn merge_pair(model: &mut Model) -> Vec<Cmd> {
    let both = pairs_mut(model).and_then(|pairs| {
        let (left, right) = pairs.both()?;
        Some([left.clone(), right.clone()])
    });
    if let Some(both) = both {
        // Whoever has more to say stays, as long as nobody says otherwise.
        let says = |record: &Customer| {
            let fields = model.fields.iter();
            fields
                .filter(|field| !crate::customer::show::line(record, field).is_empty())
                .count()
        };
        let [left, right] = &both;
        let ids = [left.id(), right.id()].into_iter().flatten();
        model.unifying = ids.collect();
        if says(right) > says(left) {
            model.unifying.reverse();
        }
        return open_unify(model, &both, true);
    }
    Vec::new()
}

/// Opens the screen on these records, in the order in which they were asked for.
pub fn open_unify(model: &mut Model, records: &[Arc<Customer>], of_pair: bool) -> Vec<Cmd> {
    let wanted = std::mem::take(&mut model.unifying);
    let find = |id: &i64| records.iter().find(|record| record.id() == Some(*id));
    let records: Vec<Customer> = wanted
        .iter()
        .filter_map(find)
        .map(|one| Customer::clone(one))
        .collect();
    if records.len() < wanted.len() {
        model.fail(words::SOME_ARE_GONE);
        return Vec::new();
    }
    match Unify::new(&records, &model.fields, of_pair) {
        Ok(unify) => {
            model.layers.push(Layer::Unify(Box::new(unify)));
            vec![Cmd::Kin {
                ticket: model.tickets.ask(Slot::Kin),
                ids: wanted,
            }]
        }
        Err(error) => {
            model.fail(error.to_string());
            Vec::new()
        }
    }
}

/// What hangs on them is known, or why it is not. Who agreed before that has agreed to what was in sight.
pub fn take_kin(model: &mut Model, kin: Result<Kin, String>) -> Vec<Cmd> {
    let Some(Layer::Unify(unify)) = model.layers.last_mut() else {
        return Vec::new();
    };
    match kin {
        Ok(kin) => unify.learn(kin),
        Err(why) => unify.not_learned(&why),
    }
    let (agreed, more) = (std::mem::take(&mut unify.agreed), unify.goes_over());
    let is_unread = !unify.plan.kin().unread.is_empty();
    match (agreed, more, is_unread) {
        (true, None, false) => return unite(model),
        (true, ..) => model.say(words::LOOK_THEN_MERGE),
        (false, ..) => {}
    }
    Vec::new()
}

/// Makes one of them, as the plan in sight says.
pub fn unite(model: &mut Model) -> Vec<Cmd> {
    let is_known = |layer: &mut Layer| matches!(layer, Layer::Unify(unify) if !unify.asking);
    let Some(Layer::Unify(unify)) = model.layers.pop_if(is_known) else {
        if let Some(Layer::Unify(unify)) = model.layers.last_mut() {
            unify.agreed = true;
        }
        return Vec::new();
    };
    let (keep, others) = (unify.plan.keep(), unify.plan.others());
    let gone: Vec<CustomerId> = others.iter().filter_map(|other| other.id()).collect();
    let write = Write {
        of: keep.id().into_iter().chain(gone.iter().copied()).collect(),
        name: words::names_and_more(unify.name(), others.len()),
        doing: words::MERGING,
        what: Wrote::Plain,
        set: None,
    };
    let steps = unify.plan.steps();
    for id in &gone {
        model.list.marked.remove(id);
    }
    keep.id().map(|id| model.list.marked.remove(&id));
    let cmd = model.send(write, |ticket| Cmd::Commit {
        ticket,
        action: Action::Merge,
        steps,
        draft: None,
        replaces: None,
    });
    let number = model.newest_write();
    if unify.of_pair
        && let Some(pairs) = pairs_mut(model)
    {
        for id in gone {
            pairs.mark_gone(id, true);
        }
        pairs.decide(Fate::Merged, number);
        if let Some(id) = keep.id() {
            pairs.mark_gone(id, false);
        }
    }
    vec![cmd]
}

/// More than these side by side nobody can look at.
const MOST: usize = 20;
