//! Owns keeping both of two texts that met in a conflict: theirs, and one's own below it.
//! Must not decide whether that is wanted.

use super::catalog::Catalog;
use super::change::Part;
use super::field::{CustomKind, Field, Kind};
use super::merge::Conflict;
use super::{show, validate};

/// Both texts as one value; none where the field is no text of several lines, or will not hold them.
pub fn both(field: &Field, clash: &Conflict, catalog: &Catalog) -> Option<Part> {
    if !matches!(field.kind, Kind::Note | Kind::Custom(CustomKind::Textarea)) {
        return None;
    }
    let text = |part: &Part| show::edit_text(field, part, &catalog.date_format);
    let (mine, theirs) = (text(&clash.mine), text(&clash.theirs));
    let both = match () {
        () if theirs.contains(mine.trim()) => theirs,
        () if mine.contains(theirs.trim()) => mine,
        () => format!("{}\n\n{mine}", theirs.trim_end()),
    };
    validate::read(field, &both, &clash.theirs, catalog).ok()
}
