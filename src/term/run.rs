//! Owns the loop: signals, answers and keys go into the app one after the other, and the screen is drawn
//! once when it has changed. Generic over the app, the hands that carry out its commands and the terminal,
//! so that tests drive the very same loop. Must not know what a message means.

use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use futures_util::{Stream, StreamExt};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect, Size};
use tokio::time::{Instant, sleep_until};

use super::input::Input;
use super::signals::Signal;
use crate::app::cmd::Cmd;
use crate::app::links::Link;
use crate::app::msg::{Failure, Msg, Outcome};
use crate::app::ticket::Ticket;
use crate::app::words::failing;

/// What is shown and told: the app, or a stand-in.
pub trait Face {
    fn start(&mut self) -> Vec<Cmd>;
    fn update(&mut self, msg: Msg) -> Vec<Cmd>;
    /// Whether the screen must be drawn again; asking makes it clean.
    fn take_dirty(&mut self) -> bool;
    /// The words of the frame that lead somewhere.
    fn links(&self) -> Vec<Link> {
        Vec::new()
    }
    /// Draws into an empty buffer and says where the cursor is to be seen.
    fn draw(&self, buf: &mut Buffer) -> Option<Position>;
}

/// Where frames are shown.
pub trait Canvas {
    fn size(&self) -> std::io::Result<Size>;
    fn show(&mut self, frame: &Buffer, cursor: Option<Position>) -> std::io::Result<()>;
    /// What the next frame has of links.
    fn link(&mut self, _: Vec<Link>) {}
    /// Others have written there: nothing is known of what stands there.
    fn forget(&mut self);
}

/// What carries out commands.
pub trait Hands {
    fn perform(&mut self, cmd: Cmd);
    /// The next answer; `None` when something came to its end that the app need not know.
    fn next(&mut self) -> impl Future<Output = Option<Msg>>;
    /// An answer that is there already.
    fn ready(&mut self) -> Option<Msg>;
    /// Whether another program has the terminal.
    fn lends(&self) -> bool;
    /// Whether a local read is under way, which is answered within a moment.
    fn reading(&self) -> bool;
    /// Puts everything on disk that still waits.
    fn hurry(&mut self);
    /// Whether all drafts are on disk.
    fn kept(&self) -> bool;
    /// Whether drafts are on disk and all writes are answered.
    fn settled(&self) -> bool;
}

/// What a suspension does to the terminal and the process.
pub trait Stage {
    /// Gives the terminal, its keys too, to another program; `false` where the keys would still come here.
    fn lend(&mut self) -> bool;
    /// Lets the terminal tell of the mouse, or no longer.
    fn mouse(&mut self, on: bool) -> std::io::Result<()>;
    /// Takes it back.
    fn take_back(&mut self) -> std::io::Result<()>;
    /// Asks for a stop, which comes back as `Signal::Stop`.
    fn ask_to_stop(&mut self);
    /// Gives the terminal back and sleeps; `false` where nobody could wake the process.
    fn stop(&mut self) -> bool;
    /// Takes the terminal again.
    fn go_on(&mut self) -> std::io::Result<()>;
}

/// How the loop came to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    Quit,
    /// The terminal is not there any more.
    Gone,
    /// Something inside the program is broken; what was typed is kept.
    Panicked,
    /// Left although a write was still under way.
    Impatient,
}

impl Ended {
    /// What is to be said about it once the terminal is given back; nothing about a plain quit.
    pub fn trouble(self) -> Option<&'static str> {
        match self {
            Ended::Quit | Ended::Gone => None,
            Ended::Panicked => Some(failing::PANICKED),
            Ended::Impatient => Some(failing::IMPATIENT),
        }
    }
}

/// How long leaving waits for writes under way. Their forms are on disk in any case.
const PATIENCE: Duration = Duration::from_secs(10);
/// After a second request to end, which waits for the disk alone.
const SHORT_PATIENCE: Duration = Duration::from_secs(1);
const FRAME: Duration = Duration::from_nanos(1_000_000_000 / 30);
/// How long a frame waits for the local reads that its key asked for: drawn a moment later, but once and whole.
const WHOLE: Duration = Duration::from_millis(16);
/// How long after the end of another program a ctrl-c that was meant for it may still come.
const ECHO: Duration = Duration::from_secs(1);
/// How many keys are taken before a frame gets its turn.
const BATCH: usize = 256;

/// Runs until the app quits, the terminal is gone, or something breaks.
pub async fn run<F, H, C, S>(
    face: F,
    hands: H,
    canvas: C,
    stage: S,
    inputs: impl Stream<Item = Input> + Unpin,
    mut signals: impl Stream<Item = Signal> + Unpin,
) -> (Ended, H)
where
    F: Face,
    H: Hands,
    C: Canvas,
    S: Stage,
{
    let mut desk = Desk::new(face, hands, canvas, stage);
    desk.start();
    // What lies ready comes together, so that many keys cost one frame.
    let mut inputs = inputs.ready_chunks(BATCH);
    loop {
        if let Some(ended) = desk.ended() {
            return (ended, desk.hands);
        }
        if desk.frame_is_due() {
            desk.draw();
            continue;
        }
        let wake = desk.wake();
        tokio::select! {
            biased;
            Some(signal) = signals.next() => desk.signal(signal),
            answer = desk.hands.next() => desk.answer(answer),
            batch = inputs.next(), if desk.listens() => desk.inputs(batch),
            () = sleep_until(wake.unwrap_or_else(Instant::now)), if wake.is_some() => {}
        }
        desk.drain();
        desk.take_back();
    }
}

/// Why the loop is on its way out.
#[derive(Clone, Copy)]
struct Leaving {
    why: Ended,
    until: Instant,
    /// Asked for twice: what is on disk need not be answered too.
    at_once: bool,
}

struct Desk<F, H, C, S> {
    face: F,
    hands: H,
    canvas: C,
    /// The frame, drawn anew each time.
    frame: Buffer,
    stage: S,
    pace: Pace,
    leaving: Option<Leaving>,
    stopped: bool,
    /// Another program has the terminal.
    lent: bool,
    /// When it was taken back from the last one.
    taken_back: Option<Instant>,
}

impl<F: Face, H: Hands, C: Canvas, S: Stage> Desk<F, H, C, S> {
    fn new(face: F, hands: H, canvas: C, stage: S) -> Desk<F, H, C, S> {
        Desk {
            face,
            hands,
            canvas,
            frame: Buffer::default(),
            stage,
            pace: Pace::default(),
            leaving: None,
            stopped: false,
            lent: false,
            taken_back: None,
        }
    }

    fn start(&mut self) {
        if let Ok(size) = self.canvas.size() {
            self.tell(Msg::Resize {
                width: size.width,
                height: size.height,
            });
        }
        if let Some(cmds) = self.guarded(|face| face.start()) {
            self.perform(cmds);
        }
        self.pace.dirty(Instant::now());
    }

    /// Runs a part of the app; a panic in it ends the loop and nothing else.
    fn guarded<T>(&mut self, part: impl FnOnce(&mut F) -> T) -> Option<T> {
        if self.is_broken() {
            return None;
        }
        match catch_unwind(AssertUnwindSafe(|| part(&mut self.face))) {
            Ok(done) => Some(done),
            Err(_) => {
                self.leave(Ended::Panicked);
                None
            }
        }
    }

    fn is_broken(&self) -> bool {
        self.leaving
            .is_some_and(|leaving| leaving.why == Ended::Panicked)
    }

    fn tell(&mut self, msg: Msg) {
        let told = self.guarded(|face| {
            let cmds = face.update(msg);
            (cmds, face.take_dirty())
        });
        if let Some((cmds, dirty)) = told {
            if dirty {
                self.pace.dirty(Instant::now());
            }
            self.perform(cmds);
        }
    }

    fn perform(&mut self, cmds: Vec<Cmd>) {
        for cmd in cmds {
            match cmd {
                Cmd::Quit if self.leaving.is_some() => self.hasten(),
                Cmd::Quit => self.leave(Ended::Quit),
                Cmd::Mouse(on) => {
                    if let Err(error) = self.stage.mouse(on) {
                        tracing::warn!(%error, "the terminal was not told about the mouse");
                    }
                }
                Cmd::Suspend => self.stage.ask_to_stop(),
                Cmd::Editor { ticket, .. } => self.lend(ticket, cmd),
                cmd => self.hands.perform(cmd),
            }
        }
    }

    /// Lets a command have the terminal until it is done.
    fn lend(&mut self, ticket: Ticket, cmd: Cmd) {
        self.lent = self.stage.lend();
        match self.lent {
            true => self.hands.perform(cmd),
            false => self.tell(not_lent(ticket)),
        }
    }

    /// Takes the terminal back once the other program has ended; on the way out it is the shell's already.
    fn take_back(&mut self) {
        if self.lent && self.leaving.is_none() && !self.hands.lends() {
            self.lent = false;
            self.taken_back = Some(Instant::now());
            let taken = self.stage.take_back();
            self.draw_anew(taken);
        }
    }

    /// The screen holds what others wrote meanwhile.
    fn draw_anew(&mut self, taken: std::io::Result<()>) {
        self.canvas.forget();
        match taken {
            Ok(()) => self.pace.dirty(Instant::now()),
            Err(_) => self.hang_up(Ended::Gone),
        }
    }

    /// Whether a ctrl-c is meant for the program that has the terminal, or just had it: it goes to both, and the end
    /// of the other may be told before.
    fn is_for_another(&self) -> bool {
        self.lent || self.taken_back.is_some_and(|at| at.elapsed() < ECHO)
    }

    fn signal(&mut self, signal: Signal) {
        match signal {
            Signal::Interrupt if self.is_for_another() && self.leaving.is_none() => {}
            Signal::Interrupt if self.leaving.is_some() => self.hasten(),
            Signal::Interrupt => self.hang_up(Ended::Quit),
            Signal::End if self.leaving.is_some() => self.hasten(),
            Signal::End => self.hang_up(Ended::Quit),
            Signal::Gone => self.hang_up(Ended::Gone),
            Signal::Stop => self.stopped = self.stage.stop(),
            Signal::Continue => {
                self.stopped = false;
                if !self.lent {
                    let taken = self.stage.go_on();
                    self.draw_anew(taken);
                }
            }
        }
    }

    fn answer(&mut self, answer: Option<Msg>) {
        if let Some(msg) = answer {
            self.tell(msg);
        }
    }

    /// Keys count until the loop is past waiting: asking to leave once more is still heard.
    fn inputs(&mut self, batch: Option<Vec<Input>>) {
        for input in batch.unwrap_or_else(|| vec![Input::Gone]) {
            if !self.listens() {
                return;
            }
            match input {
                Input::Msg(msg) => {
                    // A terminal that grows back to where it was has lost what stood at its edges.
                    if matches!(msg, Msg::Resize { .. }) {
                        self.canvas.forget();
                    }
                    self.tell(msg);
                }
                Input::Gone => self.hang_up(Ended::Gone),
            }
        }
    }

    /// Takes the answers that are there already, so that many cost one frame.
    fn drain(&mut self) {
        while let Some(msg) = self.hands.ready() {
            self.tell(msg);
        }
    }

    /// Lets the app keep what is typed, and leaves whatever it says.
    fn hang_up(&mut self, why: Ended) {
        self.tell(Msg::Hangup);
        self.leave(why);
    }

    fn leave(&mut self, why: Ended) {
        self.hands.hurry();
        let until = Instant::now() + PATIENCE;
        let leaving = self.leaving.get_or_insert(Leaving {
            why,
            until,
            at_once: false,
        });
        // What broke or is gone says more than that it was asked to quit.
        if leaving.why == Ended::Quit {
            leaving.why = why;
        }
    }

    fn hasten(&mut self) {
        if let Some(leaving) = &mut self.leaving {
            leaving.at_once = true;
            leaving.until = leaving.until.min(Instant::now() + SHORT_PATIENCE);
        }
    }

    fn ended(&self) -> Option<Ended> {
        let leaving = self.leaving?;
        if self.hands.settled() {
            return Some(leaving.why);
        }
        let late = leaving.until <= Instant::now() || (leaving.at_once && self.hands.kept());
        late.then_some(match leaving.why {
            Ended::Quit => Ended::Impatient,
            why => why,
        })
    }

    fn listens(&self) -> bool {
        self.leaving
            .is_none_or(|leaving| leaving.why == Ended::Quit && !leaving.at_once)
    }

    fn may_draw(&self) -> bool {
        !self.stopped
            && !self.lent
            && self
                .leaving
                .is_none_or(|leaving| !matches!(leaving.why, Ended::Gone | Ended::Panicked))
    }

    fn frame_due(&self) -> Option<Instant> {
        self.pace
            .due(self.hands.reading())
            .filter(|_| self.may_draw())
    }

    fn frame_is_due(&self) -> bool {
        self.frame_due().is_some_and(|at| at <= Instant::now())
    }

    /// When the loop must go on even if nothing comes; never, while nothing happens.
    fn wake(&self) -> Option<Instant> {
        let leaving = self.leaving.map(|leaving| leaving.until);
        self.frame_due().into_iter().chain(leaving).min()
    }

    fn draw(&mut self) {
        self.pace.drawn(Instant::now(), self.hands.reading());
        let (face, canvas, frame) = (&self.face, &mut self.canvas, &mut self.frame);
        let drawn = catch_unwind(AssertUnwindSafe(|| {
            let size = canvas.size()?;
            frame.resize(Rect::new(0, 0, size.width, size.height));
            frame.reset();
            let cursor = face.draw(frame);
            canvas.link(face.links());
            canvas.show(frame, cursor)
        }));
        match drawn {
            Ok(Ok(())) => {}
            Ok(Err(error)) => {
                tracing::warn!(%error, "the terminal cannot be written to");
                self.hang_up(Ended::Gone);
            }
            Err(_) => self.leave(Ended::Panicked),
        }
    }
}

/// The answer to who wants the editor where the keys cannot be left to it.
fn not_lent(ticket: Ticket) -> Msg {
    Msg::Done {
        ticket,
        outcome: Outcome::Failed(Failure {
            text: failing::NOT_LENT.to_owned(),
        }),
    }
}

/// When a frame may be drawn: at once after a pause, then at most thirty a second.
#[derive(Clone, Copy, Debug, Default)]
struct Pace {
    last: Option<Instant>,
    dirty_since: Option<Instant>,
}

impl Pace {
    fn dirty(&mut self, now: Instant) {
        self.dirty_since.get_or_insert(now);
    }

    /// A frame that could not wait for a read is not whole: what completes it may follow at once.
    fn drawn(&mut self, now: Instant, reading: bool) {
        if !reading {
            self.last = Some(now);
        }
        self.dirty_since = None;
    }

    fn due(&self, reading: bool) -> Option<Instant> {
        let since = self.dirty_since?;
        let whole = if reading { since + WHOLE } else { since };
        Some(self.last.map_or(whole, |last| whole.max(last + FRAME)))
    }
}

#[cfg(test)]
#[path = "run_tests.rs"]
mod tests;
