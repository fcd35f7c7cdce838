//! Owns what a merge would lose: everything that one of the customers says and the one that stays does not.
//! Must not choose.

use serde_json::Value;

use super::super::change::{Part, same_part};
use super::super::field::Kind;
use super::super::record::CustomerId;
use super::super::show;
use super::super::text::{fold, one_line};
use super::{Candidate, FieldPlan, MergePlan, lists};

/// Something that nobody has after the merge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lost {
    /// The field's wire name.
    pub field: String,
    pub label: String,
    pub of: CustomerId,
    pub text: String,
}

impl MergePlan {
    /// Everything that nobody has afterwards, in the order of the fields.
    pub fn lost(&self) -> Vec<Lost> {
        let mut lost = Vec::new();
        for plan in &self.fields {
            let after = self.result(plan);
            for one in &plan.candidates {
                for text in self.missing(plan, one, &after) {
                    lost.push(Lost {
                        field: plan.field.wire.to_string(),
                        label: plan.field.label.to_string(),
                        of: one.of,
                        text,
                    });
                }
            }
        }
        lost.extend(self.lost_parent());
        let gone = self.kin.unread.iter();
        lost.extend(gone.filter(|(of, _)| self.goes(*of)).map(|(of, why)| Lost {
            field: "notes".to_owned(),
            label: "Notes".to_owned(),
            of: *of,
            text: one_line(why),
        }));
        lost
    }

    fn goes(&self, id: CustomerId) -> bool {
        self.others.iter().any(|other| other.id() == Some(id))
    }

    /// What of a candidate is not in `after`, as it reads.
    fn missing(&self, plan: &FieldPlan, one: &Candidate, after: &Part) -> Vec<String> {
        let wire = plan.field.wire.as_ref();
        let list = |part: &Part| {
            part.get(wire)
                .and_then(Value::as_array)
                .cloned()
                .unwrap_or_default()
        };
        if let Kind::Group(group) = plan.field.kind {
            let after = list(after);
            let gone = list(&one.part).into_iter().filter(|element| {
                !lists::is_blank(group, element)
                    && !after
                        .iter()
                        .any(|there| lists::is_same(group, there, element))
            });
            return gone
                .map(|element| one_line(&show::element(&element, group)))
                .collect();
        }
        let reads = show::part_text(&plan.field, after);
        let reads_alike = match (lists::main(wire, &one.text), lists::main(wire, &reads)) {
            (Some((group, said)), Some((_, stays))) => lists::is_same(group, &said, &stays),
            _ => fold(&one.text) == fold(&reads),
        };
        if same_part(&one.part, after) || reads_alike || self.is_listed(wire, &one.text) {
            return Vec::new();
        }
        vec![one_line(&one.text)]
    }

    /// Whether a main phone number or e-mail address stands in its list afterwards.
    fn is_listed(&self, wire: &str, text: &str) -> bool {
        let Some((group, element)) = lists::main(wire, text) else {
            return false;
        };
        let plan = self
            .fields
            .iter()
            .find(|plan| plan.field.kind == Kind::Group(group));
        plan.is_some_and(|plan| {
            let after = self.result(plan);
            let after = after
                .get(plan.field.wire.as_ref())
                .and_then(Value::as_array);
            after.is_some_and(|after| {
                after
                    .iter()
                    .any(|there| lists::is_same(group, there, &element))
            })
        })
    }
}
