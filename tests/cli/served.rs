//! `rolo serve` as a process: its backups, its log, and how it ends.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};

use rolo::customer::Catalog;
use rolo::store::{By, Order, RequestId, Role, Sheet, Sqlite, Store};
use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};

use super::home::Home;

const KEYS: &str = "apiKey=hidden-api&accessKey=hidden-access";

struct Server {
    child: Child,
    port: u16,
}

impl Server {
    fn start(command: &mut Command) -> Server {
        let mut child = command
            .env("ROLO_API_KEY", "hidden-api")
            .env("ROLO_ACCESS_KEY", "hidden-access")
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        let port = line.trim().rsplit(':').next().unwrap().parse().unwrap();
        Server { child, port }
    }

    fn ask(&self, form: &str) -> Value {
        let mut socket = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        let request = format!(
            "POST /app/dao/v6/customers HTTP/1.1\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{form}",
            form.len()
        );
        socket.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        socket.read_to_string(&mut answer).unwrap();
        serde_json::from_str(answer.split_once("\r\n\r\n").unwrap().1).unwrap()
    }

    /// Ends it as a service manager does: its exit code, and what it wrote to stderr.
    fn end(mut self) -> (Option<i32>, String) {
        kill_process(Pid::from_child(&self.child), Signal::TERM).unwrap();
        let mut said = String::new();
        let mut err = self.child.stderr.take().unwrap();
        err.read_to_string(&mut said).unwrap();
        (self.child.wait().unwrap().code(), said)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It has ended already, unless a test has failed.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn open(home: &Home, name: &str) -> Sqlite {
    let order = Order::of(&Catalog::parse(&json!({})));
    Sqlite::open(&home.path(name), order).unwrap()
}

fn record(value: Value) -> rolo::customer::Customer {
    rolo::customer::Customer::from_value(value).unwrap()
}

fn block<T>(work: impl Future<Output = T>) -> T {
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    runtime.enable_all().build().unwrap().block_on(work)
}

/// A store with something of everything: customers, trash, history, papers, a saved request, keys.
async fn fill(store: &Sqlite) {
    let by = || By::now(7, "ann");
    for nth in 0..30 {
        let request = RequestId {
            id: format!("request-{nth}"),
            content: vec![nth],
        };
        let made =
            record(json!({"customerName": format!("Müller \"{nth}\""), "odd": [1.50, null]}));
        store.insert(made, by(), Some(request)).await.unwrap();
    }
    store.delete(5, None, by()).await.unwrap();
    let edit = Box::new(|record: &mut rolo::customer::Customer| {
        record.set("website", json!("w.example"));
        Ok(())
    });
    store.update(3, None, edit, by()).await.unwrap();
    for body in ["{\"noteText\":\"one\"}", "{\"noteText\":\"two\"}"] {
        let note = Sheet {
            kind: "note",
            key: None,
            about: Some(3),
            body: body.to_owned(),
        };
        store.keep_paper(note, None, by()).await.unwrap();
    }
    rolo::server::add_pair(store, "reader", Role::Read)
        .await
        .unwrap();
}

/// Everything that a store gives, but the line that says which store it is.
fn lines(text: &str) -> Vec<&str> {
    let of_store = "\"name\":\"identity\"";
    text.lines()
        .filter(|line| !line.contains(of_store))
        .collect()
}

#[test]
fn a_backup_holds_everything_and_an_empty_store_takes_it_back() {
    let home = Home::new();
    block(fill(&open(&home, "old.db")));
    let said = home.good(&["serve", "backup", "--store", "old.db", "b.jsonl"]);
    assert!(said.contains("29 customers, 1 in the trash"), "{said}");
    let mode = std::fs::metadata(home.path("b.jsonl")).unwrap();
    use std::os::unix::fs::PermissionsExt;
    assert_eq!(mode.permissions().mode() & 0o077, 0);
    home.good(&["serve", "restore", "--store", "new.db", "b.jsonl"]);
    home.good(&["serve", "backup", "--store", "new.db", "again.jsonl"]);
    let (first, second) = (home.read("b.jsonl"), home.read("again.jsonl"));
    assert_eq!(lines(&first), lines(&second));

    // What comes next goes on where the old one was.
    let store = open(&home, "new.db");
    block(async {
        let again = RequestId {
            id: "request-4".to_owned(),
            content: vec![4],
        };
        let by = By::now(7, "ann");
        let same = store
            .insert(
                record(json!({"customerName": "x"})),
                by.clone(),
                Some(again),
            )
            .await
            .unwrap();
        assert!(same.name().starts_with("Müller"));
        let next = store
            .insert(record(json!({"customerName": "x"})), by, None)
            .await
            .unwrap();
        assert_eq!(next.id(), Some(31));
    });
}

#[test]
fn only_a_whole_backup_goes_only_into_an_empty_store() {
    let home = Home::new();
    block(fill(&open(&home, "old.db")));
    home.good(&["serve", "backup", "--store", "old.db", "b.jsonl"]);
    let whole = home.read("b.jsonl");
    let said = home.run(&["serve", "backup", "--store", "old.db", "b.jsonl"]);
    assert!(said.code == Some(2) && said.err.contains("exists already"));
    assert_eq!(home.read("b.jsonl"), whole);
    let full = home.run(&["serve", "restore", "--store", "old.db", "b.jsonl"]);
    assert!(
        full.code == Some(1) && full.err.contains("not empty"),
        "{full:?}"
    );

    let all: Vec<&str> = whole.lines().collect();
    let without = |nth: usize| {
        let mut kept = all.clone();
        kept.remove(nth);
        kept.join("\n")
    };
    let torn = &whole[..whole.len() / 2];
    let damaged = whole.replacen("\"id\":3,", "\"id\":4,", 1);
    let later = whole.replacen("\"form\":1", "\"form\":99", 1);
    for (text, word) in [
        (torn.to_owned(), "nothing was restored"),
        (without(all.len() - 1), "cut off"),
        (without(10), "missing"),
        (without(0), "no backup"),
        (damaged, "nothing was restored"),
        (later, "newer rolo"),
        (format!("{whole}{{}}\n"), "nothing was restored"),
        (String::new(), "no backup"),
    ] {
        let file = home.file("bad.jsonl", text);
        let ran = home.run(&["serve", "restore", "--store", "new.db", &file]);
        assert_eq!(ran.code, Some(1), "{word}: {ran:?}");
        assert!(ran.err.contains(word), "{word}: {}", ran.err);
        assert!(!ran.err.contains("Müller"), "{}", ran.err);
        assert_eq!(block(open(&home, "new.db").count()).unwrap(), 0);
    }
    let missing = home.run(&["serve", "backup", "--store", "nowhere.db", "c.jsonl"]);
    assert!(missing.code == Some(3) && !home.path("nowhere.db").exists());
}

#[test]
fn what_is_backed_up_without_a_store_is_the_workspace_in_use() {
    let home = Home::new();
    home.good(&["workspace", "add", "mine"]);
    home.good(&["create", "name=Müller"]);
    home.good(&["serve", "backup", "mine.jsonl"]);
    let backup = std::fs::read_to_string(home.path("mine.jsonl")).unwrap();
    assert!(backup.contains("Müller"), "{backup}");
    // One that lies on a server is not here to be backed up.
    home.good(&["workspace", "add", "theirs"]);
    let file = home.path("data/workspaces/theirs/workspace.toml");
    std::fs::write(file, "base_url = \"https://rolo.example\"\n").unwrap();
    home.good(&["serve", "backup", "local.jsonl"]);
    let backup = std::fs::read_to_string(home.path("local.jsonl")).unwrap();
    assert!(!backup.contains("Müller"));
}

#[test]
fn a_backup_while_the_server_works_is_of_one_moment() {
    let home = Home::new();
    let server =
        Server::start(&mut home.command(&["serve", "--listen", "127.0.0.1:0", "--store", "s.db"]));
    let make = |nth: usize| {
        server.ask(&format!(
            "a=save&customerData={{\"customerName\":\"C{nth}\"}}&{KEYS}"
        ))
    };
    (0..20).for_each(|nth| assert_eq!(make(nth)["customer"]["customerName"], format!("C{nth}")));
    std::thread::scope(|scope| {
        let making = scope.spawn(|| (20..120).for_each(|nth| drop(make(nth))));
        home.good(&["serve", "backup", "--store", "s.db", "b.jsonl"]);
        making.join().unwrap();
    });
    assert_eq!(server.end().0, Some(0));
    let text = home.read("b.jsonl");
    let count = |part: &str| text.lines().filter(|line| line.contains(part)).count();
    let customers = count("\"kind\":\"customer\"");
    assert!((20..=120).contains(&customers));
    assert_eq!(customers, count("\"action\":\"create\""));
    home.good(&["serve", "restore", "--store", "t.db", "b.jsonl"]);
}

#[test]
fn the_log_has_a_line_for_each_request_and_no_secret_in_it() {
    for format in ["json", "text"] {
        let home = Home::new();
        let server = Server::start(&mut home.command(&[
            "serve",
            "--listen",
            "127.0.0.1:0",
            "--store",
            "s.db",
            "--log-format",
            format,
        ]));
        server.ask(&format!(
            "a=save&customerData={{\"customerName\":\"Hidden Acme\"}}&{KEYS}"
        ));
        server.ask(&format!(
            "a=getAllBySearchText&searchText=hidden-words&{KEYS}"
        ));
        server.ask("a=hidden-action&apiKey=hidden-wrong&accessKey=hidden-too");
        let (code, log) = server.end();
        assert_eq!(code, Some(0));
        assert!(!log.to_lowercase().contains("hidden"), "{log}");
        let answered = log.lines().filter(|line| line.contains("answered"));
        assert_eq!(answered.clone().count(), 3, "{log}");
        if format == "json" {
            let told: Vec<Value> = answered
                .map(|line| serde_json::from_str(line).unwrap())
                .collect();
            assert_eq!(told[0]["action"], "save");
            assert_eq!(told[0]["result"], "OK");
            assert_eq!(told[0]["status"], 200);
            assert!(told[0]["ms"].is_u64() && told[0]["time"].is_string());
            assert_eq!(told[2]["result"], "KEYS");
        }
    }
}

#[test]
fn the_people_of_the_samples_are_offered_with_the_samples_alone() {
    let home = Home::new();
    let employees = || {
        let server = Server::start(&mut home.command(&["serve", "--listen", "127.0.0.1:0"]));
        let config = server.ask(&format!("a=getConfigData&{KEYS}"));
        config["employees"].as_array().unwrap().len()
    };
    home.good(&["workspace", "add", "play", "--sample"]);
    assert!(employees() > 3);
    home.good(&["workspace", "add", "mine"]);
    assert_eq!(employees(), 0);
}
