//! What people write beside the ticks: comments, links, evidence, values, the log (T4, D8, D11, 04).

use leptos::prelude::*;

use crate::failure::Failure;
#[cfg(feature = "ssr")]
use {
    super::send,
    crate::failure::Checks,
    domain::deployments::{DeploymentCommand, DeploymentLog, EvidenceValue, FillIn as Filled},
    domain::templates::ItemKey,
    domain::templates::structure::EvidenceKind,
    domain::text::{CommentText, EvidenceNumber, EvidenceText, Link, LinkLabel, LogText, ValueName, ValueText},
};

/// The item that a form is about; none is the deployment itself.
#[cfg(feature = "ssr")]
fn about(item: &str) -> Result<Option<ItemKey>, Failure> {
    if item.is_empty() {
        return Ok(None);
    }
    ItemKey::parse(item).map(Some).map_err(|_| Failure::NotFound)
}

/// **Add comment**, on an item or on the deployment.
#[server]
pub async fn add_comment(
    org: String,
    deployment: String,
    #[server(default)] item: String,
    comment: String,
) -> Result<(), Failure> {
    let item = about(&item)?;
    let mut checks = Checks::default();
    let Some(text) = checks.text("comment", CommentText::parse(&comment)) else {
        return Err(checks.failure());
    };
    send(&org, &deployment, DeploymentCommand::Comment { item, text }).await?;
    Ok(())
}

/// **Add link**, to an item as evidence or to the deployment.
#[server]
pub async fn add_link(
    org: String,
    deployment: String,
    #[server(default)] item: String,
    link: String,
    #[server(default)] label: String,
    #[server(default)] confirmed: String,
) -> Result<(), Failure> {
    let item = about(&item)?;
    let mut checks = Checks::default();
    let url = checks.text("link", Link::parse(&link));
    let label = checks.text("label", LinkLabel::parse_optional(&label));
    let (Some(url), Some(label)) = (url, label) else {
        return Err(checks.failure());
    };
    let command = DeploymentCommand::AddLink {
        item,
        url,
        label,
        confirmed: super::told(&confirmed),
    };
    send(&org, &deployment, command).await?;
    Ok(())
}

/// **Give evidence**, in words or in figures, as the item asks for it (T4).
#[server]
pub async fn give_evidence(
    org: String,
    deployment: String,
    item: String,
    asks: String,
    #[server(default)] evidence: String,
    #[server(default)] figure: String,
    #[server(default)] seen: String,
    #[server(default)] confirmed: String,
) -> Result<(), Failure> {
    let seen = seen.parse().map_err(|_| Failure::Malformed)?;
    let item = ItemKey::parse(&item).map_err(|_| Failure::NotFound)?;
    let mut checks = Checks::default();
    let value = match EvidenceKind::from_code(&asks).ok_or(Failure::Malformed)? {
        EvidenceKind::Number => checks
            .text("figure", EvidenceNumber::parse(&figure))
            .map(EvidenceValue::Number),
        EvidenceKind::Text => checks
            .text("evidence", EvidenceText::parse(&evidence))
            .map(EvidenceValue::Text),
        EvidenceKind::Link | EvidenceKind::File => return Err(Failure::Malformed),
    };
    let Some(value) = value else {
        return Err(checks.failure());
    };
    let command = DeploymentCommand::GiveEvidence {
        item,
        value,
        seen,
        confirmed: super::told(&confirmed),
    };
    send(&org, &deployment, command).await?;
    Ok(())
}

/// **Save values**: what the checklist leaves blank, each beside its name and what the form showed (04, D12).
#[server]
pub async fn fill_in(
    org: String,
    deployment: String,
    #[server(default)] names: Vec<String>,
    #[server(default)] before: Vec<String>,
    #[server(default)] values: Vec<String>,
    #[server(default)] confirmed: String,
) -> Result<(), Failure> {
    if names.len() != before.len() || names.len() != values.len() {
        return Err(Failure::Malformed);
    }
    let mut checks = Checks::default();
    let mut wanted = Vec::with_capacity(names.len());
    for (index, ((name, seen), value)) in names.iter().zip(&before).zip(&values).enumerate() {
        let name = ValueName::parse(name).map_err(|_| Failure::NotFound)?;
        let seen = ValueText::parse_optional(seen).map_err(|_| Failure::Malformed)?;
        let parsed = checks.text(&format!("value-{index}"), ValueText::parse_optional(value));
        wanted.extend(parsed.map(|wanted| Filled { name, seen, wanted }));
    }
    if wanted.len() != names.len() {
        return Err(checks.failure());
    }
    let command = DeploymentCommand::FillIn {
        values: wanted,
        confirmed: super::told(&confirmed),
    };
    send(&org, &deployment, command).await?;
    Ok(())
}

/// Writes the deployment's log entry: only fields that differ from `seen`, what the form showed (D8).
#[server]
pub async fn note_log(
    org: String,
    deployment: String,
    seen: String,
    #[server(default)] downtime: String,
    #[server(default)] issues: String,
    #[server(default)] resolutions: String,
    #[server(default)] notes: String,
    #[server(default)] deviations: String,
) -> Result<(), Failure> {
    let seen: DeploymentLog = serde_json::from_str(&seen).map_err(|_| Failure::Malformed)?;
    let mut checks = Checks::default();
    let downtime_minutes = checks.number("downtime", &downtime);
    let issues = checks.text("issues", LogText::parse_optional(&issues));
    let resolutions = checks.text("resolutions", LogText::parse_optional(&resolutions));
    let notes = checks.text("notes", LogText::parse_optional(&notes));
    let deviations = checks.text("deviations", LogText::parse_optional(&deviations));
    let (Some(downtime_minutes), Some(issues), Some(resolutions), Some(notes), Some(deviations)) =
        (downtime_minutes, issues, resolutions, notes, deviations)
    else {
        return Err(checks.failure());
    };
    let wanted = DeploymentLog {
        downtime_minutes,
        issues,
        resolutions,
        notes,
        deviations,
    };
    let command = DeploymentCommand::NoteLog {
        seen: Box::new(seen),
        wanted: Box::new(wanted),
    };
    send(&org, &deployment, command).await?;
    Ok(())
}
