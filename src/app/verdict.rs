//! Owns what becomes of a change after it was asked for: its form closes once it is on disk, then the answer is
//! told. What waits for a person opens at once where the person is free, and waits in the outbox else.
//! Must not know keys.

use super::cmd::Cmd;
use super::conflict::Conflict;
use super::flow;
use super::form::Form;
use super::layer::Layer;
use super::list::Stay;
use super::model::{Model, Write, Wrote};
use super::msg::Failure;
use super::notes;
use super::sets::{self, Which};
use super::ticket::Slot;
use super::told;
use super::words;
use crate::customer::changeset::{Action, ChangeSet, Entry, Standing, Step};
use crate::customer::telling;
use crate::customer::text::one_line;
use crate::customer::{CustomerId, Draft, Fields};

/// A write is on disk: what it was typed in closes, its customers are shown as they shall be.
pub fn journalled(model: &mut Model, number: u64, set: ChangeSet) -> Vec<Cmd> {
    let Some(write) = model.writes.get_mut(&number) else {
        return Vec::new();
    };
    write.set = Some(set.id.clone());
    if set.action == Action::Merge {
        for layer in &mut model.layers {
            if let Layer::Pairs(pairs) = layer {
                pairs.learn_set(number, &set.id);
            }
        }
    }
    if write.name.is_empty() {
        write.name = told::of(&set);
    }
    let form = match &write.what {
        Wrote::Form { draft, next, .. } => Some((draft.key.clone(), draft.of, *next)),
        _ => None,
    };
    let note = match &write.what {
        Wrote::Note { draft } => Some(Cmd::DropDraft(draft.key.clone())),
        _ => None,
    };
    show_at_once(model, &set);
    // An older state of it may still be on its way to the disk.
    let mut cmds: Vec<Cmd> = note.into_iter().collect();
    if let Some((key, of, next)) = form {
        cmds.extend(close(model, &key));
        if next {
            cmds.extend(flow::next_form(model, of));
        }
    }
    cmds
}

/// The form of this key is saved: it goes, and its draft.
fn close(model: &mut Model, key: &str) -> Vec<Cmd> {
    model.drafts.forget(key);
    // An older state of it may still be on its way to the disk.
    if model.form().is_some_and(|form| form.key == key) {
        model.close_form();
    }
    vec![Cmd::DropDraft(key.to_owned())]
}

/// The rows in sight say what they will say once the server has it.
fn show_at_once(model: &mut Model, set: &ChangeSet) {
    for step in &set.steps {
        match step {
            Step::Edit { id, changes, .. } => {
                if let Some(row) = model.list.rows.get_mut(id) {
                    let row = std::sync::Arc::make_mut(row);
                    changes.iter().for_each(|change| row.apply(change));
                    model.list.reasons.remove(id);
                }
            }
            Step::Delete { id, .. } => model.list.remove(*id),
            Step::Create { .. } | Step::Restore { .. } | Step::Note { .. } => {}
        }
    }
}

/// Gives up what of a set is not done. `keep`: a draft that is on disk before. `quiet`: something else is said.
pub fn drop_set(model: &mut Model, set: String, keep: Option<Draft>, quiet: bool) -> Cmd {
    let write = Write {
        of: Vec::new(),
        name: String::new(),
        doing: words::GIVING_UP,
        what: Wrote::Dropped { quiet },
        set: Some(set.clone()),
    };
    model.send(write, |ticket| Cmd::DropSet { ticket, set, keep })
}

/// How a set stands after it was tried.
pub fn verdict(model: &mut Model, write: Write, entry: &Entry) -> Vec<Cmd> {
    notes::take_outbox(model, |model| model.outbox.learn(entry));
    if entry.set.action == Action::Note {
        notes::ask_again(model);
    }
    let mut cmds: Vec<Cmd> = flow::read_outbox(model).into_iter().collect();
    if matches!(write.what, Wrote::Resolved) {
        cmds.extend(flow::drop_hands(model, &entry.set.id));
    }
    if let Some(id) = made(entry) {
        model.list.stay = Stay::At(id);
    }
    let told = match &write.what {
        _ if entry.needs_a_person() => {
            cmds.extend(ask(model, write, entry));
            None
        }
        Wrote::Dropped { quiet: true } if !has_arrived(entry) => None,
        Wrote::Dropped { .. } if has_arrived(entry) && sets::is_note(entry) => {
            Some(words::not_given_up(told::named(&entry.set)))
        }
        Wrote::Dropped { .. } if has_arrived(entry) => {
            Some(words::not_given_up_undo(told::named(&entry.set)))
        }
        Wrote::Dropped { .. } => Some(words::given_up(told::named(&entry.set))),
        Wrote::Resolved if is_dropped(entry) => Some(words::stays_as_theirs(&write.name)),
        what if entry.is_over() && is_part(what, entry) => Some(over(entry, "", &model.fields)),
        _ if entry.is_over() => Some(over(entry, &write.name, &model.fields)),
        _ => Some(waits(entry, &model.fields)),
    };
    if let Some(told) = told {
        model.say(told);
    }
    if entry.set.action == Action::Delete {
        cmds.extend(forget_drafts(model, entry));
    }
    model.list.stale = true;
    model.moved = false;
    cmds.push(model.find());
    if model
        .layers
        .iter()
        .any(|layer| matches!(layer, Layer::Trash(_)))
    {
        cmds.push(Cmd::Trash {
            ticket: model.tickets.ask(Slot::Trash),
        });
    }
    cmds.extend(flow::read_log(model));
    cmds
}

/// A write that did not even come to the disk, or whose answer could not be waited for.
pub fn failed(model: &mut Model, write: Write, failure: &Failure) -> Vec<Cmd> {
    if matches!(write.what, Wrote::Dropped { quiet: true }) {
        return Vec::new();
    }
    let why = failure.text.trim_end_matches('.');
    let (name, what) = (&write.name, &write.what);
    model.fail(match (what, &write.set) {
        (Wrote::Form { .. }, None) => words::form_not_saved(name, why),
        (Wrote::Note { .. }, None) => words::note_is_draft_again(name, why),
        (Wrote::Undo, None) => failure.text.clone(),
        (_, None) => words::did_not_work(write.doing, name, why),
        (_, Some(_)) => words::is_kept_in_outbox(write.doing, name, why),
    });
    match (write.what, write.set) {
        (Wrote::Note { draft }, None) => {
            model.drafts.keep(draft.clone());
            vec![Cmd::KeepDraft(draft)]
        }
        _ => Vec::new(),
    }
}

/// The customer that a set has made.
fn made(entry: &Entry) -> Option<CustomerId> {
    match (entry.set.steps.as_slice(), entry.standing.as_slice()) {
        ([Step::Create { .. }], [Standing::Done { id, .. }]) => Some(*id),
        _ => None,
    }
}

fn is_dropped(entry: &Entry) -> bool {
    entry.counts.dropped == entry.counts.all()
}

fn has_arrived(entry: &Entry) -> bool {
    entry.counts.done == entry.counts.all()
}

/// What a set has come to, in a sentence.
pub fn over(entry: &Entry, name: &str, fields: &Fields) -> String {
    let set = &entry.set;
    if is_dropped(entry) {
        return words::taken_back(told::named(set));
    }
    // A name that was just changed is the new one.
    let of = if name.is_empty() {
        told::of(set)
    } else {
        name.to_owned()
    };
    if set.action == Action::Note {
        return words::note_is_written(of);
    }
    let what = match (set.action, set.steps.as_slice()) {
        (Action::Undo | Action::Redo, _) => {
            words::was_done(told::done(set.action), told::deed(set, fields))
        }
        (Action::Create, _) => words::saved_as_new(of),
        (Action::Edit, [Step::Edit { changes, .. }]) => words::saved_fields(changes.len(), of),
        (Action::Edit, [Step::Restore { .. }, Step::Edit { .. }]) => words::restored_and_saved(of),
        (action, _) => words::was_done(told::done(action), of),
    };
    let notes = entry.standing.iter().find_map(|standing| match standing {
        Standing::Done { note, .. } => note.clone(),
        _ => None,
    });
    let what = match entry.counts.dropped {
        0 => what,
        many => words::some_not(what, many),
    };
    match (notes, set.action) {
        (Some(note), _) => words::with_note(what, note),
        (None, Action::Undo) => words::with_redo(what),
        (None, _) => words::with_undo(what),
    }
}

fn waits(entry: &Entry, fields: &Fields) -> String {
    let of = match sets::is_note(entry) {
        true => words::the_change(told::named(&entry.set)),
        false => told::of(&entry.set),
    };
    match telling::reason(entry, fields) {
        Some(why) => {
            let why = one_line(telling::in_few_words(&why));
            words::waits_as(of, why)
        }
        None => words::waits(of),
    }
}

/// What only a person can bring on: at once where the person is free, else it waits.
fn ask(model: &mut Model, write: Write, entry: &Entry) -> Vec<Cmd> {
    let of = match write.name.is_empty() {
        true => told::of(&entry.set),
        false => write.name.clone(),
    };
    let free = is_free(model);
    if let Some(conflict) = Conflict::of(entry) {
        if free {
            flow::open_conflict(model, conflict);
        } else {
            model.fail(words::clash_waits(of));
        }
        return Vec::new();
    }
    if sets::asks(entry).is_some() {
        model.fail(words::is_unknown(told::named(&entry.set)));
        return Vec::new();
    }
    let why = telling::reason(entry, &model.fields).unwrap_or_else(|| telling::standing(entry));
    let why = why.trim_end_matches('.');
    let is_note = matches!(write.what, Wrote::Note { .. });
    let is_part = is_part(&write.what, entry);
    if let Wrote::Form { draft, .. } = write.what
        && free
        && !is_part
        && let Some(mut form) = Form::from_draft(&draft, &model.catalog, &model.fields)
    {
        form.refused = Some(why.to_owned());
        form.met.gone = is_gone(entry);
        form.replaces = None;
        let draft = form.draft();
        model.drafts.keep(draft.clone());
        flow::open_form(model, form);
        model.fail(words::was_not_saved(of, why));
        return vec![drop_set(model, entry.set.id.clone(), Some(draft), true)];
    }
    if is_note && free {
        let cmds = write_again(model, entry);
        model.fail(words::note_not_written(of, why));
        return cmds;
    }
    model.fail(words::was_refused(told::named(&entry.set), why));
    Vec::new()
}

/// Whether a form put one step of this set right: the others of it are not the form's to give up.
fn is_part(what: &Wrote, entry: &Entry) -> bool {
    matches!(what, Wrote::Form { part_of: Some(set), .. } if *set == entry.set.id)
}

/// Whether it was refused because the customer is not there any more.
fn is_gone(entry: &Entry) -> bool {
    let gone = |standing: &Standing| matches!(standing, Standing::Refused { gone: true, .. });
    entry.standing.iter().any(gone)
}

/// Opens a note that was refused to be written anew, and gives the refused one up.
pub fn write_again(model: &mut Model, entry: &Entry) -> Vec<Cmd> {
    let Some(draft) = notes::as_draft(model, entry) else {
        return Vec::new();
    };
    model.drafts.keep(draft.clone());
    notes::open(model, &draft);
    vec![drop_set(model, entry.set.id.clone(), Some(draft), true)]
}

/// Whether the person is in the middle of nothing that a question may not open over.
fn is_free(model: &Model) -> bool {
    match model.layers.last() {
        None | Some(Layer::Detail) => true,
        Some(Layer::Sets(sets)) => sets.which == Which::Outbox,
        _ => false,
    }
}

/// What this run typed about customers that are in the trash now. What another program typed, and what nobody
/// could read, is not ours to throw away.
fn forget_drafts(model: &mut Model, entry: &Entry) -> Vec<Cmd> {
    let steps = entry.set.steps.iter().zip(&entry.standing);
    let done = steps.filter(|(_, standing)| matches!(standing, Standing::Done { .. }));
    let ids: Vec<CustomerId> = done.filter_map(|(step, _)| step.of()).collect();
    let mut cmds = Vec::new();
    for id in ids {
        let drafts = model.drafts.to_resume(Some(id)).into_iter();
        let ours = drafts.filter(|draft| model.drafts.is_own(&draft.key) && Form::can_read(draft));
        let keys: Vec<String> = ours.map(|draft| draft.key.clone()).collect();
        cmds.extend(keys.iter().flat_map(|key| flow::drop_draft(model, key)));
    }
    cmds
}
