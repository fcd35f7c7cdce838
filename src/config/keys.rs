//! Owns reading `keymap.toml`: each line patches the keys out of the box, or is one mistake; the rest works.
//! Must not decide what a key can do: `app/keymap` does.

use std::path::Path;

use super::nearest;
use super::sheet::{Entry, Mistake, Sheet, Value};
use crate::app::action::Action;
use crate::app::key::{self, Key};
use crate::app::keymap::{Chord, Context, Keymap};

/// The keys in force, and what of the file could not be taken.
#[derive(Clone, Debug, Default)]
pub struct Keys {
    pub keymap: Keymap,
    pub mistakes: Vec<Mistake>,
    /// How many lines of the file are in force.
    pub taken: usize,
}

impl Keys {
    pub fn load(file: &Path) -> Keys {
        Keys::read(Sheet::load(file))
    }

    fn read(sheet: Sheet) -> Keys {
        let mut keys = Keys {
            mistakes: sheet.mistakes,
            ..Keys::default()
        };
        let mut earlier: Vec<Earlier> = Vec::new();
        let mut unknown: Vec<&str> = Vec::new();
        for entry in &sheet.entries {
            // One mistyped section is one mistake, whatever stands in it.
            if unknown.contains(&entry.section.as_str()) {
                continue;
            }
            match keys.take(entry, &mut earlier) {
                Ok(()) => keys.taken += 1,
                Err(text) => {
                    if Context::of_name(&entry.section).is_none() {
                        unknown.push(&entry.section);
                    }
                    keys.mistakes.push(Mistake::at(entry.line, text));
                }
            }
        }
        for (context, key) in keys.keymap.mend() {
            let at = earlier.iter().rfind(|earlier| earlier.context == context);
            keys.mistakes.push(Mistake {
                line: at.map(|earlier| earlier.line),
                text: format!(
                    "no key is left that leaves [{}]: “{key}” stays",
                    context.name()
                ),
            });
        }
        keys.mistakes.sort_by_key(|mistake| mistake.line);
        keys
    }

    fn take(&mut self, entry: &Entry, earlier: &mut Vec<Earlier>) -> Result<(), String> {
        let context = context(&entry.section, &entry.name)?;
        let key = chord(&entry.name)?;
        let action = action(&entry.value)?;
        let binds = action.is_some();
        let against = earlier.iter().find(|other| {
            let hide = other.binds && binds && other.key.hides(&key);
            other.context == context && (other.key == key || hide)
        });
        if let Some(Earlier {
            key: before, line, ..
        }) = against
        {
            return Err(match *before == key {
                true => format!("“{key}” is said already in line {line}, which counts"),
                false => format!(
                    "“{key}” and “{before}” in line {line} hide each other; line {line} counts"
                ),
            });
        }
        self.keymap
            .patch(context, key.clone(), action)
            .map_err(|refusal| refusal.to_string())?;
        earlier.push(Earlier {
            context,
            key,
            line: entry.line,
            binds,
        });
        Ok(())
    }
}

/// What a line before this one said.
struct Earlier {
    context: Context,
    key: Chord,
    line: usize,
    /// Or else it takes a key away.
    binds: bool,
}

fn context(section: &str, name: &str) -> Result<Context, String> {
    if section.is_empty() {
        return Err(format!(
            "“{name}” stands under no [section]: say where the key works, such as [list]"
        ));
    }
    let names: Vec<&str> = Context::all().map(Context::name).collect();
    Context::of_name(section).ok_or_else(|| {
        format!(
            "[{section}] is no place with keys{}",
            meant(section, &names)
        )
    })
}

fn chord(name: &str) -> Result<Chord, String> {
    if name.is_empty() {
        return Err("“” is no key; keys look like x, ctrl-s, F5, Enter or g g".to_owned());
    }
    name.parse().map_err(|()| {
        let names: Vec<&str> = key::names().collect();
        // Of several keys the first that is none is the slip.
        let wrong = name.split(' ').find(|key| key.parse::<Key>().is_err());
        let wrong = wrong.and_then(|key| key.rsplit('-').next());
        format!(
            "“{name}” is no key{}; keys look like x, ctrl-s, F5, Enter or g g",
            meant(wrong.unwrap_or(name), &names)
        )
    })
}

/// None: the key is to do nothing.
fn action(value: &Value) -> Result<Option<Action>, String> {
    match value {
        Value::List(items) if items.is_empty() => Ok(None),
        Value::Text(name) => {
            let known = Action::ALL.iter().find(|action| action.name() == name);
            let names: Vec<&str> = Action::ALL.iter().map(|action| action.name()).collect();
            let action = known.ok_or_else(|| {
                format!("“{name}” is nothing that rolo does{}", meant(name, &names))
            })?;
            Ok(Some(*action))
        }
        _ => Err("a key does one thing, as a text in quotes, or nothing: []".to_owned()),
    }
}

fn meant(typed: &str, known: &[&str]) -> String {
    nearest(typed, known)
        .map(|near| format!("; did you mean “{near}”?"))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(text: &str) -> (Keymap, Vec<String>) {
        let keys = Keys::read(Sheet::parse(text));
        let told = keys.mistakes.iter().map(|mistake| {
            let line = mistake.line.unwrap_or(0);
            format!("{line}: {}", mistake.text)
        });
        (keys.keymap, told.collect())
    }

    #[test]
    fn the_keys_out_of_the_box_can_be_said_again() {
        let (_, mistakes) = read(include_str!("../../assets/keymap.toml"));
        assert_eq!(mistakes, Vec::<String>::new());
    }

    #[test]
    fn each_slip_is_one_line_and_the_rest_works() {
        let (keymap, mistakes) = read(
            "[list]\n\"x\" = \"delte\"\n\"X\" = \"delete\"\n\"Entr\" = \"open\"\n[lst]\n\"a\" = \"open\"\n\"b\" = \"open\"\n",
        );
        assert_eq!(
            mistakes,
            [
                "2: “delte” is nothing that rolo does; did you mean “delete”?",
                "4: “Entr” is no key; did you mean “Enter”?; keys look like x, ctrl-s, F5, Enter or g g",
                "6: [lst] is no place with keys; did you mean “list”?",
            ]
        );
        let action = keymap.action(&[Context::List], Key::char('X'));
        assert_eq!(action, Some(Action::Delete));
    }

    #[test]
    fn a_key_without_a_name_is_not_taken_for_another() {
        let (_, mistakes) = read("[list]\n\"\" = \"edit\"\n");
        assert_eq!(
            mistakes,
            ["2: “” is no key; keys look like x, ctrl-s, F5, Enter or g g"]
        );
    }

    #[test]
    fn two_lines_that_hide_each_other_are_a_conflict() {
        let (_, mistakes) = read("[list]\n\"g\" = \"first\"\n\"g g\" = \"last\"\n");
        assert_eq!(
            mistakes,
            ["3: “g g” and “g” in line 2 hide each other; line 2 counts"]
        );
    }

    #[test]
    fn the_last_way_out_stays() {
        let (keymap, mistakes) = read("[list]\n\"q\" = []\n\"ctrl-c\" = []\n");
        assert_eq!(
            mistakes,
            ["3: no key is left that leaves [list]: “ctrl-c” stays"]
        );
        let action = keymap.action(&[Context::List], Key::ctrl('c'));
        assert_eq!(action, Some(Action::Quit));
    }

    proptest! {
        #[test]
        fn no_file_makes_it_panic(key in ".{0,8}", action in ".{0,8}", section in "[a-z]{0,6}") {
            let _ = read(&format!("[{section}]\n{key:?} = {action:?}\n[list]\n{key:?} = \"open\"\n"));
        }
    }
}
