//! Puts the parts together: reads the command line, and shows one of the two faces. Must not do anything else.

use std::process::ExitCode;
use std::time::Duration;

use clap::Parser;
use rolo::cli::{self, Cli, Context, Exit, Problem};
use rolo::term;

fn main() -> ExitCode {
    let cli = Cli::parse();
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
    let asked = std::env::var("ROLO_LOG").ok();
    if let Some(trouble) = term::log::start(asked.as_deref(), &context.paths.log_file()) {
        cli::warn(&trouble);
    }
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?;
    let exit = runtime.block_on(async {
        match cli::run(cli, &context).await? {
            Some(exit) => Ok(exit),
            None => cli::screen(&context, &cli.query.join(" ")).await,
        }
    });
    // A read that still runs must not hold up the end.
    runtime.shutdown_timeout(Duration::from_millis(200));
    exit
}
