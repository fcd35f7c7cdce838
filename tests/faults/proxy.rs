//! Owns the proxy: it carries one request to the server and its answer back, byte for byte, and fails where
//! it is told to. Works on any stream.

use std::io;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

use super::chance::Chance;

/// Where a message is cut: each class of places that a program may treat in its own way.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Place {
    /// Nothing of it comes through.
    Before,
    InFirstLine,
    InHeaders,
    /// The head is whole, the body is missing.
    AfterHead,
    InBody,
    /// All but the last byte.
    LastByte,
}

pub const PLACES: [Place; 6] = [
    Place::Before,
    Place::InFirstLine,
    Place::InHeaders,
    Place::AfterHead,
    Place::InBody,
    Place::LastByte,
];

/// What comes back in place of the server's answer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Instead {
    Error500,
    Error502Page,
    Page,
    Garbage,
    Empty,
    SlowDown(u64),
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Fault {
    None,
    /// Nobody listens.
    Refused,
    CutRequest(Place),
    CutAnswer(Place),
    DelayedRequest(Duration),
    DelayedAnswer(Duration),
    /// The server gets it twice; the first answer comes back.
    Twice,
    /// Another answer; `served`: the server has done what was asked all the same.
    Instead {
        answer: Instead,
        served: bool,
    },
}

/// How long a delay may be: some are longer than a client waits.
const DELAYS: [u64; 5] = [1, 20, 61, 90, 400];

impl Fault {
    /// One of all faults.
    pub fn any(chance: &mut Chance) -> Fault {
        let delay = |chance: &mut Chance| Duration::from_secs(*chance.one_of(&DELAYS));
        match chance.below(12) {
            0 => Fault::Refused,
            1..=2 => Fault::CutRequest(*chance.one_of(&PLACES)),
            3..=5 => Fault::CutAnswer(*chance.one_of(&PLACES)),
            6 => Fault::DelayedRequest(delay(chance)),
            7 => Fault::DelayedAnswer(delay(chance)),
            8 => Fault::Twice,
            _ => {
                let all = [
                    Instead::Error500,
                    Instead::Error502Page,
                    Instead::Page,
                    Instead::Garbage,
                    Instead::Empty,
                    Instead::SlowDown(1 + chance.next() % 30),
                ];
                let answer = *chance.one_of(&all);
                // Whoever asks to slow down has done nothing.
                let may = !matches!(answer, Instead::SlowDown(_));
                Fault::Instead {
                    answer,
                    served: may && chance.in_a_hundred(50),
                }
            }
        }
    }
}

impl Instead {
    fn bytes(self) -> Vec<u8> {
        let (status, more, body) = match self {
            Instead::Error500 => ("500 Internal Server Error", String::new(), "{\"odd\":"),
            Instead::Error502Page => ("502 Bad Gateway", String::new(), PAGE),
            Instead::Page => ("200 OK", String::new(), PAGE),
            Instead::Garbage => ("200 OK", String::new(), "\u{1}{]]\u{fffd}"),
            Instead::Empty => ("200 OK", String::new(), ""),
            Instead::SlowDown(seconds) => (
                "429 Too Many Requests",
                format!("Retry-After: {seconds}\r\n"),
                "",
            ),
        };
        let length = body.len();
        format!("HTTP/1.1 {status}\r\n{more}Content-Length: {length}\r\n\r\n{body}").into_bytes()
    }
}

const PAGE: &str = "<html><body><h1>Please wait</h1></body></html>";

/// A request or an answer.
pub struct Message {
    pub bytes: Vec<u8>,
    pub head: usize,
}

impl Message {
    /// Reads one; none where the other side has closed before a whole one came.
    pub async fn read(stream: &mut (impl AsyncRead + Unpin)) -> io::Result<Option<Message>> {
        let mut bytes = Vec::new();
        let mut chunk = [0; 16 << 10];
        loop {
            if let Some(head) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
                let head = head + 4;
                if bytes.len() >= head + length(&bytes[..head]) {
                    return Ok(Some(Message { bytes, head }));
                }
            }
            match stream.read(&mut chunk).await? {
                0 => return Ok(None),
                len => bytes.extend_from_slice(&chunk[..len]),
            }
        }
    }

    /// What comes through of it.
    fn until(&self, place: Place, chance: &mut Chance) -> &[u8] {
        let line = self.bytes.iter().position(|b| *b == b'\n').unwrap_or(0);
        let all = self.bytes.len();
        let end = match place {
            Place::Before => 0,
            Place::InFirstLine => 1 + chance.below(line.max(1)),
            Place::InHeaders => line + 1 + chance.below(self.head - line - 1),
            Place::AfterHead => self.head.min(all - 1),
            Place::InBody if all > self.head => self.head + chance.below(all - self.head),
            Place::InBody | Place::LastByte => all - 1,
        };
        &self.bytes[..end]
    }
}

fn length(head: &[u8]) -> usize {
    let text = String::from_utf8_lossy(head).to_ascii_lowercase();
    let length = text
        .lines()
        .find_map(|line| line.strip_prefix("content-length:"));
    length
        .and_then(|text| text.trim().parse().ok())
        .unwrap_or(0)
}

/// A way to the server.
pub trait Connect {
    type Stream: AsyncRead + AsyncWrite + Unpin + Send;
    fn connect(&self) -> impl Future<Output = io::Result<Self::Stream>> + Send;
}

/// Time that stands still while bytes are under way, and passes while the proxy waits on purpose.
pub trait Passing {
    fn wait(&self, time: Duration) -> impl Future<Output = ()> + Send;
}

/// Carries one request and its answer. True: the client's connection can go on.
pub async fn carry(
    request: &Message,
    client: &mut (impl AsyncWrite + Unpin),
    to: &impl Connect,
    fault: Fault,
    chance: &mut Chance,
    time: &impl Passing,
) -> io::Result<bool> {
    match fault {
        Fault::Refused => return Ok(false),
        Fault::CutRequest(place) => {
            let mut server = to.connect().await?;
            server.write_all(request.until(place, chance)).await?;
            server.shutdown().await?;
            // The server has taken it in when it closes, too.
            server.read_to_end(&mut Vec::new()).await?;
            return Ok(false);
        }
        Fault::DelayedRequest(delay) => time.wait(delay).await,
        Fault::Instead { answer, served } => {
            if served {
                ask(to, request).await?;
            }
            client.write_all(&answer.bytes()).await?;
            return Ok(true);
        }
        Fault::None | Fault::CutAnswer(_) | Fault::DelayedAnswer(_) | Fault::Twice => {}
    }
    let Some(answer) = ask(to, request).await? else {
        return Ok(false);
    };
    match fault {
        Fault::Twice => drop(ask(to, request).await?),
        Fault::DelayedAnswer(delay) => time.wait(delay).await,
        Fault::CutAnswer(place) => {
            client.write_all(answer.until(place, chance)).await?;
            client.shutdown().await?;
            return Ok(false);
        }
        _ => {}
    }
    client.write_all(&answer.bytes).await?;
    Ok(true)
}

async fn ask(to: &impl Connect, request: &Message) -> io::Result<Option<Message>> {
    let mut server = to.connect().await?;
    server.write_all(&request.bytes).await?;
    Message::read(&mut server).await
}

#[test]
fn every_place_cuts_something_off_and_stays_inside_its_part() {
    let bytes = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nbody".to_vec();
    let head = bytes.len() - 4;
    let message = Message { bytes, head };
    for seed in 0..200 {
        let mut chance = Chance::new(seed);
        for place in PLACES {
            let len = message.until(place, &mut chance).len();
            let within = match place {
                Place::Before => 0..1,
                Place::InFirstLine => 1..17,
                Place::InHeaders => 17..head,
                Place::AfterHead => head..head + 1,
                Place::InBody => head..head + 4,
                Place::LastByte => head + 3..head + 4,
            };
            assert!(within.contains(&len), "{place:?}: {len}");
        }
    }
}
