//! Owns what keys do on the walk through likely pairs: they become one, are two, or wait; and the last of it is taken
//! back.
//! Must not name another screen's file.

use crate::app::action::Action as A;
use crate::app::cmd::Cmd;
use crate::app::flow;
use crate::app::layer::Layer;
use crate::app::model::Model;
use crate::app::pairs::Fate;
use crate::app::space;
use crate::app::ticket::Slot;
use crate::app::words;

pub fn act(model: &mut Model, action: A) -> Vec<Cmd> {
    let page = space::pair_page(model.body());
    let Some(Layer::Pairs(pairs)) = model.layers.last_mut() else {
        return Vec::new();
    };
    match action {
        A::Down => pairs.top += 1,
        A::Up => pairs.top = pairs.top.saturating_sub(1),
        A::PageDown => pairs.top += page,
        A::PageUp => pairs.top = pairs.top.saturating_sub(page),
        A::NextPair => pairs.step(true),
        A::PreviousPair => pairs.step(false),
        A::Merge => return flow::merge_pair(model),
        A::Skip => pairs.decide(Fate::Skipped, None),
        A::Apart => return apart(model),
        A::TakeBack => return take_back(model),
        A::OpenLeft => return open(model, false),
        A::OpenRight => return open(model, true),
        A::Close => {
            model.layers.pop();
            return vec![Cmd::Abort(Slot::Duplicates), Cmd::Abort(Slot::PairRows)];
        }
        _ => {}
    }
    Vec::new()
}

fn apart(model: &mut Model) -> Vec<Cmd> {
    let Some(Layer::Pairs(pairs)) = model.layers.last_mut() else {
        return Vec::new();
    };
    let Some(pair) = pairs.current() else {
        return Vec::new();
    };
    let (a, b) = pair.ids;
    pairs.decide(Fate::Apart, None);
    model.say(words::ARE_TWO);
    vec![Cmd::SetApart {
        ids: vec![a, b],
        apart: true,
    }]
}

/// The last decision is none any more; a merge comes apart again.
fn take_back(model: &mut Model) -> Vec<Cmd> {
    let Some(Layer::Pairs(pairs)) = model.layers.last_mut() else {
        return Vec::new();
    };
    let Some(decision) = pairs.take_back() else {
        return Vec::new();
    };
    let ids = pairs.current().map(|pair| pair.ids);
    let Some((a, b)) = ids else {
        return Vec::new();
    };
    match (decision.fate, &decision.set) {
        (Fate::Skipped, _) => Vec::new(),
        (Fate::Apart, _) => vec![Cmd::SetApart {
            ids: vec![a, b],
            apart: false,
        }],
        (Fate::Merged, Some(set)) => {
            let set = set.clone();
            pairs.mark_gone(a, false);
            pairs.mark_gone(b, false);
            flow::undo(model, Some(set))
        }
        (Fate::Merged, None) => {
            pairs.put_back(decision);
            model.say(words::MERGE_NOT_WRITTEN);
            Vec::new()
        }
    }
}

fn open(model: &mut Model, right: bool) -> Vec<Cmd> {
    let Some(Layer::Pairs(pairs)) = model.layers.last() else {
        return Vec::new();
    };
    let Some((left, other)) = pairs.both() else {
        return Vec::new();
    };
    let record = if right { other.clone() } else { left.clone() };
    let Some(id) = record.id() else {
        return Vec::new();
    };
    let mut cmds = vec![Cmd::Used(id)];
    if model.drafts.to_resume(Some(id)).is_empty() {
        flow::edit_record(model, id, record);
    } else {
        cmds.extend(flow::edit(model, id));
    }
    cmds
}
