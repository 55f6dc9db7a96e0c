//! `domain/permissions.txt`: what the rules answer when they are asked, command by command and role by role. The table is
//! made by asking, so it cannot say anything but what the program does.
//!
//! `UPDATE_PERMISSIONS=1 cargo test -p domain permissions` writes it again after a change that was meant.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use crate::accounts::permission::{Reach, Right, reach};
use crate::accounts::{AccessRole, Exported, OrganizationCommand};
use crate::calendar::{
    CalendarCommand, FeedLists, Lifts, RunningChoice, Scope, Scoped, SetAbsence, SetFreeze, SetWindow, Slots, Stretch,
};
use crate::command::Command;
use crate::deployments::{
    BookingCommand, DeploymentCommand, DeploymentType, Details, EvidenceValue, FillIn, ItemMove, LeaveOut,
    NewDeployment, RollsBack,
};
use crate::id::{
    AbsenceId, DeploymentId, EnvironmentId, FeedId, FreezeId, InvitationId, OrganizationId, PersonId, ServiceId,
    TeamId, TemplateId, WindowId,
};
use crate::refusal::{Refusal, SignBar};
use crate::templates::{ItemKey, Roster, SlotKey, TemplateCommand};
use crate::testing::{
    ADMIN, AUDITOR, CHECKOUT, ELSEWHERE, ENGINEER, OUTSIDER, OWNER, PAYMENTS, PRODUCTION, STRANGER, Scene, TEAM,
    TECH_LEAD, TEMPLATE, content, deployment, details, times,
};
use crate::text::{
    CalendarName, CommentText, DutyName, Email, EnvironmentName, EvidenceText, Link, OrganizationName, PersonName,
    ServiceName, Slug, TeamName, TemplateName, ValueName, ValueText, VersionText, ZoneName,
};
use crate::time::Timestamp;

/// Who is asked for: columns of the table.
const COLUMNS: [(&str, PersonId); 7] = [
    ("owner", OWNER),
    ("admin", ADMIN),
    ("holder", TECH_LEAD),
    ("member", ENGINEER),
    ("other", OUTSIDER),
    ("auditor", AUDITOR),
    ("stranger", STRANGER),
];

/// What was set before: a window, a freeze, an absence of the member [`ENGINEER`], a feed.
const WINDOW: WindowId = WindowId::new(uuid::Uuid::from_u128(0xa000));
const FREEZE: FreezeId = FreezeId::new(uuid::Uuid::from_u128(0xb000));
const ABSENCE: AbsenceId = AbsenceId::new(uuid::Uuid::from_u128(0xd000));
const FEED: FeedId = FeedId::new(uuid::Uuid::from_u128(0xc000));

const HEAD: &str = "\
Who may do what. Made by asking the rules: `domain/src/accounts/tests/permissions.rs` fails when they answer otherwise.

  owner     an owner who belongs to the team          other     a member of another team only
  admin     an admin who belongs to no team           auditor   an auditor
  holder    a member of the team who holds the duty   stranger  an account that is no member
  member    a member of the team without the duty

  yes    may; other rules (stage, blockers, sign-offs) still apply
  no     refused, with the role, team or duty that is missing
  404    does not exist for this person

Everything below is about an object of the person's own organization. An object of another organization is 404 for
everybody; a row at the end of each part shows it.
";

fn reaches() -> String {
    let mut text = String::from("\nRIGHTS BY ACCESS ROLE\n\n");
    let _ = writeln!(text, "{:<18}{:<14}{:<14}{:<14}auditor", "", "owner", "admin", "member");
    for right in Right::ALL {
        let cells = AccessRole::ALL.map(|role| match reach(role, right) {
            Reach::Organization => "everywhere",
            Reach::OwnTeams => "own teams",
            Reach::Nowhere => "no",
        });
        let [owner, admin, member, auditor] = cells;
        let name = format!("{right:?}");
        let _ = writeln!(text, "{name:<18}{owner:<14}{admin:<14}{member:<14}{auditor}");
    }
    text
}

/// What a person may, and what only another rule stops.
fn cell(answer: &Result<(), Refusal>) -> &'static str {
    match answer {
        Err(Refusal::NotFound) => "404",
        Err(Refusal::RoleMissing { .. } | Refusal::NotInTeam | Refusal::DutyMissing { .. }) => "no",
        Err(Refusal::MayNotSign { reasons }) => {
            let duty = reasons
                .iter()
                .any(|bar| matches!(bar, SignBar::DutyNotHeld { .. } | SignBar::DutyUnheld { .. }));
            if duty { "no" } else { "yes" }
        }
        Ok(()) | Err(_) => "yes",
    }
}

fn part(title: &str, scene: &Scene, rows: Vec<(&str, Command, Command)>) -> String {
    let mut text = format!("\n{title}\n\n{:<22}", "");
    for (name, _) in COLUMNS {
        let _ = write!(text, "{name:<9}");
    }
    let mut foreign: BTreeMap<&str, usize> = BTreeMap::new();
    let ask = |person: PersonId, command: &Command| scene.decide(&scene.actor(person), command).map(|_| ());
    for (name, own, other) in rows {
        let _ = write!(text, "\n{name:<22}");
        for (_, person) in COLUMNS {
            let _ = write!(text, "{:<9}", cell(&ask(person, &own)));
            *foreign.entry(cell(&ask(person, &other))).or_default() += 1;
        }
    }
    let _ = write!(text, "\n{:<22}", "(foreign, any)");
    let all = if foreign.keys().eq(["404"].iter()) {
        "404"
    } else {
        "MIXED"
    };
    for _ in COLUMNS {
        let _ = write!(text, "{all:<9}");
    }
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    lines.join("\n") + "\n"
}

fn both(of: impl Fn(OrganizationId) -> Command) -> (Command, Command) {
    (of(PAYMENTS), of(ELSEWHERE))
}

fn organization(scene: &Scene) -> Vec<(&'static str, Command, Command)> {
    let teams: BTreeMap<TeamId, _> = BTreeMap::from([(TEAM, [].into())]);
    let change = |person, role| OrganizationCommand::ChangeMember {
        seen: None,
        person,
        role,
        teams: teams.clone(),
        reads: None,
    };
    let invite = |role| OrganizationCommand::Invite {
        invitation: InvitationId::new(uuid::Uuid::from_u128(1)),
        name: PersonName::parse("Nia New").unwrap(),
        email: Email::parse("nia.new@example.com").unwrap(),
        role,
        team: None,
        duties: [].into(),
        reads: None,
        expires_at: Timestamp::from_micros(i64::MAX),
    };
    let open = scene.directory().invitations.keys().next().copied().unwrap();
    let mut rows = vec![
        ("Invite", invite(AccessRole::Member)),
        ("Invite an owner", invite(AccessRole::Owner)),
        (
            "WithdrawInvitation",
            OrganizationCommand::WithdrawInvitation { invitation: open },
        ),
        ("ChangeMember", change(ENGINEER, AccessRole::Admin)),
        ("Make an owner", change(ENGINEER, AccessRole::Owner)),
        ("Unmake an owner", change(OWNER, AccessRole::Member)),
        ("RemoveMember", OrganizationCommand::RemoveMember { person: ENGINEER }),
        ("Remove an owner", OrganizationCommand::RemoveMember { person: OWNER }),
    ];
    let name = DutyName::parse("Data Protection").unwrap();
    rows.push(("DeclareDuty", OrganizationCommand::DeclareDuty { name }));
    rows.extend(settings());
    rows.push(("SetSmallTeamRule", OrganizationCommand::SetSmallTeamRule { on: true }));
    let what = Exported::Trail {
        filter: String::new(),
        rows: 1,
    };
    rows.push(("NoteExport", OrganizationCommand::NoteExport { what }));
    let row = |(name, command): (&'static str, OrganizationCommand)| {
        let (own, other) = both(|organization| Command::Organization {
            organization,
            command: command.clone(),
        });
        (name, own, other)
    };
    rows.into_iter().map(row).collect()
}

fn settings() -> Vec<(&'static str, OrganizationCommand)> {
    let id = uuid::Uuid::from_u128(1);
    let team = || TeamName::parse("New").unwrap();
    let service = || ServiceName::parse("New").unwrap();
    let environment = || EnvironmentName::parse("New").unwrap();
    vec![
        (
            "AddTeam",
            OrganizationCommand::AddTeam {
                team: TeamId::new(id),
                name: team(),
            },
        ),
        (
            "RenameTeam",
            OrganizationCommand::RenameTeam {
                team: TEAM,
                name: team(),
            },
        ),
        (
            "AddService",
            OrganizationCommand::AddService {
                service: ServiceId::new(id),
                name: service(),
                team: TEAM,
            },
        ),
        (
            "ChangeService",
            OrganizationCommand::ChangeService {
                service: CHECKOUT,
                name: service(),
                team: TEAM,
            },
        ),
        (
            "AddEnvironment",
            OrganizationCommand::AddEnvironment {
                environment: EnvironmentId::new(id),
                name: environment(),
                signoffs_needed: true,
                fresh_proof: true,
            },
        ),
        (
            "ChangeEnvironment",
            OrganizationCommand::ChangeEnvironment {
                seen: None,
                environment: PRODUCTION,
                name: environment(),
                signoffs_needed: true,
                fresh_proof: true,
            },
        ),
        (
            "ChangeOrganization",
            OrganizationCommand::ChangeOrganization {
                name: OrganizationName::parse("New").unwrap(),
                zone: ZoneName::parse("UTC").unwrap(),
            },
        ),
    ]
}

/// Windows, freezes and what the schedule says of environments and services.
fn calendar() -> Vec<(&'static str, Command, Command)> {
    let today = || times("UTC", "2026-02-02T00:00", "2026-02-03T00:00", "");
    let name = || CalendarName::parse("Year end").unwrap();
    let rows = [
        (
            "SetWindow",
            CalendarCommand::SetWindow(Box::new(SetWindow {
                window: WindowId::new(uuid::Uuid::from_u128(1)),
                seen: None,
                name: name(),
                times: today(),
                scope: Scope::default(),
            })),
        ),
        (
            "SetFreeze",
            CalendarCommand::SetFreeze(Box::new(SetFreeze {
                freeze: FreezeId::new(uuid::Uuid::from_u128(1)),
                seen: None,
                name: name(),
                reason: Scene::reason("because"),
                times: today(),
                scope: Scope::default(),
                running: RunningChoice::Finish,
                moves: Vec::new(),
                confirmed: Vec::new(),
            })),
        ),
        (
            "RemoveWindow",
            CalendarCommand::RemoveWindow {
                window: WINDOW,
                seen: 0,
            },
        ),
        (
            "CancelFreeze",
            CalendarCommand::CancelFreeze {
                freeze: FREEZE,
                seen: 0,
                reason: Scene::reason("because"),
            },
        ),
        (
            "Import",
            CalendarCommand::Import {
                windows: vec![SetWindow {
                    window: WindowId::new(uuid::Uuid::from_u128(2)),
                    seen: None,
                    name: name(),
                    times: today(),
                    scope: Scope::default(),
                }],
                freezes: Vec::new(),
            },
        ),
        (
            "SetAbsence (member’s)",
            CalendarCommand::SetAbsence(Box::new(SetAbsence {
                absence: AbsenceId::new(uuid::Uuid::from_u128(1)),
                seen: None,
                person: ENGINEER,
                times: today(),
            })),
        ),
        (
            "RemoveAbsence",
            CalendarCommand::RemoveAbsence {
                absence: ABSENCE,
                seen: 0,
            },
        ),
        (
            "MakeFeed",
            CalendarCommand::MakeFeed {
                feed: FeedId::new(uuid::Uuid::from_u128(1)),
                name: name(),
                lists: FeedLists::Everything,
            },
        ),
        ("RevokeFeed", CalendarCommand::RevokeFeed { feed: FEED }),
        (
            "ScheduleEnvironment",
            CalendarCommand::ScheduleEnvironment {
                environment: PRODUCTION,
                seen: Box::default(),
                wanted: Box::default(),
            },
        ),
        (
            "RelateService",
            CalendarCommand::RelateService {
                service: CHECKOUT,
                labels: [].into(),
                depends_on: [].into(),
            },
        ),
    ];
    let row = |(name, command): (&'static str, CalendarCommand)| {
        let (own, other) = both(|organization| Command::Calendar {
            organization,
            command: command.clone(),
        });
        (name, own, other)
    };
    rows.into_iter().map(row).collect()
}

/// What is done about a booking.
fn bookings() -> Vec<(&'static str, DeploymentCommand)> {
    let from = Timestamp::from_micros(1_770_100_000_000_000);
    let slots = Slots {
        primary: Stretch {
            from,
            until: from.plus_seconds(3600),
        },
        backup: None,
    };
    let rows = [
        (
            "Book",
            BookingCommand::Book {
                seen: 0,
                slots,
                accepted: Vec::new(),
                confirmed: crate::testing::every(),
            },
        ),
        ("Announce", BookingCommand::Announce { seen: 0, late: None }),
        (
            "Release booking",
            BookingCommand::Release {
                seen: 0,
                confirmed: Vec::new(),
            },
        ),
        (
            "Override",
            BookingCommand::Override {
                lifts: Lifts::Windows,
                reason: Scene::reason("because"),
                expires_at: from,
            },
        ),
        (
            "Review an override",
            BookingCommand::Review {
                overridden: 0,
                justified: true,
                finding: CommentText::parse("It was").unwrap(),
            },
        ),
    ];
    rows.map(|(name, command)| (name, DeploymentCommand::Booking(command)))
        .into()
}

fn templates(scene: &Scene) -> Vec<(&'static str, Command, Command)> {
    let (content, _) = content(&scene.structure);
    let structure = content.structure;
    let create = |team| TemplateCommand::Create {
        slug: Slug::parse("another").unwrap(),
        name: TemplateName::parse("Another").unwrap(),
        team,
        content: content.clone(),
    };
    let save = TemplateCommand::SaveDraft {
        name: TemplateName::parse("Another").unwrap(),
        content: content.clone(),
        seen: None,
    };
    let reason = Scene::reason("because");
    let rows = [
        ("Create", create(None)),
        ("Create for the team", create(Some(TEAM))),
        ("SaveDraft", save),
        (
            "DiscardDraft",
            TemplateCommand::DiscardDraft {
                structure: content.structure,
            },
        ),
        ("AskForReview", TemplateCommand::AskForReview),
        ("SendBack", TemplateCommand::SendBack { reason }),
        ("Publish", TemplateCommand::Publish { structure }),
    ];
    let row = |(name, command): (&'static str, TemplateCommand)| {
        let (own, other) = both(|organization| Command::Template {
            organization,
            template: if name.starts_with("Create") {
                TemplateId::new(uuid::Uuid::from_u128(1))
            } else {
                TEMPLATE
            },
            command: command.clone(),
        });
        (name, own, other)
    };
    rows.into_iter().map(row).collect()
}

fn deployments(id: DeploymentId) -> Vec<(&'static str, DeploymentCommand)> {
    let reason = || Scene::reason("because");
    let item = || ItemKey::parse("tests-green").unwrap();
    let slot = || SlotKey::parse("pre-tech-lead").unwrap();
    let details = || Box::new(details(PRODUCTION));
    vec![
        (
            "Edit",
            DeploymentCommand::Edit {
                seen: details(),
                wanted: details(),
                confirmed: Vec::new(),
            },
        ),
        (
            "LeaveOut",
            DeploymentCommand::LeaveOut {
                item: LeaveOut::Item(item()),
                reason: reason(),
                confirmed: crate::testing::every(),
            },
        ),
        (
            "Comment",
            DeploymentCommand::Comment {
                item: None,
                text: CommentText::parse("Ready?").unwrap(),
            },
        ),
        (
            "AddLink",
            DeploymentCommand::AddLink {
                item: None,
                url: Link::parse("https://example.com").unwrap(),
                label: None,
                confirmed: Vec::new(),
            },
        ),
        (
            "GiveEvidence",
            DeploymentCommand::GiveEvidence {
                item: ItemKey::parse("announce").unwrap(),
                value: EvidenceValue::Text(EvidenceText::parse("Sent to everybody").unwrap()),
                seen: 0,
                confirmed: Vec::new(),
            },
        ),
        (
            "FillIn",
            DeploymentCommand::FillIn {
                values: vec![FillIn {
                    name: ValueName::parse("previous-tag").unwrap(),
                    seen: None,
                    wanted: Some(ValueText::parse("v2.3.9").unwrap()),
                }],
                confirmed: Vec::new(),
            },
        ),
        ("Submit", DeploymentCommand::Submit),
        ("Start", DeploymentCommand::Start),
        ("FinishDeploying", DeploymentCommand::FinishDeploying),
        ("Complete", DeploymentCommand::Complete),
        ("CompleteRollback", DeploymentCommand::CompleteRollback),
        ("MarkFailed", DeploymentCommand::MarkFailed { reason: reason() }),
        ("Cancel", DeploymentCommand::Cancel { reason: reason() }),
        ("Hold", DeploymentCommand::Hold { reason: reason() }),
        ("Release", DeploymentCommand::Release),
        (
            "NoteLog",
            DeploymentCommand::NoteLog {
                seen: Box::default(),
                wanted: Box::default(),
            },
        ),
        (
            "Withdraw (own)",
            DeploymentCommand::Withdraw {
                signoff: u64::from(id == deployment(0)),
                reason: reason(),
            },
        ),
        (
            "RequestChanges",
            DeploymentCommand::RequestChanges {
                roster: Roster::Pre,
                slot: slot(),
                items: vec![item()],
                reason: reason(),
                confirmed: crate::testing::every(),
            },
        ),
        (
            "Decline",
            DeploymentCommand::Decline {
                roster: Roster::Pre,
                slot: slot(),
                reason: reason(),
                confirmed: crate::testing::every(),
            },
        ),
    ]
}

fn deployment_rows(scene: &Scene, [id, running, failed]: [DeploymentId; 3]) -> Vec<(&'static str, Command, Command)> {
    let new = |deployment| NewDeployment {
        deployment,
        template: TEMPLATE,
        version: None,
        details: details(PRODUCTION),
        rolls_back: None,
    };
    let back = |deployment| NewDeployment {
        details: Details {
            kind: DeploymentType::Rollback,
            ..scene.deployment(failed).details.clone()
        },
        rolls_back: Some(RollsBack {
            deployment: failed,
            seen: 0,
        }),
        ..new(deployment)
    };
    let fresh = deployment(99);
    let about = |deployment, command: DeploymentCommand| {
        both(move |organization| Command::Deployment {
            organization,
            deployment,
            command: command.clone(),
        })
    };
    let mut rows = vec![
        ("Create", about(fresh, DeploymentCommand::Create(Box::new(new(fresh))))),
        (
            "Create a rollback",
            about(fresh, DeploymentCommand::Create(Box::new(back(fresh)))),
        ),
    ];
    rows.push((
        "ChangeItems",
        about(id, scene.changes(id, &["tests-green"], &ItemMove::Reopen)),
    ));
    rows.push(("Sign", about(id, scene.signature(id, &scene.structure.slots[0]))));
    let roll_back = DeploymentCommand::RollBack {
        reason: Scene::reason("because"),
        to_version: VersionText::parse("1").unwrap(),
        confirmed: crate::testing::every(),
    };
    rows.push(("RollBack", about(running, roll_back)));
    rows.extend(
        deployments(id)
            .into_iter()
            .map(|(name, command)| (name, about(id, command))),
    );
    rows.extend(bookings().into_iter().map(|(name, command)| (name, about(id, command))));
    rows.into_iter()
        .map(|(name, (own, other))| (name, own, other))
        .collect()
}

/// Three deployments: one being prepared with everything to sign, one running, one that failed.
fn scene() -> (Scene, [DeploymentId; 3]) {
    let mut scene = Scene::default();
    let ids = [0, 1].map(|_| {
        let id = scene.draft(PRODUCTION);
        scene.tick_all(ENGINEER, id).unwrap();
        scene.does(ENGINEER, id, DeploymentCommand::Submit).unwrap();
        id
    });
    for signer in [TECH_LEAD, crate::testing::DEVOPS_LEAD, crate::testing::PRODUCT_OWNER] {
        scene.signs(signer, ids[1], Roster::Pre).unwrap();
    }
    scene.does(ENGINEER, ids[1], DeploymentCommand::Start).unwrap();
    let failed = scene.draft(crate::testing::DEVELOPMENT);
    scene.tick_all(ENGINEER, failed).unwrap();
    let reason = Scene::reason("because");
    for command in [
        DeploymentCommand::Submit,
        DeploymentCommand::Start,
        DeploymentCommand::MarkFailed { reason },
    ] {
        scene.does(ENGINEER, failed, command).unwrap();
    }
    planned(&mut scene);
    (scene, [ids[0], ids[1], failed])
}

/// A window, a freeze and an absence that are over, and a feed.
fn planned(scene: &mut Scene) {
    let name = || CalendarName::parse("Last year").unwrap();
    let over = || times("UTC", "2025-02-02T00:00", "2025-02-03T00:00", "");
    let scope = Scope {
        of: Scoped {
            environments: [crate::testing::STAGING].into(),
            ..Scoped::default()
        },
        ..Scope::default()
    };
    let window = CalendarCommand::SetWindow(Box::new(SetWindow {
        window: WINDOW,
        seen: None,
        name: name(),
        times: over(),
        scope,
    }));
    scene.calendar(OWNER, window).unwrap();
    let freeze = CalendarCommand::SetFreeze(Box::new(SetFreeze {
        freeze: FREEZE,
        seen: None,
        name: name(),
        reason: Scene::reason("because"),
        times: over(),
        scope: Scope::default(),
        running: RunningChoice::Finish,
        moves: Vec::new(),
        confirmed: Vec::new(),
    }));
    scene.calendar(OWNER, freeze).unwrap();
    let absence = CalendarCommand::SetAbsence(Box::new(SetAbsence {
        absence: ABSENCE,
        seen: None,
        person: ENGINEER,
        times: over(),
    }));
    scene.calendar(ENGINEER, absence).unwrap();
    let feed = CalendarCommand::MakeFeed {
        feed: FEED,
        name: name(),
        lists: FeedLists::Everything,
    };
    scene.calendar(OWNER, feed).unwrap();
}

#[test]
fn permissions_are_as_the_committed_table_says() {
    let (scene, deployments) = scene();
    let mut table = HEAD.to_owned();
    table += &reaches();
    table += &part("ORGANIZATION", &scene, organization(&scene));
    table += &part("CALENDAR", &scene, calendar());
    table += &part("TEMPLATES", &scene, templates(&scene));
    table += &part("DEPLOYMENTS OF THE TEAM", &scene, deployment_rows(&scene, deployments));
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("permissions.txt");
    if std::env::var_os("UPDATE_PERMISSIONS").is_some() {
        std::fs::write(&path, &table).unwrap();
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(committed, table, "permissions.txt is not what the rules answer");
    assert!(!table.contains("MIXED"), "a foreign object was more than 404");
}
