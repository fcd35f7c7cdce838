//! Owns the layers that can lie over the list: each is the state of one screen or box. Keys go to the
//! topmost; drawing starts at the bottom.
//! Must not act: `update/*` does.

use super::action::Action;
use super::breakdown::Breakdown;
use super::bulk::{self, Bulk};
use super::conflict::Conflict;
use super::copy::{Copy, PlainText};
use super::form::Form;
use super::form::touch::Offers;
use super::intake::{Intake, Pick};
use super::labels::Labels;
use super::line::Line;
use super::lists;
use super::notes::Writing;
use super::page::Page;
use super::pairs::Pairs;
use super::sets::{History, Sets};
use super::shelf::Shelf;
use super::trash::Trash;
use super::twins::TwinList;
use super::unify::Unify;
use super::words;
use crate::customer::text::{fold, one_line};
use crate::customer::{Choice, CustomerId};

#[derive(Clone, Debug)]
pub enum Layer {
    /// The search line has the keys; the list follows.
    Search,
    /// The detail has the keys.
    Detail,
    Edit(Box<Form>),
    /// Letters beside the fields of the form below; typing them goes there.
    Labels(Labels),
    Picker(Box<Picker>),
    /// The views.
    Views(Shelf),
    /// How the result falls apart by a field.
    Breakdown(Breakdown),
    Confirm(Confirm),
    Conflict(Box<Conflict>),
    Drafts(DraftList),
    /// The outbox, or what was done.
    Sets(Sets),
    /// What became of one customer.
    History(History),
    Trash(Box<Trash>),
    /// A note that is being written.
    Note(Box<Writing>),
    /// The likely twins of the customer in the form below.
    Twins(TwinList),
    /// The walk through likely pairs.
    Pairs(Box<Pairs>),
    /// Several that are to become one.
    Unify(Box<Unify>),
    /// Many are edited in one way.
    Bulk(Box<Bulk>),
    /// A file is taken in.
    Intake(Box<Intake>),
    Help {
        top: usize,
    },
    /// The card of a first start, the notices, or what rolo is.
    Page(Page),
    /// A text alone on the screen, to be selected with the mouse.
    Plain(PlainText),
}

/// A list to choose from.
#[derive(Clone, Debug)]
pub struct Picker {
    pub title: String,
    pub purpose: Purpose,
    /// What has been typed to narrow it.
    pub line: Line,
    pub items: Vec<Item>,
    /// Which item, among those that match.
    pub cursor: usize,
    pub top: usize,
    /// Whether a word that is not in the list may be taken: only where the list is not known.
    pub free: bool,
    /// What was added to the order by the key before this one.
    pub added: Option<Take>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// One value for the form's focused field.
    Choice,
    /// Several for it.
    Tick,
    /// The field the list is sorted by.
    Sort,
    /// The columns of the list, and their order.
    Columns,
    /// An earlier search.
    Recall,
    /// Something about a file that is taken in.
    Intake,
    /// A part of an edit of many.
    Bulk,
    /// What becomes of what was typed about a customer that is gone.
    Gone,
    /// What of a customer is copied.
    Copy,
    /// Which customer of a change of many is put right.
    Step,
    /// The lists that forms offer, and what is done with them.
    Lists,
    /// Anything that can be done.
    Palette,
}

/// One thing to choose.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    pub name: String,
    /// Said beside it: a code, “not in list”.
    pub note: String,
    /// Taken now.
    pub current: bool,
    /// What choosing it takes; none empties the field (or, for a value that is not in the list, keeps it).
    pub take: Take,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Take {
    Offer(Choice),
    Nothing,
    AsItIs,
    SortBy(String),
    /// No order of its own: those that match best come first.
    BestMatch,
    Column(String),
    Search(String),
    Intake(Pick),
    Bulk(bulk::Pick),
    Gone(Way),
    Copy(Copy),
    /// One step of a set that waits.
    Step {
        set: String,
        nth: usize,
    },
    Lists(lists::Pick),
    Act(Action),
}

/// What becomes of what was typed about a customer that is gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// Out of the trash, then as typed.
    Restore,
    AsNew,
    Keep,
}

impl Picker {
    /// A drop-down: what is offered, and what is there now even where it is not offered.
    pub fn of_offers(offers: Offers) -> Picker {
        let is_current = |offer: &Choice| {
            offers
                .current
                .iter()
                .any(|name| *name == one_line(&offer.name) || offer.code.as_deref() == Some(name))
        };
        let known = |name: &String| {
            offers
                .all
                .iter()
                .any(|offer| one_line(&offer.name) == *name || offer.code.as_deref() == Some(name))
        };
        let mut items: Vec<Item> = Vec::new();
        for stranger in offers.current.iter().filter(|name| !known(name)) {
            items.push(Item {
                name: stranger.clone(),
                note: if offers.all.is_empty() {
                    ""
                } else {
                    words::NOT_IN_LIST
                }
                .to_owned(),
                current: true,
                take: if offers.many {
                    Take::Offer(word(stranger))
                } else {
                    Take::AsItIs
                },
            });
        }
        if offers.clearable && !offers.current.is_empty() {
            items.push(Item {
                name: words::NOTHING_CHOSEN.to_owned(),
                note: String::new(),
                current: false,
                take: Take::Nothing,
            });
        }
        for offer in &offers.all {
            let current = is_current(offer);
            if offer.enabled || current {
                items.push(Item {
                    name: one_line(&offer.name),
                    note: match (&offer.code, offer.enabled) {
                        (_, false) => words::NO_LONGER_OFFERED.to_owned(),
                        (Some(code), _) if *code != offer.name && code.len() <= 4 => one_line(code),
                        _ => String::new(),
                    },
                    current,
                    take: Take::Offer(offer.clone()),
                });
            }
        }
        Picker {
            title: offers.title,
            purpose: if offers.many {
                Purpose::Tick
            } else {
                Purpose::Choice
            },
            line: Line::default(),
            cursor: items.iter().position(|item| item.current).unwrap_or(0),
            items,
            top: 0,
            free: offers.all.is_empty(),
            added: None,
        }
    }

    /// The items that match what was typed.
    pub fn matching(&self) -> Vec<&Item> {
        let wanted = fold(self.line.text());
        if matches!(self.purpose, Purpose::Recall | Purpose::Palette) {
            return near(&self.items, &wanted);
        }
        let fits = |text: &str| fold(text).contains(&wanted);
        self.items
            .iter()
            .filter(|item| fits(&item.name) || (!item.note.is_empty() && fits(&item.note)))
            .collect()
    }

    /// What is taken now: the item under the cursor, or what was typed where any word may be taken.
    pub fn taken(&self) -> Option<Take> {
        let typed = self.line.text().trim();
        match self.matching().get(self.cursor) {
            Some(item) => Some(item.take.clone()),
            None if self.free && !typed.is_empty() => Some(Take::Offer(word(typed))),
            None => None,
        }
    }

    pub fn step(&mut self, by: isize) {
        let last = self.matching().len().saturating_sub(1);
        self.cursor = self.cursor.saturating_add_signed(by).min(last);
    }

    pub fn settle(&mut self, page: usize) {
        let page = page.max(1);
        self.top = self
            .top
            .min(self.cursor)
            .max((self.cursor + 1).saturating_sub(page));
        self.top = self.top.min(self.matching().len().saturating_sub(page));
    }
}

/// The items whose letters come in the order of what was typed: those that hold it as it is first.
fn near<'a>(items: &'a [Item], wanted: &str) -> Vec<&'a Item> {
    let whole = |item: &&Item| fold(&item.name).contains(wanted);
    let scattered = |item: &&Item| {
        let folded = fold(&item.name);
        let mut letters = folded.chars();
        let mut wanted = wanted.chars().filter(|c| *c != ' ');
        wanted.all(|letter| letters.any(|other| other == letter))
    };
    let first = items.iter().filter(whole);
    let rest = items.iter().filter(|item| !whole(item)).filter(scattered);
    first.chain(rest).collect()
}

/// A choice by its name alone.
fn word(name: &str) -> Choice {
    Choice {
        id: serde_json::Value::Null,
        name: name.to_owned(),
        code: None,
        enabled: true,
        object: None,
    }
}

/// A question with two answers; the safe one is chosen until a person chooses the other.
#[derive(Clone, Debug, PartialEq)]
pub struct Confirm {
    pub question: String,
    pub detail: String,
    /// What “yes” is called here.
    pub yes: &'static str,
    pub no: &'static str,
    pub on_yes: bool,
    pub what: Asked,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asked {
    Delete(Vec<CustomerId>),
    Discard,
    /// A kept draft, by its key.
    DiscardDraft(String),
    /// Give up a set that is not over.
    DropSet(String),
    /// Take a set back.
    Undo(String),
}

/// Where a person is among the drafts; the newest stands first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DraftList {
    pub cursor: usize,
    pub top: usize,
}

impl DraftList {
    pub fn step(&mut self, by: isize, count: usize) {
        let last = count.saturating_sub(1);
        self.cursor = self.cursor.saturating_add_signed(by).min(last);
    }

    pub fn settle(&mut self, count: usize, page: usize) {
        let page = page.max(1);
        self.step(0, count);
        self.top = self
            .top
            .min(self.cursor)
            .max((self.cursor + 1).saturating_sub(page));
    }
}
