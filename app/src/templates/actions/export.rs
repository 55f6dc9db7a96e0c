//! **Export Markdown**.

use leptos::prelude::*;

use crate::failure::Failure;

/// Sends a version, or the draft where none is named, as Markdown. The export is an entry, made before the file is sent.
#[server]
pub async fn export_template(org: String, template: String, #[server(default)] version: String) -> Result<(), Failure> {
    use crate::context::{File, backend, execute, send_file};
    use crate::templates::pages::Shown;
    use domain::accounts::{Exported, OrganizationCommand};
    use domain::command::Command;
    use domain::templates::markdown::export;

    let (opened, template) = super::find(&org, &template).await?;
    let organization = opened.directory.id;
    let wanted = Some(version).filter(|version| !version.is_empty());
    let shown = Shown::of(&template, wanted.as_deref()).ok_or(Failure::NotFound)?;
    let structure = backend()
        .structure(organization, shown.content().structure)
        .await?
        .ok_or(Failure::NotFound)?;
    let what = Exported::Template {
        slug: template.slug.clone(),
        version: shown.version(),
    };
    execute(Command::Organization {
        organization,
        command: OrganizationCommand::NoteExport { what },
    })
    .await?;
    let name = match shown.version() {
        Some(version) => format!("{}-v{version}.md", template.slug),
        None => format!("{}-draft.md", template.slug),
    };
    send_file(File {
        name,
        media_type: "text/markdown; charset=utf-8",
        body: export(&structure).into_bytes(),
    });
    Ok(())
}
