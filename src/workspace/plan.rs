//! Owns how a query is answered from memory: its plain words by a scan, everything else as a filter made of
//! scans for words and of columns for terms. Must not know what a term means.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::customer::Customer;
use crate::query::{Expr, Query, Term, Test, Word};

use super::WorkspaceError;
use super::columns::{Column, Texts};
use super::mirror::Mirror;
use super::rank::{LEAST, Ranking};
use super::roster::Roster;
use super::scan::{self, Cancel, Needles, Scores};

/// A query, taken apart.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Every one of these stands in each match.
    pub words: Vec<String>,
    /// What is ranked by; more than `words` where a word may also be met by its digits.
    pub ranked: Vec<String>,
    /// And by the best of the alternatives, where words of `rest` are that.
    pub either: Vec<Vec<Vec<String>>>,
    /// All of these hold, too.
    pub rest: Vec<Expr>,
    /// What names may be near to where few match, and what holds for those all the same.
    pub near: Vec<String>,
    pub beside: Vec<Expr>,
}

impl Plan {
    pub fn of(query: &Query) -> Plan {
        let all = match query.expr() {
            Expr::And(all) => all.as_slice(),
            one => std::slice::from_ref(one),
        };
        let word_of = |one: &Expr| match one {
            Expr::Word(word) => Some(word.folded.clone()),
            _ => None,
        };
        let is_plain = |one: &&Expr| matches!(one, Expr::Word(word) if word.digits.is_none());
        let words = query.words().to_vec();
        let rest: Vec<Expr> = all.iter().filter(|one| !is_plain(one)).cloned().collect();
        let (mut near, mut beside) = (words.clone(), rest.clone());
        let named = rest.iter().filter_map(|one| Some((one, of_name(one)?)));
        if let (true, [(term, word)]) = (words.is_empty(), named.collect::<Vec<_>>().as_slice()) {
            near = vec![(*word).to_owned()];
            beside.retain(|one| one != *term);
        }
        Plan {
            ranked: all.iter().filter_map(word_of).collect(),
            either: query.alternatives(),
            words,
            rest,
            near,
            beside,
        }
    }
}

impl Plan {
    /// Whether some match better than others.
    pub fn is_ranked(&self) -> bool {
        !(self.ranked.is_empty() && self.either.is_empty())
    }

    pub fn ranking(&self) -> Ranking {
        Ranking::new(&self.ranked).with_best_of(&self.either)
    }
}

/// The one word that a condition looks for in the name.
fn of_name(one: &Expr) -> Option<&str> {
    match one {
        Expr::Term(Term {
            field,
            place: None,
            test: Test::Has(text),
            ..
        }) if field.wire == "customerName" && !text.contains(' ') => Some(text),
        _ => None,
    }
}

/// What is in memory of all customers.
pub struct Memory {
    pub roster: Roster,
    /// The columns that were asked for lately, newest last.
    columns: Mutex<Vec<Held>>,
}

/// A column, and the texts that a term looked at in it last.
#[derive(Clone)]
struct Held {
    column: Arc<Column>,
    texts: Option<Arc<Texts>>,
}

/// How many columns are kept.
const COLUMNS: usize = 6;
/// Fewer different values than this are taken apart for each search anew.
const DIFFERENT: usize = if cfg!(test) { 3 } else { 500 };

impl Memory {
    pub fn new(roster: Roster) -> Memory {
        Memory {
            roster,
            columns: Mutex::default(),
        }
    }

    fn columns(&self) -> MutexGuard<'_, Vec<Held>> {
        self.columns.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A customer is now as this record and its text say; gone where there is none.
    pub fn wrote(&mut self, id: i64, now: Option<(&Customer, &str)>) {
        match now {
            Some((_, folded)) => self.roster.put(id, folded.as_bytes()),
            None => self.roster.remove(id),
        }
        let columns = self
            .columns
            .get_mut()
            .unwrap_or_else(PoisonError::into_inner);
        if self.roster.is_worn() {
            self.roster.compact();
            columns.clear();
        }
        if let (Some((record, _)), Some(slot)) = (now, self.roster.slot(id)) {
            for held in columns {
                Arc::make_mut(&mut held.column).put(&self.roster, slot as usize, record);
            }
        }
    }

    /// The slots for which all of these hold; none when the search was abandoned.
    pub fn filter(
        &self,
        mirror: &Mirror,
        all: &[Expr],
        cancel: &Cancel,
    ) -> Result<Option<Scores>, WorkspaceError> {
        let mut scores = vec![LEAST; self.roster.len()];
        for one in all {
            let Some(more) = self.holds(mirror, one, cancel)? else {
                return Ok(None);
            };
            merge(&mut scores, &more, u8::min);
        }
        Ok(Some(scores))
    }

    fn holds(
        &self,
        mirror: &Mirror,
        expr: &Expr,
        cancel: &Cancel,
    ) -> Result<Option<Scores>, WorkspaceError> {
        if cancel.is_abandoned() {
            return Ok(None);
        }
        Ok(match expr {
            Expr::And(all) => self.filter(mirror, all, cancel)?,
            Expr::Or(any) => {
                let mut scores = vec![0; self.roster.len()];
                for one in any {
                    let Some(more) = self.holds(mirror, one, cancel)? else {
                        return Ok(None);
                    };
                    merge(&mut scores, &more, u8::max);
                }
                Some(scores)
            }
            Expr::Not(one) => self.holds(mirror, one, cancel)?.map(|mut scores| {
                scores.iter_mut().for_each(|score| *score = LEAST - *score);
                scores
            }),
            Expr::Word(word) => self.has_word(word, cancel),
            Expr::Term(term) => Some(self.meets(mirror, term)?),
        })
    }

    fn has_word(&self, word: &Word, cancel: &Cancel) -> Option<Scores> {
        let unranked = Ranking::new(&[]);
        let has = |text: &str| {
            let needles = Needles::new(&[text.to_owned()]);
            scan::search(&self.roster, &needles, &unranked, None, cancel)
        };
        let mut scores = has(&word.folded)?;
        if let Some(digits) = &word.digits {
            merge(&mut scores, &has(digits)?, u8::max);
        }
        Some(scores)
    }

    fn meets(&self, mirror: &Mirror, term: &Term) -> Result<Scores, WorkspaceError> {
        let keys: Vec<String> = term.keys().map(str::to_owned).collect();
        let mut columns = self.columns();
        let mut held = match columns.iter().position(|held| held.column.is_of(&keys)) {
            Some(at) => columns.remove(at),
            None => Held {
                column: Arc::new(Column::read(mirror, &self.roster, &keys)?),
                texts: None,
            },
        };
        if held.column.len() >= DIFFERENT {
            held.read_texts(term);
        }
        columns.push(held.clone());
        if columns.len() > COLUMNS {
            columns.remove(0);
        }
        drop(columns);
        let texts = held.texts.filter(|texts| texts.serve(term));
        Ok(match texts {
            Some(texts) => held.column.scores_by(&texts, term),
            None => held.column.scores(term),
        })
    }
}

impl Held {
    /// Makes the texts those that this term looks at, if its texts alone decide.
    fn read_texts(&mut self, term: &Term) {
        let kept = self.texts.take_if(|texts| texts.serve(term));
        let Some(mut texts) = kept.or_else(|| Texts::new(term).map(Arc::new)) else {
            return;
        };
        if !texts.cover(&self.column) {
            Arc::make_mut(&mut texts).follow(&self.column);
        }
        self.texts = Some(texts);
    }
}

fn merge(scores: &mut Scores, more: &[u8], how: impl Fn(u8, u8) -> u8) {
    for (score, other) in scores.iter_mut().zip(more) {
        *score = how(*score, *other);
    }
}
