//! Owns which part of a name was meant by a word that was mistyped.
//! Must not decide which customers are near: that was done elsewhere.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use crate::customer::text::fold;
use crate::query::slips;

/// How far a word may be from what was meant: everything is near a short one.
fn forgiven(length: usize) -> usize {
    match length {
        0..=3 => 0,
        4..=7 => 1,
        _ => 2,
    }
}

/// The word of the name whose start is nearest to a word that the name does not have: all of it, as people know it.
pub fn nearest(name: &str, word: &str) -> Option<Range<usize>> {
    let length = word.chars().count();
    let most = forgiven(length);
    let mut best: Option<(usize, Range<usize>)> = None;
    for (at, part) in name.unicode_word_indices() {
        let ends = part.grapheme_indices(true).map(|(to, g)| to + g.len());
        for end in ends {
            let folded = fold(&part[..end]);
            if folded.chars().count().abs_diff(length) > most {
                continue;
            }
            let slips = slips(word, &folded);
            if slips <= most && best.as_ref().is_none_or(|(least, _)| slips < *least) {
                best = Some((slips, at..at + part.len()));
            }
        }
    }
    best.map(|(_, bytes)| bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_meant_is_found_and_nothing_else() {
        for (name, word, meant) in [
            ("The Volkswagen Group", "volkswgen", Some("Volkswagen")),
            ("Volkswagenwerk", "volkswaegn", Some("Volkswagenwerk")),
            ("adidas AG", "addida", Some("adidas")),
            ("Café Müller", "mulelr", Some("Müller")),
            ("Acme", "acne", Some("Acme")),
            ("日本電気", "日本電", None),
            ("Acme", "volkswgen", None),
            ("", "volkswgen", None),
        ] {
            let found = nearest(name, word).map(|bytes| &name[bytes]);
            assert_eq!(found, meant, "{word} in {name}");
        }
    }
}
