//! Owns where rolo's files lie: the folder with the user's settings, the folder with the data, and what a
//! workspace may be called. Must not read or write anything but folders.

use std::path::{Path, PathBuf};

use thiserror::Error;

/// The two folders that everything lies in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paths {
    /// The user's own settings: read, never written.
    pub config: PathBuf,
    /// Workspaces, drafts and the log.
    pub data: PathBuf,
}

#[derive(Debug, Error, PartialEq, Eq)]
pub enum PathError {
    #[error(
        "no home directory is known; set ROLO_DATA_DIR and ROLO_CONFIG_DIR to folders of your own"
    )]
    NoHome,
    #[error(
        "“{0}” cannot name a workspace; use up to 64 letters, digits, “-” and “_”, starting with a letter or digit"
    )]
    Name(String),
}

impl Paths {
    /// `ROLO_CONFIG_DIR` and `ROLO_DATA_DIR`, or where the system keeps such files.
    pub fn find(env: impl Fn(&str) -> Option<String>) -> Result<Paths, PathError> {
        let given = |name: &str| {
            env(name)
                .filter(|value| !value.is_empty())
                .map(PathBuf::from)
        };
        let (config, data) = (given("ROLO_CONFIG_DIR"), given("ROLO_DATA_DIR"));
        if let (Some(config), Some(data)) = (&config, &data) {
            return Ok(Paths {
                config: config.clone(),
                data: data.clone(),
            });
        }
        let usual = directories::ProjectDirs::from("", "", "rolo").ok_or(PathError::NoHome)?;
        Ok(Paths {
            config: config.unwrap_or_else(|| usual.config_dir().to_owned()),
            data: data.unwrap_or_else(|| usual.data_dir().to_owned()),
        })
    }

    pub fn config_file(&self) -> PathBuf {
        self.config.join("config.toml")
    }

    pub fn keymap_file(&self) -> PathBuf {
        self.config.join("keymap.toml")
    }

    /// The user's own colours.
    pub fn themes(&self) -> PathBuf {
        self.config.join("themes")
    }

    pub fn log_file(&self) -> PathBuf {
        self.data.join("rolo.log")
    }

    /// Is there once somebody has seen the screen.
    pub fn welcomed_file(&self) -> PathBuf {
        self.data.join("welcomed")
    }

    /// Holds the name of the workspace in use.
    pub fn current_file(&self) -> PathBuf {
        self.data.join("current")
    }

    pub fn workspaces(&self) -> PathBuf {
        self.data.join("workspaces")
    }

    pub fn workspace(&self, name: &Name) -> PathBuf {
        self.workspaces().join(name.as_str())
    }
}

/// What a workspace is called; also its folder, so it can neither leave the data folder nor be an option.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Name(String);

impl Name {
    pub fn new(text: &str) -> Result<Name, PathError> {
        let starts_well = text.starts_with(|c: char| c.is_ascii_alphanumeric());
        let all_fit = text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'));
        if starts_well && all_fit && text.len() <= 64 {
            Ok(Name(text.to_owned()))
        } else {
            Err(PathError::Name(text.to_owned()))
        }
    }

    /// The workspace of a first start.
    pub fn local() -> Name {
        Name("local".to_owned())
    }

    /// A name made of a host: `api.example.com:8080` becomes `api-example-com-8080`.
    pub fn of_host(host: &str) -> Name {
        let text: String = host
            .chars()
            .map(|c| {
                if c.is_ascii_alphanumeric() {
                    c.to_ascii_lowercase()
                } else {
                    '-'
                }
            })
            .take(64)
            .collect();
        Name::new(text.trim_matches('-')).unwrap_or_else(|_| Name("remote".to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for Name {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl AsRef<Path> for Name {
    fn as_ref(&self) -> &Path {
        Path::new(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_environment_says_where_files_lie() {
        let paths = Paths::find(|name| match name {
            "ROLO_CONFIG_DIR" => Some("/c".into()),
            "ROLO_DATA_DIR" => Some("/d".into()),
            _ => None,
        })
        .unwrap();
        assert_eq!(paths.config_file(), Path::new("/c/config.toml"));
        assert_eq!(
            paths.workspace(&Name::new("acme").unwrap()),
            Path::new("/d/workspaces/acme")
        );
    }

    #[test]
    fn an_empty_variable_counts_as_none() {
        let with = |data: &str| {
            let data = data.to_owned();
            Paths::find(move |name| match name {
                "ROLO_CONFIG_DIR" => Some("/c".into()),
                "ROLO_DATA_DIR" => Some(data.clone()),
                _ => None,
            })
        };
        assert_ne!(with("").map(|paths| paths.data), Ok(PathBuf::new()));
    }

    #[test]
    fn names_that_could_leave_the_folder_are_refused() {
        for bad in [
            "",
            ".",
            "..",
            "a/b",
            "-v",
            "_x",
            "a b",
            "ä",
            "a\0",
            &"a".repeat(65),
        ] {
            assert!(Name::new(bad).is_err(), "{bad:?}");
        }
        assert_eq!(Name::new("team-2_x").unwrap().as_str(), "team-2_x");
    }

    proptest! {
        #[test]
        fn every_host_makes_a_name(host in ".*") {
            let name = Name::of_host(&host);
            prop_assert_eq!(Name::new(name.as_str()), Ok(name));
        }
    }
}
