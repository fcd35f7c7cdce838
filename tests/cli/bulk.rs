//! Many customers are changed in one way: looked at first, told one by one, and taken back as one.

use serde_json::Value;

use super::home::{Home, json};

fn three() -> Home {
    let home = Home::new();
    let file = home.file(
        "seed.csv",
        "name,website,phones,labels,description\n\
         Acme,http://acme.example,0731 55,Strategic,One\n\
         Beta,http://beta.example,,,\n\
         Gamma,https://gamma.example,0731 77; 0731 78,Strategic,Two\n",
    );
    home.import(&[&file]);
    home
}

fn column(home: &Home, wire: &str) -> Vec<String> {
    let said = home.good(&[
        "list",
        "--sort",
        "name",
        "--format",
        "csv",
        "--columns",
        wire,
    ]);
    said.lines().skip(1).map(str::to_owned).collect()
}

fn lines(text: &str) -> Vec<Value> {
    text.lines().map(json).collect()
}

#[test]
fn every_way_of_editing_goes_from_the_command_line_to_the_record_and_back() {
    let home = three();
    for (word, wire, then) in [
        ("skype=x", "skype", ["x", "x", "x"]),
        ("website=", "website", ["\"\"", "\"\"", "\"\""]),
        (
            "labels+=Newsletter",
            "labels",
            [
                "Strategic; Newsletter",
                "Newsletter",
                "Strategic; Newsletter",
            ],
        ),
        ("labels-=strategic", "labels", ["\"\"", "\"\"", "\"\""]),
        ("skype+=y", "skype", ["y", "y", "y"]),
        (
            "website~=s/^http:/https:/",
            "website",
            [
                "https://acme.example",
                "https://beta.example",
                "https://gamma.example",
            ],
        ),
        (
            "phones~=s/^0/+49 /",
            "phones",
            ["+49 731 55", "\"\"", "+49 731 77; +49 731 78"],
        ),
        (
            "main-phone:=phones",
            "main-phone",
            ["0731 55", "\"\"", "0731 77"],
        ),
        ("skype:=name", "skype", ["Acme", "Beta", "Gamma"]),
    ] {
        let before = column(&home, wire);
        home.good(&["set", "--where", "a", word, "--yes"]);
        assert_eq!(column(&home, wire), then, "{word}");
        home.good(&["undo"]);
        assert_eq!(column(&home, wire), before, "{word} was undone");
    }
}

#[test]
fn a_program_is_told_what_becomes_of_each_customer() {
    let home = three();
    let args = [
        "set",
        "--where",
        "a",
        "website~=s/^http:(.*)beta/http:$1/",
        "name~=s/^Gamma$//",
    ];
    let planned = lines(&home.good(&[&args[..], &["--dry-run"]].concat()));
    let outcome = |row: &Value| row["outcome"].as_str().unwrap().to_owned();
    assert_eq!(planned.len(), 4, "{planned:?}");
    assert_eq!(planned[3]["same"], 1);
    assert_eq!(
        planned[..3].iter().map(outcome).collect::<Vec<_>>(),
        ["same", "changed", "refused"]
    );
    assert_eq!(planned[1]["changes"][0]["to"]["website"], "http://.example");
    // What cannot be done is told, and the exit code says that not all was.
    let ran = home.run(&[&args[..], &["--yes", "--json"]].concat());
    assert_eq!(ran.code, Some(1), "{ran:?}");
    let answer = json(&ran.out);
    assert_eq!(answer["sent"]["done"], 1);
    assert_eq!(answer["rows"][0]["reason"], "Name: is needed");
    assert_eq!(answer["rows"][1]["outcome"], "changed");
    let csv = home.good(&["set", "--where", "a", "skype=x", "--yes", "--format", "csv"]);
    assert_eq!(csv.lines().next(), Some("id,outcome,reason"));
    assert_eq!(csv.lines().count(), 4, "{csv}");
    let ids = home.good(&["set", "--where", "a", "skype=y", "--yes", "--format", "ids"]);
    assert_eq!(ids.lines().count(), 3);
    let none = json(&home.good(&["set", "--where", "a", "skype=y", "--yes"]));
    assert_eq!((&none["changed"], &none["same"]), (&0.into(), &3.into()));
}

#[test]
fn several_are_named_by_their_ids_and_one_that_is_not_there_changes_none() {
    let home = three();
    let ids = home.good(&["list", "--sort", "name", "--format", "ids"]);
    let ids: Vec<&str> = ids.lines().collect();
    home.good(&["set", ids[0], ids[2], "skype=x", "--yes"]);
    assert_eq!(column(&home, "skype"), ["x", "\"\"", "x"]);
    let ran = home.run(&["set", ids[0], "999999", "skype=y", "--yes"]);
    assert_eq!(ran.code, Some(3), "{ran:?}");
    assert_eq!(column(&home, "skype")[0], "x");
}

#[test]
fn what_no_customer_would_take_is_a_matter_of_usage() {
    let home = three();
    for words in [
        &["status=Nobody"][..],
        &["website+=x"],
        &["name~=s/(/x/"],
        &["name="],
        &["skype=a", "skype=b"],
        &["skype:=xyzzy"],
    ] {
        let ran = home.run(&[&["set", "--where", "a"], words, &["--yes"]].concat());
        assert_eq!(ran.code, Some(2), "{words:?}: {ran:?}");
        assert_eq!(ran.err.lines().count(), 1, "{}", ran.err);
        assert_eq!(column(&home, "skype"), ["\"\""; 3]);
    }
}
