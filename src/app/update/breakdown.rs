//! Owns what keys do on the breakdown of a result: another field, and showing just one of its values.
//! Must not name another screen's file.

use crate::app::action::Action as A;
use crate::app::cmd::Cmd;
use crate::app::flow;
use crate::app::layer::Layer;
use crate::app::model::Model;
use crate::app::space;

pub fn act(model: &mut Model, action: A) -> Vec<Cmd> {
    let body = model.body();
    let Some(Layer::Breakdown(breakdown)) = model.layers.last_mut() else {
        return Vec::new();
    };
    let count = breakdown.len();
    let page = isize::try_from(space::breakdown(body, count).1).unwrap_or(isize::MAX);
    match action {
        A::Down => breakdown.cursor.step(1, count),
        A::Up => breakdown.cursor.step(-1, count),
        A::PageDown => breakdown.cursor.step(page, count),
        A::PageUp => breakdown.cursor.step(-page, count),
        A::First => breakdown.cursor.step(isize::MIN, count),
        A::Last => breakdown.cursor.step(isize::MAX, count),
        A::NextBreakdown | A::PreviousBreakdown => {
            breakdown.turn(if action == A::NextBreakdown { 1 } else { -1 });
            return flow::count_breakdown(model);
        }
        A::Narrow => {
            let narrowed = match model.layers.last() {
                Some(Layer::Breakdown(breakdown)) => {
                    breakdown.narrowed(&model.list.search.text, &model.context())
                }
                _ => None,
            };
            model.layers.pop();
            return narrowed.map_or(Vec::new(), |text| flow::search_for(model, &text));
        }
        _ => drop(model.layers.pop()),
    }
    Vec::new()
}
