//! Looks for bytes that the server cannot take:
//! `cargo +nightly fuzz run server -- -dict=server.dict -max_total_time=600`, in this folder's parent.
//! They come as on a connection, through the lines' mending, HTTP and the router, over a store of one file. Each
//! request that can be read is answered by well-formed JSON (or CSV), and without the keys nothing is told and
//! nothing changes.

#![no_main]

use std::sync::{Arc, LazyLock};

use libfuzzer_sys::fuzz_target;
use rolo::customer::{Catalog, Customer};
use rolo::server::{Access, KeyRing, Service, serve_stream};
use rolo::store::{By, Order, Sqlite, Store};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream};
use tokio::runtime::Runtime;

/// No input has these words by chance, and none is put together with the keys but by `wrapped`.
const SECRET: &str = "Umbrella Corporation of Raccoon City";
const API_KEY: &str = "api-key-of-the-fuzzer";
const ACCESS_KEY: &str = "access-key-of-the-fuzzer";
/// More than this of an answer is not looked at.
const MOST: usize = 1 << 22;

struct World {
    runtime: Runtime,
    router: axum::Router,
    store: Sqlite,
    id: i64,
    _folder: tempfile::TempDir,
}

static WORLD: LazyLock<World> = LazyLock::new(|| {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .expect("a runtime");
    let folder = tempfile::tempdir().expect("a folder");
    let config: Value = serde_json::from_str(include_str!("../../assets/catalog.json"))
        .expect("the sample catalog is JSON");
    let (router, store, id) = runtime.block_on(async {
        let order = Order::of(&Catalog::parse(&config));
        let store = Sqlite::open(&folder.path().join("store.db"), order).expect("a store");
        let record = Customer::from_value(json!({"customerName": SECRET})).expect("a record");
        let by = By::now(1, "fuzzer");
        let made = store.insert(record, by, None).await.expect("a customer");
        let id = made.id().expect("an id");
        let ring = KeyRing::with_pair("fuzzer", API_KEY, ACCESS_KEY).at_most(None);
        let service = Service::new(Arc::new(store.clone()), &config, Access::Keys(ring));
        (service.router(), store, id)
    });
    World {
        runtime,
        router,
        store,
        id,
        _folder: folder,
    }
});

const PATHS: [&str; 16] = [
    "/app/dao/v6/customers",
    "/app/dao/customers",
    "/app/dao/customer",
    "/app/dao/note",
    "/app/dao/activities",
    "/app/dao/v5/appsettings",
    "/app/dao/v6/datamanagement",
    "/app/dao/v6/employees",
    "/app/commonservlet",
    "/app/appgencommon",
    "/app/dao/signup",
    "/app/dao/document",
    "/app/dao/newsfeed",
    "/app/dao/v6/leads",
    "/app/login",
    "/metrics",
];

/// How the bytes are put into a request.
struct Shape {
    path: &'static str,
    keyed: bool,
    /// Keys that are none: looking at them takes its time on purpose, so few inputs have them.
    guessed: bool,
    kind: u8,
}

impl Shape {
    fn of(first: u8, second: u8) -> Shape {
        Shape {
            path: PATHS[usize::from(first) % PATHS.len()],
            keyed: first & 0x80 != 0,
            guessed: second >= 0xf0,
            kind: second % 6,
        }
    }

    /// A request around the bytes.
    fn wrapped(&self, bytes: &[u8]) -> Vec<u8> {
        let path = self.path;
        let keys = match (self.keyed, self.guessed) {
            (true, _) => format!("apiKey={API_KEY}&accessKey={ACCESS_KEY}&"),
            (false, true) => "apiKey=a&accessKey=b&".to_owned(),
            (false, false) => String::new(),
        };
        let half = bytes.len() / 2;
        match self.kind {
            // A line, with whatever is in it; a line break in it goes on in the headers.
            0 => [
                format!("GET {path}?{keys}").as_bytes(),
                bytes,
                b" HTTP/1.1\r\nConnection: close\r\n\r\n",
            ]
            .concat(),
            1 => posted(&format!("{path}?{keys}"), FORM, bytes),
            // The keys in the body, behind what comes.
            2 => posted(
                path,
                FORM,
                &[bytes, b"&", keys.trim_end_matches('&').as_bytes()].concat(),
            ),
            // Split between address and body.
            3 => {
                let mut target = format!("{path}?{keys}").into_bytes();
                target.extend(bytes[..half].iter().map(|byte| match byte {
                    b'\r' | b'\n' => b' ',
                    other => *other,
                }));
                posted_bytes(&target, FORM, &bytes[half..])
            }
            4 => posted(&format!("{path}?{keys}"), JSON, bytes),
            // Nothing around it: the bytes are the connection.
            _ => bytes.to_vec(),
        }
    }
}

const FORM: &str = "application/x-www-form-urlencoded";
const JSON: &str = "application/json";

fn posted(target: &str, kind: &str, body: &[u8]) -> Vec<u8> {
    posted_bytes(target.as_bytes(), kind, body)
}

fn posted_bytes(target: &[u8], kind: &str, body: &[u8]) -> Vec<u8> {
    let head = format!(
        " HTTP/1.1\r\nContent-Type: {kind}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    [b"POST ", target, head.as_bytes(), body].concat()
}

/// What the server answers on one connection that brings these bytes and then ends.
async fn told(world: &World, request: Vec<u8>) -> Vec<u8> {
    let (near, far): (DuplexStream, DuplexStream) = tokio::io::duplex(1 << 16);
    let serving = tokio::spawn(serve_stream(far, world.router.clone()));
    let (mut reading, mut writing) = tokio::io::split(near);
    let sending = async move {
        // It may end before everything is sent.
        let _ = writing.write_all(&request).await;
        let _ = writing.shutdown().await;
    };
    let mut answer = Vec::new();
    let mut limited = (&mut reading).take(MOST as u64);
    let receiving = limited.read_to_end(&mut answer);
    let (_, received) = tokio::join!(sending, receiving);
    let _ = received;
    drop(reading);
    serving.await.expect("the server does not panic");
    answer
}

/// Checks the answers of a connection one after the other, as far as they are whole.
fn check(mut answers: &[u8]) {
    while !answers.is_empty() {
        let text = String::from_utf8_lossy(answers);
        assert!(
            text.starts_with("HTTP/1.1 ") || text.starts_with("HTTP/1.0 "),
            "{text}"
        );
        let Some(end) = find(answers, b"\r\n\r\n") else {
            return;
        };
        let head = String::from_utf8_lossy(&answers[..end]).to_ascii_lowercase();
        let status = &head[9..12];
        let rest = &answers[end + 4..];
        let length = head
            .lines()
            .find_map(|line| line.strip_prefix("content-length: ")?.parse::<usize>().ok());
        // A farewell of HTTP itself, or one without a body.
        let Some(length) = length else { return };
        let Some(body) = rest.get(..length) else {
            return;
        };
        assert_ne!(status, "500", "{}", String::from_utf8_lossy(body));
        if head.contains("application/json") {
            let read = serde_json::from_slice::<Value>(body);
            assert!(read.is_ok(), "{}", String::from_utf8_lossy(body));
            let failed = String::from_utf8_lossy(body).contains("\"code\":\"FAILED\"");
            assert!(!failed, "{}", String::from_utf8_lossy(body));
        }
        answers = &rest[length..];
    }
}

fn find(text: &[u8], wanted: &[u8]) -> Option<usize> {
    text.windows(wanted.len()).position(|part| part == wanted)
}

fuzz_target!(|bytes: &[u8]| {
    let [first, second, bytes @ ..] = bytes else {
        return;
    };
    let world = &*WORLD;
    let shape = Shape::of(*first, *second);
    let request = shape.wrapped(bytes);
    // Who has found the keys in the dictionary of the fuzzer has them.
    let keyed = find(&request, API_KEY.as_bytes()).is_some();
    world.runtime.block_on(async {
        let kept = match keyed {
            true => None,
            false => Some((
                world.store.get(world.id).await,
                world.store.count().await.ok(),
            )),
        };
        // An answer to HEAD has a length and no body.
        let has_bodies = find(&request, b"HEAD").is_none();
        let answer = told(world, request).await;
        // A save whose connection has ended may be on its way still: it is done before what comes after it.
        let gone = world
            .store
            .remove_key("nobody".to_owned(), By::now(1, "fuzzer"));
        assert!(matches!(gone.await, Ok(false)));
        if has_bodies {
            check(&answer);
        }
        if let Some((record, count)) = kept {
            assert!(
                find(&answer, SECRET.as_bytes()).is_none(),
                "told without keys"
            );
            let now = world.store.get(world.id).await;
            assert_eq!(now.ok(), record.ok(), "changed without keys");
            assert_eq!(world.store.count().await.ok(), count);
        }
    });
});
