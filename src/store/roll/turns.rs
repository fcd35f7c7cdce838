//! Owns who may look through all of the roll now: so many at a time, first come, first served. More at once would
//! take the processors from each other, and all of them would end late.
//! Must not look.

use std::collections::VecDeque;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::sync::{Mutex, MutexGuard, PoisonError};

pub(super) struct Turns(Mutex<Line>);

struct Line {
    free: usize,
    waiting: VecDeque<SyncSender<()>>,
}

impl Turns {
    /// So many at a time, one at least.
    pub fn new(free: usize) -> Turns {
        Turns(Mutex::new(Line {
            free: free.max(1),
            waiting: VecDeque::new(),
        }))
    }

    /// Waits for a turn, which ends when it is dropped.
    pub fn take(&self) -> Turn<'_> {
        let called = {
            let mut line = self.line();
            match line.free.checked_sub(1) {
                Some(left) => {
                    line.free = left;
                    None
                }
                None => {
                    let (call, called) = sync_channel(1);
                    line.waiting.push_back(call);
                    Some(called)
                }
            }
        };
        if let Some(called) = called {
            // Whoever is in the line is called: callers live in it.
            called.recv().ok();
        }
        Turn(self)
    }

    fn line(&self) -> MutexGuard<'_, Line> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

pub(super) struct Turn<'t>(&'t Turns);

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        let mut line = self.0.line();
        while let Some(next) = line.waiting.pop_front() {
            if next.send(()).is_ok() {
                return;
            }
        }
        line.free += 1;
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    #[test]
    fn who_came_first_is_first_and_no_more_than_so_many_are_in() {
        let turns = Arc::new(Turns::new(2));
        let held = (turns.take(), turns.take());
        let (tell, told) = std::sync::mpsc::channel();
        let mut all = Vec::new();
        for nth in 0..20 {
            let (own, tell) = (turns.clone(), tell.clone());
            all.push(std::thread::spawn(move || {
                let turn = own.take();
                tell.send(nth).unwrap();
                drop(turn);
            }));
            // The next one comes when this one stands in the line.
            while turns.line().waiting.len() <= nth {
                std::thread::yield_now();
            }
        }
        assert!(told.try_recv().is_err(), "both turns are taken");
        let (one, other) = held;
        drop(one);
        let order: Vec<usize> = (0..20).map(|_| told.recv().unwrap()).collect();
        assert_eq!(order, (0..20).collect::<Vec<_>>());
        drop(other);
        for one in all {
            one.join().unwrap();
        }
        assert_eq!(turns.line().free, 2);
    }
}
