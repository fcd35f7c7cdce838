//! Owns the signals: what asks the program to end, to stop and to go on, and noticing that the terminal
//! has hung up. Must not decide what is done about them.

use std::io;

use futures_util::stream::{self, Stream, StreamExt};
use rustix::event::{PollFd, PollFlags, poll};
use rustix::io::Errno;
use rustix::process::{
    Signal as Sent, getpid, getppid, getsid, kill_current_process_group, kill_process,
};
use tokio::signal::unix::{SignalKind, signal};

/// What a signal asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signal {
    /// SIGTERM.
    End,
    /// SIGINT or SIGQUIT: from outside, or from the keys of a program that has the terminal.
    Interrupt,
    /// SIGHUP, or a terminal that is not there any more.
    Gone,
    /// SIGTSTP: a shell wants its terminal back.
    Stop,
    /// SIGCONT.
    Continue,
}

/// Everything that is asked for, as it comes. Needs a runtime.
pub fn stream() -> io::Result<impl Stream<Item = Signal> + Unpin> {
    let kinds = [
        (SignalKind::terminate(), Signal::End),
        (SignalKind::interrupt(), Signal::Interrupt),
        (SignalKind::quit(), Signal::Interrupt),
        (SignalKind::hangup(), Signal::Gone),
        (SignalKind::from_raw(Sent::TSTP.as_raw()), Signal::Stop),
        (SignalKind::from_raw(Sent::CONT.as_raw()), Signal::Continue),
    ];
    let mut all = Vec::new();
    for (kind, meaning) in kinds {
        let mut signals = signal(kind)?;
        let each =
            stream::poll_fn(move |cx| signals.poll_recv(cx).map(|got| got.map(|()| meaning)));
        all.push(each.boxed());
    }
    all.push(hung_up().boxed());
    Ok(stream::select_all(all))
}

/// A terminal that hangs up without a SIGHUP (the program runs under `nohup`, or in another session) is
/// noticed here: crossterm's reader spins on it and never says so
/// (<https://github.com/crossterm-rs/crossterm/issues/793>). A thread of its own sleeps in `poll` until then.
fn hung_up() -> impl Stream<Item = Signal> {
    let (tell, told) = tokio::sync::mpsc::unbounded_channel();
    std::thread::spawn(move || {
        let terminal = io::stdin();
        // No event is asked for: only a hang-up or an error is reported, never a key.
        let mut watched = [PollFd::new(&terminal, PollFlags::empty())];
        while matches!(poll(&mut watched, None), Err(Errno::INTR)) {}
        // Nobody listens any more: the program has ended by itself.
        let _ = tell.send(Signal::Gone);
    });
    stream::unfold(told, |mut told| async {
        told.recv().await.map(|signal| (signal, told))
    })
}

/// Asks for the whole job to be stopped, as the terminal's own ctrl-z does; it comes back to us as
/// `Signal::Stop`. Without a shell to wake it (`ssh host rolo`) it would sleep for ever: then nothing is done.
pub fn ask_to_stop() {
    if has_shell()
        && let Err(error) = kill_current_process_group(Sent::TSTP)
    {
        tracing::warn!(%error, "the job could not be stopped");
    }
}

/// Stops this process; it returns when it is woken.
pub fn stop() {
    if let Err(error) = kill_process(getpid(), Sent::STOP) {
        tracing::warn!(%error, "the process could not be stopped");
    }
}

/// Whether somebody in our session is there to wake a stopped job: the leader of a session has nobody.
pub fn has_shell() -> bool {
    let Ok(session) = getsid(None) else {
        return false;
    };
    let parent = getppid().and_then(|parent| getsid(Some(parent)).ok());
    session != getpid() && parent == Some(session)
}
