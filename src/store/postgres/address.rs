//! Owns where a PostgreSQL database is and how it is reached: the address as it was typed, without ever
//! showing the password in it. Must not connect.

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use tokio_postgres::Config;
use tokio_postgres::config::SslMode;
use url::Url;

use crate::store::StoreError;

/// `postgres://USER@HOST/DATABASE`, with whatever libpq's addresses may say behind the `?`.
#[derive(Clone)]
pub struct Address {
    url: Url,
    password: Option<SecretString>,
    pub(super) trust: Trust,
}

/// What is asked of the database's certificate; the words are libpq's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Trust {
    /// Plain, or encrypted where the other side can, without a look at who it is.
    Anybody,
    /// Encrypted, and signed by one of these.
    Signed { roots: Option<PathBuf> },
    /// Signed, and for the name that was asked for.
    Named { roots: Option<PathBuf> },
}

impl Address {
    /// None where it is no address of a database: it is a file then.
    pub fn read(text: &str) -> Option<Result<Address, StoreError>> {
        let is_ours = text.starts_with("postgres://") || text.starts_with("postgresql://");
        is_ours.then(|| Address::parse(text))
    }

    fn parse(text: &str) -> Result<Address, StoreError> {
        // The text itself is not repeated: it may hold a password.
        let mut url = Url::parse(text).map_err(|error| refuse(&error.to_string()))?;
        let mut password = url.password().map(decoded);
        // What has no host has no password either.
        let _none = url.set_password(None);
        let (mut mode, mut roots) = ("prefer".to_owned(), None);
        let mut rest = Vec::new();
        for (key, value) in url.query_pairs().into_owned() {
            match key.as_str() {
                "sslmode" => mode = value,
                "sslrootcert" => roots = Some(PathBuf::from(value)),
                "password" => password = Some(SecretString::from(value)),
                _ => rest.push((key, value)),
            }
        }
        let (tls, trust) = match mode.as_str() {
            "disable" => ("disable", Trust::Anybody),
            "allow" | "prefer" => ("prefer", Trust::Anybody),
            // With roots of its own, libpq looks at the certificate too.
            "require" if roots.is_none() => ("require", Trust::Anybody),
            "require" | "verify-ca" => ("require", Trust::Signed { roots }),
            "verify-full" => ("require", Trust::Named { roots }),
            _ => {
                return Err(refuse(
                    "sslmode is disable, prefer, require, verify-ca or verify-full",
                ));
            }
        };
        rest.push(("sslmode".to_owned(), tls.to_owned()));
        url.query_pairs_mut().clear().extend_pairs(rest);
        let address = Address {
            url,
            password,
            trust,
        };
        address.config().map(|_| address)
    }

    /// The password where the address names none.
    pub fn or_password(mut self, password: Option<SecretString>) -> Address {
        self.password = self.password.or(password);
        self
    }

    pub(super) fn config(&self) -> Result<Config, StoreError> {
        let mut config: Config = self
            .url
            .as_str()
            .parse()
            .map_err(|error: tokio_postgres::Error| refuse(&reason(&error)))?;
        if config.get_hosts().is_empty() {
            config.host("localhost");
        }
        if let Some(password) = &self.password {
            config.password(password.expose_secret());
        }
        config.connect_timeout(config.get_connect_timeout().copied().unwrap_or(CONNECT));
        config.tcp_user_timeout(config.get_tcp_user_timeout().copied().unwrap_or(SILENT));
        if config.get_application_name().is_none() {
            config.application_name("rolo");
        }
        Ok(config)
    }

    /// Whether whoever stands between could read along.
    pub fn is_plain(&self) -> bool {
        let Ok(config) = self.config() else {
            return true;
        };
        let is_near = |host: &tokio_postgres::config::Host| match host {
            tokio_postgres::config::Host::Unix(_) => true,
            tokio_postgres::config::Host::Tcp(name) => {
                matches!(name.as_str(), "localhost" | "127.0.0.1" | "::1")
            }
        };
        config.get_ssl_mode() != SslMode::Require && !config.get_hosts().iter().all(is_near)
    }
}

/// How long a connection may take to come about.
const CONNECT: Duration = Duration::from_secs(5);
/// How long what was sent may stay without an answer of the other machine.
const SILENT: Duration = Duration::from_secs(20);

fn decoded(text: &str) -> SecretString {
    // An address is a form's value where its escapes are concerned, but a plus is a plus.
    let form = text.replace('+', "%2B");
    let pair = format!("p={form}");
    let value = form_urlencoded::parse(pair.as_bytes()).next();
    SecretString::from(
        value
            .map(|(_, value)| value.into_owned())
            .unwrap_or_default(),
    )
}

fn refuse(why: &str) -> StoreError {
    StoreError::Refused(format!(
        "the address of the database is not understood: {why}; it is written postgres://USER@HOST/DATABASE"
    ))
}

/// All that an error says, its causes too.
pub(super) fn reason(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let more = error.to_string();
        if !text.contains(&more) {
            text = format!("{text}: {more}");
        }
        cause = error.source();
    }
    text
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = self.url.clone();
        shown.set_query(None);
        f.write_str(shown.as_str())
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Address({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Address, StoreError> {
        Address::read(text).unwrap()
    }

    #[test]
    fn a_path_is_no_address() {
        for path in ["/srv/customers.db", "postgres", "./postgres:db", "C:\\a"] {
            assert!(Address::read(path).is_none(), "{path}");
        }
    }

    #[test]
    fn a_password_is_used_and_never_shown() {
        for text in [
            "postgres://ann:s%2Bcr+t%40@db.example/team",
            "postgresql://ann@db.example/team?password=s%2Bcr%2Bt%40",
        ] {
            let address = read(text).unwrap();
            assert_eq!(
                address.config().unwrap().get_password(),
                Some(b"s+cr+t@".as_slice())
            );
            for shown in [format!("{address:?}"), address.to_string()] {
                assert!(
                    !shown.contains("cr") && shown.contains("ann@db.example/team"),
                    "{shown}"
                );
            }
        }
        for wrong in [
            "postgres://ann:secret@[db/team",
            "postgres://ann:secret@db/team?sslmode=yes",
            "postgres://ann:secret@db/team?what=1",
            "postgres://:secret@db:99999/team",
        ] {
            let said = read(wrong).unwrap_err().to_string();
            assert!(!said.contains("secret"), "{said}");
        }
    }

    #[test]
    fn the_words_for_encryption_are_those_of_libpq() {
        for (query, plain, trust) in [
            ("", true, Trust::Anybody),
            ("?sslmode=disable", true, Trust::Anybody),
            ("?sslmode=require", false, Trust::Anybody),
            ("?sslmode=verify-ca", false, Trust::Signed { roots: None }),
            (
                "?sslmode=verify-full&sslrootcert=/etc/ca.pem",
                false,
                Trust::Named {
                    roots: Some("/etc/ca.pem".into()),
                },
            ),
        ] {
            let address = read(&format!("postgres://ann@db.example/team{query}")).unwrap();
            assert_eq!(
                (address.is_plain(), &address.trust),
                (plain, &trust),
                "{query}"
            );
        }
        assert!(!read("postgres://ann@localhost/team").unwrap().is_plain());
        assert!(
            !read("postgres://ann@%2Frun%2Fpostgresql/team")
                .unwrap()
                .is_plain()
        );
    }

    #[test]
    fn a_password_from_elsewhere_fills_a_gap_alone() {
        let other = || Some(SecretString::from("other"));
        let password = |text: &str| {
            let config = read(text).unwrap().or_password(other()).config().unwrap();
            config.get_password().map(<[u8]>::to_vec)
        };
        assert_eq!(password("postgres://a@h/d"), Some(b"other".to_vec()));
        assert_eq!(password("postgres://a:own@h/d"), Some(b"own".to_vec()));
    }
}
