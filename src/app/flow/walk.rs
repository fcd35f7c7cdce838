//! Owns how the screens of duplicates begin: the walk through pairs, and making one of several. Must not know keys.

use std::sync::Arc;

use crate::app::cmd::Cmd;
use crate::app::layer::Layer;
use crate::app::model::Model;
use crate::app::pairs::Pairs;
use crate::app::ticket::Slot;
use crate::app::unify::Unify;
use crate::customer::Customer;

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
        model.fail(format!(
            "{} are marked: more than {MOST} cannot be merged at once",
            ids.len()
        ));
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
pub fn merge_pair(model: &mut Model) {
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
        open_unify(model, &both, true);
    }
}

/// Opens the screen on these records, in the order in which they were asked for.
pub fn open_unify(model: &mut Model, records: &[Arc<Customer>], of_pair: bool) {
    let wanted = std::mem::take(&mut model.unifying);
    let find = |id: &i64| records.iter().find(|record| record.id() == Some(*id));
    let records: Vec<Customer> = wanted
        .iter()
        .filter_map(find)
        .map(|one| Customer::clone(one))
        .collect();
    if records.len() < wanted.len() {
        model.fail("Some of them are not in this workspace any more; nothing was merged");
        return;
    }
    match Unify::new(&records, &model.fields, of_pair) {
        Ok(unify) => model.layers.push(Layer::Unify(Box::new(unify))),
        Err(error) => model.fail(error.to_string()),
    }
}

/// More than these side by side nobody can look at.
const MOST: usize = 20;
