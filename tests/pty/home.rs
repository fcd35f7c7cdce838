//! Owns a folder that is somebody's home, and running the binary in it, in a terminal or without one.
//! Must not wait for what a screen shows.

use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use portable_pty::CommandBuilder;

use super::harness::{PATIENCE, Term};

/// A folder that is somebody's home, and the binary that runs in it.
pub struct Home {
    folder: tempfile::TempDir,
    env: Vec<(String, String)>,
    /// Whether the terminal has a second screen for programs that fill it.
    second_screen: bool,
}

impl Home {
    /// Of somebody who has seen the screen before.
    pub fn new() -> Home {
        let home = Home::of_a_newcomer();
        std::fs::create_dir(home.data()).unwrap();
        std::fs::write(home.data().join("welcomed"), "").unwrap();
        home
    }

    pub fn of_a_newcomer() -> Home {
        Home {
            folder: tempfile::tempdir().unwrap(),
            env: Vec::new(),
            second_screen: true,
        }
    }

    pub fn with(mut self, name: &str, value: &str) -> Home {
        self.env.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Terminals of this home have one screen, as the plainest have.
    pub fn with_one_screen(mut self) -> Home {
        self.second_screen = false;
        self
    }

    pub fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn environment(&self) -> Vec<(String, String)> {
        let path = |name: &str| self.folder.path().join(name).to_string_lossy().into_owned();
        let mut all = vec![
            ("HOME".to_owned(), path("")),
            ("ROLO_DATA_DIR".to_owned(), path("data")),
            ("ROLO_CONFIG_DIR".to_owned(), path("config")),
            ("TERM".to_owned(), "xterm-256color".to_owned()),
            ("PATH".to_owned(), std::env::var("PATH").unwrap_or_default()),
            ("USER".to_owned(), "tester".to_owned()),
        ];
        all.extend(self.env.iter().cloned());
        all
    }

    /// The binary as a script calls it.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_rolo"));
        command
            .args(args)
            .env_clear()
            .envs(self.environment())
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
        let mut stdin = child.stdin.take().unwrap();
        stdin.write_all(input.as_bytes()).unwrap();
        drop(stdin);
        Ran::of(child.wait_with_output().unwrap())
    }

    /// The binary in a terminal of this size.
    pub fn terminal(&self, args: &[&str], width: u16, height: u16) -> Term {
        self.spawn(env!("CARGO_BIN_EXE_rolo"), args, width, height)
    }

    /// A shell in a terminal: the binary is `$ROLO`, the home the current folder.
    pub fn shell(&self, args: &[&str], width: u16, height: u16) -> Term {
        self.spawn("/bin/sh", args, width, height)
    }

    pub fn read(&self, file: &str) -> String {
        std::fs::read_to_string(self.folder.path().join(file)).unwrap()
    }

    /// Waits until no process is there that was started in this home.
    #[cfg(target_os = "linux")]
    #[track_caller]
    pub fn assert_nobody_is_left(&self) {
        let deadline = Instant::now() + PATIENCE;
        let own = self.data().to_string_lossy().into_owned();
        loop {
            let left: Vec<PathBuf> = std::fs::read_dir("/proc")
                .unwrap()
                .flatten()
                .map(|process| process.path())
                .filter(|process| {
                    let environment = std::fs::read(process.join("environ")).unwrap_or_default();
                    String::from_utf8_lossy(&environment).contains(&own)
                })
                .collect();
            if left.is_empty() {
                return;
            }
            assert!(Instant::now() < deadline, "still there: {left:?}");
            // The end of somebody else's child has no bell.
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    #[cfg(not(target_os = "linux"))]
    pub fn assert_nobody_is_left(&self) {}

    fn spawn(&self, program: &str, args: &[&str], width: u16, height: u16) -> Term {
        let mut command = CommandBuilder::new(program);
        command.args(args);
        command.cwd(self.folder.path());
        command.env_clear();
        command.env("ROLO", env!("CARGO_BIN_EXE_rolo"));
        command.env("PS1", "ready> ");
        for (name, value) in self.environment() {
            command.env(name, value);
        }
        Term::spawn(command, width, height, self.second_screen)
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
    fn of(output: Output) -> Ran {
        Ran {
            code: output.status.code(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// What it printed, when all went well.
    #[track_caller]
    pub fn good(self) -> String {
        assert_eq!(self.code, Some(0), "{self:?}");
        self.out
    }
}
