//! What stands on the trail's page about verifying it: how far it is, what it found, or why it could not.

use std::time::Duration;

use domain::audit::{Fault, Verification, VerifyReport};
use domain::time::Timestamp;
use leptos::prelude::*;

use crate::live::Parts;
use crate::parts::{Clock, Fold, Icon, Time};
use crate::sentences::{counted, grouped};

/// How long a page waits for a result: a small trail is verified before anybody could look again.
pub(super) const PATIENCE: Duration = Duration::from_secs(2);

/// The name of the part that an island replaces.
const PART: &str = "verification";

/// The status region, and the island that keeps it fresh while a verification goes on. `position` is the size of the ledger
/// now.
pub(super) fn region(position: u64, org: &str, clock: &Clock, standing: Option<Verification>) -> AnyView {
    let again = format!("/{org}/audit?verify=wait");
    let goes_on = standing.as_ref().is_some_and(Verification::running);
    let body = match standing {
        None => None,
        Some(Verification::Running { since, entries, all }) => Some(running(clock, since, entries, all, &again)),
        Some(Verification::Ended { at, report }) => Some(ended(position, clock, at, &report)),
        Some(Verification::Failed { at, reference }) => Some(failed(clock, at, reference)),
    };
    view! {
        <div role="status">
            <div data-part=PART data-again=goes_on.then_some(again)>
                {body}
            </div>
        </div>
        <Parts />
    }
    .into_any()
}

/// How far it is. Whoever listens is told when it ends, and not of every figure.
fn running(clock: &Clock, since: Timestamp, entries: u64, all: u64, again: &str) -> AnyView {
    let words = match (entries, all) {
        (_, 0) => "Verifying: waiting for its turn".to_owned(),
        (read, all) if read >= all => format!("Verifying: all {} entries read, comparing the tables", grouped(all)),
        (read, all) => format!("Verifying: {} of {} entries", grouped(read), grouped(all)),
    };
    view! {
        <section class="notice" data-tone="run" aria-live="off">
            <Icon name="shield" />
            <p><b>{words}</b></p>
            <progress
                value=(all > 0).then(|| entries.to_string())
                max=(all > 0).then(|| all.to_string())
                aria-label="Entries verified"
            ></progress>
            <p class="muted">
                "Begun " <Time clock=*clock at=since /> ". It goes on when this page is left, and the result stays here. "
                <a href=again.to_owned()>"Look again"</a>
            </p>
        </section>
    }
    .into_any()
}

/// What it found.
fn ended(position: u64, clock: &Clock, at: Timestamp, report: &VerifyReport) -> AnyView {
    let added = match position.saturating_sub(report.entries) {
        0 => None,
        1 => Some(" 1 entry was added since.".to_owned()),
        more => Some(format!(" {more} entries were added since.")),
    };
    let root = report.root;
    let when = view! {
        <p class="muted">
            <Time clock=*clock at=at /> {format!(", at {} entries with the root ", report.entries)}
            <code class="hash" title=root.to_string()>{root.short()}</code> "." {added}
        </p>
    };
    if report.faults.is_empty() {
        return view! {
            <section class="notice" data-tone="signed">
                <Icon name="shield" />
                <p><b>{format!("Verified: {} entries", report.entries)}</b></p>
                {when}
                {checked(report)}
            </section>
        }
        .into_any();
    }
    let count = report.faults.len();
    let title = format!("Not verified: {}", counted(count, "difference"));
    let faults = report.faults.iter().map(fault).collect_view();
    view! {
        <section class="notice" data-tone="block" aria-labelledby="not-verified">
            <Icon name="alert" />
            <h2 class="notice__title" id="not-verified">{title}</h2>
            {when}
            <ul>{faults}</ul>
        </section>
    }
    .into_any()
}

/// What was looked at, and what was not.
fn checked(report: &VerifyReport) -> impl IntoView + use<> {
    let checked = report
        .checked
        .iter()
        .map(|checked| view! { <li>{format!("{} {}", checked.count, checked.what)}</li> })
        .collect_view();
    let uncovered = report.uncovered.join("; ");
    view! {
        <details class="more">
            <summary><Fold />"What was checked"</summary>
            <ul>{checked}</ul>
            <p class="muted">{format!("Not covered: {uncovered}.")}</p>
            <p class="muted">
                "This server checked itself. Whoever does not trust it runs " <code>"countersign verify"</code>
                " on a copy of the database."
            </p>
        </details>
    }
}

fn fault(fault: &Fault) -> impl IntoView + use<> {
    let columns = match fault.columns.as_slice() {
        [] => String::new(),
        [column] => format!(", column {column}"),
        several => format!(", columns {}", several.join(" or ")),
    };
    let place = format!("table {}, row {}{columns}", fault.table, fault.row);
    let entry = fault.seq.map(|seq| format!("Entry {seq}: ")).unwrap_or_default();
    let what = fault.what.clone();
    view! { <li>{entry} <code>{place}</code> ": " {what}</li> }
}

/// It could not be run to its end, which says nothing about the trail.
fn failed(clock: &Clock, at: Timestamp, reference: String) -> AnyView {
    view! {
        <section class="notice" data-tone="block" aria-labelledby="not-run">
            <Icon name="alert" />
            <h2 class="notice__title" id="not-run">"The trail could not be verified to its end"</h2>
            <p>
                "That says nothing about the trail. " <Time clock=*clock at=at /> " the log has the cause under "
                <code>{reference}</code> "."
            </p>
        </section>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use domain::zone::Zone;
    use ledger::blob_hash;

    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_micros(1_767_600_000_000_000).plus_seconds(seconds)
    }

    /// What stands in the region, as text.
    fn said(position: u64, standing: Verification) -> String {
        let clock = Clock::new(Zone::UTC, at(60));
        let body = match standing {
            Verification::Running { since, entries, all } => {
                running(&clock, since, entries, all, "/o/audit?verify=wait")
            }
            Verification::Ended { at, report } => ended(position, &clock, at, &report),
            Verification::Failed { at, reference } => failed(&clock, at, reference),
        };
        let html = Owner::new().with(|| body.to_html());
        let mut text = String::new();
        for piece in html.split('<').skip(1) {
            text.push_str(piece.split_once('>').map_or("", |(_, words)| words));
        }
        text
    }

    fn report(faults: Vec<Fault>) -> Arc<VerifyReport> {
        Arc::new(VerifyReport {
            entries: 40_000,
            root: blob_hash(b"root"),
            checked: Vec::new(),
            uncovered: Vec::new(),
            faults,
        })
    }

    #[test]
    fn it_says_how_far_it_is() {
        let running = |entries, all| {
            let since = at(0);
            said(0, Verification::Running { since, entries, all })
        };
        assert!(running(0, 0).contains("Verifying: waiting for its turn"));
        let words = running(12_000, 40_000);
        assert!(words.contains("Verifying: 12,000 of 40,000 entries"), "{words}");
        assert!(words.contains("Look again"), "{words}");
        assert!(running(40_000, 40_000).contains("Verifying: all 40,000 entries read, comparing the tables"));
    }

    #[test]
    fn it_says_what_it_found_and_when() {
        let ended = |position, faults| {
            let (at, report) = (at(0), report(faults));
            said(position, Verification::Ended { at, report })
        };
        let sound = ended(40_002, Vec::new());
        assert!(sound.contains("Verified: 40000 entries"), "{sound}");
        assert!(sound.contains("at 40000 entries with the root"), "{sound}");
        assert!(sound.contains("2 entries were added since."), "{sound}");
        let fault = Fault {
            ledger: "org".to_owned(),
            seq: Some(7),
            table: "person".to_owned(),
            row: "usr_1".to_owned(),
            columns: vec!["name".to_owned()],
            what: "not what the ledger says".to_owned(),
        };
        let broken = ended(40_000, vec![fault]);
        assert!(broken.contains("Not verified: 1 difference"), "{broken}");
        assert!(
            broken.contains("Entry 7: table person, row usr_1, column name: not what the ledger says"),
            "{broken}"
        );
    }

    #[test]
    fn it_says_where_the_log_has_why_it_could_not() {
        let (at, reference) = (at(0), "req-17".to_owned());
        let words = said(0, Verification::Failed { at, reference });
        assert!(
            words.contains("could not be verified to its end") && words.contains("req-17"),
            "{words}"
        );
    }
}
