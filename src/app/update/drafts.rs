//! Owns what keys do on the list of drafts: going on with one, or discarding it.
//! Must not name another screen's file.

use crate::app::action::Action as A;
use crate::app::cmd::Cmd;
use crate::app::drafts::Kind;
use crate::app::flow;
use crate::app::form::Form;
use crate::app::layer::{Asked, Confirm, Layer};
use crate::app::model::Model;
use crate::app::notes;
use crate::app::ticket::Slot;
use crate::app::words;
use crate::customer::Draft;
use crate::customer::text::one_line;

pub fn act(model: &mut Model, action: A) -> Vec<Cmd> {
    let page = isize::try_from(model.body().height).unwrap_or(isize::MAX);
    let count = model.drafts.len();
    let Some(Layer::Drafts(shelf)) = model.layers.last_mut() else {
        return Vec::new();
    };
    match action {
        A::Down => shelf.step(1, count),
        A::Up => shelf.step(-1, count),
        A::PageDown => shelf.step(page, count),
        A::PageUp => shelf.step(-page, count),
        _ => {
            let draft = model.drafts.iter().rev().nth(shelf.cursor).cloned();
            return match (action, draft) {
                (A::Open, Some(draft)) if model.drafts.is_elsewhere(&draft.key) => {
                    open_copy(model, &draft)
                }
                (A::Open, Some(draft)) => open(model, &draft),
                (A::Discard, Some(draft)) if model.drafts.is_elsewhere(&draft.key) => {
                    model.fail(words::HELD_ELSEWHERE);
                    vec![flow::read_drafts(model)]
                }
                (A::Discard, Some(draft)) => ask_discard(model, draft),
                _ => {
                    model.layers.pop();
                    Vec::new()
                }
            };
        }
    }
    Vec::new()
}

/// Another program types into it: what it says so far is gone on with as a draft of one's own.
fn open_copy(model: &mut Model, draft: &Draft) -> Vec<Cmd> {
    let key = match (Kind::of(draft), draft.of) {
        // What is written by hand is copied by the form itself.
        (Kind::Hand, _) => return open(model, draft),
        (Kind::Note, Some(id)) => model.drafts.key_of_note(id),
        (_, Some(id)) => model.drafts.key_of(id),
        (_, None) => model.request_id(),
    };
    let copy = model.drafts.copy(draft, key);
    let mut cmds = vec![Cmd::KeepDraft(copy.clone())];
    cmds.extend(open(model, &copy));
    model.say(words::COPY_OF_ANOTHER);
    cmds
}

/// A draft of a customer that is not in sight may be of one that is gone: its record is asked for first.
fn open(model: &mut Model, draft: &Draft) -> Vec<Cmd> {
    match Kind::of(draft) {
        Kind::Form => return open_form(model, draft),
        Kind::Hand => {
            model.layers.pop();
            flow::open_hand(model, draft);
        }
        Kind::Note => open_note(model, draft),
    }
    Vec::new()
}

/// The record may have moved, or be gone, since the draft was kept: it is read again.
fn open_form(model: &mut Model, draft: &Draft) -> Vec<Cmd> {
    let name = one_line(&draft.name);
    let Some(form) = Form::from_draft(draft, &model.catalog, &model.fields) else {
        model.fail(words::draft_is_unread(name));
        return Vec::new();
    };
    model.layers.pop();
    match draft.of {
        Some(id) if model.list.row(id).is_none() => {
            flow::read_for_form(model, id, Some(draft.key.clone()))
        }
        of => {
            flow::open_form(model, form);
            let ticket = model.tickets.ask(Slot::Follow);
            of.map(|id| Cmd::Read { ticket, id }).into_iter().collect()
        }
    }
}

fn open_note(model: &mut Model, draft: &Draft) {
    let shelf = model.layers.pop();
    if !notes::open(model, draft) {
        model.layers.extend(shelf);
        model.fail(words::draft_is_unread(one_line(&draft.name)));
    }
}

fn ask_discard(model: &mut Model, draft: Draft) -> Vec<Cmd> {
    model.layers.push(Layer::Confirm(Confirm {
        question: words::ask_discard_draft(one_line(&draft.name)),
        detail: words::DISCARD_DRAFT_MEANS.to_owned(),
        yes: words::YES_DISCARD,
        no: words::NO_DISCARD_DRAFT,
        on_yes: false,
        what: Asked::DiscardDraft(draft.key),
    }));
    Vec::new()
}
