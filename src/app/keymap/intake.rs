//! Owns the keys of taking a file in: naming it, mapping its columns, what it would do, and doing it.
//! Must not hold rules: looking keys up is in `keymap.rs`.

use super::table::{Row, also, c, ctrl, hint, k};
use super::{A, Code, Context};

/// Each context with its keys.
pub const TABLE: &[(Context, &[Row])] = &[
    (
        Context::IntakePath,
        &[
            hint(k(Code::Enter), A::Take),
            hint(k(Code::Tab), A::Complete),
            hint(k(Code::Down), A::Down),
            hint(k(Code::Esc), A::Close),
            hint(k(Code::F(1)), A::Help),
            also(k(Code::Up), A::Up),
            also(ctrl('c'), A::Close),
        ],
    ),
    (
        Context::IntakeMapping,
        &[
            hint(c('r'), A::DryRun),
            hint(k(Code::Enter), A::Choose),
            hint(k(Code::Delete), A::LeaveOut),
            hint(c('f'), A::FindBy),
            hint(k(Code::Esc), A::Close),
            hint(c('t'), A::Days),
            hint(c('e'), A::Encoding),
            hint(c('d'), A::Delimiter),
            hint(c('?'), A::Help),
            also(k(Code::Backspace), A::LeaveOut),
            also(c('x'), A::LeaveOut),
            also(c('j'), A::Down),
            also(k(Code::Down), A::Down),
            also(c('k'), A::Up),
            also(k(Code::Up), A::Up),
            also(k(Code::PageDown), A::PageDown),
            also(k(Code::PageUp), A::PageUp),
            also(c('g'), A::First),
            also(k(Code::Home), A::First),
            also(c('G'), A::Last),
            also(k(Code::End), A::Last),
            also(c('q'), A::Close),
            also(ctrl('c'), A::Close),
        ],
    ),
    (
        Context::IntakeReview,
        &[
            hint(k(Code::Enter), A::Choose),
            hint(c('c'), A::ChangeThose),
            hint(c('n'), A::AllNew),
            hint(c('i'), A::Go),
            hint(k(Code::Tab), A::NextTab),
            hint(k(Code::Esc), A::Close),
            hint(c('?'), A::Help),
            also(k(Code::BackTab), A::PreviousTab),
            also(k(Code::Right), A::NextTab),
            also(k(Code::Left), A::PreviousTab),
            also(c('j'), A::Down),
            also(k(Code::Down), A::Down),
            also(c('k'), A::Up),
            also(k(Code::Up), A::Up),
            also(k(Code::PageDown), A::PageDown),
            also(k(Code::PageUp), A::PageUp),
            also(c('g'), A::First),
            also(k(Code::Home), A::First),
            also(c('G'), A::Last),
            also(k(Code::End), A::Last),
            also(c('q'), A::Close),
            also(ctrl('c'), A::Close),
        ],
    ),
    (
        Context::IntakeGoing,
        &[
            hint(k(Code::Esc), A::LeaveRunning),
            hint(c('x'), A::Stop),
            hint(c('?'), A::Help),
            also(c('q'), A::LeaveRunning),
            also(c('W'), A::LeaveRunning),
            also(ctrl('c'), A::Stop),
        ],
    ),
    (
        Context::IntakeDone,
        &[
            hint(k(Code::Enter), A::Close),
            hint(c('u'), A::UndoSet),
            also(k(Code::Esc), A::Close),
            also(c('q'), A::Close),
            also(c('?'), A::Help),
            also(ctrl('c'), A::Close),
        ],
    ),
];
