//! Owns the key pair and keeping it out of everything that is printed.
//! Must not read it from anywhere.

use secrecy::{ExposeSecret, SecretString};

/// The pair of keys that every request carries. Its `Debug` says nothing.
#[derive(Clone, Debug)]
pub struct Keys {
    pub api_key: SecretString,
    pub access_key: SecretString,
}

impl Keys {
    pub fn new(api_key: impl Into<String>, access_key: impl Into<String>) -> Keys {
        Keys {
            api_key: SecretString::from(api_key.into()),
            access_key: SecretString::from(access_key.into()),
        }
    }

    /// The keys as parameters of a request body. This is the one place where they leave.
    pub(super) fn pairs(&self) -> [(&'static str, &str); 2] {
        [
            ("apiKey", self.api_key.expose_secret()),
            ("accessKey", self.access_key.expose_secret()),
        ]
    }

    /// A text from outside without the keys: a server may send back what it was sent.
    pub(super) fn redact(&self, text: &str) -> String {
        let mut out = text.to_owned();
        for (_, key) in self.pairs() {
            if !key.is_empty() && out.contains(key) {
                out = out.replace(key, "[key]");
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_in_nothing_that_is_printed() {
        let keys = Keys::new("api-secret", "access-secret");
        let printed = format!("{keys:?}");
        assert!(!printed.contains("api-secret") && !printed.contains("access-secret"));
        let echoed = keys.redact("no such pair: api-secret/access-secret");
        assert_eq!(echoed, "no such pair: [key]/[key]");
        assert_eq!(Keys::new("", "").redact("as it was"), "as it was");
    }
}
