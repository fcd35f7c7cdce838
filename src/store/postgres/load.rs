//! Owns the beginning of a transaction that writes: the lock, and everything that its changes have to know.
//! Must not write.

use std::collections::HashSet;

use deadpool_postgres::Object;
use futures_util::future::try_join;
use tokio_postgres::types::Type;

use crate::customer::CustomerId;
use crate::store::customers;

use super::change::{Batch, Change, Counters, Row};
use super::row::{Place, request_key};
use super::trouble::Trouble;

/// The rows of these customers, and of those that these requests have made.
const ROWS: &str = "SELECT c.id, c.name_key, c.created, c.updated, c.deleted, r.body
    FROM customers c JOIN records r ON r.id = c.id
    WHERE c.id = ANY($1) OR c.id IN (SELECT customer FROM requests WHERE id = ANY($2))";

/// Which of the next so many numbers are taken.
const TAKEN: &str = "SELECT c.number FROM customers c WHERE c.number IN
    (SELECT (k.last + $1 + nth)::text FROM counters k, generate_series(1, $2) nth WHERE k.name = 'number')";

pub(super) async fn begin(conn: &Object, changes: &[Change]) -> Result<Batch, Trouble> {
    let ids: Vec<CustomerId> = changes.iter().filter_map(Change::id).collect();
    let requests = changes.iter().filter_map(Change::request);
    let requests: Vec<String> = requests.map(|request| request_key(&request.id)).collect();
    // Sent one behind the other, answered in one go; each sees what was committed when its turn came.
    let opening =
        conn.batch_execute("BEGIN; SELECT last FROM counters WHERE name = 'change' FOR UPDATE");
    let counters = conn.query_typed("SELECT name, last FROM counters", &[]);
    let wanted = [
        (&ids as _, Type::INT8_ARRAY),
        (&requests as _, Type::TEXT_ARRAY),
    ];
    let rows = conn.query_typed(ROWS, &wanted);
    let used = [(&requests as _, Type::TEXT_ARRAY)];
    let used = conn.query_typed(
        "SELECT id, customer, content FROM requests WHERE id = ANY($1)",
        &used,
    );
    let ((), (counters, (rows, used))) =
        try_join(opening, try_join(counters, try_join(rows, used))).await?;

    let mut batch = Batch::default();
    for row in counters {
        let (name, last): (&str, i64) = (row.try_get(0)?, row.try_get(1)?);
        let Counters {
            change,
            customer,
            element,
            number,
        } = &mut batch.counters;
        match name {
            "change" => *change = last,
            "customer" => *customer = last,
            "element" => *element = last,
            "number" => *number = last,
            _ => {}
        }
    }
    for row in rows {
        let was = Place {
            name_key: row.try_get(1)?,
            created: row.try_get(2)?,
            updated: row.try_get(3)?,
            deleted: row.try_get(4)?,
        };
        let kept = Row {
            deleted: was.deleted,
            was: Some(was),
            record: customers::read(row.try_get(5)?)?,
            seq: None,
            is_rewritten: false,
        };
        batch.rows.insert(row.try_get(0)?, kept);
    }
    for row in used {
        let made = (row.try_get(1)?, row.try_get(2)?);
        batch.requests.insert(row.try_get(0)?, made);
    }
    find_numbers(conn, changes, &mut batch).await?;
    Ok(batch)
}

/// Looks for as many free numbers as the changes may use up.
async fn find_numbers(conn: &Object, changes: &[Change], batch: &mut Batch) -> Result<(), Trouble> {
    if !changes.iter().any(|change| change.id().is_none()) {
        return Ok(());
    }
    let wanted: usize = changes.iter().map(Change::numbers).sum();
    let (mut looked, step) = (0i64, i64::try_from(wanted).unwrap_or(1));
    while batch.free.len() < wanted {
        let types = [(&looked as _, Type::INT8), (&step as _, Type::INT8)];
        let rows = conn.query_typed(TAKEN, &types).await?;
        let taken = rows.iter().map(|row| row.try_get(0));
        let taken: HashSet<String> = taken.collect::<Result<_, _>>()?;
        let first = batch.counters.number + looked + 1;
        let free = (first..first + step).filter(|number| !taken.contains(&number.to_string()));
        batch.free.extend(free);
        looked += step;
    }
    Ok(())
}
