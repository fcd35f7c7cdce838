//! Owns the pair of keys. They leave this file only to be put into a request's body.

use std::fmt;

use secrecy::{ExposeSecret, SecretString};

/// The pair of keys that every request carries. Printing it, for whatever reason, shows neither.
#[derive(Clone)]
pub struct Keys {
    api_key: SecretString,
    access_key: SecretString,
}

impl Keys {
    pub fn new(api_key: impl Into<String>, access_key: impl Into<String>) -> Keys {
        Keys {
            api_key: SecretString::from(api_key.into()),
            access_key: SecretString::from(access_key.into()),
        }
    }

    /// The key that names the account. For a request's body or a file of mode 0600, nothing else.
    pub fn expose_api_key(&self) -> &str {
        self.api_key.expose_secret()
    }

    /// The key that proves it. For a request's body or a file of mode 0600, nothing else.
    pub fn expose_access_key(&self) -> &str {
        self.access_key.expose_secret()
    }

    /// Takes both keys out of a text from outside before it is shown: some servers repeat what they were sent.
    pub fn redact(&self, text: &str) -> String {
        [self.expose_api_key(), self.expose_access_key()]
            .into_iter()
            .filter(|key| key.len() >= 4)
            .fold(text.to_owned(), |text, key| text.replace(key, "•••"))
    }
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Keys(•••)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_never_printed() {
        let keys = Keys::new("account-one", "proof-two");
        let printed = format!("{keys:?} {}", keys.redact("bad key account-one/proof-two"));
        assert!(
            !printed.contains("one") && !printed.contains("two"),
            "{printed}"
        );
    }
}
