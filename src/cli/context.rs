//! Owns what every verb starts from: the paths, the settings, the options, and opening the workspace.
//! Must not print but for warnings on stderr.

use crate::config::Config;
use crate::connection;
use crate::paths::{Name, Paths};
use crate::workspace::{Remote, Workspace};

use super::args::Globals;
use super::problem::{Exit, Problem};

pub struct Context {
    pub paths: Paths,
    pub config: Config,
    pub globals: Globals,
}

/// The environment of this process. What is no text counts as not set.
pub fn env(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

impl Context {
    pub fn new(globals: &Globals) -> Result<Context, Problem> {
        let paths = Paths::find(env)?;
        let (config, problems) = Config::load(&paths.config_file());
        for problem in problems {
            warn(&problem);
        }
        Ok(Context {
            paths,
            config,
            globals: globals.clone(),
        })
    }

    pub fn no_color(&self) -> bool {
        self.globals.no_color || !self.config.color
    }

    /// The workspace that this call is about.
    pub fn name(&self) -> Result<Name, Problem> {
        let asked = self.globals.workspace.as_deref();
        Ok(connection::choose(&self.paths, &self.config, asked, &env)?)
    }

    /// Opens the workspace; what it holds is what was known last.
    pub async fn open(&self) -> Result<Workspace, Problem> {
        let spec = connection::spec(&self.paths, &self.name()?, &env)?;
        Ok(Workspace::open(spec).await?)
    }

    /// Opens the workspace as its server has it now; away from the server, as it was known last.
    pub async fn open_fresh(&self) -> Result<Workspace, Problem> {
        let workspace = self.open().await?;
        if let Remote::Local { .. } = workspace.spec().remote {
            return Ok(workspace);
        }
        match workspace.sync(|_| ()).await.map_err(Problem::from) {
            Ok(()) => Ok(workspace),
            Err(problem) if problem.exit == Exit::Offline && self.knows_any(&workspace).await => {
                warn("the server cannot be reached: this is what was known last");
                Ok(workspace)
            }
            Err(problem) => Err(problem),
        }
    }

    async fn knows_any(&self, workspace: &Workspace) -> bool {
        workspace
            .find(crate::query::Search::default())
            .await
            .is_ok_and(|found| found.total > 0)
    }
}

/// One line beside the answer.
pub fn warn(text: &str) {
    use std::io::Write;
    // Where stderr is closed there is nobody to warn.
    let _ = writeln!(
        std::io::stderr(),
        "rolo: {}",
        crate::customer::text::one_line(text)
    );
}
