//! Owns answering one search from the file alone, for a process that asks once: reading the texts past the
//! matcher is quicker than keeping them. Finds what `lookup` finds, without what is only near.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::ops::RangeInclusive;

use rusqlite::types::Value as Sql;

use crate::customer::CustomerId;
use crate::query::{Query, Search};
use crate::store::sort::{self, Narrow};
use crate::store::{Order as Comparing, customers, schema};

use super::WorkspaceError;
use super::mirror::Mirror;
use super::plan::Plan;
use super::rank::{Ranking, Score};
use super::scan::Needles;

/// A search of more ids than this is shared between two threads.
const LARGE: i64 = 20_000;
/// With more hits than this the whole order is read, instead of putting the hits in order: looking at a
/// record costs more than reading past many entries of an index ...
const MANY: usize = 400;
/// ... and where no index holds the order every record has to be looked at anyway.
const MANY_UNINDEXED: usize = 20_000;

/// What every text is held against.
struct Asked<'a> {
    needles: Needles,
    ranking: Ranking,
    /// Tested on the record itself, where the words do not say all.
    rest: Option<&'a Query>,
}

type Hits = Vec<(CustomerId, Score)>;

/// The ids of those that match, in order.
pub fn find(
    mirror: &Mirror,
    comparing: &Comparing,
    search: &Search,
    query: &Query,
) -> Result<Vec<CustomerId>, WorkspaceError> {
    if query.is_all() {
        return mirror.with(|db| Ok(customers::ids(db, &search.sort, comparing)?));
    }
    let plan = Plan::of(query);
    let asked = Asked {
        needles: Needles::new(&plan.words),
        ranking: plan.ranking(),
        rest: (!plan.rest.is_empty()).then_some(query),
    };
    let scan = |ids: &RangeInclusive<CustomerId>| scan(mirror, ids, &asked);
    let all = mirror.with(|db| Ok(customers::span(db)?))?;
    let hits = match halves(&all) {
        None => scan(&all)?,
        Some((low, high)) => std::thread::scope(|scope| {
            let other = scope.spawn(|| scan(&high));
            let mut hits = scan(&low)?;
            hits.extend(other.join().map_err(|_| broken())??);
            Ok::<Hits, WorkspaceError>(hits)
        })?,
    };
    in_order(mirror, comparing, search, hits)
}

fn broken() -> WorkspaceError {
    WorkspaceError::Disk("reading the texts came to a sudden end".to_owned())
}

fn halves(
    ids: &RangeInclusive<CustomerId>,
) -> Option<(RangeInclusive<CustomerId>, RangeInclusive<CustomerId>)> {
    let wide = ids.end().checked_sub(*ids.start())?;
    let middle = ids.start() + wide / 2;
    (wide > LARGE).then(|| (*ids.start()..=middle, middle + 1..=*ids.end()))
}

fn scan(
    mirror: &Mirror,
    ids: &RangeInclusive<CustomerId>,
    asked: &Asked<'_>,
) -> Result<Hits, WorkspaceError> {
    let mut hits = Hits::new();
    mirror.with(|db| {
        schema::map(db)?;
        let wanted = |folded: &[u8]| asked.needles.all_in(folded);
        customers::each_search_hit(db, ids, wanted, |id, folded| {
            let meets = match asked.rest {
                None => true,
                Some(query) => {
                    let text = String::from_utf8_lossy(folded);
                    let record = customers::get(db, id)?;
                    record.is_some_and(|record| query.matches(&record, &text))
                }
            };
            if meets {
                hits.push((id, asked.ranking.score(folded)));
            }
            Ok(())
        })?;
        Ok(())
    })?;
    Ok(hits)
}

fn in_order(
    mirror: &Mirror,
    comparing: &Comparing,
    search: &Search,
    hits: Hits,
) -> Result<Vec<CustomerId>, WorkspaceError> {
    let mut narrow = Narrow::live();
    let many = match sort::column(&search.sort) {
        Some(_) => MANY,
        None => MANY_UNINDEXED,
    };
    if hits.len() <= many {
        // The plus keeps the order's index from being gone through from end to end.
        narrow.condition = format!("+{}", narrow.condition);
        let ids: Vec<CustomerId> = hits.iter().map(|(id, _)| *id).collect();
        let ids = serde_json::json!(ids).to_string();
        narrow.and("id IN (SELECT value FROM json_each(?))", [Sql::Text(ids)]);
    }
    let scores: HashMap<CustomerId, Score> = hits.into_iter().collect();
    let mut ids = mirror.with(|db| Ok(sort::ids(db, &search.sort, comparing, &narrow)?))?;
    ids.retain(|id| scores.contains_key(id));
    if !search.sorted {
        ids.sort_by_key(|id| Reverse(scores.get(id)));
    }
    Ok(ids)
}
