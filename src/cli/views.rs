//! `rolo views`: the saved searches, as a list with counts, and as a text to keep or to give to others.

use std::io::Read;
use std::path::PathBuf;

use clap::Subcommand;
use serde::{Deserialize, Serialize};

use crate::query::{Search, Sort, SortKey, View};
use crate::workspace::Workspace;

use super::args::Format;
use super::context::Context;
use super::output;
use super::problem::{Exit, Problem};
use super::table::{Head, lay_out};

#[derive(Clone, Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    verb: Option<Verb>,
}

#[derive(Clone, Debug, Subcommand)]
enum Verb {
    /// List the views and how many customers each shows
    #[command(after_help = "Example:\n  rolo views list")]
    List,
    /// Print the views as a text
    #[command(after_help = "Example:\n  rolo views export > views.toml")]
    Export,
    /// Take views in from a text; one of the same name is replaced
    #[command(
        after_help = "Examples:\n  rolo views import views.toml\n  rolo views export --workspace team | rolo views import -"
    )]
    Import {
        /// The text, or - for standard input
        file: PathBuf,
    },
}

/// Views as a text.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Page {
    #[serde(default, rename = "view")]
    views: Vec<Entry>,
}

/// One view as people write it: an order is the names of fields, with a minus the other way round.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    name: String,
    #[serde(default)]
    query: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    sort: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    columns: Vec<String>,
}

pub async fn run(context: &Context, args: &Args) -> Result<Exit, Problem> {
    match &args.verb {
        None | Some(Verb::List) => list(context, &context.open_fresh().await?).await?,
        Some(Verb::Export) => {
            let saved = saved(&context.open().await?).await?;
            output::lines([written(&saved)?.trim_end()])?;
        }
        Some(Verb::Import { file }) => {
            let views = read(&text(file)?)?;
            import(context, &context.open().await?, views).await?;
        }
    }
    Ok(Exit::Done)
}

async fn saved(workspace: &Workspace) -> Result<Vec<View>, Problem> {
    let mut views = workspace.views().await?;
    views.retain(|view| !view.name.is_empty());
    Ok(views)
}

async fn list(context: &Context, workspace: &Workspace) -> Result<(), Problem> {
    let mut counted = Vec::new();
    for view in saved(workspace).await? {
        let search = Search {
            text: view.query.clone(),
            ..Search::default()
        };
        let count = workspace.select(search).await?.len();
        counted.push((view, count));
    }
    if output::format(&context.globals) != Format::Table {
        return output::lines(counted.into_iter().map(|(view, count)| {
            serde_json::json!({"name": view.name, "query": view.query, "customers": count})
                .to_string()
        }));
    }
    let head = |label: &str, right| Head {
        label: label.to_owned(),
        right,
    };
    let heads = [
        head("", true),
        head("Name", false),
        head("Customers", true),
        head("Search", false),
    ];
    let rows: Vec<Vec<String>> = counted
        .into_iter()
        .zip(1..)
        .map(|((view, count), place)| {
            vec![place.to_string(), view.name, count.to_string(), view.query]
        })
        .collect();
    output::lines(lay_out(&heads, &rows, output::width()))
}

async fn import(context: &Context, workspace: &Workspace, fresh: Vec<View>) -> Result<(), Problem> {
    let mut views = workspace.views().await?;
    let before = views.clone();
    let count = fresh.len();
    for view in fresh {
        match views.iter_mut().find(|other| other.name == view.name) {
            Some(other) => *other = view,
            None => views.push(view),
        }
    }
    let said = if count == 1 {
        "1 view".to_owned()
    } else {
        format!("{count} views")
    };
    if context.globals.dry_run {
        return output::lines([format!("would take in {said}")]);
    }
    workspace.keep_views(before, views).await?;
    output::lines([format!("took in {said}")])
}

fn text(file: &PathBuf) -> Result<String, Problem> {
    let mut text = String::new();
    let read = if file.as_os_str() == "-" {
        std::io::stdin().read_to_string(&mut text)
    } else {
        std::fs::File::open(file).and_then(|mut file| file.read_to_string(&mut text))
    };
    match read {
        Ok(_) => Ok(text),
        Err(error) => Err(Problem::failed(format!(
            "{} could not be read ({error}); nothing was taken in",
            file.display()
        ))),
    }
}

fn written(views: &[View]) -> Result<String, Problem> {
    let page = Page {
        views: views.iter().map(entry).collect(),
    };
    toml::to_string(&page).map_err(|error| Problem::failed(error.to_string()))
}

fn entry(view: &View) -> Entry {
    let keys = view.sort.keys();
    let sort = keys.map(|(field, down)| format!("{}{field}", if down { "-" } else { "" }));
    let usual = view.sort == Sort::default();
    Entry {
        name: view.name.clone(),
        query: view.query.clone(),
        sort: sort.filter(|_| !usual).collect(),
        columns: view.columns.clone(),
    }
}

fn read(text: &str) -> Result<Vec<View>, Problem> {
    let page: Page = toml::from_str(text).map_err(|error| {
        let why = crate::customer::text::one_line(error.message());
        Problem::usage(format!(
            "this is no list of views ({why}); nothing was taken in"
        ))
    })?;
    let mut views = Vec::new();
    for entry in page.views {
        let name = crate::customer::text::one_line(&entry.name)
            .trim()
            .to_owned();
        if name.is_empty() {
            return Err(Problem::usage("a view has no name; nothing was taken in"));
        }
        let keys = entry.sort.iter().map(|key| match key.strip_prefix('-') {
            Some(field) => sort_key(field, true),
            None => sort_key(key, false),
        });
        views.push(View {
            name,
            query: entry.query,
            columns: entry.columns,
            sort: Sort::by_all(keys),
        });
    }
    Ok(views)
}

fn sort_key(field: &str, descending: bool) -> SortKey {
    SortKey {
        field: field.to_owned(),
        descending,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_view_reads_as_people_write_it() {
        let text = "[[view]]\nname = \"Late\"\nquery = \"follow-up:past\"\nsort = [\"city\", \"-annualRevenue\"]\n";
        let views = read(text).unwrap();
        assert_eq!(views[0].query, "follow-up:past");
        assert_eq!(views[0].sort.keys().nth(1), Some(("annualRevenue", true)));
        assert_eq!(written(&views).unwrap(), text);
        for wrong in ["[[view]]\nname = \"\"", "[[view]]\nnmae = \"x\"", "["] {
            assert_eq!(read(wrong).unwrap_err().exit as u8, 2, "{wrong}");
        }
        assert!(read("").unwrap().is_empty());
    }

    proptest! {
        #[test]
        fn what_is_exported_is_taken_in_as_it_was(
            name in "[a-zé\"日]{1,9}", query in "\\PC{0,12}", columns in proptest::collection::vec("[a-z/]{1,6}", 0..3),
            field in "[a-z]{1,6}", descending in any::<bool>(),
        ) {
            let view = View { name, query, columns, sort: Sort::by(field, descending) };
            prop_assert_eq!(read(&written(std::slice::from_ref(&view)).unwrap()).unwrap(), [view]);
        }
    }
}
