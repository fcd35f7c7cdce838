//! Owns all customers of a workspace as they are compared, in memory: a card for each, and which cards lie
//! under a key. Must not read files, nor decide what is shown.

use std::sync::atomic::{AtomicUsize, Ordering};

use crate::customer::{Customer, CustomerId};

use super::keys::{self, Key};
use super::score::{Text, Verdict, weigh};
use super::traits;
use super::vocabulary::{TextId, Vocabulary, rarity};

/// A customer's place in the deck.
pub type Place = u32;

/// Cards under one key: with more, it says too little to be looked at alone.
const CROWD: usize = 64;
/// Of those that may be a customer's twin, so many at most are weighed: the ones that share most.
const WEIGHED: usize = 64;
/// What two must share before they are weighed: so many bits less than a thing that one alone has.
const SLACK: f32 = 4.0;

/// Takes customers in, and becomes a deck.
#[derive(Default)]
pub struct Dealer {
    words: Vocabulary,
    ids: Vec<CustomerId>,
    texts: Vec<TextId>,
    ends: Vec<u32>,
}

/// All customers, ready to be compared.
pub struct Deck {
    words: Vocabulary,
    ids: Vec<CustomerId>,
    texts: Vec<TextId>,
    /// Where the texts of each card end.
    ends: Vec<u32>,
    piles: Piles,
}

/// Two that are probably one.
#[derive(Clone, Debug, PartialEq)]
pub struct Pair {
    /// The lower id first.
    pub ids: (CustomerId, CustomerId),
    pub verdict: Verdict,
}

impl Dealer {
    /// Takes a customer in; one without an id cannot be spoken of.
    pub fn add(&mut self, id: CustomerId, record: &Customer) {
        for one in traits::read(record) {
            self.texts.push(self.words.count(&one));
        }
        self.ids.push(id);
        self.ends.push(u32::try_from(self.texts.len()).unwrap_or(u32::MAX));
    }

    pub fn deal(self) -> Deck {
        let mut deck = Deck {
            words: self.words,
            ids: self.ids,
            texts: self.texts,
            ends: self.ends,
            piles: Piles::default(),
        };
        deck.piles = Piles::of(&deck);
        deck
    }
}

impl Deck {
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// The texts of a card.
    fn card(&self, place: Place) -> Vec<Text<'_>> {
        let at = place as usize;
        let start = if at == 0 { 0 } else { self.ends[at - 1] };
        let ids = &self.texts[start as usize..self.ends[at] as usize];
        ids.iter().map(|id| self.text(*id)).collect()
    }

    fn text(&self, id: TextId) -> Text<'_> {
        let (kind, text) = (self.words.kind(id), self.words.text(id));
        Text {
            kind,
            text,
            rarity: rarity(kind, text, self.words.holders(id), self.len()),
        }
    }

    /// The texts of a customer that is not in the deck, as this deck weighs them.
    pub fn weighed<'a>(&self, all: &'a [traits::Trait]) -> Vec<Text<'a>> {
        let weighed = |one: &'a traits::Trait| {
            let holders = self.words.find(one).map_or(0, |id| self.words.holders(id));
            Text {
                kind: one.kind,
                text: &one.text,
                rarity: rarity(one.kind, &one.text, holders + 1, self.len()),
            }
        };
        all.iter().map(weighed).collect()
    }

    /// Everybody who is a twin of this with at least this score, the likeliest first.
    pub fn twins(&self, of: &[Text<'_>], least: f64) -> Vec<(CustomerId, Verdict)> {
        let mut tray = Tray::new(self.len());
        let mut found = Vec::new();
        for place in self.near(of, 0, &mut tray) {
            let verdict = weigh(of, &self.card(place), self.len());
            if verdict.score() >= least {
                found.push((self.ids[place as usize], verdict));
            }
        }
        found.sort_by(|(a, x), (b, y)| y.weight.total_cmp(&x.weight).then(a.cmp(b)));
        found
    }

    /// All pairs with at least this score, as each is found; on this many threads.
    pub fn pairs(&self, least: f64, threads: usize) -> Vec<Pair> {
        let next = AtomicUsize::new(0);
        let work = || {
            let (mut tray, mut found) = (Tray::new(self.len()), Vec::new());
            loop {
                let start = next.fetch_add(CHUNK, Ordering::Relaxed);
                if start >= self.len() {
                    return found;
                }
                for place in start..(start + CHUNK).min(self.len()) {
                    self.pairs_of(place as Place, least, &mut tray, &mut found);
                }
            }
        };
        let mut all = std::thread::scope(|scope| {
            let others: Vec<_> = (1..threads).map(|_| scope.spawn(work)).collect();
            let mut all = work();
            for other in others {
                // A thread that came to a sudden end has nothing to say; the panic is its own.
                all.extend(other.join().unwrap_or_default());
            }
            all
        });
        all.sort_by(|a, b| {
            let (x, y) = (a.verdict.weight, b.verdict.weight);
            y.total_cmp(&x).then(a.ids.cmp(&b.ids))
        });
        all
    }

    pub fn between(&self, a: Place, b: Place) -> Verdict {
        weigh(&self.card(a), &self.card(b), self.len())
    }

    fn pairs_of(&self, place: Place, least: f64, tray: &mut Tray, found: &mut Vec<Pair>) {
        let card = self.card(place);
        for other in self.near(&card, place + 1, tray) {
            let verdict = weigh(&card, &self.card(other), self.len());
            if verdict.score() >= least {
                let (a, b) = (self.ids[place as usize], self.ids[other as usize]);
                found.push(Pair {
                    ids: (a.min(b), a.max(b)),
                    verdict,
                });
            }
        }
    }

    /// Those from a place on that share enough with these texts to be weighed.
    fn near(&self, texts: &[Text<'_>], from: Place, tray: &mut Tray) -> Vec<Place> {
        keys::of(texts, &mut tray.keys);
        for key in &tray.keys {
            let pile = self.piles.under(*key);
            if pile.len() > CROWD {
                continue;
            }
            let bits = vocabulary_bits(self.len(), pile.len());
            for place in pile.iter().filter(|place| **place >= from) {
                let shared = &mut tray.shared[*place as usize];
                if *shared == 0.0 {
                    tray.touched.push(*place);
                }
                *shared += bits;
            }
        }
        let enough = super::vocabulary::most(self.len()) - SLACK;
        let shared = &tray.shared;
        let mut near: Vec<Place> = tray.touched.iter().copied().collect();
        near.retain(|place| shared[*place as usize] >= enough);
        if near.len() > WEIGHED {
            near.sort_by(|a, b| shared[*b as usize].total_cmp(&shared[*a as usize]));
            near.truncate(WEIGHED);
        }
        for place in tray.touched.drain(..) {
            tray.shared[place as usize] = 0.0;
        }
        near
    }
}

/// Cards that a thread takes at once.
const CHUNK: usize = 256;

fn vocabulary_bits(customers: usize, holders: usize) -> f32 {
    let holders = u32::try_from(holders).unwrap_or(u32::MAX);
    rarity(traits::Kind::Other, "", holders, customers)
}

/// What a thread needs for looking, used again and again.
struct Tray {
    keys: Vec<Key>,
    /// How much each card shares with the one in hand.
    shared: Vec<f32>,
    touched: Vec<Place>,
}

impl Tray {
    fn new(cards: usize) -> Tray {
        Tray {
            keys: Vec::new(),
            shared: vec![0.0; cards],
            touched: Vec::new(),
        }
    }
}

/// The cards under each key.
#[derive(Default)]
struct Piles {
    /// In order; the cards of a key stand together.
    keys: Vec<Key>,
    places: Vec<Place>,
    /// Where the keys begin whose first 16 bits are the index.
    begins: Vec<u32>,
}

impl Piles {
    fn of(deck: &Deck) -> Piles {
        let mut all: Vec<(Key, Place)> = Vec::new();
        let mut keys = Vec::new();
        for place in 0..deck.len() as Place {
            keys::of(&deck.card(place), &mut keys);
            all.extend(keys.iter().map(|key| (*key, place)));
        }
        all.sort_unstable();
        let mut begins = vec![0; (1 << 16) + 1];
        for (key, _) in &all {
            begins[(key >> 16) as usize + 1] += 1;
        }
        for at in 1..begins.len() {
            begins[at] += begins[at - 1];
        }
        let (keys, places) = all.into_iter().unzip();
        Piles {
            keys,
            places,
            begins,
        }
    }

    fn under(&self, key: Key) -> &[Place] {
        let part = (key >> 16) as usize;
        let (start, end) = (self.begins[part] as usize, self.begins[part + 1] as usize);
        let keys = &self.keys[start..end];
        let from = start + keys.partition_point(|there| *there < key);
        let to = start + keys.partition_point(|there| *there <= key);
        &self.places[from..to]
    }
}
