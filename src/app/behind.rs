//! Owns the one piece of work that goes on while a person does something else: an import or an edit of many that was
//! left running. What it is called, how far it is, what has become of it.
//! Must not act: `flow/behind.rs` does.

use std::time::Duration;

use super::bulk::{self, Bulk};
use super::intake::{Intake, Stage, Taken};
use super::layer::Layer;
use crate::customer::show::grouped;
use crate::customer::text::one_line;

#[derive(Clone, Debug)]
pub enum Behind {
    Intake(Box<Intake>),
    Bulk(Box<Bulk>),
}

/// How it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    Going,
    /// It goes no further without a person.
    Waits,
    Over,
}

impl Behind {
    /// The screen of such a piece of work, or the layer as it was.
    pub fn of(layer: Layer) -> Result<Behind, Layer> {
        match layer {
            Layer::Intake(intake) => Ok(Behind::Intake(intake)),
            Layer::Bulk(bulk) => Ok(Behind::Bulk(bulk)),
            other => Err(other),
        }
    }

    pub fn into_layer(self) -> Layer {
        match self {
            Behind::Intake(intake) => Layer::Intake(intake),
            Behind::Bulk(bulk) => Layer::Bulk(bulk),
        }
    }

    pub fn intake_mut(&mut self) -> Option<&mut Intake> {
        match self {
            Behind::Intake(intake) => Some(intake),
            Behind::Bulk(_) => None,
        }
    }

    pub fn bulk_mut(&mut self) -> Option<&mut Bulk> {
        match self {
            Behind::Bulk(bulk) => Some(bulk),
            Behind::Intake(_) => None,
        }
    }

    pub fn standing(&self) -> Standing {
        match self {
            Behind::Intake(intake) => match intake.stage {
                Stage::Judging | Stage::Going => Standing::Going,
                Stage::Path | Stage::Mapping | Stage::Review => Standing::Waits,
                Stage::Done => Standing::Over,
            },
            Behind::Bulk(bulk) => match bulk.stage {
                bulk::Stage::Going => Standing::Going,
                bulk::Stage::Edit => Standing::Waits,
                bulk::Stage::Done => Standing::Over,
            },
        }
    }

    /// What is being done, at the start of a sentence.
    pub fn deed(&self) -> String {
        match self {
            Behind::Intake(intake) if intake.stage == Stage::Judging => {
                format!("{} is being read", file(intake))
            }
            Behind::Intake(intake) => format!("{} is being imported", file(intake)),
            Behind::Bulk(bulk) => match bulk.ids.len() {
                1 => "1 customer is being edited".to_owned(),
                many => format!("{} customers are being edited", count(many)),
            },
        }
    }

    /// What it is, inside a sentence.
    pub fn name(&self) -> String {
        match self {
            Behind::Intake(intake) => format!("the import of {}", file(intake)),
            Behind::Bulk(bulk) => match bulk.ids.len() {
                1 => "the edit of 1 customer".to_owned(),
                many => format!("the edit of {} customers", count(many)),
            },
        }
    }

    /// For the status line. `narrow`: in as few words as can be.
    pub fn says(&self, narrow: bool) -> String {
        let word = match self {
            Behind::Intake(_) => "import",
            Behind::Bulk(_) => "edit",
        };
        let (done, of, left) = self.course();
        match self.standing() {
            Standing::Over => format!("{word} done (W)"),
            Standing::Waits => format!("{word} needs you (W)"),
            Standing::Going if self.is_stopping() => format!("{word} is stopping"),
            Standing::Going if of == 0 => format!("{word} begins"),
            Standing::Going if narrow => {
                let percent = (done.min(of) * 100).checked_div(of).unwrap_or(0);
                format!("{word} {percent}%{}", remaining(left))
            }
            Standing::Going => {
                let doing = match self {
                    Behind::Intake(intake) if intake.stage == Stage::Judging => "reading",
                    Behind::Intake(_) => "importing",
                    Behind::Bulk(_) => "changing",
                };
                format!(
                    "{doing} {} of {}{}",
                    count(done),
                    count(of),
                    remaining(left)
                )
            }
        }
    }

    /// What has become of it, once it is over.
    pub fn outcome(&self) -> Option<String> {
        match self {
            Behind::Intake(intake) => {
                let taken = intake.taken.as_ref()?;
                Some(imported(&file(intake), taken))
            }
            Behind::Bulk(bulk) => {
                let edited = bulk.edited.as_ref()?;
                let parts = [
                    (edited.done, "changed"),
                    (edited.dropped, "not changed, as it was stopped"),
                    (edited.waiting, "still to be sent"),
                    (edited.asks, "need you in the outbox"),
                ];
                Some(format!("Edit of many: {}; W says more", told(&parts)))
            }
        }
    }

    fn course(&self) -> (usize, usize, Option<Duration>) {
        match self {
            Behind::Intake(intake) => (intake.going.done, intake.going.of, intake.going.left),
            Behind::Bulk(bulk) => (bulk.going.done, bulk.going.of, bulk.going.left),
        }
    }

    fn is_stopping(&self) -> bool {
        match self {
            Behind::Intake(intake) => intake.stopping,
            Behind::Bulk(bulk) => bulk.stopping,
        }
    }
}

fn file(intake: &Intake) -> String {
    let name = intake.looked.as_ref().map_or("", |looked| &looked.name);
    one_line(name)
}

fn imported(file: &str, taken: &Taken) -> String {
    let parts = [
        (taken.done, "imported"),
        (taken.dropped, "not imported, as it was stopped"),
        (taken.waiting, "still to be sent"),
        (taken.asks, "need you in the outbox"),
        (taken.broken, "broken"),
    ];
    format!("{file}: {}; W says more", told(&parts))
}

/// The first always, of the others those that there are.
fn told(parts: &[(usize, &str)]) -> String {
    let said = parts.iter().enumerate();
    let said = said.filter(|(nth, (many, _))| *nth == 0 || *many > 0);
    let said: Vec<String> = said
        .map(|(_, (many, what))| format!("{} {what}", count(*many)))
        .collect();
    said.join(", ")
}

/// How long it will take still, behind what was said before; nothing while that cannot be told.
pub fn remaining(left: Option<Duration>) -> String {
    left.map_or(String::new(), |left| match left.as_secs() {
        seconds @ ..100 => format!(" · {} s left", seconds.max(1)),
        seconds => format!(" · {} min left", seconds.div_ceil(60)),
    })
}

fn count(many: usize) -> String {
    grouped(&many.to_string())
}
