//! Pictures of what becomes of changes: the outbox, what was done, a customer's history, the trash, fields that two
//! people changed, a form whose customer moves meanwhile, and the first fill.

use std::sync::Arc;

use rolo::app::Model;
use rolo::app::cmd::Cmd;
use rolo::app::layer::Layer;
use rolo::app::msg::{Msg, Outcome, Sync};
use rolo::app::ticket::Slot;
use rolo::customer::changeset::{Action, ChangeSet, Entry, Past, Standing, Step, Trashed};
use rolo::customer::merge::Conflict;
use rolo::customer::{Change, Customer, Part};
use serde_json::{Value, json};

use super::sample::{customers, model, press, tell};
use super::{SIZES, draw};

fn part(value: Value) -> Part {
    value.as_object().cloned().unwrap()
}

fn change(field: &str, from: Value, to: Value) -> Change {
    Change {
        field: field.to_owned(),
        from: part(json!({ field: from })),
        to: part(json!({ field: to })),
    }
}

fn entry(id: &str, action: Action, steps: Vec<Step>, standing: Vec<Standing>) -> Entry {
    let set = ChangeSet {
        id: id.to_owned(),
        at: format!("2026-01-0{}T09:4{}:00+01:00", id.len(), id.len()),
        who: "Ada Byron".to_owned(),
        action,
        steps,
        more: 0,
        undoes: None,
        deed: None,
    };
    Entry {
        tries: 3,
        next_try: Some("2026-01-05T09:47:12+01:00".to_owned()),
        ..Entry::whole(set, standing)
    }
}

fn edit(id: i64, name: &str, changes: Vec<Change>) -> Step {
    Step::Edit {
        id,
        name: name.to_owned(),
        changes,
    }
}

fn clash(field: &str, base: &str, mine: &str, theirs: &str) -> Conflict {
    Conflict {
        field: field.to_owned(),
        base: part(json!({ field: base })),
        mine: part(json!({ field: mine })),
        theirs: part(json!({ field: theirs })),
    }
}

/// Somebody else has changed two of three fields that were saved here.
pub fn in_conflict() -> Entry {
    let conflicts = vec![
        clash("statusName", "Active", "Prospect", "Dormant"),
        clash(
            "description",
            "Makes cars.",
            "Makes cars. Fleet desk moved to Hanover; ask for Ms Weber there.",
            "Makes cars. Called twice in May; nobody there before ten.",
        ),
    ];
    let current = Box::new(Customer::clone(&customers()[0]));
    let changes = vec![
        change("statusName", json!("Active"), json!("Prospect")),
        change(
            "description",
            json!("Makes cars."),
            conflicts[1].mine["description"].clone(),
        ),
        change(
            "website",
            json!("www.volkswagen.de"),
            json!("www.vw.example"),
        ),
    ];
    entry(
        "aaaa",
        Action::Edit,
        vec![edit(1, "Volkswagen AG", changes)],
        vec![Standing::Conflict { current, conflicts }],
    )
}

fn sets() -> Vec<Entry> {
    let waits = Standing::Waiting {
        why: Some("the server cannot be reached (no route to host)".to_owned()),
    };
    let refused = Standing::refused("customerName is longer than 200 characters");
    let unknown = Standing::Unknown {
        why: "no answer came in time".to_owned(),
        asks: true,
    };
    let deletes = ["Odd & Sons", "Family Foods"];
    let deletes = deletes.map(|name| Step::Delete {
        id: 4,
        name: name.to_owned(),
    });
    let made = Step::Create {
        record: Customer::from_value(
            json!({"customerName": "Zeta Works", "website": "zeta.example"}),
        )
        .unwrap(),
        request_id: String::new(),
    };
    let phone = change("skypeName", json!("nec"), json!("nec.tokyo"));
    vec![
        in_conflict(),
        entry(
            "bbbbb",
            Action::Edit,
            vec![edit(2, "日本電気株式会社", vec![phone])],
            vec![waits.clone()],
        ),
        entry(
            "cccccc",
            Action::Edit,
            vec![edit(
                3,
                "Société Générale d’Électricité",
                vec![change("website", json!(null), json!("sg.example"))],
            )],
            vec![refused],
        ),
        entry("ddddddd", Action::Create, vec![made], vec![unknown]),
        entry(
            "eeeeeeee",
            Action::Delete,
            deletes.to_vec(),
            vec![Standing::Sending, waits],
        ),
    ]
}

fn past() -> Vec<Past> {
    let line = |at: &str, who: &str, field: &str, was: Value, now: Value| Past {
        at: at.to_owned(),
        who: who.to_owned(),
        action: "update".to_owned(),
        field: Some(field.to_owned()),
        was: Some(was.to_string()),
        now: Some(now.to_string()),
    };
    let made = Past {
        field: None,
        was: None,
        now: None,
        action: "create".to_owned(),
        ..line("2024-03-01 10:00:00", "max", "x", json!(1), json!(1))
    };
    vec![
        line(
            "2026-01-05 09:12:44",
            "anna",
            "website",
            json!("volkswagen.de"),
            json!("www.volkswagen.de"),
        ),
        line(
            "2026-01-04 17:03:01",
            "Ada Byron",
            "statusName",
            json!("Prospect"),
            json!("Active"),
        ),
        line(
            "2026-01-04 17:03:01",
            "Ada Byron",
            "statusId",
            json!(10002),
            json!(10000),
        ),
        line(
            "2025-11-30 08:00:00",
            "max",
            "annualRevenue",
            json!(null),
            json!(322284000000_i64),
        ),
        line(
            "2025-11-30 08:00:00",
            "max",
            "phoneNumbers",
            json!([]),
            json!([{"phoneType": "Business", "phoneNumber": "+49 5361 9-0"}]),
        ),
        made,
    ]
}

fn trashed() -> Vec<Trashed> {
    let one = |nth: usize, who: &str, at: &str| Trashed {
        record: Customer::clone(&customers()[nth]),
        who: who.to_owned(),
        at: at.to_owned(),
    };
    vec![
        one(3, "anna", "2026-01-05 08:59:00"),
        one(2, "Ada Byron", "2026-01-04 17:10:00"),
        one(4, "max", "2025-12-24 12:00:00"),
    ]
}

/// What the outside world answers about changes.
pub fn answer(cmd: &Cmd) -> Option<(rolo::app::ticket::Ticket, Outcome)> {
    Some(match cmd {
        Cmd::History { ticket, .. } => (
            *ticket,
            Outcome::History {
                past: past(),
                unread: None,
                asking: false,
            },
        ),
        Cmd::Trash { ticket } => (
            *ticket,
            Outcome::Trash {
                all: trashed(),
                unread: None,
                asking: false,
            },
        ),
        Cmd::Log { ticket } => {
            let mut log = sets();
            for (nth, entry) in log.iter_mut().enumerate() {
                if nth > 1 {
                    let done = |_: &Standing| Standing::Done { id: 1, note: None };
                    let standing = entry.standing.iter().map(done).collect();
                    let (tries, next_try) = (entry.tries, entry.next_try.clone());
                    *entry = Entry {
                        tries,
                        next_try,
                        ..Entry::whole(entry.set.clone(), standing)
                    };
                }
            }
            log[3].undone_by = Some("x".to_owned());
            (*ticket, Outcome::Log(log))
        }
        _ => return None,
    })
}

/// A model that knows of changes that wait.
fn waiting(width: u16, height: u16) -> Model {
    waiting_for(sets(), width, height)
}

fn waiting_for(entries: Vec<Entry>, width: u16, height: u16) -> Model {
    let mut model = model(width, height);
    model.today = jiff::civil::date(2026, 1, 5);
    let ticket = model.tickets.ask(Slot::Outbox);
    let outcome = Outcome::Outbox {
        rest: Vec::new(),
        entries,
        calls: 17,
        own: None,
    };
    model.place.local = false;
    tell(&mut model, Msg::Done { ticket, outcome });
    model
}

/// The conflict layer, its first field decided.
pub fn conflicted(width: u16, height: u16) -> Model {
    let mut model = waiting(width, height);
    if width < 100 {
        press(&mut model, "o c t");
    } else {
        press(&mut model, "o c t b");
    }
    model
}

const SCREENS: [(&str, &str); 7] = [
    ("pending", "j"),
    ("outbox", "o"),
    ("outbox-set", "o Enter"),
    ("log", "H j"),
    ("history", "h j"),
    ("trash", "t Tab"),
    ("trash-search", "t \"foo"),
];

fn pictures(name: &str, drawn: impl Fn(u16, u16) -> Model) {
    for (width, height) in SIZES {
        let model = drawn(width, height);
        insta::assert_snapshot!(
            format!("{name}-{width}x{height}"),
            draw(&model, width, height)
        );
    }
}

#[test]
fn every_screen_of_changes_at_the_three_sizes() {
    for (screen, keys) in SCREENS {
        pictures(screen, |width, height| {
            let mut model = waiting(width, height);
            press(&mut model, keys);
            model
        });
    }
}

#[test]
fn two_people_changed_the_same_fields() {
    pictures("conflict", conflicted);
    pictures("conflict-by-hand", |width, height| {
        let mut model = conflicted(width, height);
        press(&mut model, "j e \"x");
        model
    });
}

#[test]
fn a_note_that_waits_stands_among_the_notes() {
    let why = Some("the server cannot be reached (no route to host)".to_owned());
    let note = Step::Note {
        id: 1,
        name: "Volkswagen AG".to_owned(),
        text: "Called back: the fleet desk wants an offer by Friday.\nAsk for Ms Weber.".to_owned(),
        request: String::new(),
    };
    let note = entry(
        "a",
        Action::Note,
        vec![note],
        vec![Standing::Waiting { why }],
    );
    pictures("note-waits", |width, height| {
        let mut model = waiting_for(vec![note.clone()], width, height);
        press(&mut model, "Enter G");
        model
    });
}

#[test]
fn one_of_many_is_chosen_to_be_put_right() {
    let steps = ["Volkswagen AG", "Foods & Co", "Nordic Steel"];
    let steps = (1..).zip(steps).map(|(id, name)| {
        let changes = vec![change("website", json!(null), json!("www.example"))];
        edit(id, name, changes)
    });
    let standing = vec![
        Standing::Done { id: 1, note: None },
        Standing::refused("website is not known"),
        Standing::Waiting { why: None },
    ];
    let many = entry("a", Action::Bulk, steps.collect(), standing);
    pictures("outbox-which", |width, height| {
        let mut model = waiting_for(vec![many.clone()], width, height);
        press(&mut model, "o e");
        model
    });
}

#[test]
fn an_outbox_without_anything_says_so() {
    pictures("outbox-empty", |width, height| {
        let mut model = model(width, height);
        press(&mut model, "o");
        model
    });
}

/// A form on Volkswagen in which the website was typed, while somebody else changed that and more.
pub fn met(width: u16, height: u16) -> Model {
    let mut model = model(width, height);
    press(&mut model, "e");
    let form = model.form_mut().unwrap();
    let stops = form.stops();
    let website = stops
        .iter()
        .find(|stop| form.entries[stop.entry].field.wire == "website");
    form.focus = *website.unwrap();
    press(&mut model, "\"/fleet");
    let mut record = Customer::clone(&customers()[0]);
    record.set("website", json!("www.vw.example"));
    record.set("tickerSymbol", json!("VOW"));
    record.set("lastUpdatedByName", json!("anna"));
    let ticket = model.tickets.ask(Slot::Follow);
    let outcome = Outcome::Record(Some(Arc::new(record)));
    tell(&mut model, Msg::Done { ticket, outcome });
    model
}

#[test]
fn a_form_says_what_somebody_else_did_meanwhile() {
    pictures("form-met", met);
}

#[test]
fn the_first_fill_says_how_fast_it_goes() {
    let mut model = waiting(80, 12);
    let filling = Sync::Filling {
        done: 41_000,
        of: Some(100_000),
        rate: Some(5_250),
        left: Some(std::time::Duration::from_secs(12)),
    };
    let ticket = model.tickets.ask(Slot::Outbox);
    let outcome = Outcome::Outbox {
        rest: Vec::new(),
        entries: Vec::new(),
        calls: 17,
        own: None,
    };
    tell(&mut model, Msg::Done { ticket, outcome });
    tell(&mut model, Msg::Sync(filling));
    let drawn = draw(&model, 80, 12);
    assert!(
        drawn.contains("fetched 41,000 of 100,000 · 5,250 a second · 12 s left"),
        "{drawn}"
    );
    let drawn = draw(
        &{
            tell(
                &mut model,
                Msg::Resize {
                    width: 40,
                    height: 12,
                },
            );
            model
        },
        40,
        12,
    );
    assert!(drawn.contains("fetched 41,000 of 100,000"), "{drawn}");
}

#[test]
fn long_texts_in_a_conflict_are_told_apart() {
    let begin =
        "Ask for the fleet desk first; they know every contract since 1998 and answer within the";
    for (width, height) in SIZES {
        let mut model = conflicted(width, height);
        let Some(Layer::Conflict(conflict)) = model.layers.last_mut() else {
            panic!()
        };
        (conflict.cursor, conflict.top) = (0, 0);
        let clash = &mut conflict.clashes[0];
        for (part, end) in [
            (&mut clash.base, "hour"),
            (&mut clash.mine, "day"),
            (&mut clash.theirs, "week"),
        ] {
            part.insert("statusName".to_owned(), json!(format!("{begin} {end}")));
        }
        let drawn = draw(&model, width, height);
        for end in ["hour", "day", "week"] {
            assert!(drawn.contains(&format!("hin the {end}")), "{drawn}");
        }
    }
}

/// Every screen of changes, for those who try all sizes.
pub fn all() -> Vec<Model> {
    let mut models: Vec<Model> = SCREENS
        .iter()
        .map(|(_, keys)| {
            let mut model = waiting(80, 24);
            press(&mut model, keys);
            model
        })
        .collect();
    models.extend([conflicted(80, 24), met(80, 24)]);
    models
}
