//! Inside tmux and GNU screen, real terminals with opinions of their own: what they show is what any other shows, as
//! each kind of terminal that they can be taken for.

use std::process::{Command, Output};
use std::time::{Duration, Instant};

use super::harness::{Term, looks};
use super::home::Home;

const PATIENCE: Duration = Duration::from_secs(30);
const SIZE: (u16, u16) = (110, 20);

/// A tmux of its own, which goes with it.
struct Tmux {
    name: String,
}

impl Tmux {
    fn call(&self, args: &[&str]) -> Output {
        let all = [&["-u", "-L", &self.name, "-f", "/dev/null"], args].concat();
        Command::new("tmux")
            .args(all)
            .env_remove("TMUX")
            .env("TERM", "xterm-256color")
            .output()
            .unwrap()
    }

    fn shows(&self) -> String {
        let out = self.call(&["capture-pane", "-p", "-t", "it"]);
        tidy(&String::from_utf8_lossy(&out.stdout))
    }

    fn looks(&self) -> Vec<String> {
        let out = self.call(&["capture-pane", "-e", "-p", "-t", "it"]);
        let text = String::from_utf8_lossy(&out.stdout)
            .trim_end()
            .replace('\n', "\r\n");
        let mut parser = vt100::Parser::new(SIZE.1, SIZE.0, 0);
        parser.process(text.as_bytes());
        looks(parser.screen())
    }

    #[track_caller]
    fn wait_for(&self, other: &Term) {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let (shown, screen) = (self.shows(), tidy(&other.text()));
            if shown == screen {
                return;
            }
            assert!(
                Instant::now() < deadline,
                "tmux shows\n{shown}\nand not\n{screen}"
            );
            // It says nothing of itself when it has drawn.
            std::thread::sleep(Duration::from_millis(10));
        }
    }
}

impl Drop for Tmux {
    fn drop(&mut self) {
        self.call(&["kill-server"]);
    }
}

fn tidy(screen: &str) -> String {
    let lines: Vec<&str> = screen.trim_end().lines().map(str::trim_end).collect();
    lines.join("\n")
}

/// Keys for the terminal of these tests, and the same for tmux.
const KEYS: [(&str, &str); 8] = [
    ("jjjjj", "jjjjj"),
    ("jjjjjjjjjjjjjjjj", "jjjjjjjjjjjjjjjj"),
    ("j", "j"),
    ("kkkkkkkkkkkkkkkkkkk", "kkkkkkkkkkkkkkkkkkk"),
    ("G", "G"),
    ("g", "g"),
    ("\r", "Enter"),
    ("J", "J"),
];

#[test]
fn tmux_shows_what_other_terminals_show() {
    if Command::new("tmux").arg("-V").output().is_err() {
        eprintln!("NOT TESTED: there is no tmux on this machine");
        return;
    }
    for kind in [
        "tmux-256color",
        "screen",
        "xterm-256color",
        "linux",
        "vt100",
    ] {
        let (here, there) = (Home::new().with("TERM", kind), Home::new());
        let mut term = here.terminal(&[], SIZE.0, SIZE.1);
        term.wait_until("the list", |screen| screen.contains("1 of 1,735"));
        let tmux = Tmux {
            name: format!("rolo-test-{}-{kind}", std::process::id()),
        };
        let data = there.data();
        let line = format!(
            "env -u COLORTERM TERM={kind} ROLO_DATA_DIR='{}' ROLO_CONFIG_DIR='{}' '{}'",
            data.display(),
            data.with_file_name("config").display(),
            env!("CARGO_BIN_EXE_rolo")
        );
        let (width, height) = (SIZE.0.to_string(), SIZE.1.to_string());
        let made = tmux.call(&[
            "new-session",
            "-d",
            "-s",
            "it",
            "-x",
            &width,
            "-y",
            &height,
            &line,
            ";",
            "set",
            "-g",
            "status",
            "off",
            ";",
            "resize-window",
            "-t",
            "it",
            "-x",
            &width,
            "-y",
            &height,
        ]);
        assert!(made.status.success(), "{made:?}");
        tmux.wait_for(&term);
        for (key, name) in KEYS {
            term.press(key);
            tmux.call(&["send-keys", "-t", "it", name]);
            term.wait_for_silence(Duration::from_millis(150));
            tmux.wait_for(&term);
            same_looks(&|| tmux.looks(), &term);
        }
    }
}

/// Screen with its sockets at home, in UTF-8. It ends when its terminal goes.
const SCREEN: &str = "mkdir -m 700 sockets && echo 'autodetach off' > screenrc && \
    SCREENDIR=$PWD/sockets exec screen -U -c screenrc -T screen \"$ROLO\"";

/// Colours, bold and the row under the cursor too.
#[track_caller]
fn same_looks(seen: &dyn Fn() -> Vec<String>, term: &Term) {
    let deadline = Instant::now() + PATIENCE;
    let expected = term.looks();
    assert!(expected.concat().contains('r'), "something is picked out");
    while seen() != expected {
        let seen = seen();
        let mut both = seen.iter().zip(&expected);
        let differing = both.find(|(seen, wanted)| seen != wanted);
        assert!(
            Instant::now() < deadline,
            "it looks otherwise: {differing:#?}"
        );
        // The text is there already: what is left comes with the same write.
        term.wait_for_silence(Duration::from_millis(20));
    }
}

#[test]
fn screen_shows_what_other_terminals_show() {
    if Command::new("screen").arg("-v").output().is_err() {
        eprintln!("NOT TESTED: there is no screen on this machine");
        return;
    }
    let (here, there) = (Home::new().with("TERM", "screen"), Home::new());
    let mut term = here.terminal(&[], SIZE.0, SIZE.1);
    term.wait_until("the list", |screen| screen.contains("1 of 1,735"));
    let mut screen = there.shell(&["-c", SCREEN], SIZE.0, SIZE.1);
    let same = |screen: &Term, term: &Term| {
        let expected = tidy(&term.text());
        screen.wait_until(&expected, |shown| tidy(shown) == expected);
    };
    same(&screen, &term);
    for (key, _) in KEYS {
        term.press(key);
        screen.press(key);
        term.wait_for_silence(Duration::from_millis(150));
        same(&screen, &term);
        same_looks(&|| screen.looks(), &term);
    }
    screen.press("qq");
    assert_eq!(screen.wait_for_end(), 0);
}
