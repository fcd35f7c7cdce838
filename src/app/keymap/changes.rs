//! Owns the keys of what becomes of changes: the outbox, what was done, a history, the trash, and a field that is
//! written by hand.
//! Must not hold rules: looking keys up is in `keymap.rs`.

use super::table::{Row, also, c, ctrl, hint, k};
use super::{A, Code, Context};

/// Each context with its keys.
pub const TABLE: &[(Context, &[Row])] = &[
    (
        Context::Outbox,
        &[
            hint(k(Code::Enter), A::Open),
            hint(c('c'), A::Decide),
            hint(c('y'), A::Happened),
            hint(c('n'), A::NotHappened),
            hint(c('e'), A::EditSet),
            hint(c('r'), A::Retry),
            hint(c('x'), A::DropSet),
            hint(k(Code::Esc), A::Close),
            hint(c('?'), A::Help),
            also(c('o'), A::Close),
        ],
    ),
    (
        Context::Log,
        &[
            hint(k(Code::Enter), A::Open),
            hint(c('u'), A::UndoSet),
            hint(k(Code::Esc), A::Close),
            hint(c('?'), A::Help),
            also(c('H'), A::Close),
        ],
    ),
    (
        Context::Set,
        &[
            hint(k(Code::Esc), A::Close),
            hint(k(Code::Down), A::Down),
            hint(k(Code::Up), A::Up),
            also(k(Code::Enter), A::Close),
            also(c(' '), A::PageDown),
        ],
    ),
    (
        Context::History,
        &[
            hint(k(Code::Esc), A::Close),
            hint(k(Code::Down), A::Down),
            hint(k(Code::Up), A::Up),
            hint(c('?'), A::Help),
            also(c('h'), A::Close),
            also(k(Code::Enter), A::Close),
        ],
    ),
    (
        Context::WriteNote,
        &[
            hint(ctrl('s'), A::Save),
            hint(k(Code::Esc), A::Leave),
            hint(ctrl('e'), A::EditOutside),
            hint(k(Code::F(1)), A::Help),
            also(ctrl('c'), A::Leave),
        ],
    ),
    (
        Context::Trash,
        &[
            hint(k(Code::Enter), A::Restore),
            hint(k(Code::Tab), A::Mark),
            hint(k(Code::Esc), A::Close),
            hint(k(Code::Down), A::Down),
            hint(k(Code::Up), A::Up),
            hint(k(Code::F(1)), A::Help),
        ],
    ),
    (
        Context::Hand,
        &[hint(ctrl('s'), A::Take), hint(k(Code::Esc), A::Close)],
    ),
];
