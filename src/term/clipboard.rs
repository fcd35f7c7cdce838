//! Owns the ways to a clipboard: which programs can be asked here, and the sequence that asks the terminal (OSC 52),
//! wrapped for what stands between. With `screen` and the frames, the only file that writes to the terminal.
//! Must not start programs, nor decide what is copied.

use std::io::{self, Write};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::screen::tty;

use crate::app::words::failing;

/// A program that takes a text from its input into a clipboard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Program {
    pub name: &'static str,
    pub args: &'static [&'static str],
}

const TMUX: Program = Program {
    name: "tmux",
    args: &["load-buffer", "-w", "-"],
};
const WAYLAND: Program = Program {
    name: "wl-copy",
    args: &[],
};
const X: [Program; 2] = [
    Program {
        name: "xclip",
        args: &["-selection", "clipboard", "-in"],
    },
    Program {
        name: "xsel",
        args: &["--clipboard", "--input"],
    },
];
const MACOS: Program = Program {
    name: "pbcopy",
    args: &[],
};

/// What stands between rolo and the terminal, and would keep the sequence for itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Between {
    Nothing,
    Tmux,
    Screen,
}

/// More than this many bytes many terminals drop without a word.
const MOST: usize = 74_994;
/// GNU screen takes a sequence in pieces no longer than this.
const PIECE: usize = 512;

/// The ways that there are here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clipboard {
    programs: Vec<Program>,
    between: Between,
    /// The terminal is known to have no clipboard.
    deaf: bool,
}

/// Why the terminal was not asked.
#[derive(Debug, thiserror::Error)]
pub enum Unsent {
    #[error("{}", failing::NO_CLIPBOARD)]
    Deaf,
    #[error("{}", failing::TOO_LONG_TO_COPY)]
    TooLong,
    #[error("{}", failing::NO_TERMINAL)]
    Broken(#[from] io::Error),
}

impl Clipboard {
    /// By what the environment tells. The clipboard of another machine's screen is nobody's: over SSH only the
    /// terminal is asked.
    pub fn of(env: impl Fn(&str) -> Option<String>) -> Clipboard {
        let says = |name: &str| env(name).is_some_and(|value| !value.is_empty());
        let term = env("TERM").unwrap_or_default();
        let between = if says("TMUX") {
            Between::Tmux
        } else if says("STY") {
            Between::Screen
        } else {
            Between::Nothing
        };
        let mut programs = Vec::new();
        if !says("SSH_CONNECTION") && !says("SSH_TTY") {
            programs.extend(says("WAYLAND_DISPLAY").then_some(WAYLAND));
            if says("DISPLAY") {
                programs.extend(X);
            }
            programs.extend(cfg!(target_os = "macos").then_some(MACOS));
        }
        // Out of the box tmux takes no sequence from programs inside, but it passes on what it is handed this way.
        programs.extend((between == Between::Tmux).then_some(TMUX));
        let plain = ["linux", "vt100", "vt102", "vt220", "dumb", ""];
        Clipboard {
            programs,
            deaf: between == Between::Nothing && plain.contains(&term.as_str()),
            between,
        }
    }

    /// To be asked one after the other, before the terminal.
    pub fn programs(&self) -> &[Program] {
        &self.programs
    }

    /// Asks the terminal, which does not answer. Only the loop may, between two frames.
    pub fn send(&self, text: &str) -> Result<(), Unsent> {
        let sequence = self.sequence(text)?;
        tty()?.write_all(sequence.as_bytes())?;
        Ok(())
    }

    fn sequence(&self, text: &str) -> Result<String, Unsent> {
        if self.deaf {
            return Err(Unsent::Deaf);
        }
        let coded = STANDARD.encode(text);
        if coded.len() > MOST {
            return Err(Unsent::TooLong);
        }
        let plain = format!("\x1b]52;c;{coded}\x07");
        Ok(match self.between {
            Between::Nothing => plain,
            Between::Tmux => format!("\x1bPtmux;{}\x1b\\", plain.replace('\x1b', "\x1b\x1b")),
            Between::Screen => {
                let mut out = String::with_capacity(plain.len() + plain.len() / PIECE * 4 + 4);
                for (at, c) in plain.chars().enumerate() {
                    if at % PIECE == 0 {
                        out.push_str(if at == 0 { "\x1bP" } else { "\x1b\\\x1bP" });
                    }
                    out.push(c);
                }
                out + "\x1b\\"
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clipboard(pairs: &[(&str, &str)]) -> Clipboard {
        Clipboard::of(|name| {
            let pair = pairs.iter().find(|(key, _)| *key == name);
            pair.map(|(_, value)| (*value).to_owned())
        })
    }

    fn names(pairs: &[(&str, &str)]) -> Vec<&'static str> {
        let clipboard = clipboard(pairs);
        clipboard.programs().iter().map(|one| one.name).collect()
    }

    #[test]
    fn programs_are_asked_only_where_their_screen_is_ours() {
        let here = [("DISPLAY", ":0"), ("WAYLAND_DISPLAY", "wayland-0")];
        let pbcopy = cfg!(target_os = "macos").then_some("pbcopy");
        let mut local = vec!["wl-copy", "xclip", "xsel"];
        local.extend(pbcopy);
        assert_eq!(names(&here), local);
        let far = [here.as_slice(), &[("SSH_CONNECTION", "1 2 3 4")]].concat();
        assert_eq!(names(&far), Vec::<&str>::new());
        let far_in_tmux = [far.as_slice(), &[("TMUX", "/tmp/t")]].concat();
        assert_eq!(names(&far_in_tmux), ["tmux"]);
    }

    #[test]
    fn the_terminal_is_told_through_whatever_stands_between() {
        let xterm = ("TERM", "xterm");
        let sent = |pairs: &[(&str, &str)]| clipboard(pairs).sequence("hé").unwrap();
        assert_eq!(sent(&[xterm]), "\x1b]52;c;aMOp\x07");
        assert_eq!(
            sent(&[xterm, ("TMUX", "x")]),
            "\x1bPtmux;\x1b\x1b]52;c;aMOp\x07\x1b\\"
        );
        assert_eq!(
            sent(&[xterm, ("STY", "x")]),
            "\x1bP\x1b]52;c;aMOp\x07\x1b\\"
        );
    }

    #[test]
    fn screen_gets_pieces_that_make_the_whole() {
        let text = "x".repeat(5_000);
        let plain = clipboard(&[("TERM", "xterm")]).sequence(&text).unwrap();
        let pieces = clipboard(&[("TERM", "screen"), ("STY", "x")]).sequence(&text);
        let pieces = pieces.unwrap();
        let inner: Vec<&str> = pieces
            .split("\x1b\\")
            .map(|piece| piece.strip_prefix("\x1bP").unwrap_or(piece))
            .collect();
        assert!(inner.iter().all(|piece| piece.len() <= PIECE));
        assert_eq!(inner.concat(), plain);
    }

    #[test]
    fn what_the_terminal_would_drop_is_not_sent() {
        let xterm = clipboard(&[("TERM", "xterm")]);
        let most = MOST / 4 * 3;
        assert!(xterm.sequence(&"x".repeat(most)).is_ok());
        let long = xterm.sequence(&"x".repeat(most + 3));
        assert!(matches!(long, Err(Unsent::TooLong)));
        for term in ["linux", "vt100"] {
            let deaf = clipboard(&[("TERM", term)]).sequence("x");
            assert!(matches!(deaf, Err(Unsent::Deaf)));
        }
    }
}
