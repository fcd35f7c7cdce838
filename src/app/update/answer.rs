//! Owns what answers do: each goes where its ticket says, and an old one goes nowhere. What failed says
//! what happened, what was kept and how to go on.
//! Must not name a screen's file.

use std::sync::Arc;

use crate::app::cmd::Cmd;
use crate::app::flow;
use crate::app::form::Form;
use crate::app::highlight::Sought;
use crate::app::landing;
use crate::app::layer::{Conflict, Layer};
use crate::app::list::Stay;
use crate::app::looks;
use crate::app::model::{Model, Write, Wrote};
use crate::app::msg::{Failure, FailureKind, Outcome, Sync};
use crate::app::ticket::{Slot, Ticket};
use crate::customer::merge::Conflict as Clash;
use crate::customer::{Catalog, Customer, CustomerId, Draft, Fields};
use crate::query::View;

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
        Outcome::Found {
            problem: Some(problem),
            ..
        } => model.list.not_read(problem),
        Outcome::Found {
            ids, total, near, ..
        } => {
            model.list.found(ids, total, near);
            let sought = Sought::read(&model.list.search.text, &model.context());
            model.list.is_ranked = sought.is_ranked && !model.list.search.sorted;
            model.list.sought = sought;
        }
        Outcome::Searches(searches) => take_searches(model, searches),
        Outcome::Views(views) => return take_views(model, views),
        Outcome::Counts(counts) => {
            if let Some(Layer::Views(shelf)) = model.layers.last_mut() {
                shelf.counts = counts;
            }
        }
        Outcome::Breakdown(values) => {
            if let Some(Layer::Breakdown(breakdown)) = model.layers.last_mut() {
                breakdown.values = Some(values);
            }
        }
        Outcome::Kept => model.views.unkept = false,
        Outcome::Rows(records) => {
            let page = model.list_page();
            model.list.loaded(records, page);
        }
        Outcome::Record(record) => open_form(model, record),
        Outcome::Catalog(catalog) => take_catalog(model, catalog),
        Outcome::Drafts(drafts) => take_drafts(model, drafts),
        Outcome::Failed(failure) => {
            match ticket.slot {
                Slot::Rows | Slot::Ahead => model.list.not_loaded(),
                Slot::List => model.list.asking = false,
                Slot::Form => (model.opening, model.opening_draft) = (None, None),
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
    let key = model.opening_draft.take();
    let Some(id) = model.opening.take() else {
        return;
    };
    let draft = key.and_then(|key| model.drafts.get(&key));
    let kept = draft.and_then(|draft| Form::from_draft(draft, &model.catalog, &model.fields));
    let is_filling = matches!(model.sync, Sync::Filling { .. });
    match (record, kept) {
        _ if is_busy(model) => {}
        (Some(_), Some(form)) => flow::open_form(model, form),
        (Some(record), None) => flow::edit_record(model, id, record),
        (None, _) if is_filling => model.fail(format!(
            "Customer {id} has not been fetched yet; try again in a moment"
        )),
        (None, Some(form)) => {
            let request = model.request_id();
            let form = form.as_new(request, &model.catalog, &model.fields);
            model.say(format!(
                "{} is not here any more: saving makes it a new customer",
                form.name()
            ));
            flow::open_form(model, form);
        }
        (None, None) => model.fail(format!("Customer {id} is not in this workspace any more")),
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

/// Searches of earlier days. One that was made meanwhile is newer.
fn take_searches(model: &mut Model, searches: Vec<String>) {
    let known = std::mem::replace(&mut model.searches, searches);
    for text in known.into_iter().rev() {
        model.searches.retain(|other| *other != text);
        model.searches.insert(0, text);
    }
}

/// The views found at start, when the list looks as it was left; or read again for the list of views.
fn take_views(model: &mut Model, views: Vec<View>) -> Vec<Cmd> {
    if model.views.known {
        return take_views_again(model, views);
    }
    model.views.take(views);
    if model.views.current.is_some() {
        return Vec::new();
    }
    let before = model.list.search.sort.clone();
    let everything = model.views.everything.clone();
    looks::take_look(model, &everything);
    if model.list.search.sort == before {
        return Vec::new();
    }
    vec![model.find()]
}

/// The list itself stays as it is: nobody has chosen another look for it. The cursor stays on its view.
fn take_views_again(model: &mut Model, views: Vec<View>) -> Vec<Cmd> {
    let known = model.views.all();
    model.views.take(views);
    let now = model.views.all();
    let shelf = model.layers.iter_mut().find_map(|layer| match layer {
        Layer::Views(shelf) => Some(shelf),
        _ => None,
    });
    let Some(shelf) = shelf else {
        return Vec::new();
    };
    if now == known {
        return Vec::new();
    }
    let place = |at: usize| {
        let name = &known.get(at)?.name;
        now.iter().position(|view| view.name == *name)
    };
    shelf.cursor.at = place(shelf.cursor.at).unwrap_or(0);
    if let Some(naming) = &mut shelf.naming
        && let Some(at) = naming.place
    {
        match place(at) {
            Some(at) => naming.place = Some(at),
            None => shelf.naming = None,
        }
    }
    shelf.counts.clear();
    vec![looks::count_views(model)]
}

/// Drafts found at start. One that was typed meanwhile is newer.
fn take_drafts(model: &mut Model, drafts: Vec<Draft>) {
    let typed: Vec<Draft> = model.drafts.iter().cloned().collect();
    for draft in drafts.into_iter().chain(typed) {
        model.drafts.keep(draft);
    }
    let (kept, them) = match model.drafts.len() {
        0 => return,
        1 => ("1 draft kept".to_owned(), "it"),
        many => (format!("{many} drafts kept"), "them"),
    };
    model.say(format!("{kept}: D shows {them}"));
}

fn written(model: &mut Model, write: Write, outcome: Outcome) -> Vec<Cmd> {
    if !matches!(outcome, Outcome::Failed(_)) {
        note_online(model);
    }
    let name = &write.name;
    let mut cmds = match (outcome, write.what) {
        (Outcome::Saved { record, others }, Wrote::Saved { draft, fields }) => {
            saved(model, name, record, others, &draft, fields)
        }
        (Outcome::Deleted(id), _) => deleted(model, name, id),
        // A newer state of the same form goes out next and tells for both.
        (Outcome::Conflict { .. } | Outcome::Failed(_), Wrote::Saved { draft, .. })
            if model.is_sending(&draft.key) =>
        {
            Vec::new()
        }
        (Outcome::Conflict { current, conflicts }, Wrote::Saved { draft, .. }) => {
            ask_conflict(model, name.clone(), current, conflicts, draft);
            Vec::new()
        }
        (Outcome::Failed(failure), Wrote::Saved { draft, .. }) => {
            not_saved(model, name, failure, draft)
        }
        (Outcome::Failed(failure), Wrote::Deleted) => {
            note_offline(model, &failure);
            let head = head(name, "deleted", failure.kind);
            model.fail(format!("{head}: {}", failure.text));
            Vec::new()
        }
        _ => Vec::new(),
    };
    cmds.extend(write.of.and_then(|id| landing::release(model, id)));
    cmds
}

fn deleted(model: &mut Model, name: &str, id: CustomerId) -> Vec<Cmd> {
    model.list.remove(id);
    model.say(format!("Deleted {name}"));
    // What another program typed, and what nobody could read, is not ours to throw away.
    let drafts = model.drafts.to_resume(Some(id)).into_iter();
    let ours = drafts.filter(|draft| model.drafts.is_own(&draft.key) && Form::can_read(draft));
    let keys: Vec<String> = ours.map(|draft| draft.key.clone()).collect();
    let mut cmds = Vec::new();
    for key in keys {
        cmds.extend(flow::drop_draft(model, &key));
    }
    cmds.push(model.find());
    cmds
}

fn saved(
    model: &mut Model,
    name: &str,
    record: Arc<Customer>,
    others: bool,
    draft: &Draft,
    fields: usize,
) -> Vec<Cmd> {
    let mut cmds = match draft.of {
        Some(id) => landing::landed(model, id, draft, &record),
        None => flow::drop_draft(model, &draft.key),
    };
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
    cmds
}

/// What was typed stays a draft; where the values were refused and nothing else is being done, the form
/// opens again with the reason.
fn not_saved(model: &mut Model, name: &str, failure: Failure, draft: Draft) -> Vec<Cmd> {
    let mut cmds = Vec::new();
    note_offline(model, &failure);
    let head = head(name, "saved", failure.kind);
    if model.drafts.get(&draft.key).is_none() {
        model.drafts.keep(draft.clone());
        cmds.push(Cmd::KeepDraft(draft.clone()));
    }
    let refused = failure.kind == FailureKind::Invalid && !is_busy(model);
    let form = refused.then(|| Form::from_draft(&draft, &model.catalog, &model.fields));
    if let Some(mut form) = form.flatten() {
        form.refused = Some(failure.text.clone());
        flow::open_form(model, form);
        model.fail(format!("{head}: {}", failure.text));
    } else {
        let way = match failure.kind {
            FailureKind::NotFound => {
                "What you typed is kept: D shows it, to be made a new customer".to_owned()
            }
            _ => flow::way_back(model, &draft),
        };
        let why = failure.text.trim_end_matches('.');
        model.fail(format!("{head}: {why}. {way}"));
    }
    cmds
}

/// What is known of a write that failed; of one without an answer it is not known that it failed.
fn head(name: &str, done: &str, kind: FailureKind) -> String {
    match kind {
        FailureKind::Unknown => format!("Not known whether {name} was {done}"),
        _ => format!("{name} was not {done}"),
    }
}

/// A server that a write could not reach has not told what is new either.
fn note_offline(model: &mut Model, failure: &Failure) {
    if failure.kind == FailureKind::Offline && model.sync == Sync::Fresh && !model.place.local {
        model.sync = Sync::Stale(OUT_OF_REACH.to_owned());
    }
}

/// A write that was answered takes back what a failed one has said.
fn note_online(model: &mut Model) {
    if model.sync == Sync::Stale(OUT_OF_REACH.to_owned()) {
        model.sync = Sync::Fresh;
    }
}

const OUT_OF_REACH: &str = "the server cannot be reached";

fn ask_conflict(
    model: &mut Model,
    name: String,
    current: Arc<Customer>,
    clashes: Vec<Clash>,
    draft: Draft,
) {
    let form = Form::from_draft(&draft, &model.catalog, &model.fields);
    let (Some(of), Some(form), false) = (draft.of, form, is_busy(model)) else {
        let way = flow::way_back(model, &draft);
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
