//! Puts the parts together: reads the command line, and shows one of the three faces. Must not do anything else.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use rolo::cli::{self, Cli, Context, Exit, Problem};
use rolo::config::Config;
use rolo::config::keys::Keys;
use rolo::paths::Paths;
use rolo::plain::{self, Stop};
use rolo::term::about::Facts;
use rolo::term::caps::Caps;
use rolo::term::effects::Effects;
use rolo::term::log;
use rolo::term::start::{Look, Purpose, Source, show};
use rolo::term::theme::Theme;
use rolo::workspace::CUSTOMERS_FILE;

fn main() -> ExitCode {
    cli::answer();
    let cli = match Cli::read(std::env::args_os()) {
        Ok(cli) => cli,
        Err(exit) => return exit,
    };
    match start(&cli) {
        Ok(exit) => exit.into(),
        Err(problem) => {
            problem.tell(cli.globals.json_errors());
            problem.exit.into()
        }
    }
}

fn start(cli: &Cli) -> Result<Exit, Problem> {
    let context = Context::new(&cli.globals)?;
    let asked = cli::env("ROLO_LOG");
    if let Some(trouble) = log::start(asked.as_deref(), &context.paths.log_file()) {
        cli::warn(&trouble);
    }
    let runtime = runtime(cli)?;
    let exit = runtime.block_on(async {
        match cli::run(cli, &context).await? {
            Some(exit) => Ok(exit),
            None => match cli.pick() {
                None if by_lines(cli, &context) => lines(&context, &cli.search()).await,
                None => screen(&context, &cli.search(), Purpose::Work).await,
                Some(query) if by_lines(cli, &context) => pick(&context, &query).await,
                Some(query) => screen(&context, &query, Purpose::Pick).await,
            },
        }
    });
    // What had to be kept is kept by now; a read that still runs must not hold up the end.
    runtime.shutdown_background();
    exit
}

/// What lives on gets threads that work at once; what answers and ends would wait for them to start.
fn runtime(cli: &Cli) -> std::io::Result<tokio::runtime::Runtime> {
    let mut runtime = match cli.is_brief() {
        true => tokio::runtime::Builder::new_current_thread(),
        false => tokio::runtime::Builder::new_multi_thread(),
    };
    runtime.worker_threads(2).enable_all().build()
}

/// Whether the customers are talked about instead of shown: that was asked for, or nothing else can be done here.
fn by_lines(cli: &Cli, context: &Context) -> bool {
    cli.plain || context.config.plain || Caps::read(cli::env, context.no_color()).dumb
}

/// Talks about the customers until the user leaves.
async fn lines(context: &Context, query: &str) -> Result<Exit, Problem> {
    let talked = plain::talk(context.open().await?, query).await;
    stopped(talked).map(|_| Exit::Done)
}

/// Talks about the customers until the user has chosen one.
async fn pick(context: &Context, query: &str) -> Result<Exit, Problem> {
    let picked = plain::pick(context.open().await?, query).await;
    cli::picked(stopped(picked)?.flatten())
}

/// Whoever leaves a conversation has ended it well.
fn stopped<T>(ended: Result<T, Stop>) -> Result<Option<T>, Problem> {
    match ended {
        Ok(said) => Ok(Some(said)),
        Err(Stop::Left | Stop::Interrupted) => Ok(None),
        Err(Stop::Line(error)) => Err(error.into()),
        Err(Stop::Workspace(error)) => Err(error.into()),
    }
}

/// Shows the customers until the user leaves.
async fn screen(context: &Context, query: &str, purpose: Purpose) -> Result<Exit, Problem> {
    // Finding the time zone goes through a tree of folders; meanwhile the customers are opened.
    tokio::task::spawn_blocking(jiff::Zoned::now);
    let caps = Caps::read(cli::env, context.no_color());
    let workspace = context.open().await?;
    let store = workspace.spec().folder.join(CUSTOMERS_FILE);
    // What of `config.toml` could not be taken was said when it was read.
    let first = Look {
        is_first: is_first(&context.paths.welcomed_file()),
        ..look(&context.paths, &context.config, caps, store.clone())
    };
    first.mistakes.iter().for_each(|mistake| cli::warn(mistake));
    let effects = Effects::new(workspace);
    let left = show(effects, first, source(context, store), query, purpose)
        .await
        .map_err(|error| Problem::failed(format!("the terminal could not be used: {error}")))?;
    left.lost.iter().for_each(|lost| cli::warn(lost));
    left.waiting().iter().for_each(|waits| cli::warn(waits));
    match left.ended.trouble() {
        None if purpose == Purpose::Pick => cli::picked(left.picked),
        None => Ok(Exit::Done),
        Some(trouble) => Err(Problem::failed(trouble)),
    }
}

/// The settings as their files say them whenever they are asked.
fn source(context: &Context, store: PathBuf) -> Source {
    let (paths, no_color) = (context.paths.clone(), context.globals.no_color);
    Source {
        folders: vec![paths.config.clone(), paths.themes()],
        read: Box::new(move || {
            let (config, mut mistakes) = Config::load(&paths.config_file());
            let caps = Caps::read(cli::env, no_color || !config.color);
            let mut look = look(&paths, &config, caps, store.clone());
            mistakes.append(&mut look.mistakes);
            Look { mistakes, ..look }
        }),
    }
}

/// The colours and keys that the settings ask for.
fn look(paths: &Paths, config: &Config, caps: Caps, store: PathBuf) -> Look {
    let file = paths.keymap_file();
    let keys = Keys::load(&file);
    let mut mistakes: Vec<String> = keys.mistakes.iter().map(|slip| slip.told(&file)).collect();
    let ground = cli::env("COLORFGBG");
    let folder = paths.themes();
    let chosen = Theme::choose(&config.theme, caps.colors, ground.as_deref(), &folder);
    mistakes.extend(chosen.mistakes);
    let (borders, motion) = (config.has_borders(), config.has_motion());
    Look {
        theme: Theme {
            borderless: !borders,
            still: !motion,
            ..chosen.theme
        },
        keymap: keys.keymap,
        basic: caps.basic,
        mouse: config.mouse,
        links: config.links.unwrap_or(caps.links),
        mistakes,
        facts: Facts {
            paths: paths.clone(),
            caps,
            term: cli::env("TERM").unwrap_or_default(),
            theme: chosen.name,
            borders,
            motion,
        },
        store,
        is_first: false,
    }
}

/// Whether nobody has seen the screen yet; somebody has from now on. Where that cannot be remembered, the next start is
/// a first one too.
fn is_first(remembered: &Path) -> bool {
    let is_first = !remembered.exists();
    if is_first && let Err(error) = std::fs::write(remembered, "") {
        tracing::warn!(%error, "that the screen was seen could not be remembered");
    }
    is_first
}
