//! Owns opening a workspace: its folder and files, the embedded server of a local one or the client of a
//! remote one, and the sample customers of a first start. Does not wait for the network.

use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicI64};
use std::sync::{Arc, Mutex, OnceLock};

use tokio::sync::watch;

use crate::apptivo::Client;
use crate::customer::Catalog;
use crate::server::{Access, Service};
use crate::store::{By, Order, Sqlite, schema};

use super::ahead::Ahead;
use super::arrive::Touched;
use super::clock::Clock;
use super::drafts::Drafts;
use super::lease::Holder;
use super::lookup::Lookup;
use super::mirror::Mirror;
use super::{Inner, Remote, Spec, Workspace, WorkspaceError, sample, used};

/// The customers of a workspace, in its folder. A local workspace's server keeps its whole state here.
pub const CUSTOMERS_FILE: &str = "customers.db";
pub(super) const WORKSPACE_FILE: &str = "workspace.db";

/// Says whether the workspace was filled with the sample customers, or had customers of its own.
const SAMPLE: &str = "sample";
const FILLED: &str = "1";
const NOT_FILLED: &str = "0";

impl Workspace {
    /// Opens (or makes) a workspace.
    pub async fn open(spec: Spec) -> Result<Workspace, WorkspaceError> {
        make_private(&spec.folder)?;
        let own = spec.folder.join(WORKSPACE_FILE);
        let drafts = Drafts::open(&own).map_err(|error| error.at(&own))?;
        let path = spec.folder.join(CUSTOMERS_FILE);
        if matches!(spec.remote, Remote::Local { sample: true }) && drafts.fact(SAMPLE)?.is_none() {
            fill_with_samples(&path, &drafts).await?;
        }
        let mirror = Mirror::open(&path)?;
        if matches!(spec.remote, Remote::Http { .. }) {
            mirror.with(|db| Ok(schema::migrate(db, "mirror", &schema::MIRROR)?))?;
        }
        let lookup = Lookup::default();
        for id in used::lately(&drafts)? {
            lookup.used(id);
        }
        let inner = Inner {
            mirror,
            client: OnceLock::new(),
            sample: drafts.fact(SAMPLE)?.as_deref() == Some(FILLED),
            drafts,
            lookup,
            ahead: Ahead::default(),
            catalog: Mutex::new(None),
            touched: Touched::default(),
            following: tokio::sync::Mutex::default(),
            watching: AtomicBool::new(false),
            beside: Default::default(),
            bell: watch::Sender::default(),
            clock: Clock::default(),
            holder: Holder::default(),
            sending: tokio::sync::Mutex::default(),
            settling: tokio::sync::Mutex::default(),
            reached: AtomicBool::new(false),
            hold: AtomicI64::new(0),
            faults: Mutex::default(),
            spec,
        };
        let workspace = Workspace {
            inner: Arc::new(inner),
        };
        workspace.show_what_waits().await?;
        Ok(workspace)
    }
}

impl Workspace {
    /// Opens a workspace of a server that is reached in a way of its own, such as a pipe.
    pub async fn open_over(spec: Spec, client: Client) -> Result<Workspace, WorkspaceError> {
        let workspace = Workspace::open(spec).await?;
        // It is new: nothing has been asked, so no other client has been made.
        drop(workspace.inner.client.set(client));
        Ok(workspace)
    }
}

impl Inner {
    /// What the server is reached by. Made when it is first needed: whoever only reads does not wait for
    /// TLS or for a server of his own.
    pub(super) fn client(&self) -> Result<&Client, WorkspaceError> {
        if let Some(client) = self.client.get() {
            return Ok(client);
        }
        let made = match &self.spec.remote {
            Remote::Local { .. } => embedded(&self.spec.folder.join(CUSTOMERS_FILE))?,
            Remote::Http { base_url, keys } => Client::http(base_url.clone(), keys.clone())?,
        };
        // Two that come at once make two; one is kept, and the other has done nothing yet.
        Ok(self.client.get_or_init(|| made))
    }
}

/// The folder holds customers' data: nobody else may read it.
fn make_private(folder: &Path) -> Result<(), WorkspaceError> {
    let unusable = |error| WorkspaceError::Disk(format!("{}: {error}", folder.display()));
    fs::create_dir_all(folder).map_err(unusable)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // A folder that somebody has opened to others on purpose, or that is not ours, stays as it is.
        if let Err(error) = fs::set_permissions(folder, fs::Permissions::from_mode(0o700)) {
            tracing::debug!(%error, "the folder's permissions stay as they are");
        }
    }
    Ok(())
}

fn embedded(path: &Path) -> Result<Client, WorkspaceError> {
    let config = sample::default_catalog();
    let store = Sqlite::open(path, Order::of(&Catalog::parse(&config)))?;
    let access = Access::Trusted { name: user_name() };
    Ok(Client::in_process(
        Service::new(Arc::new(store), &config, access).router(),
    ))
}

/// Fills a file that has no customers yet.
async fn fill_with_samples(path: &Path, drafts: &Drafts) -> Result<(), WorkspaceError> {
    let catalog = Catalog::parse(&sample::default_catalog());
    let store = Sqlite::open(path, Order::of(&catalog))?;
    let records = sample::sample_customers(&catalog)
        .map_err(|error| WorkspaceError::Disk(error.to_string()))?;
    match store.fill(records, By::now(1, &user_name())).await? {
        true => Ok(drafts.set_fact(SAMPLE, FILLED)?),
        // Another program may have filled it just now, and says so.
        false => Ok(drafts.set_fact_once(SAMPLE, NOT_FILLED)?),
    }
}

/// Whom the journal names, and the audit of a local workspace.
pub(super) fn user_name() -> String {
    ["USER", "LOGNAME", "USERNAME"]
        .iter()
        .filter_map(|name| std::env::var(name).ok())
        .find(|name| !name.trim().is_empty())
        .unwrap_or_else(|| "you".to_owned())
}
