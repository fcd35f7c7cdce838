//! Owns writing a file that the user named: one that is there is replaced whole or not at all and keeps its mode,
//! a link stays a link, and what is no plain file (a pipe, a device) is written into.
//! Must not know what is written.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

/// As far as links are followed to a file that is not there yet.
const LINKS: usize = 40;

/// Who may read a file that is new.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum New {
    /// Whoever may read what this user makes.
    AsUsual,
    /// This user alone.
    Private,
}

#[derive(Debug)]
pub enum Outfile {
    /// Beside the file that it becomes.
    Part {
        part: NamedTempFile,
        path: PathBuf,
    },
    Stream(File),
}

impl Outfile {
    pub fn create(path: &Path, new: New) -> io::Result<Outfile> {
        let there = match fs::metadata(path) {
            Ok(there) => Some(there),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(error),
        };
        let path = match &there {
            Some(there) if !there.is_file() => {
                let stream = OpenOptions::new().write(true).open(path)?;
                return Ok(Outfile::Stream(stream));
            }
            Some(_) => fs::canonicalize(path)?,
            None => at_end_of_links(path)?,
        };
        let folder = path
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty());
        let part = part_in(folder.unwrap_or(Path::new(".")), new)?;
        if let Some(there) = there {
            part.as_file().set_permissions(there.permissions())?;
        }
        Ok(Outfile::Part { part, path })
    }

    /// The file is there under its name from now on; one that is dropped before leaves no trace.
    pub fn finish(self) -> io::Result<()> {
        match self {
            Outfile::Part { part, path } => {
                part.as_file().sync_all()?;
                part.persist(path).map_err(|error| error.error)?;
                Ok(())
            }
            Outfile::Stream(mut stream) => stream.flush(),
        }
    }
}

impl Write for Outfile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Outfile::Part { part, .. } => part.write(bytes),
            Outfile::Stream(stream) => stream.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Outfile::Part { part, .. } => part.flush(),
            Outfile::Stream(stream) => stream.flush(),
        }
    }
}

/// Where the file is to be that a link points to and that is not there.
fn at_end_of_links(path: &Path) -> io::Result<PathBuf> {
    let mut path = path.to_owned();
    for _ in 0..LINKS {
        match fs::read_link(&path) {
            Ok(target) => path = path.parent().unwrap_or(Path::new("")).join(target),
            Err(_) => return Ok(path),
        }
    }
    Err(io::Error::other("its links lead nowhere"))
}

fn part_in(folder: &Path, new: New) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    if new == New::AsUsual {
        use std::os::unix::fs::PermissionsExt;
        // The system takes away what the user's mask says.
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    #[cfg(not(unix))]
    let _ = new;
    builder.tempfile_in(folder)
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use std::io::Read;
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::*;

    fn put(path: &Path, new: New, text: &str) {
        let mut out = Outfile::create(path, new).unwrap();
        out.write_all(text.as_bytes()).unwrap();
        out.finish().unwrap();
    }

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn a_file_keeps_its_mode_and_a_new_one_has_that_of_every_other() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::write(at("usual"), "").unwrap();
        put(&at("new"), New::AsUsual, "a");
        assert_eq!(mode(&at("new")), mode(&at("usual")));
        put(&at("private"), New::Private, "a");
        assert_eq!(mode(&at("private")), 0o600);
        fs::set_permissions(at("new"), fs::Permissions::from_mode(0o640)).unwrap();
        put(&at("new"), New::Private, "b");
        assert_eq!(mode(&at("new")), 0o640);
        assert_eq!(fs::read_to_string(at("new")).unwrap(), "b");
    }

    #[test]
    fn a_link_stays_and_what_it_points_to_is_written() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::create_dir(at("in")).unwrap();
        symlink("in/two", at("one")).unwrap();
        symlink("three", at("in/two")).unwrap();
        for text in ["a new file", "one that is there"] {
            put(&at("one"), New::AsUsual, text);
            assert!(at("one").is_symlink() && at("in/two").is_symlink());
            assert_eq!(fs::read_to_string(at("in/three")).unwrap(), text);
        }
        symlink("round", at("round")).unwrap();
        assert!(Outfile::create(&at("round"), New::AsUsual).is_err());
    }

    #[test]
    fn a_pipe_is_written_into_and_stays_a_pipe() {
        use std::os::unix::fs::FileTypeExt;
        let folder = tempfile::tempdir().unwrap();
        let pipe = folder.path().join("pipe");
        let made = rustix::fs::mkfifoat(rustix::fs::CWD, &pipe, 0o600.into());
        made.unwrap();
        let from = pipe.clone();
        let reader = std::thread::spawn(move || {
            let mut text = String::new();
            File::open(from).unwrap().read_to_string(&mut text).unwrap();
            text
        });
        put(&pipe, New::AsUsual, "a line\n");
        assert!(fs::metadata(&pipe).unwrap().file_type().is_fifo());
        assert_eq!(reader.join().unwrap(), "a line\n");
    }

    #[test]
    fn what_is_not_finished_leaves_the_file_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        fs::write(&path, "old").unwrap();
        let mut out = Outfile::create(&path, New::AsUsual).unwrap();
        out.write_all(b"half").unwrap();
        drop(out);
        assert_eq!(fs::read_to_string(&path).unwrap(), "old");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
