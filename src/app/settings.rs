//! Owns taking over settings that were saved while the screen is open. What cannot be read in full changes
//! nothing: the settings as they were go on.
//! Must not read files, nor know colours.

use super::cmd::Cmd;
use super::keymap::Keymap;
use super::model::Model;
use super::words;

/// What of the settings the screen's rules go by.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    pub keymap: Keymap,
    /// Whether the mouse works from the start.
    pub mouse: bool,
    /// What the page about rolo says.
    pub about: Vec<(String, String)>,
}

/// The settings were saved; or what is wrong with them.
pub fn saved(model: &mut Model, settings: Result<Settings, String>) -> Vec<Cmd> {
    let settings = match settings {
        Ok(settings) => settings,
        Err(why) => {
            model.fail(words::settings_not_taken(why));
            return Vec::new();
        }
    };
    (model.keymap, model.about) = (settings.keymap, settings.about);
    model.begun.clear();
    model.say(words::SETTINGS_TAKEN);
    // What was turned on or off by hand stays so until the file says something else than before.
    if model.mouse_set == settings.mouse {
        return Vec::new();
    }
    (model.mouse, model.mouse_set) = (settings.mouse, settings.mouse);
    vec![Cmd::Mouse(settings.mouse)]
}
