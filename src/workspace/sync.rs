//! Owns filling a remote workspace's mirror from its server, page by page, usable from the first page.
//! An empty, short or failed answer never takes anything out of the mirror.

use std::collections::HashSet;
use std::sync::PoisonError;

use crate::apptivo::ApiError;
use crate::customer::{Customer, CustomerId};
use crate::query::{Search, Sort};

use super::{Progress, Workspace, WorkspaceError};

/// Records asked for at once: large enough that 100,000 take a hundred calls, small enough that the first
/// page is there at once.
const PAGE: usize = 1000;
const FIRST_PAGE: usize = 100;

impl Workspace {
    /// Fills the mirror from the server, saying how far it is. A local workspace is fresh at once.
    pub async fn sync(&self, progress: impl Fn(Progress) + Send) -> Result<(), WorkspaceError> {
        if self.inner.is_local() {
            progress(Progress::Fresh);
            return Ok(());
        }
        match self.fill(&progress).await {
            Ok(()) => {
                progress(Progress::Fresh);
                Ok(())
            }
            Err(error) => {
                progress(Progress::Stale(error.to_string()));
                Err(error)
            }
        }
    }

    async fn fill(&self, progress: &(impl Fn(Progress) + Send)) -> Result<(), WorkspaceError> {
        let before = self.find(Search::default()).await?.ids;
        self.inner
            .touched
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clear();
        let mut seen: HashSet<CustomerId> = HashSet::new();
        let mut start = 0;
        // What is made meanwhile comes at the end, and moves nothing.
        let oldest_first = Sort::by("creationDate", false);
        let client = self.inner.client()?.in_bulk();
        loop {
            let count = if start == 0 { FIRST_PAGE } else { PAGE };
            let page = client.page(start, count, Some(&oldest_first)).await?;
            let got = page.customers.len();
            seen.extend(page.customers.iter().filter_map(Customer::id));
            self.put_page(page.customers).await?;
            start += got;
            progress(Progress::Filling {
                done: start,
                of: page.total,
            });
            if got == 0 || page.total.is_some_and(|total| start >= total) {
                return self.settle(&before, &seen, start, page.total).await;
            }
        }
    }

    /// Takes out what the server no longer has, but only where it has shown all that it says it has.
    async fn settle(
        &self,
        before: &[CustomerId],
        seen: &HashSet<CustomerId>,
        got: usize,
        total: Option<usize>,
    ) -> Result<(), WorkspaceError> {
        let whole = total.is_some_and(|total| total > 0 && got >= total && seen.len() >= total);
        if !whole {
            if got == 0 && !before.is_empty() {
                return Err(ApiError::Garbled(
                    "it says that it has no customers at all".to_owned(),
                )
                .into());
            }
            return Ok(());
        }
        let gone: Vec<CustomerId> = before
            .iter()
            .filter(|id| !seen.contains(id))
            .copied()
            .collect();
        if !gone.is_empty() {
            self.take_away(gone).await?;
            self.inner.lookup.forget();
        }
        Ok(())
    }

    async fn put_page(&self, mut records: Vec<Customer>) -> Result<(), WorkspaceError> {
        let touched = self
            .inner
            .touched
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        records.retain(|record| record.id().is_some_and(|id| !touched.contains(&id)));
        self.take_in(records).await?;
        self.inner.lookup.forget();
        Ok(())
    }
}
