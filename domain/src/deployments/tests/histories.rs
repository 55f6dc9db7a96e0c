//! No sequence of up to 60 commands of random actors gets past the rules, gets stuck, or folds to anything but itself.

use std::collections::BTreeSet;

use proptest::prelude::*;
use uuid::Uuid;

use super::diligence;
use crate::accounts::{AccessRole, Duty, OrganizationCommand};
use crate::audit::{RollbackLinks, SignOffCheck};
use crate::calendar::{
    Against, CalendarCommand, RunningChoice, Scope, SetAbsence, SetFreeze, SetWindow, Slots, Stretch,
};
use crate::deployments::{
    BookingCommand, Deployment, DeploymentCommand, DeploymentEvent, Details, Field, FillIn, ItemMove, LeaveOut,
    StageName,
};
use crate::event::Event;
use crate::id::{AbsenceId, DeploymentId, FreezeId, PersonId, WindowId};
use crate::refusal::Refusal;
use crate::templates::structure::{EvidenceKind, Node};
use crate::templates::{Roster, SectionKey, Structure};
use crate::testing::{
    ADMIN, AUDITOR, DEPLOYER, DEVELOPMENT, DEVOPS_LEAD, ENGINEER, OUTSIDER, OWNER, PRODUCT_OWNER, PRODUCTION, STAGING,
    STRANGER, Scene, TEAM, TECH_LEAD, times,
};
use crate::text::{CalendarName, Link, Title, ValueName, ValueText, VersionText};

const ACTORS: [PersonId; 10] = [
    ENGINEER,
    TECH_LEAD,
    DEVOPS_LEAD,
    PRODUCT_OWNER,
    DEPLOYER,
    OWNER,
    ADMIN,
    OUTSIDER,
    AUDITOR,
    STRANGER,
];

/// One random wish: who, what, and two numbers for what it needs.
type Wish = (u8, u8, u8, u8);

fn pick<T: Copy>(of: &[T], number: u8) -> T {
    of[usize::from(number) % of.len()]
}

/// The checklist of the other tests, with evidence to give before the start and before completion.
fn structure() -> Structure {
    let mut structure = crate::testing::checklist();
    for (phase, section, item, kind) in [(0, 1, 0, EvidenceKind::Link), (2, 0, 1, EvidenceKind::Number)] {
        let Node::Item(item) = &mut structure.phases[phase].sections[section].nodes[item] else {
            unreachable!("the checklist has an item there")
        };
        item.evidence = Some(kind);
    }
    structure
}

fn wishes() -> impl Strategy<Value = Vec<Wish>> {
    prop::collection::vec((any::<u8>(), 0_u8..40, any::<u8>(), any::<u8>()), 1..=60)
}

/// A command about the deployment; nothing where the wish was about the organization.
fn command(scene: &Scene, id: DeploymentId, person: PersonId, (_, what, a, b): Wish) -> Option<DeploymentCommand> {
    let reason = Scene::reason("because");
    let confirmed = crate::testing::told(b % 2 == 0);
    let roster = pick(&Roster::ALL, a);
    let slots: Vec<_> = scene.structure.slots_in(roster).collect();
    let slot = pick(&slots, b);
    let items: Vec<&str> = scene.structure.items().map(|found| found.item.key.as_str()).collect();
    let item = pick(&items, a);
    Some(match what {
        0..=4 => sign_somewhere(scene, id, person)?,
        5 => scene.signature(id, slot),
        6 | 7 => DeploymentCommand::Submit,
        8 | 9 => DeploymentCommand::Start,
        10 | 11 => DeploymentCommand::FinishDeploying,
        12 | 13 => DeploymentCommand::Complete,
        14 => DeploymentCommand::CompleteRollback,
        15 => DeploymentCommand::RollBack {
            reason,
            to_version: VersionText::parse("1.9.9").unwrap(),
            confirmed,
        },
        16 if a % 8 == 0 => DeploymentCommand::MarkFailed { reason },
        16 if a % 8 == 1 => DeploymentCommand::Cancel { reason },
        16 | 17 => with_confirmation(scene.changes(id, &[item], &ItemMove::Done), confirmed),
        18 => with_confirmation(scene.changes(id, &[item], &ItemMove::Reopen), confirmed),
        19 => with_confirmation(
            scene.changes(id, &[item], &ItemMove::NotApplicable { reason }),
            confirmed,
        ),
        20 => DeploymentCommand::LeaveOut {
            item: LeaveOut::Section(SectionKey::parse(pick(&["code", "data", "checks"], a)).unwrap()),
            reason,
            confirmed,
        },
        21 if a % 2 == 0 => DeploymentCommand::AddLink {
            item: Some(super::key(item)),
            url: Link::parse(&format!("https://example.com/{b}")).unwrap(),
            label: None,
            confirmed,
        },
        21 => {
            let asking: Vec<_> = scene
                .structure
                .items()
                .filter(|found| found.item.evidence.is_some())
                .collect();
            crate::testing::evidence(pick(&asking, b).item, confirmed)?
        }
        22 if a % 2 == 0 => fill_in(scene.deployment(id), a, b, confirmed),
        22 | 23 => edit(scene.deployment(id), a, b),
        24 => DeploymentCommand::Hold { reason },
        25 => DeploymentCommand::Release,
        26 => DeploymentCommand::Withdraw {
            signoff: some_signoff(scene.deployment(id), a),
            reason,
        },
        27 => DeploymentCommand::RequestChanges {
            roster,
            slot: slot.key.clone(),
            items: vec![super::key(item)],
            reason,
            confirmed,
        },
        32 => {
            let standing = scene.standing(id);
            let open = standing.open_required(standing.stage().works());
            let keys: Vec<&str> = open.iter().map(|found| found.item.key.as_str()).collect();
            with_confirmation(scene.changes(id, &keys, &ItemMove::Done), confirmed)
        }
        35 | 36 => booking(scene, id, a, confirmed),
        28 if a % 4 == 0 => DeploymentCommand::Decline {
            roster,
            slot: slot.key.clone(),
            reason,
            confirmed,
        },
        _ => return None,
    })
}

/// Books some time of the next day, beside the other deployment where that has to be; or gives it up.
fn booking(scene: &Scene, id: DeploymentId, a: u8, confirmed: Vec<u64>) -> DeploymentCommand {
    let seen = scene.deployment(id).booking_seq();
    if a.is_multiple_of(5) {
        return DeploymentCommand::Booking(BookingCommand::Release { seen, confirmed });
    }
    let from = scene.now.plus_seconds(i64::from(a % 7) * 4 * 3600);
    let slots = Slots {
        primary: Stretch {
            from,
            until: from.plus_seconds(2 * 3600),
        },
        backup: None,
    };
    let others = scene.states.deployments.values().map(|other| other.number);
    DeploymentCommand::Booking(BookingCommand::Book {
        seen,
        slots,
        accepted: others.map(Against::Booking).collect(),
        confirmed,
    })
}

/// Sets what stands against today, or takes it away again: a freeze of the day, a window on another one, somebody who has
/// to sign being away.
fn calendar(scene: &Scene, a: u8) -> CalendarCommand {
    let (window, freeze) = (WindowId::new(Uuid::from_u128(1)), FreezeId::new(Uuid::from_u128(1)));
    let known = &scene.directory().calendar;
    let name = CalendarName::parse("Closes today").unwrap();
    let day = |day: &str, next: &str| {
        times(
            "UTC",
            &format!("2026-02-{day}T00:00"),
            &format!("2026-02-{next}T00:00"),
            "",
        )
    };
    if a.is_multiple_of(5) {
        let absence = AbsenceId::new(Uuid::from_u128(1));
        return match known.absences.get(&absence) {
            Some(known) => CalendarCommand::RemoveAbsence {
                absence,
                seen: known.set.seq,
            },
            None => CalendarCommand::SetAbsence(Box::new(SetAbsence {
                absence,
                seen: None,
                person: TECH_LEAD,
                times: day("02", "03"),
            })),
        };
    }
    if a.is_multiple_of(2) {
        return match known.windows.get(&window) {
            Some(known) => CalendarCommand::RemoveWindow {
                window,
                seen: known.set.seq,
            },
            None => CalendarCommand::SetWindow(Box::new(SetWindow {
                window,
                seen: None,
                name,
                times: day("04", "05"),
                scope: Scope::default(),
            })),
        };
    }
    match known.freezes.get(&freeze) {
        Some(known) => CalendarCommand::CancelFreeze {
            freeze,
            seen: known.set.seq,
            reason: Scene::reason("It can go out after all"),
        },
        None => CalendarCommand::SetFreeze(Box::new(SetFreeze {
            freeze,
            seen: None,
            name,
            reason: Scene::reason("Nobody is there"),
            times: day("02", "03"),
            scope: Scope::default(),
            running: pick(&RunningChoice::ALL, a),
            moves: Vec::new(),
            confirmed: Vec::new(),
        })),
    }
}

fn fill_in(deployment: &Deployment, a: u8, b: u8, confirmed: Vec<u64>) -> DeploymentCommand {
    let name = ValueName::parse("previous-tag").unwrap();
    let seen = deployment.value(&name).filter(|_| a.is_multiple_of(4)).cloned();
    let wanted = (!b.is_multiple_of(3)).then(|| ValueText::parse(&format!("v2.3.{}", b % 3)).unwrap());
    DeploymentCommand::FillIn {
        values: vec![FillIn { name, seen, wanted }],
        confirmed,
    }
}

fn sign_somewhere(scene: &Scene, id: DeploymentId, person: PersonId) -> Option<DeploymentCommand> {
    let standing = scene.standing(id);
    let open = standing.stage().signs()?;
    let slot = scene
        .structure
        .slots_in(open)
        .find(|slot| standing.may_sign(slot, person).is_ok())?;
    Some(scene.signature(id, slot))
}

/// The same with a yes to whatever is voided, and with the reason that late changes need.
fn with_confirmation(command: DeploymentCommand, confirmed: Vec<u64>) -> DeploymentCommand {
    let DeploymentCommand::ChangeItems { mut changes, .. } = command else {
        return command;
    };
    for change in &mut changes {
        change.reason = Some(Scene::reason("late"));
    }
    DeploymentCommand::ChangeItems { changes, confirmed }
}

fn some_signoff(deployment: &Deployment, number: u8) -> u64 {
    let all: Vec<u64> = deployment
        .rosters
        .values()
        .flat_map(|state| state.signoffs.iter().map(|signoff| signoff.seq))
        .collect();
    if all.is_empty() { 0 } else { pick(&all, number) }
}

fn edit(deployment: &Deployment, a: u8, b: u8) -> DeploymentCommand {
    let seen = deployment.details.clone();
    let mut wanted: Details = seen.clone();
    match a % 4 {
        0 => wanted.title = Title::parse(&format!("Title {}", b % 3)).unwrap(),
        1 => wanted.version = VersionText::parse(&format!("3.0.{}", b % 3)).unwrap(),
        2 => wanted.environment = pick(&[DEVELOPMENT, STAGING, PRODUCTION, PRODUCTION], b),
        _ => wanted.deployer = pick(&ACTORS, b),
    }
    DeploymentCommand::Edit {
        seen: Box::new(seen),
        wanted: Box::new(wanted),
        confirmed: crate::testing::told(b % 4 != 3),
    }
}

/// Policy and duties change under way too, and people leave.
fn organization((_, what, a, b): Wish) -> OrganizationCommand {
    if what == 29 {
        return OrganizationCommand::SetSmallTeamRule { on: a % 2 == 0 };
    }
    let person = pick(&ACTORS[..5], a);
    if what == 34 {
        return OrganizationCommand::RemoveMember { person };
    }
    let duties = [
        Duty::TechLead,
        Duty::DevOpsLead,
        Duty::ProductOwner,
        Duty::DeploymentEngineer,
        Duty::ReleaseManager,
    ];
    let held: BTreeSet<Duty> = duties
        .into_iter()
        .enumerate()
        .filter(|(n, _)| b & (1 << n) != 0)
        .map(|(_, d)| d)
        .collect();
    OrganizationCommand::ChangeMember {
        seen: None,
        person,
        role: AccessRole::Member,
        teams: [(TEAM, held)].into(),
        reads: None,
    }
}

/// What has to be true of a deployment in the moment it starts, told without asking the rules.
fn started_rightly(scene: &Scene, before: &Deployment, fell_away: usize) -> Result<(), TestCaseError> {
    prop_assert!(before.hold.is_none(), "started on hold");
    let calendar = &scene.directory().calendar;
    let open = calendar.windows.is_empty() && calendar.freezes.is_empty();
    prop_assert!(open, "started on a day that is closed");
    let slots = before.booking.as_ref().and_then(|booking| booking.slots.as_ref());
    let in_time = slots.is_none_or(|slots| slots.primary.from <= scene.now.plus_seconds(1));
    prop_assert!(in_time, "started before its slot");
    let pre = scene.structure.items_in(crate::templates::PhaseKind::PreDeployment);
    for found in pre.filter(|found| found.item.required) {
        prop_assert!(before.resolved(&found.item.key), "started with {} open", found.item.key);
        let state = &before.items[&found.item.key];
        let shown = found.item.evidence != Some(EvidenceKind::Link) || !state.links.is_empty();
        let left_out = state.resolution.reason().is_some();
        prop_assert!(shown || left_out, "started without evidence for {}", found.item.key);
    }
    let running = scene.states.deployments.values().filter(|other| {
        let stage = other.stage.name();
        let there =
            other.details.service == before.details.service && other.details.environment == before.details.environment;
        other.id != before.id && there && matches!(stage, StageName::Running | StageName::RollingBack)
    });
    prop_assert_eq!(running.count(), 0, "started beside another one");
    let environment = &scene.directory().environments[&before.details.environment];
    if !environment.signoffs_needed {
        return Ok(());
    }
    let signoffs: Vec<_> = before.rosters[&Roster::Pre].standing_all().collect();
    let signers: BTreeSet<PersonId> = signoffs.iter().map(|signoff| signoff.person).collect();
    prop_assert_eq!(signoffs.len() + fell_away, 3, "a slot was empty");
    prop_assert_eq!(signers.len(), signoffs.len(), "somebody signed twice");
    prop_assert!(fell_away == 0 || scene.directory().small_team_rule);
    signers.into_iter().try_for_each(|signer| not_own_work(before, signer))
}

/// S4, told without asking the rules.
fn not_own_work(deployment: &Deployment, signer: PersonId) -> Result<(), TestCaseError> {
    prop_assert_ne!(signer, deployment.requester, "own work was signed");
    for field in Field::ALL.into_iter().filter(|field| field.material()) {
        let author = deployment.author(field).by;
        prop_assert_ne!(author, signer, "{:?} was signed by its author", field);
    }
    Ok(())
}

/// One wish on one deployment, with everything that has to hold of what it did.
fn one(scene: &mut Scene, id: DeploymentId, wish: Wish) -> Result<(), TestCaseError> {
    let person = pick(&ACTORS, wish.0);
    // Somebody leaves now and then: few histories would get anywhere with nobody left.
    if (29..=31).contains(&wish.1) || wish.1 == 34 && wish.3.is_multiple_of(4) {
        let _ = scene.organization(OWNER, organization(wish));
        return Ok(());
    }
    if wish.1 == 39 {
        return back(scene, id);
    }
    if wish.1 >= 37 {
        // Rarely: a day that is closed lets little else happen.
        if wish.3.is_multiple_of(3) {
            let _ = scene.calendar(OWNER, calendar(scene, wish.2));
        }
        return Ok(());
    }
    if wish.1 == 33 {
        let _ = scene.tick_all(person, id);
        return Ok(());
    }
    let Some(command) = command(scene, id, person, wish) else {
        return Ok(());
    };
    let before = scene.clone();
    let from = scene.entries.len();
    let Ok(events) = scene.does(person, id, command) else {
        prop_assert_eq!(&before.states, &scene.states, "a refusal changed something");
        return Ok(());
    };
    for event in &events {
        if let DeploymentEvent::SignOffGiven { duty, roster, .. } = event {
            let member = before.directory().active(person);
            let held = member.is_some_and(|member| member.holds(TEAM, duty));
            prop_assert!(held, "signed without the duty");
            if *roster == Roster::Pre {
                not_own_work(before.deployment(id), person)?;
            }
        }
        if let DeploymentEvent::Completed { .. } = event {
            let state = &before.deployment(id).items[&super::key("error-rate")];
            let shown = state.given.is_some() || state.resolution.reason().is_some();
            prop_assert!(shown, "completed without its figure");
        }
        if let DeploymentEvent::Started { fell_away } = event {
            started_rightly(&before, before.deployment(id), fell_away.len())?;
        }
    }
    judged(&before, scene, id, from)?;
    covered(scene, id)
}

/// A deployment that rolls the other one back: made exactly where that one is over, and each knows the other (D7).
fn back(scene: &mut Scene, id: DeploymentId) -> Result<(), TestCaseError> {
    let stage = scene.deployment(id).stage.name();
    let over = matches!(stage, StageName::Completed | StageName::Failed);
    let (before, from) = (scene.clone(), scene.entries.len());
    let rollback = match scene.rollback_of(id) {
        Ok(rollback) => rollback,
        Err(Refusal::WrongStage { .. }) => {
            prop_assert!(!over, "refused while {stage:?}");
            return Ok(());
        }
        // Who asks may have left the team, and who deploys the organization.
        Err(_) => return Ok(()),
    };
    prop_assert!(over, "rolled back while {stage:?}");
    let mut links = RollbackLinks::default();
    let mut states = before.states.clone();
    for entry in &scene.entries[from..] {
        let judged = links.check(entry.stream, &entry.event, |id| states.deployments.get(&id));
        prop_assert_eq!(judged, Ok(()));
        states
            .evolve(entry)
            .map_err(|misfit| TestCaseError::fail(misfit.to_string()))?;
    }
    prop_assert_eq!(links.end(), Ok(()));
    let (undone, made) = (scene.deployment(id), scene.deployment(rollback));
    prop_assert_eq!(made.rolls_back.map(|link| link.deployment), Some(id));
    let last = undone.rolled_back_by.last();
    prop_assert_eq!(
        last.map(|link| (link.deployment, link.number)),
        Some((rollback, made.number))
    );
    prop_assert_eq!(undone.details.service, made.details.service);
    prop_assert_eq!(undone.details.environment, made.details.environment);
    Ok(())
}

/// Verification agrees with what was decided, entry for entry.
fn judged(before: &Scene, after: &Scene, id: DeploymentId, from: usize) -> Result<(), TestCaseError> {
    let mut states = before.states.clone();
    for entry in &after.entries[from..] {
        if let Event::Deployment(event) = &entry.event {
            let check = SignOffCheck {
                directory: before.directory(),
                structure: &before.structure,
                deployment: &states.deployments[&id],
            };
            prop_assert_eq!(check.check(&entry.meta, event), Ok(()));
        }
        states
            .evolve(entry)
            .map_err(|misfit| TestCaseError::fail(misfit.to_string()))?;
    }
    Ok(())
}

/// Every sign-off that counts in the open round covers the document as it is now (S3).
fn covered(scene: &Scene, id: DeploymentId) -> Result<(), TestCaseError> {
    let standing = scene.standing(id);
    let Some(roster) = standing.stage().signs() else {
        return Ok(());
    };
    for slot in scene.structure.slots_in(roster) {
        if let Some(signoff) = standing.signed(slot) {
            prop_assert_eq!(
                signoff.document,
                standing.document(slot).hash(),
                "signed something else"
            );
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 240, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_history_gets_past_the_rules(from in 0_u8..6, beside in 0_u8..6, wishes in wishes()) {
        let (mut scene, first) = beginning(Scene::with(structure()), from);
        let second = beside_it(&mut scene, beside);
        for wish in wishes {
            let about = if wish.0 < 160 { first } else { second };
            let entries = scene.entries.len();
            one(&mut scene, about, wish)?;
            if scene.entries.len() > entries {
                diligence::moves_on(&scene, first)?;
                diligence::moves_on(&scene, second)?;
            }
        }
        diligence::finishes(&scene, first)?;
        diligence::finishes(&scene, second)?;
        let refolded = scene.refolded().map_err(|misfit| TestCaseError::fail(misfit.to_string()))?;
        prop_assert_eq!(refolded, scene.states);
    }
}

/// Histories begin at several places, so that late stages are reached often.
fn beginning(mut scene: Scene, from: u8) -> (Scene, DeploymentId) {
    match from {
        0 => {
            let id = scene.draft(PRODUCTION);
            (scene, id)
        }
        1 => {
            let id = scene.draft(DEVELOPMENT);
            scene.does(ENGINEER, id, DeploymentCommand::Submit).unwrap();
            (scene, id)
        }
        2 | 3 => super::prepared_in(scene),
        4 => super::signed_in(scene),
        _ => super::verifying_in(scene),
    }
}

/// A second deployment of the same service, so that one can stand in the other's way: mostly to the same environment, now
/// and then already running there.
fn beside_it(scene: &mut Scene, from: u8) -> DeploymentId {
    let environment = if from == 0 { DEVELOPMENT } else { PRODUCTION };
    let id = scene.draft(environment);
    scene.tick_all(ENGINEER, id).unwrap();
    scene.does(ENGINEER, id, DeploymentCommand::Submit).unwrap();
    if from > 1 {
        for person in [TECH_LEAD, DEVOPS_LEAD, PRODUCT_OWNER] {
            scene.signs(person, id, Roster::Pre).unwrap();
        }
    }
    if from > 3 {
        // Refused where the first one is under way there: then it stays prepared.
        let _ = scene.does(ENGINEER, id, DeploymentCommand::Start);
    }
    id
}

/// The random histories are worth something only if they get somewhere: a fixed one from the same parts does.
#[test]
fn the_wishes_can_take_a_deployment_to_its_end() {
    let mut scene = Scene::with(structure());
    let id = scene.draft(PRODUCTION);
    let by = |person: PersonId| ACTORS.iter().position(|actor| *actor == person).unwrap() as u8;
    let (tick, sign) = (33, 0);
    for (person, what) in [
        (ENGINEER, tick),
        (ENGINEER, 6),
        (TECH_LEAD, sign),
        (DEVOPS_LEAD, sign),
        (PRODUCT_OWNER, sign),
        (ENGINEER, 8),
        (ENGINEER, tick),
        (ENGINEER, 10),
        (ENGINEER, tick),
        (DEPLOYER, sign),
        (TECH_LEAD, sign),
        (ENGINEER, 12),
    ] {
        one(&mut scene, id, (by(person), what, 0, 0)).unwrap();
    }
    assert_eq!(scene.deployment(id).stage.name(), StageName::Completed);
}
