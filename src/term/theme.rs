//! Owns every colour and emphasis, by role. Nothing else names a colour.
//! Must not know screens.

mod color;
mod file;

use std::path::Path;

use ratatui::style::Style;

use super::caps::Colors;
use crate::app::words::failing;
use crate::config::nearest;
use crate::config::sheet::{Mistake, Sheet};

macro_rules! roles {
    ($($(#[$doc:meta])* $role:ident,)*) => {
        /// How each role looks. Foreground and background are the terminal's own unless a role says otherwise.
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
        pub struct Theme {
            $($(#[$doc])* pub $role: Style,)*
            /// No lines between panes and around boxes, and no bars.
            pub borderless: bool,
            /// Numbers that run while something long is under way go in few steps.
            pub still: bool,
        }

        impl Theme {
            const ROLES: &'static [&'static str] = &[$(stringify!($role),)*];

            fn role(&mut self, name: &str) -> Option<&mut Style> {
                match name {
                    $(stringify!($role) => Some(&mut self.$role),)*
                    _ => None,
                }
            }

            fn map(self, change: impl Fn(Style) -> Style) -> Theme {
                Theme { $($role: change(self.$role),)* ..self }
            }

            #[cfg(test)]
            fn all(&self) -> Vec<(&'static str, Style)> {
                vec![$((stringify!($role), self.$role),)*]
            }
        }
    };
}

roles! {
    text,
    /// Labels and what matters less.
    dim,
    /// The one colour that leads the eye: the place, the focus, keys.
    accent,
    /// Names of sections and columns.
    heading,
    /// The row under the cursor where the keys go.
    selected,
    /// The row under the cursor of a pane without the keys.
    resting,
    marked,
    /// What a search was found by.
    hit,
    /// The part of a search that cannot be read.
    wrong,
    /// What was typed and is not saved yet.
    changed,
    error,
    /// The room of a text being typed in.
    field,
    /// Lines between panes and around boxes.
    rule,
}

/// The themes that come with the program.
const SHIPPED: [(&str, &str); 4] = [
    ("dark", include_str!("../../assets/themes/dark.toml")),
    ("light", include_str!("../../assets/themes/light.toml")),
    ("sixteen", include_str!("../../assets/themes/sixteen.toml")),
    ("plain", include_str!("../../assets/themes/plain.toml")),
];

/// A theme in force, by name, and what of its file could not be taken.
#[derive(Clone, Debug)]
pub struct Chosen {
    pub name: String,
    pub theme: Theme,
    pub mistakes: Vec<String>,
}

impl Theme {
    /// The colours that every terminal has.
    pub fn sixteen() -> Theme {
        Theme::shipped("sixteen").unwrap_or_default()
    }

    /// No colour at all: bold, reverse and underline say it.
    pub fn plain() -> Theme {
        Theme::shipped("plain").unwrap_or_default()
    }

    fn shipped(name: &str) -> Option<Theme> {
        let (_, text) = SHIPPED.iter().find(|(known, _)| *known == name)?;
        Some(file::read(&Sheet::parse(text), Theme::default()).0)
    }

    /// The theme that was asked for, as this terminal can show it. `ground`: COLORFGBG, which says on what the
    /// terminal writes. `folder`: where the user's own themes lie.
    pub fn choose(asked: &str, colors: Colors, ground: Option<&str>, folder: &Path) -> Chosen {
        let (mut name, mut mistakes) = (asked.to_owned(), Vec::new());
        if asked == "auto" {
            name = for_ground(ground).to_owned();
        }
        let theme = Theme::shipped(&name).unwrap_or_else(|| {
            let file = folder.join(format!("{name}.toml"));
            // A name is no way out of the folder.
            let is_name = !name.contains(['/', '\\']) && !name.starts_with('.');
            if !is_name || !file.exists() {
                let known = SHIPPED.map(|(name, _)| name);
                let meant = nearest(&name, &known)
                    .map(failing::theme_meant)
                    .unwrap_or_default();
                let said = failing::no_theme(&name, folder.display(), meant);
                mistakes.push(said + failing::SIXTEEN_IS_USED);
                name = "sixteen".to_owned();
                return Theme::sixteen();
            }
            let sheet = Sheet::load(&file);
            let (theme, wrong) = file::read(&sheet, Theme::sixteen());
            let all: Vec<Mistake> = sheet.mistakes.into_iter().chain(wrong).collect();
            mistakes.extend(all.iter().map(|mistake| mistake.told(&file)));
            theme
        });
        if colors == Colors::None {
            return Chosen {
                name: "plain".to_owned(),
                theme: Theme::plain(),
                mistakes,
            };
        }
        Chosen {
            name,
            theme: theme.map(|style| color::fitted(style, colors)),
            mistakes,
        }
    }
}

/// Asking the terminal for its ground would be answered late or never; some say it unasked.
fn for_ground(ground: Option<&str>) -> &'static str {
    match ground.and_then(|ground| ground.rsplit(';').next()?.parse::<u8>().ok()) {
        Some(7 | 15) => "light",
        Some(0..=6 | 8) => "dark",
        _ => "sixteen",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ratatui::style::Modifier;

    fn choose(asked: &str, colors: Colors, ground: Option<&str>) -> Chosen {
        let folder = tempfile::tempdir().unwrap();
        Theme::choose(asked, colors, ground, folder.path())
    }

    #[test]
    fn the_shipped_themes_say_every_role_and_nothing_else() {
        for (name, text) in SHIPPED {
            let sheet = Sheet::parse(text);
            assert_eq!(file::read(&sheet, Theme::default()).1, [], "{name}");
            let said: Vec<&str> = sheet.entries.iter().map(|e| e.name.as_str()).collect();
            assert_eq!(said, Theme::ROLES, "{name}");
        }
    }

    #[test]
    fn without_colours_nothing_is_coloured_and_highlights_still_show() {
        for asked in ["auto", "dark", "light", "sixteen", "plain"] {
            let plain = choose(asked, Colors::None, None).theme;
            for (role, style) in plain.all() {
                assert!(style.fg.is_none() && style.bg.is_none(), "{role}");
            }
            assert!(plain.selected.add_modifier.contains(Modifier::REVERSED));
            for shown in [
                plain.hit,
                plain.wrong,
                plain.marked,
                plain.error,
                plain.resting,
            ] {
                assert_ne!(shown, plain.text);
            }
        }
    }

    #[test]
    fn what_is_picked_out_differs_by_more_than_its_colour_or_its_ground() {
        for (name, _) in SHIPPED {
            let theme = choose(name, Colors::True, None).theme;
            for shown in [theme.hit, theme.wrong, theme.marked, theme.error] {
                assert!(!shown.add_modifier.is_empty(), "{name}");
            }
            for row in [theme.selected, theme.resting] {
                assert!(row.bg.is_some() || !row.add_modifier.is_empty(), "{name}");
            }
        }
    }

    #[test]
    fn every_pair_can_be_read() {
        // The darkest and the lightest grounds that people call dark, and those that they call light.
        let dark = [(0, 0, 0), (0x28, 0x2c, 0x34)];
        let light = [(255, 255, 255), (0xfd, 0xf6, 0xe3)];
        for (name, grounds) in [("dark", &dark), ("light", &light)] {
            for colors in [Colors::True, Colors::Indexed] {
                for (role, contrast) in contrasts(&choose(name, colors, None).theme, grounds) {
                    assert!(contrast >= 4.5, "{name} {role}: {contrast:.2}, {colors:?}");
                }
            }
        }
    }

    /// Of the sixteen none has 4.5 on both: where one gains the other loses. Of the reds the best has 4, and stands
    /// beside a sign or an underline.
    #[test]
    fn the_sixteen_can_be_read_on_black_and_on_white() {
        let grounds = [(0, 0, 0), (255, 255, 255)];
        for (role, contrast) in contrasts(&Theme::sixteen(), &grounds) {
            let least = match role {
                "error" | "wrong" => 3.99,
                _ => 4.4,
            };
            assert!(contrast >= least, "{role}: {contrast:.2}");
        }
    }

    /// Of each role that has a colour, on each of the grounds.
    fn contrasts(theme: &Theme, grounds: &[(u8, u8, u8)]) -> Vec<(&'static str, f64)> {
        let of = |(role, style): (&'static str, Style)| {
            let on = move |ground: &(u8, u8, u8)| color::contrast(style, *ground);
            let each = grounds.iter().filter_map(on);
            each.map(move |contrast| (role, contrast))
                .collect::<Vec<_>>()
        };
        theme.all().into_iter().flat_map(of).collect()
    }

    #[test]
    fn more_colours_than_the_terminal_has_are_never_sent() {
        use ratatui::style::Color;
        for (name, _) in SHIPPED {
            for (role, style) in choose(name, Colors::Indexed, None).theme.all() {
                for color in [style.fg, style.bg].into_iter().flatten() {
                    assert!(!matches!(color, Color::Rgb(..)), "{name} {role}");
                }
            }
            for (role, style) in choose(name, Colors::Sixteen, None).theme.all() {
                for color in [style.fg, style.bg].into_iter().flatten() {
                    let more = matches!(color, Color::Rgb(..) | Color::Indexed(_));
                    assert!(!more, "{name} {role}");
                }
            }
        }
    }

    #[test]
    fn the_ground_that_the_terminal_tells_is_gone_by() {
        let name = |ground| choose("auto", Colors::True, ground).name;
        assert_eq!(name(Some("15;0")), "dark");
        assert_eq!(name(Some("0;default;15")), "light");
        assert_eq!(name(Some("0;default")), "sixteen");
        assert_eq!(name(None), "sixteen");
    }

    #[test]
    fn a_theme_that_is_not_there_is_said_and_another_used() {
        let chosen = choose("drak", Colors::True, None);
        assert_eq!(chosen.name, "sixteen");
        assert!(chosen.mistakes[0].contains("did you mean “dark”?"));
        let out = choose("../config", Colors::True, None);
        assert_eq!(out.mistakes.len(), 1);
    }
}
