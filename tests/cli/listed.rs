//! What `rolo list` prints as CSV is read by `rolo import` without a question.

use super::home::{Home, counts, json};

const COLUMNS: &str = "id,name,status,revenue,revenue-currency,follow-up,affiliate,phones,emails,labels,website,city,assignee,description";

fn seeded() -> Home {
    let home = Home::new();
    let file = home.file(
        "seed.csv",
        "name,status,revenue,follow-up,affiliate,phones,emails,labels,website,city,description\n\
         Acme,Active,1500.5,2026-04-03,yes,+49 1 23; Mobile: +49 171 5,a@b.example,Strategic; Newsletter,acme.example,Ulm,\"two\nlines, and = more\"\n\
         Beta,Prospect,,,,,,,,,\n",
    );
    home.import(&[&file]);
    home
}

#[test]
fn at_home_it_is_the_same_and_what_was_edited_is_changed() {
    let home = seeded();
    let csv = home.good(&["list", "--format", "csv", "--columns", COLUMNS]);
    assert!(
        csv.contains("2026-04-03") && csv.contains("+49 1 23; Mobile: +49 171 5"),
        "{csv}"
    );
    let file = home.file("list.csv", &csv);
    assert_eq!(counts(&home.import(&[&file])), [0, 0, 2, 0]);
    let file = home.file("list.csv", csv.replace("2026-04-03", "2026-05-06"));
    assert_eq!(counts(&home.import(&[&file])), [0, 1, 1, 0]);
    let day = json(&home.good(&["list", "acme", "--json=follow-up"]));
    assert_eq!(day[0]["followUpDate"], "05/06/2026");
    // The columns that stand there by themselves, too.
    let file = home.file("plain.csv", home.good(&["list", "--format", "csv"]));
    assert_eq!(counts(&home.import(&[&file])), [0, 0, 2, 0]);
}

#[test]
fn in_another_workspace_it_makes_the_same_customers() {
    let home = seeded();
    let csv = home.good(&[
        "list",
        "--sort",
        "name",
        "--format",
        "csv",
        "--columns",
        COLUMNS,
    ]);
    let before = home.records();
    let file = home.file("list.csv", &csv);
    home.good(&["workspace", "add", "other"]);
    assert_eq!(counts(&home.import(&[&file])), [2, 0, 0, 0]);
    let after = home.records();
    for key in [
        "customerName",
        "statusName",
        "annualRevenue",
        "followUpDate",
        "isAffiliate",
        "website",
        "description",
    ] {
        for (was, is) in before.iter().zip(&after) {
            assert_eq!(was[key], is[key], "{key}");
        }
    }
    let again = home.good(&[
        "list",
        "--sort",
        "name",
        "--format",
        "csv",
        "--columns",
        COLUMNS,
    ]);
    assert_eq!(again, csv);
}

#[test]
fn ids_of_other_customers_are_still_a_question() {
    let home = seeded();
    for text in [
        "id,name\n1,Acme\n2,Beta\n",
        "customerId,customerName\n1,Somebody\n2,Else\n",
        "customerId,customerName,colour\n1,Acme,red\n2,Beta,blue\n",
    ] {
        let file = home.file("foreign.csv", text);
        let ran = home.run(&["import", &file, "--yes"]);
        assert_eq!(ran.code, Some(2), "{ran:?}");
        assert!(ran.err.contains("--new"), "{ran:?}");
    }
}
