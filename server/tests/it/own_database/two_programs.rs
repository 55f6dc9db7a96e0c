//! Two processes on one PostgreSQL: what both are asked for at once, one of them gives (W11).

use std::thread;

use ::app::accounts::actions::SignIn;
use ::app::deployments::actions::booking::Book;
use ::app::templates::starters;
use domain::deployments::ChangeNumber;
use domain::id::DeploymentId;
use server_fn::ServerFn;
use sqlx::{Connection as _, PgConnection};
use store::Options;

use super::ending::Browser;
use super::process::Running;
use crate::app::{House, PASSWORD, TestApp};
use crate::cluster;
use crate::things::Things;

/// Rounds in which two ask for one slot (W11).
const ROUNDS: u64 = 1_000;

/// One process, and who is signed in there.
struct Node {
    _running: Running,
    browser: Browser,
}

impl Node {
    fn start(folder: &std::path::Path, url: &str) -> Self {
        let mut running = Running::start(folder, &["serve", "--database", url]);
        running.until("Countersign ");
        let mut browser = Browser {
            port: running.port,
            token: String::new(),
        };
        let fields = [("email", "engineer@northwind.example"), ("password", PASSWORD)];
        let answer = browser.post(SignIn::PATH, &fields);
        browser.keep(&answer);
        Self {
            _running: running,
            browser,
        }
    }

    /// Asks for an hour of the year 2100; whether it was given, and the answer.
    fn book(&self, house: &House, (id, number): (DeploymentId, ChangeNumber), seen: u64, round: u64) -> (bool, String) {
        let (day, hour) = (round / 12, round % 12 * 2);
        let date = chrono::NaiveDate::from_ymd_opt(2100, 1, 1).unwrap() + chrono::Days::new(day);
        let (from, until) = (format!("{date}T{hour:02}:00"), format!("{date}T{:02}:00", hour + 1));
        let fields = [
            ("org", house.slug.as_str()),
            ("deployment", &id.to_string()),
            ("number", &number.to_string()),
            ("seen", &seen.to_string()),
            ("zone", "UTC"),
            ("from", &from),
            ("until", &until),
        ];
        let answer = self.browser.post(Book::PATH, &fields);
        (answer.starts_with("HTTP/1.1 200"), answer)
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn w11_one_slot_has_one_owner_with_two_processes() {
    let url = cluster::database().await;
    let folder = tempfile::tempdir().unwrap();
    let app = TestApp::on(
        &url,
        Options::default(),
        Default::default(),
        tempfile::tempdir().unwrap(),
    )
    .await;
    let house = app.found("Northwind", "northwind.example").await;
    let things = Things::publish(&app, &house, "web-service", starters::ALL[0].markdown).await;
    let drafts = [things.draft(&app, &house).await, things.draft(&app, &house).await];
    let nodes = [Node::start(folder.path(), &url), Node::start(folder.path(), &url)];
    let mut database = PgConnection::connect(&url).await.unwrap();
    let mut seen = [0, 0];
    for round in 0..ROUNDS {
        let answers = thread::scope(|scope| {
            let asked = [0, 1].map(|which| {
                let (node, house) = (&nodes[which], &house);
                scope.spawn(move || node.book(house, drafts[which], seen[which], round))
            });
            asked.map(|asked| asked.join().unwrap())
        });
        let won = [0, 1].map(|which| answers[which].0);
        assert_ne!(won[0], won[1], "round {round}: {answers:?}");
        let (winner, loser) = if won[0] { (0, 1) } else { (1, 0) };
        let (refused, taken_by) = (&answers[loser].1, drafts[winner].1.0);
        assert!(refused.starts_with("HTTP/1.1 409"), "{refused}");
        assert!(
            refused.contains("slot_taken") && refused.contains(&taken_by.to_string()),
            "{refused}"
        );
        // Its last entry is that booking; the page would say so.
        let last = "SELECT max(seq) FROM entry WHERE stream = $1";
        let stream = format!("deployment/{}", drafts[winner].0);
        let last = sqlx::query_scalar(last).bind(stream).fetch_one(&mut database);
        let seq: i64 = last.await.unwrap();
        seen[winner] = u64::try_from(seq).unwrap();
    }
    let reports = app.shared.store.verify_instance().await.unwrap();
    assert!(
        reports.iter().all(|(_, report)| report.faults.is_empty()),
        "{reports:?}"
    );
}
