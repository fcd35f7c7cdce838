//! Owns which program writes texts on this machine, and how it is started on a file.
//! Must not start it, nor know what is written.

use std::path::Path;
use std::process::{Command, ExitStatus};

/// The editor of whoever sits here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Editor {
    /// A command with its options, as git and others read the variable.
    words: String,
}

impl Editor {
    /// $VISUAL, else $EDITOR, else vi.
    pub fn of(env: impl Fn(&str) -> Option<String>) -> Editor {
        let words = ["VISUAL", "EDITOR"]
            .into_iter()
            .filter_map(env)
            .find(|words| !words.trim().is_empty());
        Editor {
            words: words.unwrap_or_else(|| "vi".to_owned()),
        }
    }

    pub fn name(&self) -> &str {
        self.words.trim()
    }

    /// Opens the file; it ends with the editor.
    pub fn command(&self, file: &Path) -> Command {
        let mut command = Command::new("sh");
        command
            .args(["-c", &format!("{} \"$1\"", self.words), "sh"])
            .arg(file);
        command
    }

    /// What is to be said of an end that was none of the editor's own choice.
    pub fn trouble(&self, ended: ExitStatus) -> Option<String> {
        let name = self.name();
        // What a shell answers when it does not find a program, or may not start it.
        let missing = matches!(ended.code(), Some(126 | 127));
        match (ended.success(), missing) {
            (true, _) => None,
            (false, true) => Some(format!(
                "the editor “{name}” cannot be started: set VISUAL or EDITOR to one that is there"
            )),
            (false, false) => Some(format!("the editor “{name}” ended with an error ({ended})")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn editor(pairs: &[(&str, &str)]) -> Editor {
        Editor::of(|name| {
            let found = pairs.iter().find(|(key, _)| *key == name);
            found.map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn the_first_that_is_named_counts() {
        assert_eq!(editor(&[]).name(), "vi");
        assert_eq!(editor(&[("EDITOR", "nano")]).name(), "nano");
        let both = [("VISUAL", "code --wait"), ("EDITOR", "nano")];
        assert_eq!(editor(&both).name(), "code --wait");
        assert_eq!(editor(&[("VISUAL", " "), ("EDITOR", "ed")]).name(), "ed");
    }

    #[test]
    fn options_come_before_the_file_and_the_file_is_one_word() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a b; c");
        let editor = editor(&[("EDITOR", "cp /dev/null")]);
        let ended = editor.command(&file).status().unwrap();
        assert_eq!(editor.trouble(ended), None);
        assert!(file.exists());
    }

    #[test]
    fn what_went_wrong_is_said_with_its_name() {
        let folder = tempfile::tempdir().unwrap();
        let said = |words: &str| {
            let editor = editor(&[("EDITOR", words)]);
            let ended = editor.command(folder.path()).status().unwrap();
            editor.trouble(ended).unwrap_or_default()
        };
        assert!(said("exit 3; :").contains("ended with an error (exit status: 3)"));
        assert!(said("kill -9 $$; :").contains("signal: 9"));
        assert!(said("/no/such/editor 2>&-").contains("cannot be started"));
    }
}
