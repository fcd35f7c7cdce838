//! Owns what keys do on a page that only says something.
//! Must not name another screen's file.

use crate::app::action::Action as A;
use crate::app::cmd::Cmd;
use crate::app::layer::Layer;
use crate::app::model::Model;
use crate::app::page::{Kind, Page};

/// Opens a page; one that is open already goes up to its beginning.
pub fn open(model: &mut Model, kind: Kind) {
    if let Some(Layer::Page(_)) = model.layers.last() {
        model.layers.pop();
    }
    model.layers.push(Layer::Page(Page::new(kind)));
}

/// The card goes with the first key, which is meant for what lies below.
pub fn close_card(model: &mut Model) {
    if let Some(Layer::Page(Page {
        kind: Kind::Card, ..
    })) = model.layers.last()
    {
        model.layers.pop();
    }
}

pub fn act(model: &mut Model, action: A) -> Vec<Cmd> {
    let Some(Layer::Page(page)) = model.layers.last() else {
        return Vec::new();
    };
    let (mut page, body) = (*page, model.body());
    let height = usize::from(body.height).max(1);
    let lines = page.lines(model, usize::from(body.width.saturating_sub(2)));
    let most = lines.len().saturating_sub(height);
    page.top = match action {
        A::Down => page.top + 1,
        A::Up => page.top.saturating_sub(1),
        A::PageDown => page.top + height,
        A::PageUp => page.top.saturating_sub(height),
        _ => {
            model.layers.pop();
            return Vec::new();
        }
    }
    .min(most);
    if let Some(Layer::Page(open)) = model.layers.last_mut() {
        *open = page;
    }
    Vec::new()
}
