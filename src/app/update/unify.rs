//! Owns what keys do where several customers are to become one: what each field takes, who stays, and doing it.
//! Must not name another screen's file.

use crate::app::action::Action as A;
use crate::app::cmd::Cmd;
use crate::app::flow;
use crate::app::layer::Layer;
use crate::app::model::{Model, Write, Wrote};
use crate::app::pairs::Fate;
use crate::customer::CustomerId;
use crate::customer::changeset::Action;

pub fn act(model: &mut Model, action: A) -> Vec<Cmd> {
    let body = model.body();
    let page = isize::try_from(body.height).unwrap_or(isize::MAX);
    let fields = model.fields.clone();
    let Some(Layer::Unify(unify)) = model.layers.last_mut() else {
        return Vec::new();
    };
    let count = unify.rows().len();
    match action {
        A::LossesDown => unify.scroll_losses(1),
        A::LossesUp => unify.scroll_losses(-1),
        A::LossesAlone => unify.losses_alone = !unify.losses_alone,
        A::Close if unify.losses_alone => unify.losses_alone = false,
        A::Down | A::Up | A::PageDown | A::PageUp if unify.losses_alone => {
            let page = isize::try_from(unify.parts(body).page()).unwrap_or(isize::MAX);
            unify.scroll_losses(match action {
                A::Down => 1,
                A::Up => -1,
                A::PageDown => page,
                _ => -page,
            });
        }
        A::Down => unify.cursor.step(1, count),
        A::Up => unify.cursor.step(-1, count),
        A::PageDown => unify.cursor.step(page, count),
        A::PageUp => unify.cursor.step(-page, count),
        A::FromNext => unify.choose(1, &fields),
        A::FromPrevious => unify.choose(-1, &fields),
        A::KeepNext => unify.keep_next(&fields),
        A::ShowAll => unify.all = !unify.all,
        A::Merge => return merge(model),
        A::Close => {
            model.layers.pop();
            model.say("Nothing was merged");
        }
        _ => {}
    }
    Vec::new()
}

fn merge(model: &mut Model) -> Vec<Cmd> {
    let Some(Layer::Unify(unify)) = model.layers.pop() else {
        return Vec::new();
    };
    let (keep, others) = (unify.plan.keep(), unify.plan.others());
    let gone: Vec<CustomerId> = others.iter().filter_map(|other| other.id()).collect();
    let write = Write {
        of: keep.id().into_iter().chain(gone.iter().copied()).collect(),
        name: format!("{} and {} more", unify.name(), others.len()),
        doing: "Merging",
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
        && let Some(pairs) = flow::pairs_mut(model)
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
