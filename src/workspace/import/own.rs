//! Owns telling whether a file was exported from this very workspace, so that its rows are about the customers
//! whose ids they carry. Ids alone do not say so: other workspaces count from 1, too.
//! Must not change anything.

use std::collections::HashMap;
use std::path::Path;

use super::mapping::{Mapping, Slot, Why};
use super::row::{Cell, Row, Rows};
use super::sniff::Shape;
use crate::customer::{Catalog, Customer, CustomerId};
use crate::store::customers;
use crate::workspace::WorkspaceError;
use crate::workspace::export::cell;
use crate::workspace::export::checks::Checks;
use crate::workspace::export::target::Target;
use crate::workspace::mirror::Mirror;

/// So many rows are compared at a time ...
const EVERY: usize = 250;
/// ... and after so many that carry an id of ours enough is known.
const ENOUGH: usize = 2_000;

/// A file, and what its columns are taken for.
pub struct Marked<'a> {
    pub path: &'a Path,
    pub shape: &'a Shape,
    pub raw: bool,
    pub columns: &'a [String],
    pub mapping: &'a Mapping,
}

impl Marked<'_> {
    /// Whether the columns are there by which an exported row is known, or one that `rolo list` printed.
    pub fn is_marked(mapping: &Mapping, columns: &[String]) -> bool {
        let marks = [Target::Version, Target::Checks];
        let is_exported = marks.iter().any(|mark| mapping.has(mark));
        mapping.has(&Target::Id) && (is_exported || is_listed(mapping, columns))
    }

    /// Whether most rows with the id of a customer that is here speak of that customer.
    pub fn is_own(
        &self,
        mirror: &Mirror,
        catalog: &Catalog,
    ) -> std::io::Result<Result<bool, WorkspaceError>> {
        let mut rows = Rows::open(self.path, self.shape, self.raw)?;
        let (mut known, mut agreed) = (0, 0);
        while known < ENOUGH {
            let mut batch: Vec<(CustomerId, Row)> = Vec::new();
            let mut is_over = false;
            while batch.len() < EVERY && !is_over {
                match rows.read_row()? {
                    None => is_over = true,
                    Some(row) => batch.extend(self.id(&row).map(|id| (id, row))),
                }
            }
            let ids: Vec<CustomerId> = batch.iter().map(|(id, _)| *id).collect();
            let found = match mirror.with(|db| Ok(customers::get_many(db, &ids)?)) {
                Ok(found) => found,
                Err(error) => return Ok(Err(error)),
            };
            let found: HashMap<_, _> = found.iter().map(|r| (r.id(), r)).collect();
            for (id, row) in &batch {
                if let Some(record) = found.get(&Some(*id)) {
                    known += 1;
                    agreed += usize::from(self.speaks_of(row, record, catalog));
                }
            }
            if is_over {
                break;
            }
        }
        Ok(Ok(agreed > 0 && agreed * 2 >= known))
    }

    fn id(&self, row: &Row) -> Option<CustomerId> {
        let (_, cell) = self.cell(row, |target| *target == Target::Id)?;
        cell.shown().trim().parse().ok()
    }

    fn cell<'r>(
        &self,
        row: &'r Row,
        wanted: impl Fn(&Target) -> bool,
    ) -> Option<&'r (usize, Cell)> {
        let cells = row.cells.as_ref().ok()?;
        let (at, _) = self.mapping.targets().find(|(_, target)| wanted(target))?;
        cells.iter().find(|(column, _)| *column == at)
    }

    /// By its name, as it is or as it was; where no column has the name, by most of what the row said.
    fn speaks_of(&self, row: &Row, record: &Customer, catalog: &Catalog) -> bool {
        let checks = self.cell(row, |target| *target == Target::Checks);
        let checks = checks.and_then(|(_, cell)| Checks::read(&cell.shown()));
        if let Some((column, cell)) = self.cell(row, is_name) {
            let was =
                checks.is_some_and(|checks| checks.knows(&self.columns[*column], record.name()));
            return was || cell.shown().trim() == record.name().trim();
        }
        let Some(checks) = checks else {
            return false;
        };
        let (mut known, mut all) = (0, 0);
        for (column, target) in self.mapping.targets().filter(|(_, t)| t.field().is_some()) {
            let now = cell::text(record, target, catalog);
            if !now.trim().is_empty() {
                all += 1;
                known += usize::from(checks.knows(&self.columns[column], &now));
            }
        }
        known > 0 && known * 2 > all
    }
}

fn is_name(target: &Target) -> bool {
    matches!(target, Target::Field(field) if field.wire == "customerName")
}

/// A list has its customers' names under the wire's word for them, and no column that means nothing here.
fn is_listed(mapping: &Mapping, columns: &[String]) -> bool {
    let strange = [Slot::Left(Why::Unknown), Slot::Left(Why::Told)];
    columns.iter().any(|column| column == "customerName")
        && !mapping.slots.iter().any(|slot| strange.contains(slot))
}
