//! Owns both directions of the conversation: lines go out, a question waits for its answer.
//! Must not know what is talked about. Nothing that a terminal would obey leaves here.

use std::future::Future;
use std::io::{self, Write};

use super::Stop;
use super::ears::{Ears, Heard};

pub struct Talk<W> {
    ears: Ears,
    out: W,
    echo: bool,
}

impl<W: Write> Talk<W> {
    /// `echo`: what is heard is written behind its question.
    pub fn new(ears: Ears, out: W, echo: bool) -> Talk<W> {
        Talk { ears, out, echo }
    }

    pub fn say(&mut self, line: impl AsRef<str>) -> io::Result<()> {
        writeln!(self.out, "{}", harmless(line.as_ref()))
    }

    pub fn say_all<T: AsRef<str>>(&mut self, lines: impl IntoIterator<Item = T>) -> io::Result<()> {
        lines.into_iter().try_for_each(|line| self.say(line))
    }

    /// Asks, and waits for the answer, which comes without blanks around it.
    pub async fn ask(&mut self, question: &str) -> Result<String, Stop> {
        write!(self.out, "{} ", harmless(question))?;
        self.out.flush()?;
        let stop = match self.ears.next().await? {
            Heard::Line(line) => {
                let line = line.trim();
                if self.echo {
                    writeln!(self.out, "{}", harmless(line))?;
                }
                return Ok(line.to_owned());
            }
            Heard::End => Stop::Left,
            Heard::Interrupted => Stop::Interrupted,
        };
        // What is said next begins a line of its own.
        writeln!(self.out)?;
        Err(stop)
    }

    pub fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }

    /// Waits until somebody wants to leave.
    pub async fn left(&mut self) {
        self.ears.interrupted().await;
    }

    /// Waits for work that nothing depends on: whoever wants to leave need not.
    pub async fn wait<T>(&mut self, work: impl Future<Output = T>) -> Result<T, Stop> {
        self.out.flush()?;
        tokio::select! {
            done = work => Ok(done),
            () = self.ears.interrupted() => Err(Stop::Interrupted),
        }
    }
}

fn harmless(line: &str) -> String {
    line.replace(char::is_control, " ")
}
