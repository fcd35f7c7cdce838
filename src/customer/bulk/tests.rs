//! What edits of many records do to one.

use proptest::prelude::*;
use proptest::sample::select;
use serde_json::json;

use super::*;
use crate::customer::Fields;
use crate::customer::change::same_part;

fn catalog() -> Catalog {
    let layout = json!({"sections": [{"label": "More", "attributes": [
        {"attributeId": "check_5_3", "type": "Custom", "attributeTag": "check", "tagName": "check_5", "label": {"modifiedLabel": "Wants"},
         "right": [{"tagId": "t1", "options": ["News"]}, {"tagId": "t2", "options": ["Calls"]}]},
        {"attributeId": "input_6_3", "type": "Custom", "attributeTag": "input", "tagName": "input_6", "label": {"modifiedLabel": "Hint"}},
    ]}]});
    Catalog::parse(&json!({
        "dateFormat": "dd/MM/yyyy",
        "customerStatusList": [{"statusId": 1, "statusName": "Active"}, {"statusId": 2, "statusName": "Prospect"}],
        "phoneTypes": [{"id": 1, "code": "PHONE_BUSINESS", "name": "Business"}, {"id": 2, "code": "PHONE_MOBILE", "name": "Mobile"}],
        "labels": [{"labelId": 3, "labelName": "Strategic"}, {"labelId": 4, "labelName": "Trial"}],
        "webLayout": layout.to_string(),
    }))
}

fn record() -> Customer {
    let json = json!({
        "customerId": 7, "customerName": "Acme", "statusName": "Active", "statusId": 1,
        "website": "http://acme.example", "description": "One\nTwo", "skypeName": "acme",
        "followUpDate": "31/01/2024", "creationDate": "2023-05-06 07:08:09", "isAffiliate": "N",
        "phoneNumbers": [{"phoneNumber": "0731 55", "phoneType": "Business", "communicationId": 9}],
        "labels": [{"labelId": 3, "labelName": "Strategic", "id": 3}],
        "addresses": [{"addressLine1": "Main Strasse 1", "city": "Ulm", "addressId": 5}],
        "customAttributes": [{"customAttributeId": "check_5_3", "attributeValues": [{"attributeId": "t1", "attributeValue": "News"}]}],
    });
    Customer::from_value(json).unwrap()
}

fn read(texts: &[&str]) -> Result<Vec<Edit>, Wrong> {
    let fields = Fields::with_catalog(&catalog());
    let edits: Vec<Edit> = texts
        .iter()
        .map(|text| parse(text, &fields))
        .collect::<Result<_, _>>()?;
    check_together(&edits).map(|()| edits)
}

/// What a field of the record says after the edits.
fn after(name: &str, texts: &[&str]) -> Result<String, String> {
    let edits = read(texts).map_err(|wrong| wrong.to_string())?;
    let catalog = catalog();
    let fields = Fields::with_catalog(&catalog);
    let mut record = record();
    for change in changes(&record, &edits, &catalog).map_err(|invalid| invalid.to_string())? {
        record.apply(&change);
    }
    let field = fields.find(name).unwrap();
    Ok(show::part_text(field, &record.part(field)))
}

#[test]
fn each_way_of_editing_does_what_it_says() {
    for (name, texts, then) in [
        ("status", &["status=prospect"][..], "Prospect"),
        ("website", &["website="], ""),
        ("description", &["description+=Three"], "One\nTwo\nThree"),
        ("skype", &["skype+=beta"], "acme beta"),
        ("hint", &["hint+=first"], "first"),
        ("phones", &["phones+=Mobile: +49 1 23"], "0731 55, +49 1 23"),
        ("phones", &["phones+=0731-55"], "0731 55"),
        ("phones", &["phones-=073155"], ""),
        ("phones", &["phones~=s/^0/+49 /"], "+49 731 55"),
        ("labels", &["labels+=trial"], "Strategic, Trial"),
        ("labels", &["labels+=strategic; trial"], "Strategic, Trial"),
        ("labels", &["labels-=STRATEGIC", "labels+=Trial"], "Trial"),
        ("labels", &["labels~=s/Strategic/Trial/"], "Trial"),
        ("labels", &["labels-=Nobody"], "Strategic"),
        ("wants", &["wants+=calls"], "News, Calls"),
        ("wants", &["wants-=news"], ""),
        (
            "addresses",
            &["addresses~=s/Strasse/Str./"],
            "Main Str. 1, Ulm",
        ),
        (
            "website",
            &["website~=s/^http:/https:/"],
            "https://acme.example",
        ),
        ("status", &["status~=s/^Active$/Prospect/"], "Prospect"),
        ("status", &["status~=s/Nothing/Else/"], "Active"),
        ("follow-up", &["follow-up~=s/^2024/2025/"], "31/01/2025"),
        ("main-phone", &["main-phone:=phones"], "0731 55"),
        ("main-phone", &["main-phone:=main-email"], ""),
        ("follow-up", &["follow-up:=created"], "06/05/2023"),
        ("skype", &["skype:=labels"], "Strategic"),
        ("hint", &["hint:=name", "hint+=GmbH"], "Acme GmbH"),
        // A value is a value, whatever it looks like.
        ("skype", &["skype=:=name"], ":=name"),
        ("skype", &["skype=+=x"], "+=x"),
        ("phones", &["phones:=main-phone"], "0731 55"),
    ] {
        assert_eq!(after(name, texts).as_deref(), Ok(then), "{texts:?}");
    }
}

#[test]
fn fields_are_taken_as_they_were_before_so_that_two_can_change_places() {
    let both = ["name:=skype", "skype:=name"];
    assert_eq!(after("name", &both).as_deref(), Ok("acme"));
    assert_eq!(after("skype", &both).as_deref(), Ok("Acme"));
}

#[test]
fn what_no_record_would_take_is_refused_before_any_is_looked_at() {
    for wrong in [
        &["status"][..],
        &["xyzzy=1"],
        &["name="],
        &["version=3"],
        &["website!=a.example"],
        &["website+=b.example"],
        &["status+=Prospect"],
        &["description-=One"],
        &["affiliate~=s/y/n/"],
        &["name~=s/(/x/"],
        &["name~=acme"],
        &["name:=name"],
        &["name:=xyzzy"],
        &["labels+="],
        &["name=a\nb"],
        &["name=a", "name=b"],
        &["name~=s/a/b/", "name=b"],
    ] {
        assert!(read(wrong).is_err(), "{wrong:?}");
    }
    let unknown = read(&["status=Nobody"]).unwrap();
    assert!(unknown[0].check(&catalog()).is_err());
    assert!(
        read(&["labels+=Trial"]).unwrap()[0]
            .check(&catalog())
            .is_ok()
    );
}

#[test]
fn an_id_is_not_taken_for_the_name_beside_it() {
    for id in ["parent-customer-id=2", "parentCustomerId=2"] {
        let refused = read(&[id]).unwrap_err().to_string();
        assert!(refused.contains("is not set by itself"), "{refused}");
    }
    assert!(read(&["parent-customer=2"]).is_ok());
    assert!(read(&["parent-customer-id="]).is_ok());
    assert!(read(&["status-id=10001"]).is_ok());
}

#[test]
fn a_record_that_cannot_take_an_edit_is_refused_whole_with_the_reason() {
    for (texts, says) in [
        (&["skype=new", "name~=s/.*//"][..], "Name: is needed"),
        (&["status~=s/A/B/"], "not in the list"),
        (&["labels~=s/S/T/"], "not in the list"),
        (&["phones~=s/[0-9]/x/g"], "phone number"),
        (&["website:=skype"], "web address"),
        (&["skype:=description"], "one line"),
        (&["skype~=s/$/\\nmore/"], "one line"),
    ] {
        let row = row(&record(), &read(texts).unwrap(), &catalog());
        match row.outcome {
            Outcome::Refused(why) => assert!(why.contains(says), "{texts:?}: {why}"),
            other => panic!("{texts:?}: {other:?}"),
        }
    }
}

#[test]
fn what_is_not_meant_keeps_its_ids() {
    let edits = read(&["phones+=+49 1 23", "addresses~=s/Ulm/Neu-Ulm/"]).unwrap();
    let changes = changes(&record(), &edits, &catalog()).unwrap();
    assert_eq!(changes[0].to["phoneNumbers"][0]["communicationId"], 9);
    let fresh = &changes[0].to["phoneNumbers"][1];
    assert_eq!(fresh["id"], "customer_phone_input2");
    assert_eq!(changes[1].to["addresses"][0]["addressId"], 5);
}

/// Edits that mean the same when they are done once more.
fn settling() -> impl Strategy<Value = String> {
    let text = "[a-z]{1,8}";
    let phone = "[1-9][0-9]{3,8}";
    prop_oneof![
        text.prop_map(|text| format!("skype={text}")),
        text.prop_map(|text| format!("description={text}")),
        phone.prop_map(|number| format!("phones+={number}")),
        phone.prop_map(|number| format!("phones-={number}")),
        phone.prop_map(|number| format!("phones=Mobile: {number}; 0731 55")),
        select(vec![
            "labels+=Trial",
            "labels-=trial",
            "labels=",
            "labels=Trial",
            "wants+=Calls; News",
            "wants-=News",
            "wants=",
            "status=Prospect",
            "website=",
            "hint:=skype",
            "follow-up:=created",
            "main-phone:=phones",
            "website~=s/^http:/https:/",
            "addresses=Elsewhere 5",
        ])
        .prop_map(str::to_owned),
    ]
}

proptest! {
    #[test]
    fn a_second_time_changes_nothing(text in settling()) {
        let edits = read(&[&text]).unwrap();
        let mut record = record();
        for change in changes(&record, &edits, &catalog()).unwrap() {
            record.apply(&change);
        }
        let again = changes(&record, &edits, &catalog()).unwrap();
        prop_assert!(again.is_empty(), "{}: {:?}", text, again);
    }

    #[test]
    fn a_change_leads_there_and_back(texts in proptest::collection::vec(settling(), 1..5)) {
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        // Some fields may be set twice, which is refused.
        let Ok(edits) = read(&texts) else { return Ok(()) };
        let fields = Fields::with_catalog(&catalog());
        let (before, mut record) = (record(), record());
        let made = changes(&record, &edits, &catalog()).unwrap();
        for change in &made {
            prop_assert!(!change.is_nothing());
            record.apply(change);
        }
        for field in fields.iter() {
            let change = made.iter().find(|change| change.field == field.wire);
            let wanted = change.map_or_else(|| before.part(field), |change| change.to.clone());
            prop_assert!(same_part(&record.part(field), &wanted), "{}", field.label);
        }
        for change in made {
            record.apply(&Change { field: change.field, from: change.to, to: change.from });
        }
        for field in fields.iter() {
            prop_assert!(same_part(&record.part(field), &before.part(field)), "{}", field.label);
        }
    }

    #[test]
    fn what_was_added_and_taken_out_again_leaves_the_list_as_it_was(number in "9[0-9]{4,8}") {
        let (add, take) = (format!("phones+={number}"), format!("phones-={number}"));
        let edits = read(&[&add, &take]).unwrap();
        prop_assert_eq!(changes(&record(), &edits, &catalog()).unwrap(), []);
    }

    #[test]
    fn whatever_is_given_is_an_edit_or_a_reason(
        name in select(vec!["name", "phones", "labels", "addresses", "wants", "follow-up", "revenue", "status", "affiliate", "hint"]),
        sign in select(vec!["", "+", "-", "~", ":", "!"]), value in "\\PC{0,12}|s/\\PC{1,4}/\\PC{0,4}/g?",
    ) {
        let text = format!("{name}{sign}={value}");
        if let Ok(edits) = read(&[&text]) {
            let row = row(&record(), &edits, &catalog());
            if let Outcome::Changed(changes) = row.outcome {
                prop_assert!(!changes.is_empty());
            }
        }
    }
}

#[test]
fn what_adds_to_a_text_is_not_done_twice_and_what_sets_it_may_be() {
    let fields = Fields::standard();
    let edit = |name: &str, how: How| Edit::new(fields.find(name).unwrap(), how).unwrap();
    let from = |name: &str| How::From(Box::new(fields.find(name).unwrap().clone()));
    let text = |text: &str| text.to_owned();
    let alone = |edit: Edit| edit.may_be_repeated(std::slice::from_ref(&edit));
    assert!(alone(edit("website", How::Set(text("a.example")))));
    assert!(alone(edit("website", How::Clear)));
    assert!(alone(edit("labels", How::Append(text("Strategic")))));
    assert!(!alone(edit("description", How::Append(text("more")))));
    assert!(alone(edit("skypeName", from("website"))));
    let both = [
        edit("skypeName", from("website")),
        edit("website", from("skypeName")),
    ];
    assert!(both.iter().all(|one| !one.may_be_repeated(&both)));
}
