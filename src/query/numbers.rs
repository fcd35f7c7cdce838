//! Owns spans of numbers: reading `1m..5m`, `>1.5bn`, and whether a value lies in one.
//! Must not know fields.

use super::error::Fault;
use super::expr::Op;

/// Numbers between two ends, either of which may be open.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Numbers {
    pub from: Option<Bound>,
    pub until: Option<Bound>,
}

/// One end of a span.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bound {
    pub at: f64,
    /// Whether the end itself lies in the span.
    pub included: bool,
}

/// Thousands and their like. The longest ending that fits is taken.
const SCALES: [(&str, f64); 10] = [
    ("mio", 1e6),
    ("mrd", 1e9),
    ("mn", 1e6),
    ("bn", 1e9),
    ("tn", 1e12),
    ("k", 1e3),
    ("m", 1e6),
    ("b", 1e9),
    ("g", 1e9),
    ("t", 1e12),
];

const EXPECTED: &str = "a number such as 1500, 1.5m or 1m..5m";
const COMMAS: &str = "a number such as 1,500,000 or 1,5m: a comma parts groups of three digits, or is the one before decimals";

impl Numbers {
    pub(super) fn read(op: Op, typed: &str) -> Result<Numbers, Fault> {
        if typed.is_empty() {
            return Err(Fault::incomplete(EXPECTED));
        }
        if op == Op::Plain
            && let Some((from, until)) = typed.split_once("..")
        {
            return Numbers::between(from, until);
        }
        let at = point(typed)?;
        let end = |included| Some(Bound { at, included });
        let (from, until) = match op {
            Op::Plain | Op::Exact => (end(true), end(true)),
            Op::Less => (None, end(false)),
            Op::Most => (None, end(true)),
            Op::More => (end(false), None),
            Op::Least => (end(true), None),
        };
        Ok(Numbers { from, until })
    }

    fn between(from: &str, until: &str) -> Result<Numbers, Fault> {
        let end = |text: &str| match text {
            "" => Ok(None),
            text => point(text).map(|at| Some(Bound { at, included: true })),
        };
        let (mut from, mut until) = (end(from)?, end(until)?);
        if from.is_none() && until.is_none() {
            return Err(Fault::incomplete(EXPECTED));
        }
        if let (Some(low), Some(high)) = (from, until)
            && low.at > high.at
        {
            (from, until) = (until, from);
        }
        Ok(Numbers { from, until })
    }

    /// Whether a number lies between the ends.
    pub fn hold(&self, number: f64) -> bool {
        let above = |low: Bound| number > low.at || low.included && number == low.at;
        let below = |high: Bound| number < high.at || high.included && number == high.at;
        self.from.is_none_or(above) && self.until.is_none_or(below)
    }

    /// Whether a value as the record has it is a number between the ends.
    pub fn hold_text(&self, text: &str) -> bool {
        plain(text.trim_ascii()).is_some_and(|number| self.hold(number))
    }
}

/// A number as records write it. Words that Rust takes for numbers (`inf`) are none.
pub(super) fn plain(text: &str) -> Option<f64> {
    let written = |b: u8| b.is_ascii_digit() || matches!(b, b'.' | b'-' | b'+' | b'e' | b'E');
    if text.bytes().all(written) {
        text.parse().ok()
    } else {
        None
    }
}

/// A number as people type it.
fn point(typed: &str) -> Result<f64, Fault> {
    let lower = typed.to_lowercase();
    let (digits, scale) = SCALES
        .iter()
        .find_map(|(ending, scale)| Some((lower.strip_suffix(ending)?, *scale)))
        .unwrap_or((&lower, 1.0));
    let digits = without_commas(&digits.replace('_', ""), digits.len() == lower.len())?;
    let is_written = digits
        .bytes()
        .all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'-'));
    let number = digits.parse::<f64>().ok().map(|number| number * scale);
    match number.filter(|number| is_written && number.is_finite()) {
        Some(number) => Ok(number),
        None => Err(Fault::either(
            matches!(digits.as_str(), "-" | "." | "-."),
            EXPECTED,
        )),
    }
}

/// Takes commas out where they part groups of three digits. A single one before anything but three digits, or
/// behind a lone zero, can only be meant as the decimal one; whatever else has commas would be a guess.
/// `open`: more digits may follow.
fn without_commas(digits: &str, open: bool) -> Result<String, Fault> {
    let (whole, fraction) = match digits.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (digits, None),
    };
    let is_odd = fraction.is_some_and(|fraction| fraction.contains(','));
    let Some((first, rest)) = whole.split_once(',').filter(|_| !is_odd) else {
        return match is_odd {
            true => Err(Fault::wrong(COMMAS)),
            false => Ok(digits.to_owned()),
        };
    };
    let are_digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let head = first.strip_prefix('-').unwrap_or(first);
    let can_lead = head.len() <= 3 && head != "0";
    if are_digits(head)
        && can_lead
        && rest
            .split(',')
            .all(|group| group.len() == 3 && are_digits(group))
    {
        return Ok(digits.replace(',', ""));
    }
    if are_digits(head) && are_digits(rest) && fraction.is_none() {
        return Ok(format!("{first}.{rest}"));
    }
    let mut groups = rest.rsplit(',');
    let is_begun = |last: &str| last.is_empty() || last.len() < 3 && are_digits(last);
    let may_become = open
        && fraction.is_none()
        && are_digits(head)
        && groups.next().is_some_and(is_begun)
        && (rest.is_empty() || can_lead)
        && groups.all(|group| group.len() == 3 && are_digits(group));
    Err(Fault::either(may_become, COMMAS))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_people_type_them() {
        for (typed, number) in [
            ("1500", 1500.0),
            ("1,500,000", 1.5e6),
            ("1.5k", 1500.0),
            ("2M", 2e6),
            ("3bn", 3e9),
            ("1mrd", 1e9),
            ("-5", -5.0),
            ("1,500.5", 1500.5),
            ("1,5m", 1.5e6),
            ("-1,25", -1.25),
            ("1500,75", 1500.75),
            ("0,500", 0.5),
            ("12,2500k", 12_250.0),
        ] {
            assert_eq!(point(typed), Ok(number), "{typed}");
        }
        for typed in [
            "1,5.5",
            "1,50,000",
            "1.500,5",
            "1500,000,000",
            ",5",
            "0,500,000",
            "1,,5",
        ] {
            assert_eq!(point(typed), Err(Fault::wrong(COMMAS)), "{typed}");
        }
        for typed in ["1,", "-1,500,", "1,500,0", "1500,"] {
            assert_eq!(point(typed), Err(Fault::incomplete(COMMAS)), "{typed}");
        }
        for typed in ["1,m", "", "x", "1e5", "inf", "k", "1-2", &"9".repeat(400)] {
            assert!(point(typed).is_err(), "{typed}");
        }
    }

    #[test]
    fn ends_are_in_or_out_as_the_sign_says() {
        let holds = |op, typed, number| Numbers::read(op, typed).unwrap().hold(number);
        assert!(holds(Op::More, "1m", 1_000_001.0) && !holds(Op::More, "1m", 1e6));
        assert!(holds(Op::Least, "1m", 1e6) && !holds(Op::Less, "1m", 1e6));
        assert!(holds(Op::Plain, "1..2", 2.0) && holds(Op::Plain, "2..1", 1.5));
        assert!(holds(Op::Plain, "..2", -9.0) && !holds(Op::Plain, "1..", 0.0));
    }

    #[test]
    fn what_a_record_says_is_a_number_or_none() {
        let all = Numbers {
            from: None,
            until: None,
        };
        for text in ["1", " 1.50 ", "1e+9", "-3"] {
            assert!(all.hold_text(text), "{text}");
        }
        for text in ["", "inf", "NaN", "1 EUR", "1,5"] {
            assert!(!all.hold_text(text), "{text}");
        }
    }
}
