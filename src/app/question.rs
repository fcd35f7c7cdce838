//! Owns how a question is laid out: its box, its words in lines, and where its two answers stand. The drawing draws by
//! it and the mouse aims by it.
//! Must not decide anything.

use super::layer::Confirm;
use super::measure;
use super::space::{self, Area};

/// A question in its box.
#[derive(Clone, Debug)]
pub struct Question {
    pub area: Area,
    pub question: Vec<String>,
    pub detail: Vec<String>,
    pub no: Area,
    pub yes: Area,
}

/// What stands around an answer: a blank, the sign of the chosen one, a blank, and a blank behind it.
const AROUND: usize = 4;

impl Question {
    pub fn of(asked: &Confirm, body: Area) -> Question {
        let wide = measure::width(&asked.question).max(measure::width(&asked.detail)) + 4;
        let wide = u16::try_from(wide.clamp(36, 64)).unwrap_or(64);
        let inner = usize::from(wide.min(body.width)).saturating_sub(4);
        // The answers are always in sight: two borders, a blank line and theirs are not for words.
        let room = usize::from(body.height).saturating_sub(4);
        let question = lines(&asked.question, inner, room.saturating_sub(1).clamp(1, 3));
        let detail = lines(
            &asked.detail,
            inner,
            room.saturating_sub(question.len()).min(2),
        );
        let height = u16::try_from(question.len() + detail.len() + 4).unwrap_or(8);
        let area = space::boxed(body, wide, height);
        let inside = space::inside(area);
        let above = u16::try_from(question.len() + detail.len() + 1).unwrap_or(u16::MAX);
        let row = Area {
            y: inside.y + above.min(inside.height),
            height: u16::from(above < inside.height),
            ..inside
        };
        let no = piece(row, 0, asked.no);
        let yes = piece(row, no.width + 2, asked.yes);
        Question {
            area,
            question,
            detail,
            no,
            yes,
        }
    }
}

/// The room of an answer in its row.
fn piece(row: Area, from: u16, answer: &str) -> Area {
    let from = from.min(row.width);
    let wide = u16::try_from(measure::width(answer) + AROUND).unwrap_or(u16::MAX);
    Area {
        x: row.x + from,
        width: wide.min(row.width - from),
        ..row
    }
}

/// A text in at most so many lines; the last one shows that it is cut.
fn lines(text: &str, columns: usize, most: usize) -> Vec<String> {
    let mut lines = measure::wrap(text, columns);
    if lines.len() > most {
        let rest = lines.split_off(most.saturating_sub(1)).join(" ");
        lines.extend((most > 0).then(|| measure::cut(&rest, columns)));
    }
    lines
}
