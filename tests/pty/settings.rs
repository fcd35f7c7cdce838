//! Settings that are saved while the screen is open.

use super::home::Home;

#[test]
fn what_is_saved_counts_at_once_and_a_slip_leaves_what_was() {
    let home = Home::new();
    let folder = home.data().with_file_name("config");
    std::fs::create_dir_all(&folder).unwrap();
    let save = |text: &str| std::fs::write(folder.join("keymap.toml"), text).unwrap();
    let mut term = home.terminal(&[], 80, 24);
    term.wait_for("1 of");
    save("[list]\n\"x\" = \"last\"\n");
    term.wait_for("Your settings are taken over");
    term.press("xj");
    term.wait_without("Your settings");
    term.wait_without(" 1 of");
    save("[list]\n\"x\" = \"frist\"\n");
    term.wait_for("did you mean “first”?");
    term.press("gj");
    term.wait_for(" 2 of");
    term.press("xk");
    term.wait_without(" 2 of");
    // What saves by putting a new file in the old one's place is noticed too.
    std::fs::write(folder.join("new"), "[list]\n\"x\" = \"first\"\n").unwrap();
    std::fs::rename(folder.join("new"), folder.join("keymap.toml")).unwrap();
    term.wait_for("Your settings are taken over");
    term.press("x");
    term.wait_for(" 1 of");
    term.press("q");
    assert_eq!(term.wait_for_end(), 0);
}

#[test]
fn what_is_refused_while_the_screen_is_open_is_not_said_to_be_used() {
    let home = Home::new();
    let folder = home.data().with_file_name("config");
    std::fs::create_dir_all(&folder).unwrap();
    let save = |text: &str| std::fs::write(folder.join("config.toml"), text).unwrap();
    let mut term = home.terminal(&[], 120, 24);
    term.wait_for("1 of");
    for (text, said) in [
        ("theme = \"drak\"\n", "did you mean “dark”?"),
        ("mouse = 3\n", "“mouse” must be"),
    ] {
        save(text);
        term.wait_for(said);
        let screen = term.wait_for("your settings stay as they were");
        assert!(!screen.contains("is used"), "{screen}");
    }
    // The page about rolo says what is in force.
    save("theme = \"light\"\n");
    term.wait_for("Your settings are taken over");
    term.press(":about\r");
    term.wait_for("Theme      light");
    term.press("\x1b");
    term.wait_for("1 of");
    term.press("q");
    assert_eq!(term.wait_for_end(), 0);
}
