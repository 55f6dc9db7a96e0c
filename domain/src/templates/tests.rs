//! Given / when / then for drafting and publishing.
#![allow(non_snake_case, reason = "names of tests begin with the id of the rule they show")]

use super::{TemplateCommand, TemplateEvent, may_publish};
use crate::accounts::OrganizationCommand;
use crate::decide::Misfit;
use crate::event::{Event, Meta, RecordedActor};
use crate::refusal::Refusal;
use crate::templates::{Content, Template};
use crate::testing::{ADMIN, AUDITOR, ENGINEER, OUTSIDER, OWNER, Scene, TEMPLATE, acting, checklist, content};
use crate::text::{Slug, TemplateName};
use crate::time::Timestamp;

fn other_content() -> Content {
    let mut structure = checklist();
    "Web service, second edition".clone_into(&mut structure.title);
    content(&structure).0
}

fn save(seen: Option<Timestamp>) -> TemplateCommand {
    TemplateCommand::SaveDraft {
        name: TemplateName::parse("Web service").unwrap(),
        content: other_content(),
        seen,
    }
}

fn publish() -> TemplateCommand {
    TemplateCommand::Publish {
        structure: other_content().structure,
    }
}

fn template(scene: &Scene) -> &Template {
    scene.states.template.as_ref().unwrap()
}

#[test]
fn T1_versions_are_numbered_and_kept() {
    let mut scene = Scene::default();
    let first = template(&scene).versions[&1].clone();
    scene.template(ADMIN, save(None)).unwrap();
    scene.template(ADMIN, TemplateCommand::AskForReview).unwrap();
    scene.template(OWNER, publish()).unwrap();
    let versions = &template(&scene).versions;
    assert_eq!(versions.len(), 2);
    assert_eq!(versions[&1], first, "a published version never changes");
    assert_eq!((versions[&2].edited_by, versions[&2].published_by), (ADMIN, OWNER));
    assert!(template(&scene).draft.is_none());
}

#[test]
fn T1_a_deployment_keeps_the_version_it_was_made_from() {
    let mut scene = Scene::default();
    let id = scene.draft(crate::testing::PRODUCTION);
    scene.template(ADMIN, save(None)).unwrap();
    scene.template(ADMIN, TemplateCommand::AskForReview).unwrap();
    scene.template(OWNER, publish()).unwrap();
    assert_eq!(scene.deployment(id).template.version, 1);
    let warnings = scene.standing(id).warnings(template(&scene), None, scene.now);
    let newer = crate::deployments::Warning::NewerVersion { version: 2 };
    assert!(warnings.contains(&newer), "{warnings:?}");
}

#[test]
fn T2_the_editor_does_not_publish_where_another_can() {
    let mut scene = Scene::default();
    scene.template(ADMIN, save(None)).unwrap();
    let others = vec![OWNER];
    assert_eq!(scene.template(ADMIN, publish()), Err(Refusal::OwnDraft { others }));
    assert_eq!(scene.template(OWNER, publish()), Err(Refusal::ReviewNotAsked));
    scene.template(ADMIN, TemplateCommand::AskForReview).unwrap();
    assert_eq!(scene.template(ADMIN, TemplateCommand::AskForReview), Ok(Vec::new()));
    scene.template(OWNER, publish()).unwrap();
}

#[test]
fn T2_an_edit_takes_the_review_back() {
    let mut scene = Scene::default();
    scene.template(ADMIN, save(None)).unwrap();
    scene.template(ADMIN, TemplateCommand::AskForReview).unwrap();
    let seen = template(&scene).draft.as_ref().map(|draft| draft.edited_at);
    let mut more = save(seen);
    if let TemplateCommand::SaveDraft { name, .. } = &mut more {
        *name = TemplateName::parse("Web services").unwrap();
    }
    scene.template(ENGINEER, more).unwrap();
    assert_eq!(scene.template(OWNER, publish()), Err(Refusal::ReviewNotAsked));
}

#[test]
fn T2_a_single_publisher_publishes_alone_and_the_entry_says_so() {
    let mut scene = Scene::default();
    scene.organize(OWNER, OrganizationCommand::RemoveMember { person: ADMIN });
    scene.template(OWNER, save(None)).unwrap();
    assert_eq!(may_publish(scene.directory(), template(&scene), OWNER), Ok(true));
    let events = scene.template(OWNER, publish()).unwrap();
    assert!(matches!(
        &events[..],
        [Event::Template(TemplateEvent::Published { alone: true, .. })]
    ));
    assert!(template(&scene).versions[&2].alone);
}

#[test]
fn T2_members_draft_and_publishers_publish() {
    let mut scene = Scene::default();
    assert!(matches!(
        scene.template(AUDITOR, save(None)),
        Err(Refusal::RoleMissing { .. })
    ));
    scene.template(ENGINEER, save(None)).unwrap();
    scene.template(ENGINEER, TemplateCommand::AskForReview).unwrap();
    assert!(matches!(
        scene.template(ENGINEER, publish()),
        Err(Refusal::RoleMissing { .. })
    ));
    let reason = Scene::reason("the rollback list is missing");
    scene
        .template(ADMIN, TemplateCommand::SendBack { reason: reason.clone() })
        .unwrap();
    assert_eq!(
        scene.template(ADMIN, TemplateCommand::SendBack { reason }),
        Err(Refusal::ReviewNotAsked)
    );
}

#[test]
fn T2_what_is_published_is_what_was_on_the_page() {
    let mut scene = Scene::default();
    scene.template(ADMIN, save(None)).unwrap();
    scene.template(ADMIN, TemplateCommand::AskForReview).unwrap();
    let structure = content(&checklist()).0.structure;
    let older = scene.template(OWNER, TemplateCommand::Publish { structure });
    assert!(matches!(older, Err(Refusal::Stale { by: ADMIN, .. })));
}

#[test]
fn drafts_of_a_team_are_edited_in_that_team() {
    let mut scene = Scene::default();
    scene.states.template.as_mut().unwrap().team = Some(crate::testing::TEAM);
    assert_eq!(scene.template(OUTSIDER, save(None)), Err(Refusal::NotInTeam));
    scene.template(ENGINEER, save(None)).unwrap();
}

#[test]
fn a_draft_that_somebody_else_saved_is_not_overwritten() {
    let mut scene = Scene::default();
    scene.template(ADMIN, save(None)).unwrap();
    let blind = scene.template(ENGINEER, {
        let mut mine = save(None);
        if let TemplateCommand::SaveDraft { name, .. } = &mut mine {
            *name = TemplateName::parse("Mine").unwrap();
        }
        mine
    });
    assert!(matches!(blind, Err(Refusal::Stale { by: ADMIN, .. })));
}

#[test]
fn saving_the_same_draft_again_is_no_entry() {
    let mut scene = Scene::default();
    scene.template(ADMIN, save(None)).unwrap();
    let seen = template(&scene).draft.as_ref().map(|draft| draft.edited_at);
    assert_eq!(scene.template(ADMIN, save(seen)), Ok(Vec::new()));
}

#[test]
fn D10_the_only_draft_of_a_template_is_not_thrown_away() {
    let mut scene = Scene::default();
    let structure = content(&checklist()).0.structure;
    let discard = |structure| TemplateCommand::DiscardDraft { structure };
    assert_eq!(scene.template(ADMIN, discard(structure)), Err(Refusal::NoDraft));
    scene.template(ADMIN, save(None)).unwrap();
    let shown = template(&scene).draft.as_ref().unwrap().content.structure;
    let other = ledger::blob_hash(b"a draft that somebody else saved meanwhile");
    assert!(matches!(
        scene.template(ADMIN, discard(other)),
        Err(Refusal::Stale { .. })
    ));
    scene.template(ADMIN, discard(shown)).unwrap();
    assert_eq!(template(&scene).versions.len(), 1);
}

#[test]
fn a_template_belongs_to_a_team_that_exists() {
    let mut scene = Scene::default();
    let create = TemplateCommand::Create {
        slug: Slug::parse("another").unwrap(),
        name: TemplateName::parse("Another").unwrap(),
        team: Some(crate::id::TeamId::new(uuid::Uuid::from_u128(1))),
        content: other_content(),
    };
    let field = "team".to_owned();
    assert_eq!(scene.template(ADMIN, create), Err(Refusal::NoSuchChoice { field }));
}

#[test]
fn a_version_that_is_not_the_draft_does_not_fold() {
    let scene = Scene::default();
    let meta = Meta {
        seq: 999,
        at: scene.now,
        actor: RecordedActor::of(
            &acting(OWNER, scene.now),
            scene.directory().active(OWNER),
            None,
            scene.now,
        ),
        private: None,
    };
    let event = TemplateEvent::Published {
        version: 2,
        content: other_content(),
        edited_by: ADMIN,
        alone: false,
    };
    let folded = Template::evolve(Some(template(&scene).clone()), TEMPLATE, &meta, &event);
    assert_eq!(folded, Err(Misfit("no draft to publish")));
}

#[cfg(feature = "server")]
#[test]
fn T11_a_review_is_overdue_when_its_day_is_over_in_its_zone() {
    let due = super::ReviewBy {
        date: "2026-03-01".parse().unwrap(),
        zone: crate::text::ZoneName::parse("Asia/Tokyo").unwrap(),
    };
    let at = |text: &str| -> Timestamp { text.parse().unwrap() };
    assert_eq!(due.overdue(at("2026-03-01T14:59:59.000000Z")), None);
    assert!(due.overdue(at("2026-03-01T15:00:00.000000Z")).is_some());
}
