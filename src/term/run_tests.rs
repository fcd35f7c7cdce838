//! The loop with a stand-in for the app: keys are injected, the screen is read.

use std::cell::RefCell;
use std::rc::Rc;

use futures_util::stream;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use super::*;
use crate::app::key::{Code, Key};
use crate::app::msg::Outcome;
use crate::app::outside::Paper;
use crate::app::ticket::{Slot, Ticket};
use crate::query::Search;

#[path = "run_lent_tests.rs"]
mod lent;

/// What happened, in order.
#[derive(Clone, Default)]
struct Diary(Rc<RefCell<Vec<String>>>);

impl Diary {
    fn note(&self, what: impl Into<String>) {
        self.0.borrow_mut().push(what.into());
    }

    fn lines(&self) -> Vec<String> {
        self.0.borrow().clone()
    }

    fn count(&self, what: &str) -> usize {
        self.lines()
            .iter()
            .filter(|line| line.starts_with(what))
            .count()
    }
}

/// Shows what was typed; `f` asks a question, `e` lends the terminal, `q` quits, `!` breaks, `z` suspends, `-` changes nothing.
struct Typed {
    text: String,
    dirty: bool,
    diary: Diary,
}

impl Face for Typed {
    fn start(&mut self) -> Vec<Cmd> {
        Vec::new()
    }

    fn update(&mut self, msg: Msg) -> Vec<Cmd> {
        self.dirty = true;
        match msg {
            Msg::Key(Key {
                code: Code::Char(c),
                ..
            }) => match c {
                '!' => panic!("broken on purpose"),
                'q' => return vec![Cmd::Quit],
                'z' => return vec![Cmd::Suspend],
                '-' => self.dirty = false,
                'f' => return vec![find()],
                'e' => return vec![editor()],
                c => self.text.push(c),
            },
            Msg::Hangup => self.diary.note("hangup"),
            Msg::Done { .. } => self.text.push_str("<found>"),
            _ => {}
        }
        Vec::new()
    }

    fn take_dirty(&mut self) -> bool {
        std::mem::take(&mut self.dirty)
    }

    fn draw(&self, frame: &mut Buffer) -> Option<Position> {
        assert!(!self.text.contains('#'), "a drawing that breaks on purpose");
        self.diary.note(format!("frame {}", self.text));
        frame.set_string(0, 0, &self.text, ratatui::style::Style::new());
        None
    }
}

fn editor() -> Cmd {
    Cmd::Editor {
        ticket: Ticket {
            slot: Slot::Editor,
            generation: 1,
        },
        paper: Paper::Text(String::new()),
    }
}

fn find() -> Cmd {
    Cmd::Find {
        ticket: Ticket {
            slot: Slot::List,
            generation: 1,
        },
        search: Search::default(),
    }
}

/// Answers a question after a while; settles only when it is told to.
struct Slow {
    diary: Diary,
    after: Duration,
    due: Option<Instant>,
    kept: bool,
    settled: bool,
    lent: bool,
}

impl Hands for Slow {
    fn perform(&mut self, cmd: Cmd) {
        self.lent = matches!(cmd, Cmd::Editor { .. });
        self.due = Some(Instant::now() + self.after);
    }

    async fn next(&mut self) -> Option<Msg> {
        match self.due {
            Some(due) => sleep_until(due).await,
            None => std::future::pending().await,
        }
        self.due = None;
        self.lent = false;
        let Cmd::Find { ticket, .. } = find() else {
            return None;
        };
        Some(Msg::Done {
            ticket,
            outcome: Outcome::Record(None),
        })
    }

    fn ready(&mut self) -> Option<Msg> {
        None
    }

    fn lends(&self) -> bool {
        self.lent
    }

    fn reading(&self) -> bool {
        self.due.is_some()
    }

    fn hurry(&mut self) {
        self.diary.note("hurry");
    }

    fn kept(&self) -> bool {
        self.kept
    }

    fn settled(&self) -> bool {
        self.settled
    }
}

/// Shows frames to nobody.
struct Wall;

impl Canvas for Wall {
    fn size(&self) -> std::io::Result<Size> {
        Ok(Size::new(40, 2))
    }

    fn show(&mut self, _: &Buffer, _: Option<Position>) -> std::io::Result<()> {
        Ok(())
    }

    fn forget(&mut self) {}
}

struct Props(Diary, bool);

impl Stage for Props {
    fn lend(&mut self) -> bool {
        self.0.note("lend");
        self.1
    }

    fn mouse(&mut self, _: bool) -> std::io::Result<()> {
        Ok(())
    }

    fn take_back(&mut self) -> std::io::Result<()> {
        self.0.note("take back");
        Ok(())
    }

    fn ask_to_stop(&mut self) {
        self.0.note("asked to stop");
    }

    fn stop(&mut self) -> bool {
        self.0.note("stop");
        true
    }

    fn go_on(&mut self) -> std::io::Result<()> {
        self.0.note("go on");
        Ok(())
    }
}

struct Rig {
    diary: Diary,
    keys: UnboundedSender<Input>,
    signals: UnboundedSender<Signal>,
    taken: Option<(UnboundedReceiver<Input>, UnboundedReceiver<Signal>)>,
    after: Duration,
    kept: bool,
    settled: bool,
    lendable: bool,
}

impl Rig {
    fn new() -> Rig {
        let (keys, typed) = unbounded_channel();
        let (signals, sent) = unbounded_channel();
        Rig {
            diary: Diary::default(),
            keys,
            signals,
            taken: Some((typed, sent)),
            after: Duration::from_millis(1),
            kept: true,
            settled: true,
            lendable: true,
        }
    }

    fn press(&self, text: &str) {
        for c in text.chars() {
            self.keys.send(Input::Msg(Msg::Key(Key::char(c)))).unwrap();
        }
    }

    fn run(&mut self) -> impl Future<Output = Ended> + use<> {
        let (typed, sent) = self.taken.take().unwrap();
        let face = Typed {
            text: String::new(),
            dirty: false,
            diary: self.diary.clone(),
        };
        let hands = Slow {
            diary: self.diary.clone(),
            after: self.after,
            due: None,
            kept: self.kept,
            settled: self.settled,
            lent: false,
        };
        let stage = Props(self.diary.clone(), self.lendable);
        let inputs = stream::unfold(typed, |mut typed| async {
            Some((typed.recv().await?, typed))
        });
        let signals = stream::unfold(sent, |mut sent| async { Some((sent.recv().await?, sent)) });
        async move {
            let (inputs, signals) = (Box::pin(inputs), Box::pin(signals));
            run(face, hands, Wall, stage, inputs, signals).await.0
        }
    }

    /// Runs the loop while `script` types.
    async fn play(&mut self, script: impl AsyncFnOnce(&Rig)) -> Ended {
        let running = self.run();
        let (ended, ()) = tokio::join!(running, script(self));
        ended
    }
}

async fn pause(millis: u64) {
    tokio::time::sleep(Duration::from_millis(millis)).await;
}

#[tokio::test(start_paused = true)]
async fn keys_that_wait_cost_one_frame() {
    let mut rig = Rig::new();
    let ended = rig
        .play(async |rig| {
            pause(100).await;
            rig.press("volks");
            pause(100).await;
            rig.press("q");
        })
        .await;
    assert_eq!(ended, Ended::Quit);
    assert_eq!(rig.diary.lines(), ["frame ", "frame volks", "hurry"]);
}

#[tokio::test(start_paused = true)]
async fn nothing_is_drawn_while_nothing_changes() {
    let mut rig = Rig::new();
    rig.play(async |rig| {
        pause(60_000).await;
        rig.press("---");
        pause(60_000).await;
        rig.press("q");
    })
    .await;
    assert_eq!(rig.diary.count("frame"), 1);
}

#[tokio::test(start_paused = true)]
async fn the_first_key_after_a_pause_is_drawn_at_once_and_a_flood_at_thirty_a_second() {
    let mut rig = Rig::new();
    rig.play(async |rig| {
        pause(1000).await;
        rig.press("a");
        tokio::task::yield_now().await;
        pause(0).await;
        assert_eq!(
            rig.diary.lines().last().map(String::as_str),
            Some("frame a")
        );
        for _ in 0..1000 {
            rig.press("b");
            pause(1).await;
        }
        rig.press("q");
    })
    .await;
    let frames = rig.diary.count("frame");
    assert!((28..=33).contains(&frames), "{frames} frames in a second");
}

#[tokio::test(start_paused = true)]
async fn a_frame_waits_for_the_rows_its_key_asked_for() {
    let mut rig = Rig::new();
    rig.play(async |rig| {
        pause(100).await;
        rig.press("f");
        pause(100).await;
        rig.press("q");
    })
    .await;
    assert_eq!(rig.diary.lines(), ["frame ", "frame <found>", "hurry"]);
}

#[tokio::test(start_paused = true)]
async fn but_not_longer_than_a_moment() {
    let mut rig = Rig::new();
    rig.after = Duration::from_secs(1);
    rig.play(async |rig| {
        pause(100).await;
        rig.press("af");
        pause(20).await;
        assert_eq!(
            rig.diary.lines().last().map(String::as_str),
            Some("frame a")
        );
        pause(2000).await;
        rig.press("q");
    })
    .await;
    assert_eq!(rig.diary.count("frame a<found>"), 1);
}

#[tokio::test(start_paused = true)]
async fn a_panic_in_the_app_keeps_drafts_and_ends() {
    for broken in ["a!", "#"] {
        let mut rig = Rig::new();
        let ended = rig.play(async |rig| rig.press(broken)).await;
        assert_eq!(ended, Ended::Panicked);
        assert_eq!(rig.diary.count("hurry"), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn a_signal_to_end_lets_the_app_keep_what_is_typed() {
    for (signal, ended) in [
        (Signal::End, Ended::Quit),
        (Signal::Interrupt, Ended::Quit),
        (Signal::Gone, Ended::Gone),
    ] {
        let mut rig = Rig::new();
        let how = rig
            .play(async |rig| {
                pause(100).await;
                rig.signals.send(signal).unwrap();
            })
            .await;
        assert_eq!(how, ended);
        assert_eq!(rig.diary.lines(), ["frame ", "hangup", "hurry"]);
    }
}

#[tokio::test(start_paused = true)]
async fn a_terminal_that_cannot_be_read_is_gone() {
    let mut rig = Rig::new();
    let ended = rig
        .play(async |rig| rig.keys.send(Input::Gone).unwrap())
        .await;
    assert_eq!(ended, Ended::Gone);
    assert_eq!(rig.diary.count("hangup"), 1);
}

#[tokio::test(start_paused = true)]
async fn leaving_waits_for_writes_but_not_for_ever() {
    let mut rig = Rig::new();
    rig.settled = false;
    let begin = Instant::now();
    let ended = rig.play(async |rig| rig.press("q")).await;
    assert_eq!(ended, Ended::Impatient);
    assert_eq!(begin.elapsed().as_secs(), PATIENCE.as_secs());
}

#[tokio::test(start_paused = true)]
async fn a_second_request_to_end_is_obeyed_soon() {
    let mut rig = Rig::new();
    rig.settled = false;
    let begin = Instant::now();
    rig.play(async |rig| {
        rig.signals.send(Signal::End).unwrap();
        pause(10).await;
        rig.signals.send(Signal::End).unwrap();
    })
    .await;
    assert!(begin.elapsed() <= SHORT_PATIENCE * 2);
}

#[tokio::test(start_paused = true)]
async fn a_second_quit_leaves_a_silent_server_at_once_when_drafts_are_on_disk() {
    for (kept, most) in [(true, Duration::ZERO), (false, SHORT_PATIENCE)] {
        let mut rig = Rig::new();
        (rig.settled, rig.kept) = (false, kept);
        let begin = Instant::now();
        let ended = rig
            .play(async |rig| {
                rig.press("q");
                pause(10).await;
                rig.press("q");
            })
            .await;
        assert_eq!(ended, Ended::Impatient);
        let took = begin.elapsed() - Duration::from_millis(10);
        assert!(took <= most + Duration::from_millis(5), "{took:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn after_a_stop_the_screen_is_drawn_again_and_not_before() {
    let mut rig = Rig::new();
    rig.play(async |rig| {
        pause(100).await;
        rig.press("z");
        pause(10).await;
        rig.signals.send(Signal::Stop).unwrap();
        pause(10).await;
        rig.press("a");
        pause(100).await;
        assert_eq!(rig.diary.lines().last().map(String::as_str), Some("stop"));
        rig.signals.send(Signal::Continue).unwrap();
        pause(100).await;
        rig.press("q");
    })
    .await;
    let lines = rig.diary.lines();
    assert!(
        lines.ends_with(&[
            "stop".into(),
            "go on".into(),
            "frame a".into(),
            "hurry".into()
        ]),
        "{lines:?}"
    );
}
