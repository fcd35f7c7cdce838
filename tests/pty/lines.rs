//! Keys as bad lines bring them: in parts, late, many in one piece, with a new size between them.

use std::time::{Duration, Instant};

use super::harness::Term;
use super::home::Home;

fn open(home: &Home) -> Term {
    let term = home.terminal(&[], 100, 30);
    term.wait_for("1 of 1,735");
    term
}

fn leave(mut term: Term) {
    term.press("q");
    assert_eq!(term.wait_for_end(), 0);
    term.assert_restored();
}

/// Gives the terminal another height, and waits until that is seen.
fn resize(term: &Term, rows: u16) {
    term.resize(100, rows);
    term.wait_until("the new size", |screen| {
        screen.trim_end().lines().count() == usize::from(rows)
    });
}

#[test]
fn a_key_of_which_a_part_has_come_holds_up_no_new_size_and_is_whole_when_its_rest_comes() {
    let home = Home::new();
    let mut term = open(&home);
    let mut in_time = 0;
    for nth in 2..12 {
        let began = Instant::now();
        term.press("\x1b[");
        resize(&term, 29 + nth % 2);
        // After a second it would be given up; on a machine that is as slow as that it begins anew.
        let is_held = began.elapsed() < Duration::from_millis(600);
        term.press(if is_held { "B" } else { "\x1b[B" });
        in_time += u32::from(is_held);
        term.wait_for(&format!(" {nth} of 1,735"));
    }
    println!("{in_time} of 10 in two parts");
    leave(term);
}

#[test]
fn what_is_broken_off_takes_no_key_along() {
    let home = Home::new();
    let mut term = open(&home);
    // An arrow whose end was lost, and the same once more.
    term.press("\x1b[1;\x1b[B");
    term.wait_for(" 2 of 1,735");
    term.press("j");
    term.wait_for(" 3 of 1,735");
    leave(term);
}

#[test]
fn esc_and_the_key_after_it_are_two_keys_in_one_piece_too() {
    let home = Home::new();
    let mut term = open(&home);
    term.press("?");
    term.wait_without("1 of 1,735");
    term.press("\x1b\x1b[B");
    term.wait_for(" 2 of 1,735");
    // One Esc leaves what was typed, the other the search.
    term.press("/volks");
    term.wait_without("of 1,735");
    term.press("\x1b\x1b");
    term.wait_until("all of them", |screen| {
        screen.contains(" of 1,735") && !screen.contains("volks")
    });
    leave(term);
}

#[test]
fn an_esc_waits_for_slow_lines_as_long_as_is_asked_for() {
    let home = Home::new().with("ESCDELAY", "1000");
    let mut term = open(&home);
    for nth in 2..5 {
        let began = Instant::now();
        term.press("\x1b");
        resize(&term, 29 + nth % 2);
        let is_held = began.elapsed() < Duration::from_millis(600);
        term.press(if is_held { "[B" } else { "j" });
        term.wait_for(&format!(" {nth} of 1,735"));
    }
    leave(term);
}

#[test]
fn a_megabyte_that_is_pasted_is_one_paste_and_the_next_key_is_heard() {
    let home = Home::new();
    let mut term = open(&home);
    term.press("n");
    term.wait_for("New customer");
    let text = "Zeppelin & Söhne, Lindenstraße 5\r\n".repeat(30_000);
    term.press(&format!("\x1b[200~{text}\x1b[201~"));
    term.wait_for("Zeppelin & Söhne");
    term.press("\x1b");
    term.wait_for("1 of 1,735");
    leave(term);
}
