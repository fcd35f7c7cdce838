//! Owns the one piece of work that goes on while a person does something else: an import or an edit of many that was
//! left running. What it is called, how far it is, what has become of it.
//! Must not act: `flow/behind.rs` does.

use std::time::Duration;

use super::bulk::{self, Bulk};
use super::intake::{Intake, Stage, Taken};
use super::layer::Layer;
use super::words::{self, count};
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
                words::is_being_read(file(intake))
            }
            Behind::Intake(intake) => words::is_being_imported(file(intake)),
            Behind::Bulk(bulk) => words::are_being_edited(bulk.ids.len()),
        }
    }

    /// What it is, inside a sentence.
    pub fn name(&self) -> String {
        match self {
            Behind::Intake(intake) => words::the_import(file(intake)),
            Behind::Bulk(bulk) => words::the_edit(bulk.ids.len()),
        }
    }

    /// For the status line. `narrow`: in as few words as can be.
    pub fn says(&self, narrow: bool) -> String {
        let work = match self {
            Behind::Intake(_) => words::WORK_IMPORT,
            Behind::Bulk(_) => words::WORK_EDIT,
        };
        let (done, of, left) = self.course();
        match self.standing() {
            Standing::Over => words::work_done(work),
            Standing::Waits => words::work_needs_you(work),
            Standing::Going if self.is_stopping() => words::work_is_stopping(work),
            Standing::Going if of == 0 => words::work_begins(work),
            Standing::Going if narrow => {
                let percent = (done.min(of) * 100).checked_div(of).unwrap_or(0);
                words::work_so_far(work, percent) + &remaining(left)
            }
            Standing::Going => {
                let (done, of) = (count(done), count(of));
                let says = match self {
                    Behind::Intake(intake) if intake.stage == Stage::Judging => {
                        words::reading_rows(done, of)
                    }
                    Behind::Intake(_) => words::importing_rows(done, of),
                    Behind::Bulk(_) => words::changing_customers(done, of),
                };
                says + &remaining(left)
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
                Some(words::edit_came_to(told(&[
                    (edited.done, words::part_changed),
                    (edited.dropped, words::part_not_changed),
                    (edited.waiting, words::part_to_be_sent),
                    (edited.asks, words::part_needs_you),
                ])))
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
    let parts = told(&[
        (taken.done, words::part_imported),
        (taken.dropped, words::part_not_imported),
        (taken.waiting, words::part_to_be_sent),
        (taken.asks, words::part_needs_you),
        (taken.broken, words::part_broken),
    ]);
    words::import_came_to(file, parts)
}

/// How many, and what is said of so many.
type Part = (usize, fn(usize) -> String);

/// The first always, of the others those that there are.
fn told(parts: &[Part]) -> String {
    let said = parts.iter().enumerate();
    let said = said.filter(|(nth, (many, _))| *nth == 0 || *many > 0);
    let said: Vec<String> = said.map(|(_, (many, says))| says(*many)).collect();
    said.join(", ")
}

/// How long it will take still, behind what was said before; nothing while that cannot be told.
pub fn remaining(left: Option<Duration>) -> String {
    left.map_or(String::new(), |left| match left.as_secs() {
        seconds @ ..100 => words::seconds_left(seconds.max(1)),
        seconds => words::minutes_left(seconds.div_ceil(60)),
    })
}
