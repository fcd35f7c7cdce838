//! Owns customers that are to become one as they are looked at: which stays, what each field takes from whom,
//! and what would be lost.
//! Must not send: `update/unify.rs` does.

use std::collections::BTreeMap;

use super::cursor::Cursor;
use super::measure;
use super::space::{self, Area};
use super::words;
use crate::customer::text::one_line;
use crate::customer::unite::{Choice, FieldPlan, Kin, MergePlan, UniteError};
use crate::customer::{Customer, CustomerId, Fields};

/// Where the parts of the screen stand, and all that is lost line by line.
#[derive(Clone, Debug)]
pub struct Parts {
    pub fields: Area,
    /// The first of its lines is a rule.
    pub losses: Area,
    pub lines: Vec<String>,
}

impl Parts {
    /// How many lines of what is lost are in sight.
    pub fn page(&self) -> usize {
        usize::from(self.losses.height).saturating_sub(1)
    }
}

#[derive(Clone, Debug)]
pub struct Unify {
    pub plan: MergePlan,
    pub cursor: Cursor,
    /// Fields that a person took from somebody, by wire name.
    taken: BTreeMap<String, CustomerId>,
    /// Fields that are the same in all of them are shown too.
    pub all: bool,
    /// It was begun on a pair of the walk.
    pub of_pair: bool,
    /// What is lost has the whole screen.
    pub losses_alone: bool,
    /// The first line in sight of what is lost.
    pub losses_top: usize,
    /// What hangs on them is not known yet.
    pub asking: bool,
    /// It was agreed to before that was known.
    pub agreed: bool,
}

impl Unify {
    /// The first stays until a person says otherwise.
    pub fn new(records: &[Customer], fields: &Fields, of_pair: bool) -> Result<Unify, UniteError> {
        let (keep, others) = records.split_first().ok_or(UniteError::NoId)?;
        Ok(Unify {
            plan: MergePlan::of(keep, others, fields)?,
            cursor: Cursor::default(),
            taken: BTreeMap::new(),
            all: false,
            of_pair,
            losses_alone: false,
            losses_top: 0,
            asking: true,
            agreed: false,
        })
    }

    /// Those that become one, the one that stays first.
    pub fn records(&self) -> Vec<&Customer> {
        std::iter::once(self.plan.keep())
            .chain(self.plan.others())
            .collect()
    }

    /// The fields in which they differ, or all that say something.
    pub fn rows(&self) -> Vec<&FieldPlan> {
        let many = self.plan.others().len() + 1;
        let differs = |plan: &&FieldPlan| {
            let mut texts = plan.candidates.iter().map(|one| &one.text);
            let first = texts.next();
            plan.candidates.len() < many || texts.any(|text| Some(text) != first)
        };
        let fields = self.plan.fields.iter();
        fields.filter(|plan| self.all || differs(plan)).collect()
    }

    pub fn current(&self) -> Option<&FieldPlan> {
        self.rows().get(self.cursor.at).copied()
    }

    /// What can be chosen for a field: everything that any has, where it is a list, then each of them.
    pub fn offers(plan: &FieldPlan, is_list: bool) -> Vec<Option<CustomerId>> {
        let all = is_list.then_some(None);
        let each = plan.candidates.iter().map(|one| Some(one.of));
        all.into_iter().chain(each).collect()
    }

    /// Takes the field under the cursor from the next one of those that say something, or the one before.
    pub fn choose(&mut self, by: isize, fields: &Fields) {
        let Some(plan) = self.current() else {
            return;
        };
        let is_list = matches!(plan.field.kind, crate::customer::Kind::Group(_));
        let offers = Unify::offers(plan, is_list);
        let now = match &plan.choice {
            Choice::Fixed => return,
            Choice::United(_) => None,
            Choice::Of(id) => Some(*id),
        };
        let many = isize::try_from(offers.len()).unwrap_or(1).max(1);
        let at = offers.iter().position(|offer| *offer == now).unwrap_or(0);
        let at = isize::try_from(at).unwrap_or(0) + by;
        let at = usize::try_from(at.rem_euclid(many)).unwrap_or(0);
        let wire = plan.field.wire.to_string();
        match offers.get(at).copied().flatten() {
            Some(id) => {
                if self.plan.take(id, &wire).is_ok() {
                    self.taken.insert(wire, id);
                }
            }
            None => {
                self.taken.remove(&wire);
                self.again(0, fields);
            }
        }
    }

    /// The next of them stays instead; what was chosen by hand stays chosen.
    pub fn keep_next(&mut self, fields: &Fields) {
        self.again(1, fields);
    }

    /// Plans anew; `by` further, another one stays.
    fn again(&mut self, by: usize, fields: &Fields) {
        let mut records: Vec<Customer> = self.records().into_iter().cloned().collect();
        let many = records.len().max(1);
        records.rotate_left(by % many);
        let Some((keep, others)) = records.split_first() else {
            return;
        };
        if let Ok(mut plan) = MergePlan::of(keep, others, fields) {
            plan.bring(self.plan.kin().clone());
            for (wire, id) in &self.taken {
                // A field that says nothing any more has nothing to be taken from.
                let _ = plan.take(*id, wire);
            }
            self.plan = plan;
        }
    }

    /// The name of the one that stays.
    pub fn name(&self) -> String {
        one_line(self.plan.keep().name())
    }

    /// What hangs on them is known.
    pub fn learn(&mut self, kin: Kin) {
        self.plan.bring(kin);
        self.asking = false;
    }

    /// Nothing of what hangs on them was found out.
    pub fn not_learned(&mut self, why: &str) {
        let why = words::kin_unread(why);
        let ids = self.records().into_iter().filter_map(Customer::id);
        let unread = ids.map(|id| (id, why.clone())).collect();
        self.learn(Kin {
            unread,
            ..Kin::default()
        });
    }

    /// What goes over beside the fields; none where nothing does.
    pub fn goes_over(&self) -> Option<String> {
        if self.asking {
            return Some(words::LOOKING_FOR_KIN.to_owned());
        }
        let (notes, children) = (self.plan.notes().len(), self.plan.children().len());
        let notes = (notes > 0).then(|| words::notes(notes));
        let children = (children > 0).then(|| words::children(children));
        let both: Vec<String> = notes.into_iter().chain(children).collect();
        (!both.is_empty()).then(|| words::goes_over(both.join(", ")))
    }

    /// What is lost: the field, and what it says.
    pub fn lost(&self) -> Vec<String> {
        let lost = self.plan.lost();
        lost.iter()
            .map(|lost| format!("{}: {}", one_line(&lost.label), lost.text))
            .collect()
    }

    /// All that is lost in lines of at most `columns`, each value behind the number of whom it is of.
    pub fn losses(&self, columns: usize) -> Vec<String> {
        let records = self.records();
        let nth = |id| records.iter().position(|record| record.id() == Some(id));
        let lost = self.plan.lost();
        let of = lost
            .iter()
            .map(|lost| nth(lost.of).map_or(0, |nth| nth + 1));
        let texts = self.lost();
        let lines = of.zip(&texts).flat_map(|(of, text)| {
            let number = format!("{of}  ");
            let indent = " ".repeat(number.len());
            let lines = measure::wrap(text, columns.saturating_sub(number.len()));
            let lines = lines.into_iter().enumerate();
            lines.map(move |(nth, line)| match nth {
                0 => format!("{number}{line}"),
                _ => format!("{indent}{line}"),
            })
        });
        lines.collect()
    }

    /// How many lines of the fields and of what is lost there are where they stand in this body.
    pub fn parts(&self, body: Area) -> Parts {
        let lines = self.losses(usize::from(body.width).saturating_sub(2));
        let (fields, losses) = match self.losses_alone {
            true => space::unify_alone(body),
            false => space::unify(body, self.rows().len(), lines.len()),
        };
        Parts {
            fields,
            losses,
            lines,
        }
    }

    pub fn scroll_losses(&mut self, by: isize) {
        self.losses_top = self.losses_top.saturating_add_signed(by);
    }

    /// Everything that has to be in sight is.
    pub fn settle(&mut self, body: Area) {
        if self.plan.lost().is_empty() {
            self.losses_alone = false;
        }
        let parts = self.parts(body);
        let page = usize::from(parts.fields.height).saturating_sub(space::UNIFY_HEAD);
        if !self.losses_alone {
            self.cursor.settle(self.rows().len(), page);
        }
        let most = parts.lines.len().saturating_sub(parts.page());
        self.losses_top = self.losses_top.min(most);
    }
}
