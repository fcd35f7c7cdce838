//! Whole conversations: what is typed goes in, what is said comes out.

use std::io::Cursor;
use std::path::Path;

use serde_json::json;

use super::*;
use crate::customer::{Change, Customer, CustomerId, Part};
use crate::workspace::{Remote, Spec};

async fn workspace(folder: &Path) -> Workspace {
    let spec = Spec {
        name: "test".into(),
        folder: folder.join("test"),
        remote: Remote::Local { sample: false },
    };
    Workspace::open(spec).await.unwrap()
}

async fn make(workspace: &Workspace, name: &str) -> CustomerId {
    let record = json!({"customerId": null, "customerName": name, "customerNumber": "Auto generated number",
        "website": "www.first.example", "statusName": "Active"});
    let record = Customer::from_value(record).unwrap();
    // A request is one line.
    let request = name.escape_debug().to_string();
    let saved = workspace.create(&record, &request).await.unwrap();
    saved.record.id().unwrap()
}

/// Says these lines and hears everything.
async fn said(workspace: &Workspace, search: &str, lines: &[&str]) -> String {
    let mut typed = lines.join("\n");
    if !typed.is_empty() {
        typed.push('\n');
    }
    let mut heard = Vec::new();
    let talk = Talk::new(Ears::of(Cursor::new(typed.into_bytes())), &mut heard, true);
    converse(workspace.clone(), talk, search).await.unwrap();
    String::from_utf8(heard).unwrap()
}

async fn text(workspace: &Workspace, id: CustomerId, wire: &str) -> String {
    let record = workspace.read(id).await.unwrap().unwrap();
    record.text(wire).to_owned()
}

/// These stand there one after the other.
#[track_caller]
fn assert_in_order(heard: &str, wanted: &[&str]) {
    let mut rest = heard;
    for part in wanted {
        let Some(at) = rest.find(part) else {
            panic!("{part:?} is not said in its place: {heard}");
        };
        rest = &rest[at + part.len()..];
    }
}

#[tokio::test]
async fn a_customer_is_found_shown_edited_and_the_edit_undone() {
    let folder = tempfile::tempdir().unwrap();
    let workspace = workspace(folder.path()).await;
    let id = make(&workspace, "Acme").await;
    make(&workspace, "Other").await;
    let heard = said(
        &workspace,
        "",
        &["acme", "1", "e", "website", "www.second.example", "s", "q"],
    )
    .await;
    assert_in_order(
        &heard,
        &[
            "2 customers.",
            "rolo> acme",
            "“acme” finds 1 of 2 customers.",
            "1. Acme, Active",
            "Website: www.first.example",
            "Acme> e",
            "Website (www.first.example): www.second.example",
            "Saved Acme: 1 field; u undoes.",
        ],
    );
    assert_eq!(text(&workspace, id, "website").await, "www.second.example");
    let heard = said(&workspace, "", &["u"]).await;
    assert_in_order(&heard, &["Undone"]);
    assert_eq!(text(&workspace, id, "website").await, "www.first.example");
    said(&workspace, "", &["U"]).await;
    assert_eq!(text(&workspace, id, "website").await, "www.second.example");
}

#[tokio::test]
async fn what_will_not_do_is_refused_at_once_and_what_stood_there_stays() {
    let folder = tempfile::tempdir().unwrap();
    let workspace = workspace(folder.path()).await;
    let id = make(&workspace, "Acme").await;
    let heard = said(
        &workspace,
        "acme",
        &[
            "1",
            "e",
            "website",
            "no address",
            "",
            "name",
            "-",
            "",
            "s",
            ".",
        ],
    )
    .await;
    assert_in_order(
        &heard,
        &[
            "is no web address",
            "it stays as it was",
            "Website (www.first.example):",
            "Name is needed; it stays as it was",
            "Nothing has changed",
        ],
    );
    assert_eq!(text(&workspace, id, "website").await, "www.first.example");
    assert_eq!(workspace.drafts().await.unwrap(), []);
}

#[tokio::test]
async fn every_accepted_answer_is_on_disk_and_the_form_goes_on_later() {
    let folder = tempfile::tempdir().unwrap();
    let workspace = workspace(folder.path()).await;
    let id = make(&workspace, "Acme").await;
    // The end comes in the middle of a note.
    let heard = said(
        &workspace,
        "acme",
        &["e 1", "status", "prospect", "desc", "one", "two"],
    )
    .await;
    assert_in_order(&heard, &["What was typed about Acme is kept"]);
    let drafts = workspace.drafts().await.unwrap();
    assert_eq!((drafts.len(), drafts[0].of), (1, Some(id)));
    assert_eq!(text(&workspace, id, "statusName").await, "Active");

    let heard = said(&workspace, "acme", &["e 1", "c", "s"]).await;
    assert_in_order(
        &heard,
        &[
            "Typed and not saved: Acme.",
            "1. Acme, Active, typed and not saved",
            "Going on with what was typed",
            "Status: from “Active” to “Prospect”",
            "Saved Acme: 2 fields",
        ],
    );
    assert_eq!(text(&workspace, id, "description").await, "one\ntwo");
    assert_eq!(workspace.drafts().await.unwrap(), []);
}

#[tokio::test]
async fn an_answer_is_taken_back_and_a_form_discarded() {
    let folder = tempfile::tempdir().unwrap();
    let workspace = workspace(folder.path()).await;
    let id = make(&workspace, "Acme").await;
    let heard = said(
        &workspace,
        "acme",
        &[
            "e 1", "skype", "a", "skype", "b", "u", "c", "U", "x", "n", "x", "y", "q",
        ],
    )
    .await;
    assert_in_order(
        &heard,
        &[
            "edit> u",
            "Skype",
            ": a",
            "from nothing to “a”",
            "edit> U",
            ": b",
            "Discarded; nothing was changed.",
        ],
    );
    assert_eq!(text(&workspace, id, "skypeName").await, "");
    assert_eq!(workspace.drafts().await.unwrap(), []);
}

#[tokio::test]
async fn a_customer_is_made_with_its_phone_and_asked_about_when_it_seems_to_be_here() {
    let folder = tempfile::tempdir().unwrap();
    let workspace = workspace(folder.path()).await;
    let new = [
        "new",
        "Example Rope Works GmbH",
        "phones",
        "a",
        "mobile",
        "+49 89 1234567",
        "",
        "s",
    ];
    let heard = said(&workspace, "", &new).await;
    assert_in_order(
        &heard,
        &[
            "There are no customers yet.",
            "Name (empty):",
            "Phone 1 type (Business): mobile",
            "Phone 1 phone (empty):",
            "1. Mobile: +49 89 1234567",
            "Saved Example Rope Works GmbH as a new customer",
            "Example Rope Works GmbH> ",
        ],
    );
    let again: Vec<&str> = new.into_iter().chain(["n", "x", "y", "q"]).collect();
    let heard = said(&workspace, "", &again).await;
    assert_in_order(
        &heard,
        &[
            "Probably here already:",
            "Example Rope Works GmbH, id",
            "all the same?",
            "Discarded",
        ],
    );
    let all = workspace
        .find(crate::query::Search::default())
        .await
        .unwrap();
    assert_eq!(all.total, 1);
}

async fn website_by_another(workspace: &Workspace, id: CustomerId, to: &str) {
    let record = workspace.read(id).await.unwrap().unwrap();
    let part = |text: &str| Part::from_iter([("website".to_owned(), json!(text))]);
    let change = Change {
        field: "website".to_owned(),
        from: part(record.text("website")),
        to: part(to),
    };
    workspace.save(id, vec![change]).await.unwrap();
}

#[tokio::test]
async fn what_two_have_changed_is_asked_for_and_never_overwritten_unseen() {
    let folder = tempfile::tempdir().unwrap();
    let workspace = workspace(folder.path()).await;
    let id = make(&workspace, "Acme").await;
    for (answer, said_then, stands) in [
        ("t", "stays as the others saved it", "www.theirs.example"),
        ("m", "Saved Acme", "www.mine.example"),
    ] {
        website_by_another(&workspace, id, "www.first.example").await;
        said(&workspace, "acme", &["e 1", "website", "www.mine.example"]).await;
        website_by_another(&workspace, id, "www.theirs.example").await;
        let heard = said(&workspace, "acme", &["e 1", "s", answer]).await;
        assert_in_order(
            &heard,
            &[
                "Somebody else changed Acme meanwhile",
                "Theirs: “www.theirs.example”. Yours: “www.mine.example”.",
                said_then,
            ],
        );
        assert_eq!(text(&workspace, id, "website").await, stands);
    }
}

#[tokio::test]
async fn a_search_that_cannot_be_read_and_a_number_that_is_not_there_are_said() {
    let folder = tempfile::tempdir().unwrap();
    let workspace = workspace(folder.path()).await;
    make(&workspace, "Acme").await;
    let heard = said(
        &workspace,
        "acme",
        &[
            "2", "status:", "(", "xyzzy", "n", "e", "notes", "", "?", "/1", "u", "u",
        ],
    )
    .await;
    assert_in_order(
        &heard,
        &[
            "There is no number 2: the results go from 1 to 1.",
            "The results stay as they were.",
            "Nothing matches “xyzzy”.",
            "That was the last page.",
            "Which one?",
            "Whose?",
            "? lists what may be typed.",
            "q: quit.",
        ],
    );
    assert!(heard.contains("nothing to undo"), "{heard}");
}

#[tokio::test]
async fn nothing_that_a_terminal_obeys_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let workspace = workspace(folder.path()).await;
    make(&workspace, "A\u{1b}[2Jcme\tLtd\u{7}").await;
    let heard = said(
        &workspace,
        "",
        &[
            "a",
            "1",
            "e",
            "desc",
            "x\u{1b}[31m",
            "y\u{9b}2J",
            ".",
            "c",
            "\u{1b}]0;t\u{7}",
            "q",
        ],
    )
    .await;
    let obeyed = heard.chars().find(|c| c.is_control() && *c != '\n');
    assert_eq!(obeyed, None, "{heard:?}");
    assert!(!heard.contains(['─', '│', '┌']), "{heard}");
}

#[tokio::test]
async fn the_word_for_leaving_is_no_name_unless_it_is_meant() {
    let folder = tempfile::tempdir().unwrap();
    let workspace = workspace(folder.path()).await;
    let heard = said(&workspace, "", &["new", "q", "y", "never heard"]).await;
    assert_in_order(&heard, &["q quits.", "Name (empty): q", "Quit?"]);
    assert!(!heard.contains("never heard"), "{heard}");
    assert_eq!(workspace.drafts().await.unwrap(), []);
    let heard = said(&workspace, "", &["new", "q", "n", "=q", "skype", "q", "y"]).await;
    assert_in_order(
        &heard,
        &["q, edit> skype", "Quit?", "What was typed about q is kept"],
    );
    assert_eq!(workspace.drafts().await.unwrap()[0].name, "q");
}

#[tokio::test]
async fn at_a_conflict_one_may_ask_what_can_be_answered_and_leave() {
    let folder = tempfile::tempdir().unwrap();
    let workspace = workspace(folder.path()).await;
    let id = make(&workspace, "Acme").await;
    said(&workspace, "acme", &["e 1", "website", "www.mine.example"]).await;
    website_by_another(&workspace, id, "www.theirs.example").await;
    let heard = said(&workspace, "acme", &["e 1", "s", "?", "q", "never heard"]).await;
    assert_in_order(
        &heard,
        &[
            "decides later: ?",
            "k: nothing is decided now",
            "decides later: q",
            "Nothing was overwritten",
        ],
    );
    assert!(!heard.contains("never heard"), "{heard}");
    assert_eq!(workspace.outbox().await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_part_of_an_address_is_found_by_its_name() {
    let folder = tempfile::tempdir().unwrap();
    let workspace = workspace(folder.path()).await;
    make(&workspace, "Acme").await;
    let heard = said(&workspace, "acme", &["e 1", "city", "", "."]).await;
    assert_in_order(&heard, &["edit> city", "Addresses, a adds one"]);
}

#[tokio::test]
async fn one_is_picked_by_its_number_or_none() {
    let folder = tempfile::tempdir().unwrap();
    let workspace = workspace(folder.path()).await;
    make(&workspace, "Acme").await;
    let id = make(&workspace, "Beta").await;
    for (typed, wanted) in [
        ("beta\n7\n1\nnever heard\n", Some(id)),
        ("beta\nq\n", None),
        ("", None),
    ] {
        let mut heard = Vec::new();
        let ears = Ears::of(Cursor::new(typed.as_bytes().to_vec()));
        let talk = Talk::new(ears, &mut heard, true);
        let picked = choose(workspace.clone(), talk, "").await.unwrap();
        assert_eq!(picked, wanted);
        let heard = String::from_utf8(heard).unwrap();
        assert_in_order(&heard, &["a number picks one"]);
        assert!(!heard.contains("never heard"), "{heard}");
    }
}

#[tokio::test]
async fn what_another_program_types_is_told_of_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let workspace = workspace(folder.path()).await;
    make(&workspace, "Acme").await;
    let other = self::workspace(folder.path()).await;
    said(
        &other,
        "acme",
        &["e 1", "website", "www.other.example", "."],
    )
    .await;
    // It goes on: nobody has let its draft go.
    let mut theirs = other.drafts().await.unwrap();
    other.keep_draft(theirs.remove(0)).await.unwrap();
    let heard = said(
        &workspace,
        "acme",
        &["e 1", "c", "website", "www.mine.example", "."],
    )
    .await;
    assert_in_order(
        &heard,
        &[
            "Another rolo here edits this customer",
            "Nothing is changed.",
            "is kept",
        ],
    );
    assert_eq!(workspace.drafts().await.unwrap().len(), 2);
}
