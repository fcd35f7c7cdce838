//! Owns the roll: the names and the folded texts of all customers in this process's memory, for a server that is
//! asked much. It answers what a database takes long for: words that stand in most customers, words of one
//! letter, how many there are in all, and pages at any depth. It is never older than the store: whoever asks
//! it brings it what has changed since, by the numbers of the changes.
//! Must not read a store, and must not be believed where a record was changed since: the store looks.

mod block;
mod dictionary;
mod find;
mod grams;
mod line;
mod state;
mod turns;
mod wanted;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::mpsc;

use crate::customer::CustomerId;

use block::BLOCK;
use find::Find;
use state::{MOST, State};
use turns::Turns;

pub(super) use state::{Entry, Last};
pub(super) use wanted::{Wanted, Way};

/// Searches whose findings are kept: a bit for each customer each.
const KEPT: usize = 256;
/// Bytes that they take together at most.
const WEIGHT: usize = 64 << 20;
/// Changes that are brought at once.
pub(super) const STEP: usize = 4096;
/// Whoever asks brings so many steps himself; where there are more, the roll is called anew beside the
/// requests.
pub(super) const STEPS: usize = 8;
/// So many steps through the order of all cost as much as putting one that was found in order.
const COMPARED: usize = 64;
/// Slots that are looked at while others wait; more are looked at beside them.
const SHORT: usize = BLOCK;

/// The roll and what was found on it. It is empty at first: `Caller` fills it.
pub(super) struct Roll {
    inside: Mutex<Inside>,
    looks: Turns,
    call: mpsc::UnboundedSender<()>,
}

struct Inside {
    state: State,
    finds: HashMap<Vec<String>, (Find, u64)>,
    /// Counts the questions: what was not asked for longest is forgotten.
    asked: u64,
    /// Counts the rolls: what was found on another has other slots.
    era: u64,
    standing: Standing,
    is_called: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Standing {
    /// Not called yet, or too far behind.
    Away,
    Ready,
    /// Too large: nothing is on it any more, and nothing must be concluded from that.
    Gone,
}

/// What was picked, as of a change's number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Picked {
    pub ids: Vec<CustomerId>,
    pub total: usize,
    pub seq: i64,
}

/// Who is told to call the roll: its end says that nobody keeps it any more.
pub(super) type Called = mpsc::UnboundedReceiver<()>;

/// How the roll was at a moment: what is found elsewhere is laid down by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Mark {
    pub seq: i64,
    era: u64,
    end: usize,
    gone: usize,
}

/// What is known of a question that words do not say all of.
#[derive(Debug)]
pub(super) enum Known {
    /// Nobody has asked it yet.
    Nothing,
    /// These came since and are to be tested.
    But(Vec<CustomerId>, Mark),
    All(Picked),
}

/// A roll that is being called, beside the one that answers.
pub(super) struct Calling(State);

impl Roll {
    pub fn new() -> (Arc<Roll>, Called) {
        let (call, called) = mpsc::unbounded_channel();
        let processors = std::thread::available_parallelism().map_or(1, usize::from);
        let roll = Roll {
            looks: Turns::new(processors / find::THREADS),
            inside: Mutex::new(Inside {
                state: State::default(),
                finds: HashMap::new(),
                asked: 0,
                era: 0,
                standing: Standing::Away,
                is_called: false,
            }),
            call,
        };
        roll.fall_behind();
        (Arc::new(roll), called)
    }

    /// The last change on it, and of which store; none while it does not answer.
    pub fn last(&self) -> Option<Last<Option<i64>>> {
        let inside = self.inside();
        (inside.standing == Standing::Ready).then_some(inside.state.last())
    }

    /// Brings it what has changed behind `seq`, in the order of the changes.
    pub fn take(&self, entries: Vec<Entry>) {
        let mut inside = self.inside();
        if inside.standing == Standing::Gone {
            return;
        }
        if !inside.state.take(entries) {
            drop(inside);
            self.give_up();
            return;
        }
        if inside.state.is_worn() {
            self.call_anew(&mut inside);
        }
    }

    /// More has changed than anybody who asks should wait for, or the store is another than it was.
    pub fn fall_behind(&self) {
        let mut inside = self.inside();
        if inside.standing == Standing::Gone {
            return;
        }
        inside.standing = Standing::Away;
        self.call_anew(&mut inside);
    }

    /// What is wanted of it, if it needs no long look.
    pub fn pick_at_once(&self, wanted: &Wanted) -> Option<Picked> {
        let mut inside = self.inside();
        if inside.standing == Standing::Gone || !inside.is_at_hand(&wanted.words) {
            return None;
        }
        Some(inside.pick(wanted))
    }

    /// What is wanted of it. Looks through everything where it must, beside those who ask meanwhile. None where
    /// the roll was given up.
    pub fn pick(&self, wanted: &Wanted) -> Option<Picked> {
        loop {
            if let Some(picked) = self.pick_at_once(wanted) {
                return Some(picked);
            }
            let _turn = self.looks.take();
            let (era, blocks, end, mut find) = {
                let inside = self.inside();
                if inside.standing == Standing::Gone {
                    return None;
                }
                // Somebody else has looked meanwhile.
                if inside.is_at_hand(&wanted.words) {
                    continue;
                }
                let state = &inside.state;
                let find = inside
                    .finds
                    .get(&wanted.words)
                    .map(|(find, _)| find.clone());
                let find = find.unwrap_or_default();
                (inside.era, state.blocks.clone(), state.end(), find)
            };
            find.look(&wanted.words, &blocks, end);
            // Else the last block would be copied for who writes into it.
            drop(blocks);
            let mut inside = self.inside();
            if inside.era == era {
                inside.keep(wanted.words.clone(), find);
            }
        }
    }

    pub fn mark(&self) -> Mark {
        self.inside().mark()
    }

    /// What was learnt of a question that words do not say all of.
    pub fn known(&self, wanted: &Wanted) -> Known {
        let mut inside = self.inside();
        let mark = inside.mark();
        let asked = inside.asked + 1;
        inside.asked = asked;
        let Inside { state, finds, .. } = &mut *inside;
        let Some((find, last)) = finds.get_mut(&wanted.key()) else {
            return Known::Nothing;
        };
        *last = asked;
        if find.behind(state) > 0 {
            let come = (find.upto()..state.end()).filter_map(|slot| state.who(slot));
            return Known::But(come.collect(), mark);
        }
        find.forget(state);
        Known::All(Picked {
            ids: ids(state, find, wanted),
            total: find.count,
            seq: mark.seq,
        })
    }

    /// Takes down who was found for a question, of those who were there at a mark.
    pub fn learn(&self, wanted: &Wanted, found: &[CustomerId], mark: Mark) {
        let mut inside = self.inside();
        if inside.era != mark.era {
            return;
        }
        inside.asked += 1;
        let asked = inside.asked;
        let Inside { state, finds, .. } = &mut *inside;
        let new = || (Find::elsewhere(mark.gone), 0);
        let (find, last) = finds.entry(wanted.key()).or_insert_with(new);
        *last = asked;
        // Whoever has changed since stands behind the mark, and is tested with the next question.
        let slots = found.iter().filter_map(|id| state.slot(*id));
        find.learn(slots.filter(|slot| (*slot as usize) < mark.end), mark.end);
        inside.prune();
    }

    /// Puts another roll in the place of this one.
    pub fn replace(&self, calling: Calling) {
        let mut state = calling.0;
        state.settle();
        let mut inside = self.inside();
        inside.era += 1;
        inside.finds.clear();
        inside.standing = Standing::Ready;
        inside.is_called = false;
        let old = std::mem::replace(&mut inside.state, state);
        drop(inside);
        drop(old);
    }

    /// It cannot be kept: questions go to the store from now on.
    pub fn give_up(&self) {
        let mut inside = self.inside();
        if inside.standing == Standing::Gone {
            return;
        }
        inside.standing = Standing::Gone;
        // What is found on the old one meanwhile has slots that this one lacks.
        inside.era += 1;
        inside.finds = HashMap::new();
        let old = std::mem::take(&mut inside.state);
        drop(inside);
        drop(old);
        tracing::warn!("there are too many customers to search in memory");
    }

    fn call_anew(&self, inside: &mut Inside) {
        if !std::mem::replace(&mut inside.is_called, true) {
            // Nobody calls any more where the store ends.
            let _nobody = self.call.send(());
        }
    }

    fn inside(&self) -> MutexGuard<'_, Inside> {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inside {
    fn mark(&self) -> Mark {
        Mark {
            seq: self.state.seq,
            era: self.era,
            end: self.state.end(),
            gone: self.state.gone.len(),
        }
    }

    fn is_at_hand(&self, words: &[String]) -> bool {
        let behind = match self.finds.get(words) {
            _ if words.is_empty() => 0,
            Some((find, _)) => find.behind(&self.state),
            None => self.state.end(),
        };
        behind <= SHORT
    }

    fn pick(&mut self, wanted: &Wanted) -> Picked {
        let Inside { state, finds, .. } = self;
        let seq = state.seq;
        if wanted.words.is_empty() {
            let way = wanted.way.unwrap_or(Way::ID);
            return Picked {
                ids: state.window(way, wanted.start, wanted.count),
                total: state.len(),
                seq,
            };
        }
        self.asked += 1;
        let (find, asked) = finds.entry(wanted.words.clone()).or_default();
        *asked = self.asked;
        if find.behind(state) > 0 {
            find.look(&wanted.words, &state.blocks, state.end());
        }
        find.forget(state);
        let picked = Picked {
            ids: ids(state, find, wanted),
            total: find.count,
            seq,
        };
        self.prune();
        picked
    }

    fn keep(&mut self, words: Vec<String>, find: Find) {
        self.asked += 1;
        self.finds.insert(words, (find, self.asked));
        self.prune();
    }

    fn prune(&mut self) {
        let weigh = |words: &[String], find: &Find| {
            let words = words.iter().map(|word| word.len() + size_of::<String>());
            words.sum::<usize>() + find.size()
        };
        let weights = self
            .finds
            .iter()
            .map(|(words, (find, _))| weigh(words, find));
        let mut weight: usize = weights.sum();
        // The last one is being asked for.
        while self.finds.len() > KEPT || (weight > WEIGHT && self.finds.len() > 1) {
            let longest = self.finds.iter().min_by_key(|(_, (_, asked))| *asked);
            let Some(words) = longest.map(|(words, _)| words.clone()) else {
                return;
            };
            if let Some((find, _)) = self.finds.remove(&words) {
                weight -= weigh(&words, &find);
            }
        }
    }
}

fn ids(state: &State, find: &Find, wanted: &Wanted) -> Vec<CustomerId> {
    let way = wanted.way.unwrap_or(Way::ID);
    // Of a common word the first ones are soon met on the way; few are sooner put in order by themselves.
    let reach = wanted.start.saturating_add(wanted.count).min(find.count);
    let walk = (state.end() / find.count.max(1)).saturating_mul(reach);
    if walk < find.count.saturating_mul(COMPARED) {
        return state.walk(way, wanted.start, wanted.count, |slot| find.has(slot));
    }
    let mut slots: Vec<u32> = find.slots().collect();
    // Those behind the page stay as they lie: each comparison is a look at two names somewhere in memory.
    if reach < slots.len() {
        slots.select_nth_unstable_by(reach, |a, b| state.compare_on(way, *a, *b));
        slots.truncate(reach);
    }
    slots.sort_unstable_by(|a, b| state.compare_on(way, *a, *b));
    let slots = slots.into_iter().skip(wanted.start).take(wanted.count);
    slots.map(|slot| state.id(slot)).collect()
}

impl Calling {
    pub fn begin() -> Calling {
        Calling(State::within(MOST))
    }

    /// The last change on it, and of which store.
    pub fn last(&self) -> Last<Option<i64>> {
        self.0.last()
    }

    /// Of which store it is. What was taken from another is forgotten.
    pub fn come_to(&mut self, now: Last) -> bool {
        let is_ours = self.last().leads_to(now);
        if !is_ours {
            *self = Calling::begin();
        }
        self.0.identity = Some(now.identity);
        is_ours
    }

    /// False where there are too many.
    pub fn take(&mut self, entries: Vec<Entry>) -> bool {
        self.0.take(entries)
    }
}

#[cfg(test)]
#[path = "roll/roll_tests.rs"]
mod tests;
