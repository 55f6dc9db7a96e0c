//! Everything that is written about templates. Each function is a POST that a plain form sends.
#![allow(
    missing_docs,
    clippy::too_many_arguments,
    reason = "the fields are those of the form; `#[server]` passes no comments on to them"
)]

mod checklist;
mod export;
mod review;

pub use checklist::{SaveChecklist, StartFrom, save_checklist, start_from};
pub use export::{ExportTemplate, export_template};
pub use review::{
    AskForReview, DiscardDraft, PublishVersion, SendBack, ask_for_review, discard_draft, publish_version, send_back,
};

#[cfg(feature = "ssr")]
use {
    crate::context::{backend, execute, organization},
    crate::failure::Failure,
    domain::backend::Opened,
    domain::command::Command,
    domain::templates::{Template, TemplateCommand},
    domain::text::Slug,
};

/// The template at an address of an organization that the visitor belongs to.
#[cfg(feature = "ssr")]
async fn find(org: &str, template: &str) -> Result<(Opened, Template), Failure> {
    let opened = organization(org).await?;
    let slug = Slug::parse(template).map_err(|_| Failure::NotFound)?;
    let template = backend()
        .template(opened.directory.id, &slug)
        .await?
        .ok_or(Failure::NotFound)?;
    Ok((opened, template))
}

/// Sends a command on the template at an address; a plain form goes back to its page.
#[cfg(feature = "ssr")]
async fn send(org: &str, template: &str, command: TemplateCommand) -> Result<(), Failure> {
    let (opened, template) = find(org, template).await?;
    execute(Command::Template {
        organization: opened.directory.id,
        template: template.id,
        command,
    })
    .await?;
    crate::context::go_to(&format!("/{org}/templates/{}", template.slug));
    Ok(())
}
