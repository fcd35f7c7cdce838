//! The command line as scripts call it.

use std::io::Read;
use std::process::Stdio;

use serde_json::Value;

use super::home::Home;
use super::work::Server;

/// A home with an empty local workspace.
fn empty() -> Home {
    let home = Home::new();
    home.run(&["workspace", "add", "team"]).good();
    home
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

/// Makes a customer and returns its id.
fn create(home: &Home, fields: &[&str]) -> String {
    let made = home.run(&[&["create", "--format", "ids"], fields].concat());
    made.good().trim().to_owned()
}

#[test]
fn a_first_start_lists_the_sample_customers() {
    let home = Home::new();
    let ids = home.run(&["list", "--format", "ids"]).good();
    assert!(
        ids.lines().count() >= 1500,
        "{} customers",
        ids.lines().count()
    );
    let found = home.run(&["volks", "--json=name"]).good();
    assert!(found.contains("Volkswagen"), "{found}");
}

#[test]
fn a_customer_is_made_shown_changed_and_deleted() {
    let home = empty();
    let id = create(
        &home,
        &[
            "name=Müller & Söhne",
            "website=mueller.example",
            "phone=+49 5361 90",
        ],
    );
    let shown = json(&home.run(&["show", &id, "--json"]).good());
    assert_eq!(shown["customerName"], "Müller & Söhne");
    assert_eq!(shown["phoneNumbers"][0]["phoneNumber"], "+49 5361 90");

    let said = home
        .run(&[
            "set",
            &id,
            "website=www.mueller.example",
            "--format",
            "table",
        ])
        .good();
    assert_eq!(said, "Website: mueller.example → www.mueller.example\n");
    assert_eq!(
        home.run(&["list", "MULLER", "--json=website"]).good(),
        "[{\"website\":\"www.mueller.example\"}]\n"
    );

    home.run(&["delete", &id, "--yes"]).good();
    assert_eq!(home.run(&["show", &id]).code, Some(3));
    assert_eq!(home.run(&["list"]).good(), "");
}

#[test]
fn a_dry_run_changes_nothing() {
    let home = empty();
    let id = create(&home, &["name=Acme"]);
    home.run(&["set", &id, "name=Other", "--dry-run"]).good();
    home.run(&["delete", &id, "--dry-run"]).good();
    home.run(&["create", "name=Third", "--dry-run"]).good();
    assert_eq!(
        home.run(&["list", "--json=name"]).good(),
        "[{\"customerName\":\"Acme\"}]\n"
    );
}

#[test]
fn deleting_in_a_pipe_needs_a_yes() {
    let home = empty();
    let id = create(&home, &["name=Acme"]);
    let refused = home.run(&["delete", &id]);
    assert_eq!(refused.code, Some(2));
    assert!(refused.err.contains("--yes"), "{refused:?}");
    // An id that does not exist leaves the others alone.
    assert_eq!(
        home.run(&["delete", &id, "999999999", "--yes"]).code,
        Some(3)
    );
    assert_eq!(home.run(&["list", "--format", "ids"]).good().trim(), id);
}

#[test]
fn wrong_words_are_usage_errors_of_one_line() {
    let home = empty();
    let id = create(&home, &["name=Acme"]);
    for (args, said) in [
        (&["set", &id, "statsu=Active"][..], "did you mean status?"),
        (&["set", &id, "status=Nowhere"], "is not in the list"),
        (&["set", &id, "follow-up=tomorrow-ish"], "is no date"),
        (&["create", "website=a.example"], "a customer needs a name"),
        (&["list", "--sort", "name:sideways"], "asc or desc"),
        (&["list", "--sort", "status,nam3"], "there is no field"),
        (&["list", "--columns", "nam3"], "there is no field"),
        (&["workspace", "add", "../x"], "cannot name a workspace"),
    ] {
        let ran = home.run(args);
        assert_eq!(ran.code, Some(2), "{args:?}: {ran:?}");
        assert!(ran.err.contains(said), "{args:?}: {}", ran.err);
        assert_eq!(ran.err.lines().count(), 1, "{args:?}: {}", ran.err);
        assert_eq!(ran.out, "");
    }
}

#[test]
fn a_line_break_in_a_name_is_refused() {
    let home = empty();
    let ran = home.run(&["create", "name=New\nLine"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("one line"), "{}", ran.err);
    assert_eq!(home.run(&["list"]).good(), "");
}

#[test]
fn the_columns_that_are_asked_for_are_all_there_is_in_a_pipe() {
    let home = empty();
    create(&home, &["name=Acme", "website=acme.example"]);
    let list = |args: &[&str]| home.run(&[&["list"], args].concat()).good();
    let named = "{\"customerName\":\"Acme\",\"website\":\"acme.example\"}\n";
    assert_eq!(list(&["--columns", "name,website"]), named);
    assert_eq!(
        list(&["--columns", "name", "--json=website"]),
        "[{\"website\":\"acme.example\"}]\n"
    );
    assert_eq!(json(&list(&[]))["version"], 1);
}

#[test]
fn a_file_that_is_damaged_is_named_and_left_alone() {
    for file in ["customers.db", "workspace.db"] {
        let home = empty();
        create(&home, &["name=Acme"]);
        let path = home.data().join("workspaces/team").join(file);
        for beside in ["-wal", "-shm"] {
            let mut beside_path = path.clone().into_os_string();
            beside_path.push(beside);
            // They are gone where the last connection was closed.
            drop(std::fs::remove_file(beside_path));
        }
        std::fs::write(&path, "no database at all, but long enough to be read").unwrap();
        let ran = home.run(&["list"]);
        assert_eq!(ran.code, Some(1), "{ran:?}");
        let named = path.to_string_lossy().into_owned();
        assert!(ran.err.contains(&named), "{}", ran.err);
        assert!(ran.err.contains("backup"), "{}", ran.err);
        let left = std::fs::read_to_string(&path).unwrap();
        assert!(left.starts_with("no database"), "{left}");
    }
}

#[test]
fn a_server_that_cannot_listen_makes_no_keys() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let home = Home::new();
    let store = home.data().with_file_name("store.db");
    let store = store.to_string_lossy().into_owned();
    let ran = home.run(&["serve", "--listen", &address, "--store", &store]);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert!(ran.err.contains(&address), "{}", ran.err);
    assert!(!std::path::Path::new(&store).exists());
    assert!(!std::path::Path::new(&format!("{store}.keys")).exists());
    assert_eq!(ran.out, "");
}

#[test]
fn errors_are_json_for_those_who_ask_for_json() {
    let home = empty();
    let ran = home.run(&["list", "--json", "--xyzzy"]);
    assert_eq!(ran.code, Some(2));
    let error = json(&ran.err);
    assert_eq!(error["error"]["kind"], "usage");
    let message = error["error"]["message"].as_str().unwrap();
    assert!(message.contains("--xyzzy"), "{message}");
    assert_eq!(home.run(&["--help", "--json"]).code, Some(0));
    let ran = home.run(&["show", "12345", "--json"]);
    assert_eq!(ran.code, Some(3));
    let error = json(&ran.err);
    assert_eq!(error["error"]["kind"], "not-found");
    assert_eq!(error["error"]["code"], 3);
}

#[test]
fn a_reader_that_leaves_is_no_error() {
    let home = Home::new();
    home.run(&["list", "--limit", "1"]).good();
    let mut child = home
        .command(&["list", "--format", "jsonl"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // One byte, and the pipe is closed.
    child.stdout.take().unwrap().read_exact(&mut [0]).unwrap();
    let ran = child.wait_with_output().unwrap();
    assert_eq!(String::from_utf8_lossy(&ran.stderr), "");
    assert_eq!(ran.status.code(), Some(0));
}

#[test]
fn workspaces_are_added_used_and_removed() {
    let home = empty();
    create(&home, &["name=Acme"]);
    home.run(&["workspace", "add", "other"]).good();
    assert_eq!(home.run(&["list"]).good(), "");
    assert_eq!(
        home.run(&["list", "--workspace", "team", "--format", "ids"])
            .good()
            .lines()
            .count(),
        1
    );
    home.run(&["workspace", "use", "team"]).good();
    let list = home.run(&["workspace", "list"]).good();
    let current: Vec<Value> = list
        .lines()
        .map(json)
        .filter(|w| w["current"] == true)
        .collect();
    assert_eq!(current.len(), 1);
    assert_eq!(current[0]["name"], "team");

    assert_eq!(home.run(&["workspace", "add", "team"]).code, Some(2));
    assert_eq!(home.run(&["workspace", "use", "nowhere"]).code, Some(3));
    assert_eq!(home.run(&["workspace", "remove", "other"]).code, Some(2));
    home.run(&["workspace", "remove", "other", "--yes"]).good();
    assert_eq!(home.run(&["list", "--workspace", "other"]).code, Some(3));
}

#[test]
fn a_bad_settings_file_is_one_warning_and_the_work_goes_on() {
    let home = empty();
    let folder = home.data().with_file_name("config");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("config.toml"), "tiemout = 3\n").unwrap();
    let ran = home.run(&["list"]);
    assert_eq!(ran.code, Some(0));
    assert!(ran.err.contains("did you mean “timeout”?"), "{}", ran.err);
    assert_eq!(ran.err.lines().count(), 1);
}

#[test]
fn a_log_is_written_only_when_it_is_asked_for() {
    let home = empty();
    home.run(&["list"]).good();
    assert!(!home.data().join("rolo.log").exists());
    let home = home.with("ROLO_LOG", "debug");
    home.run(&["list"]).good();
    assert!(home.data().join("rolo.log").exists());
}

#[test]
fn keys_are_tried_before_anything_is_written_and_kept_for_their_owner_alone() {
    use std::os::unix::fs::PermissionsExt;

    let server = Server::start();
    let home = Home::new();
    let login = ["login", "--base-url", &server.url, "--name", "team"];
    let refused = home.run_with_input(&login, "wrong\nkeys\n");
    assert_eq!(refused.code, Some(5), "{refused:?}");
    assert!(!home.data().join("workspaces/team").exists());

    home.run_with_input(
        &login,
        &format!("{}\n{}\n", server.api_key, server.access_key),
    )
    .good();
    let file = home.data().join("workspaces/team/keys.toml");
    assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    let doctor = home.run(&["doctor"]);
    assert_eq!(doctor.code, Some(0), "{doctor:?}");
    for text in [&doctor.out, &doctor.err] {
        assert!(!text.contains(&server.api_key) && !text.contains(&server.access_key));
    }
}

#[test]
fn a_server_that_is_away_is_exit_code_six() {
    let server = Server::start();
    let (url, keys) = (
        server.url.clone(),
        format!("{}\n{}\n", server.api_key, server.access_key),
    );
    drop(server);
    let home = Home::new();
    let ran = home.run_with_input(&["login", "--base-url", &url], &keys);
    assert_eq!(ran.code, Some(6), "{ran:?}");
}

#[test]
fn keys_are_added_listed_and_revoked() {
    let home = empty();
    let keys = |args: &[&str]| home.run(&[&["serve", "keys"], args].concat());
    let made = keys(&["add", "reporting", "--role", "read"]).good();
    assert!(made.starts_with("ROLO_API_KEY=") && made.contains("\nROLO_ACCESS_KEY="));
    assert_eq!(keys(&["add", "reporting"]).code, Some(2));
    let list = keys(&["list"]).good();
    assert_eq!(json(list.trim())["role"], "read");
    let api_key = made
        .lines()
        .next()
        .unwrap()
        .trim_start_matches("ROLO_API_KEY=");
    assert!(!list.contains(api_key));
    keys(&["revoke", "reporting"]).good();
    assert_eq!(keys(&["revoke", "reporting"]).code, Some(3));
}

#[test]
fn without_a_command_a_pipe_gets_the_table_and_a_command_gives_it_lines_for_programs() {
    let home = empty();
    create(&home, &["name=Acme"]);
    let bare = home.run(&["acme"]).good();
    assert!(bare.contains("Name") && bare.contains("Acme"), "{bare}");
    assert!(!bare.contains('{'), "{bare}");
    assert!(home.run(&["list", "acme"]).good().starts_with('{'));
    assert!(
        home.run(&["acme", "--format", "jsonl"])
            .good()
            .starts_with('{')
    );
}
