//! Owns opening a workspace: its folder and files, the embedded server of a local one or the client of a
//! remote one, and the sample customers of a first start. Does not wait for the network.

use std::fs;
use std::path::Path;
use std::sync::{Arc, Mutex};

use serde_json::Value;

use crate::apptivo::{Client, Keys};
use crate::customer::Catalog;
use crate::server::{Access, Service};
use crate::store::{By, Order, Sqlite, Store, StoreError};

use super::drafts::Drafts;
use super::lookup::Lookup;
use super::mirror::Mirror;
use super::{Inner, Remote, Spec, Workspace, WorkspaceError, sample};

/// The customers of a workspace, in its folder. A local workspace's server keeps its whole state here.
pub const CUSTOMERS_FILE: &str = "customers.db";
const WORKSPACE_FILE: &str = "workspace.db";

/// Says that the workspace was filled with the sample customers.
const SAMPLE: &str = "sample";

impl Workspace {
    /// Opens (or makes) a workspace.
    pub async fn open(spec: Spec) -> Result<Workspace, WorkspaceError> {
        make_private(&spec.folder)?;
        let own = spec.folder.join(WORKSPACE_FILE);
        let drafts = Drafts::open(&own).map_err(|error| StoreError::from(error).at(&own))?;
        let path = spec.folder.join(CUSTOMERS_FILE);
        let client = match &spec.remote {
            Remote::Local { sample } => embedded(&path, *sample, &drafts).await?,
            Remote::Http { base_url, keys } => over_http(base_url, keys)?,
        };
        let inner = Inner {
            mirror: Mirror::open(&path)?,
            client,
            sample: drafts.fact(SAMPLE)?.is_some(),
            drafts,
            lookup: Lookup::default(),
            catalog: Mutex::new(None),
            touched: Mutex::default(),
            spec,
        };
        Ok(Workspace {
            inner: Arc::new(inner),
        })
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

async fn embedded(path: &Path, sample: bool, drafts: &Drafts) -> Result<Client, WorkspaceError> {
    let config = sample::default_catalog();
    let store = Sqlite::open(path, Order::of(&Catalog::parse(&config)))?;
    if sample && drafts.fact(SAMPLE)?.is_none() && store.count().await? == 0 {
        fill_with_samples(&store, &config).await?;
        drafts.set_fact(SAMPLE, "1")?;
    }
    let access = Access::Trusted { name: user_name() };
    Ok(Client::in_process(
        Service::new(Arc::new(store), &config, access).router(),
    ))
}

async fn fill_with_samples(store: &Sqlite, config: &Value) -> Result<(), WorkspaceError> {
    let catalog = Catalog::parse(config);
    let records = sample::sample_customers(&catalog)
        .map_err(|error| WorkspaceError::Disk(error.to_string()))?;
    store.insert_many(records, By::now(1, &user_name())).await?;
    Ok(())
}

fn over_http(base_url: &url::Url, keys: &Keys) -> Result<Client, WorkspaceError> {
    Ok(Client::http(base_url.clone(), keys.clone())?)
}

/// Whom the audit names in a local workspace.
fn user_name() -> String {
    ["USER", "LOGNAME", "USERNAME"]
        .iter()
        .filter_map(|name| std::env::var(name).ok())
        .find(|name| !name.trim().is_empty())
        .unwrap_or_else(|| "you".to_owned())
}
