//! What `rolo import` does with columns, keys, values and questions.

use super::home::{Home, counts, json};

#[test]
fn columns_are_taken_by_name_by_what_was_said_and_by_what_was_said_last_time() {
    let home = Home::new();
    let file = home.file(
        "a.csv",
        "Firma;PLZ;City;Tel;Mobil;Seit;Notiz\nMüller KG;38440;Wolfsburg;+49 5361 90;+49 171 5551;31.12.2023;nett\n",
    );
    let maps = [
        "--map",
        "firma=name",
        "--map",
        "Mobil=phones",
        "--map",
        "Seit=follow-up",
    ];
    let args = [&[file.as_str()][..], &maps].concat();
    assert_eq!(counts(&home.import(&args)), [1, 0, 0, 0]);
    let record = &home.records()[0];
    assert_eq!(record["customerName"], "Müller KG");
    assert_eq!(record["addresses"][0]["zipCode"], "38440");
    assert_eq!(record["addresses"][0]["city"], "Wolfsburg");
    assert_eq!(record["followUpDate"], "12/31/2023");
    assert_eq!(record["statusName"], "Active");
    let numbers: Vec<&str> = record["phoneNumbers"]
        .as_array()
        .unwrap()
        .iter()
        .map(|phone| phone["phoneNumber"].as_str().unwrap())
        .collect();
    assert_eq!(numbers, ["+49 5361 90", "+49 171 5551"]);
    // The next file with these columns need not be explained again.
    let next = home.file(
        "b.csv",
        "Firma;PLZ;City;Tel;Mobil;Seit;Notiz\nSchmidt AG;1;Ulm;;+49 1 234;1.2.2024;\n",
    );
    assert_eq!(counts(&home.import(&[&next])), [1, 0, 0, 0]);
    assert_eq!(home.records()[1]["customerName"], "Schmidt AG");
}

#[test]
fn every_encoding_and_delimiter_is_found() {
    let text = "name\tcity\nMüller\tKöln\n";
    let utf16: Vec<u8> = std::iter::once(0xfeff)
        .chain(text.encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    let latin: Vec<u8> = text.chars().map(|c| c as u8).collect();
    for bytes in [text.as_bytes().to_vec(), utf16, latin] {
        let home = Home::new();
        let file = home.file("a.txt", bytes);
        assert_eq!(counts(&home.import(&[&file])), [1, 0, 0, 0]);
        let record = &home.records()[0];
        assert_eq!(record["customerName"], "Müller");
        assert_eq!(record["addresses"][0]["city"], "Köln");
    }
}

#[test]
fn nothing_is_done_before_somebody_says_yes() {
    let home = Home::new();
    let file = home.file("a.csv", "name\nAcme\n");
    let refused = home.run(&["import", &file]);
    assert_eq!(refused.code, Some(2));
    assert!(refused.err.contains("--yes"), "{refused:?}");
    let shown = home.good(&["import", &file, "--dry-run"]);
    let rows: Vec<_> = shown.lines().map(json).collect();
    assert_eq!(rows[0]["outcome"], "new");
    assert_eq!(counts(&rows[1]), [1, 0, 0, 0]);
    assert!(home.records().is_empty());
}

#[test]
fn the_same_file_does_not_make_the_same_customers_twice() {
    let home = Home::new();
    let file = home.file("a.csv", "name,number\nAcme,A1\nBeta,B1\n");
    home.import(&[&file]);
    let again = home.run(&["import", &file, "--yes"]);
    assert_eq!(again.code, Some(2), "{again:?}");
    assert!(again.err.contains("--again"), "{again:?}");
    assert_eq!(home.records().len(), 2);
    assert_eq!(
        counts(&home.import(&[&file, "--key", "number"])),
        [0, 0, 2, 0]
    );
    assert_eq!(counts(&home.import(&[&file, "--again"])), [2, 0, 0, 0]);
    assert_eq!(home.records().len(), 4);
}

#[test]
fn a_key_changes_what_is_there_and_adds_what_is_not() {
    let home = Home::new();
    let file = home.file(
        "a.csv",
        "name,number,website\nAcme,A1,acme.example\nBeta,B1,\n",
    );
    home.import(&[&file]);
    let file = home.file(
        "b.csv",
        "name,number,website\nACME Inc,a1,\nBeta,B1,beta.example\nNew,N1,\nTwice,n1,\nNoKey,,\n",
    );
    let shown = home.good(&[
        "import",
        &file,
        "--key",
        "number",
        "--dry-run",
        "--format",
        "table",
    ]);
    assert!(shown.contains("Name: Acme → ACME Inc"), "{shown}");
    assert!(
        shown.contains("Website: (nothing) → beta.example"),
        "{shown}"
    );
    assert!(shown.contains("the same key as line 4"), "{shown}");
    let ran = home.run(&["import", &file, "--key", "number", "--yes"]);
    // Rows were left out, and nobody said where to.
    assert_eq!(ran.code, Some(1));
    assert_eq!(counts(&json(&ran.out)), [1, 2, 0, 2]);
    let records = home.records();
    let names: Vec<&str> = records
        .iter()
        .map(|r| r["customerName"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["ACME Inc", "Beta", "New"]);
    // An empty cell leaves what was there, unless it is said to clear.
    assert_eq!(records[0]["website"], "acme.example");
    let args = [
        &file,
        "--key",
        "number",
        "--clear",
        "--rejects",
        "rejects.csv",
    ];
    assert_eq!(counts(&home.import(&args)), [0, 1, 2, 2]);
    assert_eq!(home.records()[0]["website"], "");
}

#[test]
fn values_that_are_in_no_list_are_told_once_and_can_be_taken_for_others() {
    let home = Home::new();
    let rows = "Acme,aktiv,DE\nBeta,Aktiv,Atlantis\nGamma,prospect,fr\n".to_owned();
    let file = home.file("a.csv", format!("name,status,country\n{rows}"));
    let shown = home.good(&["import", &file, "--dry-run"]);
    let summary = json(shown.lines().last().unwrap());
    assert_eq!(counts(&summary), [1, 0, 0, 2]);
    let unknown = summary["unknown"].as_array().unwrap();
    assert_eq!(unknown.len(), 2, "{unknown:?}");
    assert_eq!(unknown[1]["rows"], 2, "one value, however it is written");
    let maps = [
        "--map-value",
        "status:aktiv=Active",
        "--map-value",
        "country:Atlantis=",
    ];
    let args = [&[file.as_str()][..], &maps].concat();
    assert_eq!(counts(&home.import(&args)), [3, 0, 0, 0]);
    let records = home.records();
    assert_eq!(records[0]["statusName"], "Active");
    assert_eq!(records[0]["addresses"][0]["countryName"], "Germany");
    assert_eq!(records[2]["statusName"], "Prospect");
    assert_eq!(records[2]["addresses"][0]["countryCode"], "FR");
}

#[test]
fn days_that_can_be_read_in_two_ways_are_said_to_be_so() {
    let home = Home::new();
    let file = home.file("a.csv", "name,follow-up\nAcme,03/04/2024\n");
    let shown = home.good(&["import", &file, "--dry-run", "--format", "table"]);
    assert!(shown.contains("they could be dd/MM/yyyy"), "{shown}");
    home.import(&[&file, "--date-format", "dd/MM/yyyy"]);
    assert_eq!(home.records()[0]["followUpDate"], "04/03/2024");
}

#[test]
fn what_is_said_wrongly_is_told_before_anything_is_done() {
    let home = Home::new();
    let file = home.file("a.csv", "name,b\nAcme,1\n");
    for (args, said) in [
        (&["--map", "x=website"][..], "no column “x”"),
        (&["--map", "b=websit"], "no field “websit”"),
        (&["--map", "b"], "no COLUMN=FIELD"),
        (&["--key", "website"], "no column is taken"),
        (
            &["--map", "name="],
            "no column is taken for the customer's name",
        ),
        (&["--delimiter", "::"], "one character"),
        (&["--encoding", "klingon"], "no encoding"),
        (&["--date-format", "x"], "no way to write a day"),
        (&["--rejects", "a.csv"], "names the file that is imported"),
    ] {
        let all: Vec<&str> = ["import", &file, "--yes"]
            .iter()
            .chain(args)
            .copied()
            .collect();
        let ran = home.run(&all);
        assert_eq!(ran.code, Some(2), "{args:?}: {ran:?}");
        assert!(
            ran.err.contains(said) && ran.err.trim().lines().count() == 1,
            "{ran:?}"
        );
    }
    assert_eq!(home.run(&["import", "missing.csv", "--yes"]).code, Some(1));
    let empty = home.file("empty.csv", "");
    assert!(
        home.run(&["import", &empty, "--yes"])
            .err
            .contains("nothing in it")
    );
    assert!(home.records().is_empty());
}

#[test]
fn rows_come_by_stdin_too_and_a_reader_may_leave() {
    let home = Home::new();
    let ran = home.run_with_input(&["import", "-", "--yes"], "name\nAcme\n");
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert_eq!(home.records().len(), 1);
}

#[test]
fn a_corrected_mapping_is_taken_once_the_wrong_one_is_undone() {
    let home = Home::new();
    let file = home.file("a.csv", "firm,x\nAcme,acme\nBeta,beta\n");
    home.import(&[&file, "--map", "firm=name", "--map", "x=ownership"]);
    let right = ["--map", "firm=name", "--map", "x=skype"];
    let ran = home.run(&[&["import", &file, "--yes"], &right[..]].concat());
    assert_eq!(ran.code, Some(2), "{ran:?}");
    assert!(
        ran.err.contains("rolo undo") && ran.err.contains("otherwise"),
        "{}",
        ran.err
    );
    home.good(&["undo"]);
    assert_eq!(
        counts(&home.import(&[&[file.as_str()], &right[..]].concat())),
        [2, 0, 0, 0]
    );
    assert_eq!(home.records()[0]["skypeName"], "acme");
    assert_eq!(home.records().len(), 2);
}

#[test]
fn characters_that_nobody_sees_are_refused_with_their_reason() {
    let home = Home::new();
    let file = home.file(
        "a.csv",
        "name,city\nAc\u{1b}[31mme,Ulm\nBeta,U\u{7}lm\nGamma,Ulm\n",
    );
    let answer = home.import(&[&file, "--rejects", "rejects.csv"]);
    assert_eq!(counts(&answer), [1, 0, 0, 2]);
    let rejects = home.read("rejects.csv");
    assert!(
        rejects.contains("control character in it (U+001B)") && rejects.contains("U+0007"),
        "{rejects}"
    );
}

#[test]
fn a_file_of_an_old_machine_and_one_by_standard_input_are_taken() {
    let home = Home::new();
    let file = home.file("a.csv", "name,note\rAcme,\"one\ntwo\"\rBeta,\r");
    assert_eq!(
        counts(&home.import(&[&file, "--map", "note=description"])),
        [2, 0, 0, 0]
    );
    assert_eq!(home.records()[0]["description"], "one\ntwo");
    let ran = home.run_with_input(
        &["import", "-", "--yes", "--format", "table"],
        "name\nGamma\n",
    );
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(ran.out.starts_with("standard input: CSV"), "{}", ran.out);
    let ran = home.run_with_input(&["import", "-", "--yes"], "");
    assert!(ran.err.starts_with("rolo: standard input: "), "{}", ran.err);
}

/// A pipe with a name.
fn pipe(home: &Home) -> String {
    let path = home.path("pipe.csv").to_string_lossy().into_owned();
    let made = std::process::Command::new("mkfifo").arg(&path).status();
    assert!(made.unwrap().success());
    path
}

#[test]
fn a_pipe_with_a_name_is_read_like_a_file_and_ends_by_ctrl_c() {
    let home = Home::new();
    let path = pipe(&home);
    let into = path.clone();
    let writer = std::thread::spawn(move || std::fs::write(into, "name\nAcme\n"));
    assert_eq!(counts(&home.import(&[&path])), [1, 0, 0, 0]);
    writer.join().unwrap().unwrap();

    let mut command = home.command(&["import", &path, "--yes"]);
    let child = command
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    // It opens only when somebody reads; and as long as it is open, the rows have no end.
    let _open = std::fs::OpenOptions::new().write(true).open(&path).unwrap();
    let pid = child.id().to_string();
    let sent = std::process::Command::new("kill")
        .args(["-INT", &pid])
        .status();
    assert!(sent.unwrap().success());
    let ran = super::home::Ran::of(child.wait_with_output().unwrap());
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert!(ran.err.contains("stopped"), "{ran:?}");
    assert_eq!(home.records().len(), 1);
}

#[test]
fn what_was_guessed_and_left_out_is_said_in_a_pipe_too() {
    let home = Home::new();
    let file = home.file("a.csv", "name,follow-up,mood\nAcme,03/04/2026,good\n");
    let ran = home.run(&["import", &file, "--yes"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let said: Vec<&str> = ran.err.lines().collect();
    assert_eq!(said.len(), 2, "{said:?}");
    assert!(said[0].contains("“follow-up” are read as MM/dd/yyyy; they could be dd/MM/yyyy"));
    assert!(said[1].contains("left out") && said[1].contains("“mood”"));
    let answer = json(&ran.out);
    assert!(answer["shape"].as_str().unwrap().starts_with("CSV, UTF-8"));
    let columns = &answer["columns"];
    assert_eq!(columns[1]["days"], "MM/dd/yyyy");
    assert_eq!(columns[1]["or_days"], "dd/MM/yyyy");
    assert_eq!(columns[2]["field"], serde_json::Value::Null);
    assert_eq!(columns[2]["left_out"], "no field has this name");
}

#[test]
fn json_lines_that_are_all_bad_come_back_with_their_reasons() {
    let home = Home::new();
    let file = home.file("a.jsonl", "{\"customerName\":\n[1]\n");
    let answer = home.import(&[&file, "--rejects", "rejects.jsonl"]);
    assert_eq!(counts(&answer), [0, 0, 0, 2]);
    let rejects = home.read("rejects.jsonl");
    let rows: Vec<_> = rejects.lines().map(json).collect();
    assert!(rows[0]["rejected"].as_str().unwrap().contains("is no JSON"));
    assert_eq!(rows[1]["line"], "[1]");
}

#[test]
fn a_folder_that_is_not_there_is_told_without_a_passing_name() {
    let home = Home::new();
    let file = home.file("a.csv", "name,email\nAcme,nobody\n");
    let ran = home.run(&["import", &file, "--yes", "--rejects", "gone/rejects.csv"]);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert!(
        ran.err.contains("gone/rejects.csv") && !ran.err.contains(".tmp"),
        "{ran:?}"
    );
}
