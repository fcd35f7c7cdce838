//! Customers that may be one: twins beside a new form, the walk through pairs, and merging.

use super::*;
use crate::app::layer::Layer;
use crate::app::likeness::{Likeness, Pair, Twin};
use crate::app::pairs::Pairs;
use crate::app::ticket::Slot;
use crate::app::unify::Unify;
use crate::customer::changeset::Action;
use crate::customer::unite::kin::{Child, NoteOf};

fn like(reason: &str) -> Likeness {
    Likeness {
        percent: 90,
        reasons: vec![reason.to_owned()],
        hint: false,
    }
}

fn twins_asked(desk: &Desk) -> Vec<String> {
    let of = |cmd: &Cmd| match cmd {
        Cmd::Twins { record, .. } => Some(record.name().to_owned()),
        _ => None,
    };
    desk.asked.iter().filter_map(of).collect()
}

fn twin(desk: &mut Desk, ids: &[CustomerId]) {
    let twin = |id: &CustomerId| Twin {
        record: desk.world[id].clone(),
        like: like("same name"),
    };
    let found = ids.iter().map(twin).collect();
    desk.reply(Outcome::Twins(found), |cmd| match cmd {
        Cmd::Twins { ticket, .. } => Some(*ticket),
        _ => None,
    });
}

#[test]
fn typing_asks_for_twins_one_question_at_a_time_and_the_newest_counts() {
    let mut desk = Desk::new(&["Acme", "Beta"]);
    desk.press("n \"Acm");
    assert_eq!(twins_asked(&desk), ["A"], "no storm of questions");
    twin(&mut desk, &[1, 2]);
    assert_eq!(
        twins_asked(&desk),
        ["A", "Acm"],
        "then what was typed meanwhile"
    );
    twin(&mut desk, &[1]);
    let form = desk.model.form().unwrap();
    assert_eq!(form.name(), "Acm");
    assert_eq!(form.twins.all().len(), 1);
    desk.press("Tab Tab Tab");
    assert_eq!(twins_asked(&desk).len(), 2, "moving about asks nothing");
}

#[test]
fn twins_that_could_not_be_read_are_said_once_and_asked_for_again_as_typing_goes_on() {
    let of = |cmd: &Cmd| match cmd {
        Cmd::Twins { ticket, .. } => Some(*ticket),
        _ => None,
    };
    let mut desk = Desk::new(&["Acme"]);
    desk.press("n \"Ac");
    desk.reply(failed("Not read: no way"), of);
    assert!(desk.said().contains("could not be read"), "{}", desk.said());
    assert!(
        !desk.model.notice.as_ref().unwrap().failure,
        "it is no failure of theirs"
    );
    assert_eq!(twins_asked(&desk), ["A", "Ac"], "what was typed meanwhile");
    desk.reply(failed("Not read: no way"), of);
    desk.press("Tab");
    assert_eq!(twins_asked(&desk).len(), 2, "nothing has changed");
    desk.press("S-Tab \"m");
    assert_eq!(twins_asked(&desk), ["A", "Ac", "Acm"]);
    desk.reply(failed("Not read: no way"), of);
    assert_eq!(desk.said(), "", "said once while it lasts");
    desk.press("\"e");
    twin(&mut desk, &[1]);
    assert_eq!(desk.model.form().unwrap().twins.all().len(), 1);
    desk.press("\"!");
    desk.reply(failed("Not read: no way"), of);
    assert!(
        desk.said().contains("could not be read"),
        "it had worked again"
    );
    let form = desk.model.form().unwrap();
    assert!(form.twins.all().is_empty(), "those were of another name");
    assert_eq!(form.name(), "Acme!");
}

#[test]
fn an_answer_for_another_form_is_nobody_s() {
    let mut desk = Desk::new(&["Acme"]);
    desk.press("n \"A ctrl-x y n");
    twin(&mut desk, &[1]);
    assert!(desk.model.form().unwrap().twins.all().is_empty());
    desk.press("Esc e \"x");
    assert_eq!(
        twins_asked(&desk).len(),
        1,
        "who is here already is nobody's twin"
    );
}

#[test]
fn a_twin_opens_and_the_draft_stays() {
    let mut desk = Desk::new(&["Acme", "Beta"]);
    desk.press("n F3");
    assert!(
        matches!(desk.model.layers.last(), Some(Layer::Edit(_))),
        "no twin, no list"
    );
    desk.press("\"Be");
    twin(&mut desk, &[1, 2]);
    twin(&mut desk, &[1, 2]);
    desk.press("F3 j Enter");
    let form = desk.model.form().unwrap();
    assert_eq!((form.of, form.name().as_str()), (Some(2), "Beta"));
    assert_eq!(desk.disk.len(), 1);
    assert_eq!(desk.disk.values().next().unwrap().name, "Be");
    assert_eq!(desk.model.layers.len(), 1);
}

/// On the walk through these pairs.
fn walking(names: &[&str], pairs: &[(CustomerId, CustomerId)]) -> Desk {
    let mut desk = Desk::new(names);
    desk.press("w");
    let pair = |ids: &(CustomerId, CustomerId)| Pair {
        ids: *ids,
        like: like("same phone"),
    };
    let all = pairs.iter().map(pair).collect();
    desk.reply(Outcome::Duplicates(all), |cmd| match cmd {
        Cmd::Duplicates { ticket } => Some(*ticket),
        _ => None,
    });
    desk
}

fn pairs(desk: &Desk) -> &Pairs {
    desk.model
        .layers
        .iter()
        .find_map(|layer| match layer {
            Layer::Pairs(pairs) => Some(pairs.as_ref()),
            _ => None,
        })
        .unwrap()
}

fn set_apart(desk: &Desk) -> Vec<(Vec<CustomerId>, bool)> {
    let of = |cmd: &Cmd| match cmd {
        Cmd::SetApart { ids, apart } => Some((ids.clone(), *apart)),
        _ => None,
    };
    desk.asked.iter().filter_map(of).collect()
}

#[test]
fn what_is_decided_of_pairs_is_taken_back_one_after_the_other() {
    let mut desk = walking(&["A", "B", "C"], &[(1, 2), (1, 3), (2, 3)]);
    desk.press("n s");
    assert_eq!(pairs(&desk).at, 2);
    assert_eq!(set_apart(&desk), [(vec![1, 2], true)]);
    desk.press("u");
    assert_eq!((pairs(&desk).at, pairs(&desk).fate()), (1, None));
    desk.press("u u");
    assert_eq!(pairs(&desk).at, 0);
    assert_eq!(set_apart(&desk), [(vec![1, 2], true), (vec![1, 2], false)]);
    assert!(!pairs(&desk).can_take_back());
}

#[test]
fn merging_a_pair_is_one_set_and_its_undo_brings_the_pair_back() {
    let mut desk = walking(&["A", "B", "C"], &[(1, 2), (1, 3), (2, 3)]);
    desk.press("Enter Enter");
    let Some(Cmd::Commit { action, steps, .. }) = desk.writes.last() else {
        panic!("{:?}", desk.writes)
    };
    assert_eq!(*action, Action::Merge);
    assert!(
        matches!(steps.last(), Some(Step::Delete { id: 2, .. })),
        "{steps:?}"
    );
    // The pair of the one that went into the trash is no pair any more.
    assert_eq!(pairs(&desk).at, 1);
    desk.press("s");
    assert!(pairs(&desk).current().is_none());
    desk.press("u u");
    assert_eq!(pairs(&desk).at, 0);
    assert!(
        matches!(desk.writes.last(), Some(Cmd::Undo { set: Some(_), .. })),
        "{:?}",
        desk.writes
    );
}

#[test]
fn a_merge_that_was_not_written_down_leaves_its_pair_open() {
    let mut desk = walking(&["A", "B"], &[(1, 2)]);
    desk.is_slow = true;
    desk.press("Enter Enter");
    assert!(pairs(&desk).current().is_none());
    desk.press("u");
    assert!(
        pairs(&desk).current().is_none(),
        "not before it is written down"
    );
    desk.answer(|_| {
        Outcome::Failed(Failure {
            text: "the disk is full".into(),
        })
    });
    assert_eq!((pairs(&desk).at, pairs(&desk).fate()), (0, None));
    assert!(desk.model.notice.as_ref().unwrap().failure);
}

#[test]
fn a_pair_of_whom_one_is_gone_is_passed_over() {
    let mut desk = walking(&["A", "B", "C"], &[(1, 9), (1, 3)]);
    assert_eq!(pairs(&desk).at, 1);
    desk.press("2");
    assert_eq!(desk.model.form().unwrap().of, Some(3));
    desk.press("Esc");
    assert_eq!(pairs(&desk).at, 1);
}

#[test]
fn no_pair_at_all_leaves_only_the_way_out() {
    let mut desk = walking(&["A"], &[]);
    desk.press("Enter n s 1 j");
    assert_eq!(desk.model.layers.len(), 1);
    assert!(set_apart(&desk).is_empty());
    desk.press("Esc");
    assert!(desk.model.layers.is_empty());
}

#[test]
fn thousands_of_pairs_ask_for_the_records_around_one_alone() {
    let all: Vec<(CustomerId, CustomerId)> = (1..5_000).map(|id| (id, id + 1)).collect();
    let names: Vec<String> = (0..5_001).map(|nth| format!("N{nth}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let mut desk = walking(&names, &all);
    for _ in 0..40 {
        desk.press("s");
    }
    assert_eq!(pairs(&desk).at, 40);
    assert!(pairs(&desk).both().is_some());
}

fn unify(desk: &Desk) -> &Unify {
    match desk.model.layers.last() {
        Some(Layer::Unify(unify)) => unify,
        other => panic!("{other:?}"),
    }
}

#[test]
fn marked_customers_become_the_one_under_the_cursor_as_each_field_was_chosen() {
    let mut desk = Desk::new(&["Acme", "Beta", "Gamma"]);
    desk.press("m");
    assert!(
        desk.model.layers.is_empty(),
        "one alone is merged with nobody"
    );
    // Marking goes on to the next row; the cursor ends on Gamma.
    desk.press("Space Space Space m");
    assert_eq!(unify(&desk).name(), "Gamma");
    assert_eq!(unify(&desk).records().len(), 3);
    assert_eq!(unify(&desk).lost(), ["Name: Acme", "Name: Beta"]);
    desk.press("→");
    assert_eq!(unify(&desk).lost(), ["Name: Gamma", "Name: Beta"]);
    desk.press("Tab");
    assert_eq!(unify(&desk).name(), "Acme", "another stays");
    assert_eq!(
        unify(&desk).lost(),
        ["Name: Beta", "Name: Gamma"],
        "as chosen by hand"
    );
    desk.press("Enter");
    assert!(desk.model.layers.is_empty() && desk.model.list.marked.is_empty());
    let Some(Cmd::Commit { steps, .. }) = desk.writes.last() else {
        panic!()
    };
    let gone: Vec<_> = steps
        .iter()
        .filter(|step| matches!(step, Step::Delete { .. }))
        .filter_map(Step::of)
        .collect();
    assert_eq!(gone, [2, 3]);
}

/// Two customers of whom one says much that the other says otherwise.
fn unlike() -> Desk {
    let mut desk = Desk::new(&["Acme", "Beta"]);
    let long = "a sentence that is too long for one line of a narrow screen and goes on and on";
    for (id, text) in [(1, long.to_owned()), (2, format!("{long}, and is another"))] {
        let record = Arc::make_mut(desk.world.get_mut(&id).unwrap());
        for wire in ["description", "website", "skypeName"] {
            record.set(wire, json!(format!("{wire} {id}: {text}")));
        }
    }
    desk.tell(Msg::Sync(crate::app::msg::Sync::Fresh));
    desk.tell(Msg::Resize {
        width: 40,
        height: 12,
    });
    desk.press("Space Space m");
    desk
}

#[test]
fn all_that_a_merge_loses_is_read_line_by_line_on_the_smallest_screen() {
    let mut desk = unlike();
    let body = desk.model.body();
    let all = unify(&desk).parts(body).lines;
    assert!(all.len() > 6, "{all:?}");
    for keys in ["", "L"] {
        if !keys.is_empty() {
            desk.press(keys);
        }
        let mut seen: Vec<String> = Vec::new();
        for _ in 0..all.len() {
            let parts = unify(&desk).parts(body);
            let top = unify(&desk).losses_top;
            let page = parts.lines.iter().skip(top).take(parts.page());
            seen.extend(page.cloned());
            desk.press(if keys.is_empty() { "J" } else { "j" });
        }
        for line in &all {
            assert!(seen.contains(line), "{keys}: {line}");
        }
        let parts = unify(&desk).parts(body);
        assert_eq!(
            unify(&desk).losses_top,
            all.len() - parts.page(),
            "no further"
        );
        (0..all.len()).for_each(|_| desk.press("K"));
        assert_eq!(unify(&desk).losses_top, 0);
    }
    // Nothing of a value is missing between the lines.
    let told = unify(&desk).lost().join(" ");
    let read: Vec<&str> = all
        .iter()
        .map(|line| line.trim_start_matches(['1', '2', ' ']))
        .collect();
    let squeezed = |text: &str| text.replace(' ', "");
    assert_eq!(squeezed(&read.join("")), squeezed(&told));
    desk.press("Esc");
    assert!(!unify(&desk).losses_alone, "back to the fields");
    desk.press("Esc");
    assert!(desk.model.layers.is_empty() && desk.writes.is_empty());
}

#[test]
fn reasons_that_do_not_fit_scroll_before_the_fields() {
    let mut desk = Desk::new(&["A", "B"]);
    desk.tell(Msg::Resize {
        width: 40,
        height: 12,
    });
    desk.press("w");
    let reasons = [
        "same phone …536190",
        "name alike",
        "same town Wolfsburg",
        "same website",
    ];
    let all = vec![Pair {
        ids: (1, 2),
        like: Likeness {
            percent: 97,
            reasons: reasons.map(str::to_owned).to_vec(),
            hint: false,
        },
    }];
    desk.reply(Outcome::Duplicates(all), |cmd| match cmd {
        Cmd::Duplicates { ticket } => Some(*ticket),
        _ => None,
    });
    let why = pairs(&desk).why(40);
    assert_eq!(why.join(" "), reasons.join(", "));
    assert!(
        pairs(&desk).why(200).is_empty(),
        "there they stand beside the head"
    );
    let lines = pairs(&desk)
        .compared(&desk.model.catalog, &desk.model.fields)
        .len()
        + why.len();
    (0..50).for_each(|_| desk.press("j"));
    let page = crate::app::space::pair_page(desk.model.body());
    assert_eq!(pairs(&desk).top, lines.saturating_sub(page));
}

/// A note to customer 2, and a child of it.
fn kin() -> Kin {
    Kin {
        notes: vec![NoteOf {
            of: 2,
            note: Note {
                text: "called".into(),
                who: "ann".into(),
                at: "2026-01-02 03:04:05".into(),
            },
            request: "r".into(),
        }],
        children: vec![Child {
            id: 3,
            name: "C".into(),
            parent: 2,
            part: Part::new(),
        }],
        unread: Vec::new(),
    }
}

#[test]
fn what_hangs_on_customers_goes_over_and_is_in_sight_before_that() {
    let mut desk = Desk::new(&["A", "B", "C"]);
    desk.kin = Some(kin());
    desk.press("Space Space k k m");
    assert_eq!(unify(&desk).name(), "A");
    let said = unify(&desk).goes_over();
    assert_eq!(said.as_deref(), Some("also goes over: 1 note, 1 child"));
    // Where the other stays, its own stay with it.
    desk.press("Tab");
    assert_eq!(unify(&desk).goes_over(), None);
    desk.press("Tab Enter");
    let Some(Cmd::Commit { steps, .. }) = desk.writes.last() else {
        panic!("{:?}", desk.writes)
    };
    let of: Vec<_> = steps.iter().filter_map(Step::of).collect();
    assert_eq!(of[of.len() - 3..], [1, 3, 2], "note, child, trash");
}

#[test]
fn a_merge_agreed_to_before_that_is_known_waits_for_it() {
    let mut desk = Desk::new(&["A", "B", "C"]);
    desk.kin = None;
    desk.press("Space Space m Enter");
    assert!(desk.writes.is_empty() && unify(&desk).agreed);
    let ticket = desk.model.tickets.ask(Slot::Kin);
    desk.tell(Msg::Done {
        ticket,
        outcome: Outcome::Kin(Box::new(kin())),
    });
    assert!(desk.writes.is_empty(), "it has to be seen first");
    desk.press("Enter");
    assert_eq!(desk.writes.len(), 1);

    let mut desk = Desk::new(&["A", "B", "C"]);
    desk.kin = None;
    desk.press("Space Space m Enter");
    let ticket = desk.model.tickets.ask(Slot::Kin);
    desk.tell(Msg::Done {
        ticket,
        outcome: Outcome::Kin(Box::default()),
    });
    assert_eq!(desk.writes.len(), 1, "nothing hangs on them");

    let mut desk = Desk::new(&["A", "B"]);
    desk.kin = None;
    desk.press("Space Space m");
    let ticket = desk.model.tickets.ask(Slot::Kin);
    let failure = Failure {
        text: "broken".into(),
    };
    desk.tell(Msg::Done {
        ticket,
        outcome: Outcome::Failed(failure),
    });
    let lost = unify(&desk).lost();
    assert!(lost.iter().any(|line| line.contains("broken")), "{lost:?}");
}
