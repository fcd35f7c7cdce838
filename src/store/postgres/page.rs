//! Owns pages of customers: each in one question to the database, at any depth, and of one moment.
//! Must not write.

use deadpool_postgres::Object;
use futures_util::{StreamExt, pin_mut};
use tokio_postgres::types::{ToSql, Type};
use tokio_postgres::{GenericClient, IsolationLevel, Row};

use crate::customer::CustomerId;
use crate::store::sort::{self, Sorter};
use crate::store::{Ask, Order, Page, customers};

use super::narrow::Narrow;
use super::trouble::Trouble;

/// Places beyond this are the same: past every end.
const FAR: usize = 1 << 48;
/// After so many rows that are looked at here, others get their turn.
const TURN: usize = 128;

type Values<'a> = Vec<(&'a (dyn ToSql + Sync), Type)>;

pub(super) async fn page(conn: &mut Object, ask: &Ask, order: &Order) -> Result<Page, Trouble> {
    let narrow = Narrow::of(&ask.filter, ask.trash, order);
    match sort::column(&ask.sort) {
        Some(column) if ask.filter.all.is_empty() && !ask.trash => all(conn, ask, column).await,
        Some(column) if narrow.is_exact => found(conn, ask, column, &narrow).await,
        Some(column) => tested(conn, ask, column, &narrow).await,
        None => valued(conn, ask, order, &narrow).await,
    }
}

/// A page of everything: stretches are added up to where it begins.
async fn all(conn: &Object, ask: &Ask, column: &'static str) -> Result<Page, Trouble> {
    let sql = from_steps(column, ask.sort.descending);
    let statement = conn.prepare_cached(&sql).await?;
    let (start, count) = (far(ask.start), far(ask.count));
    answer(&conn.query_one(&statement, &[&start, &count]).await?)
}

/// A line's part of a page is `len` customers from the `lo`th on; descending, it is counted from the other end
/// and turned round.
fn from_steps(column: &str, descending: bool) -> String {
    let way = if descending { "DESC" } else { "ASC" };
    let line = if column == "name_key" { "name" } else { column };
    let (lo, len) = match descending {
        false => ("first", "least(wanted, greatest(size - first, 0))"),
        true => (
            "greatest(size - first - wanted, 0)",
            "least(wanted, greatest(size - first, 0))",
        ),
    };
    let walk = |nth: u8, shown: &str, condition: &str, order: &str| {
        format!(
            "SELECT {nth} AS nth, r.key, r.id FROM begun b CROSS JOIN LATERAL (
                SELECT {shown} AS key, id FROM customers WHERE NOT deleted AND {condition}
                ORDER BY {order} OFFSET b.skip LIMIT b.len) r WHERE b.nth = {nth}"
        )
    };
    let walks = match column {
        "id" => walk(1, "''", "id >= b.id", "id"),
        _ => format!(
            "{} UNION ALL {}",
            walk(
                1,
                column,
                &format!("{column} > '' AND ({column}, id) >= (b.key, b.id)"),
                &format!("{column}, id")
            ),
            walk(2, "''", &format!("{column} = '' AND id >= b.id"), "id"),
        ),
    };
    format!(
        "WITH blocks AS MATERIALIZED (
            SELECT line, key, id, sum(held) OVER w - held AS before, sum(held) OVER w AS upto
            FROM steps WHERE line IN ('{line}', '{line}-') WINDOW w AS (PARTITION BY line ORDER BY key, id)),
        sizes AS MATERIALIZED (
            SELECT coalesce(max(upto) FILTER (WHERE line = '{line}'), 0)::bigint AS valued,
                   coalesce(max(upto) FILTER (WHERE line = '{line}-'), 0)::bigint AS others FROM blocks),
        parts AS MATERIALIZED (
            SELECT 1 AS nth, '{line}' COLLATE \"C\" AS line, valued AS size, $1::bigint AS first, $2::bigint AS wanted FROM sizes
            UNION ALL
            SELECT 2, '{line}-', others, greatest($1::bigint - valued, 0),
                   $2::bigint - least($2::bigint, greatest(valued - $1::bigint, 0)) FROM sizes),
        wants AS MATERIALIZED (SELECT nth, line, {lo} AS lo, {len} AS len FROM parts),
        begun AS MATERIALIZED (
            SELECT w.nth, w.len, b.key, b.id, (w.lo - b.before)::bigint AS skip FROM wants w CROSS JOIN LATERAL (
                SELECT key, id, before FROM blocks WHERE line = w.line AND upto > w.lo
                ORDER BY upto, key, id LIMIT 1) b
            WHERE w.len > 0)
        SELECT (SELECT valued + others FROM sizes), ARRAY(
            SELECT (SELECT body FROM records WHERE records.id = p.id) FROM ({walks}) p
            ORDER BY p.nth, p.key {way}, p.id {way})"
    )
}

/// A page of what the condition finds.
async fn found(conn: &Object, ask: &Ask, column: &str, narrow: &Narrow) -> Result<Page, Trouble> {
    let way = if ask.sort.descending { "DESC" } else { "ASC" };
    let shown = if column == "id" { "''" } else { column };
    let order = format!("key = '', key {way}, id {way}");
    let sql = format!(
        "WITH found AS MATERIALIZED (SELECT {shown} AS key, id FROM customers c WHERE {condition})
        SELECT (SELECT count(*) FROM found), ARRAY(
            SELECT (SELECT body FROM records WHERE records.id = p.id)
            FROM (SELECT key, id FROM found ORDER BY {order} LIMIT ${count} OFFSET ${start}) p ORDER BY {order})",
        condition = narrow.condition,
        count = narrow.next(),
        start = narrow.next() + 1,
    );
    let (start, count) = (far(ask.start), far(ask.count));
    let values = narrow.values(&[(&count, Type::INT8), (&start, Type::INT8)]);
    answer(&conn.query_typed_one(&sql, &values).await?)
}

/// A page of what may match, tested here; of what lies beside the page only the number is kept.
async fn tested(conn: &Object, ask: &Ask, column: &str, narrow: &Narrow) -> Result<Page, Trouble> {
    let way = if ask.sort.descending { "DESC" } else { "ASC" };
    let sql = format!(
        "SELECT c.id, r.body FROM customers c JOIN records r ON r.id = c.id WHERE {}
         ORDER BY c.{column}::text = '', c.{column} {way}, c.id {way}",
        narrow.condition
    );
    let mut page = Page::default();
    let end = ask.start.saturating_add(ask.count);
    each(&***conn, &sql, narrow.values(&[]), |_, body| {
        if ask.filter.matches(&customers::read(body)?) {
            if (ask.start..end).contains(&page.total) {
                page.records.push(body.to_owned());
            }
            page.total += 1;
        }
        Ok(())
    })
    .await?;
    Ok(page)
}

/// The customers that meet a filter, and the number of the last change at that moment.
pub(super) async fn matching(
    conn: &mut Object,
    ask: &Ask,
    order: &Order,
) -> Result<(Vec<CustomerId>, i64), Trouble> {
    let narrow = Narrow::of(&ask.filter, false, order);
    let moment = conn
        .build_transaction()
        .isolation_level(IsolationLevel::RepeatableRead)
        .read_only(true)
        .start()
        .await?;
    let last = "SELECT coalesce(max(seq), 0) FROM customers";
    let last: i64 = moment.query_typed_one(last, &[]).await?.try_get(0)?;
    let mut out = Vec::new();
    if narrow.is_exact {
        let sql = format!("SELECT c.id FROM customers c WHERE {}", narrow.condition);
        for row in moment.query_typed(&sql, &narrow.values(&[])).await? {
            out.push(row.try_get(0)?);
        }
    } else {
        let sql = format!(
            "SELECT c.id, r.body FROM customers c JOIN records r ON r.id = c.id WHERE {}",
            narrow.condition
        );
        each(&*moment, &sql, narrow.values(&[]), |id, body| {
            if ask.filter.matches(&customers::read(body)?) {
                out.push(id);
            }
            Ok(())
        })
        .await?;
    }
    moment.commit().await?;
    Ok((out, last))
}

/// A page in an order that no column holds.
async fn valued(
    conn: &mut Object,
    ask: &Ask,
    order: &Order,
    narrow: &Narrow,
) -> Result<Page, Trouble> {
    // The ids and their records are of one moment. Dropped, it ends.
    let moment = conn
        .build_transaction()
        .isolation_level(IsolationLevel::RepeatableRead)
        .read_only(true)
        .start()
        .await?;
    let sql = format!(
        "SELECT c.id, r.body FROM customers c JOIN records r ON r.id = c.id WHERE {}",
        narrow.condition
    );
    let mut sorter = Sorter::new(&ask.sort, order);
    each(&*moment, &sql, narrow.values(&[]), |id, body| {
        if narrow.is_exact || ask.filter.matches(&customers::read(body)?) {
            sorter.add(id, body);
        }
        Ok(())
    })
    .await?;
    let ids = sorter.ids();
    let total = ids.len();
    let ids: Vec<CustomerId> = ids.into_iter().skip(ask.start).take(ask.count).collect();
    let rows = moment
        .query_typed(
            "SELECT r.body FROM unnest($1::bigint[]) WITH ORDINALITY AS w (id, nth)
             JOIN records r ON r.id = w.id ORDER BY w.nth",
            &[(&ids, Type::INT8_ARRAY)],
        )
        .await?;
    moment.commit().await?;
    Ok(Page {
        records: texts(&rows)?,
        total,
    })
}

/// The records of those that are not in the trash, in the order of their ids.
pub(super) async fn live(conn: &Object, ids: &[CustomerId]) -> Result<Vec<String>, Trouble> {
    let statement = conn
        .prepare_cached(
            "SELECT r.body FROM unnest($1::bigint[]) WITH ORDINALITY AS w (id, nth)
             JOIN customers c ON c.id = w.id AND NOT c.deleted JOIN records r ON r.id = w.id ORDER BY w.nth",
        )
        .await?;
    texts(&conn.query(&statement, &[&ids]).await?)
}

fn texts(rows: &[Row]) -> Result<Vec<String>, Trouble> {
    let texts = rows.iter().map(|row| row.try_get(0));
    Ok(texts.collect::<Result<_, _>>()?)
}

async fn each(
    conn: &impl GenericClient,
    sql: &str,
    values: Values<'_>,
    mut each: impl FnMut(CustomerId, &str) -> Result<(), Trouble>,
) -> Result<(), Trouble> {
    let rows = conn.query_typed_raw(sql, values).await?;
    pin_mut!(rows);
    let mut seen = 0usize;
    while let Some(row) = rows.next().await {
        let row = row?;
        each(row.try_get(0)?, row.try_get(1)?)?;
        seen += 1;
        if seen.is_multiple_of(TURN) {
            tokio::task::yield_now().await;
        }
    }
    Ok(())
}

fn answer(row: &Row) -> Result<Page, Trouble> {
    let total: i64 = row.try_get(0)?;
    Ok(Page {
        records: row.try_get(1)?,
        total: usize::try_from(total).unwrap_or(0),
    })
}

/// A place or a number as the database counts.
pub(super) fn far(number: usize) -> i64 {
    i64::try_from(number.min(FAR)).unwrap_or(0)
}
