//! Owns reading the command line, and saying what is wrong with it: to a person with its usage, to a
//! program that asked for JSON as JSON. Must not carry anything out.

use std::ffi::OsString;
use std::process::ExitCode;

use clap::Parser;
use clap::error::ErrorKind;

use super::args::Cli;
use super::problem::{Exit, Problem};

impl Cli {
    /// The command line; where there is nothing to carry out, it has been said why, and this is the end.
    pub fn read(args: impl IntoIterator<Item = OsString>) -> Result<Cli, ExitCode> {
        let args: Vec<OsString> = args.into_iter().collect();
        Cli::try_parse_from(&args).map_err(|error| {
            // Help and the version are answers, not errors.
            if error.use_stderr() && wants_json(&args) {
                let problem = problem(&error);
                problem.tell(true);
                return problem.exit.into();
            }
            // Where stdout or stderr is closed, the exit code says it.
            drop(error.print());
            match error.use_stderr() {
                true => Exit::Usage.into(),
                false => Exit::Done.into(),
            }
        })
    }
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

/// The first sentence of the error: the rest is usage, for people.
fn problem(error: &clap::Error) -> Problem {
    if error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        return Problem::usage("a word is missing; --help shows which there are");
    }
    let text = error.to_string();
    let text = text.strip_prefix("error: ").unwrap_or(&text);
    let sentence = text.split("\n\n").next().unwrap_or_default();
    let words: Vec<&str> = sentence.split_whitespace().collect();
    Problem::usage(words.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

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
