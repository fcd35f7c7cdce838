//! Owns saying why something did not happen: a clause that fits the status line, behind the app's own words
//! about what was kept. Must not know what the app shows around it.

use crate::app::msg::Failure;
use crate::apptivo::ApiError;
use crate::customer::text::one_line;
use crate::workspace::WorkspaceError;

/// What was to be done when it failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doing {
    Reading,
    Saving,
    /// An undo or a redo.
    Undoing,
    /// A set that is written down already.
    Sending,
    /// The views, on this machine.
    Keeping,
    /// The lists that forms offer, on the server.
    Listing,
}

impl Doing {
    /// What may have happened where no answer came, and what to do about it.
    fn in_doubt(self) -> &'static str {
        match self {
            Doing::Reading | Doing::Keeping => "try again",
            Doing::Listing => "look at the list before you try again",
            Doing::Saving => "look at the customer before you save again",
            Doing::Undoing => "H shows what was done",
            Doing::Sending => "it is kept in the outbox",
        }
    }
}

/// Known keys that may not write are good keys: taking new ones is for whoever gives them out.
const FORBIDDEN: &str = "this key may only read; ask for one that may write";
const NO_ADMIN: &str = "the lists are for an admin's key to change; ask whoever has one";

/// The failure that an error is to the user.
pub fn of(doing: Doing, error: &WorkspaceError) -> Failure {
    let text = match error {
        WorkspaceError::Api(error) => of_api(doing, error),
        WorkspaceError::NotFound(id) => {
            format!("customer {id} is not in this workspace any more")
        }
        WorkspaceError::Conflict { .. } => {
            "somebody else changed the same fields meanwhile".to_owned()
        }
        WorkspaceError::Disk(why) => {
            format!("the workspace's files could not be used ({why}); see that the disk has room")
        }
        WorkspaceError::Query(_)
        | WorkspaceError::NoSet(_)
        | WorkspaceError::NotNow(_)
        | WorkspaceError::NotWritten(_) => error.to_string(),
    };
    failure(doing, &text)
}

fn of_api(doing: Doing, error: &ApiError) -> String {
    match error {
        ApiError::KeysRefused(_) => {
            "the server refused the keys; `rolo login` takes new ones".to_owned()
        }
        ApiError::Forbidden(_) if doing == Doing::Listing => NO_ADMIN.to_owned(),
        ApiError::Forbidden(_) => FORBIDDEN.to_owned(),
        ApiError::RateLimited { retry_after } => {
            let when = retry_after.map_or("in a minute".to_owned(), |wait| {
                format!("in {} seconds", wait.as_secs().max(1))
            });
            format!("the server asks to slow down; try again {when}")
        }
        ApiError::NotFound(id) => format!("customer {id} is not on the server any more"),
        ApiError::Invalid(reason) => format!("the server refused it: {reason}"),
        ApiError::Moved(_) => "it has changed on the server meanwhile; try again".to_owned(),
        ApiError::Offline(why) => format!("the server cannot be reached ({why})"),
        ApiError::Unknown(_) => format!("no answer came in time; {}", doing.in_doubt()),
        ApiError::Garbled(_) => {
            format!(
                "the server's answer could not be read; {}",
                doing.in_doubt()
            )
        }
    }
}

/// Why the server was not read, in few words.
pub fn in_short(error: &ApiError) -> String {
    match error {
        ApiError::Offline(_) => "offline".to_owned(),
        error => one_line(&of_api(Doing::Reading, error)),
    }
}

/// A task that broke: our own mistake, and the user must not lose anything by it.
pub fn broken(doing: Doing) -> Failure {
    let text = format!("something inside rolo went wrong; {}", doing.in_doubt());
    failure(doing, &text)
}

/// A draft that is nowhere but on the screen.
pub fn not_kept(name: &str, why: &str) -> Failure {
    Failure {
        text: one_line(&format!(
            "The draft of “{name}” could not be put on disk ({why}): save the form, or make room and type on"
        )),
    }
}

/// Reasons come from servers: they must not reach the screen with control characters.
fn failure(doing: Doing, text: &str) -> Failure {
    // A write's failure stands behind the customer's name; a read's stands alone.
    let text = match doing {
        Doing::Reading => format!("Not read: {text}"),
        Doing::Listing => format!("The list was not changed: {text}"),
        Doing::Keeping => format!("The views were not kept: {text}"),
        _ => text.to_owned(),
    };
    Failure {
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
        let failure = of(Doing::Saving, &unknown.into());
        assert!(
            failure.text.contains("look at the customer"),
            "{}",
            failure.text
        );
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
