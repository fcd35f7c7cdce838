//! Owns customers as CSV: those that were chosen or searched, in the columns of the layout that were asked
//! for.
//! Must not hold a cell that a spreadsheet would run.

use serde_json::Value;

use crate::apptivo::response::{Code, Refusal};
use crate::customer::field::custom_wire;
use crate::customer::{Customer, Field, show};
use crate::query::Sort;
use crate::store::Ask;

use super::actions::{Answer, failed, refuse};
use super::contacts::numbers;
use super::current::Current;
use super::parameters::Parameters;
use super::read;

/// The columns where none are named.
const USUAL: [&str; 8] = [
    "customerName",
    "customerNumber",
    "statusName",
    "customerCategory",
    "assigneeObjectRefName",
    "phoneNumbers",
    "emailAddresses",
    "website",
];
/// Records are read so many at a time.
const PAGE: usize = 500;

pub async fn csv(current: &Current, parameters: &Parameters) -> Answer {
    let columns = columns(current, parameters)?;
    let mut out = csv::Writer::from_writer(Vec::new());
    let heads = columns.iter().map(|column| defused(&column.head));
    write(&mut out, heads.collect())?;
    let chosen = match parameters.first(&["customerIds", "customerId"])? {
        Some(text) => Some(numbers(text).ok_or_else(|| {
            refuse(
                Code::Invalid,
                "customerIds must be numbers; nothing was exported",
            )
        })?),
        None => None,
    };
    if let Some(ids) = chosen {
        for some in ids.chunks(PAGE) {
            let records = current.store.get_many(some.to_vec()).await;
            rows(&mut out, &columns, &records.map_err(failed)?)?;
        }
    } else {
        let filter = read::conditions_of(current, parameters)?;
        let mut ask = Ask {
            filter,
            sort: Sort::by("customerName", false),
            start: 0,
            count: PAGE,
            trash: false,
        };
        loop {
            let page = current.store.page(ask.clone()).await.map_err(failed)?;
            rows(&mut out, &columns, &page.records)?;
            ask.start += page.records.len();
            if page.records.is_empty() || ask.start >= page.total {
                break;
            }
        }
    }
    let bytes = out.into_inner().map_err(|_| broken())?;
    String::from_utf8(bytes).map_err(|_| broken())
}

struct Column {
    head: String,
    field: Option<Field>,
}

/// `[{"id":"customer_name_attr","name":"Name"},…]`; a column that no field answers to stays empty, as the
/// number of columns is what a client counts on.
fn columns(current: &Current, parameters: &Parameters) -> Result<Vec<Column>, Refusal> {
    let fields = &current.order.fields;
    let Some(text) = parameters.get("displayColumnArray")? else {
        let usual = USUAL.iter().filter_map(|wire| fields.find(wire));
        return Ok(usual
            .map(|field| Column {
                head: field.label.to_string(),
                field: Some(field.clone()),
            })
            .collect());
    };
    let wanted: Vec<Value> = serde_json::from_str(text).map_err(|error| {
        refuse(
            Code::Invalid,
            format!("displayColumnArray is not a JSON list: {error}"),
        )
    })?;
    let column = |wanted: &Value| {
        let id = wanted.get("id").and_then(Value::as_str).unwrap_or_default();
        let name = wanted.get("name").and_then(Value::as_str);
        let field = field(current, id).cloned();
        let label = field.as_ref().map(|field| field.label.to_string());
        Column {
            head: name
                .map(str::to_owned)
                .or(label)
                .unwrap_or_else(|| id.to_owned()),
            field,
        }
    };
    Ok(wanted.iter().map(column).collect())
}

/// The field of a layout attribute, or of a wire name.
fn field<'a>(current: &'a Current, id: &str) -> Option<&'a Field> {
    let fields = &current.order.fields;
    let sections = current.catalog.layout.sections.iter();
    let named = sections
        .flat_map(|section| &section.attributes)
        .find(|names| names.iter().any(|name| name == id));
    let in_layout = named.and_then(|names| names.iter().find_map(|name| fields.find(name)));
    in_layout
        .or_else(|| fields.find(&custom_wire(id)))
        .or_else(|| fields.find(id))
}

fn rows(
    out: &mut csv::Writer<Vec<u8>>,
    columns: &[Column],
    records: &[String],
) -> Result<(), Refusal> {
    for text in records {
        let record = Customer::from_json(text).map_err(|_| broken())?;
        let cell = |column: &Column| {
            let text = column.field.as_ref().map(|field| cell(&record, field));
            defused(&text.unwrap_or_default())
        };
        write(out, columns.iter().map(cell).collect())?;
    }
    Ok(())
}

fn cell(record: &Customer, field: &Field) -> String {
    match field.wire.as_ref() {
        "customerNumber" => record.number().to_owned(),
        _ => show::block(record, field).join("\n"),
    }
}

fn write(out: &mut csv::Writer<Vec<u8>>, row: Vec<String>) -> Result<(), Refusal> {
    out.write_record(row).map_err(|_| broken())
}

/// A cell that begins like a formula gets a sign that makes it text.
fn defused(text: &str) -> String {
    match text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        true => format!("'{text}"),
        false => text.to_owned(),
    }
}

fn broken() -> Refusal {
    refuse(
        Code::Failed,
        "a record could not be written; nothing was exported",
    )
}
