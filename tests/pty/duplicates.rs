//! Finding twins and making one of them, as scripts do it.

use serde_json::{Value, json};

use super::home::Home;

fn read(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

/// A home with one firm written twice, and another.
fn twins() -> (Home, [String; 3]) {
    let home = Home::new();
    home.run(&["workspace", "add", "team"]).good();
    let make = |fields: &[&str]| {
        let made = home.run(&[&["create", "--format", "ids"], fields].concat());
        made.good().trim().to_owned()
    };
    let ids = [
        make(&[
            "name=Acme Werkzeugbau GmbH",
            "phone=+49 89 4711 0815",
            "status=Active",
        ]),
        make(&[
            "name=ACME Werkzegbau",
            "phone=089 47110815; +49 89 555555",
            "website=acme.example",
        ]),
        make(&["name=Huber Notariat", "phone=+49 30 1234567"]),
    ];
    (home, ids)
}

#[test]
fn twins_are_listed_with_a_score_and_reasons_until_somebody_says_they_are_two() {
    let (home, [one, two, other]) = twins();
    let all = read(&home.run(&["duplicates", "--json"]).good());
    assert_eq!(all.as_array().map(Vec::len), Some(1), "{all}");
    let ids = [&one, &two].map(|id| id.parse::<i64>().unwrap());
    assert_eq!(all[0]["ids"], json!(ids));
    assert_eq!(
        all[0]["names"],
        json!(["Acme Werkzeugbau GmbH", "ACME Werkzegbau"])
    );
    let score = all[0]["score"].as_f64().unwrap();
    assert!((0.5..1.0).contains(&score), "{score}");
    let reasons = all[0]["reasons"].to_string();
    assert!(
        reasons.contains("same phone") && reasons.contains("name alike"),
        "{reasons}"
    );

    let pair = format!("{one} {two}\n");
    assert_eq!(home.run(&["duplicates", "--format", "ids"]).good(), pair);
    assert_eq!(
        home.run(&["duplicates", "--json=score,ids", "--limit", "0"])
            .good(),
        "[]\n"
    );
    let table = home.run(&["duplicates", "--format", "table"]).good();
    assert!(
        table.starts_with("Score") && table.contains("Werkzegbau"),
        "{table}"
    );
    let csv = home.run(&["duplicates", "--format", "csv"]).good();
    assert_eq!(csv.lines().count(), 2, "{csv}");

    home.run(&["duplicates", "--not", &one, &two, "--dry-run"])
        .good();
    assert_eq!(home.run(&["duplicates", "--format", "ids"]).good(), pair);
    home.run(&["duplicates", "--not", &two, &one]).good();
    assert_eq!(home.run(&["duplicates", "--json"]).good(), "[]\n");

    for (wrong, code) in [
        (&["duplicates", "--not", &one][..], 2),
        (&["duplicates", "--not", &one, &one], 2),
        (&["duplicates", "--not", &one, "999999"], 3),
        (&["duplicates", "--min", "2"], 2),
        (&["duplicates", "--json=xyzzy"], 2),
    ] {
        assert_eq!(home.run(wrong).code, Some(code), "{wrong:?}");
    }
    drop(other);
}

#[test]
fn two_become_one_after_it_was_shown_what_is_lost() {
    let (home, [one, two, other]) = twins();
    let seen = read(
        &home
            .run(&["merge", &one, &two, "--dry-run", "--json"])
            .good(),
    );
    assert_eq!(seen["delete"], json!([two.parse::<i64>().unwrap()]));
    assert_eq!(seen["lost"][0]["text"], "ACME Werkzegbau");
    // Nobody is there to ask.
    let asked = home.run(&["merge", &one, &two]);
    assert_eq!(asked.code, Some(2));
    assert_eq!(
        home.run(&["list", "--format", "ids"])
            .good()
            .lines()
            .count(),
        3
    );

    let take = format!("{two}:name");
    let said = home
        .run(&[
            "merge", &one, &two, "--take", &take, "--yes", "--format", "table",
        ])
        .good();
    assert!(
        said.contains("Acme Werkzeugbau GmbH") && said.contains("merged: ACME Werkzegbau"),
        "{said}"
    );
    let merged = read(&home.run(&["show", &one, "--json"]).good());
    assert_eq!(merged["customerName"], "ACME Werkzegbau");
    assert_eq!(merged["website"], "acme.example");
    let phones: Vec<&str> = merged["phoneNumbers"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|phone| phone["phoneNumber"].as_str())
        .collect();
    assert_eq!(phones, ["+49 89 4711 0815", "+49 89 555555"]);
    assert_eq!(home.run(&["show", &two]).code, Some(3));

    for (wrong, code) in [
        (&["merge", &one, &one, "--yes"][..], 2),
        (&["merge", &one, "999999", "--yes"], 3),
        (
            &["merge", &one, &other, "--take", "999999:name", "--yes"],
            3,
        ),
        (&["merge", &one, &other, "--take", "name", "--yes"], 2),
        (
            &[
                "merge",
                &one,
                &other,
                "--take",
                &format!("{other}:xyzzy"),
                "--yes",
            ],
            2,
        ),
        (&["merge", &one], 2),
    ] {
        assert_eq!(home.run(wrong).code, Some(code), "{wrong:?}");
    }
    assert_eq!(
        home.run(&["list", "--format", "ids"])
            .good()
            .lines()
            .count(),
        2
    );
}
