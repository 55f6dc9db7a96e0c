//! What events change about a template.

use std::collections::BTreeMap;

use super::{Draft, ReviewAsked, Template, TemplateEvent, Version};
use crate::decide::Misfit;
use crate::event::Meta;
use crate::id::TemplateId;

impl Template {
    /// The template after one more event; `None` before the first one.
    ///
    /// # Errors
    /// [`Misfit`] when the event cannot have happened in this state.
    pub fn evolve(state: Option<Self>, id: TemplateId, meta: &Meta, event: &TemplateEvent) -> Result<Self, Misfit> {
        let by = meta.actor.person().ok_or(Misfit("templates are changed by people"))?;
        let (mut template, event) = match (state, event) {
            (None, TemplateEvent::Created { slug, name, team }) => {
                return Ok(Self {
                    id,
                    slug: slug.clone(),
                    name: name.clone(),
                    team: *team,
                    draft: None,
                    versions: BTreeMap::new(),
                });
            }
            (None, _) => return Err(Misfit("a template begins with its making")),
            (Some(template), event) => (template, event),
        };
        match event {
            TemplateEvent::Created { .. } => return Err(Misfit("a template is made once")),
            TemplateEvent::DraftSaved { name, content } => {
                template.name = name.clone();
                template.draft = Some(Draft {
                    content: content.clone(),
                    edited_by: by,
                    edited_at: meta.at,
                    review: None,
                });
            }
            TemplateEvent::DraftDiscarded {} => {
                template.draft.take().ok_or(Misfit("no draft to throw away"))?;
            }
            TemplateEvent::ReviewAsked {} => {
                let draft = template.draft.as_mut().ok_or(Misfit("no draft to review"))?;
                draft.review = Some(ReviewAsked { by, at: meta.at });
            }
            TemplateEvent::SentBack { .. } => {
                template.draft.as_mut().ok_or(Misfit("no draft to send back"))?.review = None;
            }
            TemplateEvent::Published {
                version,
                content,
                edited_by,
                alone,
            } => {
                let draft = template.draft.take().ok_or(Misfit("no draft to publish"))?;
                if draft.content != *content || template.versions.keys().any(|known| known >= version) {
                    return Err(Misfit("what was published is not the draft"));
                }
                template.versions.insert(
                    *version,
                    Version {
                        content: content.clone(),
                        edited_by: *edited_by,
                        published_by: by,
                        published_at: meta.at,
                        alone: *alone,
                    },
                );
            }
        }
        Ok(template)
    }
}
