//! A disk that is full, and a folder that nobody may write to: a clear sentence, nothing lost, no panic.
//! The full disk is a limit on the size of files, which works wherever the tests run, and a small disk of its
//! own where the one who runs them may mount one.

use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;

use super::harness::Term;
use super::home::Home;

const SAVE: &str = "\x13";

/// Runs a command of the program with files that may not grow beyond so many KiB.
const LIMITED: &str = "trap '' XFSZ; ulimit -f $(($1 * 2)); shift; exec \"$ROLO\" \"$@\"";

fn limited(home: &Home, kibibytes: usize, args: &[&str]) -> (Option<i32>, String, String) {
    let mut command = Command::new("/bin/sh");
    command
        .args(["-c", LIMITED, "sh", &kibibytes.to_string()])
        .args(args);
    let like = home.command(&[]);
    let variables = like.get_envs();
    command.env_clear();
    command.envs(variables.filter_map(|(name, value)| Some((name, value?))));
    command.env("ROLO", env!("CARGO_BIN_EXE_rolo"));
    let output = command.output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (
        output.status.code(),
        text(&output.stdout),
        text(&output.stderr),
    )
}

/// One sentence that a person can read, and no trace of a program that broke.
fn assert_told(code: Option<i32>, said: &str, what: &str) {
    assert_eq!(code, Some(1), "{what}: {said}");
    assert!(
        said.starts_with("rolo: ") && said.len() > 20,
        "{what}: {said}"
    );
    assert!(
        !said.contains("panicked") && !said.contains("RUST_BACKTRACE"),
        "{what}: {said}"
    );
}

fn shown(home: &Home, field: &str) -> String {
    let json = home.run(&["show", "1", "--json"]).good();
    let record: serde_json::Value = serde_json::from_str(&json).unwrap();
    record[field].as_str().unwrap_or_default().to_owned()
}

#[test]
fn a_full_disk_is_told_and_what_was_there_stays() {
    let home = Home::new();
    home.run(&["set", "1", "website=before.example"]).good();
    let long = format!("description={}", "much text ".repeat(4_000));
    let mut failed = 0;
    for kibibytes in [0, 16, 32, 40, 48, 64, 96, 128, 160, 256] {
        let before = shown(&home, "description");
        let (code, _, said) = limited(&home, kibibytes, &["set", "1", &long]);
        let after = shown(&home, "description");
        if code == Some(0) {
            assert!(
                after.starts_with("much text"),
                "{kibibytes} KiB: done, and not there"
            );
            home.run(&["set", "1", "description="]).good();
        } else {
            failed += 1;
            assert_told(code, &said, &format!("{kibibytes} KiB"));
            assert!(
                after == before || after.starts_with("much text"),
                "{kibibytes} KiB: half"
            );
        }
        assert_eq!(shown(&home, "website"), "before.example");
    }
    assert!(failed >= 3, "the disk was never full");
}

/// A disk in memory that is gone after the test.
struct SmallDisk {
    folder: tempfile::TempDir,
}

impl SmallDisk {
    /// None where nobody may mount one: that is said, so that a run without it is not taken for one with it.
    fn mount() -> Option<SmallDisk> {
        let folder = tempfile::tempdir().unwrap();
        let mount = Command::new("mount")
            .args(["-t", "tmpfs", "-o", "size=64m", "rolo-test"])
            .arg(folder.path())
            .output();
        let problem = match mount {
            Ok(done) if done.status.success() => return Some(SmallDisk { folder }),
            Ok(done) => String::from_utf8_lossy(&done.stderr).into_owned(),
            Err(error) => error.to_string(),
        };
        eprintln!("SKIPPED: no small disk can be mounted here: {problem}");
        None
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Fills it but for so many KiB.
    fn leave(&self, kibibytes: u64) {
        let ballast = self.path().join("ballast");
        drop(std::fs::remove_file(&ballast));
        let disk = rustix::fs::statvfs(self.path()).unwrap();
        let free = disk.f_bavail * disk.f_frsize;
        let bytes = usize::try_from(free.saturating_sub(kibibytes * 1024)).unwrap();
        std::fs::write(&ballast, vec![7; bytes]).unwrap();
    }

    fn make_room(&self) {
        std::fs::remove_file(self.path().join("ballast")).unwrap();
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        // What is left of it goes with the machine.
        let _ = Command::new("umount").arg(self.path()).output();
    }
}

#[test]
fn a_disk_without_room_is_told_and_what_was_there_stays() {
    let Some(disk) = SmallDisk::mount() else {
        return;
    };
    let data = disk.path().join("data");
    let home = Home::new().with("ROLO_DATA_DIR", &data.to_string_lossy());
    home.run(&["set", "1", "website=before.example"]).good();
    let long = format!("description={}", "much text ".repeat(9_000));
    let mut failed = 0;
    for kibibytes in [0, 4, 16, 48, 96, 128, 160, 192, 256, 512] {
        let before = shown(&home, "description");
        disk.leave(kibibytes);
        let ran = home.command(&["set", "1", &long]).output().unwrap();
        disk.make_room();
        let said = String::from_utf8_lossy(&ran.stderr).into_owned();
        let after = shown(&home, "description");
        if ran.status.success() {
            assert!(
                after.starts_with("much text"),
                "{kibibytes} KiB: done, and not there"
            );
        } else {
            failed += 1;
            assert_told(ran.status.code(), &said, &format!("{kibibytes} KiB"));
            assert!(
                after == before || after.starts_with("much text"),
                "{kibibytes} KiB: half"
            );
        }
        if after != before {
            home.run(&["set", "1", "description="]).good();
        }
        assert_eq!(shown(&home, "website"), "before.example");
    }
    assert!(failed >= 2, "the disk was never full");
}

#[test]
fn a_form_that_finds_the_disk_full_keeps_what_was_typed_on_the_screen() {
    let home = Home::new();
    home.run(&["list", "--limit", "1"]).good();
    let rolo = env!("CARGO_BIN_EXE_rolo");
    let script = format!("ROLO={rolo}; set -- 48 volks; {LIMITED}");
    let mut term = home.shell(&["-c", &script], 100, 40);
    term.wait_for("Volkswagen");
    term.press("e");
    term.wait_for("ctrl-s save");
    let text = "Typed".repeat(12);
    let mut told = false;
    for nth in 0..40 {
        term.press(&text);
        let typed = format!("{nth}Zz");
        term.press(&typed);
        term.wait_for(&typed);
        term.press(SAVE);
        let screen = term.wait_until("an answer", |screen| {
            screen.contains("Saved") || complains(screen)
        });
        if complains(&screen) {
            assert!(screen.contains(&typed), "what was typed is gone:\n{screen}");
            told = true;
            break;
        }
        term.press("e");
        term.wait_for("ctrl-s save");
    }
    assert!(told, "the disk was never full:\n{}", term.text());
    leave(&mut term);
}

fn complains(screen: &str) -> bool {
    ["could not be written", "full", "disk", "make room"]
        .iter()
        .any(|word| screen.contains(word))
}

/// It can still be left, whatever it has to say about that.
fn leave(term: &mut Term) {
    term.signal(rustix::process::Signal::TERM);
    term.wait_for_end();
}

/// Takes the right to write from everything below a folder; whoever owns it may still be above rights.
fn make_read_only(folder: &Path) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let mode = match path.is_dir() {
            true => {
                make_read_only(&path);
                0o555
            }
            false => 0o444,
        };
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
    }
    std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o555)).unwrap();
}

#[test]
fn a_folder_that_is_read_only_is_told_and_nothing_breaks() {
    let home = Home::new();
    home.run(&["set", "1", "website=before.example"]).good();
    let folder = home.data().parent().unwrap().to_owned();
    // The one who runs the tests may be above all rights; the program then runs as somebody who is not.
    let program = folder.join("rolo");
    std::fs::copy(env!("CARGO_BIN_EXE_rolo"), &program).unwrap();
    make_read_only(&home.data());
    std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(0o555)).unwrap();
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o555)).unwrap();
    let run = |args: &[&str]| {
        let like = home.command(args);
        let mut command = Command::new(&program);
        let variables = like.get_envs();
        command.args(args).env_clear();
        command.envs(variables.filter_map(|(name, value)| Some((name, value?))));
        if rustix::process::geteuid().is_root() {
            command.uid(65_534).gid(65_534);
        }
        let output = command.output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        (output.status.code(), said)
    };
    for args in [
        &["set", "1", "website=after.example"][..],
        &["create", "name=New"],
        &["delete", "1", "--yes"],
    ] {
        let (code, said) = run(args);
        assert_told(code, &said, &args.join(" "));
        assert!(said.contains("data") || said.contains("written"), "{said}");
    }
    // It may not be able to read without writing; then it says so, too.
    let (code, said) = run(&["list", "--limit", "1"]);
    if code != Some(0) {
        assert_told(code, &said, "list");
    }
    for (path, mode) in [(folder.as_path(), 0o755), (&home.data(), 0o755)] {
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    }
    make_writable(&home.data());
    assert_eq!(shown(&home, "website"), "before.example");
}

fn make_writable(folder: &Path) {
    std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o755)).unwrap();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => make_writable(&path),
            false => {
                let mode = std::fs::Permissions::from_mode(0o644);
                std::fs::set_permissions(&path, mode).unwrap();
            }
        }
    }
}
