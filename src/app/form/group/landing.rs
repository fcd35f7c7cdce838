//! Owns putting a list that was typed into onto the list that the server answered: which element is which, and
//! what of each stays as it was typed.
//! Must not know when that is.

use serde_json::Value;

use super::{Element, Group, MemberInput, Of};
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
