//! Owns what is expected of changes of the lists that forms offer.
//! Must not try how they are shown.

use super::*;
use crate::customer::Catalog;

fn base() -> Value {
    json!({
        "customerStatusList": [{"statusId": 1, "statusName": "Active", "statusCode": "ACTIVE", "isEnabled": "Y"}],
        "paymentTerms": [{"paymentTermId": 5, "paymentTermCode": "Net 30"}],
        "currencies": ["EUR", "USD"],
        "phoneTypes": [{"id": 9, "code": "PHONE_BUSINESS", "name": "Business", "description": "b", "isEnabled": "Y"}],
        "campaigns": [],
    })
}

fn change(edits: &mut Edits, change: ListChange) -> Result<Item, String> {
    let mut config = base();
    edits.apply(&mut config);
    edits.take(&config, &change)
}

fn add(list: &str, name: &str) -> ListChange {
    ListChange::Add {
        list: list.into(),
        name: name.into(),
        kind: None,
        options: Vec::new(),
    }
}

fn catalog(edits: &Edits) -> Catalog {
    let mut config = base();
    edits.apply(&mut config);
    Catalog::parse(&config)
}

#[test]
fn every_list_takes_a_new_item_that_can_be_renamed_and_switched_off() {
    for (word, list) in LISTS {
        let mut edits = Edits::default();
        let item = change(&mut edits, add(word, "Brand new")).unwrap();
        let choice = catalog(&edits).find(list, "brand new").cloned();
        assert!(choice.is_some_and(|choice| choice.enabled), "{word}");
        assert!(
            change(&mut edits, add(word, "BRAND NEW")).is_err(),
            "{word}"
        );
        let rename = ListChange::Rename {
            list: word.into(),
            item: "Brand new".into(),
            name: "Newer".into(),
        };
        let renamed = change(&mut edits, rename);
        let name = match word {
            "currency" => "Brand new",
            _ => "Newer",
        };
        assert_eq!(renamed.is_ok(), word != "currency", "{word}");
        let off = ListChange::Switch {
            list: word.into(),
            item: name.into(),
            on: false,
        };
        assert_eq!(change(&mut edits, off).unwrap().id, item.id);
        let after = catalog(&edits);
        let offered = after.list(list).iter().any(|c| c.name == name && c.enabled);
        assert!(!offered, "{word}");
        assert_eq!(edits.items.len(), 1);
    }
}

#[test]
fn what_came_with_the_lists_keeps_its_id() {
    let mut edits = Edits::default();
    let rename = ListChange::Rename {
        list: "status".into(),
        item: "1".into(),
        name: "Live".into(),
    };
    assert_eq!(change(&mut edits, rename).unwrap().id, json!(1));
    let off = ListChange::Switch {
        list: "payment-term".into(),
        item: "net 30".into(),
        on: false,
    };
    change(&mut edits, off).unwrap();
    let text = serde_json::to_string(&edits).unwrap();
    let catalog = catalog(&serde_json::from_str(&text).unwrap());
    assert_eq!(catalog.list(List::Status)[0].name, "Live");
    assert!(!catalog.list(List::PaymentTerm)[0].enabled);
    assert!(
        catalog.find(List::Status, "Active").is_some(),
        "its code stays"
    );
}

#[test]
fn an_option_that_could_not_be_chosen_beside_others_is_refused() {
    let colours = |kind: &str, option: &str| ListChange::Add {
        list: super::ATTRIBUTES.into(),
        name: format!("Colours {kind}"),
        kind: Some(kind.into()),
        options: vec!["Blue".into(), option.into()],
    };
    for kind in ["check", "multiSelect"] {
        let mut edits = Edits::default();
        for option in ["Red, dark", "Red;dark"] {
            let said = change(&mut edits, colours(kind, option)).unwrap_err();
            assert!(said.contains("parts one option"), "{said}");
        }
        change(&mut edits, colours(kind, "Red")).unwrap();
        let item = format!("Colours {kind}");
        let (add, rename) = (
            ListChange::AddOption {
                item: item.clone(),
                name: "Red, dark".into(),
            },
            ListChange::RenameOption {
                item,
                option: "Red".into(),
                name: "Red, dark".into(),
            },
        );
        for wrong in [add, rename] {
            let said = change(&mut edits, wrong).unwrap_err();
            assert!(said.contains("parts one option"), "{said}");
        }
    }
    let mut edits = Edits::default();
    change(&mut edits, colours("select", "Red, dark")).unwrap();
}

#[test]
fn what_cannot_be_done_is_said() {
    let mut edits = Edits::default();
    for (wrong, why) in [
        (add("planets", "Mars"), "no list"),
        (add("status", "  "), "name is needed"),
        (add("status", "ACTIVE"), "already"),
        (add("status", &"x".repeat(201)), "at most"),
        (
            ListChange::Switch {
                list: "status".into(),
                item: "None".into(),
                on: true,
            },
            "no \"None\"",
        ),
    ] {
        let said = change(&mut edits, wrong).unwrap_err();
        assert!(said.contains(why), "{said}");
    }
    assert_eq!(edits, Edits::default());
}
