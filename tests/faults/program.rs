//! Owns the real server as a process of its own, over a store that a test has filled.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Stdio};

use rolo::customer::Catalog;
use rolo::store::{By, Order, Sqlite, Store};
use rolo::workspace::{default_catalog, sample_customers};

use super::harness::Home;

/// `rolo serve` on a free port; it ends with this.
pub struct Server {
    child: Child,
    pub port: u16,
}

/// The keys of `world::spec`, for a program that is started.
pub const KEYS: [(&str, &str); 2] = [
    ("ROLO_API_KEY", "api-key-of-tests"),
    ("ROLO_ACCESS_KEY", "access-key-of-tests"),
];

impl Server {
    pub fn start(home: &Home, store: &Path) -> Server {
        let store = store.to_string_lossy();
        let args = ["serve", "--listen", "127.0.0.1:0", "--store", &store];
        let mut child = home
            .command(&args)
            .envs(KEYS)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        out.read_line(&mut line).unwrap();
        let port = line.trim().rsplit(':').next().unwrap().parse().unwrap();
        Server { child, port }
    }

    /// SIGKILL, without waiting for anything.
    pub fn kill(&self) {
        let process = rustix::process::Pid::from_child(&self.child);
        rustix::process::kill_process(process, rustix::process::Signal::KILL).unwrap();
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
