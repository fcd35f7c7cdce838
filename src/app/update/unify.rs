//! Owns what keys do where several customers are to become one: what each field takes, who stays.
//! Must not name another screen's file.

use crate::app::action::Action as A;
use crate::app::cmd::Cmd;
use crate::app::flow;
use crate::app::layer::Layer;
use crate::app::model::Model;
use crate::app::words;

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
        A::Merge => return flow::unite(model),
        A::Close => {
            model.layers.pop();
            model.say(words::NOTHING_WAS_MERGED);
        }
        _ => {}
    }
    Vec::new()
}
