//! Owns what happens to text before it is compared or put on a screen: folding for search, and making
//! text from outside harmless. Must not know fields or records.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The form in which text is searched: lower case, without accents, widths, ligatures and the
/// punctuation inside names. `I.B.M.` is `ibm`, `Müller-Straße` is `muller strasse`.
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    fold_into(text, &mut out);
    out
}

/// `fold`, appended to `out`. Runs of blanks become one, and none stands at the start.
pub fn fold_into(text: &str, out: &mut String) {
    let start = out.len();
    if text.is_ascii() {
        for byte in text.bytes() {
            push(byte.to_ascii_lowercase() as char, start, out);
        }
    } else {
        let mut has_marks = false;
        for c in text.nfkd() {
            match c {
                'ß' | 'ẞ' => out.push_str("ss"),
                'æ' | 'Æ' => out.push_str("ae"),
                'œ' | 'Œ' => out.push_str("oe"),
                'ø' | 'Ø' => out.push('o'),
                // At the end of a word sigma has a form of its own.
                'ς' => out.push('σ'),
                'ð' | 'Ð' | 'đ' | 'Đ' => out.push('d'),
                'þ' | 'Þ' => out.push_str("th"),
                'ł' | 'Ł' => out.push('l'),
                'ı' | 'İ' => out.push('i'),
                // Accents of Latin, Greek and Cyrillic go; the marks of Thai, Hindi, Arabic and Hebrew
                // spell the word and stay.
                c if is_combining_mark(c) && is_accent(c) => {}
                c => {
                    has_marks |= is_combining_mark(c);
                    c.to_lowercase().for_each(|c| push(c, start, out));
                }
            }
        }
        if has_marks {
            // What was dropped may have stood between marks, which have an order of their own.
            let ordered: String = out[start..].nfd().collect();
            out.truncate(start);
            out.push_str(&ordered);
        }
    }
    if out.len() > start && out.ends_with(' ') {
        out.pop();
    }
}

fn is_accent(c: char) -> bool {
    matches!(c as u32, 0x0300..=0x036f | 0x1ab0..=0x1aff | 0x1dc0..=0x1dff | 0x20d0..=0x20ff | 0xfe20..=0xfe2f)
}

/// Joins the halves of a word.
pub fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '‐' | '‑')
}

/// Whether it stands between words.
fn parts(c: char) -> bool {
    c.is_whitespace() || c.is_control() || is_hyphen(c) || matches!(c, '–' | '—' | ',' | ';' | '"')
}

/// What a character of a text is in its folded form, once it is lower case: a blank for all that stands between
/// words, none for what counts for nothing.
pub fn folded(c: char) -> Option<char> {
    match c {
        '.' | '\'' | '’' | '`' | '´' | '\u{ad}' | '\u{200b}' | '\u{feff}' => None,
        c if parts(c) => Some(' '),
        c => Some(c),
    }
}

fn push(c: char, start: usize, out: &mut String) {
    match folded(c) {
        None => {}
        Some(' ') if out.len() == start || out.ends_with(' ') => {}
        Some(c) => out.push(c),
    }
}

/// The words that have hyphens inside, folded as if they had none, a line for each: `Jean-Luc` is found as
/// `jeanluc` too. Nothing where there are none.
pub fn closed(text: &str) -> String {
    if !text.contains(is_hyphen) {
        return String::new();
    }
    let chars: Vec<char> = text.chars().collect();
    let inside = |at: usize| {
        let beside = |at: Option<usize>| at.and_then(|at| chars.get(at)).copied();
        let letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        is_hyphen(chars[at]) && letter(beside(at.checked_sub(1))) && letter(beside(Some(at + 1)))
    };
    let mut out: Vec<String> = Vec::new();
    let (mut word, mut is_joined) = (String::new(), false);
    for (at, c) in chars.iter().enumerate() {
        match *c {
            _ if inside(at) => is_joined = true,
            c if parts(c) => {
                if std::mem::take(&mut is_joined) {
                    out.push(fold(&word));
                }
                word.clear();
            }
            c => word.push(c),
        }
    }
    if is_joined {
        out.push(fold(&word));
    }
    out.join("\n")
}

/// Whether a folded text stands in one as people wrote it, with its hyphens or without.
pub fn holds(text: &str, folded: &str) -> bool {
    fold(text).contains(folded) || closed(text).contains(folded)
}

/// The words of a search: every one of them must be found.
pub fn words(query: &str) -> Vec<String> {
    fold(query)
        .split(' ')
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// One line that is safe to show: control characters, line ends and tabs become visible or a blank,
/// and characters that turn the direction of a line are dropped.
pub fn one_line(text: &str) -> String {
    if text.bytes().all(|b| (0x20..0x7f).contains(&b)) {
        return text.to_owned();
    }
    text.chars().filter_map(|c| harmless(c, false)).collect()
}

/// Text of several lines that is safe to show: as `one_line`, but line ends stay.
pub fn lines(text: &str) -> String {
    let unix = text.replace("\r\n", "\n").replace('\r', "\n");
    unix.chars().filter_map(|c| harmless(c, true)).collect()
}

fn harmless(c: char, keep_newline: bool) -> Option<char> {
    match c {
        '\n' if keep_newline => Some('\n'),
        '\n' | '\r' | '\t' | '\u{85}' | '\u{2028}' | '\u{2029}' => Some(' '),
        c if c.is_control() => Some(picture(c)),
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => None,
        c => Some(c),
    }
}

/// Text that is there already, ready for an edit field: as `typed`, but control characters stay in sight as
/// their pictures, so that none goes unseen.
pub fn pictured(text: &str, many_lines: bool) -> String {
    let unix = text.replace("\r\n", "\n").replace('\r', "\n");
    unix.chars()
        .map(|c| match c {
            '\n' if many_lines => '\n',
            '\n' | '\t' => ' ',
            c if c.is_control() => picture(c),
            c => c,
        })
        .collect()
}

/// Puts the control characters of `raw` back where an edited text still has their pictures. A picture that `raw`
/// has itself, or that stands for several of its characters, stays what it is.
pub fn unpictured(text: &str, raw: &str) -> String {
    if !raw.contains(char::is_control) {
        return text.to_owned();
    }
    let meant = |shown: char| {
        let mut of = raw
            .chars()
            .filter(|c| *c == shown || (c.is_control() && picture(*c) == shown));
        let first = of.next()?;
        of.all(|c| c == first).then_some(first)
    };
    text.chars().map(|c| meant(c).unwrap_or(c)).collect()
}

fn picture(control: char) -> char {
    match control {
        '\u{7f}' => '␡',
        c if (c as u32) < 0x20 => char::from_u32(0x2400 + c as u32).unwrap_or('\u{fffd}'),
        _ => '\u{fffd}',
    }
}

/// What a person may have pasted, ready for an edit field: no control characters, and in a field of
/// one line no line ends.
pub fn typed(text: &str, many_lines: bool) -> String {
    let unix = text.replace("\r\n", "\n").replace('\r', "\n");
    unix.chars()
        .filter_map(|c| match c {
            '\n' if many_lines => Some('\n'),
            '\n' | '\t' => Some(' '),
            c if c.is_control() => None,
            c => Some(c),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn folding_forgives_what_people_do_not_type() {
        for (text, folded) in [
            ("I.B.M.", "ibm"),
            ("Café Müller  GmbH", "cafe muller gmbh"),
            ("Müller-Straße", "muller strasse"),
            ("ＦＵＬＬ ｗidth ﬁne", "full width fine"),
            ("İstanbul IŞIK ışık", "istanbul isik isik"),
            ("Ærø Łódź", "aero lodz"),
            ("O’Neill & Söhne", "oneill & sohne"),
            ("Σίσυφος ΟΔΌΣ", "σισυφοσ οδοσ"),
            ("日本電気", "日本電気"),
            ("กำไร", &fold("กำไร")),
            ("  \t x \n", "x"),
        ] {
            assert_eq!(fold(text), folded);
        }
        assert!(fold("กี่").chars().count() >= 3, "Thai vowels stay");
    }

    #[test]
    fn a_word_with_a_hyphen_is_found_without_it_too() {
        for (text, words) in [
            ("Jean-Luc Picard", "jeanluc"),
            ("E‑Plus, Coca-Cola", "eplus\ncocacola"),
            ("Müller-Straße-3", "mullerstrasse3"),
            ("a - b, -c d- 2010–2012", ""),
            ("www.Vw-Group.de", "wwwvwgroupde"),
            ("plain", ""),
        ] {
            assert_eq!(closed(text), words, "{text}");
        }
        assert!(holds("Jean-Luc", "jeanluc") && holds("Jean-Luc", "jean luc"));
        assert!(!holds("Jean - Luc", "jeanluc"));
    }

    proptest! {
        #[test]
        fn folding_twice_is_folding_once(
            text in prop_oneof!["[\u{5c5}\u{485}\u{5b0}\u{e33}\u{301}'.aẞİﷺ -]{0,9}", "\\PC{0,16}", any::<String>()],
        ) {
            prop_assert_eq!(fold(&fold(&text)), fold(&text));
        }
    }

    #[test]
    fn marks_stand_in_their_order_whatever_stood_between_them() {
        assert_eq!(fold("@\u{485}'\u{5c5}"), "@\u{5c5}\u{485}");
        assert_eq!(fold(&fold("\u{0}\u{1b}[31m")), fold("\u{0}\u{1b}[31m"));
    }

    #[test]
    fn a_control_character_is_seen_while_it_is_edited_and_comes_back_as_it_was() {
        let raw = "O\u{1b}[31mdd\u{9b}\u{7f}";
        let shown = pictured(raw, false);
        assert_eq!(shown, "O␛[31mdd\u{fffd}␡");
        assert_eq!(unpictured(&format!("{shown}!"), raw), format!("{raw}!"));
        assert_eq!(unpictured("Odd␡", raw), "Odd\u{7f}");
        assert_eq!(unpictured("a␛", "plain"), "a␛");
        assert_eq!(unpictured("␛", "its own ␛ and \u{1b}"), "␛");
    }

    #[test]
    fn nothing_from_outside_reaches_the_terminal_raw() {
        assert_eq!(
            one_line("a\u{1b}[31mb\tc\nd\u{202e}e\u{9b}"),
            "a␛[31mb c de\u{fffd}"
        );
        assert_eq!(lines("a\r\nb\rc\u{7}"), "a\nb\nc␇");
        assert_eq!(typed("a\u{1b}\r\nb\t", false), "a b ");
        assert_eq!(typed("a\r\nb", true), "a\nb");
    }
}
