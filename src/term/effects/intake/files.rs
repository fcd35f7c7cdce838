//! Owns the names of files that could be meant by what is typed. Must not open one.

use std::path::{Path, PathBuf};

use crate::app::intake::FileName;
use crate::app::words::screens;
use crate::customer::show::grouped;

/// So many names are offered.
const MOST: usize = 200;

/// The path with `~` as the home it stands for.
pub fn expanded(typed: &str) -> PathBuf {
    let home = std::env::var_os("HOME").map(PathBuf::from);
    match (typed.strip_prefix('~'), home) {
        (Some(""), Some(home)) => home,
        (Some(rest), Some(home)) if rest.starts_with('/') => {
            home.join(rest.trim_start_matches('/'))
        }
        _ => PathBuf::from(typed),
    }
}

/// Everything in the folder that begins with what is typed behind it: folders first, hidden ones only on demand.
pub fn named(typed: &str) -> Vec<FileName> {
    let (folder, start) = match typed.rfind('/') {
        Some(at) => typed.split_at(at + 1),
        None => ("", typed),
    };
    let place = match folder {
        "" => PathBuf::from("."),
        folder => expanded(folder),
    };
    let Ok(entries) = std::fs::read_dir(place) else {
        return Vec::new();
    };
    let wanted = start.to_lowercase();
    let mut files: Vec<FileName> = entries
        .flatten()
        .filter_map(|entry| {
            let name = entry.file_name().into_string().ok()?;
            let fits = name.to_lowercase().starts_with(&wanted);
            let hidden = name.starts_with('.') && !start.starts_with('.');
            (fits && !hidden).then(|| named_file(folder, &name, &entry.path()))?
        })
        .collect();
    files.sort_by(|a, b| {
        let key = |file: &FileName| (!file.is_folder, file.name.to_lowercase());
        key(a).cmp(&key(b))
    });
    files.truncate(MOST);
    files
}

fn named_file(folder: &str, name: &str, path: &Path) -> Option<FileName> {
    let about = std::fs::metadata(path).ok()?;
    let is_folder = about.is_dir();
    let end = if is_folder { "/" } else { "" };
    Some(FileName {
        path: format!("{folder}{name}{end}"),
        name: name.to_owned(),
        is_folder,
        note: match is_folder {
            true => String::new(),
            false => size(about.len()),
        },
    })
}

fn size(bytes: u64) -> String {
    match bytes {
        ..1_000 => screens::bytes(bytes),
        1_000..1_000_000 => screens::kilobytes(bytes / 1_000),
        _ => screens::megabytes(grouped(&(bytes / 1_000_000).to_string())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_by_their_beginning_and_hidden_ones_on_demand() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["Customers.csv", "cars.csv", ".cache", "notes.txt"] {
            std::fs::write(folder.path().join(name), "x").unwrap();
        }
        std::fs::create_dir(folder.path().join("closets")).unwrap();
        let typed = |start: &str| format!("{}/{start}", folder.path().display());
        let names = |start: &str| -> Vec<String> {
            named(&typed(start))
                .into_iter()
                .map(|file| file.name)
                .collect()
        };
        assert_eq!(names("c"), ["closets", "cars.csv", "Customers.csv"]);
        assert_eq!(names(".c"), [".cache"]);
        assert!(names("x").is_empty());
        assert_eq!(named(&typed("clo"))[0].path, typed("closets/"));
        assert!(named("/no/such/folder/x").is_empty());
    }
}
