//! Bulk work through the keyboard: twins beside a new form, the walk through duplicates, merging what is marked,
//! importing a file, and editing many.

use super::harness::Term;
use super::home::Home;

const ENTER: &str = "\r";
const ESC: &str = "\x1b";
const TAB: &str = "\t";
const F3: &str = "\x1bOR";
const CTRL_S: &str = "\x13";

/// A home with one firm written twice, and another.
fn twins() -> Home {
    let home = Home::new();
    home.run(&["workspace", "add", "team"]).good();
    for fields in [
        [
            "name=Acme Werkzeugbau GmbH",
            "phone=+49 89 4711 0815",
            "status=Active",
        ],
        [
            "name=ACME Werkzegbau",
            "phone=089 47110815; +49 89 555555",
            "website=acme.example",
        ],
        [
            "name=Huber Notariat",
            "phone=+49 30 1234567",
            "status=Active",
        ],
    ] {
        home.run(&[&["create"], &fields[..]].concat()).good();
    }
    home
}

fn count(home: &Home) -> usize {
    home.run(&["list", "--format", "ids"])
        .good()
        .lines()
        .count()
}

fn leave(mut term: Term) {
    term.press("q");
    assert_eq!(term.wait_for_end(), 0);
    term.assert_restored();
}

#[test]
fn who_is_here_already_is_told_while_a_new_customer_is_typed() {
    let home = twins();
    let mut term = home.terminal(&[], 120, 40);
    term.wait_for("Huber Notariat");
    term.press("n");
    term.wait_for("New customer");
    term.press("Huber Notariat");
    term.wait_for("Likely here already");
    term.press(F3);
    term.wait_for("same name");
    term.press(ENTER);
    let screen = term.wait_for("Edit  Huber Notariat");
    assert!(screen.contains("Draft of Huber Notariat kept"), "{screen}");
    term.press(ESC);
    term.wait_without("Edit  Huber");
    term.press("n");
    term.wait_for("Going on with the draft");
    term.press(ESC);
    term.wait_for("kept");
    leave(term);
}

#[test]
fn a_walk_through_duplicates_says_two_merges_and_takes_back() {
    let home = twins();
    let before = home
        .run(&[
            "list",
            "--format",
            "jsonl",
            "--columns",
            "name,phones,website",
        ])
        .good();
    let mut term = home.terminal(&[], 120, 40);
    term.wait_for("Huber Notariat");
    term.press("w");
    let screen = term.wait_for("1 of 1");
    assert!(screen.contains("same phone"), "{screen}");
    term.press("n");
    term.wait_for("That was the last pair");
    term.press(ESC);
    term.wait_for("Huber Notariat");
    term.press("w");
    term.wait_for("No two customers here are likely one");
    term.press(ESC);
    term.wait_for("Huber Notariat");
    leave(term);
    // What was said in one run holds in the next, and for scripts.
    assert_eq!(home.run(&["duplicates", "--format", "ids"]).good(), "");

    let home = twins();
    let mut term = home.terminal(&[], 120, 40);
    term.wait_for("Huber Notariat");
    term.press("w");
    term.wait_for("1 of 1");
    term.press(ENTER);
    term.wait_for("2 become one");
    term.press(ENTER);
    term.wait_for("That was the last pair");
    term.wait_for("Merged");
    assert_eq!(count(&home), 2);
    term.press("u");
    term.wait_for("1 of 1");
    term.wait_for("Undone");
    assert_eq!(count(&home), 3);
    let after = home
        .run(&[
            "list",
            "--format",
            "jsonl",
            "--columns",
            "name,phones,website",
        ])
        .good();
    assert_eq!(after, before);
    term.press(ESC);
    term.wait_for("Huber Notariat");
    leave(term);
}

#[test]
fn what_is_marked_becomes_one() {
    let home = twins();
    let mut term = home.terminal(&[], 80, 24);
    term.wait_for("Huber Notariat");
    term.press("  ");
    term.wait_for("●2");
    term.press("m");
    term.wait_for("2 become one");
    term.press(ENTER);
    term.wait_for("Merged");
    assert_eq!(count(&home), 2);
    leave(term);
}

#[test]
fn a_file_is_named_mapped_looked_through_taken_in_and_taken_back() {
    let home = twins();
    let file = home.data().with_file_name("firms.csv");
    let rows = "Firma;Status\nNeu AG;Active\nAlt AG;Aktiv\n;Active\n";
    std::fs::write(&file, rows).unwrap();
    let mut term = home.terminal(&[], 80, 24);
    term.wait_for("Huber Notariat");
    term.press("i");
    term.wait_for("firms.csv");
    term.press("fir");
    term.press(TAB);
    term.wait_for("~/firms.csv");
    term.press(ENTER);
    let screen = term.wait_for("1 of 3");
    assert!(
        screen.contains("no column is taken for the customer's name"),
        "{screen}"
    );
    assert!(screen.contains("“;” between cells"), "{screen}");
    term.press(ENTER);
    term.wait_for("Firma goes into");
    term.press("name");
    term.press(ENTER);
    term.wait_for("→ Name");
    term.wait_for("r what it would do");
    term.press("r");
    term.wait_for("“Aktiv”");
    term.press(ENTER);
    term.wait_for("“Aktiv” means");
    term.press("active");
    term.press(ENTER);
    let screen = term.wait_for("2 new");
    assert!(screen.contains("1 broken"), "{screen}");
    assert_eq!(count(&home), 3, "nothing was done by looking");
    term.press("i");
    term.wait_for("2 rows imported");
    term.wait_for("firms.rejected.csv");
    let rejects = std::fs::read_to_string(file.with_file_name("firms.rejected.csv")).unwrap();
    assert!(rejects.contains("Name: is needed"), "{rejects}");
    assert_eq!(count(&home), 5);
    term.press("u");
    term.wait_for("Undone");
    assert_eq!(count(&home), 3);
    term.press(ESC);
    term.wait_for("Huber Notariat");
    leave(term);
}

#[test]
fn a_path_that_leads_nowhere_is_refused_where_it_was_typed() {
    let home = twins();
    let folder = home.data().with_file_name("lists.csv");
    std::fs::create_dir(&folder).unwrap();
    std::fs::write(folder.join("empty.csv"), "").unwrap();
    std::fs::write(folder.join("packed.csv"), [0; 3_000]).unwrap();
    std::fs::write(folder.join("good.csv"), "name\nNeu AG\n").unwrap();
    let mut term = home.terminal(&[], 80, 24);
    term.wait_for("Huber Notariat");
    term.press("i");
    term.wait_for("which file?");
    // The end is another each time; the folder is typed once.
    let mut typed = "lists.csv/none.csv";
    term.press(typed);
    for (why, next) in [
        ("There is no file", "empty.csv"),
        ("there is nothing in it", "packed.csv"),
        ("this is no text", "good.csv"),
    ] {
        term.press(ENTER);
        let screen = term.wait_for(why);
        assert!(screen.contains(&format!("› ~/{typed}")), "{screen}");
        let end = typed.rsplit('/').next().unwrap_or_default().len();
        term.press(&"\x7f".repeat(end));
        term.wait_without(why);
        term.press(next);
        typed = match next {
            "empty.csv" => "lists.csv/empty.csv",
            "packed.csv" => "lists.csv/packed.csv",
            _ => "lists.csv/good.csv",
        };
    }
    term.press(ENTER);
    term.wait_for("1 of 3");
    term.press(ESC);
    term.wait_for("which file?");
    term.press(ESC);
    term.wait_for("Huber Notariat");
    leave(term);
}

#[test]
fn an_import_goes_on_while_somebody_looks_something_up() {
    let home = twins();
    let file = home.data().with_file_name("firms.csv");
    let rows: String = (0..8_000).map(|nth| format!("Firma {nth},Ulm\n")).collect();
    std::fs::write(&file, format!("name,city\n{rows}")).unwrap();
    let mut term = home.terminal(&[], 100, 24);
    term.wait_for("Huber Notariat");
    term.press("i");
    term.wait_for("firms.csv");
    term.press("firms.csv");
    term.press(ENTER);
    term.wait_for("1 of 3");
    term.press("r");
    term.wait_for("8,000 new");
    term.press("i");
    term.wait_for("leave it running");
    term.press(ESC);
    term.wait_for("It goes on");
    // A second one is refused, and looking something up is not.
    term.press("b");
    term.wait_for("firms.csv is being imported");
    term.press("/huber");
    term.wait_for("Huber Notariat");
    term.press(ENTER);
    term.press("W");
    term.wait_for("3 of 3");
    term.press("x");
    term.wait_for("Stopping");
    term.press(ESC);
    let screen = term.wait_for("W says more");
    assert!(screen.contains("imported"), "{screen}");
    term.press("W");
    let screen = term.wait_for("rows imported");
    assert!(
        screen.contains("not imported, as it was stopped"),
        "{screen}"
    );
    term.press("u");
    term.wait_for("Undone");
    assert_eq!(count(&home), 3, "a clean half, and none of it any more");
    term.press(ESC);
    term.wait_for("Huber Notariat");
    leave(term);
}

#[test]
fn many_are_edited_in_one_way_after_it_was_shown() {
    let home = twins();
    let mut term = home.terminal(&[], 100, 30);
    term.wait_for("Huber Notariat");
    term.press("b");
    term.wait_for("all 3 of the list");
    term.press("web");
    term.wait_for("Change the field");
    term.press(ENTER);
    term.wait_for("set to");
    term.press(TAB);
    term.press("new.example");
    let screen = term.wait_for("3 change");
    assert!(screen.contains("acme.example → new.example"), "{screen}");
    term.press(CTRL_S);
    term.wait_for("3 customers changed");
    let listed = home
        .run(&["list", "website:new.example", "--format", "ids"])
        .good();
    assert_eq!(listed.lines().count(), 3);
    term.press("u");
    term.wait_for("Undone");
    let listed = home
        .run(&["list", "website:acme.example", "--format", "ids"])
        .good();
    assert_eq!(listed.lines().count(), 1);
    leave(term);
}
