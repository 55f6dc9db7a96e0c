//! The trail as CSV, for a spreadsheet or a script.

use domain::audit::{AuditFilter, AuditPage, TimelineEntry, sentence};
use domain::backend::{Backend, Opened};
use http::HeaderValue;
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use leptos::prelude::use_context;
use leptos_axum::ResponseOptions;

use crate::failure::Failure;

/// Entries read at a time.
const CHUNK: u32 = 500;

/// An export, ready to be sent.
pub(super) struct Rows {
    /// Its text, in pieces; the first one begins with the header.
    pub(super) chunks: Vec<String>,
    /// Number of rows.
    pub(super) count: u64,
}

/// Every entry that the filter lets through, newest first.
///
/// # Errors
/// When the store does not answer.
pub(super) async fn rows(opened: &Opened, backend: &dyn Backend, mut filter: AuditFilter) -> Result<Rows, Failure> {
    filter.limit = CHUNK;
    let mut chunks = vec!["entry,time,who,kind,deployment,what\r\n".to_owned()];
    let mut count = 0;
    loop {
        let page = backend.audit(opened.directory.id, &filter).await?;
        let mut writer = csv::WriterBuilder::new()
            .terminator(csv::Terminator::CRLF)
            .from_writer(Vec::new());
        for entry in &page.entries {
            count += 1;
            // Writing into memory cannot fail.
            let _ = writer.write_record(record(opened, &page, entry));
        }
        let text = writer
            .into_inner()
            .ok()
            .and_then(|bytes| String::from_utf8(bytes).ok())
            .unwrap_or_default();
        chunks.push(text);
        match page.next {
            Some(next) => filter.before = Some(next),
            None => return Ok(Rows { chunks, count }),
        }
    }
}

fn record(opened: &Opened, page: &AuditPage, entry: &TimelineEntry) -> [String; 6] {
    let who = entry.actor.person().and_then(|person| opened.people.get(&person));
    [
        entry.seq.to_string(),
        entry.at.to_string(),
        cell(who.map_or("", |person| person.name.as_str())),
        entry.event.kind(),
        entry.deployment.map(|number| number.to_string()).unwrap_or_default(),
        cell(&sentence(
            entry,
            &opened.directory,
            &opened.people,
            page.structure(entry),
        )),
    ]
}

/// A text that no spreadsheet takes for a formula: one that begins like one is quoted with an apostrophe (06 A3).
fn cell(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

/// Says that the answer is a file.
pub(super) fn name_file(opened: &Opened) {
    let name = format!("attachment; filename=\"{}-audit-trail.csv\"", opened.directory.slug);
    if let (Some(response), Ok(name)) = (use_context::<ResponseOptions>(), HeaderValue::from_str(&name)) {
        response.insert_header(CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8"));
        response.insert_header(CONTENT_DISPOSITION, name);
    }
}

#[cfg(test)]
mod tests {
    use super::cell;

    #[test]
    fn formulas_are_quoted() {
        for bad in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"] {
            assert_eq!(cell(bad), format!("'{bad}"));
        }
        assert_eq!(cell("Ana Ruiz signed."), "Ana Ruiz signed.");
    }
}
