//! Copying with the real binary: by a program where there is one, else by the terminal, else by hand. What is said of it
//! is what has happened.

use std::os::unix::fs::PermissionsExt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::harness::Term;
use super::home::Home;

const ENTER: &str = "\r";

/// A home in which this program answers to a name.
fn home_with_program(folder: &tempfile::TempDir, name: &str, script: &str) -> Home {
    let program = folder.path().join(name);
    std::fs::write(&program, format!("#!/bin/sh\n{script}\n")).unwrap();
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
    let path = std::env::var("PATH").unwrap_or_default();
    Home::new().with("PATH", &format!("{}:{path}", folder.path().display()))
}

/// What the terminal was told to take, between what must stand before and behind it.
#[track_caller]
fn taken(term: &Term, before: &str, behind: &str) -> String {
    let written = String::from_utf8(term.written()).unwrap();
    assert_eq!(written.matches("]52;").count(), 1, "once");
    let from = written.find(before).unwrap() + before.len();
    let length = written[from..].find(behind).unwrap();
    let coded = &written[from..from + length];
    String::from_utf8(STANDARD.decode(coded).unwrap()).unwrap()
}

/// Asks for the website of the first customer that is named so.
fn copy_website(term: &mut Term) {
    term.wait_for("1,735");
    term.press("/volkswagen\r");
    term.wait_for("Volkswagen Group");
    term.press("y");
    term.wait_for("Copy from");
    term.press("website");
    term.wait_without("vCard");
    term.press(ENTER);
}

fn leave(mut term: Term) {
    term.press("q");
    assert_eq!(term.wait_for_end(), 0);
    term.assert_restored();
}

#[test]
fn a_program_of_this_machine_gets_the_field_and_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let script = "exec cat > \"$HOME/clipboard\"";
    let home = home_with_program(&folder, "xclip", script).with("DISPLAY", ":77");
    let mut term = home.terminal(&[], 120, 40);
    copy_website(&mut term);
    term.wait_for("copied by xclip");
    assert!(home.read("clipboard").contains("volkswagen"));
    assert!(!String::from_utf8_lossy(&term.written()).contains("]52;"));
    leave(term);
}

#[test]
fn a_far_terminal_is_told_and_nothing_more_is_claimed() {
    let home = Home::new()
        .with("SSH_CONNECTION", "192.0.2.1 1 192.0.2.2 22")
        .with("DISPLAY", ":77");
    let mut term = home.terminal(&[], 120, 40);
    copy_website(&mut term);
    term.wait_for("sent to the terminal");
    assert!(taken(&term, "\x1b]52;c;", "\x07").contains("volkswagen"));
    leave(term);
}

#[test]
fn a_tmux_that_takes_it_is_named_and_one_that_does_not_passes_it_on() {
    let folder = tempfile::tempdir().unwrap();
    for (script, said) in [
        ("exec cat > \"$HOME/$1\"", "copied by tmux"),
        ("exit 1", "sent to the terminal"),
    ] {
        let home = home_with_program(&folder, "tmux", script).with("TMUX", "/nowhere,1,0");
        let mut term = home.terminal(&[], 120, 40);
        copy_website(&mut term);
        term.wait_for(said);
        let text = match said {
            "copied by tmux" => home.read("load-buffer"),
            _ => taken(&term, "\x1bPtmux;\x1b\x1b]52;c;", "\x07\x1b\\"),
        };
        assert!(text.contains("volkswagen"), "{text}");
        leave(term);
    }
}

#[test]
fn screen_passes_it_on() {
    let home = Home::new()
        .with("TERM", "screen")
        .with("STY", "1.pts-0.host");
    let mut term = home.terminal(&[], 120, 40);
    copy_website(&mut term);
    term.wait_for("sent to the terminal");
    assert!(taken(&term, "\x1bP\x1b]52;c;", "\x07\x1b\\").contains("volkswagen"));
    leave(term);
}

#[test]
fn more_than_terminals_take_is_not_sent_and_not_said_to_be() {
    let home = Home::new().with("SSH_CONNECTION", "192.0.2.1 1 192.0.2.2 22");
    let long = format!("description={}", "0123456789 ".repeat(6_000));
    home.run(&["create", "name=Longwinded Ltd", &long]).good();
    let mut term = home.terminal(&["longwinded"], 120, 40);
    term.wait_for("Longwinded");
    term.press("y");
    term.wait_for("Copy from");
    term.press("JSON");
    term.wait_without("vCard");
    term.press(ENTER);
    term.wait_for("too long");
    assert!(!String::from_utf8_lossy(&term.written()).contains("]52;"));
    term.press("x");
    term.wait_without("too long");
    leave(term);
}

#[test]
fn a_terminal_without_a_clipboard_shows_the_text_alone() {
    let home = Home::new().with("TERM", "linux");
    let mut term = home.terminal(&[], 120, 40);
    copy_website(&mut term);
    let screen = term.wait_for("this terminal has no clipboard");
    let first = screen.lines().next().unwrap_or_default();
    assert!(first.contains("volkswagen"), "{screen}");
    assert!(!screen.contains('│'), "{screen}");
    term.press("x");
    term.wait_without("no clipboard");
    leave(term);
}
