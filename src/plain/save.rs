//! Owns saving a form: it is checked, written into the journal, sent, and told what has become of it. What somebody
//! else changed meanwhile is asked for, field by field.
//! Must not merge.

use std::io::Write;

use super::Stop;
use super::desk::Desk;
use super::edit::spot;
use crate::app::conflict::{Conflict, Keep};
use crate::app::form::Form;
use crate::app::words::plain as words;
use crate::app::{told, verdict};
use crate::customer::changeset::{ChangeSet, Entry, Standing};
use crate::customer::telling;
use crate::customer::text::one_line;

impl<W: Write> Desk<W> {
    /// Saves a form. `true`: it is done with, saved or waiting to be sent.
    pub(super) async fn save(&mut self, form: &mut Form) -> Result<bool, Stop> {
        if !form.check_all() {
            for at in form.stops() {
                if let Some(why) = form.problem(at) {
                    self.talk.say(words::problem(spot(form, at), why))?;
                }
            }
            self.talk.say(words::NOTHING_SENT)?;
            return Ok(false);
        }
        if form.of.is_some() && form.changes().is_empty() {
            self.talk.say(words::SAME_AS_BEFORE)?;
            return Ok(true);
        }
        if form.of.is_none() && !self.is_new(form).await? {
            return Ok(false);
        }
        let (action, steps) = form.steps(false);
        let key = Some(form.key.clone());
        let written = match form.replaces.clone() {
            Some(old) => self.workspace.replace(old, action, steps, key).await,
            None => self.workspace.commit(action, steps, key).await,
        };
        match written {
            Ok(set) => {
                // The journal has it from here on, and the draft is gone with the same write.
                self.drafts.forget(&form.key);
                self.settle(set, Some(form)).await
            }
            Err(error) => {
                self.talk.say(words::not_saved(form.name(), error))?;
                Ok(false)
            }
        }
    }

    /// Whether a new customer is to be made although somebody like it is here, where that is so.
    async fn is_new(&mut self, form: &Form) -> Result<bool, Stop> {
        let twins = match self.workspace.twins_of(&form.record()).await {
            Ok(twins) => twins,
            Err(error) => {
                // It is made all the same: to look for doubles is a service.
                tracing::warn!(%error, "nobody could be compared with the new customer");
                return Ok(true);
            }
        };
        if twins.is_empty() {
            return Ok(true);
        }
        self.talk.say(words::LIKELY_HERE)?;
        for twin in &twins {
            self.talk.say(words::twin(one_line(&twin.name), twin.id))?;
        }
        self.agreed(words::MAKE_ALL_THE_SAME).await
    }

    /// Sends what is written down and tells what has become of it. `form`: what it was typed into, which stays open
    /// where the server refuses it. `true`: there is no more to be done here.
    pub(super) async fn settle(
        &mut self,
        set: ChangeSet,
        form: Option<&mut Form>,
    ) -> Result<bool, Stop> {
        let mut entry = self.judged(&set.id).await?;
        let mut met = None;
        while let Some(conflict) = Conflict::of(&entry) {
            let decided = match self.decide(conflict).await {
                Ok(Some(decided)) => decided,
                undecided => {
                    self.talk.say(words::UNDECIDED)?;
                    return undecided.map(|_| true);
                }
            };
            let changes = decided.resolved(&self.fields);
            self.workspace
                .resolve(&set.id, decided.step, changes)
                .await?;
            entry = self.judged(&set.id).await?;
            met = Some(decided.name);
        }
        if let Some(name) = met.filter(|_| entry.is_over() && !entry.is_done()) {
            self.talk.say(words::theirs_stays(name))?;
            return Ok(true);
        }
        if entry.is_over() {
            self.tell_done(&entry).await?;
            return Ok(true);
        }
        let why = telling::reason(&entry, &self.fields);
        let why = why.unwrap_or_else(|| telling::standing(&entry));
        let why = one_line(why.trim_end_matches('.'));
        let is_refused = entry
            .standing
            .iter()
            .any(|standing| matches!(standing, Standing::Refused { .. }));
        match form {
            Some(form) if is_refused => {
                // Kept before the set goes: what was typed is on disk all the time.
                self.keep(form).await?;
                self.workspace.drop_set(&set.id).await?;
                self.talk.say(words::not_saved(form.name(), why))?;
                Ok(false)
            }
            _ => {
                let of = told::of(&entry.set);
                self.talk.say(words::in_outbox(of, why))?;
                Ok(true)
            }
        }
    }

    /// How a set stands once it was tried. Whoever does not want to wait for that may leave.
    async fn judged(&mut self, set: &str) -> Result<Entry, Stop> {
        match self.talk.wait(self.workspace.verdict(set)).await {
            Err(Stop::Interrupted) => {
                self.talk.say(words::WRITTEN_DOWN)?;
                Err(Stop::Interrupted)
            }
            entry => Ok(entry??),
        }
    }

    async fn tell_done(&mut self, entry: &Entry) -> Result<(), Stop> {
        let done = verdict::over(entry, "", &self.fields).replace(" · ", "; ");
        self.talk.say(format!("{done}."))?;
        let made = entry.standing.iter().find_map(|standing| match standing {
            Standing::Done { id, .. } => Some(*id),
            _ => None,
        });
        if let Some(id) = made
            && let Some(record) = self.workspace.read(id).await?
        {
            self.open = Some((id, one_line(record.name())));
        }
        Ok(())
    }

    /// Asks what shall be of each field that two have changed; none: later.
    async fn decide(&mut self, mut conflict: Conflict) -> Result<Option<Conflict>, Stop> {
        self.talk.say(words::conflict(&conflict.name))?;
        for at in 0..conflict.clashes.len() {
            conflict.cursor = at;
            let clash = conflict.clashes[at].clone();
            let label = told::label(&clash.field, &self.fields);
            let said = |part| match told::value(&clash.field, part, &self.fields) {
                text if text.is_empty() => words::NOTHING.to_owned(),
                text => format!("“{text}”"),
            };
            self.talk.say(words::field_was(&label, said(&clash.base)))?;
            let (theirs, yours) = (said(&clash.theirs), said(&clash.mine));
            self.talk.say(words::theirs_and_yours(theirs, yours))?;
            let both = conflict.both(&self.fields, &self.catalog);
            let question = match both {
                Some(_) => words::ask_whose_or_both(&label),
                None => words::ask_whose(&label),
            };
            let keep = loop {
                match (self.talk.ask(&question).await?.as_str(), &both) {
                    ("m", _) => break Keep::Mine,
                    ("t", _) => break Keep::Theirs,
                    ("b", Some(both)) => break both.clone(),
                    ("k", _) => return Ok(None),
                    ("q" | "quit", _) => return Err(Stop::Left),
                    _ => self.talk.say_all(words::CONFLICT_HELP)?,
                }
            };
            conflict.keep(keep);
        }
        Ok(Some(conflict))
    }
}
