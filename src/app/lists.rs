//! Owns the way through the lists that forms offer: from a list to one of its items to what is done with it, each
//! as a list to choose from, and the line where a name is typed.
//! Must not change a list: the server does.

use super::cmd::Cmd;
use super::layer::{Item as Row, Layer, Picker, Purpose, Take};
use super::line::Line;
use super::measure;
use super::model::Model;
use super::ticket::Slot;
use super::words;
use crate::customer::CustomKind;
use crate::customer::choices::{ATTRIBUTES, Item, ListChange};
use crate::customer::text::one_line;

/// The lists by their words, with what is in them.
pub type Lists = Vec<(String, Vec<Item>)>;

/// A step further in.
#[derive(Clone, Debug, PartialEq)]
pub enum Pick {
    List(String, Vec<Item>),
    Item(Item),
    /// What can be chosen for an attribute.
    Options(Item),
    Option(Item, String),
    /// What a new attribute holds.
    Kinds,
    Ask(Ask),
    Do(ListChange),
}

/// What a name is typed for.
#[derive(Clone, Debug, PartialEq)]
pub enum Ask {
    Add {
        list: String,
        kind: Option<CustomKind>,
    },
    /// An attribute that is chosen from something needs the first of what that is.
    FirstOption {
        name: String,
        kind: CustomKind,
    },
    Rename(Item),
    AddOption(Item),
    RenameOption(Item, String),
}

/// What a new attribute may hold.
const KINDS: [(CustomKind, &str); 10] = [
    (CustomKind::Input, words::KIND_LINE),
    (CustomKind::Textarea, words::KIND_LINES),
    (CustomKind::Number, words::KIND_NUMBER),
    (CustomKind::Currency, words::KIND_MONEY),
    (CustomKind::Date, words::KIND_DATE),
    (CustomKind::Link, words::KIND_LINK),
    (CustomKind::Select, words::KIND_ONE),
    (CustomKind::Radio, words::KIND_ONE_IN_SIGHT),
    (CustomKind::MultiSelect, words::KIND_ANY),
    (CustomKind::Check, words::KIND_ANY_IN_SIGHT),
];

/// Asks for the lists as the server has them now.
pub fn begin(model: &mut Model) -> Vec<Cmd> {
    model.say(words::ASKING_FOR_LISTS);
    vec![Cmd::Lists {
        ticket: model.tickets.ask(Slot::Lists),
    }]
}

/// Shows the lists, unless the person has gone on to something else meanwhile.
pub fn show(model: &mut Model, all: &Lists) {
    if model.layers.is_empty() {
        model.notice = None;
        model.layers.push(Layer::Picker(Box::new(of_lists(all))));
    }
}

/// Shows the list that was changed as it is now.
pub fn changed(model: &mut Model, change: &ListChange, all: &Lists) -> Vec<Cmd> {
    let is_ours =
        |layer: &Layer| matches!(layer, Layer::Picker(picker) if picker.purpose == Purpose::Lists);
    model.layers.retain(|layer| !is_ours(layer));
    if model.layers.is_empty() {
        model.layers.push(Layer::Picker(Box::new(of_lists(all))));
        if let Some((word, items)) = all.iter().find(|(word, _)| word == change.list()) {
            let list = of_items(word, items);
            model.layers.push(Layer::Picker(Box::new(list)));
        }
    }
    model.say(said(change));
    vec![Cmd::Catalog {
        ticket: model.tickets.ask(Slot::Catalog),
    }]
}

/// Goes a step further in, over the list that it was chosen from.
pub fn choose(model: &mut Model, pick: Pick) -> Vec<Cmd> {
    let picker = match pick {
        Pick::List(word, items) => of_items(&word, &items),
        Pick::Item(item) => of_item(&item),
        Pick::Options(item) => of_options(&item),
        Pick::Option(item, option) => of_option(&item, &option),
        Pick::Kinds => of_kinds(),
        Pick::Ask(ask) => {
            let picker = of_name(&ask);
            model.naming = Some(ask);
            picker
        }
        Pick::Do(change) => return send(model, change),
    };
    model.layers.push(Layer::Picker(Box::new(picker)));
    Vec::new()
}

/// Takes the name that was typed. The line stays until the server has answered.
pub fn named(model: &mut Model, name: &str) -> Vec<Cmd> {
    let name = name.to_owned();
    let change = match model.naming.clone() {
        None => return Vec::new(),
        Some(Ask::Add {
            kind: Some(kind), ..
        }) if is_chosen(kind) => {
            return choose(model, Pick::Ask(Ask::FirstOption { name, kind }));
        }
        Some(Ask::Add { list, kind }) => ListChange::Add {
            list,
            name,
            kind: kind.map(|kind| kind.wire().to_owned()),
            options: Vec::new(),
        },
        Some(Ask::FirstOption {
            name: attribute,
            kind,
        }) => ListChange::Add {
            list: ATTRIBUTES.to_owned(),
            name: attribute,
            kind: Some(kind.wire().to_owned()),
            options: vec![name],
        },
        Some(Ask::Rename(item)) => ListChange::Rename {
            item: id(&item),
            list: item.list,
            name,
        },
        Some(Ask::AddOption(item)) => ListChange::AddOption {
            item: id(&item),
            name,
        },
        Some(Ask::RenameOption(item, option)) => ListChange::RenameOption {
            item: id(&item),
            option,
            name,
        },
    };
    send(model, change)
}

fn send(model: &mut Model, change: ListChange) -> Vec<Cmd> {
    model.say(words::ASKING_TO_CHANGE);
    vec![Cmd::ChangeList {
        ticket: model.tickets.ask(Slot::ChangeList),
        change,
    }]
}

fn is_chosen(kind: CustomKind) -> bool {
    matches!(
        kind,
        CustomKind::Select | CustomKind::Radio | CustomKind::Check | CustomKind::MultiSelect
    )
}

/// What the server knows an item by: two may be named alike but for their spelling.
fn id(item: &Item) -> String {
    match item.id.as_str() {
        Some(id) => id.to_owned(),
        None => item.id.to_string(),
    }
}

fn of_lists(all: &Lists) -> Picker {
    let rows = all.iter().map(|(word, items)| {
        let on = items.iter().filter(|item| item.on).count();
        let pick = Pick::List(word.clone(), items.clone());
        row(word, words::offered(on), pick)
    });
    picker(words::LISTS.to_owned(), rows.collect())
}

fn of_items(word: &str, items: &[Item]) -> Picker {
    let add = match word {
        ATTRIBUTES => Pick::Kinds,
        list => Pick::Ask(Ask::Add {
            list: list.to_owned(),
            kind: None,
        }),
    };
    let mut rows = vec![row(words::NEW_ITEM, String::new(), add)];
    rows.extend(items.iter().map(|item| {
        let note = match (item.on, item.options.len()) {
            (false, _) => words::NOT_OFFERED.to_owned(),
            (true, 0) => String::new(),
            (true, _) => item.options.join(", "),
        };
        row(&item.name, note, Pick::Item(item.clone()))
    }));
    picker(word.to_owned(), rows)
}

fn of_item(item: &Item) -> Picker {
    let mut rows = vec![row(
        words::RENAME_ITEM,
        words::RENAME_KEEPS.to_owned(),
        Pick::Ask(Ask::Rename(item.clone())),
    )];
    if !item.options.is_empty() {
        let note = item.options.join(", ");
        rows.push(row(words::OPTIONS, note, Pick::Options(item.clone())));
    }
    let (name, note) = match item.on {
        true => (words::OFFER_NO_LONGER, words::OFFER_NO_LONGER_KEEPS),
        false => (words::OFFER_AGAIN, ""),
    };
    let switch = ListChange::Switch {
        list: item.list.clone(),
        item: id(item),
        on: !item.on,
    };
    rows.push(row(name, note.to_owned(), Pick::Do(switch)));
    picker(item.name.clone(), rows)
}

fn of_options(item: &Item) -> Picker {
    let add = Pick::Ask(Ask::AddOption(item.clone()));
    let mut rows = vec![row(words::NEW_ITEM, String::new(), add)];
    rows.extend(item.options.iter().map(|option| {
        let pick = Pick::Option(item.clone(), option.clone());
        row(option, String::new(), pick)
    }));
    picker(item.name.clone(), rows)
}

fn of_option(item: &Item, option: &str) -> Picker {
    let rename = Pick::Ask(Ask::RenameOption(item.clone(), option.to_owned()));
    let remove = Pick::Do(ListChange::RemoveOption {
        item: id(item),
        option: option.to_owned(),
    });
    let rows = vec![
        row(words::RENAME_ITEM, words::RENAME_KEEPS.to_owned(), rename),
        row(
            words::OFFER_NO_LONGER,
            words::OFFER_NO_LONGER_KEEPS.to_owned(),
            remove,
        ),
    ];
    picker(format!("{}: {option}", item.name), rows)
}

fn of_kinds() -> Picker {
    let rows = KINDS.map(|(kind, name)| {
        let ask = Ask::Add {
            list: ATTRIBUTES.to_owned(),
            kind: Some(kind),
        };
        row(name, kind.wire().to_owned(), Pick::Ask(ask))
    });
    picker(words::KINDS.to_owned(), rows.into())
}

fn of_name(ask: &Ask) -> Picker {
    let (title, before) = match ask {
        Ask::Add { list, .. } => (words::new_in(list), ""),
        Ask::FirstOption { name, .. } => (words::first_option_of(name), ""),
        Ask::Rename(item) => (words::new_name_for(&item.name), item.name.as_str()),
        Ask::AddOption(item) => (words::next_option_of(&item.name), ""),
        Ask::RenameOption(_, option) => (words::new_name_for(option), option.as_str()),
    };
    Picker {
        line: Line::new(before),
        free: true,
        added: None,
        ..picker(title, Vec::new())
    }
}

fn row(name: &str, note: String, pick: Pick) -> Row {
    Row {
        name: one_line(name),
        note: measure::cut(&one_line(&note), NOTE),
        current: false,
        take: Take::Lists(pick),
    }
}

/// What is said beside a name leaves room for it.
const NOTE: usize = 30;

fn picker(title: String, items: Vec<Row>) -> Picker {
    Picker {
        title: one_line(&title),
        purpose: Purpose::Lists,
        line: Line::default(),
        items,
        cursor: 0,
        top: 0,
        free: false,
        added: None,
    }
}

/// What the server has done.
fn said(change: &ListChange) -> String {
    match change {
        ListChange::Add { list, name, .. } => words::is_in_list(name, list),
        ListChange::Rename { name, .. } | ListChange::RenameOption { name, .. } => {
            words::is_called(name)
        }
        ListChange::Switch { on: true, .. } => words::IS_OFFERED_AGAIN.to_owned(),
        ListChange::Switch { .. } | ListChange::RemoveOption { .. } => {
            words::IS_OFFERED_NO_LONGER.to_owned()
        }
        ListChange::AddOption { name, .. } => words::can_be_chosen(name),
    }
}
