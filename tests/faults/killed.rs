//! The program is killed (SIGKILL) at any moment, while it changes things by commands and in a terminal.
//! Afterwards nothing is missing that it had acknowledged, nothing is there twice, what was typed is offered,
//! and the files are whole.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use rolo::customer::changeset::Past;
use rolo::customer::{Catalog, Customer, CustomerId, Standing};
use rolo::store::{Ask, Order, Sqlite, Store};
use rolo::workspace::{Remote, Spec, Workspace, default_catalog};
use rustix::process::Signal;

use super::chance::{Chance, seeds};
use super::home::Home;
use super::program::{KEYS, Server, filled};
use super::world::{folder, named, spec};

/// Commands that are killed, in each of two ways: over a server, and in the workspace of this machine.
const VERBS: usize = 90;
/// Terminals that are killed.
const TERMINALS: usize = 36;
/// A draft is on disk within a second; the rest is for a machine that has much to do.
const KEPT: Duration = Duration::from_millis(1500);

const SAVE: &str = "\x13";

/// A home, and the customers that its program changes.
struct Lane {
    home: Home,
    /// Where the customers lie in the end.
    store: PathBuf,
    spec: Spec,
    server: Option<Server>,
    _folder: tempfile::TempDir,
}

fn local(home: &Home) -> Spec {
    Spec {
        name: "local".to_owned(),
        folder: home.data().join("workspaces/local"),
        remote: Remote::Local { sample: false },
    }
}

impl Lane {
    async fn over_a_server() -> Lane {
        let (folder, home) = (folder(), Home::new());
        let store = folder.path().join("server.db");
        filled(&store, 20).await;
        let server = Server::start(&home, &store);
        let mut home = home.with(
            "ROLO_BASE_URL",
            &format!("http://127.0.0.1:{}", server.port),
        );
        for (name, value) in KEYS {
            home = home.with(name, value);
        }
        let name = format!("127-0-0-1-{}", server.port);
        let spec = spec(&home.data().join("workspaces"), &name, server.port);
        Lane {
            home,
            store,
            spec,
            server: Some(server),
            _folder: folder,
        }
    }

    async fn on_this_machine() -> Lane {
        let (folder, home) = (folder(), Home::new());
        let spec = local(&home);
        let store = spec.folder.join("customers.db");
        std::fs::create_dir_all(&spec.folder).unwrap();
        filled(&store, 20).await;
        Lane {
            home,
            store,
            spec,
            server: None,
            _folder: folder,
        }
    }

    /// Starts a command and kills it after a time, unless it has ended. Whether it said that all is done.
    fn kill(&self, args: &[&str], after: Duration) -> bool {
        let command = &mut self.home.command(args);
        let command = command.stdout(Stdio::null()).stderr(Stdio::null());
        let mut child = command.spawn().unwrap();
        // Any moment is as good as another: there is nothing to wait for.
        std::thread::sleep(after);
        child.kill().unwrap();
        child.wait().unwrap().success()
    }
}

/// What was typed, of whom, and whether the program has said that it is done.
struct Typed {
    text: String,
    id: Option<CustomerId>,
    acknowledged: bool,
}

fn kill_verbs(lane: &Lane, chance: &mut Chance) -> Vec<Typed> {
    let start = Instant::now();
    lane.home.run(&["set", "1", "skype=first"]).good();
    let whole = start.elapsed();
    let mut typed = Vec::new();
    for nth in 0..VERBS {
        let text = format!("typed-{nth}");
        let after = whole.mul_f64(chance.below(1300) as f64 / 1000.0);
        let (id, acknowledged) = match chance.in_a_hundred(70) {
            true => {
                let id = 1 + chance.below(20) as CustomerId;
                let set = format!("website={text}.example");
                let args = ["set", &id.to_string(), &set];
                (Some(id), lane.kill(&args, after))
            }
            false => {
                let set = format!("name={text}");
                (None, lane.kill(&["create", &set], after))
            }
        };
        typed.push(Typed {
            text,
            id,
            acknowledged,
        });
    }
    typed
}

/// Opens what is left, as the next start does, and sends what waits.
async fn open_again(spec: &Spec) -> Workspace {
    let workspace = Workspace::open(spec.clone()).await.unwrap();
    let waits = Duration::from_secs(60);
    let sent = tokio::time::timeout(waits, async {
        while let Some(first) = workspace.outbox().await.unwrap().first() {
            let set = &first.set.id;
            workspace.verdict(set).await.unwrap();
            let entry = workspace.entry(set).await.unwrap().unwrap();
            for (nth, standing) in entry.standing.iter().enumerate() {
                match standing {
                    // Typed before it could be seen that an earlier command had been killed with its
                    // change written down and not sent.
                    Standing::Conflict { .. } => {
                        workspace.resolve(set, nth, Vec::new()).await.unwrap();
                    }
                    standing => assert!(!standing.needs_a_person(), "{entry:?}"),
                }
            }
        }
    });
    sent.await.expect("what waits goes out");
    workspace.sync(|_| ()).await.unwrap();
    workspace
}

fn assert_whole(folder: &Path) {
    for file in ["customers.db", "workspace.db"] {
        let db = rusqlite::Connection::open(folder.join(file)).unwrap();
        let check = db.query_row("pragma integrity_check", [], |row| row.get::<_, String>(0));
        assert_eq!(check.unwrap(), "ok", "{file}");
    }
}

async fn check(lane: &Lane, typed: &[Typed], seed: u64) {
    drop(open_again(&lane.spec).await);
    assert_whole(&lane.spec.folder);
    let order = Order::of(&Catalog::parse(&default_catalog()));
    let store = Sqlite::open(&lane.store, order).unwrap();
    let all = Ask {
        count: usize::MAX,
        ..Ask::default()
    };
    let all = store.page(all).await.unwrap().records;
    let names: Vec<String> = all
        .iter()
        .map(|text| Customer::from_json(text).unwrap().name().to_owned())
        .collect();
    for Typed {
        text,
        id,
        acknowledged,
    } in typed
    {
        let times = match id {
            Some(id) => {
                let value = format!("\"{text}.example\"");
                let is_it = |line: &&Past| line.now.as_ref() == Some(&value);
                let history = store.history(*id).await.unwrap();
                history.iter().filter(is_it).count()
            }
            None => names.iter().filter(|name| *name == text).count(),
        };
        let allowed = usize::from(*acknowledged)..=1;
        let what = format!("ROLO_FAULT_SEED={seed}: {text} is there {times} times");
        assert!(
            allowed.contains(&times),
            "{what}, acknowledged: {acknowledged}"
        );
    }
    let said = typed.iter().filter(|typed| typed.acknowledged).count();
    assert!(
        said > 0 && said < typed.len(),
        "{said} of {} were done",
        typed.len()
    );
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Runtime::new().unwrap()
}

fn verbs(lane: impl Future<Output = Lane>) {
    let (runtime, seed) = (runtime(), seeds(7..8)[0]);
    let lane = runtime.block_on(lane);
    let typed = kill_verbs(&lane, &mut Chance::new(seed));
    runtime.block_on(check(&lane, &typed, seed));
    drop(lane.server);
}

#[test]
fn commands_that_are_killed_leave_nothing_half_done_on_a_server() {
    verbs(Lane::over_a_server());
}

#[test]
fn commands_that_are_killed_leave_nothing_half_done_on_this_machine() {
    verbs(Lane::on_this_machine());
}

/// What a person had seen when the terminal was killed.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Saw {
    /// The text on the screen, for long enough that it is on disk.
    Kept,
    Saved,
    Nothing,
}

/// Types into the form of a customer, and is killed.
fn kill_terminal(home: &Home, name: &str, text: &str, chance: &mut Chance) -> Saw {
    // As it stands in the list, not as it is searched for.
    let mut term = home.terminal(&[&name.to_lowercase()], 100, 40);
    term.wait_for(name);
    term.press("e");
    term.wait_for("ctrl-s save");
    term.press(text);
    let moment = Duration::from_millis(chance.next() % 300);
    let saw = match chance.below(4) {
        0 => {
            term.wait_for(text);
            std::thread::sleep(KEPT);
            Saw::Kept
        }
        1 => {
            term.press(SAVE);
            term.wait_for("Saved");
            Saw::Saved
        }
        2 => {
            term.press(SAVE);
            std::thread::sleep(moment);
            Saw::Nothing
        }
        _ => {
            std::thread::sleep(moment);
            Saw::Nothing
        }
    };
    term.signal(Signal::KILL);
    term.wait_for_end();
    saw
}

#[test]
fn a_terminal_that_is_killed_has_kept_what_it_showed() {
    let (runtime, home, seed) = (runtime(), Home::new(), seeds(9..10)[0]);
    let name = |nth: usize| format!("Victim{nth:02}");
    runtime.block_on(async {
        let workspace = Workspace::open(local(&home)).await.unwrap();
        for nth in 0..TERMINALS {
            let id = nth.to_string();
            workspace.create(&named(&name(nth)), &id).await.unwrap();
        }
    });
    let typed: Vec<(usize, String, Saw)> = std::thread::scope(|scope| {
        let lanes: Vec<_> = (0..4)
            .map(|lane| {
                let mut chance = Chance::new(seed + lane as u64);
                let home = &home;
                scope.spawn(move || {
                    let nth = (lane..TERMINALS).step_by(4);
                    let one = |nth| {
                        let text = format!("typed{nth}");
                        let saw = kill_terminal(home, &name(nth), &text, &mut chance);
                        (nth, text, saw)
                    };
                    nth.map(one).collect::<Vec<_>>()
                })
            })
            .collect();
        let lanes = lanes.into_iter().map(|lane| lane.join().unwrap());
        lanes.flatten().collect()
    });
    let workspace = runtime.block_on(open_again(&local(&home)));
    let drafts = runtime.block_on(workspace.drafts()).unwrap();
    let mut kept = 0;
    for (nth, text, saw) in &typed {
        let id = 1 + *nth as CustomerId;
        let record = runtime.block_on(workspace.read(id)).unwrap().unwrap();
        let is_saved = record.name().contains(text.as_str());
        let is_draft = |draft: &&rolo::customer::Draft| {
            draft.of == Some(id) && draft.form.to_string().contains(text.as_str())
        };
        let drafts = drafts.iter().filter(is_draft).count();
        match saw {
            Saw::Kept => {
                assert!(drafts == 1, "{text}: what was typed is gone");
                kept += 1;
            }
            Saw::Saved => assert!(is_saved && drafts == 0, "{text} of {}", record.name()),
            Saw::Nothing => assert!(!(is_saved && drafts > 0), "{text} is there twice"),
        }
    }
    drop(workspace);
    assert_whole(&local(&home).folder);
    assert!(kept > 0, "no text was kept at all");
    let term = home.terminal(&[], 100, 40);
    term.wait_for("draft");
}
