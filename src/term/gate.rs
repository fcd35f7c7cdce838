//! Owns keeping the reader of the keys away from the terminal while another program has it.
//! Must not read anything itself.

use std::io::{self, PipeReader, PipeWriter, Read, Write};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// A gate that the reader passes before each read.
#[derive(Clone, Debug)]
pub struct Gate {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    stands: Mutex<Stands>,
    turned: Condvar,
    /// The reader sleeps until something comes: a byte here does.
    bell: PipeReader,
    rope: PipeWriter,
}

#[derive(Debug, Default)]
struct Stands {
    closed: bool,
    /// The reader stands before it.
    waiting: bool,
}

/// How long the reader may take to come to the gate. One that never comes reads a terminal that is gone.
const PATIENCE: Duration = Duration::from_secs(1);

impl Gate {
    pub fn new() -> io::Result<Gate> {
        let (bell, rope) = io::pipe()?;
        let inner = Inner {
            stands: Mutex::default(),
            turned: Condvar::new(),
            bell,
            rope,
        };
        Ok(Gate {
            inner: Arc::new(inner),
        })
    }

    /// For the reader: can be read once somebody wants to close the gate.
    pub fn bell(&self) -> &PipeReader {
        &self.inner.bell
    }

    /// For the reader: it has heard the bell.
    pub fn still(&self) {
        // As many as have rung; the rest is heard the next time.
        if let Err(error) = (&self.inner.bell).read(&mut [0; 16]) {
            tracing::warn!(%error, "the bell of the keys' gate cannot be read");
        }
    }

    /// For the reader: goes on at once, or as soon as the gate is open.
    pub fn pass(&self) {
        let mut stands = self.stands();
        while stands.closed {
            stands.waiting = true;
            self.inner.turned.notify_all();
            stands = self
                .inner
                .turned
                .wait(stands)
                .unwrap_or_else(PoisonError::into_inner);
        }
        stands.waiting = false;
    }

    /// Whether the reader stands before it now, and reads nothing until it is opened.
    pub fn close(&self) -> bool {
        self.stands().closed = true;
        if let Err(error) = (&self.inner.rope).write(&[0]) {
            tracing::warn!(%error, "the reader of the keys could not be woken");
        }
        let (stands, _) = self
            .inner
            .turned
            .wait_timeout_while(self.stands(), PATIENCE, |stands| !stands.waiting)
            .unwrap_or_else(PoisonError::into_inner);
        let waits = stands.waiting;
        drop(stands);
        if !waits {
            self.open();
        }
        waits
    }

    pub fn open(&self) {
        self.stands().closed = false;
        self.inner.turned.notify_all();
    }

    fn stands(&self) -> MutexGuard<'_, Stands> {
        self.inner
            .stands
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc::channel;

    #[test]
    fn who_comes_to_a_closed_gate_waits_until_it_opens() {
        let gate = Gate::new().unwrap();
        gate.pass();
        let (read, reads) = channel();
        let (key, keys) = channel();
        let reader = gate.clone();
        let thread = std::thread::spawn(move || {
            for key in keys {
                read.send(key).unwrap();
                reader.pass();
            }
        });
        let closing = gate.clone();
        let closed = std::thread::spawn(move || closing.close());
        // Until the reader has come there is no answer to whether the gate is closed.
        while !gate.stands().closed {
            std::thread::yield_now();
        }
        key.send('a').unwrap();
        assert!(closed.join().unwrap());
        key.send('b').unwrap();
        assert_eq!(reads.try_iter().collect::<Vec<char>>(), ['a']);
        gate.open();
        assert_eq!(reads.recv(), Ok('b'));
        drop(key);
        thread.join().unwrap();
    }

    #[test]
    fn who_sleeps_is_rung_for() {
        let gate = Gate::new().unwrap();
        let reader = gate.clone();
        let thread = std::thread::spawn(move || {
            // Sleeps until it is rung for.
            reader.still();
            reader.pass();
        });
        assert!(gate.close());
        gate.open();
        thread.join().unwrap();
    }

    #[test]
    fn a_gate_that_nobody_comes_to_stays_open() {
        let gate = Gate::new().unwrap();
        assert!(!gate.close());
        gate.pass();
    }
}
