//! Owns what is looked at: the results of the last search and the open customer, and what is done there.
//! Must not know how a form is filled in.

use std::io::Write;
use std::sync::Arc;

use super::results::{self, Results};
use super::talk::Talk;
use super::word::Word;
use super::{Stop, sheet, start};
use crate::app::drafts::Drafts;
use crate::app::form::Form;
use crate::app::words::{EDITED_ELSEWHERE, plain as words};
use crate::customer::text::one_line;
use crate::customer::{Catalog, Customer, CustomerId, Draft, Fields};
use crate::query::{self, Query, Search};
use crate::workspace::{Workspace, WorkspaceError};

pub struct Desk<W> {
    pub(super) workspace: Workspace,
    pub(super) talk: Talk<W>,
    pub(super) fields: Arc<Fields>,
    pub(super) catalog: Arc<Catalog>,
    pub(super) drafts: Drafts,
    /// The customer that is looked at, and its name.
    pub(super) open: Option<(CustomerId, String)>,
    results: Results,
    session: String,
    counted: u64,
    /// One customer is to be chosen; the one that was.
    pub(super) picks: bool,
    pub(super) picked: Option<CustomerId>,
}

impl<W: Write> Desk<W> {
    pub async fn open(workspace: Workspace, mut talk: Talk<W>) -> Result<Desk<W>, Stop> {
        start::fill(&workspace, &mut talk).await?;
        start::keep_true(&workspace);
        let session = uuid::Uuid::now_v7().to_string();
        let mut drafts = Drafts::of_session(&session);
        drafts.take(workspace.shelved().await?, &[]);
        Ok(Desk {
            fields: workspace.fields().await?,
            catalog: workspace.catalog().await?,
            workspace,
            talk,
            drafts,
            open: None,
            results: Results::default(),
            session,
            counted: 0,
            picks: false,
            picked: None,
        })
    }

    /// Talks until somebody leaves. `search`: what to begin with.
    pub async fn go(&mut self, search: &str) -> Result<(), Stop> {
        let ended = self.converse(search).await;
        self.workspace.let_drafts_go().await;
        if let Err(Stop::Left | Stop::Interrupted) = ended {
            self.tell_waiting().await?;
        }
        ended
    }

    async fn converse(&mut self, search: &str) -> Result<(), Stop> {
        self.greet().await?;
        let mut next = match search.trim() {
            "" => Word::Nothing,
            text => Word::Search(text.to_owned()),
        };
        let is_asked = !search.trim().is_empty();
        if !is_asked {
            next = self.ask().await?;
        }
        loop {
            match self.act(next).await {
                Err(Stop::Workspace(error)) => self.talk.say(sentence(&error))?,
                other => other?,
            }
            next = self.ask().await?;
        }
    }

    async fn ask(&mut self) -> Result<Word, Stop> {
        let at = self.open.as_ref().map_or("rolo", |(_, name)| name);
        let question = format!("{at}>");
        Ok(Word::of(&self.talk.ask(&question).await?))
    }

    async fn greet(&mut self) -> Result<(), Stop> {
        let found = self.workspace.find(Search::default()).await?;
        self.results = Results::new("", found);
        let name = &self.workspace.spec().name;
        let counted = self.results.counted();
        let greeting = match self.workspace.is_sample() {
            true => words::greeting_sample(name, counted),
            false => words::greeting(name, counted),
        };
        self.talk.say(greeting)?;
        if self.picks {
            return Ok(self.talk.say(words::PICK_HELP)?);
        }
        self.talk.say(words::BEGIN)?;
        let kept: Vec<String> = self
            .drafts
            .iter()
            .map(|draft| one_line(&draft.name))
            .collect();
        match kept.as_slice() {
            [] => {}
            [one] => self.talk.say(words::one_draft(one))?,
            many => self
                .talk
                .say(words::more_drafts(many.len(), many.join("; ")))?,
        }
        Ok(())
    }

    async fn act(&mut self, word: Word) -> Result<(), Stop> {
        match word {
            Word::Nothing => self.talk.say(words::NOTHING_TYPED)?,
            Word::Help => self.talk.say_all(words::HELP)?,
            Word::Quit => return Err(Stop::Left),
            Word::Next => self.step(1).await?,
            Word::Previous => self.step(-1).await?,
            Word::List => self.list().await?,
            Word::All => self.search("").await?,
            Word::Search(text) => self.search(&text).await?,
            Word::Number(number) => {
                if let Some(id) = self.numbered(number)? {
                    if self.picks {
                        self.picked = Some(id);
                        return Err(Stop::Left);
                    }
                    self.show(id).await?;
                }
            }
            Word::Edit(what) => self.edit(&what).await?,
            Word::New => self.create().await?,
            Word::Notes => self.notes().await?,
            Word::Undo => {
                let set = self.workspace.undo(None).await?;
                self.settle(set, None).await?;
            }
            Word::Redo => {
                let set = self.workspace.redo().await?;
                self.settle(set, None).await?;
            }
        }
        Ok(())
    }

    async fn search(&mut self, text: &str) -> Result<(), Stop> {
        let search = Search {
            text: text.to_owned(),
            ..Search::default()
        };
        let found = self.talk.wait(self.workspace.find(search)).await??;
        if let Some(problem) = found.problem {
            self.talk.say(words::not_searched(problem))?;
            return Ok(());
        }
        self.results = Results::new(text, found);
        self.open = None;
        let counted = self.results.counted();
        self.talk.say(counted)?;
        if self.results.ids.is_empty() {
            self.doubt(text)?;
        }
        self.read_page().await
    }

    /// What may be wrong with a search that finds nothing.
    fn doubt(&mut self, text: &str) -> Result<(), Stop> {
        let against = query::Context {
            fields: &self.fields,
            catalog: &self.catalog,
            today: jiff::Zoned::now().date(),
        };
        if let Ok(query) = Query::parse(text, &against) {
            self.talk.say_all(query::doubts(&query, &against))?;
        }
        Ok(())
    }

    /// The page again, as its customers are now.
    async fn list(&mut self) -> Result<(), Stop> {
        self.open = None;
        if self.results.ids.is_empty() {
            let counted = self.results.counted();
            self.talk.say(counted)?;
        }
        self.read_page().await
    }

    async fn read_page(&mut self) -> Result<(), Stop> {
        let page = self.results.page();
        let ids = self.results.ids.get(page.clone()).unwrap_or_default();
        for (number, id) in (page.start + 1..).zip(ids.to_vec()) {
            let mut line = match self.workspace.read(id).await? {
                Some(record) => results::line(number, &record, &self.fields),
                None => words::gone(number),
            };
            if self.results.is_near(number) {
                line.push_str(words::IS_SIMILAR);
            }
            if self.drafts.is_of(id) {
                line.push_str(words::HAS_DRAFT);
            }
            self.talk.say(line)?;
        }
        if let Some(place) = self.results.place() {
            self.talk.say(place)?;
        }
        Ok(())
    }

    /// To the next or the previous page, or from one customer to the next.
    async fn step(&mut self, by: isize) -> Result<(), Stop> {
        let Some((id, _)) = self.open else {
            if self.results.turn(by > 0) {
                return self.read_page().await;
            }
            self.talk.say(match by > 0 {
                true => words::WAS_LAST_PAGE,
                false => words::WAS_FIRST_PAGE,
            })?;
            return Ok(());
        };
        match self.results.beside(id, by) {
            Some(id) => self.show(id).await,
            None => {
                self.talk.say(match by > 0 {
                    true => words::WAS_LAST_CUSTOMER,
                    false => words::WAS_FIRST_CUSTOMER,
                })?;
                Ok(())
            }
        }
    }

    /// The customer of a number of the results.
    fn numbered(&mut self, number: usize) -> Result<Option<CustomerId>, Stop> {
        let all = self.results.ids.len();
        let found = number
            .checked_sub(1)
            .and_then(|at| self.results.ids.get(at));
        if found.is_none() {
            self.talk.say(match all {
                0 => words::NO_RESULTS.to_owned(),
                _ => words::no_number(number, all),
            })?;
        }
        Ok(found.copied())
    }

    pub(super) async fn show(&mut self, id: CustomerId) -> Result<(), Stop> {
        let Some(record) = self.read(id).await? else {
            return Ok(());
        };
        let lines = sheet::lines(&record, &self.fields, &self.catalog);
        self.talk.say_all(lines)?;
        if self.drafts.is_of(id) {
            self.talk.say(words::DRAFT_HERE)?;
        }
        if let Err(error) = self.workspace.used(id).await {
            tracing::warn!(%error, "that a customer was used could not be remembered");
        }
        Ok(())
    }

    /// The customer as it is now, which is looked at from here on.
    async fn read(&mut self, id: CustomerId) -> Result<Option<Arc<Customer>>, Stop> {
        let record = self.workspace.read(id).await?;
        match &record {
            Some(record) => self.open = Some((id, one_line(record.name()))),
            None => self.talk.say(words::not_here(id))?,
        }
        Ok(record)
    }

    async fn notes(&mut self) -> Result<(), Stop> {
        let Some((id, _)) = self.open else {
            self.talk.say(words::WHOSE_NOTES)?;
            return Ok(());
        };
        let notes = self.talk.wait(self.workspace.notes(id)).await??;
        self.talk.say_all(sheet::notes(&notes))?;
        Ok(())
    }

    /// Opens the form of a customer. `what`: a number of the results, or a field.
    async fn edit(&mut self, what: &str) -> Result<(), Stop> {
        let number = what.parse().ok();
        let id = match (number, &self.open) {
            (Some(number), _) => self.numbered(number)?,
            (None, Some((id, _))) => Some(*id),
            (None, None) => {
                self.talk.say(words::EDIT_WHICH)?;
                None
            }
        };
        let Some(id) = id else {
            return Ok(());
        };
        let Some(record) = self.read(id).await? else {
            return Ok(());
        };
        let form = match self.kept(Some(id)).await? {
            Some(form) => form,
            None => {
                let key = self.drafts.key_of(id);
                Form::edit(key, id, record, &self.catalog, &self.fields)
            }
        };
        let field = Some(what).filter(|what| number.is_none() && !what.is_empty());
        self.fill_in(form, field).await
    }

    async fn create(&mut self) -> Result<(), Stop> {
        let mut form = match self.kept(None).await? {
            Some(form) => form,
            None => {
                let request = self.request();
                Form::new_customer(request, &self.catalog, &self.fields)
            }
        };
        if form.request_id.is_empty() {
            form.request_id = self.request();
        }
        let is_new = !form.is_changed();
        self.fill_in(form, is_new.then_some("customerName")).await
    }

    /// A name for a request to make a customer, which no other has.
    fn request(&mut self) -> String {
        self.counted += 1;
        format!("{}-{}", self.session, self.counted)
    }

    /// The form that was typed into and not saved, if there is one that can be read.
    async fn kept(&mut self, of: Option<CustomerId>) -> Result<Option<Form>, Stop> {
        self.drafts.take(self.workspace.shelved().await?, &[]);
        if of.is_some_and(|id| self.drafts.is_edited_elsewhere(id)) {
            self.talk.say(format!("{}.", EDITED_ELSEWHERE))?;
        }
        let drafts = self.drafts.to_resume(of);
        let read = |draft: &&Draft| Form::from_draft(draft, &self.catalog, &self.fields);
        let form = drafts.iter().find_map(read);
        match (&form, drafts.is_empty()) {
            (Some(_), _) => self.talk.say(words::RESUMED)?,
            (None, true) => {}
            (None, false) => self.talk.say(words::DRAFT_UNREADABLE)?,
        }
        Ok(form)
    }

    async fn tell_waiting(&mut self) -> Result<(), Stop> {
        match self.workspace.outbox().await?.len() {
            0 => Ok(()),
            many => Ok(self.talk.say(words::waiting(many))?),
        }
    }
}

/// What could not be done, as a line of the conversation.
fn sentence(error: &WorkspaceError) -> String {
    let text = error.to_string();
    let mut letters = text.chars();
    let first = letters.next().map(char::to_uppercase);
    let text: String = first.into_iter().flatten().chain(letters).collect();
    format!("{}.", text.trim_end_matches('.'))
}
