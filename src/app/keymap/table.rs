//! Owns the keys as they are out of the box: for each context its keys in the order of use.
//! Must not hold rules: looking keys up is in `keymap.rs`.

use super::{A, Code, Context, Key};

/// A key, what it does, and whether the hint line may show it.
pub type Row = (Key, A, bool);

pub(super) const fn hint(key: Key, action: A) -> Row {
    (key, action, true)
}

pub(super) const fn also(key: Key, action: A) -> Row {
    (key, action, false)
}

pub(super) const fn c(c: char) -> Key {
    Key::char(c)
}

pub(super) const fn ctrl(c: char) -> Key {
    Key::ctrl(c)
}

const fn alt(c: char) -> Key {
    Key {
        alt: true,
        ..Key::char(c)
    }
}

pub(super) const fn k(code: Code) -> Key {
    Key::plain(code)
}

const fn ctrl_k(code: Code) -> Key {
    Key {
        ctrl: true,
        ..Key::plain(code)
    }
}

/// Every context with its keys.
pub const TABLE: &[(Context, &[Row])] = &[
    (
        Context::Everywhere,
        &[
            also(k(Code::F(1)), A::Help),
            also(k(Code::F(2)), A::Palette),
            also(k(Code::F(6)), A::Mouse),
            also(k(Code::F(9)), A::Notices),
            also(k(Code::F(10)), A::About),
        ],
    ),
    (
        Context::List,
        &[
            hint(c('/'), A::Search),
            hint(k(Code::Enter), A::Open),
            hint(c('e'), A::Edit),
            hint(c('n'), A::New),
            hint(c('s'), A::Sort),
            hint(c('v'), A::Views),
            hint(c('f'), A::Breakdown),
            hint(c('c'), A::Columns),
            hint(k(Code::Tab), A::SwitchPane),
            hint(k(Code::Esc), A::Back),
            hint(c('d'), A::Delete),
            hint(c(' '), A::Mark),
            hint(c('u'), A::UndoSet),
            hint(c('o'), A::Outbox),
            hint(c('?'), A::Help),
            hint(c('q'), A::Quit),
            hint(c('h'), A::History),
            hint(c('N'), A::WriteNote),
            hint(c('t'), A::Trash),
            hint(c('m'), A::Merge),
            hint(c('w'), A::Duplicates),
            hint(c('b'), A::Bulk),
            hint(c('i'), A::Import),
            hint(c('W'), A::Running),
            hint(c('H'), A::Log),
            hint(c('U'), A::RedoSet),
            hint(c('y'), A::Copy),
            also(c('1'), A::JumpView),
            also(c('2'), A::JumpView),
            also(c('3'), A::JumpView),
            also(c('4'), A::JumpView),
            also(c('5'), A::JumpView),
            also(c('6'), A::JumpView),
            also(c('7'), A::JumpView),
            also(c('8'), A::JumpView),
            also(c('9'), A::JumpView),
            also(c('0'), A::JumpView),
            hint(c('D'), A::Drafts),
            hint(k(Code::Right), A::ColumnsOn),
            hint(k(Code::Left), A::ColumnsBack),
            also(c('j'), A::Down),
            also(k(Code::Down), A::Down),
            also(c('k'), A::Up),
            also(k(Code::Up), A::Up),
            also(ctrl('d'), A::HalfDown),
            also(ctrl('u'), A::HalfUp),
            also(k(Code::PageDown), A::PageDown),
            also(k(Code::PageUp), A::PageUp),
            also(c('g'), A::First),
            also(k(Code::Home), A::First),
            also(c('G'), A::Last),
            also(k(Code::End), A::Last),
            also(c('J'), A::NextRecord),
            also(c('K'), A::PreviousRecord),
            also(c('E'), A::EditPage),
            also(c('Q'), A::Record),
            also(c('@'), A::Replay),
            also(c('M'), A::UnmarkAll),
            also(c('a'), A::ToggleEmpty),
            also(c('L'), A::Lists),
            hint(c(':'), A::Palette),
            also(ctrl('r'), A::Refresh),
            also(ctrl('z'), A::Suspend),
            also(ctrl('c'), A::Quit),
        ],
    ),
    (
        Context::Search,
        &[
            hint(k(Code::Enter), A::KeepSearch),
            hint(k(Code::Esc), A::ClearSearch),
            hint(k(Code::Tab), A::Complete),
            hint(k(Code::Down), A::Down),
            hint(k(Code::Up), A::Up),
            hint(ctrl('r'), A::Recall),
            hint(k(Code::F(1)), A::Help),
            also(k(Code::PageDown), A::PageDown),
            also(k(Code::PageUp), A::PageUp),
            also(ctrl('n'), A::Down),
            also(ctrl('p'), A::Up),
            also(ctrl('y'), A::PutBack),
            also(ctrl('z'), A::Undo),
            also(ctrl('a'), A::LineStart),
            also(ctrl('e'), A::LineEnd),
            also(ctrl('b'), A::CharLeft),
            also(ctrl('f'), A::CharRight),
            also(ctrl('d'), A::DeleteNext),
            also(ctrl('h'), A::DeleteBack),
            also(alt('b'), A::WordLeft),
            also(alt('f'), A::WordRight),
            also(alt('d'), A::DeleteNextWord),
            also(ctrl('c'), A::ClearSearch),
        ],
    ),
    (
        Context::Offers,
        &[
            hint(k(Code::Enter), A::Take),
            hint(k(Code::Esc), A::Close),
            hint(k(Code::Tab), A::Down),
            also(k(Code::Down), A::Down),
            also(k(Code::Up), A::Up),
            also(k(Code::BackTab), A::Up),
        ],
    ),
    (
        Context::Detail,
        &[
            hint(c('e'), A::Edit),
            hint(k(Code::Esc), A::Back),
            hint(c('J'), A::NextRecord),
            hint(c('K'), A::PreviousRecord),
            hint(c('?'), A::Help),
            hint(c('a'), A::ToggleEmpty),
            hint(c('d'), A::Delete),
            hint(c('N'), A::WriteNote),
            hint(c('h'), A::History),
            hint(c('u'), A::UndoSet),
            hint(k(Code::Tab), A::SwitchPane),
            hint(c('y'), A::Copy),
            also(c('U'), A::RedoSet),
            also(c('o'), A::Outbox),
            also(c('W'), A::Running),
            also(c('q'), A::Back),
            also(c('j'), A::Down),
            also(k(Code::Down), A::Down),
            also(c('k'), A::Up),
            also(k(Code::Up), A::Up),
            also(ctrl('d'), A::HalfDown),
            also(ctrl('u'), A::HalfUp),
            also(k(Code::PageDown), A::PageDown),
            also(c(' '), A::PageDown),
            also(k(Code::PageUp), A::PageUp),
            also(c('g'), A::First),
            also(k(Code::Home), A::First),
            also(c('G'), A::Last),
            also(k(Code::End), A::Last),
            also(c('E'), A::EditPage),
            also(c('n'), A::New),
            also(c('/'), A::Search),
            also(c(':'), A::Palette),
            also(ctrl('z'), A::Suspend),
            also(ctrl('c'), A::Back),
        ],
    ),
    (
        Context::Form,
        &[
            hint(ctrl('s'), A::Save),
            hint(k(Code::Esc), A::Leave),
            hint(k(Code::Tab), A::NextField),
            hint(ctrl('z'), A::Undo),
            hint(k(Code::F(1)), A::Help),
            hint(ctrl('n'), A::SaveAndNext),
            hint(k(Code::F(8)), A::NextRecord),
            hint(k(Code::F(7)), A::PreviousRecord),
            hint(ctrl('x'), A::Discard),
            hint(ctrl('e'), A::EditOutside),
            hint(ctrl('g'), A::Jump),
            also(k(Code::F(4)), A::Copy),
            also(ctrl_k(Code::PageDown), A::NextRecord),
            also(ctrl_k(Code::PageUp), A::PreviousRecord),
            also(k(Code::BackTab), A::PreviousField),
            also(k(Code::Down), A::NextField),
            also(k(Code::Up), A::PreviousField),
            also(k(Code::PageDown), A::NextSection),
            also(k(Code::PageUp), A::PreviousSection),
            also(ctrl('y'), A::Redo),
            also(ctrl('c'), A::Leave),
        ],
    ),
    (
        Context::Labels,
        &[
            hint(k(Code::Esc), A::Close),
            also(k(Code::Backspace), A::DeleteBack),
            also(ctrl('g'), A::Close),
        ],
    ),
    (
        Context::Element,
        &[hint(ctrl('a'), A::Add), hint(ctrl('d'), A::Remove)],
    ),
    (
        Context::Adder,
        &[hint(k(Code::Enter), A::Add), also(ctrl('a'), A::Add)],
    ),
    (
        Context::Choice,
        &[
            hint(k(Code::Enter), A::Choose),
            also(c(' '), A::Choose),
            hint(k(Code::Delete), A::Clear),
            also(k(Code::Backspace), A::Clear),
        ],
    ),
    (
        Context::Multi,
        &[
            hint(k(Code::Enter), A::Choose),
            also(c(' '), A::Choose),
            hint(k(Code::Delete), A::Clear),
            also(k(Code::Backspace), A::Clear),
        ],
    ),
    (
        Context::Flag,
        &[
            hint(c(' '), A::Toggle),
            also(k(Code::Enter), A::Toggle),
            also(k(Code::Delete), A::Clear),
            also(k(Code::Backspace), A::Clear),
        ],
    ),
    (
        Context::Note,
        &[
            hint(k(Code::Enter), A::NewLine),
            also(k(Code::Up), A::Up),
            also(k(Code::Down), A::Down),
        ],
    ),
    (Context::FormLine, &[also(k(Code::Enter), A::NextField)]),
    (
        Context::Line,
        &[
            also(k(Code::Left), A::CharLeft),
            also(k(Code::Right), A::CharRight),
            also(ctrl_k(Code::Left), A::WordLeft),
            also(ctrl_k(Code::Right), A::WordRight),
            also(k(Code::Home), A::LineStart),
            also(k(Code::End), A::LineEnd),
            also(k(Code::Backspace), A::DeleteBack),
            also(k(Code::Delete), A::DeleteNext),
            also(ctrl('w'), A::DeleteWord),
            also(ctrl_k(Code::Delete), A::DeleteNextWord),
            also(ctrl('u'), A::DeleteToStart),
            also(ctrl('k'), A::DeleteToEnd),
        ],
    ),
    (
        Context::Picker,
        &[
            hint(k(Code::Enter), A::Take),
            hint(k(Code::Esc), A::Close),
            hint(k(Code::Down), A::Down),
            hint(k(Code::Up), A::Up),
            also(k(Code::Tab), A::Take),
        ],
    ),
    (
        Context::Ticker,
        &[
            hint(k(Code::Enter), A::TickOne),
            hint(k(Code::Esc), A::Close),
            hint(k(Code::Down), A::Down),
            hint(k(Code::Up), A::Up),
            also(k(Code::Tab), A::Close),
        ],
    ),
    (
        Context::Sorter,
        &[hint(c('+'), A::AlsoSort), also(c(' '), A::AlsoSort)],
    ),
    (
        Context::Columns,
        &[hint(c('<'), A::Earlier), hint(c('>'), A::Later)],
    ),
    (Context::Pick, &[hint(k(Code::Enter), A::Pick)]),
    (
        Context::PickSearch,
        &[hint(k(Code::Enter), A::Pick), also(ctrl('c'), A::Quit)],
    ),
    (
        Context::Views,
        &[
            hint(k(Code::Enter), A::ShowView),
            hint(c('a'), A::AddView),
            hint(c('r'), A::RenameView),
            hint(c('d'), A::DeleteView),
            hint(c('u'), A::UndoView),
            hint(c('K'), A::MoveUp),
            hint(c('J'), A::MoveDown),
            hint(c('o'), A::StoreView),
            hint(k(Code::Esc), A::Close),
            hint(c('?'), A::Help),
            also(c('1'), A::JumpView),
            also(c('2'), A::JumpView),
            also(c('3'), A::JumpView),
            also(c('4'), A::JumpView),
            also(c('5'), A::JumpView),
            also(c('6'), A::JumpView),
            also(c('7'), A::JumpView),
            also(c('8'), A::JumpView),
            also(c('9'), A::JumpView),
            also(c('0'), A::JumpView),
            also(c('v'), A::Close),
        ],
    ),
    (
        Context::Naming,
        &[hint(k(Code::Enter), A::Take), hint(k(Code::Esc), A::Close)],
    ),
    (
        Context::Breakdown,
        &[
            hint(k(Code::Enter), A::Narrow),
            hint(k(Code::Tab), A::NextBreakdown),
            hint(k(Code::Esc), A::Close),
            hint(c('?'), A::Help),
            also(k(Code::Right), A::NextBreakdown),
            also(c('l'), A::NextBreakdown),
            also(c('f'), A::NextBreakdown),
            also(k(Code::BackTab), A::PreviousBreakdown),
            also(k(Code::Left), A::PreviousBreakdown),
            also(c('h'), A::PreviousBreakdown),
            also(c('F'), A::PreviousBreakdown),
        ],
    ),
    (
        Context::Confirm,
        &[
            hint(k(Code::Enter), A::Take),
            hint(k(Code::Tab), A::OtherAnswer),
            hint(c('y'), A::Yes),
            hint(k(Code::Esc), A::No),
            also(c('n'), A::No),
            also(c('q'), A::No),
            also(k(Code::Left), A::OtherAnswer),
            also(k(Code::Right), A::OtherAnswer),
            also(k(Code::BackTab), A::OtherAnswer),
            also(ctrl('c'), A::No),
        ],
    ),
    (
        Context::Conflict,
        &[
            hint(c('m'), A::Mine),
            hint(c('t'), A::Theirs),
            hint(c('b'), A::Both),
            hint(c('e'), A::ByHand),
            hint(k(Code::Enter), A::Resolve),
            hint(k(Code::Esc), A::Leave),
            hint(c('?'), A::Help),
            also(k(Code::Left), A::Mine),
            also(k(Code::Right), A::Theirs),
            also(k(Code::Tab), A::Down),
            also(k(Code::BackTab), A::Up),
            also(ctrl('c'), A::Leave),
        ],
    ),
    (
        Context::Drafts,
        &[
            hint(k(Code::Enter), A::Open),
            hint(c('x'), A::Discard),
            hint(k(Code::Esc), A::Close),
            hint(c('?'), A::Help),
            also(c('e'), A::Open),
        ],
    ),
    (
        Context::Help,
        &[
            hint(k(Code::Esc), A::Close),
            hint(k(Code::Down), A::Down),
            hint(k(Code::Up), A::Up),
            also(c(' '), A::PageDown),
            also(c('?'), A::Close),
            also(k(Code::Enter), A::Close),
            also(k(Code::F(1)), A::Close),
        ],
    ),
    (
        Context::Plain,
        &[
            hint(k(Code::Esc), A::Close),
            hint(k(Code::PageDown), A::PageDown),
            hint(k(Code::PageUp), A::PageUp),
            also(c(' '), A::PageDown),
            also(k(Code::Down), A::Down),
            also(k(Code::Up), A::Up),
        ],
    ),
];
