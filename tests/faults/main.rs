//! The proof by faults: a line that fails at every byte, a program that is killed at any moment, a disk
//! that is full. Nothing that was acknowledged may be lost, doubled or overwritten unseen.
//! Each random test prints the seed of what failed; `ROLO_FAULT_SEED` runs that one alone.

#[allow(
    dead_code,
    reason = "of the terminal tests' harness only a part is needed here"
)]
#[path = "../pty/harness.rs"]
mod harness;
#[allow(
    dead_code,
    reason = "of the terminal tests' homes only a part is needed here"
)]
#[path = "../pty/home.rs"]
mod home;

mod chance;
mod checks;
mod disk;
mod killed;
mod large;
mod line;
mod meter;
mod operated;
mod pressed;
mod program;
mod proxy;
mod runs;
mod served;
mod world;
