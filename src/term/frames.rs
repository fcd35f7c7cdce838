//! Owns what goes out to the terminal for a frame: the few bytes that turn what stands there into what is
//! to stand there, in one write inside one synchronized update.
//! Must not know what is drawn, nor how the terminal was taken.
//!
//! `grid` is what stands on the screen, `look` its attributes, `link` where words lead, `pen` where the terminal writes next, `row` the
//! way from one row to another, `scroll` what has only moved. Nothing is sent that a VT100, the Linux console and
//! every emulator since do not know: no repeats, no filling with colours, no margins at the sides.

mod grid;
mod link;
mod look;
mod pen;
mod row;
mod scroll;

use std::io::{self, Write};

use ratatui::buffer::Buffer;
use ratatui::layout::Position;

use crate::app::links::Link;

use grid::{Grid, Slot};
use link::Targets;
use pen::Pen;
use scroll::Scroll;

const PAGE: usize = 64 * 1024;
const BEGIN: &[u8] = b"\x1b[?2026h";
const END: &[u8] = b"\x1b[?2026l";
const SHOW: &[u8] = b"\x1b[?25h";
const HIDE: &[u8] = b"\x1b[?25l";

/// Writes frames, each as its difference from the one before.
#[derive(Debug)]
pub struct Frames<W> {
    out: W,
    page: Vec<u8>,
    /// What stands on the terminal.
    shown: Grid,
    wanted: Grid,
    /// What the next frame has of links, and where they lead.
    links: Vec<Link>,
    targets: Targets,
    /// What stands there is not known.
    forgotten: bool,
    /// Where the cursor is to be seen, as the terminal knows it.
    cursor: Option<Position>,
}

impl<W: Write> Frames<W> {
    /// For a terminal that shows no cursor.
    pub fn new(out: W) -> Frames<W> {
        Frames {
            out,
            page: Vec::with_capacity(PAGE),
            shown: Grid::default(),
            wanted: Grid::default(),
            links: Vec::new(),
            targets: Targets::default(),
            forgotten: true,
            cursor: None,
        }
    }

    /// The links of the next frame.
    pub fn link(&mut self, links: Vec<Link>) {
        self.links = links;
    }

    pub fn out(&self) -> &W {
        &self.out
    }

    pub fn out_mut(&mut self) -> &mut W {
        &mut self.out
    }

    /// Others have written to the terminal: the next frame is drawn on a cleared screen.
    pub fn forget(&mut self) {
        self.forgotten = true;
        self.cursor = None;
    }

    /// Shows a frame, and the cursor where there is one; writes nothing where nothing differs.
    pub fn show(&mut self, frame: &Buffer, cursor: Option<Position>) -> io::Result<()> {
        self.wanted.read(frame);
        self.targets.clear();
        for link in std::mem::take(&mut self.links) {
            if let Some(number) = self.targets.number(&link.to) {
                self.wanted.link(&link, number);
            }
        }
        self.page.clear();
        self.page.extend_from_slice(BEGIN);
        let targets = std::mem::take(&mut self.targets);
        let mut pen = Pen::new(std::mem::take(&mut self.page), self.wanted.size(), targets);
        if self.forgotten || self.shown.size() != self.wanted.size() {
            pen.clear();
            self.shown.blank(self.wanted.size());
            self.forgotten = false;
        }
        paint(&mut pen, &self.shown, &self.wanted);
        pen.rest();
        let (width, height) = self.wanted.size();
        self.place(&mut pen, cursor.filter(|at| at.x < width && at.y < height));
        (self.page, self.targets) = pen.into_parts();
        std::mem::swap(&mut self.shown, &mut self.wanted);
        if self.page.len() == BEGIN.len() {
            return Ok(());
        }
        self.page.extend_from_slice(END);
        let written = self.out.write_all(&self.page);
        self.page.clear();
        self.page.shrink_to(PAGE);
        written?;
        self.out.flush()
    }

    /// The cursor's bytes, where it moves or something was written under way.
    fn place(&mut self, pen: &mut Pen, asked: Option<Position>) {
        match (self.cursor, asked) {
            (None, None) => {}
            (Some(_), None) => pen.raw(HIDE),
            (Some(was), Some(at)) if was == at && pen.written() == BEGIN.len() => {}
            (was, Some(at)) => {
                pen.go(at.x, at.y);
                if was.is_none() {
                    pen.raw(SHOW);
                }
            }
        }
        self.cursor = asked;
    }
}

/// The shorter of two ways: row by row, or moving first what has only moved.
fn paint(pen: &mut Pen, shown: &Grid, wanted: &Grid) {
    let differs = |y: &u16| shown.row(*y) != wanted.row(*y);
    let differing: Vec<u16> = (0..wanted.size().1).filter(differs).collect();
    let scroll = match differing.len() < scroll::FEW {
        true => None,
        false => Scroll::find(shown, wanted),
    };
    let Some(scroll) = scroll else {
        return rewrite(pen, wanted, |y| shown.row(y));
    };
    let mark = pen.mark();
    let bare = Grid::of_blanks((wanted.size().0, 1));
    pen.scroll(&scroll);
    // Bare rows come in where none moves to.
    rewrite(pen, wanted, |y| match scroll.origin(y) {
        Some(from) => shown.row(from),
        None => bare.row(0),
    });
    // A list that moves on by a row is no question, and writing all of its rows only to see that takes time.
    let least = |y: &u16| row::least(shown.row(*y), wanted.row(*y));
    if pen.since(&mark) <= differing.iter().map(least).sum() {
        return;
    }
    let moved = pen.lift(&mark);
    rewrite(pen, wanted, |y| shown.row(y));
    if moved.len() < pen.since(&mark) {
        pen.lift(&mark);
        pen.lay(moved);
    }
}

/// Writes the rows that differ from what stands there.
fn rewrite<'a>(pen: &mut Pen, wanted: &Grid, stands: impl Fn(u16) -> &'a [Slot]) {
    for y in 0..wanted.size().1 {
        row::paint(pen, y, stands(y), wanted.row(y));
    }
}

#[cfg(test)]
#[path = "frames_tests.rs"]
mod tests;
