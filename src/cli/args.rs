//! Owns the words of the command line: verbs, their help, and the options that all of them share.
//! Must not do anything.

use clap::{Parser, Subcommand, ValueEnum};
use clap_complete::engine::ArgValueCompleter;

use super::{
    catalog, complete, config, create, delete, duplicates, edit, export, history, import, list,
    log, login, manual, merge, note, outbox, pick, serve, set, show, trash, undo, views,
    workspaces,
};

/// A customer manager for the terminal.
#[derive(Debug, Parser)]
#[command(
    name = "rolo",
    version,
    about,
    after_help = "Examples:\n  rolo                       open the customers\n  rolo volks                 open those that match “volks”\n  rolo --plain               the same line by line, without a screen\n  rolo list volks --json     the same, for a script\n\nExit codes: 0 done, 1 failed, 2 usage, 3 not found, 4 conflict, 5 keys refused, 6 offline, 130 left by a second Ctrl-C.",
    subcommand_precedence_over_arg = true
)]
pub struct Cli {
    /// Words that the customers must hold; without a terminal they are listed.
    #[arg(value_name = "QUERY", add = ArgValueCompleter::new(complete::queries))]
    pub query: Vec<String>,
    /// Line by line, by questions and answers: for screen readers, and for terminals that are dumb
    #[arg(long, conflicts_with_all = ["json", "format", "dry_run"])]
    pub plain: bool,
    #[command(subcommand)]
    pub command: Option<Command>,
    #[command(flatten)]
    pub globals: Globals,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// List the customers that match
    #[command(visible_alias = "search")]
    List(list::Args),
    /// Choose a customer on the screen, and print its id
    Pick(pick::Args),
    /// List, export and take in the views
    Views(views::Args),
    /// Show one customer, all fields
    Show(show::Args),
    /// Put a note to a customer
    Note(note::Args),
    /// Make a customer
    Create(create::Args),
    /// Change fields of a customer
    Set(set::Args),
    /// Change a customer in your editor
    Edit(edit::Args),
    /// Put customers into the trash
    Delete(delete::Args),
    /// List what was deleted, by whom and when
    Trash(trash::Args),
    /// Take customers out of the trash
    Restore(trash::Restore),
    /// Say who changed what of a customer
    History(history::Args),
    /// List the changes made here, the newest first
    Log(log::Args),
    /// Take the newest change back, or one by its id
    Undo(undo::Args),
    /// Bring again what was undone last
    #[command(after_help = "Example:\n  rolo redo")]
    Redo,
    /// List, send and settle the changes that wait for the server
    Outbox(outbox::Args),
    /// Bring the copy on this machine up to date, and send what waits
    #[command(after_help = "Example:\n  rolo sync --workspace team")]
    Sync,
    /// Take customers in from a file: CSV, JSON lines or vCards
    Import(Box<import::Args>),
    /// Write the customers that match to a file that `import` reads
    Export(export::Args),
    /// List customers that are probably one
    Duplicates(duplicates::Args),
    /// Make one customer of several
    Merge(merge::Args),
    /// List what forms offer, and change it
    Catalog(catalog::Args),
    /// Connect an Apptivo account or another rolo server
    Login(login::Args),
    /// List, add, use and remove workspaces
    Workspace(workspaces::Args),
    /// Answer the Customers API over a store
    Serve(serve::Args),
    /// Print what makes a shell complete ids, fields and values
    Completions(manual::Completions),
    /// Print the manual
    Man(manual::Manual),
    /// Say which settings are in force, and where each comes from
    Config(config::Args),
    /// Say what rolo finds on this machine
    #[command(after_help = "Example:\n  rolo doctor --workspace team")]
    Doctor,
}

#[derive(Clone, Debug, Default, clap::Args)]
pub struct Globals {
    /// The workspace to use
    #[arg(long, global = true, value_name = "NAME", env = "ROLO_WORKSPACE", add = ArgValueCompleter::new(complete::workspaces))]
    pub workspace: Option<String>,
    /// Records as JSON, as they are on the wire; or only some of their fields
    #[arg(
        long,
        global = true,
        value_name = "FIELD,…",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "",
        conflicts_with = "format",
        add = ArgValueCompleter::new(complete::columns)
    )]
    pub json: Option<String>,
    /// How to print: a table on a terminal and JSON lines in a pipe, unless this says otherwise
    #[arg(long, global = true, value_enum)]
    pub format: Option<Format>,
    /// Say what would be done, and do nothing
    #[arg(long, global = true)]
    pub dry_run: bool,
    /// Do not ask
    #[arg(long, short = 'y', global = true)]
    pub yes: bool,
    /// No colours
    #[arg(long, global = true)]
    pub no_color: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    Table,
    /// One JSON document
    Json,
    /// One JSON record a line
    Jsonl,
    Csv,
    /// The ids alone, one a line
    Ids,
}

/// The words of a search as one text. A `-term` comes with a blank before it, so that it is no option.
pub fn joined(words: &[String]) -> String {
    let alone = words.len() < 2;
    let words: Vec<String> = words
        .iter()
        .map(|word| word.trim_start())
        .map(|word| match !alone && has_or(word) {
            true => format!("({word})"),
            false => word.to_owned(),
        })
        .collect();
    words.join(" ")
}

/// Whether a word of a search has an `OR` of its own, outside of quotes and brackets, with something on both sides:
/// the quotes of the shell have made one thing of it.
fn has_or(word: &str) -> bool {
    let (mut depth, mut found, mut before) = (0_usize, false, ' ');
    let mut chars = word.char_indices();
    let mut quoted = false;
    while let Some((at, c)) = chars.next() {
        let opens =
            before.is_whitespace() || matches!(before, '(' | ')' | '-' | ':' | '=' | '<' | '>');
        match c {
            '\\' if quoted => {
                chars.next();
            }
            '"' if quoted || opens => quoted = !quoted,
            _ if quoted => {}
            '(' => depth += 1,
            ')' => match depth.checked_sub(1) {
                Some(less) => depth = less,
                // A bracket that was opened in another word.
                None => return false,
            },
            'O' if depth == 0 && (before.is_whitespace() || matches!(before, ')' | '"')) => {
                let (left, right) = word.split_at(at);
                let behind = right.strip_prefix("OR").unwrap_or_default();
                found |= !left.trim().is_empty()
                    && behind.starts_with(|c: char| c.is_whitespace() || c == '(')
                    && !behind.trim().is_empty();
            }
            _ => {}
        }
        before = c;
    }
    found && depth == 0 && !quoted
}

impl Cli {
    /// The search to begin with.
    pub fn search(&self) -> String {
        joined(&self.query)
    }

    /// The search from which a customer is to be chosen, if that is what was asked for.
    pub fn pick(&self) -> Option<String> {
        match &self.command {
            Some(Command::Pick(args)) => Some(args.query()),
            _ => None,
        }
    }

    /// Whether what is asked for answers and ends; a screen and a server live on.
    pub fn is_brief(&self) -> bool {
        let lives_on = matches!(
            self.command,
            None | Some(Command::Pick(_) | Command::Serve(_))
        );
        !lives_on
    }
}

impl Globals {
    pub fn asked_format(&self) -> Option<Format> {
        self.format.or(self.json.as_ref().map(|_| Format::Json))
    }

    /// The fields that `--json=a,b` names; none for whole records.
    pub fn json_fields(&self) -> Vec<&str> {
        self.json
            .iter()
            .flat_map(|names| names.split(','))
            .map(str::trim)
            .filter(|name| !name.is_empty())
            .collect()
    }

    /// Whether errors are for a program to read.
    pub fn json_errors(&self) -> bool {
        matches!(self.asked_format(), Some(Format::Json | Format::Jsonl))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn every_verb_shows_an_example() {
        fn check(command: &clap::Command) {
            let help = command.get_after_help().map(ToString::to_string);
            assert!(
                help.is_some_and(|help| help.contains("Example")),
                "{} has no example",
                command.get_name()
            );
            command.get_subcommands().for_each(check);
        }
        check(&Cli::command());
    }

    /// A line that is broken here is broken a second time where the terminal is narrower.
    #[test]
    fn sentences_of_help_are_broken_by_the_terminal_alone() {
        fn check(command: &clap::Command) {
            let help = command.get_after_help().map(ToString::to_string);
            let help = help.unwrap_or_default();
            let lines: Vec<&str> = help.lines().collect();
            let is_prose = |line: &str| !line.is_empty() && !line.starts_with(' ');
            for pair in lines.windows(2) {
                assert!(
                    !(pair[0].chars().count() > 60 && is_prose(pair[0]) && is_prose(pair[1])),
                    "{}: {}",
                    command.get_name(),
                    pair[0]
                );
            }
            command.get_subcommands().for_each(check);
        }
        check(&Cli::command());
    }

    #[test]
    fn a_customer_that_is_not_on_the_server_yet_is_named_by_a_number_below_nought() {
        for words in [
            &["rolo", "show", "-5"][..],
            &["rolo", "set", "-5", "name=A", "--yes"],
            &["rolo", "delete", "-5", "7", "--yes"],
        ] {
            assert!(Cli::try_parse_from(words).is_ok(), "{words:?}");
        }
        assert!(Cli::try_parse_from(["rolo", "delete", "--nonsense"]).is_err());
    }

    #[test]
    fn a_choice_in_one_word_stays_one_among_several() {
        let joined = |words: &[&str]| {
            let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
            super::joined(&words)
        };
        for (words, text) in [
            (
                &["status:active", "berlin OR paris"][..],
                "status:active (berlin OR paris)",
            ),
            (&["a OR b", " -c"], "(a OR b) -c"),
            (&["a", "(b) OR(c)"], "a ((b) OR(c))"),
            (&["a", "name:\"x\" OR c"], "a (name:\"x\" OR c)"),
            (&["a OR b"], "a OR b"),
            (&["a", "OR", "b"], "a OR b"),
            (&["a", "OR b"], "a OR b"),
            (&["a", "(b OR c)"], "a (b OR c)"),
            (&["a", "\"b OR c\""], "a \"b OR c\""),
            (&["a", "name:\"b OR \\\" c\""], "a name:\"b OR \\\" c\""),
            (&["(a", "b OR c)"], "(a b OR c)"),
            (&["a", "FOR ORB"], "a FOR ORB"),
        ] {
            assert_eq!(joined(words), text);
        }
    }

    #[test]
    fn words_are_a_query_and_verbs_are_verbs() {
        let cli = Cli::try_parse_from(["rolo", "volks", "wagen"]).unwrap();
        assert_eq!(cli.query, ["volks", "wagen"]);
        assert!(cli.command.is_none());
        let cli = Cli::try_parse_from(["rolo", "search", "volks", "--json=id,name"]).unwrap();
        assert!(matches!(cli.command, Some(Command::List(_))));
        assert_eq!(cli.globals.json_fields(), ["id", "name"]);
        let cli = Cli::try_parse_from(["rolo", "list", "--json", "volks"]).unwrap();
        assert_eq!(cli.globals.asked_format(), Some(Format::Json));
        assert!(cli.globals.json_fields().is_empty());
    }
}
