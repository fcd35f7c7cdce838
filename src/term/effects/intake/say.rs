//! Owns turning what the import knows into what the screen shows, and what a person said into what the import takes.
//! Must not read the file.

use crate::app::intake::{Column, Counts, ID_COLUMN, Looked, RowView, Said, Unknown, Weighed};
use crate::app::told;
use crate::app::words::failing;
use crate::customer::field::{Field, Group, Kind};
use crate::customer::text::one_line;
use crate::customer::{Catalog, Customer, Fields, blank, show};
use crate::workspace::Workspace;
use crate::workspace::export::FileFormat;
use crate::workspace::export::target::{Target, spread_over};
use crate::workspace::import::judge::{Judged, Outcome};
use crate::workspace::import::keys::Key;
use crate::workspace::import::mapping::Slot;
use crate::workspace::import::{Import, ImportError, Told, Verdict, sniff};

/// Of each list, so many elements can have columns of their own.
const SPREAD: usize = 3;

pub fn told(said: &Said) -> Result<Told, String> {
    let encoding = match &said.encoding {
        None => None,
        Some(name) => Some(
            encoding_rs::Encoding::for_label(name.as_bytes())
                .ok_or_else(|| failing::no_encoding(name))?,
        ),
    };
    Ok(Told {
        shape: sniff::Told {
            encoding,
            delimiter: said.delimiter.and_then(|sign| u8::try_from(sign).ok()),
            ..sniff::Told::default()
        },
        columns: said.columns.clone(),
        values: said.values.clone(),
        keys: said.keys.clone(),
        days: said.days.clone(),
        all_new: said.all_new,
        again: said.all_new,
        ..Told::default()
    })
}

pub fn looked(import: &Import) -> Looked {
    let fields = import.fields();
    let columns = import.columns.iter().enumerate();
    let name = import.path().file_name().unwrap_or_default();
    Looked {
        name: one_line(&name.to_string_lossy()),
        shape: import.shape.sentence(),
        is_csv: import.shape.format == FileFormat::Csv,
        rows: import.rows,
        columns: columns.map(|(at, name)| column(import, at, name)).collect(),
        trouble: import.trouble.clone(),
        remembered: import.mapping.remembered,
        fields: offered(fields),
    }
}

fn column(import: &Import, at: usize, name: &str) -> Column {
    let fields = import.fields();
    let (field, says, is_key) = match import.slot(at) {
        Some(Slot::Into(target)) => (target.name(fields), target.label(), is_key(import, target)),
        Some(Slot::Left(why)) => (String::new(), why.sentence().to_owned(), false),
        None => (String::new(), String::new(), false),
    };
    let days = import.days.get(&at);
    Column {
        name: name.to_owned(),
        field,
        says: one_line(&says),
        samples: import.samples.get(at).cloned().unwrap_or_default(),
        days: days.map(|days| days.format.pattern().to_owned()),
        or: days.and_then(|days| days.or.as_ref().map(ToString::to_string)),
        is_key,
    }
}

fn is_key(import: &Import, target: &Target) -> bool {
    match (&import.key, target) {
        (Key::Id, Target::Id) => true,
        (Key::Fields(keys), target) => {
            let wire = target.field().map(|field| &field.wire);
            keys.iter().any(|key| Some(&key.wire) == wire)
        }
        _ => false,
    }
}

/// The fields that a column can go into: name, and as people read it.
fn offered(fields: &Fields) -> Vec<(String, String)> {
    let mut all = vec![(ID_COLUMN.to_owned(), Target::Id.label())];
    for field in fields.iter().filter(|field| field.edit) {
        let whole = Target::Field(Box::new(field.clone()));
        all.push((whole.name(fields), one_line(&whole.label())));
        if let Kind::Group(group @ (Group::Addresses | Group::Phones | Group::Emails)) = field.kind
        {
            let members = spread_over(field, group, SPREAD, false);
            all.extend(
                members
                    .iter()
                    .map(|target| (target.name(fields), one_line(&target.label()))),
            );
        }
    }
    all
}

/// What a person must say before it can be done, and whether changing those customers is an answer.
pub async fn asks(
    workspace: &Workspace,
    import: &Import,
    verdict: &Verdict,
) -> Result<Option<(String, bool)>, ImportError> {
    if import.must_be_told(verdict) && verdict.known_ids == 0 {
        return Ok(Some((failing::rows_in_trash(verdict.trashed_ids), false)));
    }
    if import.must_be_told(verdict) && import.key == Key::None {
        return Ok(Some((failing::rows_with_ids(verdict.known_ids), true)));
    }
    let Some(before) = import.before().await?.filter(|_| !import.may_come_again()) else {
        return Ok(None);
    };
    if !workspace.has_effect(&before.set).await? {
        return Ok(None);
    }
    let when = told::when(&before.at);
    Ok(Some((failing::imported_before(when), false)))
}

pub fn weighed(import: &Import, verdict: &Verdict, asks: Option<(String, bool)>) -> Weighed {
    let counts = verdict.counts;
    let can_change = asks.as_ref().is_some_and(|(_, can)| *can);
    Weighed {
        counts: Counts {
            new: counts.new,
            changed: counts.changed,
            same: counts.same,
            broken: counts.broken,
        },
        unknown: verdict
            .unknown
            .iter()
            .map(|one| {
                let target = Target::find(&one.field, import.fields());
                Unknown {
                    field: one.field.clone(),
                    label: target
                        .as_ref()
                        .map_or_else(|| one.field.clone(), Target::label),
                    value: one.value.clone(),
                    rows: one.rows,
                    offers: target.map_or(Vec::new(), |target| offers(&target, import.catalog())),
                }
            })
            .collect(),
        asks: asks.map(|(text, _)| text),
        can_change,
    }
}

/// The names of the list that a value must be in.
fn offers(target: &Target, catalog: &Catalog) -> Vec<String> {
    let list = match target {
        Target::Member { member, .. } => match member.kind {
            Kind::Choice(list) => Some(list),
            _ => None,
        },
        target => target.field().and_then(Field::list),
    };
    let choices = list.map_or(&[][..], |list| catalog.list(list));
    let choices = choices.iter().filter(|choice| choice.enabled);
    let custom = target.field().and_then(|field| field.custom.as_ref());
    let options = custom.map_or(&[][..], |custom| &custom.options);
    choices
        .map(|choice| one_line(&choice.name))
        .chain(options.iter().map(|option| one_line(&option.name)))
        .collect()
}

pub fn row(judged: &Judged, import: &Import) -> RowView {
    let fields = import.fields();
    let mut view = RowView {
        line: judged.line,
        ..RowView::default()
    };
    match &judged.outcome {
        Outcome::New(record) => {
            view.name = one_line(record.name());
            view.fields = says(record, import);
        }
        Outcome::Changed { name, changes, .. } => {
            view.name = one_line(name);
            let one = |change: &crate::customer::Change| {
                let (from, to) = told::sides(change, fields);
                (told::label(&change.field, fields), from, to)
            };
            view.fields = changes.iter().map(one).collect();
        }
        Outcome::Same(_) => {}
        Outcome::Broken(troubles) => {
            let reasons = troubles.iter().map(|trouble| one_line(&trouble.reason));
            view.reasons = reasons.collect();
        }
    }
    view
}

/// What a new customer says beyond what every new one does.
fn says(record: &Customer, import: &Import) -> Vec<(String, String, String)> {
    let blank = blank::blank(import.catalog());
    let fields = import.fields().iter().filter(|field| field.edit);
    let said = fields.filter_map(|field| {
        let text = one_line(&show::line(record, field));
        let is_dull = text.is_empty() || text == one_line(&show::line(&blank, field));
        (!is_dull).then(|| (one_line(&field.label), String::new(), text))
    });
    said.collect()
}
