//! Owns the count of customers in each stretch of an order, which says where any page begins: kept true in the
//! transaction of every change, under the writers' lock. Must not read records.

use std::collections::HashMap;

use deadpool_postgres::Object;
use tokio_postgres::types::{ToSql, Type};

use crate::customer::CustomerId;

use super::row::Place;
use super::trouble::Trouble;

/// A stretch that holds more is divided; a page never begins further from a stretch's beginning.
const MOST: i64 = 2000;
const HALF: i64 = MOST / 2;

/// How many customers came to places in the orders, or left them.
#[derive(Default)]
pub(super) struct Moves(HashMap<(&'static str, String, CustomerId), i64>);

impl Moves {
    pub fn add(&mut self, id: CustomerId, was: Option<&Place>, now: &Place) {
        let was = was.filter(|was| !was.deleted);
        if was == Some(now) {
            return;
        }
        for place in was.map(lines).into_iter().flatten() {
            *self.0.entry((place.0, place.1.to_owned(), id)).or_default() -= 1;
        }
        for place in (!now.deleted).then(|| lines(now)).into_iter().flatten() {
            *self.0.entry((place.0, place.1.to_owned(), id)).or_default() += 1;
        }
    }

    /// Counts them, and answers with the stretches that have grown too long by that.
    pub async fn put(&self, conn: &Object) -> Result<Vec<Start>, Trouble> {
        let moved = || self.0.iter().filter(|(_, by)| **by != 0);
        if moved().next().is_none() {
            return Ok(Vec::new());
        }
        let lines: Vec<&str> = moved().map(|((line, _, _), _)| *line).collect();
        let keys: Vec<&str> = moved().map(|((_, key, _), _)| key.as_str()).collect();
        let ids: Vec<i64> = moved().map(|((_, _, id), _)| *id).collect();
        let by: Vec<i64> = moved().map(|(_, by)| *by).collect();
        let values: [(&(dyn ToSql + Sync), Type); 4] = [
            (&lines, Type::TEXT_ARRAY),
            (&keys, Type::TEXT_ARRAY),
            (&ids, Type::INT8_ARRAY),
            (&by, Type::INT8_ARRAY),
        ];
        let mut long = Vec::new();
        for row in conn.query_typed(MOVE, &values).await? {
            if row.try_get::<_, i64>(3)? > MOST {
                long.push(Start {
                    line: row.try_get(0)?,
                    key: row.try_get(1)?,
                    id: row.try_get(2)?,
                });
            }
        }
        Ok(long)
    }
}

/// Where a stretch begins.
pub(super) struct Start {
    line: String,
    key: String,
    id: CustomerId,
}

const MOVE: &str = "WITH moved AS (
        SELECT begun.line, begun.key, begun.id, sum(m.by)::bigint AS by
        FROM unnest($1::text[], $2::text[], $3::bigint[], $4::bigint[]) AS m (line, key, id, by)
        CROSS JOIN LATERAL (
            SELECT line, key, id FROM steps s
            WHERE s.line = m.line AND (s.key, s.id) <= (m.key COLLATE \"C\", m.id)
            ORDER BY s.key DESC, s.id DESC LIMIT 1) AS begun
        GROUP BY 1, 2, 3)
    UPDATE steps SET held = held + moved.by FROM moved
    WHERE steps.line = moved.line AND steps.key = moved.key AND steps.id = moved.id AND moved.by <> 0
    RETURNING steps.line, steps.key, steps.id, steps.held";

/// Where a customer stands: what has no value stands in a line of its own, behind the others.
fn lines(place: &Place) -> [(&'static str, &str); 4] {
    let line = |valued, empty, key: &str| if key.is_empty() { empty } else { valued };
    [
        ("id", ""),
        (line("name", "name-", &place.name_key), &place.name_key),
        (line("created", "created-", &place.created), &place.created),
        (line("updated", "updated-", &place.updated), &place.updated),
    ]
}

/// Divides stretches that have grown too long. Where little is left of most, they are counted anew.
pub(super) async fn split(conn: &Object, long: &[Start]) -> Result<(), Trouble> {
    for start in long {
        let values: [(&(dyn ToSql + Sync), Type); 3] = [
            (&start.line, Type::TEXT),
            (&start.key, Type::TEXT),
            (&start.id, Type::INT8),
        ];
        let next = conn
            .query_typed(
                "SELECT key, id FROM steps WHERE line = $1 AND (key, id) > ($2 COLLATE \"C\", $3)
                 ORDER BY key, id LIMIT 1",
                &values,
            )
            .await?;
        let next: Option<(String, i64)> = match next.first() {
            Some(row) => Some((row.try_get(0)?, row.try_get(1)?)),
            None => None,
        };
        conn.query_typed(
            "DELETE FROM steps WHERE line = $1 AND key = $2 AND id = $3",
            &values,
        )
        .await?;
        count(conn, &start.line, (&start.key, start.id), next).await?;
    }
    if long.is_empty() {
        return Ok(());
    }
    let scattered = conn
        .query_typed(
            "SELECT line FROM steps GROUP BY line HAVING count(*) > 16 + 4 * sum(held) / $1",
            &[(&HALF, Type::INT8)],
        )
        .await?;
    for row in scattered {
        let line: String = row.try_get(0)?;
        conn.query_typed("DELETE FROM steps WHERE line = $1", &[(&line, Type::TEXT)])
            .await?;
        count(conn, &line, ("", i64::MIN), None).await?;
    }
    Ok(())
}

/// Counts every line, after customers came in who were not counted one by one.
pub(super) async fn count_anew(conn: &Object) -> Result<(), Trouble> {
    let lines = conn.query_typed("SELECT DISTINCT line FROM steps", &[]);
    for row in lines.await? {
        let line: String = row.try_get(0)?;
        conn.query_typed("DELETE FROM steps WHERE line = $1", &[(&line, Type::TEXT)])
            .await?;
        count(conn, &line, ("", i64::MIN), None).await?;
    }
    Ok(())
}

/// Counts the customers from one place of a line to another into stretches.
async fn count(
    conn: &Object,
    line: &str,
    (key, id): (&str, CustomerId),
    until: Option<(String, CustomerId)>,
) -> Result<(), Trouble> {
    let column = column(line);
    let (shown, order, valued, from, to) = match column {
        "id" => (
            "''",
            "id".to_owned(),
            "true".to_owned(),
            "id >= $3".to_owned(),
            "id < $6".to_owned(),
        ),
        _ => (
            column,
            format!("{column}, id"),
            format!(
                "{column} {} ''",
                if line.ends_with('-') { "=" } else { ">" }
            ),
            format!("({column}, id) >= ($2, $3)"),
            format!("({column}, id) < ($5, $6)"),
        ),
    };
    let to = until.as_ref().map_or("true", |_| to.as_str());
    let sql = format!(
        "INSERT INTO steps (line, key, id, held)
         SELECT $1, CASE nth / $4 WHEN 0 THEN $2 ELSE min(key) FILTER (WHERE nth % $4 = 0) END,
                CASE nth / $4 WHEN 0 THEN $3 ELSE min(id) FILTER (WHERE nth % $4 = 0) END, count(*)
         FROM (SELECT {shown} AS key, id, row_number() OVER (ORDER BY {order}) - 1 AS nth
               FROM customers WHERE NOT deleted AND {valued} AND {from} AND {to}) AS one
         GROUP BY nth / $4"
    );
    let (to_key, to_id) = until.unzip();
    let values: [(&(dyn ToSql + Sync), Type); 6] = [
        (&line, Type::TEXT),
        (&key, Type::TEXT),
        (&id, Type::INT8),
        (&HALF, Type::INT8),
        (&to_key, Type::TEXT),
        (&to_id, Type::INT8),
    ];
    conn.query_typed(&sql, &values).await?;
    // A line has a beginning, also while nothing stands in it.
    let first =
        "INSERT INTO steps (line, key, id, held) VALUES ($1, $2, $3, 0) ON CONFLICT DO NOTHING";
    conn.query_typed(first, &values[..3]).await?;
    Ok(())
}

/// The column that a line is ordered by.
fn column(line: &str) -> &'static str {
    match line.trim_end_matches('-') {
        "name" => "name_key",
        "created" => "created",
        "updated" => "updated",
        _ => "id",
    }
}
