//! Owns making a request's first line fit for hyper. Clients of this API put raw JSON into the request
//! target (`…?a=save&customerData={"customerName":"A"}`), which hyper refuses: a quote, a blank or a `<` is
//! an error to it. This reader stands between the socket and hyper, percent-encodes such bytes in the
//! target of every request of a connection, and follows bodies to find where the next request begins.
//! Must not look into parameters.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use axum::http::request::Parts;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// Carries a query that is too long for `http::Uri`, which takes 65,534 bytes.
const QUERY_HEADER: &str = "x-rolo-query";
const LONGEST_URI: usize = 60_000;
/// A first line longer than this is handed on as it is, for hyper to refuse.
const LONGEST_LINE: usize = 512 * 1024;
/// Header and chunk-size lines longer than this end the following; hyper refuses them too.
const LONGEST_HEADER: usize = 512 * 1024;

/// The request's query, wherever it travels.
pub fn query(parts: &Parts) -> &str {
    let carried = parts
        .headers
        .get(QUERY_HEADER)
        .and_then(|value| value.to_str().ok());
    carried.or_else(|| parts.uri.query()).unwrap_or_default()
}

/// Where in the stream of requests the next byte belongs.
#[derive(Debug)]
enum At {
    /// In the first line, which may go over several lines of text.
    First(Vec<u8>),
    /// In the headers: the line so far, and what they have said of the body.
    Header { line: Vec<u8>, body: Body },
    /// This many bytes of a body are left.
    Body(u64),
    /// In the line that gives a chunk's size.
    ChunkSize(Vec<u8>),
    /// This many bytes of a chunk, its line end included, are left.
    Chunk(u64),
    /// Behind the last chunk.
    Trailer(Vec<u8>),
    /// Nothing is known any more; hyper sees everything as it came.
    Lost,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Body {
    Length(u64),
    Chunked,
}

/// Follows a connection's requests, and rewrites their first lines.
#[derive(Debug)]
pub struct Follower {
    at: At,
}

impl Default for Follower {
    fn default() -> Follower {
        Follower {
            at: At::First(Vec::new()),
        }
    }
}

impl Follower {
    /// Takes what came from the socket, and appends to `out` what hyper shall see.
    pub fn feed(&mut self, mut input: &[u8], out: &mut Vec<u8>) {
        while !input.is_empty() {
            let taken = match &mut self.at {
                At::Body(left) | At::Chunk(left) => {
                    let taken = usize::try_from(*left)
                        .unwrap_or(usize::MAX)
                        .min(input.len());
                    *left -= taken as u64;
                    out.extend_from_slice(&input[..taken]);
                    taken
                }
                At::Lost => {
                    out.extend_from_slice(input);
                    return;
                }
                At::First(line) => take_line(line, input),
                At::Header { line, .. } | At::ChunkSize(line) | At::Trailer(line) => {
                    let taken = take_line(line, input);
                    out.extend_from_slice(&input[..taken]);
                    taken
                }
            };
            input = &input[taken..];
            self.step(out);
        }
    }

    /// Goes on where something is complete.
    fn step(&mut self, out: &mut Vec<u8>) {
        let next = match &mut self.at {
            At::First(line) => first_line(line, out),
            At::Header { line, body } if line.ends_with(b"\n") => {
                Some(header(std::mem::take(line), *body))
            }
            At::ChunkSize(line) if line.ends_with(b"\n") => Some(chunk(line)),
            At::Trailer(line) if line.ends_with(b"\n") => {
                let end = trim(line).is_empty();
                line.clear();
                end.then(|| At::First(Vec::new()))
            }
            At::Header { line, .. } | At::ChunkSize(line) | At::Trailer(line) => {
                (line.len() > LONGEST_HEADER).then_some(At::Lost)
            }
            At::Body(0) => Some(At::First(Vec::new())),
            At::Chunk(0) => Some(At::ChunkSize(Vec::new())),
            At::Body(_) | At::Chunk(_) | At::Lost => None,
        };
        if let Some(next) = next {
            self.at = next;
        }
    }

    /// What is held back of a line that never ended.
    fn rest(&mut self) -> Vec<u8> {
        match &mut self.at {
            At::First(line) => std::mem::take(line),
            _ => Vec::new(),
        }
    }
}

/// Appends up to and with the next line end; how many bytes that were.
fn take_line(line: &mut Vec<u8>, input: &[u8]) -> usize {
    let taken = memchr::memchr(b'\n', input).map_or(input.len(), |at| at + 1);
    line.extend_from_slice(&input[..taken]);
    taken
}

fn trim(line: &[u8]) -> &[u8] {
    line.trim_ascii()
}

/// Looks at what there is of a first line. A target that was pasted with its line breaks goes on until a
/// line ends in the version.
fn first_line(line: &mut Vec<u8>, out: &mut Vec<u8>) -> Option<At> {
    let give_up = |line: &mut Vec<u8>, out: &mut Vec<u8>| {
        out.append(line);
        Some(At::Lost)
    };
    if line.len() > LONGEST_LINE {
        return give_up(line, out);
    }
    if !line.ends_with(b"\n") {
        return None;
    }
    let text = trim(line);
    if text.is_empty() {
        // Empty lines before a request are allowed.
        out.append(line);
        return None;
    }
    if text.ends_with(b" HTTP/1.1") || text.ends_with(b" HTTP/1.0") {
        clean(text, out);
        line.clear();
        return Some(At::Header {
            line: Vec::new(),
            body: Body::Length(0),
        });
    }
    let goes_on =
        looks_like_request(text) && !line.ends_with(b"\n\n") && !line.ends_with(b"\n\r\n");
    if goes_on { None } else { give_up(line, out) }
}

fn looks_like_request(text: &[u8]) -> bool {
    [b"GET ".as_slice(), b"POST "].iter().any(|method| {
        text.strip_prefix(*method)
            .is_some_and(|target| target.starts_with(b"/") || target.starts_with(b"http"))
    })
}

/// Writes a first line with a target that hyper takes.
fn clean(text: &[u8], out: &mut Vec<u8>) {
    let version = &text[text.len() - b"HTTP/1.1".len()..];
    let rest = text[..text.len() - version.len()].trim_ascii_end();
    let Some(blank) = memchr::memchr(b' ', rest) else {
        out.extend_from_slice(text);
        out.extend_from_slice(b"\r\n");
        return;
    };
    let (method, target) = (&rest[..blank], rest[blank..].trim_ascii_start());
    let target = encode(target);
    let long = (target.len() > LONGEST_URI)
        .then(|| memchr::memchr(b'?', &target))
        .flatten();
    out.extend_from_slice(method);
    out.push(b' ');
    out.extend_from_slice(long.map_or(&target[..], |at| &target[..at]));
    out.push(b' ');
    out.extend_from_slice(version);
    out.extend_from_slice(b"\r\n");
    if let Some(at) = long {
        out.extend_from_slice(QUERY_HEADER.as_bytes());
        out.extend_from_slice(b": ");
        out.extend_from_slice(&target[at + 1..]);
        out.extend_from_slice(b"\r\n");
    }
}

fn encode(target: &[u8]) -> Vec<u8> {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    let mut out = Vec::with_capacity(target.len() + target.len() / 2);
    let mut after_break = false;
    for byte in target {
        match byte {
            b'\r' | b'\n' => after_break = true,
            b' ' | b'\t' if after_break => {}
            b'"'
            | b'<'
            | b'>'
            | b'\\'
            | b'^'
            | b'`'
            | b'{'
            | b'|'
            | b'}'
            | b'#'
            | 0..=b' '
            | 0x7f..=0xff => {
                out.extend_from_slice(&[
                    b'%',
                    HEX[usize::from(byte >> 4)],
                    HEX[usize::from(byte & 15)],
                ]);
                after_break = false;
            }
            byte => {
                out.push(*byte);
                after_break = false;
            }
        }
    }
    out
}

fn header(line: Vec<u8>, body: Body) -> At {
    let text = trim(&line);
    if text.is_empty() {
        return match body {
            Body::Length(0) => At::First(Vec::new()),
            Body::Length(length) => At::Body(length),
            Body::Chunked => At::ChunkSize(Vec::new()),
        };
    }
    let on = |body| At::Header {
        line: Vec::new(),
        body,
    };
    let Some(colon) = memchr::memchr(b':', text) else {
        return on(body);
    };
    let (name, value) = (&text[..colon], text[colon + 1..].trim_ascii());
    if name.eq_ignore_ascii_case(b"transfer-encoding") {
        return if value.to_ascii_lowercase().ends_with(b"chunked") {
            on(Body::Chunked)
        } else {
            At::Lost
        };
    }
    if name.eq_ignore_ascii_case(b"content-length") && body != Body::Chunked {
        let length = std::str::from_utf8(value)
            .ok()
            .and_then(|digits| digits.parse().ok());
        return length.map_or(At::Lost, |length| on(Body::Length(length)));
    }
    on(body)
}

fn chunk(line: &[u8]) -> At {
    let digits = line
        .split(|b| *b == b';')
        .next()
        .unwrap_or_default()
        .trim_ascii();
    match std::str::from_utf8(digits)
        .ok()
        .and_then(|digits| u64::from_str_radix(digits, 16).ok())
    {
        Some(0) => At::Trailer(Vec::new()),
        // The line end behind the data belongs to the chunk.
        Some(size) => size.checked_add(2).map_or(At::Lost, At::Chunk),
        None => At::Lost,
    }
}

/// A connection whose requests hyper can read.
#[derive(Debug)]
pub struct Cleaned<S> {
    inner: S,
    follower: Follower,
    ready: Vec<u8>,
    given: usize,
    ended: bool,
}

impl<S> Cleaned<S> {
    pub fn new(inner: S) -> Cleaned<S> {
        Cleaned {
            inner,
            follower: Follower::default(),
            ready: Vec::new(),
            given: 0,
            ended: false,
        }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Cleaned<S> {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        loop {
            if this.given < this.ready.len() {
                let count = buf.remaining().min(this.ready.len() - this.given);
                buf.put_slice(&this.ready[this.given..this.given + count]);
                this.given += count;
                return Poll::Ready(Ok(()));
            }
            this.ready.clear();
            this.given = 0;
            if this.ended {
                return Poll::Ready(Ok(()));
            }
            let mut space = [0; 16 * 1024];
            let mut chunk = ReadBuf::new(&mut space);
            ready!(Pin::new(&mut this.inner).poll_read(cx, &mut chunk))?;
            if chunk.filled().is_empty() {
                this.ended = true;
                this.ready = this.follower.rest();
            } else {
                this.follower.feed(chunk.filled(), &mut this.ready);
            }
        }
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Cleaned<S> {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.get_mut().inner).poll_write(cx, buf)
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().inner).poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().inner).poll_shutdown(cx)
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.get_mut().inner).poll_write_vectored(cx, bufs)
    }

    fn is_write_vectored(&self) -> bool {
        self.inner.is_write_vectored()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn seen(input: &[u8], piece: usize) -> String {
        let (mut follower, mut out) = (Follower::default(), Vec::new());
        input
            .chunks(piece.max(1))
            .for_each(|piece| follower.feed(piece, &mut out));
        out.extend(follower.rest());
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn raw_json_in_a_target_is_encoded_and_the_rest_left_alone() {
        let raw = b"GET /x?a=save&customerData={\"n\":\"A+B [1] #2 \xc3\xa9%20\"} HTTP/1.1\r\nHost: a\r\n\r\n";
        let expected = "GET /x?a=save&customerData=%7B%22n%22:%22A+B%20[1]%20%232%20%C3%A9%20%22%7D HTTP/1.1\r\nHost: a\r\n\r\n";
        for piece in [1, 2, 7, 4096] {
            assert_eq!(seen(raw, piece), expected);
        }
    }

    #[test]
    fn a_target_pasted_with_its_line_breaks_is_one_line() {
        let raw = b"GET /x?a=save\r\n&b={\"c\":1}\n  &d=2 HTTP/1.1\r\n\r\n";
        assert_eq!(
            seen(raw, 5),
            "GET /x?a=save&b=%7B%22c%22:1%7D&d=2 HTTP/1.1\r\n\r\n"
        );
    }

    #[test]
    fn the_second_request_of_a_connection_is_found_behind_any_body() {
        let first = "POST /x HTTP/1.1\r\nContent-Length: 5\r\n\r\n\"{}\"\n";
        let chunked = "POST /x HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\n\"a\"\r\n0\r\nTrailer: 1\r\n\r\n";
        for before in [first, chunked] {
            let raw = format!("{before}GET /y?q=\"z\" HTTP/1.1\r\n\r\n");
            for piece in [1, 3, 1000] {
                assert_eq!(
                    seen(raw.as_bytes(), piece),
                    format!("{before}GET /y?q=%22z%22 HTTP/1.1\r\n\r\n")
                );
            }
        }
    }

    #[test]
    fn what_is_no_request_is_handed_on_at_once() {
        for raw in [
            "BREW /pot\r\n",
            "GET /x\r\n\r\n",
            "\u{16}\u{3}\u{1}\n",
            "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        ] {
            assert_eq!(seen(raw.as_bytes(), 1), raw);
        }
    }

    #[test]
    fn a_query_too_long_for_a_uri_travels_in_a_header() {
        let long = "x".repeat(LONGEST_URI);
        let raw = format!("GET /p?a=1&b={long} HTTP/1.1\r\n\r\n");
        assert_eq!(
            seen(raw.as_bytes(), 4096),
            format!("GET /p HTTP/1.1\r\nx-rolo-query: a=1&b={long}\r\n\r\n")
        );
    }

    proptest! {
        #[test]
        fn no_bytes_from_outside_panic_and_pieces_do_not_matter(
            raw in proptest::collection::vec(prop_oneof![any::<u8>(), Just(b'\n'), Just(b'\r'), Just(b' ')], 0..200),
            line in "(GET|POST) /[a-z\"{ ]{0,9} HTTP/1.1\r\n(Content-Length: [0-9]{1,2}\r\n)?\r\n",
            piece in 1..9usize,
        ) {
            let input = [line.as_bytes(), &raw].concat();
            let run = |piece: usize| {
                let (mut follower, mut out) = (Follower::default(), Vec::new());
                input.chunks(piece).for_each(|piece| follower.feed(piece, &mut out));
                out.extend(follower.rest());
                out
            };
            prop_assert_eq!(run(piece), run(input.len()));
        }
    }
}
