//! `rolo doctor`: what rolo finds on this machine, without a key in it.

use std::io::IsTerminal;

use crate::apptivo::Client;
use crate::connection;
use crate::query::Search;
use crate::term::caps::Caps;
use crate::workspace::Remote;

use super::args::Format;
use super::context::{Context, env};
use super::output;
use super::problem::{Exit, Problem};

pub async fn run(context: &Context) -> Result<Exit, Problem> {
    let mut found = Vec::new();
    let mut say = |what: &'static str, text: String| found.push((what, text));
    say("version", env!("CARGO_PKG_VERSION").to_owned());
    say(
        "settings",
        context.paths.config_file().display().to_string(),
    );
    say("data", context.paths.data.display().to_string());
    let name = context.name()?;
    say("workspace", name.to_string());
    let mut exit = Exit::Done;
    match connection::spec(&context.paths, &name, &env) {
        Ok(spec) => match spec.remote {
            Remote::Local { .. } => say("server", "in this process".to_owned()),
            Remote::Http { base_url, keys } => {
                say("server", base_url.to_string());
                say("keys", "yes".to_owned());
                let client = Client::http(base_url, keys)?;
                let answer = tokio::time::timeout(context.config.timeout, client.config()).await;
                let reached = match answer {
                    Ok(Ok(_)) => "yes".to_owned(),
                    Ok(Err(error)) => {
                        exit = Problem::from(error.clone()).exit;
                        format!("no: {error}")
                    }
                    Err(_) => {
                        exit = Exit::Offline;
                        "no: it did not answer in time".to_owned()
                    }
                };
                say("answers", reached);
            }
        },
        Err(error) => {
            say("server", format!("not usable: {error}"));
            exit = Problem::from(error).exit;
        }
    }
    match copy(context).await {
        Ok(text) => say("copy", text),
        Err(problem) => {
            exit = problem.exit;
            say("copy", problem.text);
        }
    }
    say("terminal", terminal(context));
    let lines: Vec<String> = match output::format(&context.globals) {
        Format::Table => found
            .iter()
            .map(|(what, text)| format!("{what:<10} {text}"))
            .collect(),
        _ => {
            let object: serde_json::Map<String, serde_json::Value> = found
                .into_iter()
                .map(|(what, text)| (what.to_owned(), text.into()))
                .collect();
            vec![serde_json::Value::Object(object).to_string()]
        }
    };
    output::lines(lines)?;
    Ok(exit)
}

/// What lies on this machine, as far as it can be opened: customers, what waits, drafts; with what to do.
async fn copy(context: &Context) -> Result<String, Problem> {
    let workspace = context.open().await?;
    let count = workspace.select(Search::default()).await?.len();
    let (waiting, drafts) = (workspace.outbox().await?, workspace.drafts().await?.len());
    let asks = waiting
        .iter()
        .filter(|entry| entry.needs_a_person())
        .count();
    let mut said = vec![format!("{count} customers")];
    match waiting.len() {
        0 => {}
        many => said.push(format!("{many} changes wait (`rolo outbox`)")),
    }
    if asks > 0 {
        said.push(format!("{asks} of them for you"));
    }
    match drafts {
        0 => {}
        1 => said.push("1 draft (`D` on the screen)".to_owned()),
        many => said.push(format!("{many} drafts (`D` on the screen)")),
    }
    Ok(said.join(", "))
}

fn terminal(context: &Context) -> String {
    if !std::io::stdout().is_terminal() {
        return "none: the output is a file or a pipe".to_owned();
    }
    let caps = Caps::read(env, context.no_color());
    let size = crossterm::terminal::size().map_or_else(
        |_| "of unknown size".to_owned(),
        |(w, h)| format!("{w}x{h}"),
    );
    let name = env("TERM").unwrap_or_else(|| "without a TERM".to_owned());
    format!("{name}, {size}, colours: {:?}", caps.colors)
}
