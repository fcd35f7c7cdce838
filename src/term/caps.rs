//! Owns what is known of the terminal from the environment alone: nothing is asked of the terminal, so
//! nothing can be answered late or not at all. Must not colour anything.

/// How many colours the terminal is known to show.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Colors {
    /// The user or the terminal wants none; bold, reverse and underline remain.
    None,
    Sixteen,
    Indexed,
    True,
}

/// The terminal, as far as the environment tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Caps {
    pub colors: Colors,
    /// Is known to make links of what is told to be one. Inside tmux or screen that is not known.
    pub links: bool,
    /// Cannot move its cursor: a screen cannot be drawn.
    pub dumb: bool,
    /// Knows no titles, no shapes of the cursor, no brackets around what is pasted. Most that is not known is passed over;
    /// these are printed as text by some: the Linux console did so with the shape, a VT100 with the title.
    pub basic: bool,
}

/// The families of such terminals.
const BASIC: [&str; 6] = ["linux", "vt", "ansi", "pcansi", "cons25", "sun"];

impl Caps {
    /// `no_color` is what the command line and the settings say; NO_COLOR says it too.
    pub fn read(env: impl Fn(&str) -> Option<String>, no_color: bool) -> Caps {
        let word = |name: &str| env(name).unwrap_or_default().to_ascii_lowercase();
        let term = word("TERM");
        let basic = is_basic(&term);
        // What another terminal could show may have come along with the rest of its environment.
        let depth = Some(word("COLORTERM"))
            .filter(|_| !basic)
            .unwrap_or_default();
        let colors = if no_color || !word("NO_COLOR").is_empty() {
            Colors::None
        } else if matches!(depth.as_str(), "truecolor" | "24bit") || term.ends_with("-direct") {
            Colors::True
        } else if term.contains("256color") {
            Colors::Indexed
        } else if matches!(term.as_str(), "vt100" | "vt102" | "vt220") {
            Colors::None
        } else {
            Colors::Sixteen
        };
        Caps {
            colors,
            links: word("TMUX").is_empty() && word("STY").is_empty() && knows_links(&word),
            dumb: matches!(term.as_str(), "" | "dumb" | "unknown"),
            basic,
        }
    }

    pub fn no_color(self) -> bool {
        self.colors == Colors::None
    }
}

/// By the name up to what tells kinds of one terminal apart: `linux-16color`, `vt220`.
fn is_basic(term: &str) -> bool {
    let family = term.split(['-', '.']).next().unwrap_or_default();
    BASIC.contains(&family.trim_end_matches(|c: char| c.is_ascii_digit()))
        || BASIC.contains(&family)
}

/// By its TERM, which comes over SSH too, or by a variable of its own.
fn knows_links(word: &impl Fn(&str) -> String) -> bool {
    let terms = [
        "xterm-kitty",
        "xterm-ghostty",
        "alacritty",
        "foot",
        "wezterm",
        "contour",
        "rio",
    ];
    let term = word("TERM");
    let programs = ["iterm.app", "wezterm", "vscode", "ghostty", "rio"];
    let vte = word("VTE_VERSION").parse::<u32>();
    terms.iter().any(|known| {
        term == *known
            || term
                .strip_prefix(known)
                .is_some_and(|rest| rest.starts_with('-'))
    }) || programs.contains(&word("TERM_PROGRAM").as_str())
        || vte.is_ok_and(|version| version >= 5000)
        || ["KITTY_WINDOW_ID", "WT_SESSION", "KONSOLE_VERSION"]
            .iter()
            .any(|name| !word(name).is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn caps(pairs: &[(&str, &str)]) -> Caps {
        Caps::read(
            |name| {
                pairs
                    .iter()
                    .find(|(key, _)| *key == name)
                    .map(|(_, value)| (*value).to_owned())
            },
            false,
        )
    }

    #[test]
    fn the_environment_tells_the_colours() {
        assert_eq!(caps(&[("TERM", "xterm")]).colors, Colors::Sixteen);
        assert_eq!(caps(&[("TERM", "xterm-256color")]).colors, Colors::Indexed);
        assert_eq!(
            caps(&[("TERM", "xterm-256color"), ("COLORTERM", "truecolor")]).colors,
            Colors::True
        );
        assert!(caps(&[("TERM", "vt100")]).no_color());
        assert!(caps(&[("TERM", "vt100"), ("COLORTERM", "truecolor")]).no_color());
        assert_eq!(
            caps(&[("TERM", "linux"), ("COLORTERM", "truecolor")]).colors,
            Colors::Sixteen
        );
        assert!(caps(&[("TERM", "xterm"), ("NO_COLOR", "1")]).no_color());
        // An empty NO_COLOR says nothing.
        assert!(!caps(&[("TERM", "xterm"), ("NO_COLOR", "")]).no_color());
        assert!(Caps::read(|_| Some("xterm".into()), true).no_color());
    }

    #[test]
    fn the_oldest_are_known_by_their_family() {
        for old in [
            "linux",
            "linux-16color",
            "vt100",
            "vt220",
            "vt102-w",
            "ansi",
            "cons25",
        ] {
            assert!(caps(&[("TERM", old)]).basic, "{old}");
        }
        for new in [
            "xterm",
            "xterm-256color",
            "screen.linux",
            "tmux",
            "vte",
            "alacritty",
        ] {
            assert!(!caps(&[("TERM", new)]).basic, "{new}");
        }
    }

    #[test]
    fn links_are_for_terminals_that_are_known_to_have_them() {
        assert!(!caps(&[("TERM", "xterm-256color")]).links);
        assert!(!caps(&[("TERM", "linux")]).links && !caps(&[("TERM", "football")]).links);
        assert!(caps(&[("TERM", "foot")]).links && caps(&[("TERM", "foot-extra")]).links);
        let vte = |version| caps(&[("TERM", "xterm-256color"), ("VTE_VERSION", version)]);
        assert!(vte("7600").links && !vte("4600").links);
        assert!(!caps(&[("TERM", "xterm-kitty"), ("TMUX", "/tmp/x,1,0")]).links);
    }

    #[test]
    fn a_dumb_terminal_is_known_as_one() {
        assert!(caps(&[]).dumb && caps(&[("TERM", "dumb")]).dumb);
        assert!(!caps(&[("TERM", "screen")]).dumb);
    }
}
