//! Owns carrying one step to the server: fetch, merge, send, and say what became of it.
//! Must not decide a conflict, and must not write anything down.

use std::collections::HashSet;
use std::sync::Arc;

use crate::apptivo::{ApiError, Client};
use crate::customer::changeset::{Standing, Step};
use crate::customer::merge::{self, Conflict};
use crate::customer::{Change, Customer, CustomerId, Fields};

use super::compare::{self, reads_as, typed_since};
use super::fate::Did;
use super::queue::Job;
use super::seek;

/// How often a write that was overtaken between reading and writing is merged anew.
const TRIES: usize = 4;

/// How often a new customer is looked for before a person is asked.
const LOOKS: u32 = 3;

/// The server at the other end, and what is known of it.
pub struct Carrier {
    pub client: Client,
    pub fields: Arc<Fields>,
    /// It is one of ours: it knows request ids, `ifVersion` and `restore`.
    pub ours: bool,
    /// The customers that were made here and are known: none of them is one that is looked for.
    pub made_here: HashSet<CustomerId>,
}

/// How the server has a customer after a step.
#[derive(Debug)]
pub enum Now {
    Is(Box<Customer>),
    Gone,
    /// It was not asked, or did not say.
    Unsaid,
}

impl Now {
    fn is(record: Customer) -> Now {
        Now::Is(Box::new(record))
    }
}

/// What became of a step.
#[derive(Debug)]
pub enum Outcome {
    Done {
        id: CustomerId,
        now: Now,
        note: Option<String>,
        did: Option<Did>,
        /// Whom the server names in its own answer to what was just written; whoever is named in a record that was
        /// read may be anybody.
        by: Option<String>,
    },
    /// Only a person can say how it goes on.
    Asks {
        standing: Standing,
        now: Now,
        error: Option<ApiError>,
    },
    /// Nothing was changed; it is worth trying again later.
    Later(ApiError),
    /// It was sent, and nobody knows whether it arrived.
    InDoubt(ApiError),
}

/// What was to be said of a step from the start, and what is to be said of how it went.
pub fn joined(first: Option<String>, second: Option<String>) -> Option<String> {
    match (first, second) {
        (Some(first), Some(second)) => Some(format!("{first}; {second}")),
        (first, second) => first.or(second),
    }
}

/// Anything but `Done` ends a step where it is found out.
type Carried<T = Outcome> = Result<T, Box<Outcome>>;

impl Carrier {
    pub async fn carry(&self, job: &mut Job) -> Outcome {
        let first = self.carry_once(job).await;
        let is_new_to_the_cloud =
            matches!(job.step, Step::Create { .. } | Step::Note { .. }) && !self.ours;
        match first {
            // Looking finds out most of the time; what a cloud has just made takes a while to be found.
            Outcome::InDoubt(error) if !job.in_doubt && !is_new_to_the_cloud => {
                job.in_doubt = true;
                match self.carry_once(job).await {
                    Outcome::Later(_) => Outcome::InDoubt(error),
                    second => second,
                }
            }
            Outcome::Later(error) if job.in_doubt => Outcome::InDoubt(error),
            first => first,
        }
    }

    async fn carry_once(&self, job: &Job) -> Outcome {
        let done = match &job.step {
            Step::Create { record, request_id } => self.create(job, record, request_id).await,
            _ if job.customer < 0 => Err(refused(ApiError::Invalid(
                "the customer was never made".to_owned(),
            ))),
            Step::Edit { changes, .. } => self.edit(job, changes).await,
            Step::Delete { .. } => self.delete(job).await,
            Step::Restore { .. } => self.restore(job).await,
            Step::Note { text, request, .. } => self.note(job, text, request).await,
        };
        done.unwrap_or_else(|outcome| *outcome)
    }

    async fn edit(&self, job: &Job, changes: &[Change]) -> Carried {
        let id = job.customer;
        let current = self.client.get(id).await.map_err(|e| on_read(e, id))?;
        let mut put = self.put(id, current, changes, job.goes_back).await?;
        if job.in_doubt {
            // What reads as wanted was put there by an earlier try.
            let arrived = changes
                .iter()
                .filter(|change| !put.changes.iter().any(|done| done.field == change.field));
            let arrived: Vec<Change> = arrived
                .map(|change| self.left(&put.record, change.clone()))
                .collect();
            put.changes.extend(arrived);
        }
        Ok(Outcome::Done {
            id,
            now: Now::is(put.record),
            note: joined(job.note.clone(), put.note),
            did: (!put.changes.is_empty()).then_some(Did::Edit(put.changes)),
            by: put.by,
        })
    }

    /// Puts changes onto what the server has. `back`: they lead to what was before.
    async fn put(
        &self,
        id: CustomerId,
        mut current: Customer,
        changes: &[Change],
        back: bool,
    ) -> Carried<Put> {
        for _ in 0..TRIES {
            let merged = merge::merge(changes, &current, &self.fields);
            if !merged.conflicts.is_empty() {
                return Err(conflict(current, merged.conflicts));
            }
            if merged.changes.is_empty() {
                return Ok(Put::nothing(current));
            }
            let mut record = current.clone();
            merged
                .changes
                .iter()
                .for_each(|change| record.apply(change));
            let if_version = current.version().filter(|_| self.ours);
            let moves = &merged.changes;
            let sent = match back && self.ours {
                true => self.client.put_back(id, &record, moves, if_version).await,
                false => self.client.update(id, &record, moves, if_version).await,
            };
            match sent {
                Ok(answer) => {
                    return Ok(self.look_back(id, &current, merged.changes, answer).await);
                }
                Err(ApiError::Moved(newer)) => current = *newer,
                Err(error) => return Err(on_write(error, id)),
            }
        }
        Err(moves_on())
    }

    /// What an update did. Where the server cannot refuse an update of what has moved, it is looked whether
    /// somebody was overtaken.
    async fn look_back(
        &self,
        id: CustomerId,
        before: &Customer,
        sent: Vec<Change>,
        answer: Customer,
    ) -> Put {
        let by = named_in(&answer);
        let (record, note) = match self.ours {
            true => (answer, None),
            false => match self.client.get(id).await {
                Ok(now) => {
                    let note = compare::overtaken(before, &now, &sent, &self.fields);
                    (now, note)
                }
                // The answer to the update is as good as it gets.
                Err(_) => (answer, None),
            },
        };
        let left = |change: Change| {
            let field = self.fields.find(&change.field).filter(|_| self.ours);
            let left = match field {
                // The answer is the record as this very write has left it.
                Some(field) => Change {
                    to: record.part(field),
                    ..change
                },
                None => self.left(&record, change),
            };
            compare::with_blank(before, left)
        };
        let changes = sent.into_iter().map(left).collect();
        Put {
            record,
            changes,
            note,
            by,
        }
    }

    /// How a field was left: as the server says it, which names new elements; as it was sent, where somebody
    /// has changed it again at once.
    fn left(&self, record: &Customer, change: Change) -> Change {
        let field = self.fields.find(&change.field);
        let part = field.map(|field| (field, record.part(field)));
        match part {
            Some((field, to)) if reads_as(field, &to, &change.to) => Change { to, ..change },
            _ => change,
        }
    }

    async fn create(&self, job: &Job, record: &Customer, request_id: &str) -> Carried {
        if job.in_doubt && !self.ours {
            return self.find_made(job, record).await;
        }
        // Our own server gives the same answer again; the cloud makes another customer each time.
        match self.client.save(record, Some(request_id)).await {
            Ok(made) => {
                let by = named_in(&made).filter(|_| !job.in_doubt);
                self.made(made, job.note.clone(), by)
            }
            // An earlier try made it, and its answer was lost; the form was typed into since.
            Err(ApiError::Moved(made)) => match made.id() {
                Some(id) => {
                    let changes = typed_since(&made, record, &self.fields);
                    let put = self.put(id, *made, &changes, false).await?;
                    self.made(put.record, put.note, put.by)
                }
                None => self.made(*made, None, None),
            },
            Err(error) => Err(on_write(error, 0)),
        }
    }

    fn made(&self, made: Customer, note: Option<String>, by: Option<String>) -> Carried {
        let Some(id) = made.id() else {
            let why = "the saved customer is not in it".to_owned();
            return Err(Box::new(Outcome::InDoubt(ApiError::Garbled(why))));
        };
        Ok(Outcome::Done {
            id,
            now: Now::is(made.clone()),
            note,
            did: Some(Did::Create(made)),
            by,
        })
    }

    /// Looks for a customer that may have been made, where the server cannot be asked by request id.
    async fn find_made(&self, job: &Job, record: &Customer) -> Carried {
        let found = seek::made(self, record, &job.at)
            .await
            .map_err(|error| on_read(error, 0))?;
        match found {
            Some(made) => self.made(made, Some("found again after no answer came".to_owned()), None),
            None if job.tries < LOOKS => {
                let why = "no answer came when it was made, and it is not to be found yet";
                Err(Box::new(Outcome::InDoubt(ApiError::Unknown(why.to_owned()))))
            }
            None => Err(Box::new(Outcome::Asks {
                standing: Standing::Unknown {
                    why: "no answer came when it was made, and what the server has does not tell whether it is there"
                        .to_owned(),
                    asks: true,
                },
                now: Now::Unsaid,
                error: None,
            })),
        }
    }

    async fn delete(&self, job: &Job) -> Carried {
        let id = job.customer;
        let mut current = match self.client.get(id).await {
            Ok(current) => current,
            Err(ApiError::NotFound(_)) => return Ok(self.gone(job)),
            Err(error) => return Err(on_read(error, id)),
        };
        for _ in 0..TRIES {
            if let Some(seen) = &job.seen {
                let moved = compare::moved(seen, &current, &self.fields);
                if !moved.is_empty() {
                    return Err(conflict(current, moved));
                }
            }
            let if_version = current.version().filter(|_| self.ours);
            match self.client.delete_if(id, if_version).await {
                Ok(()) => {
                    return Ok(Outcome::Done {
                        id,
                        now: Now::Gone,
                        note: job.note.clone(),
                        did: Some(Did::Delete(current)),
                        by: None,
                    });
                }
                Err(ApiError::NotFound(_)) => return Ok(self.gone(job)),
                Err(ApiError::Moved(newer)) => current = *newer,
                Err(error) => return Err(on_write(error, id)),
            }
        }
        Err(moves_on())
    }

    /// A customer that was to be deleted is not there: this step may have done it.
    fn gone(&self, job: &Job) -> Outcome {
        let did = job.seen.clone().filter(|_| job.in_doubt).map(Did::Delete);
        let note = match job.in_doubt {
            true => job.note.clone(),
            false => Some(GONE_ALREADY.to_owned()),
        };
        Outcome::Done {
            id: job.customer,
            now: Now::Gone,
            note,
            did,
            by: None,
        }
    }

    /// Our own server writes a note once however often it comes; on another it is looked for first.
    async fn note(&self, job: &Job, text: &str, request: &str) -> Carried {
        let id = job.customer;
        let done = |note: Option<String>| Outcome::Done {
            id,
            now: Now::Unsaid,
            note,
            did: None,
            by: None,
        };
        if job.in_doubt && !self.ours {
            let there = seek::noted(self, id, text, &job.at).await;
            if there.map_err(|error| on_read(error, id))? {
                return Ok(done(Some("found again after no answer came".to_owned())));
            }
        }
        let sent = self.client.create_note(id, text, request).await;
        sent.map_err(|error| on_write(error, id))?;
        Ok(done(job.note.clone()))
    }

    async fn restore(&self, job: &Job) -> Carried {
        let id = job.customer;
        match self.client.restore(id).await {
            Ok(record) => Ok(Outcome::Done {
                id,
                now: Now::is(record.clone()),
                note: job.note.clone(),
                did: Some(Did::Restore(record)),
                by: None,
            }),
            // It is in the trash no more: most often an earlier try took it out.
            Err(ApiError::NotFound(_)) => {
                let record = self.client.get(id).await.map_err(|e| on_read(e, id))?;
                Ok(Outcome::Done {
                    id,
                    now: Now::is(record.clone()),
                    note: None,
                    did: job.in_doubt.then_some(Did::Restore(record)),
                    by: None,
                })
            }
            Err(error) => Err(on_write(error, id)),
        }
    }
}

/// What is said of a customer that somebody else had deleted before.
pub const GONE_ALREADY: &str = "it was gone already";

/// What an update did.
struct Put {
    record: Customer,
    changes: Vec<Change>,
    note: Option<String>,
    by: Option<String>,
}

impl Put {
    fn nothing(record: Customer) -> Put {
        Put {
            record,
            changes: Vec::new(),
            note: None,
            by: None,
        }
    }
}

fn named_in(answer: &Customer) -> Option<String> {
    let name = answer.text("lastUpdatedByName").trim();
    (!name.is_empty()).then(|| name.to_owned())
}

/// A record that does not stand still for as long as a merge takes.
fn moves_on() -> Box<Outcome> {
    let why = "the record changed again and again while it was being sent".to_owned();
    Box::new(Outcome::Later(ApiError::Invalid(why)))
}

fn conflict(current: Customer, conflicts: Vec<Conflict>) -> Box<Outcome> {
    Box::new(Outcome::Asks {
        now: Now::is(current.clone()),
        standing: Standing::Conflict {
            current: Box::new(current),
            conflicts,
        },
        error: None,
    })
}

fn refused(error: ApiError) -> Box<Outcome> {
    let why = match &error {
        ApiError::Invalid(why) => why.clone(),
        error => error.to_string(),
    };
    let gone = matches!(error, ApiError::NotFound(_));
    let now = match gone {
        true => Now::Gone,
        false => Now::Unsaid,
    };
    Box::new(Outcome::Asks {
        standing: Standing::Refused { why, gone },
        now,
        error: Some(error),
    })
}

/// Reading failed: nothing was sent.
fn on_read(error: ApiError, id: CustomerId) -> Box<Outcome> {
    match error {
        ApiError::NotFound(_) => refused(ApiError::NotFound(id)),
        error @ (ApiError::Invalid(_) | ApiError::Forbidden(_)) => refused(error),
        error => Box::new(Outcome::Later(error)),
    }
}

/// Writing failed: whatever is no clear refusal may have happened.
fn on_write(error: ApiError, id: CustomerId) -> Box<Outcome> {
    match error {
        ApiError::Unknown(_) | ApiError::Garbled(_) => Box::new(Outcome::InDoubt(error)),
        error => on_read(error, id),
    }
}
