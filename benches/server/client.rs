//! Owns the client that all servers are measured with: plain HTTP/1.1 over connections that are kept, as many
//! as asked for, each with one request under way.
//! Must not know what it asks for.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

use super::Trouble;

/// The nth request, as it goes over the wire.
pub type Maker = dyn Fn(usize) -> Vec<u8> + Send + Sync;

/// How long to go on.
#[derive(Clone, Copy)]
pub enum Until {
    Time(Duration),
    Count(usize),
}

/// What came of it.
#[derive(Clone, Debug, Default)]
pub struct Measured {
    pub times: Vec<Duration>,
    pub took: Duration,
    pub bytes: usize,
}

impl Measured {
    pub fn per_second(&self) -> f64 {
        self.times.len() as f64 / self.took.as_secs_f64()
    }

    /// In milliseconds; `part` of all were as quick or quicker.
    pub fn quantile(&self, part: f64) -> f64 {
        let mut times = self.times.clone();
        times.sort_unstable();
        let last = times.len().saturating_sub(1);
        let at = (times.len() as f64 * part).ceil() as usize;
        let time = times.get(at.saturating_sub(1).min(last));
        time.map_or(f64::NAN, |time| time.as_secs_f64() * 1_000.0)
    }
}

/// A request without a body.
pub fn get(target: &str) -> Vec<u8> {
    format!("GET {target} HTTP/1.1\r\nHost: localhost\r\nAccept: */*\r\n\r\n").into_bytes()
}

/// A request with a form.
pub fn post(target: &str, form: &str) -> Vec<u8> {
    format!(
        "POST {target} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{form}",
        form.len()
    )
    .into_bytes()
}

/// Asks on so many connections, in turn over the servers that are named.
pub async fn load(
    servers: &[SocketAddr],
    connections: usize,
    until: Until,
    make: Arc<Maker>,
) -> Result<Measured, Trouble> {
    let next = Arc::new(AtomicUsize::new(0));
    let mut all = JoinSet::new();
    let begin = Instant::now();
    for nth in 0..connections {
        let (next, make, server) = (next.clone(), make.clone(), servers[nth % servers.len()]);
        all.spawn(async move { one(server, begin, until, &next, &*make).await });
    }
    let mut measured = Measured::default();
    while let Some(done) = all.join_next().await {
        let done = done??;
        measured.times.extend(done.times);
        measured.bytes += done.bytes;
    }
    measured.took = begin.elapsed();
    Ok(measured)
}

async fn one(
    server: SocketAddr,
    begin: Instant,
    until: Until,
    next: &AtomicUsize,
    make: &Maker,
) -> Result<Measured, Trouble> {
    let mut stream = TcpStream::connect(server).await?;
    stream.set_nodelay(true)?;
    let (mut measured, mut read) = (Measured::default(), Vec::with_capacity(1 << 17));
    loop {
        let nth = next.fetch_add(1, Ordering::Relaxed);
        let is_over = match until {
            Until::Time(time) => begin.elapsed() >= time,
            Until::Count(count) => nth >= count,
        };
        if is_over {
            return Ok(measured);
        }
        let request = make(nth);
        let asked = Instant::now();
        stream.write_all(&request).await?;
        let (head, end) = answer(&mut stream, &mut read).await?;
        measured.times.push(asked.elapsed());
        measured.bytes += end;
        check(&request, &read[..end], head)?;
        read.drain(..end);
    }
}

/// Reads one answer: where its head ends, and where it ends.
async fn answer(stream: &mut TcpStream, read: &mut Vec<u8>) -> Result<(usize, usize), Trouble> {
    loop {
        if let Some(ends) = ends(read)? {
            return Ok(ends);
        }
        if stream.read_buf(read).await? == 0 {
            return Err("the server has closed a connection".into());
        }
    }
}

fn ends(read: &[u8]) -> Result<Option<(usize, usize)>, Trouble> {
    let Some(head) = memchr::memmem::find(read, b"\r\n\r\n") else {
        return Ok(None);
    };
    let head = head + 4;
    let text = std::str::from_utf8(&read[..head])?.to_ascii_lowercase();
    let field = |name: &str| text.lines().find_map(|line| line.strip_prefix(name));
    if let Some(length) = field("content-length:") {
        let end = head + length.trim().parse::<usize>()?;
        return Ok((read.len() >= end).then_some((head, end)));
    }
    // Chunks: the last one is empty.
    let mut at = head;
    loop {
        let Some(line) = memchr::memmem::find(&read[at..], b"\r\n") else {
            return Ok(None);
        };
        let size = usize::from_str_radix(std::str::from_utf8(&read[at..at + line])?.trim(), 16)?;
        at += line + 2 + size + 2;
        if at > read.len() {
            return Ok(None);
        }
        if size == 0 {
            return Ok(Some((head, at)));
        }
    }
}

/// What is quick because it is refused must not count.
fn check(request: &[u8], answer: &[u8], head: usize) -> Result<(), Trouble> {
    let body = &answer[head..];
    let is_well = answer.starts_with(b"HTTP/1.1 200")
        && !body.starts_with(b"{\"status\":\"FAILURE\"")
        && !body.is_empty();
    match is_well {
        true => Ok(()),
        false => Err(format!(
            "{}\nwas refused: {}",
            String::from_utf8_lossy(&request[..request.len().min(120)]),
            String::from_utf8_lossy(&answer[..answer.len().min(600)])
        )
        .into()),
    }
}
