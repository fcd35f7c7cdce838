//! Owns the lines from clients to a server: in memory, where time passes at once, and over sockets, where
//! the client is the real one.

use std::io;
use std::sync::{Arc, Mutex, mpsc};
use std::time::Duration;

use axum::Router;
use bytes::Bytes;
use futures_util::future::BoxFuture;
use rolo::apptivo::{Reply, Transport, TransportError};
use rolo::server::serve_stream;
use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex};
use tokio::net::{TcpListener, TcpStream};

use super::chance::Chance;
use super::proxy::{Connect, Fault, Message, Passing, carry};

/// How long a client waits for an answer, as the real one does.
const SILENCE: Duration = Duration::from_secs(60);

/// How often a line fails, and what it has done.
#[derive(Debug)]
pub struct Weather {
    chance: Chance,
    /// Of a hundred requests.
    often: usize,
    /// The faults that there were.
    pub met: Vec<Fault>,
}

impl Weather {
    pub fn new(chance: Chance) -> Arc<Mutex<Weather>> {
        Arc::new(Mutex::new(Weather {
            chance,
            often: 0,
            met: Vec::new(),
        }))
    }

    pub fn set(&mut self, often: usize) {
        self.often = often;
    }

    fn next(&mut self) -> (Fault, Chance) {
        let fault = match self.chance.in_a_hundred(self.often) {
            true => Fault::any(&mut self.chance),
            false => Fault::None,
        };
        if fault != Fault::None {
            self.met.push(fault);
        }
        (fault, self.chance.fork())
    }
}

/// Keeps the time of a paused clock from passing by itself.
struct Still(Arc<Mutex<Option<mpsc::Sender<()>>>>);

impl Still {
    fn new() -> Still {
        let still = Still(Arc::default());
        still.begin();
        still
    }

    /// The clock does not run ahead while a thread for blocking work is busy.
    fn begin(&self) {
        let (busy, until) = mpsc::channel::<()>();
        tokio::task::spawn_blocking(move || until.recv().is_ok());
        *self.0.lock().unwrap() = Some(busy);
    }

    fn end(&self) {
        self.0.lock().unwrap().take();
    }
}

impl Drop for Still {
    fn drop(&mut self) {
        self.end();
    }
}

impl Passing for Still {
    async fn wait(&self, time: Duration) {
        self.end();
        tokio::time::sleep(time).await;
        self.begin();
    }
}

/// In memory: the requests and answers are the bytes of HTTP, and the server reads them as it does any.
#[derive(Clone)]
pub struct Line {
    pub router: Router,
    pub weather: Arc<Mutex<Weather>>,
}

impl Connect for Line {
    type Stream = DuplexStream;

    async fn connect(&self) -> io::Result<DuplexStream> {
        let (here, there) = duplex(64 << 10);
        let router = self.router.clone();
        tokio::spawn(async move { serve_stream(there, router).await });
        Ok(here)
    }
}

/// A port of this machine.
struct Port(u16);

impl Connect for Port {
    type Stream = TcpStream;

    async fn connect(&self) -> io::Result<TcpStream> {
        TcpStream::connect(("127.0.0.1", self.0)).await
    }
}

impl Line {
    async fn send(self, path: &str, form: String) -> Result<Reply, TransportError> {
        let (fault, mut chance) = self.weather.lock().unwrap().next();
        if fault == Fault::Refused {
            return Err(TransportError::NotSent("nobody listens".to_owned()));
        }
        let length = form.len();
        let request = format!(
            "POST {path} HTTP/1.1\r\nhost: x\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: {length}\r\n\r\n{form}"
        );
        let (mut here, mut there) = duplex(64 << 10);
        // It goes on by itself: what was sent may arrive after the client has given up.
        tokio::spawn(async move {
            let still = Still::new();
            let request = Message::read(&mut there).await?;
            if let Some(request) = request {
                carry(&request, &mut there, &self, fault, &mut chance, &still).await?;
            }
            Ok::<(), io::Error>(())
        });
        let answered = async {
            here.write_all(request.as_bytes()).await?;
            Message::read(&mut here).await
        };
        match tokio::time::timeout(SILENCE, answered).await {
            Ok(Ok(Some(answer))) => Ok(reply(&answer)),
            Ok(_) => Err(TransportError::NoAnswer("closed early".to_owned())),
            Err(_) => Err(TransportError::NoAnswer("no answer in time".to_owned())),
        }
    }
}

impl Transport for Line {
    fn post(
        &self,
        path: &'static str,
        form: String,
    ) -> BoxFuture<'_, Result<Reply, TransportError>> {
        Box::pin(self.clone().send(path, form))
    }
}

fn reply(answer: &Message) -> Reply {
    let (head, body) = answer.bytes.split_at(answer.head);
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    let after = head
        .lines()
        .find_map(|line| line.strip_prefix("retry-after: "));
    let status = head
        .split(' ')
        .nth(1)
        .and_then(|status| status.parse().ok());
    Reply {
        status: status.unwrap_or(0),
        retry_after: after
            .and_then(|text| text.trim().parse().ok())
            .map(Duration::from_secs),
        body: Bytes::copy_from_slice(body),
    }
}

/// Real time, of which tests have little: a second of a fault is a millisecond.
struct Hurried;

impl Passing for Hurried {
    async fn wait(&self, time: Duration) {
        tokio::time::sleep(time / 1000).await;
    }
}

/// A proxy on a port of this machine, before a server on another. Its port.
pub async fn on_a_port(server: u16, weather: Arc<Mutex<Weather>>) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((client, _)) = listener.accept().await {
            let weather = weather.clone();
            tokio::spawn(async move { through(client, server, &weather).await });
        }
    });
    port
}

async fn through(mut client: TcpStream, server: u16, weather: &Mutex<Weather>) -> io::Result<()> {
    while let Some(request) = Message::read(&mut client).await? {
        let (fault, mut chance) = weather.lock().unwrap().next();
        if !carry(
            &request,
            &mut client,
            &Port(server),
            fault,
            &mut chance,
            &Hurried,
        )
        .await?
        {
            // Bytes that nobody reads would make the end look like another one.
            client.shutdown().await?;
            drop(client.read_to_end(&mut Vec::new()).await);
            return Ok(());
        }
    }
    Ok(())
}
