//! What the user does costs few bytes: budgets at 120x40 over 100,000 customers. Bytes are counted, not time, so
//! the figures are the same on every machine.

use super::firm::Desk;
use super::parts::Parts;

/// The highest cost of a key pressed so many times.
fn most(desk: &mut Desk, key: &str, times: usize) -> Parts {
    let costs = (0..times).map(|_| desk.press(key));
    costs.max().unwrap_or_default()
}

/// The middle of these.
fn middle(mut costs: Vec<Parts>) -> Parts {
    costs.sort_unstable();
    costs[costs.len() / 2]
}

#[track_caller]
fn within(what: &str, parts: Parts, budget: usize) {
    let (bytes, text, blanks, looks) = (parts.bytes, parts.text, parts.blanks, parts.looks);
    let moves = parts.moves();
    let said = format!(
        "{what}: {bytes} of {budget} (text {text}, blanks {blanks}, looks {looks}, moves {moves})"
    );
    println!("{said}");
    assert!(bytes <= budget, "{said}");
}

#[test]
fn moving_in_the_list() {
    let mut desk = Desk::new();
    assert!(desk.text().contains("1 of 100,000"), "{}", desk.text());
    within("a step down", most(&mut desk, "j", 25), 250);
    within("a step up", most(&mut desk, "k", 20), 250);
    desk.hold("j", 40);
    within("a list that scrolls by one", most(&mut desk, "j", 20), 450);
    let pages = (0..9).map(|_| desk.press("PgDn")).collect();
    within("a page", middle(pages), 4_000);
}

/// Letters of three words, as far as each leads to other rows: what stays costs next to nothing, and would make the
/// middle of all say less than it should.
#[test]
fn searching() {
    let (mut first, mut further) = (Vec::new(), Vec::new());
    for word in ["volksw", "bank o", "intern"] {
        let mut desk = Desk::new();
        desk.press("/");
        for (nth, letter) in word.chars().enumerate() {
            let before = desk.text();
            let key = if letter == ' ' {
                "Space".to_owned()
            } else {
                letter.to_string()
            };
            let cost = desk.press(&key);
            let now = desk.text();
            let changed = before
                .lines()
                .zip(now.lines())
                .filter(|(was, is)| was != is);
            let whole = changed.count() >= desk.text().lines().count() * 9 / 10;
            println!(
                "{word}, {letter}: {} ({})",
                cost.bytes,
                if whole { "every row" } else { "some rows" }
            );
            match nth {
                0 => first.push(cost),
                _ if whole => further.push(cost),
                _ => {}
            }
        }
    }
    assert!(
        further.len() > 4,
        "{} letters change every row",
        further.len()
    );
    within("the first letter of a search", middle(first), 4_350);
    within("a letter that leads to other rows", middle(further), 3_650);
}

/// Nobody of the one answer stands in the next, and nothing of a row says what was looked for.
#[test]
fn searching_where_every_row_changes() {
    let mut desk = Desk::new();
    desk.contrary = true;
    desk.press("/");
    let letters = ["v", "o", "l", "k", "s", "w", "a", "g", "e"];
    let costs = letters.map(|letter| desk.press(letter)).to_vec();
    within("a letter that changes every row", middle(costs), 3_500);
}

#[test]
fn the_customer_beside_the_list() {
    let mut desk = Desk::new();
    within("opening the customer", desk.press("Enter"), 2_500);
    let steps = (0..9).map(|_| desk.press("J")).collect();
    within("a step with the customer beside", middle(steps), 1_500);
    assert!(desk.text().contains('›'), "{}", desk.text());
    within("the columns moved on", desk.press("→"), 2_500);
    assert!(desk.text().contains("‹ +"), "{}", desk.text());
    let steps = (0..9).map(|_| desk.press("j")).collect();
    within("a step while they are", middle(steps), 1_500);
    within("the columns moved back", desk.press("←"), 2_500);
}

#[test]
fn keys_that_are_held() {
    let mut desk = Desk::new();
    // At thirty frames a second fifty keys are some frames of a few keys each.
    let all = (0..10).map(|_| desk.hold("j", 5)).sum();
    within("fifty keys in ten frames", all, 6_000);
    within("fifty keys in one frame", desk.hold("k", 50), 6_000);
}

#[test]
fn nothing_that_happens_costs_nothing() {
    let mut desk = Desk::new();
    assert_eq!(desk.show().bytes, 0);
    desk.press("j");
    assert_eq!(desk.press("F11").bytes, 0, "a key without a meaning");
}
