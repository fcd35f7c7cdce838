//! Owns noticing a verb that was mistyped: where no screen shows what is searched for, a search for `exprot` would
//! be answered with an empty table. Must not do anything in its place.

use clap::CommandFactory;
use strsim::osa_distance;

use super::args::Cli;
use super::problem::Problem;

/// Shorter words are near to too many others.
const LEAST: usize = 3;

/// What is to be said of a search that found nothing, where it begins with what is nearly a verb: a script that
/// meant the verb must not go on as if it had been done.
pub fn mistyped(query: &[String]) -> Option<Problem> {
    let word = query.first()?;
    let verb = meant(word)?;
    Some(Problem::usage(format!(
        "there is no verb “{word}”, and no customer matches it; did you mean `rolo {verb}`? (`rolo list {word}` searches without asking)"
    )))
}

/// The verb that a word is nearly.
fn meant(word: &str) -> Option<String> {
    let length = word.chars().count();
    if length < LEAST || !word.chars().all(|c| c.is_ascii_lowercase()) {
        return None;
    }
    let most = if length < 6 { 1 } else { 2 };
    let command = Cli::command();
    let names = command.get_subcommands().flat_map(|verb| {
        let aliases = verb.get_all_aliases().map(str::to_owned);
        std::iter::once(verb.get_name().to_owned()).chain(aliases)
    });
    names
        .map(|name| (osa_distance(word, &name), name))
        .min()
        // What is a verb itself was meant as a search.
        .filter(|(far, _)| (1..=most).contains(far))
        .map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_hand_is_known_and_a_customer_is_none() {
        for (word, verb) in [
            ("exprot", "export"),
            ("lsit", "list"),
            ("improt", "import"),
            ("serch", "search"),
            ("duplicate", "duplicates"),
        ] {
            assert_eq!(meant(word).as_deref(), Some(verb));
        }
        for word in [
            "volks",
            "export",
            "Exprot",
            "status:active",
            "ma",
            "berlin",
            "ünd",
        ] {
            assert_eq!(meant(word), None, "{word}");
        }
    }
}
