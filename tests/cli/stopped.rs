//! Ctrl-C while a command works on many, or waits for somebody who does not answer: the first one leaves a clean half
//! and says what was done, the second leaves at once.

use std::io::Read;
use std::net::TcpListener;
use std::os::unix::process::ExitStatusExt;
use std::process::{Child, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

use super::home::{Home, json};

/// What shells take for the end by Ctrl-C.
const INTERRUPTED: i32 = 130;
/// No command waits longer for a server that does not answer.
const LONG: Duration = Duration::from_secs(60);

fn spawned(mut command: std::process::Command) -> Child {
    let command = command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command.spawn().unwrap()
}

/// Whether there was still somebody to send it to.
fn ctrl_c(child: &Child) -> bool {
    kill_process(Pid::from_child(child), Signal::INT).is_ok()
}

fn with_skype(home: &Home) -> usize {
    let ids = home.good(&["list", "skype:any", "--format", "ids"]);
    ids.lines().count()
}

#[test]
fn a_bulk_edit_that_is_stopped_says_what_was_done_and_leaves_a_clean_half() {
    const ALL: u64 = 3_000;
    let home = Home::new();
    let lines: Vec<String> = (0..ALL).map(|row| format!("Firm {row}")).collect();
    home.import(&[&home.file("a.csv", format!("name\n{}\n", lines.join("\n")))]);

    let child = spawned(home.command(&["set", "--where", "firm", "skype=x", "--yes", "--json"]));
    while with_skype(&home) == 0 {}
    ctrl_c(&child);
    let ended = child.wait_with_output().unwrap();
    let answer = json(&String::from_utf8(ended.stdout).unwrap());
    let of = |what: &str| answer["sent"][what].as_u64().unwrap();
    let (done, dropped) = (of("done"), of("dropped"));
    assert_eq!((done + dropped, of("waiting")), (ALL, 0), "{answer}");
    assert_eq!(with_skype(&home) as u64, done);
    let said = String::from_utf8(ended.stderr).unwrap();
    let was_stopped = dropped > 0;
    assert_eq!(ended.status.code(), Some(i32::from(was_stopped)), "{said}");
    assert_eq!(said.contains("it was stopped"), was_stopped, "{said}");
    // Nothing is left behind: what was done is one change, and what was not is no longer on its way.
    assert_eq!(home.good(&["outbox", "--format", "ids"]), "");
    home.good(&["undo"]);
    assert_eq!(with_skype(&home), 0);
}

/// Starts a command against a server that takes every connection and answers none, and presses Ctrl-C until it ends.
fn ended_by_ctrl_c(verb: &[&str]) -> ExitStatus {
    let home = Home::new();
    home.file("a.csv", "name\nAcme\n");
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", silent.local_addr().unwrap());
    let mut command = home.command(verb);
    command
        .env("ROLO_BASE_URL", address)
        .env("ROLO_API_KEY", "a")
        .env("ROLO_ACCESS_KEY", "b");
    let mut child = spawned(command);
    let (mut asked, _) = silent.accept().unwrap();
    let mut head = [0; 4];
    asked.read_exact(&mut head).unwrap();
    assert_eq!(&head, b"POST");
    let start = Instant::now();
    loop {
        // Two that come at once may be one to the system: so they go on until one has been the second.
        ctrl_c(&child);
        if let Some(ended) = child.try_wait().unwrap() {
            return ended;
        }
        assert!(start.elapsed() < LONG, "{verb:?} goes on");
    }
}

#[test]
fn a_second_ctrl_c_leaves_a_command_that_waits_for_an_answer() {
    let ended = ended_by_ctrl_c(&["import", "a.csv", "--yes"]);
    assert_eq!(ended.code(), Some(INTERRUPTED), "{ended:?}");
    // One that has begun nothing yet is ended by the system.
    let ended = ended_by_ctrl_c(&["set", "--where", "a", "skype=x", "--yes"]);
    assert_eq!(ended.signal(), Some(Signal::INT.as_raw()), "{ended:?}");
}

#[test]
fn what_would_be_added_twice_is_not_advised_to_be_repeated() {
    const ALL: u64 = 3_000;
    let home = Home::new();
    let lines: Vec<String> = (0..ALL).map(|row| format!("Firm {row}")).collect();
    home.import(&[&home.file("a.csv", format!("name\n{}\n", lines.join("\n")))]);
    let child = spawned(home.command(&["set", "--where", "firm", "skype+=x", "--yes", "--json"]));
    while with_skype(&home) == 0 {}
    ctrl_c(&child);
    let ended = child.wait_with_output().unwrap();
    let answer = json(&String::from_utf8(ended.stdout).unwrap());
    let said = String::from_utf8(ended.stderr).unwrap();
    if answer["sent"]["dropped"].as_u64() > Some(0) {
        assert!(!said.contains("the same command does the rest"), "{said}");
        assert!(said.contains("rolo undo"), "{said}");
    }
}
