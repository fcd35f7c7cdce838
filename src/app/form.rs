//! Owns a form: the fields of one customer being edited, where the focus is, and what has changed since
//! the record it started from.
//! Must not draw, send or keep anything on disk: `draft()` says what is worth keeping.

pub mod choice;
pub mod date;
pub mod difference;
pub mod flag;
pub mod follow;
pub mod group;
pub mod history;
pub mod input;
pub mod keep;
pub mod multi;
pub mod note;
pub mod number;
pub mod plan;
pub mod rebase;
pub mod steps;
pub mod text;
pub mod touch;

use std::sync::Arc;

use serde_json::{Map, Value};

use crate::customer::changeset::Replaced;
use crate::customer::text::one_line;
use crate::customer::validate::check_member;
use crate::customer::{Catalog, Change, Customer, CustomerId, Field, Fields, blank, layout};

use self::follow::Met;
use self::group::MemberInput;
use self::history::History;
use self::input::Input;

use super::keymap::Context;
use super::twins::Twins;
use super::words;

/// Where the focus can stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Stop {
    /// Which field, by its place in the form.
    pub entry: usize,
    pub at: At,
}

/// Where inside a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum At {
    Whole,
    /// One member of one element of a list.
    Member(usize, usize),
    /// The line that adds an element.
    Adder,
}

/// One field of the form.
#[derive(Clone, Debug)]
pub struct Entry {
    pub field: Field,
    pub section: String,
    pub input: Input,
}

/// One customer being edited.
#[derive(Clone, Debug)]
pub struct Form {
    /// Names its draft, as long as the form lives and whatever becomes of it.
    pub key: String,
    /// The customer; none for a new one.
    pub of: Option<CustomerId>,
    /// The record the typing started from.
    pub base: Arc<Customer>,
    pub entries: Vec<Entry>,
    pub focus: Stop,
    /// The first line in sight.
    pub top: usize,
    /// The same on every try to make this customer.
    pub request_id: String,
    /// Why the server refused it, when it did.
    pub refused: Option<String>,
    /// What somebody else did to the record while the form was open.
    pub met: Met,
    /// Who a new customer may be that is here already.
    pub twins: Twins,
    /// What in the outbox saving this takes the place of.
    pub replaces: Option<Replaced>,
    /// Changes that go out with it and have no line here.
    pub unseen: Vec<Change>,
    /// The one field that this form is for: written by hand to decide a conflict, and not saved.
    pub hand: Option<String>,
    pub catalog: Arc<Catalog>,
    problems: Vec<(Stop, String)>,
    history: History,
    /// What a draft kept for fields that are not known (yet).
    unknown: Map<String, Value>,
}

impl Form {
    /// A form on a customer.
    pub fn edit(
        key: String,
        of: CustomerId,
        base: Arc<Customer>,
        catalog: &Arc<Catalog>,
        fields: &Fields,
    ) -> Form {
        Form::on(key, Some(of), base, catalog, fields)
    }

    /// A form for a new customer. Its draft goes by the name of its request: nobody else has it.
    pub fn new_customer(request_id: String, catalog: &Arc<Catalog>, fields: &Fields) -> Form {
        let base = Arc::new(blank::blank(catalog));
        let mut form = Form::on(request_id.clone(), None, base, catalog, fields);
        form.request_id = request_id;
        form
    }

    fn on(
        key: String,
        of: Option<CustomerId>,
        base: Arc<Customer>,
        catalog: &Arc<Catalog>,
        fields: &Fields,
    ) -> Form {
        let mut entries = Vec::new();
        for section in layout::sections(&catalog.layout, fields) {
            for field in section.fields {
                if is_empty_copy(field, &base) {
                    continue;
                }
                if let Some(input) = Input::new(field, &base.part(field), catalog) {
                    entries.push(Entry {
                        field: field.clone(),
                        section: one_line(&section.label),
                        input,
                    });
                }
            }
        }
        let mut form = Form {
            key,
            of,
            base,
            entries,
            focus: Stop {
                entry: 0,
                at: At::Whole,
            },
            top: 0,
            request_id: String::new(),
            refused: None,
            met: Met::default(),
            twins: Twins::default(),
            replaces: None,
            unseen: Vec::new(),
            hand: None,
            catalog: Arc::clone(catalog),
            problems: Vec::new(),
            history: History::default(),
            unknown: Map::new(),
        };
        let name = form.entries.iter().position(|entry| entry.field.required);
        form.focus.entry = name.unwrap_or(0);
        form.settle_focus();
        form
    }

    /// The customer's name as typed so far.
    pub fn name(&self) -> String {
        let typed = self
            .entries
            .iter()
            .find(|entry| entry.field.wire == "customerName")
            .map(|entry| entry.input.shown(&entry.field));
        typed
            .filter(|name| !name.trim().is_empty())
            .unwrap_or_else(|| match self.of {
                Some(_) => one_line(self.base.name()),
                None => words::NEW_CUSTOMER.to_owned(),
            })
    }

    /// Every place where the focus can stand, from the top.
    pub fn stops(&self) -> Vec<Stop> {
        let mut stops = Vec::new();
        for (entry, it) in self.entries.iter().enumerate() {
            let Input::Group(group) = &it.input else {
                stops.push(Stop {
                    entry,
                    at: At::Whole,
                });
                continue;
            };
            for (nth, element) in group.elements.iter().enumerate() {
                let members = 0..element.inputs.len();
                stops.extend(members.map(|member| Stop {
                    entry,
                    at: At::Member(nth, member),
                }));
            }
            stops.push(Stop {
                entry,
                at: At::Adder,
            });
        }
        stops
    }

    pub fn focused(&self) -> Option<&Entry> {
        self.entries.get(self.focus.entry)
    }

    /// The member that has the focus, inside a list.
    pub fn focused_member(&self) -> Option<&MemberInput> {
        match (&self.focused()?.input, self.focus.at) {
            (Input::Group(group), At::Member(element, member)) => {
                group.elements.get(element)?.inputs.get(member)
            }
            _ => None,
        }
    }

    /// Where keys are looked up, the most particular first.
    pub fn contexts(&self) -> Vec<Context> {
        let line = [Context::FormLine, Context::Line];
        let mut contexts = Vec::new();
        if self.hand.is_some() {
            contexts.push(Context::Hand);
        }
        match (self.focused().map(|entry| &entry.input), self.focus.at) {
            (Some(Input::Group(_)), At::Adder) => contexts.push(Context::Adder),
            (Some(Input::Group(_)), _) => {
                contexts.push(Context::Element);
                match self.focused_member() {
                    Some(MemberInput::Choice(_)) => contexts.push(Context::Choice),
                    _ => contexts.extend(line),
                }
            }
            (Some(Input::Choice(_)), _) => contexts.push(Context::Choice),
            (Some(Input::Multi(_)), _) => contexts.push(Context::Multi),
            (Some(Input::Flag(_)), _) => contexts.push(Context::Flag),
            (Some(Input::Note(_)), _) => contexts.extend([Context::Note, Context::Line]),
            _ => contexts.extend(line),
        }
        // A form's own keys come before the line's: ctrl-z and the arrows mean the form.
        if self.of.is_none() && self.hand.is_none() {
            contexts.push(Context::NewForm);
        }
        contexts.push(Context::Form);
        contexts
    }

    /// Moves the focus by so many stops, checking what it leaves.
    pub fn step(&mut self, by: isize) {
        let stops = self.stops();
        let here = self.position(&stops);
        let last = stops.len().saturating_sub(1);
        let there = here.saturating_add_signed(by).min(last);
        self.go(stops.get(there).copied());
    }

    /// Moves the focus to the next or previous section's first field.
    pub fn step_section(&mut self, forward: bool) {
        let section = |stop: &Stop| self.entries.get(stop.entry).map(|e| e.section.as_str());
        let stops = self.stops();
        let here = self.position(&stops);
        let now = section(&self.focus);
        let there = if forward {
            stops.iter().skip(here).find(|stop| section(stop) != now)
        } else {
            let before = stops.iter().take(here).rev();
            let other = before.map(section).find(|name| *name != now);
            let first = |name: Option<&str>| stops.iter().find(|stop| section(stop) == name);
            first(now)
                .filter(|start| **start != self.focus)
                .or_else(|| other.and_then(first))
        };
        let there = there.copied();
        self.go(there);
    }

    /// Moves the focus to a stop, checking what it leaves.
    pub fn go_to(&mut self, stop: Stop) {
        let is_there = self.stops().contains(&stop);
        self.go(is_there.then_some(stop));
    }

    fn position(&self, stops: &[Stop]) -> usize {
        stops
            .iter()
            .position(|stop| *stop == self.focus)
            .unwrap_or(0)
    }

    fn go(&mut self, to: Option<Stop>) {
        self.check(self.focus);
        self.history.part();
        if let Some(to) = to {
            self.focus = to;
        }
    }

    /// Puts the focus back where there is something, after lines came or went.
    fn settle_focus(&mut self) {
        let stops = self.stops();
        if !stops.contains(&self.focus) {
            let near = stops.iter().rev().find(|stop| **stop <= self.focus);
            self.focus = near.or(stops.first()).copied().unwrap_or(self.focus);
        }
    }

    /// What is wrong at a stop, as it was when the focus left it.
    pub fn problem(&self, at: Stop) -> Option<&str> {
        self.problems
            .iter()
            .find(|(stop, _)| *stop == at)
            .map(|(_, why)| why.as_str())
    }

    fn check(&mut self, stop: Stop) {
        self.problems.retain(|(other, _)| *other != stop);
        if let Some(why) = self.judge(stop) {
            self.problems.push((stop, why));
        }
    }

    fn judge(&self, stop: Stop) -> Option<String> {
        let entry = self.entries.get(stop.entry)?;
        match (&entry.input, stop.at) {
            (Input::Group(group), At::Member(element, member)) => {
                let input = group.elements.get(element)?.inputs.get(member)?;
                let member = group.of.members().get(member)?;
                let checked = input
                    .is_changed()
                    .then(|| check_member(member, input.shown()));
                checked?.err().map(|invalid| invalid.reason)
            }
            (Input::Group(_), _) => None,
            (typed, _) => {
                let before = self.base.part(&entry.field);
                let part = typed.part(&entry.field, &before, &self.catalog);
                let part = match self.of {
                    None => part.and_then(|part| input::required(&entry.field, &part)),
                    Some(_) => part,
                };
                part.err().map(|invalid| invalid.reason)
            }
        }
    }

    /// Checks every field; puts the focus on the first that is wrong and says whether all is well.
    pub fn check_all(&mut self) -> bool {
        self.problems.clear();
        for stop in self.stops() {
            self.check(stop);
        }
        match self.problems.first() {
            None => true,
            Some((stop, _)) => {
                self.focus = *stop;
                false
            }
        }
    }

    pub fn problems(&self) -> usize {
        self.problems.len()
    }

    /// Whether anything differs from the record it started from.
    pub fn is_changed(&self) -> bool {
        let beside = !self.unknown.is_empty() || !self.unseen.is_empty();
        beside || self.entries.iter().any(|entry| entry.input.is_changed())
    }

    /// What is to be sent: the fields that changed, and no other. A field that cannot be read is left out.
    pub fn changes(&self) -> Vec<Change> {
        self.entries
            .iter()
            .filter(|entry| entry.input.is_changed())
            .filter_map(|entry| {
                let from = self.base.part(&entry.field);
                let to = entry.input.part(&entry.field, &from, &self.catalog).ok()?;
                Some(Change {
                    field: entry.field.wire.to_string(),
                    from,
                    to,
                })
            })
            .chain(self.unseen.iter().cloned())
            .filter(|change| !change.is_nothing())
            .collect()
    }

    /// The record as it would be with everything that is typed.
    pub fn record(&self) -> Customer {
        let mut record = Customer::clone(&self.base);
        for change in self.changes() {
            record.apply(&change);
        }
        record
    }
}

/// The flat copies of the first phone number and e-mail address: a line of their own only where a record
/// has something in them.
fn is_empty_copy(field: &Field, base: &Customer) -> bool {
    matches!(field.wire.as_ref(), "phoneNumber" | "contactEmail")
        && base.text(&field.wire).trim().is_empty()
}
