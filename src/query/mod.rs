//! The one search language: text in, and out of it what matches a customer.
//! Stands on `customer` alone; must not do I/O or read the clock: today is given.
//!
//! # The language
//!
//! ```text
//! query   = all { "OR" all }                      any of these
//! all     = { [ "-" ] one }                       all of these; "AND" may stand between and says nothing
//! one     = word | "words in a row" | ( query ) | field : value
//! field   = wire name | label-in-kebab-case | alias | unique prefix of one | "Label"
//! value   = none | any                            without a value, with one
//!         | = exact                               the whole value
//!         | text | "text with blanks"             stands in a text; begins a word of a choice, or is its id
//!         | yes | no                              flags
//!         | point | from .. until | ..until | from.. | < > <= >= point       numbers and days
//! point   = 1000 | 1.5k | 2m | 3bn                numbers; also 1,500,000 and, with decimals, 1,5m
//!         | 2024 | 2024-01 | 2024-01-15           days, and days in the firm's own form
//!         | 7d | 2w | 3m | 1y | +7d               so long ago, or so far ahead
//!         | today | yesterday | tomorrow | past | future
//! ```
//!
//! - Words and texts are compared as `customer::text` folds them; hyphens inside of words may be left out. A
//!   word that looks like a phone number is also looked for by its digits.
//! - Addresses of the web and of mailboxes keep the dots that are typed: `website:.de`.
//! - `<7d` is less than seven days ago, `>7d` longer ago.
//! - `city`, `zip`, `country` and their like reach into any address. `country:DE` in capitals is the code
//!   alone, `country:de` the code or the beginning of a name.
//! - `phone:` compares digits; a country code, `00`, `+` or a leading `0` may be missing on either side.
//!   Blanks and `(089)` may stand in the number without quotes.
//! - A choice is found by its code as well, where no name can be meant: `market:NORTH_AMERICA`. `currency:` is any
//!   currency of a customer.
//! - A field is found without its accents, where no other can be meant. Notes are no field: they are not searched.
//! - A flag that has no value is `no`.
//! - What has a colon and cannot be a field (`http://x`, `12:30`) is a word.
//! - In quotes, `\"` is a quote and `\\` a backslash. Quoted, `"none"` is a text like any other.
//!
//! Reading, printing and reading again gives the same `Query`.

mod complete;
mod days;
mod doubt;
mod error;
mod explain;
mod expr;
mod matches;
mod name;
mod numbers;
mod parse;
mod phone;
mod print;
mod search;
mod slips;
pub mod sql;
mod value;
mod view;
pub mod wire;
mod words;

pub use complete::{Completion, complete};
pub use days::Days;
pub use doubt::doubts;
pub use error::{ErrorKind, QueryError};
pub use explain::explain;
pub use expr::{Expr, Op, Query, Term, Test, Word, beside};
pub use matches::Reading;
pub use name::Place;
pub use numbers::{Bound, Numbers};
pub use phone::{Wanted, digits_at};
pub use print::{is_exactly, named_exactly};
pub use search::{NEAR, Search, Sort, SortKey};
pub use slips::slips;
pub use view::View;
pub use words::Words;

use jiff::civil::Date;

use crate::customer::{Catalog, Fields};

/// What a text is read against.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    pub fields: &'a Fields,
    pub catalog: &'a Catalog,
    /// What `today`, `past` and `<7d` count from.
    pub today: Date,
}
