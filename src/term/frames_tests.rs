//! What goes out, write by write; `tests/frames` compares it with what a terminal makes of it.

use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};

use super::*;

/// Counts writes, as a terminal would see them.
#[derive(Default)]
struct Writes(Vec<String>);

impl Write for Writes {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let text = String::from_utf8(bytes.to_vec()).unwrap();
        self.0.push(text.replace('\x1b', "^"));
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn lines(texts: &[&str]) -> Buffer {
    Buffer::with_lines(texts.iter().copied())
}

/// What a frame costs after another, without what begins and ends it.
fn after(before: &Buffer, frame: &Buffer) -> String {
    let mut frames = Frames::new(Writes::default());
    frames.show(before, None).unwrap();
    frames.out.0.clear();
    frames.show(frame, None).unwrap();
    let Some(sent) = frames.out.0.pop() else {
        return String::new();
    };
    let inside = sent.strip_prefix("^[?2026h").unwrap();
    inside.strip_suffix("^[?2026l").unwrap().to_owned()
}

#[test]
fn a_frame_is_one_write_and_one_update() {
    let mut frames = Frames::new(Writes::default());
    let at = Some(Position::new(1, 1));
    frames.show(&lines(&["a    ", "    b"]), at).unwrap();
    assert_eq!(
        frames.out.0,
        ["^[?2026h^[m^[H^[2Ja\n^[3Cb\r^[C^[?25h^[?2026l"]
    );
}

#[test]
fn a_frame_without_a_change_writes_nothing() {
    let mut frames = Frames::new(Writes::default());
    let page = lines(&["a  ", "   "]);
    let mut writes = |at: Option<(u16, u16)>| {
        let at = at.map(|(x, y)| Position::new(x, y));
        frames.show(&page, at).unwrap();
        frames.out.0.len()
    };
    assert_eq!(writes(Some((1, 1))), 1);
    assert_eq!(writes(Some((1, 1))), 1);
    assert_eq!(writes(Some((2, 1))), 2);
    assert_eq!(writes(None), 3);
    assert_eq!(writes(None), 3);
}

#[test]
fn only_what_differs_is_sent_by_the_shorter_way() {
    let before = lines(&["Number 7 of 9        ", "second line of words "]);
    let one = lines(&["Number 8 of 9        ", "second line of words "]);
    assert_eq!(after(&before, &one), "^[1;8H8");
    let gone = lines(&["Number               ", "second line of words "]);
    assert_eq!(after(&before, &gone), "^[1;8H^[K");
    let two = lines(&["Number 8 of 3        ", "second line of words "]);
    assert_eq!(after(&before, &two), "^[1;8H8 of 3");
}

#[test]
fn rows_that_move_are_moved() {
    let row = |nth: usize| "abcdefghijkl"[nth..=nth].repeat(40);
    let page = |first: usize| -> Buffer {
        let rows: Vec<String> = (first..first + 8).map(row).collect();
        lines(&rows.iter().map(String::as_str).collect::<Vec<_>>())
    };
    assert_eq!(
        after(&page(1), &page(2)),
        format!("^[1;8r^[8H\n^[r^[8H{}", row(9))
    );
    assert_eq!(
        after(&page(3), &page(2)),
        format!("^[1;8r^[H^M^[r^[H{}", row(2))
    );
}

#[test]
fn what_is_two_columns_wide_is_never_split() {
    let before = lines(&["日本電気"]);
    assert_eq!(after(&before, &lines(&["日ab電気"])), "^[1;3Hab");
    // Over the second half: the first goes too.
    let mut frame = lines(&["日本電気"]);
    frame[(0, 0)].set_symbol(" ");
    frame[(1, 0)].set_symbol("x");
    assert_eq!(after(&before, &frame), "^[H x");
}

#[test]
fn what_terminals_draw_differently_wide_is_followed_by_a_place_said_outright() {
    let sent = after(
        &lines(&["               "]),
        &lines(&["a👩\u{200d}👧b           "]),
    );
    assert_eq!(
        sent,
        "^[1;2H^[K👩\u{200d}👧^[1;4Hb^[K".replace("^[1;2H^[K", "^[H^[Ka")
    );
}

#[test]
fn a_joiner_joins_nothing_to_the_next_cell() {
    let frame = lines(&["zerowidth\u{200d}join", "\u{1f468}\u{200d}\u{1f469} two"]);
    let sent = after(&lines(&["", ""]), &frame);
    assert!(sent.contains("zerowidthjoin"), "{sent:?}");
    assert!(sent.contains("\u{1f468}\u{200d}\u{1f469}"), "{sent:?}");
}

#[test]
fn nothing_that_a_terminal_obeys_goes_out() {
    let mut frame = lines(&["abcdefgh"]);
    frame[(2, 0)].set_symbol("\x1b[31m");
    frame[(3, 0)].set_symbol("\t");
    frame[(4, 0)].set_symbol("\u{202e}");
    frame[(5, 0)].set_symbol("\u{9b}");
    let sent = after(&lines(&["abcdefgh"]), &frame);
    assert_eq!(sent, "^[1;3H\u{fffd}\u{fffd}\u{fffd}\u{fffd}");
}

#[test]
fn each_frame_ends_in_the_plain_look() {
    let mut frame = lines(&["abcdefgh"]);
    let area = Rect::new(0, 0, 8, 1);
    frame.set_style(area, Style::new().add_modifier(Modifier::REVERSED));
    assert_eq!(after(&lines(&["abcdefgh"]), &frame), "^[H^[7mabcdefgh^[m");
}

#[test]
fn a_terminal_that_is_gone_is_an_error_and_no_panic() {
    struct Gone;
    impl Write for Gone {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::BrokenPipe.into())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let mut frames = Frames::new(Gone);
    assert!(frames.show(&lines(&["a"]), None).is_err());
}

fn link(x: u16, y: u16, text: &str) -> Link {
    Link {
        x,
        y,
        text: text.to_owned(),
        to: format!("https://{text}"),
    }
}

#[test]
fn a_link_is_begun_before_its_word_and_ended_behind_it() {
    let mut frames = Frames::new(Writes::default());
    frames.link(vec![link(2, 0, "a.b")]);
    frames.show(&lines(&["x a.b y"]), None).unwrap();
    let sent = frames.out.0.concat();
    let (before, rest) = sent.split_once("^]8;id=").unwrap();
    assert!(before.ends_with("x "), "{sent}");
    let (_, rest) = rest.split_once(';').unwrap();
    assert_eq!(rest, "https://a.b^\\a.b^[C^]8;;^\\y^[?2026l");
    // The same again costs nothing; without its link the word is written anew.
    frames.out.0.clear();
    frames.link(vec![link(2, 0, "a.b")]);
    frames.show(&lines(&["x a.b y"]), None).unwrap();
    assert_eq!(frames.out.0, Vec::<String>::new());
    frames.show(&lines(&["x a.b y"]), None).unwrap();
    let sent = frames.out.0.concat();
    assert!(sent.contains("a.b") && !sent.contains("]8"), "{sent}");
}

#[test]
fn what_lies_over_a_word_is_no_link_and_nothing_is_obeyed_in_one() {
    let mut frames = Frames::new(Writes::default());
    let hostile = Link {
        to: "https://a.b\u{1b}]0;x\u{7}".to_owned(),
        ..link(0, 1, "a.b")
    };
    let outside = link(9, 9, "a.b");
    frames.link(vec![link(2, 0, "a.b"), hostile, outside]);
    frames.show(&lines(&["x a.box", "a.b    "]), None).unwrap();
    let sent = frames.out.0.concat();
    assert!(!sent.contains("]0;"), "{sent}");
    assert_eq!(sent.matches("https://").count(), 1, "{sent}");
    let covered = lines(&["x a|b y", "       "]);
    frames.out.0.clear();
    frames.link(vec![link(2, 0, "a.b")]);
    frames.show(&covered, None).unwrap();
    assert!(!frames.out.0.concat().contains("https"));
}
