//! Random runs of two people through lines that fail in every way. In memory with time that passes at once,
//! and a few through real sockets with the real client.

use std::sync::Mutex;
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
async fn live(seed: u64, runs: usize, sockets: bool) -> usize {
    let mut world = World::new(seed, sockets).await;
    for nth in 0..runs {
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
    let (next, failed) = (Mutex::new(seeds.iter()), Mutex::new(Vec::new()));
    let work = || {
        let mut faults = 0;
        loop {
            let Some(seed) = next.lock().unwrap().next() else {
                return faults;
            };
            let lived = std::panic::catch_unwind(|| {
                let runtime = tokio::runtime::Builder::new_current_thread()
                    .enable_all()
                    .start_paused(true)
                    .build();
                runtime.unwrap().block_on(live(*seed, RUNS, false))
            });
            match lived {
                Ok(met) => faults += met,
                Err(_) => failed.lock().unwrap().push(*seed),
            }
        }
    };
    let threads = std::thread::available_parallelism().map_or(2, usize::from);
    let faults: usize = std::thread::scope(|scope| {
        let all: Vec<_> = (0..threads.min(8)).map(|_| scope.spawn(work)).collect();
        all.into_iter().map(|thread| thread.join().unwrap()).sum()
    });
    let failed = failed.into_inner().unwrap();
    assert!(
        failed.is_empty(),
        "run one alone with ROLO_FAULT_SEED=: {failed:?}"
    );
    let runs = seeds.len() * RUNS;
    println!("{runs} runs, {faults} faults, {:?}", start.elapsed());
    assert!(faults > runs, "the line failed {faults} times only");
}

/// What the line in memory leaves out: real sockets, and the client that is really used. Waits are real, too.
#[test]
fn the_same_holds_over_real_sockets() {
    let seeds = seeds(1000..1016);
    let work = |seed: u64| {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build();
        runtime.unwrap().block_on(live(seed, 2, true))
    };
    let faults: usize = std::thread::scope(|scope| {
        let all: Vec<_> = seeds
            .iter()
            .map(|seed| scope.spawn(move || work(*seed)))
            .collect();
        all.into_iter().map(|thread| thread.join().unwrap()).sum()
    });
    assert!(faults > seeds.len(), "the line failed {faults} times only");
}
