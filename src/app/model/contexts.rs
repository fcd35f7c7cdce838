//! Owns where keys are looked up: by the layer on top and what it is about.
//! Must not know what a key does there.

use super::super::bulk;
use super::super::intake::Stage;
use super::super::keymap::Context;
use super::super::layer::{Layer, Purpose};
use super::super::page::{Kind, Page};
use super::super::sets::Which;
use super::Model;

impl Model {
    /// Where keys are looked up, the most particular first.
    pub fn contexts(&self) -> Vec<Context> {
        self.contexts_over(&self.layers)
    }

    /// Where keys are looked up when these layers are there.
    pub fn contexts_over(&self, layers: &[Layer]) -> Vec<Context> {
        let layers = under_card(layers);
        let mut contexts = Model::contexts_of(layers.last());
        let first = match layers.last() {
            None if self.picking => Some(Context::Pick),
            Some(Layer::Search) if !self.list.prompt.offers().is_empty() => Some(Context::Offers),
            Some(Layer::Search) if self.picking => Some(Context::PickSearch),
            _ => None,
        };
        contexts.splice(..0, first);
        contexts
    }

    /// Where keys are looked up when a layer is on top; none: the list.
    fn contexts_of(layer: Option<&Layer>) -> Vec<Context> {
        let mut contexts = match layer {
            None => vec![Context::List],
            Some(Layer::Search) => vec![Context::Search, Context::Line],
            Some(Layer::Views(shelf)) if shelf.naming.is_some() => {
                vec![Context::Naming, Context::Line]
            }
            Some(Layer::Views(_)) => vec![Context::Views],
            Some(Layer::Breakdown(_)) => vec![Context::Breakdown],
            Some(Layer::Detail) => vec![Context::Detail],
            Some(Layer::Edit(form)) => form.contexts(),
            Some(Layer::Labels(_)) => vec![Context::Labels],
            Some(Layer::Picker(picker)) if picker.purpose == Purpose::Tick => {
                vec![Context::Ticker, Context::Line]
            }
            Some(Layer::Picker(picker)) if picker.purpose == Purpose::Columns => {
                vec![Context::Columns, Context::Ticker, Context::Line]
            }
            Some(Layer::Picker(picker)) if picker.purpose == Purpose::Sort => {
                vec![Context::Sorter, Context::Picker, Context::Line]
            }
            Some(Layer::Picker(_)) => vec![Context::Picker, Context::Line],
            Some(Layer::Confirm(_)) => vec![Context::Confirm],
            Some(Layer::Conflict(_)) => vec![Context::Conflict],
            Some(Layer::Drafts(_)) => vec![Context::Drafts],
            Some(Layer::Sets(sets)) => {
                let list = match sets.which {
                    Which::Outbox => Context::Outbox,
                    Which::Log => Context::Log,
                };
                let whole = sets.whole.then_some(Context::Set);
                whole.into_iter().chain([list]).collect()
            }
            Some(Layer::History(_)) => vec![Context::History],
            Some(Layer::Trash(_)) => vec![Context::Trash, Context::Line],
            Some(Layer::Note(_)) => vec![Context::WriteNote, Context::Note, Context::Line],
            Some(Layer::Twins(_)) => vec![Context::Twins],
            Some(Layer::Pairs(_)) => vec![Context::Pairs],
            Some(Layer::Unify(_)) => vec![Context::Unify],
            Some(Layer::Bulk(bulk)) => match (bulk.stage, bulk.takes_text()) {
                (bulk::Stage::Going, _) => vec![Context::IntakeGoing],
                (bulk::Stage::Done, _) => vec![Context::IntakeDone],
                (_, true) => vec![Context::BulkLine, Context::Bulk, Context::Line],
                (_, false) => vec![Context::BulkChoice, Context::Bulk],
            },
            Some(Layer::Intake(intake)) => match intake.stage {
                Stage::Path => vec![Context::IntakePath, Context::Line],
                Stage::Mapping => vec![Context::IntakeMapping],
                Stage::Review => vec![Context::IntakeReview],
                Stage::Judging | Stage::Going => vec![Context::IntakeGoing],
                Stage::Done => vec![Context::IntakeDone],
            },
            Some(Layer::Help { .. } | Layer::Page(_)) => vec![Context::Help],
            Some(Layer::Plain(_)) => vec![Context::Plain],
        };
        contexts.push(Context::Everywhere);
        contexts
    }
}

/// The layers that keys are meant for: the card of a first start takes none.
pub fn under_card(layers: &[Layer]) -> &[Layer] {
    match layers {
        [
            below @ ..,
            Layer::Page(Page {
                kind: Kind::Card, ..
            }),
        ] => below,
        layers => layers,
    }
}
