//! Owns the user's settings in `config.toml`: read, never written. A setting that is not known is named
//! with the nearest one that is; a line that cannot be read leaves its default. Must not print.

pub mod keys;
pub mod sheet;

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use sheet::{Entry, Mistake, Sheet, Value};

/// Ends what is said of a value that cannot be taken.
pub const DEFAULT_IS_USED: &str = "; its default is used";

/// Every setting, with the value it has when the file says nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// The workspace to open when neither the command line nor `rolo workspace use` names one.
    pub workspace: Option<String>,
    /// `false`: as if NO_COLOR were set.
    pub color: bool,
    /// The name of the colours to use.
    pub theme: String,
    /// `true`: as if `--plain` were given wherever a screen would be opened.
    pub plain: bool,
    /// `false`: no lines between panes and around boxes, and no bars.
    pub borders: bool,
    /// `false`: nothing on the screen runs by itself.
    pub motion: bool,
    /// Neither borders nor motion, whatever they say.
    pub screen_reader: bool,
    /// Whether the mouse works on the screen from the start.
    pub mouse: bool,
    /// Whether the terminal is told where words lead; none: where it is known to know what that is.
    pub links: Option<bool>,
    /// How long a first answer of a server is waited for.
    pub timeout: Duration,
    /// In which lines of the file the settings stand that are in force.
    pub lines: BTreeMap<&'static str, usize>,
}

impl Default for Config {
    fn default() -> Config {
        Config {
            workspace: None,
            color: true,
            theme: "auto".to_owned(),
            plain: false,
            borders: true,
            motion: true,
            screen_reader: false,
            mouse: false,
            links: None,
            timeout: Duration::from_secs(30),
            lines: BTreeMap::new(),
        }
    }
}

const SETTINGS: [&str; 10] = [
    "workspace",
    "color",
    "theme",
    "plain",
    "borders",
    "motion",
    "screen-reader",
    "mouse",
    "links",
    "timeout",
];

impl Config {
    /// The settings, and one line for each thing in the file that could not be taken.
    pub fn load(file: &Path) -> (Config, Vec<String>) {
        let (config, mistakes) = Config::read(Sheet::load(file));
        let told = mistakes.iter().map(|mistake| mistake.told(file));
        (config, told.collect())
    }

    fn read(sheet: Sheet) -> (Config, Vec<Mistake>) {
        let mut config = Config::default();
        let mut mistakes = sheet.mistakes;
        let mut sections: Vec<&str> = Vec::new();
        for entry in &sheet.entries {
            // A section is one mistake, whatever stands in it.
            if sections.contains(&entry.section.as_str()) {
                continue;
            }
            if !entry.section.is_empty() {
                sections.push(&entry.section);
            }
            match config.take(entry) {
                Ok(name) => drop(config.lines.insert(name, entry.line)),
                Err(text) => mistakes.push(Mistake::at(entry.line, text)),
            }
        }
        mistakes.sort_by_key(|mistake| mistake.line);
        (config, mistakes)
    }

    /// Whether lines and bars are drawn.
    pub fn has_borders(&self) -> bool {
        self.borders && !self.screen_reader
    }

    /// Whether anything may run by itself.
    pub fn has_motion(&self) -> bool {
        self.motion && !self.screen_reader
    }

    fn take(&mut self, entry: &Entry) -> Result<&'static str, String> {
        if !entry.section.is_empty() {
            return Err(format!(
                "[{}] is no section: settings stand at the top",
                entry.section
            ));
        }
        let known = SETTINGS.into_iter().find(|known| *known == entry.name);
        let name = known.ok_or_else(|| {
            let hint = nearest(&entry.name, &SETTINGS)
                .map(|near| format!("; did you mean “{near}”?"))
                .unwrap_or_default();
            format!("“{}” is no setting{hint}", entry.name)
        })?;
        let expected = |what: &str| format!("“{name}” must be {what}{DEFAULT_IS_USED}");
        let text = || match &entry.value {
            Value::Text(text) if !text.trim().is_empty() => Ok(text.clone()),
            _ => Err(expected("a text in quotes")),
        };
        let flag = || match entry.value {
            Value::Flag(flag) => Ok(flag),
            _ => Err(expected("true or false")),
        };
        match name {
            "workspace" => self.workspace = Some(text()?),
            "theme" => self.theme = text()?,
            "color" => self.color = flag()?,
            "plain" => self.plain = flag()?,
            "borders" => self.borders = flag()?,
            "motion" => self.motion = flag()?,
            "screen-reader" => self.screen_reader = flag()?,
            "mouse" => self.mouse = flag()?,
            "links" => {
                self.links = match text().as_deref() {
                    Ok("auto") => None,
                    Ok("on") => Some(true),
                    Ok("off") => Some(false),
                    _ => return Err(expected("\"auto\", \"on\" or \"off\"")),
                }
            }
            _ => match entry.value {
                Value::Whole(seconds @ 1..=600) => {
                    self.timeout = Duration::from_secs(seconds.unsigned_abs());
                }
                _ => return Err(expected("a number of seconds from 1 to 600")),
            },
        }
        Ok(name)
    }
}

/// The known name that is closest to a mistyped one, if any is close enough to be meant.
pub fn nearest<'a>(typed: &str, known: &[&'a str]) -> Option<&'a str> {
    known
        .iter()
        .map(|name| (strsim::osa_distance(typed, name), *name))
        .filter(|(steps, name)| *steps <= name.chars().count().div_ceil(3))
        .min_by_key(|(steps, _)| *steps)
        .map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn parse(text: &str) -> (Config, Vec<String>) {
        let (config, mistakes) = Config::read(Sheet::parse(text));
        let told = mistakes.iter().map(|mistake| {
            let line = mistake.line.unwrap_or(0);
            format!("{line}: {}", mistake.text)
        });
        (config, told.collect())
    }

    #[test]
    fn settings_are_taken_with_their_lines() {
        let text = "workspace = \"acme\"\ncolor = false\ntimeout = 5\n\ntheme = \"light\"";
        let (config, problems) = parse(text);
        assert_eq!(problems, Vec::<String>::new());
        assert_eq!(config.workspace.as_deref(), Some("acme"));
        assert!(!config.color);
        assert_eq!(config.theme, "light");
        assert_eq!(config.timeout, Duration::from_secs(5));
        assert_eq!(config.lines["theme"], 5);
    }

    #[test]
    fn one_setting_for_screen_readers_is_both() {
        let quiet = |text| {
            let (config, problems) = parse(text);
            assert_eq!(problems, Vec::<String>::new());
            (config.has_borders(), config.has_motion(), config.plain)
        };
        assert_eq!(quiet(""), (true, true, false));
        assert_eq!(quiet("borders = false"), (false, true, false));
        assert_eq!(quiet("motion = false\nplain = true"), (true, false, true));
        assert_eq!(
            quiet("screen-reader = true\nborders = true"),
            (false, false, false)
        );
    }

    #[test]
    fn the_page_of_settings_says_the_defaults() {
        let (config, problems) = parse(include_str!("../assets/config.toml"));
        assert_eq!(problems, Vec::<String>::new());
        let usual = Config::default();
        assert_eq!(
            Config {
                lines: BTreeMap::new(),
                ..config
            },
            usual
        );
    }

    #[test]
    fn a_mistyped_setting_is_named_with_its_neighbour_and_the_rest_is_taken() {
        let (config, problems) = parse("colour = true\ntimeout = 7\nxyzzy = 1");
        assert_eq!(config.timeout, Duration::from_secs(7));
        assert_eq!(
            problems,
            [
                "1: “colour” is no setting; did you mean “color”?",
                "3: “xyzzy” is no setting"
            ]
        );
    }

    #[test]
    fn a_wrong_value_leaves_its_default() {
        let (config, problems) = parse("timeout = -1\ncolor = \"no\"\n[theme]\na = 1\nb = 2");
        assert_eq!(config, Config::default());
        assert_eq!(problems.len(), 3);
    }

    #[test]
    fn a_line_that_is_no_toml_leaves_the_others() {
        let (config, problems) = parse("color = false\nworkspace = = 1\n");
        assert!(!config.color);
        assert_eq!(problems.len(), 1);
        assert!(
            problems[0].starts_with("2: this is no TOML"),
            "{}",
            problems[0]
        );
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
            let _ = parse(&text);
        }
    }
}
