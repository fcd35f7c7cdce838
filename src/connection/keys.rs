//! Owns where the keys of a workspace come from: the environment, a command, or a file that only its owner
//! can read. Must not print, log or put one into an error.

use std::process::{Command, Stdio};

use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

use super::{Connection, ConnectionError, Env, write_private};
use crate::apptivo::Keys;
use crate::paths::{Name, Paths};

const FILE: &str = "keys.toml";

/// As they lie on disk. No `Debug`: a key must not reach a log by accident.
#[derive(Deserialize)]
struct Kept {
    api_key: SecretString,
    access_key: SecretString,
}

/// The keys of a workspace: from the environment, else from its commands, else from its file.
pub fn keys(
    paths: &Paths,
    name: &Name,
    connection: &Connection,
    env: Env,
) -> Result<Keys, ConnectionError> {
    if let Some(keys) = keys_from_env(env) {
        return Ok(keys);
    }
    let file = paths.workspace(name).join("workspace.toml");
    let kept = kept(paths, name)?;
    let (kept_api, kept_access) = match kept {
        Some(kept) => (Some(kept.api_key), Some(kept.access_key)),
        None => (None, None),
    };
    let one =
        |which: &'static str, command: &Option<String>, kept: Option<SecretString>| match command {
            Some(command) => run(command)
                .map_err(|why| ConnectionError::KeyCommand {
                    which,
                    why,
                    file: file.clone(),
                })
                .map(Some),
            None => Ok(kept.filter(|key| !key.expose_secret().is_empty())),
        };
    let api_key = one("API key", &connection.api_key_command, kept_api)?;
    let access_key = one("access key", &connection.access_key_command, kept_access)?;
    match (api_key, access_key) {
        (Some(api_key), Some(access_key)) => Ok(Keys::new(
            api_key.expose_secret(),
            access_key.expose_secret(),
        )),
        _ => Err(ConnectionError::NoKeys(name.clone())),
    }
}

/// `ROLO_API_KEY` and `ROLO_ACCESS_KEY`, when both are there.
pub fn keys_from_env(env: Env) -> Option<Keys> {
    let given = |name: &str| {
        env(name)
            .map(|value| value.trim().to_owned())
            .filter(|value| !value.is_empty())
    };
    Some(Keys::new(given("ROLO_API_KEY")?, given("ROLO_ACCESS_KEY")?))
}

/// Keeps keys in the workspace's own file. A key that a command gives is not written.
pub fn write_keys(
    paths: &Paths,
    name: &Name,
    connection: &Connection,
    keys: &Keys,
) -> Result<(), ConnectionError> {
    let text = |command: &Option<String>, key: &str| {
        let key = if command.is_some() { "" } else { key };
        toml::Value::String(key.to_owned())
    };
    let table = toml::Table::from_iter([
        (
            "api_key".to_owned(),
            text(&connection.api_key_command, keys.api_key.expose_secret()),
        ),
        (
            "access_key".to_owned(),
            text(
                &connection.access_key_command,
                keys.access_key.expose_secret(),
            ),
        ),
    ]);
    write_private(
        &paths.workspace(name).join(FILE),
        table.to_string().as_bytes(),
    )
}

fn kept(paths: &Paths, name: &Name) -> Result<Option<Kept>, ConnectionError> {
    let file = paths.workspace(name).join(FILE);
    let text = match std::fs::read_to_string(&file) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => {
            return Err(ConnectionError::Read {
                file,
                why: error.to_string(),
            });
        }
    };
    // The parser's own words would quote the line, and the line holds a key.
    toml::from_str(&text)
        .map(Some)
        .map_err(|_| ConnectionError::Read {
            file,
            why: "it must hold api_key = \"…\" and access_key = \"…\"".to_owned(),
        })
}

/// Runs a command and takes the first line it prints. Its questions (a passphrase) go to the terminal.
pub fn run(command: &str) -> Result<SecretString, String> {
    let output = Command::new("sh")
        .arg("-c")
        .arg(command)
        .stdin(Stdio::inherit())
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| error.to_string())?;
    if !output.status.success() {
        return Err(output.status.to_string());
    }
    let text = String::from_utf8(output.stdout).map_err(|_| "it did not print text".to_owned())?;
    match text.lines().next().map(str::trim) {
        Some(line) if !line.is_empty() => Ok(SecretString::from(line.to_owned())),
        _ => Err("it printed nothing".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nothing(_: &str) -> Option<String> {
        None
    }

    fn shown(keys: &Keys) -> (&str, &str) {
        (
            keys.api_key.expose_secret(),
            keys.access_key.expose_secret(),
        )
    }

    #[test]
    fn the_environment_wins_over_a_command_and_a_command_over_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let paths = Paths {
            config: folder.path().into(),
            data: folder.path().into(),
        };
        let name = Name::local();
        let mut connection = Connection::default();
        assert!(matches!(
            keys(&paths, &name, &connection, &nothing),
            Err(ConnectionError::NoKeys(_))
        ));
        let file = Keys::new("file-a\"\\", "file-b");
        write_keys(&paths, &name, &connection, &file).unwrap();
        let found = keys(&paths, &name, &connection, &nothing).unwrap();
        assert_eq!(shown(&found), ("file-a\"\\", "file-b"));
        connection.api_key_command = Some("printf 'cmd-a\\nmore'".into());
        let found = keys(&paths, &name, &connection, &nothing).unwrap();
        assert_eq!(shown(&found), ("cmd-a", "file-b"));
        let env = |name: &str| Some(format!(" {name}\n"));
        let found = keys(&paths, &name, &connection, &env).unwrap();
        assert_eq!(shown(&found), ("ROLO_API_KEY", "ROLO_ACCESS_KEY"));
    }

    #[test]
    fn a_command_that_fails_is_named_without_what_it_printed() {
        let folder = tempfile::tempdir().unwrap();
        let paths = Paths {
            config: folder.path().into(),
            data: folder.path().into(),
        };
        for command in ["echo top-secret; exit 3", "true"] {
            let connection = Connection {
                api_key_command: Some(command.into()),
                ..Connection::default()
            };
            let error = keys(&paths, &Name::local(), &connection, &nothing)
                .err()
                .unwrap()
                .to_string();
            assert!(
                error.starts_with("the command for the API key failed"),
                "{error}"
            );
            assert!(!error.contains("top-secret"));
        }
    }

    #[test]
    fn a_damaged_key_file_is_reported_without_its_text() {
        let folder = tempfile::tempdir().unwrap();
        let paths = Paths {
            config: folder.path().into(),
            data: folder.path().into(),
        };
        let file = paths.workspace(&Name::local()).join(FILE);
        write_private(&file, b"api_key = top-secret").unwrap();
        let error = keys(&paths, &Name::local(), &Connection::default(), &nothing)
            .err()
            .unwrap();
        let all = format!("{error} {error:?}");
        assert!(!all.contains("top-secret"), "{all}");
    }
}
