//! Owns noticing that files of settings were saved while the screen is open.
//! Must not know what stands in them: whoever opened the screen reads them.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use super::{Effects, Report};
use crate::app::settings::Settings;
use crate::saved::{Saved, When};

/// Editors save in several steps: what follows so soon belongs to the same.
const BURST: Duration = Duration::from_millis(100);

/// Reads the settings anew; says what is wrong with them.
pub type Read = Arc<dyn Fn() -> Result<Settings, String> + Send + Sync>;

impl Effects {
    /// Reads the settings again whenever a file of these folders is saved. A folder that is not there is not watched.
    pub fn watch_settings(&self, folders: &[PathBuf], read: &Read) {
        for folder in folders {
            match Saved::watch(folder, When::Whole, is_settings) {
                Ok(saved) => {
                    tokio::spawn(follow(saved, Arc::clone(read), self.tell.clone()));
                }
                Err(error) => {
                    tracing::debug!(%error, "settings count from the next start");
                }
            }
        }
    }
}

async fn follow(saved: Saved, read: Read, tell: tokio::sync::mpsc::UnboundedSender<Report>) {
    while saved.next().await.is_ok() {
        tokio::time::sleep(BURST).await;
        let read = Arc::clone(&read);
        let Ok(settings) = tokio::task::spawn_blocking(move || read()).await else {
            return;
        };
        if tell.send(Report::Settings(Box::new(settings))).is_err() {
            return;
        }
    }
}

fn is_settings(name: &[u8]) -> bool {
    let name = std::str::from_utf8(name).unwrap_or_default();
    !name.starts_with('.') && Path::new(name).extension().is_some_and(|end| end == "toml")
}
