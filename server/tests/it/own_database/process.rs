//! The program as it runs: the demo, the listener for metrics, how it ends, and what it says of a damaged database.

use std::fs::File;
use std::io::{BufRead as _, BufReader, Lines, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, ExitStatus, Stdio};

use sqlx::{Connection as _, SqliteConnection};

/// A port that nobody listens on.
fn free_port() -> u16 {
    TcpListener::bind(("127.0.0.1", 0))
        .unwrap()
        .local_addr()
        .unwrap()
        .port()
}

/// The program while it runs; it is ended with the test.
pub(crate) struct Running {
    child: Child,
    lines: Lines<BufReader<ChildStdout>>,
    pub(crate) port: u16,
}

impl Running {
    pub(crate) fn start(folder: &Path, args: &[&str]) -> Self {
        Self::of(Command::new(env!("CARGO_BIN_EXE_countersign")), folder, args)
    }

    /// The same, for a process that meets its limit of file sizes as an error, not as a signal that ends it. Its log is a
    /// file, which the limit holds for too.
    pub(crate) fn start_patient(folder: &Path, args: &[&str]) -> Self {
        let mut shell = Command::new("sh");
        shell.args([
            "-c",
            "trap '' XFSZ; exec \"$0\" \"$@\"",
            env!("CARGO_BIN_EXE_countersign"),
        ]);
        shell.stderr(File::create_new(folder.join("live.log")).unwrap());
        Self::of(shell, folder, args)
    }

    fn of(mut program: Command, folder: &Path, args: &[&str]) -> Self {
        let port = free_port();
        let mut child = program
            .args(args)
            .args(["--listen", &format!("127.0.0.1:{port}"), "--log", "error"])
            .env_clear()
            .current_dir(folder)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        Self { child, lines, port }
    }

    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// What it prints up to the line that begins so.
    pub(crate) fn until(&mut self, begins: &str) -> Vec<String> {
        let mut said = Vec::new();
        for line in self.lines.by_ref() {
            said.push(line.unwrap());
            if said.last().is_some_and(|line| line.starts_with(begins)) {
                return said;
            }
        }
        panic!("it ended without {begins:?}: {said:?}")
    }

    /// Asks it to end once it answers, as service managers do, and waits until it has.
    pub(crate) fn ended(self) -> ExitStatus {
        self.answers();
        self.ask_to_end();
        self.has_ended()
    }

    /// Returns once it answers.
    pub(crate) fn answers(&self) {
        get(self.port, "/healthz");
    }

    pub(crate) fn ask_to_end(&self) {
        let asked = Command::new("kill").arg(self.child.id().to_string()).status().unwrap();
        assert!(asked.success());
    }

    pub(crate) fn still_runs(&mut self) -> bool {
        self.child.try_wait().unwrap().is_none()
    }

    /// Waits until it has ended.
    pub(crate) fn has_ended(mut self) -> ExitStatus {
        self.child.wait().unwrap()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // Fails where it has ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// An answer with its head.
fn get(port: u16, path: &str) -> String {
    get_as(port, path, "")
}

/// The same to whoever has a cookie.
pub(crate) fn get_as(port: u16, path: &str, cookie: &str) -> String {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    write!(
        stream,
        "GET {path} HTTP/1.1\r\nhost: localhost\r\ncookie: {cookie}\r\nconnection: close\r\n\r\n"
    )
    .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

fn sign_ins(said: &[String]) -> Vec<Vec<String>> {
    let fields = |line: &String| line.split('\t').map(str::to_owned).collect::<Vec<_>>();
    said.iter().map(fields).filter(|fields| fields.len() > 1).collect()
}

async fn database(file: &Path) -> SqliteConnection {
    SqliteConnection::connect(&format!("sqlite:{}", file.display()))
        .await
        .unwrap()
}

#[tokio::test]
async fn the_demo_has_every_stage_new_passwords_each_time_and_what_it_kept() {
    let folder = tempfile::tempdir().unwrap();
    let mut first = Running::start(folder.path(), &["demo"]);
    let before = sign_ins(&first.until("For an empty instance"));
    let duties: Vec<&str> = before.iter().map(|fields| fields[0].as_str()).collect();
    for duty in [
        "Owner",
        "Tech Lead",
        "DevOps Lead",
        "Product Owner",
        "Release Manager",
        "Auditor",
    ] {
        assert!(duties.contains(&duty), "{duty} is not among {duties:?}");
    }
    assert!(
        before.iter().all(|fields| fields.len() == 3 && fields[1].contains('@')),
        "{before:?}"
    );
    assert!(get(first.port, "/login").starts_with("HTTP/1.1 200"));
    assert!(first.ended().success());

    let file = folder.path().join("countersign-demo.db");
    let mut raw = database(&file).await;
    let stages: Vec<(String,)> = sqlx::query_as("SELECT DISTINCT stage FROM deployment ORDER BY stage")
        .fetch_all(&mut raw)
        .await
        .unwrap();
    let stages: Vec<&str> = stages.iter().map(|(stage,)| stage.as_str()).collect();
    let all = domain::deployments::StageName::ALL.map(|stage| stage.value().to_owned());
    let missing: Vec<&String> = all.iter().filter(|stage| !stages.contains(&stage.as_str())).collect();
    assert!(missing.is_empty(), "no deployment is {missing:?}");
    let (entries,): (i64,) = sqlx::query_as("SELECT count(*) FROM entry")
        .fetch_one(&mut raw)
        .await
        .unwrap();
    assert!(entries > 2_000, "{entries} entries");
    raw.close().await.unwrap();

    let mut kept = Running::start(folder.path(), &["demo", "--keep"]);
    assert!(kept.until("Kept as it was").len() == 1);
    kept.until("For an empty instance");
    assert!(kept.ended().success());

    let mut second = Running::start(folder.path(), &["demo"]);
    let after = sign_ins(&second.until("For an empty instance"));
    assert_eq!(before.len(), after.len());
    for (before, after) in before.iter().zip(&after) {
        assert_eq!(before[..2], after[..2]);
        assert_ne!(before[2], after[2], "the password of {} is the old one", before[0]);
    }
}

#[test]
fn metrics_have_a_listener_of_their_own() {
    let folder = tempfile::tempdir().unwrap();
    let metrics = free_port();
    let listen = format!("127.0.0.1:{metrics}");
    let args = ["serve", "--database", "sqlite:live.db", "--metrics-listen", &listen];
    let mut running = Running::start(folder.path(), &args);
    let said = running.until("Set-up code: ");
    assert!(said[0].starts_with("Countersign "), "{said:?}");
    running.until("Open ");
    for path in ["/healthz", "/readyz"] {
        assert!(get(running.port, path).starts_with("HTTP/1.1 200"), "{path}");
    }
    assert!(
        !get(running.port, "/metrics").contains("countersign_requests_total"),
        "they are not for visitors"
    );
    let shown = get(metrics, "/metrics");
    assert!(shown.starts_with("HTTP/1.1 200"), "{shown}");
    for line in [
        "# TYPE countersign_requests_total counter",
        r#"route="/readyz""#,
        "countersign_request_seconds",
    ] {
        assert!(shown.contains(line), "{line} is not in {shown}");
    }
    assert!(running.ended().success());
}

#[tokio::test]
async fn verify_names_the_table_the_row_and_the_column_that_somebody_changed() {
    let folder = tempfile::tempdir().unwrap();
    let mut demo = Running::start(folder.path(), &["demo"]);
    demo.until("For an empty instance");
    assert!(demo.ended().success());
    let file = folder.path().join("countersign-demo.db");
    let verify = || {
        let output = Command::new(env!("CARGO_BIN_EXE_countersign"))
            .args(["verify", "--database", &format!("sqlite:{}", file.display())])
            .env_clear()
            .current_dir(folder.path())
            .output()
            .unwrap();
        (output.status.code(), String::from_utf8(output.stdout).unwrap())
    };
    let (code, said) = verify();
    assert_eq!(code, Some(0), "{said}");
    assert!(!said.contains("FAULT"), "{said}");

    let mut raw = database(&file).await;
    let (row,): (i64,) = sqlx::query_as("SELECT number FROM deployment WHERE stage = 'running' LIMIT 1")
        .fetch_one(&mut raw)
        .await
        .unwrap();
    sqlx::query("UPDATE deployment SET stage = 'completed' WHERE number = ?")
        .bind(row)
        .execute(&mut raw)
        .await
        .unwrap();
    raw.close().await.unwrap();
    let (code, said) = verify();
    assert_eq!(code, Some(1), "{said}");
    let fault: Vec<&str> = said.lines().filter(|line| line.contains("FAULT")).collect();
    assert!(fault.iter().any(|line| line.contains("deployment.stage [")), "{said}");
}
