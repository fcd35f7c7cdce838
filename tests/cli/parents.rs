//! What an import makes of parent customers: each is found here, and what is not or is twice is told.

use serde_json::Value;

use super::home::{Home, counts, json};

/// Acme, and two that are called Beta.
fn three() -> (Home, Vec<Value>) {
    let home = Home::new();
    home.import(&[&home.file("seed.csv", "name,number\nAcme,A1\nBeta,B1\nBeta,B2\n")]);
    let records = home.records();
    (home, records)
}

fn parent(home: &Home, of: &str) -> (Value, Value) {
    let records = home.records();
    let child = records.iter().find(|record| record["customerName"] == of);
    let child = child.unwrap();
    let get = |key: &str| child[key].clone();
    (get("parentCustomerName"), get("parentCustomerId"))
}

#[test]
fn a_parent_is_found_by_its_name_its_number_and_its_id() {
    let (home, records) = three();
    let id = |nth: usize| records[nth]["customerId"].clone();
    let b2 = records
        .iter()
        .find(|record| record["customerNumber"] == "B2");
    let b2 = b2.unwrap()["customerId"].clone();
    for (head, cells, wanted) in [
        ("parent", " acme ", ("Acme", id(0))),
        ("Parent customer", "ACME", ("Acme", id(0))),
        ("parent number", "b2", ("Beta", b2.clone())),
        ("parentCustomerId", &b2.to_string(), ("Beta", b2.clone())),
        (
            "parent,parent-id",
            &format!("Beta,{b2}"),
            ("Beta", b2.clone()),
        ),
    ] {
        let file = home.file(
            "a.csv",
            format!("name,{head}\nChild {head},{cells}\n")
                .replace("Child parent,parent-id", "Child both"),
        );
        assert_eq!(counts(&home.import(&[&file])), [1, 0, 0, 0], "{head}");
        let child = match head.contains(',') {
            true => "Child both".to_owned(),
            false => format!("Child {head}"),
        };
        assert_eq!(parent(&home, &child), (wanted.0.into(), wanted.1), "{head}");
    }
}

#[test]
fn a_parent_that_is_not_here_or_here_twice_is_told_and_the_others_go_in() {
    let (home, records) = three();
    let acme = records[0]["customerId"].to_string();
    let rows = [
        (
            "One,Nobody,,",
            "“Nobody” is no customer here, nor in a line above",
        ),
        ("Two,Beta,,", "2 customers are called “Beta”"),
        ("Three,,Z9,", "no customer here has the number “Z9”"),
        ("Four,,,999", "customer 999 is not in this workspace"),
        ("Five,,,abc", "“abc” is no customer id"),
        (&format!("Six,Beta,,{acme}"), "is “Acme”, not “Beta”"),
    ];
    let mut lines = vec!["name,parent,parent number,parent id"];
    lines.extend(rows.iter().map(|(line, _)| *line));
    lines.push("Good,Acme,,");
    let file = home.file("a.csv", lines.join("\n"));
    let answer = home.import(&[&file, "--rejects", "rejects.csv"]);
    assert_eq!(counts(&answer), [1, 0, 0, 6]);
    let rejects = home.read("rejects.csv");
    for ((line, why), told) in rows.iter().zip(rejects.lines().skip(1)) {
        assert!(
            told.contains("Parent customer: ") && told.contains(why),
            "{line}: {told}"
        );
    }
}

#[test]
fn a_parent_in_a_line_above_is_named_and_gets_its_id_when_the_file_comes_again() {
    let home = Home::new();
    let file = home.file(
        "a.csv",
        "name,number,parent\nHolding,H1,\nChild,C1,Holding\n",
    );
    assert_eq!(counts(&home.import(&[&file])), [2, 0, 0, 0]);
    assert_eq!(parent(&home, "Child"), ("Holding".into(), Value::Null));
    let again = ["import", &file, "--key", "number", "--yes"];
    home.good(&again);
    let holding = home.records()[1]["customerId"].clone();
    assert_eq!(
        parent(&home, "Child").1,
        Value::Null,
        "the name is as it was"
    );
    let file = home.file(
        "b.csv",
        format!("number,parent-id\nC1,{holding}\nH1,{holding}\n"),
    );
    let answer = home.import(&[&file, "--key", "number", "--rejects", "rejects.csv"]);
    assert_eq!(counts(&answer), [0, 1, 0, 1]);
    assert_eq!(parent(&home, "Child"), ("Holding".into(), holding));
    assert!(home.read("rejects.csv").contains("its own parent"));
}

#[test]
fn parents_go_with_a_customer_into_another_workspace_by_their_names() {
    let (home, _) = three();
    home.import(&[&home.file("a.csv", "name,parent\nChild,Acme\n")]);
    for form in ["csv", "jsonl"] {
        home.good(&["workspace", "use", "team"]);
        let path = home
            .path(&format!("all.{form}"))
            .to_string_lossy()
            .into_owned();
        home.good(&["export", "child", "--output", &path]);
        home.good(&["workspace", "add", form]);
        // Where the name means nobody, it stands alone; and no stranger becomes a parent by an old number.
        home.import(&[&home.file("other.csv", "name\nStranger\n")]);
        assert_eq!(
            counts(&home.import(&[&path, "--new"])),
            [1, 0, 0, 0],
            "{form}"
        );
        assert_eq!(
            parent(&home, "Child"),
            ("Acme".into(), Value::Null),
            "{form}"
        );
        home.good(&["undo"]);
        home.import(&[&home.file("acme.csv", "name\nAcme\n")]);
        home.import(&[&path, "--new", "--again"]);
        let acme = home.records()[0]["customerId"].clone();
        assert_eq!(parent(&home, "Child"), ("Acme".into(), acme), "{form}");
    }
    // At home it is the same row still.
    home.good(&["workspace", "use", "team"]);
    home.good(&[
        "export",
        "--output",
        "own.csv",
        "--columns",
        "name,parent,parent-id",
    ]);
    assert_eq!(counts(&home.import(&["own.csv"])), [0, 0, 4, 0]);
    let ran = home.run(&["export", "--columns", "parent-number"]);
    assert_eq!(ran.code, Some(2), "{ran:?}");
    assert!(json(&home.good(&["show", "1", "--json"]))["notes"].is_array());
}

#[test]
fn a_parent_that_is_named_by_a_person_gets_its_id_where_one_customer_is_called_so() {
    let home = Home::new();
    home.import(&[&home.file(
        "seed.csv",
        "name\nAcme \"North\" AG\nTwin\nTwin\nChild\nOther\n",
    )]);
    let id = |name: &str| {
        home.good(&["list", name, "--format", "ids"])
            .trim()
            .to_owned()
    };
    let (child, acme) = (id("Child"), id("Acme"));
    let acme: Value = acme.parse::<i64>().unwrap().into();
    home.good(&["set", &child, "parent-customer=acme  \"north\" ag"]);
    let named = ("Acme \"North\" AG".into(), acme.clone());
    assert_eq!(parent(&home, "Child"), named);
    home.good(&["undo"]);
    assert_eq!(parent(&home, "Child"), ("".into(), Value::Null));
    home.good(&["create", "name=Born", "parent-customer=Acme \"North\" AG"]);
    assert_eq!(parent(&home, "Born"), named);
    home.good(&[
        "set",
        "--yes",
        "--where",
        "other OR child",
        "parent-customer=Acme \"North\" AG",
    ]);
    assert_eq!(parent(&home, "Other"), named);
    assert_eq!(parent(&home, "Child"), named);
    // Whom a name does not tell is not guessed, and nobody is their own parent.
    for name in ["Twin", "Nobody", "Child"] {
        let ran = home.run(&["set", &child, &format!("parent-customer={name}")]);
        assert_eq!(ran.code, Some(0));
        assert!(ran.err.contains(&format!("is called “{name}”")), "{ran:?}");
        assert_eq!(parent(&home, "Child"), (name.into(), Value::Null));
    }
}
