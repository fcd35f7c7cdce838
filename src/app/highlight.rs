//! Owns where what was searched for stands in a text as people wrote it.
//! Must not search: what matches was decided elsewhere.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use super::measure;
use super::near::nearest;
use crate::customer::text::{fold, folded, holds, is_hyphen};
use crate::query::{Context, Expr, Query, Term, Test, digits_at, doubts};

/// What a search looks for, as far as it can be seen in a text: nothing that must not be there.
#[derive(Clone, Debug, Default)]
pub struct Sought {
    /// Folded, looked for everywhere; the longest first.
    pub words: Vec<String>,
    /// The digits of words that look like phone numbers.
    digits: Vec<String>,
    /// The conditions on fields.
    pub terms: Vec<Term>,
    /// Whether some customers match better than others.
    pub is_ranked: bool,
    /// What may be wrong with it, should it find nothing.
    pub doubts: Vec<String>,
}

impl Sought {
    /// What a search looks for. Of one that cannot be read, its words.
    pub fn read(search: &str, context: &Context) -> Sought {
        let mut sought = Sought::default();
        match Query::parse(search, context) {
            Ok(query) => {
                sought.is_ranked = query.is_ranked();
                sought.doubts = doubts(&query, context);
                sought.gather(query.expr());
            }
            Err(_) => sought.words = crate::customer::text::words(search),
        }
        sought
            .words
            .sort_by_key(|word| std::cmp::Reverse(word.len()));
        sought.words.dedup();
        sought
    }

    fn gather(&mut self, expr: &Expr) {
        match expr {
            Expr::And(all) | Expr::Or(all) => all.iter().for_each(|one| self.gather(one)),
            Expr::Word(word) => {
                self.words.push(word.folded.clone());
                self.digits.extend(word.digits.clone());
            }
            // That there is no value cannot be seen in one.
            Expr::Term(term) if term.test != Test::None => self.terms.push(term.clone()),
            Expr::Not(_) | Expr::Term(_) => {}
        }
    }

    pub fn is_empty(&self) -> bool {
        self.words.is_empty() && self.terms.is_empty()
    }

    /// The columns of a one-line text in which that stands, from the left, apart from each other. `name`:
    /// the field or the column that the text is of.
    pub fn spots(&self, text: &str, name: &str) -> Vec<Range<usize>> {
        if text.is_empty() {
            return Vec::new();
        }
        // A single letter stands everywhere: it is marked where a word begins.
        let is_letter = |word: &&String| word.len() == 1;
        let letters = self.words.iter().filter(is_letter);
        let mut spots: Vec<_> = letters.flat_map(|one| spots_of_begun(text, one)).collect();
        for word in self.words.iter().filter(|word| !is_letter(word)) {
            spots.extend(spots_of(text, std::slice::from_ref(word)));
        }
        for digits in &self.digits {
            spots.extend(digits_at(text, digits).map(|bytes| columns(text, bytes)));
        }
        for term in self.terms.iter().filter(|term| is_about(term, name)) {
            spots.extend(spots_of_term(text, term));
        }
        joined(spots)
    }

    /// Where the words stand that a name only nearly has.
    pub fn near_spots(&self, name: &str) -> Vec<Range<usize>> {
        let near = self.near(name);
        joined(
            near.into_iter()
                .map(|(_, bytes)| columns(name, bytes))
                .collect(),
        )
    }

    /// The words that a name only nearly has, each with the bytes of what is meant by it.
    pub fn near(&self, name: &str) -> Vec<(&str, Range<usize>)> {
        let missing = self.words.iter().filter(|word| !holds(name, word));
        let near = missing.filter_map(|word| Some((word.as_str(), nearest(name, word)?)));
        near.collect()
    }
}

/// Whether a condition is on this field, or on what a column of this name shows.
pub fn is_about(term: &Term, name: &str) -> bool {
    let place = term.place.map(|place| match place.wires {
        ["countryName"] => "country",
        ["zipCode"] => "zip",
        wires => wires[0],
    });
    place == Some(name) || term.wires().any(|wire| wire == name)
}

fn spots_of_term(text: &str, term: &Term) -> Vec<Range<usize>> {
    match &term.test {
        Test::Has(folded) | Test::Is(folded) => spots_of(text, std::slice::from_ref(folded)),
        Test::Begins(folded) => spots_of_begun(text, folded),
        Test::Code { name, begins, .. } => {
            let mut spots = spots_of(text, std::slice::from_ref(name));
            let begins = begins.iter();
            spots.extend(begins.flat_map(|begins| spots_of_begun(text, begins)));
            spots
        }
        Test::Phone(wanted) => {
            let spot = wanted.spot(text);
            spot.map(|bytes| columns(text, bytes)).into_iter().collect()
        }
        // The whole value meets these, and it is seen to.
        Test::None | Test::Any | Test::Flag(_) | Test::Numbers(_) | Test::Days(_) => Vec::new(),
    }
}

/// Where words stand that begin so.
fn spots_of_begun(text: &str, folded: &String) -> Vec<Range<usize>> {
    let mut spots = spots_of(text, std::slice::from_ref(folded));
    spots.retain(|spot| begins_word(text, spot.start));
    spots
}

fn begins_word(text: &str, column: usize) -> bool {
    let before = measure::head(text, column).chars().next_back();
    before.is_none_or(|c| !c.is_alphanumeric())
}

/// The columns that some bytes of a text take.
fn columns(text: &str, bytes: Range<usize>) -> Range<usize> {
    let column = |at: usize| measure::width(text.get(..at).unwrap_or(text));
    column(bytes.start)..column(bytes.end)
}

/// As much of a text as fits, so that its first spot is in sight: what stands before and behind gives way.
pub fn excerpt(text: &str, spots: &[Range<usize>], columns: usize) -> String {
    let hit = spots.first().map_or(0..0, Clone::clone);
    if measure::width(text) <= columns || hit.end < columns {
        return measure::cut(text, columns);
    }
    // Some of what stands before it says what it is about.
    let wide = hit.end - hit.start;
    let before = columns.saturating_sub(wide + 2).min(columns / 3);
    let from = hit.start.saturating_sub(before);
    let rest = &text[measure::head(text, from).len()..];
    format!("…{}", measure::cut(rest, columns.saturating_sub(1)))
}

/// Where folded words stand in a text.
fn spots_of(text: &str, words: &[String]) -> Vec<Range<usize>> {
    // Most texts hold none, and folding by grapheme is dear.
    if !words.iter().any(|word| holds(text, word)) {
        return Vec::new();
    }
    let mut spots = spots_in(text, words, false);
    if text.contains(is_hyphen) {
        spots.extend(spots_in(text, words, true));
    }
    spots
}

/// `closed`: hyphens inside of words count for nothing.
fn spots_in(text: &str, words: &[String], closed: bool) -> Vec<Range<usize>> {
    let (folded, graphemes) = mapped(text, closed);
    let mut spots: Vec<Range<usize>> = Vec::new();
    for word in words {
        for (at, found) in folded.match_indices(word.as_str()) {
            let first = graphemes.partition_point(|grapheme| grapheme.folded_end <= at);
            let last = graphemes.partition_point(|g| g.folded_end < at + found.len());
            if let (Some(first), Some(last)) = (graphemes.get(first), graphemes.get(last)) {
                spots.push(first.columns.start..last.columns.end);
            }
        }
    }
    spots
}

/// A grapheme: the columns it takes, and where its folded form ends.
#[derive(Debug, PartialEq, Eq)]
struct Mapped {
    columns: Range<usize>,
    folded_end: usize,
}

/// A text folded grapheme by grapheme, so that each place in it leads back to where it came from.
fn mapped(text: &str, closed: bool) -> (String, Vec<Mapped>) {
    match measure::is_plain(text) {
        true => mapped_plain(text, closed),
        false => mapped_any(text, closed),
    }
}

fn mapped_any(text: &str, closed: bool) -> (String, Vec<Mapped>) {
    let mut folded = String::with_capacity(text.len());
    let (mut graphemes, mut column) = (Vec::new(), 0);
    for grapheme in text.graphemes(true) {
        // Between two letters a blank stays a blank, and what is dropped is seen to be dropped.
        let between = fold(&format!("x{grapheme}x"));
        let alone = between
            .strip_prefix('x')
            .and_then(|rest| rest.strip_suffix('x'))
            .unwrap_or_default();
        let is_closed = closed && grapheme.chars().all(is_hyphen);
        if !is_closed && !(alone == " " && (folded.is_empty() || folded.ends_with(' '))) {
            folded.push_str(alone);
        }
        let end = column + measure::width(grapheme);
        graphemes.push(Mapped {
            columns: column..end,
            folded_end: folded.len(),
        });
        column = end;
    }
    (folded, graphemes)
}

/// `mapped`, for a text whose characters fold one by one and take a column each.
fn mapped_plain(text: &str, closed: bool) -> (String, Vec<Mapped>) {
    let mut out = String::with_capacity(text.len());
    let mut graphemes = Vec::with_capacity(text.len());
    for (column, byte) in text.bytes().enumerate() {
        let c = char::from(byte.to_ascii_lowercase());
        match folded(c) {
            None => {}
            Some(_) if closed && is_hyphen(c) => {}
            Some(' ') if out.is_empty() || out.ends_with(' ') => {}
            Some(c) => out.push(c),
        }
        graphemes.push(Mapped {
            columns: column..column + 1,
            folded_end: out.len(),
        });
    }
    (out, graphemes)
}

fn joined(mut spots: Vec<Range<usize>>) -> Vec<Range<usize>> {
    // A mark without a width of its own has nothing to be seen by.
    spots.retain(|spot| spot.start < spot.end);
    spots.sort_by_key(|spot| spot.start);
    let mut apart: Vec<Range<usize>> = Vec::new();
    for spot in spots {
        match apart.last_mut() {
            Some(last) if spot.start <= last.end => last.end = last.end.max(spot.end),
            _ => apart.push(spot),
        }
    }
    apart
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::customer::{Catalog, Fields};
    use proptest::prelude::*;

    fn sought(search: &str) -> Sought {
        let context = Context {
            fields: &Fields::standard(),
            catalog: &Catalog::default(),
            today: jiff::civil::date(2024, 1, 1),
        };
        Sought::read(search, &context)
    }

    fn marked_in(name: &str, text: &str, search: &str) -> Vec<String> {
        let spots = sought(search).spots(text, name);
        let part = |spot: Range<usize>| {
            let from = measure::head(text, spot.start).len();
            measure::head(&text[from..], spot.len()).to_owned()
        };
        spots.into_iter().map(part).collect()
    }

    fn marked(text: &str, search: &str) -> Vec<(usize, usize)> {
        let spots = sought(search).spots(text, "customerName");
        spots
            .into_iter()
            .map(|spot| (spot.start, spot.end))
            .collect()
    }

    #[test]
    fn folded_words_are_found_in_what_people_wrote() {
        assert_eq!(marked("Café Müller GmbH", "cafe muller"), [(0, 4), (5, 11)]);
        assert_eq!(marked("I.B.M. Deutschland", "ibm"), [(0, 5)]);
        assert_eq!(marked("Große Straße", "strasse"), [(6, 12)]);
        assert_eq!(marked("e\u{301}a", "e"), [(0, 1)]);
        assert_eq!(marked("日本電気", "電"), [(4, 6)]);
        assert_eq!(marked("Mr Jean-Luc", "jeanluc"), [(3, 11)]);
        assert_eq!(marked("Mr Jean-Luc", "jean-luc"), [(3, 7), (8, 11)]);
        assert!(marked("Acme", "bolt").is_empty());
    }

    #[test]
    fn what_lies_over_each_other_is_one_spot() {
        assert_eq!(marked("volkswagen", "volks kswag"), [(0, 8)]);
    }

    #[test]
    fn what_must_not_be_there_is_not_marked() {
        assert_eq!(
            sought("status:Active -old -name:x (a OR bc)").words,
            ["bc", "a"]
        );
        assert_eq!(
            sought("status:Active -old -name:x website:none")
                .terms
                .len(),
            1
        );
    }

    #[test]
    fn conditions_are_marked_in_their_own_fields() {
        for (name, text, search, spots) in [
            (
                "customerName",
                "Bank of Banks",
                "name:bank",
                vec!["Bank", "Bank"],
            ),
            (
                "customerName",
                "Deutsche Bank AG",
                "\"bank ag\"",
                vec!["Bank AG"],
            ),
            ("website", "www.bank.example", "name:bank", vec![]),
            ("city", "München", "city:munch", vec!["Münch"]),
            ("zip", "80331", "zip:803", vec!["803"]),
            ("country", "United Kingdom", "country:king", vec!["King"]),
            ("country", "Looking Glass", "country:king", vec![]),
            ("country", "Denmark", "country:de", vec!["De"]),
            ("statusName", "Inactive", "status:active", vec![]),
            ("statusName", "Active", "status:act", vec!["Act"]),
            (
                "phoneNumbers",
                "+49 (89) 123 456",
                "phone:0049-89 123",
                vec!["49 (89) 123"],
            ),
            (
                "phoneNumbers",
                "+49 (89) 123 456",
                "089-123456",
                vec!["89) 123 456"],
            ),
            ("annualRevenue", "3,910", "revenue:>1", vec![]),
        ] {
            assert_eq!(marked_in(name, text, search), spots, "{search} in {text}");
        }
    }

    #[test]
    fn what_was_mistyped_is_marked_where_it_was_meant() {
        let spots = sought("cafe mulelr").near_spots("Café Müller");
        assert_eq!((spots.len(), spots[0].clone()), (1, 5..11));
        assert!(sought("volkswgen").near_spots("Acme").is_empty());
    }

    #[test]
    fn an_excerpt_shows_the_hit() {
        let text = "one two three four five six seven eight nine ten";
        let of = |search: &str, columns| {
            excerpt(text, &sought(search).spots(text, "description"), columns)
        };
        assert_eq!(of("two", 20), "one two three four …");
        assert_eq!(of("seven", 20), "…e six seven eight …");
        assert_eq!(of("ten", 20), "… nine ten");
        assert_eq!(of("ten", 80), text);
        assert_eq!(of("xyzzy", 10), "one two t…");
    }

    proptest! {
        #[test]
        fn a_plain_text_is_mapped_as_any_other(text in "[ -~]{0,24}", closed: bool) {
            let plain = mapped_plain(&text, closed);
            let any = mapped_any(&text, closed);
            prop_assert_eq!(&plain.0, &any.0);
            prop_assert_eq!(plain.1, any.1);
        }

        #[test]
        fn an_excerpt_fits_and_keeps_the_hit(before in "[a-d日 ]{0,40}", after in "[a-d日 ]{0,40}", columns in 8usize..30) {
            let text = format!("{before}XYZ{after}");
            let sought = sought("xyz");
            let shown = excerpt(&text, &sought.spots(&text, "description"), columns);
            prop_assert!(measure::width(&shown) <= columns, "{}", shown);
            prop_assert!(shown.contains("XYZ"), "{}", shown);
        }

        #[test]
        fn spots_are_in_order_and_inside_the_text(text in "[abß éx.'日\u{301} -]{0,20}", search in "[abs é日]{0,6}") {
            let mut last = 0;
            for spot in marked(&text, &search) {
                prop_assert!(spot.0 >= last && spot.0 < spot.1);
                prop_assert!(spot.1 <= measure::width(&text));
                last = spot.1;
            }
        }

        #[test]
        fn a_word_that_stands_in_the_text_has_a_spot(text in "[a-c éß日-]{1,12}", from in 0_usize..12, length in 1_usize..6) {
            let part: String = text.chars().skip(from).take(length).collect();
            for word in sought(&part).words {
                if holds(&text, &word) {
                    prop_assert!(!spots_of(&text, std::slice::from_ref(&word)).is_empty(), "{word} in {text}");
                }
            }
        }
    }
}
