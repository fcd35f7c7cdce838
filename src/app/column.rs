//! Owns the list's columns: what each shows, how wide it is, and which go when room is short.
//! Must not draw.

use std::borrow::Cow;

use crate::customer::blank::AUTO_NUMBER;
use crate::customer::text::one_line;
use crate::customer::{Customer, show};

/// One column of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    Number,
    Name,
    Status,
    Category,
    City,
    Phone,
    Assignee,
}

/// The columns in their order; the last go first when room is short.
pub const COLUMNS: [Column; 7] = [
    Column::Number,
    Column::Name,
    Column::Status,
    Column::Category,
    Column::City,
    Column::Phone,
    Column::Assignee,
];

/// Left of the first column: the signs of a mark, a draft, a write under way.
pub const GUTTER: usize = 2;
/// What a name wants at least before another column may stand beside it.
const NAME: usize = 24;

impl Column {
    pub fn label(self) -> &'static str {
        match self {
            Column::Number => "Number",
            Column::Name => "Name",
            Column::Status => "Status",
            Column::Category => "Category",
            Column::City => "City",
            Column::Phone => "Phone",
            Column::Assignee => "Assignee",
        }
    }

    /// What the list is sorted by in this column; none where an order would mean nothing.
    pub fn sort(self) -> Option<&'static str> {
        match self {
            Column::Number => Some("customerNumber"),
            Column::Name => Some("customerName"),
            Column::Status => Some("statusName"),
            Column::Category => Some("customerCategory"),
            Column::City => Some("city"),
            Column::Phone => None,
            Column::Assignee => Some("assigneeObjectRefName"),
        }
    }

    fn width(self) -> usize {
        match self {
            Column::Number => 7,
            Column::Name => NAME,
            Column::Status => 10,
            Column::Category => 14,
            Column::City => 15,
            Column::Phone => 17,
            Column::Assignee => 14,
        }
    }

    /// What a customer shows here.
    pub fn text(self, record: &Customer) -> String {
        let text: Cow<'_, str> = match self {
            Column::Number => match record.number() {
                AUTO_NUMBER => "".into(),
                number => number.into(),
            },
            Column::Name => record.name().into(),
            Column::Status => record.text("statusName").into(),
            Column::Category => record.text("customerCategory").into(),
            Column::City => show::first_address(record, "city").into(),
            Column::Phone => phone(record).into(),
            Column::Assignee => record.text("assigneeObjectRefName").into(),
        };
        one_line(&text)
    }
}

fn phone(record: &Customer) -> &str {
    let listed = record.list("phoneNumbers").iter();
    listed
        .filter_map(|phone| phone.get("phoneNumber")?.as_str())
        .find(|number| !number.is_empty())
        .unwrap_or_else(|| record.text("phoneNumber"))
}

/// The columns that fit into `width`, each with its own; the name takes what is left.
pub fn fitting(width: usize) -> Vec<(Column, usize)> {
    let mut columns: Vec<(Column, usize)> = COLUMNS.iter().map(|c| (*c, c.width())).collect();
    let used = |columns: &[(Column, usize)]| {
        GUTTER + columns.iter().map(|(_, width)| width + 1).sum::<usize>()
    };
    while columns.len() > 2 && used(&columns) > width {
        columns.pop();
    }
    let rest = width.saturating_sub(used(&columns));
    for (column, width) in &mut columns {
        if *column == Column::Name {
            *width += rest;
        }
    }
    columns
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_go_from_the_right_and_the_name_stays() {
        let names = |width| {
            fitting(width)
                .into_iter()
                .map(|(c, _)| c)
                .collect::<Vec<_>>()
        };
        assert_eq!(names(40), [Column::Number, Column::Name]);
        assert_eq!(names(80).len(), 5);
        assert_eq!(names(120).len(), 7);
        for width in 40..200 {
            let used: usize = fitting(width).iter().map(|(_, width)| width + 1).sum();
            assert_eq!(used + GUTTER, width);
        }
    }
}
