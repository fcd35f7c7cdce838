//! Owns a yes or no of a form, which may also be unsaid.
//! Must not know its wire form beyond the two letters.

/// `Y`, `N`, nothing, or an odd value that came so and is kept until it is toggled.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Flag {
    pub value: String,
    start: String,
}

impl Flag {
    pub fn new(start: &str) -> Flag {
        Flag {
            value: start.to_owned(),
            start: start.to_owned(),
        }
    }

    pub fn is_changed(&self) -> bool {
        self.value != self.start
    }

    pub fn is_on(&self) -> bool {
        self.value == "Y"
    }

    pub fn toggle(&mut self) {
        self.value = if self.is_on() { "N" } else { "Y" }.to_owned();
    }

    pub fn clear(&mut self) {
        self.value.clear();
    }
}
