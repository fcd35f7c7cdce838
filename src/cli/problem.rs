//! Owns what goes wrong on the command line: one sentence, and the exit code that scripts read.
//! Must not decide what is tried.

use crate::apptivo::ApiError;
use crate::connection::ConnectionError;
use crate::customer::{Invalid, text};
use crate::paths::PathError;
use crate::workspace::WorkspaceError;

/// The exit codes, which are a promise to scripts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    Done = 0,
    Failed = 1,
    Usage = 2,
    NotFound = 3,
    Conflict = 4,
    KeysRefused = 5,
    Offline = 6,
}

impl Exit {
    fn word(self) -> &'static str {
        match self {
            Exit::Done => "done",
            Exit::Failed => "failed",
            Exit::Usage => "usage",
            Exit::NotFound => "not-found",
            Exit::Conflict => "conflict",
            Exit::KeysRefused => "keys-refused",
            Exit::Offline => "offline",
        }
    }
}

impl From<Exit> for std::process::ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// Why a verb could not do what was asked.
#[derive(Debug, PartialEq, Eq)]
pub struct Problem {
    pub exit: Exit,
    /// Empty where there is nobody to tell: the reader of a pipe has left.
    pub text: String,
}

impl Problem {
    pub fn new(exit: Exit, text: impl Into<String>) -> Problem {
        Problem {
            exit,
            text: text.into(),
        }
    }

    pub fn usage(text: impl Into<String>) -> Problem {
        Problem::new(Exit::Usage, text)
    }

    pub fn failed(text: impl Into<String>) -> Problem {
        Problem::new(Exit::Failed, text)
    }

    pub fn no_customer(id: i64) -> Problem {
        Problem::new(
            Exit::NotFound,
            format!("customer {id} is not in this workspace; nothing was done"),
        )
    }

    /// Says it on stderr.
    pub fn tell(&self, json: bool) {
        use std::io::Write;
        if !self.text.is_empty() {
            // Where stderr is closed, the exit code says it.
            let _ = writeln!(std::io::stderr(), "{}", self.line(json));
        }
    }

    /// What goes to stderr: a line for a person or an object for a program.
    pub fn line(&self, json: bool) -> String {
        let sentence = text::one_line(&self.text);
        if json {
            serde_json::json!({"error": {"kind": self.exit.word(), "code": self.exit as u8, "message": sentence}})
                .to_string()
        } else {
            format!("rolo: {sentence}")
        }
    }
}

impl From<ApiError> for Problem {
    fn from(error: ApiError) -> Problem {
        let exit = match &error {
            ApiError::KeysRefused(_) | ApiError::Forbidden(_) => Exit::KeysRefused,
            ApiError::NotFound(_) => Exit::NotFound,
            ApiError::Moved(_) => Exit::Conflict,
            ApiError::Offline(_) => Exit::Offline,
            _ => Exit::Failed,
        };
        let advice = match &error {
            ApiError::KeysRefused(_) => {
                "; nothing was done: check the keys, or log in again with `rolo login`"
            }
            ApiError::Forbidden(_) => {
                "; nothing was done: ask whoever runs the server for keys that may"
            }
            ApiError::RateLimited { .. } => "; nothing was done: try again in a minute",
            ApiError::NotFound(_) | ApiError::Invalid(_) => "; nothing was changed",
            ApiError::Moved(_) => "; nothing was changed: look at it and try again",
            ApiError::Offline(_) => "; nothing was sent: try again when the connection is back",
            ApiError::Unknown(_) => "; look at the customer before you try again",
            ApiError::Garbled(_) => "; check the address with `rolo doctor`",
        };
        let said = error.to_string();
        // A server of ours says so itself.
        let advice = match said.ends_with("; nothing was changed") {
            true => "",
            false => advice,
        };
        Problem::new(exit, format!("{said}{advice}"))
    }
}

impl From<WorkspaceError> for Problem {
    fn from(error: WorkspaceError) -> Problem {
        let exit = match error {
            WorkspaceError::Api(error) => return error.into(),
            WorkspaceError::NotFound(id) => return Problem::no_customer(id),
            WorkspaceError::Conflict { .. } => Exit::Conflict,
            WorkspaceError::Query(_) => Exit::Usage,
            WorkspaceError::NoSet(_) => Exit::NotFound,
            WorkspaceError::Disk(_) | WorkspaceError::NotWritten(_) | WorkspaceError::NotNow(_) => {
                Exit::Failed
            }
        };
        Problem::new(exit, error.to_string())
    }
}

impl From<ConnectionError> for Problem {
    fn from(error: ConnectionError) -> Problem {
        let exit = match &error {
            ConnectionError::NoWorkspace { .. } => Exit::NotFound,
            ConnectionError::Taken(_)
            | ConnectionError::Name(_)
            | ConnectionError::Address(_)
            | ConnectionError::PlainHttp(_) => Exit::Usage,
            ConnectionError::NoKeys(_) | ConnectionError::KeyCommand { .. } => Exit::KeysRefused,
            ConnectionError::Read { .. } | ConnectionError::Write { .. } => Exit::Failed,
        };
        Problem::new(exit, error.to_string())
    }
}

impl From<PathError> for Problem {
    fn from(error: PathError) -> Problem {
        Problem::usage(error.to_string())
    }
}

impl From<Invalid> for Problem {
    fn from(error: Invalid) -> Problem {
        Problem::usage(format!("{error}; nothing was changed"))
    }
}

impl From<std::io::Error> for Problem {
    fn from(error: std::io::Error) -> Problem {
        match error.kind() {
            // `rolo list | head` is done when head is.
            std::io::ErrorKind::BrokenPipe => Problem::new(Exit::Done, ""),
            _ => Problem::failed(format!("the answer could not be printed: {error}")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_failure_has_its_exit_code() {
        let code = |error: ApiError| Problem::from(error).exit as u8;
        assert_eq!(code(ApiError::NotFound(7)), 3);
        assert_eq!(code(ApiError::KeysRefused("Key".into())), 5);
        assert_eq!(code(ApiError::Forbidden("read only".into())), 5);
        assert_eq!(code(ApiError::Offline("no route".into())), 6);
        assert_eq!(code(ApiError::Garbled("html".into())), 1);
        let conflict = WorkspaceError::Conflict {
            current: Box::default(),
            conflicts: Vec::new(),
        };
        assert_eq!(Problem::from(conflict).exit as u8, 4);
    }

    #[test]
    fn an_error_is_one_line_for_people_and_an_object_for_programs() {
        let problem = Problem::usage("what\nis this");
        assert_eq!(problem.line(false), "rolo: what is this");
        assert_eq!(
            problem.line(true),
            r#"{"error":{"kind":"usage","code":2,"message":"what is this"}}"#
        );
    }

    #[test]
    fn a_reader_that_left_is_no_failure() {
        let gone = std::io::Error::from(std::io::ErrorKind::BrokenPipe);
        assert_eq!(Problem::from(gone), Problem::new(Exit::Done, ""));
    }
}
