//! Owns putting the terminal's parts together: the app and its drawing, the effects, the screen, the keys
//! and the signals. Must not know what any of them does.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use ratatui::buffer::Buffer;
use ratatui::layout::Position;
use tokio::sync::watch;

use super::about::{self, Facts};
use super::effects::Effects;
use super::effects::settings::Read;
use super::gate::Gate;
use super::run::{self, Ended, Face, Stage};
use super::screen::{Glass, Screen};
use super::theme::Theme;
use super::{fault, input, signals, view};
use crate::app::cmd::Cmd;
use crate::app::keymap::Keymap;
use crate::app::layer::Layer;
use crate::app::links::{Link, links};
use crate::app::msg::Msg;
use crate::app::page::{Kind, Page};
use crate::app::settings::Settings;
use crate::app::words::{failing, screens};
use crate::app::{self, Model, Place};
use crate::config::DEFAULT_IS_USED;
use crate::customer::CustomerId;

/// How the terminal face came to its end.
#[derive(Debug)]
pub struct Left {
    pub ended: Ended,
    /// Drafts that could not be put on disk, a sentence each.
    pub lost: Vec<String>,
    /// How many changes wait in the outbox.
    pub waiting: usize,
    /// The customer that was chosen.
    pub picked: Option<CustomerId>,
}

impl Left {
    /// What is to be said of changes that have not gone out; nothing where all have, and nobody is there to read it
    /// once the terminal is gone.
    pub fn waiting(&self) -> Option<String> {
        match (self.ended, self.waiting) {
            (Ended::Gone, _) | (_, 0) => None,
            (_, many) => Some(failing::waiting(many)),
        }
    }
}

/// What the screen is opened for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    Work,
    /// One customer is to be chosen.
    Pick,
}

/// How the screen looks and which keys it has, as the user's settings say.
#[derive(Clone, Debug)]
pub struct Look {
    pub theme: Theme,
    pub keymap: Keymap,
    /// Whether the terminal is a basic one.
    pub basic: bool,
    /// Whether the mouse works from the start.
    pub mouse: bool,
    /// Whether the terminal is told where words lead.
    pub links: bool,
    /// What of the settings could not be taken, a sentence each.
    pub mistakes: Vec<String>,
    /// What the page about rolo says.
    pub facts: Facts,
    /// Where the customers of the workspace lie.
    pub store: PathBuf,
    /// Nobody has seen the screen yet.
    pub is_first: bool,
}

impl Look {
    /// Said on the screen: what was printed before it opened cannot be seen.
    fn complaint(&self) -> Option<String> {
        let first = self.mistakes.first()?;
        Some(match self.mistakes.len() {
            1 => first.clone(),
            many => failing::first_mistake(first, many - 1),
        })
    }
}

/// Where the settings of the screen come from, again and again: their folders, and how they are read.
pub struct Source {
    pub folders: Vec<PathBuf>,
    pub read: Box<dyn Fn() -> Look + Send + Sync>,
}

/// Holds the terminal until the user leaves, the terminal is gone, or something breaks.
pub async fn show(
    effects: Effects,
    look: Look,
    source: Source,
    query: &str,
    purpose: Purpose,
) -> io::Result<Left> {
    let place = effects.place();
    let title = screens::window(&place.workspace);
    let said_of_it = about::lines(&look.facts, &place, &look.store);
    let mut model = Model::new(place.clone(), uuid::Uuid::now_v7().to_string());
    model.today = jiff::Zoned::now().date();
    if let Some(complaint) = look.complaint() {
        model.fail(complaint);
    }
    let shown = watch::Sender::new(Shown::of(&look));
    model.keymap = look.keymap;
    (model.mouse, model.mouse_set) = (look.mouse, look.mouse);
    model.search_for(query);
    if purpose == Purpose::Pick {
        model.begin_picking();
    }
    model.about = said_of_it;
    if look.is_first && purpose == Purpose::Work {
        model.layers.push(Layer::Page(Page::new(Kind::Card)));
    }
    // The signals come first: from here on none of them can leave the terminal as it must not be left.
    let signals = signals::stream()?;
    model
        .notices
        .stamp(|| jiff::Zoned::now().strftime(TIME).to_string());
    let gate = Gate::new()?;
    let screen = Screen::take(&title, look.basic)?;
    let glass = Glass::of_terminal()?;
    let face = App {
        model,
        shown: shown.subscribe(),
        dirty: true,
    };
    effects.watch_settings(&source.folders, &anew(source.read, shown, place));
    let inputs = input::stream(gate.clone(), |name| std::env::var(name).ok())?;
    let hall = Hall { screen, gate };
    let (ended, effects) = run::run(face, effects, glass, hall, inputs, signals).await;
    effects.let_drafts_go().await;
    Ok(Left {
        ended,
        lost: effects.lost().cloned().collect(),
        waiting: effects.waiting().await,
        picked: effects.picked(),
    })
}

/// When a notice was said.
const TIME: &str = "%H:%M:%S";
/// Reads the settings again: the colours go to the drawing, the rest to the app, and nothing anywhere where
/// something is wrong.
fn anew(
    read: Box<dyn Fn() -> Look + Send + Sync>,
    shown: watch::Sender<Shown>,
    place: Place,
) -> Read {
    Arc::new(move || {
        let mut look = read();
        // Nothing of it is used: the settings as they were go on.
        for mistake in &mut look.mistakes {
            let ends = [DEFAULT_IS_USED, failing::SIXTEEN_IS_USED];
            if let Some(said) = ends.iter().find_map(|end| mistake.strip_suffix(end)) {
                *mistake = said.to_owned();
            }
        }
        if let Some(complaint) = look.complaint() {
            return Err(complaint);
        }
        shown.send_replace(Shown::of(&look));
        Ok(Settings {
            about: about::lines(&look.facts, &place, &look.store),
            keymap: look.keymap,
            mouse: look.mouse,
        })
    })
}

/// What of the settings the drawing goes by.
struct Shown {
    theme: Theme,
    links: bool,
}

impl Shown {
    fn of(look: &Look) -> Shown {
        Shown {
            theme: look.theme,
            links: look.links,
        }
    }
}

/// The app and its drawing, as the loop sees them.
struct App {
    model: Model,
    shown: watch::Receiver<Shown>,
    dirty: bool,
}

impl Face for App {
    fn start(&mut self) -> Vec<Cmd> {
        self.model.start()
    }

    fn update(&mut self, msg: Msg) -> Vec<Cmd> {
        fault::strike(&msg);
        // A frame that shows nothing new costs no byte, but time: what is read ahead comes while the next key may be on
        // its way. Of everything else it is not worth asking what changed.
        self.dirty |= !self.model.is_out_of_sight(&msg);
        let cmds = app::update(&mut self.model, msg);
        let notices = &mut self.model.notices;
        notices.stamp(|| jiff::Zoned::now().strftime(TIME).to_string());
        cmds
    }

    fn take_dirty(&mut self) -> bool {
        std::mem::take(&mut self.dirty)
    }

    fn links(&self) -> Vec<Link> {
        match self.shown.borrow().links {
            true => links(&self.model),
            false => Vec::new(),
        }
    }

    fn draw(&self, buf: &mut Buffer) -> Option<Position> {
        view::draw(&self.model, &self.shown.borrow().theme, buf)
    }
}

/// The screen, and the way of the keys to it.
struct Hall {
    screen: Screen,
    gate: Gate,
}

impl Stage for Hall {
    fn lend(&mut self) -> bool {
        let closed = self.gate.close();
        if closed {
            self.screen.lend();
        }
        closed
    }

    fn mouse(&mut self, on: bool) -> io::Result<()> {
        self.screen.mouse(on)
    }

    fn take_back(&mut self) -> io::Result<()> {
        let taken = self.screen.take_back();
        self.gate.open();
        taken
    }

    fn ask_to_stop(&mut self) {
        signals::ask_to_stop();
    }

    fn stop(&mut self) -> bool {
        if !signals::has_shell() {
            return false;
        }
        self.screen.leave();
        signals::stop();
        true
    }

    fn go_on(&mut self) -> io::Result<()> {
        self.screen.enter()
    }
}
