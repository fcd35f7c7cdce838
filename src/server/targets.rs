//! Owns what stood in a connection's request lines, from where they are read to where they are answered.
//! Must not read them.

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Waker};

use bytes::Bytes;

use super::headers::Fault;

/// Requests that a client may have sent before the first is answered.
pub const MOST_WAITING: usize = 8;

/// What stood in a request line.
#[derive(Clone, PartialEq, Eq)]
pub enum Target {
    /// The query as it was sent, without the `?`.
    Query(Bytes),
    /// No request line that could be read.
    Malformed,
    TooLong,
    /// A request line, with headers behind it that hyper would refuse without a word.
    Headers(Fault),
}

/// A query may hold keys and people's data: only its length is printed.
impl fmt::Debug for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Target::Query(query) => write!(f, "Query({} bytes)", query.len()),
            Target::Malformed => f.write_str("Malformed"),
            Target::TooLong => f.write_str("TooLong"),
            Target::Headers(fault) => write!(f, "Headers({fault:?})"),
        }
    }
}

/// The targets of a connection's requests, in order.
#[derive(Clone, Debug, Default)]
pub struct Targets {
    shared: Arc<Mutex<Waiting>>,
}

#[derive(Debug, Default)]
struct Waiting {
    targets: VecDeque<Target>,
    reader: Option<Waker>,
}

impl Targets {
    /// The target of the request that is being answered. Each request takes one.
    pub fn take(&self) -> Option<Target> {
        let mut waiting = self.shared.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(reader) = waiting.reader.take() {
            reader.wake();
        }
        waiting.targets.pop_front()
    }

    pub fn push(&self, target: Target) {
        let mut waiting = self.shared.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.targets.push_back(target);
    }

    /// Whether the client is so far ahead that it must wait; `cx` is woken when it may go on.
    pub fn is_full(&self, cx: &Context<'_>) -> bool {
        let mut waiting = self.shared.lock().unwrap_or_else(PoisonError::into_inner);
        let full = waiting.targets.len() >= MOST_WAITING;
        if full {
            waiting.reader = Some(cx.waker().clone());
        }
        full
    }
}
