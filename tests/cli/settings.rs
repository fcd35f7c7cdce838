//! Files of settings with mistakes: each is one clear line, the rest counts, and the program works.

use super::home::Home;

/// A file, what stands in it, the line that is named (0: none), and what is said of it.
type Slip = (&'static str, &'static str, usize, &'static str);

#[rustfmt::skip]
const SLIPS: [Slip; 101] = [
    ("config.toml", "color = true\ntimeot = 5", 2, "did you mean “timeout”?"),
    ("config.toml", "Color = false", 1, "did you mean “color”?"),
    ("config.toml", "xyzzy = 1", 1, "“xyzzy” is no setting"),
    ("config.toml", "color = \"no\"", 1, "true or false"),
    ("config.toml", "timeout = 0", 1, "from 1 to 600"),
    ("config.toml", "timeout = 1.5", 1, "from 1 to 600"),
    ("config.toml", "timeout = \"30\"", 1, "from 1 to 600"),
    ("config.toml", "timeout = 99999999999999999999", 1, "from 1 to 600"),
    ("config.toml", "\n\ntheme = 3", 3, "a text in quotes"),
    ("config.toml", "theme = \"drak\"", 0, "did you mean “dark”?"),
    ("config.toml", "theme = \"../config\"", 0, "there is no theme"),
    ("config.toml", "theme = \"\"", 1, "a text in quotes"),
    ("config.toml", "timeout = = 5\ncolor = true", 1, "no TOML"),
    ("config.toml", "color = true\ncolor = false", 2, "no TOML"),
    ("config.toml", "[display]\ncolor = true\ntimeout = 5", 2, "[display] is no section"),
    ("config.toml", "mouse = 1", 1, "true or false"),
    ("config.toml", "mouse = \"on\"", 1, "true or false"),
    ("config.toml", "colr = true", 1, "did you mean “color”?"),
    ("config.toml", "themes = \"dark\"", 1, "did you mean “theme”?"),
    ("config.toml", "workspace = 7", 1, "a text in quotes"),
    ("config.toml", "workspace = \" \"", 1, "a text in quotes"),
    ("config.toml", "workspace = [\"a\"]", 1, "a text in quotes"),
    ("config.toml", "timeout = 601", 1, "from 1 to 600"),
    ("config.toml", "timeout = -1", 1, "from 1 to 600"),
    ("config.toml", "timeout = true", 1, "from 1 to 600"),
    ("config.toml", "timeout = 2024-01-01", 1, "from 1 to 600"),
    ("config.toml", "timeout = 5 s", 1, "no TOML"),
    ("config.toml", "color = yes", 1, "no TOML"),
    ("config.toml", "color: true", 1, "no TOML"),
    ("config.toml", "theme = dark", 1, "no TOML"),
    ("config.toml", "theme = \"dark", 1, "no TOML"),
    ("config.toml", "theme = { name = \"dark\" }", 1, "[theme] is no section"),
    ("config.toml", "workspace.name = \"a\"", 1, "[workspace] is no section"),
    ("config.toml", "links = true", 1, "\"auto\", \"on\" or \"off\""),
    ("config.toml", "links = \"yes\"", 1, "\"auto\", \"on\" or \"off\""),
    ("keymap.toml", "[list]\n\"x\" = \"delte\"", 2, "did you mean “delete”?"),
    ("keymap.toml", "[lst]\n\"x\" = \"delete\"\n\"y\" = \"open\"", 2, "did you mean “list”?"),
    ("keymap.toml", "\"x\" = \"delete\"", 1, "under no [section]"),
    ("keymap.toml", "[list]\n\"Entr\" = \"open\"", 2, "did you mean “Enter”?"),
    ("keymap.toml", "[list]\n\"ctl-x\" = \"open\"", 2, "is no key"),
    ("keymap.toml", "[list]\n\"F99\" = \"open\"", 2, "is no key"),
    ("keymap.toml", "[list]\n\"\" = \"open\"", 2, "is no key"),
    ("keymap.toml", "[list]\n\"g Hme g\" = \"open\"", 2, "did you mean “Home”?"),
    ("keymap.toml", "[list]\n\"x\" = [\"open\"]", 2, "a key does one thing"),
    ("keymap.toml", "[list]\n\"x\" = false", 2, "a key does one thing"),
    ("keymap.toml", "[list]\n\"x\" = \"save\"", 2, "it works in [form]"),
    ("keymap.toml", "[search]\n\"x\" = \"help\"", 2, "is typed in [search]"),
    ("keymap.toml", "[list]\n\"x\" = \"jump-view\"", 2, "from 0 to 9"),
    ("keymap.toml", "[list]\n\"ctrl-t\" = []", 2, "does nothing in [list] anyway"),
    ("keymap.toml", "[list]\n\"z\" = \"open\"\n\"z\" = \"edit\"", 3, "no TOML"),
    ("keymap.toml", "[list]\n\"Up\" = \"down\"\n\"↑\" = \"up\"", 3, "is said already in line 2"),
    ("keymap.toml", "[list]\n\"z\" = \"first\"\n\"z z\" = \"last\"", 3, "hide each other"),
    ("keymap.toml", "[list]\n\"q\" = []\n\"ctrl-c\" = []", 3, "“ctrl-c” stays"),
    ("keymap.toml", "[list]\n\"ctrl-\" = \"open\"", 2, "is no key"),
    ("keymap.toml", "[list]\n\"shift-x\" = \"open\"", 2, "is no key"),
    ("keymap.toml", "[list]\n\"F0\" = \"open\"", 2, "is no key"),
    ("keymap.toml", "[list]\n\"g  g\" = \"open\"", 2, "is no key"),
    ("keymap.toml", "[list]\n\"x\" = \"\"", 2, "is nothing that rolo does"),
    ("keymap.toml", "[list]\n\"x\" = \"Open\"", 2, "did you mean “open”?"),
    ("keymap.toml", "[list]\n\"x\" = 1", 2, "a key does one thing"),
    ("keymap.toml", "[list]\n\"x\" = { a = 1 }", 2, "a key does one thing"),
    ("keymap.toml", "[List]\n\"x\" = \"open\"", 2, "did you mean “list”?"),
    ("keymap.toml", "list = \"x\"", 1, "under no [section]"),
    ("keymap.toml", "[form]\n\"x\" = \"save\"", 2, "is typed in [form]"),
    ("keymap.toml", "[everywhere]\n\"x\" = \"help\"", 2, "is typed in [everywhere]"),
    ("keymap.toml", "[help]\n\"x\" = \"delete\"", 2, "it works in [list]"),
    ("keymap.toml", "[list]\n\"ctrl-x y\" = \"open\"\n\"ctrl-x\" = \"edit\"", 3, "hide each other"),
    ("keymap.toml", "[list]\nx = open", 2, "no TOML"),
    ("keymap.toml", "[list]\n\"x\" \"open\"", 2, "no TOML"),
    ("keymap.toml", "[views]\n\"q\" = []\n\"v\" = []\n\"ctrl-c\" = []\n\"Esc\" = []", 5, "leaves [views]"),
    ("themes/mine.toml", "acent = \"red\"", 1, "did you mean “accent”?"),
    ("themes/mine.toml", "text = \"\"\naccent = \"rde\"", 2, "did you mean “red”?"),
    ("themes/mine.toml", "accent = \"#12345\"", 1, "neither a colour"),
    ("themes/mine.toml", "accent = \"red on\"", 1, "a colour after it"),
    ("themes/mine.toml", "text = 3", 1, "a text in quotes"),
    ("themes/mine.toml", "text = true", 1, "a text in quotes"),
    ("themes/mine.toml", "text = [\"red\"]", 1, "a text in quotes"),
    ("themes/mine.toml", "text = { fg = \"red\" }", 1, "[text] is no section"),
    ("themes/mine.toml", "[roles]\ntext = \"red\"\ndim = \"red\"", 2, "[roles] is no section"),
    ("themes/mine.toml", "Text = \"red\"", 1, "did you mean “text”?"),
    ("themes/mine.toml", "headings = \"bold\"", 1, "did you mean “heading”?"),
    ("themes/mine.toml", "xyzzy = \"red\"", 1, "“xyzzy” is no role"),
    ("themes/mine.toml", "text = \"Red\"", 1, "did you mean “red”?"),
    ("themes/mine.toml", "text = \"grey\"", 1, "did you mean “gray”?"),
    ("themes/mine.toml", "text = \"light_red\"", 1, "did you mean “light-red”?"),
    ("themes/mine.toml", "text = \"256\"", 1, "neither a colour"),
    ("themes/mine.toml", "text = \"-1\"", 1, "neither a colour"),
    ("themes/mine.toml", "text = \"#12345g\"", 1, "neither a colour"),
    ("themes/mine.toml", "text = \"#1234567\"", 1, "neither a colour"),
    ("themes/mine.toml", "text = \"rgb(1,2,3)\"", 1, "neither a colour"),
    ("themes/mine.toml", "text = \"red, bold\"", 1, "neither a colour"),
    ("themes/mine.toml", "text = \"on\"", 1, "a colour after it"),
    ("themes/mine.toml", "text = \"red on bold\"", 1, "neither a colour"),
    ("themes/mine.toml", "text = \"bolt\"", 1, "did you mean “bold”?"),
    ("themes/mine.toml", "text = \"underline\"", 1, "did you mean “underlined”?"),
    ("themes/mine.toml", "text = \"reverse\"", 1, "did you mean “reversed”?"),
    ("themes/mine.toml", "text = red", 1, "no TOML"),
    ("themes/mine.toml", "text \"red\"", 1, "no TOML"),
    ("themes/mine.toml", "text = \"red", 1, "no TOML"),
    ("themes/mine.toml", "dim = \"\"\ntext = \"red\"\ntext = \"blue\"", 3, "no TOML"),
    ("themes/mine.toml", "dim = \"\"\n\nrule = \"bold on\"", 3, "a colour after it"),
];

fn home_with(file: &str, text: impl AsRef<[u8]>) -> Home {
    let home = Home::new();
    std::fs::create_dir_all(home.path("config/themes")).unwrap();
    home.file(&format!("config/{file}"), text);
    if file.starts_with("themes/") {
        home.file("config/config.toml", "theme = \"mine\"\n");
    }
    home
}

#[test]
fn each_kind_of_file_is_tried_with_thirty_slips() {
    for file in ["config.toml", "keymap.toml", "themes/mine.toml"] {
        let tried = SLIPS.iter().filter(|(of, ..)| *of == file).count();
        assert!(tried >= 30, "{file}: {tried}");
    }
}

#[test]
fn every_slip_is_one_clear_line_and_the_program_works() {
    let home = Home::new();
    let config = home.path("config");
    for (file, text, line, said) in SLIPS {
        let _ = std::fs::remove_dir_all(&config);
        std::fs::create_dir_all(config.join("themes")).unwrap();
        home.file(&format!("config/{file}"), text);
        if file.starts_with("themes/") {
            home.file("config/config.toml", "theme = \"mine\"\n");
        }
        let ran = home.run(&["config", "show"]);
        assert_eq!(ran.code, Some(0), "{text:?}: {ran:?}");
        assert_eq!(ran.err.lines().count(), 1, "{text:?}: {}", ran.err);
        assert!(ran.err.contains(said), "{text:?}: {}", ran.err);
        if line > 0 {
            let place = format!("{file} line {line}: ");
            assert!(ran.err.contains(&place), "{text:?}: {}", ran.err);
        }
        let kept = home.read(&format!("config/{file}"));
        assert_eq!(kept, text, "the file is the user's own");
    }
}

#[test]
fn a_file_that_is_no_text_leaves_the_defaults() {
    for file in ["config.toml", "keymap.toml", "themes/mine.toml"] {
        let home = home_with(file, b"color = \xff\xfe");
        let ran = home.run(&["config", "show"]);
        assert_eq!(ran.code, Some(0), "{ran:?}");
        assert_eq!(ran.err.lines().count(), 1, "{}", ran.err);
        assert!(ran.err.contains("is no UTF-8 after byte 8"), "{}", ran.err);
    }
}

#[test]
fn each_setting_says_where_it_comes_from() {
    let home = home_with(
        "config.toml",
        "\ntimeout = 7\ntheme = \"light\"\ncolor = false\n",
    );
    home.file("config/keymap.toml", "[list]\n\"x\" = \"delete\"\n");
    let show = |args: &[&str], set: &[(&str, &str)]| {
        let mut command = home.command(&[&["config", "show", "--format", "table"], args].concat());
        let output = command.envs(set.iter().copied()).output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    let has = |shown: &str, name: &str, value: &str, from: &str| {
        let line = shown.lines().find(|line| line.starts_with(name)).unwrap();
        assert!(line.contains(value) && line.contains(from), "{line}");
    };
    let term = ("TERM", "xterm-256color");
    let shown = show(&[], &[term]);
    has(&shown, "timeout", "7 s", "config.toml line 2)");
    has(&shown, "color", "false", "config.toml line 4)");
    has(&shown, "theme", "plain", "config.toml line 3)");
    has(&shown, "keys", "1 line of your own", "keymap.toml)");
    has(&shown, "data in", "data", "(ROLO_DATA_DIR)");
    has(
        &show(&["--no-color"], &[term]),
        "color",
        "false",
        "(--no-color)",
    );
    home.file(
        "config/config.toml",
        "motion = false\nscreen-reader = true\n",
    );
    let shown = show(&[], &[term]);
    has(&shown, "borders", "false", "config.toml line 2)");
    has(&shown, "motion", "false", "config.toml line 1)");
    home.file("config/config.toml", "");
    let shown = show(&["--workspace", "team"], &[term, ("NO_COLOR", "1")]);
    has(&shown, "color", "false", "(NO_COLOR)");
    has(&shown, "workspace", "team", "(--workspace)");
    has(&shown, "timeout", "30 s", "(default)");
    let shown = show(
        &[],
        &[term, ("ROLO_WORKSPACE", "team"), ("COLORFGBG", "0;15")],
    );
    has(&shown, "workspace", "team", "(ROLO_WORKSPACE)");
    has(&shown, "theme", "auto: light", "(default)");
    has(&shown, "color", "true", "(default)");
}
