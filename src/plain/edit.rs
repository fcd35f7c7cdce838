//! Owns talking over a form: its fields by number and name, which of them is asked for, and how the form is left.
//! Each accepted answer is on disk before the next question.
//! Must not know what a field takes.

use std::io::Write;

use super::Stop;
use super::desk::Desk;
use super::value::Went;
use super::word::Deed;
use crate::app::form::input::Input;
use crate::app::form::{At, Form, Stop as Spot};
use crate::app::words::plain as words;
use crate::customer::text::{fold, one_line};

impl<W: Write> Desk<W> {
    /// Talks over a form until it is saved or left. `field`: the one to begin with.
    pub(super) async fn fill_in(
        &mut self,
        mut form: Form,
        field: Option<&str>,
    ) -> Result<(), Stop> {
        let ended = self.talk_over(&mut form, field).await;
        if self.drafts.get(&form.key).is_some() {
            let kept = match form.of {
                Some(_) => words::kept(form.name()),
                None => words::kept_new(form.name()),
            };
            // Where nobody listens any more there is nobody to tell.
            drop(self.talk.say(kept));
        }
        ended
    }

    async fn talk_over(&mut self, form: &mut Form, field: Option<&str>) -> Result<(), Stop> {
        match field {
            Some(name) => {
                if form.of.is_none() {
                    self.talk.say(words::NAME_HELP)?;
                }
                self.field(form, name).await?;
            }
            None => {
                self.talk.say(words::editing(form.name()))?;
                self.list_fields(form, false)?;
            }
        }
        self.talk.say(words::FORM_BEGIN)?;
        loop {
            let question = words::ask_form(form.name());
            match Deed::of(&self.talk.ask(&question).await?) {
                Deed::Nothing => self.talk.say(words::NOTHING_TYPED)?,
                Deed::Help => self.talk.say_all(words::FORM_HELP)?,
                Deed::Quit => return Err(Stop::Left),
                Deed::Leave => return Ok(()),
                Deed::Save => {
                    if self.save(form).await? {
                        return Ok(());
                    }
                }
                Deed::List => self.list_fields(form, true)?,
                Deed::Through => self.go_through(form).await?,
                Deed::Changes => self.tell_changes(form)?,
                Deed::Discard => {
                    if self.discard(form).await? {
                        return Ok(());
                    }
                }
                Deed::Undo => {
                    let done = form.undo();
                    self.went_back(form, done, words::NOTHING_TO_UNDO).await?;
                }
                Deed::Redo => {
                    let done = form.redo();
                    self.went_back(form, done, words::NOTHING_TO_REDO).await?;
                }
                Deed::Field(name) => self.field(form, &name).await?,
            }
        }
    }

    /// The fields with their numbers, and what they say.
    fn list_fields(&mut self, form: &Form, all: bool) -> Result<(), Stop> {
        let mut section = "";
        let mut empty = 0;
        for (nth, entry) in form.entries.iter().enumerate() {
            let shown = entry.input.shown(&entry.field);
            if shown.is_empty() && !all {
                empty += 1;
                continue;
            }
            if section != entry.section {
                section = &entry.section;
                self.talk.say(format!("{section}."))?;
            }
            let shown = if shown.is_empty() {
                words::EMPTY
            } else {
                &shown
            };
            self.talk
                .say(format!("{}. {}: {shown}", nth + 1, label(form, nth)))?;
        }
        if empty > 0 {
            self.talk.say(words::empty_fields(empty))?;
        }
        Ok(())
    }

    /// Asks for one field, by its number or its name.
    async fn field(&mut self, form: &mut Form, name: &str) -> Result<(), Stop> {
        match self.found(form, name) {
            Ok(entry) => self.ask_field(form, entry).await.map(drop),
            Err(why) => Ok(self.talk.say(why)?),
        }
    }

    /// Which field is meant, or why none is.
    fn found(&self, form: &Form, name: &str) -> Result<usize, String> {
        let all = form.entries.len();
        if let Ok(number) = name.parse::<usize>() {
            return match number.checked_sub(1).filter(|at| *at < all) {
                Some(at) => Ok(at),
                None => Err(words::no_such_number(all)),
            };
        }
        let known = self.fields.find(name).map(|field| field.wire.clone());
        let is_it = |at: &usize| Some(&form.entries[*at].field.wire) == known.as_ref();
        if let Some(at) = (0..all).find(is_it) {
            return Ok(at);
        }
        let wanted = fold(name);
        let holds = |at: &usize| match form.entries.get(*at).map(|entry| &entry.input) {
            Some(Input::Group(group)) => {
                let mut members = group.of.members().iter();
                members.any(|member| fold(member.label).starts_with(&wanted))
            }
            _ => false,
        };
        let begins = |at: &usize| fold(&form.entries[*at].field.label).starts_with(&wanted);
        let like: Vec<usize> = (0..all).filter(begins).collect();
        match like.as_slice() {
            [one] => Ok(*one),
            [] if (0..all).filter(holds).count() == 1 => {
                Ok((0..all).find(holds).unwrap_or_default())
            }
            [] if known.is_some() => Err(words::not_edited(name)),
            [] => Err(words::no_field(name)),
            many => {
                let names: Vec<String> = many
                    .iter()
                    .map(|at| format!("{} {}", at + 1, label(form, *at)))
                    .collect();
                Err(words::which_field(names.join(", ")))
            }
        }
    }

    /// One field after the other, until somebody has had enough.
    async fn go_through(&mut self, form: &mut Form) -> Result<(), Stop> {
        self.talk.say(words::VALUE_HELP)?;
        for entry in 0..form.entries.len() {
            if let Went::Stop = self.ask_field(form, entry).await? {
                return Ok(());
            }
        }
        self.talk.say(words::WAS_LAST_FIELD)?;
        Ok(())
    }

    fn tell_changes(&mut self, form: &Form) -> Result<(), Stop> {
        let changes = form.differences();
        if changes.is_empty() {
            self.talk.say(words::NO_CHANGES)?;
        }
        let word = |text: &str| match text {
            "" => words::NOTHING.to_owned(),
            text => format!("“{text}”"),
        };
        for change in changes {
            let (from, to) = (word(&change.from), word(&change.to));
            let label = one_line(&change.label);
            self.talk.say(words::changed_from(label, from, to))?;
        }
        Ok(())
    }

    /// Throws away what was typed, once that is meant.
    async fn discard(&mut self, form: &Form) -> Result<bool, Stop> {
        if form.is_changed() && !self.agreed(words::DISCARD).await? {
            return Ok(false);
        }
        self.forget(&form.key).await?;
        self.talk.say(words::DISCARDED)?;
        Ok(true)
    }

    /// A question that is answered by yes or no; silence is no.
    pub(super) async fn agreed(&mut self, question: &str) -> Result<bool, Stop> {
        let typed = self.talk.ask(&words::ask_yes(question)).await?;
        Ok(matches!(typed.to_lowercase().as_str(), "y" | "yes"))
    }

    async fn went_back(&mut self, form: &Form, done: bool, nothing: &str) -> Result<(), Stop> {
        if !done {
            self.talk.say(nothing)?;
            return Ok(());
        }
        self.keep(form).await?;
        self.say_now(form, form.focus.entry)
    }

    /// What a field says now.
    pub(super) fn say_now(&mut self, form: &Form, at: usize) -> Result<(), Stop> {
        if let Some(entry) = form.entries.get(at) {
            let shown = entry.input.shown(&entry.field);
            let shown = if shown.is_empty() {
                words::EMPTY
            } else {
                &shown
            };
            self.talk.say(format!("{}: {shown}", label(form, at)))?;
        }
        Ok(())
    }

    /// Takes what was answered at the focus, or takes it back where it will not do. Says whether it was taken.
    pub(super) async fn accept(&mut self, form: &mut Form) -> Result<bool, Stop> {
        form.step(0);
        if let Some(why) = form.problem(form.focus) {
            let why = words::not_taken(spot(form, form.focus), why);
            form.undo();
            self.talk.say(why)?;
            return Ok(false);
        }
        self.keep(form).await?;
        Ok(true)
    }

    /// Puts the form on disk as it is now; a form that says nothing new needs no place there.
    pub(super) async fn keep(&mut self, form: &Form) -> Result<(), Stop> {
        if !form.is_changed() {
            return self.forget(&form.key).await;
        }
        let draft = form.draft();
        match self.workspace.keep_draft(draft.clone()).await {
            Ok(()) => self.drafts.keep(draft),
            Err(error) => self.talk.say(words::draft_not_kept(error))?,
        }
        Ok(())
    }

    pub(super) async fn forget(&mut self, key: &str) -> Result<(), Stop> {
        if self.drafts.forget(key).is_some() {
            self.workspace.drop_draft(key.to_owned()).await?;
        }
        Ok(())
    }
}

/// What a field is called.
pub fn label(form: &Form, at: usize) -> String {
    let entry = form.entries.get(at);
    entry.map_or(String::new(), |entry| one_line(&entry.field.label))
}

/// What a place in the form is called.
pub fn spot(form: &Form, at: Spot) -> String {
    let label = label(form, at.entry);
    match (form.entries.get(at.entry).map(|entry| &entry.input), at.at) {
        (Some(Input::Group(group)), At::Member(nth, member)) => {
            let member = group
                .of
                .members()
                .get(member)
                .map_or("", |member| member.label);
            format!(
                "{} {} {}",
                group.of.singular(),
                nth + 1,
                member.to_lowercase()
            )
        }
        _ => label,
    }
}
