//! Owns the list's columns: which were chosen, what each shows and how wide it is. Widths follow what is in sight when
//! a result comes, hardly shrink from one search to the next, and stay while a person scrolls.
//! Must not draw.

use crate::customer::blank::AUTO_NUMBER;
use crate::customer::text::one_line;
use crate::customer::{Customer, Field, Fields, Kind, show};

use super::measure;
use super::words;

mod fitting;

pub use fitting::Fitting;

/// The columns of a list that nobody has changed.
pub const DEFAULT: [&str; 7] = [
    "customerNumber",
    "customerName",
    "statusName",
    "customerCategory",
    "city",
    "phoneNumbers",
    "assigneeObjectRefName",
];

/// Members of the first address that can be columns of their own.
const OF_ADDRESS: [(&str, &str, &str); 4] = [
    ("city", words::COLUMN_CITY, "city"),
    ("country", words::COLUMN_COUNTRY, "countryName"),
    ("state", words::COLUMN_STATE, "state"),
    ("zip", words::COLUMN_ZIP, "zipCode"),
];

/// Left of the first column: the signs of a mark, a draft, a write under way.
pub const GUTTER: usize = 2;
/// What a name gets at least before another column may stand beside it.
const NAME: usize = 24;
/// What another column gets at least, if it wants as much.
const OTHER: usize = 18;
/// Between two columns.
pub const GAP: usize = 2;
/// No column is wider.
const MOST: usize = 48;

/// One column of the list.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// The field's wire name, or `city`, `country`, `state`, `zip` for those of the first address.
    pub name: String,
    pub label: String,
    source: Source,
    /// What the widest value in sight took when the result came.
    content: usize,
}

#[derive(Clone, Debug, PartialEq)]
enum Source {
    Number,
    Phone,
    Address(&'static str),
    Field(Box<Field>),
}

impl Column {
    /// None for the notes: a column of theirs would be empty whatever was written.
    pub fn find(name: &str, fields: &Fields) -> Option<Column> {
        let made = |label: &str, source| Column {
            name: name.to_owned(),
            label: one_line(label),
            source,
            content: 0,
        };
        if let Some((_, label, member)) = OF_ADDRESS.iter().find(|(known, ..)| *known == name) {
            return Some(made(label, Source::Address(member)));
        }
        let mut asked = fields.iter().filter(|field| field.is_asked_for());
        let field = asked.find(|field| field.wire == name)?;
        Some(match name {
            "customerNumber" => made(&field.label, Source::Number),
            "phoneNumbers" => made(words::COLUMN_PHONE, Source::Phone),
            _ => made(&field.label, Source::Field(Box::new(field.clone()))),
        })
    }

    /// Every column there can be, in the order of the fields.
    pub fn all(fields: &Fields) -> Vec<Column> {
        let of_address = OF_ADDRESS.iter().map(|(name, ..)| *name);
        let asked = fields.iter().filter(|field| field.is_asked_for());
        let names = asked.map(|field| field.wire.as_ref());
        names
            .chain(of_address)
            .filter_map(|name| Column::find(name, fields))
            .collect()
    }

    pub fn is_name(&self) -> bool {
        self.name == "customerName"
    }

    /// Whether it stays where it is while others are moved.
    fn stays(&self) -> bool {
        self.is_name() || matches!(self.source, Source::Number)
    }

    /// Whether the list can be sorted by what this column shows.
    pub fn can_sort(&self) -> bool {
        match &self.source {
            Source::Number => true,
            Source::Phone => false,
            Source::Address(_) => matches!(self.name.as_str(), "city" | "country"),
            Source::Field(field) => field.sort,
        }
    }

    /// Numbers stand on the right of their column.
    pub fn is_right(&self) -> bool {
        matches!(&self.source, Source::Field(field) if field.is_numeric())
    }

    /// What a customer shows here.
    pub fn text(&self, record: &Customer) -> String {
        match &self.source {
            Source::Number if record.number() == AUTO_NUMBER => String::new(),
            Source::Number => one_line(record.number()),
            Source::Phone => one_line(phone(record)),
            Source::Address(member) => one_line(show::first_address(record, member)),
            Source::Field(field) => match (field.kind, show::line(record, field)) {
                // Every record says no to most flags: only a yes catches the eye.
                (Kind::Flag, text) if text == "no" => String::new(),
                (_, text) => text,
            },
        }
    }

    /// How wide it would like to be, and how wide it has to be.
    fn wishes(&self, sign: usize) -> (usize, usize) {
        let sign = if sign > 0 { sign + 1 } else { 0 };
        let label = measure::width(&self.label) + sign;
        let wanted = self.content.max(label).min(MOST);
        let least = if self.is_name() { NAME } else { OTHER };
        (wanted, wanted.min(least.max(label)))
    }
}

/// What a column of some width becomes that would need another.
fn held(now: usize, needed: usize) -> usize {
    match needed * 4 < now * 3 {
        true => needed,
        false => needed.max(now),
    }
}

fn phone(record: &Customer) -> &str {
    let listed = record.list("phoneNumbers").iter();
    listed
        .filter_map(|phone| phone.get("phoneNumber")?.as_str())
        .find(|number| !number.is_empty())
        .unwrap_or_else(|| record.text("phoneNumber"))
}

/// The columns that were chosen.
#[derive(Clone, Debug)]
pub struct Columns {
    names: Vec<String>,
    /// Those of them that exist: a custom attribute is known only once the catalog is.
    known: Vec<Column>,
    widths: Widths,
    /// How many steps to the right the list is moved.
    pub steps: usize,
}

/// What happens to the widths when they are measured next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Widths {
    Follow,
    /// A column that jumps at each letter is one that nobody can read along, and a row that is sent again for a move:
    /// it gives back much, or nothing.
    Hold,
    Stay,
}

impl Default for Columns {
    fn default() -> Columns {
        let names = DEFAULT.map(str::to_owned).to_vec();
        Columns::new(names, &Fields::standard())
    }
}

impl Columns {
    pub fn new(names: Vec<String>, fields: &Fields) -> Columns {
        let mut columns = Columns {
            names,
            known: Vec::new(),
            widths: Widths::Follow,
            steps: 0,
        };
        columns.know(fields);
        columns
    }

    pub fn names(&self) -> &[String] {
        &self.names
    }

    pub fn known(&self) -> &[Column] {
        &self.known
    }

    /// Looks the columns up again among other fields. A list without any column shows the names.
    pub fn know(&mut self, fields: &Fields) {
        let found = self.names.iter().filter_map(|n| Column::find(n, fields));
        self.known = found.collect();
        if self.known.is_empty() {
            self.known.extend(Column::find("customerName", fields));
        }
        self.widths = Widths::Follow;
    }

    /// Another result is shown: widths are measured anew.
    pub fn forget_widths(&mut self) {
        self.widths = Widths::Follow;
    }

    /// What another search found is shown: columns stay where they are if they can.
    pub fn hold_widths(&mut self) {
        self.widths = Widths::Hold;
    }

    /// Measures what is in sight, once for a result. A column that was empty then is measured as soon as
    /// it has something to show.
    pub fn measure<'a>(&mut self, rows: impl Iterator<Item = &'a Customer> + Clone) {
        for column in &mut self.known {
            let widest = || {
                let widths = rows.clone().map(|row| measure::width(&column.text(row)));
                widths.max().unwrap_or(0)
            };
            column.content = match self.widths {
                Widths::Stay if column.content > 0 => continue,
                Widths::Hold => held(column.content, widest()),
                Widths::Stay | Widths::Follow => widest(),
            };
        }
        self.widths = Widths::Stay;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    pub(super) fn record(name: &str, category: &str, phone: &str) -> Customer {
        let value = json!({"customerNumber": "1001", "customerName": name, "statusName": "Active",
            "customerCategory": category, "phoneNumbers": [{"phoneNumber": phone}],
            "addresses": [{"city": "Wolfsburg"}], "assigneeObjectRefName": "Ada Byron"});
        Customer::from_value(value).unwrap()
    }

    pub(super) fn measured(rows: &[Customer]) -> Columns {
        let mut columns = Columns::default();
        columns.measure(rows.iter());
        columns
    }

    fn labels(columns: &Columns, width: usize) -> Vec<String> {
        let fitting = columns.fitting(width, |_| 0).shown;
        fitting.iter().map(|(c, _)| c.label.clone()).collect()
    }

    fn width_of(columns: &Columns, width: usize, label: &str) -> Option<usize> {
        let fitting = columns.fitting(width, |_| 0).shown;
        let found = fitting.iter().find(|(column, _)| column.label == label);
        found.map(|(_, width)| *width)
    }

    #[test]
    fn notes_are_no_column_and_keep_their_place_among_the_names() {
        let names = ["customerName", "notes", "city"].map(str::to_owned);
        let columns = Columns::new(names.to_vec(), &Fields::standard());
        assert_eq!(labels(&columns, 120), ["Name", "City"]);
        assert_eq!(columns.names(), names, "a view is saved as it was made");
    }

    #[test]
    fn columns_go_from_the_right_and_the_name_stays() {
        let columns = measured(&[record(
            "Volkswagen Aktiengesellschaft",
            "Standard account",
            "+49 5361 9-0",
        )]);
        assert_eq!(labels(&columns, 40), ["Number", "Name"]);
        assert_eq!(columns.fitting(40, |_| 0).hidden, 5);
        assert_eq!(columns.fitting(120, |_| 0).hidden, 0);
        assert_eq!(labels(&columns, 120).len(), 7);
        assert_eq!(
            width_of(&columns, 120, "Category"),
            Some("Standard account".len())
        );
    }

    #[test]
    fn an_empty_column_is_as_wide_as_its_label_until_it_has_something_to_show() {
        let mut columns = measured(&[record("A", "B", "")]);
        assert_eq!(width_of(&columns, 80, "Phone"), Some(5));
        let later = [record("A long name", "Standard account", "+49 5361 9-0")];
        columns.measure(later.iter());
        assert_eq!(width_of(&columns, 80, "Phone"), Some(12));
        assert_eq!(
            width_of(&columns, 80, "Category"),
            Some(8),
            "the others stay while scrolling"
        );
    }

    #[test]
    fn from_one_search_to_the_next_columns_stay_unless_much_is_to_be_had() {
        let row = |category: &str| record("A", category, "");
        let mut columns = measured(&[row("Standard account")]);
        let mut next = |category: &str, anew: bool| {
            match anew {
                true => columns.forget_widths(),
                false => columns.hold_widths(),
            }
            columns.measure([row(category)].iter());
            width_of(&columns, 120, "Category")
        };
        assert_eq!(next("Strategic account", false), Some(17));
        assert_eq!(next("Standard account", false), Some(17));
        assert_eq!(next("Growth account", false), Some(17));
        assert_eq!(next("Key account", false), Some(11));
        assert_eq!(next("Strategic account", false), Some(17));
        assert_eq!(next("Growth account", true), Some(14));
    }

    #[test]
    fn a_column_that_is_not_known_yet_is_kept_for_later() {
        let mut columns = Columns::new(
            vec!["customAttributes/x".to_owned(), "website".to_owned()],
            &Fields::standard(),
        );
        assert_eq!(labels(&columns, 80), ["Website"]);
        assert_eq!(columns.names().len(), 2);
        columns.know(&Fields::standard());
        assert_eq!(columns.names().len(), 2);
    }

    proptest! {
        #[test]
        fn columns_never_need_more_than_there_is(
            name in "[a-z日]{0,60}", category in "[a-z]{0,30}", width in 5_usize..200,
        ) {
            let columns = measured(&[record(&name, &category, "1")]);
            let fitting = columns.fitting(width, |_| 0).shown;
            let used: usize = fitting.iter().map(|(_, width)| width + GAP).sum();
            prop_assert!(used + GUTTER <= width, "{used} of {width}");
            prop_assert!(fitting.iter().any(|(column, _)| column.is_name()));
        }
    }
}
