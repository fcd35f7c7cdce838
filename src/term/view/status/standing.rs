//! Owns what the bottom line says on its right: what is recorded, what goes on, what waits, how the copy stands to the server.
//! Must not draw.

use std::time::Duration;

use super::super::{count, in_steps};
use crate::app::action::Action;
use crate::app::behind::remaining;
use crate::app::hint;
use crate::app::measure;
use crate::app::model::Model;
use crate::app::msg::Sync;
use crate::app::words::{self, screens};
use crate::customer::telling;
use crate::customer::text::one_line;
use crate::term::theme::Theme;

/// What waits, before anything else: it is what a person may have to do something about.
pub(super) fn synced(model: &Model, theme: &Theme) -> String {
    let (all, needing) = (model.outbox.entries().len(), model.outbox.needing());
    let waiting = all.saturating_sub(needing);
    let needs = match needing {
        0 => String::new(),
        many => screens::needing(many),
    };
    let waits = match waiting {
        0 => String::new(),
        many => screens::pending(count(many)),
    };
    let behind = model.behind.as_ref();
    let behind = behind.map_or(String::new(), |behind| behind.says(model.width < 60));
    let parts = [
        recording(model),
        behind,
        waits,
        needs,
        stands(model, all > 0, theme),
    ];
    let said: Vec<&str> = parts
        .iter()
        .map(String::as_str)
        .filter(|part| !part.is_empty())
        .collect();
    said.join(" · ")
}

/// What is saved is recorded, and how that is ended, where it can be ended.
fn recording(model: &Model) -> String {
    if !model.recorder.on {
        return String::new();
    }
    let end = hint::keys(model, model.layers.len())
        .into_iter()
        .find(|binding| binding.action == Action::Record);
    let ends = end.map_or(String::new(), |end| {
        format!(", {} {}", end.key, words::ENDS)
    });
    match model.recorder.edits.len() {
        0 => format!("● {}{ends}", words::RECORDING),
        many => format!("● {} {}{ends}", words::RECORDING, count(many)),
    }
}

/// How the copy stands to the server. `pending`: changes wait, so it is not “up to date”.
fn stands(model: &Model, pending: bool, theme: &Theme) -> String {
    match &model.sync {
        Sync::Fresh if pending => String::new(),
        Sync::Fresh if model.place.local => String::new(),
        Sync::Fresh => screens::UP_TO_DATE.to_owned(),
        Sync::Filling { done, of, .. } if theme.still => match of {
            Some(of) => screens::fetching(in_steps(*done, *of)),
            None => screens::FETCHING.to_owned(),
        },
        Sync::Filling {
            done,
            of,
            rate,
            left,
        } => filling(model, (*done, *of), *rate, *left),
        Sync::Stale(why) if model.width >= 80 => {
            let why = one_line(telling::in_few_words(why));
            screens::shows_what_was_known(measure::cut(&why, 40))
        }
        Sync::Stale(why) => match telling::in_few_words(why) {
            offline @ "offline" => offline.to_owned(),
            _ => screens::NOT_UP_TO_DATE.to_owned(),
        },
    }
}

/// How far the first fill is, how fast it goes, and how long it will take.
fn filling(
    model: &Model,
    (done, of): (usize, Option<usize>),
    rate: Option<usize>,
    left: Option<Duration>,
) -> String {
    let fetched = match of {
        Some(of) => screens::fetched_of(count(done), count(of)),
        None => screens::fetched(count(done)),
    };
    let Some(rate) = rate.filter(|_| model.width >= 60) else {
        return fetched;
    };
    format!(
        "{fetched} · {}{}",
        screens::a_second(count(rate)),
        remaining(left)
    )
}
