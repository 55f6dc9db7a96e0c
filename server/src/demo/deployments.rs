//! The deployments of the demo: weeks of finished ones, and one in every stage today.

use std::sync::Arc;

use domain::accounts::{Directory, Duty};
use domain::backend::{Opened, OpenedDeployment};
use domain::deployments::{
    BookingCommand, ChangeNumber, DeploymentCommand, DeploymentLog, DeploymentType, Details, ItemChange, ItemMove,
    Meaning, NewDeployment, RollsBack, Sign, Standing,
};
use domain::id::{DeploymentId, PersonId, TemplateId};
use domain::templates::Roster;
use domain::text::{CommentText, Link, LogText, Reason, ReleaseNotes, Title, VersionText};
use futures_util::future::try_join_all;

use super::calendar;
use super::cast::Cast;
use super::desk::Desk;
use crate::clock::SetBack;
use crate::serve::Fault;

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
/// Waves of deployments that went through before today.
const WAVES: usize = 13;
/// Deployments that go through together: one for each service.
const TOGETHER: usize = 4;
/// Production.
const PRODUCTION: usize = 2;

/// What was shipped, told in titles that repeat over the weeks.
const TITLES: [&str; 12] = [
    "Show delivery dates in the basket",
    "Answer searches from the replica",
    "Retry card payments once",
    "Number invoices per country",
    "Drop the old address form",
    "Rank results by stock",
    "Move refunds to the queue",
    "Send reminders a week earlier",
    "Cache product pages for a minute",
    "Accept search terms with accents",
    "Check cards before they are stored",
    "Archive invoices after ten years",
];

/// A deployment of the demo on its way.
struct Course<'a> {
    desk: &'a Desk,
    cast: &'a Cast,
    id: DeploymentId,
    number: ChangeNumber,
}

/// A deployment with what follows from its facts.
fn standing<'a>(opened: &'a OpenedDeployment, directory: &'a Directory) -> Standing<'a> {
    Standing {
        directory,
        structure: &opened.structure,
        deployment: &opened.deployment,
        occupants: &opened.occupants,
    }
}

impl<'a> Course<'a> {
    /// Makes the `index`-th deployment of the demo: its service, title and version follow from the number.
    async fn begin(
        desk: &'a Desk,
        cast: &'a Cast,
        template: TemplateId,
        index: usize,
        environment: usize,
        kind: DeploymentType,
    ) -> Result<Self, Fault> {
        let details = Details {
            title: Title::parse(TITLES[index % TITLES.len()])?,
            version: VersionText::parse(&format!(
                "{}.{}.{}",
                2 + index / 40,
                index / TOGETHER % 10,
                index % TOGETHER
            ))?,
            service: cast.services[index % cast.services.len()],
            environment: cast.environments[environment],
            kind,
            deployer: cast.holder(&Duty::DeploymentEngineer),
            commit: None,
            ticket: None,
            release_notes: Some(ReleaseNotes::parse("One change, tried in staging since yesterday.")?),
        };
        Self::make(desk, cast, template, details, None).await
    }

    /// Makes the deployment that rolls back a completed one.
    async fn back(desk: &'a Desk, cast: &'a Cast, completed: ChangeNumber) -> Result<Self, Fault> {
        let undone = desk.look(cast, completed).await?.deployment;
        let details = Details {
            title: Title::parse(&format!("Take {completed} back until prices are right"))?,
            version: VersionText::parse("3.1.0")?,
            kind: DeploymentType::Rollback,
            release_notes: None,
            ..undone.details
        };
        let rolls_back = RollsBack {
            deployment: undone.id,
            seen: 0,
        };
        Self::make(desk, cast, undone.template.template, details, Some(rolls_back)).await
    }

    async fn make(
        desk: &'a Desk,
        cast: &'a Cast,
        template: TemplateId,
        details: Details,
        rolls_back: Option<RollsBack>,
    ) -> Result<Self, Fault> {
        let engineer = cast.holder(&Duty::DeploymentEngineer);
        let id = DeploymentId::new(desk.shared.sources.uuid());
        let command = DeploymentCommand::Create(Box::new(NewDeployment {
            deployment: id,
            template,
            version: None,
            details,
            rolls_back,
        }));
        let outcome = desk.deploy(cast, engineer, id, command).await?;
        let number = outcome.number.ok_or("a new deployment has no number")?;
        Ok(Self { desk, cast, id, number })
    }

    async fn does(&self, person: PersonId, command: DeploymentCommand) -> Result<(), Fault> {
        self.desk.deploy(self.cast, person, self.id, command).await.map(|_| ())
    }

    async fn engineer(&self, command: DeploymentCommand) -> Result<(), Fault> {
        self.does(self.cast.holder(&Duty::DeploymentEngineer), command).await
    }

    /// Ticks `part` of ten of the open items that have to be done now, and adds the links that done ones ask for.
    async fn tick(&self, part: usize) -> Result<(), Fault> {
        let directory = self.directory().await?;
        let opened = self.desk.look(self.cast, self.number).await?;
        let standing = standing(&opened, &directory);
        let open = standing.open_required(standing.stage().works());
        let changes: Vec<ItemChange> = open
            .iter()
            .take((open.len() * part).div_ceil(10))
            .map(|found| ItemChange {
                item: found.item.key.clone(),
                seen: opened
                    .deployment
                    .items
                    .get(&found.item.key)
                    .map_or(0, |state| state.seq()),
                to: ItemMove::Done,
                reason: None,
            })
            .collect();
        // Two people work the list, as two would.
        let (first, second) = changes.split_at(changes.len() / 2);
        let people = [Duty::DeploymentEngineer, Duty::QaLead];
        for (changes, duty) in [first, second].into_iter().zip(&people) {
            if !changes.is_empty() {
                let command = DeploymentCommand::ChangeItems {
                    changes: changes.to_vec(),
                    confirmed: Vec::new(),
                };
                self.does(self.cast.holder(duty), command).await?;
            }
        }
        self.link_evidence(&directory).await
    }

    async fn link_evidence(&self, directory: &Directory) -> Result<(), Fault> {
        let opened = self.desk.look(self.cast, self.number).await?;
        let standing = standing(&opened, directory);
        for found in standing.evidence_missing(standing.stage().works()) {
            let link = format!("https://ci.lantern-quay.example/{}/{}", self.number, found.item.key);
            let command = DeploymentCommand::AddLink {
                item: Some(found.item.key.clone()),
                url: Link::parse(&link)?,
                label: None,
                confirmed: Vec::new(),
            };
            self.engineer(command).await?;
        }
        Ok(())
    }

    /// Fills at most `most` empty slots of a roster.
    async fn sign(&self, roster: Roster, most: usize) -> Result<(), Fault> {
        let directory = self.directory().await?;
        for _ in 0..most {
            let opened = self.desk.look(self.cast, self.number).await?;
            let standing = standing(&opened, &directory);
            let Some((slot, person)) = standing.empty(roster).into_iter().find_map(|slot| {
                let mut people = self.cast.people.iter().map(|(_, person)| *person);
                let free = people.find(|person| standing.may_sign(slot, *person).is_ok())?;
                Some((slot, free))
            }) else {
                return Ok(());
            };
            let command = DeploymentCommand::Sign(Box::new(Sign {
                roster,
                slot: slot.key.clone(),
                meaning: Meaning::Approved,
                comment: None,
                document: standing.document(slot).hash(),
                position: self.position().await?,
            }));
            self.does(person, command).await?;
        }
        Ok(())
    }

    async fn directory(&self) -> Result<Arc<Directory>, Fault> {
        Ok(self.opened().await?.directory)
    }

    async fn position(&self) -> Result<u64, Fault> {
        Ok(self.opened().await?.position)
    }

    async fn opened(&self) -> Result<Opened, Fault> {
        let backend = &self.desk.shared.backend;
        let organizations = backend.organizations(self.cast.owner).await?;
        let slug = &organizations.first().ok_or("the organization is not there")?.slug;
        let opened = backend.open(slug, self.cast.owner).await?;
        opened.ok_or_else(|| "the owner does not see the organization".into())
    }

    async fn comment(&self, duty: &Duty, text: &str) -> Result<(), Fault> {
        let command = DeploymentCommand::Comment {
            item: None,
            text: CommentText::parse(text)?,
        };
        self.does(self.cast.holder(duty), command).await
    }

    /// Draft → preparing, with all items done and everybody's sign-off.
    async fn to_signed(&self) -> Result<(), Fault> {
        self.tick(10).await?;
        self.engineer(DeploymentCommand::Submit).await?;
        self.sign(Roster::Pre, 9).await
    }

    /// Books an evening so many days from now and announces it.
    async fn book(&self, days: i64) -> Result<(), Fault> {
        let now = self.desk.shared.sources.now();
        let manager = self.cast.holder(&Duty::ReleaseManager);
        let book = BookingCommand::Book {
            seen: 0,
            slots: calendar::slot(now, days),
            accepted: Vec::new(),
            confirmed: Vec::new(),
        };
        self.does(manager, DeploymentCommand::Booking(book)).await?;
        let opened = self.desk.look(self.cast, self.number).await?;
        let announce = BookingCommand::Announce {
            seen: opened.deployment.booking_seq(),
            late: None,
        };
        self.does(manager, DeploymentCommand::Booking(announce)).await
    }

    async fn roll_back(&self) -> Result<(), Fault> {
        let command = DeploymentCommand::RollBack {
            reason: Reason::parse("Errors doubled within five minutes of the last instance.")?,
            to_version: VersionText::parse("2.0.0")?,
            confirmed: Vec::new(),
        };
        self.does(self.cast.holder(&Duty::TechLead), command).await
    }
}

/// Finished deployments, a wave every other day, each wave in step so that its entries share turns.
pub(super) async fn history(desk: &Desk, cast: &Cast, templates: &[TemplateId], clock: &SetBack) -> Result<(), Fault> {
    for wave in 0..WAVES {
        let begun = (0..TOGETHER).map(|place| {
            let index = wave * TOGETHER + place;
            let template = templates[(wave + place) % 2];
            Course::begin(desk, cast, template, index, PRODUCTION, DeploymentType::Standard)
        });
        let courses = try_join_all(begun).await?;
        clock.pass(3 * HOUR);
        try_join_all(courses.iter().map(|course| course.tick(6))).await?;
        clock.pass(4 * HOUR);
        try_join_all(courses.iter().map(Course::to_signed)).await?;
        clock.pass(16 * HOUR);
        try_join_all(courses.iter().map(|course| course.engineer(DeploymentCommand::Start))).await?;
        clock.pass(25 * MINUTE);
        try_join_all(courses.iter().map(|course| course.tick(10))).await?;
        try_join_all(
            courses
                .iter()
                .map(|course| course.engineer(DeploymentCommand::FinishDeploying)),
        )
        .await?;
        clock.pass(HOUR);
        let ends = courses
            .iter()
            .enumerate()
            .map(|(place, course)| ended(course, (wave + place) % 17 == 5));
        try_join_all(ends).await?;
        clock.pass(24 * HOUR);
    }
    Ok(())
}

/// Signs a deployment and starts it a while later.
async fn started(course: &Course<'_>, clock: &SetBack) -> Result<(), Fault> {
    course.to_signed().await?;
    clock.pass(35 * MINUTE);
    course.engineer(DeploymentCommand::Start).await
}

/// The same, deployed a while later.
async fn deployed(course: &Course<'_>, clock: &SetBack) -> Result<(), Fault> {
    started(course, clock).await?;
    clock.pass(12 * MINUTE);
    course.tick(10).await?;
    course.engineer(DeploymentCommand::FinishDeploying).await?;
    clock.pass(8 * MINUTE);
    Ok(())
}

/// Completes a deployment, or rolls it back.
async fn ended(course: &Course<'_>, badly: bool) -> Result<(), Fault> {
    if badly {
        course
            .comment(&Duty::QaLead, "Time to answer is three times what it was.")
            .await?;
        course.roll_back().await?;
        course.tick(10).await?;
        course.sign(Roster::Post, 9).await?;
        return course.engineer(DeploymentCommand::CompleteRollback).await;
    }
    course.tick(10).await?;
    course.sign(Roster::Post, 9).await?;
    course.engineer(DeploymentCommand::Complete).await
}

/// Today: a deployment in every stage.
pub(super) async fn present(desk: &Desk, cast: &Cast, templates: &[TemplateId], clock: &SetBack) -> Result<(), Fault> {
    clock.set(26 * HOUR);
    let first = WAVES * TOGETHER;
    let begin = |place: usize, template: usize, environment: usize| {
        let kind = if template == 2 {
            DeploymentType::Hotfix
        } else {
            DeploymentType::Standard
        };
        Course::begin(desk, cast, templates[template], first + place, environment, kind)
    };
    let failed = begin(0, 0, PRODUCTION).await?;
    started(&failed, clock).await?;
    clock.pass(4 * MINUTE);
    let command = DeploymentCommand::MarkFailed {
        reason: Reason::parse("The registry was away; nothing was shipped.")?,
    };
    failed.does(cast.holder(&Duty::TechLead), command).await?;
    let cancelled = begin(1, 1, PRODUCTION).await?;
    let command = DeploymentCommand::Cancel {
        reason: Reason::parse("Goes out with the next version.")?,
    };
    cancelled.engineer(command).await?;

    clock.set(5 * HOUR);
    let verifying = begin(1, 0, PRODUCTION).await?;
    deployed(&verifying, clock).await?;
    verifying.tick(4).await?;
    let command = DeploymentCommand::NoteLog {
        seen: Box::default(),
        wanted: Box::new(DeploymentLog {
            notes: Some(LogText::parse("Two instances needed a second start.")?),
            ..DeploymentLog::default()
        }),
    };
    verifying.engineer(command).await?;
    let rolling_back = begin(2, 0, PRODUCTION).await?;
    deployed(&rolling_back, clock).await?;
    rolling_back.roll_back().await?;
    rolling_back.tick(4).await?;
    let running = begin(3, 1, PRODUCTION).await?;
    started(&running, clock).await?;
    running.tick(5).await?;

    clock.set(HOUR);
    let held = begin(4, 0, 1).await?;
    held.to_signed().await?;
    let hold = DeploymentCommand::Hold {
        reason: Reason::parse("The partner asked for tomorrow.")?,
    };
    held.engineer(hold).await?;
    let signing = begin(5, 0, PRODUCTION).await?;
    signing.tick(10).await?;
    signing.engineer(DeploymentCommand::Submit).await?;
    signing.sign(Roster::Pre, 1).await?;
    signing
        .comment(&Duty::ProductOwner, "I look at it after lunch.")
        .await?;
    let preparing = begin(6, 2, PRODUCTION).await?;
    preparing.book(2).await?;
    preparing.engineer(DeploymentCommand::Submit).await?;
    preparing.tick(5).await?;
    let draft = begin(7, 1, 0).await?;
    draft.tick(3).await?;
    // The last one of the history was completed.
    let back = Course::back(desk, cast, ChangeNumber(first as u64)).await?;
    back.tick(6).await?;
    let planned = begin(8, 0, PRODUCTION).await?;
    planned.book(4).await?;
    planned.engineer(DeploymentCommand::Submit).await?;
    planned.tick(2).await
}
