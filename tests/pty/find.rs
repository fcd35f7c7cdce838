//! Finding through the keyboard: what people type without accents, dots, spaces and care finds whom they mean,
//! and finds whom SQL finds over the same data.

use super::harness::Term;
use super::home::Home;

const ENTER: &str = "\r";
const ESC: &str = "\x1b";
const CTRL_U: &str = "\x15";

/// The names that hand-written SQL finds over the records of a workspace.
fn names(home: &Home, workspace: &str, condition: &str) -> Vec<String> {
    let file = home
        .data()
        .join(format!("workspaces/{workspace}/customers.db"));
    let db = rusqlite::Connection::open(file).unwrap();
    let mut find = db
        .prepare(&format!(
            "SELECT body ->> '$.customerName' FROM customers WHERE deleted = 0 AND {condition} ORDER BY 1"
        ))
        .unwrap();
    let rows = find.query_map([], |row| row.get(0)).unwrap();
    rows.collect::<Result<_, _>>().unwrap()
}

/// The names that `rolo list` finds.
fn listed(home: &Home, query: &[&str]) -> Vec<String> {
    let args = [&["list"], query, &["--json=name"]].concat();
    let listed = home.run(&args).good();
    let records: Vec<serde_json::Value> = serde_json::from_str(&listed).unwrap();
    let name = |record: &serde_json::Value| record["customerName"].as_str().unwrap().to_owned();
    let mut names: Vec<String> = records.iter().map(name).collect();
    names.sort();
    names
}

fn open(home: &Home, total: &str) -> Term {
    let mut term = home.terminal(&[], 120, 40);
    term.wait_for(total);
    term.press("/");
    term.wait_for("Enter to the list");
    term
}

/// Types a search in place of the one before.
fn type_in(term: &mut Term, text: &str) {
    term.press(CTRL_U);
    term.press(text);
    term.wait_for(&format!("/{text}"));
}

fn leave(mut term: Term) {
    term.press(ENTER);
    term.wait_without("Enter to the list");
    term.press("q");
    assert_eq!(term.wait_for_end(), 0);
    term.assert_restored();
}

/// A workspace of its own with these customers.
fn scratch() -> Home {
    let home = Home::new().with("ROLO_WORKSPACE", "scratch");
    home.run(&["workspace", "add", "scratch"]).good();
    for (name, more) in [
        ("Café Müller GmbH", "website=cafe-mueller.example"),
        ("I.B.M.", "status=Active"),
        ("Volkswagen", "status=Active"),
        ("Telefon AG", "phone=+49 (89) 123 456"),
        ("Nobody Ltd", "phone=+43 89 123 456"),
    ] {
        home.run(&["create", &format!("name={name}"), more]).good();
    }
    home
}

#[test]
fn what_is_typed_carelessly_finds_whom_sql_finds() {
    let home = scratch();
    let mut term = open(&home, "of 5");
    for (typed, condition) in [
        (
            "cafe muller",
            "body ->> '$.customerName' LIKE 'Café Müller%'",
        ),
        (
            "ibm",
            "replace(body ->> '$.customerName', '.', '') LIKE '%ibm%'",
        ),
        (
            "phone:0049-89 123",
            "EXISTS (SELECT 1 FROM json_each(body, '$.phoneNumbers') WHERE value ->> '$.phoneNumber' LIKE '+49 (89) 123%')",
        ),
    ] {
        let names = names(&home, "scratch", condition);
        let [name] = names.as_slice() else {
            panic!("{typed}: {names:?}");
        };
        type_in(&mut term, typed);
        term.wait_until(&format!("{name} alone"), |screen| {
            screen.contains("1 of 1 ·") && screen.contains(name.as_str())
        });
        assert_eq!(listed(&home, &[typed]), names);
    }
    leave(term);
}

#[test]
fn what_is_mistyped_finds_what_was_meant_and_says_so() {
    let home = scratch();
    let mut term = open(&home, "of 5");
    type_in(&mut term, "volkswgen");
    let screen = term.wait_for("no exact match · 1 similar");
    let row = screen.lines().find(|line| line.starts_with('≈'));
    assert!(
        row.is_some_and(|row| row.contains("Volkswagen")),
        "{screen}"
    );
    assert!(
        screen.contains("Similar: Volkswagen ≈ volkswgen"),
        "{screen}"
    );
    leave(term);

    let ran = home.run(&["list", "volkswgen", "--format", "ids"]);
    assert_eq!((ran.code, ran.out.as_str()), (Some(0), ""));
    assert!(
        ran.err
            .contains("nothing matches exactly; similar: Volkswagen"),
        "{}",
        ran.err
    );
}

#[test]
fn conditions_find_what_sql_finds_over_the_same_data() {
    let home = Home::new();
    home.run(&["list", "--limit", "1"]).good();
    let names = names(
        &home,
        "local",
        "' ' || (body ->> '$.statusName') LIKE '% active%'
         AND NOT EXISTS (SELECT 1 FROM json_each(body, '$.addresses') WHERE value ->> '$.city' LIKE '%munich%')
         AND (body ->> '$.annualRevenue') > 1000000000",
    );
    assert!(names.len() > 100, "the sample has many: {}", names.len());
    assert!(
        names.len() < listed(&home, &["status:active", "revenue:>1bn"]).len(),
        "somebody is in Munich"
    );
    assert_eq!(
        listed(&home, &["status:active", "-city:munich", "revenue:>1bn"]),
        names
    );
    let mut term = open(&home, "1,735");
    type_in(&mut term, "status:active -city:munich revenue:>1bn");
    let screen = term.wait_for(&format!("of {} ·", names.len()));
    assert!(screen.contains(&names[0]), "{screen}");
    leave(term);
}

#[test]
fn the_best_match_is_left_and_come_back_to_by_the_sort_picker() {
    let home = Home::new();
    let mut term = home.terminal(&[], 120, 40);
    term.wait_for("Name ▲");
    term.press("/");
    term.wait_for("Enter to the list");
    term.press("bank");
    term.wait_for("Name · best match");
    term.press(ENTER);
    term.wait_without("Enter to the list");
    for (typed, shown) in [
        ("name", "Name ▲"),
        ("name", "Name ▼"),
        ("best", "Name · best match"),
    ] {
        term.press("s");
        term.wait_for("Sort by");
        term.press(typed);
        term.wait_for(&format!("› {typed}"));
        term.press(ENTER);
        term.wait_for(shown);
        term.wait_without("Sort by");
    }
    term.press(ESC);
    term.wait_for("Name ▲");
    term.press("q");
    assert_eq!(term.wait_for_end(), 0);
}

#[test]
fn columns_without_room_are_counted_and_an_order_by_one_is_said() {
    let home = Home::new();
    let mut term = home.terminal(&[], 80, 24);
    term.wait_for("1,735");
    term.wait_for(" ›");
    term.press("s");
    term.wait_for("Sort by");
    term.press("assig");
    term.wait_for("› assig");
    term.press(ENTER);
    term.wait_for("sorted by Assignee ▲");
    term.press("q");
    assert_eq!(term.wait_for_end(), 0);
}

#[test]
fn who_was_opened_comes_first_in_the_next_run() {
    let home = Home::new();
    let first = |term: &Term| {
        let screen = term.wait_for("best match");
        let row = screen.lines().nth(2).unwrap_or_default().to_owned();
        row.split_whitespace().next().unwrap_or_default().to_owned()
    };
    let mut term = home.terminal(&["holding"], 120, 40);
    let before = first(&term);
    term.press("j\r");
    term.wait_for("General");
    term.press("q");
    term.wait_without("General");
    term.press("q");
    term.wait_without("/holding");
    term.press("q");
    assert_eq!(term.wait_for_end(), 0);
    let mut term = home.terminal(&["holding"], 120, 40);
    assert_ne!(first(&term), before);
    term.press("qq");
    assert_eq!(term.wait_for_end(), 0);
}
