//! Owns who sends: of all programs on a workspace one at a time. The lease lies in `workspace.db`, is
//! renewed while somebody sends, and runs out by itself; that of a program which is gone is taken at once.
//! Must not send anything.

use std::sync::LazyLock;

use rusqlite::{Connection, OptionalExtension, params};

/// How long a lease holds without being renewed. A program that was stopped in the middle of sending loses
/// it by that, and what it was sending is looked up by the next one.
pub const TERM: i64 = 15_000;

const NAME: &str = "sender";

/// One that may hold the lease, or a draft.
pub struct Holder {
    id: String,
    process: u32,
}

impl Holder {
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Where it runs.
    pub fn machine(&self) -> &'static str {
        &MACHINE
    }

    pub fn process(&self) -> u32 {
        self.process
    }

    #[cfg(test)]
    pub fn of_process(process: u32) -> Holder {
        Holder {
            process,
            ..Holder::default()
        }
    }
}

impl Default for Holder {
    fn default() -> Holder {
        Holder {
            id: uuid::Uuid::new_v4().to_string(),
            process: std::process::id(),
        }
    }
}

/// Where this program runs: processes of the same place see each other by their numbers. Empty where that
/// cannot be told; then only time tells.
static MACHINE: LazyLock<String> = LazyLock::new(|| {
    let boot = std::fs::read_to_string("/proc/sys/kernel/random/boot_id");
    let space = std::fs::read_link("/proc/self/ns/pid");
    match (boot, space) {
        (Ok(boot), Ok(space)) => format!("{} {}", boot.trim(), space.display()),
        _ => String::new(),
    }
});

/// Takes the lease, or renews it. Whether it is held now.
pub fn take(db: &Connection, holder: &Holder, now: i64) -> rusqlite::Result<bool> {
    if is_held_by_another(db, holder, now)? {
        return Ok(false);
    }
    db.prepare_cached(
        "insert or replace into lease (name, holder, machine, process, until) values (?1, ?2, ?3, ?4, ?5)",
    )?
    .execute(params![
        NAME,
        holder.id,
        *MACHINE,
        holder.process,
        now.saturating_add(TERM)
    ])?;
    Ok(true)
}

/// Whether anybody sends, this program included.
pub fn is_held(db: &Connection, holder: &Holder, now: i64) -> rusqlite::Result<bool> {
    let own = "select exists (select 1 from lease where name = ?1 and holder = ?2)";
    let mut own = db.prepare_cached(own)?;
    let is_own = own.query_row([NAME, &holder.id], |row| row.get(0))?;
    Ok(is_own || is_held_by_another(db, holder, now)?)
}

fn is_held_by_another(db: &Connection, holder: &Holder, now: i64) -> rusqlite::Result<bool> {
    let mut find =
        db.prepare_cached("select holder, machine, process, until from lease where name = ?1")?;
    let held = find.query_row([NAME], |row| {
        let id: String = row.get(0)?;
        let machine: String = row.get(1)?;
        let process: u32 = row.get(2)?;
        let until: i64 = row.get(3)?;
        let is_other = id != holder.id;
        // A clock that was set back must not leave a lease for years.
        let holds = (now..=now.saturating_add(2 * TERM)).contains(&until);
        Ok(is_other && holds && !is_gone(&machine, process))
    });
    Ok(held.optional()?.unwrap_or(false))
}

/// Gives the lease back.
pub fn release(db: &Connection, holder: &Holder) -> rusqlite::Result<()> {
    db.prepare_cached("delete from lease where name = ?1 and holder = ?2")?
        .execute([NAME, &holder.id])?;
    Ok(())
}

/// Whether a process is known to be no more.
fn is_gone(machine: &str, process: u32) -> bool {
    !machine.is_empty() && machine == MACHINE.as_str() && has_ended(process)
}

/// Whether a process is known to run beside this one. What ran before the machine was started anew does not.
pub fn runs_here(machine: &str, process: u32) -> bool {
    machine == MACHINE.as_str() && !has_ended(process)
}

fn has_ended(process: u32) -> bool {
    let number = i32::try_from(process).ok();
    let Some(process) = number.and_then(rustix::process::Pid::from_raw) else {
        return true;
    };
    let asked = rustix::process::test_kill_process(process);
    asked == Err(rustix::io::Errno::SRCH)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::drafts::Drafts;

    #[test]
    fn one_at_a_time_until_it_is_given_back_or_runs_out() {
        let folder = tempfile::tempdir().unwrap();
        let drafts = Drafts::open(&folder.path().join("w.db")).unwrap();
        let db = drafts.db();
        let (one, two) = (Holder::default(), Holder::default());
        assert!(take(&db, &one, 1_000).unwrap());
        assert!(!take(&db, &two, 1_001).unwrap());
        assert!(take(&db, &one, 5_000).unwrap(), "it is renewed");
        assert!(!take(&db, &two, 1_000 + TERM + 1).unwrap());
        assert!(take(&db, &two, 5_000 + TERM + 1).unwrap(), "it ran out");
        assert!(!take(&db, &one, 5_000 + TERM + 2).unwrap());
        release(&db, &one).unwrap();
        assert!(is_held(&db, &one, 5_000 + TERM + 2).unwrap());
        release(&db, &two).unwrap();
        assert!(!is_held(&db, &one, 5_000 + TERM + 2).unwrap());
        assert!(take(&db, &one, 5_000 + TERM + 3).unwrap());
    }

    #[test]
    fn that_of_a_program_that_is_gone_is_free() {
        let folder = tempfile::tempdir().unwrap();
        let drafts = Drafts::open(&folder.path().join("w.db")).unwrap();
        let db = drafts.db();
        let mut child = std::process::Command::new("true").spawn().unwrap();
        let gone = Holder {
            process: child.id(),
            ..Holder::default()
        };
        child.wait().unwrap();
        assert!(take(&db, &gone, 1_000).unwrap());
        let here = !MACHINE.is_empty();
        assert_eq!(take(&db, &Holder::default(), 1_001).unwrap(), here);
    }
}
