//! Owns whether a head's headers are such as hyper takes: what it refuses, it refuses with an empty answer,
//! and clients of this API expect JSON. It must be no laxer than hyper.
//! Must not know what a header means, but for those that say where a body ends.

/// As many as hyper takes.
const MOST_HEADERS: usize = 100;
/// Less than hyper's buffer holds.
const MOST_BYTES: usize = 256 * 1024;

/// What is wrong with headers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    Malformed,
    TooMany,
}

/// Looks over the lines between a request line and a body.
pub fn fault(headers: &[u8]) -> Option<Fault> {
    if headers.len() > MOST_BYTES {
        return Some(Fault::TooMany);
    }
    let lines = headers
        .split(|byte| *byte == b'\n')
        .map(|line| line.strip_suffix(b"\r").unwrap_or(line));
    let mut length = None;
    for (nth, line) in lines.take_while(|line| !line.is_empty()).enumerate() {
        if nth >= MOST_HEADERS {
            return Some(Fault::TooMany);
        }
        let Some((name, value)) = split(line) else {
            return Some(Fault::Malformed);
        };
        let is_sound = if name.eq_ignore_ascii_case(b"content-length") {
            // Twice is once, where both say the same.
            is_number(value) && *length.get_or_insert(value) == value
        } else if name.eq_ignore_ascii_case(b"transfer-encoding") {
            value.eq_ignore_ascii_case(b"chunked")
        } else {
            true
        };
        if !is_sound {
            return Some(Fault::Malformed);
        }
    }
    None
}

/// A header's name and value; none where it is no header.
fn split(line: &[u8]) -> Option<(&[u8], &[u8])> {
    let colon = line.iter().position(|byte| *byte == b':')?;
    let (name, value) = (&line[..colon], line[colon + 1..].trim_ascii());
    let is_token = |byte: &u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(byte);
    let is_text = |byte: &u8| *byte == b'\t' || !byte.is_ascii_control();
    (!name.is_empty() && name.iter().all(is_token) && value.iter().all(is_text))
        .then_some((name, value))
}

fn is_number(value: &[u8]) -> bool {
    // Beyond 18 digits a length is none that could be read, and may be none that can be counted.
    (1..=18).contains(&value.len()) && value.iter().all(u8::is_ascii_digit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sound_headers_have_no_fault() {
        for headers in [
            "\r\n",
            "Host: x\r\nX-Empty:\r\nX-Text: a\tb \u{fc}\r\n\r\n",
            "Content-Length: 5\r\ncontent-length: 5\r\n\r\n",
            "Transfer-Encoding: Chunked\n\n",
        ] {
            assert_eq!(fault(headers.as_bytes()), None, "{headers:?}");
        }
    }

    #[test]
    fn broken_headers_are_told_from_too_many() {
        for headers in [
            "no colon\r\n\r\n",
            ": x\r\n\r\n",
            "Host : x\r\n\r\n",
            "A: b\r\n folded: c\r\n\r\n",
            "A: b\u{0}\r\n\r\n",
            "Content-Length: x\r\n\r\n",
            "Content-Length: -1\r\n\r\n",
            "Content-Length: 99999999999999999999\r\n\r\n",
            "Content-Length: 5\r\nContent-Length: 6\r\n\r\n",
            "Transfer-Encoding: gzip\r\n\r\n",
        ] {
            assert_eq!(
                fault(headers.as_bytes()),
                Some(Fault::Malformed),
                "{headers:?}"
            );
        }
        let many = "a: b\r\n".repeat(MOST_HEADERS + 1);
        assert_eq!(fault(many.as_bytes()), Some(Fault::TooMany));
        let large = format!("a: {}\r\n\r\n", "x".repeat(MOST_BYTES));
        assert_eq!(fault(large.as_bytes()), Some(Fault::TooMany));
    }
}
