//! Owns what the mouse means: which row or field lies under it, and what is done with that. It is off until a
//! person turns it on, because a terminal that reports it cannot be selected from as usual.
//! Must not know the terminal's words for it, nor a clock: what a double click is, is said from outside.

mod rows;

use super::action::Action;
use super::cursor::Cursor;
use super::form::plan::FormLine;
use super::form::{Form, Stop};
use super::hint;
use super::layer::{Layer, Picker, Purpose};
use super::model::Model;
use super::space::{self, Area};

/// What was done with the mouse.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Click {
    Press,
    /// The second press at one place.
    Double,
    Drag,
    Release,
    WheelUp,
    WheelDown,
}

/// It, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pointer {
    pub click: Click,
    pub x: u16,
    pub y: u16,
}

/// How the list and the detail share the width while they stand side by side, in thousandths for the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Split {
    pub list: u16,
    /// Their edge is held and follows the mouse.
    pub held: bool,
}

impl Default for Split {
    fn default() -> Split {
        Split {
            list: space::LIST,
            held: false,
        }
    }
}

/// So many rows for each step of the wheel.
const WHEEL: usize = 3;

/// Puts the cursor where the pointer is, and says what else is to be done there.
pub fn aim(model: &mut Model, pointer: Pointer) -> Vec<Action> {
    match pointer.click {
        Click::WheelUp => wheel(model, pointer, Action::Up),
        Click::WheelDown => wheel(model, pointer, Action::Down),
        Click::Drag if model.split.held => {
            drag(model, pointer.x);
            Vec::new()
        }
        Click::Drag => Vec::new(),
        Click::Release => {
            model.split.held = false;
            Vec::new()
        }
        Click::Press | Click::Double => pressed(model, pointer),
    }
}

/// On the customers it scrolls what is under it; elsewhere what has the keys.
fn wheel(model: &mut Model, pointer: Pointer, action: Action) -> Vec<Action> {
    let on_customers = matches!(
        model.layers.last(),
        None | Some(Layer::Search | Layer::Detail)
    );
    let in_detail = model.is_split() && within(model.detail_area(), pointer);
    let by: isize = if action == Action::Up { -1 } else { 1 };
    let by = by.saturating_mul(isize::try_from(WHEEL).unwrap_or(1));
    match on_customers {
        true if in_detail || (model.is_in_detail() && !model.is_split()) => {
            let most = model.sheet().len().saturating_sub(model.detail_page());
            model.detail.top = model.detail.top.saturating_add_signed(by).min(most);
            Vec::new()
        }
        true => {
            model.list.step(by);
            Vec::new()
        }
        // A question has two answers and nothing to scroll.
        false
            if matches!(
                model.layers.last(),
                Some(Layer::Confirm(_) | Layer::Labels(_))
            ) =>
        {
            Vec::new()
        }
        false => vec![action; WHEEL],
    }
}

fn drag(model: &mut Model, x: u16) {
    let body = model.body();
    // A blank column stands between the list and the edge.
    let wide = u32::from(x.saturating_sub(body.x + 1));
    let list = (wide * 1000).div_ceil(u32::from(body.width.max(1)));
    model.split.list = u16::try_from(list).unwrap_or(1000).clamp(200, 800);
}

fn pressed(model: &mut Model, pointer: Pointer) -> Vec<Action> {
    let double = pointer.click == Click::Double;
    let body = model.body();
    let mut layers = std::mem::take(&mut model.layers);
    let actions = match layers.last_mut() {
        None | Some(Layer::Search | Layer::Detail) => {
            model.layers = layers;
            return on_customers(model, pointer);
        }
        Some(Layer::Edit(form)) => on_form(form, body, pointer),
        Some(Layer::Picker(picker)) => on_picker(picker, body, pointer),
        Some(Layer::Views(shelf)) if shelf.naming.is_none() => {
            let (area, page) = space::shelf(body, model.views.saved.len() + 1);
            let row = row_of(space::inside(area), page, pointer);
            on_row(&mut shelf.cursor, row, double, Action::ShowView)
        }
        Some(Layer::Breakdown(breakdown)) => {
            let (area, page) = space::breakdown(body, breakdown.len());
            let row = row_of(space::inside(area), page, pointer);
            on_row(&mut breakdown.cursor, row, double, Action::Narrow)
        }
        Some(layer) => rows::pressed(model, layer, pointer),
    };
    model.layers = layers;
    actions
}

/// The list, or the detail beside it, or their edge.
fn on_customers(model: &mut Model, pointer: Pointer) -> Vec<Action> {
    let double = pointer.click == Click::Double;
    if model.is_split() && pointer.x + 1 == model.detail_area().x && in_lines(model.body(), pointer)
    {
        model.split.held = true;
        return Vec::new();
    }
    let in_detail = match model.is_split() {
        true => within(model.detail_area(), pointer),
        false => model.is_in_detail(),
    };
    if in_detail {
        let is_there = matches!(model.layers.last(), Some(Layer::Detail));
        let go = [Action::KeepSearch, Action::SwitchPane];
        let go = &go[usize::from(!matches!(model.layers.last(), Some(Layer::Search)))..];
        return if is_there { Vec::new() } else { go.to_vec() };
    }
    // The first line holds the names of the columns.
    let area = model.list_area();
    let rows = Area {
        y: area.y + 1.min(area.height),
        height: area.height.saturating_sub(1),
        ..area
    };
    let Some(row) = row_of(rows, usize::from(rows.height), pointer) else {
        return Vec::new();
    };
    let row = model.list.top + row;
    if row >= model.list.ids.len() {
        return Vec::new();
    }
    let by = |from: usize| isize::try_from(from).unwrap_or(isize::MAX);
    model.list.step(by(row) - by(model.list.cursor));
    let mut actions = Vec::new();
    match model.layers.last() {
        Some(Layer::Search) => actions.push(Action::KeepSearch),
        Some(Layer::Detail) => actions.push(Action::SwitchPane),
        _ => {}
    }
    if double {
        let open = if model.picking {
            Action::Pick
        } else {
            Action::Open
        };
        actions.push(open);
    }
    actions
}

fn on_form(form: &mut Form, body: Area, pointer: Pointer) -> Vec<Action> {
    let (area, _) = space::form(form.room(body), form.differences().len());
    let Some(row) = row_of(area, usize::from(area.height), pointer) else {
        return Vec::new();
    };
    let lines = form.lines(usize::from(area.width));
    let Some(stop) = lines.get(form.top + row).and_then(stop_of) else {
        return Vec::new();
    };
    form.go_to(stop);
    match pointer.click {
        // A text has none of these, and each of the others has one.
        Click::Double => vec![on_enter(form)],
        _ => Vec::new(),
    }
}

/// What Enter, or Space on a flag, does at the focus.
fn on_enter(form: &Form) -> Action {
    use super::form::At;
    use super::form::input::Input;
    match (form.focused().map(|entry| &entry.input), form.focus.at) {
        (_, At::Adder) => Action::Add,
        (Some(Input::Flag(_)), _) => Action::Toggle,
        _ => Action::Choose,
    }
}

fn stop_of(line: &FormLine) -> Option<Stop> {
    match line {
        FormLine::Value { stop, .. }
        | FormLine::Note { stop, .. }
        | FormLine::Adder { stop, .. }
        | FormLine::Theirs { stop, .. }
        | FormLine::Problem { stop, .. } => Some(*stop),
        FormLine::Section(_) | FormLine::Heading(_) | FormLine::Kept(_) | FormLine::Blank => None,
    }
}

/// A press beside it closes it.
fn on_picker(picker: &mut Picker, body: Area, pointer: Pointer) -> Vec<Action> {
    let (area, page) = space::picker(body, picker.items.len());
    if !within(area, pointer) {
        return vec![Action::Close];
    }
    let inside = space::inside(area);
    // What was typed and a rule stand above the items.
    let items = Area {
        y: inside.y + 2.min(inside.height),
        height: inside.height.saturating_sub(2),
        ..inside
    };
    let row = row_of(items, page, pointer).map(|row| picker.top + row);
    let Some(row) = row.filter(|row| *row < picker.matching().len()) else {
        return Vec::new();
    };
    picker.cursor = row;
    match (pointer.click, picker.purpose) {
        (Click::Double, Purpose::Tick | Purpose::Columns) => vec![Action::TickOne],
        (Click::Double, _) => vec![Action::Take],
        _ => Vec::new(),
    }
}

fn on_row(cursor: &mut Cursor, row: Option<usize>, double: bool, take: Action) -> Vec<Action> {
    if let Some(row) = row {
        cursor.at = cursor.top + row;
    }
    match (row, double) {
        (Some(_), true) => vec![take],
        _ => Vec::new(),
    }
}

/// Which of so many lines from the top of an area the pointer is on.
fn row_of(area: Area, lines: usize, pointer: Pointer) -> Option<usize> {
    let row = usize::from(pointer.y.checked_sub(area.y)?);
    (within(area, pointer) && row < lines).then_some(row)
}

fn within(area: Area, pointer: Pointer) -> bool {
    (area.x..area.x.saturating_add(area.width)).contains(&pointer.x) && in_lines(area, pointer)
}

fn in_lines(area: Area, pointer: Pointer) -> bool {
    (area.y..area.y.saturating_add(area.height)).contains(&pointer.y)
}

/// Whether it may be done now: what a key could not do, the mouse cannot.
pub fn is_possible(model: &Model, action: Action) -> bool {
    hint::is_possible(model, &model.layers, action)
}
