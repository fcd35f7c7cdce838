//! The first start of all, and what an unaccustomed eye needs.

use super::home::Home;

const CARD: &str = "Five keys to begin with";

#[test]
fn the_card_is_there_once_and_its_key_counts() {
    let home = Home::of_a_newcomer();
    let mut term = home.terminal(&["volks"], 100, 30);
    term.wait_for(CARD);
    term.press("e");
    term.wait_without(CARD);
    term.wait_for("ctrl-s");
    term.press("\x1b");
    term.wait_without("ctrl-s");
    term.press("q");
    assert_eq!(term.wait_for_end(), 0);
    term.assert_restored();

    let mut term = home.terminal(&["volks"], 100, 30);
    let seen = term.wait_for("Volkswagen");
    assert!(!seen.contains(CARD), "{seen}");
    term.press("q");
    assert_eq!(term.wait_for_end(), 0);
    let config = home.data().with_file_name("config");
    assert!(!config.exists(), "nothing is written beside the settings");
}

#[test]
fn what_rolo_is_and_what_it_said_can_be_read() {
    let home = Home::new();
    let mut term = home.terminal(&["volks"], 100, 30);
    term.wait_for("Volkswagen");
    term.press(":about\r");
    let seen = term.wait_for("About rolo");
    assert!(seen.contains("customers.db"), "{seen}");
    term.press("\x1b");
    term.wait_without("About rolo");
    term.press("eZz");
    term.wait_for("1 change");
    term.press("\x1b");
    term.wait_for("kept");
    term.press("j:notices\r");
    term.wait_until("the time and the notice", |screen| {
        screen.contains("Said so far") && screen.contains("Draft of")
    });
    term.press("qq");
    assert_eq!(term.wait_for_end(), 0);
    term.assert_restored();
}
