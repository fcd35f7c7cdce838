//! Owns the real server as a process of its own, over a store that a test has filled.

use std::fs::{File, read_to_string};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};

use rolo::customer::Catalog;
use rolo::store::{By, Order, Sqlite, Store};
use rolo::workspace::{default_catalog, sample_customers};
use rustix::process::{Pid, Signal, kill_process};

use super::home::Home;

/// `rolo serve` on a free port; it ends with this.
pub struct Server {
    child: Child,
    pub port: u16,
    /// What it says on stderr.
    log: PathBuf,
}

/// The keys of `world::spec`, for a program that is started.
pub const KEYS: [(&str, &str); 2] = [
    ("ROLO_API_KEY", "api-key-of-tests"),
    ("ROLO_ACCESS_KEY", "access-key-of-tests"),
];

impl Server {
    pub fn start(home: &Home, store: &Path) -> Server {
        Server::start_at(home, store, 0, &[])
    }

    /// On a port, 0 for a free one, and with more arguments.
    pub fn start_at(home: &Home, store: &Path, port: u16, more: &[&str]) -> Server {
        let address = format!("127.0.0.1:{port}");
        let log = store.with_extension("stderr");
        let store = store.to_string_lossy();
        let mut args = vec!["serve", "--listen", &address, "--store", &store];
        args.extend(more);
        let mut child = home
            .command(&args)
            .envs(KEYS)
            .stdout(Stdio::piped())
            .stderr(File::create(&log).unwrap())
            .spawn()
            .unwrap();
        let mut line = String::new();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        out.read_line(&mut line).unwrap();
        let port = line.trim().rsplit(':').next();
        let port = port.and_then(|port| port.parse().ok());
        let port = port.unwrap_or_else(|| panic!("{line}{}", read_to_string(&log).unwrap()));
        Server { child, port, log }
    }

    pub fn said(&self) -> String {
        read_to_string(&self.log).unwrap()
    }

    pub fn signal(&self, signal: Signal) {
        kill_process(Pid::from_child(&self.child), signal).unwrap();
    }

    /// Its exit code, once it has ended by itself; none where a signal has ended it.
    pub fn code(&mut self) -> Option<i32> {
        self.child.wait().unwrap().code()
    }

    /// SIGKILL, without waiting for anything.
    pub fn kill(&self) {
        self.signal(Signal::KILL);
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It has ended already where a test killed it.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A store of so many customers, made of the samples.
pub async fn filled(path: &Path, count: usize) -> Sqlite {
    let catalog = Catalog::parse(&default_catalog());
    let samples = sample_customers(&catalog).unwrap();
    let store = Sqlite::open(path, Order::of(&catalog)).unwrap();
    for start in (0..count).step_by(10_000) {
        let records = (start..count.min(start + 10_000)).map(|nth| {
            let mut record = samples[nth % samples.len()].clone();
            let name = format!("{} {nth}", record.name());
            record.set("customerName", serde_json::json!(name));
            record.remove("customerNumber");
            record
        });
        let by = By::now(1, "before");
        store.insert_many(records.collect(), by).await.unwrap();
    }
    store
}
