//! Owns what the screen says of the order of the list: signs in the heads of columns, and words where no column
//! says it.
//! Must not sort.

use super::column::Column;
use super::list::List;
use super::words;
use crate::customer::Fields;

/// The signs of a place in an order, behind the first.
const PLACES: [&str; 4] = ["", "²", "³", "⁴"];

impl List {
    /// How a field takes part in the order: its direction, and its place where there are several.
    pub fn direction(&self, field: &str) -> Option<String> {
        if self.is_ranked {
            return None;
        }
        let mut keys = self.search.sort.keys().enumerate();
        let (place, (_, descending)) = keys.find(|(_, (other, _))| *other == field)?;
        let way = if descending { "▼" } else { "▲" };
        let place = PLACES.get(place).copied().unwrap_or("⁺");
        Some(format!("{way}{place}"))
    }

    /// What the head of a column says of the order.
    pub fn sign(&self, field: &str) -> Option<String> {
        match self.is_ranked {
            true => (field == "customerName").then(|| words::BY_MATCH_SIGN.to_owned()),
            false => self.direction(field),
        }
    }

    /// The order as far as no column in sight says it, in words.
    pub fn unseen_order(&self, width: usize, fields: &Fields) -> Option<String> {
        let shown = self.fitting(width).shown;
        let is_seen = |field: &str| shown.iter().any(|(column, _)| column.name == field);
        if self.is_ranked {
            return (!is_seen("customerName")).then(|| words::BY_MATCH.to_owned());
        }
        let mut unseen = Vec::new();
        for (field, _) in self.search.sort.keys() {
            if !is_seen(field) {
                let label = Column::find(field, fields).map_or(field.to_owned(), |c| c.label);
                let way = self.direction(field).unwrap_or_default();
                unseen.push(format!("{label} {way}"));
            }
        }
        (!unseen.is_empty()).then(|| words::sorted_by(unseen.join(", ")))
    }
}
