//! `rolo login`: connects an Apptivo account or another rolo server. The keys are tried before anything is
//! written, come from a prompt, the environment, a command or a pipe, and are never arguments.

use std::io::{BufRead, IsTerminal};

use secrecy::{ExposeSecret, SecretString};
use url::Url;

use crate::apptivo::{Client, Keys};
use crate::connection::{self, Connection};
use crate::customer::Catalog;
use crate::paths::Name;

use super::context::{Context, env};
use super::output;
use super::problem::{Exit, Problem};

#[derive(Clone, Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  rolo login\n  rolo login --base-url https://crm.example.com --name team\n  rolo login --api-key-command 'pass show apptivo/api' --access-key-command 'pass show apptivo/access'\n  printf '%s\\n' \"$API\" \"$ACCESS\" | rolo login\n\nThe keys are asked for, or come from ROLO_API_KEY and ROLO_ACCESS_KEY, from commands, or as two lines of a pipe."
)]
pub struct Args {
    /// The server
    #[arg(
        long,
        value_name = "URL",
        env = "ROLO_BASE_URL",
        default_value = "https://api.apptivo.com"
    )]
    base_url: String,
    /// What the workspace is called; made of the server's name unless given
    #[arg(long)]
    name: Option<String>,
    /// A command that prints the API key; it is run at each start, and the key is not kept
    #[arg(long, value_name = "CMD", requires = "access_key_command")]
    api_key_command: Option<String>,
    /// A command that prints the access key
    #[arg(long, value_name = "CMD", requires = "api_key_command")]
    access_key_command: Option<String>,
}

pub async fn run(context: &Context, args: &Args) -> Result<Exit, Problem> {
    let url = connection::address(&args.base_url)?;
    let name = name(context, args, &url)?;
    let connection = Connection {
        base_url: Some(url.to_string()),
        sample: false,
        api_key_command: args.api_key_command.clone(),
        access_key_command: args.access_key_command.clone(),
    };
    let keys = keys(&connection)?;
    let catalog = try_keys(context, url, &keys).await?;
    let user = catalog.me.as_ref().map(|me| me.name.clone());
    let answer = serde_json::json!({"workspace": name.as_str(), "user": user});
    if context.globals.dry_run {
        let said = "the keys are good; nothing was written".to_owned();
        output::told(&context.globals, said, answer)?;
        return Ok(Exit::Done);
    }
    connection::write_keys(&context.paths, &name, &connection, &keys)?;
    connection::write(&context.paths, &name, &connection)?;
    connection::make_current(&context.paths, &name)?;
    let who = user.map(|user| format!(" as {user}")).unwrap_or_default();
    let said = format!("logged in{who}; workspace {name} is in use from now on");
    output::told(&context.globals, said, answer)?;
    Ok(Exit::Done)
}

/// The workspace's name. One that holds customers of this machine is not turned into a remote one.
fn name(context: &Context, args: &Args, url: &Url) -> Result<Name, Problem> {
    let name = match &args.name {
        Some(name) => Name::new(name)?,
        None => match url.host_str() {
            Some(host) if host == "apptivo.com" || host.ends_with(".apptivo.com") => {
                Name::new("apptivo")?
            }
            _ => Name::of_host(&connection::host_and_port(url)),
        },
    };
    let is_local = connection::read(&context.paths, &name)
        .is_ok_and(|connection| connection.base_url.is_none());
    if is_local || name == Name::local() {
        return Err(Problem::usage(format!(
            "workspace {name} is on this machine; give the account another name with --name NAME"
        )));
    }
    Ok(name)
}

fn keys(connection: &Connection) -> Result<Keys, Problem> {
    if let (Some(api), Some(access)) = (&connection.api_key_command, &connection.access_key_command)
    {
        let one = |command: &str| {
            connection::key_from_command(command).map_err(|why| {
                Problem::new(
                    Exit::KeysRefused,
                    format!("a command for the keys failed ({why}); nothing was written"),
                )
            })
        };
        return good(one(api)?, one(access)?);
    }
    if let Some(keys) = connection::keys_from_env(&env) {
        return Ok(keys);
    }
    if std::io::stdin().is_terminal() {
        return good(ask("API key: ")?, ask("Access key: ")?);
    }
    let mut lines = std::io::stdin().lock().lines();
    let mut line = || {
        let line = lines.next().transpose();
        Ok::<_, Problem>(SecretString::from(line?.unwrap_or_default()))
    };
    good(line()?, line()?)
}

fn ask(prompt: &str) -> Result<SecretString, Problem> {
    rpassword::prompt_password(prompt)
        .map(SecretString::from)
        .map_err(|error| Problem::failed(format!("the terminal could not be asked: {error}")))
}

fn good(api_key: SecretString, access_key: SecretString) -> Result<Keys, Problem> {
    let (api, access) = (
        api_key.expose_secret().trim(),
        access_key.expose_secret().trim(),
    );
    if api.is_empty() || access.is_empty() {
        return Err(Problem::new(
            Exit::KeysRefused,
            "both keys are needed, the API key and the access key; nothing was written",
        ));
    }
    Ok(Keys::new(api, access))
}

/// Asks the server for its catalog, which every account may read.
async fn try_keys(context: &Context, url: Url, keys: &Keys) -> Result<Catalog, Problem> {
    let client = Client::http(url, keys.clone())?;
    match tokio::time::timeout(context.config.timeout, client.config()).await {
        Ok(config) => Ok(Catalog::parse(&config?)),
        Err(_) => Err(Problem::new(
            Exit::Offline,
            format!(
                "the server did not answer in {} seconds; nothing was written",
                context.config.timeout.as_secs()
            ),
        )),
    }
}
