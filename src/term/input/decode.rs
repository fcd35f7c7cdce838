//! Owns what the bytes of a terminal mean: keys, pastes and the mouse. What comes in parts is held until it is whole.
//! Must not read, nor know a clock.

use crate::app::key::{Code, Key};

/// What the terminal has told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sent {
    Key(Key),
    Paste(String),
    Mouse { act: Act, x: u16, y: u16 },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    Press,
    Drag,
    Release,
    WheelUp,
    WheelDown,
}

/// What is held, and how long it is worth waiting for its rest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Held {
    Nothing,
    /// Escape, which is a key too.
    Escape,
    /// What nobody types.
    Part,
    /// A paste without its end: what follows was pasted, however late it comes.
    Paste,
}

const ESC: u8 = 0x1b;
const PASTE: &[u8] = b"\x1b[200~";
const PASTED: &[u8] = b"\x1b[201~";
/// Nothing that means something is longer, a paste aside.
const LONGEST: usize = 64;
const LONGEST_ANSWER: usize = 1024;

/// Reads on where it was.
#[derive(Debug, Default)]
pub struct Decoder {
    held: Vec<u8>,
    /// How much of a paste was looked through for its end.
    searched: usize,
}

/// How much a meaning takes, and what it is; some have none.
type Meaning = Option<(usize, Option<Sent>)>;

impl Decoder {
    /// Takes what came, and says what it means as far as that is certain.
    pub fn take(&mut self, bytes: &[u8], sent: &mut Vec<Sent>) {
        // With alt, terminals send both at once; apart they are two keys, however fast a script types.
        let goes_on = matches!(bytes.first(), None | Some(b'[' | b'O'));
        if self.held() == Held::Escape && !goes_on {
            self.give_up(sent);
        }
        self.held.extend_from_slice(bytes);
        let mut from = 0;
        while let Some((length, meaning)) = self.meaning(from) {
            sent.extend(meaning);
            from += length;
            self.searched = 0;
        }
        self.held.drain(..from);
    }

    pub fn held(&self) -> Held {
        match self.held.as_slice() {
            [] => Held::Nothing,
            [ESC] => Held::Escape,
            held if held.starts_with(PASTE) => Held::Paste,
            _ => Held::Part,
        }
    }

    /// Nothing more has come: what is held is all there is.
    pub fn give_up(&mut self, sent: &mut Vec<Sent>) {
        sent.extend(match self.held.as_slice() {
            [ESC] => Some(Sent::Key(Key::plain(Code::Esc))),
            [ESC, letter @ (b'[' | b'O')] => Some(Sent::Key(alt(Key::char(char::from(*letter))))),
            _ => None,
        });
        self.held.clear();
        self.searched = 0;
    }

    fn meaning(&mut self, from: usize) -> Meaning {
        let bytes = self.held.get(from..).unwrap_or_default();
        if !bytes.starts_with(PASTE) {
            return meaning(bytes);
        }
        let start = self.searched.max(PASTE.len());
        let Some(at) = find(&bytes[start..], PASTED) else {
            // The end may have come in part.
            self.searched = (bytes.len() + 1 - PASTED.len()).max(start);
            return None;
        };
        let text = String::from_utf8_lossy(&bytes[PASTE.len()..start + at]).into_owned();
        Some((start + at + PASTED.len(), Some(Sent::Paste(text))))
    }
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    let mut from = 0;
    loop {
        let escape = bytes[from..].iter().position(|byte| *byte == ESC)?;
        from += escape;
        if bytes[from..].starts_with(wanted) {
            return Some(from);
        }
        from += 1;
    }
}

fn meaning(bytes: &[u8]) -> Meaning {
    match bytes {
        [] | [ESC] => None,
        // The second begins something of its own: an arrow perhaps.
        [ESC, ESC, ..] => Some((1, Some(Sent::Key(Key::plain(Code::Esc))))),
        [ESC, b'[', rest @ ..] => control(rest).map(|(length, sent)| (length + 2, sent)),
        [ESC, b'O', rest @ ..] => single(rest).map(|(length, sent)| (length + 2, sent)),
        [ESC, b']' | b'P' | b'_' | b'^', rest @ ..] if let Some(length) = answer(rest) => {
            Some((length + 2, None))
        }
        [ESC, rest @ ..] => {
            let (length, key) = typed(rest)?;
            Some((length + 1, key.map(|key| Sent::Key(alt(key)))))
        }
        _ => typed(bytes).map(|(length, key)| (length, key.map(Sent::Key))),
    }
}

/// The rest of a terminal's answer, such as its colours, up to its end: whoever ran before may have asked and left. What
/// has no end yet begins with a key that is held with alt.
fn answer(rest: &[u8]) -> Option<usize> {
    const BELL: u8 = 0x07;
    let length = rest
        .iter()
        .take(LONGEST_ANSWER)
        .take_while(|byte| **byte >= 0x20 && **byte != 0x7f)
        .count();
    match rest.get(length..)? {
        [BELL, ..] => Some(length + 1),
        [ESC, b'\\', ..] => Some(length + 2),
        _ => None,
    }
}

/// A key that stands for itself.
fn typed(bytes: &[u8]) -> Option<(usize, Option<Key>)> {
    let first = *bytes.first()?;
    let key = match first {
        b'\r' => Key::plain(Code::Enter),
        b'\t' => Key::plain(Code::Tab),
        0x7f => Key::plain(Code::Backspace),
        // Ctrl-blank arrives as NUL.
        0 => Key::ctrl(' '),
        1..=0x1a => Key::ctrl(char::from(first - 1 + b'a')),
        ESC => Key::plain(Code::Esc),
        0x1c..=0x1f => Key::ctrl(char::from(first - 0x1c + b'4')),
        0x20..=0x7e => Key::char(char::from(first)),
        _ => return letter(bytes),
    };
    Some((1, Some(key)))
}

/// A character of several bytes. What is none is passed over.
fn letter(bytes: &[u8]) -> Option<(usize, Option<Key>)> {
    let most = bytes.len().min(4);
    for length in 1..=most {
        if let Ok(text) = std::str::from_utf8(&bytes[..length]) {
            return Some((length, text.chars().next().map(Key::char)));
        }
    }
    match std::str::from_utf8(&bytes[..most]) {
        Err(error) if error.error_len().is_none() && most < 4 => None,
        _ => Some((1, None)),
    }
}

/// What follows `ESC O`.
fn single(rest: &[u8]) -> Meaning {
    let byte = *rest.first()?;
    let code = match byte {
        b'P'..=b'S' => Code::F(byte - b'P' + 1),
        // Of the pad of numbers.
        b'M' => Code::Enter,
        0x20..=0x7e => match arrow(byte) {
            Some(code) => code,
            None => return Some((1, None)),
        },
        // Somebody typed it, and something else.
        _ => return Some((0, Some(Sent::Key(alt(Key::char('O')))))),
    };
    Some((1, Some(Sent::Key(Key::plain(code)))))
}

/// What follows `ESC [`, up to its last byte.
fn control(rest: &[u8]) -> Meaning {
    match rest {
        [] => return None,
        // The Linux console's first five.
        [b'[', nth @ b'A'..=b'E', ..] => {
            let key = Key::plain(Code::F(nth - b'A' + 1));
            return Some((2, Some(Sent::Key(key))));
        }
        [b'[', _, ..] => return Some((1, None)),
        [b'['] => return None,
        // Where the mouse is, of terminals that say it in bytes.
        [b'M', button, x, y, ..] => {
            let place = |byte: u8| u16::from(byte.saturating_sub(32));
            let button = u16::from(button.saturating_sub(32));
            return Some((4, mouse(button, button & 3 == 3, place(*x), place(*y))));
        }
        [b'M', ..] => return None,
        _ => {}
    }
    let inside = rest.iter().take(LONGEST + 1);
    let length = inside
        .take_while(|byte| (0x20..0x40).contains(*byte))
        .count();
    // One family ends keys that are held with shift so.
    let shifted = rest[..length].iter().position(|byte| *byte == b'$');
    if let Some(at) = shifted.filter(|at| rest[..*at].iter().all(u8::is_ascii_digit)) {
        return Some((at + 1, named(&rest[..at], b'$').map(Sent::Key)));
    }
    match rest.get(length) {
        _ if length > LONGEST => Some((LONGEST, None)),
        None => None,
        Some(last @ 0x40..=0x7e) => Some((length + 1, told(&rest[..length], *last))),
        // Something else begins in the middle.
        Some(_) => Some((length, None)),
    }
}

fn told(inside: &[u8], last: u8) -> Option<Sent> {
    match (inside.split_first(), last) {
        (Some((b'<', inside)), b'M' | b'm') => {
            let [button, x, y] = numbers(inside)[..] else {
                return None;
            };
            mouse(button, last == b'm', x, y)
        }
        // An answer to what nobody here has asked.
        (Some((b'<'..=b'?', _)), _) => None,
        _ => named(inside, last).map(Sent::Key),
    }
}

fn mouse(button: u16, is_release: bool, x: u16, y: u16) -> Option<Sent> {
    /// Shift, alt and ctrl.
    const HELD: u16 = 0b1_1100;
    let act = match button & !HELD {
        64 => Act::WheelUp,
        65 => Act::WheelDown,
        // Old terminals do not say which one was let go.
        0 | 3 if is_release => Act::Release,
        0 => Act::Press,
        32 => Act::Drag,
        _ => return None,
    };
    let (x, y) = (x.saturating_sub(1), y.saturating_sub(1));
    Some(Sent::Mouse { act, x, y })
}

/// The key that a sequence is the name of.
fn named(inside: &[u8], last: u8) -> Option<Key> {
    let numbers = numbers(inside);
    let nth = |nth: usize| numbers.get(nth).copied().filter(|number| *number > 0);
    let (first, held) = (nth(0).unwrap_or(1), nth(1).unwrap_or(1));
    let key = match last {
        b'Z' => Key::plain(Code::BackTab),
        b'P'..=b'S' => Key::plain(Code::F(last - b'P' + 1)),
        b'a'..=b'd' => shift(Key::plain(arrow(last.to_ascii_uppercase())?)),
        b'~' if first == 27 => return lettered(nth(2)?, held),
        b'~' => Key::plain(numbered(first)?),
        b'$' => shift(Key::plain(numbered(first)?)),
        // A key that is let go is none; `:3` behind what is held says so.
        b'u' if inside.ends_with(b":3") => return None,
        b'u' => return lettered(first, held),
        _ => Key::plain(arrow(last)?),
    };
    Some(with(key, held))
}

/// A key by the number of its character.
fn lettered(number: u16, held: u16) -> Option<Key> {
    let key = match number {
        9 if held.wrapping_sub(1) & 1 == 1 => Key::plain(Code::BackTab),
        9 => Key::plain(Code::Tab),
        13 => Key::plain(Code::Enter),
        27 => Key::plain(Code::Esc),
        127 => Key::plain(Code::Backspace),
        // Below are controls, above keys of one family.
        32.. => Key::char(char::from_u32(number.into()).filter(|c| !is_private(*c))?),
        _ => return None,
    };
    Some(with(key, held))
}

fn is_private(c: char) -> bool {
    matches!(c, '\u{e000}'..='\u{f8ff}') || c.is_control()
}

/// With what is held beside it, as terminals count it: from one on.
fn with(key: Key, held: u16) -> Key {
    let held = held.wrapping_sub(1);
    let (has_shift, has_alt, has_ctrl) = (held & 1 > 0, held & 2 > 0, held & 4 > 0);
    let key = Key {
        alt: key.alt || has_alt,
        ctrl: key.ctrl || has_ctrl,
        ..key
    };
    match key.code {
        // Terminals do not agree on the case.
        Code::Char(c) if key.ctrl => Key {
            code: Code::Char(c.to_ascii_lowercase()),
            ..key
        },
        Code::Char(c) if has_shift => Key {
            code: Code::Char(c.to_ascii_uppercase()),
            ..key
        },
        // Shift is part of these.
        Code::Char(_) | Code::BackTab => key,
        Code::Tab if has_shift => Key {
            code: Code::BackTab,
            ..key
        },
        _ if has_shift => shift(key),
        _ => key,
    }
}

fn alt(key: Key) -> Key {
    Key { alt: true, ..key }
}

fn shift(key: Key) -> Key {
    Key { shift: true, ..key }
}

fn arrow(letter: u8) -> Option<Code> {
    Some(match letter {
        b'A' => Code::Up,
        b'B' => Code::Down,
        b'C' => Code::Right,
        b'D' => Code::Left,
        b'F' => Code::End,
        b'H' => Code::Home,
        _ => return None,
    })
}

fn numbered(number: u16) -> Option<Code> {
    let f = |nth: u16| u8::try_from(nth).map(Code::F).ok();
    match number {
        1 | 7 => Some(Code::Home),
        2 => Some(Code::Insert),
        3 => Some(Code::Delete),
        4 | 8 => Some(Code::End),
        5 => Some(Code::PageUp),
        6 => Some(Code::PageDown),
        11..=15 => f(number - 10),
        17..=21 => f(number - 11),
        23..=26 => f(number - 12),
        28 | 29 => f(number - 13),
        31..=34 => f(number - 14),
        _ => None,
    }
}

/// The numbers between semicolons, each up to what further describes it; nothing counts as none.
fn numbers(inside: &[u8]) -> Vec<u16> {
    let number = |part: &[u8]| {
        let digits = part.split(|byte| *byte == b':').next().unwrap_or_default();
        let text = std::str::from_utf8(digits).unwrap_or_default();
        text.parse().unwrap_or(0)
    };
    inside.split(|byte| *byte == b';').map(number).collect()
}

#[cfg(test)]
#[path = "decode_tests.rs"]
mod tests;
