//! Owns saying why something did not happen: a clause that fits the status line, behind the app's own words
//! about what was kept. Must not know what the app shows around it.

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
    /// The views, on this machine.
    Keeping,
}

impl Doing {
    /// What may have happened where no answer came, and what to do about it.
    fn in_doubt(self) -> &'static str {
        match self {
            Doing::Reading | Doing::Keeping => "try again",
            Doing::Saving => "look at the customer before you save again",
            Doing::Creating => "look for it before you save again",
            Doing::Deleting => "look for it before you delete again",
        }
    }
}

/// Known keys that may not write are good keys: taking new ones is for whoever gives them out.
const FORBIDDEN: &str = "this key may only read; ask for one that may write";

/// The failure that an error is to the user.
pub fn of(doing: Doing, error: &WorkspaceError) -> Failure {
    let (kind, text) = match error {
        WorkspaceError::Api(error) => return of_api(doing, error),
        WorkspaceError::NotFound(id) => (
            FailureKind::NotFound,
            format!("customer {id} is not in this workspace any more"),
        ),
        WorkspaceError::Conflict { .. } => (
            FailureKind::Other,
            "somebody else changed the same fields meanwhile".to_owned(),
        ),
        WorkspaceError::Query(problem) => (FailureKind::Invalid, problem.to_string()),
        WorkspaceError::Disk(why) => (
            FailureKind::Other,
            format!("the workspace's files could not be used ({why}); see that the disk has room"),
        ),
        WorkspaceError::NoSet(_) | WorkspaceError::NotNow(_) | WorkspaceError::NotWritten(_) => {
            (FailureKind::Other, error.to_string())
        }
    };
    failure(doing, kind, &text)
}

fn of_api(doing: Doing, error: &ApiError) -> Failure {
    let (kind, text) = match error {
        ApiError::KeysRefused(_) => (
            FailureKind::KeysRefused,
            "the server refused the keys; `rolo login` takes new ones".to_owned(),
        ),
        ApiError::Forbidden(_) => (FailureKind::KeysRefused, FORBIDDEN.to_owned()),
        ApiError::RateLimited { retry_after } => {
            let when = retry_after.map_or("in a minute".to_owned(), |wait| {
                format!("in {} seconds", wait.as_secs().max(1))
            });
            (
                FailureKind::RateLimited,
                format!("the server asks to slow down; try again {when}"),
            )
        }
        ApiError::NotFound(id) => (
            FailureKind::NotFound,
            format!("customer {id} is not on the server any more"),
        ),
        ApiError::Invalid(reason) => (
            FailureKind::Invalid,
            format!("the server refused it: {reason}"),
        ),
        ApiError::Moved(_) => (
            FailureKind::Other,
            "it has changed on the server meanwhile; try again".to_owned(),
        ),
        ApiError::Offline(why) => (
            FailureKind::Offline,
            format!("the server cannot be reached ({why})"),
        ),
        ApiError::Unknown(_) => (
            FailureKind::Unknown,
            format!("no answer came in time; {}", doing.in_doubt()),
        ),
        ApiError::Garbled(_) => (
            FailureKind::Unknown,
            format!(
                "the server's answer could not be read; {}",
                doing.in_doubt()
            ),
        ),
    };
    failure(doing, kind, &text)
}

/// A task that broke: our own mistake, and the user must not lose anything by it.
pub fn broken(doing: Doing) -> Failure {
    let text = format!("something inside rolo went wrong; {}", doing.in_doubt());
    failure(doing, FailureKind::Unknown, &text)
}

/// A draft that is nowhere but on the screen.
pub fn not_kept(name: &str, why: &str) -> Failure {
    Failure {
        kind: FailureKind::Other,
        text: one_line(&format!(
            "The draft of “{name}” could not be put on disk ({why}): save the form, or make room and type on"
        )),
    }
}

/// Reasons come from servers: they must not reach the screen with control characters.
fn failure(doing: Doing, kind: FailureKind, text: &str) -> Failure {
    // A write's failure stands behind the customer's name; a read's stands alone.
    let text = match doing {
        Doing::Reading => format!("Not read: {text}"),
        Doing::Keeping => format!("The views were not kept: {text}"),
        _ => text.to_owned(),
    };
    Failure {
        kind,
        text: one_line(&text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_says_why_and_what_to_do() {
        let offline = ApiError::Offline("no route to host".into());
        assert_eq!(
            of(Doing::Saving, &offline.into()).text,
            "the server cannot be reached (no route to host)"
        );
        let unknown = ApiError::Unknown("timed out".into());
        let failure = of(Doing::Creating, &unknown.into());
        assert_eq!(failure.kind, FailureKind::Unknown);
        assert!(failure.text.contains("look for it"), "{}", failure.text);
        let gone = WorkspaceError::NotFound(7);
        assert!(
            of(Doing::Reading, &gone)
                .text
                .starts_with("Not read: customer 7")
        );
    }

    #[test]
    fn a_key_that_may_only_read_is_not_called_wrong() {
        let forbidden = ApiError::Forbidden("this user may read and not write".into());
        let text = of(Doing::Saving, &forbidden.into()).text;
        assert!(text.contains("may only read"), "{text}");
        assert!(
            !text.contains("refused") && !text.contains("login"),
            "{text}"
        );
    }

    #[test]
    fn a_servers_reason_cannot_steer_the_terminal() {
        let nasty = ApiError::Invalid("\x1b[2J\nno".into());
        let text = of(Doing::Saving, &nasty.into()).text;
        assert!(!text.chars().any(char::is_control), "{text:?}");
    }
}
