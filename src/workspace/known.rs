//! Owns the catalog of the workspace's server and the fields that it makes known: as kept on disk at once, as the
//! server has it when asked.
//! Must not change customers.

use std::sync::{Arc, PoisonError};

use crate::apptivo::response::SERVER_MARK;
use crate::customer::{Catalog, Fields};
use crate::store::{Order, sort};

use super::{Workspace, WorkspaceError};

/// The catalog and the fields that it makes known.
pub struct Known {
    pub catalog: Arc<Catalog>,
    pub fields: Arc<Fields>,
    pub order: Arc<Order>,
    /// The server is one of ours, and knows request ids.
    pub ours: bool,
}

/// The catalog as last seen, kept so that a start needs no network.
pub(super) const CATALOG: &str = "catalog";

/// How many records are read to fill lists that the server's catalog lacks.
const LEARN_FROM: usize = 2000;

impl Workspace {
    /// The catalog: the one kept on disk at once, else from the server.
    pub async fn catalog(&self) -> Result<Arc<Catalog>, WorkspaceError> {
        Ok(self.known().await?.catalog.clone())
    }

    /// The fields that the workspace's catalog makes known.
    pub async fn fields(&self) -> Result<Arc<Fields>, WorkspaceError> {
        Ok(self.known().await?.fields.clone())
    }

    /// The catalog as the server has it now.
    pub async fn fetch_catalog(&self) -> Result<Arc<Catalog>, WorkspaceError> {
        let config = self.inner.client()?.config().await?;
        self.inner.drafts.set_fact(CATALOG, &config.to_string())?;
        Ok(self.learn(&config).await?.catalog.clone())
    }

    pub(super) async fn known(&self) -> Result<Arc<Known>, WorkspaceError> {
        if let Some(known) = self.seen() {
            return Ok(known);
        }
        let kept = self
            .inner
            .drafts
            .fact(CATALOG)?
            .and_then(|text| serde_json::from_str(&text).ok());
        match kept {
            Some(config) => self.learn(&config).await,
            None => {
                let config = self.inner.client()?.config().await?;
                self.inner.drafts.set_fact(CATALOG, &config.to_string())?;
                self.learn(&config).await
            }
        }
    }

    pub(super) fn seen(&self) -> Option<Arc<Known>> {
        self.inner
            .catalog
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// How fields compare, as far as that is known without asking anybody.
    pub(super) fn order_now(&self) -> Arc<Order> {
        self.seen().map_or_else(
            || Arc::new(Order::of(&Catalog::default())),
            |known| known.order.clone(),
        )
    }

    /// Makes a catalog of the server's answer. Lists that it lacks are filled from some of the records.
    pub(super) async fn learn(
        &self,
        config: &serde_json::Value,
    ) -> Result<Arc<Known>, WorkspaceError> {
        let mut catalog = Catalog::parse(config);
        let fields = Fields::with_catalog(&catalog);
        let missing = catalog.missing();
        if !missing.is_empty() {
            let wanted: Vec<_> = fields
                .iter()
                .filter(|f| f.list().is_some_and(|l| missing.contains(&l)))
                .cloned()
                .collect();
            let some = |db: &mut rusqlite::Connection| {
                let all = sort::Narrow::live();
                Ok(sort::window(db, "id", false, &all, 0, LEARN_FROM)?)
            };
            let some = self.inner.mirror.run(some).await?;
            for record in self.rows(some).await? {
                catalog.learn(&record, &wanted);
            }
        }
        let order = Arc::new(Order::of(&catalog));
        let known = Arc::new(Known {
            catalog: Arc::new(catalog),
            fields: Arc::new(fields),
            order,
            ours: config.get(SERVER_MARK).is_some(),
        });
        *self
            .inner
            .catalog
            .lock()
            .unwrap_or_else(PoisonError::into_inner) = Some(known.clone());
        Ok(known)
    }
}
