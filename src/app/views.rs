//! Owns the views as the screen has them: saved searches with their columns and order, which one is shown,
//! and what they were before the last changes.
//! Must not search or keep anything on disk: `all()` says what is worth keeping.

use crate::customer::text::one_line;
use crate::query::View;

#[derive(Clone, Debug, Default)]
pub struct Views {
    /// The list of everything, with the columns and the order that a person gave it.
    pub everything: View,
    pub saved: Vec<View>,
    /// The name of the view that is shown; none for the list of everything.
    pub current: Option<String>,
    /// They have been read from the disk: only from then on they may be kept.
    pub known: bool,
    before: Vec<Vec<View>>,
    /// What was taken back, to be done again.
    undone: Vec<Vec<View>>,
    /// How many of the last changes are newer than any change of customers.
    newest: usize,
    /// What is on disk as far as is known, or on its way there.
    kept: Vec<View>,
    /// Changes are on their way to the disk, or did not get there: what is read meanwhile lacks them.
    pub unkept: bool,
}

impl Views {
    /// Takes in what was kept.
    pub fn take(&mut self, kept: Vec<View>) {
        let (everything, saved): (Vec<View>, Vec<View>) =
            kept.into_iter().partition(|view| view.name.is_empty());
        self.everything = everything.into_iter().next().unwrap_or_default();
        if self.saved != saved {
            // Taking a change back would undo what somebody else did since.
            self.before.clear();
            self.undone.clear();
            self.newest = 0;
        }
        self.saved = saved;
        self.known = true;
        self.kept = self.all();
        if self.position().is_none() {
            self.current = None;
        }
    }

    /// What is to be kept, the list of everything first.
    pub fn all(&self) -> Vec<View> {
        let mut all = vec![self.everything.clone()];
        all.extend(self.saved.iter().cloned());
        all
    }

    /// Takes note that these go to the disk; says which were there before.
    pub fn kept(&mut self, now: &[View]) -> Vec<View> {
        self.unkept = true;
        std::mem::replace(&mut self.kept, now.to_vec())
    }

    /// The view by its place in the list: 0 is everything.
    pub fn get(&self, place: usize) -> Option<&View> {
        match place.checked_sub(1) {
            None => Some(&self.everything),
            Some(place) => self.saved.get(place),
        }
    }

    /// Whether the view at a place is the server's, which is changed there alone.
    pub fn is_servers(&self, place: usize) -> bool {
        self.get(place).is_some_and(|view| view.of_server)
    }

    /// The place of the view that is shown.
    pub fn place(&self) -> usize {
        self.position().map_or(0, |place| place + 1)
    }

    fn position(&self) -> Option<usize> {
        let current = self.current.as_ref()?;
        self.saved.iter().position(|view| view.name == *current)
    }

    /// The view that is shown.
    pub fn current_mut(&mut self) -> &mut View {
        match self.position() {
            Some(place) => &mut self.saved[place],
            None => &mut self.everything,
        }
    }

    /// Saves a view under its name, at the end or in place of the one with that name.
    pub fn save(&mut self, mut view: View) -> bool {
        view.name = tidy(&view.name);
        if view.name.is_empty() {
            return false;
        }
        self.remember();
        self.current = Some(view.name.clone());
        match self.saved.iter_mut().find(|other| other.name == view.name) {
            Some(other) => *other = view,
            // In front of the server's, where it is read from the disk too.
            None => {
                let own = self.saved.iter().take_while(|view| !view.of_server);
                let end = own.count();
                self.saved.insert(end, view);
            }
        }
        true
    }

    /// Gives the view at a place another name; `false` where that is no name or another view has it.
    pub fn rename(&mut self, place: usize, name: &str) -> bool {
        let name = tidy(name);
        let taken = |view: &View| view.name == name;
        let Some(at) = place.checked_sub(1).filter(|at| *at < self.saved.len()) else {
            return false;
        };
        if self.saved[at].name == name {
            return true;
        }
        if name.is_empty() || self.saved.iter().any(taken) {
            return false;
        }
        self.remember();
        if self.current.as_ref() == Some(&self.saved[at].name) {
            self.current = Some(name.clone());
        }
        self.saved[at].name = name;
        true
    }

    /// Takes the view at a place away.
    pub fn remove(&mut self, place: usize) -> Option<View> {
        let at = place.checked_sub(1).filter(|at| *at < self.saved.len())?;
        self.remember();
        let gone = self.saved.remove(at);
        if self.current.as_ref() == Some(&gone.name) {
            self.current = None;
        }
        Some(gone)
    }

    /// Moves the view at a place up or down; says where it is now.
    pub fn shift(&mut self, place: usize, down: bool) -> Option<usize> {
        let at = place.checked_sub(1).filter(|at| *at < self.saved.len())?;
        let to = if down { at + 1 } else { at.checked_sub(1)? };
        if to >= self.saved.len() || self.is_servers(place) || self.is_servers(to + 1) {
            return None;
        }
        self.remember();
        self.saved.swap(at, to);
        Some(to + 1)
    }

    pub fn can_undo(&self) -> bool {
        !self.before.is_empty()
    }

    /// Takes the last change back.
    pub fn undo(&mut self) -> bool {
        let Some(before) = self.before.pop() else {
            return false;
        };
        self.newest = self.newest.saturating_sub(1);
        let after = self.put(before);
        self.undone.push(after);
        true
    }

    /// Does again what was taken back last.
    pub fn redo(&mut self) -> bool {
        let Some(after) = self.undone.pop() else {
            return false;
        };
        let before = self.put(after);
        self.before.push(before);
        self.newest += 1;
        true
    }

    /// Whether nothing was done to customers since the last change.
    pub fn is_newest(&self) -> bool {
        self.newest > 0
    }

    /// Customers are changed: what was done before is no longer the newest.
    pub fn passed(&mut self) {
        self.newest = 0;
        self.undone.clear();
    }

    /// Puts other views in the place of these, which it gives back.
    fn put(&mut self, saved: Vec<View>) -> Vec<View> {
        let before = std::mem::replace(&mut self.saved, saved);
        if self.position().is_none() {
            self.current = None;
        }
        before
    }

    fn remember(&mut self) {
        self.before.push(self.saved.clone());
        self.undone.clear();
        self.newest += 1;
    }
}

fn tidy(name: &str) -> String {
    one_line(name).trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn view(name: &str) -> View {
        View {
            name: name.to_owned(),
            query: name.to_lowercase(),
            ..View::default()
        }
    }

    fn views(names: &[&str]) -> Views {
        let mut views = Views::default();
        views.take(names.iter().map(|name| view(name)).collect());
        views
    }

    fn names(views: &Views) -> Vec<&str> {
        views.saved.iter().map(|view| view.name.as_str()).collect()
    }

    #[test]
    fn what_was_kept_comes_back_with_everything_first() {
        let mut views = views(&["", "Mine", "Late"]);
        assert_eq!(names(&views), ["Mine", "Late"]);
        views.everything.sort = crate::query::Sort::by("city", true);
        let mut again = Views::default();
        again.take(views.all());
        assert_eq!(again.all(), views.all());
    }

    #[test]
    fn every_change_can_be_taken_back() {
        let mut views = views(&["A", "B", "C"]);
        views.save(view("D"));
        views.rename(1, "Z");
        views.shift(2, true);
        views.remove(4);
        assert_eq!(names(&views), ["Z", "C", "B"]);
        while views.undo() {}
        assert_eq!(names(&views), ["A", "B", "C"]);
    }

    #[test]
    fn a_name_is_used_once_and_is_never_empty() {
        let mut views = views(&["A", "B"]);
        assert!(!views.rename(1, "B") && !views.rename(1, " ") && views.rename(1, "A"));
        assert!(!views.save(view("  ")));
        assert!(views.save(view(" B ")));
        assert_eq!(names(&views), ["A", "B"]);
        assert!(!views.rename(0, "x"), "everything keeps its name");
    }

    #[test]
    fn the_view_that_is_shown_follows_its_name() {
        let mut views = views(&["A", "B"]);
        views.current = Some("B".to_owned());
        views.shift(2, false);
        assert_eq!(views.place(), 1);
        views.rename(1, "Bee");
        assert_eq!(views.current_mut().name, "Bee");
        views.remove(1);
        assert_eq!((views.place(), views.current), (0, None));
    }
}
