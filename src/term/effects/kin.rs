//! Owns which processes came of another, and asking them to end: a shell between rolo and an editor takes a signal
//! without handing it on.
//! Must not wait for their end.

use std::fs;

use rustix::process::{Pid, Signal, kill_process};

/// Asks a process to end, and before it what came of it. Where the system does not tell, it alone is asked.
pub(super) fn ask_to_end(id: i32) {
    let all = living();
    let mut asked = vec![id];
    let mut at = 0;
    while let Some(parent) = asked.get(at).copied() {
        let children = all.iter().filter(|(_, of)| *of == parent);
        asked.extend(children.map(|(child, _)| *child));
        at += 1;
    }
    // The youngest first: as long as its parent lives, its number is its own.
    for pid in asked.into_iter().rev().filter_map(Pid::from_raw) {
        if let Err(error) = kill_process(pid, Signal::HUP) {
            tracing::debug!(%error, "a process of the editor could not be asked to end");
        }
    }
}

/// Each process and its parent.
fn living() -> Vec<(i32, i32)> {
    let Ok(entries) = fs::read_dir("/proc") else {
        return Vec::new();
    };
    let stat = |entry: fs::DirEntry| {
        let id = entry.file_name().to_str()?.parse().ok()?;
        Some((
            id,
            parent(&fs::read_to_string(entry.path().join("stat")).ok()?)?,
        ))
    };
    entries.flatten().filter_map(stat).collect()
}

/// The name stands in brackets and may hold brackets itself; the state and the parent follow.
fn parent(stat: &str) -> Option<i32> {
    let (_, after) = stat.rsplit_once(')')?;
    after.split_whitespace().nth(1)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use std::io::Read;
    use std::process::{Command, Stdio};

    use super::*;

    #[test]
    fn a_name_with_brackets_hides_no_parent() {
        assert_eq!(parent("12 (a) b (c)) S 7 12 12 0"), Some(7));
        assert_eq!(parent("12 nothing"), None);
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn what_a_shell_started_ends_with_it() {
        let mut shell = Command::new("sh");
        // The pipe is closed when the last of them has ended.
        shell.args(["-c", "echo; sh -c 'sleep 600; :'; :"]);
        let mut shell = shell.stdout(Stdio::piped()).spawn().unwrap();
        let mut out = shell.stdout.take().unwrap();
        let id = i32::try_from(shell.id()).unwrap();
        let children = |of: i32| living().into_iter().find(|(_, parent)| *parent == of);
        while children(id)
            .and_then(|(child, _)| children(child))
            .is_none()
        {
            std::thread::yield_now();
        }
        ask_to_end(id);
        let mut said = String::new();
        out.read_to_string(&mut said).unwrap();
        shell.wait().unwrap();
        assert_eq!(said, "\n");
    }
}
