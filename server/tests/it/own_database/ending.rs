//! The program as a process when the disk takes no more, and when it is told to end in the middle of a turn: what was
//! acknowledged is there, what was not is not, and nobody has to start it again for want of space.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::Command;

use ::app::accounts::actions::{AddTeam, SetUp};
use server_fn::ServerFn;
use sqlx::{ConnectOptions as _, Executor as _, sqlite::SqliteConnectOptions};

use super::process::{Running, get_as};
use crate::app::PASSWORD;

const SERVE: [&str; 3] = ["serve", "--database", "sqlite:live.db"];
/// What every page says while nothing can be saved.
const BANNER: &str = "The database takes no writes just now";

/// A browser on one port: the cookie's name has the port, its value goes on after a restart.
pub(crate) struct Browser {
    pub(crate) port: u16,
    pub(crate) token: String,
}

impl Browser {
    /// Keeps the cookie of an answer.
    pub(crate) fn keep(&mut self, answer: &str) {
        let cookie = answer.split_once(&format!("countersign-{}=", self.port)).unwrap().1;
        cookie.split(';').next().unwrap().clone_into(&mut self.token);
    }

    fn cookie(&self) -> String {
        format!("countersign-{}={}", self.port, self.token)
    }

    fn get(&self, path: &str) -> String {
        get_as(self.port, path, &self.cookie())
    }

    /// Sends the head of a form, and gives the connection once the server has begun to read its body.
    fn begin(&self, path: &str, body: &str) -> TcpStream {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        let (length, cookie) = (body.len(), self.cookie());
        write!(
            stream,
            "POST {path} HTTP/1.1\r\nhost: 127.0.0.1:{}\r\norigin: http://127.0.0.1:{}\r\naccept: application/json\r\ncookie: \
             {cookie}\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: {length}\r\nexpect: \
             100-continue\r\nconnection: close\r\n\r\n",
            self.port, self.port
        )
        .unwrap();
        let mut head = [0_u8; 25];
        stream.read_exact(&mut head).unwrap();
        assert_eq!(&head, b"HTTP/1.1 100 Continue\r\n\r\n");
        stream
    }

    pub(crate) fn post(&self, path: &str, fields: &[(&str, &str)]) -> String {
        let body = form(fields);
        let mut stream = self.begin(path, &body);
        stream.write_all(body.as_bytes()).unwrap();
        rest(stream)
    }

    fn add_team(&self, name: &str) -> String {
        self.post(AddTeam::PATH, &[("org", "northwind"), ("team", name)])
    }
}

fn form(fields: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new())
        .extend_pairs(fields)
        .finish()
}

fn rest(mut stream: TcpStream) -> String {
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

/// Sets a new instance up; the browser of its owner.
fn set_up(running: &mut Running) -> Browser {
    let said = running.until("Set-up code: ");
    let code = said.last().unwrap().trim_start_matches("Set-up code: ").to_owned();
    running.until("Open ");
    let mut browser = Browser {
        port: running.port,
        token: String::new(),
    };
    let fields = [
        ("code", code.as_str()),
        ("organization", "Northwind"),
        ("name", "Olga"),
        ("email", "olga@northwind.example"),
        ("password", PASSWORD),
        ("zone", "UTC"),
    ];
    let answer = browser.post(SetUp::PATH, &fields);
    browser.keep(&answer);
    browser
}

fn verifies(folder: &Path) {
    let verified = Command::new(env!("CARGO_BIN_EXE_countersign"))
        .args(["verify", "--database", "sqlite:live.db"])
        .env_clear()
        .current_dir(folder)
        .output()
        .unwrap();
    assert_eq!(verified.status.code(), Some(0), "{verified:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_in_its_turn_when_the_program_is_told_to_end_is_finished_and_answered() {
    let folder = tempfile::tempdir().unwrap();
    let mut running = Running::start(folder.path(), &SERVE);
    let browser = set_up(&mut running);
    // Somebody else holds the file: the turn is begun, and cannot end.
    let file = SqliteConnectOptions::new().filename(folder.path().join("live.db"));
    let mut other = file.connect().await.unwrap();
    other.execute("BEGIN IMMEDIATE").await.unwrap();
    let body = form(&[("org", "northwind"), ("team", "Begun")]);
    let mut begun = browser.begin(AddTeam::PATH, &body);
    begun.write_all(body.as_bytes()).unwrap();
    running.ask_to_end();
    // It takes no more visitors, and waits for those it has.
    while TcpStream::connect(("127.0.0.1", running.port)).is_ok() {
        tokio::task::yield_now().await;
    }
    assert!(running.still_runs(), "it waits for the turn");
    other.execute("ROLLBACK").await.unwrap();
    let answer = rest(begun);
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    assert!(running.has_ended().success());

    let mut again = Running::start(folder.path(), &SERVE);
    again.until("Countersign ");
    again.answers();
    let browser = Browser {
        port: again.port,
        ..browser
    };
    let page = browser.get("/northwind/settings");
    assert!(
        page.contains("value=\"Begun\""),
        "what was acknowledged is there: {page}"
    );
    drop(again);
    verifies(folder.path());
}

/// Sets how large the files may get that the process writes, in bytes.
#[cfg(target_os = "linux")]
fn limit(running: &Running, bytes: &str) {
    let pid = running.id().to_string();
    let set = Command::new("prlimit")
        .args(["--pid", &pid, &format!("--fsize={bytes}:unlimited")])
        .status();
    assert!(set.unwrap().success());
}

/// A disk that is full, and one that takes no byte at all, as a file system gone read-only: by the limit on the size of files,
/// which a process meets as it meets a full disk.
#[test]
#[cfg(target_os = "linux")]
fn space_and_writes_that_come_back_need_no_restart() {
    let folder = tempfile::tempdir().unwrap();
    let mut running = Running::start_patient(folder.path(), &SERVE);
    let browser = set_up(&mut running);
    let mut saved = Vec::new();
    for (bytes, teams) in [("600000", 2_000), ("1", 1)] {
        limit(&running, bytes);
        let mut refused = None;
        for number in 0..teams {
            let name = format!("Team {bytes} {number}");
            let answer = browser.add_team(&name);
            if !answer.starts_with("HTTP/1.1 200") {
                refused = Some(answer);
                break;
            }
            saved.push(name);
        }
        let refused = refused.expect("the limit is reached");
        assert!(refused.starts_with("HTTP/1.1 503"), "{refused}");
        assert!(refused.contains("retry-after: 5"), "{refused}");
        let page = browser.get("/northwind/settings");
        assert!(page.starts_with("HTTP/1.1 200") && page.contains(BANNER), "{page}");
        assert!(get_as(running.port, "/readyz", "").starts_with("HTTP/1.1 503"));

        limit(&running, "unlimited");
        let name = format!("Roomy {bytes}");
        let answer = browser.add_team(&name);
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
        saved.push(name);
        let page = browser.get("/northwind/settings");
        assert!(!page.contains(BANNER), "{page}");
        assert!(get_as(running.port, "/readyz", "").starts_with("HTTP/1.1 200"));
        let shown = page.matches("value=\"Team ").count() + page.matches("value=\"Roomy ").count();
        assert_eq!(shown, saved.len(), "what was acknowledged, and no more");
    }
    assert!(running.ended().success());
    verifies(folder.path());
}
