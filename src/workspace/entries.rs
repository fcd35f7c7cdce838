//! Owns reading sets of changes back from the journal: finding them, how they stand, and of their steps as many as
//! somebody looks at. A set of any size takes the memory of a small one.
//! Every function works in whatever transaction is open. Must not write.

use std::collections::BTreeMap;

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::customer::CustomerId;
use crate::customer::changeset::{Action, ChangeSet, Counts, Entry, Standing, Step};

use super::journal::{number, parsed, rfc3339};

/// So many steps of a set are read where it is looked at by itself ...
pub const SHOWN: usize = 200;
/// ... and where it is one of a list.
const LISTED: usize = 20;

/// A set without its steps.
pub struct Head {
    pub place: i64,
    pub set: ChangeSet,
    pub undone_by: Option<String>,
    pub tries: u32,
    pub next_try: Option<i64>,
}

const HEAD: &str =
    "select place, id, at, who, action, undoes, undone_by, tries, next_try from change_set";

fn head(row: &Row) -> rusqlite::Result<Head> {
    Ok(Head {
        place: row.get(0)?,
        set: ChangeSet {
            id: row.get(1)?,
            at: row.get(2)?,
            who: row.get(3)?,
            action: parsed(row, 4)?,
            steps: Vec::new(),
            more: 0,
            undoes: row.get(5)?,
            deed: None,
        },
        undone_by: row.get(6)?,
        tries: row.get(7)?,
        next_try: row.get(8)?,
    })
}

/// The sets that are not over, oldest first.
pub fn open(db: &Connection) -> rusqlite::Result<Vec<Entry>> {
    entries(
        db,
        &format!("{HEAD} where open > 0 order by place limit ?1"),
        -1,
    )
}

/// The newest sets, newest first.
pub fn newest(db: &Connection, limit: usize) -> rusqlite::Result<Vec<Entry>> {
    let query = format!("{HEAD} order by place desc limit ?1");
    entries(db, &query, number(limit))
}

fn entries(db: &Connection, query: &str, limit: i64) -> rusqlite::Result<Vec<Entry>> {
    let mut find = db.prepare_cached(query)?;
    let heads: rusqlite::Result<Vec<Head>> = find.query_map([limit], head)?.collect();
    heads?
        .into_iter()
        .map(|head| entry(db, head, LISTED))
        .collect()
}

/// The customers that steps wait for which are not over, and whether they wait for a person.
pub fn waited_for(db: &Connection) -> rusqlite::Result<Vec<(CustomerId, bool)>> {
    let mut find = db.prepare_cached(
        "select customer, max(state = 3) from step where state < 4 group by customer",
    )?;
    find.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect()
}

/// The newest sets without their steps, newest first.
pub fn newest_heads(db: &Connection, limit: usize) -> rusqlite::Result<Vec<Head>> {
    let mut find = db.prepare_cached(&format!("{HEAD} order by place desc limit ?1"))?;
    find.query_map([number(limit)], head)?.collect()
}

/// The set that was taken back last before it was sent, no earlier than the set at this place was made, and
/// with nothing new done since.
pub fn taken_back(db: &Connection, least: i64) -> rusqlite::Result<Option<Head>> {
    // Of those that were taken back one after the other, the later is the older one.
    let mut find = db.prepare_cached(&format!(
        "{HEAD} where taken_back >= ?1 and not exists (
            select 1 from change_set later where later.place > change_set.taken_back and later.undone_by is null
            and later.action not in ('\"undo\"', '\"redo\"', '\"note\"')
            and exists (select 1 from step where step.place = later.place and (state < 4 or did is not null)))
         order by taken_back desc, place limit 1"
    ))?;
    find.query_row([least], head).optional()
}

/// The set with this id, or with the only id that begins so.
pub fn find(db: &Connection, id: &str) -> rusqlite::Result<Option<Head>> {
    let mut whole = db.prepare_cached(&format!("{HEAD} where id = ?1"))?;
    if let Some(found) = whole.query_row([id], head).optional()? {
        return Ok(Some(found));
    }
    if id.len() < SHORTEST {
        return Ok(None);
    }
    let mut begin = db.prepare_cached(&format!(
        "{HEAD} where substr(id, 1, length(?1)) = ?1 limit 2"
    ))?;
    let mut found = begin
        .query_map([id], head)?
        .collect::<Result<Vec<_>, _>>()?;
    let first = found.pop();
    Ok(first.filter(|_| found.is_empty()))
}

/// So much of an id names a set.
const SHORTEST: usize = 4;

/// A set with how it stands, and at most so many of its steps.
pub fn entry(db: &Connection, mut head: Head, most: usize) -> rusqlite::Result<Entry> {
    let counts = counts(db, head.place)?;
    head.set.deed = deed(db, &head.set)?;
    let mut entry = Entry {
        set: head.set,
        standing: Vec::new(),
        nth: Vec::new(),
        of: Vec::new(),
        counts,
        undone_by: head.undone_by,
        tries: head.tries,
        next_try: head.next_try.and_then(moment),
    };
    for (nth, read) in window(db, head.place, &counts, most)? {
        entry.nth.push(nth);
        entry.of.push(read.customer);
        entry.set.steps.push(read.step);
        entry.standing.push(read.standing);
    }
    entry.set.more = counts.all().saturating_sub(entry.set.steps.len());
    Ok(entry)
}

/// What the first of those was that take each other back; none where the set takes nothing back.
fn deed(db: &Connection, set: &ChangeSet) -> rusqlite::Result<Option<Action>> {
    let mut find = db.prepare_cached("select action, undoes from change_set where id = ?1")?;
    let (mut deed, mut undoes) = (None, set.undoes.clone());
    while let Some(id) = undoes {
        let read = |row: &Row| Ok((parsed(row, 0)?, row.get(1)?));
        let Some((action, before)) = find.query_row([id], read).optional()? else {
            break;
        };
        (deed, undoes) = (Some(action), before);
    }
    Ok(deed.filter(|deed| !matches!(deed, Action::Undo | Action::Redo)))
}

/// A set without how it stands, with some of its steps.
pub fn brief(db: &Connection, set: &ChangeSet) -> rusqlite::Result<ChangeSet> {
    Ok(match find(db, &set.id)? {
        Some(head) => entry(db, head, SHOWN)?.set,
        None => set.clone(),
    })
}

struct Read {
    customer: CustomerId,
    step: Step,
    standing: Standing,
}

/// Those that wait for a person, then those that are not over, then the first ones; in their order.
fn window(
    db: &Connection,
    place: i64,
    counts: &Counts,
    most: usize,
) -> rusqlite::Result<BTreeMap<usize, Read>> {
    let which: &[&str] = match counts.all() > most {
        true => &["state < 4 and state = 3", "state < 4", "true"],
        false => &["true"],
    };
    let mut read = BTreeMap::new();
    for condition in which {
        let mut find = db.prepare_cached(&format!(
            "select nth, customer, step, standing from step where place = ?1 and {condition} order by nth limit ?2"
        ))?;
        let mut rows = find.query(params![place, number(most)])?;
        while read.len() < most
            && let Some(row) = rows.next()?
        {
            let step = Read {
                customer: row.get(1)?,
                step: parsed(row, 2)?,
                standing: parsed(row, 3)?,
            };
            read.insert(usize::try_from(row.get::<_, i64>(0)?).unwrap_or(0), step);
        }
    }
    Ok(read)
}

/// How the steps of a set stand, told by an index alone.
fn counts(db: &Connection, place: i64) -> rusqlite::Result<Counts> {
    let mut find = db.prepare_cached(
        "select state, substr(standing, 1, 5), count(*) from step indexed by step_stands where place = ?1 group by 1, 2",
    )?;
    let mut rows = find.query([place])?;
    let mut counts = Counts::default();
    while let Some(row) = rows.next()? {
        let state: i64 = row.get(0)?;
        let count = match (state, row.get_ref(1)?.as_str()?) {
            (0, _) => &mut counts.waiting,
            (1, _) => &mut counts.sending,
            (2, _) => &mut counts.unknown,
            (3, "{\"con") => &mut counts.conflict,
            (3, "{\"ref") => &mut counts.refused,
            (3, _) => &mut counts.asks,
            (_, "{\"don") => &mut counts.done,
            (_, _) => &mut counts.dropped,
        };
        *count += usize::try_from(row.get::<_, i64>(2)?).unwrap_or(0);
    }
    Ok(counts)
}

fn moment(milliseconds: i64) -> Option<String> {
    let at = Timestamp::from_millisecond(milliseconds).ok()?;
    let zoned = at.to_zoned(jiff::tz::TimeZone::system());
    Some(rfc3339(&zoned))
}
