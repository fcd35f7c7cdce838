//! Owns how far comparing is, for whoever watches it, and being asked to stop. Must not compare.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// How far it is: shared by whoever compares and whoever watches.
#[derive(Debug, Default)]
pub struct Progress {
    done: AtomicUsize,
    of: AtomicUsize,
    stop: AtomicBool,
}

impl Progress {
    /// So many customers are to be compared; 0 while they are still being read.
    pub fn begin(&self, of: usize) {
        self.of.store(of, Ordering::Relaxed);
    }

    pub fn add(&self, done: usize) {
        self.done.fetch_add(done, Ordering::Relaxed);
    }

    /// How many customers have been compared, of how many.
    pub fn now(&self) -> (usize, usize) {
        let of = self.of.load(Ordering::Relaxed);
        (self.done.load(Ordering::Relaxed).min(of), of)
    }

    /// Nobody waits for the answer any more.
    pub fn stop(&self) {
        self.stop.store(true, Ordering::Relaxed);
    }

    pub fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }
}
