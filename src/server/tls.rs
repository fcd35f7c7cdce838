//! Owns the server's own TLS: reading a certificate and its key from files, and greeting clients with them.
//! Must not print a key.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

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

/// A certificate with its key, ready to greet with. Clones share it.
#[derive(Clone)]
pub struct Tls {
    acceptor: TlsAcceptor,
}

impl fmt::Debug for Tls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tls").finish_non_exhaustive()
    }
}

impl Tls {
    /// Reads the files; both are checked before anything is served with them.
    pub fn read(certificates: &Path, key: &Path) -> Result<Tls, TlsError> {
        let chain = CertificateDer::pem_file_iter(certificates)
            .and_then(Iterator::collect::<Result<Vec<_>, _>>)
            .and_then(|chain| match chain.is_empty() {
                true => Err(pem::Error::NoItemsFound),
                false => Ok(chain),
            });
        let chain = chain.map_err(|error| unreadable(certificates, CERTIFICATES, &error))?;
        let key =
            PrivateKeyDer::from_pem_file(key).map_err(|error| unreadable(key, KEY, &error))?;
        let unfit = |error: rustls::Error| TlsError::Unfit(error.to_string());
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let mut config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(unfit)?
            .with_no_client_auth()
            .with_single_cert(chain, key)
            .map_err(unfit)?;
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Tls {
            acceptor: TlsAcceptor::from(Arc::new(config)),
        })
    }

    pub async fn greet(&self, socket: TcpStream) -> std::io::Result<TlsStream<TcpStream>> {
        self.acceptor.accept(socket).await
    }
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
