//! Owns the lists to choose from that are about the list of customers: the fields it can be sorted by, and
//! its columns.
//! Must not change anything.

use super::column::Column;
use super::layer::{Item, Picker, Purpose, Take};
use super::line::Line;
use super::model::Model;

/// The signs of a place in an order, behind the first.
const PLACES: [&str; 4] = ["", "²", "³", "⁴"];

/// How a field takes part in the order: its direction, and its place where there are several.
pub fn sort_sign(model: &Model, field: &str) -> Option<String> {
    let mut keys = model.list.search.sort.keys().enumerate();
    let (place, (_, descending)) = keys.find(|(_, (other, _))| *other == field)?;
    let way = if descending { "▼" } else { "▲" };
    let place = PLACES.get(place).copied().unwrap_or("⁺");
    Some(format!("{way}{place}"))
}

/// The fields of the columns first, then every other field that has an order.
pub fn sorts(model: &Model) -> Picker {
    let every = Column::all(&model.fields);
    let mut items: Vec<Item> = Vec::new();
    for column in model.list.columns.known().iter().chain(&every) {
        let take = Take::SortBy(column.name.clone());
        if !column.can_sort() || items.iter().any(|item| item.take == take) {
            continue;
        }
        let sign = sort_sign(model, &column.name);
        items.push(Item {
            name: column.label.clone(),
            current: sign.is_some(),
            note: sign.unwrap_or_default(),
            take,
        });
    }
    picker("Sort by", Purpose::Sort, items)
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
    let mut picker = picker("Columns", Purpose::Columns, items);
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
    }
}
