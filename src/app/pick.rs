//! Owns the lists to choose from that are about the list of customers: the fields it can be sorted by, and
//! its columns.
//! Must not change anything.

use super::column::Column;
use super::layer::{Item, Picker, Purpose, Take};
use super::line::Line;
use super::model::Model;
use super::words;

/// The best match first, then the fields of the columns, then every other field that has an order.
pub fn sorts(model: &Model) -> Picker {
    let every = Column::all(&model.fields);
    let list = &model.list;
    let mut items = vec![Item {
        name: words::BEST_MATCH.to_owned(),
        note: words::BEST_MATCH_NOTE.to_owned(),
        current: !list.search.sorted,
        take: Take::BestMatch,
    }];
    for column in list.columns.known().iter().chain(&every) {
        let take = Take::SortBy(column.name.clone());
        if !column.can_sort() || items.iter().any(|item| item.take == take) {
            continue;
        }
        let sign = list.direction(&column.name);
        items.push(Item {
            name: column.label.clone(),
            current: sign.is_some() && list.search.sorted,
            note: sign.unwrap_or_default(),
            take,
        });
    }
    picker(words::PICK_SORT, Purpose::Sort, items)
}

/// The columns of the list in their order, then all that could be one.
pub fn columns(model: &Model) -> Picker {
    let shown = model.list.columns.known();
    let every = Column::all(&model.fields);
    let rest = every
        .iter()
        .filter(|column| shown.iter().all(|other| other.name != column.name));
    let items = shown
        .iter()
        .map(|column| (column, true))
        .chain(rest.map(|column| (column, false)))
        .map(|(column, current)| Item {
            name: column.label.clone(),
            note: String::new(),
            current,
            take: Take::Column(column.name.clone()),
        })
        .collect();
    let mut picker = picker(words::PICK_COLUMNS, Purpose::Columns, items);
    picker.cursor = 0;
    picker
}

fn picker(title: &str, purpose: Purpose, items: Vec<Item>) -> Picker {
    Picker {
        title: title.to_owned(),
        purpose,
        line: Line::default(),
        cursor: items.iter().position(|item| item.current).unwrap_or(0),
        items,
        top: 0,
        free: false,
        added: None,
    }
}
