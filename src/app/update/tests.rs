//! The rules of the screen: keys in, commands and state out. Owns the desk they are tried on; the rules
//! themselves stand by topic in the files beside.

mod drafts;
mod forms;
mod lists;
mod searches;
mod views;

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::json;

use super::update;
use crate::app::cmd::Cmd;
use crate::app::form::Form;
use crate::app::key::Key;
use crate::app::msg::{Failure, FailureKind, Msg, Outcome};
use crate::app::ticket::Ticket;
use crate::app::{Model, Place};
use crate::customer::{Catalog, Customer, CustomerId, Draft};
use crate::query::View;

/// A model with an obedient world behind it: reads are answered at once, writes wait in `writes`, drafts
/// are kept in `disk`.
struct Desk {
    model: Model,
    world: BTreeMap<CustomerId, Arc<Customer>>,
    writes: Vec<Cmd>,
    disk: BTreeMap<String, Draft>,
    quit: bool,
    views: Vec<View>,
    /// Searches that were kept, the oldest first.
    kept: Vec<String>,
    picked: Option<CustomerId>,
    /// Who was worked with, the oldest first.
    used: Vec<CustomerId>,
}

fn record(id: CustomerId, name: &str) -> Arc<Customer> {
    let value = json!({
        "customerId": id, "customerName": name, "statusName": "Active", "statusId": 1, "odd": 1.5,
        "phoneNumbers": [{"phoneNumber": "030 1", "phoneType": "Business", "id": "p", "extra": [1]}],
        "skypeName": "old",
    });
    Arc::new(Customer::from_value(value).unwrap())
}

fn catalog() -> Catalog {
    Catalog::parse(&json!({
        "customerStatusList": [{"statusId": 1, "statusName": "Active"}, {"statusId": 2, "statusName": "Prospect"}],
        "assigneeObjectRefName": "Ada", "assigneeObjectRefId": 7,
    }))
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
            views: Vec::new(),
            kept: Vec::new(),
            picked: None,
            used: Vec::new(),
        };
        let cmds = desk.model.start();
        desk.serve(cmds);
        desk
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
                Cmd::Catalog { ticket } => (ticket, Outcome::Catalog(Arc::new(catalog()))),
                Cmd::Drafts { ticket } => (
                    ticket,
                    Outcome::Drafts(self.disk.values().cloned().collect()),
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
                write @ (Cmd::Save { .. } | Cmd::Create { .. } | Cmd::Delete { .. }) => {
                    self.writes.push(write);
                    continue;
                }
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
                Cmd::Breakdown { ticket, .. } => {
                    let values = vec![("Active".to_owned(), 3), (String::new(), 1)];
                    (ticket, Outcome::Breakdown(values))
                }
                Cmd::Pick(id) => {
                    self.picked = Some(id);
                    continue;
                }
                Cmd::Refresh | Cmd::Abort(_) | Cmd::Suspend => continue,
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

    /// Answers the oldest write.
    fn answer(&mut self, outcome: impl FnOnce(&Cmd) -> Outcome) {
        let write = self.writes.remove(0);
        let outcome = outcome(&write);
        self.tell(Msg::Done {
            ticket: ticket(&write),
            outcome,
        });
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
        Cmd::Save { ticket, .. } | Cmd::Create { ticket, .. } | Cmd::Delete { ticket, .. } => {
            *ticket
        }
        _ => panic!("no write: {cmd:?}"),
    }
}

/// What an honest server makes of a save.
fn done(write: &Cmd) -> Outcome {
    let Cmd::Save { base, changes, .. } = write else {
        panic!("no save: {write:?}")
    };
    let mut record = Customer::clone(base);
    changes.iter().for_each(|change| record.apply(change));
    Outcome::Saved {
        record: Arc::new(record),
        others: false,
    }
}

fn failed(kind: FailureKind, text: &str) -> Outcome {
    Outcome::Failed(Failure {
        kind,
        text: text.to_owned(),
    })
}
