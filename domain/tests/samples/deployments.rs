use domain::accounts::Duty;
use domain::deployments::{
    Change, ChangeNumber, DeploymentEvent, DeploymentType, Details, EvidenceValue, Field, Linked, LogNote, Meaning,
    ResolutionName, VersionRef,
};
use domain::event::{Event, Stream};
use domain::id::{DeploymentId, TeamId};
use domain::templates::{ItemKey, Roster, SlotKey};
use domain::text::{
    CommentText, CommitText, EvidenceNumber, EvidenceText, Link, LinkLabel, LogText, Reason, ReleaseNotes, Title,
    ValueName, ValueText, VersionText,
};

use super::{Sample, hash, person, template};

fn sample(bare: bool, event: DeploymentEvent) -> Sample {
    let id: DeploymentId = "dep_018f2b6c7d8e7a90b1c2d3e4f5061900".parse().unwrap();
    (bare, Stream::Deployment(id), Event::Deployment(event))
}

fn team() -> TeamId {
    "team_018f2b6c7d8e7a90b1c2d3e4f5061801".parse().unwrap()
}

fn item() -> ItemKey {
    ItemKey::parse("backup-verified").unwrap()
}

fn slot() -> SlotKey {
    SlotKey::parse("pre-tech-lead").unwrap()
}

fn reason() -> Reason {
    Reason::parse("Because \"it\" was\nasked for – twice").unwrap()
}

fn details(whole: bool) -> Details {
    Details {
        title: Title::parse("Kasse mit gespeicherten Karten").unwrap(),
        version: VersionText::parse("2.4.0-rc.1").unwrap(),
        service: "svc_018f2b6c7d8e7a90b1c2d3e4f5061802".parse().unwrap(),
        environment: "env_018f2b6c7d8e7a90b1c2d3e4f5061803".parse().unwrap(),
        kind: if whole {
            DeploymentType::Hotfix
        } else {
            DeploymentType::Standard
        },
        deployer: person('2'),
        commit: whole.then(|| CommitText::parse("4f5e1c0").unwrap()),
        ticket: whole.then(|| Link::parse("https://tickets.example.com/7").unwrap()),
        release_notes: whole.then(|| ReleaseNotes::parse("- Cards are kept\n- Tabs\tstay").unwrap()),
    }
}

/// Another deployment, as one that goes back names it.
fn linked() -> Linked {
    Linked {
        deployment: "dep_018f2b6c7d8e7a90b1c2d3e4f5061901".parse().unwrap(),
        number: ChangeNumber(12),
    }
}

fn every_change() -> Vec<Change> {
    vec![
        Change::Field {
            field: Field::Version,
            before: "2.3.9".to_owned(),
            after: "2.4.0-rc.1".to_owned(),
        },
        Change::Item {
            item: item(),
            before: ResolutionName::Done,
            after: ResolutionName::NotApplicable,
        },
        Change::Evidence { item: item() },
        Change::Immaterial {
            field: Field::ReleaseNotes,
        },
        Change::Round { before: 1, after: 2 },
        Change::Declined,
        Change::RolledBack,
        Change::More { count: 31 },
    ]
}

pub(super) fn made_and_edited() -> Vec<Sample> {
    let created = |whole| DeploymentEvent::Created {
        number: ChangeNumber(17),
        template: VersionRef {
            template: template(),
            version: 3,
            structure: hash("structure"),
            bars_deployer: whole,
        },
        details: details(whole),
        team: team(),
    };
    let edited = DeploymentEvent::Edited {
        details: details(true),
        team: team(),
        changes: every_change(),
    };
    vec![
        sample(false, created(true)),
        sample(true, created(false)),
        sample(false, DeploymentEvent::RollbackMade { of: linked() }),
        sample(false, DeploymentEvent::RollbackLinked { by: linked() }),
        sample(false, edited),
    ]
}

pub(super) fn worked() -> Vec<Sample> {
    let with = |given: Option<Reason>| {
        let done = DeploymentEvent::ItemDone {
            item: item(),
            reason: given.clone(),
        };
        let reopened = DeploymentEvent::ItemReopened {
            item: item(),
            reason: given.clone(),
        };
        let bare = given.is_none();
        [sample(bare, done), sample(bare, reopened)]
    };
    let link = |whole: bool| DeploymentEvent::LinkAdded {
        item: whole.then(item),
        url: Link::parse("https://example.com/a?b=c#d").unwrap(),
        label: whole.then(|| LinkLabel::parse("Backup 7").unwrap()),
    };
    let given = |value| DeploymentEvent::EvidenceGiven { item: item(), value };
    let filled = |whole: bool| DeploymentEvent::ValueFilled {
        name: ValueName::parse("previous-tag").unwrap(),
        text: whole.then(|| ValueText::parse("v2.3.9").unwrap()),
    };
    let comment = |whole: bool| DeploymentEvent::CommentAdded {
        item: whole.then(item),
        text: CommentText::parse("Ready? 🚀 @Ann Lee").unwrap(),
        mentions: if whole { vec![person('3')] } else { Vec::new() },
    };
    let note = |note| DeploymentEvent::LogNoted { note };
    let notes = LogText::parse("Slow start.\nThen fine.").unwrap();
    let mut samples = vec![
        sample(
            false,
            DeploymentEvent::ItemLeftOut {
                item: item(),
                reason: reason(),
            },
        ),
        sample(false, link(true)),
        sample(true, link(false)),
        sample(
            false,
            given(EvidenceValue::Number(EvidenceNumber::parse("0.4 %").unwrap())),
        ),
        sample(
            true,
            given(EvidenceValue::Text(
                EvidenceText::parse("Restored \"it\"\nand looked – fine").unwrap(),
            )),
        ),
        sample(false, filled(true)),
        sample(true, filled(false)),
        sample(false, comment(true)),
        sample(true, comment(false)),
        sample(false, note(LogNote::Notes { text: Some(notes) })),
        sample(true, note(LogNote::Downtime { minutes: None })),
    ];
    samples.extend(with(Some(reason())));
    samples.extend(with(None));
    samples
}

pub(super) fn signed() -> Vec<Sample> {
    let given = |whole: bool| DeploymentEvent::SignOffGiven {
        roster: Roster::Pre,
        slot: slot(),
        duty: Duty::TechLead,
        meaning: if whole { Meaning::AcceptsRisk } else { Meaning::Approved },
        comment: whole.then(|| CommentText::parse("Known issue 12 stays.").unwrap()),
        round: 2,
        format: 1,
        document: hash("document"),
        ahead: whole,
    };
    let voided = DeploymentEvent::SignOffVoided {
        roster: Roster::Pre,
        slot: slot(),
        signoff: 120,
        changes: every_change(),
    };
    let voided_by_a_value = DeploymentEvent::SignOffVoided {
        roster: Roster::Pre,
        slot: slot(),
        signoff: 121,
        changes: vec![Change::Value {
            name: ValueName::parse("previous-tag").unwrap(),
            before: String::new(),
            after: "v2.3.9".to_owned(),
        }],
    };
    let withdrawn = DeploymentEvent::SignOffWithdrawn {
        roster: Roster::Post,
        slot: slot(),
        signoff: 120,
        reason: reason(),
    };
    let requested = DeploymentEvent::ChangesRequested {
        roster: Roster::Pre,
        slot: slot(),
        items: vec![item()],
        reason: reason(),
    };
    let declined = DeploymentEvent::SignOffDeclined {
        roster: Roster::Pre,
        slot: slot(),
        reason: reason(),
    };
    let round = DeploymentEvent::RoundOpened {
        roster: Roster::Post,
        round: 2,
    };
    vec![
        sample(false, given(true)),
        sample(true, given(false)),
        sample(false, voided),
        sample(true, voided_by_a_value),
        sample(false, withdrawn),
        sample(false, requested),
        sample(false, declined),
        sample(false, round),
    ]
}

pub(super) fn stepped() -> Vec<Sample> {
    let guarded = |bare: bool| {
        let fell_away = || if bare { Vec::new() } else { vec![slot()] };
        [
            DeploymentEvent::Started { fell_away: fell_away() },
            DeploymentEvent::Completed { fell_away: fell_away() },
            DeploymentEvent::RollbackCompleted { fell_away: fell_away() },
        ]
        .map(|event| sample(bare, event))
    };
    let mut samples = vec![
        sample(false, DeploymentEvent::Submitted {}),
        sample(false, DeploymentEvent::DeployingFinished {}),
        sample(
            false,
            DeploymentEvent::RollbackStarted {
                reason: reason(),
                to_version: VersionText::parse("2.3.9").unwrap(),
            },
        ),
        sample(false, DeploymentEvent::Failed { reason: reason() }),
        sample(false, DeploymentEvent::Cancelled { reason: reason() }),
        sample(false, DeploymentEvent::Held { reason: reason() }),
        sample(false, DeploymentEvent::Released {}),
    ];
    samples.extend(guarded(false));
    samples.extend(guarded(true));
    samples
}
