//! Owns reading a theme file: a line for each role, in words.
//! Must not choose between themes.

use ratatui::style::{Modifier, Style};

use super::{Theme, color};
use crate::app::words::failing;
use crate::config::nearest;
use crate::config::sheet::{Entry, Mistake, Sheet, Value};

const EMPHASES: [(&str, Modifier); 4] = [
    ("bold", Modifier::BOLD),
    ("dim", Modifier::DIM),
    ("underlined", Modifier::UNDERLINED),
    ("reversed", Modifier::REVERSED),
];

/// The theme that a file makes of another: a role that it does not say stays as it was.
pub fn read(sheet: &Sheet, mut theme: Theme) -> (Theme, Vec<Mistake>) {
    let mut mistakes = Vec::new();
    let mut sections: Vec<&str> = Vec::new();
    for entry in &sheet.entries {
        // A section is one mistake, whatever stands in it.
        if sections.contains(&entry.section.as_str()) {
            continue;
        }
        if !entry.section.is_empty() {
            sections.push(&entry.section);
        }
        match style(entry) {
            Ok(style) => {
                if let Some(role) = theme.role(&entry.name) {
                    *role = style;
                }
            }
            Err(text) => mistakes.push(Mistake::at(entry.line, text)),
        }
    }
    (theme, mistakes)
}

fn style(entry: &Entry) -> Result<Style, String> {
    if !entry.section.is_empty() {
        return Err(failing::no_section(&entry.section));
    }
    if !Theme::ROLES.contains(&entry.name.as_str()) {
        let meant = meant(&entry.name, Theme::ROLES);
        return Err(failing::no_role(&entry.name, meant));
    }
    let Value::Text(text) = &entry.value else {
        return Err(failing::no_text(&entry.name));
    };
    let mut style = Style::new();
    let mut words = text.split_whitespace();
    while let Some(word) = words.next() {
        let emphasis = EMPHASES.iter().find(|(name, _)| *name == word);
        style = match (emphasis, word) {
            (Some((_, modifier)), _) => style.add_modifier(*modifier),
            (None, "on") => {
                let under = words.next().ok_or(failing::NO_GROUND)?;
                style.bg(color::read(under).ok_or_else(|| unknown(under))?)
            }
            (None, word) => style.fg(color::read(word).ok_or_else(|| unknown(word))?),
        };
    }
    Ok(style)
}

fn unknown(word: &str) -> String {
    let names: Vec<&str> = color::names()
        .chain(EMPHASES.iter().map(|(name, _)| *name))
        .collect();
    failing::no_colour(word, meant(word, &names))
}

fn meant(typed: &str, known: &[&str]) -> String {
    nearest(typed, known)
        .map(failing::role_meant)
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use ratatui::style::Color;

    #[test]
    fn a_file_changes_the_roles_that_it_says() {
        let text = "accent = \"#102030 on yellow bold\"\nhit = 9\nhti = \"red\"\nerror = \"rde\"\n";
        let (theme, mistakes) = read(&Sheet::parse(text), Theme::sixteen());
        let accent = Style::new().fg(Color::Rgb(16, 32, 48)).bg(Color::Yellow);
        assert_eq!(theme.accent, accent.add_modifier(Modifier::BOLD));
        assert_eq!(theme.rule, Theme::sixteen().rule);
        let lines: Vec<Option<usize>> = mistakes.iter().map(|mistake| mistake.line).collect();
        assert_eq!(lines, [Some(2), Some(3), Some(4)]);
        assert!(mistakes[1].text.ends_with("did you mean “hit”?"));
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in ".*") {
            let sheet = Sheet::parse(&format!("text = {text:?}"));
            let _ = read(&sheet, Theme::default());
        }
    }
}
