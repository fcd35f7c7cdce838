//! Owns cutting text into lines and counting them. Must not know what stands in them.

use std::io::{self, BufRead, Read};

/// No row that a person means is longer; what is would fill the memory.
pub const LONGEST: usize = 4 << 20;

/// A line without its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// From 1.
    pub number: u64,
    pub text: String,
    /// It goes on, and the rest was passed over.
    pub cut: bool,
}

pub struct Lines {
    input: Box<dyn BufRead + Send>,
    /// `\n`, or `\r` in files of old machines.
    end: u8,
    number: u64,
    /// Lines that were read too far, nearest first.
    back: Vec<Line>,
}

impl Lines {
    pub fn new(input: Box<dyn BufRead + Send>, end: u8) -> Lines {
        Lines {
            input,
            end,
            number: 0,
            back: Vec::new(),
        }
    }

    pub fn read_line(&mut self) -> io::Result<Option<Line>> {
        if let Some(line) = self.back.pop() {
            return Ok(Some(line));
        }
        let mut bytes = Vec::new();
        let most = LONGEST as u64;
        let count = (&mut self.input)
            .take(most)
            .read_until(self.end, &mut bytes)?;
        if count == 0 {
            return Ok(None);
        }
        self.number += 1;
        let cut = count == LONGEST && bytes.last() != Some(&self.end);
        if cut {
            self.skip()?;
        }
        while matches!(bytes.last(), Some(b'\n' | b'\r')) {
            bytes.pop();
        }
        Ok(Some(Line {
            number: self.number,
            text: String::from_utf8_lossy(&bytes).into_owned(),
            cut,
        }))
    }

    /// Gives lines back that were read too far; they come again in this order.
    pub fn give_back(&mut self, lines: Vec<Line>) {
        self.back.extend(lines.into_iter().rev());
    }

    /// Reads to the end of the line, and keeps nothing of it.
    fn skip(&mut self) -> io::Result<()> {
        loop {
            let piece = self.input.fill_buf()?;
            if piece.is_empty() {
                return Ok(());
            }
            let end = piece.iter().position(|byte| *byte == self.end);
            let used = end.map_or(piece.len(), |at| at + 1);
            self.input.consume(used);
            if end.is_some() {
                return Ok(());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str, end: u8) -> Vec<String> {
        let mut lines = Lines::new(Box::new(io::Cursor::new(text.to_owned())), end);
        let mut all = Vec::new();
        while let Some(line) = lines.read_line().unwrap() {
            all.push(line.text);
        }
        all
    }

    #[test]
    fn every_kind_of_line_end_is_taken_off() {
        assert_eq!(lines("a\nb\r\n\nc", b'\n'), ["a", "b", "", "c"]);
        assert_eq!(lines("a\rb\r", b'\r'), ["a", "b"]);
        assert!(lines("", b'\n').is_empty());
    }

    #[test]
    fn a_line_without_end_does_not_fill_the_memory() {
        let text = format!("{}\nb", "x".repeat(LONGEST + 5));
        let mut lines = Lines::new(Box::new(io::Cursor::new(text)), b'\n');
        let first = lines.read_line().unwrap().unwrap();
        assert!(first.cut && first.text.len() == LONGEST);
        let second = lines.read_line().unwrap().unwrap();
        assert_eq!(
            (second.number, second.text.as_str(), second.cut),
            (2, "b", false)
        );
    }
}
