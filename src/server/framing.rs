//! Owns where a request's body ends: by its length, or by its chunks. It must see what hyper sees.
//! Must not change or keep a body.

/// How a request goes on behind its head.
#[derive(Debug, PartialEq, Eq)]
pub enum Framing {
    None,
    Body(Body),
}

impl Framing {
    pub fn of(headers: &[u8]) -> Framing {
        let mut length = None;
        for line in headers.split(|byte| *byte == b'\n') {
            let Some(colon) = line.iter().position(|byte| *byte == b':') else {
                continue;
            };
            let (name, value) = (&line[..colon], line[colon + 1..].trim_ascii());
            // With both given the chunks count; a request that is wrong in this is refused by hyper.
            if name.eq_ignore_ascii_case(b"transfer-encoding") {
                return Framing::Body(Body::Size {
                    digits: 0,
                    size: 0,
                    in_size: true,
                });
            }
            if name.eq_ignore_ascii_case(b"content-length") && length.is_none() {
                length = std::str::from_utf8(value)
                    .ok()
                    .and_then(|text| text.parse::<u64>().ok());
            }
        }
        match length {
            None | Some(0) => Framing::None,
            Some(left) => Framing::Body(Body::Plain { left }),
        }
    }
}

/// A body that is under way.
#[derive(Debug, PartialEq, Eq)]
pub enum Body {
    Plain {
        left: u64,
    },
    /// In the line with a chunk's size.
    Size {
        digits: u8,
        size: u64,
        in_size: bool,
    },
    /// In a chunk and the line end behind it.
    Chunk {
        left: u64,
    },
    /// In the lines behind the last chunk; `blank` as long as the line is empty.
    Trailer {
        blank: bool,
    },
    Over,
    /// Not understood: hyper will refuse it, and whatever follows is passed on as it is.
    Broken,
}

impl Body {
    pub fn is_over(&self) -> bool {
        *self == Body::Over
    }

    /// How many of these bytes belong to the body.
    pub fn take(&mut self, bytes: &[u8]) -> usize {
        let mut at = 0;
        while at < bytes.len() && !self.is_over() {
            match self {
                Body::Plain { left } | Body::Chunk { left } => {
                    let here = usize::try_from(*left)
                        .unwrap_or(usize::MAX)
                        .min(bytes.len() - at);
                    *left -= here as u64;
                    at += here;
                    if *left == 0 {
                        *self = match self {
                            Body::Plain { .. } => Body::Over,
                            _ => Body::Size {
                                digits: 0,
                                size: 0,
                                in_size: true,
                            },
                        };
                    }
                }
                Body::Broken => return bytes.len(),
                Body::Size { .. } | Body::Trailer { .. } => {
                    self.step(bytes[at]);
                    at += 1;
                }
                Body::Over => {}
            }
        }
        at
    }

    fn step(&mut self, byte: u8) {
        match self {
            Body::Size {
                digits,
                size,
                in_size,
            } => match (char::from(byte).to_digit(16), byte) {
                (Some(digit), _) if *in_size && *digits < 15 => {
                    *size = *size * 16 + u64::from(digit);
                    *digits += 1;
                }
                (_, b'\n') if *digits == 0 => *self = Body::Broken,
                (_, b'\n') if *size == 0 => *self = Body::Trailer { blank: true },
                // The line end behind the chunk is counted to it.
                (_, b'\n') => *self = Body::Chunk { left: *size + 2 },
                (Some(_), _) if *in_size => *self = Body::Broken,
                // What follows the digits, such as an extension, says nothing about the size.
                _ => *in_size = false,
            },
            Body::Trailer { blank } => match byte {
                b'\n' if *blank => *self = Body::Over,
                b'\n' => *blank = true,
                b'\r' => {}
                _ => *blank = false,
            },
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body_len(headers: &str, bytes: &str) -> usize {
        let Framing::Body(mut whole) = Framing::of(headers.as_bytes()) else {
            return 0;
        };
        let len = whole.take(bytes.as_bytes());
        // Byte by byte it is the same.
        let Framing::Body(mut slow) = Framing::of(headers.as_bytes()) else {
            return 0;
        };
        let mut steps = 0;
        for byte in bytes.bytes() {
            if slow.is_over() {
                break;
            }
            steps += slow.take(&[byte]);
        }
        assert_eq!((steps, &slow), (len, &whole));
        len
    }

    #[test]
    fn a_body_ends_where_its_length_says() {
        assert_eq!(
            body_len("Host: x\r\nContent-Length: 5\r\n\r\n", "helloGET /"),
            5
        );
        assert_eq!(Framing::of(b"Content-Length: 0\r\n\r\n"), Framing::None);
        assert_eq!(Framing::of(b"X: 5\r\n\r\n"), Framing::None);
        assert_eq!(Framing::of(b"Content-Length: x\r\n\r\n"), Framing::None);
    }

    #[test]
    fn a_body_ends_behind_its_last_chunk() {
        let chunked = "transfer-encoding: chunked\r\n\r\n";
        for body in [
            "5\r\nhello\r\n0\r\n\r\n",
            "A;x=\"y\"\r\n0123456789\r\n0\r\nTrailer: 1\r\n\r\n",
            "000\r\n\r\n",
        ] {
            assert_eq!(
                body_len(chunked, &format!("{body}GET / HTTP/1.1\r\n")),
                body.len()
            );
        }
        let broken = "zz\r\nGET / HTTP/1.1\r\n\r\n";
        assert_eq!(body_len(chunked, broken), broken.len());
    }
}
