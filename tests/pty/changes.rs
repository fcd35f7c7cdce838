//! Two people at once: two programs in two terminals on one workspace, on this machine and over a server. And what
//! is undone, waits and comes out of the trash, through the keyboard alone.

use rustix::process::Signal;

use super::harness::Term;
use super::home::Home;
use super::work::{SAVE, Server, focus};

const ENTER: &str = "\r";
const ESC: &str = "\x1b";

/// A program on the list that finds Volkswagen alone.
fn on_volkswagen(home: &Home) -> Term {
    let term = home.terminal(&["volkswagen group"], 100, 40);
    term.wait_for("Volkswagen Group");
    term.wait_until("all to be known", |screen| {
        screen.contains("1 of 1 ") && !screen.contains("fetched")
    });
    term
}

/// Opens the form and types something into a field in the place of what stands there.
fn type_into(term: &mut Term, label: &str, text: &str) {
    term.press("e");
    term.wait_for("ctrl-s save");
    focus(term, label);
    term.press("\x15");
    term.press(text);
    term.wait_for(text);
}

fn save(term: &mut Term) {
    term.press(SAVE);
    term.wait_for("Saved Volkswagen Group");
}

fn field(home: &Home, name: &str) -> String {
    let ids = home
        .run(&["list", "volkswagen group", "--format", "ids"])
        .good();
    let json = format!("--json={name}");
    home.run(&["show", ids.trim(), &json]).good()
}

fn quit(mut term: Term) {
    term.press("q");
    assert_eq!(term.wait_for_end(), 0);
    term.assert_restored();
}

/// Different fields: both changes land, and the second is told of the first before it saves.
fn different_fields(one: &Home, other: &Home) {
    let (mut anna, mut bert) = (on_volkswagen(one), on_volkswagen(other));
    type_into(&mut bert, "Skype", "vw.fleet");
    type_into(&mut anna, "Website", "fleet.example");
    save(&mut anna);
    let told = bert.wait_for("Website was changed by");
    assert!(
        told.contains("fleet.example"),
        "what nobody touched follows:\n{told}"
    );
    save(&mut bert);
    anna.press(ENTER);
    anna.wait_until("the other's change", |screen| screen.contains("vw.fleet"));
    anna.press(ESC);
    anna.wait_without("vw.fleet");
    quit(anna);
    quit(bert);
    for home in [one, other] {
        assert!(field(home, "website").contains("fleet.example"));
        assert!(field(home, "skypeName").contains("vw.fleet"));
    }
}

/// The same field: the second is shown what it was, mine and theirs, and what is chosen is what stands.
fn the_same_field(one: &Home, other: &Home) {
    for (key, chosen) in [("m", "bert.example"), ("t", "anna.example")] {
        let (mut anna, mut bert) = (on_volkswagen(one), on_volkswagen(other));
        type_into(&mut anna, "Website", "anna.example");
        type_into(&mut bert, "Website", "bert.example");
        save(&mut anna);
        bert.wait_for("now “anna.example”");
        bert.press(SAVE);
        let asked = bert.wait_for("Which shall it be?");
        for side in ["was", "mine    bert.example", "theirs  anna.example"] {
            assert!(asked.contains(side), "{side}:\n{asked}");
        }
        bert.press(key);
        bert.wait_for("Enter save as chosen");
        bert.press(ENTER);
        bert.wait_until("the end of it", |screen| {
            screen.contains("Saved Volkswagen Group") || screen.contains("stays as the others")
        });
        quit(anna);
        quit(bert);
        assert!(field(one, "website").contains(chosen), "{key}");
        one.run(&["set", &id(one), "website="]).good();
        home_has(other, "website", "");
    }
}

fn id(home: &Home) -> String {
    let ids = home
        .run(&["list", "volkswagen group", "--format", "ids"])
        .good();
    ids.trim().to_owned()
}

/// Another home learns of a change by asking its server.
fn home_has(home: &Home, name: &str, value: &str) {
    let term = on_volkswagen(home);
    quit(term);
    assert!(field(home, name).contains(value));
}

/// The same field, and a click says which it is.
#[test]
fn a_click_takes_a_side_of_a_conflict() {
    let home = Home::new();
    let (mut anna, mut bert) = (on_volkswagen(&home), on_volkswagen(&home));
    bert.press("\x1b[17~");
    bert.wait_for("with Shift held");
    type_into(&mut anna, "Website", "anna.example");
    type_into(&mut bert, "Website", "bert.example");
    save(&mut anna);
    bert.wait_for("now “anna.example”");
    bert.press(SAVE);
    for side in [
        "theirs  anna.example",
        "mine    bert.example",
        "theirs  anna.example",
    ] {
        let asked = bert.wait_for(side);
        let line = asked.lines().position(|line| line.contains(side)).unwrap() + 1;
        bert.press(&format!("\x1b[<0;12;{line}M\x1b[<0;12;{line}m"));
        bert.wait_for("Enter save as chosen");
    }
    bert.press(ENTER);
    bert.wait_for("stays as the others");
    quit(anna);
    quit(bert);
    assert!(field(&home, "website").contains("anna.example"));
}

/// A conflict that is left waits in the outbox, and is decided from there in another run.
fn a_conflict_waits(one: &Home, other: &Home) {
    let (mut anna, mut bert) = (on_volkswagen(one), on_volkswagen(other));
    type_into(&mut anna, "Skype", "anna");
    type_into(&mut bert, "Skype", "bert");
    save(&mut anna);
    bert.wait_for("now “anna”");
    bert.press(SAVE);
    bert.wait_for("Which shall it be?");
    bert.press(ESC);
    bert.wait_for("waits in the outbox: o decides");
    bert.wait_for("1 needs you (o)");
    quit(anna);
    quit(bert);

    let mut bert = on_volkswagen(other);
    bert.wait_for("1 needs you (o)");
    bert.press("o");
    bert.wait_for("c decide");
    bert.press("c");
    bert.wait_for("Which shall it be?");
    bert.press("e");
    bert.wait_for("Written by hand");
    bert.press("\x15both of us");
    bert.wait_for("both of us");
    bert.press(SAVE);
    bert.wait_for("Enter save as chosen");
    bert.press(ENTER);
    bert.wait_for("Saved Volkswagen Group");
    bert.press(ESC);
    bert.wait_for("Enter open  e edit");
    bert.wait_without("needs you");
    quit(bert);
    assert!(field(other, "skypeName").contains("both of us"));
}

#[test]
fn two_programs_on_this_machine_edit_different_fields() {
    let home = Home::new();
    different_fields(&home, &home);
}

#[test]
fn two_programs_on_this_machine_edit_the_same_field() {
    let home = Home::new();
    the_same_field(&home, &home);
}

#[test]
fn a_conflict_on_this_machine_waits_in_the_outbox() {
    let home = Home::new();
    a_conflict_waits(&home, &home);
}

#[test]
fn two_programs_on_this_machine_type_into_one_customer_and_lose_nothing() {
    let home = Home::new();
    let (mut anna, mut bert) = (on_volkswagen(&home), on_volkswagen(&home));
    type_into(&mut anna, "Skype", "from.anna");
    let told = "Another rolo here edits this customer";
    bert.wait_for("✎ 1664");
    bert.press("e");
    let screen = bert.wait_for(told);
    assert!(!screen.contains("from.anna"), "{screen}");
    bert.press(ESC);
    type_into(&mut bert, "Skype", "from.bert");
    anna.wait_for(told);
    for (term, text) in [(&mut anna, "from.anna"), (&mut bert, "from.bert")] {
        term.press(ESC);
        term.wait_for("Draft of Volkswagen Group kept");
        term.press("e");
        term.wait_for(text);
        term.press(ESC);
        term.wait_for("Draft of Volkswagen Group kept");
    }
    // What the first one leaves is there for the next that comes.
    quit(anna);
    quit(bert);
    let mut later = on_volkswagen(&home);
    later.wait_for("2 drafts kept");
    later.press("e");
    later.wait_for("from.bert");
    later.press(ESC);
    later.wait_for("kept");
    quit(later);
}

#[test]
fn an_open_list_of_drafts_sees_that_the_other_program_was_killed() {
    let home = Home::new();
    let (mut anna, mut bert) = (on_volkswagen(&home), on_volkswagen(&home));
    type_into(&mut anna, "Skype", "from.anna");
    bert.wait_for("✎ 1664");
    bert.press("D");
    bert.wait_for("open in another rolo");
    anna.signal(Signal::KILL);
    anna.wait_for_end();
    bert.wait_without("open in another rolo");
    bert.press(ENTER);
    let screen = bert.wait_for("from.anna");
    assert!(!screen.contains("A copy"), "{screen}");
}

#[test]
fn two_people_over_a_server_edit_different_fields() {
    let server = Server::start();
    different_fields(&server.customer(), &server.customer());
}

#[test]
fn two_people_over_a_server_edit_the_same_field() {
    let server = Server::start();
    the_same_field(&server.customer(), &server.customer());
}

#[test]
fn a_conflict_over_a_server_waits_in_the_outbox() {
    let server = Server::start();
    a_conflict_waits(&server.customer(), &server.customer());
}

#[test]
fn everything_is_undone_and_done_again() {
    let home = Home::new();
    let mut term = on_volkswagen(&home);
    type_into(&mut term, "Skype", "vw.fleet");
    save(&mut term);
    term.press("u");
    term.wait_for("Undone: edit of Volkswagen Group (Skype)");
    assert!(!field(&home, "skypeName").contains("vw.fleet"));
    term.press("U");
    term.wait_for("Done again: edit of Volkswagen Group (Skype)");
    assert!(field(&home, "skypeName").contains("vw.fleet"));
    term.press("d");
    term.wait_for("Delete Volkswagen Group?");
    term.press("y");
    term.wait_for("Deleted Volkswagen Group · u undoes");
    term.press("u");
    term.wait_for("Undone: delete of Volkswagen Group");
    term.wait_for("1 of 1 ");
    quit(term);
}

#[test]
fn the_trash_is_searched_and_gives_back() {
    let home = Home::new();
    let mut term = on_volkswagen(&home);
    term.press("dy");
    term.wait_for("Deleted Volkswagen Group");
    term.press("t");
    term.wait_for("1 in the trash");
    term.press("volks");
    term.wait_for("1 of 1");
    term.press(ENTER);
    term.wait_for("Restored Volkswagen Group");
    term.wait_for("The trash is empty");
    // First what was typed goes, then the trash.
    term.press(ESC);
    term.wait_for("type to filter");
    term.press(ESC);
    term.wait_for("1 of 1 ");
    term.press("h");
    term.wait_for("out of the trash");
    term.press(ESC);
    term.wait_for("Enter open");
    quit(term);
}
