//! Owns the likely twins of the customer that is being typed: when they are asked for, and which of them a
//! person looks at. Typing never waits for them: one question is under way at a time, and the newest counts.
//! Must not draw.

use super::cmd::Cmd;
use super::cursor::Cursor;
use super::likeness::Twin;
use super::measure;
use super::model::Model;
use super::space::Area;
use super::ticket::Slot;
use super::words;
use crate::customer::Customer;
use crate::customer::text::one_line;

/// How far in the reasons of a twin stand.
pub const REASONS_AT: usize = 3;

/// How likely it is, and why.
pub fn reasons(twin: &Twin) -> String {
    format!("{}%  {}", twin.like.percent, twin.like.sentence())
}

/// What is known of the twins of the open form.
#[derive(Clone, Debug, Default)]
pub struct Twins {
    /// What of the record was asked about last.
    asked: String,
    asking: bool,
    found: Vec<Twin>,
    /// It was said that they could not be read; once is enough while it lasts.
    complained: bool,
}

/// The twins as they are looked through.
#[derive(Clone, Copy, Debug, Default)]
pub struct TwinList {
    pub cursor: Cursor,
}

impl Twins {
    pub fn all(&self) -> &[Twin] {
        &self.found
    }

    /// An answer: what was typed meanwhile is asked about next.
    pub fn take(&mut self, found: Vec<Twin>) {
        // A form that has asked for nothing is another than the one that did.
        if std::mem::take(&mut self.asking) {
            self.found = found;
            self.complained = false;
        }
    }

    /// An answer that could not be had: who was found before is no answer to what is typed now. Asked again as soon
    /// as that changes; not before, or what fails would be asked without end. Whether it is to be said.
    fn miss(&mut self) -> bool {
        let asked = std::mem::take(&mut self.asking);
        self.found.clear();
        asked && !std::mem::replace(&mut self.complained, true)
    }

    /// How many lines below the list all reasons of one need, with a rule; none where they fit beside each.
    pub fn below(&self, body: Area) -> usize {
        let room = usize::from(body.width);
        let long =
            |twin: &Twin| measure::width(&reasons(twin)) > room.saturating_sub(REASONS_AT + 1);
        if !self.found.iter().any(long) {
            return 0;
        }
        let lines =
            |twin: &Twin| measure::wrap(&twin.like.sentence(), room.saturating_sub(2)).len();
        self.found.iter().map(lines).max().unwrap_or(0) + 1
    }

    /// A line for a narrow screen; none where there is no twin.
    pub fn sentence(&self) -> Option<String> {
        let first = self.found.first()?;
        let name = one_line(first.record.name());
        let why = first.like.sentence();
        Some(match self.found.len() {
            1 => words::is_it(name, why),
            many => words::is_it_or_another(name, many - 1, why),
        })
    }
}

/// Asks who the customer of the open form may be, where it is a new one and what says so has changed.
pub fn look(model: &mut Model) -> Option<Cmd> {
    let form = model.form_mut()?;
    if form.of.is_some() || form.hand.is_some() || form.twins.asking {
        return None;
    }
    let record = form.record();
    let tells = what_tells(&record);
    if tells == form.twins.asked {
        return None;
    }
    form.twins.asked = tells;
    if form.twins.asked.is_empty() {
        form.twins.found.clear();
        return None;
    }
    form.twins.asking = true;
    Some(Cmd::Twins {
        ticket: model.tickets.ask(Slot::Twins),
        record: Box::new(record),
    })
}

/// The twins could not be read: typing goes on without them, and a person knows that they were not looked for.
pub fn not_found(model: &mut Model) {
    let form = model.form_mut();
    if form.is_some_and(|form| form.twins.miss()) && model.notice.is_none() {
        model.say(words::TWINS_UNREAD);
    }
}

/// What of a record says who it is; empty while nothing does.
fn what_tells(record: &Customer) -> String {
    let texts = [record.name().trim(), record.text("website").trim()];
    let lists = [
        ("phoneNumbers", "phoneNumber"),
        ("emailAddresses", "emailAddress"),
        ("addresses", "addressLine1"),
    ];
    let mut all: Vec<&str> = texts.to_vec();
    for (list, member) in lists {
        for element in record.list(list) {
            let text = element.get(member).and_then(serde_json::Value::as_str);
            all.push(text.unwrap_or_default().trim());
        }
    }
    all.retain(|text| !text.is_empty());
    all.join("\u{1f}")
}
