//! Owns what answers do: each goes where its ticket says, and an old one goes nowhere. What failed says
//! what happened, what was kept and how to go on.
//! Must not name a screen's file.

use std::collections::btree_map::Entry;
use std::sync::Arc;

use crate::app::cmd::Cmd;
use crate::app::flow;
use crate::app::form::Form;
use crate::app::layer::{Conflict, Layer};
use crate::app::list::Stay;
use crate::app::model::{Model, Write, Wrote};
use crate::app::msg::{Failure, FailureKind, Outcome};
use crate::app::ticket::{Slot, Ticket};
use crate::customer::merge::Conflict as Clash;
use crate::customer::{Catalog, Customer, Draft, Fields};

pub fn answer(model: &mut Model, ticket: Ticket, outcome: Outcome) -> Vec<Cmd> {
    if !model.tickets.is_newest(ticket) {
        return Vec::new();
    }
    if let Slot::Write(number) = ticket.slot {
        model.tickets.close(ticket.slot);
        return match model.writes.remove(&number) {
            Some(write) => written(model, write, outcome),
            None => Vec::new(),
        };
    }
    match outcome {
        Outcome::Found { ids, total } => model.list.found(ids, total),
        Outcome::Rows(records) => {
            let page = model.list_page();
            model.list.loaded(records, page);
        }
        Outcome::Record(record) => open_form(model, record),
        Outcome::Catalog(catalog) => take_catalog(model, catalog),
        Outcome::Drafts(drafts) => take_drafts(model, drafts),
        Outcome::Failed(failure) => {
            match ticket.slot {
                Slot::Rows => model.list.not_loaded(),
                Slot::List => model.list.asking = false,
                Slot::Form => model.opening = None,
                _ => {}
            }
            model.fail(failure.text);
        }
        // Answers to writes; their tickets say so.
        Outcome::Saved { .. } | Outcome::Deleted(_) | Outcome::Conflict { .. } => {}
    }
    Vec::new()
}

/// Opens the form that waited for its record, unless the person has gone on to something else.
fn open_form(model: &mut Model, record: Option<Arc<Customer>>) {
    let Some(id) = model.opening.take() else {
        return;
    };
    match record {
        None => model.fail(format!("Customer {id} is not in this workspace any more")),
        Some(record) if !is_busy(model) => {
            let form = Form::edit(id, record, &model.catalog, &model.fields);
            model.layers.push(Layer::Edit(Box::new(form)));
        }
        Some(_) => {}
    }
}

fn take_catalog(model: &mut Model, catalog: Arc<Catalog>) {
    model.fields = Arc::new(Fields::with_catalog(&catalog));
    model.catalog = catalog;
    model.list.columns.know(&model.fields);
    for layer in &mut model.layers {
        if let Layer::Edit(form) = layer {
            **form = form.over(&model.catalog, &model.fields);
        }
    }
}

/// Drafts found at start. One that was typed meanwhile is newer.
fn take_drafts(model: &mut Model, drafts: Vec<Draft>) {
    for draft in drafts {
        model.drafts.entry(draft.of).or_insert(draft);
    }
    let edits = model.drafts.keys().filter(|of| of.is_some()).count();
    let kept = match model.drafts.len() {
        0 => return,
        1 => "1 draft kept".to_owned(),
        many => format!("{many} drafts kept"),
    };
    let way = match (edits, model.drafts.contains_key(&None)) {
        (0, _) => "n goes on with the new customer",
        (_, false) => "e on a customer marked ✎ goes on",
        (_, true) => "e on a customer marked ✎ goes on, n with the new one",
    };
    model.say(format!("{kept}: {way}"));
}

fn written(model: &mut Model, write: Write, outcome: Outcome) -> Vec<Cmd> {
    match (outcome, write.what) {
        (
            Outcome::Saved { record, others },
            Wrote::Saved {
                draft,
                fields,
                next,
            },
        ) => saved(model, &write.name, record, others, &draft, fields, next),
        (Outcome::Deleted(id), _) => {
            model.list.remove(id);
            model.say(format!("Deleted {}", write.name));
            let mut cmds = flow::drop_draft(model, Some(id));
            cmds.push(model.find());
            cmds
        }
        (Outcome::Conflict { current, conflicts }, Wrote::Saved { draft, .. }) => {
            ask_conflict(model, write.name, current, conflicts, draft);
            Vec::new()
        }
        (Outcome::Failed(failure), Wrote::Saved { draft, .. }) => {
            not_saved(model, &write.name, failure, draft)
        }
        (Outcome::Failed(failure), Wrote::Deleted) => {
            model.fail(format!("{} was not deleted: {}", write.name, failure.text));
            Vec::new()
        }
        _ => Vec::new(),
    }
}

fn saved(
    model: &mut Model,
    name: &str,
    record: Arc<Customer>,
    others: bool,
    draft: &Draft,
    fields: usize,
    next: bool,
) -> Vec<Cmd> {
    let mut cmds = Vec::new();
    // A draft that was typed on meanwhile is not the one that was sent.
    let typed_on = model.form().is_some_and(|form| form.of == draft.of);
    if !typed_on && model.drafts.get(&draft.of) == Some(draft) {
        cmds.extend(flow::drop_draft(model, draft.of));
    }
    let what = match (draft.of, fields) {
        (None, _) => format!("Saved {name} as a new customer"),
        (_, 1) => format!("Saved {name}: 1 field"),
        (_, many) => format!("Saved {name}: {many} fields"),
    };
    let met = if others {
        "; somebody else's changes to other fields are kept"
    } else {
        ""
    };
    model.say(format!("{what}{met}"));
    if let Some(id) = record.id() {
        if draft.of.is_none() {
            model.list.stay = Stay::At(id);
        }
        model.list.rows.insert(id, record);
    }
    cmds.push(model.find());
    if next && !is_busy(model) {
        cmds.extend(flow::new_customer(model));
    }
    cmds
}

/// What was typed stays a draft; where the values were refused and nothing else is being done, the form
/// opens again with the reason.
fn not_saved(model: &mut Model, name: &str, failure: Failure, draft: Draft) -> Vec<Cmd> {
    let mut cmds = Vec::new();
    if let Entry::Vacant(free) = model.drafts.entry(draft.of) {
        free.insert(draft.clone());
        cmds.push(Cmd::KeepDraft(draft.clone()));
    }
    let refused = failure.kind == FailureKind::Invalid && !is_busy(model);
    let form = refused.then(|| Form::from_draft(&draft, &model.catalog, &model.fields));
    if let Some(mut form) = form.flatten() {
        form.refused = Some(failure.text.clone());
        model.layers.push(Layer::Edit(Box::new(form)));
        model.fail(format!("{name} was not saved: {}", failure.text));
    } else {
        let way = flow::way_back(&draft);
        model.fail(format!(
            "{name} was not saved: {}. {way}",
            failure.text.trim_end_matches('.')
        ));
    }
    cmds
}

fn ask_conflict(
    model: &mut Model,
    name: String,
    current: Arc<Customer>,
    clashes: Vec<Clash>,
    draft: Draft,
) {
    let form = Form::from_draft(&draft, &model.catalog, &model.fields);
    let (Some(of), Some(form), false) = (draft.of, form, is_busy(model)) else {
        let way = flow::way_back(&draft);
        model.fail(format!(
            "Somebody else changed {name} meanwhile; nothing was sent. {way}"
        ));
        return;
    };
    model.layers.push(Layer::Conflict(Box::new(Conflict {
        of,
        name,
        current,
        kept: vec![None; clashes.len()],
        clashes,
        cursor: 0,
        changes: form.changes(),
        draft,
    })));
}

/// Whether the person is in the middle of something that nothing may open over.
fn is_busy(model: &Model) -> bool {
    !matches!(model.layers.last(), None | Some(Layer::Detail))
}
