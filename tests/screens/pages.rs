//! Pictures of the pages that only say something, of screens that have nothing to show, and of the layout without
//! lines.

use std::sync::Arc;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use rolo::app::cmd::Cmd;
use rolo::app::layer::Layer;
use rolo::app::msg::{Msg, Outcome, Sync};
use rolo::app::page::{Kind, Page};
use rolo::app::{Model, Place, update};
use rolo::term::about::{self, Facts};
use rolo::term::caps::{Caps, Colors};
use rolo::term::theme::Theme;
use rolo::term::view;

use super::sample::{model, press, tell};
use super::{SIZES, draw, draw_in};

fn facts() -> Facts {
    Facts {
        paths: rolo::paths::Paths {
            config: "/home/ada/.config/rolo".into(),
            data: "/home/ada/.local/share/rolo".into(),
        },
        caps: Caps {
            colors: Colors::Indexed,
            links: false,
            dumb: false,
            basic: false,
        },
        term: "xterm-256color".to_owned(),
        theme: "sixteen".to_owned(),
        borders: true,
        motion: false,
    }
}

fn pictures(name: &str, model: impl Fn(u16, u16) -> Model) {
    for (width, height) in SIZES {
        let drawn = draw(&model(width, height), width, height);
        // The version moves on without the picture.
        let drawn = drawn.replace(env!("CARGO_PKG_VERSION"), "0.0.0");
        insta::assert_snapshot!(format!("{name}-{width}x{height}"), drawn);
    }
}

#[test]
fn the_card_of_a_first_start() {
    pictures("card", |width, height| {
        let mut model = model(width, height);
        model.layers.push(Layer::Page(Page::new(Kind::Card)));
        model
    });
}

#[test]
fn what_was_said_so_far() {
    pictures("notices", |width, height| {
        let mut model = model(width, height);
        model.say("Saved Volkswagen AG: 2 fields · u undoes");
        model.notices.stamp(|| "09:41:00".to_owned());
        model.fail("Volkswagen AG was not saved: the server cannot be reached (no route to host). What you typed is kept: e on the customer goes on");
        model.notices.stamp(|| "09:42:30".to_owned());
        press(&mut model, "F9");
        model
    });
}

#[test]
fn what_rolo_is() {
    pictures("about", |width, height| {
        let mut model = model(width, height);
        let store = "/home/ada/.local/share/rolo/workspaces/local/customers.db";
        model.about = about::lines(&facts(), &model.place, store.as_ref());
        press(&mut model, "F10");
        model
    });
}

/// A model whose workspace holds nothing at all.
fn nothing(width: u16, height: u16) -> Model {
    let place = Place {
        workspace: "mine".to_owned(),
        local: true,
        ..Place::default()
    };
    let mut model = Model::new(place, "test");
    let cmds = model.start();
    say_nothing(&mut model, cmds);
    tell(&mut model, Msg::Resize { width, height });
    model
}

fn say_nothing(model: &mut Model, cmds: Vec<Cmd>) {
    for cmd in cmds {
        let (ticket, outcome) = match cmd {
            Cmd::Find { ticket, .. } => {
                let outcome = Outcome::Found {
                    ids: Arc::from([]),
                    total: 0,
                    near: 0,
                    problem: None,
                };
                (ticket, outcome)
            }
            Cmd::Outbox { ticket } => {
                let outcome = Outcome::Outbox {
                    entries: Vec::new(),
                    calls: 0,
                    rest: Vec::new(),
                    own: None,
                };
                (ticket, outcome)
            }
            Cmd::Views { ticket } => (ticket, Outcome::Views(Vec::new())),
            Cmd::Log { ticket } => (ticket, Outcome::Log(Vec::new())),
            Cmd::Trash { ticket } => {
                let outcome = Outcome::Trash {
                    all: Vec::new(),
                    unread: None,
                    asking: false,
                };
                (ticket, outcome)
            }
            _ => continue,
        };
        let cmds = update(model, Msg::Done { ticket, outcome });
        say_nothing(model, cmds);
    }
}

fn press_alone(model: &mut Model, keys: &str) {
    for key in keys.split(' ') {
        let cmds = update(model, Msg::Key(key.parse().unwrap()));
        say_nothing(model, cmds);
    }
}

#[test]
fn screens_without_anything_say_what_to_do() {
    for (screen, keys) in [
        ("list", "Esc"),
        ("no-match", "/ x y z z y Enter"),
        ("views", "v"),
        ("outbox", "o"),
        ("log", "H"),
        ("trash", "t"),
        ("notices", "F9"),
    ] {
        for (width, height) in [(80, 24), (40, 12)] {
            let mut model = nothing(width, height);
            press_alone(&mut model, keys);
            let drawn = draw(&model, width, height);
            insta::assert_snapshot!(format!("nothing-{screen}-{width}x{height}"), drawn);
        }
    }
}

#[test]
fn a_layout_without_borders_draws_no_line_anywhere() {
    let quiet = Theme {
        borderless: true,
        still: true,
        ..Theme::sixteen()
    };
    for (width, height) in SIZES {
        for keys in [
            "j",
            "Enter",
            "e",
            "v",
            "f",
            "d",
            "s",
            "e Tab Tab Enter",
            "m",
            "y",
            "o",
            ":",
        ] {
            let mut model = model(width, height);
            press(&mut model, keys);
            let drawn = draw_in(&quiet, &model, width, height);
            let line = drawn.find(['─', '│', '┌', '┐', '└', '┘', '█', '░', '▌', '▏']);
            assert_eq!(line, None, "{keys} at {width}x{height}:\n{drawn}");
        }
    }
    let mut model = model(80, 24);
    press(&mut model, "v");
    insta::assert_snapshot!("borderless-views-80x24", draw_in(&quiet, &model, 80, 24));
}

#[test]
fn a_count_without_its_bar_is_chosen_from_its_name_to_its_figure() {
    let quiet = Theme {
        borderless: true,
        ..Theme::sixteen()
    };
    let mut model = model(80, 24);
    press(&mut model, "f");
    let mut buffer = Buffer::empty(Rect::new(0, 0, 80, 24));
    view::draw(&model, &quiet, &mut buffer);
    let row = (0..24).find(|y| (0..80).any(|x| buffer[(x, *y)].symbol() == "%"));
    let row = row.expect("a count");
    let chosen = |x: &u16| {
        let modifiers = quiet.selected.add_modifier;
        buffer[(*x, row)].modifier.contains(modifiers)
    };
    let from = (0..80).find(chosen).expect("its begin");
    let to = (0..80).rev().find(chosen).expect("its end");
    assert_eq!(buffer[(to, row)].symbol(), "%");
    assert!(to - from > 40 && (from..=to).all(|x| chosen(&x)));
}

#[test]
fn a_box_without_borders_shares_no_row_with_what_lies_below() {
    let quiet = Theme {
        borderless: true,
        still: true,
        ..Theme::sixteen()
    };
    for (keys, first, last) in [("j d", "Delete ", "Cancel")] {
        let mut model = model(80, 24);
        let below = draw_in(&quiet, &model, 80, 24);
        press(&mut model, keys);
        let drawn = draw_in(&quiet, &model, 80, 24);
        let rows: Vec<&str> = drawn.lines().collect();
        let at = |text: &str| rows.iter().position(|row| row.contains(text));
        let (from, to) = (at(first).expect(first), at(last).expect(last));
        assert_eq!(rows[from - 1].trim(), "", "{drawn}");
        // What the list says to the left of the box, in whichever row.
        for (row, list) in rows[from..=to].iter().zip(below.lines().skip(from)) {
            let left: String = list.chars().take(8).collect();
            let here: String = row.chars().take(8).collect();
            assert!(left.trim().is_empty() || here != left, "{drawn}");
        }
    }
}

#[test]
fn while_changes_are_recorded_the_status_line_says_so_and_how_it_ends() {
    for (width, height) in [(80, 24), (120, 40)] {
        let mut model = model(width, height);
        press(&mut model, "Q j");
        let drawn = draw(&model, width, height);
        assert!(drawn.contains("● recording, Q ends it"), "{drawn}");
        press(&mut model, "e");
        let drawn = draw(&model, width, height);
        assert!(drawn.contains("● recording"), "{drawn}");
        assert!(!drawn.contains("Q ends it"), "a letter in a form:\n{drawn}");
        press(&mut model, "Esc Q j");
        let drawn = draw(&model, width, height);
        assert!(!drawn.contains("recording"), "{drawn}");
    }
}

#[test]
fn without_motion_the_first_fill_says_tenths() {
    let still = Theme {
        still: true,
        ..Theme::sixteen()
    };
    let mut seen = Vec::new();
    for done in (0..100_000).step_by(500) {
        let mut model = model(80, 24);
        tell(
            &mut model,
            Msg::Sync(Sync::Filling {
                done,
                of: Some(100_000),
                rate: Some(done),
                left: None,
            }),
        );
        let drawn = draw_in(&still, &model, 80, 24);
        let at = drawn.find("fetching: ").expect("it says how far it is");
        seen.push(drawn[at..].lines().next().unwrap_or_default().to_owned());
    }
    seen.dedup();
    assert_eq!(seen.len(), 10, "{seen:?}");
}
