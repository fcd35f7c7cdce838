//! Owns putting text and lines into cells. Text is cut by grapheme and never leaves its room or the buffer.
//! Must not know what it draws.

use std::ops::Range;

use ratatui::buffer::Buffer;
use ratatui::style::Style;

use crate::app::measure;
use crate::app::space::Area;
use crate::term::theme::Theme;

/// Puts a text into at most `columns` and says how many it took.
pub fn put(buf: &mut Buffer, x: u16, y: u16, columns: usize, text: &str, style: Style) -> usize {
    let room = buf.area;
    if x >= room.right() || y >= room.bottom() || x < room.x || y < room.y {
        return 0;
    }
    let columns = columns.min(usize::from(room.right() - x));
    match measure::over(text, columns) {
        None => usize::from(put_whole(buf, (x, y), columns, text, style) - x),
        Some(_) if columns == 0 => 0,
        Some(head) => {
            let end = put_whole(buf, (x, y), columns, head, style);
            let left = columns.saturating_sub(usize::from(end - x));
            usize::from(put_whole(buf, (end, y), left, measure::MORE, style) - x)
        }
    }
}

/// Puts a text that has room for all of it, and says where it ends.
fn put_whole(
    buf: &mut Buffer,
    (x, y): (u16, u16),
    columns: usize,
    text: &str,
    style: Style,
) -> u16 {
    let mut end = x;
    if measure::is_plain(text) {
        // One column for each byte: nothing has to be taken apart or measured.
        for at in 0..text.len() {
            if let Some(cell) = buf.cell_mut((end, y)) {
                cell.set_symbol(&text[at..at + 1]).set_style(style);
                end += 1;
            }
        }
        return end;
    }
    for part in parts(text) {
        let left = columns.saturating_sub(usize::from(end - x));
        (end, _) = buf.set_stringn(end, y, part, left, style);
    }
    end
}

/// A text in parts that may share no cell. The vowels sara am of Thai and Lao belong to the letter before them and
/// still stand in a cell of their own: in one with the letter, the second cell is taken for empty, and what stands
/// there is left behind when the text goes.
fn parts(text: &str) -> impl Iterator<Item = &str> {
    const OWN_CELL: [char; 2] = ['\u{e33}', '\u{eb3}'];
    let mut rest = text;
    std::iter::from_fn(move || {
        let vowel = rest
            .char_indices()
            .skip(1)
            .find(|(_, c)| OWN_CELL.contains(c));
        let (part, behind) = rest.split_at(vowel.map_or(rest.len(), |(at, _)| at));
        rest = behind;
        (!part.is_empty()).then_some(part)
    })
}

/// Gives some columns of a line a style; columns count from `x` and go no further than `columns`.
pub fn mark(
    buf: &mut Buffer,
    x: u16,
    y: u16,
    columns: usize,
    spots: &[Range<usize>],
    style: Style,
) {
    for spot in spots {
        for column in spot.start..spot.end.min(columns) {
            let x = u16::try_from(column)
                .ok()
                .and_then(|column| x.checked_add(column));
            if let Some(cell) = x.and_then(|x| buf.cell_mut((x, y))) {
                cell.set_style(style);
            }
        }
    }
}

/// Puts a text so that it ends at the right edge of an area's first line; says where it starts.
pub fn put_right(buf: &mut Buffer, area: Area, text: &str, style: Style) -> u16 {
    let columns = usize::from(area.width);
    let wide = u16::try_from(measure::width(text).min(columns)).unwrap_or(area.width);
    let x = area.x + area.width - wide;
    put(buf, x, area.y, usize::from(wide), text, style);
    x
}

/// Gives an area a style; what stands in it stays.
pub fn tint(buf: &mut Buffer, area: Area, style: Style) {
    for y in area.y..area.y.saturating_add(area.height) {
        for x in area.x..area.x.saturating_add(area.width) {
            if let Some(cell) = buf.cell_mut((x, y)) {
                cell.set_style(style);
            }
        }
    }
}

/// Empties an area, and the half of a wide character that would hang into it.
pub fn clear(buf: &mut Buffer, area: Area) {
    for y in area.y..area.y.saturating_add(area.height) {
        if let Some(before) = area.x.checked_sub(1)
            && let Some(cell) = buf.cell_mut((before, y))
            && measure::width(cell.symbol()) > 1
        {
            cell.set_symbol(" ");
        }
        for x in area.x..area.x.saturating_add(area.width) {
            if let Some(cell) = buf.cell_mut((x, y)) {
                cell.reset();
            }
        }
    }
}

/// A line across an area's first row.
pub fn across(buf: &mut Buffer, area: Area, theme: &Theme) {
    if theme.borderless {
        return;
    }
    let line = "─".repeat(usize::from(area.width));
    put(
        buf,
        area.x,
        area.y,
        usize::from(area.width),
        &line,
        theme.rule,
    );
}

/// A line down, from an area's top to its bottom, in column `x`.
pub fn down(buf: &mut Buffer, x: u16, area: Area, theme: &Theme) {
    if theme.borderless {
        return;
    }
    for y in area.y..area.y.saturating_add(area.height) {
        put(buf, x, y, 1, "│", theme.rule);
    }
}

/// Sentences in the lines from `first` on, each in as many as it needs.
pub fn sentences(buf: &mut Buffer, area: Area, first: usize, all: &[&str], style: Style) {
    let room = usize::from(area.width.saturating_sub(4));
    let lines = all.iter().flat_map(|text| measure::wrap(text, room));
    for (nth, line) in lines.enumerate() {
        if let Some(row) = row(area, first + nth) {
            put(buf, row.x + 2, row.y, room, &line, style);
        }
    }
}

/// One line of an area, counted from its top.
pub fn row(area: Area, nth: usize) -> Option<Area> {
    let nth = u16::try_from(nth).ok().filter(|nth| *nth < area.height)?;
    Some(Area {
        y: area.y + nth,
        height: 1,
        ..area
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use ratatui::layout::Rect;

    #[test]
    fn a_vowel_that_has_a_cell_of_its_own_goes_with_its_text() {
        let line = |text: &str| {
            let mut buf = Buffer::empty(Rect::new(0, 0, 10, 1));
            let used = put(&mut buf, 0, 0, 10, text, Style::new());
            (buf, used)
        };
        for (text, cells) in [
            ("จำกัด", vec!["จ", "ำ", "กั", "ด"]),
            ("น้ำ", vec!["น้", "ำ"]),
            ("ກຳ", vec!["ກ", "ຳ"]),
            ("日本", vec!["日", " ", "本", " "]),
        ] {
            let (shown, used) = line(text);
            assert_eq!(
                (used, measure::width(text)),
                (cells.len(), cells.len()),
                "{text}"
            );
            for (x, cell) in (0..).zip(&cells) {
                assert_eq!(shown[(x, 0)].symbol(), *cell, "{text}");
            }
            // Each cell that something stood in is written again when the text goes.
            let gone: Vec<u16> = shown.diff(&line("").0).iter().map(|(x, ..)| *x).collect();
            let stood = (0..).zip(&cells).filter(|(_, cell)| **cell != " ");
            assert!(
                stood.into_iter().all(|(x, _)| gone.contains(&x)),
                "{text}: {gone:?}"
            );
        }
    }
}
