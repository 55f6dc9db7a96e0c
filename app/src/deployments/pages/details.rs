//! The fields that *New deployment*, *Roll back CHG-n* and *Edit CHG-n* share.

use domain::accounts::Directory;
use domain::accounts::permission::{Reach, Right, reach};
use domain::backend::Opened;
use domain::deployments::{Deployment, DeploymentType, Details};
use domain::id::{EnvironmentId, PersonId, ServiceId};
use domain::text::{CommitText, Link, ReleaseNotes, Title, VersionText};
use leptos::prelude::*;

use crate::form::Form;
use crate::parts::{Field, Fold};

pub(super) const TITLE: Field = Field {
    name: "title",
    label: "Title",
    hint: Some("What changes, in the words of those who will sign. What is written stays in the record."),
    max: Title::MAX,
    mono: false,
    id: None,
    autocomplete: None,
};
const VERSION: Field = field("version", "Version", None, VersionText::MAX, true);
const KIND: Field = field("kind", "Type", None, 0, false);
const SERVICE: Field = field("service", "Service", None, 0, false);
const ENVIRONMENT: Field = field("environment", "Environment", None, 0, false);
const COMMIT: Field = field(
    "commit",
    "Commit",
    Some("Optional. Commit or artefact digest."),
    CommitText::MAX,
    true,
);
const TICKET: Field = field(
    "ticket",
    "Ticket",
    Some("Optional. A link that starts with https://."),
    Link::MAX,
    false,
);
const RELEASE_NOTES: Field = field(
    "release_notes",
    "Release notes",
    Some("Optional. Markdown."),
    ReleaseNotes::MAX,
    false,
);
const DEPLOYER: Field = field("deployer", "Deployer", None, 0, false);

const fn field(name: &'static str, label: &'static str, hint: Option<&'static str>, max: usize, mono: bool) -> Field {
    Field {
        name,
        label,
        hint,
        max,
        mono,
        id: None,
        autocomplete: None,
    }
}

/// Every field, in the order of the form: for the list of what is wrong.
pub(super) const ALL: [Field; 9] = [
    TITLE,
    VERSION,
    KIND,
    SERVICE,
    ENVIRONMENT,
    COMMIT,
    TICKET,
    RELEASE_NOTES,
    DEPLOYER,
];

/// What fields show before anybody typed.
pub(super) struct Stored {
    title: String,
    version: String,
    kind: DeploymentType,
    service: String,
    environment: String,
    commit: String,
    ticket: String,
    release_notes: String,
    deployer: String,
}

impl Stored {
    /// For a new deployment: nothing but what is chosen, or makes sense at once.
    pub(super) fn fresh(deployer: PersonId, service: Option<ServiceId>, environment: Option<EnvironmentId>) -> Self {
        Self {
            title: String::new(),
            version: String::new(),
            kind: DeploymentType::Standard,
            service: service.map(|id| id.to_string()).unwrap_or_default(),
            environment: environment.map(|id| id.to_string()).unwrap_or_default(),
            commit: String::new(),
            ticket: String::new(),
            release_notes: String::new(),
            deployer: deployer.to_string(),
        }
    }

    /// For a new deployment that rolls `undone` back: where that was, and what can be said without knowing why. `version` is a
    /// proposal.
    pub(super) fn rollback(deployer: PersonId, undone: &Deployment, version: Option<&VersionText>) -> Self {
        let Details {
            title,
            service,
            environment,
            ..
        } = &undone.details;
        let title = format!("Roll back {}: {title}", undone.number);
        Self {
            title: title.chars().take(Title::MAX).collect(),
            version: version.map(ToString::to_string).unwrap_or_default(),
            kind: DeploymentType::Rollback,
            ..Self::fresh(deployer, Some(*service), Some(*environment))
        }
    }

    /// What a deployment says now.
    pub(super) fn of(details: &Details) -> Self {
        let text = |value: Option<String>| value.unwrap_or_default();
        Self {
            title: details.title.to_string(),
            version: details.version.to_string(),
            kind: details.kind,
            service: details.service.to_string(),
            environment: details.environment.to_string(),
            commit: text(details.commit.as_ref().map(ToString::to_string)),
            ticket: text(details.ticket.as_ref().map(ToString::to_string)),
            release_notes: text(details.release_notes.as_ref().map(ToString::to_string)),
            deployer: details.deployer.to_string(),
        }
    }
}

/// Services that the person's teams ship come first; then the others, since only those teams may make deployments.
pub(super) fn services(opened: &Opened, person: PersonId) -> Vec<(ServiceId, String)> {
    let member = opened.directory.active(person);
    let mut services: Vec<_> = opened
        .directory
        .services
        .iter()
        .map(|(id, service)| {
            let own = member.is_some_and(|member| member.belongs(service.team));
            (
                !own,
                service.name.as_str().to_lowercase(),
                *id,
                service.name.to_string(),
            )
        })
        .collect();
    services.sort();
    services.into_iter().map(|(_, _, id, name)| (id, name)).collect()
}

/// Environments in their order, and what each takes.
fn environments(directory: &Directory) -> Vec<(EnvironmentId, String)> {
    let mut environments: Vec<_> = directory.environments.iter().collect();
    environments.sort_by_key(|(id, environment)| (environment.position, **id));
    environments
        .into_iter()
        .map(|(id, environment)| {
            let takes = if environment.signoffs_needed {
                "sign-offs needed"
            } else {
                "no sign-offs needed"
            };
            (*id, format!("{}, {takes}", environment.name))
        })
        .collect()
}

/// Who may deploy, by name; "(you)" for the reader. Whoever is stored stays on the list, so that a form which says nothing
/// about the deployer changes nothing about it.
fn people(opened: &Opened, reader: PersonId, stored: &str) -> Vec<(String, String)> {
    let deploys = |id: &PersonId| {
        let member = opened.directory.active(*id);
        member.is_some_and(|member| reach(member.role, Right::WorkDeployment) != Reach::Nowhere)
    };
    let members = opened
        .directory
        .members
        .keys()
        .filter(|id| deploys(id) || id.to_string() == stored);
    let mut people: Vec<(String, String)> = members
        .filter_map(|id| {
            let name = &opened.people.get(id)?.name;
            let name = if *id == reader {
                format!("{name} (you)")
            } else {
                name.to_string()
            };
            Some((id.to_string(), name))
        })
        .collect();
    people.sort_by_key(|(_, name)| name.to_lowercase());
    people
}

/// The version, and what a rollback takes over from the deployment that it rolls back (D7).
fn taken_over(form: &Form, stored: &Stored, directory: &Directory) -> AnyView {
    let Stored {
        kind,
        service,
        environment,
        ..
    } = stored;
    let named_service = service.parse().ok().and_then(|id| directory.services.get(&id));
    let named_environment = environment.parse().ok().and_then(|id| directory.environments.get(&id));
    view! {
        {VERSION.line(form, "text", &stored.version)}
        <dl class="facts" data-shape="boxes">
            <div><dt>{KIND.label}</dt><dd>{kind.name()}</dd></div>
            <div><dt>{SERVICE.label}</dt><dd>{named_service.map(|known| known.name.to_string())}</dd></div>
            <div><dt>{ENVIRONMENT.label}</dt><dd>{named_environment.map(|known| known.name.to_string())}</dd></div>
        </dl>
        <input type="hidden" name=KIND.name value=kind.value() />
        <input type="hidden" name=SERVICE.name value=service.clone() />
        <input type="hidden" name=ENVIRONMENT.name value=environment.clone() />
    }
    .into_any()
}

/// The version, and type, service and environment as lists to choose from.
fn chosen(form: &Form, stored: &Stored, opened: &Opened, person: PersonId) -> AnyView {
    let kinds = DeploymentType::CHOSEN
        .map(|kind| (kind.value().to_owned(), kind.name().to_owned()))
        .to_vec();
    let services = services(opened, person)
        .into_iter()
        .map(|(id, name)| (id.to_string(), name))
        .collect();
    let environments = environments(&opened.directory);
    let environments = environments
        .into_iter()
        .map(|(id, name)| (id.to_string(), name))
        .collect();
    view! {
        <div class="form__pair">
            {VERSION.line(form, "text", &stored.version)} {KIND.select(form, kinds, stored.kind.value())}
        </div>
        <div class="form__pair">
            {SERVICE.select(form, services, &stored.service)} {ENVIRONMENT.select(form, environments, &stored.environment)}
        </div>
    }
    .into_any()
}

/// The fields, *More details* among them.
pub(super) fn fields(form: &Form, stored: &Stored, opened: &Opened, person: PersonId) -> impl IntoView + use<> {
    let folded = [COMMIT, TICKET, RELEASE_NOTES, DEPLOYER];
    // Open where it holds an error or anything that somebody entered.
    let open = folded.iter().any(|field| form.problem(field.name).is_some())
        || [&stored.commit, &stored.ticket, &stored.release_notes]
            .iter()
            .any(|text| !text.is_empty());
    view! {
        {TITLE.line(form, "text", &stored.title)}
        {if stored.kind == DeploymentType::Rollback {
            taken_over(form, stored, &opened.directory)
        } else {
            chosen(form, stored, opened, person)
        }}
        <details class="more" open=open>
            <summary>
                <Fold />
                "More details"
            </summary>
            <div class="form">
                {COMMIT.line(form, "text", &stored.commit)}
                {TICKET.line(form, "text", &stored.ticket)}
                {RELEASE_NOTES.text(form, 5, &stored.release_notes)}
                {DEPLOYER.select(form, people(opened, person, &stored.deployer), &stored.deployer)}
            </div>
        </details>
    }
}
