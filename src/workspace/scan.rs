//! Owns looking through the roster: which customers hold all the words of a search, on all processors at
//! once, and abandoned as soon as nobody wants the answer any more. Must not know where the words come from.

use std::ops::Range;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};

use memchr::memmem::Finder;

use super::near::{Miss, Near, Work};
use super::rank::{Ranking, Score};
use super::roster::Roster;

/// Tells a search that a newer one has taken its place.
#[derive(Debug, Default)]
pub struct Cancel(AtomicBool);

impl Cancel {
    pub fn abandon(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    pub fn is_abandoned(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// For each slot of the roster how well it matches; 0: it does not.
pub type Scores = Vec<Score>;

/// How many slots are looked at before somebody asks whether that is still wanted.
const STRIDE: usize = 4096;
/// Fewer slots than this to look at are not worth a thread of their own.
const SHARE: usize = 16_384;
/// More threads than this would wait for memory.
const THREADS: usize = 4;

/// The words of a search, longest first: the rarest is looked for first.
pub struct Needles {
    finders: Vec<Finder<'static>>,
}

impl Needles {
    pub fn new(words: &[String]) -> Needles {
        let mut words: Vec<&str> = words.iter().map(String::as_str).collect();
        words.sort_by_key(|word| std::cmp::Reverse(word.len()));
        words.dedup();
        Needles {
            finders: words
                .iter()
                .map(|word| Finder::new(word.as_bytes()).into_owned())
                .collect(),
        }
    }

    /// Whether every word stands in a folded text.
    pub fn all_in(&self, folded: &[u8]) -> bool {
        self.finders
            .iter()
            .all(|finder| finder.find(folded).is_some())
    }
}

/// Which of the slots that `among` scores hold all the words; without it, which of all.
pub fn search(
    roster: &Roster,
    needles: &Needles,
    ranking: &Ranking,
    among: Option<&[Score]>,
    cancel: &Cancel,
) -> Option<Scores> {
    let wanted = |slot: usize| roster.is_live(slot) && among.is_none_or(|them| them[slot] > 0);
    let few = among
        .map(count)
        .filter(|count| *count < roster.len() / 4)
        .or(needles.finders.is_empty().then_some(roster.len()));
    if let Some(few) = few {
        // Looking at those that matched before is less work than reading everything.
        return each_share(roster, few, cancel, |slots, out| {
            for slot in slots.clone().filter(|slot| wanted(*slot)) {
                let folded = roster.folded(slot);
                if needles.all_in(folded) {
                    out[slot - slots.start] = ranking.score(folded);
                }
            }
        });
    }
    let (lead, others) = needles.finders.split_first()?;
    let lead_alone = others.is_empty() && ranking.is_of_one();
    if let Some(letter) = ranking.letter().filter(|_| lead_alone) {
        return each_share(roster, roster.len(), cancel, |slots, out| {
            for slot in slots.clone().filter(|slot| wanted(*slot)) {
                out[slot - slots.start] = score_of_letter(roster, slot, letter, lead, ranking);
            }
        });
    }
    each_share(roster, roster.len(), cancel, |slots, out| {
        each_holding(roster, lead, &slots, |slot, first| {
            let folded = roster.folded(slot);
            let holds = |finder: &Finder<'_>| finder.find(folded).is_some();
            if wanted(slot) && others.iter().all(holds) {
                out[slot - slots.start] = match lead_alone {
                    true => ranking.score_from(folded, first, roster.begun(slot)),
                    false => ranking.score(folded),
                };
            }
        });
    })
}

/// How well one letter matches a customer: most have it in the name, of which the letters are known.
fn score_of_letter(
    roster: &Roster,
    slot: usize,
    letter: u8,
    finder: &Finder<'_>,
    ranking: &Ranking,
) -> Score {
    let (folded, begun) = (roster.folded(slot), roster.begun(slot));
    if roster.letters(slot).may_have(letter) && !folded.is_empty() {
        return Ranking::score_of_letter(letter, folded, begun);
    }
    let first = finder.find(folded);
    first.map_or(0, |first| ranking.score_from(folded, first, begun))
}

/// The slots whose texts hold a word, and where in its text it stands first.
fn each_holding(
    roster: &Roster,
    word: &Finder<'_>,
    slots: &Range<usize>,
    mut each: impl FnMut(usize, usize),
) {
    let (text, end) = roster.stretch(slots);
    let (mut slot, mut at) = (slots.start, 0);
    while let Some(found) = word.find(&text[at..]) {
        slot = roster.slot_at(slots.start, slot, at + found);
        let past = end(slot);
        each(slot, at + found - (past - roster.folded(slot).len()));
        at = past;
    }
}

/// Which of the wanted slots have names that are near to the words: the fewer errors, and the nearer to the
/// start of the name, the higher the score. `wanted` must leave out what holds all of the words.
pub fn near(
    roster: &Roster,
    words: &[String],
    wanted: impl Fn(usize) -> bool + Sync,
    cancel: &Cancel,
) -> Option<Scores> {
    let mut words: Vec<Near> = words.iter().map(|word| Near::new(word)).collect();
    if !words.iter().any(Near::forgives) {
        return Some(vec![0; roster.len()]);
    }
    // The word that errors are forgiven in rules out most names by their letters.
    words.sort_by_key(|word| !word.forgives());
    // A text that held the only word would have been found.
    let holds = |word: &Near, folded: &[u8]| words.len() > 1 && word.stands_in(folded);
    each_share(roster, roster.len(), cancel, |slots, out| {
        let mut work = Work::default();
        for slot in slots.clone() {
            let letters = roster.letters(slot);
            if words.len() == 1 && !words[0].may_be_near(letters) {
                continue;
            }
            if !roster.is_live(slot) || !wanted(slot) {
                continue;
            }
            let folded = roster.folded(slot);
            let misses = words.iter().map(|word| {
                let miss = word.miss(folded, letters, &mut work);
                miss.or_else(|| holds(word, folded).then(Miss::default))
            });
            if let Some(sum) = misses.sum::<Option<Miss>>() {
                out[slot - slots.start] = sum.score();
            }
        }
    })
}

pub fn count(scores: &[Score]) -> usize {
    scores.iter().filter(|score| **score > 0).count()
}

/// Fills a byte for each slot, stride by stride, on as many processors as `work` slots to look at are
/// worth. Whoever is ready takes the next stride, so that a thread that comes late is not waited for. None:
/// abandoned.
fn each_share(
    roster: &Roster,
    work: usize,
    cancel: &Cancel,
    fill: impl Fn(Range<usize>, &mut [u8]) + Sync,
) -> Option<Vec<u8>> {
    let mut out = vec![0; roster.len()];
    let strides = Mutex::new(out.chunks_mut(STRIDE).enumerate());
    let next = || {
        let mut strides = strides.lock().unwrap_or_else(PoisonError::into_inner);
        strides.next().filter(|_| !cancel.is_abandoned())
    };
    let fill_strides = || {
        while let Some((at, stride)) = next() {
            let start = at * STRIDE;
            fill(start..start + stride.len(), stride);
        }
    };
    let threads = processors().min(THREADS).min(work / SHARE).max(1);
    std::thread::scope(|scope| {
        for _ in 1..threads {
            scope.spawn(fill_strides);
        }
        fill_strides();
    });
    (!cancel.is_abandoned()).then_some(out)
}

/// How many processors there are. Asking reads files, so it is asked once.
fn processors() -> usize {
    static COUNT: OnceLock<usize> = OnceLock::new();
    *COUNT.get_or_init(|| std::thread::available_parallelism().map_or(1, usize::from))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::customer::text::{fold, words};
    use proptest::prelude::*;

    fn roster(texts: &[String]) -> Roster {
        let mut roster = Roster::new();
        for (id, text) in texts.iter().enumerate() {
            roster.put(id as i64, fold(text).as_bytes());
        }
        roster
    }

    fn hits(roster: &Roster, words: &[String], among: Option<&[Score]>) -> Scores {
        let (needles, ranking) = (Needles::new(words), Ranking::new(words));
        search(roster, &needles, &ranking, among, &Cancel::default()).unwrap()
    }

    proptest! {
        #[test]
        fn a_scan_of_the_buffer_finds_what_looking_at_each_finds(
            texts in proptest::collection::vec("[abä .]{0,6}", 0..40),
            typed in "[abä ]{0,4}",
            gone in proptest::collection::vec(0..40i64, 0..5),
        ) {
            let mut roster = roster(&texts);
            gone.iter().for_each(|id| roster.remove(*id));
            let words = words(&typed);
            let found = hits(&roster, &words, None);
            for (slot, text) in texts.iter().enumerate() {
                let folded = fold(text);
                let holds = words.iter().all(|word| folded.contains(word.as_str()));
                prop_assert_eq!(found[slot] > 0, holds && !gone.contains(&(slot as i64)), "{}", text);
            }
        }

        #[test]
        fn what_a_scan_ranks_by_its_first_place_is_ranked_as_by_itself(
            texts in proptest::collection::vec("[ab \n]{0,12}", 1..60),
            words in proptest::collection::vec("[ab]{1,2}", 1..3),
        ) {
            let mut roster = Roster::new();
            for (id, text) in texts.iter().enumerate() {
                roster.put(id as i64, text.as_bytes());
            }
            let ranking = Ranking::new(&words);
            let holds = |text: &String| words.iter().all(|word| text.contains(word.as_str()));
            let expected: Scores = (0..texts.len())
                .map(|slot| if holds(&texts[slot]) { ranking.score(roster.folded(slot)) } else { 0 })
                .collect();
            prop_assert_eq!(hits(&roster, &words, None), expected);
        }

        #[test]
        fn looking_among_earlier_hits_finds_the_same(
            texts in proptest::collection::vec("[ab ]{0,8}", 0..40),
            first in "[ab]{1,2}",
            more in "[ab]{1,2}",
        ) {
            let roster = roster(&texts);
            let longer = [format!("{first}{more}")];
            let before = hits(&roster, &[first], None);
            prop_assert_eq!(hits(&roster, &longer, Some(&before)), hits(&roster, &longer, None));
        }
    }

    #[test]
    fn what_many_threads_find_is_what_one_finds() {
        let texts: Vec<String> = (0..SHARE * 3).map(|n| format!("customer {n}")).collect();
        let roster = roster(&texts);
        let found = hits(&roster, &["777".to_owned()], None);
        let expected = texts.iter().filter(|text| text.contains("777")).count();
        assert_eq!(count(&found), expected);
        let near = near(
            &roster,
            &["custmoer".to_owned()],
            |slot| slot > 5,
            &Cancel::default(),
        );
        assert_eq!(count(&near.unwrap()), texts.len() - 6);
    }

    #[test]
    fn an_abandoned_search_has_no_answer() {
        let roster = roster(&["a".to_owned()]);
        let cancel = Cancel::default();
        cancel.abandon();
        let words = ["a".to_owned()];
        let (needles, ranking) = (Needles::new(&words), Ranking::new(&words));
        assert!(search(&roster, &needles, &ranking, None, &cancel).is_none());
    }
}
