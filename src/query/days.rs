//! Owns spans of days: reading `2024-01..2024-06`, `<7d`, `past`, and whether a value lies in one.
//! Must not read the clock: today is given.

use jiff::civil::Date;
use jiff::{Span, ToSpan};

use crate::customer::date::{self, DateFormat};

use super::error::Fault;
use super::expr::Op;

/// Days between two ends, which both belong to it and either of which may be open.
#[derive(Clone, Debug, PartialEq)]
pub struct Days {
    pub from: Option<Date>,
    pub until: Option<Date>,
    /// How the firm writes days in its records.
    pub(super) firm: DateFormat,
    /// A moment kept by the server, always written the same way.
    pub(super) is_stamp: bool,
}

const EXPECTED: &str =
    "a day, month or year such as 2024-01-15, 2024-01..2024-06, <7d, past or today";

/// The words for days.
pub(super) const WORDS: [&str; 5] = ["today", "yesterday", "tomorrow", "past", "future"];

/// What a point stands for: the first and last of its days.
enum Point {
    Days(Date, Date),
    /// So long ago.
    Ago(Date),
    /// So far ahead.
    Ahead(Date),
}

impl Point {
    fn ends(&self) -> (Date, Date) {
        match self {
            Point::Days(first, last) => (*first, *last),
            Point::Ago(day) | Point::Ahead(day) => (*day, *day),
        }
    }
}

impl Days {
    pub(super) fn read(
        op: Op,
        typed: &str,
        today: Date,
        firm: &DateFormat,
        is_stamp: bool,
    ) -> Result<Days, Fault> {
        let (from, until) = ends(op, typed, today, firm, is_stamp)?;
        Ok(Days {
            from,
            until,
            firm: firm.clone(),
            is_stamp,
        })
    }

    pub fn hold(&self, day: Date) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day <= until)
    }

    /// Whether a value as the record has it is a day between the ends.
    pub fn hold_text(&self, text: &str) -> bool {
        let day = if self.is_stamp {
            // Just the server's own form, whose order as text is its order in time.
            let day = text.get(..10).filter(|day| day.as_bytes()[7] == b'-');
            day.and_then(|day| day.parse().ok())
        } else {
            date::read(text, &self.firm)
        };
        day.is_some_and(|day| self.hold(day))
    }
}

type Ends = (Option<Date>, Option<Date>);

fn ends(
    op: Op,
    typed: &str,
    today: Date,
    firm: &DateFormat,
    is_stamp: bool,
) -> Result<Ends, Fault> {
    let point = |text: &str| point(text, today, firm);
    if op == Op::Plain {
        if typed.eq_ignore_ascii_case("past") {
            return Ok((None, Some(before(today))));
        }
        if typed.eq_ignore_ascii_case("future") {
            return Ok((Some(after(today)), None));
        }
        if let Some((from, until)) = typed.split_once("..") {
            return between(from, until, point);
        }
    }
    let point = point(typed)?;
    let (first, last) = point.ends();
    // The server stamps nothing in the future, but its clock or zone may be ahead.
    let now = (!is_stamp).then_some(today);
    Ok(match (op, &point) {
        (Op::Plain | Op::Exact, _) => (Some(first), Some(last)),
        // How long ago grows as the days go down.
        (Op::Less, Point::Ago(day)) => (Some(after(*day)), now),
        (Op::Most, Point::Ago(day)) => (Some(*day), now),
        (Op::More, Point::Ago(day)) => (None, Some(before(*day))),
        (Op::Least, Point::Ago(day)) => (None, Some(*day)),
        (Op::Less, Point::Ahead(day)) => (Some(today), Some(before(*day))),
        (Op::Most, Point::Ahead(day)) => (Some(today), Some(*day)),
        (Op::Less, _) => (None, Some(before(first))),
        (Op::Most, _) => (None, Some(last)),
        (Op::More, _) => (Some(after(last)), None),
        (Op::Least, _) => (Some(first), None),
    })
}

fn between(
    from: &str,
    until: &str,
    point: impl Fn(&str) -> Result<Point, Fault>,
) -> Result<Ends, Fault> {
    let end = |text: &str| match text {
        "" => Ok(None),
        text => point(text).map(|point| Some(point.ends())),
    };
    let (from, until) = (end(from)?, end(until)?);
    match (from, until) {
        (None, None) => Err(Fault::incomplete(EXPECTED)),
        // `7d..30d` begins with the later day.
        (Some(a), Some(b)) if a.0 > b.1 => Ok((Some(b.0), Some(a.1))),
        (from, until) => Ok((from.map(|days| days.0), until.map(|days| days.1))),
    }
}

fn before(day: Date) -> Date {
    day.yesterday().unwrap_or(day)
}

fn after(day: Date) -> Date {
    day.tomorrow().unwrap_or(day)
}

fn point(typed: &str, today: Date, firm: &DateFormat) -> Result<Point, Fault> {
    let one = |day: Date| Point::Days(day, day);
    let lower = typed.to_ascii_lowercase();
    match lower.as_str() {
        "today" => return Ok(one(today)),
        "yesterday" => return Ok(one(before(today))),
        "tomorrow" => return Ok(one(after(today))),
        _ => {}
    }
    year_or_month(typed)
        .or_else(|| relative(&lower, today))
        .or_else(|| date::read(typed, firm).map(one))
        .ok_or_else(|| Fault::either(is_begun(&lower), EXPECTED))
}

/// `2024` and `2024-01`.
fn year_or_month(typed: &str) -> Option<Point> {
    let (year, month) = match typed.split_once('-') {
        Some((year, month)) => (year, Some(month)),
        None => (typed, None),
    };
    let number = |text: &str, most: usize| {
        let fits = (1..=most).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
        fits.then(|| text.parse::<i16>().ok()).flatten()
    };
    let year = number(year, 4).filter(|_| year.len() == 4)?;
    match month {
        None => Some(Point::Days(
            Date::new(year, 1, 1).ok()?,
            Date::new(year, 12, 31).ok()?,
        )),
        Some(month) => {
            let month = i8::try_from(number(month, 2)?).ok()?;
            let first = Date::new(year, month, 1).ok()?;
            Some(Point::Days(first, first.last_of_month()))
        }
    }
}

/// `7d`, `2w`, `3m`, `1y`; with a `+`, ahead.
fn relative(lower: &str, today: Date) -> Option<Point> {
    let (ahead, rest) = match lower.strip_prefix('+') {
        Some(rest) => (true, rest),
        None => (false, lower),
    };
    let unit = rest.chars().next_back()?;
    let digits = rest.strip_suffix(unit)?;
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let count: i64 = digits.parse().ok()?;
    let span: Span = match unit {
        'd' => 0.days().try_days(count).ok()?,
        'w' => 0.days().try_weeks(count).ok()?,
        'm' => 0.days().try_months(count).ok()?,
        'y' => 0.days().try_years(count).ok()?,
        _ => return None,
    };
    if ahead {
        today.checked_add(span).ok().map(Point::Ahead)
    } else {
        today.checked_sub(span).ok().map(Point::Ago)
    }
}

/// Whether more typing may make a day of it.
fn is_begun(lower: &str) -> bool {
    let digits = lower.trim_start_matches('+');
    lower.is_empty()
        || WORDS.iter().any(|word| word.starts_with(lower))
        || digits.len() <= 10
            && digits
                .bytes()
                .all(|b| b.is_ascii_digit() || matches!(b, b'-' | b'/' | b'.'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn read(op: Op, typed: &str) -> Result<Ends, Fault> {
        ends(op, typed, date(2024, 3, 31), &DateFormat::default(), false)
    }

    fn span(from: (i16, i8, i8), until: (i16, i8, i8)) -> Result<Ends, Fault> {
        let day = |(y, m, d)| Some(date(y, m, d));
        Ok((day(from), day(until)))
    }

    #[test]
    fn years_months_and_days_are_whole() {
        assert_eq!(read(Op::Plain, "2024"), span((2024, 1, 1), (2024, 12, 31)));
        assert_eq!(read(Op::Plain, "2024-2"), span((2024, 2, 1), (2024, 2, 29)));
        assert_eq!(
            read(Op::Plain, "2024-01..2024-06"),
            span((2024, 1, 1), (2024, 6, 30))
        );
        assert_eq!(
            read(Op::Plain, "12/24/2023"),
            span((2023, 12, 24), (2023, 12, 24))
        );
        assert_eq!(read(Op::More, "2023"), Ok((Some(date(2024, 1, 1)), None)));
        assert_eq!(read(Op::Less, "2023"), Ok((None, Some(date(2022, 12, 31)))));
    }

    #[test]
    fn so_long_ago_counts_back_from_today() {
        assert_eq!(read(Op::Less, "7d"), span((2024, 3, 25), (2024, 3, 31)));
        assert_eq!(read(Op::More, "1y"), Ok((None, Some(date(2023, 3, 30)))));
        assert_eq!(read(Op::Least, "1m"), Ok((None, Some(date(2024, 2, 29)))));
        assert_eq!(
            read(Op::Plain, "7d..30d"),
            span((2024, 3, 1), (2024, 3, 24))
        );
        assert_eq!(read(Op::Most, "+1w"), span((2024, 3, 31), (2024, 4, 7)));
        assert_eq!(read(Op::Plain, "past"), Ok((None, Some(date(2024, 3, 30)))));
        assert_eq!(
            read(Op::Plain, "Future"),
            Ok((Some(date(2024, 4, 1)), None))
        );
    }

    #[test]
    fn what_is_no_day_is_wrong_or_not_finished() {
        for typed in ["", "20", "2024-", "tod", "..", "2024-01..20", "7", "1/2/"] {
            assert_eq!(
                read(Op::Plain, typed).unwrap_err(),
                Fault::incomplete(EXPECTED),
                "{typed}"
            );
        }
        for typed in ["x", "2024-01x", "99999999999999999999d", "99999999y", "é"] {
            assert_eq!(
                read(Op::Plain, typed).unwrap_err(),
                Fault::wrong(EXPECTED),
                "{typed}"
            );
        }
    }

    #[test]
    fn a_stamp_is_a_day_by_its_first_ten_letters() {
        let days = Days::read(
            Op::Less,
            "7d",
            date(2024, 3, 31),
            &DateFormat::default(),
            true,
        )
        .unwrap();
        assert!(days.hold_text("2024-04-01 00:10:00"), "a clock ahead");
        assert!(!days.hold_text("2024-03-24 23:59:59") && !days.hold_text("2024-03-3é"));
    }
}
