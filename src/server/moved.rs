//! Owns the questions that only this kind of server answers: what moved since, who changed what, and what
//! is in the trash. Clients that do not know them never meet them.
//! Must not change anything.

use crate::apptivo::response::{self, Code, Refusal};
use crate::customer::changeset::Past;
use crate::customer::text::words;
use crate::store::{Deleted, Since};

use super::actions::{Answer, customer_id, failed, refuse};
use super::current::Current;
use super::parameters::Parameters;
use super::read::window;

/// A page is held in memory; whoever asks for more gets the rest with the next question.
const MOST: usize = 5000;

pub async fn since(service: &Current, parameters: &Parameters) -> Answer {
    let since = place(parameters.get("updatedSince")?.unwrap_or("0"))?;
    let (_, count) = window(parameters)?;
    let moved = service.store.since(since, count.min(MOST)).await;
    let moved = moved.map_err(failed)?;
    let next = moved.next.to_string();
    let flags = (moved.more, moved.anew);
    Ok(response::write_moved(
        &moved.records,
        &moved.gone,
        moved.left,
        &next,
        flags,
    ))
}

/// A place as an earlier answer named it, or a stamp; a day is its first moment.
fn place(text: &str) -> Result<Since, Refusal> {
    if let Ok(place) = text.parse() {
        return Ok(Since::Place(place));
    }
    let stamp = jiff::civil::DateTime::strptime("%Y-%m-%d %H:%M:%S", text);
    let day = jiff::civil::Date::strptime("%Y-%m-%d", text);
    let stamp = stamp.or_else(|_| day.map(|day| day.at(0, 0, 0, 0)));
    stamp
        .map(|stamp| Since::Moment(stamp.strftime("%Y-%m-%d %H:%M:%S").to_string()))
        .map_err(|_| {
            refuse(
                Code::Invalid,
                "updatedSince must be the cursor of an earlier answer, 0, or a time as yyyy-MM-dd HH:mm:ss",
            )
        })
}

/// The newest first.
pub async fn history(service: &Current, parameters: &Parameters) -> Answer {
    let id = customer_id(parameters)?;
    let (start, count) = window(parameters)?;
    let lines = service.store.history(id).await.map_err(failed)?;
    if lines.is_empty() && service.store.get(id).await.map_err(failed)?.is_none() {
        return Err(refuse(
            Code::NotFound,
            format!("customer {id} is not found"),
        ));
    }
    let total = lines.len();
    let wanted = lines.into_iter().rev().skip(start).take(count);
    let wanted: Vec<Past> = wanted.collect();
    Ok(response::write_history(&wanted, total))
}

pub async fn trash(service: &Current, parameters: &Parameters) -> Answer {
    let (start, count) = window(parameters)?;
    let words = words(parameters.get("searchText")?.unwrap_or_default());
    let found = service.store.trash(words, start, count.min(MOST)).await;
    let (items, total) = found.map_err(failed)?;
    let items = items
        .iter()
        .map(|item: &Deleted| (item.record.as_str(), item.who.as_str(), item.at.as_str()));
    Ok(response::write_trash(items, total))
}
