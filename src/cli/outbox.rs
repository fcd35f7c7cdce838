//! `rolo outbox`: the changes that the server has not confirmed yet, and what is to become of them.

use clap::Subcommand;
use clap_complete::engine::ArgValueCompleter;

use crate::customer::changeset::{Action, Entry, Standing};
use crate::customer::merge::Conflict;
use crate::customer::show::grouped;
use crate::customer::text::{self, one_line};
use crate::customer::{Change, Fields, Step, show, telling};
use crate::workspace::Workspace;

use super::args::Format;
use super::carry::{judged, short};
use super::context::{Context, warn};
use super::problem::{Exit, Problem};
use super::resolve::Choices;
use super::{assign, complete, log, output};

#[derive(Clone, Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  rolo outbox\n  rolo outbox show 019ab12c-3d4e\n  rolo outbox retry"
)]
pub struct Args {
    #[command(subcommand)]
    verb: Option<Verb>,
}

#[derive(Clone, Debug, Subcommand)]
enum Verb {
    /// List what waits
    #[command(after_help = "Example:\n  rolo outbox list --json")]
    List,
    /// Say all of one change: what it does, and why it waits
    #[command(after_help = "Example:\n  rolo outbox show 019ab12c-3d4e")]
    Show {
        #[arg(add = ArgValueCompleter::new(complete::sets))]
        set: String,
    },
    /// Send now: one change, or all that wait
    #[command(after_help = "Examples:\n  rolo outbox retry\n  rolo outbox retry 019ab12c-3d4e")]
    Retry {
        #[arg(add = ArgValueCompleter::new(complete::sets))]
        set: Option<String>,
    },
    /// Give a change up; what the server has stands
    #[command(after_help = "Example:\n  rolo outbox drop 019ab12c-3d4e --yes")]
    Drop {
        #[arg(add = ArgValueCompleter::new(complete::sets))]
        set: String,
    },
    /// Settle a conflict: one side for all its fields, or something for each
    #[command(
        after_help = "A side is mine, theirs, or both (for notes: theirs, and mine below it). A value that reads like a side is given with two equals signs: name==mine\n\nExamples:\n  rolo outbox resolve 019ab12c-3d4e mine\n  rolo outbox resolve 019ab12c-3d4e theirs description=both\n  rolo outbox resolve 019ab12c-3d4e status=mine website=www.example.com"
    )]
    Resolve {
        #[arg(add = ArgValueCompleter::new(complete::sets))]
        set: String,
        /// mine, theirs or both for all fields; FIELD=SIDE or FIELD=VALUE for one
        #[arg(required = true, value_name = "SIDE or FIELD=SIDE")]
        choices: Vec<String>,
    },
    /// Nobody knows whether it arrived: say that it did
    #[command(after_help = "Example:\n  rolo outbox yes 019ab12c-3d4e")]
    Yes {
        #[arg(add = ArgValueCompleter::new(complete::sets))]
        set: String,
    },
    /// Nobody knows whether it arrived: say that it did not, so that it is sent again
    #[command(after_help = "Example:\n  rolo outbox no 019ab12c-3d4e")]
    No {
        #[arg(add = ArgValueCompleter::new(complete::sets))]
        set: String,
    },
}

pub async fn run(context: &Context, args: &Args) -> Result<Exit, Problem> {
    let workspace = context.open().await?;
    let desk = Desk {
        context,
        workspace: &workspace,
        fields: &*workspace.fields().await?,
    };
    match &args.verb {
        None | Some(Verb::List) => {
            log::print(context, &workspace.outbox().await?, desk.fields)?;
            Ok(Exit::Done)
        }
        Some(Verb::Show { set }) => desk.show(&desk.find(set).await?),
        Some(Verb::Retry { set: None }) => desk.retry_all().await,
        Some(Verb::Retry { set: Some(set) }) => desk.retry(&desk.find(set).await?).await,
        Some(Verb::Drop { set }) => desk.drop_set(&desk.find(set).await?).await,
        Some(Verb::Resolve { set, choices }) => {
            let choices = Choices::read(choices, desk.fields)?;
            desk.resolve(&desk.find(set).await?, &choices).await
        }
        Some(Verb::Yes { set }) => desk.answer(&desk.find(set).await?, true).await,
        Some(Verb::No { set }) => desk.answer(&desk.find(set).await?, false).await,
    }
}

/// What every word of the outbox works with.
struct Desk<'a> {
    context: &'a Context,
    workspace: &'a Workspace,
    fields: &'a Fields,
}

impl Desk<'_> {
    async fn find(&self, set: &str) -> Result<Entry, Problem> {
        self.workspace.entry(set).await?.ok_or_else(|| {
            Problem::new(
                Exit::NotFound,
                format!("no change is called {set} here; `rolo outbox` lists those that wait"),
            )
        })
    }

    fn is_dry(&self) -> bool {
        self.context.globals.dry_run
    }

    /// Says how a change stands, or, for a program, all of it.
    fn say(&self, entry: &Entry, stands: &str) -> Result<Exit, Problem> {
        let text = telling::headline(&entry.set, self.fields);
        let line = match output::format(&self.context.globals) {
            Format::Table | Format::Csv => format!("{stands}: {text} ({})", short(&entry.set.id)),
            Format::Ids => entry.set.id.clone(),
            Format::Json | Format::Jsonl => log::object(entry, self.fields).to_string(),
        };
        output::lines([line])?;
        Ok(Exit::Done)
    }

    /// Sends what is due of a set, and says how it stands.
    async fn settle(&self, id: &str) -> Result<Exit, Problem> {
        let entry = self.workspace.verdict(id).await?;
        let entry = judged(self.workspace, entry).await?;
        self.say(&entry, &telling::standing(&entry))
    }

    async fn retry(&self, entry: &Entry) -> Result<Exit, Problem> {
        if self.is_dry() {
            return self.say(entry, "would be sent");
        }
        self.workspace.retry(&entry.set.id).await?;
        self.settle(&entry.set.id).await
    }

    async fn retry_all(&self) -> Result<Exit, Problem> {
        let mut first = None;
        let mut asks = 0;
        for entry in self.workspace.outbox().await? {
            if entry.needs_a_person() {
                asks += 1;
                continue;
            }
            if let Err(problem) = self.retry(&entry).await {
                first.get_or_insert(problem);
            }
        }
        if asks > 0 {
            warn(&format!("{asks} wait for you: `rolo outbox` lists them"));
        }
        first.map_or(Ok(Exit::Done), Err)
    }

    async fn drop_set(&self, entry: &Entry) -> Result<Exit, Problem> {
        if entry.is_over() {
            return Err(Problem::failed(match entry.set.action {
                Action::Note => "it has come to its end already; a note that is written stays",
                _ => "it has come to its end already; `rolo undo` takes it back",
            }));
        }
        if self.is_dry() {
            return self.say(entry, "would be dropped");
        }
        self.workspace.drop_set(&entry.set.id).await?;
        let mut dropped = self.find(&entry.set.id).await?;
        if dropped.counts.sending > 0 {
            // What is on its way cannot be called back: its end is waited for.
            dropped = self.workspace.verdict(&entry.set.id).await?;
        }
        let id = short(&dropped.set.id);
        let (counts, before) = (dropped.counts, entry.counts.done);
        if counts.done > before && counts.dropped == 0 && dropped.set.action == Action::Note {
            return Err(Problem::failed(
                "it was on its way and is written, so nothing was given up",
            ));
        }
        if counts.done > before && counts.dropped == 0 {
            return Err(Problem::failed(format!(
                "it was on its way and has arrived, so nothing was given up; `rolo undo {id}` takes it back"
            )));
        }
        if counts.sending > 0 {
            warn(
                "a part is on its way still; it is not sent again, and `rolo outbox` says what becomes of it",
            );
        } else if counts.asks > 0 {
            warn(&format!(
                "nobody knows whether the server has it; look at the customer, then `rolo outbox yes {id}` or `no`"
            ));
        }
        self.say(&dropped, &telling::standing(&dropped))
    }

    async fn resolve(&self, entry: &Entry, choices: &Choices) -> Result<Exit, Problem> {
        if entry.counts.conflict == 0 {
            return Err(Problem::failed("it is in no conflict; nothing was done"));
        }
        let mut decided = self.decide(entry, choices).await?;
        if self.is_dry() {
            return self.say(entry, "would be settled");
        }
        // Of a large set some steps are read at a time.
        while !decided.is_empty() {
            for (step, changes) in decided {
                self.workspace.resolve(&entry.set.id, step, changes).await?;
            }
            let rest = self.find(&entry.set.id).await?;
            decided = self.decide(&rest, choices).await?;
        }
        self.settle(&entry.set.id).await
    }

    /// What shall be sent of the steps in conflict: all is decided before any is settled.
    async fn decide(
        &self,
        entry: &Entry,
        choices: &Choices,
    ) -> Result<Vec<(usize, Vec<Change>)>, Problem> {
        let catalog = self.workspace.catalog().await?;
        let mut decided = Vec::new();
        for (nth, step, standing) in entry.steps() {
            let Standing::Conflict { current, conflicts } = standing else {
                continue;
            };
            for wire in choices.named() {
                if conflicts.iter().all(|clash| clash.field != wire) {
                    let label = self.fields.find(wire).map_or(wire, |field| &field.label);
                    return Err(Problem::usage(format!(
                        "{label} of {} is in no conflict; nothing was decided",
                        one_line(step.name())
                    )));
                }
            }
            let changes = choices.decide(step, current, conflicts, self.fields, &catalog)?;
            decided.push((nth, changes));
        }
        Ok(decided)
    }

    async fn answer(&self, entry: &Entry, happened: bool) -> Result<Exit, Problem> {
        let unknown = |entry: &Entry| -> Vec<usize> {
            let asks = |standing: &Standing| matches!(standing, Standing::Unknown { .. });
            let steps = entry.steps().filter(|(_, _, standing)| asks(standing));
            steps.map(|(nth, ..)| nth).collect()
        };
        let mut asked = unknown(entry);
        if asked.is_empty() {
            return Err(Problem::failed(
                "it is known how it stands; nothing was done",
            ));
        }
        if self.is_dry() {
            return self.say(entry, "would be answered");
        }
        while !asked.is_empty() {
            for step in asked {
                self.workspace.say(&entry.set.id, step, happened).await?;
            }
            asked = unknown(&self.find(&entry.set.id).await?);
        }
        self.settle(&entry.set.id).await
    }

    /// All that a set does, how each of its steps stands, and what met in a conflict.
    fn show(&self, entry: &Entry) -> Result<Exit, Problem> {
        if output::format(&self.context.globals) != Format::Table {
            return self.say(entry, "");
        }
        let (head, set) = (telling::headline(&entry.set, self.fields), &entry.set);
        let stands = telling::standing(entry);
        let mut lines = vec![
            format!("{head}  {}", set.id),
            format!("by {} at {}; {stands}", set.who, set.at),
        ];
        lines.extend(telling::reason(entry, self.fields));
        if let Some(next) = &entry.next_try {
            lines.push(format!("{} tries; the next at {next}", entry.tries));
        }
        for (_, step, standing) in entry.steps() {
            let name = one_line(step.name());
            if let Step::Edit { changes, .. } = step {
                let changes = changes
                    .iter()
                    .map(|change| assign::sentence(change, self.fields));
                lines.extend(changes.map(|change| format!("  {name}: {change}")));
            }
            if let Step::Note { text, .. } = step {
                lines.extend(text::lines(text).lines().map(|line| format!("  {line}")));
            }
            if let Standing::Conflict { conflicts, .. } = standing {
                lines.extend(conflicts.iter().flat_map(|clash| self.sides(clash)));
            }
        }
        if set.more > 0 {
            lines.push(format!("  and {} more", grouped(&set.more.to_string())));
        }
        output::lines(lines)?;
        Ok(Exit::Done)
    }

    /// The three values of a field that met.
    fn sides(&self, clash: &Conflict) -> [String; 4] {
        let field = self.fields.find(&clash.field);
        let label = field.map_or(clash.field.as_str(), |field| &field.label);
        let text = |part| match field {
            Some(field) => one_line(&show::part_text(field, part)),
            None => serde_json::to_string(part).unwrap_or_default(),
        };
        [
            format!("  conflict in {label}"),
            format!("    was     {}", text(&clash.base)),
            format!("    mine    {}", text(&clash.mine)),
            format!("    theirs  {}", text(&clash.theirs)),
        ]
    }
}
