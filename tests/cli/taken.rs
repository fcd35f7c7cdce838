//! A file that was taken before, and rows of customers that are in the trash: said before anything is done.

use super::home::{Home, counts, json};

#[test]
fn a_dry_run_says_that_a_file_was_taken_already() {
    let home = Home::new();
    let file = home.file("a.csv", "name\nAcme\n");
    assert_eq!(home.run(&["import", &file, "--dry-run"]).err, "");
    home.import(&[&file]);
    let ran = home.run(&["import", &file, "--dry-run"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(ran.err.contains("this very file was imported"), "{ran:?}");
    assert!(ran.err.contains("nothing would be done"), "{ran:?}");
    let real = home.run(&["import", &file, "--yes"]);
    assert_eq!(real.code, Some(2), "{real:?}");
    assert_eq!(home.run(&["import", &file, "--dry-run", "--again"]).err, "");
    // Taken back, it has not been taken.
    home.good(&["undo"]);
    assert_eq!(home.run(&["import", &file, "--dry-run"]).err, "");
}

/// An export of two customers, of whom `gone` are deleted then.
fn exported(gone: &[&str]) -> (Home, String) {
    let home = Home::new();
    home.import(&[&home.file("a.csv", "name\nAcme\nBeta\n")]);
    let out = home.good(&["export"]);
    let file = home.file("out.csv", out);
    home.good(&[&["delete", "--yes"], gone].concat());
    (home, file)
}

#[test]
fn rows_of_customers_in_the_trash_make_no_new_ones_unsaid() {
    let (home, file) = exported(&["1", "2"]);
    let dry = home.run(&["import", &file, "--dry-run", "--format", "table"]);
    assert!(
        dry.out
            .contains("customer 1 of this name lies in the trash"),
        "{dry:?}"
    );
    assert!(
        dry.out.contains("2 rows carry the id and the name"),
        "{dry:?}"
    );
    let ran = home.run(&["import", &file, "--yes"]);
    assert_eq!(ran.code, Some(2), "{ran:?}");
    assert!(
        ran.err.contains("rolo restore") && ran.err.contains("--new"),
        "{ran:?}"
    );
    assert!(home.records().is_empty());
    home.good(&["restore", "1", "2"]);
    assert_eq!(counts(&home.import(&[&file])), [0, 0, 2, 0]);
    home.good(&["delete", "1", "2", "--yes"]);
    assert_eq!(counts(&home.import(&[&file, "--new"])), [2, 0, 0, 0]);
}

#[test]
fn one_of_them_in_the_trash_is_a_row_that_cannot_be_taken() {
    let (home, file) = exported(&["2"]);
    let ran = home.run(&["import", &file, "--yes"]);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert_eq!(counts(&json(&ran.out)), [0, 0, 1, 1]);
    let dry = home.run(&["import", &file, "--dry-run", "--format", "table"]);
    assert!(
        dry.out.contains("customer 2 (Beta) lies in the trash"),
        "{dry:?}"
    );
}

#[test]
fn an_id_of_somebody_else_in_the_trash_means_nothing() {
    let (home, _) = exported(&["1"]);
    let file = home.file("b.csv", "id,name\n1,Another\n");
    assert_eq!(counts(&home.import(&[&file])), [1, 0, 0, 0]);
}

#[test]
fn a_dry_run_does_not_send_for_what_it_shows() {
    let home = Home::new();
    let file = home.file("a.csv", format!("name,status\n{}", "Acme,Nope\n".repeat(7)));
    let dry = home.good(&["import", &file, "--dry-run", "--format", "table"]);
    assert_eq!(dry.matches(": broken: ").count(), 7, "{dry}");
    assert!(!dry.contains("more that are broken"), "{dry}");
    let real = home.run(&["import", &file, "--yes", "--format", "table"]);
    assert!(real.out.contains("and 2 more that are broken"), "{real:?}");
}
