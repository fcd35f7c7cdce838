//! Owns every colour and emphasis, by role. Nothing else names a colour.
//! Must not know screens.

use ratatui::style::{Color, Modifier, Style};

/// How each role looks. Foreground and background are the terminal's own unless a role says otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Theme {
    pub text: Style,
    /// Labels and what matters less.
    pub dim: Style,
    /// The one colour that leads the eye: the place, the focus, keys.
    pub accent: Style,
    /// Names of sections and columns.
    pub heading: Style,
    /// The row under the cursor where the keys go.
    pub selected: Style,
    /// The row under the cursor of a pane without the keys.
    pub resting: Style,
    pub marked: Style,
    /// What a search was found by.
    pub hit: Style,
    /// The part of a search that cannot be read.
    pub wrong: Style,
    /// What was typed and is not saved yet.
    pub changed: Style,
    pub error: Style,
    /// The room of a text being typed in.
    pub field: Style,
    /// Lines between panes and around boxes.
    pub rule: Style,
}

impl Theme {
    /// Sixteen colours, on light and on dark.
    pub fn sixteen() -> Theme {
        let text = Style::new();
        Theme {
            text,
            dim: text.add_modifier(Modifier::DIM),
            accent: text.fg(Color::Cyan),
            heading: text.add_modifier(Modifier::BOLD),
            selected: text.add_modifier(Modifier::REVERSED),
            resting: text.add_modifier(Modifier::UNDERLINED),
            marked: text.fg(Color::Magenta).add_modifier(Modifier::BOLD),
            hit: text.fg(Color::Yellow).add_modifier(Modifier::BOLD),
            wrong: text.fg(Color::Red).add_modifier(Modifier::UNDERLINED),
            changed: text.fg(Color::Green),
            error: text.fg(Color::Red).add_modifier(Modifier::BOLD),
            field: text.add_modifier(Modifier::UNDERLINED),
            rule: text.add_modifier(Modifier::DIM),
        }
    }

    /// No colour at all: bold, reverse and underline say it.
    pub fn plain() -> Theme {
        let text = Style::new();
        let bold = text.add_modifier(Modifier::BOLD);
        Theme {
            dim: text,
            rule: text,
            accent: bold,
            marked: bold,
            hit: bold.add_modifier(Modifier::UNDERLINED),
            wrong: bold.add_modifier(Modifier::UNDERLINED),
            changed: bold,
            error: bold.add_modifier(Modifier::REVERSED),
            ..Theme::sixteen()
        }
    }

    /// The theme for a terminal; `no_color`: NO_COLOR is set.
    pub fn for_terminal(no_color: bool) -> Theme {
        if no_color {
            Theme::plain()
        } else {
            Theme::sixteen()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_colours_nothing_is_coloured_and_the_cursor_still_shows() {
        let plain = Theme::plain();
        let all = [
            plain.text,
            plain.dim,
            plain.accent,
            plain.heading,
            plain.selected,
            plain.resting,
            plain.marked,
            plain.hit,
            plain.wrong,
            plain.changed,
            plain.error,
            plain.field,
            plain.rule,
        ];
        assert!(
            all.iter()
                .all(|style| style.fg.is_none() && style.bg.is_none())
        );
        assert!(plain.selected.add_modifier.contains(Modifier::REVERSED));
        assert_ne!(plain.error, plain.text);
    }
}
