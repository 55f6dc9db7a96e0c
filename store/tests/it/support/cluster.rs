//! PostgreSQL clusters of the tests' own: made with `initdb` in a temporary folder, ended with the test process.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU32, Ordering};

use sqlx::{AssertSqlSafe, Connection as _, Executor as _, PgConnection};

/// The cluster that all tests of this process share.
static SHARED: LazyLock<Cluster> = LazyLock::new(Cluster::start);
/// Databases made so far.
static MADE: AtomicU32 = AtomicU32::new(0);

/// A server with a folder of its own, reached by a socket in it.
pub(crate) struct Cluster {
    folder: PathBuf,
    bin: PathBuf,
    /// Stops the server and removes the folder when its input closes: also when this process is killed.
    keeper: Child,
}

/// A new database in the shared cluster: its address.
pub(crate) async fn database() -> String {
    SHARED.database().await
}

/// Where the server's programs are: the newest version installed.
fn programs() -> PathBuf {
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten();
    let mut found: Vec<PathBuf> = versions
        .filter_map(|entry| entry.ok().map(|entry| entry.path().join("bin")))
        .filter(|bin| bin.join("initdb").exists())
        .collect();
    found.sort();
    let on_path = || {
        let path = std::env::var_os("PATH").unwrap_or_default();
        std::env::split_paths(&path).find(|folder| folder.join("initdb").exists())
    };
    found
        .pop()
        .or_else(on_path)
        .expect("these tests need PostgreSQL: `apt-get install postgresql`")
}

fn is_root() -> bool {
    let output = Command::new("id").arg("-u").output().expect("`id` runs");
    output.stdout.trim_ascii() == b"0"
}

/// A command that does not run as root, which the server refuses to.
fn unprivileged(program: &Path) -> Command {
    if is_root() {
        let mut command = Command::new("setpriv");
        command
            .args(["--reuid=postgres", "--regid=postgres", "--clear-groups"])
            .arg(program);
        command
    } else {
        Command::new(program)
    }
}

fn succeeds(command: &mut Command) {
    let output = command.output().expect("the program starts");
    assert!(
        output.status.success(),
        "{command:?}: {}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
}

impl Cluster {
    /// Makes and starts a cluster.
    pub(crate) fn start() -> Self {
        let bin = programs();
        let folder = tempfile::Builder::new()
            .prefix("pg")
            .tempdir()
            .expect("a folder")
            .keep();
        if is_root() {
            succeeds(Command::new("chown").arg("postgres:postgres").arg(&folder));
        }
        let data = folder.join("data");
        succeeds(
            unprivileged(&bin.join("initdb"))
                .args([
                    "--auth=trust",
                    "--username=postgres",
                    "--encoding=UTF8",
                    "--locale=C",
                    "--no-sync",
                    "-D",
                ])
                .arg(&data),
        );
        let stop = format!(
            "trap '' INT TERM HUP; read end; '{}' -D '{}' -m immediate stop; rm -rf '{}'",
            bin.join("pg_ctl").display(),
            data.display(),
            folder.display()
        );
        let keeper = unprivileged(Path::new("/bin/sh"))
            .args(["-c", &stop])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the keeper starts");
        let cluster = Self { folder, bin, keeper };
        cluster.up();
        cluster
    }

    /// Starts the server.
    pub(crate) fn up(&self) {
        let options = format!(
            "-k '{}' -c listen_addresses='' -c fsync=off -c max_connections=300",
            self.folder.display()
        );
        succeeds(
            unprivileged(&self.bin.join("pg_ctl"))
                .arg("-D")
                .arg(self.folder.join("data"))
                .arg("-l")
                .arg(self.folder.join("log"))
                .args(["-w", "-o", &options, "start"]),
        );
    }

    /// Stops the server, cutting all connections.
    pub(crate) fn down(&self) {
        succeeds(
            unprivileged(&self.bin.join("pg_ctl"))
                .arg("-D")
                .arg(self.folder.join("data"))
                .args(["-m", "fast", "-w", "stop"]),
        );
    }

    /// The address of a database for a role.
    pub(crate) fn url(&self, role: &str, database: &str) -> String {
        format!("postgres://{role}@localhost/{database}?host={}", self.folder.display())
    }

    /// A new database: its address, for the superuser.
    pub(crate) async fn database(&self) -> String {
        let name = format!("test_{}", MADE.fetch_add(1, Ordering::Relaxed));
        self.run("postgres", &format!("CREATE DATABASE {name}")).await;
        self.url("postgres", &name)
    }

    /// Runs statements as the superuser.
    pub(crate) async fn run(&self, database: &str, statements: &str) {
        let url = self.url("postgres", database);
        let mut connection = PgConnection::connect(&url).await.expect("the server answers");
        connection
            .execute(AssertSqlSafe(statements))
            .await
            .expect("the statements run");
        connection.close().await.expect("the connection ends");
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        if let Some(mut input) = self.keeper.stdin.take() {
            // The keeper may have ended with the server.
            let _ = input.write_all(b"\n");
        }
        let _ = self.keeper.wait();
    }
}
