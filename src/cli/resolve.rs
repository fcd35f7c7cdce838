//! Owns what a person decides on a conflict from the command line: one side for all its fields, or for each field
//! a side, both, or another value. Must not send it.

use crate::customer::both::both;
use crate::customer::merge::Conflict;
use crate::customer::{Catalog, Change, Customer, Fields, Step};

use super::assign;
use super::columns::find_field;
use super::problem::Problem;

/// What shall be of a field.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Side {
    Mine,
    Theirs,
    Both,
    /// `FIELD=VALUE` as it was typed.
    Value(String),
}

/// All that was decided.
#[derive(Debug, Default)]
pub struct Choices {
    /// For the fields that are not named.
    all: Option<Side>,
    fields: Vec<(String, Side)>,
}

impl Choices {
    /// Reads `mine`, `theirs` or `both`, and `FIELD=mine`, `FIELD=theirs`, `FIELD=both` or `FIELD=VALUE`.
    pub fn read(words: &[String], fields: &Fields) -> Result<Choices, Problem> {
        let mut choices = Choices::default();
        for word in words {
            let Some((name, value)) = word.split_once('=') else {
                let side = side(word).ok_or_else(|| {
                    Problem::usage(format!(
                        "“{word}” is neither mine, theirs or both, nor FIELD=VALUE; nothing was decided"
                    ))
                })?;
                if choices.all.replace(side).is_some() {
                    return Err(Problem::usage(
                        "two sides are named for all fields; nothing was decided",
                    ));
                }
                continue;
            };
            let field = find_field(name.trim(), fields)?;
            let side = side(value).unwrap_or_else(|| {
                // A value that reads like a side is given with a second equals sign.
                let value = value.strip_prefix('=').unwrap_or(value);
                Side::Value(format!("{}={value}", field.wire))
            });
            choices.fields.push((field.wire.to_string(), side));
        }
        Ok(choices)
    }

    /// The fields that were named.
    pub fn named(&self) -> impl Iterator<Item = &str> {
        self.fields.iter().map(|(wire, _)| wire.as_str())
    }

    fn of(&self, wire: &str) -> Option<&Side> {
        let named = self.fields.iter().find(|(name, _)| name == wire);
        named.map(|(_, side)| side).or(self.all.as_ref())
    }

    /// What is left to send of a step; nothing where all of theirs stands.
    pub fn decide(
        &self,
        step: &Step,
        current: &Customer,
        conflicts: &[Conflict],
        fields: &Fields,
        catalog: &Catalog,
    ) -> Result<Vec<Change>, Problem> {
        let mut changes = match step {
            Step::Edit { changes, .. } => changes.clone(),
            _ => Vec::new(),
        };
        changes.retain(|change| conflicts.iter().all(|clash| clash.field != change.field));
        for clash in conflicts {
            let label = || match fields.find(&clash.field) {
                Some(field) => field.label.to_string(),
                None => clash.field.clone(),
            };
            let side = self.of(&clash.field).ok_or_else(|| {
                Problem::usage(format!(
                    "{} is in conflict too, and nothing is said of it; nothing was decided: name a side for it, or one for all the rest",
                    label()
                ))
            })?;
            let to = match side {
                Side::Theirs => continue,
                Side::Mine => clash.mine.clone(),
                Side::Both => {
                    let field = fields.find(&clash.field);
                    let both = field.and_then(|field| both(field, clash, catalog));
                    both.ok_or_else(|| {
                        Problem::usage(format!(
                            "{} cannot hold both; nothing was decided: mine, theirs, or a value",
                            label()
                        ))
                    })?
                }
                Side::Value(typed) => {
                    let typed = std::slice::from_ref(typed);
                    let changes = assign::changes(current, typed, fields, catalog)?;
                    match changes.into_iter().next() {
                        Some(change) => change.to,
                        None => continue,
                    }
                }
            };
            changes.push(Change {
                field: clash.field.clone(),
                from: clash.theirs.clone(),
                to,
            });
        }
        Ok(changes)
    }
}

fn side(word: &str) -> Option<Side> {
    match word {
        "mine" => Some(Side::Mine),
        "theirs" => Some(Side::Theirs),
        "both" => Some(Side::Both),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::customer::Part;
    use serde_json::json;

    fn decided(words: &[&str]) -> Result<Vec<(String, serde_json::Value)>, String> {
        let fields = Fields::standard();
        let part = |field: &str, value: &str| Part::from_iter([(field.to_owned(), json!(value))]);
        let clash = |field: &str| Conflict {
            field: field.to_owned(),
            base: part(field, "was"),
            mine: part(field, "mine"),
            theirs: part(field, "theirs"),
        };
        let change = |field: &str| Change {
            field: field.to_owned(),
            from: part(field, "was"),
            to: part(field, "mine"),
        };
        let step = Step::Edit {
            id: 1,
            name: "A".to_owned(),
            changes: ["skypeName", "website", "description"].map(change).to_vec(),
        };
        let current = json!({"skypeName": "was", "website": "theirs", "description": "theirs"});
        let current = Customer::from_value(current).unwrap();
        let conflicts = [clash("website"), clash("description")];
        let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
        let catalog = Catalog::default();
        let changes = Choices::read(&words, &fields)
            .and_then(|all| all.decide(&step, &current, &conflicts, &fields, &catalog));
        let changes = changes.map_err(|problem| problem.text)?;
        let to = |change: Change| {
            let value = change.to[&change.field].clone();
            (change.field, value)
        };
        Ok(changes.into_iter().map(to).collect())
    }

    #[test]
    fn each_field_goes_by_what_was_said_of_it_and_the_others_by_the_side_of_all() {
        let pair = |field: &str, value: &str| (field.to_owned(), json!(value));
        let free = || pair("skypeName", "mine");
        let cases: [(&[&str], Vec<_>); 5] = [
            (&["theirs"], vec![free()]),
            (
                &["mine"],
                vec![free(), pair("website", "mine"), pair("description", "mine")],
            ),
            (
                &["theirs", "description=both"],
                vec![free(), pair("description", "theirs\n\nmine")],
            ),
            (
                &["website=other.example", "description=theirs"],
                vec![free(), pair("website", "other.example")],
            ),
            (
                &["description==mine", "website=theirs"],
                vec![free(), pair("description", "mine")],
            ),
        ];
        for (words, wanted) in cases {
            assert_eq!(decided(words).unwrap(), wanted, "{words:?}");
        }
    }

    #[test]
    fn what_is_not_said_is_not_guessed() {
        for words in [
            &["website=mine"][..],
            &["ours"],
            &["mine", "theirs"],
            &["website=both", "theirs"],
        ] {
            let problem = decided(words).unwrap_err();
            assert!(problem.contains("nothing was decided"), "{problem}");
        }
    }
}
