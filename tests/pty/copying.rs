//! Copying with the real binary: by a program where there is one, else by the terminal, else by hand.

use std::os::unix::fs::PermissionsExt;

use super::harness::{Home, Term};

const ENTER: &str = "\r";

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
    let program = folder.path().join("xclip");
    std::fs::write(&program, "#!/bin/sh\nexec cat > \"$HOME/clipboard\"\n").unwrap();
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
    let path = format!(
        "{}:{}",
        folder.path().display(),
        std::env::var("PATH").unwrap_or_default()
    );
    let home = Home::new().with("PATH", &path).with("DISPLAY", ":77");
    let mut term = home.terminal(&[], 120, 40);
    copy_website(&mut term);
    term.wait_for("copied by xclip");
    assert!(home.read("clipboard").contains("volkswagen"));
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
