//! Owns how a result falls apart by a field: which fields there are to choose from, and the values of the
//! one that was chosen with how many customers have each.
//! Must not count.

use super::cursor::Cursor;
use super::words;
use crate::customer::text::one_line;
use crate::customer::{CustomKind, Field, Fields, Kind};
use crate::query::{Context, Expr, Query, named_exactly};

#[derive(Clone, Debug)]
pub struct Breakdown {
    pub fields: Vec<Part>,
    pub field: usize,
    /// None until they have been counted.
    pub values: Option<Vec<(String, usize)>>,
    pub cursor: Cursor,
}

/// A field whose values can be counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// The wire name, or `country`.
    pub wire: String,
    pub label: String,
}

impl Breakdown {
    /// The status first, the country behind it, then every other field that is chosen from a list.
    pub fn new(fields: &Fields) -> Breakdown {
        let mut parts: Vec<Part> = fields.iter().filter(|f| is_choice(f)).map(part).collect();
        let country = Part {
            wire: "country".to_owned(),
            label: words::COLUMN_COUNTRY.to_owned(),
        };
        parts.insert(parts.len().min(1), country);
        Breakdown {
            fields: parts,
            field: 0,
            values: None,
            cursor: Cursor::default(),
        }
    }

    pub fn part(&self) -> Option<&Part> {
        self.fields.get(self.field)
    }

    /// Goes on to another field, round and round.
    pub fn turn(&mut self, by: isize) {
        let count = isize::try_from(self.fields.len()).unwrap_or(1).max(1);
        let now = isize::try_from(self.field).unwrap_or(0);
        self.field = usize::try_from((now + by).rem_euclid(count)).unwrap_or(0);
        self.values = None;
        self.cursor = Cursor::default();
    }

    pub fn len(&self) -> usize {
        self.values.as_ref().map_or(0, Vec::len)
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The search that shows only what the cursor stands on.
    pub fn narrowed(&self, search: &str, context: &Context) -> Option<String> {
        let (value, _) = self.values.as_ref()?.get(self.cursor.at)?;
        let term = named_exactly(&self.part()?.wire, value, context.fields)?;
        let before = search.trim();
        // An “or” binds less than standing side by side.
        let read = Query::parse(before, context);
        let loose = read.is_ok_and(|query| matches!(query.expr(), Expr::Or(_)));
        Some(match (before.is_empty(), loose) {
            (true, _) => term,
            (false, false) => format!("{before} {term}"),
            (false, true) => format!("({before}) {term}"),
        })
    }
}

fn part(field: &Field) -> Part {
    Part {
        wire: field.wire.to_string(),
        label: one_line(&field.label),
    }
}

fn is_choice(field: &Field) -> bool {
    let listed = field.list().is_some();
    let custom = matches!(
        field.kind,
        Kind::Custom(
            CustomKind::Select | CustomKind::Radio | CustomKind::Check | CustomKind::MultiSelect
        )
    );
    listed || custom
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::customer::Catalog;

    fn on(values: &[(&str, usize)]) -> Breakdown {
        let mut breakdown = Breakdown::new(&Fields::standard());
        let owned = values.iter().map(|(name, n)| ((*name).to_owned(), *n));
        breakdown.values = Some(owned.collect());
        breakdown
    }

    #[test]
    fn the_status_comes_first_and_the_fields_go_round() {
        let mut breakdown = on(&[]);
        assert_eq!(breakdown.part().map(|p| p.label.as_str()), Some("Status"));
        breakdown.turn(1);
        assert_eq!(breakdown.part().map(|p| p.label.as_str()), Some("Country"));
        breakdown.turn(-2);
        let count = breakdown.fields.len();
        assert_eq!(breakdown.field, count - 1);
    }

    #[test]
    fn narrowing_adds_to_the_search() {
        let (fields, catalog) = (Fields::standard(), Catalog::default());
        let context = Context {
            fields: &fields,
            catalog: &catalog,
            today: jiff::civil::date(2024, 1, 1),
        };
        let mut breakdown = on(&[("Active", 3), ("On hold", 2), ("", 1)]);
        let narrowed = |breakdown: &Breakdown, search: &str| {
            let text = breakdown.narrowed(search, &context);
            text.unwrap_or_default()
        };
        assert_eq!(narrowed(&breakdown, " vw "), "vw status:=Active");
        for (search, all) in [
            ("a OR b", "(a OR b) status:=Active"),
            ("bank OR(insurance)", "(bank OR(insurance)) status:=Active"),
            ("(a)OR b", "((a)OR b) status:=Active"),
            ("(a OR b) c", "(a OR b) c status:=Active"),
            ("\"a OR b\"", "\"a OR b\" status:=Active"),
        ] {
            assert_eq!(narrowed(&breakdown, search), all);
        }
        breakdown.cursor.at = 1;
        assert_eq!(narrowed(&breakdown, "a"), "a status:=\"On hold\"");
        breakdown.cursor.at = 2;
        assert_eq!(narrowed(&breakdown, ""), "status:none");
        breakdown.cursor.at = 3;
        assert_eq!(breakdown.narrowed("", &context), None);
    }

    #[test]
    fn a_country_is_narrowed_to_itself_alone() {
        let (fields, catalog) = (Fields::standard(), Catalog::default());
        let context = Context {
            fields: &fields,
            catalog: &catalog,
            today: jiff::civil::date(2024, 1, 1),
        };
        let mut breakdown = on(&[]);
        breakdown.turn(1);
        breakdown.values = Some(vec![
            ("Niger".to_owned(), 2),
            ("South Africa".to_owned(), 1),
            (String::new(), 1),
        ]);
        for text in [
            "country:=Niger",
            "country:=\"South Africa\"",
            "country:none",
        ] {
            assert_eq!(breakdown.narrowed("", &context).as_deref(), Some(text));
            breakdown.cursor.at += 1;
        }
    }
}
