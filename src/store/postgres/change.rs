//! Owns what changes do to customers, in memory: each in full or not at all, one after the other, on rows that
//! were read under the writers' lock. The same change on the same rows gives the same, so it may be run again.
//! Must not know the database.

use std::collections::{HashMap, HashSet, VecDeque};
use std::panic::{AssertUnwindSafe, catch_unwind};

use serde_json::Value;

use crate::customer::{Customer, CustomerId};
use crate::store::{By, Edit, RequestId, StoreError, stamp};

use super::row::{Place, number, request_key};

/// What is asked for.
pub(super) enum Change {
    Insert {
        record: Customer,
        by: By,
        request: Option<RequestId>,
    },
    InsertMany {
        records: Vec<Customer>,
        by: By,
    },
    Update {
        id: CustomerId,
        if_version: Option<i64>,
        edit: Edit,
        by: By,
    },
    Delete {
        id: CustomerId,
        if_version: Option<i64>,
        by: By,
    },
    Restore {
        id: CustomerId,
        by: By,
    },
}

/// What came of it.
#[derive(Debug)]
pub(super) enum Done {
    Nothing,
    Record(Box<Customer>),
    Ids(Vec<CustomerId>),
}

impl Change {
    /// The customer that has to be read for it.
    pub fn id(&self) -> Option<CustomerId> {
        match self {
            Change::Insert { .. } | Change::InsertMany { .. } => None,
            Change::Update { id, .. } | Change::Delete { id, .. } | Change::Restore { id, .. } => {
                Some(*id)
            }
        }
    }

    pub fn request(&self) -> Option<&RequestId> {
        match self {
            Change::Insert { request, .. } => request.as_ref(),
            _ => None,
        }
    }

    /// How many customer numbers it may use up, or take by hand.
    pub fn numbers(&self) -> usize {
        match self {
            Change::InsertMany { records, .. } => records.len(),
            _ => 1,
        }
    }
}

/// A customer as it was read, and as the changes have left it.
pub(super) struct Row {
    /// Where it stood; none where it is new.
    pub was: Option<Place>,
    pub record: Customer,
    pub deleted: bool,
    /// Its number among all changes; none where nothing has changed.
    pub seq: Option<i64>,
    /// Whether the record itself is another.
    pub is_rewritten: bool,
}

/// A line of the audit.
pub(super) struct Line {
    pub customer: CustomerId,
    pub by: By,
    pub action: &'static str,
    pub field: Option<String>,
    pub was: Option<String>,
    pub now: Option<String>,
}

#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Counters {
    pub change: i64,
    pub customer: i64,
    pub element: i64,
    pub number: i64,
}

/// Everything that changes which are written together have read and are going to write.
#[derive(Default)]
pub(super) struct Batch {
    pub counters: Counters,
    pub rows: HashMap<CustomerId, Row>,
    /// Request ids that were used, as they are kept, by which customer and content.
    pub requests: HashMap<String, (CustomerId, Option<Vec<u8>>)>,
    /// The next numbers that no customer had when the batch began.
    pub free: VecDeque<i64>,
    pub new_requests: Vec<(RequestId, CustomerId, String)>,
    pub audit: Vec<Line>,
    /// Numbers that came into the batch by hand.
    typed: HashSet<String>,
}

impl Batch {
    /// Does one change. What fails has changed nothing.
    pub fn run(&mut self, change: &Change) -> Result<Done, StoreError> {
        match change {
            Change::Insert {
                record,
                by,
                request,
            } => self.insert(record, by, request.as_ref()),
            Change::InsertMany { records, by } => {
                let mut ids = Vec::with_capacity(records.len());
                for record in records {
                    ids.extend(self.add(record.clone(), by)?.id());
                }
                Ok(Done::Ids(ids))
            }
            Change::Update {
                id,
                if_version,
                edit,
                by,
            } => self.update(*id, *if_version, edit, by),
            Change::Delete { id, if_version, by } => {
                let seq = self.counters.change + 1;
                let row = self.live(*id, *if_version)?;
                row.deleted = true;
                row.seq = Some(seq);
                self.counters.change = seq;
                self.note(*id, by, "delete", None);
                Ok(Done::Nothing)
            }
            Change::Restore { id, by } => self.restore(*id, by),
        }
    }

    fn insert(
        &mut self,
        record: &Customer,
        by: &By,
        request: Option<&RequestId>,
    ) -> Result<Done, StoreError> {
        if let Some((id, content)) =
            request.and_then(|request| self.requests.get(&request_key(&request.id)))
            && let Some(first) = self.rows.get(id)
        {
            let first = Box::new(first.record.clone());
            // A request of the time before contents were kept may have been any.
            let is_same = content
                .as_ref()
                .is_none_or(|content| request.is_some_and(|request| request.content == *content));
            return match is_same {
                true => Ok(Done::Record(first)),
                false => Err(StoreError::RequestUsed(first)),
            };
        }
        let record = self.add(record.clone(), by)?;
        if let (Some(request), Some(id)) = (request, record.id()) {
            let used = (id, Some(request.content.clone()));
            self.requests.insert(request_key(&request.id), used);
            let new = (request.clone(), id, by.at.clone());
            self.new_requests.push(new);
        }
        Ok(Done::Record(Box::new(record)))
    }

    fn add(&mut self, mut record: Customer, by: &By) -> Result<Customer, StoreError> {
        let Counters {
            change,
            customer,
            mut element,
            ..
        } = self.counters;
        let (id, seq) = (customer + 1, change + 1);
        stamp::born(&mut record, id, by);
        stamp::name_elements(&mut record, || -> Result<i64, StoreError> {
            element += 1;
            Ok(element)
        })?;
        if stamp::wants_number(&record) {
            let number = self.free_number()?;
            record.set("customerNumber", Value::String(number.to_string()));
            self.counters.number = number;
        }
        self.typed.insert(number(&record));
        self.counters.element = element;
        self.counters.customer = id;
        self.counters.change = seq;
        let row = Row {
            was: None,
            record: record.clone(),
            deleted: false,
            seq: Some(seq),
            is_rewritten: true,
        };
        self.rows.insert(id, row);
        self.note(id, by, "create", None);
        Ok(record)
    }

    fn free_number(&mut self) -> Result<i64, StoreError> {
        while let Some(number) = self.free.pop_front() {
            if !self.typed.contains(&number.to_string()) {
                return Ok(number);
            }
        }
        Err(StoreError::Database(
            "no customer number is free".to_owned(),
        ))
    }

    fn update(
        &mut self,
        id: CustomerId,
        if_version: Option<i64>,
        edit: &Edit,
        by: &By,
    ) -> Result<Done, StoreError> {
        let before = self.live(id, if_version)?.record.clone();
        let mut after = before.clone();
        // An edit that panics has changed a copy.
        catch_unwind(AssertUnwindSafe(|| edit(&mut after)))
            .map_err(|_| {
                tracing::error!("a change ended in a panic; nothing of it was written");
                StoreError::Database(
                    "the change ended in a panic; nothing of it was written".into(),
                )
            })?
            .map_err(StoreError::Refused)?;
        let mut element = self.counters.element;
        stamp::name_elements(&mut after, || -> Result<i64, StoreError> {
            element += 1;
            Ok(element)
        })?;
        if after == before {
            return Ok(Done::Record(Box::new(before)));
        }
        self.counters.element = element;
        for (field, was, now) in stamp::differences(&before, &after) {
            self.note(id, by, "update", Some((field, was, now)));
        }
        stamp::changed(&mut after, by);
        self.typed.insert(number(&after));
        self.rewrite(id, after.clone());
        Ok(Done::Record(Box::new(after)))
    }

    fn restore(&mut self, id: CustomerId, by: &By) -> Result<Done, StoreError> {
        let gone = self.rows.get(&id).filter(|row| row.deleted);
        let mut record = gone.ok_or(StoreError::NotFound(id))?.record.clone();
        self.note(id, by, "restore", None);
        stamp::changed(&mut record, by);
        self.rewrite(id, record.clone());
        Ok(Done::Record(Box::new(record)))
    }

    fn rewrite(&mut self, id: CustomerId, record: Customer) {
        self.counters.change += 1;
        if let Some(row) = self.rows.get_mut(&id) {
            row.record = record;
            row.deleted = false;
            row.seq = Some(self.counters.change);
            row.is_rewritten = true;
        }
    }

    /// A customer that is not in the trash, and has the version that was asked for.
    fn live(&mut self, id: CustomerId, if_version: Option<i64>) -> Result<&mut Row, StoreError> {
        let row = self.rows.get_mut(&id).filter(|row| !row.deleted);
        let row = row.ok_or(StoreError::NotFound(id))?;
        if if_version.is_some_and(|version| row.record.version() != Some(version)) {
            return Err(StoreError::Moved(Box::new(row.record.clone())));
        }
        Ok(row)
    }

    fn note(
        &mut self,
        customer: CustomerId,
        by: &By,
        action: &'static str,
        what: Option<stamp::Difference>,
    ) {
        let (field, was, now) = match what {
            Some((field, was, now)) => (Some(field), was, now),
            None => (None, None, None),
        };
        self.audit.push(Line {
            customer,
            by: by.clone(),
            action,
            field,
            was,
            now,
        });
    }
}
