//! Tests of finding twins.

use serde_json::{Value, json};

use super::*;
use crate::workspace::{Remote, Spec};

fn record(value: Value) -> Customer {
    Customer::from_value(value).unwrap()
}

/// A deck of these, and of others that have nothing to do with them.
fn deck(of: &[Value]) -> Deck {
    let mut dealer = Dealer::default();
    for (at, one) in of.iter().enumerate() {
        dealer.add(at as CustomerId + 1, &record(one.clone()));
    }
    for other in 1_000..1_200 {
        let (word, city) = (
            format!("firm{}x", other * 7_919),
            format!("city{}", other % 20),
        );
        let land = if other % 2 == 0 { "Germany" } else { "France" };
        dealer.add(
            other,
            &record(json!({"customerName": format!("{word} Holding GmbH"),
                "addresses": [{"addressLine1": format!("{other} High Street"), "city": city, "zipCode": format!("{}", other % 20), "countryName": land}],
                "phoneNumbers": [{"phoneNumber": format!("+49 30 {}", other * 104_729)}]})),
        );
    }
    dealer.deal()
}

fn verdict(a: Value, b: Value) -> Option<Verdict> {
    let pairs = deck(&[a, b]).pairs(0.0, 1).unwrap();
    pairs
        .into_iter()
        .find(|pair| pair.ids == (1, 2))
        .map(|pair| pair.verdict)
}

fn score(a: Value, b: Value) -> f64 {
    verdict(a, b).map_or(0.0, |verdict| verdict.score())
}

fn acme(name: &str) -> Value {
    json!({"customerName": name, "phoneNumbers": [{"phoneNumber": "+49 89 4711 0815"}],
        "addresses": [{"addressLine1": "12 Lindwurm Street", "city": "Munich", "zipCode": "80337", "countryName": "Germany"}]})
}

#[test]
fn one_firm_written_twice_is_found_with_its_reasons() {
    let verdict = verdict(
        acme("Acme Werkzeugbau GmbH"),
        acme("ACME WERKZEUGBAU G.m.b.H."),
    )
    .unwrap();
    assert!(verdict.score() > 0.99, "{verdict:?}");
    assert!(!verdict.hint);
    for reason in [
        Reason::SameName,
        Reason::SamePhone("7110815".into()),
        Reason::SameAddress,
    ] {
        assert!(
            verdict.reasons.contains(&reason),
            "{reason:?} in {verdict:?}"
        );
    }
}

#[test]
fn slips_of_the_hand_do_not_hide_a_twin() {
    for name in [
        "Acme Werkzegbau GmbH",
        "Werkzeugbau Acme",
        "Acme Werkzeug Bau GmbH",
        "AcmeWerkzeugbau GmbH",
    ] {
        assert!(
            score(acme("Acme Werkzeugbau GmbH"), acme(name)) > LIKELY,
            "{name}"
        );
    }
}

#[test]
fn two_firms_in_one_house_are_two() {
    assert!(score(acme("Acme Werkzeugbau GmbH"), acme("Huber Notariat")) < LIKELY);
}

#[test]
fn two_legal_forms_of_one_name_are_a_hint_and_never_certain() {
    let verdict = verdict(acme("Acme Werkzeugbau GmbH"), acme("Acme Werkzeugbau AG")).unwrap();
    assert!(verdict.hint);
    assert!(
        verdict
            .reasons
            .contains(&Reason::Forms("GmbH".into(), "AG".into())),
        "{verdict:?}"
    );
    assert!((0.2..0.9).contains(&verdict.score()), "{}", verdict.score());
}

#[test]
fn a_code_with_another_letter_is_another_code() {
    let listed = |name: &str, code: &str| json!({"customerName": name, "tickerSymbol": code, "addresses": [{"city": "city1"}]});
    let (a, b) = ("Quorvex Health Income Trust", "Quorvex Health Services");
    assert!(score(listed(a, "7011.T"), listed(b, "7012.T")) < 0.2);
    let typed = |number: &str| {
        json!({"customerName": "Jo Zyxomma", "customAttributes": [
            {"customAttributeId": "number", "customAttributeType": "input", "customAttributeValue": number}]})
    };
    let verdict = verdict(typed("48151623"), typed("48151632")).unwrap();
    assert!(verdict.score() > LIKELY, "{verdict:?}");
    assert!(
        verdict
            .reasons
            .iter()
            .any(|why| matches!(why, Reason::Alike { .. }))
    );
}

#[test]
fn what_tells_two_funds_apart_counts() {
    let fund = |name: &str| json!({"customerName": name});
    for (a, b) in [
        ("Quorvex Growth Fund II", "Quorvex Growth Fund III"),
        ("Quorvex Growth Fund 1", "Quorvex Growth Fund 2"),
        ("Quorvex Growth Fund Europe", "Quorvex Growth Fund Asia"),
    ] {
        assert!(score(fund(a), fund(b)) < LIKELY, "{a} / {b}");
    }
}

#[test]
fn words_that_all_names_have_say_little() {
    let named = |name: &str| json!({"customerName": name, "addresses": [{"city": "city1"}]});
    let rare = score(named("Zyxomma Global GmbH"), named("Zyxomma Global GmbH"));
    let common = score(
        named("Global Investment GmbH"),
        named("Global Investment GmbH"),
    );
    assert!(rare > LIKELY && common < rare, "{rare} {common}");
}

#[test]
fn a_record_that_was_copied_again_and_again_is_found() {
    let all: Vec<Value> = (0..100).map(|_| acme("Acme Werkzeugbau GmbH")).collect();
    let pairs = deck(&all).pairs(0.0, 2).unwrap();
    let mut known: HashSet<CustomerId> = pairs.iter().map(|pair| pair.ids.0).collect();
    known.extend(pairs.iter().map(|pair| pair.ids.1));
    assert!((1..=100).all(|id| known.contains(&id)), "{}", known.len());
}

#[test]
fn the_order_and_the_threads_change_nothing() {
    let deck = deck(&[
        acme("Acme Werkzeugbau"),
        acme("Acme Werkzeugbau GmbH"),
        acme("Acme Werkzegbau"),
    ]);
    let one = deck.pairs(LIKELY, 1).unwrap();
    assert_eq!(one.len(), 3);
    assert_eq!(one, deck.pairs(LIKELY, 4).unwrap());
}

#[test]
fn nothing_comes_of_nothing() {
    assert_eq!(Dealer::default().deal().pairs(0.0, 2), Some(Vec::new()));
    let empty =
        json!({"customerName": "", "addresses": [{}], "phoneNumbers": [{"phoneNumber": "-"}]});
    assert_eq!(score(empty.clone(), empty), 0.0);
}

async fn workspace(folder: &std::path::Path) -> Workspace {
    let spec = Spec {
        name: "test".into(),
        folder: folder.to_owned(),
        remote: Remote::Local { sample: false },
    };
    Workspace::open(spec).await.unwrap()
}

async fn make(workspace: &Workspace, value: Value) -> CustomerId {
    let request = uuid::Uuid::new_v4().to_string();
    let made = workspace.create(&record(value), &request).await.unwrap();
    made.record.id().unwrap()
}

#[tokio::test]
async fn who_is_typed_again_is_seen_beside_the_form_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let workspace = workspace(folder.path()).await;
    let first = make(&workspace, acme("Acme Werkzeugbau GmbH")).await;
    make(
        &workspace,
        json!({"customerName": "Huber Notariat", "website": "huber.example"}),
    )
    .await;
    let typed = |value: Value| {
        let (workspace, record) = (workspace.clone(), record(value));
        async move {
            let twins = workspace.twins_of(&record).await.unwrap();
            twins.into_iter().map(|twin| twin.name).collect::<Vec<_>>()
        }
    };
    assert_eq!(
        typed(json!({"customerName": "acme werkzegbau"})).await,
        ["Acme Werkzeugbau GmbH"]
    );
    assert_eq!(
        typed(json!({"phoneNumber": "089 47110815"})).await,
        ["Acme Werkzeugbau GmbH"]
    );
    assert_eq!(
        typed(json!({"website": "https://www.huber.example/"})).await,
        ["Huber Notariat"]
    );
    assert!(
        typed(json!({"customerName": "Nobody Else"}))
            .await
            .is_empty()
    );
    assert!(
        typed(json!({"addresses": [{"city": "Munich"}]}))
            .await
            .is_empty()
    );
    // What came, went and changed since the first question counts too.
    make(&workspace, json!({"customerName": "Zyxomma SA"})).await;
    assert_eq!(
        typed(json!({"customerName": "Zyxomma"})).await,
        ["Zyxomma SA"]
    );
    workspace.delete(first).await.unwrap();
    assert!(
        typed(json!({"phoneNumber": "089 47110815"}))
            .await
            .is_empty()
    );
}

#[tokio::test]
async fn a_record_is_not_its_own_twin_and_who_was_set_apart_stays_apart() {
    let folder = tempfile::tempdir().unwrap();
    let one = workspace(folder.path()).await;
    let first = make(&one, acme("Acme Werkzeugbau GmbH")).await;
    let second = make(&one, acme("Acme Werkzeugbau")).await;
    let ids = |pairs: Vec<Pair>| pairs.into_iter().map(|pair| pair.ids).collect::<Vec<_>>();
    assert_eq!(
        ids(one.duplicates(LIKELY).await.unwrap()),
        [(first, second)]
    );
    let own = one.read(first).await.unwrap().unwrap();
    let twins = one.twins_of(&own).await.unwrap();
    assert_eq!(
        twins.iter().map(|twin| twin.id).collect::<Vec<_>>(),
        [second]
    );
    one.set_apart(vec![second, first], true).await.unwrap();
    drop(one);
    let again = workspace(folder.path()).await;
    assert!(again.duplicates(LIKELY).await.unwrap().is_empty());
    assert!(again.twins_of(&own).await.unwrap().is_empty());
    again.set_apart(vec![first, second], false).await.unwrap();
    assert_eq!(again.duplicates(LIKELY).await.unwrap().len(), 1);
}
