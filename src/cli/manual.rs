//! `rolo completions` and `rolo man`: what a shell and `man` need to know of the commands.

use std::io::Write;

use clap::CommandFactory;
use clap_complete::env::Shells;
use clap_mangen::Man;

use super::args::Cli;
use super::problem::{Exit, Problem};

#[derive(Clone, Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  rolo completions bash >> ~/.bashrc\n  rolo completions zsh >> ~/.zshrc\n  rolo completions fish > ~/.config/fish/completions/rolo.fish"
)]
pub struct Completions {
    #[arg(value_parser = ["bash", "zsh", "fish", "elvish", "powershell"])]
    shell: String,
}

/// Prints what makes a shell ask rolo for ids, fields and values.
pub fn completions(args: &Completions) -> Result<Exit, Problem> {
    let shells = Shells::builtins();
    let Some(shell) = shells.completer(&args.shell) else {
        return Err(Problem::usage(format!(
            "{} is no shell known here",
            args.shell
        )));
    };
    let mut script = Vec::new();
    shell.write_registration("COMPLETE", "rolo", "rolo", "rolo", &mut script)?;
    if args.shell == "bash" {
        script.extend_from_slice(WHOLE_WORDS.as_bytes());
    }
    let mut out = std::io::stdout().lock();
    out.write_all(&script)?;
    out.flush()?;
    Ok(Exit::Done)
}

/// Other shells hand a word over whole.
const WHOLE_WORDS: &str = include_str!("../../assets/completions.bash");

#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "Examples:\n  rolo man | man -l -\n  rolo man list > rolo-list.1")]
pub struct Manual {
    /// The page of one command
    verb: Option<String>,
}

/// Prints a page of the manual.
pub fn manual(args: &Manual) -> Result<Exit, Problem> {
    let whole = Cli::command();
    let command = match &args.verb {
        None => whole,
        Some(verb) => {
            let found = whole.find_subcommand(verb).cloned();
            let found = found.ok_or_else(|| {
                Problem::usage(format!(
                    "there is no command “{verb}”; `rolo --help` lists them"
                ))
            })?;
            found
                .display_name(format!("rolo-{verb}"))
                .bin_name(format!("rolo {verb}"))
        }
    };
    let mut page = Vec::new();
    Man::new(command).render(&mut page)?;
    let mut out = std::io::stdout().lock();
    out.write_all(&page)?;
    out.flush()?;
    Ok(Exit::Done)
}
