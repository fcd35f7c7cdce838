//! Owns the system's word that a file of a folder was written, told by a thread that sleeps until then.
//! Must not read the files, nor look at them from time to time: where the system tells nothing, it says so.

#[cfg(target_os = "linux")]
pub use linux::Saved;

/// Which happenings count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// Each write, as a database makes them.
    Written,
    /// A file is whole: it was closed after writing, came under its name, or went.
    Whole,
}

#[cfg(not(target_os = "linux"))]
#[derive(Debug)]
pub struct Saved;

#[cfg(not(target_os = "linux"))]
impl Saved {
    pub fn watch(_: &std::path::Path, _: When, _: fn(&[u8]) -> bool) -> std::io::Result<Saved> {
        Err(std::io::ErrorKind::Unsupported.into())
    }

    pub async fn next(&self) -> std::io::Result<()> {
        Err(std::io::ErrorKind::Unsupported.into())
    }
}

#[cfg(target_os = "linux")]
mod linux {
    use std::io;
    use std::mem::MaybeUninit;
    use std::os::fd::OwnedFd;
    use std::path::Path;
    use std::sync::{Arc, Weak};

    use rustix::fs::inotify::{self, CreateFlags, Reader, WatchFlags};
    use rustix::io::Errno;
    use tokio::sync::Semaphore;

    use super::When;

    #[derive(Debug)]
    pub struct Saved(Arc<Semaphore>);

    impl Saved {
        /// What happens from now on to the files of this folder that are meant.
        pub fn watch(folder: &Path, when: When, is_meant: fn(&[u8]) -> bool) -> io::Result<Saved> {
            let fd = inotify::init(CreateFlags::CLOEXEC)?;
            let flags = match when {
                When::Written => WatchFlags::MODIFY | WatchFlags::CREATE | WatchFlags::MOVED_TO,
                When::Whole => WatchFlags::CLOSE_WRITE | WatchFlags::MOVED_TO | WatchFlags::DELETE,
            };
            inotify::add_watch(&fd, folder, flags)?;
            let told = Arc::new(Semaphore::new(0));
            let tell = Arc::downgrade(&told);
            std::thread::Builder::new()
                .name("saved-files".to_owned())
                .spawn(move || listen(&fd, &tell, is_meant))?;
            Ok(Saved(told))
        }

        /// Comes back when one of them was written; what comes in a burst counts once.
        pub async fn next(&self) -> io::Result<()> {
            let closed = |_| io::Error::other("nothing is told any more");
            self.0.acquire().await.map_err(closed)?.forget();
            Ok(())
        }
    }

    /// Ends with the first word that nobody waits for any more; until then it costs nothing.
    fn listen(fd: &OwnedFd, tell: &Weak<Semaphore>, is_meant: fn(&[u8]) -> bool) {
        let mut space = [MaybeUninit::uninit(); 4096];
        let mut reader = Reader::new(fd, &mut space);
        loop {
            let event = reader.next();
            let Some(told) = tell.upgrade() else { return };
            match event {
                // No name: so much was told that some of it was dropped, or the folder is gone.
                Ok(event)
                    if event
                        .file_name()
                        .is_none_or(|name| is_meant(name.to_bytes())) =>
                {
                    if told.available_permits() == 0 {
                        told.add_permits(1);
                    }
                }
                Ok(_) | Err(Errno::INTR) => {}
                Err(_) => return told.close(),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(target_os = "linux")]
    #[tokio::test]
    async fn a_file_that_is_meant_is_told_when_it_is_whole_however_it_is_saved() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        let meant = |name: &[u8]| name == b"config.toml";
        let saved = Saved::watch(folder.path(), When::Whole, meant).unwrap();
        let told = async || {
            let soon = std::time::Duration::from_secs(20);
            tokio::time::timeout(soon, saved.next()).await.unwrap()
        };
        std::fs::write(at("other.toml"), "a").unwrap();
        std::fs::write(at("config.toml"), "a").unwrap();
        told().await.unwrap();
        std::fs::write(at("new"), "b").unwrap();
        std::fs::rename(at("new"), at("config.toml")).unwrap();
        told().await.unwrap();
        std::fs::remove_file(at("config.toml")).unwrap();
        told().await.unwrap();
    }

    #[test]
    fn a_folder_that_is_not_there_is_said_to_be_so() {
        let nowhere = std::path::Path::new("/no/such/folder");
        assert!(Saved::watch(nowhere, When::Whole, |_| true).is_err());
    }
}
