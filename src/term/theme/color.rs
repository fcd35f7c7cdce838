//! Owns colours by name, and the nearest one that a terminal of fewer colours has.
//! Must not know roles.

use ratatui::style::{Color, Style};

use crate::term::caps::Colors;

/// The sixteen as xterm has them, in the order of their numbers.
const SIXTEEN: [(&str, Color, Rgb); 16] = [
    ("black", Color::Black, (0, 0, 0)),
    ("red", Color::Red, (205, 0, 0)),
    ("green", Color::Green, (0, 205, 0)),
    ("yellow", Color::Yellow, (205, 205, 0)),
    ("blue", Color::Blue, (0, 0, 238)),
    ("magenta", Color::Magenta, (205, 0, 205)),
    ("cyan", Color::Cyan, (0, 205, 205)),
    ("gray", Color::Gray, (229, 229, 229)),
    ("dark-gray", Color::DarkGray, (127, 127, 127)),
    ("light-red", Color::LightRed, (255, 0, 0)),
    ("light-green", Color::LightGreen, (0, 255, 0)),
    ("light-yellow", Color::LightYellow, (255, 255, 0)),
    ("light-blue", Color::LightBlue, (92, 92, 255)),
    ("light-magenta", Color::LightMagenta, (255, 0, 255)),
    ("light-cyan", Color::LightCyan, (0, 255, 255)),
    ("white", Color::White, (255, 255, 255)),
];

type Rgb = (u8, u8, u8);

/// A name, a number from 0 to 255, or `#rrggbb`.
pub fn read(word: &str) -> Option<Color> {
    if let Some(digits) = word.strip_prefix('#') {
        let number = u32::from_str_radix(digits, 16).ok()?;
        let [_, red, green, blue] = number.to_be_bytes();
        let six = digits.len() == 6 && digits.bytes().all(|digit| digit.is_ascii_hexdigit());
        return six.then_some(Color::Rgb(red, green, blue));
    }
    let named = SIXTEEN.iter().find(|(name, ..)| *name == word);
    match named {
        Some((_, color, _)) => Some(*color),
        None => word.parse().ok().map(Color::Indexed),
    }
}

pub fn names() -> impl Iterator<Item = &'static str> {
    SIXTEEN.iter().map(|(name, ..)| *name)
}

/// The style with the nearest colours that the terminal has.
pub fn fitted(style: Style, colors: Colors) -> Style {
    let mut fitted = style;
    fitted.fg = style.fg.map(|color| fit(color, colors));
    fitted.bg = style.bg.map(|color| fit(color, colors));
    // Two colours that fell together would be one.
    if fitted.fg.is_some() && fitted.fg == fitted.bg {
        fitted.fg = Some(Color::Black).filter(|black| fitted.bg != Some(*black));
    }
    fitted
}

fn fit(color: Color, colors: Colors) -> Color {
    let Some(wanted) = rgb(color) else {
        return color;
    };
    match (colors, color) {
        (Colors::Indexed, Color::Rgb(..)) => {
            let nearest = (16..=255u8).min_by_key(|index| apart(indexed(*index), wanted));
            nearest.map_or(color, Color::Indexed)
        }
        (Colors::Sixteen | Colors::None, Color::Rgb(..) | Color::Indexed(_)) => {
            let nearest = SIXTEEN.iter().min_by_key(|(.., rgb)| apart(*rgb, wanted));
            nearest.map_or(color, |(_, color, _)| *color)
        }
        _ => color,
    }
}

/// What a colour looks like; none: that is the terminal's own affair.
fn rgb(color: Color) -> Option<Rgb> {
    match color {
        Color::Rgb(red, green, blue) => Some((red, green, blue)),
        Color::Indexed(index) => Some(indexed(index)),
        color => {
            let known = SIXTEEN.iter().find(|(_, known, _)| *known == color);
            known.map(|(.., rgb)| *rgb)
        }
    }
}

/// The 256 colours: the sixteen, a cube of six steps a side, and a row of grays.
fn indexed(index: u8) -> Rgb {
    match index {
        0..=15 => SIXTEEN[usize::from(index)].2,
        16..=231 => {
            let step = |at: u8| if at == 0 { 0 } else { 55 + 40 * at };
            let at = index - 16;
            (step(at / 36), step(at / 6 % 6), step(at % 6))
        }
        232..=255 => {
            let gray = 8 + 10 * (index - 232);
            (gray, gray, gray)
        }
    }
}

fn apart(one: Rgb, other: Rgb) -> u32 {
    let square = |a: u8, b: u8| u32::from(a.abs_diff(b)).pow(2);
    square(one.0, other.0) + square(one.1, other.1) + square(one.2, other.2)
}

/// How well a style can be told from what it is written on, as WCAG counts; `ground` is the terminal's own. None: it
/// has no colour.
#[cfg(test)]
pub fn contrast(style: Style, ground: Rgb) -> Option<f64> {
    let light = |(red, green, blue): Rgb| {
        let part = |part: u8| {
            let part = f64::from(part) / 255.0;
            match part <= 0.04045 {
                true => part / 12.92,
                false => ((part + 0.055) / 1.055).powf(2.4),
            }
        };
        0.2126 * part(red) + 0.7152 * part(green) + 0.0722 * part(blue)
    };
    let over = light(rgb(style.fg?)?);
    let under = light(style.bg.and_then(rgb).unwrap_or(ground));
    Some((over.max(under) + 0.05) / (over.min(under) + 0.05))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_read_in_three_ways() {
        assert_eq!(read("light-red"), Some(Color::LightRed));
        assert_eq!(read("208"), Some(Color::Indexed(208)));
        assert_eq!(read("#0a0B0c"), Some(Color::Rgb(10, 11, 12)));
        for wrong in [
            "", "rde", "256", "-1", "#fff", "#gggggg", "#+12345", "#1234567",
        ] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn the_nearest_colour_of_an_exact_one_is_itself() {
        for index in 16..=255 {
            let (red, green, blue) = indexed(index);
            let Color::Indexed(nearest) = fit(Color::Rgb(red, green, blue), Colors::Indexed) else {
                panic!("{index} stayed");
            };
            assert_eq!(indexed(nearest), indexed(index));
        }
    }
}
