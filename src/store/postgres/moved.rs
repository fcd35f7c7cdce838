//! Owns what moved since a place in the order of changes, and what lies in the trash. Changes are committed in
//! the order of their numbers, so that nobody who has seen one has passed over an earlier. Must not write.

use deadpool_postgres::Object;
use tokio_postgres::types::Type;

use crate::store::{Deleted, Moved, Place, Since};

use super::narrow::Narrow;
use super::page::far;
use super::trouble::Trouble;

/// One question, so that all of it is of one moment.
const SINCE: &str = "WITH state AS MATERIALIZED (
        SELECT (SELECT last FROM counters WHERE name = 'identity') AS identity,
               (SELECT last FROM counters WHERE name = 'change') AS last),
    begun AS MATERIALIZED (
        SELECT identity, last, CASE
            WHEN $1::bigint IS NULL THEN coalesce((
                SELECT min(seq) - 1 FROM customers WHERE id IN (
                    SELECT id FROM customers WHERE NOT deleted AND updated >= $3
                    UNION ALL SELECT id FROM customers WHERE deleted AND updated >= $3
                    UNION ALL SELECT customer FROM audit WHERE action IN ('delete', 'restore') AND at >= $3)), last)
            WHEN coalesce($2::bigint, identity) = identity AND $1 <= last THEN greatest($1, 0)
            ELSE 0 END AS origin
        FROM state),
    counted AS MATERIALIZED (
        SELECT identity, last, origin, (SELECT count(*) FROM customers WHERE seq > origin) AS remaining FROM begun)
    SELECT s.identity, s.last, s.origin, s.remaining, m.id, m.seq, m.deleted, m.body
    FROM counted s LEFT JOIN LATERAL (
        SELECT c.id, c.seq, c.deleted, (SELECT body FROM records r WHERE r.id = c.id AND NOT c.deleted) AS body
        FROM customers c WHERE c.seq > s.origin ORDER BY c.seq LIMIT $4) m ON true
    ORDER BY m.seq";

pub(super) async fn since(conn: &Object, since: &Since, count: usize) -> Result<Moved, Trouble> {
    let (seq, store, at) = match since {
        Since::Place(place) => (Some(place.seq), place.store, None),
        Since::Moment(at) => (None, None, Some(super::row::clean(at))),
    };
    let count = far(count);
    let values = [
        (&seq as _, Type::INT8),
        (&store as _, Type::INT8),
        (&at as _, Type::TEXT),
        (&count as _, Type::INT8),
    ];
    let rows = conn.query_typed(SINCE, &values).await?;
    let Some(first) = rows.first() else {
        return Err(crate::store::StoreError::Database("its counters are gone".to_owned()).into());
    };
    let (identity, last): (i64, i64) = (first.try_get(0)?, first.try_get(1)?);
    let (origin, left): (i64, i64) = (first.try_get(2)?, first.try_get(3)?);
    let is_ours = seq.is_none_or(|seq| seq <= last) && store.is_none_or(|store| store == identity);
    let mut moved = Moved {
        records: Vec::new(),
        gone: Vec::new(),
        left: usize::try_from(left).unwrap_or(0),
        next: Place {
            seq: origin,
            store: Some(identity),
        },
        more: false,
        // A database that was put back to an earlier state has numbers that mean something else.
        anew: !is_ours,
    };
    for row in &rows {
        let Some(id) = row.try_get(4)? else { break };
        moved.next.seq = row.try_get(5)?;
        match row.try_get(6)? {
            true => moved.gone.push(id),
            false => moved.records.extend(row.try_get::<_, Option<String>>(7)?),
        }
    }
    moved.more = moved.next.seq < last;
    Ok(moved)
}

pub(super) async fn trash(
    conn: &Object,
    words: &[String],
    start: usize,
    count: usize,
) -> Result<(Vec<Deleted>, usize), Trouble> {
    let mut narrow = Narrow::at(true);
    narrow.words(words);
    // In the trash nothing moves: the last change is the deletion.
    let sql = format!(
        "WITH found AS MATERIALIZED (SELECT id, seq FROM customers c WHERE {condition})
        SELECT n.total, r.body, d.who, d.at
        FROM (SELECT count(*) AS total FROM found) n
        LEFT JOIN (SELECT id, seq FROM found ORDER BY seq DESC LIMIT ${count} OFFSET ${start}) p ON true
        LEFT JOIN records r ON r.id = p.id
        LEFT JOIN LATERAL (
            SELECT who, at FROM audit WHERE customer = p.id AND action = 'delete' ORDER BY audit.id DESC LIMIT 1
        ) d ON true
        ORDER BY p.seq DESC",
        condition = narrow.condition,
        count = narrow.next(),
        start = narrow.next() + 1,
    );
    let (start, count) = (far(start), far(count));
    let values = narrow.values(&[(&count, Type::INT8), (&start, Type::INT8)]);
    let rows = conn.query_typed(&sql, &values).await?;
    let total: i64 = rows.first().map_or(Ok(0), |row| row.try_get(0))?;
    let mut found = Vec::new();
    for row in &rows {
        let Some(record) = row.try_get(1)? else { break };
        found.push(Deleted {
            record,
            who: row.try_get::<_, Option<String>>(2)?.unwrap_or_default(),
            at: row.try_get::<_, Option<String>>(3)?.unwrap_or_default(),
        });
    }
    Ok((found, usize::try_from(total).unwrap_or(0)))
}
