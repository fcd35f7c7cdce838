//! The server is killed (SIGKILL) while many clients make customers. What it had acknowledged is there, and
//! asking again for the rest makes nothing twice.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use rolo::apptivo::{Client, Keys};
use rolo::customer::Customer;
use rolo::store::{Ask, Store};

use super::home::Home;
use super::program::{KEYS, Server, filled};
use super::world::folder;

const CREATES: usize = 1000;
const CLIENTS: usize = 8;

fn client(server: &Server) -> Client {
    let url = format!("http://127.0.0.1:{}", server.port);
    let [(_, api), (_, access)] = KEYS;
    Client::http(url.parse().unwrap(), Keys::new(api, access)).unwrap()
}

/// Makes those that nobody has acknowledged, each with its own request id, until the server is gone.
async fn make(
    client: Client,
    wanted: Vec<usize>,
    done: Arc<AtomicUsize>,
) -> Vec<(usize, Option<i64>)> {
    let mut made = Vec::new();
    for nth in wanted {
        let name = serde_json::json!({"customerName": format!("Made {nth}")});
        let record = Customer::from_value(name).unwrap();
        let saved = client.save(&record, Some(&format!("request-{nth}"))).await;
        let id = saved.ok().and_then(|saved| saved.id());
        if id.is_some() {
            done.fetch_add(1, Ordering::SeqCst);
        }
        made.push((nth, id));
    }
    made
}

async fn all(server: &Server, wanted: &[usize], kill_at: Option<usize>) -> HashMap<usize, i64> {
    let done = Arc::new(AtomicUsize::new(0));
    let lanes: Vec<_> = (0..CLIENTS)
        .map(|lane| {
            let own = wanted.iter().skip(lane).step_by(CLIENTS).copied();
            tokio::spawn(make(client(server), own.collect(), done.clone()))
        })
        .collect();
    if let Some(count) = kill_at {
        while done.load(Ordering::SeqCst) < count {
            tokio::task::yield_now().await;
        }
        server.kill();
    }
    let mut made = HashMap::new();
    for lane in lanes {
        let lane = lane.await.unwrap().into_iter();
        made.extend(lane.filter_map(|(nth, id)| Some((nth, id?))));
    }
    made
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_killed_server_acknowledged_is_there_and_nothing_twice() {
    let (folder, home) = (folder(), Home::new());
    let path = folder.path().join("server.db");
    drop(filled(&path, 0).await);
    let wanted: Vec<usize> = (0..CREATES).collect();
    let server = Server::start(&home, &path);
    let first = all(&server, &wanted, Some(CREATES / 3)).await;
    drop(server);
    assert!(
        first.len() >= CREATES / 3 && first.len() < CREATES,
        "{}",
        first.len()
    );

    let store = filled(&path, 0).await;
    for (nth, id) in &first {
        let kept = store.get(*id).await.unwrap().unwrap();
        assert!(kept.contains(&format!("\"Made {nth}\"")), "{kept}");
    }

    // The clients ask again for everything, also for what was acknowledged.
    let server = Server::start(&home, &path);
    let second = all(&server, &wanted, None).await;
    assert_eq!(second.len(), CREATES);
    for (nth, id) in &first {
        assert_eq!(second[nth], *id, "Made {nth}");
    }
    let ask = Ask {
        count: 2 * CREATES,
        ..Ask::default()
    };
    let page = store.page(ask).await.unwrap();
    assert_eq!(page.total, CREATES);
    let names: std::collections::HashSet<String> = page
        .records
        .iter()
        .map(|text| Customer::from_json(text).unwrap().name().to_owned())
        .collect();
    assert_eq!(names.len(), CREATES);
}
