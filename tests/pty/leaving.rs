//! Leaving: whatever ends the program, the terminal is as it was and what was typed is on disk.

use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

use super::harness::Term;
use super::home::Home;

const LIST: &str = "Volkswagen";

/// Opens the form of a customer and types into its name, without saving.
fn type_into_a_form(home: &Home) -> Term {
    let mut term = home.terminal(&["volks"], 100, 30);
    term.wait_for(LIST);
    term.press("e");
    term.wait_for("ctrl-s");
    term.press("Zz-typed ");
    term.wait_for("Zz-typed");
    term
}

/// Starts again and finds what was typed.
fn assert_draft_is_there(home: &Home) {
    let mut term = home.terminal(&["volks"], 100, 30);
    term.wait_for(LIST);
    term.wait_for("draft");
    term.press("e");
    term.wait_for("Zz-typed");
    drop(term);
}

/// Without what cannot be seen at the ends of lines.
fn tidy(screen: &str) -> String {
    let lines: Vec<&str> = screen.lines().map(str::trim_end).collect();
    lines.join("\n")
}

/// After the end: nobody goes on without a terminal.
fn assert_over(home: &Home) {
    home.assert_nobody_is_left();
    assert_draft_is_there(home);
}

#[test]
fn a_quit_leaves_the_terminal_as_it_was() {
    let home = Home::new();
    let mut term = home.terminal(&[], 100, 30);
    term.wait_for("rolo");
    assert!(term.is_full_screen());
    term.press("q");
    assert_eq!(term.wait_for_end(), 0);
    term.assert_restored();
    home.assert_nobody_is_left();
}

#[test]
fn a_terminal_with_one_screen_is_left_empty() {
    let home = Home::new().with_one_screen();
    let mut term = home.shell(&["-i"], 100, 30);
    term.wait_for("ready>");
    for leave in ["q", "\x1a"] {
        term.press("\"$ROLO\" volks\r");
        term.wait_for(LIST);
        term.press(leave);
        term.wait_until("the shell alone", |screen| {
            !screen.contains("Volkswagen Group") && screen.trim_end().ends_with("\nready>")
                || screen.trim_end() == "ready>"
        });
    }
    term.press("kill -9 %1; fg; exit\r");
    term.wait_for_end();
}

#[test]
fn signals_to_end_keep_the_draft() {
    for signal in [Signal::TERM, Signal::HUP, Signal::INT] {
        let home = Home::new();
        let mut term = type_into_a_form(&home);
        term.signal(signal);
        assert_eq!(term.wait_for_end(), 0, "{signal:?}");
        term.assert_restored();
        assert_over(&home);
    }
}

#[test]
fn a_panic_keeps_the_draft_and_is_one_sentence() {
    let home = Home::new().with("ROLO_FAULT", "panic");
    let mut term = type_into_a_form(&home);
    term.press("\x1b[24~");
    assert_eq!(term.wait_for_end(), 1);
    term.assert_restored();
    let text = term.wait_for("something inside rolo went wrong");
    assert!(!text.contains("panicked at"), "{text}");
    assert_over(&home);
}

#[test]
fn a_lost_terminal_keeps_the_draft() {
    let home = Home::new();
    let mut term = type_into_a_form(&home);
    term.hang_up("y");
    term.wait_for_end();
    assert_over(&home);
}

#[test]
fn a_terminal_that_is_lost_with_a_key_on_its_way_is_left_too() {
    // The signal and the end of the keys come at once, and either may be met first.
    for _ in 0..4 {
        let home = Home::new();
        let mut term = type_into_a_form(&home);
        term.hang_up_with("y", "z");
        term.wait_for_end();
        assert_over(&home);
    }
}

/// The binary as a shell's job in the foreground, and how the terminal was set before.
fn job(home: &Home) -> (Term, String) {
    let mut term = home.shell(&["-i"], 100, 30);
    term.wait_for("ready>");
    let before = term.settings();
    term.press("sh -c 'echo $$ > pid; exec \"$ROLO\" volks'\r");
    term.wait_for(LIST);
    assert_ne!(term.settings(), before);
    (term, before)
}

/// Goes on with the job and leaves it, then the shell.
fn go_on_and_leave(mut term: Term, before: &str) {
    term.press("fg\r");
    term.wait_until("the list again", |screen| {
        screen.contains(LIST) && !screen.contains("ready>")
    });
    assert!(term.is_full_screen());
    assert_ne!(term.settings(), before);
    term.press("q");
    term.wait_until("the shell again", |screen| {
        screen.trim_end().ends_with("ready>")
    });
    assert_eq!(term.settings(), before);
    term.press("exit\r");
    assert_eq!(term.wait_for_end(), 0);
    term.assert_restored();
}

#[test]
fn a_stopped_job_gives_the_terminal_back_and_goes_on_where_it_was() {
    let home = Home::new();
    let (mut term, before) = job(&home);
    term.press("\x1a");
    term.wait_for("Stopped");
    assert!(!term.is_full_screen());
    assert_eq!(term.settings(), before);
    go_on_and_leave(term, &before);
}

#[test]
fn a_job_that_others_stop_gives_the_terminal_back_too() {
    let home = Home::new();
    let (term, before) = job(&home);
    let pid = home.read("pid").trim().parse().ok().and_then(Pid::from_raw);
    kill_process(pid.unwrap(), Signal::TSTP).unwrap();
    term.wait_for("Stopped");
    assert!(!term.is_full_screen());
    assert_eq!(term.settings(), before);
    go_on_and_leave(term, &before);
}

#[test]
fn who_is_told_to_go_on_without_having_stopped_draws_everything_again() {
    let home = Home::new();
    let mut term = home.terminal(&["volks"], 100, 30);
    term.wait_for(LIST);
    term.wait_for_silence(Duration::from_millis(500));
    let before = tidy(&term.text());
    let written = term.bytes();
    term.signal(Signal::CONT);
    term.wait_until("the whole screen", |screen| {
        tidy(screen) == before && term.bytes() > written + before.len()
    });
    term.press("q");
    assert_eq!(term.wait_for_end(), 0);
    term.assert_restored();
}

#[test]
fn a_screen_at_rest_writes_nothing() {
    let home = Home::new();
    let mut term = home.terminal(&["volks"], 100, 30);
    term.wait_for(LIST);
    term.wait_for_silence(Duration::from_millis(500));
    let before = term.bytes();
    term.wait_for_silence(Duration::from_secs(1));
    assert_eq!(term.bytes(), before);
    term.press("q");
    term.wait_for_end();
}

/// Waits until no thread that was there has run for two seconds, not for a moment, and nothing was written; says how
/// long that took.
#[cfg(target_os = "linux")]
#[track_caller]
fn wait_for_sleep(terms: &[&Term]) -> Duration {
    let began = Instant::now();
    for term in terms {
        loop {
            let (bytes, before) = (term.bytes(), term.runs());
            term.wait_for_silence(Duration::from_secs(2));
            let mut after = term.runs();
            // Threads without work end by themselves.
            after.retain(|thread, _| before.contains_key(thread));
            let here = |thread: &String| after.contains_key(thread);
            let stayed = before.iter().filter(|(thread, _)| here(thread));
            if term.bytes() == bytes && stayed.eq(after.iter()) {
                break;
            }
            assert!(
                began.elapsed() < Duration::from_secs(60),
                "it wakes up: {before:#?} then {after:#?}"
            );
        }
    }
    began.elapsed()
}

#[cfg(target_os = "linux")]
#[test]
fn a_screen_at_rest_sleeps() {
    let home = Home::new();
    let mut term = home.terminal(&["volks"], 100, 30);
    term.wait_for(LIST);
    wait_for_sleep(&[&term]);
    term.press("q");
    assert_eq!(term.wait_for_end(), 0);
    term.assert_restored();
}

/// For a moment after a write the files are looked at some more, in both; then they sleep again, and neither wakes the
/// other.
#[cfg(target_os = "linux")]
#[test]
fn two_screens_on_one_workspace_sleep_again_after_a_write() {
    let home = Home::new();
    let mut one = home.terminal(&["volkswagen group"], 100, 30);
    let other = home.terminal(&["volkswagen group"], 100, 30);
    one.wait_for("1 of 1 ");
    other.wait_for("1 of 1 ");
    one.press("e");
    one.wait_for("ctrl-s save");
    super::work::focus(&mut one, "Website");
    one.press("\x15fleet.example\x13");
    one.wait_for("Saved Volkswagen Group");
    let took = wait_for_sleep(&[&one, &other]);
    println!("both slept {took:?} after the write, the last four seconds for certain");
    for mut term in [one, other] {
        term.press("q");
        assert_eq!(term.wait_for_end(), 0);
    }
}
