//! Owns when drafts are put on disk: a moment after the last keystroke, at once when the program leaves.
//! One task keeps the order, so that a draft that was dropped never comes back. Must not know forms.

use std::collections::HashMap;
use std::future::Future;
use std::time::Duration;

use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::time::{Instant, timeout_at};

use crate::customer::Draft;

/// Where drafts lie.
pub trait Shelf: Send + Sync + 'static {
    /// Durable when it returns.
    fn keep(&self, draft: Draft) -> impl Future<Output = Result<(), String>> + Send;
    fn drop(&self, key: String) -> impl Future<Output = Result<(), String>> + Send;
}

/// What has become of the drafts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum News {
    /// Everything up to this order has been carried out.
    Kept(u64),
    /// A draft could not be put on disk.
    Lost {
        key: String,
        name: String,
        why: String,
    },
    /// The draft of this key is on disk, or is not needed there any more.
    Safe(String),
}

/// After the last keystroke.
const QUIET: Duration = Duration::from_millis(200);
/// Under keystrokes that never pause.
const LONGEST: Duration = Duration::from_millis(800);

enum Order {
    Keep(Box<Draft>),
    Drop(String),
    Hurry,
}

/// The drafts as the loop sees them: orders go in, numbered.
pub struct Drafts {
    orders: UnboundedSender<(u64, Order)>,
    given: u64,
    carried_out: u64,
}

impl Drafts {
    pub fn new(shelf: impl Shelf, news: impl Fn(News) + Send + Sync + 'static) -> Drafts {
        let (orders, taken) = unbounded_channel();
        tokio::spawn(work(shelf, taken, news));
        Drafts {
            orders,
            given: 0,
            carried_out: 0,
        }
    }

    pub fn keep(&mut self, draft: Draft) {
        self.order(Order::Keep(Box::new(draft)));
    }

    pub fn drop(&mut self, key: String) {
        self.order(Order::Drop(key));
    }

    pub fn hurry(&mut self) {
        self.order(Order::Hurry);
    }

    pub fn carried_out(&mut self, upto: u64) {
        self.carried_out = self.carried_out.max(upto);
    }

    pub fn settled(&self) -> bool {
        // A worker that is gone carries nothing out any more: nobody can wait for it.
        self.carried_out >= self.given || self.orders.is_closed()
    }

    fn order(&mut self, order: Order) {
        self.given += 1;
        if self.orders.send((self.given, order)).is_err() {
            tracing::error!("drafts are no longer kept");
        }
    }
}

/// What waits to be put on disk: the newest draft of each key.
#[derive(Default)]
struct Waiting {
    drafts: HashMap<String, Draft>,
    since: Option<Instant>,
    last: Option<Instant>,
}

impl Waiting {
    fn put(&mut self, draft: Draft) {
        let now = Instant::now();
        self.since.get_or_insert(now);
        self.last = Some(now);
        self.drafts.insert(draft.key.clone(), draft);
    }

    fn due(&self) -> Option<Instant> {
        Some((self.last? + QUIET).min(self.since? + LONGEST))
    }

    fn take(&mut self) -> Vec<Draft> {
        (self.since, self.last) = (None, None);
        self.drafts.drain().map(|(_, draft)| draft).collect()
    }
}

async fn work(
    shelf: impl Shelf,
    mut orders: UnboundedReceiver<(u64, Order)>,
    news: impl Fn(News) + Send + Sync + 'static,
) {
    let mut waiting = Waiting::default();
    let mut newest = 0;
    loop {
        let order = match waiting.due() {
            Some(due) => match timeout_at(due, orders.recv()).await {
                Ok(order) => order,
                Err(_) => Some((newest, Order::Hurry)),
            },
            None => orders.recv().await,
        };
        let Some((number, order)) = order else {
            put_down(&shelf, &mut waiting, &news).await;
            return;
        };
        newest = number;
        match order {
            Order::Keep(draft) => waiting.put(*draft),
            Order::Drop(key) => {
                waiting.drafts.remove(&key);
                news(News::Safe(key.clone()));
                if let Err(error) = shelf.drop(key).await {
                    tracing::warn!(%error, "a draft could not be removed");
                }
            }
            Order::Hurry => put_down(&shelf, &mut waiting, &news).await,
        }
        if waiting.drafts.is_empty() {
            waiting.take();
            news(News::Kept(newest));
        }
    }
}

async fn put_down(shelf: &impl Shelf, waiting: &mut Waiting, news: &(impl Fn(News) + Sync)) {
    for draft in waiting.take() {
        let (key, name) = (draft.key.clone(), draft.name.clone());
        news(match shelf.keep(draft).await {
            Ok(()) => News::Safe(key),
            Err(why) => News::Lost { key, name, why },
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::{Arc, Mutex};

    #[derive(Clone, Default)]
    struct Disk(Arc<Mutex<Vec<String>>>);

    impl Disk {
        fn lines(&self) -> Vec<String> {
            self.0.lock().unwrap().clone()
        }
    }

    impl Shelf for Disk {
        async fn keep(&self, draft: Draft) -> Result<(), String> {
            self.0.lock().unwrap().push(format!("keep {}", draft.name));
            if draft.name == "full" {
                Err("no space".to_owned())
            } else {
                Ok(())
            }
        }

        async fn drop(&self, key: String) -> Result<(), String> {
            self.0.lock().unwrap().push(format!("drop {key}"));
            Ok(())
        }
    }

    fn draft(of: i64, name: &str) -> Draft {
        Draft {
            key: of.to_string(),
            of: Some(of),
            name: name.to_owned(),
            form: serde_json::Value::Null,
        }
    }

    fn drafts() -> (Drafts, Disk, UnboundedReceiver<News>) {
        let disk = Disk::default();
        let (tell, news) = unbounded_channel();
        let drafts = Drafts::new(disk.clone(), move |told| drop(tell.send(told)));
        (drafts, disk, news)
    }

    /// Lets the worker catch up to the last order.
    async fn settle(drafts: &mut Drafts, news: &mut UnboundedReceiver<News>) {
        while !drafts.settled() {
            if let Some(News::Kept(upto)) = news.recv().await {
                drafts.carried_out(upto);
            }
        }
    }

    #[tokio::test(start_paused = true)]
    async fn only_the_newest_draft_is_put_on_disk_once_the_keys_pause() {
        let (mut drafts, disk, mut news) = drafts();
        let begin = Instant::now();
        for name in ["v", "vo", "vol"] {
            drafts.keep(draft(7, name));
        }
        assert!(!drafts.settled());
        settle(&mut drafts, &mut news).await;
        assert_eq!(disk.lines(), ["keep vol"]);
        assert!(begin.elapsed() <= Duration::from_millis(300));
    }

    #[tokio::test(start_paused = true)]
    async fn keys_that_never_pause_are_kept_within_a_second() {
        let (mut drafts, disk, _news) = drafts();
        let begin = Instant::now();
        while disk.lines().is_empty() {
            drafts.keep(draft(7, "on and on"));
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        assert!(begin.elapsed() < Duration::from_secs(1));
    }

    #[tokio::test(start_paused = true)]
    async fn leaving_does_not_wait_for_a_pause() {
        let (mut drafts, disk, mut news) = drafts();
        let begin = Instant::now();
        drafts.keep(draft(7, "volks"));
        drafts.hurry();
        settle(&mut drafts, &mut news).await;
        assert_eq!(disk.lines(), ["keep volks"]);
        assert_eq!(begin.elapsed(), Duration::ZERO);
    }

    #[tokio::test(start_paused = true)]
    async fn a_dropped_draft_does_not_come_back() {
        let (mut drafts, disk, mut news) = drafts();
        drafts.keep(draft(7, "gone"));
        drafts.keep(draft(8, "stays"));
        drafts.drop("7".to_owned());
        drafts.hurry();
        settle(&mut drafts, &mut news).await;
        assert_eq!(disk.lines(), ["drop 7", "keep stays"]);
    }

    #[tokio::test(start_paused = true)]
    async fn a_draft_that_could_not_be_kept_is_reported() {
        let (mut drafts, _disk, mut news) = drafts();
        drafts.keep(draft(7, "full"));
        drafts.hurry();
        assert_eq!(
            news.recv().await,
            Some(News::Lost {
                key: "7".to_owned(),
                name: "full".to_owned(),
                why: "no space".to_owned()
            })
        );
        drafts.keep(draft(7, "smaller"));
        drafts.hurry();
        let safe = News::Safe("7".to_owned());
        while let Some(told) = news.recv().await {
            if told == safe {
                return;
            }
        }
        panic!("nobody says that it is on disk now");
    }
}
