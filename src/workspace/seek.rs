//! Owns looking for a customer that may have been made, or a note that may have been written, on a server that
//! knows no request ids.
//! Must not make one.

use jiff::ToSpan;
use jiff::civil::Date;

use crate::apptivo::ApiError;
use crate::customer::blank::AUTO_NUMBER;
use crate::customer::change::is_empty;
use crate::customer::{Customer, CustomerId, Field};

use super::carry::Carrier;
use super::compare::reads_as;

/// So many of one name are looked at.
const MOST: usize = 100;

/// The one customer that was made since, and holds all that was typed; none where there is no such one, or
/// more than one.
pub async fn made(
    carrier: &Carrier,
    typed: &Customer,
    since: &str,
) -> Result<Option<Customer>, ApiError> {
    let mut found = named(carrier, typed).await?;
    found.retain(|record| {
        let is_another = record.id().is_none_or(|id| carrier.made_here.contains(&id));
        !is_another && is_made_since(record, since) && holds(carrier, record, typed)
    });
    let first = found.pop();
    Ok(first.filter(|_| found.is_empty()))
}

/// The customers of this name.
pub async fn named(carrier: &Carrier, typed: &Customer) -> Result<Vec<Customer>, ApiError> {
    let page = carrier.client.search_text(typed.name(), 0, MOST).await?;
    let mut found = page.customers;
    found.retain(|record| record.name().trim() == typed.name().trim());
    Ok(found)
}

/// Whether a note of these words was written since. One that does not say when counts: writing a note twice is
/// what must not be.
pub async fn noted(
    carrier: &Carrier,
    of: CustomerId,
    text: &str,
    since: &str,
) -> Result<bool, ApiError> {
    let (notes, _) = carrier.client.notes(of, 0, MOST).await?;
    Ok(notes
        .iter()
        .any(|note| note.text.trim() == text.trim() && is_since(&note.at, since).unwrap_or(true)))
}

/// A record that does not say when it was made cannot be known for the one.
fn is_made_since(record: &Customer, since: &str) -> bool {
    is_since(record.text("creationDate"), since).unwrap_or(false)
}

/// The stamps of the API have no zone: a day before is near enough, the rest must tell itself. None where a stamp
/// says no day.
fn is_since(stamp: &str, since: &str) -> Option<bool> {
    let day = |text: &str| text.get(..10).and_then(|day| day.parse::<Date>().ok());
    let since = day(since)?.checked_sub(1.day()).ok()?;
    Some(day(stamp)? >= since)
}

/// Whether a record holds everything that was typed.
fn holds(carrier: &Carrier, record: &Customer, typed: &Customer) -> bool {
    let is_held = |field: &Field| {
        let wanted = typed.part(field);
        let is_left_open = wanted.values().all(is_empty) || typed.text(&field.wire) == AUTO_NUMBER;
        is_left_open || reads_as(field, &record.part(field), &wanted)
    };
    carrier
        .fields
        .iter()
        .filter(|field| field.edit)
        .all(is_held)
}

#[cfg(test)]
#[path = "cloud_tests.rs"]
mod tests;
