//! A day's work through the keyboard alone, over the workspace of this machine and over a server.

use std::io::{BufRead, BufReader};
use std::process::{Child, Stdio};

use super::harness::Term;
use super::home::Home;

const ENTER: &str = "\r";
const ESC: &str = "\x1b";
pub const SAVE: &str = "\x13";

/// The label of the form's line that has the focus.
fn focused(screen: &str) -> Option<&str> {
    screen
        .lines()
        .find_map(|line| line.strip_prefix('▸'))
        .map(str::trim_start)
}

/// Goes to the next field of this name.
pub fn focus(term: &mut Term, label: &str) {
    for _ in 0..120 {
        let screen = term.text();
        let here = focused(&screen).map(str::to_owned);
        let is_there = here
            .as_deref()
            .and_then(|line| line.strip_prefix(label))
            .is_some_and(|rest| rest.is_empty() || rest.starts_with("  "));
        if is_there {
            return;
        }
        term.press("\t");
        term.wait_until("the focus to move", |now| focused(now) != here.as_deref());
    }
    panic!("there is no field {label}; the screen:\n{}", term.text());
}

/// Adds an element to a group and waits until the focus is in it.
fn add(term: &mut Term, adder: &str) {
    focus(term, adder);
    term.press(ENTER);
    term.wait_until("the new element", |screen| {
        focused(screen).is_some_and(|line| !line.starts_with(adder))
    });
}

fn search(term: &mut Term, text: &str, found: &str) {
    if term.text().contains(" in all") {
        term.press(ESC);
        term.wait_without(" in all");
    }
    term.press("/");
    term.wait_for("Esc clear the search");
    term.press(text);
    term.wait_for(found);
    term.press(ENTER);
    term.wait_without("Esc clear the search");
}

fn correct_a_customer(term: &mut Term) {
    search(term, "volks", "Volkswagen Group");
    term.press("e");
    term.wait_for("ctrl-s save");
    focus(term, "Status");
    term.press(ENTER);
    term.wait_for("type to filter");
    term.press("prosp");
    term.wait_without("Inactive");
    term.press(ENTER);
    term.wait_for("Prospect");
    focus(term, "Description");
    term.press("Line one");
    term.press(ENTER);
    term.press("Line two");
    term.press(ENTER);
    term.press("Line three");
    term.wait_for("Line three");
    add(term, "+ add phone");
    focus(term, "Phone");
    term.press("+49 5361 9000");
    term.wait_for("+49 5361 9000");
    term.press(SAVE);
    term.wait_for("Saved Volkswagen Group");
}

fn create_a_customer(term: &mut Term) {
    term.press("n");
    term.wait_for("New customer");
    focus(term, "Name");
    term.press("Zeta Works");
    for (street, city) in [("1 First Street", "Ulm"), ("2 Second Street", "Bonn")] {
        add(term, "+ add address");
        focus(term, "Line 1");
        term.press(street);
        term.wait_for(street);
        focus(term, "City");
        term.press(city);
        term.wait_for(city);
    }
    term.press(SAVE);
    term.wait_for("Saved Zeta Works");
}

fn delete_a_customer(term: &mut Term) {
    search(term, "montabaur", "1&1");
    term.press("d");
    term.wait_for("Delete 1&1");
    term.press("y");
    term.wait_for("Deleted 1&1");
}

fn quit(term: &mut Term) {
    term.press("q");
    assert_eq!(term.wait_for_end(), 0);
    term.assert_restored();
}

/// Opens a customer in a new run and returns what its detail shows.
fn read_again(home: &Home, query: &str, name: &str, awaited: &str) -> String {
    let mut term = home.terminal(&[query], 90, 60);
    term.wait_for(name);
    term.press(ENTER);
    let text = term.wait_until("the detail", |screen| {
        screen.contains("Customer id") && screen.contains(awaited)
    });
    term.press("q");
    term.wait_for("Enter open");
    quit(&mut term);
    text
}

fn a_day(home: &Home) {
    let mut term = home.terminal(&[], 120, 40);
    term.wait_for("1,735");
    correct_a_customer(&mut term);
    create_a_customer(&mut term);
    delete_a_customer(&mut term);
    quit(&mut term);

    let corrected = read_again(home, "volks", "Volkswagen Group", "Line three");
    for text in ["Prospect", "Line one", "Line two", "+49 5361 9000"] {
        assert!(corrected.contains(text), "{text} is missing:\n{corrected}");
    }
    let created = read_again(home, "zeta works", "Zeta Works", "2 Second Street");
    for text in ["1 First Street", "Ulm", "Bonn"] {
        assert!(created.contains(text), "{text} is missing:\n{created}");
    }
    assert_eq!(
        home.run(&["list", "montabaur", "--format", "ids"]).good(),
        ""
    );
}

#[test]
fn nothing_of_what_stood_on_the_screen_is_left() {
    let home = Home::new().with_one_screen();
    let line = "for n in 1 2 3 4 5 6 7 8 9; do echo LEFT BEHIND OVER THE WHOLE LINE AND MORE; done; exec \"$ROLO\" volks";
    let mut term = home.shell(&["-c", line], 80, 24);
    let screen = term.wait_for("Volkswagen Group");
    for word in ["LEFT", "BEHIND", "WHOLE", "MORE"] {
        assert!(!screen.contains(word), "{screen}");
    }
    quit(&mut term);
}

#[test]
fn a_days_work_on_this_machine() {
    a_day(&Home::new());
}

/// `rolo serve` of another home, until it is dropped.
pub struct Server {
    child: Child,
    pub url: String,
    pub api_key: String,
    pub access_key: String,
    _home: Home,
}

impl Server {
    pub fn start() -> Server {
        let home = Home::new();
        let mut child = home
            .command(&["serve", "--listen", "127.0.0.1:0"])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let (mut url, mut file) = (None, None);
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        while url.is_none() {
            let line = lines.next().expect("the server ended").unwrap();
            if let Some(path) = line.strip_prefix("the first keys are in ") {
                file = Some(path.to_owned());
            }
            url = line.strip_prefix("listening on ").map(str::to_owned);
        }
        let keys = std::fs::read_to_string(file.unwrap()).unwrap();
        let key = |name: &str| {
            let line = keys.lines().find_map(|line| line.strip_prefix(name));
            line.unwrap().to_owned()
        };
        Server {
            child,
            url: url.unwrap(),
            api_key: key("ROLO_API_KEY="),
            access_key: key("ROLO_ACCESS_KEY="),
            _home: home,
        }
    }

    /// A home that is logged in here.
    pub fn customer(&self) -> Home {
        let home = Home::new();
        let keys = format!("{}\n{}\n", self.api_key, self.access_key);
        home.run_with_input(&["login", "--base-url", &self.url, "--name", "team"], &keys)
            .good();
        home
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself; the test has said so then.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn a_days_work_over_a_server() {
    let server = Server::start();
    a_day(&server.customer());
}
