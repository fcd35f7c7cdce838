//! What was done is listed, taken back and brought again; what was deleted is found and restored.

use super::home::{Home, json};

/// A home with two customers, and their ids.
fn two() -> (Home, String, String) {
    let home = Home::new();
    let make = |name: &str| {
        let made = home.good(&["create", name, "website=a.example", "--format", "ids"]);
        made.trim().to_owned()
    };
    let (acme, beta) = (make("name=Acme"), make("name=Beta"));
    (home, acme, beta)
}

fn website(home: &Home, id: &str) -> String {
    let shown = json(&home.good(&["show", id, "--json=website"]));
    shown["website"].as_str().unwrap().to_owned()
}

fn first_change(home: &Home) -> String {
    let log = home.good(&["log", "--limit", "1"]);
    json(&log)["id"].as_str().unwrap().to_owned()
}

#[test]
fn a_change_is_taken_back_and_brought_again() {
    let (home, acme, _) = two();
    home.good(&["set", &acme, "website=b.example"]);
    let said = home.good(&["undo", "--format", "table"]);
    assert!(said.starts_with("undone: edit Acme: Website ("), "{said}");
    assert_eq!(website(&home, &acme), "a.example");
    let said = home.good(&["redo", "--format", "table"]);
    assert!(
        said.starts_with("done again: edit Acme: Website ("),
        "{said}"
    );
    assert_eq!(website(&home, &acme), "b.example");
}

#[test]
fn an_older_change_is_taken_back_by_its_id_and_newer_work_stays() {
    let (home, acme, _) = two();
    home.good(&["set", &acme, "website=b.example"]);
    let older = first_change(&home);
    home.good(&["set", &acme, "skype=acme"]);
    home.good(&["undo", &older]);
    let shown = json(&home.good(&["show", &acme, "--json=website,skype"]));
    assert_eq!(
        (&shown["website"], &shown["skypeName"]),
        (&"a.example".into(), &"acme".into())
    );
}

#[test]
fn an_undo_that_would_trample_newer_work_is_a_conflict_that_waits() {
    let (home, acme, _) = two();
    home.good(&["set", &acme, "website=b.example"]);
    let older = first_change(&home);
    home.good(&["set", &acme, "website=c.example"]);
    let refused = home.run(&["undo", &older]);
    assert_eq!(refused.code, Some(4), "{refused:?}");
    assert_eq!(website(&home, &acme), "c.example");
    let waiting = json(&home.good(&["outbox"]));
    let id = waiting["id"].as_str().unwrap();
    assert_eq!(waiting["stands"], "in conflict");
    home.good(&["outbox", "resolve", id, "mine"]);
    assert_eq!(website(&home, &acme), "a.example");
    assert_eq!(home.good(&["outbox"]), "");
}

#[test]
fn a_change_in_conflict_can_be_given_up() {
    let (home, acme, _) = two();
    home.good(&["set", &acme, "website=b.example"]);
    let older = first_change(&home);
    home.good(&["set", &acme, "website=c.example"]);
    assert_eq!(home.run(&["undo", &older]).code, Some(4));
    let id = json(&home.good(&["outbox"]))["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let shown = home.good(&["outbox", "show", &id[..13], "--format", "table"]);
    assert!(shown.contains("Website: b.example → a.example"), "{shown}");
    home.good(&["outbox", "drop", &id]);
    assert_eq!(website(&home, &acme), "c.example");
    assert_eq!(home.good(&["outbox"]), "");
}

#[test]
fn what_was_deleted_is_found_in_the_trash_and_restored_as_it_was() {
    let (home, acme, beta) = two();
    let before = json(&home.good(&["show", &acme, "--json"]));
    home.good(&["delete", &acme, &beta, "--yes"]);
    let trash = home.good(&["trash", "acme", "--format", "table"]);
    assert!(
        trash.contains("Acme") && trash.contains("tester") && !trash.contains("Beta"),
        "{trash}"
    );
    let ids = home.good(&["trash", "--format", "ids"]);
    let back = home.run_with_input(&["restore", "-", "--format", "ids"], &ids);
    assert_eq!(back.code, Some(0), "{back:?}");
    assert_eq!(back.out, ids);
    let after = json(&home.good(&["show", &acme, "--json"]));
    for key in [
        "customerName",
        "customerNumber",
        "website",
        "creationDate",
        "customerId",
    ] {
        assert_eq!(before[key], after[key], "{key}");
    }
    assert_eq!(home.good(&["trash"]), "");
    assert_eq!(home.run(&["restore", &acme]).code, Some(3));
}

#[test]
fn many_customers_are_set_as_one_change_after_a_look() {
    let (home, acme, beta) = two();
    let args = ["set", "--where", "website:a.example", "website=z.example"];
    let shown = home.good(&[&args[..], &["--dry-run", "--format", "table"]].concat());
    assert!(
        shown.contains("Beta      Website  a.example  z.example\n2 customers change"),
        "{shown}"
    );
    assert_eq!(website(&home, &acme), "a.example");
    let asked = home.run(&args);
    assert_eq!(
        asked.code,
        Some(2),
        "nobody is there to be asked: {asked:?}"
    );
    home.good(&[&args[..], &["--yes"]].concat());
    assert_eq!(
        (website(&home, &acme), website(&home, &beta)),
        ("z.example".into(), "z.example".into())
    );
    home.good(&["undo"]);
    assert_eq!(
        (website(&home, &acme), website(&home, &beta)),
        ("a.example".into(), "a.example".into())
    );
    let all = home.run(&["set", "--where", " ", "website=z.example", "--yes"]);
    assert_eq!(all.code, Some(2), "{all:?}");
}

#[test]
fn ids_from_a_pipe_are_set_and_deleted() {
    let (home, acme, _) = two();
    let ids = home.good(&["list", "--format", "ids"]);
    let set = home.run_with_input(&["set", "-", "website=p.example", "--yes"], &ids);
    assert_eq!(set.code, Some(0), "{set:?}");
    assert_eq!(website(&home, &acme), "p.example");
    let gone = home.run_with_input(&["delete", "-", "--yes"], &ids);
    assert_eq!(gone.code, Some(0), "{gone:?}");
    assert_eq!(home.good(&["list"]), "");
    let wrong = home.run_with_input(&["delete", "-", "--yes"], "1 two");
    assert_eq!(wrong.code, Some(2));
    assert!(wrong.err.contains("“two”"), "{}", wrong.err);
}

#[test]
fn the_history_says_who_changed_what() {
    let (home, acme, _) = two();
    home.good(&["set", &acme, "status=Prospect"]);
    let table = home.good(&["history", &acme, "--format", "table"]);
    let line = table.lines().find(|line| line.contains("Status")).unwrap();
    assert!(
        line.contains("tester") && line.contains("Prospect"),
        "{table}"
    );
    assert!(!table.contains("statusId"), "{table}");
    assert_eq!(home.run(&["history", "999999"]).code, Some(3));
}

#[test]
fn a_customer_is_changed_in_the_editor_of_this_place() {
    let (home, acme, _) = two();
    let edit = |editor: &str| {
        let mut command = home.command(&["edit", &acme, "--format", "table"]);
        command.env("EDITOR", editor).output().unwrap()
    };
    let said = edit("sed -i s/a.example/e.example/");
    let text = String::from_utf8(said.stdout).unwrap();
    assert_eq!(text, "Website: a.example → e.example\n");
    assert_eq!(website(&home, &acme), "e.example");
    let same = edit("true");
    assert_eq!(
        String::from_utf8(same.stdout).unwrap(),
        "nothing was changed\n"
    );
    // What cannot be used is kept, and gone on with.
    let broken = edit("sed -i 's/^website.*/website = /'");
    assert_eq!(broken.status.code(), Some(2));
    let why = String::from_utf8(broken.stderr).unwrap();
    assert!(why.contains("line ") && why.contains("kept in"), "{why}");
    let mended = edit("sed -i 's/^website = $/website = \"m.example\"/'");
    assert_eq!(mended.status.code(), Some(0), "{mended:?}");
    assert_eq!(website(&home, &acme), "m.example");
}

#[test]
fn nothing_to_undo_and_changes_that_are_not_there_are_said() {
    let home = Home::new();
    for args in [
        &["undo"][..],
        &["redo"],
        &["undo", "ffffffff"],
        &["outbox", "drop", "ffffffff"],
    ] {
        let ran = home.run(args);
        assert!(matches!(ran.code, Some(1 | 3)), "{args:?}: {ran:?}");
        assert_eq!(ran.err.lines().count(), 1, "{}", ran.err);
    }
    assert_eq!(home.good(&["log"]), "");
    assert_eq!(home.good(&["trash"]), "");
}

#[test]
fn a_shell_completes_ids_fields_and_values() {
    let (home, acme, _) = two();
    let offered = |words: &[&str]| {
        let mut command = home.command(&[&["--", "rolo"], words].concat());
        let index = words.len().to_string();
        command
            .env("COMPLETE", "fish")
            .env("_CLAP_COMPLETE_INDEX", index);
        String::from_utf8(command.output().unwrap().stdout).unwrap()
    };
    assert!(offered(&["show", "acm"]).contains(&acme));
    assert!(offered(&["set", &acme, "webs"]).contains("website="));
    assert!(offered(&["set", &acme, "status=Pro"]).contains("status=Prospect"));
    assert!(offered(&["list", "status:pro"]).contains("status:"));
    assert!(offered(&["merge", &acme, "--take", "acm"]).contains(&acme));
    assert!(offered(&["merge", &acme, "--take", "2:webs"]).contains("2:website"));
    assert!(offered(&["list", "--columns", "name,ci"]).contains("name,city"));
    assert!(!offered(&["list", "--columns", "no"]).contains("notes"));
    assert!(offered(&["list", "--sort", "cou"]).contains("country"));
    assert!(!offered(&["list", "--sort", "phon"]).contains("phones"));
    assert!(offered(&["export", "--columns", "pho"]).contains("phones"));
    assert!(offered(&["list", "--json=name,ci"]).contains("name,city"));
    for verb in ["list", "add", "rename", "disable", "enable"] {
        assert!(offered(&["catalog", verb, "pay"]).contains("payment-term"));
    }
    for shell in ["bash", "zsh", "fish"] {
        assert!(
            home.good(&["completions", shell]).contains("rolo"),
            "{shell}"
        );
    }
    assert!(home.good(&["man"]).contains(".TH rolo"));
    assert!(home.good(&["man", "list"]).contains("rolo list"));
}

#[test]
fn an_import_is_taken_back_as_one_with_what_it_changed() {
    let (home, acme, _) = two();
    let file = home.file(
        "more.csv",
        "name,website\nAcme,changed.example\nGamma,g.example\nDelta,d.example\n",
    );
    home.import(&[&file, "--key", "name"]);
    assert_eq!(website(&home, &acme), "changed.example");
    assert_eq!(home.records().len(), 4);
    home.good(&["undo"]);
    assert_eq!(website(&home, &acme), "a.example");
    let names: Vec<String> = home
        .records()
        .iter()
        .map(|record| record["customerName"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(names, ["Acme", "Beta"]);
    home.good(&["redo"]);
    assert_eq!(home.records().len(), 4);
}

#[test]
fn a_page_that_was_left_meets_what_others_did_since() {
    let (home, acme, _) = two();
    let edit = |editor: &str| {
        let mut command = home.command(&["edit", &acme, "--format", "table"]);
        command.env("EDITOR", editor).output().unwrap()
    };
    let failed = edit("sed -i s/a.example/mine.example/ \"$1\"; false");
    assert_eq!(failed.status.code(), Some(1));
    home.good(&["set", &acme, "skype=colleague"]);
    // What is left on the page is the edit alone: what others did since stays.
    assert_eq!(edit("true").status.code(), Some(0));
    let shown = json(&home.good(&["show", &acme, "--json=website,skype"]));
    assert_eq!(shown["website"], "mine.example");
    assert_eq!(shown["skypeName"], "colleague");
    let failed = edit("sed -i s/mine.example/older.example/ \"$1\"; false");
    assert_eq!(failed.status.code(), Some(1));
    home.good(&["set", &acme, "website=theirs.example"]);
    assert_eq!(
        edit("true").status.code(),
        Some(4),
        "both changed the website"
    );
    assert_eq!(website(&home, &acme), "theirs.example");
    let shown = home.good(&["outbox", "show", &conflict(&home), "--format", "table"]);
    for side in ["mine    older.example", "theirs  theirs.example"] {
        assert!(shown.contains(side), "{shown}");
    }
    assert_eq!(edit("true").status.code(), Some(0), "the page is gone");
}

fn conflict(home: &Home) -> String {
    json(&home.good(&["outbox"]))["id"]
        .as_str()
        .unwrap()
        .to_owned()
}

#[test]
fn a_dry_run_leaves_the_outbox_and_the_changes_alone() {
    let (home, acme, _) = two();
    home.good(&["set", &acme, "website=b.example"]);
    let older = first_change(&home);
    home.good(&["set", &acme, "website=c.example"]);
    assert_eq!(home.run(&["undo", &older]).code, Some(4));
    let id = conflict(&home);
    for words in [
        &["resolve", &id, "mine"][..],
        &["resolve", &id, "theirs"],
        &["drop", &id],
        &["retry", &id],
    ] {
        home.good(&[&["outbox"], words, &["--dry-run"]].concat());
        assert_eq!(json(&home.good(&["outbox"]))["stands"], "in conflict");
    }
    home.good(&["outbox", "drop", &id]);
    home.good(&["undo", "--dry-run"]);
    assert_eq!(website(&home, &acme), "c.example");
    home.good(&["undo"]);
    home.good(&["redo", "--dry-run"]);
    assert_eq!(website(&home, &acme), "b.example");
}

#[test]
fn a_dry_run_of_undo_and_redo_names_what_they_do() {
    let (home, acme, beta) = two();
    home.good(&["set", &acme, "website=b.example"]);
    let edit = first_change(&home);
    home.good(&["note", &beta, "called"]);
    let note = first_change(&home);
    let named = |words: &[&str]| json(&home.good(words))["change"].clone();
    // A note is passed over, and refused where it is named.
    assert_eq!(named(&["undo", "--dry-run"]), edit);
    for words in [&["undo", &note, "--dry-run"][..], &["undo", &note]] {
        let ran = home.run(words);
        assert_eq!(ran.code, Some(1), "{words:?}: {ran:?}");
        assert!(ran.err.contains("a note cannot be taken back"), "{ran:?}");
    }
    let ran = home.run(&["undo"]);
    assert_eq!(json(&ran.out)["change"], edit);
    let said = "the note written since stays";
    assert!(ran.err.contains(said), "{ran:?}");
    assert_eq!(named(&["redo", "--dry-run"]), edit);
    // Said once: what is done and undone after it has nothing to do with the note.
    home.good(&["redo"]);
    assert!(!home.run(&["undo"]).err.contains(said));
    // What was done since ends what can be done again.
    home.good(&["set", &beta, "website=c.example"]);
    for words in [&["redo", "--dry-run"][..], &["redo"]] {
        let ran = home.run(words);
        assert_eq!(ran.code, Some(1), "{words:?}: {ran:?}");
        assert!(ran.err.contains("there is nothing to redo"), "{ran:?}");
    }
}

#[test]
fn an_operator_that_is_not_known_changes_nothing() {
    let (home, acme, _) = two();
    for words in ["website+=more.example", "description-=x", "status!=Active"] {
        let ran = home.run(&["set", &acme, words]);
        assert_eq!(ran.code, Some(2), "{words}: {ran:?}");
    }
    assert_eq!(website(&home, &acme), "a.example");
}

#[test]
fn lists_of_changes_are_csv_for_those_who_ask() {
    let (home, acme, beta) = two();
    home.good(&["delete", &beta, "--yes"]);
    assert!(
        home.good(&["log", "--format", "csv"])
            .starts_with("Id,When,Who,What,Stands\n")
    );
    assert!(home.good(&["trash", "--format", "csv"]).contains(",Beta,"));
    assert!(
        home.good(&["history", &acme, "--format", "csv"])
            .starts_with("When,Who,")
    );
    assert_eq!(
        home.run(&["history", &acme, "--format", "ids"]).code,
        Some(2)
    );
}

#[test]
fn the_doctor_opens_what_it_speaks_of() {
    let (home, _, _) = two();
    assert_eq!(json(&home.good(&["doctor"]))["copy"], "2 customers");
    std::fs::write(
        home.path("data/workspaces/team/customers.db"),
        "no database at all, but a text",
    )
    .unwrap();
    let ill = home.run(&["doctor"]);
    assert_eq!(ill.code, Some(1), "{ill:?}");
    assert!(ill.out.contains("customers.db"), "{}", ill.out);
}

#[test]
fn views_are_listed_in_every_format() {
    let home = Home::new();
    let text = "[[view]]\nname = \"Late, or lost\"\nquery = \"follow-up:past\"\n";
    let file = home.file("views.toml", text);
    home.good(&["views", "import", &file]);
    let list = |format: &str| home.good(&["views", "list", "--format", format]);
    assert_eq!(list("ids").trim_end(), "Late, or lost");
    assert_eq!(
        list("csv"),
        "name,customers,query\n\"Late, or lost\",0,follow-up:past\n"
    );
    assert!(list("jsonl").starts_with('{'));
}
