//! What the program does not understand it does not touch: a record full of foreign things is edited in one
//! field through the keyboard, and no other byte of it moves.

use rolo::customer::Customer;
use rolo::workspace::{Remote, Spec, Workspace};

use super::harness::Term;
use super::home::Home;
use super::work::{SAVE, focus};

/// A status that no catalog has, custom attributes that no layout has, keys that no field knows, and
/// numbers in spellings of their own.
const ODD: &str = r#"{
    "zKeyOfTheirs": {"b": [1.50, null, {"ä": "\"quoted\" \\ back"}], "a": 21463370742},
    "customerId": null, "customerName": "Oddity Ltd", "customerNumber": "X-000.10",
    "statusName": "Status from elsewhere", "statusId": "4711",
    "annualRevenue": 12.340, "website": "",
    "customAttributes": [
        {"customAttributeId": "hologram_9_3", "customAttributeType": "hologram", "customAttributeValue": "∞", "t": "Y", "undefined": "?"},
        {"customAttributeId": "input_77_3", "customAttributeType": "input", "customAttributeTagName": "input_77", "customAttributeValue": "  kept  ", "input_77": "  kept  "}
    ],
    "phoneNumbers": [{"phoneNumber": "not a phone", "phoneTye": "typo", "id": "p-1", "more": [0.10]}],
    "notes": [], "affiliateLogoId": null
}"#;

/// What the server keeps, and the one field that is edited.
const MOVES: [&str; 6] = [
    "version",
    "lastUpdateDate",
    "lastUpdatedBy",
    "lastUpdatedByName",
    "updatedBy",
    "website",
];

async fn open(home: &Home) -> Workspace {
    let folder = home.data().join("workspaces/local");
    let spec = Spec {
        name: "local".to_owned(),
        folder,
        remote: Remote::Local { sample: false },
    };
    Workspace::open(spec).await.unwrap()
}

fn other_bytes(record: &Customer) -> Vec<String> {
    let rest = record.values().iter();
    rest.filter(|(key, _)| !MOVES.contains(&key.as_str()))
        .map(|(key, value)| format!("{key}={value}"))
        .collect()
}

fn edit_the_website(term: &mut Term) {
    term.wait_for("Oddity Ltd");
    term.press("e");
    term.wait_for("Status from elsewhere");
    focus(term, "Website");
    term.press("odd.example");
    term.wait_for("odd.example");
    term.press(SAVE);
    term.wait_for("Saved Oddity Ltd");
    term.press("q");
    assert_eq!(term.wait_for_end(), 0);
}

#[test]
fn an_edit_of_one_field_moves_no_other_byte() {
    let home = Home::new();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let workspace = runtime.block_on(open(&home));
    let record = Customer::from_json(ODD).unwrap();
    let before = runtime
        .block_on(workspace.create(&record, "odd"))
        .unwrap()
        .record;
    drop(workspace);

    edit_the_website(&mut home.terminal(&["oddity"], 100, 40));

    let workspace = runtime.block_on(open(&home));
    let after = runtime
        .block_on(workspace.read(before.id().unwrap()))
        .unwrap()
        .unwrap();
    assert_eq!(after.text("website"), "odd.example");
    assert_eq!(other_bytes(&after), other_bytes(&before));
    let came_through = format!("zKeyOfTheirs={}", record.get("zKeyOfTheirs").unwrap());
    assert!(other_bytes(&before).contains(&came_through), "{before:?}");
}
