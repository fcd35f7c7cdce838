//! Owns finding out how a column writes its days. Must not read a value into a record: a day that was found
//! is handed on in ISO form.

use crate::customer::date::{self, DateFormat};

/// How days are written, in the order in which they are tried after the firm's own.
const PATTERNS: [&str; 12] = [
    "yyyy-MM-dd",
    "dd.MM.yyyy",
    "dd/MM/yyyy",
    "MM/dd/yyyy",
    "dd-MM-yyyy",
    "MM-dd-yyyy",
    "yyyy/MM/dd",
    "yyyy.MM.dd",
    "dd MMM yyyy",
    "dd-MMM-yyyy",
    "MMM dd, yyyy",
    "MM.dd.yyyy",
];

/// What the values of one column may be.
#[derive(Clone, Debug)]
pub struct Guess {
    /// The patterns that have read every value so far.
    fits: Vec<DateFormat>,
    seen: usize,
    firm: DateFormat,
}

/// How a column writes its days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Days {
    pub format: DateFormat,
    /// Another pattern reads all of them too, as other days.
    pub or: Option<String>,
}

impl Guess {
    pub fn new(firm: &DateFormat) -> Guess {
        let own = [firm.clone()].into_iter();
        let others = PATTERNS
            .iter()
            .filter_map(|pattern| DateFormat::new(pattern));
        let others = others.filter(|other| other != firm);
        Guess {
            fits: own.chain(others).collect(),
            seen: 0,
            firm: firm.clone(),
        }
    }

    /// Whether anything can still be learnt.
    pub fn is_open(&self) -> bool {
        !self.fits.is_empty()
    }

    pub fn see(&mut self, text: &str) {
        let text = text.trim();
        if text.is_empty() {
            return;
        }
        self.seen += 1;
        // One value that is no day at all must not decide about the others.
        let fitting = |format: &&DateFormat| reads(format, text);
        if self.fits.iter().any(|format| fitting(&format)) {
            self.fits.retain(|format| reads(format, text));
        } else if self.seen <= FIRST {
            self.fits.retain(|_| looks_like_a_day(text));
        }
    }

    /// The way that fits all values; none where they are no days, or ISO.
    pub fn settled(&self) -> Option<Days> {
        if self.seen == 0 {
            return None;
        }
        let format = self.fits.first()?.clone();
        let or = self.fits.get(1).map(|other| other.pattern().to_owned());
        Some(Days { format, or })
    }

    /// The same, of a column that wrote its days in this way before: it still does wherever that fits.
    pub fn settled_as(&self, before: &DateFormat, samples: &[String]) -> Option<Days> {
        let Some(found) = self.settled() else {
            // No way reads all of it: what the old one does not read is broken, and not taken for another day.
            let or = None;
            return Some(Days {
                format: before.clone(),
                or,
            });
        };
        let was_tried = *before == self.firm || PATTERNS.contains(&before.pattern());
        let still_fits = match was_tried {
            true => self.fits.contains(before),
            false => samples.iter().all(|text| reads(before, text)),
        };
        if !still_fits {
            return Some(found);
        }
        let other = self.fits.iter().find(|other| *other != before);
        Some(Days {
            format: before.clone(),
            or: other.map(|other| other.pattern().to_owned()),
        })
    }
}

/// A column whose first values are no days is none of days.
const FIRST: usize = 20;

/// A day of this format; a year has its four digits or two, and never five.
fn reads(format: &DateFormat, text: &str) -> bool {
    format.read(day_of(text)).is_some()
}

/// Whether it might be a day that is only wrong.
fn looks_like_a_day(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let marks = text
        .bytes()
        .filter(|b| matches!(b, b'.' | b'/' | b'-'))
        .count();
    (3..=8).contains(&digits) && marks == 2 && text.len() <= 11
}

/// Without the time of day.
fn day_of(text: &str) -> &str {
    let text = text.trim();
    match text.split_once(['T', ' ']) {
        Some((day, time)) if time.contains(':') => day,
        _ => text,
    }
}

/// A value of such a column in ISO form; as it is where it cannot be read so.
pub fn iso(text: &str, format: &DateFormat) -> String {
    match format.read(day_of(text)) {
        Some(day) => day.to_string(),
        // What is ISO anyway, and what is wrong, is judged where all values are.
        None => text.to_owned(),
    }
}

/// Whether a value is a day in the column's way, or in ISO form.
pub fn is_day(text: &str, format: &DateFormat) -> bool {
    format.read(day_of(text)).is_some() || date::read(text, &iso_format()).is_some()
}

fn iso_format() -> DateFormat {
    DateFormat::new("yyyy-MM-dd").unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settle(values: &[&str]) -> Option<(String, Option<String>)> {
        let mut guess = Guess::new(&DateFormat::default());
        values.iter().for_each(|value| guess.see(value));
        let days = guess.settled()?;
        Some((days.format.pattern().to_owned(), days.or))
    }

    fn one(pattern: &str) -> Option<(String, Option<String>)> {
        Some((pattern.to_owned(), None))
    }

    #[test]
    fn the_way_of_a_column_is_the_one_that_reads_all_of_it() {
        assert_eq!(settle(&["2024-12-31", ""]), one("yyyy-MM-dd"));
        assert_eq!(settle(&["31.12.2024", "1.2.2024"]), one("dd.MM.yyyy"));
        assert_eq!(settle(&["03/04/2024", "25/12/2024"]), one("dd/MM/yyyy"));
        assert_eq!(
            settle(&["03/04/2024", "12/25/2024 10:00:00"]),
            one("MM/dd/yyyy")
        );
        // A value that is wrong in every way decides nothing.
        assert_eq!(settle(&["25/12/2024", "99/99/2024"]), one("dd/MM/yyyy"));
        assert_eq!(settle(&["99/99/2024", "25/12/2024"]), one("dd/MM/yyyy"));
        assert_eq!(settle(&["Acme", "25/12/2024"]), None);
        assert_eq!(settle(&[""]), None);
    }

    #[test]
    fn what_can_be_read_in_two_ways_is_said_to_be_so() {
        let (pattern, or) = settle(&["03/04/2024", "05/06/2024"]).unwrap();
        assert_eq!(
            (pattern.as_str(), or.as_deref()),
            ("MM/dd/yyyy", Some("dd/MM/yyyy"))
        );
    }

    #[test]
    fn a_way_of_last_time_goes_before_the_firms_own_where_it_fits() {
        let settle = |values: &[&str], before: &str| {
            let mut guess = Guess::new(&DateFormat::default());
            values.iter().for_each(|value| guess.see(value));
            let samples: Vec<String> = values.iter().map(|text| (*text).to_owned()).collect();
            let days = guess.settled_as(&DateFormat::new(before).unwrap(), &samples);
            days.unwrap().format.pattern().to_owned()
        };
        assert_eq!(settle(&["03/04/2026"], "dd/MM/yyyy"), "dd/MM/yyyy");
        assert_eq!(settle(&["soon", "03/04/2026"], "dd/MM/yyyy"), "dd/MM/yyyy");
        assert_eq!(settle(&["04/25/2026"], "dd/MM/yyyy"), "MM/dd/yyyy");
        assert_eq!(settle(&["2026-04-03"], "dd/MM/yyyy"), "yyyy-MM-dd");
    }

    #[test]
    fn days_are_handed_on_in_iso_form() {
        let format = DateFormat::new("dd.MM.yyyy").unwrap();
        assert_eq!(iso("1.2.2024", &format), "2024-02-01");
        assert_eq!(iso("2024-02-01", &format), "2024-02-01");
        assert_eq!(iso("32.1.2024", &format), "32.1.2024");
    }
}
