//! Owns the links of a frame: which have which number, and the bytes that begin and end one.
//! Must not know where they stand.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::num::NonZeroU64;

/// The number of a link; the same for the same place to lead to, from frame to frame.
pub type Number = NonZeroU64;

/// Where the links of a frame lead.
#[derive(Debug, Default)]
pub struct Targets(HashMap<Number, String>);

impl Targets {
    pub fn clear(&mut self) {
        self.0.clear();
    }

    /// Takes a place to lead to; none where it holds what a terminal would obey.
    pub fn number(&mut self, to: &str) -> Option<Number> {
        if to.is_empty() || !to.bytes().all(|byte| byte.is_ascii_graphic()) {
            return None;
        }
        let mut hasher = DefaultHasher::new();
        to.hash(&mut hasher);
        let number = NonZeroU64::new(hasher.finish())?;
        self.0.entry(number).or_insert_with(|| to.to_owned());
        Some(number)
    }

    /// Begins a link, or ends the one that is open. Its number keeps the parts of one together.
    pub fn turn(&self, link: Option<Number>, page: &mut Vec<u8>) {
        page.extend_from_slice(b"\x1b]8;");
        match link.and_then(|number| Some((number, self.0.get(&number)?))) {
            Some((number, to)) => {
                page.extend_from_slice(format!("id={:x};", number.get() >> 32).as_bytes());
                page.extend_from_slice(to.as_bytes());
            }
            None => page.push(b';'),
        }
        page.extend_from_slice(b"\x1b\\");
    }
}
