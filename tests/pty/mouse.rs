//! The mouse on a real terminal: nothing of it before it is asked for, and nothing of it left behind.

use super::harness::Term;
use super::home::Home;

fn open(home: &Home) -> Term {
    let term = home.terminal(&[], 80, 24);
    term.wait_for("1 of");
    term
}

/// A press of the left button, as terminals of today report it; columns and lines count from 1.
fn press(term: &mut Term, column: u16, line: u16) {
    term.press(&format!("\x1b[<0;{column};{line}M\x1b[<0;{column};{line}m"));
}

#[test]
fn a_click_selects_once_the_mouse_is_on_and_it_is_off_again_after_the_end() {
    let home = Home::new();
    let mut term = open(&home);
    assert!(!term.tells_of_the_mouse(), "off out of the box");
    term.press("\x1b[17~");
    term.wait_for("with Shift held");
    assert!(term.tells_of_the_mouse());
    press(&mut term, 12, 6);
    term.wait_for("4 of");
    term.press("\x1b[17~");
    term.wait_for("the terminal's again");
    assert!(!term.tells_of_the_mouse());
    term.press("\x1b[17~");
    term.wait_for("with Shift held");
    term.press("q");
    assert_eq!(term.wait_for_end(), 0);
    term.assert_restored();
}

#[test]
fn a_panic_takes_the_mouse_back_too() {
    let home = Home::new().with("ROLO_FAULT", "panic");
    let mut term = open(&home);
    term.press("\x1b[17~");
    term.wait_for("with Shift held");
    term.press("\x1b[24~");
    assert_eq!(term.wait_for_end(), 1);
    term.assert_restored();
}

#[test]
fn a_shell_has_its_mouse_while_rolo_is_stopped() {
    let home = Home::new();
    std::fs::create_dir_all(home.data().with_file_name("config")).unwrap();
    let file = home.data().with_file_name("config").join("config.toml");
    std::fs::write(file, "mouse = true\n").unwrap();
    let mut term = home.shell(&["-i"], 80, 24);
    term.wait_for("ready>");
    term.press("\"$ROLO\"\r");
    term.wait_for("1 of");
    assert!(term.tells_of_the_mouse(), "the setting says so");
    term.press("\x1a");
    term.wait_until("the shell", |screen| screen.trim_end().ends_with("ready>"));
    assert!(!term.tells_of_the_mouse());
    term.press("fg\r");
    term.wait_for("1 of");
    assert!(term.tells_of_the_mouse());
    press(&mut term, 12, 6);
    term.wait_for("4 of");
    term.press("q");
    term.wait_until("the shell", |screen| screen.trim_end().ends_with("ready>"));
    assert!(!term.tells_of_the_mouse());
    term.press("exit\r");
    assert_eq!(term.wait_for_end(), 0);
}
