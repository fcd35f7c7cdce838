//! Owns what undo and redo in a form go back and forth over: one input as it was before each step.
//! Must not know what a step did. Typing that goes on at one place is one step.

use super::input::Input;
use super::{Form, Stop};

#[derive(Clone, Debug, Default)]
pub struct History {
    past: Vec<Step>,
    future: Vec<Step>,
    /// Where typing goes on, so that it joins the step before.
    typing: Option<Stop>,
}

#[derive(Clone, Debug)]
struct Step {
    focus: Stop,
    input: Input,
}

/// A form that is typed in all day needs no more.
const STEPS: usize = 500;

impl History {
    /// What comes next is a step of its own.
    pub fn part(&mut self) {
        self.typing = None;
    }

    pub fn can_undo(&self) -> bool {
        !self.past.is_empty()
    }

    pub fn can_redo(&self) -> bool {
        !self.future.is_empty()
    }
}

impl History {
    /// The same steps over other inputs; a step whose entry has none is left out.
    pub(super) fn map(&self, input: impl Fn(usize, &Input) -> Option<Input>) -> History {
        let map = |steps: &[Step]| {
            let step = |step: &Step| {
                Some(Step {
                    focus: step.focus,
                    input: input(step.focus.entry, &step.input)?,
                })
            };
            steps.iter().filter_map(step).collect()
        };
        History {
            past: map(&self.past),
            future: map(&self.future),
            typing: self.typing,
        }
    }
}

impl Form {
    /// Takes note of the focused input before it changes. `typing`: a letter, which joins the one before.
    pub(super) fn remember(&mut self, before: Input, typing: bool) {
        let focus = self.focus;
        self.history.future.clear();
        if typing && self.history.typing == Some(focus) {
            return;
        }
        self.history.typing = typing.then_some(focus);
        self.history.past.push(Step {
            focus,
            input: before,
        });
        if self.history.past.len() > STEPS {
            self.history.past.remove(0);
        }
    }

    pub fn can_undo(&self) -> bool {
        self.history.can_undo()
    }

    pub fn can_redo(&self) -> bool {
        self.history.can_redo()
    }

    pub fn undo(&mut self) -> bool {
        let Some(step) = self.history.past.pop() else {
            return false;
        };
        let back = self.swap(step);
        self.history.future.extend(back);
        true
    }

    pub fn redo(&mut self) -> bool {
        let Some(step) = self.history.future.pop() else {
            return false;
        };
        let back = self.swap(step);
        self.history.past.extend(back);
        true
    }

    fn swap(&mut self, step: Step) -> Option<Step> {
        self.history.part();
        let entry = self.entries.get_mut(step.focus.entry)?;
        let input = std::mem::replace(&mut entry.input, step.input);
        // Lines may have come back: what was wrong at a place need not be there now.
        self.problems
            .retain(|(stop, _)| stop.entry != step.focus.entry);
        self.focus = step.focus;
        self.settle_focus();
        Some(Step {
            focus: step.focus,
            input,
        })
    }
}
