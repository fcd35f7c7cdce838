//! A file of which some rows are broken: the others go in, and the broken ones come back with their reasons, to
//! be mended and imported as they are.

use super::home::{Home, counts};

/// Ten ways in which a row can be broken: what it is, what its reason says, and how it is mended.
const BROKEN: [(&str, &str, &str); 10] = [
    (",,,,,", "Name: is needed", "Mended 0,,,,,"),
    (
        "Bad 1,Unheard-of,,,,",
        "is not in the list",
        "Mended 1,Active,,,,",
    ),
    (
        "Bad 2,,no address,,,",
        "is no e-mail address",
        "Mended 2,,a@b.example,,,",
    ),
    ("Bad 3,,,twelve,,", "is no number", "Mended 3,,,12,,"),
    (
        "Bad 4,,,,31.02.2024,",
        "is no date",
        "Mended 4,,,,28.02.2024,",
    ),
    (
        "Bad 5,,,,,not a site",
        "is no web address",
        "Mended 5,,,,,site.example",
    ),
    (
        "Bad 6,,",
        "the row has 3 cells, and the head has 6",
        "Mended 6,,,,,",
    ),
    (
        "Bad 7,,,,,,,extra",
        "the row has 8 cells, and the head has 6",
        "Mended 7,,,,,",
    ),
    ("\"Bad 8,,,,,", "never closed", "Mended 8,,,,,"),
    ("\"Bad\n9\",,,,,", "is one line", "Mended 9,,,,,"),
];

const HEAD: &str = "name,status,email,revenue,follow-up,website";
const ROWS: usize = 1_000;
const BAD: usize = 37;

/// The 37 broken rows stand among the good ones, the last one at the very end.
fn file() -> String {
    let mut lines = vec![HEAD.to_owned()];
    let mut bad = 0;
    for row in 0..ROWS {
        if row % 27 == 0 && bad < BAD {
            // One without a name would be an empty row if it had nothing else.
            let line = BROKEN[bad % 10].0;
            lines.push(match bad % 10 {
                0 => format!(",,,{bad},,"),
                _ => line.to_owned(),
            });
            bad += 1;
        } else {
            lines.push(format!(
                "Good {row},prospect,g{row}@x.example,{row},25.12.2024,w{row}.example"
            ));
        }
    }
    assert_eq!(bad, BAD);
    lines.join("\n")
}

#[test]
fn the_good_rows_go_in_and_the_mended_ones_complete_them() {
    let home = Home::new();
    let path = home.file("thousand.csv", file());
    let answer = home.import(&[&path, "--rejects", "rejects.csv"]);
    assert_eq!(counts(&answer), [963, 0, 0, 37]);
    assert_eq!(home.records().len(), 963);

    let rejects = home.read("rejects.csv");
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .from_reader(rejects.as_bytes());
    assert_eq!(reader.headers().unwrap().get(0), Some("rejected"));
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), BAD);
    for (nth, row) in rows.iter().enumerate() {
        let why = BROKEN[nth % 10].1;
        assert!(
            row[0].contains(why),
            "row {nth}: {} is not “{why}”",
            &row[0]
        );
    }

    // As they are they come back, with the same reasons.
    let answer = home.import(&["rejects.csv", "--rejects", "again.csv"]);
    assert_eq!(counts(&answer), [0, 0, 0, 37]);
    assert_eq!(
        home.read("again.csv").lines().next(),
        Some(format!("rejected,{HEAD}").as_str())
    );

    let mended: Vec<String> = (0..BAD)
        .map(|nth| {
            let line = BROKEN[nth % 10].2;
            let reason = rows[nth][0].replace('"', "'");
            format!(
                "\"{reason}\",{}",
                line.replacen("Mended", &format!("Mended {nth}"), 1)
            )
        })
        .collect();
    let mended = home.file(
        "rejects.csv",
        format!("rejected,{HEAD}\n{}\n", mended.join("\n")),
    );
    assert_eq!(counts(&home.import(&[&mended])), [37, 0, 0, 0]);
    let records = home.records();
    assert_eq!(records.len(), ROWS);
    let names: std::collections::BTreeSet<&str> = records
        .iter()
        .map(|record| record["customerName"].as_str().unwrap())
        .collect();
    assert_eq!(names.len(), ROWS, "each is there, and none twice");
    for (name, key, value) in [
        ("Mended 1 1", "statusName", "Active"),
        ("Mended 3 3", "annualRevenue", "12"),
        ("Mended 4 4", "followUpDate", "02/28/2024"),
        ("Mended 5 5", "website", "site.example"),
        ("Good 999", "statusName", "Prospect"),
    ] {
        let mended = records.iter().find(|record| record["customerName"] == name);
        let is = &mended.unwrap()[key];
        let is = is.as_str().map_or_else(|| is.to_string(), str::to_owned);
        assert_eq!(is, value, "{name}");
    }
    // Both files are one change each.
    home.good(&["undo"]);
    assert_eq!(home.records().len(), ROWS - BAD);
    home.good(&["undo"]);
    assert_eq!(home.records().len(), 0);
}

#[test]
fn a_fault_is_told_once() {
    let home = Home::new();
    let file = home.file("a.csv", "name,website\nA\u{7}B,a.example\n,b.example\n");
    let answer = home.import(&[&file, "--rejects", "rejects.csv"]);
    assert_eq!(counts(&answer), [0, 0, 0, 2]);
    let rejects = home.read("rejects.csv");
    assert_eq!(rejects.matches("Name: is needed").count(), 1, "{rejects}");
    assert!(rejects.contains("control"), "{rejects}");
}

#[test]
fn broken_records_and_cards_come_back_in_their_own_format() {
    let home = Home::new();
    let lines = "{\"customerName\":\"Acme\"}\n{\"customerName\":\"\"}\n{oops\n[1]\n";
    let path = home.file("a.jsonl", lines);
    let answer = home.import(&[&path, "--rejects", "rejects.jsonl"]);
    assert_eq!(counts(&answer), [1, 0, 0, 3]);
    let rejects = home.read("rejects.jsonl");
    assert!(
        rejects.lines().next().unwrap().contains("Name: is needed"),
        "{rejects}"
    );
    assert!(rejects.contains("{oops"), "{rejects}");

    let cards = "BEGIN:VCARD\r\nFN:Beta\r\nEND:VCARD\r\nBEGIN:VCARD\r\nFN:Gamma\r\nEMAIL:nobody\r\nEND:VCARD\r\n";
    let path = home.file("a.vcf", cards);
    let answer = home.import(&[&path, "--rejects", "rejects.vcf"]);
    assert_eq!(counts(&answer), [1, 0, 0, 1]);
    let mended = home
        .read("rejects.vcf")
        .replace("EMAIL:nobody", "EMAIL:g@x.example");
    assert!(mended.contains("X-REJECTED:E-mails"), "{mended}");
    let path = home.file("rejects.vcf", mended);
    assert_eq!(counts(&home.import(&[&path])), [1, 0, 0, 0]);
    assert_eq!(home.records().len(), 3);
}

#[test]
fn mended_rows_write_their_days_as_the_file_did_that_they_come_from() {
    for (rows, told) in [
        ("Good,,25/12/2026\nBad,no address,03/04/2026\n", &[][..]),
        (
            "Good,,05/06/2026\nBad,no address,03/04/2026\n",
            &["--date-format", "dd/MM/yyyy"],
        ),
    ] {
        let home = Home::new();
        let path = home.file("days.csv", format!("name,email,follow-up\n{rows}"));
        let args = [&[path.as_str(), "--rejects", "rejects.csv"][..], told].concat();
        assert_eq!(counts(&home.import(&args)), [1, 0, 0, 1]);
        let mended = home
            .read("rejects.csv")
            .replace("no address", "a@b.example");
        home.file("rejects.csv", mended);
        assert_eq!(counts(&home.import(&["rejects.csv"])), [1, 0, 0, 0]);
        let record = &home.records()[0];
        assert_eq!(record["customerName"], "Bad");
        assert_eq!(record["followUpDate"], "04/03/2026", "{told:?}");

        // Another file of these columns that cannot have been written so is read as it is.
        let other = home.file("other.csv", "name,email,follow-up\nNext,,12/25/2026\n");
        assert_eq!(counts(&home.import(&[&other])), [1, 0, 0, 0]);
        assert_eq!(home.records()[2]["followUpDate"], "12/25/2026");
    }
}

#[test]
fn a_register_goes_in_by_flags_comes_again_by_its_key_and_goes_out_as_one() {
    const ALL: u64 = 1_200;
    let home = Home::new();
    let lines: Vec<String> = (0..ALL)
        .map(|row| format!("LEI{row:017},\"Firm {row}, Ltd\",GB,GENERAL,banking|energy"))
        .collect();
    let head = "lei,legal_name,country,entity_category,industries";
    let path = home.file("register.csv", format!("{head}\n{}\n", lines.join("\n")));
    let flags = [
        "--map",
        "lei=number",
        "--map",
        "legal_name=name",
        "--map",
        "industries=description",
        "--map",
        "entity_category=",
    ];
    let args = [&[path.as_str()][..], &flags].concat();
    assert_eq!(counts(&home.import(&args)), [ALL, 0, 0, 0]);
    let record = &home.records()[0];
    assert_eq!(record["customerName"], "Firm 0, Ltd");
    assert_eq!(record["customerNumber"], "LEI00000000000000000");
    assert_eq!(record["description"], "banking|energy");
    assert_eq!(record["addresses"][0]["countryName"], "United Kingdom");

    let again = [&args[..], &["--key", "number"]].concat();
    assert_eq!(counts(&home.import(&again)), [0, 0, ALL, 0]);
    // What changes nothing is no change: the newest one is the first import still.
    home.good(&["undo"]);
    assert!(home.records().is_empty());
    home.good(&["redo"]);
    assert_eq!(home.records().len() as u64, ALL);
}
