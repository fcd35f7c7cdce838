//! Owns laying out text in columns that fit a terminal: widths by what is seen, not by bytes, and cut
//! between graphemes. Must not know records.

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// A column's head, and on which side its values stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    pub label: String,
    pub right: bool,
}

impl Head {
    /// Of a column of words.
    /// A column of numbers.
    pub fn right(label: &str) -> Head {
        Head {
            label: label.to_owned(),
            right: true,
        }
    }

    pub fn left(label: &str) -> Head {
        Head {
            label: label.to_owned(),
            right: false,
        }
    }
}

const GAP: usize = 2;
/// No column is cut below this many cells while another is wider.
const LEAST: usize = 6;

/// Lines of a table. With a width, the widest columns are cut until every line fits; where that is not enough the last
/// columns are left out.
pub fn lay_out(heads: &[Head], rows: &[Vec<String>], width: Option<usize>) -> Vec<String> {
    let mut widths: Vec<usize> = heads.iter().map(|head| head.label.width()).collect();
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.width());
        }
    }
    if let Some(width) = width {
        widths.truncate(that_fit(&widths, width));
        fit(&mut widths, width);
    }
    let labels: Vec<String> = heads.iter().map(|head| head.label.clone()).collect();
    std::iter::once(&labels)
        .chain(rows)
        .map(|row| line(heads, row, &widths))
        .collect()
}

/// How many columns have room, each cut as far as it can be.
fn that_fit(widths: &[usize], total: usize) -> usize {
    let least = |count: usize| {
        let cut = widths[..count].iter().map(|width| LEAST.min(*width));
        cut.sum::<usize>() + GAP * (count - 1)
    };
    let fitting = (1..=widths.len())
        .rev()
        .find(|count| least(*count) <= total);
    fitting.unwrap_or(1)
}

/// Takes cells from the widest column, one by one, until all fit or none can give any more.
fn fit(widths: &mut [usize], total: usize) {
    let gaps = GAP * widths.len().saturating_sub(1);
    let room = total.saturating_sub(gaps);
    while widths.iter().sum::<usize>() > room {
        match widths.iter_mut().max() {
            Some(widest) if *widest > LEAST => *widest -= 1,
            _ => return,
        }
    }
}

fn line(heads: &[Head], row: &[String], widths: &[usize]) -> String {
    let mut out = String::new();
    for ((head, cell), width) in heads.iter().zip(row).zip(widths) {
        let cell = cut(cell, *width);
        let blank = " ".repeat(width - cell.width().min(*width));
        if head.right {
            out.push_str(&blank);
            out.push_str(&cell);
        } else {
            out.push_str(&cell);
            out.push_str(&blank);
        }
        out.push_str(&" ".repeat(GAP));
    }
    out.truncate(out.trim_end().len());
    out
}

/// As much of a text as fits, with `…` where something is missing.
pub fn cut(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut out = String::new();
    let mut used = 0;
    for grapheme in text.graphemes(true) {
        if used + grapheme.width() + 1 > width {
            break;
        }
        used += grapheme.width();
        out.push_str(grapheme);
    }
    if width > 0 {
        out.push('…');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn heads(labels: &[&str]) -> Vec<Head> {
        labels
            .iter()
            .map(|label| Head {
                label: (*label).to_owned(),
                right: *label == "Revenue",
            })
            .collect()
    }

    #[test]
    fn columns_line_up_whatever_the_script() {
        let rows = [
            vec!["トヨタ".to_owned(), "5".to_owned()],
            vec!["Müller".to_owned(), "1,200".to_owned()],
        ];
        assert_eq!(
            lay_out(&heads(&["Name", "Revenue"]), &rows, None),
            ["Name    Revenue", "トヨタ        5", "Müller    1,200"]
        );
    }

    #[test]
    fn the_widest_column_gives_way() {
        let rows = [vec![
            "A very long name of a firm".to_owned(),
            "Active".to_owned(),
        ]];
        assert_eq!(
            lay_out(&heads(&["Name", "Status"]), &rows, Some(20)),
            ["Name          Status", "A very long…  Active"]
        );
    }

    #[test]
    fn the_last_columns_are_left_out_where_there_is_no_room() {
        let rows = [["1001", "Acme Industries", "Active", "Ulm", "Customer"]
            .map(str::to_owned)
            .to_vec()];
        let heads = heads(&["Id", "Name", "Status", "City", "Category"]);
        assert_eq!(
            lay_out(&heads, &rows, Some(20)),
            ["Id    Name    Status", "1001  Acme …  Active"]
        );
        assert_eq!(lay_out(&heads, &rows, Some(3)), ["Id", "1001"]);
    }

    proptest! {
        #[test]
        fn what_is_cut_fits(text in "\\PC{0,20}", width in 0usize..24) {
            prop_assert!(cut(&text, width).width() <= width.max(text.width().min(width)));
        }

        #[test]
        fn lines_fit_a_terminal_that_has_room(cells in proptest::collection::vec("\\PC{0,30}", 3), width in 6usize..80) {
            for line in lay_out(&heads(&["a", "b", "c"]), &[cells], Some(width)) {
                prop_assert!(line.width() <= width, "{line:?} is wider than {width}");
            }
        }
    }
}
