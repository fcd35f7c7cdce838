//! Owns the question for one value of a form: a line, a text of several lines, a yes or no.
//! Must not check it: the form does.

use std::io::Write;

use super::Stop;
use super::desk::Desk;
use super::edit::{label, spot};
use super::word::Answer;
use crate::app::form::input::Input;
use crate::app::form::{At, Form, Stop as Spot};
use crate::app::words::plain as words;

/// Where a question has led.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Went {
    On,
    /// Back to the form.
    Stop,
}

impl<W: Write> Desk<W> {
    /// Asks for a field until its answer will do.
    pub(super) async fn ask_field(&mut self, form: &mut Form, entry: usize) -> Result<Went, Stop> {
        form.focus = Spot {
            entry,
            at: At::Whole,
        };
        match form.entries.get(entry).map(|entry| &entry.input) {
            None => Ok(Went::On),
            Some(Input::Text(_) | Input::Number(_) | Input::Date(_)) => self.ask_line(form).await,
            Some(Input::Note(_)) => self.ask_note(form).await,
            Some(Input::Choice(_)) => self.ask_choice(form).await,
            Some(Input::Multi(_)) => self.ask_ticks(form).await,
            Some(Input::Flag(_)) => self.ask_flag(form).await,
            Some(Input::Group(_)) => self.ask_group(form, entry).await,
        }
    }

    /// Asks for a value. Whoever types the word for leaving may mean it.
    pub(super) async fn answer(&mut self, question: &str) -> Result<Answer, Stop> {
        loop {
            let typed = self.talk.ask(question).await?;
            if !matches!(typed.as_str(), "q" | "quit") {
                return Ok(Answer::of(&typed));
            }
            let quit = words::ask_quit(&typed);
            if self.agreed(&quit).await? {
                return Err(Stop::Left);
            }
        }
    }

    /// Asks for the line at the focus.
    pub(super) async fn ask_line(&mut self, form: &mut Form) -> Result<Went, Stop> {
        let here = form.focus;
        loop {
            let now = form.line().map(|line| line.text()).unwrap_or_default();
            let question = asking(&spot(form, here), now);
            let text = match self.answer(&question).await? {
                Answer::Keep => return Ok(Went::On),
                Answer::Stop => return Ok(Went::Stop),
                Answer::Help => {
                    self.talk.say(words::VALUE_HELP)?;
                    continue;
                }
                Answer::Empty => String::new(),
                Answer::Text(text) => text,
            };
            form.put(&text);
            if self.accept(form).await? {
                return Ok(Went::On);
            }
            form.focus = here;
        }
    }

    async fn ask_flag(&mut self, form: &mut Form) -> Result<Went, Stop> {
        let here = form.focus;
        loop {
            let Some(entry) = form.focused() else {
                return Ok(Went::On);
            };
            let now = entry.input.shown(&entry.field);
            let question = words::ask_yes(asking(&label(form, here.entry), &now));
            let wanted = match self.answer(&question).await? {
                Answer::Keep => return Ok(Went::On),
                Answer::Stop => return Ok(Went::Stop),
                Answer::Empty => None,
                Answer::Text(text) if matches!(text.as_str(), "y" | "yes") => Some("yes"),
                Answer::Text(text) if matches!(text.as_str(), "n" | "no") => Some("no"),
                Answer::Help | Answer::Text(_) => {
                    self.talk.say(words::FLAG_HELP)?;
                    self.talk.say(words::VALUE_HELP)?;
                    continue;
                }
            };
            match wanted {
                None => drop(form.clear()),
                Some(wanted) => turn(form, wanted),
            }
            if self.accept(form).await? {
                return Ok(Went::On);
            }
        }
    }

    async fn ask_note(&mut self, form: &mut Form) -> Result<Went, Stop> {
        let label = label(form, form.focus.entry);
        let now = match form.focused().map(|entry| &entry.input) {
            Some(Input::Note(note)) => note.text(),
            _ => return Ok(Went::On),
        };
        match now.is_empty() {
            true => self.talk.say(words::is_empty(&label))?,
            false => {
                self.talk.say(format!("{label}:"))?;
                self.talk
                    .say_all(now.lines().map(|line| format!("  {line}")))?;
            }
        }
        loop {
            let question = words::ask_text(&label);
            match self.answer(&question).await? {
                Answer::Keep => return Ok(Went::On),
                Answer::Stop => return Ok(Went::Stop),
                Answer::Help => {
                    self.talk.say(words::VALUE_HELP)?;
                    self.talk.say(words::NOTE_HELP)?;
                    continue;
                }
                Answer::Empty => drop(form.put("")),
                Answer::Text(text) if text == "+" => self.more_lines(form, now.clone()).await?,
                Answer::Text(text) => self.more_lines(form, text).await?,
            }
            if self.accept(form).await? {
                self.talk.say(words::is_changed(&label))?;
                return Ok(Went::On);
            }
        }
    }

    /// Takes lines until one holds a dot alone. What was typed when nothing more comes counts.
    async fn more_lines(&mut self, form: &mut Form, mut text: String) -> Result<(), Stop> {
        loop {
            match self.talk.ask("…").await {
                Ok(line) if line == "." => break,
                Ok(line) => {
                    if !text.is_empty() {
                        text.push('\n');
                    }
                    text.push_str(if line == "=." { "." } else { &line });
                }
                Err(stop) => {
                    form.put(&text);
                    self.accept(form).await?;
                    return Err(stop);
                }
            }
        }
        form.put(&text);
        Ok(())
    }
}

/// The question for a value, with the present one.
pub fn asking(label: &str, now: &str) -> String {
    match now {
        "" => words::ask_empty(label),
        now => words::ask_now(label, now),
    }
}

/// Makes the focused flag say this. An odd value is a yes after one turn, and a no after two.
fn turn(form: &mut Form, wanted: &str) {
    for _ in 0..2 {
        let now = form.focused().map(|entry| entry.input.shown(&entry.field));
        if now.as_deref() == Some(wanted) {
            return;
        }
        form.toggle();
    }
}
