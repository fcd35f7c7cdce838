//! Owns comparing phone numbers by their digits, however they are spaced and whether the country code or
//! the leading 0 is written or not. Must not check whether a number exists.

use std::ops::Range;

/// A number that is looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    number: Number,
    /// Every digit as typed.
    raw: String,
    /// Nothing may stand before or behind it.
    whole: bool,
}

/// A number's digits without what may be missing.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Number {
    /// Without `00`, `+`, `(0)` and a leading 0.
    digits: String,
    /// How many of them are the country code; none where it is not written as such.
    code: usize,
}

/// A number this long may begin with a country code though nothing says so.
const FULL: usize = 9;
/// The fewest digits behind a country code that is only guessed.
const TRUSTED: usize = 6;

impl Wanted {
    /// None where there are letters or no digits.
    pub fn read(typed: &str) -> Option<Wanted> {
        let is_phone = typed.chars().all(is_part) && typed.bytes().any(|b| b.is_ascii_digit());
        is_phone.then(|| Wanted {
            number: Number::read(typed),
            raw: digits(typed),
            whole: false,
        })
    }

    /// The number is all that stands there: with or without its country code and the leading 0.
    pub fn alone(self) -> Wanted {
        Wanted {
            whole: true,
            ..self
        }
    }

    pub fn is_alone(&self) -> bool {
        self.whole
    }

    pub fn matches(&self, text: &str) -> bool {
        let there = Number::read(text);
        if self.whole {
            return digits(text) == self.raw || self.number.is_same(&there);
        }
        let wanted = &self.number;
        if there.digits.is_empty() {
            return false;
        }
        if wanted.code > 0 {
            return self.is_from_abroad(&there);
        }
        if wanted.digits.is_empty() {
            return digits(text).contains(&self.raw);
        }
        if there.digits.contains(&wanted.digits) || digits(text).contains(&self.raw) {
            return true;
        }
        // `49 89 1234567` without a plus, for a record that says `089 1234567`.
        let code = code_length(&wanted.digits);
        there.code == 0
            && wanted.digits.len() >= FULL
            && wanted.digits.len() - code >= TRUSTED
            && there.digits.starts_with(&wanted.digits[code..])
    }

    /// Where in a text that matches the number stands: from its first digit to its last.
    pub fn spot(&self, text: &str) -> Option<Range<usize>> {
        let wanted = &self.number;
        let code = code_length(&wanted.digits);
        let forms = [
            self.raw.as_str(),
            &wanted.digits,
            wanted.national(),
            &wanted.digits[code..],
        ];
        forms.iter().find_map(|digits| digits_at(text, digits))
    }

    /// With a country code, the number must begin where a number begins.
    fn is_from_abroad(&self, there: &Number) -> bool {
        let wanted = &self.number;
        if there.digits.starts_with(&wanted.digits) {
            return true;
        }
        let national = wanted.national();
        let same_code = there.code == 0 || there.code() == wanted.code();
        !national.is_empty() && same_code && there.national().starts_with(national)
    }
}

impl Number {
    fn read(text: &str) -> Number {
        let begun = text.trim_start_matches(|c: char| !c.is_ascii_digit() && c != '+');
        let is_plus = begun.starts_with('+');
        let all = digits(begun);
        let is_abroad = is_plus || all.starts_with("00");
        let mut digits = if is_abroad && begun.contains("(0)") {
            digits(&begun.replacen("(0)", "", 1))
        } else {
            all
        };
        let zeros = digits.len() - digits.trim_start_matches('0').len();
        digits.drain(..zeros);
        let code = if is_abroad { code_length(&digits) } else { 0 };
        Number { digits, code }
    }

    /// Whether two numbers are one. Where only one of them has a country code, the other is of that country.
    fn is_same(&self, other: &Number) -> bool {
        if self.national().is_empty() || other.national().is_empty() {
            return false;
        }
        let same_code = self.code == 0 || other.code == 0 || self.code() == other.code();
        same_code && self.national() == other.national()
    }

    fn code(&self) -> &str {
        &self.digits[..self.code]
    }

    /// Without the country code, and without the 0 that some write behind it.
    fn national(&self) -> &str {
        self.digits[self.code..].trim_start_matches('0')
    }
}

/// Where these digits stand in a text, whatever lies between them.
pub fn digits_at(text: &str, wanted: &str) -> Option<Range<usize>> {
    let places: Vec<usize> = text
        .char_indices()
        .filter(|(_, c)| c.is_ascii_digit())
        .map(|(at, _)| at)
        .collect();
    let first = digits(text).find(wanted).filter(|_| !wanted.is_empty())?;
    let last = places.get(first + wanted.len() - 1)?;
    Some(*places.get(first)?..last + 1)
}

/// What may stand in a phone number.
pub(super) fn is_part(c: char) -> bool {
    c.is_ascii_digit() || matches!(c, '+' | '-' | '.' | '/' | '(' | ')' | ' ' | '\u{a0}')
}

pub(super) fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// How many digits of an international number are its country code.
fn code_length(digits: &str) -> usize {
    let two = matches!(
        digits.get(..2),
        Some(
            "20" | "27"
                | "30"
                | "31"
                | "32"
                | "33"
                | "34"
                | "36"
                | "39"
                | "40"
                | "41"
                | "43"
                | "44"
                | "45"
                | "46"
                | "47"
                | "48"
                | "49"
                | "51"
                | "52"
                | "53"
                | "54"
                | "55"
                | "56"
                | "57"
                | "58"
                | "60"
                | "61"
                | "62"
                | "63"
                | "64"
                | "65"
                | "66"
                | "81"
                | "82"
                | "84"
                | "86"
                | "90"
                | "91"
                | "92"
                | "93"
                | "94"
                | "95"
                | "98"
        )
    );
    let length = match digits.as_bytes().first() {
        Some(b'1' | b'7') => 1,
        _ if two => 2,
        _ => 3,
    };
    length.min(digits.len())
}

/// For a free word that looks like a phone number, its digits as they stand in the text of a customer:
/// without `00`, `+` and a leading 0.
pub(super) fn of_word(token: &str) -> Option<String> {
    let is_phone = token.chars().all(is_part);
    let all = digits(token);
    let bare = all.trim_start_matches('0');
    (is_phone && bare.len() >= 5 && bare != token).then(|| bare.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(typed: &str, text: &str) -> bool {
        Wanted::read(typed).is_some_and(|wanted| wanted.matches(text))
    }

    #[test]
    fn a_number_is_one_however_it_is_written() {
        let written = [
            "+49 (89) 123 456",
            "0049-89-123456",
            "+49 (0)89 123456",
            "+49 089 123 456",
            "089/123456",
            "(089) 123-456",
            "89 123456",
        ];
        for typed in written
            .iter()
            .chain(&["0049-89 123", "089123", "+4989", "123 456"])
        {
            for text in written {
                assert!(found(typed, text), "{typed} in {text}");
            }
        }
        assert!(found("4989 1234567", "089 1234567"));
    }

    #[test]
    fn alone_a_number_is_the_same_one_or_none() {
        let is = |typed: &str, text: &str| {
            Wanted::read(typed).is_some_and(|wanted| wanted.alone().matches(text))
        };
        let written = [
            "+49 (89) 123 456",
            "0049-89-123456",
            "+49 (0)89 123456",
            "089/123456",
            "89 123456",
        ];
        for typed in written {
            for text in written {
                assert!(is(typed, text), "{typed} is {text}");
            }
            for text in ["089 1234567", "+43 (0)89 123456 7", "123456", "", "tel."] {
                assert!(!is(typed, text), "{typed} is not {text}");
            }
        }
        assert!(!is("089123", "+49 (89) 123 456") && !is("+43 89 123456", "+49 89 123456"));
        assert!(is("00", "00") && !is("00", "0"));
    }

    #[test]
    fn another_number_is_not_found() {
        for (typed, text) in [
            ("+49 89 123", "+43 89 123456"),
            ("+43 89 123", "+49 89 123456"),
            ("089 124", "+49 89 123456"),
            ("+1 415", "+49 1415 20"),
            ("1", ""),
            ("00", "12"),
        ] {
            assert!(!found(typed, text), "{typed} in {text}");
        }
        assert_eq!(Wanted::read("abc"), None);
        assert_eq!(Wanted::read("+ ()"), None);
    }

    #[test]
    fn a_number_that_is_found_has_its_place() {
        let at = |typed: &str, text: &str| {
            let spot = Wanted::read(typed).and_then(|wanted| wanted.spot(text));
            spot.map(|spot| text[spot].to_owned())
        };
        let text = "tel. +49 (89) 123 456";
        assert_eq!(at("0049-89 123", text).as_deref(), Some("49 (89) 123"));
        assert_eq!(at("089 123456", text).as_deref(), Some("89) 123 456"));
        assert_eq!(at("+49 89 1", "089/123456").as_deref(), Some("89/1"));
        assert_eq!(
            at("4989 1234567", "089 1234567").as_deref(),
            Some("89 1234567")
        );
        assert_eq!(at("77", text), None);
    }

    #[test]
    fn only_what_looks_like_a_number_is_one_among_words() {
        assert_eq!(of_word("0049-89-123").as_deref(), Some("4989123"));
        assert_eq!(of_word("089123456").as_deref(), Some("89123456"));
        for word in ["12345", "12-34", "a-12345", "2024"] {
            assert_eq!(of_word(word), None, "{word}");
        }
    }
}
