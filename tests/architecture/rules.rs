//! Owns the rules: which room may name which, and how a file must look. The numbers are those of the
//! list in the module docs of `src/lib.rs`.
//! Must not read files.

use std::fmt;

use super::source::{Named, Source, Text};

/// A rule that is broken, and where.
pub struct Breach {
    /// 0: a rule about the file itself.
    pub rule: u8,
    file: String,
    line: usize,
    what: String,
}

impl fmt::Display for Breach {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let Breach {
            rule,
            file,
            line,
            what,
        } = self;
        match rule {
            0 => write!(f, "src/{file}:{line}: {what}"),
            rule => write!(f, "src/{file}:{line}: {what} (rule {rule})"),
        }
    }
}

/// Crates and modules through which a program reaches the world.
const WORLD: [&str; 14] = [
    "tokio",
    "reqwest",
    "axum",
    "hyper",
    "hyper_util",
    "tower",
    "rusqlite",
    "tokio_postgres",
    "crossterm",
    "ratatui",
    "rpassword",
    "directories",
    "portable_pty",
    "signal_hook",
];
const STD_WORLD: [&str; 4] = ["fs", "net", "env", "process"];
const SCREENS: [&str; 9] = [
    "list", "detail", "edit", "picker", "search", "conflict", "confirm", "palette", "help",
];
const COLOURS: [&str; 9] = [
    "black", "red", "green", "yellow", "blue", "magenta", "cyan", "gray", "white",
];

/// Every arrow of a file that must not be.
pub fn arrows(source: &Source) -> Vec<Breach> {
    let mut found = Vec::new();
    let mut breach = |rule: u8, line: usize, what: String| {
        found.push(Breach {
            rule,
            file: source.file.clone(),
            line,
            what,
        });
    };
    for name in source.names() {
        for (rule, why) in broken(source, &name) {
            breach(rule, name.line, format!("{} — {why}", name.path.join("::")));
        }
    }
    // The frames spell the colours that a theme has chosen.
    if !source.is_in("term/theme") && !source.is_in("term/frames/look") {
        let named = source.words().filter(|(_, word)| *word == "Color");
        let called = source.methods().filter(|(_, word)| is_colour(word));
        for (line, word) in named.chain(called) {
            breach(
                7,
                line,
                format!("{word} — colours are named in term/theme.rs alone"),
            );
        }
    }
    if !(source.is_in("cli") || source.is_in("main") || source.is_in("term/screen")) {
        let printing = ["print", "println", "eprint", "eprintln", "dbg"];
        for (line, word) in source.macros().filter(|(_, word)| printing.contains(word)) {
            breach(
                7,
                line,
                format!("{word}! — nothing prints while the terminal is held"),
            );
        }
    }
    found
}

/// The rules that naming this here breaks.
fn broken(source: &Source, name: &Named) -> Vec<(u8, &'static str)> {
    let path: Vec<&str> = name.path.iter().map(String::as_str).collect();
    let ours = (path[0] == "crate").then(|| path.get(1).copied().unwrap_or_default());
    let first = path[0];
    let mut out = Vec::new();
    let mut when = |wrong: bool, rule: u8, why: &'static str| {
        if wrong {
            out.push((rule, why));
        }
    };
    let foreign =
        |rooms: &[&str]| ours.is_some_and(|room| !room.is_empty() && !rooms.contains(&room));

    if source.is_in("customer") {
        when(
            foreign(&["customer"]),
            1,
            "customer names nothing of ours outside itself",
        );
        when(is_world(&path), 1, "customer does no I/O");
    }
    if source.is_in("query") {
        when(
            foreign(&["customer", "query"]),
            1,
            "query stands on customer alone",
        );
        when(is_world(&path), 1, "query does no I/O");
    }
    if source.is_in("app") {
        when(
            foreign(&["app", "customer", "query"]),
            2,
            "app stands on customer and query alone",
        );
        when(
            is_world(&path) || first.starts_with("ratatui_"),
            2,
            "app does no I/O and knows no terminal",
        );
        when(is_clock(&path), 2, "app does not read the clock");
        let note = source.is_in("app/form/note");
        when(
            first == "tui_textarea" && !note,
            2,
            "only app/form/note.rs names tui_textarea",
        );
    }
    if source.is_in("term/view") || source.is_in("term/widget") {
        when(
            ours == Some("workspace"),
            3,
            "a view draws the model and nothing else",
        );
        when(first == "tokio", 3, "a view does not wait");
    }
    if source.is_in("term") {
        term(source, &path, ours, &mut when);
    }
    if source.is_in("plain") {
        when(
            foreign(&["plain", "app", "workspace", "customer", "query"]),
            8,
            "plain stands on workspace and app, and knows neither commands nor the screen",
        );
        when(
            matches!(first, "crossterm" | "ratatui"),
            8,
            "plain moves no cursor",
        );
    }
    when(
        ours == Some("plain") && !source.is_in("plain") && !source.is_in("main"),
        8,
        "only main.rs puts plain beside the others",
    );
    if source.is_in("apptivo") {
        when(
            ours == Some("server"),
            5,
            "the client does not know the server",
        );
    }
    if source.is_in("server") && ours == Some("apptivo") {
        let shared = matches!(path.get(2), None | Some(&("request" | "response")));
        when(
            !shared,
            5,
            "the server stands on apptivo::request and apptivo::response alone",
        );
    }
    if source.is_in("app/update") && path.starts_with(&["crate", "app", "update"]) {
        let other = path.get(3).is_some_and(|screen| {
            SCREENS.contains(screen) && !source.is_in(&format!("app/update/{screen}"))
        });
        let whole = source.file != "app/update.rs" && source.file != "app/update/mod.rs";
        when(
            other && whole,
            6,
            "screens share through form, layer and model, not with each other",
        );
    }
    out
}

fn term(
    source: &Source,
    path: &[&str],
    ours: Option<&str>,
    when: &mut impl FnMut(bool, u8, &'static str),
) {
    let effects = source.is_in("term/effects");
    when(
        ours == Some("workspace") && !effects,
        4,
        "only term/effects.rs calls the workspace",
    );
    let spawns = path.iter().any(|word| word.starts_with("spawn"));
    // Waiting for the terminal to go away blocks, and so does reading it: each has a thread of its own.
    let waits = source.is_in("term/signals") || source.is_in("term/input");
    let watches = waits && path.contains(&"thread");
    when(
        spawns && !effects && !watches,
        4,
        "only term/effects.rs spawns",
    );
    if path[0] == "crossterm" {
        let mode = path.last().is_some_and(|word| {
            ["Enable", "Disable", "Push", "Pop"]
                .iter()
                .any(|verb| word.starts_with(verb))
        });
        let reads = path.get(1) == Some(&"event") && !(mode && source.is_in("term/screen"));
        when(
            reads && !source.is_in("term/input"),
            4,
            "only term/input.rs names crossterm::event",
        );
    }
    let writes = path.iter().any(|word| matches!(*word, "stdout" | "stderr"))
        || matches!(path, ["crossterm", "queue" | "execute"]);
    let may = ["term/screen", "term/clipboard", "term/caps"];
    when(
        writes && !may.iter().any(|file| source.is_in(file)),
        4,
        "only term/screen.rs and term/clipboard.rs write to the terminal outside a frame",
    );
}

fn is_world(path: &[&str]) -> bool {
    WORLD.contains(&path[0])
        || (path[0] == "std" && path.get(1).is_some_and(|module| STD_WORLD.contains(module)))
}

fn is_clock(path: &[&str]) -> bool {
    let clocks = ["Instant", "SystemTime", "Zoned", "Timestamp"];
    path.last() == Some(&"now") && path.iter().any(|word| clocks.contains(word))
}

/// `red`, `light_red`, `on_red`, `on_light_red`.
fn is_colour(word: &str) -> bool {
    let word = word.strip_prefix("on_").unwrap_or(word);
    let word = word
        .strip_prefix("light_")
        .or(word.strip_prefix("dark_"))
        .unwrap_or(word);
    COLOURS.contains(&word)
}

/// Rooms that say nothing of their own: what people read there stands in one file, to be read over together and
/// put into another language.
const SPEAK: [&str; 3] = ["app", "term", "plain"];
const WORDS: &str = "app/words.rs";

/// What may stand elsewhere: the file, the text with its marks (all of the file where there is none), and why.
pub const MAY_STAND: [(&str, Option<&str>, &str); 1] = [(
    "app/key.rs",
    None,
    "keys are called as keymap files spell them",
)];

/// Every sentence, and every word alone that begins with a capital, that is not where such texts belong.
pub fn sentences(source: &Source) -> Vec<Breach> {
    let may_stand = |text: &&Text| {
        let mut known = MAY_STAND.iter();
        !known.any(|(file, one, _)| {
            *file == source.file && one.is_none_or(|one| one == text.text.as_str())
        })
    };
    let mut all = spoken(source);
    all.retain(may_stand);
    let breach = |text: &Text| Breach {
        rule: 9,
        file: source.file.clone(),
        line: text.line,
        what: format!("{} — what people read stands in {WORDS}", text.text),
    };
    all.into_iter().map(breach).collect()
}

/// What a file says to people, where its room should not.
pub fn spoken(source: &Source) -> Vec<&Text> {
    if source.file == WORDS || !SPEAK.iter().any(|room| source.is_in(room)) {
        return Vec::new();
    }
    let is_read = |text: &&Text| is_sentence(&text.text) || is_title(&text.text);
    let texts = source.texts().iter().filter(is_read);
    texts.filter(|text| !is_for_us(&text.before)).collect()
}

/// Whether a text has two words, one of which may be a value that is put in.
fn is_sentence(text: &str) -> bool {
    let (mut words, mut values) = (0, 0);
    for word in bare(text).split_whitespace() {
        let letters = word.split(|c: char| !c.is_alphabetic());
        if letters.map(|part| part.chars().count()).max() >= Some(2) {
            words += 1;
        } else if word.contains(VALUE) {
            values += 1;
        }
    }
    words > 0 && words + values > 1
}

/// Whether a text is one word with a capital: `Saved`, `Delete?`.
fn is_title(text: &str) -> bool {
    let word = text.trim_matches(|c: char| !c.is_alphabetic());
    let mut letters = word.chars();
    letters.next().is_some_and(char::is_uppercase)
        && word.chars().count() > 2
        && letters.all(char::is_lowercase)
}

/// What stands for a value in a text without the names of its values.
const VALUE: char = '#';

/// A text as it is read: values and escapes are no words.
fn bare(text: &str) -> String {
    let mut out = String::new();
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            // A doubled brace is one that is read.
            '{' if chars.next_if_eq(&'{').is_none() => {
                chars.by_ref().find(|c| *c == '}');
                out.push(VALUE);
            }
            '\\' => {
                let escape = chars.next();
                if escape == Some('u') {
                    chars.by_ref().find(|c| *c == '}');
                }
                out.push(' ');
            }
            c => out.push(c),
        }
    }
    out
}

/// Whether what is said here is for those who build the program, and never on a screen.
fn is_for_us(before: &str) -> bool {
    // Work that nobody waits for tells the log alone; a panic that is asked for is a test's.
    const ENDS: [&str; 3] = ["reason =", " aside(", " panic!("];
    let before = format!(" {}", before.trim());
    before.contains("tracing::") || ENDS.iter().any(|end| before.ends_with(end))
}

/// What is wrong with a file itself.
pub fn house(source: &Source) -> Vec<Breach> {
    let mut found = Vec::new();
    let mut breach = |line: usize, what: String| {
        found.push(Breach {
            rule: 0,
            file: source.file.clone(),
            line,
            what,
        });
    };
    if !source.text.starts_with("//!") {
        breach(
            1,
            "does not begin with `//!`: what it owns and what it must not do".to_owned(),
        );
    }
    let lines = source.text.lines().count();
    // What is said stands in one file, for those who translate it.
    if lines > 500 && source.file != WORDS {
        breach(
            lines,
            format!("has {lines} lines; more than 500 are two files"),
        );
    }
    let panics = ["unwrap", "expect", "unwrap_err", "expect_err"];
    for (line, word) in source.methods().filter(|(_, word)| panics.contains(word)) {
        breach(
            line,
            format!(".{word}() outside tests: data from outside must not panic"),
        );
    }
    for (line, word) in source
        .macros()
        .filter(|(_, word)| ["todo", "unimplemented"].contains(word))
    {
        breach(line, format!("{word}! is not finished"));
    }
    for (line, _) in source.words().filter(|(_, word)| *word == "unsafe") {
        breach(line, "unsafe has no place here".to_owned());
    }
    for (at, line) in source.code.lines().enumerate() {
        let allows = line.contains("#[allow(") || line.contains("#![allow(");
        if allows && !attribute(&source.code, at).contains("reason") {
            breach(at + 1, "allow without a reason".to_owned());
        }
    }
    found
}

/// The attribute that begins on this line, to its closing bracket.
fn attribute(code: &str, line: usize) -> String {
    let rest: Vec<&str> = code.lines().skip(line).collect();
    let text = rest.join("\n");
    text.split(']').next().unwrap_or_default().to_owned()
}
