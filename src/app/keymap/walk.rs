//! Owns the keys of customers that may be one: the likely twins of a new one, the walk through pairs, and making one
//! of several.
//! Must not hold rules: looking keys up is in `keymap.rs`.

use super::table::{Row, also, c, ctrl, hint, k};
use super::{A, Code, Context};

/// Each context with its keys.
pub const TABLE: &[(Context, &[Row])] = &[
    (Context::NewForm, &[hint(k(Code::F(3)), A::Twins)]),
    (
        Context::Twins,
        &[
            hint(k(Code::Enter), A::Open),
            hint(k(Code::Esc), A::Close),
            hint(c('?'), A::Help),
            also(c('j'), A::Down),
            also(k(Code::Down), A::Down),
            also(c('k'), A::Up),
            also(k(Code::Up), A::Up),
            also(k(Code::F(3)), A::Close),
            also(c('q'), A::Close),
            also(ctrl('c'), A::Close),
        ],
    ),
    (
        Context::Pairs,
        &[
            hint(k(Code::Enter), A::Merge),
            hint(c('n'), A::Apart),
            hint(c('s'), A::Skip),
            hint(c('u'), A::TakeBack),
            hint(k(Code::Esc), A::Close),
            hint(c('1'), A::OpenLeft),
            hint(c('2'), A::OpenRight),
            hint(c('?'), A::Help),
            hint(c('J'), A::NextPair),
            hint(c('K'), A::PreviousPair),
            also(c('m'), A::Merge),
            also(c(' '), A::Skip),
            also(k(Code::Right), A::NextPair),
            also(k(Code::Left), A::PreviousPair),
            also(c('j'), A::Down),
            also(k(Code::Down), A::Down),
            also(c('k'), A::Up),
            also(k(Code::Up), A::Up),
            also(k(Code::PageDown), A::PageDown),
            also(k(Code::PageUp), A::PageUp),
            also(c('q'), A::Close),
            also(ctrl('c'), A::Close),
        ],
    ),
    (
        Context::Unify,
        &[
            hint(k(Code::Enter), A::Merge),
            hint(k(Code::Right), A::FromNext),
            hint(k(Code::Tab), A::KeepNext),
            hint(k(Code::Esc), A::Close),
            hint(c('L'), A::LossesAlone),
            hint(c('a'), A::ShowAll),
            hint(c('?'), A::Help),
            also(c('J'), A::LossesDown),
            also(c('K'), A::LossesUp),
            also(k(Code::Left), A::FromPrevious),
            also(c(' '), A::FromNext),
            also(c('l'), A::FromNext),
            also(c('h'), A::FromPrevious),
            also(c('j'), A::Down),
            also(k(Code::Down), A::Down),
            also(c('k'), A::Up),
            also(k(Code::Up), A::Up),
            also(k(Code::PageDown), A::PageDown),
            also(k(Code::PageUp), A::PageUp),
            also(c('q'), A::Close),
            also(ctrl('c'), A::Close),
        ],
    ),
];
