//! Exporting the trail. Reading and verifying change nothing and are pages.
#![allow(
    missing_docs,
    clippy::too_many_arguments,
    reason = "the fields are those of the form; `#[server]` passes no comments on to them"
)]

use leptos::prelude::*;
use server_fn::codec::{StreamingText, TextStream};

use crate::failure::Failure;

/// Sends the filtered trail as CSV, newest entry first. The export itself is an entry (03), made before the first row.
#[server(output = StreamingText)]
pub async fn export_trail(
    org: String,
    #[server(default)] search: String,
    #[server(default)] who: String,
    #[server(default)] what: String,
    #[server(default)] from: String,
    #[server(default)] to: String,
) -> Result<TextStream<Failure>, Failure> {
    use super::csv;
    use super::filter::{Typed, filter};
    use crate::context::{backend, execute, organization};
    use domain::accounts::{Exported, OrganizationCommand};
    use domain::command::Command;

    let opened = organization(&org).await?;
    let typed = Typed {
        search,
        who,
        what,
        from,
        to,
    };
    let filter = filter(&opened, &typed, None)?;
    let rows = csv::rows(&opened, backend().as_ref(), filter).await?;
    let what = Exported::Trail {
        filter: typed.query(),
        rows: rows.count,
    };
    let command = OrganizationCommand::NoteExport { what };
    execute(Command::Organization {
        organization: opened.directory.id,
        command,
    })
    .await?;
    csv::name_file(&opened);
    Ok(TextStream::new(futures_util::stream::iter(
        rows.chunks.into_iter().map(Ok::<String, Failure>),
    )))
}
