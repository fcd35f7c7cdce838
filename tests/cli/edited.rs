//! A file that is exported, edited in a spreadsheet and imported again: what was edited is taken over, and
//! nothing that others did meanwhile is lost.

use super::home::{Home, counts};

fn two() -> (Home, Vec<i64>) {
    let home = Home::new();
    let file = home.file(
        "seed.csv",
        "name,website,phone,city\nAcme,acme.example,+49 1 23,Ulm\nBeta,beta.example,,Bonn\n",
    );
    home.import(&[&file]);
    let ids = home
        .records()
        .iter()
        .map(|r| r["customerId"].as_i64().unwrap())
        .collect();
    (home, ids)
}

fn exported(home: &Home) -> String {
    home.good(&["export", "--sort", "name"])
}

#[test]
fn only_edited_cells_are_taken_over() {
    let (home, _) = two();
    let edited = exported(&home)
        .replace("acme.example", "www.acme.example")
        .replace("Bonn", "Berlin");
    let path = home.file("edit.csv", edited);
    let shown = home.good(&["import", &path, "--key", "id", "--dry-run"]);
    // The summary names the fields of the columns, too.
    let rows = shown.lines().filter(|line| line.starts_with("{\"line\":"));
    let changes: usize = rows.map(|row| row.matches("\"field\":").count()).sum();
    assert_eq!(changes, 2, "{shown}");
    assert_eq!(counts(&home.import(&[&path, "--key", "id"])), [0, 2, 0, 0]);
    let records = home.records();
    assert_eq!(records[0]["website"], "www.acme.example");
    assert_eq!(records[1]["addresses"][0]["city"], "Berlin");
    // What was not touched keeps everything, ids too.
    assert!(records[0]["phoneNumbers"][0]["communicationId"].is_number());
}

#[test]
fn an_emptied_cell_clears_and_columns_may_be_moved_or_taken_out() {
    let (home, _) = two();
    let text = home.good(&[
        "export",
        "--sort",
        "name",
        "--columns",
        "name,website,phone",
    ]);
    let mut rows: Vec<Vec<String>> = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(text.as_bytes())
        .records()
        .map(|row| row.unwrap().iter().map(str::to_owned).collect())
        .collect();
    rows[1][3].clear();
    for row in &mut rows {
        row.reverse();
        // The phones.
        row.remove(1);
    }
    let lines: Vec<String> = rows.iter().map(|row| row.join(",")).collect();
    let path = home.file("edit.csv", lines.join("\n"));
    assert_eq!(counts(&home.import(&[&path, "--key", "id"])), [0, 1, 1, 0]);
    let records = home.records();
    assert_eq!(records[0]["website"], "");
    assert_eq!(records[0]["phoneNumbers"][0]["phoneNumber"], "+49 1 23");
}

#[test]
fn what_others_changed_meanwhile_is_kept_and_told() {
    let (home, ids) = two();
    let text = exported(&home);
    let acme = ids[0].to_string();
    // Somebody changes a cell that is not edited: both changes stand.
    home.good(&["set", &acme, "skype=acme.calls"]);
    let path = home.file("edit.csv", text.replace("acme.example", "new.example"));
    assert_eq!(counts(&home.import(&[&path, "--key", "id"])), [0, 1, 1, 0]);
    let record = &home.records()[0];
    assert_eq!(
        (&record["website"], &record["skypeName"]),
        (&"new.example".into(), &"acme.calls".into())
    );
    // Somebody changes the very cell: it is told, and nothing is overwritten.
    let path = home.file("edit.csv", text.replace("acme.example", "mine.example"));
    let answer = home.import(&[&path, "--key", "id", "--rejects", "rejects.csv"]);
    assert_eq!(counts(&answer), [0, 0, 1, 1]);
    assert_eq!(home.records()[0]["website"], "new.example");
    let rejects = home.read("rejects.csv");
    assert!(
        rejects.contains("it is “new.example” now, not “mine.example”"),
        "{rejects}"
    );
    // Without a version there is nothing to compare with: the file is right.
    let version = home.records()[0]["version"].to_string();
    assert_ne!(version, "1");
    let forced = rejects.replacen(&format!(",{acme},1,"), &format!(",{acme},,"), 1);
    let path = home.file("forced.csv", forced);
    let shown = home.good(&[
        "import",
        &path,
        "--key",
        "id",
        "--dry-run",
        "--format",
        "table",
    ]);
    assert!(shown.contains("new.example → mine.example"), "{shown}");
}

#[test]
fn an_export_from_here_changes_the_customers_it_speaks_of_without_being_told() {
    let (home, _) = two();
    let edited = exported(&home).replace("acme.example", "www.acme.example");
    let path = home.file("edit.csv", edited);
    let shown = home.good(&["import", &path, "--dry-run", "--format", "table"]);
    assert!(shown.contains("exported from here"), "{shown}");
    assert_eq!(counts(&home.import(&[&path])), [0, 1, 1, 0]);
    assert_eq!(home.records()[0]["website"], "www.acme.example");
    // Of some columns as well, and as JSON lines.
    let some = home.good(&["export", "--columns", "id,website"]);
    let path = home.file("some.csv", some.replace("beta.example", "b.example"));
    assert_eq!(counts(&home.import(&[&path])), [0, 1, 1, 0]);
    let path = home.path("all.jsonl").to_string_lossy().into_owned();
    home.good(&["export", "--output", &path]);
    assert_eq!(counts(&home.import(&[&path])), [0, 0, 2, 0]);
    // Another workspace counts from 1, too: these are no customers of it.
    home.good(&["workspace", "add", "other"]);
    home.good(&["create", "name=Somebody"]);
    let ran = home.run(&["import", &path, "--yes"]);
    assert_eq!(ran.code, Some(2), "{ran:?}");
    assert_eq!(home.records()[0]["customerName"], "Somebody");
}

#[test]
fn ids_of_customers_that_are_here_need_a_word() {
    let (home, ids) = two();
    let edited = exported(&home).replace("Acme", "Acme 2");
    let path = home.file("edit.csv", &edited);
    let plain = home.file(
        "plain.csv",
        edited.replace("version", "v").replace("rolo-checks", "c"),
    );
    let refused = home.run(&["import", &plain, "--yes"]);
    assert_eq!(refused.code, Some(2));
    assert!(
        refused.err.contains("--key id") && refused.err.contains("--new"),
        "{refused:?}"
    );
    assert_eq!(counts(&home.import(&[&path, "--new"])), [2, 0, 0, 0]);
    // A customer that is gone is no new one.
    home.good(&["delete", &ids[0].to_string(), "--yes"]);
    let answer = home.import(&[&path, "--key", "id", "--rejects", "rejects.csv"]);
    assert_eq!(counts(&answer), [0, 0, 1, 1]);
    assert!(home.read("rejects.csv").contains("lies in the trash"));
}

#[test]
fn a_formula_is_text_in_a_spreadsheet_and_itself_again_here() {
    let home = Home::new();
    let path = home.file(
        "a.jsonl",
        "{\"customerName\":\"=1+1\",\"ownership\":\"'=x\",\"phoneNumber\":\"+49 1 23\"}\n",
    );
    home.import(&[&path]);
    let columns = ["--columns", "name,ownership,phoneNumber", "--bare"];
    let safe = home.good(&[&["export"], &columns[..]].concat());
    assert_eq!(safe.lines().nth(1), Some("'=1+1,''=x,'+49 1 23"));
    let raw = home.good(&[&["export", "--raw"], &columns[..]].concat());
    assert_eq!(raw.lines().nth(1), Some("=1+1,'=x,+49 1 23"));
    let file = home.file("safe.csv", safe);
    assert_eq!(
        counts(&home.import(&[&file, "--key", "name"])),
        [0, 0, 1, 0]
    );
    let file = home.file("raw.csv", raw);
    assert_eq!(
        counts(&home.import(&[&file, "--key", "name", "--raw"])),
        [0, 0, 1, 0]
    );
}
