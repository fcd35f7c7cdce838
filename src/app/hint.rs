//! Owns which keys do something right now: the keymap's keys of the topmost layer, without those whose
//! action has nothing to act on. Hints, help and the update itself all ask here.
//! Must not act.

use super::action::Action;
use super::conflict::Conflict;
use super::form::At;
use super::intake::{Intake, Stage};
use super::key::Key;
use super::keymap::Binding;
use super::layer::{Layer, Picker};
use super::measure;
use super::model::{Model, under_card};
use super::page::Kind;
use super::pairs::Pairs;
use super::sets::{self, Sets};
use super::shelf::Shelf;
use super::space;
use super::told;

/// The keys that work when the layers up to `depth` are there; `depth` is the number of layers.
pub fn keys(model: &Model, depth: usize) -> Vec<Binding> {
    let layers = &model.layers[..depth.min(model.layers.len())];
    let mut here = model.keymap.here(&model.contexts_over(layers));
    here.retain(|binding| is_possible(model, layers, binding.action));
    here
}

/// A key and what it does now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hint {
    pub key: String,
    pub label: &'static str,
}

impl Hint {
    pub fn width(&self) -> usize {
        measure::width(&self.key) + 1 + measure::width(self.label)
    }
}

/// The keys for the hint line, the most useful first: each action once.
pub fn hints(model: &Model) -> Vec<Hint> {
    if !model.begun.is_empty() {
        return following(model);
    }
    let mut shown: Vec<Action> = Vec::new();
    let mut hints = Vec::new();
    let mut bindings = keys(model, model.layers.len());
    // What the focused field does comes first; then how to get out of a form, saved or not.
    let first = bindings.first().map(|binding| binding.action);
    let in_form = matches!(
        model.layers.last(),
        Some(Layer::Edit(_) | Layer::Conflict(_))
    );
    bindings.sort_by_key(|binding| match binding.action {
        // A conflict that is decided wants to be sent.
        Action::Resolve => 0,
        action if Some(action) == first => 1,
        // Who is here already is worth knowing before anything else is typed.
        Action::Twins => 1,
        Action::Save | Action::Theirs => 2,
        Action::Leave if in_form => 3,
        _ => 4,
    });
    for binding in bindings {
        if binding.hint && !shown.contains(&binding.action) {
            shown.push(binding.action);
            hints.push(Hint {
                key: binding.key.to_string(),
                label: binding.action.label(),
            });
        }
    }
    hints
}

/// What may come after the keys that began a chord.
pub fn following(model: &Model) -> Vec<Hint> {
    let hint = |binding: &Binding| {
        let left = binding.key.after(&model.begun)?;
        let left: Vec<String> = left.iter().map(Key::to_string).collect();
        Some(Hint {
            key: left.join(" "),
            label: binding.action.label(),
        })
    };
    keys(model, model.layers.len())
        .iter()
        .filter_map(hint)
        .collect()
}

/// All keys of the screen below the help, each action once with all its keys.
pub fn help(model: &Model) -> Vec<(String, &'static str)> {
    let below = match model.layers.last() {
        Some(Layer::Help { .. }) => model.layers.len() - 1,
        _ => model.layers.len(),
    };
    let mut lines: Vec<(Action, String)> = Vec::new();
    for binding in keys(model, below) {
        match lines
            .iter_mut()
            .find(|(action, _)| *action == binding.action)
        {
            Some((_, keys)) => {
                keys.push(' ');
                keys.push_str(&binding.key.to_string());
            }
            None => lines.push((binding.action, binding.key.to_string())),
        }
    }
    lines
        .into_iter()
        .map(|(action, keys)| (keys, action.label()))
        .collect()
}

/// Whether an action has something to act on when these layers are there.
pub fn is_possible(model: &Model, layers: &[Layer], action: Action) -> bool {
    use Action as A;
    let layers = under_card(layers);
    match layers.last() {
        None | Some(Layer::Detail | Layer::Search) => on_customers(model, layers, action),
        Some(Layer::Edit(form)) if form.hand.is_some() && is_of_whole_forms(action) => false,
        Some(Layer::Edit(form)) => match action {
            // From the outbox one goes back there, and not on to another customer.
            A::SaveAndNext | A::NextRecord | A::PreviousRecord if form.replaces.is_some() => false,
            A::Undo => form.can_undo(),
            A::Redo => form.can_redo(),
            A::Discard => form.is_changed(),
            A::Choose => form.offers().is_some(),
            A::Jump => form.stops().len() > 1,
            A::EditOutside => form.text_here().is_some(),
            A::NextRecord => form.of.is_some() && model.list.cursor + 1 < model.list.ids.len(),
            A::PreviousRecord => form.of.is_some() && model.list.cursor > 0,
            A::Remove => matches!(form.focus.at, At::Member(..)),
            A::Twins => !form.twins.all().is_empty(),
            _ => true,
        },
        Some(Layer::Labels(_)) => action != A::Help && !is_palette(action),
        Some(Layer::Picker(_)) if is_palette(action) => false,
        Some(Layer::Picker(picker)) => match action {
            A::Earlier | A::Later | A::AlsoSort => Picker::taken(picker).is_some(),
            A::Take | A::TickOne => Picker::taken(picker).is_some(),
            _ => true,
        },
        Some(Layer::Conflict(conflict)) => match action {
            A::Resolve => conflict.is_decided(),
            A::Both => conflict.both(&model.fields, &model.catalog).is_some(),
            _ => true,
        },
        Some(Layer::Confirm(_)) => !is_palette(action),
        Some(Layer::Drafts(_)) => true,
        Some(Layer::Sets(sets)) => on_sets(model, sets, action),
        Some(Layer::Note(writing)) => match action {
            A::Save => !writing.is_empty(),
            _ => true,
        },
        Some(Layer::History(history)) => match action {
            A::Close | A::Help => true,
            _ => !history.lines(&model.fields).is_empty(),
        },
        Some(Layer::Trash(trash)) => match action {
            A::Restore | A::Mark | A::Down | A::Up | A::PageDown | A::PageUp => {
                trash.current().is_some()
            }
            _ => true,
        },
        Some(Layer::Twins(_)) => true,
        Some(Layer::Pairs(pairs)) => on_pairs(pairs, action),
        Some(Layer::Unify(unify)) => match action {
            // Which field would be chosen for is not in sight.
            A::FromNext | A::FromPrevious | A::ShowAll if unify.losses_alone => false,
            A::Down | A::Up | A::PageDown | A::PageUp if unify.losses_alone => true,
            A::FromNext | A::FromPrevious | A::Down | A::Up | A::PageDown | A::PageUp => {
                unify.current().is_some()
            }
            A::LossesDown | A::LossesUp | A::LossesAlone => !unify.plan.lost().is_empty(),
            _ => true,
        },
        Some(Layer::Bulk(bulk)) => match action {
            A::Go => bulk.can_go(),
            A::Stop => !bulk.stopping,
            A::UndoSet => bulk.edited.is_some(),
            A::PageDown | A::PageUp => !bulk.records.is_empty() && bulk.edits().is_ok(),
            _ => true,
        },
        Some(Layer::Intake(intake)) => on_intake(intake, action),
        Some(Layer::Views(shelf)) => on_views(model, shelf, action),
        Some(Layer::Breakdown(breakdown)) => match action {
            A::Narrow | A::Down | A::Up | A::PageDown | A::PageUp => !breakdown.is_empty(),
            _ => true,
        },
        Some(Layer::Help { .. }) => action != A::Help,
        Some(Layer::Page(page)) => match action {
            A::Notices => page.kind != Kind::Notices,
            A::About => page.kind != Kind::About,
            _ => true,
        },
        Some(Layer::Plain(_)) => action != A::Help && !is_palette(action),
    }
}

/// What opens over everything but a question that is to be answered first.
fn is_palette(action: Action) -> bool {
    matches!(action, Action::Palette | Action::Notices | Action::About)
}

/// What only a form that is saved as a whole can do.
fn is_of_whole_forms(action: Action) -> bool {
    use Action as A;
    matches!(
        action,
        A::Save | A::SaveAndNext | A::Leave | A::Discard | A::NextRecord | A::PreviousRecord
    )
}

fn on_sets(model: &Model, sets: &Sets, action: Action) -> bool {
    use Action as A;
    let Some(entry) = sets.current(model) else {
        return matches!(action, A::Close | A::Help);
    };
    match action {
        A::Decide => Conflict::of(entry).is_some(),
        A::Happened | A::NotHappened => sets::asks(entry).is_some(),
        A::Retry => sets::can_retry(entry),
        A::EditSet if sets::is_note(entry) => entry.counts.refused + entry.counts.waiting > 0,
        A::EditSet if entry.set.count() > 1 => !sets::correctable(entry).is_empty(),
        A::EditSet => told::fits_a_form(&entry.set) && Conflict::of(entry).is_none(),
        A::UndoSet => sets::can_undo(entry),
        // Beside the list it is in sight already.
        A::Open => model.width < space::WIDE,
        _ => true,
    }
}

fn on_pairs(pairs: &Pairs, action: Action) -> bool {
    use Action as A;
    match action {
        A::Close | A::Help => true,
        A::TakeBack => pairs.can_take_back(),
        A::PreviousPair => pairs.at > 0,
        A::NextPair => pairs.current().is_some(),
        A::Merge | A::Apart | A::Skip => pairs.fate().is_none() && pairs.both().is_some(),
        _ => pairs.both().is_some(),
    }
}

fn on_intake(intake: &Intake, action: Action) -> bool {
    use Action as A;
    let looked = intake.looked.as_ref();
    let asks = intake
        .weighed
        .as_ref()
        .is_some_and(|weighed| weighed.asks.is_some());
    match action {
        A::DryRun => looked.is_some_and(|looked| looked.trouble.is_none()) && !intake.looking,
        A::Choose if intake.stage == Stage::Review => intake.unknown().is_some(),
        A::Choose | A::LeaveOut => intake.column().is_some(),
        A::FindBy => intake
            .column()
            .is_some_and(|column| !column.field.is_empty()),
        A::Delimiter => looked.is_some_and(|looked| looked.is_csv),
        A::Days => looked.is_some_and(|looked| looked.columns.iter().any(|one| one.days.is_some())),
        A::NextTab | A::PreviousTab => intake.tabs().len() > 1,
        A::Go => intake.can_go(),
        A::AllNew => asks,
        A::ChangeThose => {
            asks && intake
                .weighed
                .as_ref()
                .is_some_and(|weighed| weighed.can_change)
        }
        A::Stop => !intake.stopping,
        A::UndoSet => intake
            .taken
            .as_ref()
            .is_some_and(|taken| taken.set.is_some()),
        A::Complete => !intake.files.is_empty(),
        _ => true,
    }
}

fn on_views(model: &Model, shelf: &Shelf, action: Action) -> bool {
    use Action as A;
    let (place, count) = (shelf.cursor.at, model.views.saved.len());
    match action {
        A::DeleteView | A::RenameView | A::StoreView => place > 0 && !model.views.is_servers(place),
        A::MoveUp => place > 1 && !model.views.is_servers(place),
        A::MoveDown => place > 0 && place < count && !model.views.is_servers(place + 1),
        A::UndoView => model.views.can_undo(),
        A::Take => shelf
            .naming
            .as_ref()
            .is_some_and(|naming| !naming.line.text().trim().is_empty()),
        _ => true,
    }
}

fn on_customers(model: &Model, layers: &[Layer], action: Action) -> bool {
    use Action as A;
    let list = &model.list;
    let in_detail = matches!(layers.last(), Some(Layer::Detail));
    let in_list = layers.is_empty();
    match action {
        A::Breakdown => list.current().is_some() && list.problem.is_none(),
        A::Pick => list.current().is_some() || list.asking,
        A::Open | A::Edit | A::EditPage | A::Delete | A::Mark | A::History | A::WriteNote => {
            list.current().is_some()
        }
        A::Copy => model.current().is_some(),
        A::NextRecord => list.cursor + 1 < list.ids.len(),
        A::PreviousRecord => list.cursor > 0,
        A::Recall => !model.searches.is_empty(),
        A::UnmarkAll => !list.marked.is_empty(),
        A::ColumnsOn => list.fitting(width(model)).further(1).is_some(),
        A::ColumnsBack => list.fitting(width(model)).further(-1).is_some(),
        A::Merge => list.marked.len() > 1,
        A::Running => model.behind.is_some(),
        A::Bulk | A::Replay => !list.ids.is_empty() && list.problem.is_none(),
        A::Drafts => !model.drafts.is_empty(),
        A::SwitchPane => model.is_split() && list.current().is_some(),
        A::ToggleEmpty => in_detail || model.is_split(),
        A::Back if in_list => {
            model.is_split() || !list.search.text.is_empty() || model.views.current.is_some()
        }
        A::HalfDown
        | A::HalfUp
        | A::PageDown
        | A::PageUp
        | A::First
        | A::Last
        | A::Down
        | A::Up => in_detail || !list.ids.is_empty() || is_recalling(model, layers),
        _ => true,
    }
}

/// How wide the list is.
fn width(model: &Model) -> usize {
    usize::from(model.list_area().width)
}

/// Whether the arrows go through earlier searches now.
fn is_recalling(model: &Model, layers: &[Layer]) -> bool {
    matches!(layers.last(), Some(Layer::Search))
        && model.list.prompt.recalls()
        && !model.searches.is_empty()
}
