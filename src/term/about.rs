//! Owns what the page about rolo says of this place: versions, paths, the server, and what this terminal can do.
//! Must not read anything: all of it is told.

use std::path::Path;

use super::caps::{Caps, Colors};
use crate::app::Place;
use crate::app::words::{self, screens};
use crate::paths::Paths;

/// What is known before the screen opens.
#[derive(Clone, Debug)]
pub struct Facts {
    pub paths: Paths,
    pub caps: Caps,
    /// TERM, as the terminal calls itself.
    pub term: String,
    pub theme: String,
    pub borders: bool,
    pub motion: bool,
}

/// Each line with its label. `store`: where the customers of the workspace lie.
pub fn lines(facts: &Facts, place: &Place, store: &Path) -> Vec<(String, String)> {
    let colors = match facts.caps.colors {
        Colors::None => screens::NO_COLOURS,
        Colors::Sixteen => screens::SIXTEEN_COLOURS,
        Colors::Indexed => screens::INDEXED_COLOURS,
        Colors::True => screens::ALL_COLOURS,
    };
    let server = match place.local {
        true => words::ABOUT_IN_PROCESS.to_owned(),
        false => place.host.clone(),
    };
    let theme = match facts.theme.as_str() {
        // Beside what the terminal can show it would read like a mistake.
        "sixteen" => screens::SIXTEEN_THEME.to_owned(),
        other => other.to_owned(),
    };
    let borders = match facts.borders {
        true => screens::WITH_BORDERS,
        false => screens::WITHOUT_BORDERS,
    };
    let motion = match facts.motion {
        true => screens::WITH_MOTION,
        false => screens::WITHOUT_MOTION,
    };
    let paths = &facts.paths;
    let said = [
        (
            words::ABOUT_VERSION,
            screens::version(env!("CARGO_PKG_VERSION")),
        ),
        (words::ABOUT_WORKSPACE, place.workspace.clone()),
        (words::ABOUT_SERVER, server),
        (words::ABOUT_STORE, store.display().to_string()),
        (
            words::ABOUT_SETTINGS,
            paths.config_file().display().to_string(),
        ),
        (words::ABOUT_KEYS, paths.keymap_file().display().to_string()),
        (words::ABOUT_LOG, paths.log_file().display().to_string()),
        (words::ABOUT_TERMINAL, format!("{}, {colors}", facts.term)),
        (words::ABOUT_THEME, theme),
        (words::ABOUT_LAYOUT, format!("{borders}, {motion}")),
    ];
    said.map(|(label, text)| (label.to_owned(), crate::customer::text::one_line(&text)))
        .to_vec()
}
