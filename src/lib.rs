//! rolo: a customer manager for the terminal, and the server that it can work without.
//!
//! One crate of ten rooms, each standing only on those below it:
//!
//! ```text
//!             main.rs        reads the arguments and puts the parts together
//!    ┌──────────┼──────────┐
//!   cli/      plain/      term/     the commands     line by line     the terminal: input, frames, effects
//!    │          └──────────┤
//!    │                    app/      the screen's state: update(&mut Model, Msg) -> Vec<Cmd>
//!    └──────────┬──────────┘
//!           workspace/              the customers as this user has them: mirror, search, journal
//!    ┌──────────┴──────────┐
//!  apptivo/              server/    the wire and its client     the same API, answered here
//!    │                     │
//!    │                   store/     customers at rest
//!    └──────────┬──────────┘
//!            query/                 the one search language
//!               │
//!          customer/                what a customer is: fields, catalog, changes, merge, validation
//! ```
//!
//! | room | owns | must not |
//! | --- | --- | --- |
//! | [`customer`] | fields, the record as the server sent it, choices, changes, merge, checks | do I/O, name another room |
//! | [`query`] | search text and what matches it | do I/O, name another room but `customer` |
//! | [`store`] | customers at rest | know requests |
//! | [`apptivo`] | requests, responses, the client, the keys | know the server's insides |
//! | [`server`] | answering the API over a store | know the client's insides |
//! | [`workspace`] | local reads, writes that go out and come back | know a screen |
//! | [`app`] | every rule of the screen, as a pure function | do I/O, read a clock, know a terminal |
//! | [`term`] | the terminal, and doing what `app` asks for | decide anything |
//! | [`plain`] | the customers line by line, by questions and answers | know the commands or the screen, move a cursor |
//! | [`cli`] | the commands, one file a verb | know the screen |
//!
//! Beside them stand `config` (the settings and keys of the user), `paths` (where files lie), `editor` (what texts
//! are written with), `saved` (the word that a file was written) and `connection` (which workspaces there are, and how each reaches its server).
//!
//! A keystroke goes `term/input` → `app::update` → commands → `term/effects` → `workspace` → a message
//! back → one frame. A save, and a note too, is written into the workspace's journal before it closes; from there it goes
//! out as the few fields that changed, and is merged onto what the server has.
//!
//! Arrows that must never be; `tests/architecture.rs` reads the source and names file and line:
//!
//! 1. `customer` and `query` name nothing of ours above them, and no I/O.
//! 2. `app` names `customer` and `query` alone: no I/O, no clock, no terminal. `tui_textarea` is for
//!    `app/form/note.rs`.
//! 3. What draws (`term/view`, `term/widget`) names neither `workspace` nor tokio.
//! 4. Only `term/effects` calls `workspace` and spawns tasks; only `term/input` reads events; only
//!    `term/screen` and `term/clipboard` write to the terminal outside a frame, which `term/frames` writes.
//! 5. `apptivo` and `server` meet in `apptivo::request` and `apptivo::response` alone.
//! 6. The screens in `app/update/` never name each other.
//! 7. Colours are named in `term/theme.rs` alone (`term/frames/look.rs` spells them for the terminal), and nothing
//!    prints while the terminal is held.
//! 8. `plain` stands on `workspace` and on the pure pieces of `app`, and moves no cursor; only `main.rs` names it.
//! 9. What people read in `app` stands in `app/words.rs` alone.

pub mod app;
pub mod apptivo;
pub mod cli;
pub mod config;
pub mod connection;
pub mod customer;
pub mod editor;
pub mod paths;
pub mod plain;
pub mod query;
pub mod saved;
pub mod server;
pub mod store;
pub mod term;
pub mod workspace;
