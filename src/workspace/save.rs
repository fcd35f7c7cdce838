//! Owns the three writes for callers that want all or nothing at once: each is a set of one step whose
//! first try decides. What could not be sent is dropped again, and the caller is told why.
//! Must not send anything itself.

use std::sync::Arc;

use crate::apptivo::ApiError;
use crate::customer::changeset::{Action, Standing, Step};
use crate::customer::{Change, Customer, CustomerId};

use super::carry::GONE_ALREADY;
use super::{Saved, Workspace, WorkspaceError, compare};

impl Workspace {
    /// Merges changes onto what the server has, and sends them. Nothing is sent where somebody else
    /// changed the same field: that comes back as `WorkspaceError::Conflict`.
    ///
    /// Nothing of it stays in the outbox; `commit` and `verdict` keep what cannot be sent yet.
    pub async fn save(
        &self,
        id: CustomerId,
        changes: Vec<Change>,
    ) -> Result<Saved, WorkspaceError> {
        let mut seen = self.read(id).await?.map(|seen| seen.as_ref().clone());
        if let Some(seen) = &mut seen {
            changes.iter().for_each(|change| seen.apply(change));
        }
        let name = seen.as_ref().map(|seen| seen.name().to_owned());
        let step = Step::Edit {
            id,
            name: name.unwrap_or_default(),
            changes,
        };
        self.all_or_nothing(Action::Edit, step).await?;
        let record = self.read(id).await?.ok_or(WorkspaceError::NotFound(id))?;
        let fields = self.fields().await?;
        let others = seen.is_some_and(|seen| !compare::moved(&seen, &record, &fields).is_empty());
        Ok(Saved { record, others })
    }

    /// Makes a customer. The same `request_id` never makes two on a server that knows request ids.
    ///
    /// Nothing of it stays in the outbox; `commit` and `verdict` keep what cannot be sent yet.
    pub async fn create(
        &self,
        record: &Customer,
        request_id: &str,
    ) -> Result<Saved, WorkspaceError> {
        let step = Step::Create {
            record: record.clone(),
            request_id: request_id.to_owned(),
        };
        let (id, _) = self.all_or_nothing(Action::Create, step).await?;
        let record: Arc<Customer> = self.read(id).await?.ok_or(WorkspaceError::NotFound(id))?;
        Ok(Saved {
            record,
            others: false,
        })
    }

    /// Puts a customer into the trash.
    ///
    /// Nothing of it stays in the outbox; `commit` and `verdict` keep what cannot be sent yet.
    pub async fn delete(&self, id: CustomerId) -> Result<(), WorkspaceError> {
        let name = self.read(id).await?.map(|seen| seen.name().to_owned());
        let name = name.unwrap_or_default();
        let (_, note) = self
            .all_or_nothing(Action::Delete, Step::Delete { id, name })
            .await?;
        match note.as_deref() {
            Some(GONE_ALREADY) => Err(WorkspaceError::NotFound(id)),
            _ => Ok(()),
        }
    }

    async fn all_or_nothing(
        &self,
        action: Action,
        step: Step,
    ) -> Result<(CustomerId, Option<String>), WorkspaceError> {
        let set = self.commit(action, vec![step], None).await?.id;
        let entry = self.verdict(&set).await?;
        let fault = self.fault(&set);
        let Some(standing) = entry.standing.into_iter().next() else {
            return Err(WorkspaceError::NoSet(set));
        };
        let error = match standing {
            Standing::Done { id, note } => return Ok((id, note)),
            Standing::Conflict { current, conflicts } => {
                WorkspaceError::Conflict { current, conflicts }
            }
            Standing::Refused { why, .. } => match fault {
                Some(ApiError::NotFound(id)) => WorkspaceError::NotFound(id),
                fault => fault.unwrap_or(ApiError::Invalid(why)).into(),
            },
            Standing::Unknown { why, .. } => match fault {
                Some(fault @ (ApiError::Unknown(_) | ApiError::Garbled(_))) => fault.into(),
                _ => ApiError::Unknown(why).into(),
            },
            Standing::Waiting { why } => {
                let why = why.unwrap_or_else(|| "it has to wait".to_owned());
                fault.map_or(WorkspaceError::NotNow(why), WorkspaceError::Api)
            }
            Standing::Sending | Standing::Dropped => WorkspaceError::NotNow(
                "another program took this change up; see the log".to_owned(),
            ),
        };
        self.drop_set(&set).await?;
        Err(error)
    }
}

impl super::Inner {
    pub(super) fn is_local(&self) -> bool {
        matches!(self.spec.remote, super::Remote::Local { .. })
    }
}
