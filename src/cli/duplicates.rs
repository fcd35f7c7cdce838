//! `rolo duplicates`: the pairs that are probably one customer, and why; or remembers that some are not.

use std::collections::HashMap;

use clap_complete::engine::ArgValueCompleter;
use serde_json::{Value, json};

use crate::customer::CustomerId;
use crate::customer::text::one_line;
use crate::workspace::Workspace;
use crate::workspace::duplicates::{LIKELY, Pair};

use super::args::Format;
use super::carry;
use super::complete;
use super::context::Context;
use super::output;
use super::problem::{Exit, Problem};
use super::table::{Head, lay_out};

#[derive(Clone, Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  rolo duplicates\n  rolo duplicates --min 0.9 --limit 20\n  rolo duplicates --json=ids,score | head\n  rolo duplicates --not 1001 1002\n  rolo duplicates --min 0.9 --format ids | head -1 | rolo duplicates --not -\n\nA score of 0.9 means: nine of ten such pairs are one customer. A name by itself scores about 0.5; two legal forms of one name are a hint and never score above 0.8."
)]
pub struct Args {
    /// At most this many, the likeliest
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
    /// The least score, from 0 to 1
    #[arg(long, value_name = "SCORE", default_value_t = LIKELY, value_parser = score)]
    min: f64,
    /// Remember that these are different customers, each from all others; they are not listed again. - reads their
    /// ids from standard input
    #[arg(long, value_name = "ID", num_args = 1.., value_parser = carry::one_word, add = ArgValueCompleter::new(complete::ids), conflicts_with_all = ["limit", "min"])]
    not: Vec<String>,
}

fn score(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(score) if (0.0..=1.0).contains(&score) => Ok(score),
        _ => Err("a score is a number from 0 to 1".to_owned()),
    }
}

pub async fn run(context: &Context, args: &Args) -> Result<Exit, Problem> {
    if !args.not.is_empty() {
        return set_apart(context, &carry::ids(&args.not)?).await;
    }
    let workspace = context.open_fresh().await?;
    let mut pairs = workspace.duplicates(args.min).await?;
    pairs.truncate(args.limit.unwrap_or(usize::MAX));
    let fields = workspace.fields().await?;
    let names = names(&workspace, &pairs).await?;
    let listed = pairs.iter().map(|pair| Listed {
        pair,
        names: [pair.ids.0, pair.ids.1].map(|id| names.get(&id).cloned().unwrap_or_default()),
        reasons: pair
            .verdict
            .reasons
            .iter()
            .map(|why| why.say(&fields))
            .collect(),
    });
    print(context, listed.collect())
}

async fn set_apart(context: &Context, ids: &[CustomerId]) -> Result<Exit, Problem> {
    // No id stands here twice.
    if ids.len() < 2 {
        return Err(Problem::usage(
            "two different customers are needed; nothing was remembered",
        ));
    }
    let workspace = context.open_fresh().await?;
    for id in ids {
        // An id that is mistyped would be remembered for ever.
        let record = workspace.read(*id).await?;
        record.ok_or_else(|| Problem::no_customer(*id))?;
    }
    let verb = match context.globals.dry_run {
        true => "would be remembered",
        false => {
            workspace.set_apart(ids.to_vec(), true).await?;
            "remembered"
        }
    };
    match output::format(&context.globals) {
        Format::Table => {
            let ids: Vec<String> = ids.iter().map(ToString::to_string).collect();
            output::lines([format!(
                "{verb}: {} are different customers",
                ids.join(", ")
            )])?;
        }
        Format::Ids => output::lines(ids.iter().map(ToString::to_string))?,
        _ => output::lines([json!({"apart": ids}).to_string()])?,
    }
    Ok(Exit::Done)
}

/// Names are read in pages, so that a long list of pairs does not need all records at once.
async fn names(
    workspace: &Workspace,
    pairs: &[Pair],
) -> Result<HashMap<CustomerId, String>, Problem> {
    const PAGE: usize = 1_000;
    let mut names = HashMap::new();
    for page in pairs.chunks(PAGE) {
        let ids: Vec<CustomerId> = page
            .iter()
            .flat_map(|pair| [pair.ids.0, pair.ids.1])
            .collect();
        for record in workspace.rows(ids).await? {
            names.extend(record.id().map(|id| (id, record.name().to_owned())));
        }
    }
    Ok(names)
}

/// A pair as it is printed.
struct Listed<'a> {
    pair: &'a Pair,
    names: [String; 2],
    reasons: Vec<String>,
}

impl Listed<'_> {
    fn score(&self) -> String {
        // 1 would be a promise.
        let score = (self.pair.verdict.score() * 1_000.0).floor() / 1_000.0;
        format!("{score:.3}")
    }

    /// The members of its JSON, all of them or those that were asked for.
    fn json(&self, wanted: &[&str]) -> Value {
        let all = json!({
            "score": (self.pair.verdict.score() * 10_000.0).floor() / 10_000.0,
            "hint": self.pair.verdict.hint,
            "reasons": self.reasons,
            "ids": [self.pair.ids.0, self.pair.ids.1],
            "names": self.names,
        });
        match all {
            Value::Object(mut all) if !wanted.is_empty() => {
                all.retain(|key, _| wanted.contains(&key.as_str()));
                Value::Object(all)
            }
            all => all,
        }
    }

    fn row(&self) -> Vec<String> {
        let [one, other] = self.names.each_ref().map(|name| one_line(name));
        let (a, b) = self.pair.ids;
        vec![
            self.score(),
            a.to_string(),
            one,
            b.to_string(),
            other,
            self.reasons.join(", "),
        ]
    }
}

const MEMBERS: [&str; 5] = ["score", "hint", "reasons", "ids", "names"];

fn print(context: &Context, listed: Vec<Listed<'_>>) -> Result<Exit, Problem> {
    let wanted = context.globals.json_fields();
    if let Some(unknown) = wanted.iter().find(|name| !MEMBERS.contains(name)) {
        return Err(Problem::usage(format!(
            "a pair has no “{unknown}”; it has {}",
            MEMBERS.join(", ")
        )));
    }
    let json = |one: &Listed<'_>| one.json(&wanted);
    match output::format(&context.globals) {
        Format::Table if listed.is_empty() => {
            output::lines(["no two customers are probably one"])?;
        }
        Format::Table => {
            let head = |(label, right): (&str, bool)| Head {
                label: label.to_owned(),
                right,
            };
            let heads = [
                ("Score", true),
                ("Id", true),
                ("Name", false),
                ("Id", true),
                ("Name", false),
                ("Why", false),
            ];
            let rows: Vec<Vec<String>> = listed.iter().map(Listed::row).collect();
            output::lines(lay_out(&heads.map(head), &rows, output::width()))?;
        }
        Format::Json => {
            let all: Vec<Value> = listed.iter().map(json).collect();
            output::lines([Value::Array(all).to_string()])?;
        }
        Format::Jsonl => output::lines(listed.iter().map(|one| json(one).to_string()))?,
        Format::Csv => {
            let heads = ["score", "id", "name", "otherId", "otherName", "reasons"];
            let rows = listed.iter().map(Listed::row);
            output::csv(std::iter::once(heads.map(str::to_owned).to_vec()).chain(rows))?;
        }
        // Both ids of a pair, as `rolo merge` takes them.
        Format::Ids => {
            output::lines(
                listed
                    .iter()
                    .map(|one| format!("{} {}", one.pair.ids.0, one.pair.ids.1)),
            )?;
        }
    }
    Ok(Exit::Done)
}
