//! Owns which workspaces there are and how each reaches its server: `workspace.toml`, the keys, and the
//! name of the workspace in use. Must not speak to a server, and never shows a key.

mod keys;

use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use thiserror::Error;
use url::Url;

pub use keys::{keys, keys_from_env, run as key_from_command, write_keys};

use crate::config::Config;
use crate::paths::{Name, PathError, Paths};
use crate::workspace::{Remote, Spec};

/// An environment variable's value.
pub type Env<'a> = &'a dyn Fn(&str) -> Option<String>;

#[derive(Debug, Error)]
pub enum ConnectionError {
    #[error("there is no workspace “{name}”; {}", known(.others))]
    NoWorkspace { name: Name, others: Vec<Name> },
    #[error(
        "there is a workspace “{0}” already; choose another name, or remove it first with `rolo workspace remove {0}`"
    )]
    Taken(Name),
    #[error(transparent)]
    Name(#[from] PathError),
    #[error(
        "the keys of workspace “{0}” are missing; log in again with `rolo login --name {0}`, or set ROLO_API_KEY and ROLO_ACCESS_KEY"
    )]
    NoKeys(Name),
    #[error("the command for the {which} failed ({why}); correct it in {}", .file.display())]
    KeyCommand {
        which: &'static str,
        why: String,
        file: PathBuf,
    },
    #[error("“{0}” is no address of a server; it looks like https://api.apptivo.com")]
    Address(String),
    #[error(
        "keys must not go over plain HTTP to {0}; use https, or a tunnel to this machine (http://127.0.0.1)"
    )]
    PlainHttp(String),
    #[error("{} could not be read: {why}", .file.display())]
    Read { file: PathBuf, why: String },
    #[error("{} could not be written: {why}", .file.display())]
    Write { file: PathBuf, why: String },
}

fn known(names: &[Name]) -> String {
    if names.is_empty() {
        return "make one with `rolo workspace add NAME` or `rolo login`".to_owned();
    }
    let names: Vec<&str> = names.iter().map(Name::as_str).collect();
    format!("there is {}", names.join(", "))
}

/// What stands in a workspace's `workspace.toml`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Connection {
    /// The server; none for a workspace on this machine.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub base_url: Option<String>,
    /// Whether a new local workspace is filled with the sample customers.
    pub sample: bool,
    /// Prints the API key, so that it need not lie on this disk.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub api_key_command: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub access_key_command: Option<String>,
}

impl Connection {
    pub fn local(sample: bool) -> Connection {
        Connection {
            sample,
            ..Connection::default()
        }
    }
}

/// Reads an address of a server. Plain HTTP is for this machine alone: the keys would be readable on the way.
pub fn address(text: &str) -> Result<Url, ConnectionError> {
    let full = if text.contains("://") {
        text.to_owned()
    } else {
        format!("https://{text}")
    };
    let refused = || ConnectionError::Address(text.to_owned());
    let url = Url::parse(&full).map_err(|_| refused())?;
    let host = url.host_str().ok_or_else(refused)?;
    // What stands before an @ may be a secret, and the address is shown.
    if !url.username().is_empty() || url.password().is_some() {
        return Err(ConnectionError::Address(host.to_owned()));
    }
    match url.scheme() {
        "https" => Ok(url),
        "http" if is_loopback(&url) => Ok(url),
        "http" => Err(ConnectionError::PlainHttp(host.to_owned())),
        _ => Err(refused()),
    }
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(url::Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(url::Host::Ipv4(ip)) => ip.is_loopback(),
        Some(url::Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    }
}

/// The workspaces on disk, by name.
pub fn list(paths: &Paths) -> Vec<Name> {
    let mut names: Vec<Name> = std::fs::read_dir(paths.workspaces())
        .into_iter()
        .flatten()
        .flatten()
        .filter(|entry| entry.path().join(FILE).is_file())
        .filter_map(|entry| Name::new(entry.file_name().to_str()?).ok())
        .collect();
    names.sort();
    names
}

const FILE: &str = "workspace.toml";

pub fn exists(paths: &Paths, name: &Name) -> bool {
    paths.workspace(name).join(FILE).is_file()
}

pub fn read(paths: &Paths, name: &Name) -> Result<Connection, ConnectionError> {
    let file = paths.workspace(name).join(FILE);
    let text = std::fs::read_to_string(&file).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => ConnectionError::NoWorkspace {
            name: name.clone(),
            others: list(paths),
        },
        _ => ConnectionError::Read {
            file: file.clone(),
            why: error.to_string(),
        },
    })?;
    toml::from_str(&text).map_err(|error| ConnectionError::Read {
        file,
        why: error.message().trim().replace('\n', ", "),
    })
}

/// Makes a workspace, or changes how one reaches its server.
pub fn write(paths: &Paths, name: &Name, connection: &Connection) -> Result<(), ConnectionError> {
    let file = paths.workspace(name).join(FILE);
    let text = toml::to_string(connection).map_err(|error| ConnectionError::Write {
        file: file.clone(),
        why: error.to_string(),
    })?;
    write_private(&file, text.as_bytes())
}

pub fn remove(paths: &Paths, name: &Name) -> Result<(), ConnectionError> {
    let folder = paths.workspace(name);
    std::fs::remove_dir_all(&folder).map_err(|error| ConnectionError::Write {
        file: folder,
        why: error.to_string(),
    })?;
    if current(paths).as_ref() == Some(name) {
        // Without the file the next start opens the default again.
        let _ = std::fs::remove_file(paths.current_file());
    }
    Ok(())
}

/// The workspace that `use` named last, if it is still there.
pub fn current(paths: &Paths) -> Option<Name> {
    let text = std::fs::read_to_string(paths.current_file()).ok()?;
    Name::new(text.trim())
        .ok()
        .filter(|name| exists(paths, name))
}

pub fn make_current(paths: &Paths, name: &Name) -> Result<(), ConnectionError> {
    write_private(&paths.current_file(), format!("{name}\n").as_bytes())
}

/// Which workspace to open: the one that was asked for, the server in the environment, the one in use, the
/// one in the settings, or the local one.
pub fn choose(
    paths: &Paths,
    config: &Config,
    asked: Option<&str>,
    env: Env,
) -> Result<Name, ConnectionError> {
    if let Some(asked) = asked {
        return Ok(Name::new(asked)?);
    }
    if let Some(url) = base_url_from_env(env)? {
        return Ok(Name::of_host(&host_and_port(&url)));
    }
    if let Some(name) = current(paths) {
        return Ok(name);
    }
    match &config.workspace {
        Some(name) => Ok(Name::new(name)?),
        None => Ok(Name::local()),
    }
}

/// What is needed to open a workspace. The local one is made at its first use.
pub fn spec(paths: &Paths, name: &Name, env: Env) -> Result<Spec, ConnectionError> {
    let connection = match (read(paths, name), base_url_from_env(env)?) {
        (Ok(connection), _) => connection,
        (Err(ConnectionError::NoWorkspace { .. }), _) if *name == Name::local() => {
            let connection = Connection::local(true);
            write(paths, name, &connection)?;
            connection
        }
        (Err(ConnectionError::NoWorkspace { .. }), Some(url))
            if *name == Name::of_host(&host_and_port(&url)) =>
        {
            Connection {
                base_url: Some(url.to_string()),
                ..Connection::default()
            }
        }
        (Err(error), _) => return Err(error),
    };
    let remote = match &connection.base_url {
        None => Remote::Local {
            sample: connection.sample,
        },
        Some(url) => Remote::Http {
            base_url: address(url)?,
            keys: keys(paths, name, &connection, env)?,
        },
    };
    Ok(Spec {
        name: name.to_string(),
        folder: paths.workspace(name),
        remote,
    })
}

fn base_url_from_env(env: Env) -> Result<Option<Url>, ConnectionError> {
    match env("ROLO_BASE_URL").filter(|value| !value.is_empty()) {
        Some(text) => address(&text).map(Some),
        None => Ok(None),
    }
}

/// Host and, where it is not the usual one, port.
pub fn host_and_port(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    match url.port() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    }
}

/// Writes a file that only its owner can read, whole or not at all.
pub fn write_private(file: &Path, bytes: &[u8]) -> Result<(), ConnectionError> {
    use std::io::Write;
    use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};

    let failed = |error: io::Error| ConnectionError::Write {
        file: file.to_owned(),
        why: error.to_string(),
    };
    let folder = file.parent().unwrap_or(Path::new("."));
    std::fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)
        .map_err(failed)?;
    let beside = folder.join(format!(
        ".{}.{}",
        file.file_name()
            .and_then(|name| name.to_str())
            .unwrap_or("new"),
        uuid::Uuid::new_v4().simple()
    ));
    let written = std::fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&beside)
        .and_then(|mut new| {
            new.write_all(bytes)?;
            new.sync_all()
        })
        .and_then(|()| std::fs::rename(&beside, file));
    if written.is_err() {
        let _ = std::fs::remove_file(&beside);
    }
    written.map_err(failed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nothing(_: &str) -> Option<String> {
        None
    }

    fn paths() -> (tempfile::TempDir, Paths) {
        let folder = tempfile::tempdir().unwrap();
        let paths = Paths {
            config: folder.path().join("c"),
            data: folder.path().join("d"),
        };
        (folder, paths)
    }

    #[test]
    fn a_first_start_makes_a_local_workspace_with_sample_data() {
        let (_folder, paths) = paths();
        let name = choose(&paths, &Config::default(), None, &nothing).unwrap();
        assert_eq!(name, Name::local());
        let spec = spec(&paths, &name, &nothing).unwrap();
        assert!(matches!(spec.remote, Remote::Local { sample: true }));
        assert_eq!(list(&paths), [name]);
    }

    #[test]
    fn the_one_asked_for_wins_over_the_one_in_use_and_that_over_the_settings() {
        let (_folder, paths) = paths();
        let team = Name::new("team").unwrap();
        let config = Config {
            workspace: Some("mine".into()),
            ..Config::default()
        };
        let chosen = |asked| {
            choose(&paths, &config, asked, &nothing)
                .unwrap()
                .to_string()
        };
        assert_eq!(chosen(None), "mine");
        write(&paths, &team, &Connection::local(false)).unwrap();
        make_current(&paths, &team).unwrap();
        assert_eq!(chosen(None), "team");
        assert_eq!(chosen(Some("other")), "other");
        remove(&paths, &team).unwrap();
        assert_eq!(chosen(None), "mine");
    }

    #[test]
    fn an_unknown_workspace_is_named_with_those_there_are() {
        let (_folder, paths) = paths();
        write(
            &paths,
            &Name::new("team").unwrap(),
            &Connection::local(false),
        )
        .unwrap();
        let error = spec(&paths, &Name::new("tema").unwrap(), &nothing).unwrap_err();
        assert_eq!(
            error.to_string(),
            "there is no workspace “tema”; there is team"
        );
    }

    #[test]
    fn the_environment_alone_can_name_a_server() {
        let (_folder, paths) = paths();
        let env = |name: &str| match name {
            "ROLO_BASE_URL" => Some("http://127.0.0.1:8123".to_owned()),
            "ROLO_API_KEY" | "ROLO_ACCESS_KEY" => Some("k".to_owned()),
            _ => None,
        };
        let name = choose(&paths, &Config::default(), None, &env).unwrap();
        assert_eq!(name.as_str(), "127-0-0-1-8123");
        assert!(matches!(
            spec(&paths, &name, &env).unwrap().remote,
            Remote::Http { .. }
        ));
    }

    #[test]
    fn keys_never_go_over_plain_http_to_another_machine() {
        assert!(address("http://127.0.0.1:8080").is_ok());
        assert!(address("http://localhost").is_ok() && address("http://[::1]:1").is_ok());
        assert!(matches!(
            address("http://crm.example.com"),
            Err(ConnectionError::PlainHttp(_))
        ));
        assert!(matches!(
            address("http://localhost.example.com"),
            Err(ConnectionError::PlainHttp(_))
        ));
        assert_eq!(
            address("crm.example.com").unwrap().as_str(),
            "https://crm.example.com/"
        );
        for bad in [
            "",
            "ftp://x.example",
            "https://",
            "https://user:secret@x.example",
        ] {
            let error = address(bad).unwrap_err();
            assert!(!error.to_string().contains("secret"), "{error}");
        }
    }

    #[test]
    fn private_files_are_for_their_owner_alone_and_leave_nothing_beside_them() {
        use std::os::unix::fs::PermissionsExt;
        let (_folder, paths) = paths();
        let file = paths.data.join("x").join("keys.toml");
        for text in ["one", "two"] {
            write_private(&file, text.as_bytes()).unwrap();
        }
        assert_eq!(std::fs::read_to_string(&file).unwrap(), "two");
        assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(
            std::fs::read_dir(file.parent().unwrap()).unwrap().count(),
            1
        );
    }
}
