//! Owns a day in a form: a line of text, and how days may be written.
//! Must not know today.

use super::text::Text;
use crate::app::words;
use crate::customer::date::{self, DateFormat};

/// A day as it is typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Date {
    pub text: Text,
    firm: DateFormat,
}

impl Date {
    pub fn new(start: &str, firm: &DateFormat) -> Date {
        Date {
            text: Text::new(start),
            firm: firm.clone(),
        }
    }

    /// While it is empty, how to write it; once it is a day, the day of the week.
    pub fn reading(&self) -> Option<String> {
        let typed = self.text.line.text().trim();
        if typed.is_empty() {
            return Some(words::day_like(self.firm.pattern()));
        }
        let day = date::read(typed, &self.firm)?;
        let weekday =
            words::WEEKDAYS[usize::from(day.weekday().to_monday_zero_offset().unsigned_abs())];
        Some(if typed == day.to_string() {
            weekday.to_owned()
        } else {
            format!("= {day}, {weekday}")
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_says_how_it_was_understood() {
        let firm = DateFormat::new("dd/MM/yyyy").unwrap();
        let reading = |text: &str| Date::new(text, &firm).reading();
        assert_eq!(reading("2024-12-31").as_deref(), Some("Tuesday"));
        assert_eq!(reading("5/4/2024").as_deref(), Some("= 2024-04-05, Friday"));
        assert_eq!(reading("").as_deref(), Some("2024-12-31 or dd/MM/yyyy"));
        assert_eq!(reading("soon"), None);
    }
}
