//! Owns what several screens begin in the same way: searching, opening a form, keeping its draft, saving
//! it, asking before something goes.
//! Must not know keys, nor which screen asked.

use super::cmd::Cmd;
use super::form::Form;
use super::layer::{Asked, Confirm, Layer, Picker};
use super::list::Stay;
use super::model::{Model, Write, Wrote};
use super::ticket::Slot;
use crate::customer::{CustomerId, Draft};

/// Opens the search line.
pub fn begin_search(model: &mut Model) -> Vec<Cmd> {
    model.layers.retain(|layer| !matches!(layer, Layer::Detail));
    if model.list.search.text.is_empty() {
        model.list.before_search = model.list.current();
    }
    model.layers.push(Layer::Search);
    Vec::new()
}

/// Asks for what the search line says now.
pub fn search_as_typed(model: &mut Model) -> Vec<Cmd> {
    let text = model.list.line.text().to_owned();
    if text == model.list.search.text {
        return Vec::new();
    }
    model.list.search.text = text;
    model.list.stay = Stay::Top;
    vec![model.find()]
}

/// Shows all customers again, with the cursor where it was before the search.
pub fn clear_search(model: &mut Model) -> Vec<Cmd> {
    model.list.line = Default::default();
    let cmds = search_as_typed(model);
    if let Some(id) = model.list.before_search.take().filter(|_| !cmds.is_empty()) {
        model.list.stay = Stay::At(id);
    }
    cmds
}

/// Opens the form of the customer under the cursor.
pub fn edit_current(model: &mut Model) -> Vec<Cmd> {
    match model.list.current() {
        Some(id) => edit(model, id),
        None => Vec::new(),
    }
}

/// Opens a customer's form: its draft where there is one, else its record, which may have to be read first.
pub fn edit(model: &mut Model, id: CustomerId) -> Vec<Cmd> {
    if resume(model, Some(id)) {
        return Vec::new();
    }
    if let Some(record) = model.list.row(id).cloned() {
        let form = Form::edit(id, record, &model.catalog, &model.fields);
        model.layers.push(Layer::Edit(Box::new(form)));
        return Vec::new();
    }
    model.opening = Some(id);
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

fn resume(model: &mut Model, of: Option<CustomerId>) -> bool {
    let Some(draft) = model.drafts.get(&of) else {
        return false;
    };
    match Form::from_draft(draft, &model.catalog, &model.fields) {
        Some(mut form) => {
            form.of = of;
            if of.is_none() && form.request_id.is_empty() {
                form.request_id = model.request_id();
            }
            model.say("Going on with the draft; ctrl-x discards it");
            model.layers.push(Layer::Edit(Box::new(form)));
            true
        }
        None => {
            model.fail("The draft could not be read; this is the customer as it is");
            false
        }
    }
}

/// Keeps the form as it is now, or forgets its draft once nothing differs any more.
pub fn keep_draft(model: &mut Model) -> Vec<Cmd> {
    let Some(form) = model.form() else {
        return Vec::new();
    };
    let (of, draft) = (form.of, form.is_changed().then(|| form.draft()));
    match draft {
        Some(draft) => {
            model.drafts.insert(of, draft.clone());
            vec![Cmd::KeepDraft(draft)]
        }
        None => drop_draft(model, of),
    }
}

/// Forgets a draft. While an older state of it is being saved, that one stays until the server has it.
pub fn drop_draft(model: &mut Model, of: Option<CustomerId>) -> Vec<Cmd> {
    let sent = model
        .writes
        .values()
        .rev()
        .find_map(|write| match &write.what {
            Wrote::Saved { draft, .. } if draft.of == of => Some(draft.clone()),
            _ => None,
        });
    if let Some(draft) = sent {
        model.drafts.insert(of, draft.clone());
        return vec![Cmd::KeepDraft(draft)];
    }
    match model.drafts.remove(&of) {
        Some(draft) => vec![Cmd::DropDraft(draft.key)],
        None => Vec::new(),
    }
}

/// Leaves the form; what was typed stays as a draft.
pub fn leave_form(model: &mut Model) -> Vec<Cmd> {
    let cmds = keep_draft(model);
    let kept = model.form().filter(|form| form.is_changed());
    if let Some((of, name)) = kept.map(|form| (form.of, form.name())) {
        let key = if of.is_some() { "e" } else { "n" };
        model.say(format!("Draft of {name} kept: {key} goes on with it"));
    }
    model.close_form();
    cmds
}

/// Sends the form's changes and closes it. `next`: goes on with the next customer's form.
pub fn save_form(model: &mut Model, next: bool) -> Vec<Cmd> {
    let Some(form) = model.form_mut() else {
        return Vec::new();
    };
    if !form.check_all() {
        let wrong = match form.problems() {
            1 => "One field needs another look".to_owned(),
            many => format!("{many} fields need another look"),
        };
        model.fail(format!("{wrong}; nothing was sent"));
        return Vec::new();
    }
    let (of, changes) = (form.of, form.changes());
    if changes.is_empty() && of.is_some() {
        model.say("Nothing has changed, so nothing was sent");
        return Vec::new();
    }
    let (base, record) = (form.base.clone(), form.record());
    let (draft, request_id) = (form.draft(), form.request_id.clone());
    let write = Write {
        of,
        name: form.name(),
        what: Wrote::Saved {
            draft: draft.clone(),
            fields: changes.len(),
            next: next && of.is_none(),
        },
    };
    model.close_form();
    model.drafts.insert(of, draft.clone());
    let ticket = model.write(write);
    let mut cmds = vec![Cmd::KeepDraft(draft)];
    cmds.push(match of {
        Some(id) => Cmd::Save {
            ticket,
            id,
            base,
            changes,
        },
        None => Cmd::Create {
            ticket,
            record: std::sync::Arc::new(record),
            request_id,
        },
    });
    if next && of.is_some() {
        cmds.extend(edit_next(model));
    }
    cmds
}

fn edit_next(model: &mut Model) -> Vec<Cmd> {
    let before = model.list.current();
    model.list.step(1);
    if model.list.current() == before {
        model.say("That was the last customer of the list");
        return Vec::new();
    }
    edit_current(model)
}

/// Asks before customers go into the trash.
pub fn ask_delete(model: &mut Model) -> Vec<Cmd> {
    let ids = model.list.chosen();
    let what = match ids.as_slice() {
        [] => return Vec::new(),
        [one] => model.name_of(*one),
        many => format!("{} customers", many.len()),
    };
    model.layers.push(Layer::Confirm(Confirm {
        question: format!("Delete {what}?"),
        detail: "It goes to the trash of the workspace.".to_owned(),
        yes: "Delete",
        no: "Cancel",
        on_yes: false,
        what: Asked::Delete(ids),
    }));
    Vec::new()
}

/// Opens the drop-down of the focused field, narrowed by what was typed already.
pub fn open_picker(model: &mut Model, typed: &str) -> Vec<Cmd> {
    if let Some(offers) = model.form().and_then(Form::offers) {
        let mut picker = Picker::of_offers(offers);
        if picker.line.insert(typed) {
            picker.cursor = 0;
        }
        model.layers.push(Layer::Picker(picker));
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
pub fn way_back(draft: &Draft) -> &'static str {
    match draft.of {
        Some(_) => "What you typed is kept: e on the customer goes on",
        None => "What you typed is kept: n goes on",
    }
}
