//! Owns how much large requests may take together: memory while they come in, and processors while they are
//! read. Those of the usual size never wait here.
//! Must not look into a request.

use std::sync::Arc;

use tokio::runtime::Handle;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// From this size on a body is a large one.
pub const LARGE: usize = 256 << 10;
/// Large bodies that may lie in memory at the same time.
const BODIES: usize = 16;

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
    /// server ends.
    pub async fn apart<T: Send + 'static>(
        &self,
        work: impl Future<Output = T> + Send + 'static,
    ) -> Option<T> {
        let turn = self.readers.clone().acquire_owned().await.ok()?;
        let here = Handle::current();
        let done = tokio::task::spawn_blocking(move || {
            let done = here.block_on(work);
            drop(turn);
            done
        });
        done.await.ok()
    }
}
