//! Owns pages of customers out of the file itself, and saying conditions in its SQL: exactly where it can be
//! said, else too widely, so that no match is left out and the rest is tested on what was found.
//! Must not write.

use rusqlite::types::Value as Sql;
use rusqlite::{Connection, params_from_iter};

use crate::customer::CustomerId;

use super::filter::{self, Condition};
use super::sort::{self, Narrow};
use super::{Ask, Filter, Order, Page, StoreError, customers};

/// Conditions and words that are said in SQL, whose expressions may not grow without end; the rest is
/// tested row by row.
const MOST: usize = 24;

/// A page without the roll.
pub(super) fn page(conn: &Connection, ask: &Ask, order: &Order) -> Result<Page, StoreError> {
    let mut narrow = Narrow::at(ask.trash);
    for condition in ask.filter.all.iter().take(MOST) {
        narrow_by(&mut narrow, condition, order);
    }
    let mut find = conn.prepare_cached("SELECT body FROM customers WHERE id = ?1")?;
    let mut body = |id: CustomerId| -> Result<String, StoreError> {
        Ok(find.query_row([id], |row| row.get(0))?)
    };
    if let (true, Some(column)) = (ask.filter.all.is_empty(), sort::column(&ask.sort)) {
        let way = ask.sort.descending;
        let ids = sort::window(conn, column, way, &narrow, ask.start, ask.count)?;
        return Ok(Page {
            records: ids.into_iter().map(body).collect::<Result<_, _>>()?,
            total: sort::count(conn, &narrow)?,
        });
    }
    let mut ids = sort::ids(conn, &ask.sort, order, &narrow)?;
    if !is_said_in_sql(&ask.filter) {
        let mut kept = Vec::new();
        for id in ids {
            if ask.filter.matches(&customers::read(&body(id)?)?) {
                kept.push(id);
            }
        }
        ids = kept;
    }
    let wanted = ids.iter().skip(ask.start).take(ask.count);
    Ok(Page {
        records: wanted.map(|id| body(*id)).collect::<Result<_, _>>()?,
        total: ids.len(),
    })
}

/// The customers that meet a filter.
pub(super) fn matching(
    conn: &Connection,
    filter: &Filter,
    order: &Order,
) -> Result<Vec<CustomerId>, StoreError> {
    let mut narrow = Narrow::at(false);
    for condition in filter.all.iter().take(MOST) {
        narrow_by(&mut narrow, condition, order);
    }
    let sql = format!("SELECT id, body FROM customers WHERE {}", narrow.condition);
    let mut all = conn.prepare_cached(&sql)?;
    let mut rows = all.query(params_from_iter(&narrow.values))?;
    let mut out = Vec::new();
    while let Some(row) = rows.next()? {
        let body = row.get_ref(1)?.as_str().unwrap_or_default();
        if filter.matches(&customers::read(body)?) {
            out.push(row.get(0)?);
        }
    }
    Ok(out)
}

/// Whether `narrow_by` has said all of the filter.
fn is_said_in_sql(filter: &Filter) -> bool {
    let said = |condition: &Condition| match condition {
        Condition::Words(words) => words.len() <= MOST,
        Condition::Begins(_) => true,
        Condition::Any(some) => some.is_empty(),
        _ => false,
    };
    filter.all.len() <= MOST && filter.all.iter().all(said)
}

/// Leaves out rows that cannot match; those that may are tested afterwards.
fn narrow_by(narrow: &mut Narrow, condition: &Condition, order: &Order) {
    match condition {
        Condition::Words(words) => {
            for word in words.iter().take(MOST) {
                narrow.and("instr(search, ?) > 0", [Sql::Text(word.clone())]);
            }
        }
        // A field's folded text is a part of the row's.
        Condition::Contains { wire, folded } if filter::is_searched(order, wire) => {
            narrow.and("instr(search, ?) > 0", [Sql::Text(folded.clone())]);
        }
        Condition::Begins(folded) => {
            // Said as a stretch of the index: nothing that begins so stands behind the last letter there is.
            let ends = [folded.clone(), format!("{folded}\u{10ffff}")];
            narrow.and("name_key >= ? AND name_key < ?", ends.map(Sql::Text));
        }
        Condition::Any(some) if some.is_empty() => narrow.and("0", []),
        Condition::DayFrom { wire, day } if wire == "creationDate" => {
            narrow.and("created >= ?", [Sql::Text(day.clone())]);
        }
        Condition::DayFrom { wire, day } if wire == "lastUpdateDate" => {
            narrow.and("updated >= ?", [Sql::Text(day.clone())]);
        }
        Condition::OneOf { wire, values }
            if values.len() <= MOST
                && wire.bytes().all(|b| b.is_ascii_alphanumeric())
                // A key that is missing says nothing too.
                && values.iter().all(|value| !value.trim().is_empty()) =>
        {
            let marks = vec!["?"; values.len()].join(", ");
            // A whole number may be spelt with a fraction.
            let is = format!(
                "(trim(lower(CAST(body ->> '$.{wire}' AS TEXT)), char(9, 10, 11, 12, 13, 32)) IN ({marks})
                  OR typeof(body ->> '$.{wire}') = 'real')"
            );
            let values = values.iter().map(|value| value.trim().to_ascii_lowercase());
            narrow.and(&is, values.map(Sql::Text));
        }
        _ => {}
    }
}
