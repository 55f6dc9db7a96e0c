//! Rows of templates.

use super::{Changes, Folded, Row, Table, integer, state_text, text};
use crate::decide::Misfit;
use crate::id::OrganizationId;
use crate::templates::{Content, Structure, Template};

/// Templates: the list, and the whole state for a template's page and for the writer.
pub static TEMPLATE: Table = Table {
    name: "template",
    columns: &[
        text("organization"),
        text("template"),
        text("slug"),
        text("name"),
        integer("version"),
        integer("draft"),
        integer("review_asked"),
        integer("items"),
        integer("slots"),
        text("review_date"),
        text("review_zone"),
        integer("changed_at"),
        integer("stream_version"),
        text("state"),
    ],
    key: 2,
};

/// What the list describes: the newest version, or the draft while nothing is published.
pub fn listed(template: &Template) -> Option<&Content> {
    let newest = template.versions.last_key_value().map(|(_, version)| &version.content);
    newest.or(template.draft.as_ref().map(|draft| &draft.content))
}

/// What a template's change asks of its table. `structure` is that of [`listed`].
///
/// # Errors
/// Only when a state cannot be written, which is a defect.
pub fn template_changes(
    organization: OrganizationId,
    before: Option<&Folded<Template>>,
    after: &Folded<Template>,
    structure: Option<&Structure>,
) -> Result<Changes, Misfit> {
    if before == Some(after) {
        return Ok(Changes::default());
    }
    let template = &after.state;
    let counts = structure.map(Structure::counts);
    let number = |count: Option<usize>| count.map_or(0, |count| i64::try_from(count).unwrap_or(i64::MAX));
    let review_by = listed(template).and_then(|content| content.review_by.as_ref());
    let row = Row {
        table: &TEMPLATE,
        cells: vec![
            organization.to_string().into(),
            template.id.to_string().into(),
            template.slug.as_str().into(),
            template.name.as_str().into(),
            template.versions.last_key_value().map(|(version, _)| *version).into(),
            template.draft.is_some().into(),
            template
                .draft
                .as_ref()
                .is_some_and(|draft| draft.review.is_some())
                .into(),
            number(counts.as_ref().map(|counts| counts.items)).into(),
            number(counts.as_ref().map(|counts| counts.slots)).into(),
            review_by.map(|review| review.date.to_string()).into(),
            review_by.map(|review| review.zone.as_str()).into(),
            after.at.into(),
            after.version.into(),
            state_text(template)?.into(),
        ],
    };
    Ok(Changes {
        written: vec![row],
        ..Changes::default()
    })
}
