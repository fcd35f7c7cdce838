//! Owns a firm with 100,000 made-up customers, and a user who works on it with a terminal beside.

use std::sync::{Arc, OnceLock};

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use rolo::app::cmd::Cmd;
use rolo::app::msg::{Msg, Outcome};
use rolo::app::{Model, Place, update};
use rolo::customer::{Catalog, Customer};
use rolo::term::frames::Frames;
use rolo::term::theme::Theme;
use rolo::term::view;
use serde_json::json;

use super::emulator::Emulator;
use super::parts::Parts;
use super::redraw::redraw;

const MANY: i64 = 100_000;
const SIZE: (u16, u16) = (120, 40);

const FIRST: [&str; 10] = [
    "Volkswagen",
    "Northern",
    "Integrated",
    "Bank of",
    "Alder & Sons",
    "Krzysztof",
    "Grand Harbour",
    "Société",
    "Pacific",
    "Meridian",
];
const SECOND: [&str; 9] = [
    "Logistics",
    "Investment Partners",
    "Electric",
    "Freight Management",
    "Holding",
    "Engineering",
    "Foods",
    "Asset Recovery",
    "Construction",
];
const FORM: [&str; 7] = ["AG", "LLC", "Limited", "GmbH", "S.r.l.", "", "Trust"];
const STATUS: [&str; 5] = ["Active", "Prospect", "Active", "On hold", "Qualified"];
const CATEGORY: [&str; 4] = ["Standard account", "Key account", "Reseller", "Partner"];
const CITY: [&str; 11] = [
    "Minneapolis",
    "Gothenburg",
    "Yokohama",
    "Hampton",
    "Doral",
    "Denver",
    "",
    "Stockholm",
    "Memphis",
    "San Diego",
    "Ulm",
];
const PEOPLE: [&str; 7] = [
    "Grace Okoro",
    "Ada Lindqvist",
    "Key accounts",
    "Bruno Carvalho",
    "Emma Whitlock",
    "Dieter Vogt",
    "Haruki Senda",
];

fn pick(list: &[&'static str], id: i64, salt: i64) -> &'static str {
    list[usize::try_from((id * 7919 + id / 13 * salt) % 10_007).unwrap() % list.len()]
}

fn name(id: i64) -> String {
    let parts = [
        pick(&FIRST, id, 3),
        pick(&SECOND, id, 5),
        pick(&FORM, id, 11),
    ];
    parts.join(" ").trim_end().to_owned()
}

/// Who is found by a text: first those whose name begins with it.
fn found(text: &str) -> Arc<[i64]> {
    static NAMES: OnceLock<Vec<String>> = OnceLock::new();
    let names = NAMES.get_or_init(|| (0..=MANY).map(|id| name(id).to_lowercase()).collect());
    let all = (1..=MANY).zip(&names[1..]);
    let with = |begins: bool| {
        all.clone()
            .filter(move |(_, name)| name.contains(text) && name.starts_with(text) == begins)
            .map(|(id, _)| id)
    };
    with(true).chain(with(false)).collect()
}

fn customer(id: i64) -> Customer {
    let name = name(id);
    let city = pick(&CITY, id, 17);
    let mut record = json!({
        "customerId": id, "customerNumber": format!("{}", (id * 37_199) % 100_000), "customerName": name,
        "statusName": pick(&STATUS, id, 7), "statusId": 10000,
        "customerCategory": pick(&CATEGORY, id, 19), "customerCategoryId": 1,
        "assigneeObjectRefName": pick(&PEOPLE, id, 23), "assigneeObjectRefId": 7,
        "creationDate": "2024-03-01 10:00:00", "lastUpdateDate": "2024-03-01 10:00:00", "version": id % 9,
        "annualRevenue": id * 1_237_000, "annualRevenueCurrencyCode": "EUR",
    });
    let more = record.as_object_mut().unwrap();
    if !city.is_empty() {
        more.insert("addresses".into(), json!([{"addressType": "Billing Address", "addressTypeCode": "1", "city": city, "countryName": "Germany", "countryId": 1, "addressId": id}]));
    }
    if id % 3 > 0 {
        more.insert("website".into(), json!(format!("www.firm{id}.example")));
        more.insert("industryName".into(), json!(pick(&SECOND, id, 29)));
    }
    if id % 4 == 0 {
        more.insert(
            "description".into(),
            json!(format!("Founded in {}.", 1900 + id % 100)),
        );
    }
    Customer::from_value(record).unwrap()
}

/// The user: a model, and the terminal it is shown on.
pub struct Desk {
    pub model: Model,
    frames: Frames<Vec<u8>>,
    terminal: Emulator,
    /// How many searches were answered.
    searches: i64,
    /// Each search finds others, however like the one before it is: every row changes.
    pub contrary: bool,
}

impl Desk {
    pub fn new() -> Desk {
        let place = Place {
            workspace: "local".to_owned(),
            local: true,
            sample: false,
            host: String::new(),
        };
        let mut desk = Desk {
            model: Model::new(place, "test"),
            frames: Frames::new(Vec::new()),
            terminal: Emulator::new(SIZE.0, SIZE.1),
            searches: 0,
            contrary: false,
        };
        let cmds = desk.model.start();
        desk.serve(cmds);
        desk.tell(Msg::Resize {
            width: SIZE.0,
            height: SIZE.1,
        });
        desk.show();
        desk
    }

    fn tell(&mut self, msg: Msg) {
        let cmds = update(&mut self.model, msg);
        self.serve(cmds);
    }

    /// Presses a key and says what its frame takes.
    pub fn press(&mut self, key: &str) -> Parts {
        self.tell(Msg::Key(key.parse().unwrap()));
        self.show()
    }

    /// Presses keys that wait together, as they do on a slow line: one frame.
    pub fn hold(&mut self, key: &str, times: usize) -> Parts {
        for _ in 0..times {
            self.tell(Msg::Key(key.parse().unwrap()));
        }
        self.show()
    }

    pub fn show(&mut self) -> Parts {
        let mut frame = Buffer::empty(Rect::new(0, 0, SIZE.0, SIZE.1));
        let cursor = view::draw(&self.model, &Theme::sixteen(), &mut frame);
        self.frames.show(&frame, cursor).unwrap();
        let sent = std::mem::take(self.frames.out_mut());
        std::io::Write::write_all(&mut &mut self.terminal, &sent).unwrap();
        let plain = redraw(&frame);
        for (x, y) in (0..SIZE.1).flat_map(|y| (0..SIZE.0).map(move |x| (x, y))) {
            assert_eq!(
                self.terminal.seen(x, y),
                plain.seen(x, y),
                "at {x},{y} of\n{}",
                plain.text()
            );
        }
        Parts::of(&sent)
    }

    pub fn text(&self) -> String {
        self.terminal.text()
    }

    fn serve(&mut self, cmds: Vec<Cmd>) {
        for cmd in cmds {
            let (ticket, outcome) = match cmd {
                Cmd::Find { ticket, search } => {
                    self.searches += 1;
                    let first = 1 + self.searches * 997;
                    let ids = match self.contrary {
                        true => (first..first + MANY).collect(),
                        false => found(&search.text.to_lowercase()),
                    };
                    let outcome = Outcome::Found {
                        ids,
                        total: usize::try_from(MANY).unwrap(),
                        near: 0,
                        problem: None,
                    };
                    (ticket, outcome)
                }
                Cmd::Rows { ticket, ids } => {
                    let rows = ids.into_iter().map(|id| Arc::new(customer(id)));
                    (ticket, Outcome::Rows(rows.collect()))
                }
                Cmd::Read { ticket, id } => (ticket, Outcome::Record(Some(Arc::new(customer(id))))),
                Cmd::Catalog { ticket } => (
                    ticket,
                    Outcome::Catalog(Arc::new(Catalog::parse(&json!({})))),
                ),
                _ => continue,
            };
            self.tell(Msg::Done { ticket, outcome });
        }
    }
}
