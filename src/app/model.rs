//! Owns the whole state of the screen, and the small questions everybody asks of it: what is on top, how
//! big the parts are, what is under way.
//! Must not decide what a key does.

mod contexts;

pub use contexts::under_card;

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;

use super::behind::Behind;
use super::cmd::Cmd;
use super::drafts::Drafts;
use super::flow;
use super::form::Form;
use super::key::Key;
use super::keymap::Keymap;
use super::layer::Layer;
use super::list::List;
use super::lists::Ask;
use super::measure;
use super::msg::{Msg, Sync};
use super::notes::{self, Notes};
use super::notices::Notices;
use super::outbox::Outbox;
use super::outside::Outside;
use super::pointer::Split;
use super::recorder::Recorder;
use super::sheet::{self, SheetLine};
use super::space::{self, Area, Bands};
use super::ticket::{Slot, Ticket, Tickets};
use super::views::Views;
use super::words;
use crate::customer::text::one_line;
use crate::customer::{Catalog, Customer, CustomerId, Draft, Fields};
use crate::query;

/// Whose customers these are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    pub workspace: String,
    /// Whether the server is in this process.
    pub local: bool,
    /// Whether the customers are the sample ones.
    pub sample: bool,
    /// The server's name; empty for a local workspace.
    pub host: String,
}

/// A sentence in the status line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    pub text: String,
    pub failure: bool,
}

impl Notice {
    /// The sentence with the sign of what kind it is.
    pub fn shown(&self) -> String {
        match self.failure {
            true => format!("✗ {}", self.text),
            false => self.text.clone(),
        }
    }
}

/// The detail beside the list, or in its place.
#[derive(Clone, Debug, Default)]
pub struct Detail {
    /// Whether it is open beside the list.
    pub shown: bool,
    pub top: usize,
    /// Fields without a value too.
    pub all: bool,
    /// Whose detail it was when it was last scrolled.
    pub(super) of: Option<CustomerId>,
}

/// A change that has not been answered.
#[derive(Clone, Debug)]
pub struct Write {
    pub of: Vec<CustomerId>,
    pub name: String,
    /// In a word: “Saving”.
    pub doing: &'static str,
    pub what: Wrote,
    /// The set's id, once it is on disk.
    pub set: Option<String>,
}

#[derive(Clone, Debug)]
pub enum Wrote {
    /// A form, which closes as soon as the change is on disk.
    Form {
        draft: Draft,
        /// Goes on with the next customer's form.
        next: bool,
        /// The set of several steps that it puts one step of right.
        part_of: Option<String>,
    },
    /// A note, whose layer is closed already. `draft`: what was typed.
    Note { draft: Draft },
    /// An undo or a redo.
    Undo,
    /// A conflict, as a person decided it.
    Resolved,
    /// A set was given up. `quiet`: something else is said of it.
    Dropped { quiet: bool },
    /// Anything else, told by the set itself.
    Plain,
}

#[derive(Clone, Debug)]
pub struct Model {
    pub place: Place,
    pub width: u16,
    pub height: u16,
    pub keymap: Keymap,
    /// The keys that began a chord; those after them say what is meant.
    pub begun: Vec<Key>,
    pub catalog: Arc<Catalog>,
    pub fields: Arc<Fields>,
    pub list: List,
    pub detail: Detail,
    pub views: Views,
    pub notes: Notes,
    /// Whether the mouse means something here.
    pub mouse: bool,
    /// Whether the settings say so.
    pub mouse_set: bool,
    pub split: Split,
    pub recorder: Recorder,
    /// Earlier searches, the newest first.
    pub searches: Vec<String>,
    /// What the name is for that is typed about the lists.
    pub naming: Option<Ask>,
    /// Enter on a customer is the answer, and leaves.
    pub picking: bool,
    /// Enter was pressed before the newest search was answered: that answer decides.
    pub(super) picks_next: bool,
    pub layers: Vec<Layer>,
    pub drafts: Drafts,
    pub writes: BTreeMap<u64, Write>,
    pub outbox: Outbox,
    /// What is open in the editor of this machine.
    pub outside: Option<Outside>,
    /// Keys that came while a form was on its way to the disk or a text in the editor; they are meant for what
    /// comes after it.
    pub held: Vec<Msg>,
    /// The customer whose record is kept true for the open form.
    pub watched: Option<CustomerId>,
    /// Something changed while the list could not be asked for it.
    pub moved: bool,
    /// An import or an edit of many that was left running.
    pub behind: Option<Behind>,
    pub sync: Sync,
    pub notice: Option<Notice>,
    /// What was said so far.
    pub notices: Notices,
    /// What the page about rolo says: each line with its label.
    pub about: Vec<(String, String)>,
    /// Quitting was asked for; writes are still under way.
    pub leaving: bool,
    /// The customer whose record is being read for a form.
    pub opening: Option<CustomerId>,
    /// The draft that the form is to go on with.
    pub opening_draft: Option<String>,
    pub tickets: Tickets,
    /// The day on which the screen was opened.
    pub today: Date,
    /// The customers whose records are being read to become one, the one that stays first.
    pub unifying: Vec<CustomerId>,
    session: String,
    counted: u64,
}

impl Model {
    /// `session`: a word that no other run has; the names of create requests start with it.
    pub fn new(place: Place, session: impl Into<String>) -> Model {
        let session = session.into();
        Model {
            place,
            width: 80,
            height: 24,
            keymap: Keymap::default(),
            begun: Vec::new(),
            catalog: Arc::new(Catalog::default()),
            fields: Arc::new(Fields::standard()),
            list: List::default(),
            detail: Detail::default(),
            views: Views::default(),
            notes: Notes::default(),
            mouse: false,
            mouse_set: false,
            split: Split::default(),
            recorder: Recorder::default(),
            searches: Vec::new(),
            naming: None,
            picking: false,
            picks_next: false,
            layers: Vec::new(),
            drafts: Drafts::of_session(&session),
            writes: BTreeMap::new(),
            outbox: Outbox::default(),
            outside: None,
            held: Vec::new(),
            watched: None,
            moved: false,
            behind: None,
            sync: Sync::Fresh,
            notice: None,
            notices: Notices::default(),
            about: Vec::new(),
            leaving: false,
            opening: None,
            opening_draft: None,
            tickets: Tickets::default(),
            today: Date::default(),
            unifying: Vec::new(),
            session,
            counted: 0,
        }
    }

    /// What to ask for first. The list does not wait for the catalog.
    pub fn start(&mut self) -> Vec<Cmd> {
        let mut cmds = vec![self.find()];
        cmds.push(Cmd::Catalog {
            ticket: self.tickets.ask(Slot::Catalog),
        });
        cmds.push(flow::read_drafts(self));
        cmds.push(Cmd::Views {
            ticket: self.tickets.ask(Slot::Views),
        });
        cmds.push(Cmd::Searches {
            ticket: self.tickets.ask(Slot::Searches),
        });
        cmds.extend(flow::read_outbox(self));
        cmds.extend(self.mouse.then_some(Cmd::Mouse(true)));
        cmds
    }

    /// What a search is read against.
    pub fn context(&self) -> query::Context<'_> {
        query::Context {
            fields: &self.fields,
            catalog: &self.catalog,
            today: self.today,
        }
    }

    /// A search to begin with.
    pub fn search_for(&mut self, text: &str) {
        self.list.prompt.put(text);
        self.list.search.text = self.list.prompt.text().to_owned();
    }

    /// One customer is to be chosen: what is typed searches at once.
    pub fn begin_picking(&mut self) {
        self.picking = true;
        self.layers.push(Layer::Search);
    }

    /// Asks which customers match now.
    pub fn find(&mut self) -> Cmd {
        self.list.asking = true;
        Cmd::Find {
            ticket: self.tickets.ask(Slot::List),
            search: self.list.search.clone(),
        }
    }

    /// Takes note of a change and sends it.
    pub fn send(&mut self, write: Write, cmd: impl FnOnce(Ticket) -> Cmd) -> Cmd {
        self.views.passed();
        self.counted += 1;
        self.writes.insert(self.counted, write);
        cmd(self.tickets.ask(Slot::Write(self.counted)))
    }

    /// The number of the change that was sent last.
    pub fn newest_write(&self) -> Option<u64> {
        self.writes.keys().next_back().copied()
    }

    /// A name for a create request that nobody else has.
    pub fn request_id(&mut self) -> String {
        self.counted += 1;
        format!("{}-{}", self.session, self.counted)
    }

    /// Whether a change of this customer is on its way.
    pub fn is_writing(&self, id: CustomerId) -> bool {
        let of = |write: &Write| write.of.contains(&id);
        self.writes.values().any(of) || self.outbox.is_pending(id)
    }

    /// Whether a form is on its way to the disk.
    pub fn is_journalling(&self) -> bool {
        let waits = |write: &Write| write.set.is_none() && matches!(write.what, Wrote::Form { .. });
        self.writes.values().any(waits)
    }

    /// Whether what is pressed now is meant for what comes after.
    pub fn is_away(&self) -> bool {
        self.is_journalling() || self.outside.is_some()
    }

    pub fn say(&mut self, text: impl Into<String>) {
        self.tell(text.into(), false);
    }

    pub fn fail(&mut self, text: impl Into<String>) {
        self.tell(text.into(), true);
    }

    fn tell(&mut self, text: String, failure: bool) {
        let notice = Notice {
            text: one_line(&text),
            failure,
        };
        self.notices.keep(&notice);
        self.notice = Some(notice);
    }

    /// The screen's bands. A failure that does not fit one line gets two: it must be read.
    pub fn bands(&self) -> Bands {
        let bands = space::bands(self.width, self.height);
        let room = usize::from(self.width.saturating_sub(2));
        let long = |notice: &Notice| notice.failure && measure::width(&notice.shown()) > room;
        match &self.notice {
            Some(notice) if long(notice) => bands.with_two_lines(),
            _ => bands,
        }
    }

    pub fn body(&self) -> Area {
        self.bands().body
    }

    /// Whether list and detail stand side by side.
    pub fn is_split(&self) -> bool {
        self.detail.shown && self.width >= space::WIDE
    }

    pub fn is_in_detail(&self) -> bool {
        self.layers
            .iter()
            .any(|layer| matches!(layer, Layer::Detail))
    }

    /// How many rows of the list are in sight; its first line holds the names of the columns.
    pub fn list_page(&self) -> usize {
        usize::from(self.body().height.saturating_sub(1)).max(1)
    }

    pub fn list_area(&self) -> Area {
        if self.is_split() {
            space::side_by_side(self.body(), self.split.list).0
        } else {
            self.body()
        }
    }

    pub fn detail_area(&self) -> Area {
        if self.is_split() {
            space::side_by_side(self.body(), self.split.list).1
        } else {
            self.body()
        }
    }

    /// How many lines of the detail are in sight; its first line holds the name.
    pub fn detail_page(&self) -> usize {
        usize::from(self.detail_area().height.saturating_sub(1)).max(1)
    }

    pub fn current(&self) -> Option<&Arc<Customer>> {
        self.list.row(self.list.current()?)
    }

    /// The detail of the customer under the cursor; first what the search found it by, where the list does
    /// not show that.
    pub fn sheet(&self) -> Vec<SheetLine> {
        let width = usize::from(self.detail_area().width);
        let Some(record) = self.current() else {
            return Vec::new();
        };
        let current = self.list.current();
        let reasons = current.and_then(|id| self.list.reasons.get(&id));
        let mut lines = reasons.map_or(Vec::new(), |reasons| {
            sheet::matched(reasons, &self.list.sought, width)
        });
        let all = self.detail.all;
        let sheet = sheet::sheet(record, &self.catalog, &self.fields, all, width);
        lines.extend(sheet);
        lines.extend(notes::lines(self, current, width));
        lines
    }

    /// A customer's name, as the list or its draft knows it.
    pub fn name_of(&self, id: CustomerId) -> String {
        match (self.list.row(id), self.drafts.to_resume(Some(id)).first()) {
            (Some(record), _) if !record.name().is_empty() => one_line(record.name()),
            (_, Some(draft)) => one_line(&draft.name),
            _ => words::customer_of_id(id),
        }
    }

    pub fn form(&self) -> Option<&Form> {
        self.layers.iter().rev().find_map(|layer| match layer {
            Layer::Edit(form) => Some(form.as_ref()),
            _ => None,
        })
    }

    /// The keys of the drafts that are being typed into.
    pub fn typed_into(&self) -> Vec<String> {
        let key = |layer: &Layer| match layer {
            Layer::Edit(form) => Some(form.key.clone()),
            Layer::Note(writing) => Some(writing.key().to_owned()),
            _ => None,
        };
        self.layers.iter().filter_map(key).collect()
    }

    pub fn form_mut(&mut self) -> Option<&mut Form> {
        self.layers.iter_mut().rev().find_map(|layer| match layer {
            Layer::Edit(form) => Some(form.as_mut()),
            _ => None,
        })
    }

    /// Takes the topmost form away, and whatever lies over it.
    pub fn close_form(&mut self) {
        if let Some(at) = self
            .layers
            .iter()
            .rposition(|layer| matches!(layer, Layer::Edit(_)))
        {
            self.layers.truncate(at);
        }
    }
}
