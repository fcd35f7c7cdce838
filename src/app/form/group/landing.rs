//! Owns putting a list that was typed into onto the list that the server answered: which element is which, and
//! what of each stays as it was typed.
//! Must not know when that is.

use serde_json::Value;

use super::{Element, Group, Member, MemberInput, Of, Offer, one_line};
use crate::customer::change::{is_empty, same};

impl Group {
    /// On a list as it was answered: what was typed, added and removed since `was` stays so, the rest follows.
    pub fn take_over(&mut self, mine: &Group, was: &Group) {
        let places = self.places_of(was);
        let theirs = (0..self.start.len()).filter(|at| !places.contains(&Some(*at)));
        let theirs: Vec<Element> = theirs.map(|at| self.answered(at)).collect();
        let mut elements = Vec::new();
        for (element, before) in mine.elements.iter().zip(mine.paired_with(was)) {
            let was = before.and_then(|at| was.elements.get(at));
            let place = before.and_then(|at| places.get(at).copied().flatten());
            match (was, place) {
                (Some(was), Some(at)) => {
                    let mut there = self.answered(at);
                    there.take_over(element, was);
                    elements.push(there);
                }
                // Somebody took it away. What was typed into it meanwhile is not thrown after it.
                (Some(was), None) if !element.says(was) => elements.push(element.unnamed(self.of)),
                (Some(_), None) => {}
                (None, _) => elements.push(element.clone()),
            }
        }
        elements.extend(theirs);
        self.elements = elements;
    }

    /// Says what a list says, as if that had been typed: elements of the same name are one.
    pub fn say(&mut self, list: &[Value]) {
        let mut free: Vec<usize> = (0..self.start.len()).collect();
        let of = self.of;
        let element = |value: &Value| {
            let same = |at: &usize| is_same_name(of, value, &self.start[*at]);
            let said = Element::new(of, None, value.clone());
            let Some(nth) = free.iter().position(same) else {
                return said;
            };
            let was = self.answered(free.remove(nth));
            let mut there = was.clone();
            there.take_over(&said, &was);
            for (member, pair) in of
                .members()
                .iter()
                .zip(there.inputs.iter_mut().zip(&was.inputs))
            {
                if let (MemberInput::Choice(choice), before) = pair
                    && one_line(&word(value, member.wire)) != before.shown()
                {
                    choice.take(offer(member, value).as_ref());
                }
            }
            there
        };
        self.elements = list.iter().map(element).collect();
    }

    fn answered(&self, at: usize) -> Element {
        let value = self.start.get(at).cloned().unwrap_or_default();
        Element::new(self.of, Some(at), value)
    }

    /// Where each element of `was` stands in this list's start: by its name, else by what it says, since the
    /// server names what was added.
    fn places_of(&self, was: &Group) -> Vec<Option<usize>> {
        let mut free: Vec<usize> = (0..self.start.len()).collect();
        let mut places = vec![None; was.elements.len()];
        let rules: [fn(Of, &Value, &Value) -> bool; 2] = [is_same_name, says_the_same];
        for rule in rules {
            for (place, element) in places.iter_mut().zip(&was.elements) {
                let value = element.value(self.of);
                let fits = |at: &usize| rule(self.of, &value, &self.start[*at]);
                if let (None, Some(nth)) = (&place, free.iter().position(fits)) {
                    *place = Some(free.remove(nth));
                }
            }
        }
        places
    }

    /// For each element the one of `was` that it is: known by its origin, added ones by their order.
    fn paired_with(&self, was: &Group) -> Vec<Option<usize>> {
        let elements = was.elements.iter().enumerate();
        let mut added = elements
            .filter(|(_, e)| e.origin.is_none())
            .map(|(at, _)| at);
        let known = |origin| was.elements.iter().position(|e| e.origin == Some(origin));
        self.elements
            .iter()
            .map(|element| match element.origin {
                Some(origin) => known(origin),
                None => added.next(),
            })
            .collect()
    }
}

impl Element {
    fn says(&self, other: &Element) -> bool {
        let both = self.inputs.iter().zip(&other.inputs);
        both.into_iter()
            .all(|(one, other)| one.shown() == other.shown())
    }

    /// Takes what was typed into `mine` since `was`.
    fn take_over(&mut self, mine: &Element, was: &Element) {
        let typed = mine.inputs.iter().zip(&was.inputs);
        for (input, (mine, was)) in self.inputs.iter_mut().zip(typed) {
            if mine.shown() != was.shown() {
                input.take_over(mine);
            }
        }
    }
}

impl MemberInput {
    fn take_over(&mut self, typed: &MemberInput) {
        match (self, typed) {
            (MemberInput::Text(text), MemberInput::Text(typed)) => text.restore(typed.line.text()),
            (MemberInput::Choice(choice), MemberInput::Choice(taken)) => {
                choice.take(taken.picked.as_ref());
            }
            _ => {}
        }
    }
}

/// The choice that an element made, with the id and the code that stand beside it.
fn offer(member: &Member, element: &Value) -> Option<Offer> {
    let beside = |wire: Option<&str>| wire.and_then(|wire| element.get(wire)).cloned();
    let name = word(element, member.wire);
    (!name.is_empty()).then(|| Offer {
        id: beside(member.beside.0).unwrap_or_default(),
        name,
        code: beside(member.beside.1).and_then(|code| code.as_str().map(str::to_owned)),
        enabled: true,
        object: None,
    })
}

fn word(element: &Value, wire: &str) -> String {
    let word = element.get(wire).and_then(Value::as_str);
    word.unwrap_or_default().to_owned()
}

fn is_same_name(of: Of, one: &Value, other: &Value) -> bool {
    of.identity()
        .iter()
        .any(|key| match (one.get(key), other.get(key)) {
            (Some(one), Some(other)) => !is_empty(one) && same(one, other),
            _ => false,
        })
}

fn says_the_same(of: Of, one: &Value, other: &Value) -> bool {
    let get = |value: &Value, key: &str| value.get(key).cloned().unwrap_or_default();
    of.members()
        .iter()
        .all(|member| same(&get(one, member.wire), &get(other, member.wire)))
}
