//! Owns request lines that an HTTP library refuses: raw `"`, blanks and line breaks in the target, targets
//! beyond 64 KiB. It stands between the socket and hyper, keeps each request's query for itself (to be
//! taken in order by the service) and hands hyper a line that is well-formed.
//! Must not read parameters, and must not change a byte of headers and bodies.

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::{Buf, Bytes, BytesMut};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep};

use super::framing::{Body, Framing};
use super::headers;
use super::targets::{Target, Targets};

/// A head larger than this is refused.
const MOST_HEAD: usize = 1 << 20;
const CHUNK: usize = 16 * 1024;
/// So much of a body goes on at once.
const PIECE: usize = 64 * 1024;

/// How long a client may take.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// For a whole head, from its first byte.
    pub head: Duration,
    /// Between two requests, and between two pieces of a body or an answer.
    pub silence: Duration,
}

/// A connection whose request lines are mended as they are read.
pub struct Mended<S> {
    socket: S,
    targets: Targets,
    /// Read and not yet looked at.
    inbox: BytesMut,
    /// Ready for hyper.
    outbox: BytesMut,
    state: State,
    /// Where the search for the end of the head goes on.
    searched: usize,
    ended: bool,
    patience: Patience,
    read_by: Pin<Box<Sleep>>,
    write_by: Option<Pin<Box<Sleep>>>,
}

enum State {
    /// Between requests, or inside a head once it has begun.
    Head {
        begun: bool,
    },
    Body(Body),
    /// Nothing more is understood: hyper sees the end.
    Over,
}

impl<S> Mended<S> {
    pub fn new(socket: S, targets: Targets, patience: Patience) -> Mended<S> {
        Mended {
            socket,
            targets,
            inbox: BytesMut::new(),
            outbox: BytesMut::new(),
            state: State::Head { begun: false },
            searched: 0,
            ended: false,
            patience,
            read_by: Box::pin(tokio::time::sleep(patience.silence)),
            write_by: None,
        }
    }

    /// Moves what is understood from the inbox to the outbox. Whether anything moved.
    fn advance(&mut self, cx: &Context<'_>) -> bool {
        match &mut self.state {
            State::Head { begun } => {
                if !*begun {
                    skip_breaks(&mut self.inbox);
                    if self.inbox.is_empty() || self.targets.is_full(cx) {
                        return false;
                    }
                    *begun = true;
                    let by = Instant::now() + self.patience.head;
                    self.read_by.as_mut().reset(by);
                }
                self.advance_head()
            }
            State::Body(body) => {
                let len = body.take(&self.inbox);
                if len == 0 && !body.is_over() {
                    return false;
                }
                let over = body.is_over();
                self.outbox.extend_from_slice(&self.inbox[..len]);
                self.inbox.advance(len);
                if over {
                    self.begin_head();
                }
                true
            }
            State::Over => false,
        }
    }

    fn advance_head(&mut self) -> bool {
        let Some(end) = head_end(&self.inbox, self.searched) else {
            // A line end may be cut in two: look at the last few bytes again.
            self.searched = self.inbox.len().saturating_sub(4);
            if self.inbox.len() > MOST_HEAD {
                self.refuse(Target::TooLong);
                return true;
            }
            return false;
        };
        let head = self.inbox.split_to(end);
        let Some(line) = Line::read(&head) else {
            self.refuse(Target::Malformed);
            return true;
        };
        let headers = &head[line.len..];
        if let Some(fault) = headers::fault(headers) {
            self.refuse(Target::Headers(fault));
            return true;
        }
        self.outbox.extend_from_slice(line.method);
        self.outbox.extend_from_slice(b" ");
        self.outbox.extend_from_slice(line.path().as_bytes());
        self.outbox.extend_from_slice(b" ");
        self.outbox.extend_from_slice(line.version);
        self.outbox.extend_from_slice(b"\r\n");
        self.outbox.extend_from_slice(headers);
        let query = Bytes::copy_from_slice(line.query());
        self.targets.push(Target::Query(query));
        self.state = match Framing::of(headers) {
            Framing::None => State::Head { begun: false },
            Framing::Body(body) => State::Body(body),
        };
        self.searched = 0;
        self.read_by
            .as_mut()
            .reset(Instant::now() + self.patience.silence);
        true
    }

    fn begin_head(&mut self) {
        self.state = State::Head { begun: false };
        self.searched = 0;
    }

    /// Lets the service say what is wrong, and ends the connection after that.
    fn refuse(&mut self, target: Target) {
        self.targets.push(target);
        self.outbox
            .extend_from_slice(b"GET / HTTP/1.1\r\nhost: refused\r\nconnection: close\r\n\r\n");
        self.inbox.clear();
        self.state = State::Over;
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Mended<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        out: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = &mut *self;
        loop {
            if !this.outbox.is_empty() {
                let len = out.remaining().min(this.outbox.len());
                out.put_slice(&this.outbox.split_to(len));
                return Poll::Ready(Ok(()));
            }
            if this.advance(cx) {
                continue;
            }
            if this.ended {
                return Poll::Ready(Ok(()));
            }
            let waits =
                matches!(this.state, State::Head { begun: false }) && !this.inbox.is_empty();
            if waits {
                // Held back until earlier requests are answered; `Targets::take` wakes us.
                return Poll::Pending;
            }
            if let Some(most) = this.straight() {
                match this.pass(cx, out, most) {
                    Poll::Ready(Ok(0)) => this.ended = true,
                    Poll::Ready(Ok(_)) => return Poll::Ready(Ok(())),
                    Poll::Ready(Err(error)) => return Poll::Ready(Err(error)),
                    Poll::Pending => return this.wait(cx),
                }
                continue;
            }
            match this.fill(cx) {
                Poll::Ready(Ok(0)) => this.ended = true,
                Poll::Ready(Ok(_)) => {}
                Poll::Ready(Err(error)) => return Poll::Ready(Err(error)),
                Poll::Pending => return this.wait(cx),
            }
        }
    }
}

impl<S: AsyncRead + Unpin> Mended<S> {
    /// How much may go from the socket to hyper as it is: the rest of a body whose length is known, once
    /// everything before it has gone.
    fn straight(&self) -> Option<usize> {
        match &self.state {
            State::Body(Body::Plain { left }) if self.inbox.is_empty() => {
                Some(usize::try_from(*left).map_or(PIECE, |left| left.min(PIECE)))
            }
            _ => None,
        }
    }

    /// Reads a piece of such a body: how many bytes.
    fn pass(
        &mut self,
        cx: &mut Context<'_>,
        out: &mut ReadBuf<'_>,
        most: usize,
    ) -> Poll<io::Result<usize>> {
        let part = out.initialize_unfilled_to(out.remaining().min(most));
        let mut part = ReadBuf::new(part);
        match Pin::new(&mut self.socket).poll_read(cx, &mut part) {
            Poll::Ready(Ok(())) => {}
            Poll::Ready(Err(error)) => return Poll::Ready(Err(error)),
            Poll::Pending => return Poll::Pending,
        }
        let len = part.filled().len();
        let over = match &mut self.state {
            State::Body(body) => {
                body.take(part.filled());
                body.is_over()
            }
            _ => false,
        };
        out.advance(len);
        if over {
            self.begin_head();
        }
        self.read_by
            .as_mut()
            .reset(Instant::now() + self.patience.silence);
        Poll::Ready(Ok(len))
    }

    /// Waits for the client as long as it may take.
    fn wait(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.read_by.as_mut().poll(cx) {
            Poll::Ready(()) => Poll::Ready(Err(io::ErrorKind::TimedOut.into())),
            Poll::Pending => Poll::Pending,
        }
    }

    /// Reads more into the inbox: how many bytes.
    fn fill(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<usize>> {
        let mut chunk = [std::mem::MaybeUninit::uninit(); CHUNK];
        let mut buf = ReadBuf::uninit(&mut chunk);
        match Pin::new(&mut self.socket).poll_read(cx, &mut buf) {
            Poll::Ready(Ok(())) => {}
            Poll::Ready(Err(error)) => return Poll::Ready(Err(error)),
            Poll::Pending => return Poll::Pending,
        }
        let read = buf.filled();
        if matches!(self.state, State::Over) {
            return Poll::Ready(Ok(read.len()));
        }
        self.inbox.extend_from_slice(read);
        if !matches!(self.state, State::Head { begun: true }) {
            self.read_by
                .as_mut()
                .reset(Instant::now() + self.patience.silence);
        }
        Poll::Ready(Ok(read.len()))
    }
}

impl<S: AsyncWrite + Unpin> Mended<S> {
    fn wrote(
        &mut self,
        cx: &mut Context<'_>,
        poll: Poll<io::Result<usize>>,
    ) -> Poll<io::Result<usize>> {
        if poll.is_ready() {
            // A long answer under way is no silence of the client's.
            let by = Instant::now() + self.patience.silence;
            if !matches!(self.state, State::Head { begun: true }) {
                self.read_by.as_mut().reset(by);
            }
        }
        self.watch(cx, poll)
    }

    /// A client that does not take its answer is given up.
    fn watch<T>(&mut self, cx: &mut Context<'_>, poll: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        if poll.is_ready() {
            self.write_by = None;
            return poll;
        }
        let silence = self.patience.silence;
        let by = self
            .write_by
            .get_or_insert_with(|| Box::pin(tokio::time::sleep(silence)));
        match by.as_mut().poll(cx) {
            Poll::Ready(()) => Poll::Ready(Err(io::ErrorKind::TimedOut.into())),
            Poll::Pending => Poll::Pending,
        }
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Mended<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let poll = Pin::new(&mut self.socket).poll_write(cx, bytes);
        self.wrote(cx, poll)
    }

    /// Head and body as they lie: else a page would be copied behind its head.
    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        parts: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let poll = Pin::new(&mut self.socket).poll_write_vectored(cx, parts);
        self.wrote(cx, poll)
    }

    fn is_write_vectored(&self) -> bool {
        self.socket.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let poll = Pin::new(&mut self.socket).poll_flush(cx);
        self.watch(cx, poll)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.socket).poll_shutdown(cx)
    }
}

fn skip_breaks(inbox: &mut BytesMut) {
    let breaks = inbox
        .iter()
        .take_while(|byte| matches!(byte, b'\r' | b'\n'));
    let breaks = breaks.count();
    inbox.advance(breaks);
}

/// Where a head ends: behind its empty line.
fn head_end(text: &[u8], from: usize) -> Option<usize> {
    let rest = text.get(from..)?;
    memchr::memchr_iter(b'\n', rest)
        .map(|at| from + at + 1)
        .find_map(|next| match text.get(next..)? {
            [b'\n', ..] => Some(next + 1),
            [b'\r', b'\n', ..] => Some(next + 2),
            _ => None,
        })
}

/// A request line, which may be several lines where a target was copied with its line breaks.
struct Line<'a> {
    method: &'a [u8],
    target: &'a [u8],
    version: &'a [u8],
    /// Its length with the line end.
    len: usize,
}

impl<'a> Line<'a> {
    fn read(head: &'a [u8]) -> Option<Line<'a>> {
        for end in memchr::memchr_iter(b'\n', head) {
            let line = head[..end].trim_ascii_end();
            let Some((before, version)) = split_version(line) else {
                continue;
            };
            let blank = before.iter().position(|byte| *byte == b' ')?;
            let method = &before[..blank];
            let is_token = !method.is_empty() && method.iter().all(u8::is_ascii_alphabetic);
            return is_token.then(|| Line {
                method,
                target: before[blank..].trim_ascii(),
                version,
                len: end + 1,
            });
        }
        None
    }

    /// The path as HTTP allows it.
    fn path(&self) -> String {
        let path = self.split().0;
        let mut out = String::with_capacity(path.len());
        if !path.starts_with(b"/") && path != b"*" {
            out.push('/');
        }
        for byte in path {
            if byte.is_ascii_graphic() && !b"\"<>\\^`{|}#".contains(byte) {
                out.push(char::from(*byte));
            } else {
                out.push_str(&format!("%{byte:02X}"));
            }
        }
        out
    }

    fn query(&self) -> &'a [u8] {
        self.split().1
    }

    fn split(&self) -> (&'a [u8], &'a [u8]) {
        let target = without_host(self.target);
        match target.iter().position(|byte| *byte == b'?') {
            Some(at) => (&target[..at], &target[at + 1..]),
            None => (target, &[]),
        }
    }
}

/// `… HTTP/1.1` as what stands before it and the version.
fn split_version(line: &[u8]) -> Option<(&[u8], &[u8])> {
    let (before, version) = line.split_at_checked(line.len().checked_sub(9)?)?;
    matches!(version, b" HTTP/1.0" | b" HTTP/1.1").then(|| (before, &version[1..]))
}

/// The target behind `https://host`, as clients of a proxy (and copied addresses) write it.
fn without_host(target: &[u8]) -> &[u8] {
    let scheme = [&b"http://"[..], b"https://"].into_iter().find(|scheme| {
        target
            .get(..scheme.len())
            .is_some_and(|head| head.eq_ignore_ascii_case(scheme))
    });
    let Some(scheme) = scheme else { return target };
    let rest = &target[scheme.len()..];
    let path = rest.iter().position(|byte| matches!(byte, b'/' | b'?'));
    path.map_or(&[], |at| &rest[at..])
}

#[cfg(test)]
#[path = "request_line_tests.rs"]
mod tests;
