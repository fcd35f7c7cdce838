//! Owns the user's settings in `config.toml`: read, never written. A setting that is not known is named
//! with the nearest one that is; a file that cannot be read leaves the defaults. Must not print.

use std::path::Path;
use std::time::Duration;

use toml::{Table, Value};

/// Every setting, with the value it has when the file says nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// The workspace to open when neither the command line nor `rolo workspace use` names one.
    pub workspace: Option<String>,
    /// `false`: as if NO_COLOR were set.
    pub color: bool,
    /// How long a first answer of a server is waited for.
    pub timeout: Duration,
}

impl Default for Config {
    fn default() -> Config {
        Config {
            workspace: None,
            color: true,
            timeout: Duration::from_secs(30),
        }
    }
}

const SETTINGS: [&str; 3] = ["workspace", "color", "timeout"];

impl Config {
    /// The settings, and one line for each thing in the file that could not be taken.
    pub fn load(file: &Path) -> (Config, Vec<String>) {
        match std::fs::read_to_string(file) {
            Ok(text) => {
                let (config, problems) = Config::parse(&text);
                let named = problems
                    .into_iter()
                    .map(|problem| format!("{}: {problem}", file.display()))
                    .collect();
                (config, named)
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                (Config::default(), Vec::new())
            }
            Err(error) => (
                Config::default(),
                vec![format!(
                    "{} could not be read ({error}); the defaults are used",
                    file.display()
                )],
            ),
        }
    }

    fn parse(text: &str) -> (Config, Vec<String>) {
        let mut config = Config::default();
        let table = match text.parse::<Table>() {
            Ok(table) => table,
            Err(error) => {
                let line = error.span().map_or(1, |span| {
                    text[..span.start.min(text.len())].matches('\n').count() + 1
                });
                let why = error.message().trim().replace('\n', ", ");
                return (
                    config,
                    vec![format!(
                        "line {line} is no TOML ({why}); the defaults are used"
                    )],
                );
            }
        };
        let mut problems = Vec::new();
        for (name, value) in &table {
            if let Err(problem) = config.take(name, value) {
                problems.push(problem);
            }
        }
        (config, problems)
    }

    fn take(&mut self, name: &str, value: &Value) -> Result<(), String> {
        let expected = |what: &str| format!("“{name}” must be {what}; its default is used");
        match name {
            "workspace" => {
                let text = value.as_str().map(str::to_owned);
                self.workspace = Some(text.ok_or_else(|| expected("a text in quotes"))?);
            }
            "color" => self.color = value.as_bool().ok_or_else(|| expected("true or false"))?,
            "timeout" => {
                self.timeout = value
                    .as_integer()
                    .and_then(|seconds| u64::try_from(seconds).ok())
                    .filter(|seconds| (1..=600).contains(seconds))
                    .map(Duration::from_secs)
                    .ok_or_else(|| expected("a number of seconds from 1 to 600"))?;
            }
            unknown => {
                let hint = nearest(unknown, &SETTINGS)
                    .map(|near| format!("; did you mean “{near}”?"))
                    .unwrap_or_default();
                return Err(format!("“{unknown}” is no setting{hint}"));
            }
        }
        Ok(())
    }
}

/// The known name that is closest to a mistyped one, if any is close enough to be meant.
pub fn nearest<'a>(typed: &str, known: &[&'a str]) -> Option<&'a str> {
    known
        .iter()
        .map(|name| (distance(typed, name), *name))
        .filter(|(steps, name)| *steps <= name.chars().count().div_ceil(3))
        .min_by_key(|(steps, _)| *steps)
        .map(|(_, name)| name)
}

/// How many letters must be put in, taken out or changed to make one word the other.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, to) in b.iter().enumerate() {
            let changed = diagonal + usize::from(from != *to);
            diagonal = row[j + 1];
            row[j + 1] = changed.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn settings_are_taken() {
        let (config, problems) = Config::parse("workspace = \"acme\"\ncolor = false\ntimeout = 5");
        assert_eq!(problems, Vec::<String>::new());
        assert_eq!(config.workspace.as_deref(), Some("acme"));
        assert!(!config.color);
        assert_eq!(config.timeout, Duration::from_secs(5));
    }

    #[test]
    fn a_mistyped_setting_is_named_with_its_neighbour_and_the_rest_is_taken() {
        let (config, problems) = Config::parse("colour = true\ntimeout = 7\nxyzzy = 1");
        assert_eq!(config.timeout, Duration::from_secs(7));
        assert_eq!(
            problems,
            [
                "“colour” is no setting; did you mean “color”?",
                "“xyzzy” is no setting"
            ]
        );
    }

    #[test]
    fn a_wrong_value_leaves_its_default() {
        let (config, problems) = Config::parse("timeout = -1\ncolor = \"no\"");
        assert_eq!(config, Config::default());
        assert_eq!(problems.len(), 2);
    }

    #[test]
    fn a_file_that_is_no_toml_is_one_line_with_its_line_number() {
        let (config, problems) = Config::parse("color = true\nworkspace = = 1\n");
        assert_eq!(config, Config::default());
        assert_eq!(problems.len(), 1);
        assert!(
            problems[0].starts_with("line 2 is no TOML"),
            "{}",
            problems[0]
        );
        assert!(!problems[0].contains('\n'));
    }

    #[test]
    fn no_file_is_no_problem() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(
            Config::load(&folder.path().join("config.toml")),
            (Config::default(), Vec::new())
        );
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in ".*") {
            let _ = Config::parse(&text);
        }

        #[test]
        fn distance_is_symmetric_and_nothing_only_for_equals(a in "[a-d]{0,6}", b in "[a-d]{0,6}") {
            prop_assert_eq!(distance(&a, &b), distance(&b, &a));
            prop_assert_eq!(distance(&a, &b) == 0, a == b);
        }
    }
}
