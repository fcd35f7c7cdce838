//! Owns the first page of the list, read while the screen is still being set up, so that the first frame has
//! its rows. Must not keep it once it has been shown.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::OnceCell;

use crate::customer::{Customer, CustomerId};
use crate::query::Sort;
use crate::store::customers;

use super::{FIRST, Found, Inner, TOTAL, Workspace, WorkspaceError};

/// What was read ahead, if anything was.
#[derive(Default)]
pub struct Ahead {
    read: OnceCell<()>,
    page: Mutex<Option<Page>>,
}

struct Page {
    /// As the writes were counted when it was read.
    epoch: u64,
    sort: Sort,
    ids: Option<Arc<[CustomerId]>>,
    total: usize,
    rows: HashMap<CustomerId, Arc<Customer>>,
}

/// How many records are read: as many as most terminals show.
const ROWS: usize = 50;

impl Ahead {
    fn page(&self) -> MutexGuard<'_, Option<Page>> {
        self.page.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// These records, once, if they are all here and nothing has been written since.
    pub fn rows(&self, ids: &[CustomerId], epoch: u64) -> Option<Vec<Arc<Customer>>> {
        let page = self.page().take_if(|page| page.ids.is_none())?;
        if page.epoch != epoch {
            return None;
        }
        ids.iter().map(|id| page.rows.get(id).cloned()).collect()
    }
}

impl Workspace {
    /// Reads the first page of the list as it is sorted by itself.
    pub async fn foresee(&self) -> Result<(), WorkspaceError> {
        let ahead = &self.inner.ahead;
        let read = || async {
            let workspace = self.clone();
            let work = move || read(&workspace.inner);
            let page = tokio::task::spawn_blocking(work)
                .await
                .map_err(super::interrupted)??;
            *ahead.page() = page;
            Ok(())
        };
        ahead.read.get_or_try_init(read).await.copied()
    }

    /// The first rows of a list, once, if they are being read ahead or have been.
    pub(super) async fn foreseen(&self, sort: &Sort) -> Option<Found> {
        let ahead = &self.inner.ahead;
        // Where it cannot be read, asking the file itself says why.
        self.foresee().await.ok()?;
        let epoch = self.inner.lookup.epoch();
        let mut page = ahead.page();
        let page = page
            .as_mut()
            .filter(|page| page.epoch == epoch && page.sort == *sort)?;
        let ids = page.ids.take()?;
        Some(Found::exactly(ids, page.total))
    }
}

fn read(inner: &Inner) -> Result<Option<Page>, WorkspaceError> {
    let (epoch, sort) = (inner.lookup.epoch(), Sort::default());
    let Some(ids) = inner.lookup.first(&inner.mirror, &sort, FIRST)? else {
        return Ok(None);
    };
    let first = &ids[..ids.len().min(ROWS)];
    let rows = inner
        .mirror
        .with(|db| Ok(customers::get_many(db, first)?))?;
    let rows = rows.into_iter().map(Arc::new);
    Ok(Some(Page {
        epoch,
        sort,
        total: inner.total()?,
        rows: rows.filter_map(|row| Some((row.id()?, row))).collect(),
        ids: Some(ids.into()),
    }))
}

impl Inner {
    /// How many customers there were when they were last read whole.
    pub(super) fn total(&self) -> Result<usize, WorkspaceError> {
        let total = self.drafts.fact(TOTAL)?;
        Ok(total.and_then(|total| total.parse().ok()).unwrap_or(0))
    }
}
