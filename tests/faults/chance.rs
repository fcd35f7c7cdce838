//! Owns chance that can be repeated: the same seed gives the same numbers everywhere.

/// A stream of numbers (SplitMix64).
#[derive(Clone, Debug)]
pub struct Chance {
    state: u64,
}

impl Chance {
    pub fn new(seed: u64) -> Chance {
        Chance { state: seed }
    }

    /// Another stream, which goes on by itself.
    pub fn fork(&mut self) -> Chance {
        Chance::new(self.next())
    }

    pub fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below this one, which is not 0.
    pub fn below(&mut self, end: usize) -> usize {
        (self.next() % end as u64) as usize
    }

    pub fn in_a_hundred(&mut self, often: usize) -> bool {
        self.below(100) < often
    }

    pub fn one_of<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }
}

#[test]
fn the_same_seed_gives_the_same_numbers() {
    let (mut a, mut b) = (Chance::new(7), Chance::new(7));
    assert!((0..100).all(|_| a.next() == b.next()));
    assert!((0..1000).all(|_| a.below(3) < 3));
    assert_ne!(Chance::new(7).next(), Chance::new(8).next());
}

/// The seeds that a test goes through: all of them, or the one in the environment.
pub fn seeds(all: std::ops::Range<u64>) -> Vec<u64> {
    match std::env::var("ROLO_FAULT_SEED") {
        Ok(one) => vec![one.parse().expect("ROLO_FAULT_SEED is a number")],
        Err(_) => all.collect(),
    }
}
