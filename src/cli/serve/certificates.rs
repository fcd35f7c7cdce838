//! Owns taking up renewed certificates while the server runs: at SIGHUP, and when the files have changed.
//! Must not read the files itself, and must not end the server over a bad one.

use std::time::Duration;

use tokio::signal::unix::Signal;

use crate::server::Tls;

use super::super::context::warn;

/// How long a renewed file may go unseen.
const LOOK: Duration = Duration::from_secs(30);

/// Goes on as long as the server does. `logged`: the server writes a log, and what happens here belongs there.
pub async fn follow(tls: Tls, mut hangup: Signal, logged: bool) {
    loop {
        let asked = tokio::select! {
            _ = hangup.recv() => true,
            () = tokio::time::sleep(LOOK) => false,
        };
        let renewing = tls.clone();
        let renewed = tokio::task::spawn_blocking(move || match asked {
            true => renewing.renew().map(|()| true),
            false => renewing.renew_if_changed(),
        });
        match renewed.await {
            Ok(Ok(true)) => tracing::info!("the certificate was read anew"),
            Ok(Err(error)) if logged => {
                tracing::warn!(%error, "the certificate in use stays");
            }
            Ok(Err(error)) => warn(&format!("{error}; the certificate in use stays")),
            Ok(Ok(false)) | Err(_) => {}
        }
    }
}
