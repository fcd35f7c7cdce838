//! Owns the log: a file in the data folder, written only when ROLO_LOG asks for it (`ROLO_LOG=debug`).
//! Must never write to the terminal, and what is logged never holds a key or a customer's values.

use std::path::Path;
use std::sync::Mutex;

use tracing_subscriber::EnvFilter;

use crate::app::words::failing;
/// Starts the log if it is asked for. `None`: it is not, or it runs; else one sentence why it could not be started.
pub fn start(asked: Option<&str>, file: &Path) -> Option<String> {
    let asked = asked.filter(|level| !level.is_empty())?;
    open(asked, file).err().map(failing::no_log)
}

fn open(asked: &str, file: &Path) -> Result<(), String> {
    use std::os::unix::fs::OpenOptionsExt;

    let filter = EnvFilter::builder()
        .parse(asked)
        .map_err(|error| error.to_string())?;
    if let Some(folder) = file.parent() {
        std::fs::create_dir_all(folder).map_err(|error| error.to_string())?;
    }
    let out = std::fs::OpenOptions::new()
        .create(true)
        .append(true)
        .mode(0o600)
        .open(file)
        .map_err(|error| error.to_string())?;
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(false)
        .with_writer(Mutex::new(out))
        .try_init()
        .map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_made_unless_it_is_asked_for() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("rolo.log");
        assert_eq!(start(None, &file), None);
        assert_eq!(start(Some(""), &file), None);
        assert!(!file.exists());
    }

    #[test]
    fn a_level_that_is_none_is_one_sentence() {
        let folder = tempfile::tempdir().unwrap();
        let why = start(Some("rolo=loudly"), &folder.path().join("rolo.log"));
        assert!(why.is_some_and(|why| why.contains("ROLO_LOG")));
    }
}
