//! Owns the customers table that a mirror and the embedded server share: reading and writing rows over a
//! plain connection. Synchronous; callers keep it off the event loop.
//! Must not stamp, number or audit: a row is what it is given.

use std::ops::RangeInclusive;
use std::path::Path;
use std::sync::LazyLock;

use rusqlite::functions::FunctionFlags;
use rusqlite::{Connection, OptionalExtension, params};
use serde_json::Value;

use crate::customer::field::{CustomAttribute, CustomKind, Field, Kind};
use crate::customer::text::{closed, fold, fold_into};
use crate::customer::{Customer, CustomerId, Fields, show};
use crate::query::Sort;

use super::sort;
use super::{Order, StoreError, schema};

/// Opens (or makes) a file with the customers table.
pub fn open(path: &Path) -> Result<Connection, StoreError> {
    let opened = schema::open(path).and_then(|mut conn| {
        migrate(&mut conn)?;
        Ok(conn)
    });
    opened.map_err(|error| error.at(path))
}

/// Makes the customers table, or brings an older one up to date.
pub fn migrate(conn: &mut Connection) -> Result<(), StoreError> {
    // SQL cannot fold: where the searchable text is to be made anew, this makes it.
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
    conn.create_scalar_function("search_text", 1, flags, |body| {
        let record = Customer::from_json(body.get_raw(0).as_str().unwrap_or_default());
        Ok(record.ok().map(|record| search_text(&record)))
    })?;
    schema::migrate(conn, "customers", &schema::CUSTOMERS)
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

/// One customer in the trash; none for what is not there.
pub fn trashed(conn: &Connection, id: CustomerId) -> Result<Option<Customer>, StoreError> {
    let mut find =
        conn.prepare_cached("SELECT body FROM customers WHERE id = ?1 AND deleted = 1")?;
    let body: Option<String> = find.query_row([id], |row| row.get(0)).optional()?;
    body.map(|body| read(&body)).transpose()
}

/// These customers in the order of the ids; those that are gone are left out.
pub fn get_many(conn: &Connection, ids: &[CustomerId]) -> Result<Vec<Customer>, StoreError> {
    let mut out = Vec::with_capacity(ids.len());
    for id in ids {
        out.extend(get(conn, *id)?);
    }
    Ok(out)
}

/// The customers that name one of these as their parent, in the order of their ids.
pub fn children(conn: &Connection, of: &[CustomerId]) -> Result<Vec<Customer>, StoreError> {
    // Most records have no such digits at all: the text is searched before it is read.
    let mut find = conn.prepare_cached(
        "SELECT body FROM customers WHERE deleted = 0 AND instr(body, ?1) > 0
         AND CAST(json_extract(body, '$.parentCustomerId') AS TEXT) = ?1 ORDER BY id",
    )?;
    let mut found = Vec::new();
    for id in of {
        let bodies = find.query_map([id.to_string()], |row| row.get::<_, String>(0))?;
        for body in bodies {
            found.push(read(&body?)?);
        }
    }
    Ok(found)
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

/// The folded text of every customer whose id is in a range, in the order of the ids. The bytes are not
/// checked to be text: whoever looks for words in all of them would wait for that.
pub fn each_search_text(
    conn: &Connection,
    ids: &RangeInclusive<CustomerId>,
    mut each: impl FnMut(CustomerId, &[u8]) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let mut all = conn.prepare_cached(&format!(
        "SELECT id, search {FROM_TEXT} AND id BETWEEN ?1 AND ?2 ORDER BY id"
    ))?;
    let mut rows = all.query([ids.start(), ids.end()])?;
    while let Some(row) = rows.next()? {
        let text = row.get_ref(1)?.as_bytes().unwrap_or_default();
        each(row.get_ref(0)?.as_i64().unwrap_or_default(), text)?;
    }
    Ok(())
}

/// The customers whose id is in a range and whose folded text is `wanted`. Of all others nothing but the
/// text is looked at.
pub fn each_search_hit(
    conn: &Connection,
    ids: &RangeInclusive<CustomerId>,
    wanted: impl Fn(&[u8]) -> bool,
    mut each: impl FnMut(CustomerId, &[u8]) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let mut all = conn.prepare_cached(&format!(
        "SELECT search, id {FROM_TEXT} AND id BETWEEN ?1 AND ?2 ORDER BY id"
    ))?;
    let mut rows = all.query([ids.start(), ids.end()])?;
    while let Some(row) = rows.next()? {
        let text = row.get_ref(0)?.as_bytes().unwrap_or_default();
        if wanted(text) {
            each(row.get(1)?, text)?;
        }
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

/// Whatever was written after a change number: the JSON text, or none for what is in the trash by now.
pub fn each_moved(
    conn: &Connection,
    after: i64,
    mut each: impl FnMut(CustomerId, Option<&str>) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let mut moved =
        conn.prepare_cached("SELECT id, deleted, body FROM customers WHERE seq > ?1 ORDER BY seq")?;
    let mut rows = moved.query([after])?;
    while let Some(row) = rows.next()? {
        let deleted: bool = row.get(1)?;
        let body = row.get_ref(2)?.as_str().unwrap_or_default();
        each(row.get(0)?, (!deleted).then_some(body))?;
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
/// there once more as bare digits, because nobody remembers how they were spaced, and words with hyphens
/// once more without them.
pub fn search_text(record: &Customer) -> String {
    let mut out = String::with_capacity(256);
    let own = SEARCHED
        .iter()
        .map(|field| show::part_text(field, &record.part(field)));
    let custom = record.list("customAttributes").iter().map(custom_text);
    let mut without_hyphens = Vec::new();
    for text in own.chain(custom) {
        add_line(&mut out, &text);
        let closed = closed(&text);
        if !closed.is_empty() {
            without_hyphens.push(closed);
        }
    }
    let phones = record.list("phoneNumbers").iter();
    let phones = phones.filter_map(|phone| phone.get("phoneNumber").and_then(Value::as_str));
    for phone in phones.chain([record.text("phoneNumber")]) {
        let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
        add_line(&mut out, &digits);
    }
    for word in without_hyphens.iter().flat_map(|words| words.lines()) {
        add_line(&mut out, word);
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
        migrate(&mut conn).unwrap();
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
            "customerName": "Café Müller", "description": "by Jean-Luc", "isAffiliate": "N", "phoneNumbers": [{"phoneNumber": "+49 (89) 123-4"}],
            "customAttributes": [{"customAttributeType": "multiSelect", "attributeValues": [{"attributeValue": "Rot"}]},
                                 {"customAttributeType": "odd", "customAttributeValue": "Seltsam"}, 7],
        }))
        .unwrap();
        let text = search_text(&record);
        for wanted in ["cafe muller", "49891234", "rot", "seltsam", "jeanluc"] {
            assert!(
                text.lines().any(|line| line == wanted),
                "{wanted} in {text:?}"
            );
        }
    }

    #[test]
    fn a_file_of_before_finds_words_without_their_hyphens_once_it_is_opened() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("customers.db");
        let mut conn = schema::open(&path).unwrap();
        schema::migrate(&mut conn, "customers", &schema::CUSTOMERS[..3]).unwrap();
        let record = json!({"customerId": 1, "customerName": "Jean-Luc"});
        put(&conn, &Customer::from_value(record).unwrap()).unwrap();
        conn.execute_batch("UPDATE customers SET search = 'jean luc', deleted = 1")
            .unwrap();
        let seq = last_seq(&conn).unwrap();
        drop(conn);
        let conn = open(&path).unwrap();
        let text: String = conn
            .query_row("SELECT search FROM customers", [], |row| row.get(0))
            .unwrap();
        assert_eq!(text, "jean luc\n1\njeanluc");
        assert_eq!(last_seq(&conn).unwrap(), seq, "no customer has changed");
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
