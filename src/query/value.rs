//! Owns reading what stands behind a field's colon, by the kind of the field. Must not read records.

use crate::customer::field::{CustomKind, Group, Kind, List};
use crate::customer::text::fold;
use crate::customer::{Catalog, Field};

use super::Context;
use super::days::Days;
use super::error::Fault;
use super::expr::{Op, Test};
use super::matches::begins_word;
use super::name::{Place, Target};
use super::numbers::Numbers;
use super::phone::Wanted;

/// A value as it was written.
#[derive(Clone, Debug)]
pub(super) struct Given {
    pub op: Op,
    /// Without operator and quotes.
    pub text: String,
    pub quoted: bool,
}

/// How a field's values are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Manner {
    Text,
    /// Text that is a number more often than not: it can be a span as well.
    Counted,
    /// An id or the like: all of it, or a span.
    Whole,
    Choice,
    Phone,
    Flag,
    Number,
    Day,
}

pub(super) fn manner(field: &Field, place: Option<&Place>) -> Manner {
    if let Some(place) = place {
        return match place.choice {
            Some(_) => Manner::Choice,
            None => Manner::Text,
        };
    }
    match field.kind {
        Kind::Text if field.wire == "customerNumber" => Manner::Counted,
        Kind::Text | Kind::Note | Kind::Email | Kind::Url | Kind::Reference => Manner::Text,
        Kind::Phone | Kind::Group(Group::Phones) => Manner::Phone,
        Kind::Number | Kind::Money => Manner::Number,
        Kind::Date | Kind::Stamp => Manner::Day,
        Kind::Flag => Manner::Flag,
        Kind::Choice(_) | Kind::Code(_) | Kind::Assignee => Manner::Choice,
        Kind::Group(Group::Labels | Group::Territories) => Manner::Choice,
        Kind::Group(_) => Manner::Text,
        Kind::Opaque => Manner::Whole,
        Kind::Custom(kind) => match kind {
            CustomKind::Number | CustomKind::Currency => Manner::Number,
            CustomKind::Date => Manner::Day,
            CustomKind::Select
            | CustomKind::Radio
            | CustomKind::Check
            | CustomKind::MultiSelect => Manner::Choice,
            CustomKind::Counter => Manner::Counted,
            _ => Manner::Text,
        },
    }
}

/// What a value asks of a field.
pub(super) fn read(target: &Target, given: &Given, context: &Context) -> Result<Test, Fault> {
    if given.op == Op::Plain && !given.quoted {
        if given.text.eq_ignore_ascii_case("none") {
            return Ok(Test::None);
        }
        if given.text.eq_ignore_ascii_case("any") {
            return Ok(Test::Any);
        }
    }
    let manner = manner(&target.field, target.place);
    let test = match manner {
        Manner::Text => text(target, given),
        Manner::Counted => counted(given).map_or_else(|| text(target, given), Ok),
        Manner::Whole => counted(given).map_or_else(|| whole(target, given), Ok),
        Manner::Choice => choice(target, given, context.catalog),
        Manner::Phone => match Wanted::read(&given.text) {
            Some(wanted) if given.op == Op::Plain => Ok(Test::Phone(wanted)),
            Some(wanted) if given.op == Op::Exact => Ok(Test::Phone(wanted.alone())),
            _ => text(target, given),
        },
        Manner::Flag => flag(given),
        Manner::Number => Numbers::read(given.op, &given.text).map(Test::Numbers),
        Manner::Day => {
            let is_stamp = target.field.kind == Kind::Stamp;
            let firm = &context.catalog.date_format;
            Days::read(given.op, &given.text, context.today, firm, is_stamp).map(Test::Days)
        }
    };
    test.map_err(|fault| unfinished(fault, given, manner))
}

/// `no` may become `none`, `an` may become `any`: not wrong yet, where texts would not be taken anyway.
fn unfinished(fault: Fault, given: &Given, manner: Manner) -> Fault {
    let lower = given.text.to_ascii_lowercase();
    let is_begun = given.op == Op::Plain
        && !given.quoted
        && matches!(manner, Manner::Flag | Manner::Number | Manner::Day)
        && ["none", "any"].iter().any(|word| word.starts_with(&lower));
    if is_begun {
        Fault::incomplete(fault.expected)
    } else {
        fault
    }
}

/// The folded value; none when there is nothing to compare.
fn folded(target: &Target, given: &Given) -> Result<String, Fault> {
    let name = &target.name;
    if !matches!(given.op, Op::Plain | Op::Exact) {
        let sign = given.op.sign();
        return Err(Fault::wrong(format!(
            "a value without {sign}, because {name} has no order"
        )));
    }
    let folded = fold(&given.text);
    if folded.is_empty() {
        let expected =
            format!("letters or digits after {name}:, or none for customers without one");
        return Err(Fault::either(given.text.is_empty(), expected));
    }
    Ok(folded)
}

fn text(target: &Target, given: &Given) -> Result<Test, Fault> {
    let folded = folded(target, given)?;
    Ok(match given.op {
        Op::Exact => Test::Is(folded),
        _ => Test::Has(folded),
    })
}

fn whole(target: &Target, given: &Given) -> Result<Test, Fault> {
    folded(target, given).map(Test::Is)
}

/// A span of numbers, where a sign or `..` says that it is one.
fn counted(given: &Given) -> Option<Test> {
    let is_span = match given.op {
        Op::Plain => given.text.contains("..") && !given.quoted,
        Op::Exact => false,
        _ => true,
    };
    let numbers = is_span.then(|| Numbers::read(given.op, &given.text).ok());
    numbers.flatten().map(Test::Numbers)
}

fn choice(target: &Target, given: &Given, catalog: &Catalog) -> Result<Test, Fault> {
    let folded = folded(target, given)?;
    if target
        .place
        .is_some_and(|place| place.wires == ["countryName"])
        && let Some(test) = country(given, &folded, catalog)
    {
        return Ok(test);
    }
    if let Some(name) = named_by_code(target, given, &folded, catalog) {
        return Ok(Test::Is(fold(name)));
    }
    Ok(match given.op {
        Op::Exact => Test::Is(folded),
        _ => Test::Begins(folded),
    })
}

/// The name of the one choice that has this for its code, where no name can be meant.
fn named_by_code<'a>(
    target: &Target,
    given: &Given,
    folded: &str,
    catalog: &'a Catalog,
) -> Option<&'a str> {
    // Behind `=` stands the value itself, also one that no list has.
    if target.place.is_some() || given.op != Op::Plain {
        return None;
    }
    let list = catalog.list(target.field.list()?);
    let has_it = |code: &str| code.eq_ignore_ascii_case(given.text.trim());
    let mut coded = list
        .iter()
        .filter(|choice| choice.code.as_deref().is_some_and(has_it));
    let (found, another) = (coded.next()?, coded.next());
    let is_name = list
        .iter()
        .any(|choice| begins_word(&fold(&choice.name), folded));
    (another.is_none() && !is_name).then_some(found.name.as_str())
}

/// A country by its code. In capitals that is all that is meant; else it may be the beginning of a name as well:
/// `de` may become Denmark.
fn country(given: &Given, folded: &str, catalog: &Catalog) -> Option<Test> {
    let typed = given.text.as_str();
    let is_code = (2..=3).contains(&typed.len()) && typed.bytes().all(|b| b.is_ascii_alphabetic());
    let has_it = |code: &str| code.eq_ignore_ascii_case(typed);
    let countries = is_code.then(|| catalog.list(List::Country).iter())?;
    let found = countries
        .into_iter()
        .find(|country| country.code.as_deref().is_some_and(has_it))?;
    let is_name = given.op != Op::Exact && typed.bytes().any(|b| b.is_ascii_lowercase());
    Some(Test::Code {
        code: found.code.clone()?,
        name: fold(&found.name),
        begins: is_name.then(|| folded.to_owned()),
    })
}

fn flag(given: &Given) -> Result<Test, Fault> {
    let typed = given.text.to_ascii_lowercase();
    let begins = |words: [&str; 2]| words.iter().any(|word| word.starts_with(&typed));
    let expected = "yes or no";
    if typed.is_empty() {
        return Err(Fault::incomplete(expected));
    }
    match given.op {
        Op::Plain | Op::Exact if begins(["yes", "true"]) || typed == "1" => Ok(Test::Flag(true)),
        Op::Plain | Op::Exact if begins(["no", "false"]) || typed == "0" => Ok(Test::Flag(false)),
        _ => Err(Fault::wrong(expected)),
    }
}
