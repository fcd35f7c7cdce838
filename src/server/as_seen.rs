//! Owns pages for askers who were known a moment ago: whether their keys are still good is found out in the same
//! question as the page, and nothing is told where they are not.
//! Must not let anybody in: what it cannot answer goes the usual way, from its beginning.

use crate::apptivo::request::Action;
use crate::apptivo::response;

use super::access::{ACCESS_NAMES, API_NAMES, Access};
use super::actions::{Answer, Inner, failed};
use super::parameters::Parameters;
use super::read;

/// The answer; none where the request is another, the asker is not known, or the pairs have changed since: such a
/// one is counted again on the usual way.
pub async fn page(
    inner: &Inner,
    action: Option<Action>,
    parameters: &Parameters,
) -> Option<Answer> {
    let Access::Keys(ring) = &inner.access else {
        return None;
    };
    let seen = inner.store.pairs_seen()?;
    let given = |names| parameters.first(names).ok().flatten();
    let pair = ring.as_seen(given(API_NAMES)?, given(ACCESS_NAMES)?, &seen.all)?;
    let current = inner.keeper.now().await.ok()?;
    let ask = match action? {
        Action::GetAll if !parameters.names("updatedSince") => {
            read::all_asked(&current, parameters)
        }
        Action::SearchText => read::words_asked(&current, parameters)?,
        _ => return None,
    };
    let ask = ask.ok()?;
    if let Err(refusal) = ring.count(&inner.store, &pair) {
        return Some(Err(refusal));
    }
    match inner.store.page_if(ask, seen.version).await {
        Ok(Some(page)) => Some(Ok(response::write_page("data", &page.records, page.total))),
        Ok(None) => None,
        Err(error) => Some(Err(failed(error))),
    }
}
