//! Owns telling apart what the bytes of a frame are for.

use std::iter::Sum;
use std::ops::Add;

/// How many bytes, and how many of them are for what. More is more bytes in all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Parts {
    pub bytes: usize,
    /// Characters to be seen.
    pub text: usize,
    pub blanks: usize,
    /// Colours and emphasis.
    pub looks: usize,
}

impl Parts {
    pub fn of(sent: &[u8]) -> Parts {
        let mut parts = Parts {
            bytes: sent.len(),
            ..Parts::default()
        };
        let mut rest = sent;
        while let Some((first, behind)) = rest.split_first() {
            let length = match (first, behind.first()) {
                (b'\x1b', Some(b'[')) => {
                    3 + count(&behind[1..], |byte| !byte.is_ascii_alphabetic())
                }
                (b'\x1b', _) => 2,
                (b' ', _) => 1 + count(behind, |byte| byte == b' '),
                (0..=31, _) => 1,
                _ => 1 + count(behind, |byte| byte > b' '),
            };
            let (part, behind) = rest.split_at(length.min(rest.len()));
            match (first, part.last()) {
                (b'\x1b', Some(b'm')) => parts.looks += part.len(),
                (b' ', _) => parts.blanks += part.len(),
                (33.., _) => parts.text += part.len(),
                _ => {}
            }
            rest = behind;
        }
        parts
    }

    /// What remains: where to write, erasing, and what begins and ends a frame.
    pub fn moves(&self) -> usize {
        self.bytes - self.text - self.blanks - self.looks
    }
}

fn count(bytes: &[u8], holds: impl Fn(u8) -> bool) -> usize {
    bytes.iter().take_while(|byte| holds(**byte)).count()
}

impl Add for Parts {
    type Output = Parts;

    fn add(self, other: Parts) -> Parts {
        Parts {
            bytes: self.bytes + other.bytes,
            text: self.text + other.text,
            blanks: self.blanks + other.blanks,
            looks: self.looks + other.looks,
        }
    }
}

impl Sum for Parts {
    fn sum<I: Iterator<Item = Parts>>(all: I) -> Parts {
        all.fold(Parts::default(), Add::add)
    }
}

#[test]
fn each_byte_is_for_one_thing() {
    let parts = Parts::of("\x1b[?2026h\x1b[1;33mVé  b\x1b[m\x1bM\r\n\x1b[3C\x1b[?2026l".as_bytes());
    assert_eq!(
        (parts.text, parts.blanks, parts.looks, parts.moves()),
        (4, 2, 10, 8 + 2 + 2 + 4 + 8)
    );
}
