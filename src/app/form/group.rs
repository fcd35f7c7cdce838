//! Owns a list inside a record as a form edits it: addresses, phone numbers, e-mail addresses. An element
//! that nobody touched stays byte for byte; in a touched one only the touched members move.
//! Must not know where its lines stand on the screen.

mod landing;

use serde_json::{Map, Value, json};

use super::text::Text;
use crate::customer::field::{Group as Of, List};
use crate::customer::group::Member;
use crate::customer::text::one_line;
use crate::customer::validate::choose_member;
use crate::customer::{Catalog, Choice as Offer, Kind, show};

/// The elements of one list.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    pub of: Of,
    pub elements: Vec<Element>,
    start: Vec<Value>,
}

/// One element: what it came as, and its members as they are typed.
#[derive(Clone, Debug, PartialEq)]
pub struct Element {
    /// Its place in the list it came from; none for an added one.
    pub origin: Option<usize>,
    value: Value,
    pub inputs: Vec<MemberInput>,
}

#[derive(Clone, Debug, PartialEq)]
pub enum MemberInput {
    Text(Text),
    Choice(MemberChoice),
}

/// A drop-down inside an element.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MemberChoice {
    pub shown: String,
    start: String,
    /// What was taken, when something was.
    picked: Option<Offer>,
}

impl Group {
    pub fn new(of: Of, start: Option<&Value>) -> Group {
        let start = start.and_then(Value::as_array).cloned().unwrap_or_default();
        let elements = start
            .iter()
            .enumerate()
            .map(|(at, value)| Element::new(of, Some(at), value.clone()))
            .collect();
        Group {
            of,
            elements,
            start,
        }
    }

    /// Adds an empty element and says where it is.
    pub fn add(&mut self, catalog: &Catalog) -> usize {
        let mut blank = self.of.blank(self.elements.len());
        for member in self.of.members() {
            offer_a_known_type(&mut blank, member, catalog);
        }
        self.elements
            .push(Element::new(self.of, None, Value::Object(blank)));
        self.elements.len() - 1
    }

    pub fn remove(&mut self, at: usize) {
        if at < self.elements.len() {
            self.elements.remove(at);
        }
    }

    pub fn is_changed(&self) -> bool {
        self.values() != self.start
    }

    /// Whether elements were added, removed or typed in.
    pub fn is_touched(&self) -> bool {
        self.elements.len() != self.start.len()
            || self
                .elements
                .iter()
                .any(|element| element.origin.is_none() || element.is_touched())
    }

    /// The list as it shall be; added elements that say nothing are left out.
    pub fn values(&self) -> Vec<Value> {
        self.elements
            .iter()
            .map(|element| (element.origin, element.value(self.of)))
            .filter(|(origin, value)| origin.is_some() || !self.of.is_blank(value))
            .map(|(_, value)| value)
            .collect()
    }

    /// What a draft would keep if all elements had been added by hand.
    pub fn as_added(&self) -> Value {
        let elements = self.elements.iter().filter(|e| e.value.is_object());
        let added = elements.map(|e| e.unnamed(self.of).to_json(self.of));
        Value::Array(added.collect())
    }

    pub fn start(&self) -> &[Value] {
        &self.start
    }

    pub fn to_json(&self) -> Value {
        let elements: Vec<Value> = self.elements.iter().map(|e| e.to_json(self.of)).collect();
        Value::Array(elements)
    }

    /// Takes up what `to_json` kept. `false`, and nothing is taken, where a part of it cannot be read: half of
    /// what was typed would look like all of it.
    pub fn restore(&mut self, kept: &Value) -> bool {
        let read = |all: &Vec<Value>| -> Option<Vec<Element>> {
            let one = |one| Element::from_json(self.of, one, &self.start);
            all.iter().map(one).collect()
        };
        match kept.as_array().and_then(read) {
            Some(elements) => {
                self.elements = elements;
                true
            }
            None => false,
        }
    }
}

/// A proposed type that the firm's own list does not have gives way to the list's first.
fn offer_a_known_type(blank: &mut Map<String, Value>, member: &Member, catalog: &Catalog) {
    let Kind::Choice(list) = member.kind else {
        return;
    };
    let offers = catalog.list(list);
    let proposed = blank
        .get(member.wire)
        .and_then(Value::as_str)
        .unwrap_or_default();
    if list == List::Country || offers.iter().any(|offer| offer.name == proposed) {
        return;
    }
    if let Some(first) = offers.iter().find(|offer| offer.enabled) {
        choose_member(blank, member, first);
    }
}

impl Element {
    fn new(of: Of, origin: Option<usize>, value: Value) -> Element {
        let text = |member: &Member| match value.get(member.wire) {
            Some(Value::String(text)) => text.clone(),
            Some(Value::Number(number)) => number.to_string(),
            _ => String::new(),
        };
        let inputs = of
            .members()
            .iter()
            .filter(|_| value.is_object())
            .map(|member| match member.kind {
                Kind::Choice(_) => MemberInput::Choice(MemberChoice::new(&one_line(&text(member)))),
                _ => MemberInput::Text(Text::new(&text(member))),
            })
            .collect();
        Element {
            origin,
            value,
            inputs,
        }
    }

    pub fn is_touched(&self) -> bool {
        self.inputs.iter().any(MemberInput::is_changed)
    }

    /// The same said by an element that the server has not named.
    fn unnamed(&self, of: Of) -> Element {
        let mut value = self.value(of);
        if let Value::Object(map) = &mut value {
            map.retain(|key, _| !of.identity().contains(&key.as_str()));
        }
        Element::new(of, None, value)
    }

    /// The element as it shall be.
    pub fn value(&self, of: Of) -> Value {
        let Value::Object(start) = &self.value else {
            return self.value.clone();
        };
        let mut map = start.clone();
        for (member, input) in of.members().iter().zip(&self.inputs) {
            match input {
                MemberInput::Text(text) if text.is_changed() => {
                    map.insert(member.wire.to_owned(), json!(text.value().trim()));
                    // The code of a state that is no longer there would be a lie.
                    if member.wire == "state" && map.contains_key("stateCode") {
                        map.insert("stateCode".to_owned(), json!(""));
                    }
                }
                MemberInput::Choice(choice) if choice.is_changed() => {
                    choose_member(&mut map, member, &choice.offer());
                }
                _ => {}
            }
        }
        Value::Object(map)
    }

    /// The element on one line, as typed so far.
    pub fn shown(&self, of: Of) -> String {
        one_line(&show::element(&self.value(of), of))
    }

    fn to_json(&self, of: Of) -> Value {
        let mut members = Map::new();
        for (member, input) in of.members().iter().zip(&self.inputs) {
            if let Some(kept) = input.to_json() {
                members.insert(member.wire.to_owned(), kept);
            }
        }
        match self.origin {
            Some(origin) => json!({"origin": origin, "members": members}),
            None => json!({"added": self.value, "members": members}),
        }
    }

    fn from_json(of: Of, kept: &Value, start: &[Value]) -> Option<Element> {
        let mut element = match kept.get("origin").and_then(Value::as_u64) {
            Some(origin) => {
                let at = usize::try_from(origin).ok()?;
                Element::new(of, Some(at), start.get(at)?.clone())
            }
            None => Element::new(
                of,
                None,
                kept.get("added").filter(|v| v.is_object())?.clone(),
            ),
        };
        for (member, input) in of.members().iter().zip(&mut element.inputs) {
            if let Some(kept) = kept.get("members").and_then(|all| all.get(member.wire))
                && !input.restore(kept)
            {
                return None;
            }
        }
        Some(element)
    }
}

impl MemberInput {
    pub fn is_changed(&self) -> bool {
        match self {
            MemberInput::Text(text) => text.is_changed(),
            MemberInput::Choice(choice) => choice.is_changed(),
        }
    }

    pub fn shown(&self) -> &str {
        match self {
            MemberInput::Text(text) => text.line.text(),
            MemberInput::Choice(choice) => &choice.shown,
        }
    }

    fn to_json(&self) -> Option<Value> {
        match self {
            MemberInput::Text(text) => text.is_changed().then(|| json!(text.line.text())),
            MemberInput::Choice(choice) => choice.is_changed().then(|| {
                let offer = choice.offer();
                json!({"name": offer.name, "id": offer.id, "code": offer.code})
            }),
        }
    }

    fn restore(&mut self, kept: &Value) -> bool {
        match (self, kept) {
            (MemberInput::Text(text), Value::String(typed)) => text.restore(typed),
            (MemberInput::Choice(choice), Value::Object(kept)) => {
                let word = |key: &str| kept.get(key).and_then(Value::as_str).map(str::to_owned);
                choice.take(Some(&Offer {
                    id: kept.get("id").cloned().unwrap_or(Value::Null),
                    name: word("name").unwrap_or_default(),
                    code: word("code"),
                    enabled: true,
                    object: None,
                }));
            }
            _ => return false,
        }
        true
    }
}

impl MemberChoice {
    fn new(start: &str) -> MemberChoice {
        MemberChoice {
            shown: start.to_owned(),
            start: start.to_owned(),
            picked: None,
        }
    }

    pub fn is_changed(&self) -> bool {
        self.shown != self.start
    }

    /// Takes an offer, or with none empties the member.
    pub fn take(&mut self, offer: Option<&Offer>) {
        self.shown = offer.map(|offer| one_line(&offer.name)).unwrap_or_default();
        self.picked = offer.cloned();
    }

    fn offer(&self) -> Offer {
        self.picked.clone().unwrap_or(Offer {
            id: Value::Null,
            name: String::new(),
            code: Some(String::new()),
            enabled: true,
            object: None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(group: &mut Group, element: usize, member: usize, text: &str) {
        match &mut group.elements[element].inputs[member] {
            MemberInput::Text(input) => input.restore(text),
            MemberInput::Choice(_) => panic!("member {member} is a choice"),
        }
    }

    #[test]
    fn only_what_was_touched_moves() {
        let start: Value = serde_json::from_str(
            r#"[{"odd": 1.50, "phoneNumber": "1", "phoneType": "Pager", "id": 7}, "junk", {"phoneNumber": 22}]"#,
        )
        .unwrap();
        let mut group = Group::new(Of::Phones, Some(&start));
        assert!(!group.is_changed());
        typed(&mut group, 0, 1, "9");
        let values = group.values();
        assert_eq!(
            values[0].to_string(),
            r#"{"odd":1.50,"phoneNumber":"9","phoneType":"Pager","id":7}"#
        );
        assert_eq!((&values[1], &values[2]), (&start[1], &start[2]));
    }

    #[test]
    fn an_added_element_counts_once_something_is_typed_in_it() {
        let mut group = Group::new(Of::Emails, None);
        let at = group.add(&Catalog::default());
        assert!(!group.is_changed());
        typed(&mut group, at, 1, "a@b.example");
        assert_eq!(group.values()[0]["emailAddress"], json!("a@b.example"));
        assert_eq!(group.values()[0]["emailTypeCode"], json!("BUSINESS"));
    }

    #[test]
    fn what_is_kept_is_taken_up_again_and_junk_is_not() {
        let start = json!([{"city": "Kiel", "state": "SH", "stateCode": "SH"}, {"city": "Bonn"}]);
        let mut group = Group::new(Of::Addresses, Some(&start));
        group.remove(1);
        typed(&mut group, 0, 6, "Holstein");
        let at = group.add(&Catalog::default());
        typed(&mut group, at, 4, "Ulm");
        let mut again = Group::new(Of::Addresses, Some(&start));
        again.restore(&group.to_json());
        assert_eq!(again, group);
        assert_eq!(again.values()[0]["stateCode"], json!(""));
        for junk in [
            json!([{"origin": 99}]),
            json!([{"origin": 1}, 3]),
            json!([{"added": 4}]),
            json!([{"origin": 1, "members": {"city": 7}}]),
        ] {
            assert!(!again.restore(&junk));
            assert_eq!(again, group, "nothing of {junk} is taken");
        }
    }
}
