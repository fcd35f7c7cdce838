//! Customers at rest. Owns what the server needs of a database (`trait Store`) and what it says when it
//! fails; `sqlite.rs` keeps the promise in one file, `postgres.rs` in a database that many processes share.
//! Must not know the wire: no parameters, no envelopes, no keys in the clear.

pub mod backup;
mod copies;
pub mod customers;
pub mod filter;
mod look;
pub mod moved;
mod pairs;
pub mod peek;
pub mod postgres;
mod recall;
mod roll;
pub mod schema;
pub mod shelf;
pub mod sort;
pub mod sqlite;
mod stamp;
mod writer;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use futures_util::future::BoxFuture;
use rusqlite::ErrorCode;
use thiserror::Error;
use tokio::sync::watch;

use crate::customer::changeset::Past;
use crate::customer::date::DateFormat;
use crate::customer::{Catalog, Customer, CustomerId, Fields};
use crate::query::Sort;

pub use filter::Filter;
pub use moved::{Moved, Place, Since};
pub use postgres::Postgres;
pub use shelf::{Paper, Sheet};
pub use sqlite::Sqlite;
pub use stamp::is_kept;

#[derive(Debug, Error)]
pub enum StoreError {
    #[error("customer {0} does not exist")]
    NotFound(CustomerId),
    /// The record is newer than the version that was asked for. This is how it is now.
    #[error("the record has changed since it was read; nothing was written")]
    Moved(Box<Customer>),
    /// A request id came again with another record. This is the customer that the first one made.
    #[error("the request id has made another customer already; nothing was written")]
    RequestUsed(Box<Customer>),
    /// A paper is not of the version that was asked for; 0: there is none.
    #[error("it has changed since it was read; nothing was written")]
    PaperMoved { found: i64 },
    /// The change itself was refused; its own reason.
    #[error("{0}")]
    Refused(String),
    #[error("the database could not be used: {0}")]
    Database(String),
    #[error(
        "{}: {why}; it was left as it is: if it is damaged, put a backup in its place, or move it away to begin anew",
        path.display()
    )]
    Unusable { path: PathBuf, why: String },
    #[error(
        "{} cannot be written to: its folder, the file or the disk lets nobody write there; nothing was changed and nothing is lost",
        .0.display()
    )]
    ReadOnly(PathBuf),
    #[error(
        "nothing can be written there: the file, its folder or the disk is read-only; nothing was changed"
    )]
    Locked,
    #[error(
        "the database lets nobody write, as replicas do; nothing was changed: write to the one that it follows"
    )]
    Replica,
    #[error(
        "the database {address} cannot be reached: {why}; nothing was written: see whether it runs, and whether the address is right"
    )]
    Unreachable { address: String, why: String },
    #[error(
        "the connection to the database broke while the change was being committed; look whether it is there before it is sent again"
    )]
    Uncertain,
    #[error(
        "the database was written by a newer rolo ({found}; this one knows {known}); use that one"
    )]
    Newer { found: i64, known: i64 },
}

impl StoreError {
    /// Says which file it was that could not be used.
    pub fn at(self, path: &Path) -> StoreError {
        match self {
            StoreError::Database(why) => StoreError::Unusable {
                path: path.to_owned(),
                why,
            },
            StoreError::Locked => StoreError::ReadOnly(path.to_owned()),
            other => other,
        }
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> StoreError {
        match error.sqlite_error_code() {
            Some(ErrorCode::ReadOnly) => StoreError::Locked,
            _ => StoreError::Database(error.to_string()),
        }
    }
}

/// Who does something, and when: it goes into the record's stamps and the audit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct By {
    pub id: i64,
    pub name: String,
    /// `yyyy-MM-dd HH:mm:ss`, without a zone.
    pub at: String,
}

impl By {
    /// Somebody at this moment, in this machine's own time, as the API's stamps are.
    pub fn now(id: i64, name: &str) -> By {
        let at = jiff::Zoned::now().strftime("%Y-%m-%d %H:%M:%S").to_string();
        By {
            id,
            name: name.to_owned(),
            at,
        }
    }
}

/// How fields are compared: their kinds, and the firm's way to write a day.
#[derive(Clone, Debug)]
pub struct Order {
    pub fields: Fields,
    pub dates: DateFormat,
}

impl Order {
    pub fn of(catalog: &Catalog) -> Order {
        Order {
            fields: Fields::with_catalog(catalog),
            dates: catalog.date_format.clone(),
        }
    }
}

/// Which customers, in which order, and which of those.
#[derive(Clone, Debug, Default)]
pub struct Ask {
    pub filter: Filter,
    pub sort: Sort,
    pub start: usize,
    pub count: usize,
    /// Those in the trash instead of the others.
    pub trash: bool,
}

/// A part of the answer, as the JSON texts of the records, and how many match in all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    pub records: Vec<String>,
    pub total: usize,
}

/// A customer in the trash, as the JSON text of its record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deleted {
    pub record: String,
    pub who: String,
    pub at: String,
}

/// What a key pair may do; each includes those before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    Read,
    Write,
    Admin,
}

impl Role {
    pub fn word(self) -> &'static str {
        match self {
            Role::Read => "read",
            Role::Write => "write",
            Role::Admin => "admin",
        }
    }

    pub fn from_word(word: &str) -> Option<Role> {
        [Role::Read, Role::Write, Role::Admin]
            .into_iter()
            .find(|role| role.word() == word)
    }
}

/// A key pair at rest: hashes, never the keys.
#[derive(Clone, Debug)]
pub struct KeyPair {
    pub id: i64,
    pub name: String,
    pub role: Role,
    /// By what a pair is found: a hash of its first key.
    pub api: Vec<u8>,
    /// The hash of its second key, in whatever way the server makes one.
    pub access: Vec<u8>,
    /// When it was made, and when it was let in last: about, not to the second.
    pub made: String,
    pub used: Option<String>,
}

/// The pairs as they were when somebody read them, and how far they had come: it moves with every change of them.
#[derive(Clone, Debug)]
pub struct Pairs {
    pub all: Arc<[KeyPair]>,
    pub version: i64,
}

/// A save that may come again: its id, and a hash of what it sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestId {
    pub id: String,
    pub content: Vec<u8>,
}

/// What an update does to a record. It may be run again on a newer record, so it must depend on nothing else.
pub type Edit = Box<dyn Fn(&mut Customer) -> Result<(), String> + Send + Sync>;

/// The answer of a store.
pub type Answer<'a, T> = BoxFuture<'a, Result<T, StoreError>>;

/// What the server needs of a database. Each call is one transaction: all of it or nothing, and durable
/// when it is answered.
pub trait Store: Send + Sync + 'static {
    /// The JSON text of a customer that is not in the trash.
    fn get(&self, id: CustomerId) -> Answer<'_, Option<String>>;

    /// Those of these ids that exist, in their order.
    fn get_many(&self, ids: Vec<CustomerId>) -> Answer<'_, Vec<String>>;

    fn page(&self, ask: Ask) -> Answer<'_, Page>;

    /// A page for somebody whom `pairs_seen` lets in; none where the pairs have moved since, and then nothing of it may
    /// be told.
    fn page_if(&self, _ask: Ask, _pairs: i64) -> Answer<'_, Option<Page>> {
        Box::pin(std::future::ready(Ok(None)))
    }

    /// Gives a new customer its id, number and stamps. The same request again answers with the first one's
    /// record.
    fn insert(&self, record: Customer, by: By, request: Option<RequestId>) -> Answer<'_, Customer>;

    /// `insert` for many at once.
    fn insert_many(&self, records: Vec<Customer>, by: By) -> Answer<'_, Vec<CustomerId>>;

    /// Changes a customer. With `if_version`, only when it still has that version.
    fn update(
        &self,
        id: CustomerId,
        if_version: Option<i64>,
        edit: Edit,
        by: By,
    ) -> Answer<'_, Customer>;

    /// Puts a customer into the trash. With `if_version`, only when it still has that version.
    fn delete(&self, id: CustomerId, if_version: Option<i64>, by: By) -> Answer<'_, ()>;

    /// Takes a customer out of the trash, as a new version: a delete that was meant for the old one, and comes
    /// late or twice, is refused.
    fn restore(&self, id: CustomerId, by: By) -> Answer<'_, Customer>;

    /// What moved since a place in the order of changes, the earliest first; `count` at most.
    fn since(&self, since: Since, count: usize) -> Answer<'_, Moved>;

    /// The trash, what came into it last first, and how many there are in all. Those alone whose folded
    /// text has all of the words.
    fn trash(
        &self,
        words: Vec<String>,
        start: usize,
        count: usize,
    ) -> Answer<'_, (Vec<Deleted>, usize)>;

    /// Who changed what, oldest first.
    fn history(&self, id: CustomerId) -> Answer<'_, Vec<Past>>;

    /// How many customers there are, the trash not counted.
    fn count(&self) -> Answer<'_, usize>;

    /// The pairs as they are at this moment, for whichever process removed one. Asked with every request, so
    /// a store answers from memory where it can know that nothing changed.
    fn keys(&self) -> Answer<'_, Arc<[KeyPair]>>;

    /// The pairs as they were read last, without asking: they let nobody in before `page_if` has found them so still.
    /// None where nothing is gained by it, as `keys` costs nothing.
    fn pairs_seen(&self) -> Option<Pairs> {
        None
    }

    /// Adds a pair; its `id`, `made` and `used` are not looked at. A name is used once.
    fn add_key(&self, pair: KeyPair, by: By) -> Answer<'_, ()>;

    /// Whether there was one of this name.
    fn remove_key(&self, name: String, by: By) -> Answer<'_, bool>;

    /// Notes that a pair was let in. Not audited.
    fn key_used(&self, id: i64, at: String) -> Answer<'_, ()>;

    /// Keeps another hash of the same second key. Not audited.
    fn rehash_key(&self, id: i64, access: Vec<u8>) -> Answer<'_, ()>;

    fn paper(&self, kind: &'static str, key: String) -> Answer<'_, Option<Paper>>;

    /// The papers of a kind, those of one customer where it is named, what was made last first; and how many
    /// there are in all.
    fn papers(
        &self,
        kind: &'static str,
        about: Option<CustomerId>,
        start: usize,
        count: usize,
    ) -> Answer<'_, (Vec<Paper>, usize)>;

    /// Makes a paper or changes its body. With `if_version`, only when it has that version still; 0 is that of
    /// one that does not exist. A body that is there already is not a change. Audited as `keep` under the
    /// customer, or under `shelf::NOBODY`, with the kind as its field.
    fn keep_paper(&self, sheet: Sheet, if_version: Option<i64>, by: By) -> Answer<'_, Paper>;

    /// Whether there was one. Audited as `drop`.
    fn drop_paper(&self, kind: &'static str, key: String, by: By) -> Answer<'_, bool>;

    /// Gives everything there is, as it is at one moment, while others go on reading and writing.
    fn back_up(&self, take: backup::Taker) -> Answer<'_, backup::Counted>;

    /// Takes a backup in: all of it or nothing, and only while the store is empty.
    fn take_back(&self, lines: backup::Giver) -> Answer<'_, backup::Counted>;

    /// The fields are others from now on: how pages are sorted and narrowed.
    fn learn(&self, order: Order);

    /// Moves on when customers were written, also by another process on the same database; a file's only
    /// with what this process writes. It may ring for nothing.
    fn bell(&self) -> watch::Receiver<u64>;
}
