//! What is worth knowing before a deployment is made, for what is chosen in its form (D4, T11).

use domain::backend::Opened;
use domain::deployments::{DeploymentType, Details, VersionRef, Warning, unfillable_ahead};
use domain::id::{EnvironmentId, PersonId, ServiceId};
use domain::templates::{Template, TemplateLine};
use domain::text::{Title, VersionText};
use domain::time::Timestamp;
use leptos::prelude::*;

use super::details::{Stored, services};
use crate::context::backend;
use crate::failure::Failure;
use crate::live::Parts;
use crate::parts::Icon;
use crate::sentences::{self, Names};

/// What the form chooses; where nobody chose yet, what is likely: the first template, the first service, and the first
/// environment that needs sign-offs, so that what it will ask for is said before it is chosen.
pub(super) struct Choice<'a> {
    /// Who makes the deployment.
    person: PersonId,
    /// The template.
    pub(super) template: Option<&'a TemplateLine>,
    /// The service.
    pub(super) service: Option<ServiceId>,
    /// The environment, where one was chosen.
    chosen: Option<EnvironmentId>,
    /// The environment that warnings are about.
    environment: Option<EnvironmentId>,
    /// Who deploys.
    deployer: PersonId,
}

impl<'a> Choice<'a> {
    /// What was chosen: `asked` gives what stands under a name in the form or in the address.
    pub(super) fn of(
        opened: &Opened,
        person: PersonId,
        templates: &'a [TemplateLine],
        asked: &impl Fn(&str) -> Option<String>,
    ) -> Self {
        let directory = &opened.directory;
        let wanted = asked("template").unwrap_or_default();
        let template = templates
            .iter()
            .find(|template| template.id.to_string() == wanted || template.slug.as_str() == wanted);
        let service = asked("service").and_then(|id| id.parse().ok());
        let environment = asked("environment").and_then(|id| id.parse().ok());
        let chosen = environment.filter(|id| directory.environments.contains_key(id));
        let signs = directory.environments.iter().filter(|(_, known)| known.signoffs_needed);
        let likely = signs
            .min_by_key(|(id, known)| (known.position, **id))
            .map(|(id, _)| *id);
        Self {
            person,
            template: template.or_else(|| templates.first()),
            service: service
                .filter(|id| directory.services.contains_key(id))
                .or_else(|| services(opened, person).first().map(|(id, _)| *id)),
            chosen,
            environment: chosen.or(likely),
            deployer: asked("deployer").and_then(|id| id.parse().ok()).unwrap_or(person),
        }
    }

    /// What the form's lists show.
    pub(super) fn stored(&self) -> Stored {
        Stored::fresh(self.deployer, self.service, self.chosen)
    }
}

/// What there is to warn of: a review that is overdue, and slots that nobody may fill as things stand. `known` is a template
/// that the page has read already.
///
/// # Errors
/// When the store does not answer.
pub(super) async fn warnings(
    opened: &Opened,
    choice: &Choice<'_>,
    known: Option<&Template>,
    now: Timestamp,
) -> Result<Vec<Warning>, Failure> {
    let Some(line) = choice.template else {
        return Ok(Vec::new());
    };
    let overdue = line.review_by.as_ref().and_then(|due| due.overdue(now));
    let mut warnings: Vec<Warning> = overdue.map(Warning::ReviewOverdue).into_iter().collect();
    let backend = backend();
    let read = match known.filter(|template| template.id == line.id) {
        Some(_) => None,
        None => backend.template(opened.directory.id, &line.slug).await?,
    };
    let Some(template) = read.as_ref().or(known) else {
        return Ok(warnings);
    };
    let Some((number, version)) = template.versions.iter().next_back() else {
        return Ok(warnings);
    };
    let hash = version.content.structure;
    let structure = backend.structure(opened.directory.id, hash).await?;
    let (Some(structure), Some(service), Some(environment)) = (structure, choice.service, choice.environment) else {
        return Ok(warnings);
    };
    let template = VersionRef {
        template: template.id,
        version: *number,
        structure: hash,
        bars_deployer: version.content.bars_deployer,
    };
    let details = Details {
        // What is typed of these two decides nothing here.
        title: Title::parse("-").map_err(|_| Failure::Malformed)?,
        version: VersionText::parse("-").map_err(|_| Failure::Malformed)?,
        service,
        environment,
        kind: DeploymentType::Standard,
        deployer: choice.deployer,
        commit: None,
        ticket: None,
        release_notes: None,
    };
    let slots = unfillable_ahead(&opened.directory, &structure, template, details, choice.person);
    warnings.extend(slots);
    Ok(warnings)
}

/// The warnings, which follow what is chosen where islands run: `page` is the address of the form. `checked` when somebody
/// asked for them: then it is said that there are none, too.
pub(super) fn region(
    page: String,
    names: &Names<'_>,
    choice: &Choice<'_>,
    warnings: &[Warning],
    checked: bool,
) -> impl IntoView + use<> {
    let (slots, others): (Vec<&Warning>, Vec<&Warning>) = warnings
        .iter()
        .partition(|warning| matches!(warning, Warning::SlotAhead { .. }));
    let none = (checked && warnings.is_empty()).then(|| {
        view! {
            <section class="notice" data-tone="signed">
                <Icon name="check" />
                <p>"Nothing to warn of for this choice."</p>
            </section>
        }
    });
    let others = others
        .into_iter()
        .map(|warning| {
            let sentence = sentences::warning(names, warning);
            view! {
                <section class="notice" data-tone="wait">
                    <Icon name="alert" />
                    <p><b>{sentence.words}</b> " " {sentence.help}</p>
                </section>
            }
        })
        .collect_view();
    view! {
        <div aria-live="polite">
            <div class="stack" data-gap="small" data-part="ahead" data-asks=page>
                {others} {unfillable(names, choice, &slots)} {none}
            </div>
        </div>
        <Parts />
    }
}

fn unfillable(names: &Names<'_>, choice: &Choice<'_>, slots: &[&Warning]) -> Option<AnyView> {
    let title = match slots.len() {
        0 => return None,
        1 => "One sign-off of this template cannot be given".to_owned(),
        count => format!("{count} sign-offs of this template cannot be given"),
    };
    let environment = choice.chosen.and_then(|id| names.directory.environments.get(&id));
    let whereto = match environment {
        Some(environment) => format!("For {}:", environment.name),
        None => "For an environment that needs sign-offs:".to_owned(),
    };
    let lines = slots
        .iter()
        .map(|warning| {
            let sentence = sentences::warning(names, warning);
            view! { <li>{sentence.words} " " {sentence.help}</li> }
        })
        .collect_view();
    let view = view! {
        <section class="notice" data-tone="wait" aria-labelledby="ahead">
            <Icon name="alert" />
            <h2 class="notice__title" id="ahead">{title}</h2>
            <p>{whereto}</p>
            <ul>{lines}</ul>
        </section>
    };
    Some(view.into_any())
}
