//! Owns running the binary with a home of its own.

use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

/// A folder that is somebody's home, with an empty local workspace.
pub struct Home {
    folder: tempfile::TempDir,
}

impl Home {
    pub fn new() -> Home {
        let home = Home {
            folder: tempfile::tempdir().unwrap(),
        };
        home.good(&["workspace", "add", "team"]);
        home
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file and returns its path as an argument.
    pub fn file(&self, name: &str, content: impl AsRef<[u8]>) -> String {
        let path = self.path(name);
        std::fs::write(&path, content).unwrap();
        path.to_string_lossy().into_owned()
    }

    pub fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap()
    }

    pub fn command(&self, args: &[&str]) -> Command {
        let path = |name: &str| self.path(name);
        let mut command = Command::new(env!("CARGO_BIN_EXE_rolo"));
        command
            .args(args)
            .current_dir(self.folder.path())
            .env_clear()
            .env("HOME", path(""))
            .env("ROLO_DATA_DIR", path("data"))
            .env("ROLO_CONFIG_DIR", path("config"))
            .env("USER", "tester")
            .env("PATH", std::env::var("PATH").unwrap_or_default())
            .stdin(Stdio::null());
        command
    }

    pub fn run(&self, args: &[&str]) -> Ran {
        Ran::of(self.command(args).output().unwrap())
    }

    pub fn run_with_input(&self, args: &[&str], input: &str) -> Ran {
        let mut child = self
            .command(args)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // What is refused before it is read closes the pipe.
        let written = child.stdin.take().unwrap().write_all(input.as_bytes());
        if let Err(error) = written {
            assert_eq!(error.kind(), std::io::ErrorKind::BrokenPipe);
        }
        Ran::of(child.wait_with_output().unwrap())
    }

    /// What it printed, when all went well.
    #[track_caller]
    pub fn good(&self, args: &[&str]) -> String {
        let ran = self.run(args);
        assert_eq!(ran.code, Some(0), "{args:?}: {ran:?}");
        ran.out
    }

    /// The counts of an import that went well.
    #[track_caller]
    pub fn import(&self, args: &[&str]) -> Value {
        let all: Vec<&str> = ["import"].iter().chain(args).copied().collect();
        json(&self.good(&[&all[..], &["--yes"]].concat()))
    }

    /// All customers, as they are on the wire, by name.
    pub fn records(&self) -> Vec<Value> {
        let lines = self.good(&["list", "--sort", "name", "--format", "jsonl"]);
        lines.lines().map(json).collect()
    }
}

/// What a call has come to.
#[derive(Debug)]
pub struct Ran {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

impl Ran {
    pub fn of(output: Output) -> Ran {
        Ran {
            code: output.status.code(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

#[track_caller]
pub fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

/// New, changed, the same, broken.
pub fn counts(answer: &Value) -> [u64; 4] {
    ["new", "changed", "same", "broken"].map(|key| answer[key].as_u64().unwrap())
}
