//! Owns counting what comes from a server: it stands between a client and the server, changes nothing, and counts
//! the bytes of the answers.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

pub struct Meter {
    pub port: u16,
    answered: Arc<AtomicU64>,
}

impl Meter {
    /// Before the server at this port of this machine; it stands there until the tests end.
    pub fn before(server: u16) -> Meter {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let answered = Arc::new(AtomicU64::new(0));
        let count = answered.clone();
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                if let Ok(server) = TcpStream::connect(("127.0.0.1", server)) {
                    join(client, server, &count);
                }
            }
        });
        Meter { port, answered }
    }

    /// How many bytes of answers there were so far.
    pub fn answered(&self) -> u64 {
        self.answered.load(Ordering::SeqCst)
    }
}

fn join(client: TcpStream, server: TcpStream, count: &Arc<AtomicU64>) {
    let (Ok(from_client), Ok(to_server)) = (client.try_clone(), server.try_clone()) else {
        return;
    };
    thread::spawn(move || pass(from_client, to_server, |_| {}));
    let count = count.clone();
    thread::spawn(move || {
        pass(server, client, |many| {
            count.fetch_add(many, Ordering::SeqCst);
        });
    });
}

/// Passes bytes on until either side has gone; that is not this one's affair.
fn pass(mut from: TcpStream, mut to: TcpStream, count: impl Fn(u64)) {
    let mut bytes = [0; 16 * 1024];
    while let Ok(many @ 1..) = from.read(&mut bytes) {
        if to.write_all(&bytes[..many]).is_err() {
            break;
        }
        count(many as u64);
    }
    let _ = to.shutdown(Shutdown::Write);
    let _ = from.shutdown(Shutdown::Read);
}
