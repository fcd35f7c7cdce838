//! What requests say, by what a server would read of them.

use super::*;
use crate::customer::change::between;
use crate::customer::{Catalog, Fields};

fn customer(value: Value) -> Customer {
    Customer::from_value(value).unwrap()
}

fn parameter<'a>(request: &'a Request, name: &str) -> Option<&'a str> {
    let found = request.parameters.iter().find(|(is, _)| *is == name);
    found.map(|(_, value)| value.as_str())
}

fn data(request: &Request) -> Value {
    serde_json::from_str(parameter(request, "customerData").unwrap()).unwrap()
}

#[test]
fn every_action_is_read_as_it_is_written() {
    for action in Action::ALL {
        assert_eq!(Action::from_wire(action.wire()), Some(action));
    }
    assert_eq!(Action::from_wire("createCustomer"), Some(Action::Save));
    assert_eq!(Action::from_wire("explode"), None);
}

#[test]
fn an_update_names_what_moved_and_sends_the_whole_record() {
    let before = customer(
        json!({"customerName": "A", "statusName": "x", "statusId": 1, "odd": 1,
        "emailAddresses": [{"emailAddress": "a@b", "id": "e1"}, {"emailAddress": "c@d", "id": "e2"}]}),
    );
    let after = customer(
        json!({"customerName": "A", "statusName": "y", "statusId": 2, "odd": 1,
        "emailAddresses": [{"emailAddress": "c@d", "id": "e2"}]}),
    );
    let changes = between(&before, &after, &Fields::standard());
    let request = update(5, &after, &changes, Some(3));
    let names: Vec<String> =
        serde_json::from_str(parameter(&request, "attributeName").unwrap()).unwrap();
    assert_eq!(names, ["statusName", "statusId", "emailAddresses"]);
    assert_eq!(parameter(&request, "isEmailAddressUpdate"), Some("true"));
    assert_eq!(parameter(&request, "isAddressUpdate"), None);
    assert_eq!(parameter(&request, "ifVersion"), Some("3"));
    assert_eq!(data(&request)["odd"], 1);
    assert_eq!(
        data(&request)["removeEmailAddresses"],
        json!([{"emailAddress": "a@b", "id": "e1"}])
    );
}

#[test]
fn what_was_taken_away_is_said() {
    let layout = json!({"sections": [{"label": "S", "attributes": [{"attributeId": "input_1", "type": "Custom", "isEnabled": true,
        "label": {"modifiedLabel": "Extra"}, "attributeTag": "input", "tagName": "extra"}]}]});
    let catalog = Catalog::parse(&json!({"webLayout": layout.to_string()}));
    let fields = Fields::with_catalog(&catalog);
    let before = customer(
        json!({"website": "w", "customAttributes": [{"customAttributeId": "input_1",
        "customAttributeTagName": "extra", "customAttributeType": "input", "customAttributeValue": "v", "extra": "v"}]}),
    );
    let after = customer(json!({"customAttributes": []}));
    let request = update(5, &after, &between(&before, &after, &fields), None);
    let data = data(&request);
    assert_eq!(data["website"], Value::Null);
    assert_eq!(data["customAttributes"][0]["customAttributeValue"], "");
    assert_eq!(data["customAttributes"][0]["extra"], "");
    assert_eq!(
        parameter(&request, "isCustomAttributesUpdate"),
        Some("true")
    );
}

#[test]
fn a_form_carries_everything_encoded() {
    let body = search_text("a&b=ü +", 0, 5).form(&[("apiKey", "k&")]);
    assert!(body.starts_with("a=getAllBySearchText&startIndex=0&numRecords=5&"));
    assert!(body.ends_with("searchText=a%26b%3D%C3%BC+%2B&apiKey=k%26"));
}
