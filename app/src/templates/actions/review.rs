//! From draft to version: review, publishing, sending back, throwing away (T2).

use leptos::prelude::*;

use crate::failure::Failure;

/// **Ask for review**.
#[server]
pub async fn ask_for_review(org: String, template: String) -> Result<(), Failure> {
    use domain::templates::TemplateCommand;

    super::send(&org, &template, TemplateCommand::AskForReview).await
}

/// Sends a draft back to its editor.
#[server]
pub async fn send_back(org: String, template: String, reason: String) -> Result<(), Failure> {
    use crate::failure::Checks;
    use domain::templates::TemplateCommand;
    use domain::text::Reason;

    let mut checks = Checks::default();
    let Some(reason) = checks.text("reason", Reason::parse(&reason)) else {
        return Err(checks.failure());
    };
    super::send(&org, &template, TemplateCommand::SendBack { reason }).await
}

/// **Publish version**; `structure` is the one that was on the page.
#[server]
pub async fn publish_version(org: String, template: String, structure: String) -> Result<(), Failure> {
    use domain::templates::TemplateCommand;

    let structure = structure.parse().map_err(|_| Failure::Malformed)?;
    super::send(&org, &template, TemplateCommand::Publish { structure }).await
}

/// Throws the draft away; what it held stays in the ledger. `structure` is the one that was on the page.
#[server]
pub async fn discard_draft(org: String, template: String, structure: String) -> Result<(), Failure> {
    use domain::templates::TemplateCommand;

    let structure = structure.parse().map_err(|_| Failure::Malformed)?;
    super::send(&org, &template, TemplateCommand::DiscardDraft { structure }).await
}
