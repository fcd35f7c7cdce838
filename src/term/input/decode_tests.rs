//! What terminals send, in one piece and in parts.

use super::*;
use proptest::prelude::*;

/// What is meant by parts that come one after the other, the last of which is all there is.
fn meant(parts: &[&[u8]]) -> Vec<Sent> {
    let (mut decoder, mut sent) = (Decoder::default(), Vec::new());
    for part in parts {
        decoder.take(part, &mut sent);
    }
    decoder.give_up(&mut sent);
    sent
}

/// The keys as they are spelt.
fn keys(bytes: &[u8]) -> String {
    let spelt = meant(&[bytes]).into_iter().map(|sent| match sent {
        Sent::Key(key) => key.to_string(),
        other => format!("{other:?}"),
    });
    spelt.collect::<Vec<_>>().join(" ")
}

/// All that a terminal may send, each with what it means.
const KNOWN: [(&str, &str); 44] = [
    ("a", "a"),
    ("K", "K"),
    ("é日", "é 日"),
    ("\r", "Enter"),
    ("\n", "ctrl-j"),
    ("\t", "Tab"),
    ("\x7f", "Backspace"),
    ("\x08", "ctrl-h"),
    ("\0", "ctrl-Space"),
    ("\x13", "ctrl-s"),
    ("\x1f", "ctrl-7"),
    ("\x1b", "Esc"),
    ("\x1b\x1b", "Esc Esc"),
    ("\x1b\x1b[A", "Esc ↑"),
    ("\x1bb", "alt-b"),
    ("\x1bé", "alt-é"),
    ("\x1b\r", "alt-Enter"),
    ("\x1b[", "alt-["),
    ("\x1bO", "alt-O"),
    ("\x1bO\x1b[B", "alt-O ↓"),
    ("\x1b[A\x1b[B\x1b[C\x1b[D", "↑ ↓ → ←"),
    ("\x1bOA\x1bOB\x1bOC\x1bOD", "↑ ↓ → ←"),
    ("\x1b[H\x1b[F\x1bOH\x1bOF", "Home End Home End"),
    ("\x1b[1~\x1b[4~\x1b[7~\x1b[8~", "Home End Home End"),
    ("\x1b[2~\x1b[3~\x1b[5~\x1b[6~", "Ins Del PgUp PgDn"),
    ("\x1bOP\x1bOQ\x1bOR\x1bOS\x1bOM", "F1 F2 F3 F4 Enter"),
    ("\x1b[[A\x1b[[Ej", "F1 F5 j"),
    ("\x1b[11~\x1b[15~\x1b[17~\x1b[21~", "F1 F5 F6 F10"),
    (
        "\x1b[23~\x1b[24~\x1b[25~\x1b[28~\x1b[34~",
        "F11 F12 F13 F15 F20",
    ),
    ("\x1b[Z", "S-Tab"),
    ("\x1b[1;2A\x1b[1;3B\x1b[1;5C", "shift-↑ alt-↓ ctrl-→"),
    ("\x1b[1;5P\x1b[3;5~", "ctrl-F1 ctrl-Del"),
    ("\x1b[a\x1b[3$j", "shift-↑ shift-Del j"),
    ("\x1b[27;5;83~", "ctrl-s"),
    ("\x1b[115;5u\x1b[97;2u\x1b[9;2u", "ctrl-s A S-Tab"),
    (
        "\x1b[27u\x1b[13u\x1b[127;1:1u\x1b[97;1:3u",
        "Esc Enter Backspace",
    ),
    // The focus, an answer, what nobody knows.
    ("\x1b[I\x1b[Oj", "j"),
    ("\x1b[?62;1;2c\x1b[?2026;2$yj", "j"),
    ("\x1b[99~\x1b[1;5Xj", "j"),
    // What is broken off is passed over, and what follows counts.
    ("\x1b[1;\x1b[Bj", "↓ j"),
    ("\x1b[1;5\rj", "Enter j"),
    ("\x1b[12", ""),
    ("\x1bOxj", "j"),
    ("\x1b[[xj", "x j"),
];

#[test]
fn keys_mean_what_they_are() {
    for (bytes, meaning) in KNOWN {
        assert_eq!(keys(bytes.as_bytes()), meaning, "{bytes:?}");
    }
}

#[test]
fn what_is_no_character_is_passed_over() {
    assert_eq!(keys(b"\xffj\xc3\xc3\xa9\xf0\x9f\x98"), "j é");
    assert_eq!(keys(b"\xe2\x82j"), "j");
}

#[test]
fn what_comes_in_parts_is_held() {
    let (mut decoder, mut sent) = (Decoder::default(), Vec::new());
    for (byte, held) in [
        (b"\x1b", Held::Escape),
        (b"[", Held::Part),
        (b"1", Held::Part),
        (b";", Held::Part),
        (b"2", Held::Part),
        (b"A", Held::Nothing),
        (b"\xc3", Held::Part),
        (b"\xa9", Held::Nothing),
    ] {
        decoder.take(byte, &mut sent);
        assert_eq!(decoder.held(), held);
    }
    let up = shift(Key::plain(Code::Up));
    assert_eq!(sent, [Sent::Key(up), Sent::Key(Key::char('é'))]);
}

#[test]
fn what_a_terminal_answers_to_whoever_ran_before_is_no_key() {
    for answer in [
        "\x1b]11;rgb:1e1e/1e1e/1e1e\x07",
        "\x1b]11;rgb:1e1e/1e1e/1e1e\x1b\\",
        "\x1bP1+r544e=787465726d\x1b\\",
        "\x1b[?64;1;9c",
    ] {
        assert_eq!(keys(format!("a{answer}b").as_bytes()), "a b", "{answer:?}");
    }
    for (typed, wanted) in [
        ("\x1b]", "alt-]"),
        ("\x1bPab", "alt-P a b"),
        ("\x1b]a\x1b[A", "alt-] a ↑"),
    ] {
        assert_eq!(keys(typed.as_bytes()), wanted);
    }
}

#[test]
fn alt_comes_in_one_piece_and_esc_before_a_key_in_two() {
    let esc = || Sent::Key(Key::plain(Code::Esc));
    let j = || Sent::Key(Key::char('j'));
    assert_eq!(meant(&[b"\x1b", b"j"]), [esc(), j()]);
    assert_eq!(meant(&[b"\x1b", b"\x1b", b"j"]), [esc(), esc(), j()]);
    assert_eq!(meant(&[b"\x1bj"]), [Sent::Key(alt(Key::char('j')))]);
    let up = || Sent::Key(Key::plain(Code::Up));
    assert_eq!(meant(&[b"\x1b", b"[", b"A"]), [up()]);
    assert_eq!(meant(&[b"\x1b", b"\x1b[A"]), [esc(), up()]);
}

#[test]
fn a_paste_is_one_however_it_comes_and_whatever_is_in_it() {
    let text = "one\r\ntwo \x1b[A \x1b[201 é\n".repeat(40_000);
    let all = format!("{}{text}{}j", "\x1b[200~", "\x1b[201~");
    for size in [1, 1021, all.len()] {
        let parts: Vec<&[u8]> = all.as_bytes().chunks(size).collect();
        let sent = [Sent::Paste(text.clone()), Sent::Key(Key::char('j'))];
        assert!(meant(&parts) == sent, "in parts of {size}");
    }
    let mut decoder = Decoder::default();
    decoder.take(b"\x1b[200~abc\x1b[20", &mut Vec::new());
    assert_eq!(decoder.held(), Held::Paste);
}

#[test]
fn the_mouse_is_told_in_two_ways() {
    let mouse = |act, x, y| Sent::Mouse { act, x, y };
    assert_eq!(
        meant(&[b"\x1b[<0;5;3M\x1b[<32;300;3M\x1b[<0;300;3m\x1b[<64;1;1M\x1b[<65;1;1M"]),
        [
            mouse(Act::Press, 4, 2),
            mouse(Act::Drag, 299, 2),
            mouse(Act::Release, 299, 2),
            mouse(Act::WheelUp, 0, 0),
            mouse(Act::WheelDown, 0, 0),
        ]
    );
    assert_eq!(
        meant(&[b"\x1b[M %#\x1b[M#%#\x1b[M`!!"]),
        [
            mouse(Act::Press, 4, 2),
            mouse(Act::Release, 4, 2),
            mouse(Act::WheelUp, 0, 0),
        ]
    );
    // Other buttons, and a press with ctrl.
    assert_eq!(
        meant(&[b"\x1b[<2;5;3M\x1b[<1;5;3m\x1b[<35;5;3M\x1b[<5;3M"]),
        []
    );
    assert_eq!(meant(&[b"\x1b[<16;5;3M"]), [mouse(Act::Press, 4, 2)]);
}

/// Bytes as they come from terminals: what is known, in any order, with rubbish between.
fn stream() -> impl Strategy<Value = Vec<u8>> {
    let known = (0..KNOWN.len()).prop_map(|nth| KNOWN[nth].0.as_bytes().to_vec());
    let more = prop_oneof![
        Just(b"\x1b[<0;5;3M".to_vec()),
        Just(b"\x1b[M %#".to_vec()),
        Just(b"\x1b[200~two\nlines\x1b[201~".to_vec()),
    ];
    let rubbish = prop::collection::vec(any::<u8>(), 0..6);
    prop::collection::vec(prop_oneof![4 => known, 1 => more, 1 => rubbish], 0..20)
        .prop_map(|parts| parts.concat())
}

proptest! {
    /// But for an Esc that something else follows, which is alt or not, and for answers, which count in one piece alone.
    #[test]
    fn parts_mean_what_the_whole_means(bytes in stream(), size in 1_usize..9) {
        let begins = |pair: &[u8]| pair[0] == ESC && matches!(pair[1], b']' | b'P' | b'_' | b'^');
        prop_assume!(!bytes.windows(2).any(begins));
        let goes_on = |byte: &u8| matches!(byte, b'[' | b'O');
        let mut parts: Vec<&[u8]> = Vec::new();
        let mut from = 0;
        while from < bytes.len() {
            let mut end = (from + size).min(bytes.len());
            while bytes[end - 1] == ESC && bytes.get(end).is_some_and(|next| !goes_on(next)) {
                end += 1;
            }
            parts.push(&bytes[from..end]);
            from = end;
        }
        prop_assert_eq!(meant(&parts), meant(&[&bytes]));
    }

    /// Nothing holds the keys up for good but a paste.
    #[test]
    fn keys_come_through_after_anything(bytes in stream()) {
        let (mut decoder, mut sent) = (Decoder::default(), Vec::new());
        decoder.take(&bytes, &mut sent);
        prop_assume!(decoder.held() != Held::Paste);
        decoder.give_up(&mut sent);
        sent.clear();
        decoder.take(b"j", &mut sent);
        prop_assert_eq!(sent, [Sent::Key(Key::char('j'))]);
    }
}
