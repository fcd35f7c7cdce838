//! A server on a free port of this machine, and a plain TCP client for it.

use std::sync::Arc;

use rolo::apptivo::{Client, Keys};
use rolo::customer::Catalog;
use rolo::server::{Access, KeyRing, Service, serve};
use rolo::store::{Order, Sqlite, Store};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;

pub const KEYS: &str = "&apiKey=api-key-of-tests&accessKey=access-key-of-tests";

pub struct House {
    pub store: Sqlite,
    pub port: u16,
    end: Option<oneshot::Sender<()>>,
    running: tokio::task::JoinHandle<()>,
    _folder: tempfile::TempDir,
}

pub fn catalog() -> Value {
    json!({
        "customerStatusList": [{"statusId": 10000, "statusName": "Active"}],
        "paymentTerms": [{"paymentTermId": 98763, "paymentTermCode": "Net 30"}],
        "privileges": [{"displayName": "Create"}],
        "dateFormat": "MM/dd/yyyy",
    })
}

impl House {
    pub async fn open() -> House {
        House::open_with(&catalog()).await
    }

    /// Over other lists.
    pub async fn open_with(catalog: &Value) -> House {
        let folder = tempfile::tempdir().unwrap();
        let order = Order::of(&Catalog::parse(catalog));
        let store = Sqlite::open(&folder.path().join("store.db"), order).unwrap();
        let ring = KeyRing::with_pair("tester", "api-key-of-tests", "access-key-of-tests");
        let service = Service::new(Arc::new(store.clone()), catalog, Access::Keys(ring));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (end, ended) = oneshot::channel::<()>();
        let running = tokio::spawn(async move {
            let ended = async { drop(ended.await) };
            serve(listener, &service, None, ended).await.unwrap();
        });
        House {
            store,
            port,
            end: Some(end),
            running,
            _folder: folder,
        }
    }

    /// A client of the same store within this process.
    pub fn inside(&self) -> Client {
        let access = Access::Trusted {
            name: "local".to_owned(),
        };
        let service = Service::new(Arc::new(self.store.clone()), &catalog(), access);
        Client::in_process(service.router())
    }

    pub fn over_http(&self) -> Client {
        let url = format!("http://127.0.0.1:{}", self.port).parse().unwrap();
        Client::http(url, Keys::new("api-key-of-tests", "access-key-of-tests")).unwrap()
    }

    pub async fn connect(&self) -> Wire {
        let socket = TcpStream::connect(("127.0.0.1", self.port)).await.unwrap();
        Wire {
            socket,
            read: Vec::new(),
        }
    }

    /// GETs a query of the customers' path, bytes as they are, on a connection of its own.
    pub async fn get(&self, query: &str) -> Value {
        self.line(&format!("GET /app/dao/v6/customers?{query} HTTP/1.1"))
            .await
    }

    pub async fn line(&self, line: &str) -> Value {
        let mut wire = self.connect().await;
        wire.send(format!("{line}\r\nHost: localhost\r\n\r\n").as_bytes())
            .await;
        wire.answer().await.json()
    }

    pub async fn post(&self, query: &str, body: &str) -> Value {
        let mut wire = self.connect().await;
        wire.send(post(query, body).as_bytes()).await;
        wire.answer().await.json()
    }

    /// Makes a customer and gives its id.
    pub async fn made(&self, data: Value) -> i64 {
        let encoded: String =
            form_urlencoded::byte_serialize(data.to_string().as_bytes()).collect();
        let answer = self
            .post(&format!("a=save{KEYS}"), &format!("customerData={encoded}"))
            .await;
        answer["customer"]["customerId"].as_i64().unwrap()
    }

    pub async fn count(&self) -> usize {
        self.store.count().await.unwrap()
    }

    /// The stored bytes of a customer.
    pub async fn stored(&self, id: i64) -> String {
        self.store.get(id).await.unwrap().unwrap()
    }

    /// Ends the server as SIGTERM would; returns when it has ended.
    pub async fn close(mut self) {
        drop(self.end.take());
        self.running.await.unwrap();
    }
}

pub fn post(query: &str, body: &str) -> String {
    format!(
        "POST /app/dao/v6/customers?{query} HTTP/1.1\r\nHost: localhost\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
}

/// Asks at a path by GET, the keys in it, bytes as they are.
pub async fn get_at(house: &House, path: &str, query: &str) -> Value {
    let line = format!("GET {path}?{query}{KEYS} HTTP/1.1");
    house.line(&line).await
}

/// Posts a form to a path, the keys in it.
pub async fn post_at(house: &House, path: &str, query: &str, form: &[(&str, &str)]) -> Value {
    let mut body = form_urlencoded::Serializer::new(String::new());
    body.extend_pairs(form);
    let body = format!("{}{KEYS}", body.finish());
    let mut wire = house.connect().await;
    let request = format!(
        "POST {path}?{query} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    wire.send(request.as_bytes()).await;
    wire.answer().await.json()
}

/// A plain TCP client.
pub struct Wire {
    pub socket: TcpStream,
    read: Vec<u8>,
}

pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: String,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body)
            .unwrap_or_else(|_| panic!("no JSON: {} {}", self.head, self.body))
    }
}

impl Wire {
    pub async fn send(&mut self, bytes: &[u8]) {
        self.socket.write_all(bytes).await.unwrap();
    }

    /// Reads one answer, by its length.
    pub async fn answer(&mut self) -> Answer {
        let head_len = loop {
            if let Some(at) = find(&self.read, b"\r\n\r\n") {
                break at + 4;
            }
            self.more().await;
        };
        let head = String::from_utf8(self.read[..head_len].to_vec()).unwrap();
        let lower = head.to_ascii_lowercase();
        let length = lower
            .lines()
            .find_map(|line| line.strip_prefix("content-length: "));
        let length: usize = length.unwrap().parse().unwrap();
        while self.read.len() < head_len + length {
            self.more().await;
        }
        let body = String::from_utf8(self.read[head_len..head_len + length].to_vec()).unwrap();
        self.read.drain(..head_len + length);
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        Answer { status, head, body }
    }

    async fn more(&mut self) {
        // On the heap: a test's own task may hold many of these.
        let mut chunk = vec![0; 65_536];
        let len = self.socket.read(&mut chunk).await.unwrap();
        assert!(
            len > 0,
            "closed after {:?}",
            String::from_utf8_lossy(&self.read)
        );
        self.read.extend_from_slice(&chunk[..len]);
    }
}

fn find(text: &[u8], wanted: &[u8]) -> Option<usize> {
    text.windows(wanted.len())
        .position(|window| window == wanted)
}

/// Whether an answer is a refusal, with what its reason must have in it.
#[track_caller]
pub fn assert_refused(answer: &Value, word: &str) {
    assert_eq!(answer["status"], "FAILURE", "{answer}");
    let reason = answer["reason"].as_str().unwrap();
    assert!(reason.contains(word), "{word:?} is not in {reason:?}");
}

/// What getConfigData answers over that catalog within a process: the catalog, and the sign of our server.
pub fn own_catalog() -> Value {
    let mut answered = catalog();
    answered["roloServer"] = json!(env!("CARGO_PKG_VERSION"));
    answered
}

/// And what it answers who came with the keys of the tests: it names who is asking.
pub fn answered_catalog() -> Value {
    let mut answered = own_catalog();
    answered["assigneeType"] = json!("EMPLOYEE");
    answered["assigneeObjectId"] = json!(8);
    answered["assigneeObjectRefId"] = json!(0);
    answered["assigneeObjectRefName"] = json!("tester");
    answered
}
