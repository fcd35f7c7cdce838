//! Owns a request's body: reading one that may be kept, and passing over one that is too large while its sender
//! is told so already.
//! Must not look into it.

use std::time::Duration;

use axum::body::{Body, HttpBody};
use bytes::{Bytes, BytesMut};
use http_body_util::BodyExt;
use thiserror::Error;
use tokio::sync::OwnedSemaphorePermit;

use super::room::{self, Room};

/// The largest body that is read.
const MOST: usize = 16 << 20;
/// So much of a larger one is passed over; then its sender is not listened to any longer.
const MOST_IGNORED: usize = 256 << 20;
/// How long a body may take in all.
const TIME: Duration = Duration::from_secs(120);

/// Why there is no body.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum Broken {
    #[error("the request is larger than {} MiB", MOST >> 20)]
    TooLarge,
    #[error("the request did not come whole")]
    CutOff,
}

/// A body that came whole, with its place among the large ones.
#[derive(Debug)]
pub struct Whole {
    pub form: Bytes,
    pub _place: Option<OwnedSemaphorePermit>,
}

/// Reads the whole body. One that says that it is too large is refused before any of it has come. `waits`: the
/// sender asks for leave before it sends.
pub async fn read(mut body: Body, waits: bool, room: &Room) -> Result<Whole, Broken> {
    let said = usize::try_from(body.size_hint().lower()).unwrap_or(usize::MAX);
    if said > MOST {
        // Reading on would be the leave that was asked for.
        if !waits {
            pass_over(body, 0);
        }
        return Err(Broken::TooLarge);
    }
    let mut kept = BytesMut::new();
    let mut place = None;
    let mut since_others = 0;
    let reading = async {
        while let Some(frame) = body.frame().await {
            let Ok(data) = frame.map_err(|_| Broken::CutOff)?.into_data() else {
                continue;
            };
            if kept.len() + data.len() > MOST {
                return Err(Broken::TooLarge);
            }
            since_others += data.len();
            if since_others > room::LARGE {
                since_others = 0;
                tokio::task::yield_now().await;
            }
            if kept.len() + data.len() > room::LARGE && place.is_none() {
                place = Some(room.body().await.ok_or(Broken::CutOff)?);
                // What it says to be long is not moved again and again while it grows.
                kept.reserve(said.saturating_sub(kept.len()));
            }
            kept.extend_from_slice(&data);
        }
        Ok(())
    };
    let read = tokio::time::timeout(TIME, reading).await;
    match read.unwrap_or(Err(Broken::CutOff)) {
        Ok(()) => Ok(Whole {
            form: kept.freeze(),
            _place: place,
        }),
        Err(broken) => {
            if broken == Broken::TooLarge {
                pass_over(body, kept.len());
            }
            Err(broken)
        }
    }
}

/// Goes on reading what nobody wants, beside the answer: a client that sends all before it listens would find its
/// connection broken in place of the reason.
fn pass_over(mut body: Body, already: usize) {
    let reading = async move {
        let mut total = already;
        while let Some(Ok(frame)) = body.frame().await {
            total += frame.data_ref().map_or(0, Bytes::len);
            if total > MOST_IGNORED {
                break;
            }
            tokio::task::yield_now().await;
        }
    };
    tokio::spawn(tokio::time::timeout(TIME, reading));
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use futures_util::stream;

    use super::*;

    /// A body of so many bytes that does not say how long it is.
    fn unsaid(len: usize) -> Body {
        let piece = Bytes::from(vec![b'x'; 1 << 16]);
        let pieces = (0..len >> 16).map(move |_| Ok::<_, Infallible>(piece.clone()));
        Body::from_stream(stream::iter(pieces))
    }

    #[tokio::test]
    async fn a_body_up_to_the_limit_is_kept_and_no_larger_one() {
        let room = Room::default();
        for (body, len) in [
            (Body::from(vec![b'x'; MOST]), MOST),
            (unsaid(MOST), MOST),
            (unsaid(1 << 16), 1 << 16),
            (Body::empty(), 0),
        ] {
            let whole = read(body, false, &room).await.unwrap();
            assert_eq!(whole.form.len(), len);
            assert_eq!(whole._place.is_some(), len > room::LARGE);
        }
        for body in [Body::from(vec![b'x'; MOST + 1]), unsaid(MOST + (1 << 16))] {
            assert_eq!(
                read(body, false, &room).await.unwrap_err(),
                Broken::TooLarge
            );
        }
    }
}
