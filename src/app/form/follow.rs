//! Owns a form whose customer moves on the server while it is open: what nobody touched here follows at once,
//! what was typed stays and is marked where somebody else has changed the same.
//! Must not read the record, nor decide a clash: a save does that, and asks.

use std::sync::Arc;

use super::{Form, Stop};
use crate::app::space::{self, Area};
use crate::app::words;
use crate::customer::change::same_part;
use crate::customer::merge;
use crate::customer::text::one_line;
use crate::customer::{Catalog, Change, Customer, CustomerId, Fields, show};

/// What somebody else did to the record of an open form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Met {
    /// Who, as the record says.
    pub who: String,
    pub fields: Vec<MetField>,
    /// The customer is not there any more.
    pub gone: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MetField {
    pub wire: String,
    pub label: String,
    /// What it says on the server, where something else was typed here.
    pub clash: Option<String>,
}

impl Met {
    /// Names somebody beside those who were named before.
    fn add(&mut self, who: &str) {
        if self.who.is_empty() {
            who.clone_into(&mut self.who);
        } else if !self.who.split(words::AND).any(|known| known == who) {
            self.who = format!("{}{}{who}", self.who, words::AND);
        }
    }

    /// What happened, in a sentence; nothing while nothing has.
    pub fn sentence(&self) -> Option<String> {
        if self.gone {
            return Some(words::GONE.to_owned());
        }
        let labels: Vec<&str> = self.fields.iter().map(|met| met.label.as_str()).collect();
        Some(match labels.as_slice() {
            [] => return None,
            [one] => words::changed_one(one, &self.who),
            [first, last] => words::changed_two(first, last, &self.who),
            [first, second, rest @ ..] => words::changed_many(first, second, rest.len(), &self.who),
        })
    }
}

impl Form {
    /// The room of the form in the body: a line above it says what somebody else did.
    pub fn room(&self, body: Area) -> Area {
        let above = u16::from(self.met.sentence().is_some() && body.height > 1);
        let below = self.twin_room(body).height;
        Area {
            y: body.y + above,
            height: (body.height - above).saturating_sub(below),
            ..body
        }
    }

    /// The room of the likely twins below the form; none where they stand beside it.
    pub fn twin_room(&self, body: Area) -> Area {
        let wanted = match (self.twins.all().len(), body.height) {
            (0, _) => 0,
            _ if body.width >= space::WIDE => 0,
            (_, ..14) => 1,
            (many, _) => u16::try_from(many.min(3)).unwrap_or(3) + 1,
        };
        let height = wanted.min(body.height);
        Area {
            y: body.y + body.height - height,
            height,
            ..body
        }
    }

    /// This form on the record as it is now. A field that was typed in keeps what it was compared with, so that
    /// saving it is still a question where somebody else has answered otherwise.
    pub fn follow(&self, record: &Arc<Customer>, who: &str, fields: &Fields) -> Form {
        let typed = self.changes();
        let clashing = merge::merge(&typed, record, fields).conflicts;
        let mut base = Customer::clone(record);
        let mut met = self.met.clone();
        met.gone = false;
        for entry in &self.entries {
            let (field, wire) = (&entry.field, entry.field.wire.as_ref());
            let (was, is) = (self.base.part(field), record.part(field));
            if entry.input.is_touched() {
                base.apply(&Change {
                    field: wire.to_owned(),
                    from: is.clone(),
                    to: was.clone(),
                });
            }
            let clash = clashing.iter().find(|clash| clash.field == wire);
            met.fields
                .retain(|old| old.wire != wire || clash.is_some() || !entry.input.is_touched());
            if same_part(&was, &is) {
                continue;
            }
            met.fields.retain(|old| old.wire != wire);
            met.fields.push(MetField {
                wire: wire.to_owned(),
                label: one_line(&field.label),
                clash: clash.map(|clash| one_line(&show::part_text(field, &clash.theirs))),
            });
            met.add(who);
        }
        let mut form = self.onto(None, &Arc::new(base), fields);
        form.met = met;
        form
    }

    /// What somebody else has put where something is typed here.
    pub fn clash_at(&self, stop: Stop) -> Option<String> {
        let entry = self.entries.get(stop.entry)?;
        let mut met = self.met.fields.iter();
        let met = met.find(|met| met.wire == entry.field.wire)?;
        let theirs = met.clash.as_deref().filter(|_| entry.input.is_touched())?;
        Some(match theirs {
            "" => words::now_empty(&self.met.who),
            theirs => words::now_says(theirs, &self.met.who),
        })
    }

    /// A form in which these changes stand as if they had been typed.
    pub fn typed(
        key: String,
        of: Option<CustomerId>,
        base: &Arc<Customer>,
        changes: &[Change],
        catalog: &Arc<Catalog>,
        fields: &Fields,
    ) -> Form {
        let mut form = Form::on(key.clone(), of, Arc::clone(base), catalog, fields);
        let mut said = Customer::clone(base);
        changes.iter().for_each(|change| said.apply(change));
        let said = Form::on(key, of, Arc::new(said), catalog, fields);
        for entry in &mut form.entries {
            let wire = &entry.field.wire;
            if !changes.iter().any(|change| change.field == *wire) {
                continue;
            }
            if let Some(there) = said.entries.iter().find(|there| there.field.wire == *wire) {
                entry.input.say(&there.input);
            }
        }
        let has_line = |change: &&Change| {
            let mut entries = form.entries.iter();
            entries.any(|entry| entry.field.wire == change.field)
        };
        let unseen = changes.iter().filter(|change| !has_line(change));
        form.unseen = unseen.cloned().collect();
        form
    }

    /// A form of one field alone.
    pub fn of_field(
        key: String,
        of: CustomerId,
        record: Customer,
        wire: &str,
        catalog: &Arc<Catalog>,
        fields: &Fields,
    ) -> Option<Form> {
        let mut form = Form::on(key, Some(of), Arc::new(record), catalog, fields);
        form.hand = Some(wire.to_owned());
        form.keep_to_the_hand();
        (!form.entries.is_empty()).then_some(form)
    }

    /// A form that is for one field has no other.
    pub(super) fn keep_to_the_hand(&mut self) {
        if let Some(wire) = self.hand.clone() {
            self.entries.retain(|entry| entry.field.wire == wire);
            self.focus.entry = 0;
            self.settle_focus();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn record(value: Value) -> Arc<Customer> {
        Arc::new(Customer::from_value(value).unwrap())
    }

    fn start() -> Value {
        json!({"customerId": 1, "customerName": "Acme", "website": "a.example", "skypeName": "s",
            "phoneNumbers": [{"phoneNumber": "1", "phoneType": "Business", "id": 7}]})
    }

    fn with(wire: &str, value: Value) -> Arc<Customer> {
        let mut all = start();
        all[wire] = value;
        record(all)
    }

    fn form() -> Form {
        let (catalog, fields) = (Arc::default(), Fields::standard());
        Form::edit("key".to_owned(), 1, record(start()), &catalog, &fields)
    }

    fn go(form: &mut Form, wire: &str) {
        let stops = form.stops();
        let there = stops
            .iter()
            .find(|stop| form.entries[stop.entry].field.wire == wire);
        form.focus = *there.unwrap();
    }

    fn shown(form: &Form, wire: &str) -> String {
        let entry = form
            .entries
            .iter()
            .find(|entry| entry.field.wire == wire)
            .unwrap();
        entry.input.shown(&entry.field)
    }

    #[test]
    fn what_nobody_touched_follows_and_what_was_typed_stays() {
        let mut form = form();
        go(&mut form, "skypeName");
        form.insert("!");
        let form = form.follow(
            &with("website", json!("b.example")),
            "anna",
            &Fields::standard(),
        );
        assert_eq!(shown(&form, "website"), "b.example");
        assert_eq!(shown(&form, "skypeName"), "s!");
        assert_eq!(
            form.met.sentence().unwrap(),
            "Website was changed by anna meanwhile"
        );
        assert_eq!(form.clash_at(form.focus), None);
        let changes = form.changes();
        assert_eq!(
            (changes.len(), &changes[0].from["skypeName"]),
            (1, &json!("s"))
        );
    }

    #[test]
    fn the_same_field_is_marked_and_still_a_question_when_it_is_saved() {
        let mut form = form();
        go(&mut form, "website");
        form.insert("x");
        let theirs = with("website", json!("b.example"));
        let form = form.follow(&theirs, "anna", &Fields::standard());
        assert_eq!(form.clash_at(form.focus).unwrap(), "now “b.example” (anna)");
        assert_eq!(shown(&form, "website"), "a.examplex");
        let merged = merge::merge(&form.changes(), &theirs, &Fields::standard());
        assert_eq!(merged.conflicts.len(), 1, "nothing is overwritten unseen");
        let back = form.follow(&record(start()), "anna", &Fields::standard());
        assert_eq!(back.clash_at(back.focus), None);
    }

    #[test]
    fn ones_own_value_on_the_server_is_no_news() {
        let mut form = form();
        go(&mut form, "website");
        form.insert("x");
        let mine = with("website", json!("a.examplex"));
        let form = form.follow(&mine, "me", &Fields::standard());
        assert_eq!(form.clash_at(form.focus), None);
        let merged = merge::merge(&form.changes(), &mine, &Fields::standard());
        assert!(merged.changes.is_empty() && merged.conflicts.is_empty());
    }

    #[test]
    fn changes_are_typed_again_as_they_were() {
        let fields = Fields::standard();
        let mut first = form();
        go(&mut first, "website");
        first.insert("x");
        go(&mut first, "phoneNumbers");
        first.step(1);
        first.insert("2");
        first.add();
        first.insert("55");
        let changes = first.changes();
        assert_eq!(changes.len(), 2);
        let again = Form::typed(
            "k".to_owned(),
            Some(1),
            &record(start()),
            &changes,
            &first.catalog,
            &fields,
        );
        assert_eq!(again.changes(), changes);
    }
}
