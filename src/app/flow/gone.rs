//! Owns what becomes of what was typed about a customer that somebody has deleted meanwhile: it is restored and
//! saved, made anew, or kept as a draft. A person says which.
//! Must not know keys.

use crate::app::cmd::Cmd;
use crate::app::layer::{Item, Layer, Picker, Purpose, Take, Way};
use crate::app::line::Line;
use crate::app::model::Model;
use crate::app::words;

/// Asks which way it shall go; nothing is sent before that.
pub fn ask_way(model: &mut Model) -> Vec<Cmd> {
    let ways = [
        (words::WAY_RESTORE, Way::Restore),
        (words::WAY_NEW, Way::AsNew),
        (words::WAY_DRAFT, Way::Keep),
    ];
    let item = |(name, way): (&str, Way)| Item {
        name: name.to_owned(),
        note: String::new(),
        current: false,
        take: Take::Gone(way),
    };
    model.layers.push(Layer::Picker(Box::new(Picker {
        title: words::DELETED_MEANWHILE.to_owned(),
        purpose: Purpose::Gone,
        line: Line::default(),
        items: ways.into_iter().map(item).collect(),
        cursor: 0,
        top: 0,
        free: false,
        added: None,
    })));
    Vec::new()
}

/// Goes the way that was chosen.
pub fn take_way(model: &mut Model, way: Way) -> Vec<Cmd> {
    match way {
        Way::Restore => super::send_form(model, false, true),
        Way::Keep => super::leave_form(model),
        Way::AsNew => {
            let request = model.request_id();
            let (catalog, fields) = (model.catalog.clone(), model.fields.clone());
            if let Some(form) = model.form_mut() {
                let mut new = form.as_new(request, &catalog, &fields);
                new.replaces = form.replaces.take();
                *form = new;
            }
            let mut cmds = super::keep_draft(model);
            cmds.extend(super::save_form(model, false));
            cmds
        }
    }
}
