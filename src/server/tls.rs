//! Owns the server's own TLS: reading a certificate and its key from files, taking them up again once they are
//! renewed, and greeting clients with them.
//! Must not print a key, and must not decide when the files are looked at.

use std::fmt;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rustls::ServerConfig;
use rustls::pki_types::pem::{self, PemObject};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use thiserror::Error;
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

#[derive(Debug, Error)]
pub enum TlsError {
    #[error("{} cannot be read: {why}; name a PEM file with {what}", path.display())]
    File {
        path: PathBuf,
        what: &'static str,
        why: String,
    },
    #[error("the certificate and the key cannot be used together: {0}")]
    Unfit(String),
}

const CERTIFICATES: &str = "the certificate and those between it and its authority";
const KEY: &str = "the certificate's private key";

/// A certificate with its key, ready to greet with. Clones share it, and a renewed one too.
#[derive(Clone)]
pub struct Tls {
    pair: Arc<Pair>,
}

struct Pair {
    certificates: PathBuf,
    key: PathBuf,
    state: Mutex<State>,
}

struct State {
    acceptor: TlsAcceptor,
    /// The files as they were when they were last read, be it in vain.
    read: [Stamp; 2],
}

/// By this it is seen that a file is another one; none where there is no file.
type Stamp = Option<(u64, u64, i64, i64)>;

impl fmt::Debug for Tls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tls").finish_non_exhaustive()
    }
}

impl Tls {
    /// Reads the files; both are checked before anything is served with them.
    pub fn read(certificates: &Path, key: &Path) -> Result<Tls, TlsError> {
        let read = [certificates, key].map(stamp);
        let state = State {
            acceptor: acceptor(certificates, key)?,
            read,
        };
        Ok(Tls {
            pair: Arc::new(Pair {
                certificates: certificates.to_owned(),
                key: key.to_owned(),
                state: Mutex::new(state),
            }),
        })
    }

    /// Reads the files again and greets with what is in them from now on. Where they cannot be used, what was
    /// in use stays in use.
    pub fn renew(&self) -> Result<(), TlsError> {
        let Pair {
            certificates, key, ..
        } = &*self.pair;
        // Before they are read: what changes meanwhile is seen the next time.
        let read = [certificates, key].map(|path| stamp(path));
        let acceptor = acceptor(certificates, key);
        let mut state = self.state();
        state.read = read;
        state.acceptor = acceptor?;
        Ok(())
    }

    /// Renews if the files are others than those that were last read; whether it did. Files that cannot be
    /// used are refused once, and again when they have changed.
    pub fn renew_if_changed(&self) -> Result<bool, TlsError> {
        let found = [&self.pair.certificates, &self.pair.key].map(|path| stamp(path));
        if found == self.state().read {
            return Ok(false);
        }
        self.renew().map(|()| true)
    }

    pub async fn greet(&self, socket: TcpStream) -> std::io::Result<TlsStream<TcpStream>> {
        let acceptor = self.state().acceptor.clone();
        acceptor.accept(socket).await
    }

    fn state(&self) -> MutexGuard<'_, State> {
        let state = self.pair.state.lock();
        state.unwrap_or_else(PoisonError::into_inner)
    }
}

fn stamp(path: &Path) -> Stamp {
    let file = std::fs::metadata(path).ok()?;
    Some((file.ino(), file.size(), file.mtime(), file.mtime_nsec()))
}

fn acceptor(certificates: &Path, key: &Path) -> Result<TlsAcceptor, TlsError> {
    let chain = CertificateDer::pem_file_iter(certificates)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .and_then(|chain| match chain.is_empty() {
            true => Err(pem::Error::NoItemsFound),
            false => Ok(chain),
        });
    let chain = chain.map_err(|error| unreadable(certificates, CERTIFICATES, &error))?;
    let key = PrivateKeyDer::from_pem_file(key).map_err(|error| unreadable(key, KEY, &error))?;
    let unfit = |error: rustls::Error| TlsError::Unfit(error.to_string());
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(unfit)?
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .map_err(unfit)?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(TlsAcceptor::from(Arc::new(config)))
}

fn unreadable(path: &Path, what: &'static str, error: &pem::Error) -> TlsError {
    let why = match error {
        pem::Error::Io(error) => error.to_string(),
        pem::Error::NoItemsFound => "there is none of these in it".to_owned(),
        // Its words may hold a piece of the file, which may be a key.
        _ => "it is not PEM".to_owned(),
    };
    TlsError::File {
        path: path.to_owned(),
        what,
        why,
    }
}
