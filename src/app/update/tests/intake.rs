//! Taking a file in: naming it, mapping its columns, what it would do, and doing it.

use super::*;
use crate::app::intake::{
    Column, Counts, FileName, Going, Intake, Looked, RowKind, RowView, Said, Stage, Tab, Taken,
    Unknown, Weighed,
};
use crate::app::layer::Layer;

fn intake(desk: &Desk) -> &Intake {
    desk.model
        .layers
        .iter()
        .find_map(|layer| match layer {
            Layer::Intake(intake) => Some(intake.as_ref()),
            _ => None,
        })
        .unwrap()
}

fn file(path: &str) -> FileName {
    FileName {
        path: path.to_owned(),
        name: path.trim_end_matches('/').to_owned(),
        is_folder: path.ends_with('/'),
        note: String::new(),
    }
}

fn files(desk: &mut Desk, paths: &[&str]) {
    let found = paths.iter().map(|path| file(path)).collect();
    desk.reply(Outcome::Files(found), |cmd| match cmd {
        Cmd::Files { ticket, .. } => Some(*ticket),
        _ => None,
    });
}

/// The path and what was said when the file was looked at last.
fn last_look(desk: &Desk) -> (String, Said) {
    let of = |cmd: &Cmd| match cmd {
        Cmd::Look { path, said, .. } => Some((path.clone(), Said::clone(said))),
        _ => None,
    };
    desk.asked.iter().rev().find_map(of).unwrap()
}

fn look(desk: &mut Desk, trouble: Option<&str>) {
    let column = |name: &str, field: &str| Column {
        name: name.to_owned(),
        field: field.to_owned(),
        says: field.to_owned(),
        ..Column::default()
    };
    let looked = Looked {
        name: "a.csv".to_owned(),
        is_csv: true,
        rows: 3,
        columns: vec![column("Firma", ""), column("Ort", "addresses/1/city")],
        trouble: trouble.map(str::to_owned),
        fields: vec![
            ("customerName".to_owned(), "Name".to_owned()),
            ("website".to_owned(), "Website".to_owned()),
        ],
        ..Looked::default()
    };
    desk.reply(Outcome::Looked(Box::new(looked)), |cmd| match cmd {
        Cmd::Look { ticket, .. } => Some(*ticket),
        _ => None,
    });
}

fn weigh(desk: &mut Desk, weighed: Weighed) {
    desk.reply(Outcome::Weighed(Box::new(weighed)), |cmd| match cmd {
        Cmd::Judge { ticket } => Some(*ticket),
        _ => None,
    });
}

fn has(desk: &Desk, wanted: impl Fn(&Cmd) -> bool) -> bool {
    desk.asked.iter().any(wanted)
}

/// At the columns of a file.
fn mapping() -> Desk {
    let mut desk = Desk::new(&["Acme"]);
    desk.press("i \"a");
    files(&mut desk, &["~/a.csv"]);
    desk.press("Enter");
    look(&mut desk, None);
    desk
}

#[test]
fn a_path_is_completed_as_far_as_names_agree_and_a_folder_is_gone_into() {
    let mut desk = Desk::new(&["Acme"]);
    desk.press("i \"cu");
    files(&mut desk, &["~/customers-1.csv", "~/customers-2.csv"]);
    desk.press("Tab");
    assert_eq!(intake(&desk).line.text(), "~/customers-");
    // Enter waits for the names that are on their way: they are of what is typed now.
    desk.press("\"2 Enter");
    assert!(!has(&desk, |cmd| matches!(cmd, Cmd::Look { .. })));
    files(&mut desk, &["~/customers-2.csv"]);
    assert_eq!(last_look(&desk).0, "~/customers-2.csv");
    desk.asked.retain(|cmd| !matches!(cmd, Cmd::Look { .. }));
    desk.press("Backspace Backspace");
    files(&mut desk, &["~/customers-old/", "~/customers-2.csv"]);
    desk.press("↓ Enter");
    assert_eq!(intake(&desk).line.text(), "~/customers-old/");
    assert!(!has(&desk, |cmd| matches!(cmd, Cmd::Look { .. })));
    files(
        &mut desk,
        &["~/customers-old/x.csv", "~/customers-old/y.csv"],
    );
    desk.press("↓ ↓ Enter");
    assert_eq!(last_look(&desk).0, "~/customers-old/y.csv");
}

#[test]
fn a_whole_path_takes_the_place_of_the_home_folder() {
    for (keys, path) in [
        ("\"/tmp/x.csv", "/tmp/x.csv"),
        ("\"~/x.csv", "~/x.csv"),
        ("\"a/b", "~/a/b"),
        ("\"a/ \"/b", "~/a//b"),
    ] {
        let mut desk = Desk::new(&["Acme"]);
        desk.press("i");
        desk.press(keys);
        assert_eq!(intake(&desk).line.text(), path, "{keys}");
    }
    let mut desk = Desk::new(&["Acme"]);
    desk.press("i");
    desk.tell(Msg::Paste("/tmp/x.csv".to_owned()));
    assert_eq!(intake(&desk).line.text(), "/tmp/x.csv");
}

#[test]
fn a_column_goes_where_a_person_says_and_what_cannot_be_is_not_judged() {
    let mut desk = Desk::new(&["Acme"]);
    desk.press("i \"a");
    files(&mut desk, &["~/a.csv"]);
    desk.press("Enter");
    look(&mut desk, Some("no column is taken for the name"));
    assert_eq!(intake(&desk).stage, Stage::Mapping);
    desk.press("r");
    assert_eq!(intake(&desk).stage, Stage::Mapping, "not as it is");
    desk.press("Enter \"nam Enter");
    let (path, said) = last_look(&desk);
    assert_eq!(path, "~/a.csv");
    assert_eq!(
        said.columns,
        [("Firma".to_owned(), "customerName".to_owned())]
    );
    look(&mut desk, None);
    desk.press("j f");
    assert_eq!(last_look(&desk).1.keys, ["addresses/1/city"]);
    desk.press("Del");
    let said = last_look(&desk).1;
    assert!(said.keys.is_empty(), "what is left out finds nobody");
    assert_eq!(said.columns[1], ("Ort".to_owned(), String::new()));
}

#[test]
fn what_it_would_do_is_looked_through_page_by_page_before_anything_is_done() {
    let mut desk = mapping();
    desk.press("r");
    assert_eq!(intake(&desk).stage, Stage::Judging);
    weigh(
        &mut desk,
        Weighed {
            counts: Counts {
                new: 500,
                changed: 0,
                same: 1,
                broken: 2,
            },
            ..Weighed::default()
        },
    );
    assert_eq!(intake(&desk).tab, Tab::New);
    let wanted = |desk: &Desk| {
        let of = |cmd: &Cmd| match cmd {
            Cmd::JudgedRows {
                kind, from, count, ..
            } => Some((*kind, *from, *count)),
            _ => None,
        };
        desk.asked.iter().filter_map(of).collect::<Vec<_>>()
    };
    assert_eq!(wanted(&desk), [(RowKind::New, 0, 60)]);
    let rows = vec![RowView::default(); 60];
    desk.reply(Outcome::JudgedRows { from: 0, rows }, |cmd| match cmd {
        Cmd::JudgedRows { ticket, .. } => Some(*ticket),
        _ => None,
    });
    desk.press("j j j");
    assert_eq!(
        wanted(&desk).len(),
        1,
        "what is there is not asked for again"
    );
    desk.press("G");
    assert!(wanted(&desk)[1].1 > 400, "{:?}", wanted(&desk));
    desk.press("Tab");
    assert_eq!(intake(&desk).tab, Tab::Broken);
    assert_eq!(wanted(&desk)[2], (RowKind::Broken, 0, 2));
    assert!(!has(&desk, |cmd| matches!(cmd, Cmd::TakeIn { .. })));
    desk.press("i");
    assert!(has(&desk, |cmd| matches!(cmd, Cmd::TakeIn { .. })));
}

#[test]
fn an_unknown_value_is_said_once_and_everything_is_judged_again() {
    let mut desk = mapping();
    desk.press("r");
    let unknown = Unknown {
        field: "status".to_owned(),
        label: "Status".to_owned(),
        value: "Aktiv".to_owned(),
        rows: 7,
        offers: vec!["Active".to_owned(), "Prospect".to_owned()],
    };
    weigh(
        &mut desk,
        Weighed {
            unknown: vec![unknown],
            ..Weighed::default()
        },
    );
    assert_eq!(intake(&desk).tab, Tab::Values);
    desk.press("i");
    assert_eq!(
        intake(&desk).stage,
        Stage::Review,
        "there is nothing to be done yet"
    );
    desk.press("Enter \"pros Enter");
    let meant = |said: &Said| said.values.clone();
    let value = ("status", "Aktiv", "Prospect");
    let value = (value.0.to_owned(), value.1.to_owned(), value.2.to_owned());
    assert_eq!(meant(&last_look(&desk).1), [value]);
    let judged = |desk: &Desk| {
        desk.asked
            .iter()
            .filter(|cmd| matches!(cmd, Cmd::Judge { .. }))
            .count()
    };
    look(&mut desk, None);
    assert_eq!(judged(&desk), 2);
}

#[test]
fn rows_with_ids_that_are_here_wait_for_an_answer() {
    let mut desk = mapping();
    desk.press("r");
    let weighed = Weighed {
        counts: Counts {
            new: 3,
            ..Counts::default()
        },
        asks: Some("3 rows have ids of customers that are here".to_owned()),
        can_change: true,
        ..Weighed::default()
    };
    weigh(&mut desk, weighed);
    desk.press("i");
    assert!(!has(&desk, |cmd| matches!(cmd, Cmd::TakeIn { .. })));
    desk.press("c");
    assert_eq!(last_look(&desk).1.keys, ["customerId"]);
}

#[test]
fn an_import_is_watched_stopped_and_taken_back() {
    let mut desk = mapping();
    desk.press("r");
    let counts = Counts {
        new: 3,
        ..Counts::default()
    };
    weigh(
        &mut desk,
        Weighed {
            counts,
            ..Weighed::default()
        },
    );
    desk.press("i");
    let of = |cmd: &Cmd| match cmd {
        Cmd::TakeIn { ticket } => Some(*ticket),
        _ => None,
    };
    let going = Going {
        done: 1,
        of: 3,
        left: None,
    };
    desk.reply(Outcome::Going(going), of);
    assert_eq!(intake(&desk).going.done, 1);
    desk.press("x x");
    let stops = desk
        .asked
        .iter()
        .filter(|cmd| matches!(cmd, Cmd::StopImport));
    assert_eq!(stops.count(), 1);
    let taken = Taken {
        set: Some("s".to_owned()),
        done: 2,
        dropped: 1,
        ..Taken::default()
    };
    desk.reply(Outcome::TakenIn(Box::new(taken)), of);
    assert_eq!(intake(&desk).stage, Stage::Done);
    desk.press("u");
    assert!(matches!(desk.writes.last(), Some(Cmd::Undo { set: Some(set), .. }) if set == "s"));
    desk.press("Esc");
    assert!(desk.model.layers.is_empty());
}

#[test]
fn an_import_that_is_read_and_done_behind_says_when_it_needs_somebody() {
    let mut desk = mapping();
    desk.press("r Esc");
    assert!(desk.model.layers.is_empty());
    let says = |desk: &Desk, narrow| desk.model.behind.as_ref().unwrap().says(narrow);
    assert_eq!(says(&desk, false), "reading 0 of 3");
    desk.press("i");
    assert!(
        desk.said().contains("a.csv is being read"),
        "{}",
        desk.said()
    );
    let counts = Counts {
        new: 3,
        broken: 1,
        ..Counts::default()
    };
    let weighed = Weighed {
        counts,
        ..Weighed::default()
    };
    weigh(&mut desk, weighed);
    assert!(desk.said().contains("W goes on with the import of a.csv"));
    assert!(!has(&desk, |cmd| matches!(cmd, Cmd::TakeIn { .. })));
    desk.press("b");
    assert!(
        desk.said().contains("which waits for you"),
        "{}",
        desk.said()
    );
    desk.press("W i Esc");
    let of = |cmd: &Cmd| match cmd {
        Cmd::TakeIn { ticket } => Some(*ticket),
        _ => None,
    };
    let going = Going {
        done: 1,
        of: 3,
        left: Some(std::time::Duration::from_secs(20)),
    };
    desk.reply(Outcome::Going(going), of);
    assert_eq!(says(&desk, true), "import 33% · 20 s left");
    desk.press("W x Esc");
    assert!(matches!(desk.asked.last(), Some(Cmd::StopImport)));
    assert_eq!(says(&desk, false), "import is stopping");
    let taken = Taken {
        set: Some("s".to_owned()),
        done: 1,
        dropped: 2,
        broken: 1,
        ..Taken::default()
    };
    desk.reply(Outcome::TakenIn(Box::new(taken)), of);
    assert_eq!(
        desk.said(),
        "a.csv: 1 imported, 2 not imported, as it was stopped, 1 broken; W says more"
    );
    desk.press("W");
    assert_eq!(intake(&desk).stage, Stage::Done);
    desk.press("Esc W");
    assert!(desk.model.layers.is_empty());
}

#[test]
fn reading_a_file_is_stopped_with_nothing_done() {
    let mut desk = mapping();
    desk.press("r x");
    assert_eq!(intake(&desk).stage, Stage::Mapping);
    assert!(has(&desk, |cmd| matches!(cmd, Cmd::StopImport)));
}

#[test]
fn a_path_that_is_refused_says_why_where_it_was_typed_and_stays() {
    let mut desk = Desk::new(&["Acme"]);
    desk.press("i \"a.cvs");
    files(&mut desk, &[]);
    desk.press("Enter");
    desk.reply(failed("There is no file ~/a.cvs"), |cmd| match cmd {
        Cmd::Look { ticket, .. } => Some(*ticket),
        _ => None,
    });
    let intake_now = intake(&desk);
    assert_eq!(
        intake_now.refused.as_deref(),
        Some("There is no file ~/a.cvs")
    );
    assert_eq!(intake_now.line.text(), "~/a.cvs");
    assert_eq!((intake_now.stage, intake_now.looking), (Stage::Path, false));
    assert!(desk.model.notice.is_none(), "it is said once");
    desk.press("Backspace");
    assert!(intake(&desk).refused.is_none(), "it was about another path");
}

#[test]
fn an_import_that_could_not_be_done_is_judged_anew() {
    let mut desk = mapping();
    desk.press("r");
    let counts = Counts {
        new: 3,
        ..Counts::default()
    };
    let weighed = || Weighed {
        counts,
        ..Weighed::default()
    };
    weigh(&mut desk, weighed());
    desk.press("i");
    desk.reply(failed("the disk is full"), |cmd| match cmd {
        Cmd::TakeIn { ticket } => Some(*ticket),
        _ => None,
    });
    assert!(desk.said().contains("the disk is full"));
    assert_eq!(intake(&desk).stage, Stage::Mapping);
    desk.press("r");
    weigh(&mut desk, weighed());
    assert!(intake(&desk).can_go());
}
