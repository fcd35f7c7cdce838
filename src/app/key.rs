//! Owns keys as the app knows them, whatever terminal library reads them.

/// A key without its modifiers. Shift is part of a character (`K`) and of `BackTab`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Code {
    Char(char),
    Enter,
    Esc,
    Tab,
    BackTab,
    Backspace,
    Delete,
    Insert,
    Up,
    Down,
    Left,
    Right,
    Home,
    End,
    PageUp,
    PageDown,
    F(u8),
}

/// A key press.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Key {
    pub code: Code,
    pub ctrl: bool,
    pub alt: bool,
    pub shift: bool,
}

impl Key {
    pub const fn plain(code: Code) -> Key {
        Key {
            code,
            ctrl: false,
            alt: false,
            shift: false,
        }
    }

    pub const fn char(c: char) -> Key {
        Key::plain(Code::Char(c))
    }

    pub const fn ctrl(c: char) -> Key {
        Key {
            ctrl: true,
            ..Key::char(c)
        }
    }
}

impl std::fmt::Display for Key {
    /// As hints, help and keymap files spell it: `ctrl-s`, `Enter`, `S-Tab`, `K`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.ctrl {
            f.write_str("ctrl-")?;
        }
        if self.alt {
            f.write_str("alt-")?;
        }
        if self.shift && !matches!(self.code, Code::Char(_) | Code::BackTab) {
            f.write_str("shift-")?;
        }
        match self.code {
            Code::Char(' ') => f.write_str("Space"),
            Code::Char(c) => write!(f, "{c}"),
            Code::F(n) => write!(f, "F{n}"),
            code => {
                let named = NAMES.iter().find(|(_, known)| *known == code);
                f.write_str(named.map_or("?", |(name, _)| name))
            }
        }
    }
}

impl std::str::FromStr for Key {
    type Err = ();

    /// Reads what `Display` writes, and what is easier to type than arrows.
    fn from_str(text: &str) -> Result<Key, ()> {
        let mut key = Key::char(' ');
        let mut rest = text;
        loop {
            if let Some(tail) = rest.strip_prefix("ctrl-").filter(|t| !t.is_empty()) {
                (key.ctrl, rest) = (true, tail);
            } else if let Some(tail) = rest.strip_prefix("alt-").filter(|t| !t.is_empty()) {
                (key.alt, rest) = (true, tail);
            } else if let Some(tail) = rest.strip_prefix("shift-").filter(|t| !t.is_empty()) {
                (key.shift, rest) = (true, tail);
            } else {
                break;
            }
        }
        let known = NAMES.iter().chain(&ALSO);
        let named = known.into_iter().find(|(name, _)| *name == rest);
        let mut chars = rest.chars();
        key.code = match (named, chars.next(), chars.as_str()) {
            (Some((_, code)), _, _) => *code,
            (None, Some(c), "") => Code::Char(c),
            (None, Some('F'), digits) => match digits.parse() {
                Ok(number @ 1..=24) => Code::F(number),
                _ => return Err(()),
            },
            _ => return Err(()),
        };
        if key.shift && key.code == Code::Tab {
            (key.code, key.shift) = (Code::BackTab, false);
        }
        // A terminal sends the letter itself.
        if key.shift && matches!(key.code, Code::Char(_)) {
            return Err(());
        }
        Ok(key)
    }
}

const NAMES: [(&str, Code); 16] = [
    ("Space", Code::Char(' ')),
    ("Enter", Code::Enter),
    ("Esc", Code::Esc),
    ("Tab", Code::Tab),
    ("S-Tab", Code::BackTab),
    ("Backspace", Code::Backspace),
    ("Del", Code::Delete),
    ("Ins", Code::Insert),
    ("↑", Code::Up),
    ("↓", Code::Down),
    ("←", Code::Left),
    ("→", Code::Right),
    ("Home", Code::Home),
    ("End", Code::End),
    ("PgUp", Code::PageUp),
    ("PgDn", Code::PageDown),
];

/// Other names for them.
const ALSO: [(&str, Code); 11] = [
    ("Up", Code::Up),
    ("Down", Code::Down),
    ("Left", Code::Left),
    ("Right", Code::Right),
    ("Escape", Code::Esc),
    ("Return", Code::Enter),
    ("Delete", Code::Delete),
    ("Insert", Code::Insert),
    ("PageUp", Code::PageUp),
    ("PageDown", Code::PageDown),
    ("BackTab", Code::BackTab),
];

/// What a key may be called, for whoever mistyped one.
pub fn names() -> impl Iterator<Item = &'static str> {
    NAMES.iter().chain(&ALSO).map(|(name, _)| *name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_reads_as_it_is_written() {
        for text in [
            "ctrl-s", "Enter", "S-Tab", "K", "-", "↓", "ctrl-←", "F1", "Space", "alt-b", "PgUp",
            "PgDn",
        ] {
            assert_eq!(
                text.parse::<Key>().map(|key| key.to_string()).as_deref(),
                Ok(text)
            );
        }
        assert!("".parse::<Key>().is_err() && "Nonsense".parse::<Key>().is_err());
    }
}
