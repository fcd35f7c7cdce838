//! Exports as files and in pipes, and imports that are stopped or killed.

use std::io::{BufRead, BufReader, Read};
use std::process::Stdio;

use rustix::process::{Pid, Signal, kill_process};

use super::home::{Home, counts, json};

fn many(rows: usize) -> String {
    let lines: Vec<String> = (0..rows).map(|row| format!("Firm {row},N{row}")).collect();
    format!("name,number\n{}\n", lines.join("\n"))
}

#[test]
fn keys_that_are_only_tried_make_no_store() {
    let home = Home::new();
    let store = home.path("x.db");
    let named = store.display().to_string();
    for verb in [&["add", "q"][..], &["list"], &["revoke", "q"]] {
        let call = [
            &["serve", "keys"][..],
            verb,
            &["--dry-run", "--store", &named],
        ]
        .concat();
        home.good(&call);
        assert!(!store.exists(), "{verb:?}");
    }
}

#[test]
fn an_export_is_what_a_list_shows() {
    let home = Home::new();
    let file = home.file(
        "a.csv",
        "name,city,website\nAcme,Ulm,acme.example\nBeta,Bonn,\nGamma,Ulm,g.example\n",
    );
    home.import(&[&file]);
    assert_eq!(
        home.good(&[
            "export",
            "city:ulm",
            "--columns",
            "name,website",
            "--sort",
            "name:desc",
            "--bare"
        ]),
        "customerName,website\nGamma,g.example\nAcme,acme.example\n"
    );
    assert_eq!(
        home.good(&[
            "export",
            "beta",
            "--as",
            "jsonl",
            "--columns",
            "name,city",
            "--bare"
        ]),
        "{\"customerName\":\"Beta\",\"addresses/1/city\":\"Bonn\"}\n"
    );
    let cards = home.good(&["export", "--limit", "2", "--as", "vcard"]);
    assert_eq!(cards.matches("BEGIN:VCARD\r\n").count(), 2);
    // A head, also where nothing follows.
    assert_eq!(
        home.good(&["export", "xyzzy", "--columns", "name", "--bare"]),
        "customerName\n"
    );
    assert_eq!(home.run(&["export", "--columns", "nme"]).code, Some(2));
    assert_eq!(home.run(&["export", "--format", "table"]).code, Some(2));
}

#[test]
fn a_reader_that_leaves_early_is_no_failure() {
    let home = Home::new();
    let file = home.file("a.csv", many(3_000));
    let other = home.file("b.csv", many(3_001));
    for args in [&["export"][..], &["import", &other, "--dry-run"]] {
        if args[0] == "export" {
            home.import(&[&file]);
        }
        let mut child = home
            .command(args)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut first = String::new();
        out.read_line(&mut first).unwrap();
        drop(out);
        let mut said = String::new();
        child
            .stderr
            .take()
            .unwrap()
            .read_to_string(&mut said)
            .unwrap();
        let code = child.wait().unwrap().code();
        assert_eq!((code, said.as_str()), (Some(0), ""), "{args:?}");
    }
}

#[test]
fn an_export_to_a_file_is_there_whole_or_not_at_all() {
    let home = Home::new();
    home.import(&[&home.file("a.csv", "name\nAcme\n")]);
    home.file("out.csv", "before");
    assert_eq!(
        home.run(&["export", "--columns", "nme", "--output", "out.csv"])
            .code,
        Some(2)
    );
    assert_eq!(home.read("out.csv"), "before");
    home.good(&[
        "export",
        "--columns",
        "name",
        "--bare",
        "--output",
        "out.csv",
    ]);
    assert_eq!(home.read("out.csv"), "customerName\nAcme\n");
    assert_eq!(
        home.run(&["export", "--output", "no/such/folder/x.csv"])
            .code,
        Some(1)
    );
}

/// Starts an import and waits until some of it is there.
fn begun(home: &Home, file: &str) -> std::process::Child {
    let child = home
        .command(&["import", file, "--yes"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    while home.records().is_empty() {}
    child
}

fn send(child: &std::process::Child, signal: Signal) {
    let pid = Pid::from_raw(child.id() as i32).unwrap();
    // It may have come to its end by itself.
    let _ = kill_process(pid, signal);
}

#[test]
fn an_import_that_is_stopped_says_what_was_done_and_can_be_completed() {
    let home = Home::new();
    let file = home.file("a.csv", many(4_000));
    let child = begun(&home, &file);
    send(&child, Signal::INT);
    let ended = child.wait_with_output().unwrap();
    let answer = json(&String::from_utf8(ended.stdout).unwrap());
    let (done, dropped) = (&answer["sent"]["done"], &answer["sent"]["dropped"]);
    let (done, dropped) = (done.as_u64().unwrap(), dropped.as_u64().unwrap());
    assert_eq!(done + dropped, 4_000, "{answer}");
    assert_eq!(home.records().len() as u64, done);
    assert_eq!(ended.status.code(), Some(if dropped == 0 { 0 } else { 1 }));
    let completed = counts(&home.import(&[&file, "--key", "number"]));
    assert_eq!(completed, [dropped, 0, done, 0]);
    assert_eq!(home.records().len(), 4_000);
}

#[test]
fn an_import_that_is_killed_goes_on_and_makes_nobody_twice() {
    let home = Home::new();
    let file = home.file("a.csv", many(4_000));
    let mut child = begun(&home, &file);
    send(&child, Signal::KILL);
    child.wait().unwrap();
    let ran = home.run(&["import", &file, "--yes"]);
    // Had it come to its end before, the same file is not taken again.
    assert!(matches!(ran.code, Some(0 | 2)), "{ran:?}");
    let mut names: Vec<String> = home
        .records()
        .iter()
        .map(|r| r["customerName"].to_string())
        .collect();
    assert_eq!(names.len(), 4_000);
    names.dedup();
    assert_eq!(names.len(), 4_000);
}
