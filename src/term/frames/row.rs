//! Owns the way from what stands in a row to what is to stand there.
//! Must not split what is two columns wide, nor trust a terminal with what terminals draw differently wide.

use std::ops::Range;

use super::grid::Slot;
use super::pen::Pen;

/// How many places to begin erasing at are tried.
const TRIES: usize = 8;

/// Writes a row by the shortest of some ways: only what differs; or that up to some place, then the rest erased and
/// written on bare ground.
pub fn paint(pen: &mut Pen, y: u16, old: &[Slot], new: &[Slot]) {
    if old == new {
        return;
    }
    match old.iter().chain(new).any(|slot| slot.doubtful) {
        true => whole(pen, y, old, new),
        false => shortest(pen, y, old, new),
    }
}

/// How many bytes it takes whatever the way: what is to be seen anew must be written, and only bare ground can be
/// erased.
pub fn least(old: &[Slot], new: &[Slot]) -> usize {
    let pairs = old.iter().zip(new);
    pairs
        .filter(|(old, new)| old != new && !new.is_bare() && !new.is_tail())
        .count()
}

fn shortest(pen: &mut Pen, y: u16, old: &[Slot], new: &[Slot]) {
    let differs = differing(old, new);
    let begins = |x: usize| differs[x] && (x == 0 || !differs[x - 1]);
    let starts = (0..new.len()).filter(|x| begins(*x)).take(TRIES);
    let mark = pen.mark();
    spans(pen, y, new, 0..new.len(), &differs);
    let mut best = pen.lift(&mark);
    let stands: Vec<bool> = new.iter().map(|slot| !slot.is_bare()).collect();
    let end = end(new);
    let tail = (end < new.len() && differs[end]).then_some(end);
    for start in starts.chain(tail) {
        spans(pen, y, new, 0..start, &differs);
        reach(pen, y, new, start);
        pen.erase();
        // What is longer already does not get shorter: most places are given up here.
        if pen.since(&mark) < best.len() {
            spans(pen, y, new, start..new.len(), &stands);
        }
        let tried = pen.lift(&mark);
        if tried.len() < best.len() {
            best = tried;
        }
    }
    pen.lay(best);
}

/// A row that terminals may draw differently: everything from there on is written, each place said outright where
/// the one before is in doubt.
fn whole(pen: &mut Pen, y: u16, old: &[Slot], new: &[Slot]) {
    let differs = differing(old, new);
    let doubtful = |x: &usize| differs[*x] || old[*x].doubtful || new[*x].doubtful;
    let from = (0..new.len()).find(doubtful).unwrap_or(0);
    go(pen, y, from);
    pen.erase();
    let end = end(new);
    for (x, slot) in new.iter().enumerate().take(end).skip(from) {
        if !slot.is_tail() {
            go(pen, y, x);
            pen.put(slot);
        }
    }
    // What is drawn wider than it is believed to be goes over the end.
    if (from..end).any(|x| new[x].doubtful) && end < new.len() {
        go(pen, y, end);
        pen.erase();
    }
}

/// Which columns must be written: what is two columns wide, there or to be there, is written whole or not at all.
fn differing(old: &[Slot], new: &[Slot]) -> Vec<bool> {
    let mut differs: Vec<bool> = old.iter().zip(new).map(|(old, new)| old != new).collect();
    loop {
        let mut more = false;
        for x in 1..differs.len() {
            let joined = old[x].is_tail() || new[x].is_tail();
            if joined && differs[x] != differs[x - 1] {
                (differs[x - 1], differs[x]) = (true, true);
                more = true;
            }
        }
        if !more {
            return differs;
        }
    }
}

/// Where nothing but bare ground follows.
fn end(new: &[Slot]) -> usize {
    let last = new.iter().rposition(|slot| !slot.is_bare());
    last.map_or(0, |last| last + 1)
}

/// Writes the chosen columns of a range.
fn spans(pen: &mut Pen, y: u16, new: &[Slot], range: Range<usize>, chosen: &[bool]) {
    for x in range {
        if chosen[x] && !new[x].is_tail() {
            reach(pen, y, new, x);
            pen.put(&new[x]);
        }
    }
}

/// Goes to a column; a short way leads over what stands between already.
fn reach(pen: &mut Pen, y: u16, new: &[Slot], x: usize) {
    let Some(from) = pen.column(y).map(usize::from).filter(|from| *from < x) else {
        return enter(pen, y, new, x);
    };
    let between = &new[from..x];
    if passes(pen, between, pen.cost(column(x), y)) {
        between
            .iter()
            .filter(|slot| !slot.is_tail())
            .for_each(|slot| pen.put(slot));
    } else {
        go(pen, y, x);
    }
}

/// Whether so many bytes are enough to write it in the present look.
fn passes(pen: &Pen, between: &[Slot], most: usize) -> bool {
    let mut bytes = 0;
    between.iter().filter(|slot| !slot.is_tail()).all(|slot| {
        bytes += slot.text().len();
        bytes <= most && pen.suits(slot)
    })
}

/// Goes to a row; over the few blanks it begins with, where that is shorter.
fn enter(pen: &mut Pen, y: u16, new: &[Slot], x: usize) {
    let blanks = new[..x]
        .iter()
        .all(|slot| slot.is_bare() && pen.suits(slot));
    if blanks && pen.column(y).is_none() && pen.cost(0, y) + x < pen.cost(column(x), y) {
        go(pen, y, 0);
        new[..x].iter().for_each(|slot| pen.put(slot));
    }
    go(pen, y, x);
}

fn go(pen: &mut Pen, y: u16, x: usize) {
    pen.go(column(x), y);
}

fn column(x: usize) -> u16 {
    u16::try_from(x).unwrap_or(u16::MAX)
}
