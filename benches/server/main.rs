//! Measures the server with a client of its own, over loopback: `cargo bench --bench server`.
//!
//! | variable | says | by itself |
//! | --- | --- | --- |
//! | `ROLO_BENCH_COUNT` | customers | 20000 |
//! | `ROLO_BENCH_SECONDS` | how long each figure is measured, each round | 1 |
//! | `ROLO_BENCH_ROUNDS` | rounds; the median is told | 1 |
//! | `ROLO_BENCH_PARTS` | some of `datasette,creates,depth,bare,postgres,processes` | all |
//! | `ROLO_BENCH_KEEP` | a folder for the filled files, used again | thrown away |
//! | `ROLO_BENCH_POSTGRES` | the address of a database, filled up where it has fewer, and kept | a private cluster |
//! | `ROLO_BENCH_CSV` | a file with names in a column `legal_name` | made of syllables |

mod bare;
mod client;
#[path = "../../tests/store/cluster.rs"]
mod cluster;
#[path = "../data/mod.rs"]
mod data;
mod filled;
mod started;
mod table;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use rolo::store::Postgres;
use rolo::store::postgres::Address;
use rolo::workspace::CUSTOMERS_FILE;

use client::{Maker, Measured, Until, get, load, post};
use filled::Words;
use started::{KEYS, Server, own_processor};
use table::{Row, head};

type Trouble = Box<dyn std::error::Error + Send + Sync>;

/// What is asked for at once, where nothing else is said.
const CONNECTIONS: usize = 32;

struct Bench {
    count: usize,
    time: Duration,
    rounds: usize,
    parts: String,
    words: Words,
    home: PathBuf,
}

fn main() -> Result<(), Trouble> {
    let number = |name: &str, or: usize| match std::env::var(name) {
        Ok(text) => text.parse().map_err(|_| format!("{name} is no number")),
        Err(_) => Ok(or),
    };
    let scratch = tempfile::tempdir()?;
    let kept = std::env::var_os("ROLO_BENCH_KEEP").map(PathBuf::from);
    let count = number("ROLO_BENCH_COUNT", 20_000)?;
    let bench = Bench {
        count,
        time: Duration::from_secs(u64::try_from(number("ROLO_BENCH_SECONDS", 1)?)?),
        rounds: number("ROLO_BENCH_ROUNDS", 1)?,
        parts: std::env::var("ROLO_BENCH_PARTS").unwrap_or_default(),
        words: Words::of(count)?,
        home: kept.unwrap_or_else(|| scratch.path().to_owned()),
    };
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?;
    runtime.block_on(bench.run())
}

impl Bench {
    fn has(&self, part: &str) -> bool {
        self.parts.is_empty() || self.parts.split(',').any(|one| one == part)
    }

    async fn run(&self) -> Result<(), Trouble> {
        println!(
            "{} customers, {} rounds of {:?}",
            self.count, self.rounds, self.time
        );
        std::fs::create_dir_all(&self.home)?;
        let file = self.home.join(CUSTOMERS_FILE);
        if !file.exists() {
            data::fill(&self.home, self.count)
                .await
                .map_err(filled::told)?;
        }
        let store = file.display().to_string();
        {
            let server = Server::rolo(&store, &self.home)?;
            self.warm(&server).await?;
            if self.has("datasette") {
                self.datasette(&server).await?;
            }
            if self.has("depth") {
                self.depth("SQLite", &server).await?;
            }
        }
        if self.has("creates") {
            self.creates(&file).await?;
        }
        if ["postgres", "bare", "processes"]
            .iter()
            .any(|part| self.has(part))
        {
            self.postgres().await?;
        }
        println!(
            "\nthe client took {:.0} s of processor time",
            own_processor()
        );
        Ok(())
    }

    /// Until the server has everything that it keeps in memory: it counts at once then.
    async fn warm(&self, server: &Server) -> Result<(), Trouble> {
        let begin = std::time::Instant::now();
        let mut was = f64::MAX;
        // It reads beside the requests; when it uses no processor any more, it has read all.
        while begin.elapsed() < Duration::from_secs(120) {
            tokio::time::sleep(Duration::from_millis(300)).await;
            let now = server.processor();
            if (now - was).abs() < 0.01 {
                break;
            }
            was = now;
        }
        println!(
            "rolo serve was up and warm after {:.1} s, with {} MiB",
            begin.elapsed().as_secs_f64(),
            server.memory_mib()
        );
        Ok(())
    }

    async fn measure(
        &self,
        row: &mut Row,
        server: &Server,
        connections: usize,
        until: Until,
        make: Arc<Maker>,
    ) -> Result<(), Trouble> {
        let before = server.processor();
        let measured = load(&[server.address], connections, until, make).await?;
        row.add(measured, server.processor() - before);
        Ok(())
    }

    /// Side by side with datasette over the same rows.
    async fn datasette(&self, rolo: &Server) -> Result<(), Trouble> {
        let file = self.home.join("datasette.db");
        filled::fill_datasette(&file, self.count)?;
        let Some(datasette) = Server::datasette(&file)? else {
            println!("\n!! SKIPPED: datasette is not installed; pip install datasette");
            return Ok(());
        };
        head(&format!("rolo and datasette, {CONNECTIONS} connections"));
        let until = Until::Time(self.time);
        let both = [
            ("page of 50", self.page_of_rolo(), self.page_of_datasette()),
            (
                "rare words",
                search("", &self.words.rare),
                search_datasette(&self.words.rare),
            ),
            (
                "common words",
                search("", &self.words.common),
                search_datasette(&self.words.common),
            ),
        ];
        let mut ratios = Vec::new();
        for (what, of_rolo, of_datasette) in both {
            let (mut ours, mut theirs) = (Row::default(), Row::default());
            for _ in 0..self.rounds {
                self.measure(&mut ours, rolo, CONNECTIONS, until, of_rolo.clone())
                    .await?;
                self.measure(
                    &mut theirs,
                    &datasette,
                    CONNECTIONS,
                    until,
                    of_datasette.clone(),
                )
                .await?;
            }
            ours.tell(&format!("rolo, {what}"));
            theirs.tell(&format!("datasette, {what}"));
            ratios.push(format!(
                "{what} {:.1}",
                ours.per_second() / theirs.per_second()
            ));
        }
        println!(
            "\ntimes the requests a second of datasette: {}",
            ratios.join(", ")
        );
        Ok(())
    }

    fn page_of_rolo(&self) -> Arc<Maker> {
        let count = self.count;
        Arc::new(move |nth| {
            let start = nth.wrapping_mul(7919) % count;
            get(&page_target("", start))
        })
    }

    fn page_of_datasette(&self) -> Arc<Maker> {
        let count = self.count;
        Arc::new(move |nth| {
            // By the key that the page before ended with: it has nothing quicker.
            let next = nth.wrapping_mul(7919) % count;
            get(&format!(
                "/datasette/customers.json?_size=50&_nofacet=1&_nosuggest=1&_nocount=1&_nocol=search&_next={next}"
            ))
        })
    }

    /// Pages at several depths in several orders, and words that are asked for the first time and again.
    async fn depth(&self, store: &str, server: &Server) -> Result<(), Trouble> {
        for connections in [4, CONNECTIONS] {
            head(&format!(
                "{store}, {} customers, {connections} connections",
                self.count
            ));
            let until = Until::Time(self.time);
            for (what, sort) in [
                ("by id", ""),
                ("by name", "&sortColumn=customerName"),
                (
                    "by name, descending",
                    "&sortColumn=customerName&sortDir=desc",
                ),
            ] {
                for part in [0, 2, 4] {
                    let start = (self.count.saturating_sub(50)) * part / 4;
                    let target = page_target(sort, start);
                    let make: Arc<Maker> = Arc::new(move |_| get(&target));
                    let mut row = Row::default();
                    for _ in 0..self.rounds {
                        self.measure(&mut row, server, connections, until, make.clone())
                            .await?;
                    }
                    row.tell(&format!("page of 50 {what}, from {start} on"));
                }
            }
            for (what, words) in [
                ("rare", &self.words.rare),
                ("common", &self.words.common),
                ("of one and two letters", &self.words.short),
            ] {
                // Nobody has asked for these words before: they come with a word that everybody has.
                let unasked = format!("{} ", ["c", "o"][usize::from(connections == CONNECTIONS)]);
                let mut row = Row::default();
                let once = Until::Count(words.len());
                self.measure(&mut row, server, connections, once, search(&unasked, words))
                    .await?;
                row.tell(&format!("words {what}, for the first time"));
                load(&[server.address], connections, once, search("", words)).await?;
                let mut row = Row::default();
                for _ in 0..self.rounds {
                    self.measure(&mut row, server, connections, until, search("", words))
                        .await?;
                }
                row.tell(&format!("words {what}, again and again"));
            }
        }
        println!("\nrolo serve has {} MiB", server.memory_mib());
        Ok(())
    }

    /// Customers that are made, each on the disk when it is answered.
    async fn creates(&self, file: &Path) -> Result<(), Trouble> {
        let copy = self.home.join("creates.db");
        std::fs::copy(file, &copy)?;
        let server = Server::rolo(&copy.display().to_string(), &self.home)?;
        self.warm(&server).await?;
        head("creates on SQLite, each durable when it is answered");
        for connections in [1, CONNECTIONS, 128] {
            let mut row = Row::default();
            for _ in 0..self.rounds {
                self.measure(
                    &mut row,
                    &server,
                    connections,
                    Until::Time(self.time),
                    create(),
                )
                .await?;
            }
            row.tell(&format!("{connections} connections"));
        }
        drop(server);
        Ok(std::fs::remove_file(&copy)?)
    }

    async fn postgres(&self) -> Result<(), Trouble> {
        let (address, own) = match std::env::var("ROLO_BENCH_POSTGRES") {
            Ok(address) => (address, None),
            Err(_) => match cluster::database().await {
                Some(own) => (own.address(), Some(own)),
                None => return Ok(()),
            },
        };
        let parsed = Address::read(&address).ok_or("it is no address of a database")??;
        let store = match &own {
            Some(own) => own.open().await,
            None => Postgres::open(parsed, filled::order()).await?,
        };
        filled::fill(&store, self.count).await?;
        drop(store);
        let client = bare::connect(&address).await?;
        client.batch_execute("VACUUM ANALYZE").await?;
        {
            let server = Server::rolo(&address, &self.home)?;
            self.warm(&server).await?;
            if self.has("postgres") || self.has("bare") {
                self.beside_bare_sql(&address, &server).await?;
            }
            if self.has("postgres") {
                self.depth("PostgreSQL", &server).await?;
            }
            if self.has("processes") {
                self.processes(&address, &server).await?;
            }
        }
        if let Some(own) = own {
            let rows = own.ask("SELECT count(*)::text FROM customers").await;
            println!("\n{rows} customers in the database at the end");
            own.run("CHECKPOINT").await;
            own.remove().await;
        }
        Ok(())
    }

    /// The server, and the same database asked without one.
    async fn beside_bare_sql(&self, address: &str, server: &Server) -> Result<(), Trouble> {
        for connections in [1, 16] {
            head(&format!(
                "rolo over PostgreSQL and bare SQL, {connections} connections"
            ));
            let rare = Arc::new(self.words.rare.clone());
            let mut ratios = Vec::new();
            for (what, make, ask) in [
                (
                    "page of 50",
                    self.page_of_rolo(),
                    bare::Ask::Page(i64::try_from(self.count)?),
                ),
                (
                    "rare words",
                    search("", &self.words.rare),
                    bare::Ask::Search(rare),
                ),
            ] {
                let (mut ours, mut theirs) = (Row::default(), Row::default());
                for _ in 0..self.rounds {
                    let until = Until::Time(self.time);
                    self.measure(&mut ours, server, connections, until, make.clone())
                        .await?;
                    let bare = bare::load(address, connections, self.time, ask.clone()).await?;
                    theirs.add(bare, 0.0);
                }
                ours.tell(&format!("rolo, {what}"));
                theirs.tell(&format!("bare SQL, {what}"));
                ratios.push(format!("{what} {:.2}", ours.p50() / theirs.p50()));
            }
            println!(
                "\ntimes the time of the bare SQL (p50): {}",
                ratios.join(", ")
            );
        }
        Ok(())
    }

    /// One process and two over the same database: freely, and each with a part of a processor, so that what
    /// they share is not the limit.
    async fn processes(&self, address: &str, first: &Server) -> Result<(), Trouble> {
        let second = Server::rolo(address, &self.home)?;
        self.warm(&second).await?;
        let (run, rest) = (Duration::from_millis(20), Duration::from_millis(180));
        for is_throttled in [false, true] {
            head(match is_throttled {
                false => "one process and two, with all of the machine",
                true => "one process and two, each running 20 ms of every 200",
            });
            let held = is_throttled.then(|| {
                // By turns, so that they do not want the machine at the same time.
                let half = (run + rest) / 2;
                [
                    first.throttled(Duration::ZERO, run, rest),
                    second.throttled(half, run, rest),
                ]
            });
            let (mut one, mut two) = (Row::default(), Row::default());
            for _ in 0..self.rounds {
                let until = Until::Time(self.time);
                self.measure(&mut one, first, CONNECTIONS, until, self.page_of_rolo())
                    .await?;
                let servers: [SocketAddr; 2] = [first.address, second.address];
                let before = first.processor() + second.processor();
                let measured: Measured =
                    load(&servers, CONNECTIONS, until, self.page_of_rolo()).await?;
                two.add(measured, first.processor() + second.processor() - before);
            }
            drop(held);
            one.tell("one process, page of 50");
            two.tell("two processes, page of 50");
            println!(
                "\ntwo are {:.2} times one",
                two.per_second() / one.per_second()
            );
        }
        Ok(())
    }
}

const CUSTOMERS: &str = "/app/dao/v6/customers";

fn page_target(sort: &str, start: usize) -> String {
    format!("{CUSTOMERS}?a=getAll&startIndex={start}&numRecords=50{sort}&{KEYS}")
}

/// Searches for each word, with some text before it.
fn search(before: &str, words: &[String]) -> Arc<Maker> {
    let targets: Vec<Vec<u8>> = words
        .iter()
        .map(|word| {
            let text: String =
                form_urlencoded::byte_serialize(format!("{before}{word}").as_bytes()).collect();
            get(&format!(
                "{CUSTOMERS}?a=getAllBySearchText&searchText={text}&numRecords=50&{KEYS}"
            ))
        })
        .collect();
    Arc::new(move |nth| targets[nth % targets.len()].clone())
}

fn search_datasette(words: &[String]) -> Arc<Maker> {
    let targets: Vec<Vec<u8>> = words
        .iter()
        .map(|word| {
            let text: String = form_urlencoded::byte_serialize(word.as_bytes()).collect();
            get(&format!(
                "/datasette/customers.json?_size=50&_nofacet=1&_nosuggest=1&_nocount=1&_nocol=search&_search={text}"
            ))
        })
        .collect();
    Arc::new(move |nth| targets[nth % targets.len()].clone())
}

fn create() -> Arc<Maker> {
    Arc::new(|nth| {
        let record = format!(
            r#"{{"customerName":"Created {nth}","customerNumber":"Auto generated number","website":"www.created{nth}.com","statusName":"Active","statusId":10000,"addresses":[{{"city":"Ulm","countryName":"Germany","countryCode":"DE"}}]}}"#
        );
        let record: String = form_urlencoded::byte_serialize(record.as_bytes()).collect();
        post(
            &format!("{CUSTOMERS}?a=save"),
            &format!("customerData={record}&{KEYS}"),
        )
    })
}
