//! Owns how wide text is on a terminal: measuring, cutting and wrapping by grapheme.
//! Must not know what the text is for. Text from outside comes through `customer::text` first.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// How many columns a text takes.
pub fn width(text: &str) -> usize {
    if is_plain(text) {
        return text.len();
    }
    text.graphemes(true).map(UnicodeWidthStr::width).sum()
}

/// Whether every byte is a character of one column. Most texts are, and taking text apart by grapheme is dear.
pub fn is_plain(text: &str) -> bool {
    text.bytes().all(|byte| (b' '..=b'~').contains(&byte))
}

/// The text in at most `columns`; what does not fit is replaced by `…`.
pub fn cut(text: &str, columns: usize) -> String {
    match over(text, columns) {
        None => text.to_owned(),
        Some(_) if columns == 0 => String::new(),
        Some(head) => format!("{head}{MORE}"),
    }
}

/// Stands for what does not fit.
pub const MORE: &str = "…";

/// What is left of a text that needs more than `columns` once the sign of that has its column; none where all of it
/// fits.
pub fn over(text: &str, columns: usize) -> Option<&str> {
    let fits = text.len() <= columns || width(text) <= columns;
    (!fits).then(|| head(text, columns.saturating_sub(1)))
}

/// The longest start of a text that fits into `columns`.
pub fn head(text: &str, columns: usize) -> &str {
    if is_plain(text) {
        return &text[..columns.min(text.len())];
    }
    let mut used = 0;
    for (at, grapheme) in text.grapheme_indices(true) {
        used += grapheme.width();
        if used > columns {
            return &text[..at];
        }
    }
    text
}

/// The part of a one-line text that is in sight when its cursor is, and the cursor's column there.
pub fn sight(text: &str, cursor: usize, columns: usize) -> (&str, usize) {
    if columns == 0 {
        return ("", 0);
    }
    let before = text.get(..cursor).unwrap_or(text);
    let mut column = width(before);
    let mut start = 0;
    for (at, grapheme) in before.grapheme_indices(true) {
        if column < columns {
            break;
        }
        column -= grapheme.width();
        start = at + grapheme.len();
    }
    (head(&text[start..], columns), column)
}

/// Where a text breaks into lines of at most `columns`: byte ranges that together cover all of it, broken
/// behind blanks where there are any.
pub fn breaks(text: &str, columns: usize) -> Vec<Range<usize>> {
    let columns = columns.max(1);
    let mut lines = Vec::new();
    let (mut start, mut used, mut blank) = (0, 0, None);
    for (at, grapheme) in text.grapheme_indices(true) {
        let wide = grapheme.width();
        if used + wide > columns && at > start {
            if grapheme == " " {
                // A blank may hang over the edge: nobody sees it.
                blank = Some(at + 1);
                used += wide;
                continue;
            }
            let end = blank.filter(|end| *end > start).unwrap_or(at);
            lines.push(start..end);
            start = end;
            used = width(&text[start..at]);
            // What stood behind the blank may itself leave no room for a wide character.
            if used + wide > columns && at > start {
                lines.push(start..at);
                (start, used) = (at, 0);
            }
            blank = None;
        }
        used += wide;
        if grapheme == " " {
            blank = Some(at + 1);
        }
    }
    lines.push(start..text.len());
    lines
}

/// A text as lines of at most `columns`.
pub fn wrap(text: &str, columns: usize) -> Vec<String> {
    breaks(text, columns)
        .into_iter()
        .map(|range| text[range].trim_end().to_owned())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn wide_and_joined_characters_are_cut_whole() {
        assert_eq!(cut("日本電気", 5), "日本…");
        assert_eq!(cut("e\u{301}e\u{301}e\u{301}", 2), "e\u{301}…");
        assert_eq!(cut("abc", 3), "abc");
        assert_eq!((cut("abc", 1).as_str(), cut("abc", 0).as_str()), ("…", ""));
    }

    #[test]
    fn the_cursor_stays_in_sight() {
        assert_eq!(sight("abcdef", 0, 4), ("abcd", 0));
        assert_eq!(sight("abcdef", 6, 4), ("def", 3));
        assert_eq!(sight("日本電気", 12, 4), ("気", 2));
    }

    #[test]
    fn words_stay_together_where_they_can() {
        assert_eq!(wrap("the quick brown fox", 10), ["the quick", "brown fox"]);
        assert_eq!(wrap("abcdefgh ij", 4), ["abcd", "efgh", "ij"]);
        assert_eq!(wrap("", 4), [""]);
    }

    proptest! {
        #[test]
        fn wrapping_loses_nothing_and_never_overflows(text in "[a-c é日👩‍👩‍👧 ]{0,40}", columns in 2_usize..12) {
            let ranges = breaks(&text, columns);
            prop_assert_eq!(ranges.iter().map(|r| &text[r.clone()]).collect::<String>(), text.clone());
            for line in wrap(&text, columns) {
                prop_assert!(width(&line) <= columns, "{:?}", line);
            }
            for at in text.grapheme_indices(true).map(|(at, _)| at) {
                let (seen, column) = sight(&text, at, columns);
                prop_assert!(column < columns && width(seen) <= columns);
            }
        }
    }
}
