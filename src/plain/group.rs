//! Owns the questions for a list inside a customer: addresses, phone numbers, e-mail addresses.
//! Must not know what stands in an element.

use std::io::Write;

use super::Stop;
use super::desk::Desk;
use super::edit::label;
use super::value::Went;
use crate::app::form::group::MemberInput;
use crate::app::form::input::Input;
use crate::app::form::{At, Form, Stop as Spot};
use crate::app::words::plain as words;

impl<W: Write> Desk<W> {
    pub(super) async fn ask_group(&mut self, form: &mut Form, entry: usize) -> Result<Went, Stop> {
        let label = label(form, entry);
        self.read_elements(form, entry)?;
        loop {
            let count = elements(form, entry).len();
            let question = match count {
                0 => words::ask_first_element(&label),
                _ => words::ask_element(&label, count),
            };
            let typed = self.talk.ask(&question).await?;
            let nth = |text: &str| {
                let number = text.trim().parse::<usize>().ok()?;
                number.checked_sub(1).filter(|at| *at < count)
            };
            match (typed.as_str(), typed.strip_prefix('d').and_then(nth)) {
                ("", _) => return Ok(Went::On),
                (".", _) => return Ok(Went::Stop),
                ("q" | "quit", _) => return Err(Stop::Left),
                ("a", _) => {
                    form.focus = spot(entry, At::Adder);
                    form.add();
                    self.ask_members(form, entry, count).await?;
                }
                (_, Some(at)) => {
                    form.focus = spot(entry, At::Member(at, 0));
                    form.remove();
                    self.keep(form).await?;
                    self.talk.say(words::ELEMENT_REMOVED)?;
                }
                (other, None) => match nth(other) {
                    Some(at) => drop(self.ask_members(form, entry, at).await?),
                    None => {
                        self.talk.say(words::GROUP_HELP)?;
                        continue;
                    }
                },
            }
            self.read_elements(form, entry)?;
        }
    }

    /// Asks for each member of an element.
    async fn ask_members(
        &mut self,
        form: &mut Form,
        entry: usize,
        element: usize,
    ) -> Result<Went, Stop> {
        let members = match form.entries.get(entry).map(|entry| &entry.input) {
            Some(Input::Group(group)) => group.elements.get(element),
            _ => None,
        };
        let members = members.map_or(0, |element| element.inputs.len());
        if members == 0 {
            self.talk.say(words::ODD_ELEMENT)?;
        }
        for member in 0..members {
            form.focus = spot(entry, At::Member(element, member));
            let went = match form.focused_member() {
                Some(MemberInput::Text(_)) => self.ask_line(form).await?,
                Some(MemberInput::Choice(_)) => self.ask_choice(form).await?,
                None => Went::On,
            };
            if went == Went::Stop {
                return Ok(Went::Stop);
            }
        }
        Ok(Went::On)
    }

    fn read_elements(&mut self, form: &Form, entry: usize) -> Result<(), Stop> {
        let all = elements(form, entry);
        if all.is_empty() {
            self.talk.say(words::no_elements(label(form, entry)))?;
        }
        for (nth, element) in all.iter().enumerate() {
            let shown = if element.is_empty() {
                words::EMPTY
            } else {
                element
            };
            self.talk.say(format!("{}. {shown}", nth + 1))?;
        }
        Ok(())
    }
}

fn spot(entry: usize, at: At) -> Spot {
    Spot { entry, at }
}

/// The elements, each in a line.
fn elements(form: &Form, entry: usize) -> Vec<String> {
    match form.entries.get(entry).map(|entry| &entry.input) {
        Some(Input::Group(group)) => group
            .elements
            .iter()
            .map(|one| one.shown(group.of))
            .collect(),
        _ => Vec::new(),
    }
}
