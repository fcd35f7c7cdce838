//! Owns what a piece of text must look like to be an e-mail address, a web address, a phone number or a
//! number, and reading numbers exactly. Must not know fields or records: `validate.rs` does.

use serde_json::Number;

use super::field::Kind;

/// Checks text of one kind; the error says what is expected.
pub fn check(kind: Kind, typed: &str) -> Result<(), String> {
    match kind {
        Kind::Email => {
            let options = email_address::Options::default()
                .without_display_text()
                .without_domain_literal();
            match email_address::EmailAddress::parse_with_options(typed, options) {
                Ok(_) => Ok(()),
                Err(_) => Err(format!("“{typed}” is no e-mail address (name@example.com)")),
            }
        }
        Kind::Url => url(typed),
        Kind::Phone => phone(typed),
        _ => Ok(()),
    }
}

/// Refuses characters that are not seen and mean something to a terminal.
pub fn seen(typed: &str) -> Result<(), String> {
    let is_unseen = |c: &char| c.is_control() && !matches!(c, '\n' | '\r' | '\t' | '\u{85}');
    match typed.chars().find(is_unseen) {
        Some(c) => Err(format!(
            "it has a control character in it (U+{:04X})",
            u32::from(c)
        )),
        None => Ok(()),
    }
}

/// Whether this can be opened as a web address, with or without `https://`.
pub fn url(typed: &str) -> Result<(), String> {
    let refused = || format!("“{typed}” is no web address (www.example.com)");
    let full = if typed.contains("://") {
        typed.to_owned()
    } else {
        format!("https://{typed}")
    };
    let parsed = url::Url::parse(&full).map_err(|_| refused())?;
    let host = parsed.host_str().unwrap_or_default();
    let fits = matches!(parsed.scheme(), "http" | "https")
        && host.contains('.')
        && !host.ends_with('.')
        && !typed.contains(' ');
    if fits { Ok(()) } else { Err(refused()) }
}

fn phone(typed: &str) -> Result<(), String> {
    let main = typed
        .split_once(['x', 'e', '#'])
        .map_or(typed, |(main, _)| main);
    let digits = main.chars().filter(char::is_ascii_digit).count();
    let odd = main
        .chars()
        .find(|c| !c.is_ascii_digit() && !matches!(c, '+' | '-' | '(' | ')' | '.' | '/' | ' '));
    match odd {
        Some(c) => Err(format!("“{c}” does not belong in a phone number")),
        None if digits < 3 => Err("a phone number has at least 3 digits".to_owned()),
        None if digits > 20 => Err("a phone number has at most 20 digits".to_owned()),
        None => Ok(()),
    }
}

/// Reads a number with separators and the short forms `2k`, `1.5m`, `3bn`.
pub fn number(typed: &str) -> Result<Number, String> {
    let refused = || format!("“{typed}” is no number (1250000 or 1.25m)");
    let compact: String = typed
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '_')
        .collect::<String>()
        .to_lowercase();
    let digits_end = compact
        .find(|c: char| c.is_alphabetic())
        .unwrap_or(compact.len());
    let (digits, unit) = compact.split_at(digits_end);
    let zeros = match unit {
        "" => 0,
        "k" => 3,
        "m" | "mn" | "mio" => 6,
        "b" | "bn" => 9,
        _ => return Err(refused()),
    };
    let plain = without_commas(digits).ok_or_else(refused)?;
    serde_json::from_str::<Number>(&shift(&plain, zeros)).map_err(|_| refused())
}

/// Takes commas out where they part groups of three; anywhere else they would be a guess.
fn without_commas(digits: &str) -> Option<String> {
    let (whole, fraction) = digits
        .split_once('.')
        .map_or((digits, None), |(w, f)| (w, Some(f)));
    let bare = whole.strip_prefix(['-', '+']).unwrap_or(whole);
    let groups: Vec<&str> = bare.split(',').collect();
    let grouped = groups.len() == 1
        || (!groups[0].is_empty()
            && groups[0].len() <= 3
            && groups[1..].iter().all(|g| g.len() == 3));
    let numeric = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let fits =
        grouped && numeric(&groups.concat()) && fraction.is_none_or(numeric) && digits.len() <= 40;
    let sign = if whole.starts_with('-') { "-" } else { "" };
    let whole = groups.concat();
    let whole = whole.trim_start_matches('0');
    let whole = if whole.is_empty() { "0" } else { whole };
    fits.then(|| {
        format!(
            "{sign}{whole}{}",
            fraction.map(|f| format!(".{f}")).unwrap_or_default()
        )
    })
}

/// Multiplies decimal digits by a power of ten without passing through a float.
fn shift(plain: &str, zeros: usize) -> String {
    if zeros == 0 {
        return plain.to_owned();
    }
    let (whole, fraction) = plain.split_once('.').unwrap_or((plain, ""));
    let padded = format!("{fraction:0<zeros$}");
    let (moved, rest) = padded.split_at(zeros);
    let (sign, digits) = whole
        .strip_prefix('-')
        .map_or(("", whole), |digits| ("-", digits));
    let joined = format!("{digits}{moved}");
    let trimmed = joined.trim_start_matches('0');
    let whole = if trimmed.is_empty() { "0" } else { trimmed };
    let fraction = if rest.bytes().any(|b| b != b'0') {
        format!(".{rest}")
    } else {
        String::new()
    };
    format!("{sign}{whole}{fraction}")
}
