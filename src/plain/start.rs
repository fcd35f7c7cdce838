//! Owns the beginning: the copy of a server's customers is brought up to date, saying how far it is and how long it
//! takes; then it is kept true.
//! Must not know how a server is asked.

use std::io::Write;
use std::time::{Duration, Instant};

use tokio::sync::mpsc::unbounded_channel;

use super::Stop;
use super::talk::Talk;
use crate::app::words::plain as words;
use crate::customer::show::grouped;
use crate::query::Search;
use crate::workspace::{Progress, Remote, Workspace};

/// More often nobody wants to hear it.
const PAUSE: Duration = Duration::from_secs(5);

/// Brings the copy up to date. Away from the server, what was known last will do; that is said.
pub async fn fill<W: Write>(workspace: &Workspace, talk: &mut Talk<W>) -> Result<(), Stop> {
    if let Remote::Local { .. } = workspace.spec().remote {
        return Ok(());
    }
    let (tell, mut told) = unbounded_channel();
    let sync = workspace.sync(move |progress| drop(tell.send(progress)));
    tokio::pin!(sync);
    let mut said: Option<Instant> = None;
    let synced = loop {
        let progress = tokio::select! {
            biased;
            Some(progress) = told.recv() => progress,
            synced = &mut sync => break synced,
            () = talk.left() => return Err(Stop::Interrupted),
        };
        let is_due = said.is_none_or(|at| at.elapsed() >= PAUSE);
        if let Some(line) = sentence(&progress).filter(|_| is_due) {
            said = Some(Instant::now());
            talk.say(line)?;
            talk.flush()?;
        }
    };
    let Err(error) = synced else {
        return Ok(());
    };
    if workspace.find(Search::default()).await?.total == 0 {
        return Err(error.into());
    }
    talk.say(words::offline(error))?;
    Ok(())
}

fn sentence(progress: &Progress) -> Option<String> {
    let Progress::Filling { done, of, left, .. } = progress else {
        return None;
    };
    let of = of.map(|of| grouped(&of.to_string()));
    let left = left.map(|left| left.as_secs().max(1));
    let done = grouped(&done.to_string());
    Some(match (of, left) {
        (None, None) => words::fetching(done),
        (Some(of), None) => words::fetching_of(done, of),
        (None, Some(left)) => words::fetching_left(done, left),
        (Some(of), Some(left)) => words::fetching_of_left(done, of, left),
    })
}

/// From now on what the server has comes in and what waits goes out, for as long as the program runs.
pub fn keep_true(workspace: &Workspace) {
    let (sender, follower) = (workspace.clone(), workspace.clone());
    tokio::spawn(async move { sender.send_on().await });
    tokio::spawn(async move { follower.follow(|_| ()).await });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_far_it_is_says_how_long_it_takes() {
        let progress = |of, left| Progress::Filling {
            done: 12_000,
            of,
            rate: None,
            left,
        };
        assert_eq!(
            sentence(&progress(Some(100_000), Some(Duration::from_secs(44)))).unwrap(),
            "Fetching customers: 12,000 of 100,000, about 44 s left."
        );
        assert_eq!(
            sentence(&progress(None, None)).unwrap(),
            "Fetching customers: 12,000."
        );
        assert_eq!(sentence(&Progress::Fresh), None);
    }
}
