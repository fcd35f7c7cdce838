//! Owns what a landed save does to everything else of the same customer: an open form, kept drafts and writes
//! that wait go onto the record that the server answered, so that nobody meets their own change as another's.
//! Must not say anything: who was answered does.

use std::sync::Arc;

use super::cmd::Cmd;
use super::flow;
use super::form::Form;
use super::layer::Layer;
use super::model::{Model, Wrote};
use super::ticket::Slot;
use crate::customer::{Customer, CustomerId, Draft};

/// Puts what is still open or kept of a customer onto the answered record. `sent`: the draft that was saved.
pub fn landed(model: &mut Model, id: CustomerId, sent: &Draft, record: &Arc<Customer>) -> Vec<Cmd> {
    let Some(sent) = Form::from_draft(sent, &model.catalog, &model.fields) else {
        return Vec::new();
    };
    put_waiting(model, id, &sent, record);
    let mut cmds = Vec::new();
    let open = put_open(model, id, &sent, record);
    if open.is_some() {
        cmds.extend(flow::keep_draft(model));
    }
    let kept = model.drafts.to_resume(Some(id)).into_iter();
    let ours = kept.filter(|draft| {
        Some(&draft.key) != open.as_ref()
            && (draft.key == sent.key || model.drafts.is_own(&draft.key))
    });
    for draft in ours.cloned().collect::<Vec<_>>() {
        let Some(form) = Form::from_draft(&draft, &model.catalog, &model.fields) else {
            continue;
        };
        let form = onto(&form, &sent, record, model);
        if form.is_changed() && !model.is_sending(&draft.key) {
            model.drafts.keep(form.draft());
            cmds.push(Cmd::KeepDraft(form.draft()));
        } else {
            cmds.extend(flow::drop_draft(model, &draft.key));
        }
    }
    cmds
}

fn onto(form: &Form, sent: &Form, record: &Arc<Customer>, model: &Model) -> Form {
    let sent = (form.key == sent.key).then_some(sent);
    form.onto(sent, record, &model.fields)
}

/// Says which draft the open form is, where one is open.
fn put_open(
    model: &mut Model,
    id: CustomerId,
    sent: &Form,
    record: &Arc<Customer>,
) -> Option<String> {
    let form = model.form().filter(|form| form.of == Some(id))?;
    let form = onto(form, sent, record, model);
    let key = form.key.clone();
    for layer in model.layers.iter_mut().rev() {
        if let Layer::Edit(open) = layer {
            **open = form;
            break;
        }
    }
    Some(key)
}

/// Writes that wait to go out and were typed on what has landed. One that has nothing left to say is forgotten.
fn put_waiting(model: &mut Model, id: CustomerId, sent: &Form, record: &Arc<Customer>) {
    for number in model.waiting.keys().copied().collect::<Vec<_>>() {
        let Some(Wrote::Saved { draft, .. }) = model.writes.get(&number).map(|write| &write.what)
        else {
            continue;
        };
        if draft.of != Some(id) || draft.key != sent.key {
            continue;
        }
        let Some(form) = Form::from_draft(draft, &model.catalog, &model.fields) else {
            continue;
        };
        let form = form.onto(Some(sent), record, &model.fields);
        let left = form.changes();
        if left.is_empty() {
            model.writes.remove(&number);
            model.waiting.remove(&number);
            model.tickets.close(Slot::Write(number));
            continue;
        }
        if let Some(write) = model.writes.get_mut(&number) {
            write.what = Wrote::Saved {
                draft: form.draft(),
                fields: left.len(),
            };
        }
        if let Some(Cmd::Save { base, changes, .. }) = model.waiting.get_mut(&number) {
            *base = Arc::clone(record);
            *changes = left;
        }
    }
}

/// The next write to a customer, once the one before it was answered.
pub fn release(model: &mut Model, id: CustomerId) -> Option<Cmd> {
    let number = model.held_back(id)?;
    model.waiting.remove(&number)
}
