//! Random runs of two people through lines that fail in every way. In memory with time that passes at once,
//! and a few through real sockets with the real client.

use std::time::Instant;

use super::chance::seeds;
use super::checks::check;
use super::world::{Person, World};

/// Runs in one world: what happened before stays, and makes what comes later odder.
const RUNS: usize = 25;
const WORLDS: u64 = 80;
/// Things that people do in a run.
const ACTS: usize = 6;

/// One world with all its runs. How many faults there were.
async fn live(seed: u64) -> usize {
    let mut world = World::new(seed).await;
    for nth in 0..RUNS {
        let often = *world.chance.one_of(&[10, 30, 60]);
        world.weather(often);
        for _ in 0..1 + world.chance.below(ACTS) {
            world.act().await;
        }
        world.calm().await;
        let run = format!("ROLO_FAULT_SEED={seed}, run {nth}");
        check(&world, &run).await;
    }
    let met = |person: &Person| person.weather.lock().unwrap().met.len();
    world.people.iter().map(met).sum()
}

#[test]
fn whatever_the_line_does_nothing_is_lost_doubled_or_overwritten_unseen() {
    let start = Instant::now();
    let seeds = seeds(0..WORLDS);
    let next = std::sync::Mutex::new(seeds.iter());
    let threads = std::thread::available_parallelism()
        .map_or(2, usize::from)
        .min(8);
    let faults: usize = std::thread::scope(|scope| {
        let work = || {
            let mut faults = 0;
            loop {
                let Some(seed) = next.lock().unwrap().next() else {
                    return faults;
                };
                let runtime = tokio::runtime::Builder::new_current_thread()
                    .enable_all()
                    .start_paused(true)
                    .build()
                    .unwrap();
                println!("ROLO_FAULT_SEED={seed}");
                faults += runtime.block_on(live(*seed));
            }
        };
        let all: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        all.into_iter().map(|thread| thread.join().unwrap()).sum()
    });
    println!("{faults} faults in {:?}", start.elapsed());
    assert!(
        faults > seeds.len() * RUNS,
        "the line failed {faults} times only"
    );
}
