//! Owns the keys that many places have in common: to step, to page, to the ends, out. A place's own keys count
//! before these.
//! Must not hold rules: looking keys up is in `keymap.rs`.

use super::Context as C;
use super::table::{Row, also, c, ctrl, k};
use super::{A, Code, Context};

/// Keys, and where they work.
pub const SHARED: &[(&[Context], &[Row])] = &[
    (
        &[
            C::Views,
            C::Breakdown,
            C::Conflict,
            C::Drafts,
            C::Outbox,
            C::Log,
            C::Set,
            C::History,
            C::Help,
        ],
        &[
            also(c('j'), A::Down),
            also(k(Code::Down), A::Down),
            also(c('k'), A::Up),
            also(k(Code::Up), A::Up),
        ],
    ),
    (
        &[
            C::Picker,
            C::Ticker,
            C::Breakdown,
            C::Drafts,
            C::Outbox,
            C::Log,
            C::Set,
            C::History,
            C::Trash,
            C::Help,
        ],
        &[
            also(k(Code::PageDown), A::PageDown),
            also(k(Code::PageUp), A::PageUp),
        ],
    ),
    (
        &[
            C::Views,
            C::Breakdown,
            C::Outbox,
            C::Log,
            C::Set,
            C::History,
        ],
        &[
            also(c('g'), A::First),
            also(k(Code::Home), A::First),
            also(c('G'), A::Last),
            also(k(Code::End), A::Last),
        ],
    ),
    (
        &[
            C::Views,
            C::Breakdown,
            C::Drafts,
            C::Outbox,
            C::Log,
            C::History,
        ],
        &[also(c(':'), A::Palette)],
    ),
    (
        &[
            C::Views,
            C::Breakdown,
            C::Drafts,
            C::Outbox,
            C::Log,
            C::Set,
            C::History,
            C::Help,
        ],
        &[also(c('q'), A::Close)],
    ),
    (
        &[
            C::Picker,
            C::Ticker,
            C::Views,
            C::Naming,
            C::Labels,
            C::Breakdown,
            C::Drafts,
            C::Outbox,
            C::Log,
            C::Set,
            C::History,
            C::Trash,
            C::Hand,
            C::Help,
        ],
        &[also(ctrl('c'), A::Close)],
    ),
];
