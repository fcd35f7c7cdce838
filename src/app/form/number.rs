//! Owns a number or an amount in a form: a line of text, and what it will be read as.
//! Must not do arithmetic: `customer::validate` reads it.

use super::text::Text;
use crate::customer::{show, validate};

/// A number as it is typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Number {
    pub text: Text,
}

impl Number {
    pub fn new(start: &str) -> Number {
        Number {
            text: Text::new(start),
        }
    }

    /// `1.5m` is read as `1,500,000`; nothing where that says no more than what was typed.
    pub fn reading(&self) -> Option<String> {
        let typed = self.text.line.text().trim();
        let read = show::grouped(&validate::number(typed).ok()?.to_string());
        (read != typed).then(|| format!("= {read}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_form_says_what_it_means() {
        assert_eq!(
            Number::new("1.5m").reading().as_deref(),
            Some("= 1,500,000")
        );
        assert_eq!(Number::new("12").reading(), None);
        assert_eq!(Number::new("much").reading(), None);
    }
}
