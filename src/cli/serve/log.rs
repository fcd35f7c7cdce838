//! Owns the server's log: one line for each request and each trouble, on stderr, for people or for machines.
//! Must not make up what is logged, and nothing that is logged holds a key or a customer's values.

use std::fmt;
use std::io;

use clap::ValueEnum;
use serde_json::{Map, Value};
use tracing::field::{Field, Visit};
use tracing::{Event, Subscriber};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::format::Writer;
use tracing_subscriber::fmt::{FmtContext, FormatEvent, FormatFields};
use tracing_subscriber::registry::LookupSpan;

use super::super::context::warn;

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    Text,
    Json,
}

/// What is ours; libraries have a say only when something is wrong.
const WHAT: &str = "warn,rolo=info";

/// Starts the log. Where ROLO_LOG has begun one in its file already, that one stays.
pub fn start(format: Format) {
    let lines = tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::new(WHAT))
        .with_ansi(false)
        .with_writer(io::stderr);
    let started = match format {
        Format::Text => lines.try_init(),
        Format::Json => lines.event_format(Json).try_init(),
    };
    if started.is_err() {
        warn("ROLO_LOG keeps the log in its file; --log-format was passed over");
    }
}

/// An event as one JSON object.
struct Json;

impl<S, N> FormatEvent<S, N> for Json
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
{
    fn format_event(
        &self,
        _: &FmtContext<'_, S, N>,
        mut writer: Writer<'_>,
        event: &Event<'_>,
    ) -> fmt::Result {
        let about = event.metadata();
        let mut fields = Fields(Map::new());
        let mut set = |name: &str, value: String| fields.0.insert(name.to_owned(), value.into());
        set("time", jiff::Timestamp::now().to_string());
        set("level", about.level().as_str().to_ascii_lowercase());
        set("target", about.target().to_owned());
        event.record(&mut fields);
        writeln!(writer, "{}", Value::Object(fields.0))
    }
}

struct Fields(Map<String, Value>);

impl Fields {
    fn put(&mut self, field: &Field, value: impl Into<Value>) {
        self.0.insert(field.name().to_owned(), value.into());
    }
}

impl Visit for Fields {
    fn record_i64(&mut self, field: &Field, value: i64) {
        self.put(field, value);
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.put(field, value);
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.put(field, value);
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.put(field, value);
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.put(field, format!("{value:?}"));
    }
}
