//! Owns days as people and firms write them: ISO 8601 and the firm's own pattern from getConfigData.
//! Must not read the clock.

use jiff::civil::Date;

/// The order and separators of day, month and year, from a pattern such as `MM/dd/yyyy`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DateFormat {
    pattern: String,
}

impl Default for DateFormat {
    /// Dates typed by users go out as `MM/dd/yyyy` unless the firm says otherwise.
    fn default() -> DateFormat {
        DateFormat {
            pattern: "MM/dd/yyyy".to_owned(),
        }
    }
}

impl DateFormat {
    /// Reads the firm's `dateFormat`; a pattern without day, month and year gives none.
    pub fn new(pattern: &str) -> Option<DateFormat> {
        let has = |c: char| pattern.contains(c);
        (has('d') && has('M') && has('y')).then(|| DateFormat {
            pattern: pattern.to_owned(),
        })
    }

    pub fn pattern(&self) -> &str {
        &self.pattern
    }

    /// Reads a day in the firm's format.
    pub fn read(&self, text: &str) -> Option<Date> {
        let (mut day, mut month, mut year) = (None, None, None);
        let mut rest = text.trim();
        for (letter, len) in runs(&self.pattern) {
            match letter {
                'd' => day = Some(take_number(&mut rest, 2)?),
                'M' if len >= 3 => month = Some(take_month(&mut rest)?),
                'M' => month = Some(take_number(&mut rest, 2)?),
                'y' => year = Some(take_year(&mut rest)?),
                separator => {
                    for _ in 0..len {
                        rest = rest.strip_prefix(separator)?;
                    }
                }
            }
        }
        if !rest.trim().is_empty() {
            return None;
        }
        Date::new(
            i16::try_from(year?).ok()?,
            i8::try_from(month?).ok()?,
            i8::try_from(day?).ok()?,
        )
        .ok()
    }

    /// Writes a day in the firm's format.
    pub fn write(&self, date: Date) -> String {
        let mut out = String::with_capacity(self.pattern.len());
        for (letter, len) in runs(&self.pattern) {
            match letter {
                'd' if len == 1 => out.push_str(&date.day().to_string()),
                'd' => out.push_str(&format!("{:02}", date.day())),
                'M' if len >= 3 => {
                    out.push_str(MONTHS[usize::from(date.month().unsigned_abs()) - 1])
                }
                'M' if len == 1 => out.push_str(&date.month().to_string()),
                'M' => out.push_str(&format!("{:02}", date.month())),
                'y' if len == 2 => out.push_str(&format!("{:02}", date.year().rem_euclid(100))),
                'y' => out.push_str(&format!("{:04}", date.year())),
                separator => (0..len).for_each(|_| out.push(separator)),
            }
        }
        out
    }
}

const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// A day in ISO form or the firm's; a stamp's time of day is passed over.
pub fn read(text: &str, firm: &DateFormat) -> Option<Date> {
    let text = text.trim();
    iso(text)
        .or_else(|| firm.read(text))
        .or_else(|| text.split_once([' ', 'T']).and_then(|(day, _)| iso(day)))
}

fn iso(text: &str) -> Option<Date> {
    let mut parts = text.splitn(3, '-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    if year.len() != 4 || !text.bytes().all(|b| b.is_ascii_digit() || b == b'-') {
        return None;
    }
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

fn runs(pattern: &str) -> Vec<(char, usize)> {
    let mut runs: Vec<(char, usize)> = Vec::new();
    for c in pattern.chars() {
        match runs.last_mut() {
            Some((last, len)) if *last == c => *len += 1,
            _ => runs.push((c, 1)),
        }
    }
    runs
}

fn take_number(rest: &mut &str, most: usize) -> Option<i32> {
    let len = rest
        .bytes()
        .take(most)
        .take_while(u8::is_ascii_digit)
        .count();
    let (digits, tail) = rest.split_at(len);
    *rest = tail;
    digits.parse().ok()
}

fn take_year(rest: &mut &str) -> Option<i32> {
    let before = *rest;
    let year = take_number(rest, 4)?;
    Some(if before.len() - rest.len() <= 2 {
        2000 + year
    } else {
        year
    })
}

fn take_month(rest: &mut &str) -> Option<i32> {
    let head = rest.get(..3)?;
    let at = MONTHS
        .iter()
        .position(|month| month.eq_ignore_ascii_case(head))?;
    *rest = rest
        .get(3..)?
        .trim_start_matches(|c: char| c.is_alphabetic());
    i32::try_from(at + 1).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn both_forms_are_read_and_wrong_days_are_not() {
        let firm = DateFormat::new("dd/MM/yyyy").unwrap();
        let day = Some(date(2024, 2, 29));
        for text in [
            "2024-02-29",
            "29/02/2024",
            "29/2/2024",
            " 29/2/24 ",
            "2024-02-29 00:00:00",
            "2024-02-29T10:00:00",
        ] {
            assert_eq!(read(text, &firm), day, "{text}");
        }
        for text in [
            "",
            "2023-02-29",
            "02/29/2024",
            "29/02/2024x",
            "24-02-29",
            "29/02",
            "é9/02/2024",
            "-1-1-1",
        ] {
            assert_eq!(read(text, &firm), None, "{text}");
        }
    }

    #[test]
    fn every_pattern_is_written_as_it_is_read() {
        for pattern in [
            "MM/dd/yyyy",
            "d.M.yyyy",
            "yyyy-MM-dd",
            "dd-MMM-yy",
            "dd MMM yyyy",
        ] {
            let firm = DateFormat::new(pattern).unwrap();
            let day = date(2031, 12, 5);
            assert_eq!(firm.read(&firm.write(day)), Some(day), "{pattern}");
        }
        assert_eq!(DateFormat::new("HH:mm"), None);
    }
}
