//! What every verb answers, to good and to bad input: exit code, stdout and stderr, as they are written down
//! beside this file. A verb that has nothing written down is a failure, so that none is forgotten.

use std::collections::BTreeMap;

use clap::CommandFactory;
use regex::Regex;
use rolo::cli::Cli;

use super::home::{Home, Ran, json};

/// Calls in the order in which they are made, each verb in a home of its own. `<` before the last word: it is
/// what comes by standard input. `{newest}`, `{older}` and `{waits}` are ids of changes.
const CALLS: &[(&str, &[&str])] = &[
    (
        "list",
        &[
            "list --format table",
            "search gamma --json=id,name",
            "list status:active --format ids",
            "list --sort name:desc --limit 1 --columns name,website --format csv",
            "list status: --json",
            "list (acme OR gamma) market:north_america follow-up:2026-01..2026-03 currency:eur --explain --format table",
            "list revenue:>lots --explain",
            "list notes:hello",
            "list --columns xyzzy",
            "list --xyzzy",
        ],
    ),
    (
        "plain",
        &[
            "--plain gamma <website\nq\n",
            "--plain list",
            "--plain --json",
        ],
    ),
    ("pick", &["pick --help", "pick --xyzzy"]),
    (
        "views",
        &[
            "views import - <[[view]]\nname = \"Late\"\nquery = \"gamma\"\n[[view]]\nname = \"Other\"\n",
            "views",
            "views list --format csv",
            "views export",
            "views export late",
            "views import - <[[view]]\nname = \"Late\"\nquery = \"beta\"\n",
            "views import - --dry-run <[[view]]\nname = \"Late\"\nquery = \"beta\"\n",
            "views import - --yes <[[view]]\nname = \"Late\"\nquery = \"beta\"\n",
            "views import - <[[view]]\nname = \"Late\"\nquery = \"beta\"\n",
            "views export xyzzy",
            "views list --xyzzy",
            "views import xyzzy.toml",
            "views import - <nonsense",
        ],
    ),
    (
        "show",
        &[
            "show 1 --json=name,website",
            "show 1 --format table",
            "show 1 3 --json=id,name,notes",
            "show - --format ids <1\n3\n",
            "show 1 99",
            "show 99",
            "show abc",
            "show",
        ],
    ),
    (
        "create",
        &[
            "create name=Delta --format table",
            "create name=Epsilon --dry-run --format table",
            "create website=a.example",
            "create name=X status=Nobody --json",
            "create",
        ],
    ),
    (
        "set",
        &[
            "set 1 skype=a --dry-run --format table",
            "set 1 skype=a --format table",
            "set 99 skype=a",
            "set 1 xyzzy=a",
            "set 1 labels+=Nobody",
            "set 1",
            "set --where gamma labels+=Strategic website~=s/^www/web/ skype:=name --dry-run --format table",
            "set --where gamma skype=a --yes",
            "set - skype=b --yes --format ids <1\n2\n",
            "set 1 2 skype=c",
            "set --where xyzzyx skype=c --format table --yes",
            "set --where '' skype=a",
        ],
    ),
    (
        "note",
        &[
            "note 1 hello",
            "note 1 hello --dry-run --json",
            "note - hello --json <1",
            "note - <1",
            "note 1",
            "note 99 hello",
            "note abc hello --json",
        ],
    ),
    (
        "catalog",
        &[
            "catalog list status --format csv",
            "catalog add status Sleeping --format table",
            "catalog add status Resting --dry-run --json",
            "catalog rename status Sleeping Resting --format table",
            "catalog disable status Resting --format table",
            "catalog enable status Resting --format table",
            "catalog rename status Nobody Somebody",
            "catalog disable status Nobody",
            "catalog enable status Nobody",
            "catalog option add Wants Samples --format table",
            "catalog option rename Wants Samples Gifts --format table",
            "catalog option remove Wants Gifts --format table",
            "catalog option add Wants newsletter",
            "catalog option rename Wants Tin Pewter",
            "catalog option remove Wants Tin",
            "catalog add xyzzy A",
            "catalog list xyzzy",
        ],
    ),
    ("config", &["config show --help", "config show --xyzzy"]),
    ("edit", &["edit 1 --format table", "edit 99", "edit"]),
    (
        "delete",
        &[
            "delete 1 --dry-run --format table",
            "delete 1",
            "delete 1 --yes --format table",
            "delete - --yes <2 3",
            "delete 1 --yes",
            "delete abc --json",
        ],
    ),
    (
        "trash",
        &[
            "delete 1 --yes",
            "trash --format table",
            "trash xyzzy --json",
            "trash --xyzzy",
        ],
    ),
    (
        "restore",
        &[
            "delete 1 --yes",
            "restore 1 --dry-run --format table",
            "restore 1 --format table",
            "restore 1",
            "restore abc",
        ],
    ),
    (
        "history",
        &[
            "set 1 skype=a --format ids",
            "history 1 --format table",
            "history 99",
            "history",
        ],
    ),
    (
        "log",
        &[
            "set 1 skype=a --format ids",
            "log --format table",
            "log --limit 0",
            "log --limit x",
        ],
    ),
    (
        "undo",
        &[
            "set 1 skype=a --format ids",
            "undo --dry-run --format table",
            "undo --format table",
            "undo ffffffff",
            "undo --xyzzy",
        ],
    ),
    (
        "redo",
        &[
            "set 1 skype=a --format ids",
            "undo --format table",
            "redo --format table",
            "redo",
            "redo --xyzzy",
        ],
    ),
    (
        "outbox",
        &[
            "outbox --format table",
            "set 1 skype=a --format ids",
            "set 1 skype=b --format ids",
            "undo {older}",
            "outbox list --format table",
            "outbox list --xyzzy",
            "outbox show {waits} --format table",
            "outbox show ffffffff",
            "outbox retry {waits} --dry-run --format table",
            "outbox retry ffffffff",
            "outbox resolve {waits} nobody",
            "outbox resolve {waits} theirs --dry-run --format table",
            "outbox yes --help",
            "outbox yes ffffffff",
            "outbox no --help",
            "outbox no ffffffff",
            "outbox drop {waits} --yes --format table",
            "outbox drop ffffffff --yes",
            "outbox",
        ],
    ),
    (
        "sync",
        &[
            "sync --format table",
            "sync --json",
            "sync --dry-run",
            "sync --xyzzy",
        ],
    ),
    (
        "import",
        &[
            "import more.csv --dry-run --format table",
            "import more.csv",
            "import more.csv --yes",
            "import more.csv --yes",
            "import xyzzy.csv --yes",
            "import more.csv --map x=y",
            "import",
            "import - --dry-run --format table <name\nA\u{7}\nB\n",
        ],
    ),
    (
        "export",
        &[
            "export gamma --columns name,website",
            "export gamma --as vcard",
            "export --columns xyzzy",
            "export status: --json",
            "export --as xyzzy",
        ],
    ),
    (
        "duplicates",
        &[
            "create name=Acme website=acme.example",
            "duplicates --format table",
            "duplicates --not 1",
            "duplicates --not - --dry-run --format table <1 4",
            "duplicates --not - --format table <1\n4\n",
            "duplicates --not 1 abc",
            "duplicates --xyzzy",
        ],
    ),
    (
        "merge",
        &[
            "note 2 called",
            "merge 1 2 --dry-run --format table",
            "merge 1 2 --dry-run --json=notes,children",
            "merge 1 2",
            "merge 1 2 --yes --format table",
            "merge 3 - --dry-run --format table <1\n3\n",
            "merge 1 - --dry-run --format table <3\n",
            "merge 1 abc",
            "merge 1 1",
            "merge 1 99 --yes",
            "merge 1",
        ],
    ),
    (
        "login",
        &["login --help", "login --url nonsense", "login --xyzzy"],
    ),
    (
        "workspace",
        &[
            "workspace list --format table",
            "workspace add play",
            "workspace add play",
            "workspace use team --dry-run --json",
            "workspace use team",
            "workspace use xyzzy",
            "workspace remove play --yes",
            "workspace remove xyzzy --yes",
            "workspace list --xyzzy",
            "workspace",
        ],
    ),
    (
        "serve",
        &[
            "serve --help",
            "serve --listen nonsense",
            "serve keys add --help",
            "serve keys add",
            "serve keys list --help",
            "serve keys list --xyzzy",
            "serve keys list --store=",
            "serve keys revoke --help",
            "serve keys revoke",
            "serve --tls-cert cert.pem",
            "serve --tls-cert cert.pem --tls-key key.pem",
            "serve --log-format xyzzy",
            "serve --answer-time 30 --listen nonsense",
            "serve --answer-time 0",
            "serve backup --store nowhere.db b.jsonl",
            "serve backup b.jsonl --dry-run",
            "serve restore b.jsonl --store new.db",
            "serve restore --help",
            "serve restore",
        ],
    ),
    (
        "completions",
        &["completions bash", "completions xyzzy", "completions"],
    ),
    ("man", &["man list", "man xyzzy"]),
    ("doctor", &["doctor", "doctor --xyzzy"]),
];

/// So much of an answer is written down.
const LINES: usize = 12;

fn seeded() -> Home {
    let home = Home::new();
    let file = home.file(
        "seed.csv",
        "name,website,status,phones\nAcme,acme.example,Active,+49 731 55\nBeta,beta.example,Prospect,\nGamma,www.gamma.example,,\n",
    );
    home.import(&[&file]);
    home.file(
        "more.csv",
        "name,website\nDelta,delta.example\nEpsilon,nowhere\n",
    );
    home
}

/// Which change a call means.
fn filled(home: &Home, call: &str) -> String {
    let id = |verb: &[&str], nth: usize| {
        let said = home.run(verb).out;
        let line = said.lines().nth(nth).map(json);
        line.map_or_else(String::new, |line| line["id"].as_str().unwrap().to_owned())
    };
    let mut call = call.to_owned();
    for (word, verb, nth) in [
        ("{newest}", &["log"][..], 0),
        ("{older}", &["log"], 1),
        ("{waits}", &["outbox"], 0),
    ] {
        if call.contains(word) {
            call = call.replace(word, &id(verb, nth));
        }
    }
    call
}

fn called(home: &Home, call: &str) -> Ran {
    let call = filled(home, call);
    let (words, input) = match call.split_once('<') {
        Some((words, input)) => (words.trim_end(), Some(input)),
        None => (call.as_str(), None),
    };
    let words: Vec<&str> = words
        .split(' ')
        .map(|word| word.trim_matches('\''))
        .collect();
    match input {
        None => {
            let mut command = home.command(&words);
            Ran::of(command.env("EDITOR", "true").output().unwrap())
        }
        Some(input) => home.run_with_input(&words, input),
    }
}

/// What differs from one run to the next, by what it is.
fn settled(home: &Home, text: &str) -> String {
    let home = home
        .path("")
        .to_string_lossy()
        .trim_end_matches('/')
        .to_owned();
    let mut text = text
        .replace(&home, "HOME")
        .replace(env!("CARGO_PKG_VERSION"), "VERSION");
    for (pattern, word) in [
        (
            r"[0-9a-f]{8}-[0-9a-f]{4}(-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})?",
            "CHANGE",
        ),
        (
            r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?([+-]\d{2}:\d{2}|Z)?(\[[^\]]*\])?",
            "WHEN",
        ),
        (r"(?m)[ ]+$", ""),
    ] {
        text = Regex::new(pattern)
            .unwrap()
            .replace_all(&text, word)
            .into_owned();
    }
    let mut lines: Vec<&str> = text.lines().collect();
    if lines.len() > LINES {
        lines.truncate(LINES);
        lines.push("…");
    }
    lines.iter().map(|line| format!("  {line}\n")).collect()
}

/// The verbs that carry something out, as they are called.
fn verbs(command: &clap::Command, before: &str, all: &mut Vec<String>) {
    for verb in command
        .get_subcommands()
        .filter(|verb| verb.get_name() != "help")
    {
        let called = format!("{before}{}", verb.get_name());
        match verb.has_subcommands() {
            true => verbs(verb, &format!("{called} "), all),
            false => all.push(called),
        }
    }
}

#[test]
fn every_verb_answers_good_and_bad_input_as_it_is_written_down() {
    let mut codes: BTreeMap<String, Vec<i32>> = BTreeMap::new();
    let mut all = Vec::new();
    verbs(&Cli::command(), "", &mut all);
    for (name, calls) in CALLS {
        let home = seeded();
        let mut golden = String::new();
        for call in *calls {
            let ran = called(&home, call);
            let code = ran.code.unwrap();
            for verb in all.iter().filter(|verb| {
                let rest = call.strip_prefix(verb.as_str());
                rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
            }) {
                codes.entry(verb.clone()).or_default().push(code);
            }
            assert!(
                ran.err.lines().count() < 2 || code == 0,
                "{call}: {}",
                ran.err
            );
            let is_help = call.ends_with("--help");
            let out = if is_help {
                "  (the help)\n".to_owned()
            } else {
                settled(&home, &ran.out)
            };
            let err = settled(&home, &ran.err);
            let shown = call.replace('\n', "\\n").replace('\u{7}', "\\u{7}");
            golden.push_str(&format!("rolo {shown}\n  = {code}\n{out}{err}\n"));
        }
        insta::assert_snapshot!(*name, golden);
    }
    for verb in all {
        let codes = codes.get(&verb).map(Vec::as_slice).unwrap_or_default();
        assert!(
            codes.contains(&0),
            "nothing good is written down for `rolo {verb}`"
        );
        assert!(
            codes.iter().any(|code| *code != 0),
            "nothing bad is written down for `rolo {verb}`"
        );
    }
}
