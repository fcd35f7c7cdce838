//! Owns what was said since the screen was opened, with the time of it, so that a notice that went by can be read
//! again.
//! Must not read a clock: the time is put in from outside.

use std::collections::VecDeque;

use super::model::Notice;

/// More nobody reads again.
const MOST: usize = 200;

/// A sentence, and when it was said; empty until the time is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    pub at: String,
    pub notice: Notice,
}

/// The newest last.
#[derive(Clone, Debug, Default)]
pub struct Notices {
    all: VecDeque<Said>,
}

impl Notices {
    pub fn keep(&mut self, notice: &Notice) {
        if self.all.len() == MOST {
            self.all.pop_front();
        }
        self.all.push_back(Said {
            at: String::new(),
            notice: notice.clone(),
        });
    }

    /// Puts the time to what was said since it was asked for last. Where nothing was, the clock is not read.
    pub fn stamp(&mut self, now: impl FnOnce() -> String) {
        let unstamped = |said: &&mut Said| said.at.is_empty();
        if self.all.back().is_none_or(|last| !last.at.is_empty()) {
            return;
        }
        let now = now();
        for said in self.all.iter_mut().rev().take_while(unstamped) {
            said.at.clone_from(&now);
        }
    }

    /// The newest first.
    pub fn iter(&self) -> impl Iterator<Item = &Said> {
        self.all.iter().rev()
    }

    pub fn len(&self) -> usize {
        self.all.len()
    }

    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn notice(text: &str) -> Notice {
        Notice {
            text: text.to_owned(),
            failure: false,
        }
    }

    #[test]
    fn each_has_the_time_of_its_own_and_the_newest_comes_first() {
        let mut notices = Notices::default();
        notices.stamp(|| panic!("nothing was said"));
        notices.keep(&notice("a"));
        notices.keep(&notice("b"));
        notices.stamp(|| "09:00:01".to_owned());
        notices.stamp(|| panic!("all have their time"));
        notices.keep(&notice("c"));
        notices.stamp(|| "09:00:02".to_owned());
        let told: Vec<(&str, &str)> = notices
            .iter()
            .map(|said| (said.at.as_str(), said.notice.text.as_str()))
            .collect();
        assert_eq!(
            told,
            [("09:00:02", "c"), ("09:00:01", "b"), ("09:00:01", "a")]
        );
    }

    #[test]
    fn a_day_of_notices_does_not_grow_without_end() {
        let mut notices = Notices::default();
        (0..3 * MOST).for_each(|nth| notices.keep(&notice(&nth.to_string())));
        assert_eq!(notices.len(), MOST);
        let newest = notices.iter().next().map(|said| said.notice.text.clone());
        assert_eq!(newest, Some((3 * MOST - 1).to_string()));
    }
}
