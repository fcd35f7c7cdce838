//! Owns the terminal that a program runs in, which tests type into and read. Waits are for conditions, with a
//! deadline. Must not know whose home it is.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtyPair, PtySize, native_pty_system};
use rustix::process::{Pid, Signal, kill_process};

/// Asks for the second screen.
const SECOND_SCREEN: &[u8] = b"\x1b[?1049h";

pub(super) const PATIENCE: Duration = Duration::from_secs(30);

/// What begins and what ends a frame.
const FRAME: [&[u8]; 2] = [b"\x1b[?2026h", b"\x1b[?2026l"];

/// Whether a frame is half-way drawn, told by all bytes so far: a condition that holds there may not hold of
/// the whole.
#[derive(Default)]
struct Drawing {
    tail: Vec<u8>,
    half: bool,
}

impl Drawing {
    fn follow(&mut self, bytes: &[u8]) {
        self.tail.extend_from_slice(bytes);
        let last = |mark: &[u8]| self.tail.windows(mark.len()).rposition(|part| part == mark);
        let [begins, ends] = FRAME.map(last);
        if begins.is_some() || ends.is_some() {
            self.half = begins > ends;
        }
        let keep = self.tail.len().min(FRAME[0].len() - 1);
        self.tail.drain(..self.tail.len() - keep);
    }
}

/// The screen as it is drawn, and a bell for those who wait for a change.
struct Seen {
    parser: Mutex<vt100::Parser>,
    changed: Condvar,
    closing: AtomicBool,
    /// A frame is half-way drawn.
    half: AtomicBool,
    /// All that was written, as it came.
    raw: Mutex<Vec<u8>>,
}

/// How often each thread has run, and for how long.
pub type Runs = BTreeMap<String, String>;

/// The binary in a terminal.
pub struct Term {
    child: Box<dyn Child + Send + Sync>,
    /// Both ends: the program's own end is kept, so that its settings can be read after it has left.
    pair: Option<PtyPair>,
    keys: Option<Box<dyn Write + Send>>,
    seen: Arc<Seen>,
    reader: Option<std::thread::JoinHandle<()>>,
    before: String,
}

impl Term {
    pub(super) fn spawn(
        command: CommandBuilder,
        cols: u16,
        rows: u16,
        second_screen: bool,
    ) -> Term {
        let size = PtySize {
            rows,
            cols,
            pixel_width: 0,
            pixel_height: 0,
        };
        let pair = native_pty_system().openpty(size).unwrap();
        let before = settings(pair.master.as_ref());
        let mut screen = pair.master.try_clone_reader().unwrap();
        let keys = pair.master.take_writer().unwrap();
        let child = pair.slave.spawn_command(command).unwrap();
        // What is written to a terminal without a size is shown by one of the usual size.
        let (rows, cols) = match (rows, cols) {
            (0, _) | (_, 0) => (24, 80),
            known => known,
        };
        let seen = Arc::new(Seen {
            parser: Mutex::new(vt100::Parser::new(rows, cols, 0)),
            changed: Condvar::new(),
            closing: AtomicBool::new(false),
            half: AtomicBool::new(false),
            raw: Mutex::new(Vec::new()),
        });
        let watched = seen.clone();
        let reader = std::thread::spawn(move || {
            let mut bytes = [0; 65536];
            let mut drawing = Drawing::default();
            while let Ok(count @ 1..) = screen.read(&mut bytes) {
                if watched.closing.load(Ordering::SeqCst) {
                    return;
                }
                let mut parser = watched.parser.lock().unwrap();
                match second_screen {
                    true => parser.process(&bytes[..count]),
                    // The sequence is at the head of one short write, so it comes in one piece.
                    false => parser.process(&without(&bytes[..count], SECOND_SCREEN)),
                }
                watched
                    .raw
                    .lock()
                    .unwrap()
                    .extend_from_slice(&bytes[..count]);
                drawing.follow(&bytes[..count]);
                watched.half.store(drawing.half, Ordering::SeqCst);
                drop(parser);
                watched.changed.notify_all();
            }
        });
        Term {
            child,
            pair: Some(pair),
            keys: Some(keys),
            seen,
            reader: Some(reader),
            before,
        }
    }

    /// The screen after the last whole frame.
    pub fn text(&self) -> String {
        let deadline = Instant::now() + PATIENCE;
        let mut parser = self.seen.parser.lock().unwrap();
        while self.seen.half.load(Ordering::SeqCst) && Instant::now() < deadline {
            let waited = self.seen.changed.wait_timeout(parser, PATIENCE).unwrap();
            parser = waited.0;
        }
        parser.screen().contents()
    }

    /// How each place looks.
    pub fn looks(&self) -> Vec<String> {
        looks(self.seen.parser.lock().unwrap().screen())
    }

    /// Waits until the screen fulfils a condition.
    #[track_caller]
    pub fn wait_until(&self, what: &str, holds: impl Fn(&str) -> bool) -> String {
        let deadline = Instant::now() + PATIENCE;
        let mut parser = self.seen.parser.lock().unwrap();
        loop {
            let text = parser.screen().contents();
            if !self.seen.half.load(Ordering::SeqCst) && holds(&text) {
                return text;
            }
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                drop(parser);
                panic!("waited in vain for {what}; the screen:\n{text}");
            }
            parser = self.seen.changed.wait_timeout(parser, left).unwrap().0;
        }
    }

    #[track_caller]
    pub fn wait_for(&self, text: &str) -> String {
        self.wait_until(&format!("“{text}”"), |screen| screen.contains(text))
    }

    #[track_caller]
    pub fn wait_without(&self, text: &str) -> String {
        self.wait_until(&format!("“{text}” to go"), |screen| {
            !screen.contains(text)
        })
    }

    /// How much the program has written.
    pub fn bytes(&self) -> usize {
        self.seen.raw.lock().unwrap().len()
    }

    /// All that the program has written.
    pub fn written(&self) -> Vec<u8> {
        self.seen.raw.lock().unwrap().clone()
    }

    /// What each thread that is there has run so far.
    #[cfg(target_os = "linux")]
    pub fn runs(&self) -> Runs {
        let folder = format!("/proc/{}/task", self.child.process_id().unwrap());
        let threads = std::fs::read_dir(folder).unwrap().flatten();
        let of = |thread: std::fs::DirEntry| {
            let read = |file: &str| std::fs::read_to_string(thread.path().join(file)).ok();
            let (status, time) = (read("status")?, read("schedstat").unwrap_or_default());
            let switches = status.lines().filter(|line| line.contains("ctxt_switches"));
            let time = time.split(' ').next().unwrap_or_default();
            let said = format!("{} {time}", switches.collect::<Vec<_>>().join(" "));
            Some((thread.path().display().to_string(), said))
        };
        threads.filter_map(of).collect()
    }

    /// Waits until nothing has been written for a time.
    pub fn wait_for_silence(&self, time: Duration) {
        let mut parser = self.seen.parser.lock().unwrap();
        loop {
            let (woken, waited) = self.seen.changed.wait_timeout(parser, time).unwrap();
            if waited.timed_out() {
                return;
            }
            parser = woken;
        }
    }

    /// Whether the terminal shows the alternate screen.
    pub fn is_full_screen(&self) -> bool {
        self.seen.parser.lock().unwrap().screen().alternate_screen()
    }

    /// Whether the terminal has been asked to tell of the mouse.
    pub fn tells_of_the_mouse(&self) -> bool {
        let parser = self.seen.parser.lock().unwrap();
        parser.screen().mouse_protocol_mode() != vt100::MouseProtocolMode::None
    }

    /// Gives the terminal another size; one without a size keeps showing what it shows.
    pub fn resize(&self, cols: u16, rows: u16) {
        let size = PtySize {
            rows,
            cols,
            pixel_width: 0,
            pixel_height: 0,
        };
        // What is written for the old size must not be shown by the new one, nor the other way around.
        let mut parser = self.seen.parser.lock().unwrap();
        if rows > 0 && cols > 0 {
            parser.screen_mut().set_size(rows, cols);
        }
        self.pair.as_ref().unwrap().master.resize(size).unwrap();
    }

    pub fn press(&mut self, keys: &str) {
        let writer = self.keys.as_mut().unwrap();
        writer.write_all(keys.as_bytes()).unwrap();
        writer.flush().unwrap();
    }

    pub fn signal(&self, signal: Signal) {
        let pid = self
            .child
            .process_id()
            .and_then(|pid| Pid::from_raw(pid as i32));
        kill_process(pid.unwrap(), signal).unwrap();
    }

    /// Hangs up, as a lost connection does. `key` must make the program draw, so that the reader wakes and lets go.
    pub fn hang_up(&mut self, key: &str) {
        self.seen.closing.store(true, Ordering::SeqCst);
        self.press(key);
        self.reader.take().unwrap().join().unwrap();
        self.keys = None;
        self.pair = None;
    }

    /// Hangs up while the program sleeps and a key lies unread: it wakes to both.
    pub fn hang_up_with(&mut self, key: &str, unread: &str) {
        self.seen.closing.store(true, Ordering::SeqCst);
        self.press(key);
        self.reader.take().unwrap().join().unwrap();
        self.signal(Signal::STOP);
        self.press(unread);
        self.keys = None;
        self.pair = None;
    }

    /// Waits for the end and returns the exit code.
    #[track_caller]
    pub fn wait_for_end(&mut self) -> u32 {
        let deadline = Instant::now() + PATIENCE;
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status.exit_code();
            }
            assert!(
                Instant::now() < deadline,
                "it does not end; the screen:\n{}",
                self.text()
            );
            // The end of a process has no bell that a deadline can be put on.
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// How the terminal takes what is typed into it.
    pub fn settings(&self) -> String {
        settings(self.pair.as_ref().unwrap().master.as_ref())
    }

    /// Whether the terminal is as it was before the program came: its settings, its screen, its cursor.
    #[track_caller]
    pub fn assert_restored(&self) {
        assert_eq!(self.settings(), self.before, "the settings of the terminal");
        let deadline = Instant::now() + PATIENCE;
        // The last bytes may still be on their way to the reader.
        let mut parser = self.seen.parser.lock().unwrap();
        while parser.screen().alternate_screen()
            || parser.screen().hide_cursor()
            || parser.screen().bracketed_paste()
            || parser.screen().mouse_protocol_mode() != vt100::MouseProtocolMode::None
        {
            let left = deadline.saturating_duration_since(Instant::now());
            assert!(
                !left.is_zero(),
                "the screen, the cursor, pasting or the mouse is not as it was"
            );
            parser = self.seen.changed.wait_timeout(parser, left).unwrap().0;
        }
    }
}

impl Drop for Term {
    fn drop(&mut self) {
        // It has ended already unless a test failed.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// How each place of a screen looks, a line for each row: its colour, and what it is picked out by. Blanks have a
/// ground alone.
pub fn looks(screen: &vt100::Screen) -> Vec<String> {
    let (rows, cols) = screen.size();
    let look = |row: u16, col: u16| {
        let cell = screen.cell(row, col).unwrap();
        let ground = if cell.inverse() { 'r' } else { '.' };
        let is_blank = cell.contents().trim().is_empty();
        match (cell.fgcolor(), cell.bold()) {
            _ if is_blank => format!("{ground}"),
            (vt100::Color::Default, false) => format!("{ground}-"),
            (color, bold) => format!("{ground}{color:?}{}", if bold { "b" } else { "" }),
        }
    };
    let line = |row| (0..cols).map(|col| look(row, col)).collect();
    (0..rows).map(line).collect()
}

/// The terminal's own settings as text, to be compared.
fn settings(master: &(dyn MasterPty + Send)) -> String {
    format!("{:?}", master.get_termios().unwrap())
}

/// The bytes with one sequence taken out.
fn without(bytes: &[u8], sequence: &[u8]) -> Vec<u8> {
    let at = bytes
        .windows(sequence.len())
        .position(|there| there == sequence);
    match at {
        Some(at) => [&bytes[..at], &bytes[at + sequence.len()..]].concat(),
        None => bytes.to_vec(),
    }
}
