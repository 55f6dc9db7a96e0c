use super::{key, prepared, running, signed, standing, verifying, voided};
use crate::deployments::{
    DeploymentCommand, DeploymentEvent, EvidenceValue, ItemMove, LeaveOut, Resolution, ResolutionName, StageName,
};
use crate::refusal::{Refusal, StaleThing};
use crate::templates::structure::Node;
use crate::templates::{PhaseKind, Roster, SectionKey};
use crate::testing::{DEVELOPMENT, ENGINEER, OWNER, PRODUCTION, Scene, TECH_LEAD, checklist};
use crate::text::{EvidenceNumber, EvidenceText, Link, LinkLabel};

fn not_applicable(reason: &str) -> ItemMove {
    ItemMove::NotApplicable {
        reason: Scene::reason(reason),
    }
}

#[test]
fn D2_many_ticks_are_one_entry_each_and_unticking_is_one_too() {
    let mut scene = Scene::default();
    let id = scene.draft(PRODUCTION);
    let both = scene.changes(id, &["tests-green", "backup-taken"], &ItemMove::Done);
    assert_eq!(scene.does(ENGINEER, id, both).unwrap().len(), 2);
    let undo = scene.changes(id, &["tests-green"], &ItemMove::Reopen);
    let events = scene.does(OWNER, id, undo).unwrap();
    let item = key("tests-green");
    assert_eq!(events, vec![DeploymentEvent::ItemReopened { item, reason: None }]);
    let state = &scene.deployment(id).items[&key("tests-green")];
    assert_eq!(state.resolution, Resolution::Open);
    assert_eq!(state.change.as_ref().unwrap().written.by, OWNER);
}

#[test]
fn D2_an_item_that_already_is_as_wanted_makes_no_entry() {
    let mut scene = Scene::default();
    let id = scene.draft(PRODUCTION);
    let stale_copy = scene.changes(id, &["tests-green"], &ItemMove::Done);
    scene.does(ENGINEER, id, stale_copy.clone()).unwrap();
    assert_eq!(scene.does(OWNER, id, stale_copy), Ok(Vec::new()));
}

#[test]
fn D2_many_changes_are_all_or_nothing() {
    let mut scene = Scene::default();
    let id = scene.draft(PRODUCTION);
    let mixed = scene.changes(id, &["tests-green", "deploy"], &ItemMove::Done);
    let refused = scene.does(ENGINEER, id, mixed);
    let stage = StageName::Draft;
    assert_eq!(
        refused,
        Err(Refusal::ItemNotInStage {
            item: key("deploy"),
            stage
        })
    );
    assert!(scene.deployment(id).items.is_empty());
}

#[test]
fn D2_parents_and_children_are_ticked_apart() {
    let mut scene = Scene::default();
    let id = scene.draft(PRODUCTION);
    let parent = scene.changes(id, &["code-reviewed"], &ItemMove::Done);
    scene.does(ENGINEER, id, parent).unwrap();
    assert!(!scene.deployment(id).resolved(&key("second-reviewer")));
    let progress = scene.standing(id).progress(PhaseKind::PreDeployment);
    assert_eq!((progress.resolved, progress.total), (1, 5));
}

/// The checklist with a stop at *Code reviewed*, which has an item inside.
fn stopping() -> Scene {
    let mut structure = checklist();
    let nodes = structure.phases[0].sections[0].nodes.iter_mut();
    for node in nodes {
        if let Node::Item(item) = node {
            item.stop = item.key == key("code-reviewed");
        }
    }
    Scene::with(structure)
}

#[test]
fn T4_a_stop_blocks_everything_after_it() {
    let mut scene = stopping();
    let id = scene.draft(PRODUCTION);
    let after = scene.changes(id, &["tests-green", "backup-taken"], &ItemMove::Done);
    let refused = Refusal::AfterStop {
        item: key("backup-taken"),
        stop: key("code-reviewed"),
    };
    assert_eq!(scene.does(ENGINEER, id, after.clone()), Err(refused));
    let before = scene.changes(id, &["tests-green", "second-reviewer"], &ItemMove::Done);
    assert_eq!(scene.does(ENGINEER, id, before).unwrap().len(), 2);
    let stop = scene.changes(id, &["code-reviewed"], &ItemMove::Done);
    scene.does(ENGINEER, id, stop).unwrap();
    assert_eq!(scene.does(ENGINEER, id, after).unwrap().len(), 1);
    // What is done stays done when the stop opens again, and can be opened itself.
    let again = scene.changes(id, &["code-reviewed"], &ItemMove::Reopen);
    scene.does(ENGINEER, id, again).unwrap();
    let later = scene.changes(id, &["backup-taken"], &ItemMove::Reopen);
    assert_eq!(scene.does(ENGINEER, id, later).unwrap().len(), 1);
}

#[test]
fn T4_one_command_may_resolve_a_stop_and_what_comes_after_it() {
    let mut scene = stopping();
    let id = scene.draft(PRODUCTION);
    let both = scene.changes(id, &["backup-taken", "code-reviewed"], &ItemMove::Done);
    assert_eq!(scene.does(ENGINEER, id, both).unwrap().len(), 2);
    let mut scene = stopping();
    let id = scene.draft(PRODUCTION);
    let out = scene.changes(id, &["code-reviewed"], &not_applicable("Nothing to review."));
    scene.does(ENGINEER, id, out).unwrap();
    let after = scene.changes(id, &["backup-taken"], &ItemMove::Done);
    assert_eq!(scene.does(ENGINEER, id, after).unwrap().len(), 1);
}

#[test]
fn D2_leaving_out_a_parent_covers_its_open_descendants() {
    let mut scene = Scene::default();
    let id = scene.draft(PRODUCTION);
    let leave = |what| DeploymentCommand::LeaveOut {
        item: what,
        reason: Scene::reason("no code changed"),
        confirmed: Vec::new(),
    };
    let parent = leave(LeaveOut::Item(key("code-reviewed")));
    assert_eq!(scene.does(ENGINEER, id, parent.clone()).unwrap().len(), 2);
    assert_eq!(scene.does(ENGINEER, id, parent), Ok(Vec::new()));
    let section = leave(LeaveOut::Section(SectionKey::parse("code").unwrap()));
    assert_eq!(
        scene.does(ENGINEER, id, section).unwrap().len(),
        2,
        "only what was open"
    );
    let later = leave(LeaveOut::Section(SectionKey::parse("steps").unwrap()));
    assert!(matches!(
        scene.does(ENGINEER, id, later),
        Err(Refusal::ItemNotInStage { .. })
    ));
}

#[test]
fn D2_another_reason_for_leaving_out_is_a_change() {
    let mut scene = Scene::default();
    let id = scene.draft(PRODUCTION);
    let first = scene.changes(id, &["changelog"], &not_applicable("internal"));
    scene.does(ENGINEER, id, first).unwrap();
    let same = scene.changes(id, &["changelog"], &not_applicable("internal"));
    assert_eq!(scene.does(ENGINEER, id, same), Ok(Vec::new()));
    let other = scene.changes(id, &["changelog"], &not_applicable("nothing to say"));
    assert_eq!(scene.does(ENGINEER, id, other).unwrap().len(), 1);
}

#[test]
fn D12_a_tick_is_checked_against_the_last_entry_of_its_item() {
    let mut scene = Scene::default();
    let id = scene.draft(PRODUCTION);
    let old_page = scene.changes(id, &["tests-green"], &not_applicable("no tests"));
    let tick = scene.changes(id, &["tests-green", "backup-taken"], &ItemMove::Done);
    scene.does(OWNER, id, tick).unwrap();
    match scene.does(ENGINEER, id, old_page) {
        Err(Refusal::Stale { by, what, since, .. }) => {
            assert_eq!(by, OWNER);
            assert_eq!(since, scene.deployment(id).items[&key("tests-green")].seq());
            let now = ResolutionName::Done;
            let item = key("tests-green");
            assert_eq!(what, StaleThing::Item { item, now });
        }
        other => panic!("not stale: {other:?}"),
    }
}

#[test]
fn D12_comments_and_other_items_do_not_make_a_tick_stale() {
    let mut scene = Scene::default();
    let id = scene.draft(PRODUCTION);
    let page = scene.changes(id, &["tests-green"], &ItemMove::Done);
    let other = scene.changes(id, &["backup-taken"], &ItemMove::Done);
    scene.does(OWNER, id, other).unwrap();
    let comment = DeploymentCommand::Comment {
        item: Some(key("tests-green")),
        text: crate::text::CommentText::parse("@Tara Lead is it green? Not @Tara Leadbetter.").unwrap(),
    };
    let events = scene.does(OWNER, id, comment).unwrap();
    assert!(matches!(&events[..], [DeploymentEvent::CommentAdded { mentions, .. }] if *mentions == [TECH_LEAD]));
    assert_eq!(scene.does(ENGINEER, id, page).unwrap().len(), 1);
}

#[test]
fn D12_two_wishes_for_one_item_in_one_request_are_refused() {
    let mut scene = Scene::default();
    let id = scene.draft(PRODUCTION);
    let mut command = scene.changes(id, &["changelog", "changelog"], &ItemMove::Done);
    if let DeploymentCommand::ChangeItems { changes, .. } = &mut command {
        changes[1].to = not_applicable("both");
    }
    assert!(matches!(scene.does(ENGINEER, id, command), Err(Refusal::Stale { .. })));
}

#[test]
fn stages_deployment_items_change_in_verifying_only_with_a_reason() {
    let (mut scene, id) = verifying();
    let bare = scene.changes(id, &["warm-caches"], &ItemMove::Done);
    assert_eq!(scene.does(ENGINEER, id, bare), Err(Refusal::ReasonNeeded));
    let mut late = scene.changes(id, &["warm-caches"], &ItemMove::Done);
    if let DeploymentCommand::ChangeItems { changes, .. } = &mut late {
        changes[0].reason = Some(Scene::reason("forgotten"));
    }
    scene.does(ENGINEER, id, late).unwrap();
    let change = scene.deployment(id).items[&key("warm-caches")].change.clone().unwrap();
    assert_eq!(change.reason, Some(Scene::reason("forgotten")));
    let left_out = scene.changes(id, &["warm-caches"], &not_applicable("has its own reason"));
    scene.does(ENGINEER, id, left_out).unwrap();
}

#[test]
fn stages_pre_items_are_closed_after_the_start() {
    let (mut scene, id) = running();
    let late = scene.changes(id, &["changelog"], &ItemMove::Done);
    assert!(matches!(
        scene.does(ENGINEER, id, late),
        Err(Refusal::ItemNotInStage { .. })
    ));
    let link = DeploymentCommand::AddLink {
        item: Some(key("backup-taken")),
        url: Link::parse("https://example.com/late").unwrap(),
        label: None,
        confirmed: Vec::new(),
    };
    assert!(matches!(
        scene.does(ENGINEER, id, link),
        Err(Refusal::ItemNotInStage { .. })
    ));
}

#[test]
fn D2_reference_items_never_block() {
    let mut scene = Scene::default();
    let id = scene.draft(DEVELOPMENT);
    scene.tick_all(ENGINEER, id).unwrap();
    scene.does(ENGINEER, id, DeploymentCommand::Submit).unwrap();
    scene.does(ENGINEER, id, DeploymentCommand::Start).unwrap();
    assert!(!scene.deployment(id).resolved(&key("on-call")));
}

#[test]
fn S3_a_tick_after_signing_voids_what_covered_it_and_asks_first() {
    let (mut scene, id) = signed();
    let tick = scene.changes(id, &["changelog"], &ItemMove::Done);
    let asked = scene.does(ENGINEER, id, tick.clone());
    assert!(matches!(asked, Err(Refusal::VoidsSignOffs { signoffs }) if signoffs.len() == 3));
    let DeploymentCommand::ChangeItems { changes, .. } = tick else {
        unreachable!()
    };
    let confirmed = DeploymentCommand::ChangeItems {
        changes,
        confirmed: crate::testing::every(),
    };
    let events = scene.does(ENGINEER, id, confirmed).unwrap();
    assert_eq!(voided(&events), 3);
    assert!(standing(&scene, id, Roster::Pre).is_empty());
}

#[test]
fn S3_evidence_voids_and_comments_do_not() {
    let (mut scene, id) = signed();
    let comment = DeploymentCommand::Comment {
        item: Some(key("backup-taken")),
        text: crate::text::CommentText::parse("looks good").unwrap(),
    };
    scene.does(ENGINEER, id, comment).unwrap();
    assert_eq!(standing(&scene, id, Roster::Pre).len(), 3);
    let evidence = |item, yes| DeploymentCommand::AddLink {
        item,
        url: Link::parse("https://backups.example.com/7").unwrap(),
        label: Some(LinkLabel::parse("Backup 7").unwrap()),
        confirmed: crate::testing::told(yes),
    };
    scene.does(ENGINEER, id, evidence(None, false)).unwrap();
    assert_eq!(
        standing(&scene, id, Roster::Pre).len(),
        3,
        "a link on the deployment is not evidence"
    );
    let asked = scene.does(ENGINEER, id, evidence(Some(key("backup-taken")), false));
    assert!(matches!(asked, Err(Refusal::VoidsSignOffs { .. })));
    let events = scene
        .does(ENGINEER, id, evidence(Some(key("backup-taken")), true))
        .unwrap();
    assert_eq!(voided(&events), 3);
    let again = scene.does(ENGINEER, id, evidence(Some(key("backup-taken")), true));
    assert_eq!(again, Ok(Vec::new()), "the same link twice is one link");
}

#[test]
fn T4_evidence_in_words_voids_takes_the_place_of_the_one_before_and_fits_its_item() {
    let (mut scene, id) = super::verifying();
    scene.signs(super::DEPLOYER, id, Roster::Post).unwrap();
    let seen = |scene: &Scene| {
        let state = scene.deployment(id).items.get(&key("announce"));
        state
            .and_then(|state| state.given.as_ref())
            .map_or(0, |given| given.written.seq)
    };
    let words = |seen, item, text, yes| DeploymentCommand::GiveEvidence {
        item: key(item),
        value: EvidenceValue::Text(EvidenceText::parse(text).unwrap()),
        seen,
        confirmed: crate::testing::told(yes),
    };
    let asked = scene.does(ENGINEER, id, words(seen(&scene), "announce", "sent", false));
    assert!(matches!(asked, Err(Refusal::VoidsSignOffs { signoffs }) if signoffs.len() == 1));
    let events = scene
        .does(ENGINEER, id, words(seen(&scene), "announce", "sent", true))
        .unwrap();
    assert_eq!(voided(&events), 1);
    scene.signs(super::DEPLOYER, id, Roster::Post).unwrap();
    let again = scene.does(ENGINEER, id, words(seen(&scene), "announce", "sent", false));
    assert_eq!(again, Ok(Vec::new()), "the same once more is nothing new");
    let events = scene
        .does(ENGINEER, id, words(seen(&scene), "announce", "sent again", true))
        .unwrap();
    assert_eq!(voided(&events), 1);
    let state = &scene.deployment(id).items[&key("announce")];
    assert_eq!(state.given.as_ref().unwrap().value.as_str(), "sent again");
    assert_eq!(state.seq(), 0, "evidence does not make a tick stale");

    let late = scene.does(ENGINEER, id, words(0, "announce", "sent", true));
    let Err(Refusal::Stale { what, .. }) = late else {
        panic!("an old page undid what was given: {late:?}")
    };
    assert_eq!(what, StaleThing::Evidence { item: key("announce") });

    let nothing_asked = scene.does(ENGINEER, id, words(0, "error-rate", "low", false));
    assert_eq!(nothing_asked, Err(Refusal::NotFound));
    let another_kind = DeploymentCommand::GiveEvidence {
        item: key("announce"),
        value: EvidenceValue::Number(EvidenceNumber::parse("7").unwrap()),
        seen: 0,
        confirmed: Vec::new(),
    };
    assert_eq!(scene.does(ENGINEER, id, another_kind), Err(Refusal::NotFound));
}

#[test]
fn D8_the_log_keeps_what_two_people_write() {
    let (mut scene, id) = running();
    let seen = scene.deployment(id).log.clone();
    let mut mine = seen.clone();
    mine.notes = Some(crate::text::LogText::parse("slow start").unwrap());
    let mut theirs = seen.clone();
    theirs.downtime_minutes = Some(3);
    let note = |wanted: &crate::deployments::DeploymentLog| DeploymentCommand::NoteLog {
        seen: Box::new(seen.clone()),
        wanted: Box::new(wanted.clone()),
    };
    assert_eq!(scene.does(ENGINEER, id, note(&mine)).unwrap().len(), 1);
    assert_eq!(scene.does(OWNER, id, note(&theirs)).unwrap().len(), 1);
    assert_eq!(scene.deployment(id).log.downtime_minutes, Some(3));
    let mut other = seen.clone();
    other.notes = Some(crate::text::LogText::parse("fast start").unwrap());
    let stale = scene.does(OWNER, id, note(&other));
    assert!(matches!(stale, Err(Refusal::Stale { by: ENGINEER, .. })));
}

#[test]
fn D8_there_is_no_log_before_the_start() {
    let (mut scene, id) = prepared();
    let note = DeploymentCommand::NoteLog {
        seen: Box::default(),
        wanted: Box::default(),
    };
    assert!(matches!(
        scene.does(ENGINEER, id, note),
        Err(Refusal::WrongStage { .. })
    ));
}
