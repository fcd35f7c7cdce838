//! Owns saying why something did not happen, in one sentence: what happened, what was kept, what to do.

use crate::app::msg::{Failure, FailureKind};
use crate::apptivo::ApiError;
use crate::customer::text::one_line;
use crate::workspace::WorkspaceError;

/// What was to be done when it failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doing {
    Reading,
    Saving,
    Creating,
    Deleting,
}

impl Doing {
    /// What was kept.
    fn kept(self) -> &'static str {
        match self {
            Doing::Reading => "what is shown is what was known before",
            Doing::Saving | Doing::Creating => "what you typed is kept as a draft",
            Doing::Deleting => "nothing was deleted",
        }
    }

    fn again(self) -> &'static str {
        match self {
            Doing::Reading => "try again",
            Doing::Saving | Doing::Creating => "save again",
            Doing::Deleting => "delete again",
        }
    }

    fn done(self) -> &'static str {
        match self {
            Doing::Reading => "read",
            Doing::Saving => "saved",
            Doing::Creating => "created",
            Doing::Deleting => "deleted",
        }
    }
}

/// The failure that an error is to the user.
pub fn of(doing: Doing, error: &WorkspaceError) -> Failure {
    let (kept, again) = (doing.kept(), doing.again());
    let (kind, text) = match error {
        WorkspaceError::Api(error) => return of_api(doing, error),
        WorkspaceError::NotFound(id) => (
            FailureKind::NotFound,
            format!("Customer {id} is no longer there; {kept}."),
        ),
        WorkspaceError::Conflict { .. } => (
            FailureKind::Other,
            format!(
                "Somebody changed the same fields meanwhile; {kept}: look at both and {again}."
            ),
        ),
        WorkspaceError::Disk(why) => (
            FailureKind::Other,
            format!(
                "The workspace's files could not be used ({why}); {kept}: see that the disk has room, then {again}."
            ),
        ),
    };
    failure(kind, &text)
}

fn of_api(doing: Doing, error: &ApiError) -> Failure {
    let (kept, again, done) = (doing.kept(), doing.again(), doing.done());
    let (kind, text) = match error {
        ApiError::KeysRefused(_) => (
            FailureKind::KeysRefused,
            format!(
                "The server refused the keys; {kept}: run `rolo login` with new keys, then {again}."
            ),
        ),
        ApiError::RateLimited { retry_after } => {
            let when = retry_after.map_or("in a minute".to_owned(), |wait| {
                format!("in {} seconds", wait.as_secs().max(1))
            });
            (
                FailureKind::RateLimited,
                format!("The server asks to slow down; {kept}: {again} {when}."),
            )
        }
        ApiError::NotFound(id) => (
            FailureKind::NotFound,
            format!("Customer {id} is no longer on the server; {kept}."),
        ),
        ApiError::Invalid(reason) => (
            FailureKind::Invalid,
            format!("The server refused it ({reason}); {kept}: correct it and {again}."),
        ),
        ApiError::Moved(_) => (
            FailureKind::Other,
            format!("The customer has changed on the server; {kept}: look at it and {again}."),
        ),
        ApiError::Offline(why) => (
            FailureKind::Offline,
            format!(
                "The server cannot be reached ({why}); {kept}: {again} when the connection is back."
            ),
        ),
        ApiError::Unknown(_) => (
            FailureKind::Unknown,
            format!(
                "No answer came in time, so it is not known whether it was {done}; {kept}: look at the customer before you {again}."
            ),
        ),
        ApiError::Garbled(_) => (
            FailureKind::Other,
            format!(
                "The server's answer could not be read, so it is not known whether it was {done}; {kept}: look at the customer before you {again}."
            ),
        ),
    };
    failure(kind, &text)
}

/// A task that broke: our own mistake, and the user must not lose anything by it.
pub fn broken(doing: Doing) -> Failure {
    let (kept, again) = (doing.kept(), doing.again());
    failure(
        FailureKind::Other,
        &format!("Something inside rolo went wrong; {kept}: {again}."),
    )
}

/// Reasons come from servers: they must not reach the screen with control characters.
fn failure(kind: FailureKind, text: &str) -> Failure {
    Failure {
        kind,
        text: one_line(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_save_says_what_happened_what_was_kept_and_what_to_do() {
        let offline = ApiError::Offline("no route to host".into());
        assert_eq!(
            of(Doing::Saving, &offline.into()).text,
            "The server cannot be reached (no route to host); what you typed is kept as a draft: save again when the connection is back."
        );
        let unknown = ApiError::Unknown("timed out".into());
        let failure = of(Doing::Creating, &unknown.into());
        assert_eq!(failure.kind, FailureKind::Unknown);
        assert!(
            failure.text.contains("not known whether it was created"),
            "{}",
            failure.text
        );
    }

    #[test]
    fn a_servers_reason_cannot_steer_the_terminal() {
        let nasty = ApiError::Invalid("\x1b[2J\nno".into());
        let text = of(Doing::Saving, &nasty.into()).text;
        assert!(!text.chars().any(char::is_control), "{text:?}");
    }
}
