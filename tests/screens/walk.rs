//! Pictures of bulk work: likely twins beside a form, the walk through duplicates, merging, importing a file, and
//! editing many.

use std::sync::Arc;
use std::time::Duration;

use rolo::app::Model;
use rolo::app::bulk::Edited;
use rolo::app::cmd::Cmd;
use rolo::app::intake::{
    Column, Counts, FileName, Going, Looked, RowKind, RowView, Taken, Unknown, Weighed,
};
use rolo::app::likeness::{Likeness, Pair, Twin};
use rolo::app::msg::{Failure, Msg, Outcome};
use rolo::app::ticket::{Slot, Ticket};
use rolo::customer::Customer;
use rolo::customer::bulk;
use rolo::customer::note::Note;
use rolo::customer::unite::Kin;
use rolo::customer::unite::kin::NoteOf;

use super::sample::{customers, model, press, tell};
use super::{SIZES, draw};

fn like(percent: u8, reasons: &[&str]) -> Likeness {
    Likeness {
        percent,
        reasons: reasons.iter().map(|reason| (*reason).to_owned()).collect(),
        hint: false,
    }
}

fn record(at: usize) -> Arc<Customer> {
    Arc::clone(&customers()[at])
}

fn id(at: usize) -> i64 {
    record(at).id().unwrap()
}

/// What the world answers to the questions of these screens.
pub fn answer(cmd: &Cmd) -> Option<(Ticket, Outcome)> {
    Some(match cmd {
        Cmd::Twins { ticket, .. } => {
            let twin = |at, like| Twin {
                record: record(at),
                like,
            };
            let all = vec![
                twin(
                    0,
                    like(
                        93,
                        &["name alike", "same phone …536190", "same town Wolfsburg"],
                    ),
                ),
                twin(1, like(41, &["name alike", "but other countries"])),
            ];
            (*ticket, Outcome::Twins(all))
        }
        Cmd::Kin { ticket, ids } => {
            let of = ids.last().copied().unwrap_or_default();
            let note = |text: &str| NoteOf {
                of,
                note: Note {
                    text: text.to_owned(),
                    who: "ann".to_owned(),
                    at: "2026-01-02 03:04:05".to_owned(),
                },
                request: text.to_owned(),
            };
            let kin = Kin {
                notes: vec![note("called"), note("called again")],
                children: Vec::new(),
                unread: Vec::new(),
            };
            (*ticket, Outcome::Kin(Box::new(kin)))
        }
        Cmd::Duplicates { ticket } => {
            let pair = |a, b, like| Pair {
                ids: (id(a), id(b)),
                like,
            };
            let all = vec![
                pair(
                    0,
                    1,
                    like(
                        97,
                        &["same phone …536190", "name alike", "same town Wolfsburg"],
                    ),
                ),
                pair(1, 2, like(58, &["name alike"])),
            ];
            (*ticket, Outcome::Duplicates(all))
        }
        Cmd::Files { ticket, .. } => (*ticket, Outcome::Files(files())),
        Cmd::Look { ticket, .. } => (*ticket, Outcome::Looked(Box::new(looked()))),
        Cmd::Judge { ticket } => (*ticket, Outcome::Weighed(Box::new(weighed()))),
        Cmd::JudgedRows {
            ticket,
            kind,
            from,
            count,
        } => {
            let rows = (*from..from + count).map(|at| row(*kind, at)).collect();
            (*ticket, Outcome::JudgedRows { from: *from, rows })
        }
        Cmd::TakeIn { ticket } => (
            *ticket,
            Outcome::Going(Going {
                done: 31_250,
                of: 50_000,
                left: Some(Duration::from_secs(21)),
            }),
        ),
        Cmd::PlanBulk { ticket, ids, .. } => {
            let counts = bulk::Counts {
                changed: ids.len() - 1,
                same: 1,
                refused: 0,
            };
            (*ticket, Outcome::Planned(counts))
        }
        Cmd::EditMany { ticket } => (
            *ticket,
            Outcome::Editing(Going {
                done: 2,
                of: 4,
                left: None,
            }),
        ),
        _ => return None,
    })
}

fn files() -> Vec<FileName> {
    let file = |name: &str, note: &str| FileName {
        path: format!("~/lists/{name}"),
        name: name.trim_end_matches('/').to_owned(),
        is_folder: name.ends_with('/'),
        note: note.to_owned(),
    };
    vec![
        file("2025/", ""),
        file("customers.csv", "312 kB"),
        file("contacts.vcf", "48 kB"),
        file("東京の顧客.jsonl", "1 MB"),
    ]
}

fn looked() -> Looked {
    let column = |name: &str, field: &str, says: &str, samples: &[&str]| Column {
        name: name.to_owned(),
        field: field.to_owned(),
        says: says.to_owned(),
        samples: samples.iter().map(|text| (*text).to_owned()).collect(),
        ..Column::default()
    };
    let mut columns = vec![
        column(
            "Firma",
            "customerName",
            "Name",
            &["Müller & Söhne GmbH", "東京電力", "Acme"],
        ),
        column(
            "Kundennummer",
            "customerNumber",
            "Number",
            &["K-1", "K-2", "K-3"],
        ),
        column(
            "Ort",
            "addresses/1/city",
            "Address 1: City",
            &["Ulm", "東京", "Bonn"],
        ),
        column(
            "Seit",
            "followUpDate",
            "Follow-up date",
            &["01.02.2025", "03.04.2025"],
        ),
        column(
            "Bemerkung intern",
            "",
            "no field has this name",
            &["fragt nach Rabatt"],
        ),
    ];
    columns[1].is_key = true;
    columns[3].days = Some("dd.MM.yyyy".to_owned());
    columns[3].or = Some("MM.dd.yyyy".to_owned());
    Looked {
        name: "customers.csv".to_owned(),
        shape: "CSV, windows-1252, “;” between cells".to_owned(),
        is_csv: true,
        rows: 50_000,
        columns,
        trouble: None,
        remembered: 0,
        fields: [
            ("customerName", "Name"),
            ("customerNumber", "Number"),
            ("website", "Website"),
        ]
        .map(|(name, label)| (name.to_owned(), label.to_owned()))
        .to_vec(),
    }
}

fn weighed() -> Weighed {
    let unknown = |value: &str, rows| Unknown {
        field: "status".to_owned(),
        label: "Status".to_owned(),
        value: value.to_owned(),
        rows,
        offers: vec!["Active".to_owned(), "Prospect".to_owned()],
    };
    Weighed {
        counts: Counts {
            new: 963,
            changed: 120,
            same: 48_880,
            broken: 37,
        },
        unknown: vec![unknown("Aktiv", 21), unknown("Interessent", 1)],
        asks: None,
        can_change: false,
    }
}

fn row(kind: RowKind, at: usize) -> RowView {
    let line = at as u64 * 7 + 2;
    let field =
        |label: &str, from: &str, to: &str| (label.to_owned(), from.to_owned(), to.to_owned());
    match kind {
        RowKind::Broken => RowView {
            line,
            reasons: vec![
                "Name: is needed".to_owned(),
                "Annual revenue: “viel” is no number".to_owned(),
            ],
            ..RowView::default()
        },
        RowKind::New => RowView {
            line,
            name: format!("Müller {at} GmbH"),
            fields: vec![
                field("Name", "", &format!("Müller {at} GmbH")),
                field("Addresses", "", "Ulm, Germany"),
            ],
            reasons: Vec::new(),
        },
        RowKind::Changed => RowView {
            line,
            name: format!("東京電力 {at}"),
            fields: vec![
                field("Payment term", "Net 30", "Net 60"),
                field("Website", "old.example", ""),
                field("Skype", "", "tepco"),
            ],
            reasons: Vec::new(),
        },
    }
}

/// Every screen by name, and the keys that lead to it from the list.
const SCREENS: [(&str, &str); 18] = [
    ("twins", "n \"Volksw"),
    ("twins-list", "n \"Volksw F3 j"),
    ("pairs", "w"),
    ("pairs-end", "w n s"),
    ("merge", "Space Space m j →"),
    ("merge-losses", "Space Space m L"),
    ("import-path", "i ↓ ↓"),
    ("import-columns", "i ↓ ↓ Enter ↓ ↓ ↓"),
    ("import-field", "i ↓ ↓ Enter Enter"),
    ("import-values", "i ↓ ↓ Enter r"),
    ("import-changed", "i ↓ ↓ Enter r Tab Tab j"),
    ("import-broken", "i ↓ ↓ Enter r S-Tab j"),
    ("import-going", "i ↓ ↓ Enter r i"),
    ("import-behind", "i ↓ ↓ Enter r i Esc j"),
    ("import-second", "i ↓ ↓ Enter r i Esc b"),
    ("bulk", "b"),
    (
        "bulk-preview",
        "Space Space Space b Enter \"webs Enter Tab \"www.example",
    ),
    (
        "bulk-going",
        "b Enter \"webs Enter Enter \"clear Enter ctrl-s",
    ),
];

fn at(keys: &str, width: u16, height: u16) -> Model {
    let mut model = model(width, height);
    press(&mut model, keys);
    model
}

fn pictures(name: &str, of: impl Fn(u16, u16) -> Model) {
    for (width, height) in SIZES {
        let model = of(width, height);
        let drawn = draw(&model, width, height);
        insta::assert_snapshot!(format!("{name}-{width}x{height}"), drawn);
    }
}

#[test]
fn bulk_work_at_the_three_sizes() {
    for (name, keys) in SCREENS {
        pictures(name, |width, height| at(keys, width, height));
    }
}

/// Tells what a question that is under way has come to.
fn told(model: &mut Model, slot: Slot, outcome: Outcome) {
    let ticket = model.tickets.ask(slot);
    tell(model, Msg::Done { ticket, outcome });
}

pub fn imported(width: u16, height: u16) -> Model {
    let mut model = at("i ↓ ↓ Enter r i", width, height);
    let taken = Taken {
        set: Some("s".to_owned()),
        done: 1_080,
        waiting: 0,
        asks: 3,
        dropped: 0,
        broken: 37,
        rejects: Some("/home/ada/lists/customers.rejected.csv".to_owned()),
        reasons: vec![("somebody changed the same fields".to_owned(), 3)],
    };
    told(&mut model, Slot::TakeIn, Outcome::TakenIn(Box::new(taken)));
    model
}

pub fn edited(width: u16, height: u16) -> Model {
    let mut model = at(
        "b Enter \"webs Enter Enter \"clear Enter ctrl-s",
        width,
        height,
    );
    let edited = Edited {
        set: "s".to_owned(),
        done: 3,
        waiting: 0,
        asks: 1,
        dropped: 0,
        failed: vec![(id(1), "somebody changed the same field".to_owned())],
    };
    told(
        &mut model,
        Slot::EditMany,
        Outcome::EditedMany(Box::new(edited)),
    );
    model
}

/// A path that leads to no file that can be read.
pub fn refused(width: u16, height: u16) -> Model {
    let mut model = at("i \"lists/x.csv", width, height);
    told(&mut model, Slot::Files, Outcome::Files(Vec::new()));
    let text = "There is no file /home/ada/lists/x.csv; what is typed here is a path on the machine that rolo runs on";
    let failure = Failure {
        text: text.to_owned(),
    };
    told(&mut model, Slot::Look, Outcome::Failed(failure));
    model
}

/// A pair with more reasons than fit beside its score.
pub fn reasons(width: u16, height: u16) -> Model {
    let mut model = at("w", width, height);
    let why = [
        "same phone …536190",
        "same website volkswagen.example",
        "name alike",
        "same street and number",
        "same town Wolfsburg",
        "same tax number",
    ];
    let pair = Pair {
        ids: (id(0), id(1)),
        like: like(97, &why),
    };
    told(
        &mut model,
        Slot::Duplicates,
        Outcome::Duplicates(vec![pair]),
    );
    let rows = vec![record(0), record(1)];
    told(&mut model, Slot::PairRows, Outcome::Rows(rows));
    model
}

#[test]
fn what_does_not_fit_can_be_read_all_the_same() {
    pictures("import-refused", refused);
    pictures("pairs-reasons", reasons);
}

#[test]
fn what_became_of_it_and_how_to_take_it_back() {
    pictures("import-done", imported);
    pictures("bulk-done", edited);
}

#[test]
fn comparing_says_how_far_it_is_and_nothing_to_find_says_so() {
    let mut model = at("w", 80, 12);
    let all = Vec::new();
    told(&mut model, Slot::Duplicates, Outcome::Duplicates(all));
    assert!(draw(&model, 80, 12).contains("No two customers here are likely one."));
    press(&mut model, "Esc");
    press(&mut model, "w");
    let drawn = draw(&comparing(), 80, 12);
    assert!(
        drawn.contains("Comparing: 12,000 of 400,000 customers"),
        "{drawn}"
    );
    assert!(drawn.contains("Esc close"), "{drawn}");
}

/// A walk whose pairs are still being looked for.
fn comparing() -> Model {
    let mut model = model(80, 12);
    let pairs = rolo::app::pairs::Pairs::default();
    model
        .layers
        .push(rolo::app::layer::Layer::Pairs(Box::new(pairs)));
    let outcome = Outcome::Comparing {
        done: 12_000,
        of: 400_000,
    };
    told(&mut model, Slot::Duplicates, outcome);
    model
}

#[test]
fn a_file_whose_columns_make_no_customer_says_what_is_missing() {
    let mut model = at("i ↓ ↓ Enter", 80, 24);
    let looked = Looked {
        trouble: Some("no column is taken for the customer's name".to_owned()),
        ..looked()
    };
    told(&mut model, Slot::Look, Outcome::Looked(Box::new(looked)));
    let drawn = draw(&model, 80, 24);
    assert!(
        drawn.contains("✗ no column is taken for the customer's name"),
        "{drawn}"
    );
    assert!(!drawn.contains("what it would do"), "{drawn}");
}

/// Every screen of bulk work, for those who try all sizes.
pub fn all() -> Vec<Model> {
    let mut models: Vec<Model> = SCREENS.iter().map(|(_, keys)| at(keys, 80, 24)).collect();
    models.extend([imported(80, 24), edited(80, 24), comparing()]);
    models.extend([refused(80, 24), reasons(80, 24)]);
    models
}
