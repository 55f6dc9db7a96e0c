//! Windows and freezes from other calendars (W13).

use leptos::prelude::*;

use crate::calendar::Brought;
use crate::failure::Failure;
#[cfg(feature = "ssr")]
use {
    super::{planner, send, shown_at},
    crate::calendar::Typed,
    crate::calendar::choices::chosen,
    crate::calendar::hits::Ahead,
    crate::calendar::import::{Chosen, MOST, found},
    crate::context::{go_to, now},
    crate::failure::{Checks, Problem},
    domain::calendar::CalendarCommand,
};

/// **Preview** and **Import**: reads a file, and saves what was taken of it, all at once, when that was pressed. Nothing is
/// kept of a preview: it is the answer [`Failure::Preview`], and the page with it. So is a freeze that would hit deployments
/// which were not shown with a choice: none is held that nobody was told of (W9).
#[server]
pub async fn import_calendar(
    org: String,
    #[server(default)] text: String,
    #[server(default)] file: String,
    #[server(default)] running: String,
    #[server(default)] entries: Vec<Brought>,
    #[server(default)] step: String,
) -> Result<(), Failure> {
    let opened = planner(&org).await?;
    if entries.is_empty() {
        found(&text, &file, &opened.directory.zone, now())?;
        return Err(Failure::Preview);
    }
    if entries.len() > MOST {
        return Err(Failure::Malformed);
    }
    let mut checks = Checks::default();
    let mut taken = Chosen::read(&entries, &running, &mut checks)?;
    if !entries.iter().any(Brought::taken) {
        checks.note::<()>("entries", Problem::NoneChosen);
    }
    if !checks.passed() {
        return Err(checks.failure());
    }
    if step != Typed::SAVE {
        return Err(Failure::Preview);
    }
    let ahead = Ahead::read(&opened, taken.freezes.iter().map(|(_, freeze)| &freeze.times)).await?;
    for (place, freeze) in &mut taken.freezes {
        let entry = &entries[*place];
        if !chosen(&mut freeze.scope, &entry.choices)?.is_empty() {
            // An import offers no moves.
            return Err(Failure::Malformed);
        }
        let hits = ahead.hits(&opened.directory, &freeze.times, &freeze.scope);
        if hits.iter().any(|hit| hit.untold(&entry.shown)) {
            return Err(Failure::Preview);
        }
    }
    let first = taken.windows.first().map(|window| &window.times);
    let first = first.or_else(|| taken.freezes.first().map(|(_, freeze)| &freeze.times));
    let there = first.map_or_else(|| format!("/{org}/calendar"), |times| shown_at(&org, times, "import"));
    let command = CalendarCommand::Import {
        windows: taken.windows,
        freezes: taken.freezes.into_iter().map(|(_, freeze)| freeze).collect(),
    };
    send(&opened, command).await?;
    go_to(&there);
    Ok(())
}
