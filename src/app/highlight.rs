//! Owns where the words of a search stand in a text as people wrote it, and which field holds a word that
//! no column shows.
//! Must not search: what matches was decided elsewhere.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use super::column::Column;
use super::measure;
use crate::customer::text::{fold, one_line};
use crate::customer::{Customer, Field, Fields, show};
use crate::query::{Context, Expr, Query};

/// The words of a search that are looked for everywhere: not those of a field, nor those that must not be.
pub fn words(search: &str, context: &Context) -> Vec<String> {
    let mut words = match Query::parse(search, context) {
        Ok(query) => wanted(query.expr()),
        Err(_) => crate::customer::text::words(search),
    };
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    words.dedup();
    words
}

fn wanted(expr: &Expr) -> Vec<String> {
    match expr {
        Expr::And(all) | Expr::Or(all) => all.iter().flat_map(wanted).collect(),
        Expr::Word(word) => vec![word.folded.clone()],
        Expr::Not(_) | Expr::Term(_) => Vec::new(),
    }
}

/// Whether any of the folded words stands in a text.
fn holds_any(text: &str, words: &[String]) -> bool {
    if words.is_empty() || text.is_empty() {
        return false;
    }
    let folded = fold(text);
    words.iter().any(|word| folded.contains(word.as_str()))
}

/// The columns of a one-line text in which the words stand, from the left, apart from each other.
pub fn spots(text: &str, words: &[String]) -> Vec<Range<usize>> {
    // Most texts hold none, and folding by grapheme is dear.
    if !holds_any(text, words) {
        return Vec::new();
    }
    let (folded, graphemes) = mapped(text);
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
    joined(spots)
}

/// A grapheme: the columns it takes, and where its folded form ends.
struct Mapped {
    columns: Range<usize>,
    folded_end: usize,
}

/// A text folded grapheme by grapheme, so that each place in it leads back to where it came from.
fn mapped(text: &str) -> (String, Vec<Mapped>) {
    let mut folded = String::with_capacity(text.len());
    let (mut graphemes, mut column) = (Vec::new(), 0);
    for grapheme in text.graphemes(true) {
        // Between two letters a blank stays a blank, and what is dropped is seen to be dropped.
        let between = fold(&format!("x{grapheme}x"));
        let alone = between
            .strip_prefix('x')
            .and_then(|rest| rest.strip_suffix('x'))
            .unwrap_or_default();
        if !(alone == " " && (folded.is_empty() || folded.ends_with(' '))) {
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

/// The field of a customer that holds a word which none of the columns shows, and what it says there.
pub fn elsewhere(
    record: &Customer,
    columns: &[&Column],
    fields: &Fields,
    words: &[String],
) -> Option<(String, String)> {
    let shown: Vec<String> = columns.iter().map(|c| fold(&c.text(record))).collect();
    let hidden: Vec<String> = words
        .iter()
        .filter(|word| !shown.iter().any(|text| text.contains(word.as_str())))
        .cloned()
        .collect();
    let holding = |field: &&Field| holds_any(&show::line(record, field), &hidden);
    if hidden.is_empty() {
        return None;
    }
    let field = fields.iter().filter(|field| field.search).find(holding)?;
    Some((one_line(&field.label), show::line(record, field)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn words(search: &str) -> Vec<String> {
        let context = Context {
            fields: &Fields::standard(),
            catalog: &crate::customer::Catalog::default(),
            today: jiff::civil::date(2024, 1, 1),
        };
        super::words(search, &context)
    }

    fn marked(text: &str, search: &str) -> Vec<(usize, usize)> {
        let spots = spots(text, &words(search));
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
        assert!(marked("Acme", "bolt").is_empty());
    }

    #[test]
    fn what_lies_over_each_other_is_one_spot() {
        assert_eq!(marked("volkswagen", "volks kswag"), [(0, 8)]);
    }

    #[test]
    fn only_free_words_are_looked_for() {
        assert_eq!(words("status:Active -old (a OR bc)"), ["bc", "a"]);
    }

    #[test]
    fn a_field_that_no_column_shows_is_named() {
        let record = json!({"customerName": "Volkswagen", "website": "www.vw.example", "description": "cars"});
        let record = Customer::from_value(record).unwrap();
        let fields = Fields::standard();
        let name = Column::find("customerName", &fields).unwrap();
        let found = |search: &str| elsewhere(&record, &[&name], &fields, &words(search));
        let website = ("Website".to_owned(), "www.vw.example".to_owned());
        assert_eq!(found("volks example"), Some(website));
        assert_eq!(found("volks"), None);
        assert_eq!(found("xyzzy"), None);
    }

    proptest! {
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
            for word in words(&part) {
                if fold(&text).contains(&word) {
                    prop_assert!(!spots(&text, std::slice::from_ref(&word)).is_empty(), "{word} in {text}");
                }
            }
        }
    }
}
