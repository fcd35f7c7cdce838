//! Line by line: in a terminal that can do nothing else, in a pipe, and where it is asked for.

use super::harness::Term;
use super::home::Home;

const ASKS: &str = "rolo>";

fn dumb() -> Home {
    let home = Home::new().with("TERM", "dumb");
    home.run(&["workspace", "add", "team"]).good();
    home.run(&["create", "name=Acme", "website=www.acme.example"])
        .good();
    home
}

fn open(home: &Home, args: &[&str]) -> Term {
    let term = home.terminal(args, 100, 30);
    term.wait_for(ASKS);
    assert!(!term.is_full_screen());
    term
}

fn website(home: &Home) -> String {
    home.run(&["list", "--columns", "website", "--format", "csv"])
        .good()
}

#[test]
fn a_dumb_terminal_does_everything_by_questions() {
    let home = dumb();
    let mut term = open(&home, &[]);
    for (typed, asks_then) in [
        ("acme\r", "1. Acme"),
        ("1\r", "Acme>"),
        ("e website\r", "Website (www.acme.example):"),
        ("www.new.example\r", "Acme, edit>"),
        ("s\r", "Saved Acme: 1 field"),
        ("new\r", "Name (empty):"),
        ("Beta\r", "Beta, edit>"),
        ("s\r", "Saved Beta as a new customer"),
    ] {
        term.press(typed);
        term.wait_for(asks_then);
    }
    term.press("q\r");
    assert_eq!(term.wait_for_end(), 0);
    term.assert_restored();
    assert!(website(&home).contains("www.new.example"));
}

#[test]
fn ctrl_c_leaves_and_what_was_typed_is_kept() {
    let home = dumb();
    let mut term = open(&home, &["acme"]);
    for (typed, asks_then) in [
        ("e 1\r", "Acme, edit>"),
        ("website\r", "Website ("),
        ("www.kept.example\r", "Acme, edit>"),
        ("desc\r", "new text"),
        ("a line\r", "…"),
    ] {
        term.press(typed);
        term.wait_for(asks_then);
    }
    term.press("\x03");
    term.wait_for("What was typed about Acme is kept");
    assert_eq!(term.wait_for_end(), 0);
    term.assert_restored();
    let again = home.run_with_input(&["--plain", "acme"], "e 1\nc\ns\nq\n");
    let heard = again.good();
    for said in ["www.kept.example", "a line", "Saved Acme: 2 fields"] {
        assert!(heard.contains(said), "{said}: {heard}");
    }
}

#[test]
fn ctrl_d_is_the_end_of_what_is_said() {
    let home = dumb();
    let mut term = open(&home, &["--plain"]);
    term.press("\x04");
    assert_eq!(term.wait_for_end(), 0);
    term.assert_restored();
}

#[test]
fn a_pipe_holds_a_whole_conversation() {
    let home = dumb();
    let heard = home.run_with_input(&["--plain"], "acme\n1\nq\n").good();
    assert!(
        heard.contains("rolo> acme\n“acme” finds 1 of 1 customer."),
        "{heard}"
    );
    assert!(heard.contains("Website: www.acme.example"), "{heard}");
    assert!(heard.ends_with("Acme> q\n"), "{heard}");
    assert!(!heard.contains('\x1b'), "{heard:?}");
}

#[test]
fn a_form_that_ends_without_a_word_is_gone_on_with() {
    let home = dumb();
    let first = home.run_with_input(&["--plain"], "new\nGamma\nwebsite\nwww.gamma.example");
    let first = first.good();
    assert!(
        first.contains("What was typed about Gamma is kept"),
        "{first}"
    );
    let then = home.run_with_input(&["--plain"], "new\ns\nq\n").good();
    assert!(then.contains("Saved Gamma as a new customer"), "{then}");
    assert!(website(&home).contains("www.gamma.example"));
}

#[test]
fn a_terminal_that_could_show_a_screen_is_left_alone_when_lines_are_asked_for() {
    let home = Home::new();
    let mut term = open(&home, &["--plain", "volks"]);
    term.wait_for("1. Volkswagen Group");
    term.press("q\r");
    assert_eq!(term.wait_for_end(), 0);
    assert!(!term.is_full_screen());
    term.assert_restored();
}

#[test]
fn lines_are_for_no_verb_and_no_format() {
    let home = dumb();
    for args in [
        &["--plain", "list"][..],
        &["--plain", "--json"],
        &["--plain", "--format", "csv"],
    ] {
        let ran = home.run(args);
        assert_eq!(ran.code, Some(2), "{args:?}: {ran:?}");
    }
}

#[test]
fn choosing_for_another_program_goes_line_by_line_too() {
    let home = dumb();
    let mut term = home.terminal(&["pick", "acme"], 100, 30);
    term.wait_for("1. Acme");
    assert!(!term.is_full_screen());
    term.press("1\r");
    assert_eq!(term.wait_for_end(), 0);
    term.assert_restored();
}

#[test]
fn a_setting_opens_lines_where_a_screen_would_be() {
    let home = Home::new();
    std::fs::create_dir_all(home.data().with_file_name("config")).unwrap();
    let file = home.data().with_file_name("config").join("config.toml");
    std::fs::write(file, "plain = true\n").unwrap();
    let mut term = open(&home, &["volks"]);
    term.wait_for("1. Volkswagen Group");
    term.press("q\r");
    assert_eq!(term.wait_for_end(), 0);
}
