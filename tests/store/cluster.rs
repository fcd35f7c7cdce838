//! Owns the PostgreSQL that the tests ask: the one that `ROLO_TEST_POSTGRES` names, or a private cluster that
//! ends with the tests. Where there is neither, the tests say so and pass, unless `ROLO_REQUIRE_POSTGRES` is set.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use rolo::customer::Catalog;
use rolo::store::postgres::Address;
use rolo::store::{Order, Postgres};
use tokio_postgres::{Config, NoTls};

/// A database of a test's own.
pub struct Database {
    server: Config,
    pub name: String,
}

/// None where there is no PostgreSQL.
pub async fn database() -> Option<Database> {
    let server: Config = match server() {
        Ok(address) => address.parse().expect("the address of a PostgreSQL"),
        Err(why) => {
            skipped(&why);
            return None;
        }
    };
    let name = format!("rolo_test_{}", uuid::Uuid::new_v4().simple());
    let database = Database { server, name };
    database
        .on_server(&format!("CREATE DATABASE {}", database.name))
        .await;
    Some(database)
}

/// Says that a test was not tried.
pub fn skipped(why: &str) {
    assert!(
        std::env::var_os("ROLO_REQUIRE_POSTGRES").is_none(),
        "there is no PostgreSQL to test with: {why}"
    );
    // Past the capturing of tests: nobody must believe that this was tried.
    let skipped = format!("\n!! SKIPPED, no PostgreSQL: {why}\n");
    std::io::stderr().write_all(skipped.as_bytes()).ok();
}

impl Database {
    pub fn address(&self) -> String {
        let socket = |host: &tokio_postgres::config::Host| match host {
            tokio_postgres::config::Host::Unix(path) => path.display().to_string(),
            tokio_postgres::config::Host::Tcp(name) => name.clone(),
        };
        let host = self.server.get_hosts().first().map(socket).unwrap();
        // A socket's folder stands where a host would, with its slashes escaped.
        let host = host.replace('/', "%2F");
        let port = self.server.get_ports().first().copied().unwrap_or(5432);
        let user = self.server.get_user().expect("a user");
        let password = self.server.get_password().map(String::from_utf8_lossy);
        let password = password.map(|password| format!(":{password}"));
        let password = password.unwrap_or_default();
        format!("postgres://{user}{password}@{host}:{port}/{}", self.name)
    }

    pub async fn open(&self) -> Postgres {
        let address = Address::read(&self.address()).unwrap().unwrap();
        let order = Order::of(&Catalog::default());
        Postgres::open(address, order).await.unwrap()
    }

    /// Runs statements in the database, beside every store.
    pub async fn run(&self, sql: &str) {
        let mut config = self.server.clone();
        config.dbname(&self.name);
        execute(&config, sql).await;
    }

    /// The first value of the first row, as text.
    pub async fn ask(&self, sql: &str) -> String {
        let mut config = self.server.clone();
        config.dbname(&self.name);
        let (client, connection) = config.connect(NoTls).await.unwrap();
        let connection = tokio::spawn(connection);
        let row = client.query_one(sql, &[]).await.unwrap();
        let text = row.get::<_, Option<String>>(0).unwrap_or_default();
        drop(client);
        connection.await.unwrap().unwrap();
        text
    }

    async fn on_server(&self, sql: &str) {
        let mut config = self.server.clone();
        config.dbname("postgres");
        execute(&config, sql).await;
    }

    pub async fn remove(self) {
        let remove = format!("DROP DATABASE {} WITH (FORCE)", self.name);
        self.on_server(&remove).await;
    }
}

async fn execute(config: &Config, sql: &str) {
    let (client, connection) = config.connect(NoTls).await.unwrap();
    let connection = tokio::spawn(connection);
    client.batch_execute(sql).await.unwrap();
    drop(client);
    connection.await.unwrap().unwrap();
}

/// The address of a server, or why there is none.
fn server() -> Result<String, String> {
    static SERVER: OnceLock<Result<(String, Option<Child>), String>> = OnceLock::new();
    let server = SERVER.get_or_init(|| match std::env::var("ROLO_TEST_POSTGRES") {
        Ok(address) => Ok((address, None)),
        Err(_) => start().map(|(address, child)| (address, Some(child))),
    });
    server.clone_address()
}

trait CloneAddress {
    fn clone_address(&self) -> Result<String, String>;
}

impl CloneAddress for Result<(String, Option<Child>), String> {
    fn clone_address(&self) -> Result<String, String> {
        let address = self.as_ref().map(|(address, _)| address.clone());
        address.map_err(Clone::clone)
    }
}

/// Makes a cluster, runs it, and takes it away when this process is gone: the end of its input tells it so.
const CLUSTER: &str = r#"
cd "$DIR"
"$BIN/initdb" -D "$DIR/data" -U rolo -A trust -E UTF8 --locale=C.UTF-8 --no-sync >"$DIR/log" 2>&1 || exit 1
# Word by word: none of them has a blank in it.
set -- -p "$PORT" -c listen_addresses=
if [ -n "$CERTIFICATE" ]; then
    umask 077
    printf '%s' "$CERTIFICATE" >cert.pem
    printf '%s' "$KEY" >key.pem
    echo 'hostssl all all 127.0.0.1/32 trust' >hba
    set -- -p "$PORT" -c listen_addresses=127.0.0.1 -c ssl=on -c ssl_cert_file="$DIR/cert.pem" \
        -c ssl_key_file="$DIR/key.pem" -c hba_file="$DIR/hba"
fi
"$BIN/postgres" -D "$DIR/data" -k "$DIR" "$@" -c fsync=off -c max_connections=300 >>"$DIR/log" 2>&1 </dev/null &
server=$!
cat >/dev/null
kill -INT $server
wait $server
cd / && rm -rf "$DIR"
"#;

fn start() -> Result<(String, Child), String> {
    let (dir, child) = run(5432, None)?;
    let address = format!("host={} user=rolo dbname=postgres", dir.display());
    Ok((address, child))
}

/// Runs a cluster of its own: its folder, and the process whose input keeps it alive.
pub fn run(port: u16, encrypted: Option<(&str, &str)>) -> Result<(PathBuf, Child), String> {
    let bin = programs().ok_or("neither initdb nor postgres is found")?;
    let dir = tempfile::Builder::new()
        .prefix("rolo-pg-")
        .tempdir()
        .map_err(|error| error.to_string())?
        .keep();
    // initdb refuses to run as root.
    let is_root = std::fs::metadata("/proc/self").is_ok_and(|of| {
        use std::os::unix::fs::MetadataExt;
        of.uid() == 0
    });
    let mut command = match is_root {
        true => {
            let own = Command::new("chown").arg("nobody").arg(&dir).status();
            own.map_err(|error| error.to_string())?;
            let mut command = Command::new("setpriv");
            command.args(["--reuid=nobody", "--clear-groups", "--"]);
            command.arg("sh");
            command
        }
        false => Command::new("sh"),
    };
    let child = command
        .args(["-c", CLUSTER])
        .env("BIN", &bin)
        .env("DIR", &dir)
        .env("PORT", port.to_string())
        .env("CERTIFICATE", encrypted.unwrap_or_default().0)
        .env("KEY", encrypted.unwrap_or_default().1)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    let mut child = child.map_err(|error| error.to_string())?;
    let until = Instant::now() + Duration::from_secs(60);
    let is_up = || {
        let ready = Command::new(bin.join("pg_isready"))
            .args(["-q", "-U", "rolo", "-d", "postgres", "-p"])
            .arg(port.to_string())
            .arg("-h")
            .arg(&dir)
            .status();
        ready.is_ok_and(|status| status.success())
    };
    while !is_up() {
        let ended = child.try_wait().map_err(|error| error.to_string())?;
        if ended.is_some() || Instant::now() > until {
            let log = std::fs::read_to_string(dir.join("log")).unwrap_or_default();
            return Err(format!("the private cluster did not start: {log}"));
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    Ok((dir, child))
}

/// Where the programs of PostgreSQL lie.
fn programs() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut debian: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql")
        .map(|all| all.flatten().map(|one| one.path().join("bin")).collect())
        .unwrap_or_default();
    debian.sort();
    let has_all = |dir: &Path| {
        ["initdb", "postgres", "pg_isready"]
            .iter()
            .all(|name| dir.join(name).is_file())
    };
    debian
        .into_iter()
        .rev()
        .chain(std::env::split_paths(&path))
        .find(|dir| has_all(dir))
}
