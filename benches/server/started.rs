//! Owns the servers that are measured: started as programs of their own on loopback, and ended with their
//! handles. Must not ask them anything but whether they are there.

use std::io::{BufRead, BufReader};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::Trouble;

/// The keys that the servers of a bench let in.
pub const API_KEY: &str = "bench-api-key";
const ACCESS_KEY: &str = "bench-access-key";
/// As they stand in a request.
pub const KEYS: &str = "apiKey=bench-api-key&accessKey=bench-access-key";

/// How long a server may take to come up.
const PATIENCE: Duration = Duration::from_secs(60);

pub struct Server {
    child: Child,
    pub address: SocketAddr,
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

impl Server {
    /// `rolo serve` over a file, or the address of a database.
    pub fn rolo(store: &str, home: &Path) -> Result<Server, Trouble> {
        let mut child = Command::new(env!("CARGO_BIN_EXE_rolo"))
            .args([
                "serve",
                "--listen",
                "127.0.0.1:0",
                "--rate",
                "0",
                "--store",
                store,
            ])
            .env("HOME", home)
            .env("ROLO_DATA_DIR", home.join("data"))
            .env("ROLO_CONFIG_DIR", home.join("config"))
            .env("ROLO_API_KEY", API_KEY)
            .env("ROLO_ACCESS_KEY", ACCESS_KEY)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()?;
        let said = child.stdout.take().ok_or("rolo says nothing")?;
        let lines = BufReader::new(said).lines().map_while(Result::ok);
        let address = lines
            .filter_map(|line| Some(line.strip_prefix("listening on http://")?.to_owned()))
            .next()
            .ok_or("rolo serve did not come up")?;
        let address = address.parse()?;
        Ok(Server { child, address })
    }

    /// `datasette` over a file that it takes as unchanging; none where it is not installed.
    pub fn datasette(file: &Path) -> Result<Option<Server>, Trouble> {
        let is_there = Command::new("datasette").arg("--version").output();
        if !is_there.is_ok_and(|said| said.status.success()) {
            return Ok(None);
        }
        let free = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        let child = Command::new("datasette")
            .args([
                "serve",
                "--host",
                "127.0.0.1",
                "--port",
                &free.port().to_string(),
                "-i",
            ])
            .arg(file)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        let server = Server {
            child,
            address: free,
        };
        let until = Instant::now() + PATIENCE;
        while TcpStream::connect(free).is_err() {
            if Instant::now() > until {
                return Err("datasette did not come up".into());
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        Ok(Some(server))
    }

    /// Seconds of processor time that it has used.
    pub fn processor(&self) -> f64 {
        processor(self.child.id())
    }

    /// Without what it maps of a file, which the system may take back.
    pub fn memory_mib(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()));
        let status = status.unwrap_or_default();
        let kib = status
            .lines()
            .find_map(|line| line.strip_prefix("RssAnon:"));
        let kib = kib.and_then(|kib| kib.trim().trim_end_matches(" kB").parse::<u64>().ok());
        kib.unwrap_or(0) / 1024
    }

    /// Lets it run for a part of the time alone, after a while and until the answer is dropped: what stands still
    /// then is not the processor that all share.
    pub fn throttled(&self, after: Duration, run: Duration, rest: Duration) -> Throttle {
        let pid = self.child.id().to_string();
        let (stop, stopped) = std::sync::mpsc::channel::<()>();
        let tell = move |signal: &str| {
            // It may have ended.
            Command::new("kill").args([signal, &pid]).status().ok();
        };
        let thread = std::thread::spawn(move || {
            let waits = |time| {
                stopped.recv_timeout(time) == Err(std::sync::mpsc::RecvTimeoutError::Timeout)
            };
            tell("-STOP");
            let begins = waits(after);
            tell("-CONT");
            while begins && waits(run) {
                tell("-STOP");
                let goes_on = waits(rest);
                tell("-CONT");
                if !goes_on {
                    break;
                }
            }
        });
        Throttle {
            _stop: stop,
            _thread: thread,
        }
    }
}

pub struct Throttle {
    _stop: std::sync::mpsc::Sender<()>,
    _thread: std::thread::JoinHandle<()>,
}

fn processor(pid: u32) -> f64 {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    // The name, in parentheses, may have blanks.
    let fields = stat.rsplit(')').next().unwrap_or_default();
    let ticks = |nth: usize| {
        fields
            .split_whitespace()
            .nth(nth)
            .and_then(|text| text.parse::<f64>().ok())
    };
    // In hundredths of a second on every Linux there is.
    (ticks(11).unwrap_or(0.0) + ticks(12).unwrap_or(0.0)) / 100.0
}

/// Of this process: the client's.
pub fn own_processor() -> f64 {
    processor(std::process::id())
}
