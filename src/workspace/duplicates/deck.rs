//! Owns all customers of a workspace as they are compared, in memory: a card for each, and which cards lie
//! under a key. Must not read files, nor decide what is shown.

use std::sync::atomic::{AtomicUsize, Ordering};

use crate::customer::{Customer, CustomerId};

use super::keys::{self, Key};
use super::progress::Progress;
use super::score::{Text, Verdict, weigh};
use super::traits;
use super::vocabulary::{self, TextId, Vocabulary, rarity};

/// A customer's place in the deck.
pub type Place = u32;

/// With more cards under it a key says little by itself,
const CROWD: usize = 64;
/// and a card is held against the next few alone: enough to find a record that was copied again and again.
const NEXT: usize = 8;
/// So many pairs are kept at most.
const MOST: usize = 100_000;
/// Of those that may be a customer's twin, so many at most are weighed: the ones that share most.
const WEIGHED: usize = 32;
/// What two must share before they are weighed: so many bits less than a thing that one alone has.
const SLACK: f32 = 2.5;

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
    /// How rare each text is, in bits.
    rarities: Vec<f32>,
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
        self.ends
            .push(u32::try_from(self.texts.len()).unwrap_or(u32::MAX));
    }

    pub fn deal(self) -> Deck {
        let mut deck = Deck {
            words: self.words,
            ids: self.ids,
            texts: self.texts,
            ends: self.ends,
            rarities: Vec::new(),
            piles: Piles::default(),
        };
        deck.rarities = deck.words.rarities(deck.ids.len());
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
        Text {
            kind: self.words.kind(id),
            text: self.words.text(id),
            rarity: self.rarities[id as usize],
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

    /// Everybody who is a twin of this with at least this score; `lean` is what is known beside the texts.
    pub fn twins(&self, of: &[Text<'_>], lean: f32, least: f64) -> Vec<(CustomerId, Verdict)> {
        let mut tray = Tray::new(self.len());
        let mut found = Vec::new();
        for place in self.near(of, 0, lean, &mut tray) {
            let verdict = weigh(of, &self.card(place), self.len(), lean);
            if verdict.score() >= least {
                found.push((self.ids[place as usize], verdict));
            }
        }
        found
    }

    /// The pairs with at least this score, the likeliest first, on so many threads. Where there is no end of
    /// them, the likeliest `MOST`. None where a thread came to a sudden end.
    pub fn pairs(&self, least: f64, threads: usize) -> Option<Vec<Pair>> {
        self.pairs_watched(least, threads, &Progress::default())
    }

    /// The same, for somebody who watches how far it is and may stop it.
    pub fn pairs_watched(
        &self,
        least: f64,
        threads: usize,
        progress: &Progress,
    ) -> Option<Vec<Pair>> {
        progress.begin(self.len());
        let next = AtomicUsize::new(0);
        let work = || {
            let (mut tray, mut found) = (Tray::new(self.len()), Vec::new());
            loop {
                let start = next.fetch_add(CHUNK, Ordering::Relaxed);
                if start >= self.len() || progress.is_stopped() {
                    return found;
                }
                for place in start..(start + CHUNK).min(self.len()) {
                    self.pairs_of(place as Place, least, &mut tray, &mut found);
                }
                progress.add(CHUNK.min(self.len() - start));
                if found.len() > 2 * MOST {
                    likeliest(&mut found);
                }
            }
        };
        let mut all = std::thread::scope(|scope| {
            let others: Vec<_> = (1..threads).map(|_| scope.spawn(work)).collect();
            let mut all = work();
            for other in others {
                all.extend(other.join().ok()?);
            }
            Some(all)
        })?;
        likeliest(&mut all);
        Some(all)
    }

    fn pairs_of(&self, place: Place, least: f64, tray: &mut Tray, found: &mut Vec<Pair>) {
        let card = self.card(place);
        for other in self.near(&card, place + 1, 0.0, tray) {
            let verdict = weigh(&card, &self.card(other), self.len(), 0.0);
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
    fn near(&self, texts: &[Text<'_>], from: Place, lean: f32, tray: &mut Tray) -> Vec<Place> {
        keys::of(texts, &mut tray.keys);
        for key in &tray.keys {
            let pile = self.piles.under(*key);
            let bits = vocabulary::shared_by(pile.len(), self.len());
            let rest = &pile[pile.partition_point(|(_, place)| *place < from)..];
            let most = if pile.len() > CROWD { NEXT } else { CROWD };
            for (_, place) in rest.iter().take(most) {
                let shared = &mut tray.shared[*place as usize];
                if *shared == 0.0 {
                    tray.touched.push(*place);
                }
                *shared += bits;
            }
        }
        let enough = vocabulary::most(self.len()) - SLACK - lean;
        let shared = &tray.shared;
        let touched = tray.touched.iter().copied();
        let mut near: Vec<Place> = touched
            .filter(|place| shared[*place as usize] >= enough)
            .collect();
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

/// In their order, and no more than anybody looks at.
fn likeliest(pairs: &mut Vec<Pair>) {
    pairs.sort_by(|a, b| {
        let (x, y) = (a.verdict.weight, b.verdict.weight);
        y.total_cmp(&x).then(a.ids.cmp(&b.ids))
    });
    pairs.truncate(MOST);
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
    /// In the order of the keys, so that the cards of each stand together.
    cards: Vec<(Key, Place)>,
    /// Where the keys begin whose first 16 bits are the index.
    begins: Vec<u32>,
}

impl Piles {
    fn of(deck: &Deck) -> Piles {
        let mut cards: Vec<(Key, Place)> = Vec::new();
        let mut keys = Vec::new();
        for place in 0..deck.len() as Place {
            keys::of(&deck.card(place), &mut keys);
            cards.extend(keys.iter().map(|key| (*key, place)));
        }
        cards.shrink_to_fit();
        cards.sort_unstable();
        let mut begins = vec![0; PARTS + 1];
        for (key, _) in &cards {
            begins[part(*key) + 1] += 1;
        }
        for at in 1..begins.len() {
            begins[at] += begins[at - 1];
        }
        Piles { cards, begins }
    }

    fn under(&self, key: Key) -> &[(Key, Place)] {
        let (start, end) = (self.begins[part(key)], self.begins[part(key) + 1]);
        let cards = &self.cards[start as usize..end as usize];
        let from = cards.partition_point(|(there, _)| *there < key);
        let to = cards.partition_point(|(there, _)| *there <= key);
        &cards[from..to]
    }
}

/// The keys are looked up in so many parts: each is small enough to be searched at once.
const PARTS: usize = 1 << 16;

fn part(key: Key) -> usize {
    (key >> 16) as usize
}
