//! Owns where everything stands on the screen: pure arithmetic over its size. The update scrolls by it and
//! the drawing draws by it, so they agree.
//! Must not draw.

/// A rectangle of cells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Area {
    pub x: u16,
    pub y: u16,
    pub width: u16,
    pub height: u16,
}

/// Below this a screen says only how much room it needs.
pub const LEAST: (u16, u16) = (40, 10);
/// From this width on, list and detail stand side by side, and the changes beside the form.
pub const WIDE: u16 = 100;

/// The screen's bands, from the top.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bands {
    pub title: Area,
    pub body: Area,
    pub status: Area,
    pub hints: Area,
}

pub fn is_too_small(width: u16, height: u16) -> bool {
    width < LEAST.0 || height < LEAST.1
}

pub fn bands(width: u16, height: u16) -> Bands {
    let line = |y: u16| Area {
        x: 0,
        y: y.min(height),
        width,
        height: 1.min(height.saturating_sub(y)),
    };
    Bands {
        title: line(0),
        body: Area {
            x: 0,
            y: 1.min(height),
            width,
            height: height.saturating_sub(3),
        },
        status: line(height.saturating_sub(2)),
        hints: line(height.saturating_sub(1)),
    }
}

impl Bands {
    /// A second line for what is going on, which the body gives up; none where it has none to spare.
    pub fn with_two_lines(self) -> Bands {
        if self.body.height < 2 || self.status.height == 0 {
            return self;
        }
        Bands {
            body: Area {
                height: self.body.height - 1,
                ..self.body
            },
            status: Area {
                y: self.status.y - 1,
                height: 2,
                ..self.status
            },
            ..self
        }
    }
}

/// How much of the width the list has beside the detail, in thousandths.
pub const LIST: u16 = 450;

/// List and detail beside each other, with one column between them for a line.
pub fn side_by_side(body: Area, list: u16) -> (Area, Area) {
    let left = u32::from(body.width) * u32::from(list.min(1000)) / 1000;
    let left = u16::try_from(left).unwrap_or(body.width);
    let list = Area {
        width: left,
        ..body
    };
    let detail = Area {
        x: body.x + left + 2,
        width: body.width.saturating_sub(left + 2),
        ..body
    };
    (list, detail)
}

/// The form, and the room for what will change: beside it when wide, else below it.
pub fn form(body: Area, changes: usize) -> (Area, Area) {
    let wanted = u16::try_from(changes).unwrap_or(u16::MAX);
    if body.width >= WIDE {
        let left = u16::try_from(u32::from(body.width) * 60 / 100).unwrap_or(body.width);
        let right = Area {
            x: body.x + left + 2,
            width: body.width.saturating_sub(left + 2),
            ..body
        };
        return (
            Area {
                width: left,
                ..body
            },
            right,
        );
    }
    let below = match (changes, body.height) {
        (0, _) => 0,
        (_, ..14) => 1,
        _ => wanted.min(4) + 1,
    };
    let above = body.height.saturating_sub(below);
    let changes = Area {
        y: body.y + above,
        height: body.height - above,
        ..body
    };
    (
        Area {
            height: above,
            ..body
        },
        changes,
    )
}

/// A box in the middle of the body, with a border.
pub fn boxed(body: Area, width: u16, height: u16) -> Area {
    let width = width.min(body.width);
    let height = height.min(body.height);
    Area {
        x: body.x + (body.width - width) / 2,
        y: body.y + (body.height - height) / 2,
        width,
        height,
    }
}

/// What is inside a border, with a blank column on both sides.
pub fn inside(area: Area) -> Area {
    Area {
        x: area.x + 2.min(area.width),
        y: area.y + 1.min(area.height),
        width: area.width.saturating_sub(4),
        height: area.height.saturating_sub(2),
    }
}

/// How many lines are left under one.
pub fn under_a_line(body: Area) -> usize {
    usize::from(body.height.saturating_sub(1))
}

/// A list of sets and the one that is read: beside each other where there is room, else one or the other.
pub fn sets(body: Area, whole: bool) -> (Area, Area) {
    if body.width >= WIDE {
        let (list, whole) = side_by_side(body, LIST);
        let padded = Area {
            x: whole.x + 1,
            width: whole.width - 1,
            ..whole
        };
        return (list, padded);
    }
    let nothing = Area { height: 0, ..body };
    let padded = Area {
        x: body.x + 1.min(body.width),
        width: body.width.saturating_sub(2),
        ..body
    };
    match whole {
        true => (nothing, padded),
        false => (
            body,
            Area {
                height: 0,
                ..padded
            },
        ),
    }
}

/// The lines of one clash: label, was, mine, theirs, by hand, and a blank one.
pub const CLASH: usize = 6;

/// How many clashes are in sight, under the question.
pub fn clashes(body: Area) -> usize {
    (usize::from(body.height).saturating_sub(2) / CLASH).max(1)
}

/// The twins, and below them the room for so many lines about the one under the cursor. One twin stays in sight.
pub fn twins(body: Area, lines: usize) -> (Area, Area) {
    let most = body.height.saturating_sub(2);
    let below = u16::try_from(lines).unwrap_or(u16::MAX).min(most);
    under(body, body.height - below)
}

/// How many twins are in sight, of two lines each.
pub fn twin_page(body: Area) -> usize {
    (usize::from(body.height) / TWIN).max(1)
}

/// The lines of a twin: who it is, and why.
pub const TWIN: usize = 2;

/// The lines above the fields of a pair: the score and the reasons, the two names, a rule.
pub const PAIR_HEAD: usize = 3;

/// How many fields of a pair are in sight.
pub fn pair_page(body: Area) -> usize {
    usize::from(body.height).saturating_sub(PAIR_HEAD).max(1)
}

/// The lines of an edit of many, with the rule under them.
pub const BULK_HEAD: usize = 5;

/// The rows that show what an edit of many would do.
pub fn bulk(body: Area) -> Area {
    let head = u16::try_from(BULK_HEAD).unwrap_or(0).min(body.height);
    Area {
        y: body.y + head,
        height: body.height - head,
        ..body
    }
}

/// The lines above the list while a file is taken in: what the file is, what is to be said of it, a rule.
pub const INTAKE_HEAD: usize = 3;

/// The list of columns or rows, and below it what there is to know of the one under the cursor.
pub fn intake(body: Area) -> (Area, Area) {
    let head = u16::try_from(INTAKE_HEAD).unwrap_or(0).min(body.height);
    let rest = body.height - head;
    let below = match rest {
        ..6 => 0,
        6..14 => 3,
        _ => rest / 3,
    };
    let list = Area {
        y: body.y + head,
        height: rest - below,
        ..body
    };
    let one = Area {
        y: list.y + list.height,
        height: below,
        ..body
    };
    (list, one)
}

/// How many columns or rows are in sight.
pub fn intake_page(body: Area) -> usize {
    usize::from(intake(body).0.height).max(1)
}

/// The lines above the fields of several that become one: who stays, a rule.
pub const UNIFY_HEAD: usize = 2;

/// Several that become one: the fields, and below them the room for what would be lost: a third, or whatever the
/// fields leave.
pub fn unify(body: Area, fields: usize, lost: usize) -> (Area, Area) {
    let lines = |many: usize| u16::try_from(many).unwrap_or(u16::MAX);
    let free = body
        .height
        .saturating_sub(lines(fields.max(1).saturating_add(UNIFY_HEAD)));
    let wanted = lines(lost.saturating_add(1));
    let below = wanted.min(free.max(body.height / 3)).max(1);
    under(body, body.height.saturating_sub(below))
}

/// What would be lost has all of it but the line of who stays.
pub fn unify_alone(body: Area) -> (Area, Area) {
    under(body, 1.min(body.height))
}

/// So many lines, and what is below them.
fn under(body: Area, above: u16) -> (Area, Area) {
    let below = body.height - above;
    let fields = Area {
        height: above,
        ..body
    };
    let lost = Area {
        y: body.y + above,
        height: below,
        ..body
    };
    (fields, lost)
}

/// A picker: its box, and how many of its items are in sight.
pub fn picker(body: Area, items: usize) -> (Area, usize) {
    let items = u16::try_from(items.max(1)).unwrap_or(u16::MAX);
    let area = boxed(body, 52, items.saturating_add(4));
    (area, usize::from(inside(area).height.saturating_sub(2)))
}

/// The views: their box, and how many of them are in sight.
pub fn shelf(body: Area, views: usize) -> (Area, usize) {
    let views = u16::try_from(views).unwrap_or(u16::MAX);
    let area = boxed(body, 76, views.saturating_add(4));
    (area, usize::from(inside(area).height.saturating_sub(2)))
}

/// A breakdown: its box, and how many of its values are in sight.
pub fn breakdown(body: Area, values: usize) -> (Area, usize) {
    let values = u16::try_from(values.max(6)).unwrap_or(u16::MAX);
    let area = boxed(body, 76, values.saturating_add(4));
    (area, usize::from(inside(area).height.saturating_sub(2)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_ever_stands_outside_the_screen() {
        let within = |inner: Area, outer: Area| {
            inner.x + inner.width <= outer.x + outer.width
                && inner.y + inner.height <= outer.y + outer.height
        };
        for width in 0..140 {
            for height in 0..50 {
                let screen = Area {
                    x: 0,
                    y: 0,
                    width,
                    height,
                };
                let bands = bands(width, height);
                for bands in [bands, bands.with_two_lines()] {
                    for area in [bands.title, bands.body, bands.status, bands.hints] {
                        assert!(within(area, screen), "{width}x{height} {area:?}");
                    }
                }
                if is_too_small(width, height) {
                    continue;
                }
                let (list, detail) = side_by_side(bands.body, 200 + 4 * (width % 151));
                let (form, changes) = form(bands.body, 9);
                let (sets, set) = sets(bands.body, width % 2 == 0);
                let boxes = [
                    sets,
                    set,
                    picker(bands.body, 500).0,
                    shelf(bands.body, 9).0,
                    breakdown(bands.body, 500).0,
                ];
                for area in [list, detail, form, changes].into_iter().chain(boxes) {
                    assert!(within(area, bands.body), "{width}x{height} {area:?}");
                }
            }
        }
    }
}
