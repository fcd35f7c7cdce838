//! Owns changing the lists and attributes that forms offer: asked of the server, and known here at once.
//! Must not keep what is changed: the server does.

use serde_json::Value;

use crate::customer::choices::ListChange;

use super::known::CATALOG;
use super::{Workspace, WorkspaceError};

impl Workspace {
    /// getConfigData as the server has it now, with what is not offered any longer.
    pub async fn config(&self) -> Result<Value, WorkspaceError> {
        let config = self.inner.client()?.config().await?;
        self.inner.drafts.set_fact(CATALOG, &config.to_string())?;
        self.learn(&config).await?;
        Ok(config)
    }

    /// Changes one item of a list or an attribute; forms that open from now on follow.
    pub async fn change_list(&self, change: &ListChange) -> Result<(), WorkspaceError> {
        if !self.is_ours().await? {
            return Err(WorkspaceError::NotNow(
                "this server's lists are changed on its own pages; nothing was changed".to_owned(),
            ));
        }
        self.inner.client()?.change_config(change).await?;
        self.config().await?;
        self.ring();
        Ok(())
    }
}
