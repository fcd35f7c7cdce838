//! What becomes of a change after it was written down: the outbox, undo, the trash, and what others do meanwhile.

use std::sync::Arc;

use serde_json::json;

use super::{Desk, changes, entry, hints, part, record, refused, set, verdict, waits};
use crate::app::cmd::Cmd;
use crate::app::layer::Layer;
use crate::app::msg::{Msg, Outcome};
use crate::app::sheet::SheetLine;
use crate::app::ticket::Slot;
use crate::customer::changeset::{
    Action, ChangeSet, Entry, Past, Replaced, Standing, Step, Trashed,
};
use crate::customer::{Change, CustomerId};

pub fn waiting(id: &str, of: CustomerId, standing: Standing) -> Entry {
    let step = Step::Edit {
        id: of,
        name: format!("Customer {of}"),
        changes: vec![Change {
            field: "skypeName".to_owned(),
            from: part(json!({"skypeName": "old"})),
            to: part(json!({"skypeName": "new"})),
        }],
    };
    let set = ChangeSet {
        id: id.to_owned(),
        at: "2026-01-02T03:04:05+01:00".to_owned(),
        who: "me".to_owned(),
        action: Action::Edit,
        steps: vec![step],
        more: 0,
        undoes: None,
        deed: None,
    };
    entry(set, vec![standing])
}

#[test]
fn what_could_not_be_read_is_not_told_as_empty() {
    let mut desk = Desk::new(&["Acme"]);
    desk.unread = Some("offline".to_owned());
    desk.press("h");
    let Some(Layer::History(history)) = desk.model.layers.last() else {
        panic!("no history");
    };
    assert_eq!(history.unread.as_deref(), Some("offline"));
    desk.press("h t");
    let Some(Layer::Trash(trash)) = desk.model.layers.last() else {
        panic!("no trash");
    };
    assert_eq!(trash.unread.as_deref(), Some("offline"));
}

#[test]
fn a_form_from_the_outbox_goes_back_there_and_nowhere_else() {
    let mut desk = Desk::new(&["Acme", "Bolt"]);
    let why = "no".to_owned();
    desk.outbox = vec![waiting("a", 1, Standing::refused(why))];
    desk.press("o e");
    assert!(!hints(&desk).contains(&"save, then the next"));
    desk.press("\"! ctrl-s");
    desk.journal();
    assert!(matches!(desk.model.layers.last(), Some(Layer::Sets(_))));
}

/// A note to this customer, as it stands.
fn noted(id: &str, of: CustomerId, standing: Standing) -> Entry {
    let mut noted = waiting(id, of, standing.clone());
    noted.set.action = Action::Note;
    noted.set.steps = vec![Step::Note {
        id: of,
        name: "Acme".to_owned(),
        text: "called back".to_owned(),
        request: "r".to_owned(),
    }];
    entry(noted.set, vec![standing])
}

#[test]
fn a_note_that_waits_is_marked_among_the_notes_until_it_is_read_there() {
    let mut desk = Desk::new(&["Acme"]);
    desk.outbox = vec![noted("a", 1, Standing::Waiting { why: None })];
    desk.tell(Msg::Changed);
    desk.press("Enter");
    let shows = |desk: &Desk, wanted: &str| {
        let is = |line: &SheetLine| matches!(line, SheetLine::Text { text, .. } if text == wanted);
        desk.model.sheet().iter().any(is)
    };
    assert!(shows(&desk, "called back") && shows(&desk, "– waits in the outbox"));
    desk.model.notes.take(Vec::new(), 0);
    desk.outbox.clear();
    desk.tell(Msg::Changed);
    assert!(!shows(&desk, "called back"));
    assert!(shows(&desk, "a note to 1"), "they are read again");
}

#[test]
fn a_note_is_not_undone_and_a_refused_one_is_written_anew() {
    let mut desk = Desk::new(&["Acme"]);
    let done = Standing::Done { id: 1, note: None };
    assert!(!crate::app::sets::can_undo(&noted("a", 1, done)));
    desk.outbox = vec![noted("a", 1, Standing::refused("too long"))];
    desk.press("o e");
    let open = desk.model.layers.last();
    assert!(matches!(open, Some(Layer::Note(writing)) if writing.text.text() == "called back"));
    assert!(
        desk.writes
            .iter()
            .any(|cmd| matches!(cmd, Cmd::DropSet { set, keep: Some(_), .. } if set == "a")),
        "never both"
    );
}

#[test]
fn a_customer_that_is_to_be_made_and_was_refused_asks_in_its_row() {
    let mut outbox = crate::app::outbox::Outbox::default();
    let mut refused = waiting("a", 1, Standing::refused(""));
    refused.of = vec![-5];
    outbox.take(vec![refused], 0, Vec::new());
    assert!(outbox.is_asking(-5) && !outbox.is_pending(-5));
    outbox.take(Vec::new(), 0, vec![(-6, true), (7, false)]);
    assert!(outbox.is_asking(-6) && outbox.is_pending(7));
}

#[test]
fn an_undo_is_named_by_what_was_done_first() {
    let delete = Step::Delete {
        id: 1,
        name: "Acme".to_owned(),
    };
    let set = |deed| ChangeSet {
        action: Action::Undo,
        steps: vec![delete.clone()],
        deed,
        ..waiting("a", 1, Standing::Sending).set
    };
    let fields = crate::customer::Fields::standard();
    let deed = |deed| crate::app::told::deed(&set(deed), &fields);
    assert_eq!(deed(Some(Action::Restore)), "restore of Acme");
    assert_eq!(deed(Some(Action::Create)), "making of Acme");
    assert_eq!(deed(None), "making of Acme");
}

#[test]
fn what_waits_says_so_and_why() {
    let mut desk = Desk::new(&["Acme"]);
    desk.press("e \"! ctrl-s");
    desk.answer(|write| {
        waits(
            write,
            "the server cannot be reached: refused (os error 111)",
        )
    });
    assert_eq!(desk.said(), "Acme waits in the outbox: offline (o)");
    assert_eq!(
        desk.model.list.row(1).unwrap().name(),
        "Acme",
        "the mirror tells what stands there"
    );
}

#[test]
fn the_outbox_offers_only_what_a_set_can_have_done_to_it() {
    let mut desk = Desk::new(&["Acme", "Bolt"]);
    desk.outbox = vec![
        waiting("a", 1, Standing::Sending),
        waiting("b", 2, Standing::refused("no")),
        waiting(
            "c",
            3,
            Standing::Unknown {
                why: "lost".to_owned(),
                asks: true,
            },
        ),
    ];
    desk.press("o");
    let offers = |desk: &Desk, label| hints(desk).contains(&label);
    assert!(!offers(&desk, "try again now") && offers(&desk, "give it up"));
    desk.press("j");
    assert!(
        offers(&desk, "try again now") && offers(&desk, "edit") && !offers(&desk, "it happened")
    );
    desk.press("r");
    assert!(matches!(&desk.writes[0], Cmd::Retry { set, .. } if set == "b"));
    desk.press("j y");
    let Cmd::Tell {
        set,
        step: 0,
        happened: true,
        ..
    } = &desk.writes[1]
    else {
        panic!("{:?}", desk.writes)
    };
    assert_eq!(set, "c");
    assert_eq!(desk.model.outbox.calls, 3);
}

#[test]
fn a_set_is_given_up_only_after_a_question() {
    let mut desk = Desk::new(&["Acme"]);
    desk.outbox = vec![waiting("a", 1, Standing::Waiting { why: None })];
    desk.press("o x Enter");
    assert!(desk.writes.is_empty(), "the safe answer is the default");
    desk.press("x y");
    assert!(matches!(&desk.writes[0], Cmd::DropSet { set, keep: None, .. } if set == "a"));
}

#[test]
fn what_waits_is_edited_in_a_form_and_the_new_one_takes_its_place() {
    let mut desk = Desk::new(&["Acme"]);
    let why = "no such name".to_owned();
    desk.outbox = vec![waiting("a", 1, Standing::refused(why))];
    desk.press("o e");
    assert_eq!(desk.form().refused.as_deref(), Some("no such name"));
    assert_eq!(desk.form().differences().len(), 1);
    assert!(
        desk.writes.is_empty() && !desk.disk.is_empty(),
        "both are kept until then"
    );
    desk.focus("skypeName");
    desk.press("\"er ctrl-s");
    let sent = changes(&desk.writes[0]);
    assert_eq!(
        (&sent[0].from, &sent[0].to),
        (
            &part(json!({"skypeName": "old"})),
            &part(json!({"skypeName": "newer"}))
        )
    );
    assert!(
        matches!(&desk.writes[..], [Cmd::Commit { replaces: Some(old), .. }] if *old == replaced("a", None)),
        "one write does both: {:?}",
        desk.writes
    );
}

fn replaced(set: &str, step: Option<usize>) -> Replaced {
    Replaced {
        set: set.to_owned(),
        step,
    }
}

/// A change of three customers: one is done, one was refused, and one waits.
fn of_three(second: Standing) -> Entry {
    let steps = (1..=3).map(|of| waiting("a", of, Standing::Sending).set.steps.remove(0));
    let set = ChangeSet {
        action: Action::Bulk,
        steps: steps.collect(),
        ..waiting("a", 1, Standing::Sending).set
    };
    let done = Standing::Done { id: 1, note: None };
    entry(set, vec![done, second, Standing::Waiting { why: None }])
}

#[test]
fn one_of_many_is_put_right_in_a_form_and_goes_back_to_its_place() {
    let mut desk = Desk::new(&["Acme", "Bolt", "Cord"]);
    desk.outbox = vec![of_three(Standing::refused("no such name"))];
    desk.press("o");
    assert!(hints(&desk).contains(&"edit"));
    desk.press("e");
    let Some(Layer::Picker(picker)) = desk.model.layers.last() else {
        panic!("it is not asked which")
    };
    let offered: Vec<(&str, &str)> = picker
        .items
        .iter()
        .map(|item| (item.name.as_str(), item.note.as_str()))
        .collect();
    assert_eq!(
        offered,
        [
            ("Customer 2", "refused: no such name"),
            ("Customer 3", "waits")
        ]
    );
    desk.press("Enter");
    assert_eq!(desk.form().refused.as_deref(), Some("no such name"));
    assert_eq!(desk.form().differences().len(), 1, "as it was typed");
    assert!(desk.writes.is_empty(), "the set stays as it is until then");
    desk.focus("skypeName");
    desk.press("\"er");

    // What is typed outlives the program, and so does the place it goes to.
    let mut desk = Desk::with(desk.world, desk.disk);
    desk.press("D Enter ctrl-s");
    let [
        Cmd::Commit {
            steps,
            replaces: Some(place),
            ..
        },
    ] = &desk.writes[..]
    else {
        panic!("{:?}", desk.writes)
    };
    assert_eq!(*place, replaced("a", Some(1)));
    let [Step::Edit { id: 2, changes, .. }] = steps.as_slice() else {
        panic!("{steps:?}")
    };
    assert_eq!(changes[0].from, part(json!({"skypeName": "old"})));
    assert_eq!(changes[0].to, part(json!({"skypeName": "newer"})));
    assert!(desk.disk.is_empty() && desk.model.form().is_none());
}

#[test]
fn what_is_refused_again_gives_up_nothing_of_the_others() {
    let mut desk = Desk::new(&["Acme", "Bolt", "Cord"]);
    desk.outbox = vec![of_three(Standing::refused("no such name"))];
    desk.press("o e Enter");
    desk.focus("skypeName");
    desk.press("\"er ctrl-s");
    desk.answer(|_| Outcome::Verdict(Box::new(of_three(Standing::refused("still not")))));
    assert!(desk.writes.is_empty(), "{:?}", desk.writes);
    assert!(matches!(desk.model.layers.last(), Some(Layer::Sets(_))));
    assert_eq!(
        desk.said(),
        "The bulk edit of 3 customers was refused: still not. It waits in the outbox (o)"
    );
}

#[test]
fn what_the_form_has_no_line_for_goes_along_with_what_is_put_right() {
    let mut desk = Desk::new(&["Acme", "Bolt", "Cord"]);
    let mut waits = of_three(Standing::Done { id: 2, note: None });
    let flat = Change {
        field: "phoneNumber".to_owned(),
        from: part(json!({"phoneNumber": ""})),
        to: part(json!({"phoneNumber": "030 7"})),
    };
    let Step::Edit { changes: both, .. } = &mut waits.set.steps[2] else {
        panic!()
    };
    both.push(flat.clone());
    desk.outbox = vec![waits];
    desk.press("o e");
    desk.focus("skypeName");
    desk.press("\"er");
    let mut desk = Desk::with(desk.world, desk.disk);
    desk.press("D Enter ctrl-s");
    let sent = changes(&desk.writes[0]);
    assert_eq!(sent.len(), 2, "{sent:?}");
    assert_eq!(sent[1], flat);
}

#[test]
fn a_note_that_waits_is_written_anew_and_it_is_told_where_it_had_gone() {
    let mut desk = Desk::new(&["Acme"]);
    desk.outbox = vec![noted("a", 1, Standing::Waiting { why: None })];
    desk.press("o e");
    assert!(matches!(desk.model.layers.last(), Some(Layer::Note(_))));
    assert_eq!(desk.disk.len(), 1);
    let done = Standing::Done { id: 1, note: None };
    desk.answer(|_| Outcome::Verdict(Box::new(noted("a", 1, done))));
    assert_eq!(
        desk.said(),
        "Not given up: the note to Acme had arrived already"
    );
    assert!(matches!(desk.model.layers.last(), Some(Layer::Note(_))));
}

#[test]
fn undo_and_redo_say_what_they_did_by_name() {
    let mut desk = Desk::new(&["Acme"]);
    desk.press("u");
    let done = |action, undoes: Option<&str>| {
        let mut entry = waiting("x", 1, Standing::Done { id: 1, note: None });
        entry.set.action = action;
        entry.set.undoes = undoes.map(str::to_owned);
        Outcome::Verdict(Box::new(entry))
    };
    assert!(matches!(desk.writes[0], Cmd::Undo { set: None, .. }));
    desk.answer(|_| done(Action::Undo, Some("a")));
    assert_eq!(
        desk.said(),
        "Undone: edit of Customer 1 (Skype) · U does it again"
    );
    desk.press("U");
    assert!(matches!(desk.writes[0], Cmd::Redo { .. }));
    desk.answer(|_| done(Action::Redo, Some("x")));
    assert_eq!(
        desk.said(),
        "Done again: edit of Customer 1 (Skype) · u undoes"
    );
}

#[test]
fn any_set_of_the_log_is_undone_after_a_question() {
    let mut desk = Desk::new(&["Acme"]);
    let mut undone = waiting("old", 1, Standing::Done { id: 1, note: None });
    undone.undone_by = Some("x".to_owned());
    desk.log = vec![
        waiting("new", 1, Standing::Done { id: 1, note: None }),
        undone,
    ];
    desk.press("H u");
    let Some(Layer::Confirm(asked)) = desk.model.layers.last() else {
        panic!()
    };
    assert_eq!(asked.question, "Undo the edit of Customer 1?");
    desk.press("y");
    assert!(matches!(&desk.writes[0], Cmd::Undo { set: Some(set), .. } if set == "new"));
    desk.press("j u");
    assert_eq!(desk.writes.len(), 1, "it is undone already");
}

#[test]
fn the_history_of_a_customer_leaves_out_what_says_nothing() {
    let mut desk = Desk::new(&["Acme"]);
    let past = |field: Option<&str>| Past {
        at: "2026-01-02 03:04:05".to_owned(),
        who: "anna".to_owned(),
        action: "update".to_owned(),
        field: field.map(str::to_owned),
        was: Some("\"a\"".to_owned()),
        now: Some("\"b\"".to_owned()),
    };
    desk.past = vec![
        past(Some("website")),
        past(Some("statusId")),
        past(Some("lastUpdateDate")),
        past(None),
    ];
    desk.press("h");
    let Some(Layer::History(history)) = desk.model.layers.last() else {
        panic!()
    };
    assert_eq!(history.lines(&desk.model.fields).len(), 2);
    desk.press("h");
    assert!(desk.model.layers.is_empty());
}

#[test]
fn several_come_out_of_the_trash_as_one_change() {
    let mut desk = Desk::new(&[]);
    let trashed = |id, name: &str| Trashed {
        record: (*record(id, name)).clone(),
        who: "anna".to_owned(),
        at: "2026-01-02 03:04:05".to_owned(),
    };
    desk.trash = vec![
        trashed(1, "Acme"),
        trashed(2, "Bolt"),
        trashed(3, "Acme Mobil"),
    ];
    desk.press("t \"acme Tab Tab Enter");
    let steps = set(&desk.writes[0]).steps;
    assert_eq!(
        steps.iter().map(Step::of).collect::<Vec<_>>(),
        [Some(1), Some(3)]
    );
    desk.trash.remove(0);
    desk.land();
    assert_eq!(desk.said(), "Restored 2 customers · u undoes");
    let Some(Layer::Trash(trash)) = desk.model.layers.last() else {
        panic!()
    };
    assert_eq!((trash.len(), trash.matching().len()), (2, 1), "read again");
    desk.press("Esc");
    assert!(
        matches!(desk.model.layers.last(), Some(Layer::Trash(_))),
        "first the search goes"
    );
    desk.press("Esc");
    assert!(desk.model.layers.is_empty());
}

#[test]
fn an_open_form_says_what_somebody_else_did_meanwhile() {
    let mut desk = Desk::new(&["Acme"]);
    desk.press("e \"!");
    assert_eq!(desk.watched, Some(1));
    let acme = Arc::make_mut(desk.world.get_mut(&1).unwrap());
    acme.set("skypeName", json!("theirs"));
    acme.set("lastUpdatedByName", json!("anna"));
    desk.tell(Msg::Changed);
    let met = desk.form().met.sentence();
    assert_eq!(met.as_deref(), Some("Skype was changed by anna meanwhile"));
    let acme = Arc::make_mut(desk.world.get_mut(&1).unwrap());
    acme.set("website", json!("mine.example"));
    acme.set("lastUpdatedByName", json!("ada"));
    desk.tell(Msg::Changed);
    let met = desk.form().met.sentence();
    assert_eq!(
        met.as_deref(),
        Some("Skype and Website were changed by anna and you elsewhere meanwhile")
    );
    assert_eq!(desk.form().name(), "Acme!", "what was typed stays");
    desk.press("ctrl-s");
    let fields: Vec<String> = changes(&desk.writes[0])
        .into_iter()
        .map(|c| c.field)
        .collect();
    assert_eq!(fields, ["customerName"]);
    assert_eq!(desk.watched, None, "the form is closed");
}

#[test]
fn a_customer_that_goes_while_its_form_is_open_is_told() {
    let mut desk = Desk::new(&["Acme", "Bolt"]);
    desk.press("e \"!");
    desk.world.remove(&1);
    desk.tell(Msg::Changed);
    assert!(desk.form().met.gone && desk.form().name() == "Acme!");
}

/// Acme's form with something typed in it, when somebody else has deleted Acme.
fn gone() -> Desk {
    let mut desk = Desk::new(&["Acme", "Bolt"]);
    desk.press("e \"!");
    desk.world.remove(&1);
    desk.tell(Msg::Changed);
    desk.press("ctrl-s");
    assert!(desk.writes.is_empty(), "nothing is sent before it is said");
    desk
}

#[test]
fn what_was_typed_about_a_customer_that_is_gone_restores_it() {
    let mut desk = gone();
    desk.press("Enter");
    let set = set(&desk.writes[0]);
    let [
        Step::Restore { id: 1, name },
        Step::Edit { id: 1, changes, .. },
    ] = set.steps.as_slice()
    else {
        panic!("{set:?}")
    };
    assert_eq!((name.as_str(), changes.len()), ("Acme", 1));
    let done = || Standing::Done { id: 1, note: None };
    desk.answer(|write| verdict(write, vec![done(), done()]));
    assert_eq!(desk.said(), "Restored and saved Acme! · u undoes");
    assert!(desk.disk.is_empty() && desk.model.form().is_none());
}

#[test]
fn what_was_typed_about_a_customer_that_is_gone_becomes_a_new_one_or_stays() {
    let mut desk = gone();
    desk.press("Down Enter");
    let made = set(&desk.writes[0]);
    assert!(
        matches!(made.steps.as_slice(), [Step::Create { record, .. }] if record.name() == "Acme!"),
        "{made:?}"
    );
    desk.land();
    assert!(desk.disk.is_empty());

    let mut desk = gone();
    desk.press("Esc");
    assert_eq!(desk.form().name(), "Acme!", "who closes it goes on typing");
    desk.press("ctrl-s Down Down Enter");
    assert!(desk.writes.is_empty() && desk.model.form().is_none());
    assert_eq!(desk.disk["edit-1-run"].name, "Acme!");
    desk.press("D Enter");
    assert!(desk.form().met.gone && desk.form().name() == "Acme!");
}

#[test]
fn what_is_known_of_the_past_is_shown_until_the_server_tells_it() {
    let mut desk = Desk::new(&["Acme"]);
    desk.press("h");
    let tell = |desk: &mut Desk, past: &[&str], unread: Option<&str>, asking| {
        let ticket = desk.model.tickets.ask(Slot::History);
        let line = |at: &&str| Past {
            at: (*at).to_owned(),
            who: "ada".to_owned(),
            action: "delete".to_owned(),
            field: None,
            was: None,
            now: None,
        };
        let outcome = Outcome::History {
            past: past.iter().map(line).collect(),
            unread: unread.map(str::to_owned),
            asking,
        };
        desk.tell(Msg::Done { ticket, outcome });
        let Some(Layer::History(history)) = desk.model.layers.last() else {
            panic!()
        };
        (history.lines(&desk.model.fields).len(), history.head())
    };
    let (lines, head) = tell(&mut desk, &["2026"], None, true);
    assert_eq!(lines, 1);
    assert!(head.unwrap().contains("asking the server"));
    let (lines, head) = tell(&mut desk, &["2027", "2026"], None, false);
    assert_eq!((lines, head), (2, None));
    let (_, head) = tell(&mut desk, &["2026"], Some("away"), false);
    assert!(head.unwrap().contains("away"));
}

#[test]
fn a_save_that_met_a_deleted_customer_opens_again_and_asks() {
    let mut desk = Desk::new(&["Acme", "Bolt"]);
    desk.press("e \"! ctrl-s");
    desk.world.remove(&1);
    desk.answer(|write| {
        let why = "customer 1 is not there".to_owned();
        verdict(write, vec![Standing::Refused { why, gone: true }])
    });
    assert!(desk.form().met.gone && desk.form().name() == "Acme!");
    desk.writes.clear();
    desk.press("ctrl-s Enter");
    assert_eq!(set(&desk.writes[0]).steps.len(), 2);
}

#[test]
fn what_others_do_moves_neither_the_cursor_nor_an_unanswered_save() {
    let mut desk = Desk::new(&["Acme", "Bolt", "Cord"]);
    desk.press("j e \"! ctrl-s");
    desk.world.remove(&1);
    desk.tell(Msg::Changed);
    assert_eq!(
        desk.model.list.row(2).unwrap().name(),
        "Bolt!",
        "no flicker to the old value"
    );
    desk.land();
    assert_eq!(
        (desk.model.list.current(), &*desk.model.list.ids),
        (Some(2), &[2, 3][..])
    );
    desk.world.insert(4, record(4, "Dash"));
    desk.tell(Msg::Changed);
    assert_eq!(
        (desk.model.list.current(), desk.model.list.ids.len()),
        (Some(2), 3)
    );
}

#[test]
fn a_refused_delete_comes_back_and_waits_for_a_person() {
    let mut desk = Desk::new(&["Acme", "Bolt"]);
    desk.press("d y");
    assert_eq!(&*desk.model.list.ids, [2]);
    desk.answer(|write| refused(write, "it has invoices"));
    assert_eq!(&*desk.model.list.ids, [1, 2]);
    assert_eq!(
        desk.said(),
        "The delete of Acme was refused: it has invoices. It waits in the outbox (o)"
    );
}

#[test]
fn a_note_of_the_server_is_told() {
    let mut desk = Desk::new(&["Acme"]);
    desk.press("e \"! ctrl-s");
    let note = Some("anna was overtaken".to_owned());
    desk.answer(|write| verdict(write, vec![Standing::Done { id: 1, note }]));
    assert_eq!(desk.said(), "Saved Acme!: 1 field; anna was overtaken");
}

#[test]
fn a_customer_that_is_still_to_be_made_is_marked_as_waiting() {
    let desk = Desk::new(&["Acme"]);
    assert!(desk.model.outbox.is_pending(-3));
    assert!(!desk.model.outbox.is_pending(1));
}
