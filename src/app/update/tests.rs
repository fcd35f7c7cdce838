//! The rules of the screen: keys in, commands and state out. Owns the desk they are tried on; the rules
//! themselves stand by topic in the files beside.

mod bulk;
mod conflicts;
mod copy;
mod correct;
mod drafts;
mod forms;
mod intake;
mod lists;
mod mouse;
mod offered;
mod others;
mod outbox;
mod outside;
mod pages;
mod palette;
mod past;
mod recorder;
mod searches;
mod settings;
mod views;
mod walk;

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Value, json};

use super::update;
use crate::app::cmd::Cmd;
use crate::app::form::Form;
use crate::app::hint;
use crate::app::key::Key;
use crate::app::msg::{Failure, Msg, Outcome};
use crate::app::ticket::{Slot, Ticket};
use crate::app::{Model, Place};
use crate::customer::changeset::{ChangeSet, Entry, Past, Standing, Step, Trashed};
use crate::customer::choices::{self, Edits};
use crate::customer::note::Note;
use crate::customer::unite::Kin;
use crate::customer::{Catalog, Change, Customer, CustomerId, Draft, Part, Shelved};
use crate::query::View;

/// A model with an obedient world behind it: reads are answered at once, writes wait in `writes`, drafts
/// are kept in `disk`.
struct Desk {
    model: Model,
    world: BTreeMap<CustomerId, Arc<Customer>>,
    writes: Vec<Cmd>,
    disk: BTreeMap<String, Draft>,
    quit: bool,
    /// The disk takes its time: `journal` says when it is done.
    is_slow: bool,
    watched: Option<CustomerId>,
    outbox: Vec<Entry>,
    log: Vec<Entry>,
    past: Vec<Past>,
    /// Why the server did not tell those itself.
    unread: Option<String>,
    trash: Vec<Trashed>,
    views: Vec<View>,
    /// Searches that were kept, the oldest first.
    kept: Vec<String>,
    picked: Option<CustomerId>,
    /// What hangs on customers that become one; none: that is not said.
    kin: Option<Kin>,
    /// Who was worked with, the oldest first.
    used: Vec<CustomerId>,
    /// The drafts that another program types into.
    elsewhere: Vec<String>,
    /// What is asked of nobody at this desk: a test answers it.
    asked: Vec<Cmd>,
    /// What was changed in the lists that forms offer.
    edits: Edits,
}

fn record(id: CustomerId, name: &str) -> Arc<Customer> {
    let value = json!({
        "customerId": id, "customerName": name, "statusName": "Active", "statusId": 1, "odd": 1.5,
        "phoneNumbers": [{"phoneNumber": "030 1", "phoneType": "Business", "id": "p", "extra": [1]}],
        "skypeName": "old",
    });
    Arc::new(Customer::from_value(value).unwrap())
}

fn config() -> Value {
    json!({
        "customerStatusList": [{"statusId": 1, "statusName": "Active"}, {"statusId": 2, "statusName": "Prospect"}],
        "assigneeObjectRefName": "Ada", "assigneeObjectRefId": 7,
    })
}

impl Desk {
    fn new(names: &[&str]) -> Desk {
        let world = (1..)
            .zip(names)
            .map(|(id, name)| (id, record(id, name)))
            .collect();
        Desk::with(world, BTreeMap::new())
    }

    fn with(world: BTreeMap<CustomerId, Arc<Customer>>, disk: BTreeMap<String, Draft>) -> Desk {
        let place = Place {
            local: true,
            ..Place::default()
        };
        let mut desk = Desk {
            model: Model::new(place, "run"),
            world,
            writes: Vec::new(),
            disk,
            quit: false,
            is_slow: false,
            watched: None,
            outbox: Vec::new(),
            log: Vec::new(),
            past: Vec::new(),
            unread: None,
            trash: Vec::new(),
            views: Vec::new(),
            kept: Vec::new(),
            picked: None,
            kin: Some(Kin::default()),
            used: Vec::new(),
            elsewhere: Vec::new(),
            asked: Vec::new(),
            edits: Edits::default(),
        };
        let cmds = desk.model.start();
        desk.serve(cmds);
        desk
    }

    /// getConfigData as it is after what was changed from here.
    fn config(&self) -> Value {
        let mut config = config();
        self.edits.apply(&mut config);
        config
    }

    fn tell(&mut self, msg: Msg) {
        let cmds = update(&mut self.model, msg);
        self.serve(cmds);
    }

    fn serve(&mut self, cmds: Vec<Cmd>) {
        for cmd in cmds {
            let answer = match cmd {
                Cmd::Find { ticket, search } => {
                    let fits = |c: &Customer| c.name().to_lowercase().contains(&search.text);
                    let ids: Arc<[CustomerId]> = self
                        .world
                        .iter()
                        .filter(|(_, c)| fits(c))
                        .map(|(id, _)| *id)
                        .collect();
                    (
                        ticket,
                        Outcome::Found {
                            ids,
                            total: self.world.len(),
                            near: 0,
                            problem: None,
                        },
                    )
                }
                Cmd::Rows { ticket, ids } => {
                    let rows = ids
                        .iter()
                        .filter_map(|id| self.world.get(id).cloned())
                        .collect();
                    (ticket, Outcome::Rows(rows))
                }
                Cmd::Read { ticket, id } => (ticket, Outcome::Record(self.world.get(&id).cloned())),
                Cmd::Catalog { ticket } => {
                    let catalog = Catalog::parse(&self.config());
                    (ticket, Outcome::Catalog(Arc::new(catalog)))
                }
                // A test says when that while is over.
                Cmd::Drafts { ticket } if ticket.slot == Slot::DraftsAgain => {
                    self.asked.push(cmd);
                    continue;
                }
                Cmd::Drafts { ticket } => (
                    ticket,
                    Outcome::Drafts(Shelved {
                        drafts: self.disk.values().cloned().collect(),
                        elsewhere: self.elsewhere.clone(),
                    }),
                ),
                Cmd::KeepDraft(draft) => {
                    self.disk.insert(draft.key.clone(), draft);
                    continue;
                }
                Cmd::DropDraft(key) => {
                    self.disk.remove(&key);
                    continue;
                }
                Cmd::Quit => {
                    self.quit = true;
                    continue;
                }
                Cmd::Watch(id) => {
                    self.watched = id;
                    continue;
                }
                Cmd::Forget(_) | Cmd::Refresh | Cmd::Abort(_) | Cmd::Suspend => continue,
                Cmd::Outbox { ticket } => {
                    let entries = self.outbox.clone();
                    let (calls, rest) = (3, Vec::new());
                    let outbox = Outcome::Outbox {
                        entries,
                        calls,
                        rest,
                        own: Some("ada".to_owned()),
                    };
                    (ticket, outbox)
                }
                Cmd::Log { ticket } => (ticket, Outcome::Log(self.log.clone())),
                Cmd::Twins { .. }
                | Cmd::Duplicates { .. }
                | Cmd::SetApart { .. }
                | Cmd::PlanBulk { .. }
                | Cmd::EditMany { .. }
                | Cmd::StopBulk
                | Cmd::Files { .. }
                | Cmd::Look { .. }
                | Cmd::Judge { .. }
                | Cmd::JudgedRows { .. }
                | Cmd::TakeIn { .. }
                | Cmd::StopImport
                | Cmd::Copy { .. }
                | Cmd::Editor { .. }
                | Cmd::Mouse(_) => {
                    self.asked.push(cmd);
                    continue;
                }
                Cmd::History { ticket, .. } => {
                    let (past, unread) = (self.past.clone(), self.unread.clone());
                    (
                        ticket,
                        Outcome::History {
                            past,
                            unread,
                            asking: false,
                        },
                    )
                }
                Cmd::Trash { ticket } => {
                    let (all, unread) = (self.trash.clone(), self.unread.clone());
                    (
                        ticket,
                        Outcome::Trash {
                            all,
                            unread,
                            asking: false,
                        },
                    )
                }
                Cmd::Notes { ticket, id } => {
                    let note = Note {
                        text: format!("a note to {id}"),
                        who: "ann".to_owned(),
                        at: "2026-11-23 10:00:00".to_owned(),
                    };
                    (ticket, Outcome::Notes(vec![note], 1))
                }
                Cmd::Kin { ticket, .. } => match self.kin.clone() {
                    Some(kin) => (ticket, Outcome::Kin(Box::new(kin))),
                    None => continue,
                },
                Cmd::Views { ticket } => (ticket, Outcome::Views(self.views.clone())),
                Cmd::KeepViews { ticket, views, .. } => {
                    self.views = views;
                    (ticket, Outcome::Kept)
                }
                Cmd::Searches { ticket } => (ticket, Outcome::Searches(Vec::new())),
                Cmd::Used(id) => {
                    self.used.push(id);
                    continue;
                }
                Cmd::KeepSearch(text) => {
                    self.kept.push(text);
                    continue;
                }
                Cmd::Count { ticket, searches } => {
                    (ticket, Outcome::Counts(vec![7; searches.len()]))
                }
                Cmd::Lists { ticket } => (ticket, Outcome::Lists(choices::all(&self.config()))),
                Cmd::ChangeList { ticket, change } => {
                    let outcome = match self.edits.take(&self.config(), &change) {
                        Ok(_) => Outcome::ListChanged(change, choices::all(&self.config())),
                        Err(text) => Outcome::Failed(Failure { text }),
                    };
                    (ticket, outcome)
                }
                Cmd::Breakdown { ticket, .. } => {
                    let values = vec![("Active".to_owned(), 3), (String::new(), 1)];
                    (ticket, Outcome::Breakdown(values))
                }
                Cmd::Pick(id) => {
                    self.picked = Some(id);
                    continue;
                }
                write => {
                    if let Cmd::DropSet {
                        keep: Some(draft), ..
                    } = &write
                    {
                        self.disk.insert(draft.key.clone(), draft.clone());
                    }
                    self.writes.push(write);
                    if !self.is_slow {
                        self.journal();
                    }
                    continue;
                }
            };
            self.tell(Msg::Done {
                ticket: answer.0,
                outcome: answer.1,
            });
        }
    }

    /// Keys by name with blanks between; a word behind `"` is typed letter by letter.
    fn press(&mut self, keys: &str) {
        for key in keys.split(' ') {
            match key.strip_prefix('"') {
                Some(text) => text.chars().for_each(|c| self.tell(Msg::Key(Key::char(c)))),
                None => self.tell(Msg::Key(key.parse().unwrap())),
            }
        }
    }

    /// Answers the newest question of this kind that nobody at this desk answers; the others stay.
    fn reply(&mut self, outcome: Outcome, of: impl Fn(&Cmd) -> Option<Ticket>) {
        let found = self.asked.iter().rev().find_map(of);
        let ticket = found.expect("it was asked");
        self.tell(Msg::Done { ticket, outcome });
    }

    /// Tells that the newest write is on disk, where it is one that is written down.
    fn journal(&mut self) {
        let Some(write) = self.writes.last().cloned() else {
            return;
        };
        if let Cmd::Commit { draft, ticket, .. } = &write {
            draft.as_ref().map(|key| self.disk.remove(key));
            let set = Box::new(set(&write));
            self.tell(Msg::Done {
                ticket: *ticket,
                outcome: Outcome::Journalled(set),
            });
        }
    }

    /// Answers the oldest write.
    fn answer(&mut self, outcome: impl FnOnce(&Cmd) -> Outcome) {
        let write = self.writes.remove(0);
        let outcome = outcome(&write);
        self.tell(Msg::Done {
            ticket: ticket(&write),
            outcome,
        });
    }

    /// The oldest write has got through to the server.
    fn land(&mut self) {
        let steps = set(&self.writes[0]).steps;
        for step in &steps {
            match step {
                Step::Edit { id, changes, .. } => {
                    let record = Arc::make_mut(self.world.get_mut(id).unwrap());
                    changes.iter().for_each(|change| record.apply(change));
                }
                Step::Delete { id, .. } => drop(self.world.remove(id)),
                Step::Create { record, .. } => {
                    let mut record = record.clone();
                    record.set("customerId", json!(NEW));
                    self.world.insert(NEW, Arc::new(record));
                }
                Step::Restore { id, name } => drop(self.world.insert(*id, record(*id, name))),
                Step::Note { .. } => {}
            }
        }
        let done = |step: &Step| Standing::Done {
            id: step.of().unwrap_or(NEW),
            note: None,
        };
        let standing = steps.iter().map(done).collect();
        self.answer(|write| verdict(write, standing));
    }

    fn focus(&mut self, wire: &str) {
        let form = self.model.form_mut().unwrap();
        let stops = form.stops();
        let there = stops
            .iter()
            .find(|stop| form.entries[stop.entry].field.wire == wire);
        form.focus = *there.unwrap();
    }

    fn form(&self) -> &Form {
        self.model.form().unwrap()
    }

    fn said(&self) -> &str {
        self.model.notice.as_ref().map_or("", |notice| &notice.text)
    }
}

fn ticket(cmd: &Cmd) -> Ticket {
    match cmd {
        Cmd::Commit { ticket, .. }
        | Cmd::Undo { ticket, .. }
        | Cmd::Redo { ticket }
        | Cmd::Resolve { ticket, .. }
        | Cmd::Retry { ticket, .. }
        | Cmd::Tell { ticket, .. }
        | Cmd::DropSet { ticket, .. } => *ticket,
        _ => panic!("no write: {cmd:?}"),
    }
}

/// The id that the next customer gets.
const NEW: CustomerId = 99;

/// What is written down of a write.
fn set(write: &Cmd) -> ChangeSet {
    let Cmd::Commit { action, steps, .. } = write else {
        panic!("it is not written down: {write:?}")
    };
    ChangeSet {
        id: "set".to_owned(),
        at: "2026-01-02T03:04:05+01:00".to_owned(),
        who: "me".to_owned(),
        action: *action,
        steps: steps.clone(),
        more: 0,
        undoes: None,
        deed: None,
    }
}

fn entry(set: ChangeSet, standing: Vec<Standing>) -> Entry {
    Entry {
        tries: 1,
        ..Entry::whole(set, standing)
    }
}

fn verdict(write: &Cmd, standing: Vec<Standing>) -> Outcome {
    Outcome::Verdict(Box::new(entry(set(write), standing)))
}

/// The server says no.
fn refused(write: &Cmd, why: &str) -> Outcome {
    let why = why.to_owned();
    verdict(write, vec![Standing::refused(why)])
}

/// It could not be sent yet.
fn waits(write: &Cmd, why: &str) -> Outcome {
    let why = Some(why.to_owned());
    verdict(write, vec![Standing::Waiting { why }])
}

/// The changes of an edit.
fn changes(write: &Cmd) -> Vec<Change> {
    match set(write).steps.remove(0) {
        Step::Edit { changes, .. } => changes,
        step => panic!("no edit: {step:?}"),
    }
}

fn failed(text: &str) -> Outcome {
    Outcome::Failed(Failure {
        text: text.to_owned(),
    })
}

fn part(value: Value) -> Part {
    value.as_object().cloned().unwrap()
}

fn hints(desk: &Desk) -> Vec<&'static str> {
    hint::hints(&desk.model)
        .into_iter()
        .map(|hint| hint.label)
        .collect()
}
