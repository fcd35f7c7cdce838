//! What the roll answers, compared with looking at everyone.

use proptest::prelude::*;

use super::block::Block;
use super::wanted::By;
use super::*;

fn entry(id: i64, seq: i64, name: &str, text: &str) -> Entry {
    Entry {
        id,
        seq,
        deleted: false,
        name: name.to_owned(),
        text: text.to_owned(),
    }
}

fn called(entries: Vec<Entry>) -> Arc<Roll> {
    let (roll, _called) = Roll::new();
    let mut calling = Calling::begin();
    assert!(calling.take(entries));
    roll.replace(calling);
    roll
}

fn pick(roll: &Roll, wanted: &Wanted) -> Picked {
    roll.pick(wanted).unwrap()
}

fn wanted(words: &[&str], by: By, descending: bool) -> Wanted {
    Wanted {
        words: words.iter().map(ToString::to_string).collect(),
        is_exact: true,
        rest: None,
        way: Some(Way { by, descending }),
        start: 0,
        count: usize::MAX,
    }
}

#[derive(Clone, Debug)]
enum Step {
    Put(i64, String, String),
    Drop(i64),
    Ask(Vec<String>, bool, bool, usize, usize),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        3 => (0..20i64, "[ab]{0,2}", "[abc]{0,6}").prop_map(|(id, name, text)| Step::Put(id, name, text)),
        1 => (0..20i64).prop_map(Step::Drop),
        3 => (
            proptest::collection::vec("[abc]{1,3}", 0..3), any::<bool>(), any::<bool>(), 0..6usize,
            prop_oneof![0..6usize, Just(usize::MAX)],
        ).prop_map(|(words, name, down, start, count)| Step::Ask(words, name, down, start, count)),
    ]
}

proptest! {
    #[test]
    fn after_whatever_changes_the_answers_are_those_of_looking_at_everyone(
        first in proptest::collection::vec((0..20i64, "[ab]{0,2}", "[abc]{0,6}"), 0..20),
        steps in proptest::collection::vec(step(), 0..40),
    ) {
        let mut seq = 0;
        let mut now = std::collections::BTreeMap::new();
        let mut entries = Vec::new();
        for (id, name, text) in first {
            seq += 1;
            entries.push(entry(id, seq, &name, &text));
            now.insert(id, (name, text));
        }
        let roll = called(entries);
        for step in steps {
            match step {
                Step::Put(id, name, text) => {
                    seq += 1;
                    // What came already, and comes again beside the new, changes nothing.
                    let old = entry(id, seq - 1, "old", "old");
                    roll.take(vec![old, entry(id, seq, &name, &text)]);
                    now.insert(id, (name, text));
                }
                Step::Drop(id) => {
                    seq += 1;
                    roll.take(vec![Entry { deleted: true, ..entry(id, seq, "", "") }]);
                    now.remove(&id);
                }
                Step::Ask(words, by_name, descending, start, count) => {
                    let by = if by_name { By::Name } else { By::Id };
                    let ask = Wanted { start, count, ..wanted(&[], by, descending) };
                    let picked = pick(&roll, &Wanted { words: words.clone(), ..ask });
                    let mut met: Vec<_> = now.iter()
                        .filter(|(_, (_, text))| words.iter().all(|word| text.contains(word.as_str())))
                        .map(|(id, (name, _))| (by_name && name.is_empty(), if by_name { name.as_str() } else { "" }, *id))
                        .collect();
                    met.sort_by(|a, b| match descending {
                        true => a.0.cmp(&b.0).then(b.cmp(a)),
                        false => a.cmp(b),
                    });
                    prop_assert_eq!(picked.total, met.len());
                    prop_assert_eq!(picked.seq, seq);
                    let ids: Vec<_> = met.into_iter().skip(start).take(count).map(|(.., id)| id).collect();
                    prop_assert_eq!(picked.ids, ids);
                }
            }
        }
    }
}

#[test]
fn many_customers_are_searched_in_many_blocks() {
    let count = 3 * BLOCK as i64 * 8;
    let name = |id: i64| format!("n{:07}", count - id);
    let entries = (1..=count).map(|id| entry(id, id, &name(id), &format!("{} all {id}", name(id))));
    let roll = called(entries.collect());
    let picked = pick(
        &roll,
        &Wanted {
            start: 70_000,
            count: 3,
            ..wanted(&["all"], By::Name, false)
        },
    );
    assert_eq!(picked.total, count as usize);
    assert_eq!(picked.ids, [count - 70_000, count - 70_001, count - 70_002]);
    let rare = pick(&roll, &wanted(&["all", "n0012345"], By::Name, false));
    assert_eq!(rare.ids, [count - 12345]);
    // What was found once is at hand, also after a change.
    roll.take(vec![entry(5, count + 1, "other", "other")]);
    let after = roll.pick_at_once(&wanted(&["all"], By::Id, false));
    assert_eq!(after.map(|picked| picked.total), Some(count as usize - 1));
    assert_eq!(roll.pick_at_once(&wanted(&["other"], By::Id, false)), None);
    assert_eq!(pick(&roll, &wanted(&["other"], By::Id, false)).ids, [5]);
}

#[test]
fn who_has_changed_too_often_is_called_anew() {
    let (roll, mut called) = Roll::new();
    assert_eq!(roll.last(), None);
    assert!(called.try_recv().is_ok(), "it is called at first");
    roll.replace(Calling::begin());
    let mut seq = 0;
    for _ in 0..3 * BLOCK / 1000 {
        let entries = (0..1000).map(|id| entry(id, seq + id + 1, "a", "a"));
        roll.take(entries.collect());
        seq += 1000;
    }
    assert!(called.try_recv().is_ok(), "most slots are empty");
    assert!(called.try_recv().is_err(), "once");
    roll.fall_behind();
    assert_eq!(roll.last(), None);
    let mut calling = Calling::begin();
    calling.take(vec![entry(1, seq + 1, "b", "b")]);
    roll.replace(calling);
    assert_eq!(pick(&roll, &wanted(&["b"], By::Id, false)).total, 1);
}

#[test]
fn a_roll_goes_on_with_its_own_store_alone() {
    let at = |identity, seq| Last { identity, seq };
    let mine = Last {
        identity: Some(7),
        seq: 5,
    };
    assert!(mine.leads_to(at(7, 5)) && mine.leads_to(at(7, 6)));
    assert!(!mine.leads_to(at(7, 4)), "put back to an earlier state");
    assert!(!mine.leads_to(at(8, 9)), "another store");
    let mut calling = Calling::begin();
    assert!(calling.come_to(at(7, 2)));
    calling.take(vec![entry(1, 2, "a", "a")]);
    assert!(!calling.come_to(at(8, 2)));
    assert_eq!(calling.last().seq, 0, "it begins anew");
    assert!(calling.come_to(at(8, 2)));
}

#[test]
fn a_roll_that_was_given_up_keeps_nothing_that_was_found_on_it() {
    let roll = called(vec![entry(1, 1, "a", "a")]);
    let ask = Wanted {
        is_exact: false,
        rest: Some("rest".to_owned()),
        ..wanted(&["a"], By::Id, false)
    };
    let mark = roll.mark();
    roll.give_up();
    roll.learn(&ask, &[1], mark);
    assert!(matches!(roll.known(&ask), Known::Nothing));
    assert_eq!(roll.last(), None);
    // Nobody is not what it answers.
    assert_eq!(roll.pick(&ask), None);
    assert_eq!(roll.pick_at_once(&ask), None);
}

#[test]
fn a_find_that_has_looked_further_than_the_roll_reaches_is_not_behind() {
    let roll = called(vec![entry(1, 1, "a", "a")]);
    let mut find = Find::default();
    find.look(&["a".to_owned()], &roll.inside().state.blocks, 1);
    assert_eq!(find.behind(&State::default()), 0);
}

#[test]
fn a_roll_that_grows_too_large_leaves_no_memory_behind() {
    let (roll, _called) = Roll::new();
    roll.replace(Calling(State::within(2 * Block::new().size())));
    roll.take(vec![entry(1, 1, "a", "a")]);
    assert_eq!(roll.last().map(|last| last.seq), Some(1));
    let text = "a".repeat(2 * Block::new().size());
    roll.take(vec![entry(2, 2, "b", &text)]);
    assert_eq!(roll.last(), None);
    assert!(roll.inside().state.blocks.is_empty());
    // Others who ask at the same time bring it the same.
    roll.take(vec![entry(2, 2, "b", "b")]);
    roll.fall_behind();
    assert_eq!(roll.last(), None);
    assert!(roll.inside().state.blocks.is_empty());
}

#[test]
fn what_is_kept_is_weighed() {
    let roll = called(Vec::new());
    let name = |nth: u32| vec![format!("w{nth}")];
    let many = 10;
    for nth in 0..many {
        let mut find = Find::default();
        let last = u32::try_from(WEIGHT).unwrap();
        find.learn(std::iter::once(last), 1);
        roll.inside().keep(name(nth), find);
    }
    let inside = roll.inside();
    assert!(inside.finds.len() < many as usize, "{}", inside.finds.len());
    assert!(inside.finds.contains_key(&name(many - 1)));
    assert!(
        !inside.finds.contains_key(&name(0)),
        "the oldest goes first"
    );
}
