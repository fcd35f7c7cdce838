//! Owns the arrows between the rooms: which part of the program may name which, and how a source file
//! must look. Reads the source as text, so that a wrong arrow is named by file and line.
//! Must not know what the parts do.

mod architecture {
    pub mod rules;
    pub mod source;
}

use architecture::rules::{self, Breach};
use architecture::source::Source;

fn told(breaches: &[Breach]) -> String {
    breaches
        .iter()
        .map(|breach| format!("\n  {breach}"))
        .collect()
}

#[test]
fn no_arrow_points_the_wrong_way() {
    let sources = Source::all();
    assert!(sources.len() > 20, "only {} files read", sources.len());
    let breaches: Vec<Breach> = sources.iter().flat_map(rules::arrows).collect();
    assert!(breaches.is_empty(), "{}", told(&breaches));
}

#[test]
fn every_file_says_what_it_owns_is_short_and_never_unwraps() {
    let breaches: Vec<Breach> = Source::all().iter().flat_map(rules::house).collect();
    assert!(breaches.is_empty(), "{}", told(&breaches));
}

#[test]
fn what_people_read_stands_among_the_words() {
    let sources = Source::all();
    let spoken: Vec<&Source> = sources.iter().filter(|s| s.is_in("app/words")).collect();
    assert!(
        spoken.iter().any(|words| words.texts().len() > 300),
        "the words were not read"
    );
    let breaches: Vec<Breach> = sources.iter().flat_map(rules::sentences).collect();
    assert!(breaches.is_empty(), "{}", told(&breaches));
    for (file, one, why) in rules::MAY_STAND {
        let source = sources.iter().find(|source| source.file == file);
        let spoken = source.map(rules::spoken).unwrap_or_default();
        let stands = spoken
            .iter()
            .any(|text| one.is_none_or(|one| one == text.text));
        assert!(stands, "{file} does not say {one:?} any more ({why})");
    }
}

#[test]
fn a_sentence_that_stands_elsewhere_is_seen() {
    for line in [
        "fn f(model: &mut Model) { model.say(\"Nothing was changed\"); }",
        "const TITLE: &str = \"Sort by\";",
        "fn f(model: &mut Model) { model.say(\"Discarded\"); }",
        "const ASK: [&str; 1] = [\"Delete?\"];",
        "fn f() -> String { format!(\"{done} of {all}\") }",
        "fn f() -> String { format!(\"Saved {name}\") }",
        "fn f() -> String { format!(\n    \"{name}: {}\\n waits\",\n    1) }",
        "fn f() -> &'static str { r#\"Say “yes” or \"no\".\"# }",
        "#[error(\"the key {0} is taken\")]\nstruct Taken(Key);",
        "#[cfg(test)]\nmod tests {}\nconst LATE: &str = \"said below tests\";",
    ] {
        for file in ["app/update/x.rs", "term/view/x.rs", "plain/x.rs"] {
            let breaches = rules::sentences(&Source::snippet(file, line));
            assert_eq!(breaches.len(), 1, "{file}: {line}{}", told(&breaches));
            assert!(told(&breaches).contains("(rule 9)"), "{}", told(&breaches));
        }
        for elsewhere in ["app/words.rs", "app/update/tests/x.rs", "store/x.rs"] {
            let breaches = rules::sentences(&Source::snippet(elsewhere, line));
            assert!(breaches.is_empty(), "{elsewhere}: {}", told(&breaches));
        }
    }
    for line in [
        "const WIRE: [&str; 3] = [\"customerName\", \"Id\", \"Y\"];",
        "fn f() -> String { format!(\"{label} {way}\") }",
        "fn f() -> String { format!(\"● {} · {name}\\u{1f}\\n\") }",
        "const SAVE: &str = \"ctrl-s\"; // \"saved as chosen\"",
        "fn f() { tracing::warn!(%error, \"the list was not read\"); }",
        "fn f() { aside(\"a search was not kept\", work); }",
        "#[allow(dead_code, reason = \"read by the other half\")]\nfn f() {}",
        "#[cfg(test)]\nmod tests {\n    const SAID: &str = \"only in tests\";\n}",
    ] {
        let breaches = rules::sentences(&Source::snippet("app/x.rs", line));
        assert!(breaches.is_empty(), "{line}{}", told(&breaches));
    }
}

/// Each line would break the rule that stands before it, were it written in that file.
#[test]
fn each_rule_can_fail() {
    for (rule, file, line) in [
        (1, "customer/x.rs", "use crate::query::Search;"),
        (1, "customer/x.rs", "use super::super::app::Msg;"),
        (1, "query/x.rs", "fn f() { crate::workspace::open() }"),
        (
            1,
            "query/x.rs",
            "use crate::{customer::text, store::Store};",
        ),
        (1, "customer/a/b.rs", "use super::super::super::term;"),
        (1, "customer/x.rs", "use std::fs;"),
        (
            1,
            "query/x.rs",
            "use std::{collections::HashMap, net::TcpStream};",
        ),
        (1, "query/x.rs", "use rusqlite::Connection;"),
        (1, "customer/x.rs", "pub fn f(c: &reqwest::Client) {}"),
        (2, "app/x.rs", "use crate::workspace::Workspace;"),
        (
            2,
            "app/update/x.rs",
            "use super::super::super::term::theme::Theme;",
        ),
        (
            2,
            "app/x.rs",
            "use crate::{\n    customer::Customer,\n    apptivo::{\n        ApiError,\n    },\n};",
        ),
        (2, "app/x.rs", "use tokio::sync::mpsc;"),
        (2, "app/x.rs", "use crossterm::event::KeyEvent as Key;"),
        (2, "app/x.rs", "let now = std::time::Instant::now();"),
        (2, "app/x.rs", "let now = SystemTime::now();"),
        (2, "app/x.rs", "let home = std::env::var(\"HOME\");"),
        (2, "app/x.rs", "use std::process::Command;"),
        (2, "app/x.rs", "use ratatui::layout::Rect;"),
        (2, "app/form/text.rs", "use tui_textarea::TextArea;"),
        (3, "term/view/x.rs", "use crate::workspace::Workspace;"),
        (3, "term/widget/x.rs", "use tokio::task;"),
        (3, "term/view.rs", "use crate::{app::Model, workspace};"),
        (4, "term/run.rs", "use crate::workspace::Workspace;"),
        (4, "term/run.rs", "tokio::spawn(async {});"),
        (4, "term/run.rs", "use tokio::task::spawn_blocking;"),
        (4, "term/screen.rs", "use crossterm::event::Event;"),
        (
            4,
            "term/run.rs",
            "use crossterm::{event::EventStream, style};",
        ),
        (4, "term/log.rs", "let mut out = std::io::stdout();"),
        (4, "term/view/x.rs", "use std::io::{self, stderr};"),
        (5, "apptivo/x.rs", "use crate::server::router;"),
        (5, "server/x.rs", "use crate::apptivo::client::Client;"),
        (
            5,
            "server/x.rs",
            "use crate::apptivo::{request::Request, limit};",
        ),
        (6, "app/update/list.rs", "use super::detail;"),
        (
            6,
            "app/update/list.rs",
            "use crate::app::update::edit::open;",
        ),
        (6, "app/update/list.rs", "super::confirm::ask(model);"),
        (
            6,
            "app/update/list.rs",
            "use super::{detail, super::model::Model};",
        ),
        (
            7,
            "term/view/x.rs",
            "let red = Style::new().fg(Color::Red);",
        ),
        (
            7,
            "term/widget/x.rs",
            "use ratatui::style::{Color, Modifier};",
        ),
        (7, "term/view/x.rs", "span.light_blue()"),
        (7, "term/view/x.rs", "println!(\"here\");"),
        (7, "app/x.rs", "dbg!(model);"),
        (7, "workspace/x.rs", "eprintln!(\"late\");"),
        (8, "plain/x.rs", "use crate::cli::Problem;"),
        (8, "plain/x.rs", "use crate::term::theme::Theme;"),
        (8, "plain/x.rs", "use crossterm::cursor;"),
        (8, "cli/x.rs", "use crate::plain::talk;"),
    ] {
        let source = Source::snippet(file, line);
        let broken: Vec<u8> = rules::arrows(&source).iter().map(|b| b.rule).collect();
        assert!(
            broken.contains(&rule),
            "rule {rule} let pass in {file}: {line} ({broken:?})"
        );
    }
}

#[test]
fn what_is_allowed_passes() {
    for (file, line) in [
        (
            "customer/x.rs",
            "use super::field::Field;\nuse std::collections::BTreeMap;",
        ),
        (
            "query/x.rs",
            "use crate::customer::text; // never crate::workspace",
        ),
        (
            "query/x.rs",
            "const HELP: &str = \"see crate::store or tokio::spawn\";",
        ),
        (
            "app/x.rs",
            "use crate::{customer::Customer, query::Search};\nuse super::key::Key;",
        ),
        ("app/form/note.rs", "use tui_textarea::TextArea;"),
        (
            "app/update/list.rs",
            "use crate::app::{model::Model, form};\nuse super::super::layer;",
        ),
        ("app/update/list.rs", "let query = self.detail.query;"),
        (
            "term/effects.rs",
            "use crate::workspace::Workspace;\nfn f() { tokio::spawn(run()); }",
        ),
        ("term/input.rs", "use crossterm::event::EventStream;"),
        (
            "term/screen.rs",
            "use std::io::stdout;\nuse crossterm::execute;",
        ),
        ("term/theme.rs", "pub const RED: Color = Color::Red;"),
        (
            "term/view/x.rs",
            "use crate::app::Model;\nuse crate::term::theme::Theme;",
        ),
        (
            "server/x.rs",
            "use crate::apptivo::{request::Request, response};\nuse crate::store::Store;",
        ),
        (
            "apptivo/x.rs",
            "use super::response;\nuse crate::customer::Customer;",
        ),
        ("cli/list.rs", "println!(\"{line}\");"),
        (
            "plain/x.rs",
            "use crate::app::form::Form;\nuse crate::workspace::Workspace;\nfn f() { tokio::spawn(run()); }",
        ),
        (
            "main.rs",
            "use rolo::{cli, term, workspace};\nfn main() { eprintln!(\"no\"); }",
        ),
        (
            "customer/x.rs",
            "#[cfg(test)]\nmod tests {\n    use crate::workspace::sample;\n}",
        ),
    ] {
        let breaches = rules::arrows(&Source::snippet(file, line));
        assert!(breaches.is_empty(), "{file}: {line}{}", told(&breaches));
    }
}

#[test]
fn the_house_rules_can_fail_too() {
    let long = format!("//! Owns lines.\n{}", "fn f() {}\n".repeat(500));
    for (text, why) in [
        ("use std::fmt;\n", "does not begin"),
        (long.as_str(), "lines"),
        ("//! Owns a.\nfn f() { g().unwrap(); }\n", "unwrap"),
        ("//! Owns a.\nfn f() { g().expect(\"x\"); }\n", "expect"),
        ("//! Owns a.\nfn f() { g().unwrap_err(); }\n", "unwrap_err"),
        ("//! Owns a.\nfn f() { todo!() }\n", "todo!"),
        ("//! Owns a.\nfn f() { unsafe { g() } }\n", "unsafe"),
        ("//! Owns a.\n#[allow(dead_code)]\nfn f() {}\n", "allow"),
    ] {
        let breaches = rules::house(&Source::snippet("app/x.rs", text));
        assert!(told(&breaches).contains(why), "{why}:{}", told(&breaches));
    }
    for text in [
        "//! Owns a.\nfn f() { g().unwrap_or_default(); }\n",
        "//! Owns a.\n// never unwrap() here\nconst T: &str = \".unwrap()\";\n",
        "//! Owns a.\n#[cfg(test)]\nmod tests {\n    fn f() { g().unwrap(); }\n}\n",
        "//! Owns a.\n#[allow(dead_code, reason = \"read by the other half\")]\nfn f() {}\n",
        "//! Owns a.\nfn f() { parser.expect_end(); }\n",
    ] {
        let breaches = rules::house(&Source::snippet("app/x.rs", text));
        assert!(breaches.is_empty(), "{text}{}", told(&breaches));
    }
}
