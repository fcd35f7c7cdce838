//! Owns how much large requests may take together: memory while they come in, and processors while they are
//! read. Those of the usual size never wait here.
//! Must not look into a request.

use std::sync::Arc;

use tokio::runtime::Handle;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};

/// From this size on a body is a large one.
pub const LARGE: usize = 256 << 10;
/// Large bodies that may lie in memory at the same time.
const BODIES: usize = 16;

/// How far what is large stands back behind everybody else, as `nice` counts.
#[cfg(target_os = "linux")]
const BEHIND: i32 = 10;

pub struct Room {
    bodies: Arc<Semaphore>,
    readers: Arc<Semaphore>,
}

impl Default for Room {
    fn default() -> Room {
        // Half of the processors stay with everybody else.
        let processors = std::thread::available_parallelism().map_or(1, usize::from);
        Room {
            bodies: Arc::new(Semaphore::new(BODIES)),
            readers: Arc::new(Semaphore::new((processors / 2).max(1))),
        }
    }
}

impl Room {
    /// A place for a large body; none where the server ends.
    pub async fn body(&self) -> Option<OwnedSemaphorePermit> {
        self.bodies.clone().acquire_owned().await.ok()
    }

    /// Runs what takes long on a thread of its own, so that others are answered meanwhile. None where the
    /// server ends, or the work does not come to its end.
    pub async fn apart<T: Send + 'static>(
        &self,
        work: impl Future<Output = T> + Send + 'static,
    ) -> Option<T> {
        let turn = self.readers.clone().acquire_owned().await.ok()?;
        let here = Handle::current();
        let (tell, told) = oneshot::channel();
        // Not one of the runtime's: who has stood back once can never come forward again.
        let thread = std::thread::Builder::new().name("large request".to_owned());
        let begun = thread.spawn(move || {
            stand_back();
            let done = here.block_on(work);
            drop(turn);
            // Who asked may have gone.
            let _ = tell.send(done);
        });
        begun.ok()?;
        told.await.ok()
    }
}

/// The processors go to other threads first. Without the right to it, or elsewhere than on Linux, where only
/// the whole process has a priority, they are shared alike.
fn stand_back() {
    #[cfg(target_os = "linux")]
    if let Err(error) = rustix::process::setpriority_process(None, BEHIND) {
        tracing::debug!(%error, "a large request is read before others");
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn so_many_are_read_at_once_and_no_more() {
        let room = Arc::new(Room::default());
        let most = room.readers.available_permits();
        let (now, seen) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let all: Vec<_> = (0..most * 4)
            .map(|nth| {
                let (room, now, seen) = (room.clone(), now.clone(), seen.clone());
                let work = async move {
                    seen.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                    // Long enough for all others to begin, if they could.
                    for _ in 0..1000 {
                        tokio::task::yield_now().await;
                    }
                    now.fetch_sub(1, Ordering::SeqCst);
                    nth
                };
                tokio::spawn(async move { room.apart(work).await })
            })
            .collect();
        for (nth, one) in all.into_iter().enumerate() {
            assert_eq!(one.await.unwrap(), Some(nth));
        }
        assert!((1..=most).contains(&seen.load(Ordering::SeqCst)));
    }

    #[tokio::test]
    async fn work_that_ends_badly_takes_nobodys_turn() {
        let room = Room::default();
        for _ in 0..room.readers.available_permits() + 1 {
            let none: Option<()> = room.apart(async { panic!("of a test") }).await;
            assert_eq!(none, None);
        }
        assert_eq!(room.apart(async { 7 }).await, Some(7));
    }

    #[tokio::test]
    async fn so_many_large_bodies_lie_in_memory_and_the_next_waits() {
        let room = Room::default();
        let mut places = Vec::new();
        for _ in 0..BODIES {
            places.push(room.body().await.unwrap());
        }
        let next = room.body();
        tokio::pin!(next);
        tokio::select! {
            biased;
            _ = &mut next => panic!("there is no place left"),
            () = std::future::ready(()) => {}
        }
        places.pop();
        assert!(next.await.is_some());
    }
}
