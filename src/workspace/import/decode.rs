//! Owns reading a file in whatever encoding it is written as UTF-8 text, and telling which encoding that is.
//! Must not know what the text says.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use encoding_rs::{Decoder, Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use sha2::{Digest, Sha256};

/// How much is read at a time.
const PIECE: usize = 64 * 1024;

/// What all the bytes of a file say.
#[derive(Clone, Debug, PartialEq)]
pub struct Bytes {
    pub encoding: &'static Encoding,
    /// Whether the file says its encoding itself, by a byte order mark.
    pub marked: bool,
    pub is_utf8: bool,
    /// Names the content: the same bytes have the same one.
    pub fingerprint: String,
    pub length: u64,
}

/// An error of its own kind when somebody asked to stop.
pub fn go_on(stop: &AtomicBool) -> io::Result<()> {
    match stop.load(Ordering::Relaxed) {
        true => Err(io::ErrorKind::Interrupted.into()),
        false => Ok(()),
    }
}

/// Reads the whole file once.
pub fn survey(path: &Path, stop: &AtomicBool) -> io::Result<Bytes> {
    let mut file = File::open(path)?;
    let mut piece = vec![0; PIECE];
    let (mut hash, mut length) = (Sha256::new(), 0_u64);
    let mut head: Vec<u8> = Vec::new();
    let mut utf8 = Utf8::default();
    loop {
        go_on(stop)?;
        let count = file.read(&mut piece)?;
        let bytes = &piece[..count];
        if count == 0 {
            break;
        }
        hash.update(bytes);
        utf8.feed(bytes);
        if head.len() < PIECE {
            head.extend_from_slice(bytes);
        }
        length += count as u64;
    }
    let marked = Encoding::for_bom(&head).map(|(encoding, _)| encoding);
    let guessed = || match half_empty(&head) {
        Some(encoding) => encoding,
        None if utf8.is_valid() => UTF_8,
        // Every byte means something in it, so that nothing is lost.
        None => WINDOWS_1252,
    };
    let digest = hash.finalize();
    Ok(Bytes {
        encoding: marked.unwrap_or_else(guessed),
        marked: marked.is_some(),
        is_utf8: utf8.is_valid(),
        fingerprint: digest.iter().map(|byte| format!("{byte:02x}")).collect(),
        length,
    })
}

/// UTF-16 without a mark: of Western text every second byte is zero.
fn half_empty(head: &[u8]) -> Option<&'static Encoding> {
    let pairs: Vec<&[u8]> = head.chunks_exact(2).take(512).collect();
    let share =
        |at: usize| pairs.iter().filter(|pair| pair[at] == 0).count() * 10 > pairs.len() * 7;
    match (share(0), share(1)) {
        _ if pairs.len() < 4 => None,
        (true, false) => Some(UTF_16BE),
        (false, true) => Some(UTF_16LE),
        _ => None,
    }
}

/// Whether pieces are UTF-8 all together, characters across their edges too.
#[derive(Default)]
struct Utf8 {
    rest: Vec<u8>,
    broken: bool,
}

impl Utf8 {
    fn feed(&mut self, bytes: &[u8]) {
        if self.broken {
            return;
        }
        self.rest.extend_from_slice(bytes);
        match std::str::from_utf8(&self.rest) {
            Ok(_) => self.rest.clear(),
            Err(error) if error.error_len().is_none() => {
                self.rest.drain(..error.valid_up_to());
            }
            Err(_) => self.broken = true,
        }
    }

    fn is_valid(&self) -> bool {
        !self.broken && self.rest.is_empty()
    }
}

/// A file as UTF-8. What its encoding has no meaning for becomes `�`.
pub struct Decoded<R> {
    inner: R,
    decoder: Decoder,
    raw: Vec<u8>,
    /// The part of `raw` that is still to be decoded.
    from: usize,
    to: usize,
    /// Text that did not fit into what the reader had room for.
    ready: Vec<u8>,
    given: usize,
    ended: bool,
}

impl<R: Read> Decoded<R> {
    pub fn new(inner: R, encoding: &'static Encoding) -> Decoded<R> {
        Decoded {
            inner,
            decoder: encoding.new_decoder_with_bom_removal(),
            raw: vec![0; PIECE],
            from: 0,
            to: 0,
            ready: Vec::with_capacity(PIECE * 3),
            given: 0,
            ended: false,
        }
    }

    /// Decodes the next piece.
    fn refill(&mut self) -> io::Result<()> {
        self.ready.clear();
        self.given = 0;
        while self.ready.is_empty() && !self.ended {
            if self.from == self.to {
                self.to = self.inner.read(&mut self.raw)?;
                self.from = 0;
            }
            let last = self.to == 0;
            let mut text = vec![0; PIECE * 3 + 16];
            let (_, read, written, _) =
                self.decoder
                    .decode_to_utf8(&self.raw[self.from..self.to], &mut text, last);
            self.from += read;
            text.truncate(written);
            self.ready = text;
            self.ended = last;
        }
        Ok(())
    }
}

impl<R: Read> Read for Decoded<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.given == self.ready.len() {
            self.refill()?;
        }
        let count = out.len().min(self.ready.len() - self.given);
        out[..count].copy_from_slice(&self.ready[self.given..self.given + count]);
        self.given += count;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> (&'static Encoding, bool, String) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("f");
        std::fs::write(&path, bytes).unwrap();
        let found = survey(&path, &AtomicBool::new(false)).unwrap();
        let mut text = String::new();
        let file = File::open(&path).unwrap();
        Decoded::new(file, found.encoding)
            .read_to_string(&mut text)
            .unwrap();
        (found.encoding, found.marked, text)
    }

    #[test]
    fn every_encoding_is_told_and_read() {
        let text = "name,city\nMüller,Köln €\n".repeat(9_000);
        let utf16 = |big: bool, mark: bool| -> Vec<u8> {
            let mark = mark.then_some(0xfeff);
            let units = mark.into_iter().chain(text.encode_utf16());
            let bytes = |unit: u16| {
                if big {
                    unit.to_be_bytes()
                } else {
                    unit.to_le_bytes()
                }
            };
            units.flat_map(bytes).collect()
        };
        let marked = [&[0xef, 0xbb, 0xbf], text.as_bytes()].concat();
        let (latin, _, lost) = WINDOWS_1252.encode(&text);
        assert!(!lost);
        for (bytes, encoding, mark) in [
            (text.clone().into_bytes(), UTF_8, false),
            (marked, UTF_8, true),
            (utf16(false, true), UTF_16LE, true),
            (utf16(true, true), UTF_16BE, true),
            (utf16(false, false), UTF_16LE, false),
            (utf16(true, false), UTF_16BE, false),
            (latin.into_owned(), WINDOWS_1252, false),
        ] {
            assert_eq!(read(&bytes), (encoding, mark, text.clone()));
        }
    }

    #[test]
    fn one_odd_byte_at_the_very_end_is_noticed() {
        let mut bytes = "a,b\n".repeat(40_000).into_bytes();
        bytes.extend(b"M\xfcller");
        let (encoding, _, text) = read(&bytes);
        assert_eq!(encoding, WINDOWS_1252);
        assert!(text.ends_with("Müller"));
        assert_eq!(read(b"").2, "");
    }
}
