//! Owns the order of customers by any field: straight from an index where there is one, else by reading
//! just the field out of every record.
//! Must not filter by more than the SQL it is given.

use std::cmp::Ordering;

use rusqlite::types::Value as Sql;
use rusqlite::{Connection, params_from_iter};
use serde_json::Value;

use crate::customer::field::{CustomKind, Field, Kind};
use crate::customer::record::whole;
use crate::customer::text::fold;
use crate::customer::{Customer, CustomerId, date, show};
use crate::query::Sort;

use super::{Order, StoreError, peek};

/// Which rows to order: an SQL condition and its values.
#[derive(Clone, Debug)]
pub struct Narrow {
    pub condition: String,
    pub values: Vec<Sql>,
}

impl Narrow {
    /// Everything that is not in the trash.
    pub fn live() -> Narrow {
        Narrow::at(false)
    }

    pub fn at(trash: bool) -> Narrow {
        Narrow {
            condition: format!("deleted = {}", i32::from(trash)),
            values: Vec::new(),
        }
    }

    pub fn and(&mut self, condition: &str, values: impl IntoIterator<Item = Sql>) {
        self.condition.push_str(" AND ");
        self.condition.push_str(condition);
        self.values.extend(values);
    }
}

/// The ids of the rows in order; ties go by id, in the same direction.
pub fn ids(
    conn: &Connection,
    by: &Sort,
    order: &Order,
    narrow: &Narrow,
) -> Result<Vec<CustomerId>, StoreError> {
    match column(by) {
        Some(column) => window(conn, column, by.descending, narrow, 0, usize::MAX),
        None => by_value(conn, by, order, narrow),
    }
}

/// The column that holds a field's order already.
pub fn column(by: &Sort) -> Option<&'static str> {
    if !by.then.is_empty() {
        return None;
    }
    match by.field.as_str() {
        "customerName" => Some("name_key"),
        "creationDate" => Some("created"),
        "lastUpdateDate" => Some("updated"),
        "customerId" | "id" => Some("id"),
        _ => None,
    }
}

/// The rows from `start` on, `count` at most, in the order of a column; only the index is read.
pub fn window(
    conn: &Connection,
    column: &str,
    descending: bool,
    narrow: &Narrow,
    start: usize,
    count: usize,
) -> Result<Vec<CustomerId>, StoreError> {
    let way = if descending { "DESC" } else { "ASC" };
    let condition = &narrow.condition;
    if column == "id" {
        let by_id = format!("SELECT id FROM customers WHERE {condition} ORDER BY id {way}");
        return collect(conn, &by_id, narrow, start, count);
    }
    // In two steps, so that the index gives the order in both directions and nothing stands last.
    let valued = format!("FROM customers WHERE {condition} AND {column} > ''");
    let sql = format!("SELECT id {valued} ORDER BY {column} {way}, id {way}");
    let mut out = collect(conn, &sql, narrow, start, count)?;
    if out.len() < count {
        let before = match out.len() {
            // Behind the last of them: how many there are says where in the others to begin.
            0 if start > 0 => count_of(conn, &format!("SELECT count(*) {valued}"), narrow)?,
            found => start + found,
        };
        let sql = format!(
            "SELECT id FROM customers WHERE {condition} AND {column} = '' ORDER BY id {way}"
        );
        let (start, count) = (start.saturating_sub(before), count - out.len());
        out.extend(collect(conn, &sql, narrow, start, count)?);
    }
    Ok(out)
}

/// How many rows there are.
pub fn count(conn: &Connection, narrow: &Narrow) -> Result<usize, StoreError> {
    let sql = format!("SELECT count(*) FROM customers WHERE {}", narrow.condition);
    count_of(conn, &sql, narrow)
}

fn count_of(conn: &Connection, sql: &str, narrow: &Narrow) -> Result<usize, StoreError> {
    let mut count = conn.prepare_cached(sql)?;
    let count: i64 = count.query_row(params_from_iter(&narrow.values), |row| row.get(0))?;
    Ok(usize::try_from(count).unwrap_or(0))
}

fn collect(
    conn: &Connection,
    sql: &str,
    narrow: &Narrow,
    start: usize,
    count: usize,
) -> Result<Vec<CustomerId>, StoreError> {
    let number = |number: usize| Sql::Integer(i64::try_from(number).unwrap_or(i64::MAX));
    let mut find = conn.prepare_cached(&format!("{sql} LIMIT ? OFFSET ?"))?;
    let values = narrow.values.iter().cloned();
    let values = values.chain([number(count), number(start)]);
    let ids = find.query_map(params_from_iter(values), |row| row.get(0))?;
    Ok(ids.collect::<Result<_, _>>()?)
}

fn by_value(
    conn: &Connection,
    by: &Sort,
    order: &Order,
    narrow: &Narrow,
) -> Result<Vec<CustomerId>, StoreError> {
    let mut sorter = Sorter::new(by, order);
    let sql = format!("SELECT id, body FROM customers WHERE {}", narrow.condition);
    let mut all = conn.prepare_cached(&sql)?;
    let mut rows = all.query(params_from_iter(&narrow.values))?;
    while let Some(row) = rows.next()? {
        let body = row.get_ref(1)?.as_str().unwrap_or_default();
        sorter.add(row.get(0)?, body);
    }
    Ok(sorter.ids())
}

/// Orders customers by what stands in their records. Of each, no more is kept than it is compared by.
pub struct Sorter<'a> {
    lines: Vec<Line<'a>>,
    keys: Vec<&'a str>,
    order: &'a Order,
    keyed: Vec<(Keys, CustomerId)>,
}

impl<'a> Sorter<'a> {
    pub fn new(by: &Sort, order: &'a Order) -> Sorter<'a> {
        let lines: Vec<Line> = by
            .keys()
            .map(|(name, down)| Line::of(name, down, order))
            .collect();
        let keys = lines.iter().flat_map(Line::keys).collect();
        Sorter {
            lines,
            keys,
            order,
            keyed: Vec::new(),
        }
    }

    pub fn add(&mut self, id: CustomerId, body: &str) {
        let record = peek::record(body, &self.keys);
        let keys = self.lines.iter();
        let keys = keys.map(|line| line.key(id, &record, self.order));
        self.keyed.push((keys.collect(), id));
    }

    /// The ids in order.
    pub fn ids(mut self) -> Vec<CustomerId> {
        let lines = &self.lines;
        self.keyed.sort_unstable_by(|a, b| compare(a, b, lines));
        self.keyed.into_iter().map(|(_, id)| id).collect()
    }
}

/// What a customer is compared by, one after the other.
type Keys = Box<[Option<Key>]>;

/// One field of an order.
struct Line<'a> {
    what: What<'a>,
    descending: bool,
}

enum What<'a> {
    Id,
    /// A member of the first address.
    Place(&'static str),
    Field(&'a Field),
    /// A field nobody knows has no values: all stand last, by id.
    Unknown,
}

impl<'a> Line<'a> {
    fn of(name: &str, descending: bool, order: &'a Order) -> Line<'a> {
        let what = match name {
            "city" => What::Place("city"),
            "country" => What::Place("countryName"),
            "customerId" | "id" => What::Id,
            name => order.fields.find(name).map_or(What::Unknown, What::Field),
        };
        Line { what, descending }
    }

    fn keys(&self) -> Vec<&'a str> {
        match self.what {
            What::Place(_) => vec!["addresses"],
            What::Field(field) if field.custom.is_some() => vec!["customAttributes"],
            What::Field(field) => field.keys().collect(),
            What::Id | What::Unknown => Vec::new(),
        }
    }

    fn key(&self, id: CustomerId, record: &Customer, order: &Order) -> Option<Key> {
        match self.what {
            What::Id => Some(Key::Whole(id)),
            What::Place(member) => text_key(show::first_address(record, member)),
            What::Field(field) => field_key(record, field, order),
            What::Unknown => None,
        }
    }
}

/// What two values of one field are compared by. Numbers stand before words.
#[derive(Debug, PartialEq, PartialOrd)]
enum Key {
    Whole(i64),
    Number(f64),
    Text(String),
}

fn compare(
    (a, a_id): &(Keys, CustomerId),
    (b, b_id): &(Keys, CustomerId),
    lines: &[Line],
) -> Ordering {
    let pairs = a.iter().zip(b.iter());
    let mut decided = pairs.zip(lines).map(|((a, b), line)| match (a, b) {
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (a, b) => directed(a.partial_cmp(b).unwrap_or(Ordering::Equal), line.descending),
    });
    let by_id = directed(
        a_id.cmp(b_id),
        lines.first().is_some_and(|line| line.descending),
    );
    decided.find(|order| order.is_ne()).unwrap_or(by_id)
}

fn directed(order: Ordering, descending: bool) -> Ordering {
    if descending { order.reverse() } else { order }
}

fn text_key(text: &str) -> Option<Key> {
    let folded = fold(text);
    (!folded.is_empty()).then_some(Key::Text(folded))
}

fn number_key(text: &str) -> Option<Key> {
    let number = text.trim().parse::<f64>().ok();
    number.filter(|number| !number.is_nan()).map(Key::Number)
}

fn field_key(record: &Customer, field: &Field, order: &Order) -> Option<Key> {
    let part = record.part(field);
    let text = show::part_text(field, &part);
    match field.kind {
        Kind::Money | Kind::Number | Kind::Custom(CustomKind::Number | CustomKind::Currency) => {
            number_key(&text).or_else(|| text_key(&text))
        }
        Kind::Date | Kind::Custom(CustomKind::Date) => match date::read(&text, &order.dates) {
            Some(day) => Some(Key::Text(day.to_string())),
            None => text_key(&text),
        },
        Kind::Stamp => (!text.is_empty()).then_some(Key::Text(text)),
        // Numbers that count customers and versions come as text as often as not.
        Kind::Opaque => match record.get(&field.wire).and_then(whole) {
            Some(_) => number_key(&text),
            None => text_key(&text),
        },
        Kind::Text if field.wire == "customerNumber" => {
            number_key(&text).or_else(|| text_key(&text))
        }
        Kind::Custom(_) if part.get(field.wire.as_ref()).is_none_or(Value::is_null) => None,
        _ => text_key(&text),
    }
}
