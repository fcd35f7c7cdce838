//! Pictures of every screen at the sizes that must be good to look at, and every size that must not panic.

mod changes;
mod keymap;
mod pages;
mod sample;
mod sideways;
mod walk;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use rolo::app::Model;
use rolo::app::action::Action;
use rolo::app::keymap::Context;
use rolo::app::msg::{Failure, Msg, Outcome, Problem, Sync};
use rolo::app::ticket::Slot;
use rolo::term::theme::Theme;
use rolo::term::view;
use sample::{model, press, tell};

const SIZES: [(u16, u16); 4] = [(80, 24), (120, 40), (40, 12), (200, 60)];

fn draw(model: &Model, width: u16, height: u16) -> String {
    draw_in(&Theme::sixteen(), model, width, height)
}

fn draw_in(theme: &Theme, model: &Model, width: u16, height: u16) -> String {
    let mut buffer = Buffer::empty(Rect::new(0, 0, width, height));
    let cursor = view::draw(model, theme, &mut buffer);
    let mut lines = Vec::new();
    for y in 0..height {
        let mut line = String::new();
        let mut hidden = 0;
        for x in 0..width {
            let symbol = buffer[(x, y)].symbol();
            if hidden > 0 {
                hidden -= 1;
                continue;
            }
            hidden = rolo::app::measure::width(symbol).saturating_sub(1);
            line.push_str(symbol);
        }
        lines.push(line.trim_end().to_owned());
    }
    if let Some(cursor) = cursor {
        lines.push(format!("cursor {},{}", cursor.x, cursor.y));
    }
    lines.join("\n")
}

/// Every screen by name, and the keys that lead to it from the list.
const SCREENS: [(&str, &str); 24] = [
    ("list", "j Space"),
    ("search", "/ \"vol"),
    ("detail", "Enter Tab"),
    ("form", "e"),
    (
        "form-changed",
        "e Tab Tab Enter \"pro Enter Tab Tab Tab Tab Tab Tab Tab Tab \"9 Tab Enter \"x Tab Tab Tab \"x Tab",
    ),
    ("form-jump", "e ctrl-g"),
    ("form-new", "n ctrl-s"),
    ("picker", "e Tab Tab Enter"),
    ("ticks", "e Tab Tab Tab Tab Tab Tab Tab Enter ↓ Enter"),
    ("sort", "s"),
    ("sort-two", "s ↓ ↓ ↓ ↓ +"),
    ("columns", "c > ↓ ↓ Enter"),
    ("views", "v j"),
    ("views-name", "v a \"Mine"),
    ("breakdown", "f j"),
    ("offers", "/ \"vw Space \"sta Tab ↓"),
    ("confirm", "d"),
    ("help", "?"),
    ("drafts", "e \"! Esc n \"Neu Esc D"),
    ("copy", "y"),
    ("lists", "L"),
    ("lists-items", "L Enter"),
    ("lists-name", "L Enter Enter \"Tri"),
    ("plain", "y \"plain Enter"),
];

/// More than a form has.
const FIELDS: usize = 80;

fn at(screen: &str, keys: &str, width: u16, height: u16) -> Model {
    let mut model = model(width, height);
    if screen == "detail" && width < 100 {
        press(&mut model, "Enter");
    } else {
        press(&mut model, keys);
    }
    model
}

#[test]
fn every_screen_at_the_usual_sizes() {
    for (screen, keys) in SCREENS {
        for (width, height) in SIZES {
            let model = at(screen, keys, width, height);
            insta::assert_snapshot!(
                format!("{screen}-{width}x{height}"),
                draw(&model, width, height)
            );
        }
    }
}

/// Chords enough to need more than the hint line.
const CHORDS: [(&str, Action); 9] = [
    ("z n", Action::New),
    ("z e", Action::Edit),
    ("z h", Action::History),
    ("z t", Action::Trash),
    ("z g g", Action::First),
    ("z g e", Action::Last),
    ("z w", Action::Duplicates),
    ("z o", Action::Outbox),
    ("z y", Action::Copy),
];

#[test]
fn all_that_may_follow_a_chord_is_in_sight() {
    for (width, height) in SIZES {
        let mut model = model(width, height);
        for (keys, action) in CHORDS {
            let keys = keys.parse().unwrap();
            model
                .keymap
                .patch(Context::List, keys, Some(action))
                .unwrap();
        }
        press(&mut model, "z");
        let drawn = draw(&model, width, height);
        insta::assert_snapshot!(format!("chord-{width}x{height}"), drawn);
        press(&mut model, "g");
        let drawn = draw(&model, width, height);
        assert!(drawn.contains("g to the first  e to the last"), "{drawn}");
    }
}

#[test]
fn the_answers_to_a_long_question_are_in_sight_on_a_small_screen() {
    let mut model = model(40, 10);
    press(&mut model, "Space Space Space Space Space d");
    let drawn = draw(&model, 40, 10);
    assert!(
        drawn.contains("Cancel") && drawn.contains("Delete  "),
        "{drawn}"
    );
}

#[test]
fn a_failure_is_read_to_its_end_and_nothing_contradicts_it() {
    let text = "Volkswagen AG was not saved: the server cannot be reached (no route to host). What you typed is kept: e on the customer goes on";
    let mut model = model(80, 24);
    (model.place.local, model.sync) = (false, Sync::Fresh);
    let before = draw(&model, 80, 24);
    assert!(before.contains("up to date"), "{before}");
    let failure = Failure {
        text: text.to_owned(),
    };
    tell(&mut model, Msg::Notice(failure));
    let drawn = draw(&model, 80, 24);
    let words: Vec<&str> = drawn.split_whitespace().collect();
    assert!(words.join(" ").contains(text), "{drawn}");
    assert!(!drawn.contains("up to date"), "{drawn}");
    press(&mut model, "j");
    assert!(draw(&model, 80, 24).contains("up to date"));
}

/// Places that are only passed through, and so have no picture: each kind of field of a form, and those that lead on
/// from another screen.
fn corners() -> Vec<Model> {
    let mut models = Vec::new();
    let mut seen = Vec::new();
    for tabs in 0..FIELDS {
        let model = at("form", &format!("e{}", " Tab".repeat(tabs)), 80, 24);
        if !seen.contains(&model.contexts()) {
            seen.push(model.contexts());
            models.push(model);
        }
    }
    models.push(at("note", "N", 80, 24));
    let mut by_hand = changes::conflicted(80, 24);
    press(&mut by_hand, "e");
    models.push(by_hand);
    let mut picking = at("pick", "j", 80, 24);
    picking.picking = true;
    models.push(picking);
    let mut looking = at("pick", "/", 80, 24);
    looking.picking = true;
    models.push(looking);
    models
}

/// Every screen that there is, for those who try all sizes.
fn every() -> Vec<Model> {
    let mut models: Vec<Model> = SCREENS
        .iter()
        .map(|(screen, keys)| at(screen, keys, 80, 24))
        .collect();
    models.extend(changes::all());
    models.extend(walk::all());
    models.extend(corners());
    models
}

#[test]
fn no_place_where_keys_work_is_without_a_screen_here() {
    let shown: Vec<Context> = every().iter().flat_map(Model::contexts).collect();
    let missing: Vec<&str> = Context::all()
        .filter(|context| !shown.contains(context))
        .map(Context::name)
        .collect();
    assert_eq!(missing, Vec::<&str>::new());
}

#[test]
fn every_size_draws_every_screen_without_a_panic() {
    for model in &mut every() {
        for width in (1..=130).step_by(5) {
            for height in (1..=45).step_by(3) {
                tell(model, Msg::Resize { width, height });
                let drawn = draw(model, width, height);
                let hints = drawn.lines().nth(usize::from(height) - 1);
                let small = width < 40 || height < 10;
                assert!(
                    small || hints.is_some_and(|line| !line.is_empty()),
                    "{drawn}"
                );
            }
        }
    }
}

/// Each size from nothing to 120x40: four threads, each with every fourth width.
#[test]
fn every_screen_is_drawn_at_every_size() {
    let part = |first: u16| {
        let mut models = every();
        for width in (first..=120).step_by(4) {
            for height in 1..=40 {
                for model in &mut models {
                    tell(model, Msg::Resize { width, height });
                    let mut buffer = Buffer::empty(Rect::new(0, 0, width, height));
                    let cursor = view::draw(model, &Theme::sixteen(), &mut buffer);
                    assert!(cursor.is_none_or(|at| at.x < width && at.y < height));
                }
            }
        }
    };
    std::thread::scope(|threads| {
        for first in 1..=4 {
            threads.spawn(move || part(first));
        }
    });
}

#[test]
fn a_frame_of_another_size_than_the_model_believes_is_harmless() {
    for (screen, keys) in SCREENS {
        let model = at(screen, keys, 120, 40);
        for (width, height) in [(1, 1), (40, 10), (60, 12), (200, 60)] {
            draw(&model, width, height);
        }
    }
}

/// Tells the list what a search found: these ids, the last of them only nearly.
fn found(model: &mut Model, text: &str, ids: &[i64], problem: Option<Problem>) {
    found_near(model, text, ids, 1, problem);
}

fn found_near(model: &mut Model, text: &str, ids: &[i64], near: usize, problem: Option<Problem>) {
    press(model, &format!("/ \"{}", text.replace(' ', " Space \"")));
    let ticket = model.tickets.ask(Slot::List);
    let outcome = Outcome::Found {
        ids: ids.into(),
        total: 5,
        near,
        problem,
    };
    tell(model, Msg::Done { ticket, outcome });
}

#[test]
fn a_search_shows_what_it_found_each_row_by() {
    let mut model = model(170, 14);
    found(&mut model, "volks fleet", &[1, 2], None);
    let mut buffer = Buffer::empty(Rect::new(0, 0, 170, 14));
    let theme = Theme::sixteen();
    view::draw(&model, &theme, &mut buffer);
    let hit: String = (0..170)
        .filter(|x| buffer[(*x, 2)].modifier.contains(theme.hit.add_modifier))
        .map(|x| buffer[(x, 2)].symbol())
        .collect();
    assert_eq!(
        hit, "Volksfleet",
        "in the name, and in what no column shows"
    );
    let text = draw(&model, 170, 14);
    let row = |nth: usize| text.lines().nth(nth).unwrap();
    assert!(
        row(2).contains("E-mails: fleet@") || row(2).contains("Description:"),
        "{text}"
    );
    assert!(
        row(3).starts_with('≈') && row(0).contains("1 of 1 · 1 similar"),
        "{text}"
    );
}

#[test]
fn a_row_says_why_it_is_there_where_the_columns_leave_no_room() {
    for (search, near, reason) in [
        ("website:volks", false, "www.volkswagen.de"),
        ("revenue:>100bn", false, "322,284,000,000"),
        ("contract since", false, "contract"),
        ("volkswgen", true, "Similar: Volkswagen"),
    ] {
        for (width, height) in [(80, 24), (120, 40)] {
            let mut model = model(width, height);
            let ids: &[i64] = if near { &[1] } else { &[1, 2] };
            found(&mut model, search, ids, None);
            let text = draw(&model, width, height);
            let row = text.lines().nth(2).unwrap();
            assert!(
                row.contains(reason) && row.contains("Active"),
                "{search}:\n{text}"
            );
        }
    }
}

#[test]
fn a_reason_leaves_the_columns_that_the_list_was_moved_to() {
    let mut model = model(80, 24);
    found(&mut model, "website:volks", &[1, 2], None);
    press(&mut model, "Enter");
    assert!(draw(&model, 80, 24).contains("www.volkswagen.de"));
    for _ in 0..9 {
        press(&mut model, "→");
    }
    let text = draw(&model, 80, 24);
    let row = text.lines().nth(2).unwrap();
    assert!(row.contains("Ada Byron"), "{text}");
}

#[test]
fn a_row_with_a_draft_shows_that_it_matches_only_nearly() {
    let mut model = model(120, 14);
    press(&mut model, "j e \"! Esc");
    found(&mut model, "volks", &[1, 2], None);
    let text = draw(&model, 120, 14);
    assert!(
        text.lines().any(|line| line.starts_with("✎≈1002")),
        "{text}"
    );
    assert!(text.contains("1 of 1 · 1 similar"), "{text}");
    press(&mut model, "↓");
    let text = draw(&model, 120, 14);
    assert!(text.contains("1 exact · 1 of 1 similar"), "{text}");
}

#[test]
fn a_long_text_shows_what_it_was_found_by() {
    let mut model = model(120, 14);
    found(&mut model, "contract", &[1], None);
    press(&mut model, "Enter Enter");
    let text = draw(&model, 120, 14);
    let matched = text.lines().find(|line| line.contains("Matched"));
    assert!(
        matched.is_some_and(|line| line.contains("contract")),
        "{text}"
    );
}

#[test]
fn a_value_that_no_list_has_is_told_where_nothing_is_found() {
    let mut model = model(100, 14);
    found(&mut model, "status:activ3", &[], None);
    let text = draw(&model, 100, 14);
    assert!(
        text.contains("“activ3” is no status; similar: Active"),
        "{text}"
    );
}

#[test]
fn what_is_counted_and_said_to_be_missing_is_of_the_last_search_that_could_be_read() {
    let problem = Problem {
        at: 0..3,
        text: "“due” is no field".to_owned(),
        unfinished: false,
    };
    let mut model = model(100, 14);
    found(&mut model, "xyzzy", &[], None);
    // The bad text follows at once; its answer names no rows.
    model.list.search.text = "due:".to_owned();
    let ticket = model.tickets.ask(Slot::List);
    let outcome = Outcome::Found {
        ids: [].into(),
        total: 0,
        near: 0,
        problem: Some(problem),
    };
    tell(&mut model, Msg::Done { ticket, outcome });
    let text = draw(&model, 100, 14);
    assert!(text.contains("Nothing matches “xyzzy”"), "{text}");
    assert!(text.contains("no match · 5 in all"), "{text}");
}

#[test]
fn similar_ones_are_not_counted_to_their_end() {
    let ids: Vec<i64> = (1..=60).collect();
    for (near, said) in [(49, "11 · 49 similar"), (50, "10 · 50+ similar")] {
        let mut model = model(120, 14);
        found_near(&mut model, "volks", &ids, near, None);
        let text = draw(&model, 120, 14);
        assert!(text.contains(said), "{text}");
    }
}

#[test]
fn a_small_screen_tells_the_way_on_and_the_way_out() {
    for (screen, keys, hint) in [
        ("breakdown", "f", "Tab next field"),
        ("detail", "", "Esc back"),
    ] {
        let model = at(screen, keys, 40, 12);
        let text = draw(&model, 40, 12);
        assert!(text.lines().nth(11).unwrap().contains(hint), "{text}");
    }
}

#[test]
fn a_search_that_cannot_be_read_is_marked_where_it_is_wrong() {
    let mut model = model(80, 12);
    let problem = Problem {
        at: 4..8,
        text: "expected a date".to_owned(),
        unfinished: false,
    };
    found(&mut model, "due:soon", &[], Some(problem));
    let mut buffer = Buffer::empty(Rect::new(0, 0, 80, 12));
    let theme = Theme::sixteen();
    view::draw(&model, &theme, &mut buffer);
    let wrong: String = (0..80)
        .filter(|x| buffer[(*x, 0)].fg == theme.wrong.fg.unwrap())
        .map(|x| buffer[(x, 0)].symbol())
        .collect();
    assert_eq!(wrong, "soon");
    let text = draw(&model, 80, 12);
    assert!(text.contains("✗ expected a date"), "{text}");
    assert!(
        text.contains("Volkswagen AG"),
        "the last rows stay:\n{text}"
    );
}
