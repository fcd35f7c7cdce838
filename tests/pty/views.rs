//! Finding and looking at customers through the keyboard: views, columns, orders, counts, earlier searches,
//! and choosing one for a script.

use super::harness::Term;
use super::home::Home;

const ENTER: &str = "\r";
const ESC: &str = "\x1b";
const UP: &str = "\x1b[A";
const CTRL_R: &str = "\x12";

fn search(term: &mut Term, text: &str) {
    term.press("/");
    term.wait_for("Enter to the list");
    term.press(text);
    term.wait_for(&format!("/{text}"));
    term.press(ENTER);
    term.wait_without("Enter to the list");
}

fn leave(mut term: Term) {
    term.press("q");
    assert_eq!(term.wait_for_end(), 0);
    term.assert_restored();
}

#[test]
fn a_view_with_its_columns_and_order_outlives_the_program() {
    let home = Home::new();
    let mut term = home.terminal(&[], 120, 40);
    term.wait_for("1,735");
    search(&mut term, "volks");
    term.wait_for("Volkswagen Group");
    term.press("c");
    term.wait_for("type to filter");
    term.press("website");
    term.wait_without("Skype");
    term.press(ENTER);
    term.wait_for("☑ Website");
    term.press(ESC);
    term.wait_without("☑ Website");
    term.press("s");
    term.wait_for("Sort by");
    term.press("city");
    term.press(ENTER);
    term.wait_for("City ▲");
    term.press("v");
    term.wait_for("All customers");
    term.press("a");
    term.press("Cars");
    term.press(ENTER);
    term.wait_for("Saved as “Cars”");
    term.press(ESC);
    term.wait_without("All customers");
    leave(term);

    let listed = home.run(&["views", "--format", "jsonl"]).good();
    assert!(
        listed.contains(r#""name":"Cars","query":"volks""#),
        "{listed}"
    );
    let text = home.run(&["views", "export"]).good();
    assert!(
        text.contains("sort = [\"city\"]") && text.contains("\"website\""),
        "{text}"
    );

    let mut term = home.terminal(&[], 120, 40);
    term.wait_for("1,735");
    term.press("1");
    let screen = term.wait_for("/volks");
    assert!(screen.contains("Cars"), "{screen}");
    term.wait_for("City ▲");
    term.press("0");
    term.wait_for("1,735");
    leave(term);
}

#[test]
fn a_view_that_cannot_be_read_is_not_taken_in_and_does_not_hide_the_others() {
    let home = Home::new();
    let take_in = |text: &str| home.run_with_input(&["views", "import", "-"], text);
    let good = "[[view]]\nname = \"Good\"\nquery = \"volks\"\n";
    for (more, said) in [
        (
            "[[view]]\nname = \"Bad\"\nquery = \"revenue:>much\"",
            "“Bad”",
        ),
        ("[[view]]\nname = \"Bad\"\ncolumns = [\"nam3\"]", "“Bad”"),
        ("[[view]]\nname = \"Bad\"\nsort = [\"nam3\"]", "“Bad”"),
        ("[[view]]\nname = \"Good\"", "two views “Good”"),
    ] {
        let ran = take_in(&format!("{good}{more}"));
        assert_eq!(ran.code, Some(2), "{more}: {ran:?}");
        assert!(ran.err.contains(said), "{more}: {}", ran.err);
    }
    assert!(!home.run(&["views", "export"]).good().contains("name"));
    take_in(&format!("{good}[[view]]\nname = \"Bad\"")).good();
    break_search_of(&home, "Bad");
    let listed = home.run(&["views", "--format", "jsonl"]).good();
    let lines: Vec<&str> = listed.lines().collect();
    assert_eq!(lines.len(), 2, "{listed}");
    assert!(lines[0].contains(r#""customers":"#), "{listed}");
    assert!(lines[1].contains(r#""error":"the search"#), "{listed}");
    let table = home.run(&["views", "--format", "table"]).good();
    assert!(table.contains("cannot be read at"), "{table}");
}

/// As a version with other searches may have left it.
fn break_search_of(home: &Home, name: &str) {
    let file = home.data().join("workspaces/local/workspace.db");
    let view = format!(r#"{{"name":"{name}","query":"revenue:>much"}}"#);
    let changed = rusqlite::Connection::open(file)
        .unwrap()
        .execute("update view set view = ?2 where name = ?1", [name, &view])
        .unwrap();
    assert_eq!(changed, 1);
}

#[test]
fn searches_are_remembered_from_day_to_day() {
    let home = Home::new();
    let mut term = home.terminal(&[], 100, 30);
    term.wait_for("1,735");
    search(&mut term, "volks");
    term.wait_for("1 of");
    leave(term);
    let mut term = home.terminal(&[], 100, 30);
    term.wait_for("1,735");
    term.press("/");
    term.wait_for("Enter to the list");
    term.press(UP);
    term.wait_for("/volks");
    term.press(CTRL_R);
    term.wait_for("Earlier searches");
    term.press(ENTER);
    term.wait_without("Earlier searches");
    term.press(ENTER);
    term.wait_without("Enter to the list");
    leave(term);
}

#[test]
fn the_result_is_counted_by_field() {
    let home = Home::new();
    let mut term = home.terminal(&[], 100, 30);
    term.wait_for("1,735");
    term.press("f");
    term.wait_for("By status");
    let screen = term.wait_for(" %");
    assert!(screen.contains('█'), "{screen}");
    term.press("\t");
    term.wait_for("By country");
    term.wait_for(" %");
    term.press(ENTER);
    term.wait_for("/country:");
    leave(term);
}

#[test]
fn choosing_one_leaves_its_id_and_nothing_else() {
    let home = Home::new();
    let ids = home.run(&["list", "volkswagen", "--format", "ids"]).good();
    let mut term = home.shell(&["-c", "\"$ROLO\" pick volkswagen > picked"], 100, 30);
    term.wait_for("Volkswagen");
    term.wait_for("take this one");
    term.press(ENTER);
    assert_eq!(term.wait_for_end(), 0);
    term.assert_restored();
    let picked = home.read("picked");
    assert!(
        ids.lines().any(|id| id == picked.trim_end()),
        "{picked:?} of {ids:?}"
    );
    let mut term = home.shell(&["-c", "\"$ROLO\" pick volkswagen > picked"], 100, 30);
    term.wait_for("take this one");
    term.press("\x03");
    assert_eq!(term.wait_for_end(), 1, "nothing was chosen");
    assert_eq!(home.read("picked"), "");
}

#[test]
fn choosing_begins_with_typing_and_a_quick_enter_takes_what_was_typed() {
    let home = Home::new();
    let ids = home.run(&["list", "volkswagen", "--format", "ids"]).good();
    let mut term = home.shell(&["-c", "\"$ROLO\" pick > picked"], 80, 24);
    term.wait_for("take this one");
    term.press("volkswagen\r");
    assert_eq!(term.wait_for_end(), 0);
    term.assert_restored();
    assert_eq!(home.read("picked").trim_end(), ids.lines().next().unwrap());
    let mut term = home.shell(&["-c", "\"$ROLO\" pick > picked"], 80, 24);
    term.wait_for("take this one");
    // To the list and out of it.
    term.press(ESC);
    term.wait_for("/ search");
    term.press("q");
    assert_eq!(term.wait_for_end(), 1);
    assert_eq!(home.read("picked"), "");
}
