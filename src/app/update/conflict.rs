//! Owns what keys do where two people changed the same fields: mine or theirs for each, then save again.
//! Nothing is chosen until a person chooses.
//! Must not name another screen's file.

use crate::app::action::Action as A;
use crate::app::cmd::Cmd;
use crate::app::flow;
use crate::app::layer::{Layer, Side};
use crate::app::model::{Model, Write, Wrote};

pub fn act(model: &mut Model, action: A) -> Vec<Cmd> {
    let Some(Layer::Conflict(conflict)) = model.layers.last_mut() else {
        return Vec::new();
    };
    let last = conflict.clashes.len().saturating_sub(1);
    match action {
        A::Down => conflict.cursor = (conflict.cursor + 1).min(last),
        A::Up => conflict.cursor = conflict.cursor.saturating_sub(1),
        A::Mine | A::Theirs => {
            let side = if action == A::Mine {
                Side::Mine
            } else {
                Side::Theirs
            };
            if let Some(kept) = conflict.kept.get_mut(conflict.cursor) {
                *kept = Some(side);
            }
            conflict.cursor = (conflict.cursor + 1).min(last);
        }
        A::Leave => {
            let draft = conflict.draft.clone();
            model.layers.pop();
            model.say(format!(
                "Nothing was sent. {}",
                flow::way_back(model, &draft)
            ));
        }
        A::Resolve => return resolve(model),
        _ => {}
    }
    Vec::new()
}

fn resolve(model: &mut Model) -> Vec<Cmd> {
    let Some(Layer::Conflict(conflict)) = model.layers.pop() else {
        return Vec::new();
    };
    let changes = conflict.resolved(&model.fields);
    if changes.is_empty() {
        model.say(format!("{} stays as the others saved it", conflict.name));
        let mut cmds = flow::drop_draft(model, &conflict.draft.key);
        model.list.rows.insert(conflict.of, conflict.current);
        cmds.push(model.find());
        return cmds;
    }
    let (id, base) = (conflict.of, conflict.current);
    let write = Write {
        of: Some(id),
        name: conflict.name,
        what: Wrote::Saved {
            draft: conflict.draft,
            fields: changes.len(),
        },
    };
    let sent = model.send(write, |ticket| Cmd::Save {
        ticket,
        id,
        base,
        changes,
    });
    sent.into_iter().collect()
}
