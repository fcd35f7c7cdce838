//! The editor of this machine, from the screen: it has the terminal and every key, and nothing is lost however it
//! ends.

use std::os::unix::fs::PermissionsExt;

use rustix::process::Signal;

use super::harness::Term;
use super::home::Home;

/// An editor that keeps what it was given, reads a line from the terminal in its own way, and does as it says. It
/// leaves nothing on the screen, so that each time its question is a new one.
const EDITOR: &str = r#"
stty -a > "$HOME/modes"
stat -c %a "$1" > "$HOME/mode"
cp "$1" "$HOME/given"
printf '%s' "$1" > "$HOME/name"
printf '\033[2J\033[Heditor> '
read -r line
printf '\033[2J\033[H'
case "$line" in
  keep) ;;
  fail) printf 'half' > "$1"; exit 3 ;;
  raw) stty raw -echo; kill -9 $$ ;;
  die) printf 'half' > "$1"; kill -9 $$ ;;
  interrupt) kill -INT 0 ;;
  page) sed -i 's/^name = .*/name = "Paged AG"/' "$1" ;;
  broken) printf 'name = = 1\n' > "$1" ;;
  *) printf '%s\n' "$line" > "$1" ;;
esac
"#;

fn home() -> Home {
    let home = Home::new();
    let script = home.data().with_file_name("editor.sh");
    std::fs::write(&script, EDITOR).unwrap();
    let words = format!("sh {}", script.display());
    home.with("EDITOR", &words)
}

fn open(home: &Home) -> Term {
    let mut term = home.terminal(&["volks"], 100, 30);
    term.wait_for("Volkswagen");
    term.press("e");
    term.wait_for("ctrl-s");
    term
}

/// Opens the editor on the name, and lets it do something.
fn do_there(term: &mut Term, line: &str) {
    term.press("\x05");
    term.wait_for("editor>");
    assert!(!term.is_full_screen(), "the screen is given away");
    term.press(&format!("{line}\r"));
    term.wait_for("ctrl-s");
    assert!(term.is_full_screen(), "the screen is back");
}

/// From a form, without an Esc that the next key could be taken for a part of.
fn leave(mut term: Term) {
    term.press("\x03");
    term.wait_for("/ search");
    quit(term);
}

fn quit(mut term: Term) {
    term.press("\x03");
    assert_eq!(term.wait_for_end(), 0);
    term.assert_restored();
}

/// A sentence may go over the end of a line.
fn on_one_line(screen: &str) -> String {
    let words: Vec<&str> = screen.split_whitespace().collect();
    words.join(" ")
}

fn texts(home: &Home) -> usize {
    let all = walk(&home.data());
    all.iter().filter(|name| name.starts_with("text-")).count()
}

fn walk(folder: &std::path::Path) -> Vec<String> {
    let mut names = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        match entry.file_type().unwrap().is_dir() {
            true => names.extend(walk(&entry.path())),
            false => names.push(entry.file_name().to_string_lossy().into_owned()),
        }
    }
    names
}

#[test]
fn the_editor_gets_every_key_and_the_field_what_was_written() {
    let home = home();
    let mut term = open(&home);
    // Letters that mean something in the form too, sent as fast as they go.
    do_there(&mut term, "jjkk q? Zwickau AG");
    term.wait_for("jjkk q? Zwickau AG");
    assert_eq!(home.read("mode").trim(), "600");
    assert!(home.read("given").starts_with("Volkswagen"));
    assert!(
        home.read("modes").contains(" icanon"),
        "the terminal is as it was"
    );
    assert_eq!(texts(&home), 0);
    term.press("!");
    term.wait_for("Zwickau AG!");
    // Both are one step each.
    term.press("\x1a\x1a");
    term.wait_without("Zwickau");
    leave(term);
}

#[test]
fn however_it_ends_the_field_is_as_it_was_and_it_is_said() {
    let home = home();
    let mut term = open(&home);
    do_there(&mut term, "keep");
    term.wait_for("Nothing was changed in the editor");
    // A shell that stands between says 137 for signal 9.
    for (line, said) in [
        ("fail", ["exit status: 3"; 2]),
        ("die", ["signal: 9", "exit status: 137"]),
    ] {
        do_there(&mut term, line);
        term.wait_until("what happened and where the text is", |screen| {
            let screen = on_one_line(screen);
            said.iter().any(|said| screen.contains(said)) && screen.contains("is kept in")
        });
        term.wait_for("Volkswagen");
        let file = home.read("name");
        assert_eq!(std::fs::read_to_string(&file).unwrap(), "half");
        let mode = std::fs::metadata(&file).unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "for its owner alone");
        std::fs::remove_file(file).unwrap();
    }
    // Its own ctrl-c is not the end of rolo.
    do_there(&mut term, "interrupt");
    leave(term);
}

#[test]
fn an_editor_that_was_killed_leaves_no_shell_without_echo() {
    let home = home();
    let mut term = open(&home);
    do_there(&mut term, "raw");
    leave(term);
}

#[test]
fn an_editor_ends_with_rolo() {
    let home = home();
    let mut term = open(&home);
    term.press("\x05");
    term.wait_for("editor>");
    let bytes = term.bytes();
    term.signal(Signal::TERM);
    assert_eq!(term.wait_for_end(), 0);
    home.assert_nobody_is_left();
    // A shell may say that what it ran was hung up on.
    let after = term.written();
    let after = after.get(bytes..).unwrap_or_default();
    assert!(
        !after.contains(&0x1b),
        "painted over the shell: {:?}",
        String::from_utf8_lossy(after)
    );
    term.assert_restored();
}

#[test]
fn an_editor_that_is_not_there_is_named() {
    let home = Home::new().with("VISUAL", "/no/such/editor");
    let mut term = open(&home);
    term.press("\x05");
    term.wait_for("“/no/such/editor” cannot be started");
    term.press("!");
    term.wait_for("Volkswagen Group!");
    assert_eq!(texts(&home), 0);
    term.press("\x18");
    term.wait_for("Discard what you typed");
    term.press("y");
    term.wait_for("/ search");
    quit(term);
}

#[test]
fn a_whole_customer_is_changed_on_a_page() {
    let home = home();
    let mut term = home.terminal(&["volks"], 100, 30);
    term.wait_for("Volkswagen");
    term.press("E");
    term.wait_for("editor>");
    term.press("broken\r");
    term.wait_until("where the page is", |screen| {
        on_one_line(screen).contains("the page is kept: E goes on with it")
    });
    term.press("E");
    term.wait_for("editor>");
    assert_eq!(home.read("given"), "name = = 1\n");
    term.press("name = \"Paged AG\"\r");
    term.wait_for("stands in the form");
    term.wait_for("Paged AG");
    term.press("\x13");
    term.wait_for("/ search");
    quit(term);
    let shown = home.run(&["list", "paged", "--format", "csv"]).good();
    assert!(shown.contains("Paged AG"), "{shown}");
}
