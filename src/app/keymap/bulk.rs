//! Owns the keys of editing many customers in one way.
//! Must not hold rules: looking keys up is in `keymap.rs`.

use super::table::{Row, also, ctrl, hint, k};
use super::{A, Code, Context};

/// Each context with its keys.
pub const TABLE: &[(Context, &[Row])] = &[
    (Context::BulkChoice, &[hint(k(Code::Enter), A::Choose)]),
    (Context::BulkLine, &[also(k(Code::Enter), A::NextField)]),
    (
        Context::Bulk,
        &[
            hint(ctrl('s'), A::Go),
            hint(k(Code::Tab), A::NextField),
            hint(k(Code::Esc), A::Close),
            hint(k(Code::PageDown), A::PageDown),
            hint(k(Code::F(1)), A::Help),
            also(k(Code::BackTab), A::PreviousField),
            also(k(Code::Down), A::NextField),
            also(k(Code::Up), A::PreviousField),
            also(k(Code::PageUp), A::PageUp),
            also(ctrl('c'), A::Close),
        ],
    ),
];
