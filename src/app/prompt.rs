//! Owns the search line's editor: a line with undo, a text that was cut and can be put back, earlier searches
//! to go through, and what Tab offers.
//! Must not search, nor know which keys do what.

use super::action::Action;
use super::line::Line;
use crate::query::Completion;

/// The search line.
#[derive(Clone, Debug, Default)]
pub struct Prompt {
    line: Line,
    before: Vec<Line>,
    /// The last change put in a part of a word: the next one belongs to the same step.
    in_word: bool,
    cut: String,
    recalled: Option<Recalled>,
    offers: Vec<Completion>,
    offered: usize,
}

/// An earlier search stands in the line.
#[derive(Clone, Debug)]
struct Recalled {
    /// Which one, the newest first.
    nth: usize,
    /// What stood there before.
    instead_of: Line,
}

/// Steps that can be taken back.
const STEPS: usize = 200;

impl Prompt {
    pub fn new(text: &str) -> Prompt {
        Prompt {
            line: Line::new(text),
            ..Prompt::default()
        }
    }

    pub fn text(&self) -> &str {
        self.line.text()
    }

    pub fn cursor(&self) -> usize {
        self.line.cursor()
    }

    /// Puts another text in, as one step.
    pub fn put(&mut self, text: &str) {
        self.remember();
        self.in_word = false;
        self.recalled = None;
        self.line = Line::new(text);
    }

    /// Puts typed or pasted text in; `false` when nothing harmless was left of it.
    pub fn insert(&mut self, typed: &str) -> bool {
        let letter = typed.chars().count() == 1 && !typed.contains(char::is_whitespace);
        let before = self.line.clone();
        if !self.line.insert(typed) {
            return false;
        }
        if !(letter && self.in_word) {
            self.keep(before);
        }
        self.in_word = letter;
        self.recalled = None;
        true
    }

    /// Does one editing action. Nothing for an action that is not a line's; else whether the text changed.
    pub fn edit(&mut self, action: Action) -> Option<bool> {
        if action == Action::PutBack {
            let cut = self.cut.clone();
            self.in_word = false;
            return Some(!cut.is_empty() && self.insert(&cut));
        }
        if action == Action::Undo {
            return Some(self.undo());
        }
        let before = self.line.clone();
        let changed = self.line.edit(action)?;
        self.in_word = false;
        if changed {
            if is_cut(action) {
                self.cut = taken_out(before.text(), self.line.text(), self.line.cursor());
            }
            self.keep(before);
            self.recalled = None;
        }
        Some(changed)
    }

    fn undo(&mut self) -> bool {
        self.in_word = false;
        self.recalled = None;
        match self.before.pop() {
            Some(before) => {
                self.line = before;
                true
            }
            None => false,
        }
    }

    fn remember(&mut self) {
        let line = self.line.clone();
        self.keep(line);
    }

    fn keep(&mut self, line: Line) {
        if self.before.len() == STEPS {
            self.before.remove(0);
        }
        self.before.push(line);
    }

    /// Whether the arrows go through earlier searches: in an empty line, and while one is shown.
    pub fn recalls(&self) -> bool {
        self.text().is_empty() || self.recalled.is_some()
    }

    /// Shows an earlier search (or, back from it, a newer one); `false` when there is none.
    pub fn recall(&mut self, history: &[String], older: bool) -> bool {
        let now = self.recalled.as_ref().map(|recalled| recalled.nth);
        let nth = match (now, older) {
            (None, true) => Some(0),
            (None, false) => return false,
            (Some(nth), true) => Some(nth + 1),
            (Some(nth), false) => nth.checked_sub(1),
        };
        let instead_of = match self.recalled.take() {
            Some(recalled) => recalled.instead_of,
            None => self.line.clone(),
        };
        let Some(nth) = nth else {
            self.line = instead_of;
            return true;
        };
        match history.get(nth) {
            Some(text) => {
                self.line = Line::new(text);
                self.recalled = Some(Recalled { nth, instead_of });
                true
            }
            None => {
                self.recalled = now.map(|nth| Recalled { nth, instead_of });
                false
            }
        }
    }

    pub fn offers(&self) -> &[Completion] {
        &self.offers
    }

    /// Which offer is taken next.
    pub fn offered(&self) -> usize {
        self.offered
    }

    /// Shows other offers; none closes their list.
    pub fn offer(&mut self, offers: Vec<Completion>) {
        self.offers = offers;
        self.offered = 0;
    }

    pub fn step_offer(&mut self, by: isize) {
        let count = isize::try_from(self.offers.len()).unwrap_or(0);
        if count > 0 {
            let now = isize::try_from(self.offered).unwrap_or(0);
            self.offered = usize::try_from((now + by).rem_euclid(count)).unwrap_or(0);
        }
    }

    /// Puts the offer in that stands under the cursor, and closes the list.
    pub fn take_offer(&mut self) -> bool {
        let offers = std::mem::take(&mut self.offers);
        let Some(offer) = offers.get(self.offered) else {
            return false;
        };
        let mut text = self.text().to_owned();
        let fits = text.get(offer.at.clone()).is_some();
        if fits {
            self.remember();
            self.in_word = false;
            self.recalled = None;
            // Behind a value the next word may begin; behind the name of a field its value does.
            let done = offer.at.end == text.len() && !offer.text.ends_with(':');
            let fresh = format!("{}{}", offer.text, if done { " " } else { "" });
            text.replace_range(offer.at.clone(), &fresh);
            self.line = Line::new(&text);
            self.line.put_cursor(offer.at.start + fresh.len());
        }
        fits
    }
}

fn is_cut(action: Action) -> bool {
    matches!(
        action,
        Action::DeleteWord | Action::DeleteNextWord | Action::DeleteToStart | Action::DeleteToEnd
    )
}

/// What stood at the cursor before it was taken out.
fn taken_out(before: &str, after: &str, cursor: usize) -> String {
    let end = cursor + before.len().saturating_sub(after.len());
    before.get(cursor..end).unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(text: &str) -> Prompt {
        let mut prompt = Prompt::default();
        text.chars().for_each(|c| {
            prompt.insert(c.encode_utf8(&mut [0; 4]));
        });
        prompt
    }

    #[test]
    fn what_was_cut_is_put_back() {
        let mut prompt = typed("volks wagen");
        prompt.edit(Action::DeleteWord);
        assert_eq!(prompt.text(), "volks ");
        prompt.edit(Action::LineStart);
        prompt.edit(Action::PutBack);
        assert_eq!(prompt.text(), "wagenvolks ");
        let mut nothing = Prompt::default();
        assert_eq!(nothing.edit(Action::PutBack), Some(false));
    }

    #[test]
    fn a_word_typed_letter_by_letter_is_one_step_back() {
        let mut prompt = typed("volks wagen");
        prompt.edit(Action::Undo);
        assert_eq!(prompt.text(), "volks ");
        prompt.edit(Action::Undo);
        prompt.edit(Action::Undo);
        assert_eq!(prompt.text(), "");
        assert_eq!(prompt.edit(Action::Undo), Some(false));
    }

    #[test]
    fn earlier_searches_come_and_go_and_the_line_comes_back() {
        let history = ["new".to_owned(), "old".to_owned()];
        let mut prompt = Prompt::default();
        assert!(prompt.recalls());
        let mut seen = Vec::new();
        for older in [true, true, true, false, false] {
            prompt.recall(&history, older);
            seen.push(prompt.text().to_owned());
        }
        assert_eq!(seen, ["new", "old", "old", "new", ""]);
        prompt.recall(&history, true);
        assert!(prompt.recalls());
        prompt.insert("x");
        assert!(!prompt.recalls(), "what is typed on is a search of its own");
    }

    #[test]
    fn an_offer_takes_the_place_of_what_it_completes() {
        let mut prompt = typed("vw stat");
        let offer = |at, text: &str| Completion {
            at,
            text: text.to_owned(),
            note: String::new(),
        };
        prompt.offer(vec![offer(3..7, "status:")]);
        prompt.step_offer(-1);
        assert!(prompt.take_offer());
        assert_eq!((prompt.text(), prompt.cursor()), ("vw status:", 10));
        prompt.offer(vec![offer(10..10, "Active")]);
        prompt.take_offer();
        assert_eq!(prompt.text(), "vw status:Active ");
        assert!(prompt.offers().is_empty() && !prompt.take_offer());
    }
}
