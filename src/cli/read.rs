//! Owns reading the command line, and saying what is wrong with it in one line: as text, or as JSON to a program
//! that asked for that. A `-term` among the words of a search is no option.
//! Must not carry anything out.

use std::ffi::OsString;
use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::{CommandFactory, Parser};

use super::args::Cli;
use super::problem::{Exit, Problem};

impl Cli {
    /// The command line; where there is nothing to carry out, it has been said why, and this is the end.
    pub fn read(args: impl IntoIterator<Item = OsString>) -> Result<Cli, ExitCode> {
        let args = with_terms(args.into_iter().collect());
        Cli::try_parse_from(&args).map_err(|error| {
            // Help and the version are answers, not errors.
            if !error.use_stderr() {
                // Where stdout is closed there is nobody to answer.
                drop(error.print());
                return Exit::Done.into();
            }
            let problem = problem(&error);
            problem.tell(wants_json(&args));
            problem.exit.into()
        })
    }
}

/// The verbs whose words are a search.
const SEARCHING: [&str; 3] = ["list", "search", "pick"];

/// Puts a blank before every `-term` of a search: that says the same to the search, and is no option any more.
fn with_terms(mut args: Vec<OsString>) -> Vec<OsString> {
    let command = Cli::command();
    let verbs = command.get_subcommands();
    let options: Vec<&clap::Arg> = command
        .get_arguments()
        .chain(verbs.flat_map(clap::Command::get_arguments))
        .collect();
    let mut is_value = false;
    let mut is_first = true;
    for arg in args.iter_mut().skip(1) {
        let Some(word) = arg.to_str() else {
            is_value = false;
            continue;
        };
        if word == "--" {
            break;
        }
        if std::mem::take(&mut is_value) {
            continue;
        }
        if word.starts_with("--") {
            is_value = options.iter().any(|option| takes_next(option, word));
        } else if is_term(word, &options) {
            *arg = OsString::from(format!(" {word}"));
        } else if !word.starts_with('-') && std::mem::take(&mut is_first) {
            let is_verb = command.find_subcommand(word).is_some();
            if is_verb && !SEARCHING.contains(&word) {
                break;
            }
        }
    }
    args
}

/// Whether the word behind this option is its value.
fn takes_next(option: &clap::Arg, word: &str) -> bool {
    let is_named = option.get_long() == word.strip_prefix("--");
    is_named && option.get_action().takes_values() && !option.is_require_equals_set()
}

/// `-city:munich` and `-(a OR b)`; but neither `-y` nor `-limit`, which was meant for an option.
fn is_term(word: &str, options: &[&clap::Arg]) -> bool {
    let Some(rest) = word.strip_prefix('-') else {
        return false;
    };
    let name = rest.split('=').next();
    let is_option = options.iter().any(|option| option.get_long() == name);
    rest.chars().count() > 1 && !is_option
}

/// Whether `Globals::json_errors` would be so, had the command line been right.
fn wants_json(args: &[OsString]) -> bool {
    let words = args.iter().skip(1).map(|word| word.to_string_lossy());
    let words: Vec<_> = words.take_while(|word| word != "--").collect();
    let is_json = |word: &str| matches!(word, "json" | "jsonl");
    let is_option = |word: &str| {
        let format = word.strip_prefix("--format=");
        word == "--json" || word.starts_with("--json=") || format.is_some_and(is_json)
    };
    words.iter().any(|word| is_option(word))
        || words
            .windows(2)
            .any(|pair| pair[0] == "--format" && is_json(&pair[1]))
}

/// The first sentence of the error and the tip, where there is one: the rest is usage.
fn problem(error: &clap::Error) -> Problem {
    if error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        return Problem::usage("a word is missing; --help shows which there are");
    }
    let text = error.to_string();
    let text = text.strip_prefix("error: ").unwrap_or(&text);
    let mut parts = text.split("\n\n");
    let plain = |part: &str| part.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut sentence = plain(parts.next().unwrap_or_default());
    let tip = parts.find_map(|part| part.trim().strip_prefix("tip: ").map(plain));
    // Its other tips are about passing odd words on, which helps nobody here.
    let tip = tip.filter(|tip| tip.contains("similar"));
    if let Some(tip) = tip {
        sentence.push_str(&format!("; {tip}"));
    }
    Problem::usage(format!("{sentence}; --help shows how it is called"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::Command;

    fn args(line: &str) -> Vec<OsString> {
        line.split(' ').map(OsString::from).collect()
    }

    #[test]
    fn an_error_is_for_whoever_was_asked_for() {
        for line in [
            "rolo list --json --xyzzy",
            "rolo list --json=name --xyzzy",
            "rolo --format json --xyzzy",
            "rolo --format=jsonl --xyzzy",
        ] {
            assert!(wants_json(&args(line)), "{line}");
        }
        for line in [
            "rolo list --xyzzy",
            "rolo --format csv json --xyzzy",
            "rolo list --xyzzy -- --json",
        ] {
            assert!(!wants_json(&args(line)), "{line}");
        }
    }

    #[test]
    fn a_term_with_a_minus_is_part_of_the_search_and_options_stay_options() {
        let query = |line: &str| {
            let cli = Cli::try_parse_from(with_terms(args(line)));
            let cli = cli.map_err(|error| problem(&error).text)?;
            Ok::<_, String>(match &cli.command {
                Some(Command::List(list)) => (list.query(), cli.globals.yes),
                Some(Command::Pick(pick)) => (pick.query(), cli.globals.yes),
                _ => (cli.search(), cli.globals.yes),
            })
        };
        for (line, words, yes) in [
            ("rolo list -city:munich", "-city:munich", false),
            (
                "rolo search status:active -city:munich --limit 3 -y",
                "status:active -city:munich",
                true,
            ),
            (
                "rolo list --sort name -- -city:munich -y",
                "-city:munich -y",
                false,
            ),
            ("rolo pick -(a OR b)", "-(a OR b)", false),
            ("rolo volks -wagen", "volks -wagen", false),
            ("rolo --format ids list -ag", "-ag", false),
            ("rolo list --columns name -ag", "-ag", false),
            ("rolo list --json -ag", "-ag", false),
        ] {
            assert_eq!(query(line), Ok((words.to_owned(), yes)), "{line}");
        }
        for wrong in [
            "rolo list -q",
            "rolo list -limit 3",
            "rolo show -abc",
            "rolo list --xyzzy",
        ] {
            assert!(query(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn an_error_for_a_program_is_one_sentence() {
        for (line, said) in [
            ("rolo list --xyzzy", "--xyzzy"),
            ("rolo show", "<ID>"),
            ("rolo show abc", "abc"),
            ("rolo workspace", "a word is missing"),
        ] {
            let error = Cli::try_parse_from(args(line)).unwrap_err();
            let problem = problem(&error);
            assert_eq!(problem.exit, Exit::Usage);
            assert!(problem.text.contains(said), "{}", problem.text);
            assert!(!problem.text.contains("Usage") && !problem.text.contains('\n'));
        }
    }
}
