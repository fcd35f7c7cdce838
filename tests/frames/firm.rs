//! Owns a firm with 100,000 customers, whose names and towns are as long and as mixed as real ones, and a user who works on it with a terminal beside.

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

/// What stands behind the name of a firm that has several.
const PART: [&str; 12] = [
    "",
    "Investment Partners",
    "Holding",
    "Bank of",
    "Engineering",
    "Private Limited",
    "Asset Recovery Fund",
    "International",
    "Services",
    "",
    "Real Estate",
    "Freight Management",
];
const FORM: [&str; 8] = [
    "AG",
    "LLC",
    "Limited",
    "GmbH",
    "S.r.l.",
    "Sp. z o.o.",
    "Trust",
    "B.V.",
];

/// One of those that come with the program: a firm as there is one, with its town.
struct Sample {
    name: String,
    city: String,
    country: String,
    status: String,
    category: String,
    assignee: String,
    website: String,
    industry: String,
}

fn samples() -> &'static [Sample] {
    static SAMPLES: OnceLock<Vec<Sample>> = OnceLock::new();
    SAMPLES.get_or_init(|| {
        let text = include_bytes!("../../assets/customers.csv");
        let mut table = csv::Reader::from_reader(text.as_slice());
        let head = table.headers().unwrap().clone();
        let sample = |row: csv::StringRecord| {
            let cell = |name: &str| {
                let at = head.iter().position(|column| column == name).unwrap();
                row[at].to_owned()
            };
            Sample {
                name: cell("customerName"),
                city: cell("city"),
                country: cell("countryName"),
                status: cell("statusName"),
                category: cell("customerCategory"),
                assignee: cell("assigneeObjectRefName"),
                website: cell("website"),
                industry: cell("industryName"),
            }
        };
        table.records().map(|row| sample(row.unwrap())).collect()
    })
}

/// The firm of a customer.
fn firm(id: i64) -> &'static Sample {
    nth(id * 7919 + id / 13)
}

/// The one that lends its town and what else is no part of a name: neighbours differ.
fn lender(id: i64) -> &'static Sample {
    nth(id * 104_729 + id / 7)
}

fn nth(number: i64) -> &'static Sample {
    let all = samples();
    &all[usize::try_from(number).unwrap() % all.len()]
}

fn pick(list: &[&'static str], id: i64, salt: i64) -> &'static str {
    list[usize::try_from((id * 7919 + id / 13 * salt) % 10_007).unwrap() % list.len()]
}

fn name(id: i64) -> String {
    let parts = [
        firm(id).name.as_str(),
        pick(&PART, id, 5),
        pick(&FORM, id, 11),
    ];
    let said = parts.into_iter().filter(|part| !part.is_empty());
    said.collect::<Vec<_>>().join(" ")
}

/// Who is found by a text: first those whose name begins with it, then those whose name has it, last those with a
/// website that has it, which is said beside them.
fn found(text: &str) -> Arc<[i64]> {
    if text.is_empty() {
        return (1..=MANY).collect();
    }
    static NAMES: OnceLock<Vec<String>> = OnceLock::new();
    let names = NAMES.get_or_init(|| (0..=MANY).map(|id| name(id).to_lowercase()).collect());
    let rank = |id: i64, name: &str| match name.find(text) {
        Some(0) => Some(0),
        Some(_) => Some(1),
        None => firm(id).website.contains(text).then_some(2),
    };
    let all = (1..=MANY).zip(&names[1..]);
    let mut ranked: Vec<(u8, &str, i64)> = all
        .filter_map(|(id, name)| Some((rank(id, name)?, name.as_str(), id)))
        .collect();
    ranked.sort_unstable();
    ranked.into_iter().map(|(.., id)| id).collect()
}

fn customer(id: i64) -> Customer {
    let (firm, lender) = (firm(id), lender(id));
    let mut record = json!({
        "customerId": id, "customerNumber": format!("{}", (id * 37_199) % 100_000), "customerName": name(id),
        "statusName": lender.status, "statusId": 10000,
        "customerCategory": lender.category, "customerCategoryId": 1,
        "assigneeObjectRefName": lender.assignee, "assigneeObjectRefId": 7,
        "website": firm.website, "industryName": firm.industry,
        "creationDate": "2024-03-01 10:00:00", "lastUpdateDate": "2024-03-01 10:00:00", "version": id % 9,
        "annualRevenue": id * 1_237_000, "annualRevenueCurrencyCode": "EUR",
    });
    let more = record.as_object_mut().unwrap();
    if !lender.city.is_empty() {
        more.insert("addresses".into(), json!([{"addressType": "Billing Address", "addressTypeCode": "1", "city": lender.city, "countryName": lender.country, "countryId": 1, "addressId": id}]));
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
