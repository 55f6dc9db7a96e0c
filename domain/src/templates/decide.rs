//! Rules of templates: who may draft, who may publish (T1, T2).

use super::{Template, TemplateCommand, TemplateEvent};
use crate::accounts::permission::{Reach, Right, acting, check, reach};
use crate::accounts::{Directory, Member, Membership};
use crate::actor::Actor;
use crate::decide::World;
use crate::id::{PersonId, TeamId, TemplateId};
use crate::refusal::{Refusal, StaleThing, Unique};
use crate::time::Timestamp;

/// Decides a command on one template.
///
/// # Errors
/// The refusal of the first rule that says no.
pub fn decide(
    world: &World<'_>,
    directory: &Directory,
    actor: &Actor,
    _now: Timestamp,
    id: TemplateId,
    command: &TemplateCommand,
) -> Result<Vec<TemplateEvent>, Refusal> {
    let (person, member) = acting(directory, actor)?;
    if let TemplateCommand::Create {
        slug,
        name,
        team,
        content,
    } = command
    {
        let team = drafting_team(directory, *team)?;
        check(member, Right::DraftTemplate, team)?;
        if world.slug_taken {
            return Err(Refusal::Taken {
                what: Unique::TemplateSlug,
            });
        }
        return Ok(vec![
            TemplateEvent::Created {
                slug: slug.clone(),
                name: name.clone(),
                team,
            },
            TemplateEvent::DraftSaved {
                name: name.clone(),
                content: content.clone(),
            },
        ]);
    }
    let template = world
        .template
        .filter(|template| template.id == id)
        .ok_or(Refusal::NotFound)?;
    match command {
        TemplateCommand::Create { .. } => Ok(Vec::new()),
        TemplateCommand::SaveDraft { name, content, seen } => {
            check(member, Right::DraftTemplate, template.team)?;
            not_stale(template, *seen)?;
            let unchanged = template.name == *name && template.draft.as_ref().is_some_and(|d| d.content == *content);
            Ok(if unchanged {
                Vec::new()
            } else {
                vec![TemplateEvent::DraftSaved {
                    name: name.clone(),
                    content: content.clone(),
                }]
            })
        }
        TemplateCommand::DiscardDraft { structure } => {
            check(member, Right::DraftTemplate, template.team)?;
            let draft = template.draft.as_ref().ok_or(Refusal::NoDraft)?;
            if draft.content.structure != *structure {
                return Err(stale_draft(draft.edited_by, draft.edited_at));
            }
            if template.versions.is_empty() {
                // Nothing would be left of the template, and nothing is ever deleted (D10).
                return Err(Refusal::NotPublished);
            }
            Ok(vec![TemplateEvent::DraftDiscarded {}])
        }
        TemplateCommand::AskForReview => {
            check(member, Right::DraftTemplate, template.team)?;
            let draft = template.draft.as_ref().ok_or(Refusal::NoDraft)?;
            Ok(if draft.review.is_some() {
                Vec::new()
            } else {
                vec![TemplateEvent::ReviewAsked {}]
            })
        }
        TemplateCommand::SendBack { reason } => {
            check(member, Right::PublishTemplate, template.team)?;
            let draft = template.draft.as_ref().ok_or(Refusal::NoDraft)?;
            draft.review.as_ref().ok_or(Refusal::ReviewNotAsked)?;
            Ok(vec![TemplateEvent::SentBack { reason: reason.clone() }])
        }
        TemplateCommand::Publish { structure } => {
            check(member, Right::PublishTemplate, template.team)?;
            let draft = template.draft.as_ref().ok_or(Refusal::NoDraft)?;
            if draft.content.structure != *structure {
                return Err(stale_draft(draft.edited_by, draft.edited_at));
            }
            let alone = may_publish(directory, template, person)?;
            Ok(vec![TemplateEvent::Published {
                version: next_version(template),
                content: draft.content.clone(),
                edited_by: draft.edited_by,
                alone,
            }])
        }
    }
}

/// Whether `person` may publish the draft now; `true` where it is the editor alone, because nobody else could (T2).
///
/// # Errors
/// [`Refusal::NoDraft`], [`Refusal::OwnDraft`] or [`Refusal::ReviewNotAsked`].
pub fn may_publish(directory: &Directory, template: &Template, person: PersonId) -> Result<bool, Refusal> {
    let draft = template.draft.as_ref().ok_or(Refusal::NoDraft)?;
    let others: Vec<PersonId> = publishers(directory)
        .filter(|other| *other != draft.edited_by)
        .collect();
    if person == draft.edited_by {
        return if others.is_empty() {
            Ok(true)
        } else {
            Err(Refusal::OwnDraft { others })
        };
    }
    if draft.review.is_none() {
        return Err(Refusal::ReviewNotAsked);
    }
    Ok(false)
}

/// Active members who may publish templates.
pub fn publishers(directory: &Directory) -> impl Iterator<Item = PersonId> + '_ {
    directory
        .members
        .iter()
        .filter_map(|(person, member): (&PersonId, &Member)| {
            let may = member.standing == Membership::Active
                && reach(member.role, Right::PublishTemplate) == Reach::Organization;
            may.then_some(*person)
        })
}

/// The number that the next published version gets.
fn next_version(template: &Template) -> u32 {
    template.versions.last_key_value().map_or(1, |(last, _)| last + 1)
}

fn drafting_team(directory: &Directory, team: Option<TeamId>) -> Result<Option<TeamId>, Refusal> {
    match team {
        Some(team) if !directory.teams.contains_key(&team) => Err(Refusal::NoSuchChoice {
            field: "team".to_owned(),
        }),
        Some(_) | None => Ok(team),
    }
}

/// A draft that somebody else saved meanwhile is not overwritten.
fn not_stale(template: &Template, seen: Option<Timestamp>) -> Result<(), Refusal> {
    match (&template.draft, seen) {
        (Some(draft), Some(seen)) if draft.edited_at == seen => Ok(()),
        (None, None) => Ok(()),
        (Some(draft), _) => Err(stale_draft(draft.edited_by, draft.edited_at)),
        // The draft that was on the page was published or thrown away; saving opens the next one.
        (None, Some(_)) => Ok(()),
    }
}

fn stale_draft(by: PersonId, at: Timestamp) -> Refusal {
    Refusal::Stale {
        since: 0,
        by,
        at,
        what: StaleThing::Draft,
    }
}
