//! Owns saying why something did not happen: a clause that fits the status line, behind the app's own words
//! about what was kept. Must not know what the app shows around it.

use crate::app::msg::Failure;
use crate::app::words::failing;
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
            Doing::Reading | Doing::Keeping => failing::TRY_AGAIN,
            Doing::Listing => failing::LOOK_AT_LIST,
            Doing::Saving => failing::LOOK_AT_CUSTOMER,
            Doing::Undoing => failing::LOOK_AT_LOG,
            Doing::Sending => failing::IS_IN_OUTBOX,
        }
    }
}

/// The failure that an error is to the user.
pub fn of(doing: Doing, error: &WorkspaceError) -> Failure {
    let text = match error {
        WorkspaceError::Api(error) => of_api(doing, error),
        WorkspaceError::NotFound(id) => failing::not_in_workspace(id),
        WorkspaceError::Conflict { .. } => failing::CHANGED_MEANWHILE.to_owned(),
        WorkspaceError::Disk(why) => failing::disk(why),
        WorkspaceError::Query(_)
        | WorkspaceError::NoSet(_)
        | WorkspaceError::NotNow(_)
        | WorkspaceError::NotWritten(_) => error.to_string(),
    };
    failure(doing, &text)
}

fn of_api(doing: Doing, error: &ApiError) -> String {
    match error {
        ApiError::KeysRefused(_) => failing::KEYS_REFUSED.to_owned(),
        ApiError::Forbidden(_) if doing == Doing::Listing => failing::NO_ADMIN.to_owned(),
        // Known keys that may not write are good keys: taking new ones is for whoever gives them out.
        ApiError::Forbidden(_) => failing::FORBIDDEN.to_owned(),
        ApiError::RateLimited { retry_after: None } => failing::SLOW_DOWN.to_owned(),
        ApiError::RateLimited {
            retry_after: Some(wait),
        } => failing::slow_down_for(wait.as_secs().max(1)),
        ApiError::NotFound(id) => failing::not_on_server(id),
        ApiError::Invalid(reason) => failing::refused(reason),
        ApiError::Moved(_) => failing::MOVED.to_owned(),
        ApiError::Offline(why) => failing::unreachable(why),
        ApiError::Unknown(_) => failing::no_answer(doing.in_doubt()),
        ApiError::Garbled(_) => failing::answer_unreadable(doing.in_doubt()),
    }
}

/// Why the server was not read, in few words.
pub fn in_short(error: &ApiError) -> String {
    match error {
        ApiError::Offline(_) => failing::OFFLINE.to_owned(),
        error => one_line(&of_api(Doing::Reading, error)),
    }
}

/// A task that broke: our own mistake, and the user must not lose anything by it.
pub fn broken(doing: Doing) -> Failure {
    failure(doing, &failing::broken(doing.in_doubt()))
}

/// A draft that is nowhere but on the screen.
pub fn not_kept(name: &str, why: &str) -> Failure {
    Failure {
        text: one_line(&failing::draft_not_kept(name, why)),
    }
}

/// Reasons come from servers: they must not reach the screen with control characters.
fn failure(doing: Doing, text: &str) -> Failure {
    // A write's failure stands behind the customer's name; a read's stands alone.
    let text = match doing {
        Doing::Reading => failing::not_read(text),
        Doing::Listing => failing::list_not_changed(text),
        Doing::Keeping => failing::views_not_kept(text),
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
