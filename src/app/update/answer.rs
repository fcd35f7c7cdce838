//! Owns what answers do: each goes where its ticket says, and an old one goes nowhere. What failed says
//! what happened, what was kept and how to go on.
//! Must not name a screen's file.

use std::sync::Arc;

use crate::app::cmd::Cmd;
use crate::app::copy;
use crate::app::flow;
use crate::app::form::Form;
use crate::app::highlight::Sought;
use crate::app::layer::Layer;
use crate::app::lists;
use crate::app::looks;
use crate::app::model::Model;
use crate::app::msg::{Outcome, Sync};
use crate::app::notes;
use crate::app::outbox::Reading;
use crate::app::outside;
use crate::app::ticket::{Slot, Ticket};
use crate::app::told;
use crate::app::twins as likely;
use crate::app::verdict;
use crate::app::words;
use crate::customer::changeset::Trashed;
use crate::customer::{Catalog, Customer, Fields, Shelved};
use crate::query::View;

pub fn answer(model: &mut Model, ticket: Ticket, outcome: Outcome) -> Vec<Cmd> {
    if !model.tickets.is_newest(ticket) {
        return Vec::new();
    }
    if let Slot::Write(number) = ticket.slot {
        return written(model, number, outcome);
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
            return flow::look_again(model);
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
        Outcome::Rows(records) if ticket.slot == Slot::BulkRows => {
            if let Some(bulk) = flow::bulk_mut(model) {
                bulk.records = records;
            }
        }
        Outcome::Rows(records) if ticket.slot == Slot::PairRows => {
            if let Some(pairs) = flow::pairs_mut(model) {
                pairs.loaded(records);
            }
        }
        Outcome::Rows(records) if ticket.slot == Slot::Unify => {
            return flow::open_unify(model, &records, false);
        }
        Outcome::Kin(kin) => return flow::take_kin(model, Ok(*kin)),
        Outcome::Rows(records) => {
            let page = model.list_page();
            model.list.loaded(records, page);
        }
        Outcome::Record(record) if ticket.slot == Slot::Follow => return follow(model, record),
        Outcome::Record(record) => open_form(model, record),
        Outcome::Outbox {
            entries,
            calls,
            rest,
            own,
        } => {
            model.outbox.own = own;
            notes::take_outbox(model, |model| model.outbox.take(entries, calls, rest));
            return flow::read_outbox_again(model);
        }
        Outcome::Log(log) => {
            if let Some(Layer::Sets(sets)) = model.layers.last_mut() {
                sets.log = Some(log);
            }
        }
        Outcome::History {
            past,
            unread,
            asking,
        } => {
            if let Some(Layer::History(history)) = model.layers.last_mut() {
                (history.past, history.unread) = (Some(past), unread);
                history.asking = asking;
            }
        }
        outcome @ (Outcome::Planned(_) | Outcome::Editing(_) | Outcome::EditedMany(_)) => {
            return flow::answer_bulk(model, outcome);
        }
        outcome @ (Outcome::Files(_)
        | Outcome::Looked(_)
        | Outcome::Going(_)
        | Outcome::Weighed(_)
        | Outcome::JudgedRows { .. }
        | Outcome::TakenIn(_)) => return flow::answer_intake(model, outcome),
        Outcome::Twins(found) => {
            if let Some(form) = model.form_mut() {
                form.twins.take(found);
            }
        }
        Outcome::Comparing { done, of } => {
            if let Some(pairs) = flow::pairs_mut(model) {
                pairs.compared = (done, of);
            }
        }
        Outcome::Duplicates(all) => {
            if let Some(pairs) = flow::pairs_mut(model) {
                pairs.take(all);
            }
        }
        Outcome::Trash {
            all,
            unread,
            asking,
        } => take_trash(model, all, unread, asking),
        Outcome::Notes(read, total) => model.notes.take(read, total),
        Outcome::Copied { what, by } => copy::done(model, &what, by.as_deref()),
        Outcome::NotCopied { text, why } => copy::show(model, text, why),
        Outcome::Lists(all) => lists::show(model, &all),
        Outcome::ListChanged(change, all) => return lists::changed(model, &change, &all),
        Outcome::Written(text) => return outside::written(model, &text),
        Outcome::PageWritten { base, changes } => {
            return outside::page_written(model, &base, &changes);
        }
        Outcome::Unwritten => outside::unwritten(model),
        Outcome::Catalog(catalog) => take_catalog(model, catalog),
        Outcome::Drafts(drafts) => {
            let mut cmds = take_drafts(model, drafts);
            cmds.extend(flow::watch_drafts(model));
            return cmds;
        }
        Outcome::Failed(failure) => {
            match ticket.slot {
                Slot::Rows | Slot::Ahead => model.list.not_loaded(),
                Slot::List => (model.list.asking, model.picks_next) = (false, false),
                Slot::Editor => model.outside = None,
                Slot::Outbox => model.outbox.reading = Reading::No,
                Slot::Twins => {
                    likely::not_found(model);
                    return Vec::new();
                }
                Slot::Kin => return flow::take_kin(model, Err(failure.text)),
                Slot::Files | Slot::Look | Slot::Judge | Slot::JudgedRows | Slot::TakeIn => {
                    flow::fail_intake(model, ticket.slot, &failure.text);
                    return Vec::new();
                }
                Slot::Bulk | Slot::EditMany => {
                    let again = flow::fail_bulk(model, ticket.slot);
                    model.fail(failure.text);
                    return again;
                }
                Slot::Duplicates => flow::close_pairs(model),
                Slot::History | Slot::Log | Slot::Trash => give_up_reading(model, &failure.text),
                // The customer is there all the same; who opens the detail again asks again.
                Slot::Notes => return Vec::new(),
                Slot::Form => (model.opening, model.opening_draft) = (None, None),
                _ => {}
            }
            model.fail(failure.text);
        }
        // Answers to writes; their tickets say so.
        Outcome::Journalled(_) | Outcome::Verdict(_) => {}
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
        (None, _) if is_filling => model.fail(words::not_fetched(id)),
        (None, Some(mut form)) => {
            form.met.gone = true;
            model.say(words::is_gone(form.name()));
            flow::open_form(model, form);
        }
        (None, None) => model.fail(words::not_in_workspace(id)),
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

/// Drafts found at start, or that others keep. Where another program has begun on what is open here, that is said.
fn take_drafts(model: &mut Model, drafts: Shelved) -> Vec<Cmd> {
    let is_first = !model.drafts.is_known();
    let open = model.typed_into();
    let begun = model.drafts.take(drafts, &open);
    if is_first {
        if !model.drafts.is_empty() {
            model.say(words::drafts_kept(model.drafts.len()));
        }
        return Vec::new();
    }
    if model.drafts.is_empty() && matches!(model.layers.last(), Some(Layer::Drafts(_))) {
        model.layers.pop();
    }
    let Some(form) = model.form().filter(|form| form.of.is_some()) else {
        return Vec::new();
    };
    let (of, key) = (form.of, form.key.clone());
    if !begun.iter().any(|draft| draft.of == of) {
        return Vec::new();
    }
    model.say(words::EDITED_ELSEWHERE);
    match of.filter(|_| model.drafts.is_elsewhere(&key)) {
        Some(id) => flow::keep_apart(model, id),
        None => Vec::new(),
    }
}

fn written(model: &mut Model, number: u64, outcome: Outcome) -> Vec<Cmd> {
    if let Outcome::Journalled(set) = outcome {
        return verdict::journalled(model, number, *set);
    }
    model.tickets.close(Slot::Write(number));
    let Some(write) = model.writes.remove(&number) else {
        return Vec::new();
    };
    match outcome {
        Outcome::Verdict(entry) => verdict::verdict(model, write, &entry),
        Outcome::Failed(failure) => {
            // What was pressed meanwhile was meant for what came after the form.
            model.held.clear();
            let mut cmds = verdict::failed(model, write, &failure);
            if let Some(pairs) = flow::pairs_mut(model) {
                pairs.forget_write(number);
            }
            cmds.extend(flow::look_again(model));
            cmds
        }
        _ => Vec::new(),
    }
}

/// Puts the open form onto its record as it is now.
fn follow(model: &mut Model, record: Option<Arc<Customer>>) -> Vec<Cmd> {
    let fields = model.fields.clone();
    let own = model.outbox.own.clone();
    let Some(form) = model.form_mut().filter(|form| form.hand.is_none()) else {
        return Vec::new();
    };
    let Some(record) = record else {
        form.met.gone = true;
        return Vec::new();
    };
    if record.id().is_some_and(|id| Some(id) != form.of)
        || (*record == *form.base && !form.met.gone)
    {
        return Vec::new();
    }
    let who = told::changed_by(&record, own.as_deref()).unwrap_or(words::SOMEBODY_ELSE.to_owned());
    *form = form.follow(&record, &who, &fields);
    flow::keep_draft(model)
}

/// What could not be read is not waited for; the notice says why.
fn give_up_reading(model: &mut Model, why: &str) {
    let why = Some(why.to_owned());
    match model.layers.last_mut() {
        Some(Layer::History(history)) => {
            history.past.get_or_insert_default();
            (history.unread, history.asking) = (why, false);
        }
        Some(Layer::Sets(sets)) => drop(sets.log.get_or_insert_default()),
        Some(Layer::Trash(trash)) if trash.is_known() => {
            (trash.unread, trash.asking) = (why, false);
        }
        Some(Layer::Trash(trash)) => trash.take(Vec::new(), why, false),
        _ => {}
    }
}

fn take_trash(model: &mut Model, all: Vec<Trashed>, unread: Option<String>, asking: bool) {
    let trash = model.layers.iter_mut().find_map(|layer| match layer {
        Layer::Trash(trash) => Some(trash),
        _ => None,
    });
    if let Some(trash) = trash {
        trash.take(all, unread, asking);
    }
}

/// Whether the person is in the middle of something that nothing may open over.
fn is_busy(model: &Model) -> bool {
    !matches!(model.layers.last(), None | Some(Layer::Detail))
}
