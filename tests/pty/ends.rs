//! Terminals at their worst: that change their size without end, have none, are no terminals at all, or go away
//! without a word.

use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, test_kill_process};

use super::harness::Term;
use super::home::Home;

const LIST: &str = "Volkswagen";
const PATIENCE: Duration = Duration::from_secs(30);

fn open(home: &Home) -> Term {
    let term = home.terminal(&["volks"], 100, 30);
    term.wait_for(LIST);
    term
}

/// What stands on the screen once nothing more comes.
fn at_rest(term: &Term) -> String {
    term.wait_for_silence(Duration::from_millis(300));
    tidy(&term.text())
}

/// Without what cannot be seen at the ends of lines.
fn tidy(screen: &str) -> String {
    let lines: Vec<&str> = screen.lines().map(str::trim_end).collect();
    lines.join("\n")
}

fn leave(mut term: Term) {
    term.press("q");
    assert_eq!(term.wait_for_end(), 0);
    term.assert_restored();
}

#[test]
fn a_storm_of_sizes_ends_in_a_whole_screen() {
    let home = Home::new();
    let term = open(&home);
    let before = at_rest(&term);
    for nth in 0..150_u16 {
        term.resize(1 + nth % 120, 1 + (nth * 7) % 40);
    }
    term.resize(100, 30);
    let seen = term.wait_until("the screen as it was", |screen| tidy(screen) == before);
    assert!(seen.contains(LIST));
    leave(term);
}

#[test]
fn a_key_that_comes_with_a_new_size_is_heard() {
    let home = Home::new();
    let mut term = home.terminal(&[], 100, 30);
    term.wait_for("1 of 1,735");
    for nth in 2..60_u16 {
        term.resize(100, 29 + nth % 2);
        term.press("j");
        term.wait_for(&format!(" {nth} of 1,735"));
    }
    leave(term);
}

#[test]
fn a_terminal_that_shrinks_and_grows_back_within_a_frame_is_whole_again() {
    let home = Home::new();
    let term = open(&home);
    let before = at_rest(&term);
    term.resize(20, 5);
    term.resize(100, 30);
    term.wait_until("the screen as it was", |screen| tidy(screen) == before);
    leave(term);
}

#[test]
fn a_terminal_without_a_size_is_taken_for_one_of_the_usual_size() {
    let home = Home::new();
    let term = open(&home);
    term.resize(0, 0);
    term.wait_until("24 lines", |screen| {
        screen.contains(LIST) && screen.trim_end().lines().count() == 24
    });
    term.resize(100, 30);
    term.wait_until("30 lines", |screen| {
        screen.contains(LIST) && screen.trim_end().lines().count() == 30
    });
    leave(term);
}

#[test]
fn a_terminal_that_has_no_size_when_rolo_starts_gets_one_later() {
    let home = Home::new();
    let term = home.terminal(&["volks"], 0, 0);
    term.wait_until("24 lines", |screen| {
        screen.contains(LIST) && screen.trim_end().lines().count() == 24
    });
    term.resize(100, 30);
    term.wait_until("30 lines", |screen| {
        screen.contains(LIST) && screen.trim_end().lines().count() == 30
    });
    leave(term);
}

#[test]
fn a_screen_is_for_terminals_at_both_ends() {
    for line in ["\"$ROLO\" volks | cat\r", "\"$ROLO\" volks < /dev/null\r"] {
        let home = Home::new();
        let mut term = home.shell(&["-i"], 100, 30);
        term.wait_for("ready>");
        term.press(line);
        let text = term.wait_until("the customers, and the shell again", |screen| {
            screen.contains(LIST) && screen.trim_end().ends_with("ready>")
        });
        assert!(!term.is_full_screen(), "{line}: {text}");
        term.press("exit\r");
        assert_eq!(term.wait_for_end(), 0, "{line}");
        term.assert_restored();
    }
}

/// In a session of its own nobody sends it a signal when the terminal goes.
#[test]
fn a_terminal_that_hangs_up_without_a_signal_is_left() {
    let home = Home::new();
    let line = "setsid -w sh -c 'echo $$ > pid; exec \"$ROLO\" volks'";
    let mut term = home.shell(&["-c", line], 100, 30);
    term.wait_for(LIST);
    term.press("e");
    term.wait_for("ctrl-s");
    term.press("Zz-typed ");
    term.wait_for("Zz-typed");
    let pid: i32 = home.read("pid").trim().parse().unwrap();
    term.hang_up("y");
    let deadline = Instant::now() + PATIENCE;
    while Pid::from_raw(pid).is_some_and(|pid| test_kill_process(pid).is_ok()) {
        assert!(Instant::now() < deadline, "it lives on without a terminal");
        // The end of somebody else's child has no bell.
        std::thread::sleep(Duration::from_millis(5));
    }
    drop(term);
    home.assert_nobody_is_left();
    let again = open(&home);
    again.wait_for("draft");
}

/// What a basic terminal does not know it may print: a title, the shape of the cursor, brackets around what is pasted.
#[test]
fn a_basic_terminal_is_told_nothing_that_it_could_print() {
    for (kind, coloured) in [("linux", true), ("vt100", false)] {
        let home = Home::new().with("TERM", kind);
        let mut term = open(&home);
        term.press("e");
        term.wait_for("ctrl-s");
        term.signal(Signal::TERM);
        assert_eq!(term.wait_for_end(), 0);
        term.assert_restored();
        let written = String::from_utf8(term.written()).unwrap();
        let unknown = [
            "\x1b]", "\x1bP", "[6 q", "[0 q", "?2004", "[22;", "[23;", "38;", "48;",
        ];
        for unknown in unknown {
            assert!(!written.contains(unknown), "{kind}: {unknown:?}");
        }
        let colours = (30..38).chain(90..98).map(|code| format!("{code}m"));
        let found = colours.into_iter().any(|code| written.contains(&code));
        assert_eq!(found, coloured, "{kind}");
    }
}
