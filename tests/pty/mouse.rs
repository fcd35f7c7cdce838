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

/// A list with the customer beside it, and the mouse at work.
fn split(home: &Home) -> Term {
    let mut term = home.terminal(&[], 140, 20);
    term.wait_for("1 of");
    term.press("\x1b[17~");
    term.wait_for("with Shift held");
    term.press("\r");
    term.wait_until("the edge", |screen| edge(screen).is_some());
    term
}

/// In which column the edge between the list and the detail stands, counted from 1.
fn edge(screen: &str) -> Option<u16> {
    let line = screen.lines().nth(5)?;
    let column = line.chars().position(|c| c == '│')?;
    u16::try_from(column + 1).ok()
}

fn leave(mut term: Term) {
    term.press("\x1b\x1b");
    term.wait_until("the list alone", |screen| edge(screen).is_none());
    term.press("q");
    assert_eq!(term.wait_for_end(), 0);
    term.assert_restored();
}

#[test]
fn the_edge_between_list_and_detail_goes_where_it_is_dragged() {
    let home = Home::new();
    let mut term = split(&home);
    let from = edge(&term.text()).unwrap();
    for to in [from - 20, from + 7] {
        let at = edge(&term.text()).unwrap();
        term.press(&format!("\x1b[<0;{at};9M\x1b[<32;{};9M", (at + to) / 2));
        term.press(&format!("\x1b[<32;{to};12M\x1b[<0;{to};12m"));
        term.wait_until("the edge where it was let go", |screen| {
            edge(screen) == Some(to)
        });
    }
    // What moves afterwards takes nothing along.
    let before = edge(&term.text());
    term.press("\x1b[<32;40;9M");
    press(&mut term, 5, 8);
    term.wait_for("6 of");
    assert_eq!(edge(&term.text()), before);
    leave(term);
}

#[test]
fn the_wheel_scrolls_what_is_under_it() {
    let home = Home::new();
    let mut term = split(&home);
    let at = edge(&term.text()).unwrap();
    term.press("\x1b[<65;5;8M");
    term.wait_for("4 of");
    term.press("\x1b[<64;5;8M");
    term.wait_for("1 of");
    term.wait_for("│ General");
    term.press(&format!("\x1b[<65;{};8M", at + 10));
    let text = term.wait_without("│ General");
    assert!(text.contains(" 1 of"), "the list stays:\n{text}");
    term.press(&format!("\x1b[<64;{};8M", at + 10));
    term.wait_for("│ General");
    leave(term);
}

#[test]
fn a_double_click_opens_and_in_a_form_the_mouse_goes_to_fields() {
    let home = Home::new();
    let mut term = home.terminal(&["volkswagen group"], 100, 30);
    term.wait_for("Volkswagen Group");
    term.press("\x1b[17~");
    term.wait_for("with Shift held");
    press(&mut term, 12, 3);
    press(&mut term, 12, 3);
    term.wait_for("Website");
    term.press("e");
    let form = term.wait_for("ctrl-s save");
    let line = form.lines().position(|line| line.contains("Website"));
    press(&mut term, 40, u16::try_from(line.unwrap() + 1).unwrap());
    // The field under the pointer has the keys.
    term.press("\x15mouse.example");
    term.wait_until("the website", |screen| {
        let mut lines = screen.lines();
        lines.any(|line| line.contains("Website") && line.contains("mouse.example"))
    });
    let focus = |screen: &str| {
        screen
            .lines()
            .find(|line| line.starts_with('▸'))
            .map(str::to_owned)
    };
    let before = focus(&term.text());
    term.press("\x1b[<65;40;8M");
    term.wait_until("the wheel to go on", |screen| focus(screen) != before);
    term.press("\x1b[<64;40;8M");
    term.wait_until("and back", |screen| focus(screen) == before);
    // Its draft stays.
    term.press("\x1b");
    leave(term);
}
