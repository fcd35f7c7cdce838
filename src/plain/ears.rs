//! Owns what is heard: lines, the end of them, and Ctrl-C. Lines are read on a thread of their own, because reading
//! blocks.
//! Must not know what a line means.

use std::io::{self, BufRead, BufReader, Read};

use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;

/// What was heard.
#[derive(Debug, PartialEq, Eq)]
pub enum Heard {
    Line(String),
    /// Nothing more comes.
    End,
    Interrupted,
}

pub struct Ears {
    lines: mpsc::Receiver<io::Result<String>>,
    interrupted: watch::Receiver<bool>,
    listening: JoinHandle<()>,
}

/// More of a line is no answer to any question here, and is not kept.
const LONGEST: usize = 1 << 20;

impl Ears {
    /// Needs a runtime.
    pub fn of(input: impl Read + Send + 'static) -> Ears {
        let (tell, lines) = mpsc::channel(1);
        std::thread::spawn(move || {
            let mut input = BufReader::new(input);
            while let Some(line) = read_line(&mut input).transpose() {
                let last = line.is_err();
                if tell.blocking_send(line).is_err() || last {
                    return;
                }
            }
        });
        let (raise, interrupted) = watch::channel(false);
        let listening = tokio::spawn(async move {
            while tokio::signal::ctrl_c().await.is_ok() {
                raise.send_replace(true);
            }
        });
        Ears {
            lines,
            interrupted,
            listening,
        }
    }

    pub async fn next(&mut self) -> io::Result<Heard> {
        tokio::select! {
            biased;
            () = raised(&mut self.interrupted) => Ok(Heard::Interrupted),
            line = self.lines.recv() => match line {
                Some(line) => line.map(Heard::Line),
                None => Ok(Heard::End),
            },
        }
    }

    /// Waits until somebody wants to leave.
    pub async fn interrupted(&mut self) {
        raised(&mut self.interrupted).await;
    }
}

impl Drop for Ears {
    fn drop(&mut self) {
        self.listening.abort();
    }
}

async fn raised(flag: &mut watch::Receiver<bool>) {
    if flag.wait_for(|raised| *raised).await.is_err() {
        // Ctrl-C cannot be heard here: nothing interrupts.
        std::future::pending().await
    }
}

/// The next line without its end; none where there is none. What is no UTF-8 is read as far as it is.
fn read_line(input: &mut impl BufRead) -> io::Result<Option<String>> {
    let mut line = Vec::new();
    let mut any = false;
    loop {
        let part = match input.fill_buf() {
            Ok(part) => part,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        if part.is_empty() {
            break;
        }
        any = true;
        let end = part.iter().position(|byte| *byte == b'\n');
        let until = end.unwrap_or(part.len());
        let room = LONGEST.saturating_sub(line.len());
        line.extend_from_slice(&part[..until.min(room)]);
        input.consume(end.map_or(until, |end| end + 1));
        if end.is_some() {
            break;
        }
    }
    let text = String::from_utf8_lossy(&line);
    Ok(any.then(|| text.trim_end_matches('\r').to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_read_however_they_end() {
        let mut input = BufReader::with_capacity(3, &b"one\r\n\ntwo\xff\nthree"[..]);
        let mut lines = Vec::new();
        while let Some(line) = read_line(&mut input).unwrap() {
            lines.push(line);
        }
        assert_eq!(lines, ["one", "", "two\u{fffd}", "three"]);
    }

    #[test]
    fn a_line_without_end_takes_no_more_room_than_a_line_may() {
        let mut input = BufReader::new(
            io::repeat(b'a')
                .take(3 * LONGEST as u64)
                .chain(&b"\nnext"[..]),
        );
        assert_eq!(read_line(&mut input).unwrap().unwrap().len(), LONGEST);
        assert_eq!(read_line(&mut input).unwrap().unwrap(), "next");
    }

    #[tokio::test]
    async fn after_the_last_line_comes_the_end_and_stays() {
        let mut ears = Ears::of(&b"only"[..]);
        assert_eq!(ears.next().await.unwrap(), Heard::Line("only".to_owned()));
        assert_eq!(ears.next().await.unwrap(), Heard::End);
        assert_eq!(ears.next().await.unwrap(), Heard::End);
    }
}
