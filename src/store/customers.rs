//! Owns the customers table that a mirror and the embedded server share: reading and writing rows over a
//! plain connection. Synchronous; callers keep it off the event loop.
//! Must not stamp, number or audit: a row is what it is given.

use std::ops::RangeInclusive;
use std::path::Path;
use std::sync::LazyLock;

use rusqlite::{Connection, OptionalExtension, params};
use serde_json::Value;

use crate::customer::field::{CustomAttribute, CustomKind, Field, Kind};
use crate::customer::text::{fold, fold_into};
use crate::customer::{Customer, CustomerId, Fields, show};
use crate::query::Sort;

use super::sort;
use super::{Order, StoreError, schema};

/// Opens (or makes) a file with the customers table.
pub fn open(path: &Path) -> Result<Connection, StoreError> {
    let opened = schema::open(path).and_then(|mut conn| {
        schema::migrate(&mut conn, "customers", &schema::CUSTOMERS)?;
        Ok(conn)
    });
    opened.map_err(|error| error.at(path))
}

/// The record's JSON text, exactly as it was put; none for what is in the trash.
pub fn body(conn: &Connection, id: CustomerId) -> Result<Option<String>, StoreError> {
    let mut find =
        conn.prepare_cached("SELECT body FROM customers WHERE id = ?1 AND deleted = 0")?;
    Ok(find.query_row([id], |row| row.get(0)).optional()?)
}

/// One customer; none for what is in the trash.
pub fn get(conn: &Connection, id: CustomerId) -> Result<Option<Customer>, StoreError> {
    body(conn, id)?.map(|body| read(&body)).transpose()
}

/// These customers in the order of the ids; those that are gone are left out.
pub fn get_many(conn: &Connection, ids: &[CustomerId]) -> Result<Vec<Customer>, StoreError> {
    let mut out = Vec::with_capacity(ids.len());
    for id in ids {
        out.extend(get(conn, *id)?);
    }
    Ok(out)
}

/// Reads a stored record.
pub fn read(body: &str) -> Result<Customer, StoreError> {
    Customer::from_json(body).map_err(|error| StoreError::Database(error.to_string()))
}

/// Puts a record in, or in the place of the one with its id; it leaves the trash by that. Works in
/// whatever transaction is open.
pub fn put(conn: &Connection, record: &Customer) -> Result<(), StoreError> {
    put_folded(conn, record, &search_text(record))
}

/// `put`, where the record's `search_text` is known already.
pub fn put_folded(conn: &Connection, record: &Customer, text: &str) -> Result<(), StoreError> {
    let Some(id) = record.id() else {
        return Err(StoreError::Refused(
            "a record without an id cannot be kept".to_owned(),
        ));
    };
    let mut put = conn.prepare_cached(
        "INSERT INTO customers (id, seq, version, number, name_key, search, created, updated, deleted, body)
         VALUES (?1, (SELECT coalesce(max(seq), 0) + 1 FROM customers), ?2, ?3, ?4, ?5, ?6, ?7, 0, ?8)
         ON CONFLICT (id) DO UPDATE SET seq = excluded.seq, version = excluded.version, number = excluded.number,
            name_key = excluded.name_key, search = excluded.search, created = excluded.created,
            updated = excluded.updated, deleted = 0, body = excluded.body",
    )?;
    put.execute(params![
        id,
        record.version(),
        number(record),
        fold(record.name()),
        text,
        record.text("creationDate"),
        record.text("lastUpdateDate"),
        record.to_json(),
    ])?;
    Ok(())
}

/// Moves a customer into the trash or out of it. Whether that changed anything.
pub fn mark_deleted(conn: &Connection, id: CustomerId, deleted: bool) -> Result<bool, StoreError> {
    let mut mark = conn.prepare_cached(
        "UPDATE customers SET deleted = ?2, seq = (SELECT coalesce(max(seq), 0) + 1 FROM customers)
         WHERE id = ?1 AND deleted <> ?2",
    )?;
    Ok(mark.execute(params![id, deleted])? > 0)
}

/// Forgets a customer altogether. Whether there was one.
pub fn remove(conn: &Connection, id: CustomerId) -> Result<bool, StoreError> {
    let mut remove = conn.prepare_cached("DELETE FROM customers WHERE id = ?1")?;
    Ok(remove.execute([id])? > 0)
}

/// How many customers there are, the trash not counted.
pub fn count(conn: &Connection) -> Result<usize, StoreError> {
    let mut count = conn.prepare_cached(
        // The smallest index; the planner would as soon read the largest.
        "SELECT count(*) FROM customers INDEXED BY customers_updated WHERE deleted = 0",
    )?;
    let count: i64 = count.query_row([], |row| row.get(0))?;
    Ok(usize::try_from(count).unwrap_or(0))
}

/// The largest change number; it moves whenever any row does.
pub fn last_seq(conn: &Connection) -> Result<i64, StoreError> {
    let mut last = conn.prepare_cached("SELECT coalesce(max(seq), 0) FROM customers")?;
    Ok(last.query_row([], |row| row.get(0))?)
}

/// All ids in an order; those without a value stand last in either direction.
pub fn ids(conn: &Connection, by: &Sort, order: &Order) -> Result<Vec<CustomerId>, StoreError> {
    sort::ids(conn, by, order, &sort::Narrow::live())
}

/// The folded text of every customer whose id is in a range, in the order of the ids.
pub fn each_search_text(
    conn: &Connection,
    ids: &RangeInclusive<CustomerId>,
    mut each: impl FnMut(CustomerId, &str) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let mut all = conn.prepare_cached(&format!(
        "SELECT id, search {FROM_TEXT} AND id BETWEEN ?1 AND ?2 ORDER BY id"
    ))?;
    let mut rows = all.query([ids.start(), ids.end()])?;
    while let Some(row) = rows.next()? {
        let text = row.get_ref(1)?.as_str().unwrap_or_default();
        each(row.get(0)?, text)?;
    }
    Ok(())
}

/// The JSON text of every customer.
pub fn each_body(
    conn: &Connection,
    mut each: impl FnMut(CustomerId, &str) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let mut all = conn.prepare_cached("SELECT id, body FROM customers WHERE +deleted = 0")?;
    let mut rows = all.query([])?;
    while let Some(row) = rows.next()? {
        let body = row.get_ref(1)?.as_str().unwrap_or_default();
        each(row.get(0)?, body)?;
    }
    Ok(())
}

/// Reads the index that holds the texts, and nothing of the records.
const FROM_TEXT: &str = "FROM customers INDEXED BY customers_text WHERE deleted = 0";

/// The lowest and the highest id.
pub fn span(conn: &Connection) -> Result<RangeInclusive<CustomerId>, StoreError> {
    let mut ends = conn.prepare_cached(
        "SELECT coalesce((SELECT min(id) FROM customers), 0), coalesce((SELECT max(id) FROM customers), 0)",
    )?;
    Ok(ends.query_row([], |row| Ok(row.get(0)?..=row.get(1)?))?)
}

/// The number as text; some senders make it a JSON number.
fn number(record: &Customer) -> String {
    match record.get("customerNumber") {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Number(number)) => number.to_string(),
        _ => String::new(),
    }
}

/// Everything of a record that free words may find, folded, a line for each field; phone numbers stand
/// there once more as bare digits, because nobody remembers how they were spaced.
pub fn search_text(record: &Customer) -> String {
    let mut out = String::with_capacity(256);
    for field in SEARCHED.iter() {
        add_line(&mut out, &show::part_text(field, &record.part(field)));
    }
    for element in record.list("customAttributes") {
        add_line(&mut out, &custom_text(element));
    }
    let phones = record.list("phoneNumbers").iter();
    let phones = phones.filter_map(|phone| phone.get("phoneNumber").and_then(Value::as_str));
    for phone in phones.chain([record.text("phoneNumber")]) {
        let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
        add_line(&mut out, &digits);
    }
    out
}

/// The fields that free words look into.
static SEARCHED: LazyLock<Vec<Field>> = LazyLock::new(|| {
    let fields = Fields::standard();
    fields
        .iter()
        .filter(|field| field.search)
        .cloned()
        .collect()
});

fn add_line(out: &mut String, text: &str) {
    if text.is_empty() {
        return;
    }
    let before = out.len();
    if before > 0 {
        out.push('\n');
    }
    let start = out.len();
    fold_into(text, out);
    if out.len() == start {
        out.truncate(before);
    }
}

/// What a custom attribute says, whatever the catalog calls it.
fn custom_text(element: &Value) -> String {
    let kind = element
        .get("customAttributeType")
        .and_then(Value::as_str)
        .and_then(CustomKind::from_wire)
        .unwrap_or(CustomKind::Input);
    let wire = "customAttributes/";
    let field = Field {
        wire: wire.into(),
        label: "".into(),
        kind: Kind::Custom(kind),
        id_wire: None,
        section: "",
        search: true,
        sort: false,
        edit: false,
        required: false,
        custom: None::<CustomAttribute>,
    };
    let part = serde_json::Map::from_iter([(wire.to_owned(), element.clone())]);
    show::part_text(&field, &part)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::customer::Catalog;
    use serde_json::json;

    fn with(records: Vec<Value>) -> Connection {
        let mut conn = Connection::open_in_memory().unwrap();
        schema::migrate(&mut conn, "customers", &schema::CUSTOMERS).unwrap();
        for record in records {
            put(&conn, &Customer::from_value(record).unwrap()).unwrap();
        }
        conn
    }

    fn sorted(conn: &Connection, field: &str, descending: bool) -> Vec<CustomerId> {
        let order = Order::of(&Catalog::parse(&json!({"dateFormat": "dd/MM/yyyy"})));
        let by = Sort::by(field, descending);
        ids(conn, &by, &order).unwrap()
    }

    #[test]
    fn a_record_comes_back_byte_for_byte() {
        let text =
            r#"{"zeta":1.50,"customerId":"21463370742","customerName":"Ärger","odd":[{"b":null}]}"#;
        let conn = with(vec![]);
        put(&conn, &Customer::from_json(text).unwrap()).unwrap();
        assert_eq!(body(&conn, 21463370742).unwrap().as_deref(), Some(text));
    }

    #[test]
    fn rows_come_in_the_order_asked_for_and_gone_ones_are_left_out() {
        let conn = with(vec![
            json!({"customerId": 1}),
            json!({"customerId": 2}),
            json!({"customerId": 3}),
        ]);
        mark_deleted(&conn, 2, true).unwrap();
        let found: Vec<_> = get_many(&conn, &[3, 2, 9, 1]).unwrap();
        let ids: Vec<_> = found.iter().filter_map(Customer::id).collect();
        assert_eq!(ids, [3, 1]);
        assert_eq!(count(&conn).unwrap(), 2);
        assert!(remove(&conn, 3).unwrap() && !remove(&conn, 3).unwrap());
    }

    #[test]
    fn every_kind_has_its_order_and_nothing_stands_last_both_ways() {
        let conn = with(vec![
            json!({"customerId": 1, "customerName": "beta", "annualRevenue": 1000, "followUpDate": "02/01/2024", "customerNumber": "10",
                   "addresses": [{"city": "Ulm"}]}),
            json!({"customerId": 2, "customerName": "Álpha", "annualRevenue": 9, "followUpDate": "01/12/2024", "customerNumber": "9",
                   "addresses": [{"city": ""}, {"city": "aachen"}]}),
            json!({"customerId": 3, "customerName": "", "annualRevenue": null, "followUpDate": ""}),
            json!({"customerId": 4, "customerName": "Gamma", "annualRevenue": "10.5", "followUpDate": "2023-05-05", "customerNumber": "A1",
                   "addresses": [{"city": "Bonn"}]}),
        ]);
        for (field, up, down) in [
            ("customerName", [2, 1, 4, 3], [4, 1, 2, 3]),
            ("annualRevenue", [2, 4, 1, 3], [1, 4, 2, 3]),
            ("followUpDate", [4, 1, 2, 3], [2, 1, 4, 3]),
            ("customerNumber", [2, 1, 4, 3], [4, 1, 2, 3]),
            ("city", [2, 4, 1, 3], [1, 4, 2, 3]),
            ("customerId", [1, 2, 3, 4], [4, 3, 2, 1]),
        ] {
            assert_eq!(sorted(&conn, field, false), up, "{field}");
            assert_eq!(sorted(&conn, field, true), down, "{field} descending");
        }
    }

    #[test]
    fn the_search_text_holds_every_searchable_value_and_bare_digits() {
        let record = Customer::from_value(json!({
            "customerName": "Café Müller", "isAffiliate": "N", "phoneNumbers": [{"phoneNumber": "+49 (89) 123-4"}],
            "customAttributes": [{"customAttributeType": "multiSelect", "attributeValues": [{"attributeValue": "Rot"}]},
                                 {"customAttributeType": "odd", "customAttributeValue": "Seltsam"}, 7],
        }))
        .unwrap();
        let text = search_text(&record);
        for wanted in ["cafe muller", "49891234", "rot", "seltsam"] {
            assert!(
                text.lines().any(|line| line == wanted),
                "{wanted} in {text:?}"
            );
        }
    }

    #[test]
    fn every_change_of_a_row_moves_the_sequence() {
        let conn = with(vec![json!({"customerId": 1}), json!({"customerId": 2})]);
        let first = last_seq(&conn).unwrap();
        mark_deleted(&conn, 1, true).unwrap();
        assert!(last_seq(&conn).unwrap() > first);
        assert!(!mark_deleted(&conn, 1, true).unwrap());
        let mut seen = Vec::new();
        let all = span(&conn).unwrap();
        each_search_text(&conn, &all, |id, _| {
            seen.push(id);
            Ok(())
        })
        .unwrap();
        assert_eq!(seen, [2]);
    }
}
