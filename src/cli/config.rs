//! `rolo config show`: the settings in force, where each comes from, and what of their files could not be taken.
//! Must not write any of them.

use clap::Subcommand;

use super::args::Format;
use super::context::{Context, env, warn};
use super::output;
use super::problem::{Exit, Problem};
use crate::config::keys::Keys;
use crate::term::caps::Caps;
use crate::term::theme::Theme;

#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  rolo config show")]
pub struct Args {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Print every setting, its value and where it comes from
    #[command(after_help = "Example:\n  rolo config show")]
    Show,
}

/// A setting in force.
struct Setting {
    name: &'static str,
    value: String,
    from: String,
}

pub fn run(context: &Context, args: &Args) -> Result<Exit, Problem> {
    let Verb::Show = args.verb;
    let keys_file = context.paths.keymap_file();
    let keys = Keys::load(&keys_file);
    // What of `config.toml` could not be taken was said when it was read.
    for mistake in &keys.mistakes {
        warn(&mistake.told(&keys_file));
    }
    let mut settings = vec![workspace(context)?, color(context)];
    settings.push(theme(context));
    let config = &context.config;
    for (name, on, own) in [
        ("plain", config.plain, config.plain),
        ("borders", config.has_borders(), config.borders),
        ("motion", config.has_motion(), config.motion),
        ("screen-reader", config.screen_reader, config.screen_reader),
    ] {
        // What one setting for both has put is in its line, and not in that of the other.
        let said_by = if on == own { name } else { "screen-reader" };
        settings.push(Setting {
            name,
            value: on.to_string(),
            from: in_file(context, said_by),
        });
    }
    settings.push(Setting {
        name: "mouse",
        value: context.config.mouse.to_string(),
        from: in_file(context, "mouse"),
    });
    settings.push(links(context));
    settings.push(Setting {
        name: "timeout",
        value: format!("{} s", context.config.timeout.as_secs()),
        from: in_file(context, "timeout"),
    });
    settings.push(Setting {
        name: "keys",
        value: match keys.taken {
            0 => "as they are out of the box".to_owned(),
            1 => "1 line of your own".to_owned(),
            many => format!("{many} lines of your own"),
        },
        from: match keys_file.exists() {
            true => keys_file.display().to_string(),
            false => "default".to_owned(),
        },
    });
    settings.push(folder(
        "settings in",
        &context.paths.config,
        "ROLO_CONFIG_DIR",
    ));
    settings.push(folder("data in", &context.paths.data, "ROLO_DATA_DIR"));
    print(context, &settings)
}

fn workspace(context: &Context) -> Result<Setting, Problem> {
    let name = context.name()?;
    let asked = context.globals.workspace.is_some();
    let given = env("ROLO_WORKSPACE").filter(|given| given == name.as_str());
    let from = match given {
        Some(_) if asked => "ROLO_WORKSPACE".to_owned(),
        _ if asked => "--workspace".to_owned(),
        _ if context.paths.current_file().exists() => "rolo workspace use".to_owned(),
        _ => in_file(context, "workspace"),
    };
    Ok(Setting {
        name: "workspace",
        value: name.to_string(),
        from,
    })
}

fn color(context: &Context) -> Setting {
    let caps = Caps::read(env, context.no_color());
    let set = |name: &str| env(name).is_some_and(|value| !value.is_empty());
    let from = match context.globals.no_color {
        true => "--no-color".to_owned(),
        false if set("NO_COLOR") => "NO_COLOR".to_owned(),
        false if !context.config.color => in_file(context, "color"),
        false if caps.no_color() => "TERM".to_owned(),
        false => in_file(context, "color"),
    };
    Setting {
        name: "color",
        value: (!caps.no_color()).to_string(),
        from,
    }
}

fn links(context: &Context) -> Setting {
    let caps = Caps::read(env, context.no_color());
    let word = |on: bool| if on { "on" } else { "off" };
    Setting {
        name: "links",
        value: match context.config.links {
            None => format!("auto: {}", word(caps.links)),
            Some(on) => word(on).to_owned(),
        },
        from: in_file(context, "links"),
    }
}

fn theme(context: &Context) -> Setting {
    let caps = Caps::read(env, context.no_color());
    let asked = &context.config.theme;
    let ground = env("COLORFGBG");
    let chosen = Theme::choose(
        asked,
        caps.colors,
        ground.as_deref(),
        &context.paths.themes(),
    );
    for mistake in &chosen.mistakes {
        warn(mistake);
    }
    Setting {
        name: "theme",
        value: match chosen.name == *asked {
            true => chosen.name,
            false => format!("{asked}: {}", chosen.name),
        },
        from: in_file(context, "theme"),
    }
}

fn folder(name: &'static str, path: &std::path::Path, variable: &str) -> Setting {
    let given = env(variable).is_some_and(|value| !value.is_empty());
    Setting {
        name,
        value: path.display().to_string(),
        from: if given { variable } else { "default" }.to_owned(),
    }
}

/// The line of the file, where the file says it.
fn in_file(context: &Context, name: &str) -> String {
    context
        .config
        .lines
        .get(name)
        .map_or("default".to_owned(), |line| {
            format!("{} line {line}", context.paths.config_file().display())
        })
}

fn print(context: &Context, settings: &[Setting]) -> Result<Exit, Problem> {
    match output::format(&context.globals) {
        Format::Table => output::lines(
            settings
                .iter()
                .map(|one| format!("{:<13} {}  ({})", one.name, one.value, one.from)),
        )?,
        _ => output::objects(
            &context.globals,
            settings.iter().map(|one| {
                serde_json::json!({"setting": one.name, "value": one.value, "from": one.from})
            }),
        )?,
    }
    Ok(Exit::Done)
}
