//! Owns the actions that only look: getById, getAll and the searches, with their paging and sorting.
//! Must not clamp a page below what is asked: a short page means "end" to clients.

use serde_json::Value;
use unicode_segmentation::UnicodeSegmentation;

use crate::apptivo::response::{self, Code, Refusal};
use crate::customer::text::fold;
use crate::query::Sort;
use crate::store::filter::{self, Condition};
use crate::store::{Ask, Filter, Page};

use super::actions::{Answer, customer_id, failed, refuse};
use super::conditions;
use super::current::Current;
use super::parameters::{Parameters, digits};

type Object = serde_json::Map<String, Value>;

/// A page where nothing is said about its size.
const PAGE: usize = 50;

pub async fn by_id(service: &Current, parameters: &Parameters) -> Answer {
    let id = customer_id(parameters)?;
    let found = service.store.get(id).await.map_err(failed)?;
    found.ok_or_else(|| refuse(Code::NotFound, format!("customer {id} is not found")))
}

pub async fn all(service: &Current, parameters: &Parameters) -> Answer {
    page(service, all_asked(service, parameters)?, "data").await
}

pub(super) fn all_asked(service: &Current, parameters: &Parameters) -> Result<Ask, Refusal> {
    // In the order of their making, so that pages fit together while others add customers.
    ask(service, parameters, Filter::default(), "customerId")
}

/// A page of all customers, for an answer of another shape.
pub(super) async fn page_of_all(
    service: &Current,
    parameters: &Parameters,
) -> Result<Page, Refusal> {
    let ask = all_asked(service, parameters)?;
    service.store.page(ask).await.map_err(failed)
}

pub async fn by_text(service: &Current, parameters: &Parameters) -> Answer {
    let ask = match words_asked(service, parameters) {
        Some(ask) => ask?,
        None => keys_asked(service, parameters).await?,
    };
    page(service, ask, "data").await
}

/// A search for words; none where the text is an object with a condition for each key.
pub(super) fn words_asked(
    service: &Current,
    parameters: &Parameters,
) -> Option<Result<Ask, Refusal>> {
    let text = match parameters.get("searchText") {
        Ok(text) => text.unwrap_or_default(),
        Err(error) => return Some(Err(error.into())),
    };
    if text.trim_start().starts_with('{') && serde_json::from_str::<Object>(text).is_ok() {
        return None;
    }
    let filter = Filter {
        all: filter::words(text).into_iter().collect(),
    };
    Some(ask(service, parameters, filter, "customerName"))
}

async fn keys_asked(service: &Current, parameters: &Parameters) -> Result<Ask, Refusal> {
    let text = parameters.get("searchText")?.unwrap_or_default();
    let keys: Object = serde_json::from_str(text).unwrap_or_default();
    let filter = conditions::read(&keys, &service.order);
    let mut filter = filter.map_err(|why| not_understood("searchText", &why))?;
    prefer_exact_number(service, &mut filter).await?;
    ask(service, parameters, filter, "customerName")
}

pub async fn by_conditions(service: &Current, parameters: &Parameters, key: &str) -> Answer {
    let filter = conditions_of(service, parameters)?;
    let ask = ask(service, parameters, filter, "customerName")?;
    page(service, ask, key).await
}

/// What `searchData` and `multiSelectData` say together.
pub(super) fn conditions_of(service: &Current, parameters: &Parameters) -> Result<Filter, Refusal> {
    let mut filter = Filter::default();
    for (name, read) in [
        ("searchData", conditions::read as fn(&_, &_) -> _),
        ("multiSelectData", conditions::read_lists),
    ] {
        match parameters.get(name)?.map(serde_json::from_str) {
            None | Some(Ok(Value::Null)) => {}
            // What PHP makes of an object without keys.
            Some(Ok(Value::Array(none))) if none.is_empty() => {}
            Some(Ok(Value::Object(keys))) => {
                let more: Result<Filter, String> = read(&keys, &service.order);
                let more = more.map_err(|why| not_understood(name, &why))?;
                filter.all.extend(more.all);
            }
            Some(Ok(_)) => {
                return Err(refuse(
                    Code::Invalid,
                    format!("{name} must be a JSON object"),
                ));
            }
            Some(Err(error)) => {
                return Err(refuse(
                    Code::Invalid,
                    format!("{name} is not JSON: {error}"),
                ));
            }
        }
    }
    Ok(filter)
}

/// A script takes the first answer: a condition that is passed over would give it the wrong customer.
fn not_understood(parameter: &str, why: &str) -> Refusal {
    refuse(
        Code::Invalid,
        format!("{parameter}: {why}; nothing was searched"),
    )
}

/// A client that asks for number 17 takes the first answer, and must not be given 117.
async fn prefer_exact_number(service: &Current, filter: &mut Filter) -> Result<(), Refusal> {
    let at = filter.all.iter().position(
        |condition| matches!(condition, Condition::Contains { wire, .. } if wire == "customerNumber"),
    );
    let Some((at, Condition::Contains { wire, folded })) =
        at.map(|at| (at, filter.all[at].clone()))
    else {
        return Ok(());
    };
    let mut exact = filter.clone();
    exact.all[at] = Condition::OneOf {
        wire,
        values: vec![folded],
    };
    let ask = Ask {
        filter: exact.clone(),
        ..Ask::default()
    };
    if service.store.page(ask).await.map_err(failed)?.total > 0 {
        *filter = exact;
    }
    Ok(())
}

/// How many are asked for, and from which on.
pub(super) fn window(parameters: &Parameters) -> Result<(usize, usize), Refusal> {
    let start = count(parameters, ["startIndex", "iDisplayStart"])?.unwrap_or(0);
    let count = count(parameters, ["numRecords", "iDisplayLength"])?.unwrap_or(PAGE);
    Ok((start, count))
}

pub(super) fn ask(
    service: &Current,
    parameters: &Parameters,
    filter: Filter,
    default_sort: &str,
) -> Result<Ask, Refusal> {
    let (start, count) = window(parameters)?;
    let mut filter = filter;
    filter.all.extend(letter(parameters)?);
    filter.all.extend(state(parameters, "objectStatus")?);
    Ok(Ask {
        filter,
        sort: sort(service, parameters, default_sort)?,
        start,
        count,
        trash: false,
    })
}

/// The letter of the alphabet at the side of a list, by which its names begin.
fn letter(parameters: &Parameters) -> Result<Option<Condition>, Refusal> {
    let Some(letter) = parameters.word("selectedLetter")? else {
        return Ok(None);
    };
    if letter.eq_ignore_ascii_case("all") {
        return Ok(None);
    }
    let folded = fold(letter);
    match letter.graphemes(true).count() == 1 && !folded.is_empty() {
        true => Ok(Some(Condition::Begins(folded))),
        false => Err(not_understood(
            "selectedLetter",
            "must be one letter, or all",
        )),
    }
}

/// Customers of this server are of state 0: those of another are none.
pub(super) fn state(parameters: &Parameters, name: &str) -> Result<Option<Condition>, Refusal> {
    match parameters.word(name)?.map(digits) {
        None | Some("-1") => Ok(None),
        Some(zero) if zero.bytes().all(|byte| byte == b'0') => Ok(None),
        Some(other) if other.bytes().all(|byte| byte.is_ascii_digit()) => {
            Ok(Some(Condition::Any(Vec::new())))
        }
        Some(_) => Err(not_understood(name, "must be a number")),
    }
}

/// The first of two spellings that says how many.
fn count(parameters: &Parameters, [first, second]: [&str; 2]) -> Result<Option<usize>, Refusal> {
    Ok(match parameters.count(first)? {
        Some(count) => Some(count),
        None => parameters.count(second)?,
    })
}

/// `sortColumn` by a field's name, with or without `.sortable`; `_score` and strangers are the default.
fn sort(service: &Current, parameters: &Parameters, default: &str) -> Result<Sort, Refusal> {
    let column = parameters.word("sortColumn")?.unwrap_or_default();
    let column = column.strip_suffix(".sortable").unwrap_or(column);
    let way = match parameters.word("sortDir")? {
        Some(way) => Some(way),
        None => parameters.word("sSortDir_0")?,
    };
    let is_down = way.is_some_and(|way| {
        way.get(..4)
            .is_some_and(|way| way.eq_ignore_ascii_case("desc"))
    });
    let field = match service.order.fields.find(column) {
        _ if matches!(column, "city" | "country") => Some(column),
        Some(field) => Some(field.wire.as_ref()),
        None => None,
    };
    let descending = field.is_some() && is_down;
    Ok(Sort::by(field.unwrap_or(default), descending))
}

pub(super) async fn page(service: &Current, ask: Ask, key: &str) -> Answer {
    let page = service.store.page(ask).await.map_err(failed)?;
    Ok(response::write_page(key, &page.records, page.total))
}
