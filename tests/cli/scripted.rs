//! What programs are told: JSON from every verb, whole words for a shell that completes, a word on what is nearly a verb.

use std::process::Command;

use clap::CommandFactory;
use rolo::cli::Cli;
use serde_json::Value;

use super::home::{Home, json};

/// A call of each verb that comes to its end, in this order.
const CALLS: &[(&str, &str)] = &[
    ("list", ""),
    ("show", "1"),
    ("note", "2 called"),
    ("create", "name=Delta"),
    ("set", "1 skype=a"),
    ("edit", "1"),
    ("delete", "1 --yes"),
    ("trash", ""),
    ("restore", "1"),
    ("history", "1"),
    ("log", ""),
    ("undo", ""),
    ("redo", ""),
    ("outbox list", ""),
    ("outbox retry", ""),
    ("sync", ""),
    ("import", "more.csv --yes"),
    ("duplicates", ""),
    ("merge", "1 2 --yes"),
    ("catalog list", "status"),
    ("catalog add", "status Sleeping"),
    ("catalog rename", "status Sleeping Resting"),
    ("catalog disable", "status Resting"),
    ("catalog enable", "status Resting"),
    ("catalog option add", "Wants Samples"),
    ("catalog option rename", "Wants Samples Gifts"),
    ("catalog option remove", "Wants Gifts"),
    ("views list", ""),
    ("views import", "views.toml --yes"),
    ("workspace list", ""),
    ("workspace add", "play"),
    ("workspace use", "team"),
    ("workspace remove", "play --yes"),
    ("serve keys add", "ann --role read --store s.db"),
    ("serve keys list", "--store s.db"),
    ("serve keys revoke", "ann --store s.db"),
    ("serve backup", "b.jsonl --store s.db"),
    ("serve restore", "b.jsonl --store new.db"),
    ("config show", ""),
    ("doctor", ""),
];

/// Verbs whose answer is no JSON, or that have none without more than one program at hand.
const OTHERWISE: &[(&str, &str)] = &[
    ("pick", "needs a terminal"),
    ("export", "writes a file of the form that --as names"),
    ("views export", "writes a file of views"),
    ("completions", "writes a script of a shell"),
    ("man", "writes a page of the manual"),
    ("login", "asks a server"),
    ("outbox show", "needs a change that waits"),
    ("outbox drop", "needs a change that waits"),
    ("outbox resolve", "needs a conflict"),
    ("outbox yes", "needs a change in doubt"),
    ("outbox no", "needs a change in doubt"),
];

/// Verbs that may have nothing at all to say.
const SILENT: &[&str] = &["outbox retry"];

fn leaves(command: &clap::Command, before: &str, all: &mut Vec<String>) {
    let verbs = command.get_subcommands();
    for verb in verbs.filter(|verb| verb.get_name() != "help") {
        let called = format!("{before}{}", verb.get_name());
        match verb.has_subcommands() {
            true => leaves(verb, &format!("{called} "), all),
            false => all.push(called),
        }
    }
}

fn seeded() -> Home {
    let home = Home::new();
    home.import(&[&home.file("seed.csv", "name,status\nAcme,Active\nBeta,\n")]);
    home.file("more.csv", "name\nGamma\n");
    home.file(
        "views.toml",
        "[[view]]\nname = \"Late\"\nquery = \"gamma\"\n",
    );
    home
}

#[test]
fn every_verb_says_what_it_did_as_json() {
    let home = seeded();
    let mut known: Vec<&str> = OTHERWISE.iter().map(|(verb, _)| *verb).collect();
    for (verb, rest) in CALLS {
        known.push(verb);
        let words = format!("{verb} {rest} --json");
        let words: Vec<&str> = words.split_whitespace().collect();
        let ran = home.command(&words).env("EDITOR", "true").output().unwrap();
        let out = String::from_utf8(ran.stdout).unwrap();
        let err = String::from_utf8(ran.stderr).unwrap();
        assert_eq!(ran.status.code(), Some(0), "{verb}: {out}{err}");
        if out.trim().is_empty() {
            assert!(SILENT.contains(verb), "{verb} says nothing");
            continue;
        }
        let lines: Result<Vec<Value>, _> = out.lines().map(serde_json::from_str).collect();
        let whole = serde_json::from_str::<Value>(&out);
        assert!(whole.is_ok() || lines.is_ok(), "{verb}: {out}");
    }
    let mut all = Vec::new();
    leaves(&Cli::command(), "", &mut all);
    for verb in &all {
        assert!(
            known.contains(&verb.as_str()),
            "{verb} was not asked for JSON"
        );
    }
    for verb in known {
        let is_verb = all.iter().any(|one| one == verb);
        assert!(is_verb, "{verb} is no verb");
    }
}

#[test]
fn many_are_one_document_where_json_is_asked_for() {
    let home = seeded();
    home.good(&["workspace", "add", "play"]);
    home.good(&["views", "import", "views.toml", "--yes"]);
    for words in [
        &["workspace", "list"][..],
        &["views", "list"],
        &["config", "show"],
        &["catalog", "list"],
    ] {
        let answer = json(&home.good(&[words, &["--json"]].concat()));
        assert!(answer.is_array(), "{words:?}: {answer}");
    }
}

#[test]
fn a_mistyped_verb_is_no_silent_search() {
    let home = seeded();
    let ran = home.run(&["exprot", "x.csv"]);
    assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""), "{ran:?}");
    assert!(ran.err.contains("did you mean `rolo export`"), "{ran:?}");
    let ran = home.run(&["acme"]);
    assert_eq!(ran.err, "");
    assert!(ran.out.contains("Acme"), "{ran:?}");
    // What finds somebody was meant as a search, however near to a verb it is.
    home.good(&["create", "name=Crash Test AG"]);
    let ran = home.run(&["crash"]);
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""), "{ran:?}");
    assert_eq!(home.run(&["list", "exprot"]).err, "");
}

/// What bash offers for a line that ends where the cursor stands, as it takes the line apart.
fn offered(home: &Home, line: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut last = ' ';
    for c in line.chars() {
        let is_break = |c: char| c == '=' || c == ':';
        let is_new = c != ' ' && (last == ' ' || is_break(c) != is_break(last));
        match (c, is_new) {
            (' ', _) => {}
            (c, true) => words.push(c.to_string()),
            (c, false) => words.last_mut().unwrap().push(c),
        }
        last = c;
    }
    if last == ' ' {
        words.push(String::new());
    }
    let typed = words.last().unwrap().trim_start_matches([':', '=']);
    let quoted: Vec<String> = words.iter().map(|word| format!("'{word}'")).collect();
    let script = format!(
        "source <(\"$ROLO\" completions bash)\n\
         rolo() {{ \"$ROLO\" \"$@\"; }}\n\
         eval \"$(declare -f _clap_complete_rolo | sed 's/\"rolo\" --/\"$ROLO\" --/')\"\n\
         COMP_LINE='{line}' COMP_WORDS=({}) COMP_CWORD={}\n\
         _rolo rolo '{typed}' '' 2>/dev/null\n\
         printf '%s\\n' \"${{COMPREPLY[@]}}\"",
        quoted.join(" "),
        words.len() - 1
    );
    let rolo = home.command(&[]);
    let mut bash = Command::new("bash");
    bash.args(["--norc", "-c", &script]).env_clear();
    for (key, value) in rolo.get_envs() {
        bash.env(key, value.unwrap_or_default());
    }
    bash.env("ROLO", env!("CARGO_BIN_EXE_rolo"));
    let ran = bash.output().expect("bash is there");
    let out = String::from_utf8(ran.stdout).unwrap();
    let lines = out.lines().map(|line| line.trim_end().to_owned());
    lines.filter(|line| !line.is_empty()).collect()
}

#[test]
fn bash_completes_what_stands_behind_a_colon_or_an_equals_sign() {
    let home = seeded();
    assert_eq!(offered(&home, "rolo list status:act"), ["Active"]);
    assert_eq!(offered(&home, "rolo set 1 status=act"), ["Active"]);
    assert_eq!(offered(&home, "rolo list status:=Act"), ["Active"]);
    let all = offered(&home, "rolo set 1 status=");
    assert!(all.contains(&"Active".to_owned()), "{all:?}");
    // What a shell would take apart is quoted for it.
    assert!(all.contains(&"On\\ hold".to_owned()), "{all:?}");
    assert_eq!(offered(&home, "rolo set 1 paym"), ["payment-term="]);
    assert_eq!(offered(&home, "rolo expo"), ["export"]);
    assert!(offered(&home, "rolo show ").contains(&"1".to_owned()));
}
