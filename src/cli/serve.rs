//! `rolo serve`: answers the Customers API over a store, keeps the keys that are let in, and backs the store up.

mod backup;
mod certificates;
mod log;

use std::num::NonZeroU32;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use clap::Subcommand;
use secrecy::{ExposeSecret, SecretString};
use serde_json::json;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

use crate::connection;
use crate::customer::Catalog;
use crate::paths::Name;
use crate::server::{self, Access, KeyRing, NewPair, Service, Tls};
use crate::store::postgres::Address;
use crate::store::{By, KeyPair, Order, Postgres, Role, Sqlite, Store, StoreError};
use crate::workspace::{CUSTOMERS_FILE, Remote, Workspace, default_catalog, team_catalog};

use super::args::{Format, Globals};
use super::context::{Context, env, warn};
use super::output;
use super::problem::{Exit, Problem};
use super::table::{Head, lay_out};

#[derive(Clone, Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  rolo serve\n  rolo serve --listen 127.0.0.1:9000 --store /srv/customers.db\n  rolo serve keys add reporting --role read\n  rolo serve backup monday.jsonl\n  rolo serve --store postgres://rolo@db.example/rolo?sslmode=verify-full\n\nThe keys that are let in are those of the store, and ROLO_API_KEY with ROLO_ACCESS_KEY."
)]
pub struct Args {
    /// Where to listen
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8080")]
    listen: String,
    /// How many requests a second one key may make, and twice as many at once; 0: without end
    #[arg(long, value_name = "N", default_value_t = 1000)]
    rate: u32,
    /// Where the customers lie: a file, or postgres://USER@HOST/DATABASE; unless given, the file of the workspace
    /// in use, or of the local one where that lies on a server. The password of a database is read from
    /// PGPASSWORD where the address has none
    #[arg(
        long,
        value_name = "PATH|URL",
        env = "ROLO_STORE",
        hide_env_values = true,
        global = true
    )]
    store: Option<String>,
    /// How many seconds an answer may take, to one who is told then that it is not known what came of it
    #[arg(long, value_name = "SECONDS", default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..=3600))]
    answer_time: u64,
    /// A PEM file with the certificate: answer over TLS
    #[arg(long, value_name = "FILE", requires = "tls_key")]
    tls_cert: Option<PathBuf>,
    /// A PEM file with the certificate's private key
    #[arg(long, value_name = "FILE", requires = "tls_cert")]
    tls_key: Option<PathBuf>,
    /// Write a line for each request to stderr, without keys and customers
    #[arg(long, value_name = "FORMAT")]
    log_format: Option<log::Format>,
    #[command(subcommand)]
    verb: Option<Verb>,
}

#[derive(Clone, Debug, Subcommand)]
enum Verb {
    /// Make, list and revoke the keys that are let in
    #[command(subcommand, after_help = "Example:\n  rolo serve keys list")]
    Keys(Keys),
    /// Write everything of the store into a new file, also while it is served
    #[command(after_help = "Example:\n  rolo serve backup --store /srv/customers.db monday.jsonl")]
    Backup { file: PathBuf },
    /// Put a backup into an empty store
    #[command(after_help = "Example:\n  rolo serve restore --store /srv/new.db monday.jsonl")]
    Restore { file: PathBuf },
}

#[derive(Clone, Debug, Subcommand)]
enum Keys {
    /// Make a pair of keys and print it, this once
    #[command(after_help = "Example:\n  rolo serve keys add reporting --role read > reporting.env")]
    Add {
        name: String,
        /// What it may do: read, write or admin
        #[arg(long, default_value = "write", value_parser = role)]
        role: Role,
    },
    /// List the pairs, without the keys
    #[command(after_help = "Example:\n  rolo serve keys list")]
    List,
    /// Let a pair in no longer
    #[command(after_help = "Example:\n  rolo serve keys revoke reporting")]
    Revoke { name: String },
}

fn role(word: &str) -> Result<Role, String> {
    Role::from_word(word).ok_or_else(|| "it is read, write or admin".to_owned())
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Problem {
        Problem::failed(error.to_string())
    }
}

pub async fn run(context: &Context, args: &Args) -> Result<Exit, Problem> {
    let tls = tls(args)?;
    // A server that cannot listen leaves nothing behind: no file, and no keys that nobody was told of.
    let listener = match &args.verb {
        None => Some(listen(&args.listen).await?),
        Some(_) => None,
    };
    let dry_run = context.globals.dry_run;
    // What is only tried must not make a file: it is tried on one that is gone afterwards.
    let passing = match (&args.store, &args.verb) {
        (Some(named), Some(_)) if dry_run && is_missing_file(named) => Some(tempfile::tempdir()?),
        _ => None,
    };
    let passing = passing.as_ref().map(|folder| folder.path());
    let Opened {
        store,
        path,
        catalog,
    } = open(context, args, passing).await?;
    match &args.verb {
        None => {}
        Some(Verb::Keys(verb)) => keys(context, store.as_ref(), verb).await?,
        Some(Verb::Backup { file }) => {
            backup::back_up(&context.globals, store.as_ref(), file).await?
        }
        Some(Verb::Restore { file }) => {
            backup::restore(&context.globals, store.as_ref(), file).await?
        }
    }
    if let Some(listener) = listener {
        let globals = &context.globals;
        let ring = ring(globals, store.as_ref(), path.as_deref()).await?;
        let access = Access::Keys(ring.at_most(NonZeroU32::new(args.rate)));
        let service = Service::new(store, &catalog, access)
            .answering_within(Duration::from_secs(args.answer_time));
        if let Some(format) = args.log_format {
            log::start(format);
        }
        serve(globals, listener, &service, tls, args.log_format.is_some()).await?;
    }
    Ok(Exit::Done)
}

fn is_missing_file(named: &str) -> bool {
    Address::read(named).is_none() && !Path::new(named).exists()
}

/// The store that was asked for, its file if it is one, and the lists that it is served with.
struct Opened {
    store: Arc<dyn Store>,
    path: Option<PathBuf>,
    catalog: serde_json::Value,
}

/// In a passing folder where one is named.
async fn open(context: &Context, args: &Args, passing: Option<&Path>) -> Result<Opened, Problem> {
    // Keys and backups are no searches.
    let is_asked = args.verb.is_none();
    let order = |catalog| Order::of(&Catalog::parse(catalog));
    let (path, catalog) = match &args.store {
        // SQLite would take it for a file that is gone with the process.
        Some(named) if named.trim().is_empty() => {
            return Err(Problem::usage(
                "the store has no name; give --store or ROLO_STORE a file or a database, or neither".to_owned(),
            ));
        }
        Some(named) => match Address::read(named) {
            Some(address) => {
                let catalog = team_catalog();
                let store = database(address?, order(&catalog)).await?;
                let store = if is_asked { store.by_heart() } else { store };
                return Ok(Opened {
                    store: Arc::new(store),
                    path: None,
                    catalog,
                });
            }
            None => (PathBuf::from(named), team_catalog()),
        },
        None => of_workspace(context).await?,
    };
    if let (Some(Verb::Backup { .. }), false) = (&args.verb, path.exists()) {
        return Err(Problem::new(
            Exit::NotFound,
            format!(
                "there is no store at {}; nothing was written",
                path.display()
            ),
        ));
    }
    let path = passing.map_or(path, |folder| folder.join(CUSTOMERS_FILE));
    let mut store = Sqlite::open(&path, order(&catalog))?;
    if is_asked {
        store = store.by_heart()?;
    }
    Ok(Opened {
        store: Arc::new(store),
        path: Some(path),
        catalog,
    })
}

async fn database(address: Address, order: Order) -> Result<Postgres, Problem> {
    let address = address.or_password(env("PGPASSWORD").map(SecretString::from));
    if address.is_plain() {
        warn(&format!(
            "what goes to {address} may be read on its way; add ?sslmode=verify-full to its address"
        ));
    }
    Ok(Postgres::open(address, order).await?)
}

/// The file of a workspace on this machine, and its lists; opening it makes it, with its sample customers, at a
/// first start.
async fn of_workspace(context: &Context) -> Result<(PathBuf, serde_json::Value), Problem> {
    let name = match &context.globals.workspace {
        Some(name) => Name::new(name)?,
        // Who has connected to this server from this machine has that workspace in use: it is not served again.
        None => connection::current(&context.paths)
            .filter(|name| is_here(context, name))
            .unwrap_or_else(Name::local),
    };
    let spec = connection::spec(&context.paths, &name, &env)?;
    if let Remote::Http { .. } = spec.remote {
        return Err(Problem::usage(format!(
            "workspace {name} lies on another server; name a file with --store PATH"
        )));
    }
    let path = spec.folder.join(CUSTOMERS_FILE);
    // The people who are made up are those of the sample customers.
    let catalog = match Workspace::open(spec).await?.is_sample() {
        true => default_catalog(),
        false => team_catalog(),
    };
    Ok((path, catalog))
}

fn is_here(context: &Context, name: &Name) -> bool {
    connection::read(&context.paths, name).is_ok_and(|kept| kept.base_url.is_none())
}

async fn listen(address: &str) -> Result<TcpListener, Problem> {
    let listener = TcpListener::bind(address).await;
    listener.map_err(|error| {
        Problem::failed(format!(
            "cannot listen on {address}: {error}; choose another with --listen"
        ))
    })
}

/// The certificate to greet with, read before anything else is touched.
fn tls(args: &Args) -> Result<Option<Tls>, Problem> {
    let (Some(certificate), Some(key)) = (&args.tls_cert, &args.tls_key) else {
        return Ok(None);
    };
    let read = Tls::read(certificate, key);
    let tls = read.map_err(|error| Problem::failed(error.to_string()))?;
    Ok(Some(tls))
}

async fn serve(
    globals: &Globals,
    listener: TcpListener,
    service: &Service,
    tls: Option<Tls>,
    logged: bool,
) -> Result<(), Problem> {
    let address = listener.local_addr()?;
    if !address.ip().is_loopback() && tls.is_none() {
        warn(
            "other machines can reach this server over plain HTTP; put TLS in front of it, or name --tls-cert and --tls-key",
        );
    }
    // Before the line below: who reads it may send a signal at once.
    let (mut terminate, mut interrupt) = (
        signal(SignalKind::terminate())?,
        signal(SignalKind::interrupt())?,
    );
    // Ends with the process.
    if let Some(tls) = &tls {
        let hangup = signal(SignalKind::hangup())?;
        tokio::spawn(certificates::follow(tls.clone(), hangup, logged));
    }
    let scheme = match tls {
        Some(_) => "https",
        None => "http",
    };
    let at = format!("{scheme}://{address}");
    output::told(
        globals,
        format!("listening on {at}"),
        json!({"listening": at}),
    )?;
    let stop = async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    };
    server::serve(listener, service, tls, stop)
        .await
        .map_err(|error| Problem::failed(format!("the server has stopped: {error}")))
}

/// Who is let in. A file without keys gets its first pair, in another that only its owner can read; for a
/// database, which many may serve, somebody has to make it.
async fn ring(
    globals: &Globals,
    store: &dyn Store,
    path: Option<&Path>,
) -> Result<KeyRing, Problem> {
    if let Some(keys) = connection::keys_from_env(&env) {
        return Ok(KeyRing::with_pair(
            "environment",
            keys.api_key.expose_secret(),
            keys.access_key.expose_secret(),
        ));
    }
    if store.keys().await?.is_empty() {
        let Some(path) = path else {
            warn(
                "nobody is let in yet; make a pair of keys with: rolo serve keys add NAME --role admin",
            );
            return Ok(KeyRing::default());
        };
        let pair = server::add_pair(store, "admin", Role::Admin).await?;
        let mut beside = path.as_os_str().to_owned();
        beside.push(".keys");
        let beside = PathBuf::from(beside);
        connection::write_private(&beside, text(&pair).as_bytes())?;
        let said = format!("the first keys are in {}", beside.display());
        output::told(
            globals,
            said,
            json!({"firstKeys": beside.display().to_string()}),
        )?;
    }
    Ok(KeyRing::default())
}

/// A pair as a shell can read it.
fn text(pair: &NewPair) -> String {
    format!(
        "ROLO_API_KEY={}\nROLO_ACCESS_KEY={}\n",
        pair.api_key.expose_secret(),
        pair.access_key.expose_secret()
    )
}

/// The longest name that keys may have.
const MOST_LETTERS: usize = 60;

/// Why keys cannot have this name. Logging in does not mind capitals, so they make no other name.
fn unfit(name: &str, kept: &[KeyPair]) -> Option<String> {
    if name.trim().is_empty() {
        return Some("keys need a name; nothing was made".to_owned());
    }
    if name.chars().any(char::is_control) {
        return Some("a name of keys is one line of text; nothing was made".to_owned());
    }
    if name.chars().count() > MOST_LETTERS {
        return Some(format!(
            "a name of keys has {MOST_LETTERS} letters at most; nothing was made"
        ));
    }
    let same = name.to_lowercase();
    let there = kept.iter().find(|pair| pair.name.to_lowercase() == same)?;
    Some(format!(
        "there are keys named “{}” already; revoke them first, or choose another name",
        there.name
    ))
}

async fn keys(context: &Context, store: &dyn Store, verb: &Keys) -> Result<(), Problem> {
    match verb {
        Keys::Add { name, role } => {
            if let Some(why) = unfit(name, &store.keys().await?) {
                return Err(Problem::usage(why));
            }
            if context.globals.dry_run {
                let would = format!("would be made: keys named {name}");
                let answer = json!({"name": name, "role": role.word()});
                return output::told(&context.globals, would, answer);
            }
            let pair = server::add_pair(store, name, *role).await?;
            let answer = json!({
                "name": name,
                "role": role.word(),
                "apiKey": pair.api_key.expose_secret(),
                "accessKey": pair.access_key.expose_secret(),
            });
            output::told(&context.globals, text(&pair).trim_end().to_owned(), answer)
        }
        Keys::List => {
            let kept = store.keys().await?;
            match output::format(&context.globals) {
                Format::Table => {
                    let heads = ["Name", "Role", "Made", "Last used"].map(Head::left);
                    let used =
                        |pair: &KeyPair| pair.used.clone().unwrap_or_else(|| "never".to_owned());
                    let row = |pair: &KeyPair| {
                        let role = pair.role.word().to_owned();
                        vec![pair.name.clone(), role, pair.made.clone(), used(pair)]
                    };
                    let rows: Vec<Vec<String>> = kept.iter().map(row).collect();
                    output::lines(lay_out(&heads, &rows, output::width()))
                }
                _ => {
                    let object = |pair: &KeyPair| {
                        let (name, role) = (&pair.name, pair.role.word());
                        json!({"name": name, "role": role, "made": pair.made, "used": pair.used})
                    };
                    output::objects(&context.globals, kept.iter().map(object))
                }
            }
        }
        Keys::Revoke { name } if context.globals.dry_run => {
            let would = format!("would not be let in any more: the keys named {name}");
            output::told(&context.globals, would, json!({"revoked": name}))
        }
        Keys::Revoke { name } => {
            if !store
                .remove_key(name.clone(), By::now(0, server::LOCAL))
                .await?
            {
                return Err(Problem::new(
                    Exit::NotFound,
                    format!("there are no keys named “{name}”"),
                ));
            }
            let said = format!("the keys named {name} are not let in any more");
            output::told(&context.globals, said, json!({"revoked": name}))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_have_a_name_that_can_be_told_from_others() {
        let ann = KeyPair {
            id: 1,
            name: "Ann".to_owned(),
            role: Role::Read,
            api: Vec::new(),
            access: Vec::new(),
            made: String::new(),
            used: None,
        };
        let kept = [ann];
        let long = "x".repeat(MOST_LETTERS + 1);
        for name in ["", "  ", "a\nb", "\x1b[2J", &long, "Ann", "ann", "ANN"] {
            assert!(unfit(name, &kept).is_some(), "{name:?}");
        }
        for name in ["anne", "Jörg Müller", &long[1..]] {
            assert_eq!(unfit(name, &kept), None, "{name:?}");
        }
    }
}
