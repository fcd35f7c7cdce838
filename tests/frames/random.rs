//! Random frames, one after the other on one terminal: what stands there is what a plain redraw shows.
//! `ROLO_FRAMES` says how many frames are tried.

use proptest::prelude::*;
use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::{Position, Rect};
use ratatui::style::{Color, Modifier, Style};
use rolo::app::links::Link;
use rolo::term::frames::Frames;

use super::emulator::Emulator;
use super::redraw::redraw;

const STEPS: usize = 20;
/// What no terminal draws over more columns than this stands so far from the right edge.
const ROOM: u16 = 16;

#[derive(Clone, Debug)]
enum Step {
    Text(u16, u16, usize, Style),
    Tint(Rect, Style),
    Blank(Rect),
    /// A band of rows moves up by so many, or down.
    Move(u16, u16, i16),
    /// Rows move, their highlight stays behind, and a new one comes in: as a list does.
    List(u16, u16, bool),
    Cell(u16, u16, usize, Style),
    Size(u16, u16),
    Forget,
}

const TEXTS: [&str; 18] = [
    "a",
    "Volkswagen AG   Active      Wolfsburg",
    "                ",
    "x    y          z",
    "日本電気株式会社",
    "a日b本c",
    "Électricité e\u{301}te\u{301}",
    "────────────",
    "→●…│",
    "0123456789",
    " ",
    "한국어 텍스트",
    // Terminals do not agree on these.
    "👩\u{200d}👩\u{200d}👧 Family",
    "ｶﾞｷﾞ halves",
    "❤\u{fe0f}!",
    "👍🏽 ok",
    "น้ำตาล",
    "🇩🇪 de",
];
const SAFE: usize = 12;

fn style() -> impl Strategy<Value = Style> {
    let color = prop_oneof![
        5 => Just(Color::Reset),
        1 => Just(Color::Red),
        1 => Just(Color::Yellow),
        1 => Just(Color::LightBlue),
        1 => any::<u8>().prop_map(Color::Indexed),
        1 => any::<[u8; 3]>().prop_map(|[r, g, b]| Color::Rgb(r, g, b)),
    ];
    let ground =
        prop_oneof![6 => Just(Color::Reset), 1 => Just(Color::Red), 1 => Just(Color::Indexed(236))];
    let emphasis = prop_oneof![
        4 => Just(Modifier::empty()),
        1 => Just(Modifier::BOLD),
        1 => Just(Modifier::DIM),
        1 => Just(Modifier::REVERSED),
        1 => Just(Modifier::UNDERLINED),
        1 => Just(Modifier::BOLD | Modifier::ITALIC),
        1 => Just(Modifier::BOLD | Modifier::DIM),
        1 => Just(Modifier::REVERSED | Modifier::BOLD),
    ];
    (color, ground, emphasis)
        .prop_map(|(fore, back, emphasis)| Style::reset().fg(fore).bg(back).add_modifier(emphasis))
}

fn step() -> impl Strategy<Value = Step> {
    let (x, y) = (0..60u16, 0..16u16);
    let area = (x.clone(), y.clone(), 1..60u16, 1..6u16)
        .prop_map(|(x, y, width, height)| Rect::new(x, y, width, height));
    prop_oneof![
        8 => (x.clone(), y.clone(), 0..TEXTS.len(), style()).prop_map(|(x, y, nth, style)| Step::Text(x, y, nth, style)),
        2 => (area.clone(), style()).prop_map(|(area, style)| Step::Tint(area, style)),
        2 => area.prop_map(Step::Blank),
        3 => (y.clone(), 1..16u16, -6..6i16).prop_map(|(top, rows, by)| Step::Move(top, rows, by)),
        2 => (0..8u16, 3..12u16, any::<bool>()).prop_map(|(top, rows, up)| Step::List(top, rows, up)),
        1 => (x, y, 0..SAFE, style()).prop_map(|(x, y, nth, style)| Step::Cell(x, y, nth, style)),
        1 => (1..60u16, 1..16u16).prop_map(|(width, height)| Step::Size(width, height)),
        1 => Just(Step::Forget),
    ]
}

fn text(frame: &mut Buffer, x: u16, y: u16, nth: usize, style: Style) {
    let (width, height) = (frame.area.width, frame.area.height);
    let room = width.saturating_sub(x);
    if x >= width || y >= height || (nth >= SAFE && room < ROOM) {
        return;
    }
    let most = if nth >= SAFE { room - ROOM + 1 } else { room };
    frame.set_stringn(x, y, TEXTS[nth], usize::from(most), style);
}

fn moved(frame: &mut Buffer, top: u16, rows: u16, by: i16) {
    let before = frame.clone();
    let (width, bottom) = (frame.area.width, (top + rows).min(frame.area.height));
    for y in top..bottom {
        let from = i32::from(y) + i32::from(by);
        for x in 0..width {
            frame[(x, y)] = match u16::try_from(from) {
                Ok(from) if (top..bottom).contains(&from) => before[(x, from)].clone(),
                _ => Cell::EMPTY,
            };
        }
    }
}

fn change(frame: &mut Buffer, step: &Step) {
    let inside = |area: &Rect, frame: &Buffer| area.intersection(frame.area);
    match step {
        Step::Text(x, y, nth, style) => text(frame, *x, *y, *nth, *style),
        Step::Tint(area, style) => {
            let area = inside(area, frame);
            frame.set_style(area, *style);
        }
        Step::Blank(area) => {
            for at in inside(area, frame).positions() {
                frame[at].reset();
            }
        }
        Step::Move(top, rows, by) => moved(frame, *top, *rows, *by),
        Step::List(top, rows, up) => {
            moved(frame, *top, *rows, if *up { 1 } else { -1 });
            let (new, old) = match up {
                true => (top + rows - 1, (top + rows).saturating_sub(2)),
                false => (*top, top + 1),
            };
            text(frame, 0, new, 1, Style::reset());
            for (y, style) in [
                (old, Style::reset()),
                (new, Style::new().add_modifier(Modifier::REVERSED)),
            ] {
                let area = inside(&Rect::new(0, y, 30, 1), frame);
                frame.set_style(area, style);
            }
        }
        Step::Cell(x, y, nth, style) => {
            if let Some(cell) = frame.cell_mut((*x, *y))
                && let Some(c) = TEXTS[*nth].chars().rfind(|c| c.is_alphanumeric())
            {
                cell.set_char(c).set_style(*style);
            }
        }
        Step::Size(width, height) => {
            *frame = Buffer::empty(Rect::new(0, 0, *width, *height));
        }
        Step::Forget => {}
    }
}

fn cases() -> u32 {
    let frames = std::env::var("ROLO_FRAMES")
        .ok()
        .and_then(|frames| frames.parse().ok())
        .unwrap_or(2_000);
    u32::try_from(frames / STEPS).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: cases(),
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn any_frames_stand_as_a_plain_redraw_shows_them(
        steps in prop::collection::vec((prop::collection::vec(step(), 1..4), prop::option::of((0..60u16, 0..16u16))), STEPS)
    ) {
        let mut frame = Buffer::empty(Rect::new(0, 0, 48, 14));
        let mut terminal = Emulator::new(48, 14);
        // What stood there before is none of its affair.
        std::io::Write::write_all(&mut &mut terminal, b"\x1b[?25lleft behind \x1b[31;7m by others").unwrap();
        let mut frames = Frames::new(Vec::new());
        for (steps, cursor) in &steps {
            for step in steps {
                change(&mut frame, step);
                if matches!(step, Step::Forget) {
                    frames.forget();
                    std::io::Write::write_all(&mut &mut terminal, b"\x1b[?25l\x1b[H\x1b[4mn").unwrap();
                }
            }
            let (width, height) = (frame.area.width, frame.area.height);
            terminal.resize(width, height);
            let cursor = cursor.filter(|(x, y)| *x < width && *y < height);
            // A link changes nothing of what is to be seen.
            let link = |(x, y)| Link {
                x,
                y,
                text: frame[(x, y)].symbol().to_owned(),
                to: format!("https://{x}.example"),
            };
            frames.link(cursor.map(link).into_iter().collect());
            frames.show(&frame, cursor.map(|(x, y)| Position::new(x, y))).unwrap();
            let sent = std::mem::take(frames.out_mut());
            std::io::Write::write_all(&mut &mut terminal, &sent).unwrap();
            let plain = redraw(&frame);
            for y in 0..height {
                for x in 0..width {
                    prop_assert_eq!(terminal.seen(x, y), plain.seen(x, y), "at {},{} of\n{}\nsent {:?}", x, y, plain.text(), String::from_utf8_lossy(&sent));
                }
            }
            prop_assert_eq!(terminal.cursor(), cursor);
        }
    }
}
