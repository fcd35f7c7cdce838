//! Owns what saving a form does: the steps that go into the journal.
//! Must not write them down.

use super::Form;
use crate::customer::changeset::{Action, Step};
use crate::customer::text::one_line;

impl Form {
    /// The steps of a save. `restoring`: its customer comes out of the trash first.
    pub fn steps(&self, restoring: bool) -> (Action, Vec<Step>) {
        let Some(id) = self.of else {
            let (record, request_id) = (self.record(), self.request_id.clone());
            return (Action::Create, vec![Step::Create { record, request_id }]);
        };
        let name = match one_line(self.base.name()) {
            name if name.is_empty() => self.name(),
            name => name,
        };
        let restore = restoring.then(|| Step::Restore {
            id,
            name: name.clone(),
        });
        let edit = Step::Edit {
            id,
            name,
            changes: self.changes(),
        };
        (Action::Edit, restore.into_iter().chain([edit]).collect())
    }
}
