//! Owns what several screens begin in the same way: searching, opening a form, keeping its draft, saving
//! it, asking before something goes.
//! Must not know keys, nor which screen asked.

mod behind;
mod bulk;
mod correct;
mod gone;
mod hand;
mod intake;
mod newest;
mod search;
mod walk;

pub use behind::{is_occupied, leave_running, show_running, tell_behind};
pub use bulk::{answer_bulk, bulk_mut, fail_bulk, go_bulk, open_bulk, plan_bulk, take_bulk};
pub use correct::{edit_set, edit_step};
pub use gone::take_way;
pub use hand::{drop_hands, open_conflict, open_hand, take_hand, write_by_hand};
pub use intake::{
    HOME, answer_intake, complete_path, fail_intake, judge_anew, judge_file, list_files,
    look_at_file, open_intake, read_judged, take_file_in, take_path, take_pick,
};
pub use newest::{redo_newest, undo_newest};
pub use walk::{
    close_pairs, merge_marked, merge_pair, open_pairs, open_unify, pairs_mut, read_pairs, take_kin,
    unite,
};

use std::collections::HashSet;
use std::sync::Arc;

use super::cmd::Cmd;
use super::cursor::Cursor;
use super::form::Form;
use super::layer::{Asked, Confirm, Layer, Picker};
use super::measure;
use super::model::{Model, Write, Wrote};
use super::outbox::Reading;
use super::recorder;
use super::sets::{History, Sets, Which};
use super::ticket::Slot;
use super::words;
use crate::customer::changeset::Step;
use crate::customer::{Customer, CustomerId, Draft};

pub use search::{
    begin_breakdown, begin_search, clear_search, count_breakdown, pick, pick_awaited,
    remember_search, search_as_typed, search_for,
};

/// Opens the form of the customer under the cursor.
pub fn edit_current(model: &mut Model) -> Vec<Cmd> {
    let Some(id) = model.list.current() else {
        return Vec::new();
    };
    let mut cmds = vec![Cmd::Used(id)];
    cmds.extend(edit(model, id));
    cmds
}

/// Opens a customer's form: its draft where there is one, else its record, which may have to be read first.
pub fn edit(model: &mut Model, id: CustomerId) -> Vec<Cmd> {
    if resume(model, Some(id)) {
        return Vec::new();
    }
    let mut cmds = Vec::new();
    if model.drafts.is_edited_elsewhere(id) {
        model.say(words::EDITED_ELSEWHERE);
        // It may have ended since that was known.
        cmds.push(read_drafts(model));
    }
    if let Some(record) = model.list.row(id).cloned() {
        edit_record(model, id, record);
        return cmds;
    }
    cmds.extend(read_for_form(model, id, None));
    cmds
}

/// Asks what lies on disk of forms that are not saved.
pub fn read_drafts(model: &mut Model) -> Cmd {
    Cmd::Drafts {
        ticket: model.tickets.ask(Slot::Drafts),
    }
}

/// Asks for them again while their list is open and others type into some: who is ended from outside tells nobody.
pub fn watch_drafts(model: &mut Model) -> Option<Cmd> {
    let is_open = |layer: &Layer| matches!(layer, Layer::Drafts(_));
    let waits = model.drafts.has_elsewhere() && model.layers.iter().any(is_open);
    waits.then(|| Cmd::Drafts {
        ticket: model.tickets.ask(Slot::DraftsAgain),
    })
}

/// Another program types into the draft that this form was opened from: it goes on as one of its own.
pub fn keep_apart(model: &mut Model, id: CustomerId) -> Vec<Cmd> {
    let key = model.drafts.key_of(id);
    if let Some(form) = model.form_mut() {
        form.key = key;
    }
    keep_draft(model)
}

/// Opens a form on a record as it is.
pub fn edit_record(model: &mut Model, id: CustomerId, record: Arc<Customer>) {
    let key = model.drafts.key_of(id);
    let form = Form::edit(key, id, record, &model.catalog, &model.fields);
    model.layers.push(Layer::Edit(Box::new(form)));
}

/// Asks for a record before its form opens. `draft`: the one that is to be gone on with then.
pub fn read_for_form(model: &mut Model, id: CustomerId, draft: Option<String>) -> Vec<Cmd> {
    model.opening = Some(id);
    model.opening_draft = draft;
    vec![Cmd::Read {
        ticket: model.tickets.ask(Slot::Form),
        id,
    }]
}

/// Opens the form of a new customer.
pub fn new_customer(model: &mut Model) -> Vec<Cmd> {
    if !resume(model, None) {
        let request = model.request_id();
        let form = Form::new_customer(request, &model.catalog, &model.fields);
        model.layers.push(Layer::Edit(Box::new(form)));
    }
    Vec::new()
}

/// Goes on with the first draft that can be read.
fn resume(model: &mut Model, of: Option<CustomerId>) -> bool {
    let drafts = model.drafts.to_resume(of);
    let read = |draft: &&Draft| Form::from_draft(draft, &model.catalog, &model.fields);
    match (drafts.iter().find_map(read), drafts.is_empty()) {
        (Some(form), _) => {
            model.say(words::DRAFT_GOES_ON);
            open_form(model, form);
            true
        }
        (None, true) => false,
        (None, false) => {
            model.fail(words::DRAFT_UNREAD);
            false
        }
    }
}

/// Opens a form that was kept.
pub fn open_form(model: &mut Model, mut form: Form) {
    if form.of.is_none() && form.request_id.is_empty() {
        form.request_id = model.request_id();
    }
    model.layers.push(Layer::Edit(Box::new(form)));
}

/// Keeps the form as it is now, or forgets its draft once nothing differs any more.
pub fn keep_draft(model: &mut Model) -> Vec<Cmd> {
    let Some(form) = model.form() else {
        return Vec::new();
    };
    let (key, draft) = (form.key.clone(), form.is_changed().then(|| form.draft()));
    match draft {
        Some(draft) => {
            model.drafts.keep(draft.clone());
            vec![Cmd::KeepDraft(draft)]
        }
        None => drop_draft(model, &key),
    }
}

/// Forgets a draft.
pub fn drop_draft(model: &mut Model, key: &str) -> Vec<Cmd> {
    match model.drafts.forget(key) {
        Some(draft) => vec![Cmd::DropDraft(draft.key)],
        None => Vec::new(),
    }
}

/// Leaves the form; what was typed stays as a draft.
pub fn leave_form(model: &mut Model) -> Vec<Cmd> {
    let cmds = keep_draft(model);
    let kept = model.form().filter(|form| form.is_changed());
    if let Some((name, draft)) = kept.map(|form| (form.name(), form.draft())) {
        let key = key_back(model, &draft);
        model.say(words::draft_kept(name, key));
    }
    model.close_form();
    cmds
}

/// Writes the form's changes down, to be sent; it closes as soon as they are on disk. `next`: goes on with the next
/// customer's form.
pub fn save_form(model: &mut Model, next: bool) -> Vec<Cmd> {
    let Some(form) = model.form_mut() else {
        return Vec::new();
    };
    if !form.check_all() {
        let problems = form.problems();
        model.fail(words::need_look(problems));
        return Vec::new();
    }
    let (of, changes) = (form.of, form.changes());
    if changes.is_empty() && of.is_some() {
        if next {
            let mut cmds = leave_form(model);
            cmds.extend(next_form(model, of));
            return cmds;
        }
        model.say(words::NOTHING_TO_SEND);
        return Vec::new();
    }
    if form.met.gone && of.is_some() {
        return gone::ask_way(model);
    }
    send_form(model, next, false)
}

/// Writes down what the form says. `restoring`: its customer comes out of the trash first.
fn send_form(model: &mut Model, next: bool, restoring: bool) -> Vec<Cmd> {
    let Some(form) = model.form() else {
        return Vec::new();
    };
    let of = form.of;
    let (draft, name) = (form.draft(), form.name());
    let replaces = form.replaces.clone();
    let (action, steps) = form.steps(restoring);
    if let Some(Step::Edit { changes, .. }) = steps.last() {
        recorder::note(model, changes);
    }
    let key = draft.key.clone();
    let part_of = replaces.as_ref().filter(|replaced| replaced.step.is_some());
    let write = Write {
        of: of.into_iter().collect(),
        name,
        doing: words::SAVING,
        what: Wrote::Form {
            draft,
            next,
            part_of: part_of.map(|replaced| replaced.set.clone()),
        },
        set: None,
    };
    vec![model.send(write, |ticket| Cmd::Commit {
        ticket,
        action,
        steps,
        draft: Some(key),
        replaces,
    })]
}

/// After a form was saved: the next customer's, or that of another new one.
pub fn next_form(model: &mut Model, of: Option<CustomerId>) -> Vec<Cmd> {
    match of {
        Some(id) => edit_next(model, id),
        None => new_customer(model),
    }
}

/// Takes a set back; none: the newest.
pub fn undo(model: &mut Model, set: Option<String>) -> Vec<Cmd> {
    vec![model.send(undoing(words::UNDOING), |ticket| Cmd::Undo { ticket, set })]
}

/// Does again what was undone last.
pub fn redo(model: &mut Model) -> Vec<Cmd> {
    vec![model.send(undoing(words::DOING_AGAIN), |ticket| Cmd::Redo { ticket })]
}

fn undoing(doing: &'static str) -> Write {
    Write {
        of: Vec::new(),
        name: String::new(),
        doing,
        what: Wrote::Undo,
        set: None,
    }
}

/// Opens the outbox.
pub fn open_outbox(model: &mut Model) -> Vec<Cmd> {
    model.layers.push(Layer::Sets(Sets::new(Which::Outbox)));
    read_outbox(model).into_iter().collect()
}

/// Opens the list of what was done.
pub fn open_log(model: &mut Model) -> Vec<Cmd> {
    model.layers.push(Layer::Sets(Sets::new(Which::Log)));
    read_log(model)
}

/// Opens the history of the customer under the cursor.
pub fn open_history(model: &mut Model) -> Vec<Cmd> {
    let Some(id) = model.list.current() else {
        return Vec::new();
    };
    let history = History {
        of: id,
        name: model.name_of(id),
        past: None,
        unread: None,
        asking: true,
        cursor: Cursor::default(),
    };
    model.layers.push(Layer::History(history));
    vec![Cmd::History {
        ticket: model.tickets.ask(Slot::History),
        id,
    }]
}

/// Opens the trash.
pub fn open_trash(model: &mut Model) -> Vec<Cmd> {
    model.layers.push(Layer::Trash(Box::default()));
    vec![Cmd::Trash {
        ticket: model.tickets.ask(Slot::Trash),
    }]
}

/// Asks how the outbox stands; while that is being read, once more afterwards: it may be long.
pub fn read_outbox(model: &mut Model) -> Option<Cmd> {
    if model.outbox.reading != Reading::No {
        model.outbox.reading = Reading::Again;
        return None;
    }
    model.outbox.reading = Reading::Once;
    Some(Cmd::Outbox {
        ticket: model.tickets.ask(Slot::Outbox),
    })
}

/// The outbox was read: asks again where it has moved meanwhile.
pub fn read_outbox_again(model: &mut Model) -> Vec<Cmd> {
    match std::mem::take(&mut model.outbox.reading) {
        Reading::Again => read_outbox(model).into_iter().collect(),
        Reading::No | Reading::Once => Vec::new(),
    }
}

/// Asks for the list again where something has moved while it could not be asked for.
pub fn look_again(model: &mut Model) -> Vec<Cmd> {
    if !std::mem::take(&mut model.moved) {
        return Vec::new();
    }
    model.list.stale = true;
    vec![model.find()]
}

/// Asks for what was done, where somebody looks at it.
pub fn read_log(model: &mut Model) -> Vec<Cmd> {
    let is_log = |layer: &Layer| matches!(layer, Layer::Sets(sets) if sets.which == Which::Log);
    let seen = model.layers.iter().any(is_log);
    let ticket = seen.then(|| model.tickets.ask(Slot::Log));
    ticket
        .map(|ticket| Cmd::Log { ticket })
        .into_iter()
        .collect()
}

/// The form of the customer behind this one, which need not be under the cursor: a draft opens from anywhere.
fn edit_next(model: &mut Model, id: CustomerId) -> Vec<Cmd> {
    if let Some(place) = model.list.ids.iter().position(|other| *other == id) {
        model.list.cursor = place;
    }
    let before = model.list.current();
    model.list.step(1);
    if model.list.current() == before {
        model.say(words::LAST_OF_LIST);
        return Vec::new();
    }
    edit_current(model)
}

/// Leaves the form, keeping what was typed, for that of the next or previous customer of the list.
pub fn go_on_editing(model: &mut Model, by: isize) -> Vec<Cmd> {
    let mut cmds = leave_form(model);
    model.list.step(by);
    cmds.extend(edit_current(model));
    cmds
}

/// Asks before customers go into the trash, by name: what is marked need not be in sight.
pub fn ask_delete(model: &mut Model) -> Vec<Cmd> {
    let ids = model.list.chosen();
    if ids.is_empty() {
        return Vec::new();
    }
    let shown: HashSet<CustomerId> = model.list.ids.iter().copied().collect();
    let hidden = ids.iter().filter(|id| !shown.contains(id)).count();
    let where_to = words::go_to_trash(ids.len());
    let detail = match (hidden, ids.len()) {
        (0, _) => where_to,
        (_, 1) => words::is_hidden(where_to),
        (many, _) => words::are_hidden(many, where_to),
    };
    model.layers.push(Layer::Confirm(Confirm {
        question: words::ask_delete(named(model, &ids)),
        detail,
        yes: words::YES_DELETE,
        no: words::NO_DELETE,
        on_yes: false,
        what: Asked::Delete(ids),
    }));
    Vec::new()
}

/// Up to three customers by name, and how many more.
fn named(model: &Model, ids: &[CustomerId]) -> String {
    let name = |id: &CustomerId| measure::cut(&model.name_of(*id), LONGEST_NAME);
    let names: Vec<String> = ids.iter().take(3).map(name).collect();
    match (names.as_slice(), ids.len() - names.len()) {
        (names, more @ 1..) => words::names_and_more(names.join(", "), more),
        ([first @ .., last], _) if !first.is_empty() => words::names_and(first.join(", "), last),
        (names, _) => names.join(", "),
    }
}

/// In a sentence that names several.
const LONGEST_NAME: usize = 40;

/// Opens the drop-down of the focused field, narrowed by what was typed already.
pub fn open_picker(model: &mut Model, typed: &str) -> Vec<Cmd> {
    if let Some(offers) = model.form().and_then(Form::offers) {
        let mut picker = Picker::of_offers(offers);
        if picker.line.insert(typed) {
            picker.cursor = 0;
        }
        model.layers.push(Layer::Picker(Box::new(picker)));
    }
    Vec::new()
}

/// Keeps what is typed and leaves.
pub fn quit(model: &mut Model) -> Vec<Cmd> {
    let mut cmds = keep_draft(model);
    model.leaving = true;
    cmds.push(Cmd::Quit);
    cmds
}

/// Says how a kept draft is reached again.
pub fn way_back(model: &Model, draft: &Draft) -> String {
    match key_back(model, draft) {
        key @ "e" => words::typed_is_kept_on_customer(key),
        key => words::typed_is_kept(key),
    }
}

/// The key that goes on with this draft and no other.
fn key_back(model: &Model, draft: &Draft) -> &'static str {
    let first = model.drafts.to_resume(draft.of).into_iter().next();
    match (first.is_none_or(|first| first.key == draft.key), draft.of) {
        (true, Some(_)) => "e",
        (true, None) => "n",
        (false, _) => "D",
    }
}
