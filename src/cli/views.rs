//! `rolo views`: the saved searches, as a list with counts, and as a text to keep or to give to others.

use std::io::Read;
use std::path::PathBuf;

use clap::Subcommand;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::app::words;
use crate::customer::text::{fold, one_line};
use crate::query::{self, Query, Search, Sort, SortKey, View};
use crate::workspace::{Workspace, WorkspaceError};

use super::args::Format;
use super::carry::confirmed;
use super::columns::{Column, no_notes};
use super::context::Context;
use super::order;
use super::output;
use super::problem::{Exit, Problem};
use super::table::{Head, lay_out};

#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "Examples:\n  rolo views\n  rolo views export > views.toml")]
pub struct Args {
    #[command(subcommand)]
    verb: Option<Verb>,
}

#[derive(Clone, Debug, Subcommand)]
enum Verb {
    /// List the views and how many customers each shows
    #[command(after_help = "Example:\n  rolo views list")]
    List,
    /// Print the views as a text, all or some by their names
    #[command(
        after_help = "Examples:\n  rolo views export > views.toml\n  rolo views export Late > late.toml"
    )]
    Export {
        /// The views' names; none for all
        #[arg(value_name = "NAME")]
        names: Vec<String>,
    },
    /// Take views in from a text; one of the same name is replaced, after asking
    #[command(
        after_help = "Examples:\n  rolo views import views.toml\n  rolo views export --workspace team | rolo views import - --yes"
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
        Some(Verb::Export { names }) => {
            let saved = named(saved(&context.open().await?).await?, names)?;
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

/// Those with the names, in the order of the names; all where there are none.
fn named(mut views: Vec<View>, names: &[String]) -> Result<Vec<View>, Problem> {
    if names.is_empty() {
        return Ok(views);
    }
    let mut found = Vec::new();
    for name in names {
        let at = views.iter().position(|view| view.name == *name);
        let at = at.or_else(|| {
            let folded = fold(name);
            views.iter().position(|view| fold(&view.name) == folded)
        });
        match at {
            Some(at) => found.push(views.remove(at)),
            None => {
                return Err(Problem::new(
                    Exit::NotFound,
                    format!("there is no view “{name}”; `rolo views` lists them"),
                ));
            }
        }
    }
    Ok(found)
}

async fn list(context: &Context, workspace: &Workspace) -> Result<(), Problem> {
    let mut counted = Vec::new();
    for view in saved(workspace).await? {
        let search = Search {
            text: view.query.clone(),
            ..Search::default()
        };
        // A search that cannot be read is no reason to keep silent of the others.
        let count = match workspace.select(search).await {
            Ok(found) => Ok(found.len()),
            Err(WorkspaceError::Query(error)) => Err(one_line(&error.to_string())),
            Err(error) => return Err(error.into()),
        };
        counted.push((view, count));
    }
    let object = |(view, count): (View, Result<usize, String>)| {
        let (name, query) = (view.name, view.query);
        let mut object = match count {
            Ok(count) => json!({"name": name, "query": query, "customers": count}),
            Err(error) => json!({"name": name, "query": query, "error": error}),
        };
        if view.of_server {
            object["server"] = json!(true);
        }
        object
    };
    match output::format(&context.globals) {
        Format::Table => {}
        Format::Json | Format::Jsonl => {
            return output::objects(&context.globals, counted.into_iter().map(object));
        }
        Format::Csv => {
            let heads = ["name", "customers", "query"].map(str::to_owned).to_vec();
            let rows = counted.into_iter().map(|(view, count)| {
                // Where a search cannot be read there is no count, and a word in its place would be taken for one.
                let count = count.map_or_else(|_| String::new(), |count| count.to_string());
                vec![view.name, count, view.query]
            });
            return output::csv(std::iter::once(heads).chain(rows));
        }
        // A view is called by its name.
        Format::Ids => {
            return output::lines(counted.into_iter().map(|(view, _)| one_line(&view.name)));
        }
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
            let count = count.map_or_else(|error| error, |count| count.to_string());
            let mark = if view.of_server { words::OF_SERVER } else { "" };
            vec![
                place.to_string(),
                view.name,
                count,
                format!("{mark}{}", view.query),
            ]
        })
        .collect();
    output::lines(lay_out(&heads, &rows, output::width()))
}

/// Refuses views that could not be shown. Columns and orders get the names that fields have on the wire.
async fn checked(workspace: &Workspace, views: Vec<View>) -> Result<Vec<View>, Problem> {
    let context = query::Context {
        fields: &*workspace.fields().await?,
        catalog: &*workspace.catalog().await?,
        today: jiff::Zoned::now().date(),
    };
    let checked = views.into_iter().map(|view| {
        let name = view.name.clone();
        check(view, &context).map_err(|problem| refused(&name, &problem))
    });
    checked.collect()
}

fn check(view: View, context: &query::Context) -> Result<View, Problem> {
    if !view.query.trim().is_empty() {
        Query::parse(&view.query, context).map_err(|error| Problem::usage(error.to_string()))?;
    }
    let column = |name: &String| match Column::find(name, context.fields)? {
        notes if notes.is_notes() => Err(no_notes()),
        Column::Field { field, .. } => Ok(field.wire.to_string()),
        Column::Address { name, .. } => Ok(name.to_owned()),
    };
    let columns: Result<Vec<String>, Problem> = view.columns.iter().map(column).collect();
    let keys = view
        .sort
        .keys()
        .map(|(field, down)| order::known(sort_key(field, down), context.fields));
    let keys: Result<Vec<SortKey>, Problem> = keys.collect();
    Ok(View {
        columns: columns?,
        sort: Sort::by_all(keys?),
        ..view
    })
}

async fn import(context: &Context, workspace: &Workspace, fresh: Vec<View>) -> Result<(), Problem> {
    let fresh = checked(workspace, fresh).await?;
    let mut views = workspace.views().await?;
    let before = views.clone();
    let count = fresh.len();
    let mut replaced = Vec::new();
    for view in fresh {
        match views.iter_mut().find(|other| other.name == view.name) {
            Some(other) => {
                if !says_the_same(other, &view) {
                    replaced.push(view.name.clone());
                }
                *other = view;
            }
            None => views.push(view),
        }
    }
    let said = if count == 1 {
        "1 view".to_owned()
    } else {
        format!("{count} views")
    };
    let names = format!("“{}”", replaced.join("”, “"));
    let told = json!({"views": count, "replaced": replaced});
    let replaces = |word: &str| match replaced.is_empty() {
        true => String::new(),
        false => format!(" and {word} {names}"),
    };
    if context.globals.dry_run {
        let would = format!("would take in {said}{}", replaces("replace"));
        return output::told(&context.globals, would, told);
    }
    let is_asked = !replaced.is_empty() && !context.globals.yes;
    // What a view said before is kept nowhere.
    if is_asked
        && !confirmed(
            &format!("Replace {names}?"),
            &format!("nothing was taken in, for it would replace {names}"),
        )?
    {
        return output::lines(["nothing was taken in"]);
    }
    workspace.keep_views(before, views).await?;
    let took = format!("took in {said}{}", replaces("replaced"));
    output::told(&context.globals, took, told)
}

fn says_the_same(a: &View, b: &View) -> bool {
    let order = |view: &View| view.is_sorted().then(|| view.sort.clone());
    a.query == b.query && a.columns == b.columns && order(a) == order(b)
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
    Entry {
        name: view.name.clone(),
        query: view.query.clone(),
        sort: sort.filter(|_| view.is_sorted()).collect(),
        columns: view.columns.clone(),
    }
}

fn read(text: &str) -> Result<Vec<View>, Problem> {
    let page: Page = toml::from_str(text).map_err(|error| {
        let why = one_line(error.message());
        Problem::usage(format!(
            "this is no list of views ({why}); nothing was taken in"
        ))
    })?;
    let mut views: Vec<View> = Vec::new();
    for entry in page.views {
        let name = one_line(&entry.name).trim().to_owned();
        if name.is_empty() {
            return Err(Problem::usage("a view has no name; nothing was taken in"));
        }
        if views.iter().any(|view| view.name == name) {
            return Err(Problem::usage(format!(
                "there are two views “{name}”; nothing was taken in"
            )));
        }
        let keys = entry.sort.iter().map(|key| match key.strip_prefix('-') {
            Some(field) => Ok(sort_key(field, true)),
            None => order::direction(key),
        });
        let keys: Result<Vec<SortKey>, Problem> = keys.collect();
        let keys = keys.map_err(|problem| refused(&name, &problem))?;
        views.push(View {
            name,
            query: entry.query,
            columns: entry.columns,
            sorted: !keys.is_empty(),
            sort: Sort::by_all(keys),
            of_server: false,
        });
    }
    Ok(views)
}

fn refused(name: &str, problem: &Problem) -> Problem {
    let why = problem.text.trim_end_matches('.');
    Problem::usage(format!(
        "the view “{name}” cannot be read: {why}; nothing was taken in"
    ))
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
    use crate::customer::{Catalog, Fields};
    use proptest::prelude::*;

    #[test]
    fn a_view_reads_as_people_write_it() {
        let text = "[[view]]\nname = \"Late\"\nquery = \"follow-up:past\"\nsort = [\"city\", \"-annualRevenue\"]\n";
        let views = read(text).unwrap();
        assert_eq!(views[0].query, "follow-up:past");
        assert_eq!(views[0].sort.keys().nth(1), Some(("annualRevenue", true)));
        assert_eq!(written(&views).unwrap(), text);
        for wrong in [
            "[[view]]\nname = \"\"",
            "[[view]]\nnmae = \"x\"",
            "[[view]]\nname = \"a\"\n[[view]]\nname = \" a\"",
            "[[view]]\nname = \"a\"\nsort = [\"city:up\"]",
            "[",
        ] {
            assert_eq!(read(wrong).unwrap_err().exit as u8, 2, "{wrong}");
        }
        assert!(read("").unwrap().is_empty());
    }

    #[test]
    fn a_view_that_cannot_be_shown_is_refused() {
        let (fields, catalog) = (Fields::standard(), Catalog::default());
        let context = query::Context {
            fields: &fields,
            catalog: &catalog,
            today: jiff::civil::date(2024, 2, 29),
        };
        let view = |query: &str, column: &str, field: &str| View {
            name: "Late".to_owned(),
            query: query.to_owned(),
            columns: vec![column.to_owned()],
            sort: Sort::by(field, true),
            ..View::default()
        };
        let good = check(view("volks", "status", "name"), &context).unwrap();
        assert_eq!(good, view("volks", "statusName", "customerName"));
        for wrong in [
            view("follow-up:tomorrow-ish", "status", "name"),
            view("", "nam3", "name"),
            view("", "notes", "name"),
            view("", "status", "nam3"),
            view("", "status", "description"),
        ] {
            assert!(check(wrong.clone(), &context).is_err(), "{wrong:?}");
        }
    }

    proptest! {
        #[test]
        fn what_is_exported_is_taken_in_as_it_was(
            name in "[a-zé\"日]{1,9}", query in "\\PC{0,12}", columns in proptest::collection::vec("[a-z/]{1,6}", 0..3),
            field in "[a-z]{1,6}|customerName", descending in any::<bool>(),
        ) {
            let view = View { name, query, columns, sort: Sort::by(field, descending), sorted: true, of_server: false };
            prop_assert_eq!(read(&written(std::slice::from_ref(&view)).unwrap()).unwrap(), [view]);
        }
    }
}
